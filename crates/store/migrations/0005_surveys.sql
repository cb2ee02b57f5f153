-- Surveys as everybody who runs them may know them: nothing here speaks of a person. Lists of people and their
-- responses lie in databases of their own.

-- The text of a questionnaire that a survey uses (mẫu phiếu), byte for byte. Never edited, never deleted.
create table questionnaire (
    code     text   not null,
    version  text   not null,
    title    text   not null,
    text     text   not null,
    sidecar  text,
    hash     text   not null check (length(hash) = 64),
    account  text   not null,
    at       bigint not null,
    primary key (code, version)
);

-- One survey (cuộc khảo sát). `roster`: digest of its list as the log knows it. `delivered`, `listed`: people who were
-- handed an invitation, and people on the list, counted before it was erased. `finished`: closed, opened and erased.
create table survey (
    id                     text   not null primary key,
    round                  text   not null,
    title                  text   not null,
    questionnaire          text   not null,
    questionnaire_version  text   not null,
    questionnaire_hash     text   not null check (length(questionnaire_hash) = 64),
    k                      bigint not null,
    sealed                 bigint not null check (sealed in (0, 1)),
    opens_at               bigint,
    closes_at              bigint,
    state                  text   not null check (state in ('draft', 'open', 'closed')),
    changes                bigint not null,
    roster                 text,
    delivered              bigint,
    listed                 bigint,
    finished               bigint not null default 0 check (finished in (0, 1)),
    account                text   not null,
    at                     bigint not null
);
create index survey_of_round on survey (round, at);
-- Who is asked (tầng): a group of respondents, or a group of one body. `under`: the stratum under which its people
-- are asked since the launch.
create table survey_stratum (
    survey      text   not null references survey (id),
    position    bigint not null,
    code        text   not null,
    group_code  text   not null,
    body        text   not null,
    parent      text   not null,
    population  bigint not null,
    target      bigint not null,
    under       text   not null default '',
    primary key (survey, code)
);
-- When responses were mixed last: figures never say more than how old they are.
create table survey_mix (
    survey  text   not null references survey (id),
    n       bigint not null,
    at      bigint not null,
    primary key (survey, n)
);
-- What invitations and reminders say.
create table survey_letter (
    survey   text   not null references survey (id),
    kind     text   not null check (kind in ('invitation', 'reminder')),
    subject  text   not null,
    body     text   not null,
    subject_en  text not null,
    body_en     text not null,
    primary key (survey, kind)
);
-- Addresses that want no more letters, known by their hash alone.
create table survey_opt_out (
    address  text   not null primary key check (length(address) = 64),
    account  text   not null,
    at       bigint not null
);
-- Which criteria a survey feeds: nobody types their results while it stands. `per_body`: one respondent rates many bodies.
create table survey_feed (
    survey     text   not null references survey (id),
    criterion  text   not null,
    per_body   bigint not null check (per_body in (0, 1)),
    primary key (survey, criterion)
);
-- Criteria whose optional survey is not held: they do not apply, and nobody types their results while this stands.
create table survey_not_held (
    round      text   not null,
    unit       text   not null,
    criterion  text   not null,
    layer      text   not null,
    reason     text   not null,
    account    text   not null,
    seq        bigint not null,
    at         bigint not null,
    primary key (round, unit, criterion)
);
-- What the responses of a closed survey say, frozen when it closed. `choice` empty: skipped.
create table survey_tally (
    survey    text   not null references survey (id),
    stratum   text   not null,
    question  text   not null,
    about     text   not null,
    choice    text   not null,
    n         bigint not null,
    primary key (survey, stratum, question, about, choice)
);
-- Counts of a closed survey by stratum, frozen with its tallies.
create table survey_count (
    survey    text   not null references survey (id),
    stratum   text   not null,
    issued    bigint not null,
    used      bigint not null,
    counted   bigint not null,
    withheld  bigint not null,
    lost      bigint not null,
    primary key (survey, stratum)
);
