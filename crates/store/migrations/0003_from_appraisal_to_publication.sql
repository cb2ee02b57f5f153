-- The second half of a round: appraisal, clarification, council, approval, appeals.
-- Appraised and council points stand in points_fact, beside the unit's own; none is ever changed.

create index points_fact_by_criterion on points_fact (round, criterion, layer);
create index points_fact_by_seq on points_fact (round, seq);

-- What an appraiser has handed over, by criterion and ranking group; taken back: the row goes, the event stays.
create table appraisal_done (
    round      text   not null,
    layer      text   not null,
    criterion  text   not null,
    in_group   text   not null,
    account    text   not null,
    at         bigint not null,
    primary key (round, layer, criterion, in_group)
);

-- Findings of people and visits to the place, beside the points.
create table verification_note (
    id         text   not null primary key,
    round      text   not null,
    unit       text   not null,
    criterion  text   not null,
    kind       text   not null check (kind in ('note', 'visit')),
    text       text   not null,
    date       text   not null,
    account    text   not null,
    at         bigint not null,
    removed_at bigint
);
create index verification_note_of on verification_note (round, criterion);

-- Items drawn to be appraised twice; the second opinion is not shown to the first appraiser before both are there.
create table second_opinion (
    round      text   not null,
    unit       text   not null,
    criterion  text   not null,
    account    text,
    answer     text,
    points     text,
    reason     text,
    given_at   bigint,
    settled    text,
    settled_by text,
    settled_at bigint,
    primary key (round, unit, criterion)
);

-- A change of many rows at once, which may be undone for ten minutes.
create table bulk_change (
    id         text   not null primary key,
    round      text   not null,
    account    text   not null,
    kind       text   not null,
    items      text   not null,
    at         bigint not null,
    undone_at  bigint
);

-- What a unit is asked to clarify, and what it answered (yêu cầu giải trình).
create table question (
    id          text   not null primary key,
    round       text   not null,
    unit        text   not null,
    criterion   text   not null,
    number      bigint not null,
    text        text   not null,
    intended    text,
    account     text   not null,
    asked_at    bigint not null,
    state       text   not null check (state in ('open', 'answered', 'withdrawn', 'settled', 'silent')),
    draft       text   not null,
    draft_stance text  check (draft_stance in ('hold', 'agree')),
    stance      text   check (stance in ('hold', 'agree')),
    reply       text,
    replied_by  text,
    replied_at  bigint,
    settled_at  bigint,
    version     bigint not null
);
create index question_of on question (round, unit);
create index question_about on question (round, criterion);

-- Sittings of the council.
create table sitting (
    id          text   not null primary key,
    round       text   not null,
    number      bigint not null,
    title       text   not null,
    held_at     bigint not null,
    place       text   not null,
    state       text   not null check (state in ('planned', 'open', 'closed')),
    opened_at   bigint,
    closed_at   bigint,
    closed_by   text,
    current     text,
    recognized  bigint not null,
    version     bigint not null
);
create index sitting_of on sitting (round);
-- How a member takes part: present, in writing, or absent.
create table sitting_member (
    sitting   text   not null,
    account   text   not null,
    role      text   not null,
    presence  text   not null check (presence in ('present', 'in_writing', 'absent')),
    at        bigint not null,
    primary key (sitting, account)
);
create table agenda_item (
    id          text   not null primary key,
    sitting     text   not null,
    round       text   not null,
    unit        text   not null,
    criterion   text   not null,
    position    bigint not null,
    state       text   not null check (state in ('waiting', 'open', 'decided', 'put_off')),
    proposal    text,
    outcome     text   check (outcome in ('recognized', 'adjusted')),
    decided     text,
    conclusion  text   not null,
    decided_by  text,
    decided_at  bigint,
    decided_seq bigint,
    version     bigint not null
);
create index agenda_item_of on agenda_item (sitting);
create index agenda_item_about on agenda_item (round, unit, criterion);
-- One vote of one member on one item. Until it is revealed, only the commitment may be looked at.
create table vote (
    item        text   not null,
    account     text   not null,
    commitment  text   not null,
    sealed      text   not null,
    salt        text   not null,
    revealed    bigint not null,
    at          bigint not null,
    primary key (item, account)
);

