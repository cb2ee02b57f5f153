//! The dashboard of a round: who has handed in, who is behind, who does not move.

use std::collections::BTreeMap;

use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, Roles, RoundStage, Stage, StageKind, Verdict, table};
use thuocdo_base::{Actor, Timestamp};
use thuocdo_store::records::RecordRow;
use thuocdo_store::{Link, PersonRow, RoundHead};
use thuocdo_words::collate::{fold, sort_by_name};

use crate::setup::frozen;
use crate::{ActionError, App, may};

/// A whole, in ten-thousandths.
const WHOLE: i64 = 10_000;
/// How far behind the time that has gone a unit counts as late: ten hundredths.
const LATE: i64 = 1_000;
/// Days without change after which a unit is said not to move.
const STILL_DAYS: i64 = 7;

/// Which units are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// All.
    #[default]
    All,
    /// Those that have submitted.
    Submitted,
    /// Those that have begun.
    Doing,
    /// Those that have not begun.
    Untouched,
    /// Those that are late.
    Late,
    /// Those without change for a week.
    Still,
    /// Those for which nobody is in charge.
    Unassigned,
}

impl Show {
    /// All choices.
    pub const ALL: [Self; 7] =
        [Self::All, Self::Submitted, Self::Doing, Self::Untouched, Self::Late, Self::Still, Self::Unassigned];

    /// The word by which addresses and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Submitted => "submitted",
            Self::Doing => "doing",
            Self::Untouched => "untouched",
            Self::Late => "late",
            Self::Still => "still",
            Self::Unassigned => "unassigned",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.word() == word)
    }

    fn takes(self, line: &UnitLine) -> bool {
        match self {
            Self::All => true,
            Self::Submitted => line.standing == Standing::Submitted,
            Self::Doing => matches!(line.standing, Standing::Doing | Standing::WithHead | Standing::Returned),
            Self::Untouched => line.standing == Standing::Untouched,
            Self::Late => line.is_late,
            Self::Still => line.is_still,
            Self::Unassigned => line.people.is_empty(),
        }
    }
}

/// Where a unit stands, as the dashboard counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing answered yet.
    Untouched,
    /// Being filled in.
    Doing,
    /// With its head for signature.
    WithHead,
    /// Sent back or opened again.
    Returned,
    /// Handed in.
    Submitted,
    /// The closing came first.
    Missed,
}

impl Standing {
    /// The word by which locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Untouched => "untouched",
            Self::Doing => "doing",
            Self::WithHead => "with_head",
            Self::Returned => "returned",
            Self::Submitted => "submitted",
            Self::Missed => "missed",
        }
    }

    fn of(row: &RecordRow) -> Self {
        match &row.record.stage {
            Stage::Drafting if row.touched_at.is_none() => Self::Untouched,
            Stage::Drafting => Self::Doing,
            Stage::WithHead { .. } => Self::WithHead,
            Stage::Returned { .. } => Self::Returned,
            Stage::Submitted { .. } => Self::Submitted,
            Stage::Missed => Self::Missed,
        }
    }
}

/// One unit of the dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitLine {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of its group.
    pub group: String,
    /// Criteria that need nothing more.
    pub answered: u64,
    /// Criteria that it answers.
    pub of_criteria: u64,
    /// Criteria that lack evidence.
    pub lacking: u64,
    /// Last change.
    pub touched_at: Option<Timestamp>,
    /// Who made it.
    pub touched_by: Option<String>,
    /// Names of those who fill it in.
    pub people: Vec<String>,
    /// Whether one of them has ever signed in.
    pub seen: bool,
    /// Where it stands.
    pub standing: Standing,
    /// Share of time gone less share done, in ten-thousandths; handed in: never behind.
    pub behind: i64,
    /// Whether it is late.
    pub is_late: bool,
    /// Whether nothing has changed for a week.
    pub is_still: bool,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// When it was last reminded.
    pub reminded_at: Option<Timestamp>,
}

/// What is asked of the dashboard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Which units.
    pub show: Show,
    /// Code of a group.
    pub group: Option<String>,
    /// Part of a name.
    pub text: Option<String>,
}

