//! What somebody has to do, by due date, over all rounds and roles; and messages.
//!
//! Read in this order: [`Task`], [`tasks`], `later` (what the later stages ask), [`notices`].

mod later;
pub mod notices;

use std::collections::BTreeMap;

use thuocdo_assessment::role::{Role, Roles};
use thuocdo_assessment::{RoundStage, Stage};
use thuocdo_base::{Actor, Timestamp, read};
use thuocdo_store::records::RecordRow;
use thuocdo_store::{Due, Link, RoundHead};

use crate::answers::Loaded;
use crate::{ActionError, App, appraisal, setup};

/// Kinds of tasks; `tasks-kind-…` are their sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Sign what was handed over.
    Sign,
    /// Mend what was sent back.
    Mend,
    /// Answer criteria that one was given.
    Assigned,
    /// Fill in the record.
    Fill,
    /// Add number, date and scan of the signed paper.
    Paper,
    /// Answer what the unit is asked to clarify.
    Clarify,
    /// Appraise what one was given.
    Appraise,
    /// Finish setting a round up.
    SetUp,
    /// See to it that all units hand in.
    Follow,
    /// Take the round on: the end of its stage has passed.
    Advance,
    /// Plan a sitting of the council, or open the one that is planned.
    Convene,
    /// Bring the items of an open sitting to a conclusion.
    Settle,
    /// Vote on what is before the council.
    Vote,
    /// Put the result before the committee.
    Propose,
    /// Say whether one approves the result.
    Approve,
    /// Note the decision of an approved result and publish it.
    Issue,
    /// Answer appeals.
    AnswerAppeals,
    /// Correct what an upheld appeal was right about.
    CorrectAppealed,
    /// Ask units that the rule names for a remedy plan.
    AskRemedies,
    /// Write the unit's remedy plan.
    WriteRemedy,
    /// Sign the unit's remedy plan.
    SignRemedy,
    /// Say how far items are whose day has passed.
    MarkRemedy,
    /// See to plans that are late, or have something late in them.
    FollowRemedies,
}

impl Kind {
    /// The word by which locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Mend => "mend",
            Self::Assigned => "assigned",
            Self::Fill => "fill",
            Self::Paper => "paper",
            Self::Clarify => "clarify",
            Self::Appraise => "appraise",
            Self::SetUp => "set_up",
            Self::Follow => "follow",
            Self::Advance => "advance",
            Self::Convene => "convene",
            Self::Settle => "settle",
            Self::Vote => "vote",
            Self::Propose => "propose",
            Self::Approve => "approve",
            Self::Issue => "issue",
            Self::AnswerAppeals => "answer_appeals",
            Self::CorrectAppealed => "correct_appealed",
            Self::AskRemedies => "ask_remedies",
            Self::WriteRemedy => "write_remedy",
            Self::SignRemedy => "sign_remedy",
            Self::MarkRemedy => "mark_remedy",
            Self::FollowRemedies => "follow_remedies",
        }
    }
}

/// One task (việc).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Kind.
    pub kind: Kind,
    /// As what the person does it.
    pub role: Role,
    /// Code of the round.
    pub round: String,
    /// Title of the round.
    pub title: String,
    /// Code and name of the unit it is about.
    pub unit: Option<(String, String)>,
    /// Id of the sitting it is about.
    pub sitting: Option<String>,
    /// How many things it is: criteria, units.
    pub count: usize,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// Whether that has passed.
    pub is_late: bool,
}

/// What comes next for somebody without tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Title of the round.
    pub title: String,
    /// Stage that closes then.
    pub stage: RoundStage,
    /// When.
    pub at: Timestamp,
}

/// Everything somebody has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tasks {
    /// By due date; what has none comes last.
    pub tasks: Vec<Task>,
    /// What comes next.
    pub next: Option<Next>,
    /// Whether the person has a role anywhere.
    pub has_role: bool,
}

