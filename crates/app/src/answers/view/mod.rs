//! The workbench as pages show it: the tree with states and scores, progress, and one criterion.
//!
//! Read in this order: [`tree`], [`pane`] (one criterion), [`inputs`] (what it asks, by kind).

pub mod inputs;
pub mod pane;
pub mod tree;

use std::collections::HashMap;

use thuocdo_assessment::table::{Verdict, judge};
use thuocdo_assessment::{Action, Record, Stage};
use thuocdo_base::{Actor, Message, Number, Timestamp};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::{Node, PointsRounding};
use thuocdo_store::{AssignmentRow, Link};
use thuocdo_words::{Lang, show};

pub use pane::Pane;
pub use tree::{Counts, Filter, TreeGroup, TreeRow};

use super::load::Loaded;
use super::save::Saved;
use super::tally::Tally;
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App, may};

/// What the page asks for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Language of the page.
    pub lang: Lang,
    /// Code of the round.
    pub round: String,
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion; none for the list.
    pub criterion: Option<String>,
    /// Which criteria are listed.
    pub filter: Filter,
    /// Words that listed criteria must have.
    pub words: String,
}

/// The workbench (bàn tự đánh giá).
#[derive(Clone, Debug)]
pub struct WorkbenchView {
    /// Code of the round.
    pub round: String,
    /// Title of the round.
    pub title: String,
    /// Period of the round.
    pub period: String,
    /// Code of the unit.
    pub unit: String,
    /// Name of the unit.
    pub unit_name: String,
    /// Id of the body behind the unit.
    pub org_unit: String,
    /// Title of the criteria set.
    pub set: String,
    /// Whether criteria are written by us.
    pub illustrative: bool,
    /// When self-assessment is due: moment in words and what is left.
    pub due: Option<DueView>,
    /// Why nothing can be changed, if nothing can.
    pub locked: Option<Lock>,
    /// What the unit is asked to clarify and may answer now: criteria and until when.
    pub clarify: Option<(Vec<String>, Option<String>)>,
    /// Word for where the record stands.
    pub stage: &'static str,
    /// Whether the viewer may give criteria to colleagues.
    pub may_assign: bool,
    /// Whether the viewer may hand the record over.
    pub may_hand_over: bool,
    /// Whether the viewer may see how far the round is.
    pub may_follow: bool,
    /// How far.
    pub progress: Progress,
    /// How many criteria each filter lists.
    pub counts: Counts,
    /// Which criteria are listed.
    pub filter: Filter,
    /// Words that listed criteria have.
    pub words: String,
    /// The tree.
    pub groups: Vec<TreeGroup>,
    /// The criterion, on its page.
    pub pane: Option<Box<Pane>>,
}

/// A deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueView {
    /// When, as clocks in Viet Nam show it.
    pub at: String,
    /// What is left, in words; `None` once it is over.
    pub left: Option<Message>,
    /// Whether less than three days are left.
    pub soon: bool,
}

/// Why nothing can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// The reasons.
    pub reasons: Vec<Message>,
    /// Name of who locked it, where somebody did.
    pub by: Option<String>,
}

/// How far a record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Criteria that need nothing more.
    pub done: usize,
    /// Criteria that the unit assesses itself.
    pub of: usize,
    /// Points so far.
    pub points: String,
    /// Maximum of what the unit assesses itself.
    pub maximum: String,
}

/// How points are written: the set's decimals, the page's language.
#[derive(Clone, Debug)]
pub struct Writer {
    /// Language.
    pub lang: Lang,
    /// Rounding of the set.
    pub rounding: PointsRounding,
}

impl Writer {
    /// Writes points with the set's decimals.
    pub fn points(&self, points: &Number) -> String {
        show::fixed(self.lang, points, self.rounding.decimals, self.rounding.mode)
    }

    /// Writes a maximum: no more decimals than it needs.
    pub fn maximum(&self, maximum: &Number) -> String {
        show::short(self.lang, maximum, self.rounding.decimals.max(2))
    }
}

/// What the parts of the page are made from.
pub(super) struct Scene<'a> {
    pub(super) asked: &'a Asked,
    pub(super) frozen: &'a Frozen,
    pub(super) record: &'a Record,
    pub(super) loaded: &'a Loaded,
    pub(super) tally: &'a Tally,
    pub(super) writer: &'a Writer,
    pub(super) me: &'a str,
    pub(super) assignments: &'a [AssignmentRow],
    pub(super) names: &'a HashMap<String, String>,
}

impl Scene<'_> {
    /// The set of the unit.
    pub(super) fn set(&self) -> &CriteriaSet {
        let unit = self.frozen.unit(&self.asked.unit);
        unit.map_or_else(|| &*self.frozen.sets[0], |unit| self.frozen.set_of(unit))
    }

    /// Codes that were sent back, if the record was.
    pub(super) fn returned(&self) -> Option<&[String]> {
        match &self.record.stage {
            Stage::Returned { criteria, .. } => Some(criteria),
            _ => None,
        }
    }
}

