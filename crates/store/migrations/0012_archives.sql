-- Archives of rounds: those that were made here, and rounds that were restored from one.

-- An archive that was asked for, and what became of it. The file lies in a folder of its own under its id.
create table round_archive (
    id          text   not null primary key,
    round       text   not null,
    state       text   not null check (state in ('waiting', 'made', 'failed')),
    account     text   not null,
    at          bigint not null,
    finished_at bigint,
    bytes       bigint,
    files       bigint,
    sha256      text,
    manifest    text,
    problem     text
);
create index round_archive_of on round_archive (round, at);

-- A round that came out of an archive: it is read, never changed. `coming`: its rows are still being written, nobody
-- sees it; `whole`: every row was compared with the archive. The manifest's hash stands for the archive.
create table restored_round (
    round     text   not null primary key,
    manifest  text   not null check (length(manifest) = 64),
    state     text   not null check (state in ('coming', 'whole')),
    account   text   not null,
    at        bigint not null
);
