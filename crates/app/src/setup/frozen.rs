//! What opening froze, parsed once: criteria sets, groups and units never change after it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use thuocdo_assessment::{RoundStage, Settings};
use thuocdo_criteria::set::{ClassId, Criterion, Node, NodeId, Source};
use thuocdo_criteria::{CriteriaSet, SourceText};
use thuocdo_store::{Link, RoundGroup, RoundHead, RoundSet, RoundUnit};

use crate::setup::json;
use crate::{ActionError, App};

/// An opened round as it was frozen.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Reference period.
    pub period: String,
    /// First day that figures speak of, `YYYY-MM-DD`.
    pub data_from: String,
    /// Last day that figures speak of.
    pub data_to: String,
    /// All settings.
    pub settings: Settings,
    /// Criteria sets by place.
    pub sets: Vec<Arc<CriteriaSet>>,
    /// Hashes of the sets, by place.
    pub hashes: Vec<String>,
    /// Ranking groups in order.
    pub groups: Vec<RoundGroup>,
    /// Units by code.
    pub units: Vec<RoundUnit>,
    /// Where a unit stands among them.
    places: HashMap<String, usize>,
    /// Nodes of each set by code.
    nodes: Vec<HashMap<String, NodeId>>,
}

/// Frozen rounds by code.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<HashMap<String, Arc<Frozen>>>);

/// Gives an opened round as it was frozen; it is parsed once and kept.
///
/// # Errors
/// [`ActionError::NotAllowed`] if there is no such round or it has not opened.
pub async fn frozen(app: &App, link: &mut Link, round: &str) -> Result<Arc<Frozen>, ActionError> {
    if let Some(found) = app.frozen.get(round) {
        return Ok(found);
    }
    let head = link.find_round(round).await?.ok_or(ActionError::NotAllowed)?;
    if head.opened_at.is_none() || head.stage == RoundStage::Preparing {
        return Err(ActionError::NotAllowed);
    }
    let frozen = Arc::new(load(link, head).await?);
    app.frozen.put(Arc::clone(&frozen));
    Ok(frozen)
}

async fn load(link: &mut Link, head: RoundHead) -> Result<Frozen, ActionError> {
    let sets = link.round_sets(&head.code).await?;
    let (groups, units) = (link.round_groups(&head.code).await?, link.round_units(&head.code).await?);
    let settings = Settings { code: head.code, title: head.title, period: head.period, ..json::read(&head.settings) };
    Frozen::new(settings, &sets, groups, units)
}

/// Reads a frozen set with nothing but the texts that were frozen with it.
fn parsed(set: &RoundSet) -> Result<CriteriaSet, ActionError> {
    let library: BTreeMap<(String, String), SourceText> = set
        .borrowed
        .iter()
        .map(|(code, version, text)| ((code.clone(), version.clone()), SourceText::new(text.as_str())))
        .collect();
    let source = SourceText { text: set.text.clone(), sidecar: set.sidecar.clone() };
    thuocdo_criteria::parse(&source, &library).set.ok_or_else(|| ActionError::system(Unreadable(set.code.clone())))
}

/// A set that could be read when the round opened no longer can.
#[derive(Debug, thiserror::Error)]
#[error("frozen criteria set {0} cannot be read")]
struct Unreadable(String);

impl Shelf {
    fn get(&self, round: &str) -> Option<Arc<Frozen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(round).cloned()
    }

    fn put(&self, frozen: Arc<Frozen>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(frozen.code.clone(), frozen);
    }
}

impl Frozen {
    /// A round as opening freezes it: settings, texts of sets, groups and units.
    ///
    /// # Errors
    /// If a set cannot be read.
    pub fn new(
        settings: Settings,
        sets: &[RoundSet],
        groups: Vec<RoundGroup>,
        units: Vec<RoundUnit>,
    ) -> Result<Self, ActionError> {
        let sets = sets.iter().map(|set| Ok((set.hash.clone(), Arc::new(parsed(set)?))));
        let (hashes, sets): (Vec<_>, Vec<_>) = sets.collect::<Result<Vec<_>, ActionError>>()?.into_iter().unzip();
        Ok(Self {
            code: settings.code.clone(),
            title: settings.title.clone(),
            period: settings.period.clone(),
            data_from: settings.data_from.clone(),
            data_to: settings.data_to.clone(),
            settings,
            nodes: sets.iter().map(|set| by_code(set)).collect(),
            hashes,
            sets,
            groups,
            places: units.iter().enumerate().map(|(at, unit)| (unit.code.clone(), at)).collect(),
            units,
        })
    }

    /// Finds a unit.
    pub fn unit(&self, code: &str) -> Option<&RoundUnit> {
        self.units.get(*self.places.get(code)?)
    }

    /// The set that a unit is assessed with.
    ///
    /// # Panics
    /// Never: opening refuses a group without a set.
    pub fn set_of(&self, unit: &RoundUnit) -> &CriteriaSet {
        &self.sets[self.place_of(unit)]
    }

    /// Place of the set that a unit is assessed with.
    pub fn place_of(&self, unit: &RoundUnit) -> usize {
        let group = self.groups.iter().find(|group| group.code == unit.group);
        group.map_or(0, |group| group.in_set as usize)
    }

    /// The unit's class in its set.
    pub fn class_of(&self, unit: &RoundUnit) -> Option<ClassId> {
        unit.class.as_deref().and_then(|code| self.set_of(unit).class(code))
    }

    /// A section or criterion of the set that a unit is assessed with.
    pub fn node_of(&self, unit: &RoundUnit, code: &str) -> Option<&Node> {
        let place = self.place_of(unit);
        Some(self.sets[place].node(*self.nodes[place].get(code)?))
    }

    /// A criterion on a unit's list, whoever answers it.
    pub fn criterion_of(&self, unit: &RoundUnit, code: &str) -> Option<(&Node, &Criterion)> {
        let node = self.node_of(unit, code)?;
        let on_list = self.set_of(unit).applies(node.id, self.class_of(unit));
        Some((node, node.criterion()?)).filter(|_| on_list)
    }

    /// The criteria on a unit's list, in order, whoever answers them.
    pub fn criteria_of<'a>(&'a self, unit: &RoundUnit) -> impl Iterator<Item = (&'a Node, &'a Criterion)> {
        let place = self.place_of(unit);
        criteria_of(&self.sets[place], self.class_of(unit))
    }
}

fn by_code(set: &CriteriaSet) -> HashMap<String, NodeId> {
    set.nodes.iter().skip(1).map(|node| (node.code.clone(), node.id)).collect()
}

/// The criteria on the list of a class, in order, whoever answers them.
pub fn criteria_of(set: &CriteriaSet, class: Option<ClassId>) -> impl Iterator<Item = (&Node, &Criterion)> {
    set.criteria().filter(move |(node, _)| set.applies(node.id, class))
}

/// Whether the unit answers a criterion itself; the rest comes from survey, statistics, publications or appraisers.
pub fn is_self_assessed(criterion: &Criterion) -> bool {
    criterion.source == Source::OwnReport
}
