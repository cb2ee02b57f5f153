-- Annexes of decisions that are being read into criteria files: cells as they came, and what a person said of them.

create table annex (
    id        text   not null primary key,
    file_name text   not null,
    cells     text   not null,
    said      text   not null,
    revision  bigint not null,
    made_by   text   not null,
    made_at   bigint not null,
    account   text   not null,
    at        bigint not null,
    -- The draft that was made of it, or nothing: it was given up.
    draft     text,
    closed_at bigint
);
