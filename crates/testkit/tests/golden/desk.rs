//! What the golden tests work with: figures, rounds, numbers.

use std::collections::BTreeMap;

use thuocdo_base::Number;
use thuocdo_criteria::set::{CriteriaSet, Node};
use thuocdo_criteria::{Severity, SourceText};
use thuocdo_folder::{Case, Files};
use thuocdo_scoring::ranking::{Entry, GroupRanking};
use thuocdo_scoring::{Answer, Cohort, Ranking, RoundScores, Scorecard, Subject, rank, score_round};
use thuocdo_testkit::catalog;

/// One row of a published table, by column name.
pub(crate) type Row = BTreeMap<String, String>;
/// Sets by code and version.
type Shelf = BTreeMap<(String, String), SourceText>;

/// A published table.
pub(crate) fn table(name: &str) -> Vec<Row> {
    let path = catalog::root().join("crates/testkit/golden").join(format!("{name}.csv"));
    let mut reader = csv::Reader::from_path(path).expect("a published table");
    reader.deserialize().map(|row| row.expect("a row of text")).collect()
}

/// A number in machine form.
pub(crate) fn number(text: &str) -> Number {
    Number::parse(text).expect(text)
}

/// A cell that holds a number.
pub(crate) fn cell(row: &Row, column: &str) -> Number {
    number(&row[column])
}

/// How far apart two numbers are.
pub(crate) fn distance(left: &Number, right: &Number) -> Number {
    let difference = left - right;
    if difference.is_negative() { -difference } else { difference }
}

/// Plain mean.
pub(crate) fn mean(values: &[Number]) -> Number {
    let sum = values.iter().fold(Number::ZERO, |sum, value| &sum + value);
    sum.divided_by(&Number::from(values.len() as i64)).expect("at least one value")
}

/// A set of the catalog, by code and version.
pub(crate) fn set(code: &str, version: &str) -> CriteriaSet {
    let shelf = shelf();
    let source = &shelf[&(code.to_owned(), version.to_owned())];
    let parsed = thuocdo_criteria::parse(source, &shelf);
    let errors: Vec<_> = parsed.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{code}@{version}: {errors:?}");
    parsed.set.expect("a set without errors")
}

fn shelf() -> Shelf {
    catalog::library().expect("the catalog")
}

/// One demo round, read and scored.
pub(crate) struct Round {
    pub(crate) case: Case,
}

/// One layer of a round.
pub(crate) struct Scored<'a> {
    pub(crate) set: &'a CriteriaSet,
    pub(crate) scores: RoundScores,
    pub(crate) ranking: Ranking,
}

impl Round {
    /// Reads a folder of the demo.
    pub(crate) fn open(name: &str) -> Self {
        let mut files = catalog::folder(&catalog::root().join("demo").join(name)).expect("a demo folder");
        files.retain(|file, _| Files::belongs(file));
        let case = thuocdo_folder::read(&Files(files), &shelf()).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        Self { case }
    }

    /// Scores the layer of this name.
    pub(crate) fn layer(&self, name: &str) -> Scored<'_> {
        let usage = &self.case.uses[0];
        let (_, cohort) = usage.layers.iter().find(|(layer, _)| layer == name).expect("a layer of the round");
        let scores = score_round(&usage.set, cohort);
        let ranking = rank(&usage.set, &scores);
        Scored { set: &usage.set, scores, ranking }
    }

    /// Code of the unit with this name.
    pub(crate) fn code(&self, name: &str) -> &str {
        &self.case.units.iter().find(|unit| unit.name == name).unwrap_or_else(|| panic!("{name}")).code
    }
}

impl Scored<'_> {
    /// Scorecard of a unit.
    pub(crate) fn card(&self, unit: &str) -> &Scorecard {
        self.scores.cards.iter().find(|card| card.unit == unit).unwrap_or_else(|| panic!("{unit}"))
    }

    /// The only ranking group with ranked units.
    pub(crate) fn group(&self) -> &GroupRanking {
        self.ranking.groups.iter().find(|group| !group.entries.is_empty()).expect("a ranking")
    }

    /// Ranks by unit code.
    pub(crate) fn ranks(&self, entries: &[Entry]) -> BTreeMap<String, u32> {
        entries.iter().map(|entry| (self.scores.cards[entry.card].unit.clone(), entry.rank)).collect()
    }

    /// The node with this code.
    pub(crate) fn node(&self, code: &str) -> &Node {
        self.set.nodes.iter().find(|node| node.code == code).unwrap_or_else(|| panic!("{code}"))
    }

    /// Points of a unit at a node.
    pub(crate) fn points(&self, unit: &str, code: &str) -> &Number {
        &self.card(unit).lines[self.node(code).id.index()].points
    }
}

/// Ranks published values with the engine: units in the order given get the ranks returned.
pub(crate) fn rank_values(values: &[Number]) -> Vec<u32> {
    let text = include_str!("one-value.toml").to_owned();
    let set = thuocdo_criteria::parse(&SourceText { text, sidecar: None }, &()).set.expect("a set of one criterion");
    let subject = |(index, value): (usize, &Number)| Subject {
        unit: format!("{index:04}"),
        group: "tinh".to_owned(),
        answers: vec![None, Some(Answer { values: vec![Some(value.clone())], ..Answer::default() })],
        ..Subject::default()
    };
    let subjects = values.iter().enumerate().map(subject).collect();
    let scores = score_round(&set, &Cohort { subjects, closed: true, ..Cohort::default() });
    let ranking = rank(&set, &scores);
    let mut ranks = vec![0; values.len()];
    for entry in &ranking.groups[0].entries {
        ranks[entry.card] = entry.rank;
    }
    ranks
}
