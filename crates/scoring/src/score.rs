//! The verbs: a cohort in, scorecards or bare totals out, by the same arithmetic.

use std::collections::{BTreeMap, BTreeSet};

use thuocdo_base::Number;
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::{Adjustment, Blocks, NodeId};

use crate::card::{Fact, Line, RoundScores, Scorecard, State};
use crate::cohort::Cohort;
use crate::form::{Form, Kind};
use crate::merged::{self, Predecessor};
use crate::recorder::{Forget, Record, Recorder};
use crate::round::Round;
use crate::sums::{self, Marks};
use crate::{grades, maturity};

/// Scores all units of a cohort with one set (chấm điểm).
///
/// The result is a function of the arguments alone; the order of the units does not matter.
/// Quotas need ranks: see [`crate::apply_quotas`].
///
/// # Example: one criterion, a ratio of 111 to 120
/// ```
/// use thuocdo_base::Number;
/// use thuocdo_criteria::{SourceText, parse};
/// use thuocdo_scoring::{Answer, Cohort, Subject, score_round};
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/ty-le.toml")).to_owned();
/// let set = parse(&SourceText { text, sidecar: None }, &()).set.unwrap();
/// let values = vec![Some(Number::from(111)), Some(Number::from(120))];
/// let answers = vec![None, Some(Answer { values, ..Answer::default() })];
/// let unit = Subject { unit: "xa-mau-1".to_owned(), answers, ..Subject::default() };
/// let scores = score_round(&set, &Cohort { subjects: vec![unit], closed: true, ..Cohort::default() });
/// assert_eq!(scores.cards[0].total().points, Number::parse("18.5").unwrap());
/// ```
pub fn score_round(set: &CriteriaSet, cohort: &Cohort) -> RoundScores {
    let round = Round::new(set, cohort);
    let mut cards: Vec<Option<Scorecard>> = round.seats.iter().map(|_| None).collect();
    each_unit::<Record>(&round, |seat, lines, deducted| {
        cards[seat] = Some(card(&round, seat, std::mem::take(lines), deducted));
    });
    let cards = cards.into_iter().flatten().collect();
    RoundScores { set_hash: set.hash.clone(), engine: env!("CARGO_PKG_VERSION"), cards }
}

/// Total of one unit, without lines and traces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitTotal {
    /// Code of the unit.
    pub unit: String,
    /// Points of the whole set.
    pub points: Number,
    /// Maximum that applies to the unit.
    pub applicable: Number,
}

/// Computes only the totals of all units, in order of unit code; same arithmetic, no traces.
///
/// # Example: the same points as the scorecard's total
/// ```
/// use thuocdo_criteria::{SourceText, parse};
/// use thuocdo_scoring::{Cohort, Subject, score_round, totals};
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/ty-le.toml")).to_owned();
/// let set = parse(&SourceText { text, sidecar: None }, &()).set.unwrap();
/// let cohort = Cohort { subjects: vec![Subject::default()], closed: true, ..Cohort::default() };
/// assert_eq!(totals(&set, &cohort)[0].points, score_round(&set, &cohort).cards[0].total().points);
/// ```
pub fn totals(set: &CriteriaSet, cohort: &Cohort) -> Vec<UnitTotal> {
    let round = Round::new(set, cohort);
    let mut totals: Vec<Option<UnitTotal>> = round.seats.iter().map(|_| None).collect();
    each_unit::<Forget>(&round, |seat, lines, _| {
        let unit = round.seats[seat].subject.unit.clone();
        let (points, applicable) = (lines[0].points.clone(), lines[0].applicable.clone());
        totals[seat] = Some(UnitTotal { unit, points, applicable });
    });
    totals.into_iter().flatten().collect()
}

/// Points taken off the total: (index into the set's adjustments, points).
type Deducted = Vec<(usize, Number)>;