/// The dashboard of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dashboard {
    /// Code of the round.
    pub round: String,
    /// Title.
    pub title: String,
    /// Where it stands.
    pub stage: RoundStage,
    /// When self-assessment is due for most.
    pub due_at: Option<Timestamp>,
    /// Whole days left until then.
    pub days_left: Option<i64>,
    /// Share of time gone, in ten-thousandths.
    pub gone: i64,
    /// Units in all.
    pub total: usize,
    /// How many units each choice shows.
    pub counts: Vec<(Show, usize)>,
    /// Days with how many had handed in by their end, from the opening on.
    pub by_day: Vec<(String, usize)>,
    /// Units that are asked for, the most behind first.
    pub lines: Vec<UnitLine>,
    /// Groups, code and name.
    pub groups: Vec<(String, String)>,
    /// Whether the actor may remind.
    pub may_remind: bool,
    /// Whether the actor may give more time.
    pub may_extend: bool,
    /// Whether the reader may open any unit's record.
    pub may_read: bool,
    /// Whether the reader takes the round to its next stage.
    pub may_advance: bool,
    /// Whether the actor may grant roles.
    pub may_grant: bool,
}

/// Shows how far a round is.
///
/// A round that has not opened has no units yet.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who may not see it.
pub async fn dashboard(app: &App, actor: &Actor, round: &str, asked: &Asked) -> Result<Dashboard, ActionError> {
    let mut link = app.store.look().await?;
    let (stage, roles) = may::round(&mut link, actor, round, Action::ViewProgress).await?;
    let head = link.find_round(round).await?.ok_or(ActionError::NotAllowed)?;
    if head.opened_at.is_none() || stage == RoundStage::Preparing {
        return Ok(nothing(head, stage));
    }
    let frozen = frozen(app, &mut link, round).await?;
    let now = app.clock.now();
    let opened = head.opened_at.unwrap_or(head.created_at);
    let all = lines(&mut link, round, opened, now, |code| {
        frozen.unit(code).map(|unit| (unit.name.clone(), unit.group.clone()))
    })
    .await?;
    let dues = link.dues(round).await?;
    let due = dues.iter().find(|due| due.stage == stage && due.unit.is_none());
    let due_at = due.map(|due| due.due_at);
    let by_day = by_day(&link.list_records(round).await?, opened, now);
    let mut may_do = async |action| may::round(&mut link, actor, round, action).await.is_ok();
    Ok(Dashboard {
        round: round.to_owned(),
        title: frozen.title.clone(),
        stage,
        due_at,
        days_left: due_at.filter(|due| *due > now).map(|due| days(now, due)),
        gone: due_at.map_or(0, |due| share(opened, due, now)),
        total: all.len(),
        counts: Show::ALL.map(|show| (show, all.iter().filter(|line| show.takes(line)).count())).to_vec(),
        by_day,
        groups: frozen.groups.iter().map(|group| (group.code.clone(), group.name.clone())).collect(),
        may_remind: may_do(Action::Remind).await,
        may_extend: may_do(Action::Extend).await,
        may_read: reads(&roles, stage),
        may_advance: may_do(Action::Advance).await,
        may_grant: may_do(Action::GrantRoles).await,
        lines: chosen(all, asked),
    })
}

/// Whether somebody reads the records of all units, whatever their stage.
fn reads(roles: &Roles, stage: RoundStage) -> bool {
    let of_all = roles.grants.iter().map(|grant| grant.role).filter(|role| !role.is_of_unit());
    of_all
        .into_iter()
        .any(|role| table::allowed(Action::ViewRecord, role, stage, Some(StageKind::Drafting), false) == Verdict::Yes)
}

/// What is shown of a round that has not opened.
fn nothing(head: RoundHead, stage: RoundStage) -> Dashboard {
    Dashboard {
        round: head.code,
        title: head.title,
        stage,
        due_at: None,
        days_left: None,
        gone: 0,
        total: 0,
        counts: Show::ALL.map(|show| (show, 0)).to_vec(),
        by_day: Vec::new(),
        lines: Vec::new(),
        groups: Vec::new(),
        may_remind: false,
        may_extend: false,
        may_read: false,
        may_advance: false,
        may_grant: false,
    }
}

/// All units of a round, the most behind first.
pub(super) async fn lines(
    link: &mut Link,
    round: &str,
    opened: Timestamp,
    now: Timestamp,
    name: impl Fn(&str) -> Option<(String, String)>,
) -> Result<Vec<UnitLine>, ActionError> {
    let records = link.list_records(round).await?;
    let people = link.people_in(round).await?;
    let names: BTreeMap<String, String> = link.touchers_in(round).await?.into_iter().collect();
    let reminded: BTreeMap<String, Timestamp> = link.last_reminders(round).await?.into_iter().collect();
    let mut filling: BTreeMap<&str, Vec<&PersonRow>> = BTreeMap::new();
    for person in people.iter().filter(|person| person.role == Role::Contributor.word()) {
        filling.entry(person.unit.as_deref().unwrap_or_default()).or_default().push(person);
    }
    let mut lines: Vec<UnitLine> = records
        .iter()
        .map(|row| {
            let (named, group) = name(&row.record.unit).unwrap_or_else(|| (row.record.unit.clone(), String::new()));
            let people = filling.get(row.record.unit.as_str()).cloned().unwrap_or_default();
            let line = line(row, (named, group), &people, opened, now);
            let touched_by = row.touched_by.as_ref().and_then(|account| names.get(account)).cloned();
            UnitLine { touched_by, reminded_at: reminded.get(&row.record.unit).copied(), ..line }
        })
        .collect();
    sort_by_name(&mut lines, |line| &line.name);
    lines.sort_by_key(|line| std::cmp::Reverse((line.is_late, line.behind)));
    Ok(lines)
}