/// Lists one's own tasks by due date.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who is no person.
pub async fn tasks(app: &App, actor: &Actor) -> Result<Tasks, ActionError> {
    let Actor::Person(account) = actor else { return Err(ActionError::NotAllowed) };
    let mut link = app.store.look().await?;
    let now = app.clock.now();
    let rounds = link.list_rounds().await?;
    let (mut tasks, mut next, mut has_role) = (Vec::new(), None::<Next>, false);
    for head in rounds {
        let roles = link.roles_in(&head.code, account).await?;
        if roles.grants.is_empty() || head.stage == RoundStage::Cancelled {
            continue;
        }
        has_role = true;
        let ahead = |due: &Due| due.due_at > now && due.unit.is_none() && due.stage >= head.stage;
        for due in link.dues(&head.code).await?.into_iter().filter(ahead) {
            if next.as_ref().is_none_or(|next| due.due_at < next.at) {
                next = Some(Next { title: head.title.clone(), stage: due.stage, at: due.due_at });
            }
        }
        tasks.extend(of_round(app, &mut link, &head, account, &roles, now).await?);
    }
    tasks.sort_by_key(|task| (task.due_at.is_none(), task.due_at, task.kind, task.unit.clone()));
    Ok(Tasks { tasks, next, has_role })
}

async fn of_round(
    app: &App,
    link: &mut Link,
    head: &RoundHead,
    account: &str,
    roles: &Roles,
    now: Timestamp,
) -> Result<Vec<Task>, ActionError> {
    let task = |kind, role, unit: Option<(&str, &str)>, count, due_at: Option<Timestamp>| Task {
        kind,
        role,
        round: head.code.clone(),
        title: head.title.clone(),
        unit: unit.map(|(code, name)| (code.to_owned(), name.to_owned())),
        sitting: None,
        count,
        is_late: due_at.is_some_and(|due| due < now),
        due_at,
    };
    if head.stage == RoundStage::Preparing {
        let role = [Role::Secretariat, Role::Administrator].into_iter().find(|role| roles.has(*role));
        return Ok(role.map(|role| task(Kind::SetUp, role, None, 1, None)).into_iter().collect());
    }
    let mut found = Vec::new();
    let names: BTreeMap<String, String> =
        link.round_units(&head.code).await?.into_iter().map(|unit| (unit.code, unit.name)).collect();
    let name = |unit: &str| names.get(unit).cloned().unwrap_or_else(|| unit.to_owned());
    let records = link.list_records(&head.code).await?;
    if head.stage == RoundStage::SelfAssessment {
        for (unit, count, due_at) in assigned(app, link, head, account, &records).await? {
            let named = name(&unit);
            found.push(task(Kind::Assigned, Role::Contributor, Some((&unit, &named)), count, due_at));
        }
        for (kind, role, row, count) in records.iter().flat_map(|row| of_record(row, roles)) {
            let (unit, named) = (&row.record.unit, name(&row.record.unit));
            found.push(task(kind, role, Some((unit, &named)), count, row.record.due_at));
        }
        let missing = records.iter().filter(|row| !matches!(row.record.stage, Stage::Submitted { .. } | Stage::Missed));
        let (missing, due_at) = (missing.count(), records.iter().filter_map(|row| row.record.due_at).max());
        if roles.has(Role::Secretariat) && missing > 0 {
            found.push(task(Kind::Follow, Role::Secretariat, None, missing, due_at));
        }
    }
    if matches!(head.stage, RoundStage::Appraisal | RoundStage::Clarification) {
        for (row, role, count) in asked(link, head, roles, &records).await? {
            let (unit, named) = (&row.record.unit, name(&row.record.unit));
            found.push(task(Kind::Clarify, role, Some((unit, &named)), count, row.record.asked.due_at));
        }
    }
    if matches!(head.stage, RoundStage::Appraisal | RoundStage::SecondAppraisal) && roles.has(Role::Appraiser) {
        let left = appraisal::list::left(app, link, account, &head.code).await?;
        let dues = link.dues(&head.code).await?;
        let due_at = dues.iter().find(|due| due.stage == head.stage && due.unit.is_none()).map(|due| due.due_at);
        found.extend((left > 0).then(|| task(Kind::Appraise, Role::Appraiser, None, left, due_at)));
    }
    for unit in link.without_paper(&head.code).await? {
        let own = [Role::Contributor, Role::UnitHead].into_iter().find(|role| roles.toward(&unit).any(|r| r == *role));
        if let Some(role) = own {
            let named = name(&unit);
            found.push(task(Kind::Paper, role, Some((&unit, &named)), 1, None));
        }
    }
    let dues = link.dues(&head.code).await?;
    let asker = later::Asker { head, account, roles, dues: &dues, now };
    for later::Found { kind, role, unit, count, due_at, sitting } in later::found(app, link, &asker).await? {
        let named = unit.map(|unit| (name(&unit), unit));
        let unit = named.as_ref().map(|(name, unit)| (unit.as_str(), name.as_str()));
        found.push(Task { sitting, ..task(kind, role, unit, count, due_at) });
    }
    Ok(found)
}

