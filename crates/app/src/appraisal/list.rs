//! My criteria with how far each is, and the units to look at one by one.

use std::collections::BTreeMap;

use thuocdo_assessment::appraisal::Lack;
use thuocdo_assessment::role::Role;
use thuocdo_assessment::survey::State;
use thuocdo_assessment::{Action, Layer, RoundStage, Verdict, table};
use thuocdo_base::Actor;
use thuocdo_criteria::set::{Criterion, Node};
use thuocdo_store::{Link, RoundUnit};
use thuocdo_words::Lang;
use thuocdo_words::collate::compare_codes;

use super::scene::Scene;
use crate::answers::view::{Writer, title};
use crate::{ActionError, App};

/// What somebody appraises (tiêu chí của tôi).
#[derive(Clone, Debug)]
pub struct List {
    /// Code of the round.
    pub round: String,
    /// Title of the round.
    pub title: String,
    /// Where it stands.
    pub stage: RoundStage,
    /// The layer that is or was written.
    pub layer: Layer,
    /// Whether anything may be changed.
    pub is_open: bool,
    /// Whether whoever looks sees everything, and appraises nothing by that.
    pub sees_all: bool,
    /// Whether whoever looks runs the round.
    pub runs: bool,
    /// Criteria in order, those of several sets together by code.
    pub criteria: Vec<CriterionLine>,
    /// Units in order.
    pub units: Vec<UnitLine>,
    /// Items that were drawn to be appraised twice and wait for this person's opinion.
    pub second: usize,
    /// Surveys whose papers this person may type: id and title.
    pub papers: Vec<(String, String)>,
}

/// One criterion in one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionLine {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Maximum points.
    pub maximum: String,
    /// Code and name of the ranking group.
    pub group: (String, String),
    /// How far.
    pub tally: Tally,
    /// Whether it was handed over.
    pub is_done: bool,
}

/// One unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitLine {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// How far.
    pub tally: Tally,
}

/// How far appraisal is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Items.
    pub all: usize,
    /// Items that somebody has spoken on.
    pub said: usize,
    /// Items with different points.
    pub differing: usize,
    /// Items with different points and no reason.
    pub unreasoned: usize,
    /// Items with a question that is open or was answered.
    pub asked: usize,
}

impl Tally {
    /// Adds where one item stands.
    fn add(&mut self, scene: &Scene, unit: &RoundUnit, code: &str, criterion: &Criterion) {
        let standing = scene.standing(&unit.code, code, criterion);
        let asked = scene.asked.get(&(unit.code.clone(), code.to_owned()));
        self.all += 1;
        self.said += usize::from(standing.lack != Some(Lack::Word));
        self.differing += usize::from(standing.differs);
        self.unreasoned += usize::from(standing.lack == Some(Lack::Reason));
        self.asked += usize::from(asked.is_some_and(|state| state != "settled"));
    }
}

/// Counts the items that wait for somebody's word, or for a reason, for the list of tasks.
///
/// # Errors
/// If the store does not answer.
pub async fn left(app: &App, link: &mut Link, account: &str, round: &str) -> Result<usize, ActionError> {
    let scene = Scene::load(app, link, &Actor::Person(account.to_owned()), round, None).await?;
    let open = |unit: &RoundUnit, node: &Node, criterion: &Criterion| {
        scene.closed(unit, node).is_none() && scene.standing(&unit.code, &node.code, criterion).lack.is_some()
    };
    let of = |unit: &RoundUnit| scene.items_of(unit).filter(|(node, criterion)| open(unit, node, criterion)).count();
    Ok(scene.frozen.units.iter().map(of).sum::<usize>() + super::second::waiting(&scene).count())
}

/// Lists what somebody appraises.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who sees nothing of the appraisal.
pub async fn list(app: &App, actor: &Actor, lang: Lang, round: &str) -> Result<List, ActionError> {
    let mut link = app.store.look().await?;
    let scene = Scene::load(app, &mut link, actor, round, None).await?;
    let mut criteria: BTreeMap<(usize, u32), CriterionLine> = BTreeMap::new();
    let mut units = Vec::new();
    for unit in &scene.frozen.units {
        let place = scene.frozen.groups.iter().position(|group| group.code == unit.group).unwrap_or_default();
        let mut own = Tally::default();
        for (node, criterion) in scene.items_of(unit) {
            own.add(&scene, unit, &node.code, criterion);
            let line = criteria.entry((place, node.id.0)).or_insert_with(|| {
                let rounding = scene.frozen.set_of(unit).rounding.clone();
                let name = scene.frozen.groups.get(place).map_or_else(String::new, |group| group.name.clone());
                CriterionLine {
                    code: node.code.clone(),
                    title: title(lang, node).to_owned(),
                    maximum: Writer { lang, rounding }.maximum(&node.max),
                    group: (unit.group.clone(), name),
                    tally: Tally::default(),
                    is_done: scene.done.contains_key(&(node.code.clone(), unit.group.clone())),
                }
            });
            line.tally.add(&scene, unit, &node.code, criterion);
        }
        if own.all > 0 {
            units.push(UnitLine { code: unit.code.clone(), name: unit.name.clone(), tally: own });
        }
    }
    let mut criteria: Vec<CriterionLine> = criteria.into_values().collect();
    criteria.sort_by(|one, other| compare_codes(&one.code, &other.code));
    let open = link.surveys(round).await?.into_iter().filter(|survey| survey.state == State::Open);
    let types = table::judge_round(Action::KeyPaper, &scene.who.roles, scene.stage) == Verdict::Yes;
    Ok(List {
        papers: open.filter(|_| types).map(|survey| (survey.id, survey.title)).collect(),
        round: scene.frozen.code.clone(),
        title: scene.frozen.title.clone(),
        stage: scene.stage,
        layer: scene.layer,
        is_open: scene.is_open(),
        sees_all: scene.sees_all,
        runs: scene.who.roles.has(Role::Secretariat),
        second: super::second::waiting(&scene).count(),
        criteria,
        units,
    })
}
