//! What each side sees: all questions of a round, or those to one unit.

use std::collections::BTreeMap;

use thuocdo_assessment::clarification::{Question, Stance, State};
use thuocdo_assessment::role::Role;
use thuocdo_assessment::table::{judge, judge_round};
use thuocdo_assessment::{Action, Layer, Record, Roles, RoundStage, Verdict};
use thuocdo_base::{Actor, Message, Number, Timestamp};
use thuocdo_criteria::set::Node;
use thuocdo_store::{Link, QuestionRow};

use super::askable;
use crate::answers::Place;
use crate::evidence::{EvidenceView, view};
use crate::layers::{Board, board};
use crate::setup::ties::Ties;
use crate::setup::{Frozen, appraised, frozen};
use crate::{ActionError, App, may};

/// A question as it is shown.
#[derive(Clone, Debug)]
pub struct QuestionView {
    /// Id.
    pub id: String,
    /// Version to send back with a change.
    pub version: u64,
    /// The question with its reply.
    pub question: Question,
    /// Name of the unit.
    pub unit: String,
    /// Title of the criterion in Vietnamese.
    pub title: String,
    /// Title in English.
    pub title_en: Option<String>,
    /// Maximum for the unit.
    pub maximum: Number,
    /// The unit's own points.
    pub own: Option<Number>,
    /// Name of who asks.
    pub asker: String,
    /// Name of who replied.
    pub replier: String,
    /// When the answer is due.
    pub due_at: Option<Timestamp>,
    /// Whether that has passed without an answer.
    pub is_late: bool,
    /// The draft, for the unit alone.
    pub draft: Option<(String, Option<Stance>)>,
    /// Evidence that came since it was asked.
    pub evidence: Vec<EvidenceView>,
    /// Whether the viewer may take it back.
    pub may_withdraw: bool,
}

/// Which questions are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Waiting for the unit, in time.
    Open,
    /// Answered, not yet settled.
    Answered,
    /// Not answered in time.
    Overdue,
}

impl Filter {
    /// All filters, in the order of the page.
    pub const ALL: [Self; 4] = [Self::All, Self::Open, Self::Answered, Self::Overdue];

    /// The word by which addresses and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Overdue => "overdue",
        }
    }

    /// Reads the word; what is none means all.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|filter| filter.word() == word).unwrap_or_default()
    }

    fn takes(self, view: &QuestionView) -> bool {
        match self {
            Self::All => true,
            Self::Open => view.question.state == State::Open && !view.is_late,
            Self::Answered => view.question.state == State::Answered,
            Self::Overdue => view.question.state == State::Silent || view.is_late,
        }
    }
}

/// What is asked of the list of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub filter: Filter,
    /// Code of a criterion; empty: all.
    pub criterion: String,
}

/// Questions of a round that somebody sees.
#[derive(Clone, Debug)]
pub struct RoundQuestions {
    /// Title of the round.
    pub title: String,
    /// Where the round stands.
    pub stage: RoundStage,
    /// Those asked for, in the order asked.
    pub questions: Vec<QuestionView>,
    /// How many each filter would show.
    pub counts: Vec<(Filter, usize)>,
    /// Criteria with questions.
    pub criteria: Vec<String>,
    /// Units whose page the viewer may open: code and name; own units alone for people of a unit.
    pub units: Vec<(String, String)>,
    /// Whether the viewer may ask somebody now.
    pub may_ask: bool,
}

/// Questions to one unit.
#[derive(Clone, Debug)]
pub struct UnitQuestions {
    /// Title of the round.
    pub title: String,
    /// Code of the unit.
    pub unit: String,
    /// Name of the unit.
    pub name: String,
    /// The unit's record.
    pub record: Record,
    /// Questions that the viewer sees, in the order asked.
    pub questions: Vec<QuestionView>,
    /// Criteria about which the viewer may ask now: code, title, English title.
    pub askable: Vec<(String, String, Option<String>)>,
    /// Whether the viewer answers for the unit, and why not now.
    pub answers: Option<Result<(), Message>>,
}