/// What a record asks of somebody with these roles.
fn of_record<'a>(row: &'a RecordRow, roles: &Roles) -> Vec<(Kind, Role, &'a RecordRow, usize)> {
    let holds = |wanted: Role| roles.toward(&row.record.unit).any(|role| role == wanted);
    if row.record.closed_at.is_some() {
        return Vec::new();
    }
    let left = usize::try_from(row.of_criteria.saturating_sub(row.answered)).unwrap_or(usize::MAX);
    match &row.record.stage {
        Stage::Drafting if holds(Role::Contributor) => vec![(Kind::Fill, Role::Contributor, row, left)],
        Stage::Returned { criteria, .. } if holds(Role::Contributor) => {
            vec![(Kind::Mend, Role::Contributor, row, criteria.len())]
        }
        Stage::WithHead { .. } if holds(Role::UnitHead) => vec![(Kind::Sign, Role::UnitHead, row, 1)],
        _ => Vec::new(),
    }
}

/// Records of own units with how many questions wait for an answer.
async fn asked<'a>(
    link: &mut Link,
    head: &RoundHead,
    roles: &Roles,
    records: &'a [RecordRow],
) -> Result<Vec<(&'a RecordRow, Role, usize)>, ActionError> {
    let mut found = Vec::new();
    for row in records.iter().filter(|row| row.record.asked.closed_at.is_none()) {
        let own = [Role::Contributor, Role::UnitHead].into_iter();
        let role = own.into_iter().find(|role| roles.toward(&row.record.unit).any(|held| held == *role));
        let Some(role) = role else { continue };
        let count = link.asked(&head.code, &row.record.unit).await?.len();
        found.extend((count > 0).then_some((row, role, count)));
    }
    Ok(found)
}

/// Units with how many criteria the person was given in each and has not finished, and the first day by which.
async fn assigned(
    app: &App,
    link: &mut Link,
    head: &RoundHead,
    account: &str,
    records: &[RecordRow],
) -> Result<Vec<(String, usize, Option<Timestamp>)>, ActionError> {
    let mut units: BTreeMap<String, Vec<(String, Option<String>)>> = BTreeMap::new();
    for (unit, criterion, due) in link.assigned_to(&head.code, account).await? {
        let row = records.iter().find(|row| row.record.unit == unit);
        if row.is_some_and(|row| row.record.closed_at.is_none() && row.record.stage.is_open_for(&criterion)) {
            units.entry(unit).or_default().push((criterion, due));
        }
    }
    let mut left = Vec::new();
    for (unit, given) in units {
        let frozen = setup::frozen(app, link, &head.code).await?;
        let tally = Loaded::of(link, &frozen, &unit).await?.tally(&frozen);
        let open =
            given.into_iter().filter(|(code, _)| tally.line(code).is_some_and(|line| !line.standing.is_finished()));
        let dues: Vec<Option<String>> = open.map(|(_, due)| due).collect();
        let first = dues.iter().flatten().filter_map(|due| read::date(due)).min();
        if !dues.is_empty() {
            left.push((unit, dues.len(), first.and_then(|day| end_of(&day))));
        }
    }
    Ok(left)
}

/// The last moment of a day in Viet Nam.
fn end_of(day: &str) -> Option<Timestamp> {
    Timestamp::of_date(day).map(|at| at.days_later(1).later(-7 * 3_600 - 1))
}
