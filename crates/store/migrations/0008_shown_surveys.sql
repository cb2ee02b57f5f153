-- What is shown of the results of an open survey that does not keep them sealed: each row of a question as it was when
-- it could be shown last. It never changes by so little that the change tells what few people said. `choice` empty: skipped.
create table survey_shown (
    survey    text   not null references survey (id),
    stratum   text   not null,
    question  text   not null,
    about     text   not null,
    choice    text   not null,
    n         bigint not null,
    primary key (survey, stratum, question, about, choice)
);