/// Shows the workbench to whoever may read the record.
///
/// # Errors
/// [`ActionError::NotAllowed`] if the actor may not read the record, or there is no such criterion.
pub async fn workbench(app: &App, actor: &Actor, asked: &Asked) -> Result<WorkbenchView, ActionError> {
    let mut link = app.store.look().await?;
    let (record, roles) = may::record(&mut link, actor, &asked.round, &asked.unit, Action::ViewRecord).await?;
    let frozen = frozen(app, &mut link, &asked.round).await?;
    let unit = frozen.unit(&asked.unit).ok_or(ActionError::NotAllowed)?;
    let loaded = Loaded::of(&mut link, &frozen, &asked.unit).await?;
    let tally = loaded.tally(&frozen);
    let assignments = link.assignments_of(&asked.round, &asked.unit).await?;
    let colleagues = link.colleagues_of(&asked.round, &asked.unit).await?;
    let writers = link.writers_of(&asked.round, &asked.unit).await?;
    let names: HashMap<String, String> = writers.into_iter().chain(colleagues.iter().cloned()).collect();
    let set = frozen.set_of(unit);
    let writer = Writer { lang: asked.lang, rounding: set.rounding.clone() };
    let scene = Scene {
        asked,
        frozen: &frozen,
        record: &record,
        loaded: &loaded,
        tally: &tally,
        writer: &writer,
        me: actor.id(),
        assignments: &assignments,
        names: &names,
    };
    let verdict = judge(Action::Answer, &roles, &record);
    let may = |action| judge(action, &roles, &record) == Verdict::Yes;
    let pane = match &asked.criterion {
        Some(code) => Some(Box::new(pane::pane(app, &mut link, &scene, code, verdict, &colleagues).await?)),
        None => None,
    };
    let groups = tree::groups(&scene);
    Ok(WorkbenchView {
        round: frozen.code.clone(),
        title: frozen.title.clone(),
        period: frozen.period.clone(),
        unit: unit.code.clone(),
        unit_name: unit.name.clone(),
        org_unit: unit.org_unit.clone(),
        set: set_title(asked.lang, set).to_owned(),
        illustrative: set.is_illustrative() || frozen.settings.illustrative,
        due: record.due_at.map(|at| due(at, app.clock.now())),
        locked: lock(&mut link, verdict, &record).await?,
        clarify: clarify(&record, may(Action::Clarify)),
        stage: record.stage.word(),
        may_assign: may(Action::Assign),
        may_hand_over: may(Action::HandOver),
        may_follow: may(Action::ViewProgress),
        progress: progress(&tally, &writer),
        counts: tree::counts(&scene),
        filter: asked.filter,
        words: asked.words.clone(),
        groups,
        pane,
    })
}

/// Open questions to a unit, for who may answer them.
fn clarify(record: &Record, may: bool) -> Option<(Vec<String>, Option<String>)> {
    let open = may && !record.asked.criteria.is_empty();
    open.then(|| (record.asked.criteria.clone(), record.asked.due_at.map(show::moment)))
}

/// Title of a node in a language; Vietnamese where there is no other.
pub fn title(lang: Lang, node: &Node) -> &str {
    match lang {
        Lang::En => node.title_en.as_deref().unwrap_or(&node.title),
        Lang::Vi => &node.title,
    }
}

fn set_title(lang: Lang, set: &CriteriaSet) -> &str {
    match lang {
        Lang::En => set.title_en.as_deref().unwrap_or(&set.title),
        Lang::Vi => &set.title,
    }
}

/// How far a record is, in words.
pub fn progress(tally: &Tally, writer: &Writer) -> Progress {
    Progress {
        done: tally.done,
        of: tally.of,
        points: writer.points(&tally.points),
        maximum: writer.maximum(&tally.maximum),
    }
}

fn due(at: Timestamp, now: Timestamp) -> DueView {
    const HOUR: i64 = 3_600 * 1_000_000;
    let hours = (at.micros() - now.micros()).div_euclid(HOUR);
    let count = |hours: i64| usize::try_from(hours).unwrap_or_default();
    let left = match hours {
        ..0 => None,
        0..24 => Some(Message::new("answers-hours-left").count("count", count(hours))),
        _ => Some(Message::new("answers-days-left").count("count", count(hours / 24))),
    };
    DueView { at: show::moment(at), left, soon: hours < 72 }
}

async fn lock(link: &mut Link, verdict: Verdict, record: &Record) -> Result<Option<Lock>, ActionError> {
    let Verdict::Refused(why) = verdict else {
        return Ok(None);
    };
    let by = match &record.stage {
        Stage::WithHead { by, .. } | Stage::Submitted { by, .. } => Some(by),
        Stage::Drafting | Stage::Returned { .. } | Stage::Missed => None,
    };
    let by = match by {
        Some(account) => link.find_account(account).await?.map(|account| account.name),
        None => None,
    };
    Ok(Some(Lock { reasons: vec![why.refusal(Action::Answer, record).message()], by }))
}

/// What a page shows of a criterion right after it was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Word of the state.
    pub state: &'static str,
    /// Points that count.
    pub points: Option<String>,
    /// Points that the rule computes.
    pub computed: Option<String>,
    /// The value before it became points.
    pub ratio: Option<String>,
    /// How far the record is.
    pub progress: Progress,
}

/// Writes what a criterion came to when it was saved.
pub fn shown(lang: Lang, saved: &Saved, code: &str) -> Option<Shown> {
    let unit = saved.frozen.unit(&saved.unit)?;
    let set = saved.frozen.set_of(unit);
    let line = saved.tally.line(code)?;
    let rule = set.node(line.node).criterion()?.rule_for(saved.frozen.class_of(unit));
    let writer = Writer { lang, rounding: set.rounding.clone() };
    Some(Shown {
        state: tree::word(line.standing),
        points: line.points.as_ref().map(|points| writer.points(points)),
        computed: line.computed.as_ref().map(|points| writer.points(points)),
        ratio: line.value.as_ref().and_then(|value| pane::ratio(lang, rule, value)),
        progress: progress(&saved.tally, &writer),
    })
}