-- Results put up for approval; a correction is a later version with its reason. The digest is of the frozen bytes.
create table proposal (
    round       text   not null,
    version     bigint not null,
    reason      text,
    digest      text   not null,
    body        text   not null,
    summary     text   not null,
    state       text   not null check (state in ('proposed', 'sent_back', 'approved', 'published')),
    account     text   not null,
    at          bigint not null,
    decision_number text,
    decision_date   text,
    decision_issuer text,
    embargo     bigint,
    published_by text,
    published_at bigint,
    changed     bigint not null,
    primary key (round, version, at)
);
create table proposal_verdict (
    round     text   not null,
    version   bigint not null,
    proposed_at bigint not null,
    account   text   not null,
    approves  bigint not null,
    comment   text   not null,
    at        bigint not null,
    primary key (round, version, proposed_at, account)
);
-- What rules leave to the authority: a held grade that is let stand, a grade that needs a decision.
create table authority_decision (
    id        text   not null primary key,
    round     text   not null,
    unit      text   not null,
    kind      text   not null check (kind in ('accept_held', 'grade')),
    grade     text,
    reason    text   not null,
    account   text   not null,
    seq       bigint not null,
    at        bigint not null,
    revoked_at bigint
);
create index authority_decision_of on authority_decision (round);

-- Up to which event somebody has looked at the coming result; what changed since is told to them.
create table result_look (
    round      text   not null,
    account    text   not null,
    seq        bigint not null,
    at         bigint not null,
    primary key (round, account)
);

-- Which publication answers to which input of the round's sets (kết quả của đợt khác).
create table round_input (
    round      text   not null,
    name       text   not null,
    from_round text   not null,
    version    bigint not null,
    account    text   not null,
    at         bigint not null,
    primary key (round, name)
);

-- Appeals against a published result (kiến nghị).
create table appeal (
    id           text   not null primary key,
    round        text   not null,
    version      bigint not null,
    unit         text   not null,
    criterion    text,
    text         text   not null,
    account      text   not null,
    at           bigint not null,
    state        text   not null check (state in ('received', 'upheld', 'rejected', 'withdrawn')),
    answer       text,
    answered_by  text,
    answered_at  bigint,
    correction   bigint
);
create index appeal_of on appeal (round, unit);

-- Remedy plans of low-ranked units (kế hoạch khắc phục): asked for after publication, signed by the head.
create table remedy (
    id          text   not null primary key,
    round       text   not null,
    version     bigint not null,
    unit        text   not null,
    because     text   not null,
    due_on      text   not null,
    account     text   not null,
    at          bigint not null,
    state       text   not null check (state in ('asked', 'with_head', 'signed', 'withdrawn')),
    remark      text   not null,
    signed_by   text,
    signed_at   bigint,
    changes     bigint not null
);
create index remedy_of on remedy (round, unit);
create table remedy_item (
    id          text   not null primary key,
    remedy      text   not null,
    position    bigint not null,
    criterion   text,
    task        text   not null,
    person      text   not null,
    due_on      text   not null,
    progress    text   not null check (progress in ('planned', 'underway', 'done')),
    note        text   not null,
    marked_by   text,
    marked_at   bigint
);
create index remedy_item_of on remedy_item (remedy);

-- Values that no unit reports: survey results, statistics, figures of the appraising agency come as points_fact;
-- who read the log, and when.
create table log_reading (
    id       text   not null primary key,
    round    text   not null,
    account  text   not null,
    what     text   not null,
    at       bigint not null
);
create index log_reading_of on log_reading (round);
