-- Questionnaires that are being written. The revision counts changes, so that two editors at once are noticed.
create table questionnaire_draft (
    id        text   not null primary key,
    title     text   not null,
    text      text   not null,
    sidecar   text   not null,
    revision  bigint not null,
    account   text   not null,
    at        bigint not null
);
