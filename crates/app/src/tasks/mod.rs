//! What somebody has to do, by due date, over all rounds and roles; and messages.
//!
//! Read in this order: [`Task`], [`tasks`], `early` (what is asked up to appraisal), `later` (what comes then),
//! [`notices`].

mod early;
mod later;
pub mod notices;

use std::collections::BTreeMap;

use thuocdo_assessment::RoundStage;
use thuocdo_assessment::role::{Role, Roles};
use thuocdo_base::{Actor, Timestamp};
use thuocdo_store::{Due, Link, RoundHead};

use crate::{ActionError, App};

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
    let dues = link.dues(&head.code).await?;
    let asker = Asker { head, account, roles, dues: &dues, now };
    let mut found = early::found(app, link, &asker).await?;
    if head.stage != RoundStage::Preparing {
        found.extend(later::found(app, link, &asker).await?);
    }
    let units = link.round_units(&head.code).await?;
    let names: BTreeMap<String, String> = units.into_iter().map(|unit| (unit.code, unit.name)).collect();
    let named = |unit: String| (unit.clone(), names.get(&unit).cloned().unwrap_or(unit));
    let task = |found: Found| Task {
        kind: found.kind,
        role: found.role,
        round: head.code.clone(),
        title: head.title.clone(),
        unit: found.unit.map(named),
        sitting: found.sitting,
        count: found.count,
        is_late: found.due_at.is_some_and(|due| due < now),
        due_at: found.due_at,
    };
    Ok(found.into_iter().map(task).collect())
}

/// A task before names are put to it.
struct Found {
    kind: Kind,
    role: Role,
    /// Code of the unit it is about.
    unit: Option<String>,
    count: usize,
    due_at: Option<Timestamp>,
    /// Id of the sitting it is about.
    sitting: Option<String>,
}

impl Found {
    fn new(kind: Kind, role: Role, count: usize, due_at: Option<Timestamp>) -> Self {
        Self { kind, role, unit: None, count, due_at, sitting: None }
    }

    fn of_unit(kind: Kind, role: Role, unit: &str, count: usize, due_at: Option<Timestamp>) -> Self {
        Self { unit: Some(unit.to_owned()), ..Self::new(kind, role, count, due_at) }
    }
}

/// In which round, and who asks.
struct Asker<'a> {
    head: &'a RoundHead,
    account: &'a str,
    roles: &'a Roles,
    dues: &'a [Due],
    now: Timestamp,
}

impl Asker<'_> {
    /// The first of these roles that the person holds.
    fn holds(&self, roles: &[Role]) -> Option<Role> {
        roles.iter().copied().find(|role| self.roles.has(*role))
    }

    /// As what the person works for a unit: who fills in before who signs.
    fn of_unit(&self, unit: &str) -> Option<Role> {
        [Role::Contributor, Role::UnitHead].into_iter().find(|role| self.roles.toward(unit).any(|held| held == *role))
    }

    /// When a stage is due for all.
    fn due(&self, stage: RoundStage) -> Option<Timestamp> {
        self.dues.iter().find(|due| due.stage == stage && due.unit.is_none()).map(|due| due.due_at)
    }
}
