-- The life of a round: bodies, people, rounds, answers, evidence, letters.
-- Flags are 0 or 1; lists of words stand with spaces between; JSON is text; ids are ULIDs made by the program.

-- The log gains salts (what is secret until publication) and an erasable personal part.
create table event_wide (
    round          text   not null,
    seq            bigint not null check (seq >= 0),
    kind           text   not null,
    actor          text   not null,
    at             bigint not null,
    body           text   not null,
    body_salt      text,
    personal       text,
    personal_salt  text,
    personal_commit text,
    prev           text   not null check (length(prev) = 64),
    hash           text   not null check (length(hash) = 64),
    primary key (round, seq)
);
insert into event_wide (round, seq, kind, actor, at, body, prev, hash)
select round, seq, kind, actor, at, body, prev, hash from event;
drop table event;
alter table event_wide rename to event;

-- An answer that was given to a post with a key; the same key gives it again.
create table answered (
    post_key  text   not null primary key,
    at        bigint not null,
    answer    text   not null
);
create index answered_at on answered (at);

-- Places (đơn vị hành chính): a record of its own, to which bodies point.
create table place (
    code        text not null primary key,
    name        text not null,
    folded      text not null,
    kind        text not null,
    tier        text not null check (tier in ('province', 'commune')),
    parent      text,
    valid_from  text not null,
    valid_to    text
);

-- Bodies (cơ quan, đơn vị). The code is what files and rounds call it.
create table org_unit (
    id            text   not null primary key,
    code          text   not null unique,
    name          text   not null,
    folded        text   not null,
    system        text   not null check (system in ('state', 'party', 'front', 'central_vertical', 'public_service')),
    tier          text   not null check (tier in ('central', 'province', 'district', 'commune')),
    place         text,
    parent        text,
    linked        text,
    traits        text   not null,
    e_identifier  text,
    email         text,
    valid_from    text   not null,
    valid_to      text,
    version       bigint not null
);

-- Lineage: merge, split, rename, change of type, end; each with its decision.
create table org_unit_change (
    id        text   not null primary key,
    kind      text   not null check (kind in ('merge', 'split', 'rename', 'change', 'end')),
    decision  text   not null,
    date      text   not null,
    before    text   not null,
    after     text   not null,
    note      text   not null,
    at        bigint not null
);

-- People: one person, one account.
create table account (
    id               text   not null primary key,
    login            text   not null unique,
    name             text   not null,
    folded           text   not null,
    email            text,
    title            text,
    org_unit         text,
    administrator    bigint not null,
    auditor          bigint not null,
    password         text,
    password_set_at  bigint,
    must_change      bigint not null,
    totp             text,
    totp_new         text,
    totp_step        bigint,
    disabled_at      bigint,
    disabled_reason  text,
    seen_at          bigint,
    created_at       bigint not null,
    version          bigint not null
);
create table password_past (
    account  text   not null,
    at       bigint not null,
    password text   not null,
    primary key (account, at)
);
create table recovery_code (
    account  text   not null,
    hash     text   not null,
    used_at  bigint,
    primary key (account, hash)
);
-- Failures by the name typed, whether an account has it or not: the same work for both.
create table login_failure (
    login         text   not null primary key,
    failures      bigint not null,
    last_at       bigint not null,
    locked_until  bigint
);
-- Codes that open an account once: a new password, the first administrator. The hash is SHA-256.
create table account_code (
    hash        text   not null primary key,
    account     text   not null,
    expires_at  bigint not null,
    used_at     bigint
);
create index account_code_of on account_code (account);
-- The id is the SHA-256 of the secret in the cookie. Stages: code (the password was right, the second factor
-- is still asked for), open, locked (idle; the password opens it again).
create table login_session (
    id          text   not null primary key,
    account     text   not null,
    created_at  bigint not null,
    seen_at     bigint not null,
    ends_at     bigint not null,
    strong      bigint not null,
    address     text   not null,
    agent       text   not null,
    stage       text   not null check (stage in ('code', 'open', 'locked')),
    revoked_at  bigint
);
create index login_session_of on login_session (account);

