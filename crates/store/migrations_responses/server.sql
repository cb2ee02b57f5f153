-- The box of one survey (thùng phiếu): invitations by hash, sealed responses, opened responses, and what is
-- counted of them. It has no person and no moment in it, and nothing that numbers rows in the order they came.

-- Which survey it is, how its promise is set, and how far it has got.
create table about (
    name   text not null primary key,
    value  text not null
);
-- Strata as a tree: what is too little goes to the parent at closing.
create table stratum (
    code    text not null primary key,
    parent  text not null
);
-- An invitation by the hash of its secret. `used`: 0 no, 1 since the last mix, 2 before it, 3 and 4 the same through the link it replaces.
-- `standing`: 0 good, 1 revoked, 2 replaced.
create table invite (
    h         bytea   not null primary key,
    stratum   text   not null,
    used      bigint not null check (used in (0, 1, 2, 3, 4)),
    standing  bigint not null check (standing in (0, 1, 2))
);
-- The key to which a stratum's responses are sealed.
create table epoch (
    stratum     text   not null,
    n           bigint not null,
    public_key  bytea   not null,
    primary key (stratum, n)
);
-- Sealed responses, all of one length.
create table pool (
    pid      bytea   not null primary key,
    stratum  text   not null,
    epoch    bigint not null,
    sealed   bytea   not null
);
-- Opened responses.
create table response (
    bid      bytea not null primary key,
    stratum  text not null,
    answers  bytea not null
);
-- What the opened responses say, counted.
create table tally (
    stratum   text   not null,
    question  text   not null,
    about     text   not null,
    choice    text   not null,
    n         bigint not null,
    primary key (stratum, question, about, choice)
);
-- What is counted of a stratum; written by mixes and by closing alone.
create table counters (
    stratum   text   not null primary key,
    used      bigint not null default 0,
    pooled    bigint not null default 0,
    counted   bigint not null default 0,
    withheld  bigint not null default 0,
    lost      bigint not null default 0,
    moved     bigint not null default 0,
    received  bigint not null default 0
);
-- Receipts by their hash: they prove that a response was taken in.
create table receipt (
    hash  bytea not null primary key
);
-- Mixes by number: how many responses each opened together.
create table mix (
    id       bigint not null,
    stratum  text   not null,
    opened   bigint not null,
    primary key (id, stratum)
);
create index invite_since_mix on invite (stratum) where used = 1 or used = 3;
create index pool_by_stratum on pool (stratum, epoch);
