//! What a tally needs, in few queries.

use std::collections::BTreeMap;

use thuocdo_assessment::{Action, Field};
use thuocdo_base::Actor;
use thuocdo_criteria::set::{Criterion, Node};
use thuocdo_scoring::{Answer, Subject};
use thuocdo_store::{FieldRow, Link, RoundUnit, Work};

use super::read;
use super::save::Place;
use super::tally::{Answered, Given, Tally, hanging, tally};
use super::value::Value;
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App, may};

/// What stands in a unit's record, and what of other units its points hang on.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The unit without answers.
    pub subject: Subject,
    /// Its fields.
    pub fields: Vec<FieldRow>,
    /// Items of evidence by criterion.
    pub evidence: Vec<(String, u64)>,
    /// Other units, as far as needed.
    pub peers: Vec<Subject>,
    place: usize,
}

impl Loaded {
    /// Loads a unit's record.
    ///
    /// # Errors
    /// [`ActionError::NotAllowed`] if the round has no such unit, or if the store does not answer.
    pub async fn of(link: &mut Link, frozen: &Frozen, unit: &str) -> Result<Self, ActionError> {
        let fields = link.fields_of(&frozen.code, unit).await?;
        Self::with(link, frozen, unit, fields).await
    }

    /// Loads the rest of a unit's record whose fields are known.
    ///
    /// # Errors
    /// As [`Loaded::of`].
    pub async fn with(
        link: &mut Link,
        frozen: &Frozen,
        unit: &str,
        fields: Vec<FieldRow>,
    ) -> Result<Self, ActionError> {
        let row = frozen.unit(unit).ok_or(ActionError::NotAllowed)?;
        let (subject, place) = (subject(frozen, row), frozen.place_of(row));
        let evidence = link.evidence_counts(&frozen.code, unit).await?;
        let set = &frozen.sets[place];
        let codes = hanging(&Given { set, unit: &subject, fields: &fields, evidence: &evidence, peers: &[] });
        let peers = if codes.is_empty() { Vec::new() } else { peers(link, frozen, row, &codes).await? };
        Ok(Self { subject, fields, evidence, peers, place })
    }

    /// What it comes to.
    pub fn tally(&self, frozen: &Frozen) -> Tally {
        let Self { subject, fields, evidence, peers, place } = self;
        tally(&Given { set: &frozen.sets[*place], unit: subject, fields, evidence, peers })
    }

    /// What stands in the fields of one criterion.
    pub fn answered(&self, criterion: &str) -> Answered {
        let mut answered = Answered::default();
        for row in self.fields.iter().filter(|row| row.criterion == criterion) {
            if let Some(field) = Field::of(&row.name) {
                answered.put(Value::of_json(field, &row.value));
            }
        }
        let counted = self.evidence.iter().find(|(code, _)| code == criterion);
        answered.evidence = counted.map_or(0, |(_, count)| *count);
        answered
    }
}

/// Adds up a unit's record for whoever may read it: the check page, the dashboard and the workbench use this.
///
/// # Errors
/// If the actor may not read the record, or the store does not answer.
pub async fn tally_of(
    app: &App,
    link: &mut Link,
    actor: &Actor,
    round: &str,
    unit: &str,
) -> Result<Tally, ActionError> {
    may::record(link, actor, round, unit, Action::ViewRecord).await?;
    let frozen = frozen(app, link, round).await?;
    Ok(Loaded::of(link, &frozen, unit).await?.tally(&frozen))
}

/// Counts a record again after its evidence changed, so that dashboards and lists say the same as its pages.
pub(crate) async fn recount(
    app: &App,
    work: &mut Work,
    (round, unit): (&str, &str),
    account: &str,
) -> Result<(), ActionError> {
    let frozen = frozen(app, work, round).await?;
    let summary = Loaded::of(work, &frozen, unit).await?.tally(&frozen).summary();
    let now = work.now();
    Ok(work.save_summary(round, unit, &summary, (account, now)).await?)
}

/// Settles whether an actor may look at a criterion of a record.
///
/// # Errors
/// [`ActionError::NotAllowed`] if not, or if there is no such criterion.
pub async fn may_look(app: &App, actor: &Actor, place: &Place) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    may::record(&mut link, actor, &place.round, &place.unit, Action::ViewRecord).await?;
    let frozen = frozen(app, &mut link, &place.round).await?;
    criterion(&frozen, &place.unit, &place.criterion).map(|_| ()).ok_or(ActionError::NotAllowed)
}

/// A unit as scoring sees it before it has answered.
pub fn subject(frozen: &Frozen, unit: &RoundUnit) -> Subject {
    Subject {
        unit: unit.code.clone(),
        group: unit.group.clone(),
        class: frozen.class_of(unit),
        traits: unit.traits.clone(),
        linked: unit.linked.clone(),
        excluded: unit.excluded.clone(),
        ..Subject::default()
    }
}

/// A criterion of a unit's form by its code.
pub fn criterion<'a>(frozen: &'a Frozen, unit: &str, code: &str) -> Option<(&'a Node, &'a Criterion)> {
    let unit = frozen.unit(unit)?;
    frozen.criterion_of(unit, code)
}

/// Other units assessed with the same set, with their answers to these criteria.
async fn peers(
    link: &mut Link,
    frozen: &Frozen,
    unit: &RoundUnit,
    codes: &[String],
) -> Result<Vec<Subject>, ActionError> {
    let set = frozen.set_of(unit);
    let place = frozen.place_of(unit);
    let others = frozen.units.iter().filter(|other| other.code != unit.code && frozen.place_of(other) == place);
    let mut peers: BTreeMap<String, Subject> =
        others.map(|other| (other.code.clone(), subject(frozen, other))).collect();
    for (code, row) in link.fields_on(&frozen.code, codes).await? {
        let (Some(peer), Some(node), Some(field)) =
            (peers.get_mut(&code), set.find(&row.criterion), Field::of(&row.name))
        else {
            continue;
        };
        let Some(criterion) = node.criterion() else { continue };
        peer.answers.resize(set.nodes.len().max(peer.answers.len()), None);
        let answer = peer.answers[node.id.index()].get_or_insert_default();
        take(criterion, peer.class, Value::of_json(field, &row.value), answer);
    }
    Ok(peers.into_values().collect())
}

fn take(criterion: &Criterion, class: Option<thuocdo_criteria::set::ClassId>, value: Value, answer: &mut Answer) {
    match value {
        Value::Figures(figures) => {
            let reading = read::figures(criterion, class, &figures);
            (answer.values, answer.rows) = (reading.answer.values, reading.answer.rows);
            answer.points = reading.points.map(Box::new);
        }
        Value::NotApplicable { asked: true, ground } if !ground.is_empty() => answer.not_applicable = Some(ground),
        Value::NotApplicable { .. } | Value::Note(_) | Value::NoEvidence(_) => {}
    }
}
