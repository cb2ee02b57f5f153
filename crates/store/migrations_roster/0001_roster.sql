-- The people of one survey (danh sách người được khảo sát), in a database of its own that no other knows.
-- No time stands anywhere; whether somebody has answered is not here either. All rows go when the survey closes.

-- `salt` hides the address in the list's digest. `h` is the hash of the link, set at the launch; `serial` counts links
-- made for this person. `asked`: the stratum of responses that the link opens. `change`: who comes or leaves does so
-- only once the log knows of it.
create table person (
    id      text   not null primary key,
    email   text   not null,
    label   text   not null,
    stratum text   not null,
    asked   text   not null default '',
    salt    text   not null,
    h       text   not null default '',
    serial  bigint not null default 0,
    state   text   not null check (state in ('listed', 'bounced', 'opted_out', 'withdrawn')),
    change  text   not null default '' check (change in ('', 'coming', 'leaving')),
    unique (email, label)
);
create index person_by_state on person (state, id);
create index person_by_link on person (h);
create index person_changing on person (change) where change <> '';

-- A sending (lượt gửi): 0 the invitation, then reminders.
create table wave (
    n     bigint not null primary key,
    kind  text   not null check (kind in ('invitation', 'reminder')),
    held  bigint not null default 0 check (held in (0, 1))
);
-- Who gets a letter in it and how far that is. `sending`: it may have left; after a stop it is sent once more under
-- the same Message-ID.
create table letter (
    wave    bigint not null,
    person  text   not null,
    state   text   not null check (state in ('waiting', 'sending', 'sent', 'refused', 'given_up')),
    tries   bigint not null default 0,
    again   bigint not null default 0,
    said    text   not null default '',
    primary key (wave, person)
);
create index letter_by_state on letter (state, wave, tries, person);
