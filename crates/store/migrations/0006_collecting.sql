-- How responses come in without a link of one's own: devices in offices, interviewers, paper. Nothing here says when
-- a response came or what it says once it is in the box.

-- A device or an interviewer that hands in responses of one stratum. The code is known by its hash alone.
create table survey_device (
    id          text   not null primary key,
    survey      text   not null references survey (id),
    stratum     text   not null,
    kind        text   not null check (kind in ('kiosk', 'interviewer')),
    label       text   not null,
    h           text   not null unique check (length(h) = 64),
    person      text   not null default '',
    account     text   not null,
    at          bigint not null,
    revoked_at  bigint
);
create index device_of_survey on survey_device (survey, at);
-- A bundle of filled-in paper (lô phiếu giấy).
create table paper_batch (
    survey   text   not null references survey (id),
    number   bigint not null,
    stratum  text   not null,
    copies   bigint not null check (copies > 0),
    state    text   not null check (state in ('keying', 'sending', 'sent', 'dropped')),
    account  text   not null,
    at       bigint not null,
    primary key (survey, number)
);
-- A paper as somebody typed it: first, by another person second, and where they differ as it was settled.
-- All rows of a bundle go when it is handed in.
create table paper_copy (
    survey   text   not null,
    batch    bigint not null,
    copy     bigint not null,
    turn     bigint not null check (turn in (1, 2, 3)),
    account  text   not null,
    answers  text   not null,
    primary key (survey, batch, copy, turn)
);
-- Who typed how many of a bundle; this stays.
create table paper_keyed (
    survey   text   not null,
    batch    bigint not null,
    turn     bigint not null,
    account  text   not null,
    copies   bigint not null,
    primary key (survey, batch, turn, account)
);