/// Shows the questions of a round that the actor sees.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who has nothing to do with the units of the round.
pub async fn of_round(app: &App, actor: &Actor, round: &str, asked: &Listed) -> Result<RoundQuestions, ActionError> {
    let mut link = app.store.look().await?;
    let eye = Eye::of(app, &mut link, actor, round).await?;
    let mine: Vec<(String, String)> = eye.frozen.units.iter().filter(|unit| eye.opens(&unit.code)).map(named).collect();
    if mine.is_empty() {
        return Err(ActionError::NotAllowed);
    }
    let rows = link.questions(round, None, None).await?;
    let mut views = Vec::new();
    for row in rows {
        views.extend(eye.view(app, &mut link, row).await?);
    }
    let count = |filter: &Filter| (*filter, views.iter().filter(|view| filter.takes(view)).count());
    let counts = Filter::ALL.iter().map(count).collect();
    let mut criteria: Vec<String> = views.iter().map(|view| view.question.criterion.clone()).collect();
    criteria.sort();
    criteria.dedup();
    let wanted = |view: &QuestionView| asked.criterion.is_empty() || view.question.criterion == asked.criterion;
    views.retain(|view| asked.filter.takes(view) && wanted(view));
    let open = matches!(eye.stage, RoundStage::Appraisal | RoundStage::Clarification);
    let asks = [Role::Appraiser, Role::Secretariat].into_iter().any(|role| eye.roles.has(role));
    let (title, stage) = (eye.frozen.title.clone(), eye.stage);
    Ok(RoundQuestions { title, stage, questions: views, counts, criteria, units: mine, may_ask: open && asks })
}

/// Shows the questions to one unit that the actor sees.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who may not read the unit's record.
pub async fn of_unit(app: &App, actor: &Actor, round: &str, unit: &str) -> Result<UnitQuestions, ActionError> {
    let mut link = app.store.look().await?;
    let (record, roles) = may::record(&mut link, actor, round, unit, Action::ViewRecord).await?;
    let eye = Eye::of(app, &mut link, actor, round).await?;
    let row = eye.frozen.unit(unit).ok_or(ActionError::NotAllowed)?.clone();
    let mut questions = Vec::new();
    for row in link.questions(round, Some(unit), None).await? {
        questions.extend(eye.view(app, &mut link, row).await?);
    }
    let open = judge(Action::AskClarification, &roles, &record) == Verdict::Yes && record.asked.closed_at.is_none();
    let nodes = if open { askable(&eye.frozen, &roles, &eye.ties, &eye.account, &row) } else { Vec::new() };
    let free = |node: &&Node| !record.asked.criteria.contains(&node.code);
    let askable = nodes.into_iter().filter(free);
    let askable = askable.map(|node| (node.code.clone(), node.title.clone(), node.title_en.clone())).collect();
    let answers = match judge(Action::Clarify, &roles, &record) {
        _ if !roles.toward(unit).any(Role::is_of_unit) => None,
        Verdict::Yes => Some(Ok(())),
        Verdict::Refused(why) => Some(Err(why.refusal(Action::Clarify, &record).message())),
        Verdict::Hidden => None,
    };
    let (title, name) = (eye.frozen.title.clone(), row.name);
    Ok(UnitQuestions { title, unit: row.code, name, record, questions, askable, answers })
}

fn named(unit: &thuocdo_store::RoundUnit) -> (String, String) {
    (unit.code.clone(), unit.name.clone())
}

/// Who looks, with what it takes to say what they see.
struct Eye {
    account: String,
    roles: Roles,
    stage: RoundStage,
    frozen: std::sync::Arc<Frozen>,
    board: std::sync::Arc<Board>,
    records: BTreeMap<String, Record>,
    ties: Ties,
    /// Sees every question: secretariat, auditor, and council and committee in their turn.
    all: bool,
}

