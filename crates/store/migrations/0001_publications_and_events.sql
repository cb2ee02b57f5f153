-- What every engine understands: text, bigint, primary keys, checks, foreign keys.
-- Times are microseconds since 1970 in UTC; hashes are 64 hexadecimal digits.

-- Frozen results. A row is never edited and never deleted; a higher version supersedes it.
-- The text is cut at its units: body_start, the units with commas between them, body_end.
-- body_hash is the SHA-256 of the whole, which is the published JSON file byte for byte.
create table publication (
    round               text   not null,
    version             bigint not null check (version >= 1),
    title               text   not null,
    title_en            text,
    period              text   not null,
    published_at        bigint not null,
    supersedes_because  text,
    body_start          text   not null,
    body_end            text   not null,
    body_hash           text   not null check (length(body_hash) = 64),
    primary key (round, version),
    check (version = 1 or supersedes_because is not null)
);

create table publication_unit (
    round     text   not null,
    version   bigint not null,
    position  bigint not null check (position >= 0),
    body      text   not null,
    primary key (round, version, position),
    foreign key (round, version) references publication (round, version)
);

-- What happened in a round, in order, each event chained to the one before it by hash.
create table event (
    round  text   not null,
    seq    bigint not null check (seq >= 0),
    kind   text   not null check (kind in ('publish')),
    actor  text   not null,
    at     bigint not null,
    body   text   not null,
    prev   text   not null check (length(prev) = 64),
    hash   text   not null check (length(hash) = 64),
    primary key (round, seq)
);
