-- Workbooks that came back filled in, while a person looks at what they would change: cells as they came, what the
-- person said of rows and columns, and what came of each row once it was written.

create table returned_workbook (
    id         text   not null primary key,
    -- What the workbook is for, the round, and what of the round it is about: a unit.
    kind       text   not null,
    round      text   not null,
    about      text   not null,
    account    text   not null,
    file_name  text   not null,
    cells      text   not null,
    said       text   not null,
    -- What came of each row, or nothing: it was not written yet.
    result     text,
    at         bigint not null,
    written_at bigint
);

create index returned_workbook_of on returned_workbook (round, about, account);
