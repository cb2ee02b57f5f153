-- What was typed for an official document: number, date, signature, texts of its template. Each saving is a row.
create table document_text (
    round    text   not null,
    kind     text   not null,
    about    text   not null,
    version  bigint not null check (version > 0),
    fields   text   not null,
    account  text   not null,
    at       bigint not null,
    primary key (round, kind, about, version)
);
-- Templates of documents that replace those of the program; an empty text gives the program's back.
create table document_template (
    kind     text   not null,
    family   text   not null check (family in ('nha-nuoc', 'dang')),
    lang     text   not null check (lang in ('vi', 'en')),
    version  bigint not null check (version > 0),
    body     text   not null,
    account  text   not null,
    at       bigint not null,
    primary key (kind, family, lang, version)
);
