-- Criteria sets that are written and issued here, beside those that come with the program.

-- An issued version (bộ tiêu chí đã ban hành): the file byte for byte. A row is never edited and never deleted;
-- a change is another version.
create table criteria_set (
    code        text   not null,
    version     text   not null,
    title       text   not null,
    text        text   not null,
    sidecar     text,
    hash        text   not null check (length(hash) = 64),
    base        text,
    decision    text   not null,
    decided_on  text   not null,
    signer      text   not null,
    account     text   not null,
    at          bigint not null,
    primary key (code, version)
);

-- A version that is being written. The revision counts changes, so that two editors at once are noticed.
create table criteria_draft (
    id           text   not null primary key,
    code         text   not null,
    set_version  text   not null,
    title        text   not null,
    base         text,
    text         text   not null,
    sidecar      text,
    revision     bigint not null,
    made_by      text   not null,
    made_at      bigint not null,
    account      text   not null,
    at           bigint not null,
    closed_at    bigint,
    closed_as    text check (closed_as in ('issued', 'removed'))
);
-- What a draft said before: steps that can be taken back, those that were, and those that led back.
create table criteria_draft_past (
    draft     text   not null,
    revision  bigint not null,
    text      text   not null,
    sidecar   text,
    account   text   not null,
    at        bigint not null,
    state     text   not null check (state in ('past', 'used', 'undone')),
    primary key (draft, revision)
);