impl Eye {
    async fn of(app: &App, link: &mut Link, actor: &Actor, round: &str) -> Result<Self, ActionError> {
        let Actor::Person(account) = actor else { return Err(ActionError::NotAllowed) };
        let stage = link.round_stage(round).await?.ok_or(ActionError::NotAllowed)?;
        let roles = link.roles_in(round, account).await?;
        if roles.grants.is_empty() {
            return Err(ActionError::NotAllowed);
        }
        let frozen = frozen(app, link, round).await?;
        let board = board(app, link, &frozen).await?;
        let others = roles.grants.iter().filter(|grant| grant.role != Role::Appraiser).cloned().collect();
        let all = judge_round(Action::ViewAppraisal, &Roles { grants: others }, stage) == Verdict::Yes;
        let rows = link.list_records(round).await?;
        let records = rows.into_iter().map(|row| (row.record.unit.clone(), row.record)).collect();
        let ties = Ties::of(link, round, account).await?;
        Ok(Self { account: account.clone(), roles, stage, frozen, board, records, ties, all })
    }

    /// Whether the page of a unit opens for the viewer.
    fn opens(&self, unit: &str) -> bool {
        let record = self.records.get(unit);
        let reads = record.is_some_and(|record| judge(Action::ViewRecord, &self.roles, record) == Verdict::Yes);
        let own = self.roles.toward(unit).any(Role::is_of_unit);
        let row = self.frozen.unit(unit);
        let appraises = row.is_some_and(|row| !appraised(&self.frozen, &self.roles, row).is_empty());
        reads && (own || self.all || appraises && self.ties.between(&self.account, unit).is_none())
    }

    fn sees(&self, question: &Question) -> bool {
        let Some(unit) = self.frozen.unit(&question.unit) else { return false };
        let own = self.roles.toward(&unit.code).any(Role::is_of_unit);
        let free = self.ties.between(&self.account, &unit.code).is_none();
        let mine = || appraised(&self.frozen, &self.roles, unit).iter().any(|node| node.code == question.criterion);
        own || self.all || free && mine()
    }

    async fn view(&self, app: &App, link: &mut Link, row: QuestionRow) -> Result<Option<QuestionView>, ActionError> {
        let QuestionRow { id, question, draft, draft_stance, version } = row;
        let found = self.frozen.unit(&question.unit).zip(self.records.get(&question.unit));
        let (Some((unit, record)), true) = (found, self.sees(&question)) else { return Ok(None) };
        let Some(node) = self.frozen.set_of(unit).find(&question.criterion) else { return Ok(None) };
        let place =
            Place { round: question.round.clone(), unit: unit.code.clone(), criterion: question.criterion.clone() };
        let own = self.roles.toward(&unit.code).any(Role::is_of_unit);
        let asks = question.by == self.account || self.roles.has(Role::Secretariat);
        let may = judge(Action::AskClarification, &self.roles, record) == Verdict::Yes;
        let due_at = record.asked.due_at;
        let open = question.state == State::Open;
        Ok(Some(QuestionView {
            id,
            version,
            unit: unit.name.clone(),
            title: node.title.clone(),
            title_en: node.title_en.clone(),
            maximum: node.max_for(self.frozen.class_of(unit)).clone(),
            own: self.board.points(&unit.code, &node.code, Layer::Own),
            asker: name(link, &question.by).await?,
            replier: match &question.reply {
                Some(reply) => name(link, &reply.by).await?,
                None => String::new(),
            },
            is_late: open && due_at.is_some_and(|due| due < app.clock.now()),
            due_at,
            draft: (own && open).then_some((draft, draft_stance)),
            evidence: view::since(app, link, &place, question.at).await?,
            may_withdraw: open && asks && may,
            question,
        }))
    }
}

async fn name(link: &mut Link, account: &str) -> Result<String, ActionError> {
    Ok(link.find_account(account).await?.map(|row| row.name).unwrap_or_default())
}