fn line(
    row: &RecordRow,
    (name, group): (String, String),
    people: &[&PersonRow],
    opened: Timestamp,
    now: Timestamp,
) -> UnitLine {
    let standing = Standing::of(row);
    let open = !matches!(standing, Standing::Submitted | Standing::Missed);
    let due = row.record.due_at;
    let (answered, of) = (row.answered.cast_signed(), row.of_criteria.cast_signed().max(1));
    let gone = due.map_or(0, |due| share(opened, due, now));
    let behind = if open { gone - (answered.saturating_mul(WHOLE) / of).min(WHOLE) } else { -WHOLE };
    let moved = row.touched_at.unwrap_or(opened);
    UnitLine {
        code: row.record.unit.clone(),
        name,
        group,
        answered: row.answered,
        of_criteria: row.of_criteria,
        lacking: row.lacking,
        touched_at: row.touched_at,
        touched_by: None,
        people: people.iter().map(|person| person.name.clone()).collect(),
        seen: people.iter().any(|person| person.seen_at.is_some()),
        standing,
        behind,
        is_late: open && (behind >= LATE || due.is_some_and(|due| due < now)),
        is_still: open && moved.days_later(STILL_DAYS) <= now,
        due_at: due,
        reminded_at: None,
    }
}

fn chosen(all: Vec<UnitLine>, asked: &Asked) -> Vec<UnitLine> {
    let text = asked.text.as_deref().map(fold);
    let fits = |line: &UnitLine| {
        let named = text.as_ref().is_none_or(|text| fold(&line.name).contains(text) || line.code.contains(text));
        asked.show.takes(line) && named && asked.group.as_ref().is_none_or(|group| *group == line.group)
    };
    all.into_iter().filter(fits).collect()
}

/// Share of a span of time that has gone, in ten-thousandths.
fn share(from: Timestamp, to: Timestamp, now: Timestamp) -> i64 {
    let span = (to.micros() - from.micros()) / 1_000_000;
    let gone = (now.micros() - from.micros()) / 1_000_000;
    if span <= 0 { WHOLE } else { gone.clamp(0, span).saturating_mul(WHOLE) / span }
}

fn days(from: Timestamp, to: Timestamp) -> i64 {
    (to.micros() - from.micros()) / 86_400_000_000
}

/// How many had handed in by the end of each day, from the opening to today.
fn by_day(records: &[RecordRow], opened: Timestamp, now: Timestamp) -> Vec<(String, usize)> {
    let handed_in: Vec<String> = records
        .iter()
        .filter_map(|row| match &row.record.stage {
            Stage::Submitted { at, .. } => Some(at.local_date()),
            _ => None,
        })
        .collect();
    let last = days(opened, now).clamp(0, 400) + 1;
    let today = now.local_date();
    let each = (0..=last).map(|day| opened.days_later(day).local_date()).filter(|day| *day <= today);
    each.map(|day| (day.clone(), handed_in.iter().filter(|at| **at <= day).count())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_time_gone_stays_within_its_span() {
        let at = |days: i64| Timestamp::from_micros(0).days_later(days);
        assert_eq!(share(at(0), at(10), at(-1)), 0);
        assert_eq!(share(at(0), at(10), at(4)), 4_000);
        assert_eq!(share(at(0), at(10), at(12)), WHOLE);
        assert_eq!(share(at(3), at(3), at(3)), WHOLE);
    }

    #[test]
    fn days_without_submission_keep_the_count_of_the_day_before() {
        let opened = Timestamp::of_date("2026-01-01").unwrap_or(Timestamp::from_micros(0));
        let none: Vec<(String, usize)> = by_day(&[], opened, opened.days_later(2));
        assert_eq!(none.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [0, 0, 0]);
        assert_eq!(none.last().map(|(day, _)| day.as_str()), Some("2026-01-03"));
    }
}