-- Rounds. Settings are JSON until opening; opening freezes sets, groups and units.
create table round (
    code       text   not null primary key,
    title      text   not null,
    period     text   not null,
    stage      text   not null,
    settings   text   not null,
    version    bigint not null,
    created_at bigint not null,
    opened_at  bigint
);
create table round_set (
    round     text   not null,
    position  bigint not null,
    code      text   not null,
    version   text   not null,
    hash      text   not null,
    text      text   not null,
    sidecar   text,
    borrowed  text   not null,
    primary key (round, position)
);
create table round_group (
    round     text   not null,
    code      text   not null,
    name      text   not null,
    position  bigint not null,
    in_set    bigint not null,
    primary key (round, code)
);
-- A body as it was when the round opened.
create table round_unit (
    round     text not null,
    code      text not null,
    org_unit  text not null,
    name      text not null,
    folded    text not null,
    in_group  text not null,
    class     text,
    traits    text not null,
    linked    text,
    excluded  text,
    primary key (round, code)
);
create index round_unit_of on round_unit (org_unit);

-- When a stage closes, for all or for one unit; the closing itself is an event.
create table round_due (
    round   text   not null,
    stage   text   not null,
    unit    text   not null,
    due_at  bigint not null,
    closed_seq bigint,
    closed_at  bigint,
    primary key (round, stage, unit)
);
create index round_due_open on round_due (due_at);

-- Who may do what in a round. No unit, no criteria, no groups: all of them.
create table round_role (
    id         text   not null primary key,
    round      text   not null,
    account    text   not null,
    role       text   not null,
    unit       text,
    criteria   text,
    groups     text,
    granted_at bigint not null,
    revoked_at bigint
);
create index round_role_of on round_role (account);
create index round_role_in on round_role (round);

-- Former and other ties between a person and a body: no appraisal, no vote.
create table conflict_of_interest (
    account  text   not null,
    org_unit text   not null,
    ground   text   not null,
    at       bigint not null,
    primary key (account, org_unit)
);

-- One unit's record in a round; the figures are a cache of its answers.
create table assessment (
    round        text   not null,
    unit         text   not null,
    stage        text   not null,
    stage_data   text   not null,
    version      bigint not null,
    answered     bigint not null,
    of_criteria  bigint not null,
    lacking      bigint not null,
    points       text,
    maximum      text,
    touched_at   bigint,
    touched_by   text,
    primary key (round, unit)
);

-- What stands in one field of one criterion: figures (a, b and points together), note, not_applicable, …
create table field (
    round      text   not null,
    unit       text   not null,
    criterion  text   not null,
    name       text   not null,
    version    bigint not null,
    value      text   not null,
    account    text   not null,
    at         bigint not null,
    primary key (round, unit, criterion, name)
);
create index field_on on field (round, criterion);
create table field_past (
    round      text   not null,
    unit       text   not null,
    criterion  text   not null,
    name       text   not null,
    version    bigint not null,
    value      text   not null,
    account    text   not null,
    at         bigint not null,
    primary key (round, unit, criterion, name, version)
);

-- Points as facts of a layer (self, preliminary, appraised, council, final): added to, never changed.
create table points_fact (
    round      text   not null,
    unit       text   not null,
    criterion  text   not null,
    layer      text   not null,
    seq        bigint not null,
    answer     text   not null,
    reason     text,
    account    text   not null,
    at         bigint not null,
    primary key (round, unit, criterion, layer, seq)
);
create index points_fact_in_order on points_fact (round, seq);

-- Criteria given to colleagues: a hint, not a lock.
create table assignment (
    round      text   not null,
    unit       text   not null,
    criterion  text   not null,
    account    text   not null,
    due        text,
    primary key (round, unit, criterion)
);

-- What the head or the secretariat asks to mend, by criterion.
create table remark (
    id         text   not null primary key,
    round      text   not null,
    unit       text   not null,
    criterion  text   not null,
    text       text   not null,
    account    text   not null,
    at         bigint not null,
    settled_at bigint
);
create index remark_of on remark (round, unit);

