//! Reminders: each unit gets its own list of what is missing; nothing goes out twice in a day without asking.

use std::collections::BTreeMap;

use thuocdo_assessment::record::Fact;
use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, Stage};
use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_store::{PersonRow, ReminderRow, Work};
use thuocdo_words::{Lang, Locale, show};

use crate::answers::{Loaded, Standing, Tally};
use crate::letters::{self, About, Letter};
use crate::setup::{Frozen, frozen};
use crate::tasks::notices;
use crate::{ActionError, App, may};

/// Hours within which a unit is not reminded again without asking.
const AGAIN_HOURS: i64 = 24;
/// Missing criteria that a letter lists.
const LISTED: usize = 60;
/// What the log of the dashboard shows.
const LOGGED: u32 = 100;

/// A criterion that a unit still has to see to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Where it stands.
    pub standing: Standing,
}

/// Somebody who is reminded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminded {
    /// Account; `None`: the body itself.
    pub account: Option<String>,
    /// Name.
    pub name: String,
    /// Address.
    pub email: Option<String>,
}

/// What a unit would be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Code of the unit.
    pub unit: String,
    /// Name.
    pub name: String,
    /// Who is told.
    pub people: Vec<Reminded>,
    /// Criteria that are not finished.
    pub missing: Vec<Missing>,
    /// Finished criteria.
    pub done: usize,
    /// Criteria in all.
    pub of: usize,
    /// Whether it waits for the signature of its head.
    pub with_head: bool,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// When it was last reminded.
    pub last: Option<Timestamp>,
    /// Whether that was within a day.
    pub is_recent: bool,
    /// Subject of the letter.
    pub subject: String,
    /// Text of the letter.
    pub body: String,
}

impl Reminder {
    /// Addresses that get a letter, each once.
    pub fn addresses(&self) -> Vec<&str> {
        let mut addresses: Vec<&str> = self.people.iter().filter_map(|person| person.email.as_deref()).collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses
    }
}

/// What was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Units.
    pub units: usize,
    /// People told inside the product.
    pub told: usize,
    /// Letters.
    pub letters: usize,
}

/// Shows what every unit that has not handed in would be told; sends nothing.
///
/// # Errors
/// [`ActionError::NotAllowed`] or [`ActionError::Refused`] for who may not remind, or not now.
pub async fn preview(app: &App, actor: &Actor, round: &str) -> Result<Vec<Reminder>, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::Remind).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let people = link.people_in(round).await?;
    let bodies: BTreeMap<String, String> = link.unit_addresses(round).await?.into_iter().collect();
    let last: BTreeMap<String, Timestamp> = link.last_reminders(round).await?.into_iter().collect();
    let locale = Locale::new(Lang::Vi, &crate::locale_texts(Lang::Vi));
    let mut reminders = Vec::new();
    for row in link.list_records(round).await? {
        let record = row.record;
        if record.closed_at.is_some() || matches!(record.stage, Stage::Submitted { .. } | Stage::Missed) {
            continue;
        }
        let Some(unit) = frozen.unit(&record.unit) else { continue };
        let tally = Loaded::of(&mut link, &frozen, &record.unit).await?.tally(&frozen);
        let last = last.get(&record.unit).copied();
        let reminder = Reminder {
            unit: record.unit.clone(),
            name: unit.name.clone(),
            people: told(&record.unit, &unit.name, &people, &bodies),
            missing: missing(&frozen, &record.unit, &tally),
            done: tally.done,
            of: tally.of,
            with_head: matches!(record.stage, Stage::WithHead { .. }),
            due_at: record.due_at,
            is_recent: last.is_some_and(|at| is_recent(at, app.clock.now())),
            last,
            subject: String::new(),
            body: String::new(),
        };
        reminders.push(written(app, &frozen, &locale, reminder));
    }
    thuocdo_words::collate::sort_by_name(&mut reminders, |reminder| &reminder.name);
    Ok(reminders)
}

fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    at.later(AGAIN_HOURS * 3_600) > now
}

/// Those who fill in and those who sign; the body's own address where nobody has one.
fn told(unit: &str, name: &str, people: &[PersonRow], bodies: &BTreeMap<String, String>) -> Vec<Reminded> {
    let roles = [Role::Contributor.word(), Role::UnitHead.word()];
    let of_unit = people.iter().filter(|row| row.unit.as_deref() == Some(unit) && roles.contains(&row.role.as_str()));
    let mut told: Vec<Reminded> = Vec::new();
    for row in of_unit {
        if told.iter().all(|other| other.account.as_deref() != Some(row.account.as_str())) {
            let (account, name, email) = (Some(row.account.clone()), row.name.clone(), row.email.clone());
            told.push(Reminded { account, name, email });
        }
    }
    if let Some(email) = bodies.get(unit).filter(|_| told.iter().all(|person| person.email.is_none())) {
        told.push(Reminded { account: None, name: name.to_owned(), email: Some(email.clone()) });
    }
    told
}

fn missing(frozen: &Frozen, unit: &str, tally: &Tally) -> Vec<Missing> {
    let set = frozen.unit(unit).map(|unit| frozen.set_of(unit));
    let open = tally.lines.iter().filter(|line| !line.standing.is_finished() && line.standing != Standing::Elsewhere);
    open.map(|line| Missing {
        code: line.code.clone(),
        name: set.map(|set| set.node(line.node).title.clone()).unwrap_or_default(),
        standing: line.standing,
    })
    .collect()
}

/// Writes the letter in Vietnamese, the language of correspondence.
fn written(app: &App, frozen: &Frozen, locale: &Locale, reminder: Reminder) -> Reminder {
    let say = |message: Message| locale.render(&message);
    let due = reminder.due_at.map(show::moment).unwrap_or_default();
    let subject = say(Message::new("reminder-subject").text("round", &frozen.title).text("due", &due));
    let mut lines = vec![say(Message::new("reminder-greeting").text("unit", &reminder.name)), String::new()];
    let facts = Message::new(if reminder.with_head { "reminder-with-head" } else { "reminder-facts" });
    let facts = facts.text("round", &frozen.title).text("due", &due);
    lines.push(say(facts.count("done", reminder.done).count("of", reminder.of)));
    if !reminder.missing.is_empty() {
        lines.extend([String::new(), say(Message::new("reminder-list"))]);
        lines.extend(reminder.missing.iter().take(LISTED).map(|missing| {
            let standing = locale.text(&format!("reminder-standing-{}", missing.standing.word()));
            say(Message::new("reminder-line")
                .text("code", &missing.code)
                .text("name", &missing.name)
                .text("standing", standing))
        }));
        let more = reminder.missing.len().saturating_sub(LISTED);
        if more > 0 {
            lines.push(say(Message::new("reminder-more").count("count", more)));
        }
    }
    let base = app.office.base.clone().unwrap_or_default();
    let closing = match base.is_empty() {
        true => say(Message::new("reminder-sign-in")),
        false => say(Message::new("reminder-link").text("link", format!("{base}/viec"))),
    };
    lines.extend([String::new(), closing]);
    let subject = subject.replace(char::is_control, " ").chars().take(180).collect();
    Reminder { subject, body: lines.join("\n"), ..reminder }
}