/// Computes the lines of every unit: first those with answers of their own, then merged ones.
fn each_unit<R: Recorder>(round: &Round<'_>, mut take: impl FnMut(usize, &mut Vec<Line>, Deducted)) {
    let needed: BTreeSet<&str> =
        round.seats.iter().flat_map(|seat| &seat.subject.merged_from).map(String::as_str).collect();
    let mut known: BTreeMap<&str, Predecessor> = BTreeMap::new();
    let (mut lines, mut marks) = (Vec::new(), Marks::default());
    let mut waiting = Vec::new();
    for (seat, place) in round.seats.iter().enumerate() {
        if !place.subject.merged_from.is_empty() {
            waiting.push(seat);
            continue;
        }
        sums::leaves::<R>(round, seat, &mut lines, &mut marks);
        sums::sections::<R>(round.form(seat), &mut lines, &mut marks);
        if needed.contains(place.subject.unit.as_str()) {
            known.insert(&place.subject.unit, Predecessor::of(round.set, &lines));
        }
        let deducted = finish::<R>(round, seat, &mut lines, &mut marks);
        take(seat, &mut lines, deducted);
    }
    for seat in merged::order(round, &known, waiting) {
        merged::lines::<R>(round, seat, &known, &mut lines, &mut marks);
        if needed.contains(round.seats[seat].subject.unit.as_str()) {
            known.insert(&round.seats[seat].subject.unit, Predecessor::of(round.set, &lines));
        }
        let deducted = finish::<R>(round, seat, &mut lines, &mut marks);
        take(seat, &mut lines, deducted);
    }
}

/// Fills the root's line: sum, adjustments, bounds.
fn finish<R: Recorder>(round: &Round<'_>, seat: usize, lines: &mut [Line], marks: &mut Marks) -> Deducted {
    sums::section::<R>(round.form(seat), 0, lines, marks);
    let Some(root) = lines.first_mut() else { return Vec::new() };
    let mut deducted = Vec::new();
    for (index, adjustment) in round.set.adjustments.iter().enumerate() {
        let Adjustment::Deduct { with_trait, points, .. } = adjustment else { continue };
        if round.seats[seat].subject.traits.contains(with_trait) {
            root.points = &root.points - points;
            R::note(&mut root.trace, || Fact::Deduction(points.clone()));
            deducted.push((index, points.clone()));
        }
    }
    let bounds = round.set.bounds;
    if !bounds.above_max && root.points > root.nominal {
        limit::<R>(root, root.nominal.clone());
    }
    if !bounds.below_zero && root.points.is_negative() {
        limit::<R>(root, Number::ZERO);
    }
    deducted
}

fn limit<R: Recorder>(root: &mut Line, to: Number) {
    let before = std::mem::replace(&mut root.points, to);
    R::note(&mut root.trace, || Fact::Limited(before));
}

fn card(round: &Round<'_>, seat: usize, lines: Vec<Line>, deducted: Deducted) -> Scorecard {
    let (set, form, subject) = (round.set, round.form(seat), round.seats[seat].subject);
    let attainment = lines[0].attainment();
    let merged = !subject.merged_from.is_empty();
    let mut card = Scorecard {
        unit: subject.unit.clone(),
        group: subject.group.clone(),
        class: subject.class,
        index_value: attainment.as_ref().map(|share| share * &set.index.max),
        attainment,
        grades: Vec::new(),
        deducted,
        maturity: if merged { None } else { maturity::reached(set, &lines) },
        failed: failed(set, form, &lines, merged),
        excluded: subject.excluded.clone(),
        lines,
    };
    card.grades = grades::grade(set, subject, &round.cohort.inputs, &card);
    card
}

/// Mandatory prerequisites that are not met: points below the maximum, or no "yes" where nothing is scored.
fn failed(set: &CriteriaSet, form: &Form<'_>, lines: &[Line], merged: bool) -> Vec<NodeId> {
    let fails = |node: usize, blocks: Option<Blocks>| -> bool {
        if blocks.is_none() || merged {
            return false;
        }
        let line = &lines[node];
        match line.state {
            State::Absent => false,
            State::Unscored => matches!(&form.slots[node].kind, Kind::Leaf(_)) && line.value != Some(Number::ONE),
            _ if line.applicable.is_zero() => false,
            _ => line.points < form.slots[node].max,
        }
    };
    let nodes = set.nodes.iter().filter(|node| fails(node.id.index(), node.mandatory));
    nodes.map(|node| node.id).collect()
}

impl Line {
    /// Points over applicable maximum (tỷ lệ đạt); no value if nothing is applicable.
    pub fn attainment(&self) -> Option<Number> {
        self.points.divided_by(&self.applicable)
    }
}