-- What was submitted, whole; a later submission is another row.
create table submission (
    round      text   not null,
    unit       text   not null,
    number     bigint not null,
    seq        bigint not null,
    code       text   not null,
    content    text   not null,
    hash       text   not null,
    account    text   not null,
    at         bigint not null,
    primary key (round, unit, number)
);
create index submission_code on submission (code);

-- The signed paper: its number and date, and the scan.
create table signed_paper (
    round      text   not null,
    unit       text   not null,
    number     bigint not null,
    paper      text   not null,
    date       text   not null,
    file       text,
    account    text   not null,
    at         bigint not null,
    primary key (round, unit, number)
);

-- Evidence of a body; one item may serve many criteria and years. Dates are YYYY-MM-DD; paper_… is the receipt of
-- what was handed in on paper.
create table evidence (
    id           text   not null primary key,
    org_unit     text   not null,
    kind         text   not null check (kind in ('document', 'other')),
    number       text   not null,
    date         text   not null,
    issuer       text   not null,
    abstract     text   not null,
    folded       text   not null,
    secret       bigint not null,
    file         text,
    file_name    text,
    paper_number text,
    paper_date   text,
    paper_by     text,
    paper_place  text,
    version      bigint not null,
    account      text   not null,
    at           bigint not null,
    removed_at   bigint
);
create index evidence_of on evidence (org_unit);
create index evidence_file on evidence (file);
-- What an item said before, as JSON.
create table evidence_past (
    evidence  text   not null,
    version   bigint not null,
    content   text   not null,
    account   text   not null,
    at        bigint not null,
    primary key (evidence, version)
);
create table evidence_use (
    round      text   not null,
    unit       text   not null,
    criterion  text   not null,
    evidence   text   not null,
    account    text   not null,
    at         bigint not null,
    primary key (round, unit, criterion, evidence)
);
create index evidence_use_of on evidence_use (evidence);

-- Files by the SHA-256 of their bytes; written once. Checked again from time to time.
create table file (
    sha256     text   not null primary key,
    size       bigint not null,
    kind       text   not null,
    pages      bigint,
    has_text   bigint,
    at         bigint not null,
    checked_at bigint not null,
    altered_at bigint
);
create index file_checked on file (checked_at);
-- What a body has handed in, in which round first, and who declared that it holds no state secret.
create table file_holding (
    org_unit    text   not null,
    sha256      text   not null,
    round       text   not null,
    criterion   text   not null,
    name        text   not null,
    declared_by text   not null,
    account     text   not null,
    at          bigint not null,
    primary key (org_unit, sha256)
);
create index file_holding_of on file_holding (sha256);
-- Files on their way (tus). No round: for the body's store. Once whole, sha256 tells what it became.
create table upload (
    id          text   not null primary key,
    account     text   not null,
    org_unit    text   not null,
    round       text   not null,
    unit        text   not null,
    criterion   text   not null,
    name        text   not null,
    size        bigint not null,
    created_at  bigint not null,
    expires_at  bigint not null,
    sha256      text,
    refused     text
);
create index upload_of on upload (org_unit, round);
create index upload_expires on upload (expires_at);

-- Messages inside the product.
create table notice (
    id       text   not null primary key,
    account  text   not null,
    kind     text   not null,
    args     text   not null,
    link     text   not null,
    at       bigint not null,
    read_at  bigint
);
create index notice_of on notice (account);

-- Letters by e-mail: written in the transaction that causes them, sent by a job.
create table mail (
    id        text   not null primary key,
    round     text,
    unit      text,
    kind      text   not null,
    address   text   not null,
    subject   text   not null,
    body      text   not null,
    state     text   not null check (state in ('waiting', 'sent', 'failed')),
    tries     bigint not null,
    next_at   bigint not null,
    at        bigint not null,
    sent_at   bigint,
    error     text
);
create index mail_waiting on mail (state, next_at);
create index mail_about on mail (round, unit, kind);

-- That a unit was reminded, by whom; kept apart from letters because people without an address are told too.
create table reminder (
    id       text   not null primary key,
    round    text   not null,
    unit     text   not null,
    account  text   not null,
    told     bigint not null,
    letters  bigint not null,
    at       bigint not null
);
create index reminder_of on reminder (round, unit);