/// Reminds units: messages inside the product and letters, all or none, with an event of the round.
///
/// # Errors
/// [`ActionError::Refused`] if a unit of `chosen` was reminded within a day and does not stand in `again`,
/// or has nobody who could be told.
pub async fn send(
    app: &App,
    actor: &Actor,
    round: &str,
    chosen: Vec<String>,
    again: Vec<String>,
) -> Result<Sent, ActionError> {
    let wanted = |unit: &String| chosen.contains(unit) || again.contains(unit);
    let reminders: Vec<Reminder> =
        preview(app, actor, round).await?.into_iter().filter(|reminder| wanted(&reminder.unit)).collect();
    if reminders.is_empty() {
        return Err(ActionError::Refused(vec![Message::new("reminder-nobody")]));
    }
    let (own, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    let job = app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::Remind).await?;
            refuse_twice(work, &round, &reminders, &again).await?;
            let mut sent = Sent::default();
            for reminder in &reminders {
                let (told, letters) = remind(&own, work, &actor, &round, reminder).await?;
                sent = Sent { units: sent.units + 1, told: sent.told + told, letters: sent.letters + letters };
            }
            let units = reminders.iter().map(|reminder| reminder.unit.clone()).collect();
            work.record(&round, "remind", &actor, &[("units", Fact::List(units))]).await?;
            Ok(sent)
        })
    });
    job.await
}

/// Nothing goes out twice within a day unless that was asked for.
async fn refuse_twice(
    work: &mut Work,
    round: &str,
    reminders: &[Reminder],
    again: &[String],
) -> Result<(), ActionError> {
    let now = work.now();
    let last: BTreeMap<String, Timestamp> = work.last_reminders(round).await?.into_iter().collect();
    let recent = reminders.iter().filter(|reminder| !again.contains(&reminder.unit)).filter_map(|reminder| {
        let at = last.get(&reminder.unit).copied().filter(|at| is_recent(*at, now))?;
        Some(Message::new("reminder-recent").text("unit", &reminder.name).text("at", show::moment(at)))
    });
    let unreachable = reminders.iter().filter(|reminder| reminder.people.is_empty());
    let unreachable = unreachable.map(|reminder| Message::new("reminder-unreachable").text("unit", &reminder.name));
    let reasons: Vec<Message> = recent.chain(unreachable).collect();
    if reasons.is_empty() { Ok(()) } else { Err(ActionError::Refused(reasons)) }
}

async fn remind(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    round: &str,
    reminder: &Reminder,
) -> Result<(usize, usize), ActionError> {
    let accounts = reminder.people.iter().filter_map(|person| person.account.as_deref());
    let due = reminder.due_at.map(show::moment).unwrap_or_default();
    let missing = reminder.missing.len().to_string();
    let args = [("unit", reminder.name.as_str()), ("due", due.as_str()), ("missing", missing.as_str())];
    let told = notices::tell(app, work, actor, accounts, ("reminder", &args), "/viec").await?;
    let addresses = reminder.addresses();
    for address in &addresses {
        let letter = Letter {
            address: (*address).to_owned(),
            subject: reminder.subject.clone(),
            body: reminder.body.clone(),
            id: None,
        };
        letters::queue(app, work, About { round, unit: &reminder.unit, kind: "reminder" }, &letter).await?;
    }
    let row = ReminderRow {
        id: app.new_id(),
        unit: reminder.unit.clone(),
        account: actor.id().to_owned(),
        told: told as u64,
        letters: addresses.len() as u64,
        at: work.now(),
    };
    work.add_reminder(round, &row).await?;
    Ok((told, addresses.len()))
}

/// One line of the log of reminders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Name of the unit.
    pub unit: String,
    /// Name of who reminded it.
    pub by: String,
    /// People told.
    pub told: u64,
    /// Letters written.
    pub letters: u64,
    /// When.
    pub at: Timestamp,
}

/// Lists what was sent, the newest first.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who may not see the round's progress.
pub async fn log(app: &App, actor: &Actor, round: &str) -> Result<Vec<Logged>, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::ViewProgress).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let mut logged = Vec::new();
    for row in link.reminders(round, LOGGED).await? {
        let by = link.find_account(&row.account).await?.map_or(row.account, |account| account.name);
        let unit = frozen.unit(&row.unit).map_or(row.unit, |unit| unit.name.clone());
        logged.push(Logged { unit, by, told: row.told, letters: row.letters, at: row.at });
    }
    Ok(logged)
}
