//! Ranks within groups on unrounded values, and rankings of main sections (xếp hạng).

use std::cmp::Ordering;
use std::collections::BTreeMap;

use thuocdo_base::Number;
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::{Blocks, NodeId, RankingBasis, SectionRole, TieRule};

use crate::card::{Fact, Line, RoundScores, Scorecard, State};
use crate::ranking::{Entry, GroupRanking, Ranking, Unranked, UnrankedGround};

/// Decimals of the cheap first key; equal keys are compared exactly.
const KEY_DIGITS: u32 = 12;

/// Ranks the units within their groups, as the set declares.
///
/// # Example: 15, 15, 17
/// ```
/// use thuocdo_base::Number;
/// use thuocdo_criteria::{SourceText, parse};
/// use thuocdo_scoring::{Answer, Cohort, Subject, rank, score_round};
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/ty-le.toml")).to_owned();
/// let set = parse(&SourceText { text, sidecar: None }, &()).set.unwrap();
/// let unit = |code: &str, done: i64| {
///     let values = vec![Some(Number::from(done)), Some(Number::from(20))];
///     let answers = vec![None, Some(Answer { values, ..Answer::default() })];
///     Subject { unit: code.to_owned(), answers, ..Subject::default() }
/// };
/// let subjects = vec![unit("a", 17), unit("b", 15), unit("c", 17), unit("d", 12)];
/// let scores = score_round(&set, &Cohort { subjects, closed: true, ..Cohort::default() });
/// let ranks: Vec<u32> = rank(&set, &scores).groups[0].entries.iter().map(|entry| entry.rank).collect();
/// assert_eq!(ranks, [1, 1, 3, 4]);
/// ```
pub fn rank(set: &CriteriaSet, scores: &RoundScores) -> Ranking {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, card) in scores.cards.iter().enumerate() {
        groups.entry(&card.group).or_default().push(index);
    }
    let groups = groups.into_iter().map(|(group, cards)| rank_group(set, scores, group, &cards)).collect();
    Ranking { groups }
}

fn rank_group(set: &CriteriaSet, scores: &RoundScores, group: &str, cards: &[usize]) -> GroupRanking {
    let (mut ranked, mut unranked) = (Vec::new(), Vec::new());
    for index in cards {
        let card = &scores.cards[*index];
        match (ground(set, card), keys(set, card)) {
            (Some(ground), _) => unranked.push(Unranked { card: *index, ground }),
            (None, None) => unranked.push(Unranked { card: *index, ground: UnrankedGround::NothingApplicable }),
            (None, Some(keys)) => ranked.push((*index, keys)),
        }
    }
    let sections = section_rankings(set, scores, &ranked);
    GroupRanking { group: group.to_owned(), entries: entries(ranked, set.ranking.ties), unranked, sections }
}

/// What is compared, in order: the value, then what breaks ties.
type Keys = Vec<Number>;

fn keys(set: &CriteriaSet, card: &Scorecard) -> Option<Keys> {
    let mut keys = match set.ranking.basis {
        RankingBasis::Points => vec![card.total().points.clone()],
        RankingBasis::Attainment => vec![card.attainment.clone()?],
        RankingBasis::Maturity => {
            let maturity = card.maturity.as_ref()?;
            vec![Number::from(maturity.reached as i64), Number::from(i64::from(maturity.key))]
        }
    };
    keys.extend(set.ranking.tie_break.iter().map(|node| card.lines[node.index()].points.clone()));
    Some(keys)
}

/// Sorts best first and numbers; equals come in the order given, which is that of unit codes.
fn entries(units: Vec<(usize, Keys)>, ties: TieRule) -> Vec<Entry> {
    let mut keyed: Vec<(Option<i128>, usize, Keys)> = units
        .into_iter()
        .map(|(card, keys)| (keys.first().and_then(|key| key.sort_key(KEY_DIGITS)), card, keys))
        .collect();
    keyed.sort_by(|a, b| best_first(a, b).then(a.1.cmp(&b.1)));
    let mut entries: Vec<Entry> = Vec::with_capacity(keyed.len());
    let mut rest = keyed.as_slice();
    let mut rank = 1;
    while let Some(first) = rest.first() {
        let shared = rest.iter().take_while(|other| best_first(first, other).is_eq()).count();
        let shared_by = shared as u32;
        entries.extend(
            rest[..shared].iter().filter_map(|(_, card, keys)| {
                Some(Entry { card: *card, rank, shared_by, value: keys.first()?.clone() })
            }),
        );
        rank += if ties == TieRule::Dense { 1 } else { shared_by };
        rest = &rest[shared..];
    }
    entries
}

fn best_first(a: &(Option<i128>, usize, Keys), b: &(Option<i128>, usize, Keys)) -> Ordering {
    let cheap = match (a.0, b.0) {
        (Some(a), Some(b)) => b.cmp(&a),
        _ => Ordering::Equal,
    };
    cheap.then_with(|| b.2.cmp(&a.2))
}

/// Why a unit has no rank, if it has none.
fn ground(set: &CriteriaSet, card: &Scorecard) -> Option<UnrankedGround> {
    if let Some(ground) = &card.excluded {
        return Some(UnrankedGround::Excluded(ground.clone()));
    }
    if nothing_applicable(set, card) {
        return Some(UnrankedGround::NothingApplicable);
    }
    if too_few(set, card) {
        return Some(UnrankedGround::TooFewData);
    }
    let blocks = |node: &&NodeId| set.node(**node).mandatory == Some(Blocks::Rank);
    card.failed.iter().find(blocks).map(|node| UnrankedGround::Mandatory(*node))
}

fn nothing_applicable(set: &CriteriaSet, card: &Scorecard) -> bool {
    match set.ranking.basis {
        RankingBasis::Maturity => card.maturity.is_none(),
        RankingBasis::Points | RankingBasis::Attainment => card.attainment.is_none(),
    }
}

/// Whether the unit, or one of its main sections, has too few criteria with data.
fn too_few(set: &CriteriaSet, card: &Scorecard) -> bool {
    let asked = &set.ranking;
    let is_merged = |fact: &Fact| matches!(fact, Fact::MeanOfPredecessors(_));
    if (asked.min_criteria == 0 && asked.min_per_section == 0) || card.total().trace.facts().any(is_merged) {
        return false;
    }
    let counts = section_counts(set, card);
    let all: u32 = counts.iter().map(|count| count.with_data).sum();
    let thin = |count: &SectionCount| count.asked && count.with_data < asked.min_per_section;
    all < asked.min_criteria || counts.iter().any(thin)
}

/// What one main section has and whether it is asked for a minimum.
struct SectionCount {
    with_data: u32,
    asked: bool,
}

/// Criteria with data by main section; bonus, deduction and unscored sections are not asked for any.
fn section_counts(set: &CriteriaSet, card: &Scorecard) -> Vec<SectionCount> {
    let main = set.root().children.iter();
    let mut counts: Vec<SectionCount> =
        main.map(|node| SectionCount { with_data: 0, asked: is_asked(set, card, *node) }).collect();
    let mut section_of = vec![None; set.nodes.len()];
    for (index, child) in set.root().children.iter().enumerate() {
        section_of[child.index()] = Some(index);
    }
    for node in set.nodes.iter().skip(1) {
        let id = node.id.index();
        section_of[id] = section_of[id].or_else(|| node.parent.and_then(|parent| section_of[parent.index()]));
        if let (Some(section), true) = (section_of[id], node.criterion().is_some()) {
            counts[section].with_data += u32::from(has_data(&card.lines[id]));
        }
    }
    counts
}

fn is_asked(set: &CriteriaSet, card: &Scorecard, node: NodeId) -> bool {
    let regular = set.node(node).section().is_none_or(|section| section.role == SectionRole::Regular);
    regular && !matches!(card.lines[node.index()].state, State::Absent | State::Unscored)
}

fn has_data(line: &Line) -> bool {
    match line.state {
        State::Scored => true,
        State::NotApplicable => !line.trace.contains(&Fact::LeftOut),
        State::Absent | State::Unscored | State::Missing | State::Refused | State::Held => false,
    }
}

fn section_rankings(set: &CriteriaSet, scores: &RoundScores, ranked: &[(usize, Keys)]) -> Vec<(NodeId, Vec<Entry>)> {
    let mut rankings = Vec::new();
    for node in &set.root().children {
        let is_section = set.node(*node).section().is_some();
        let value = |card: usize| section_value(set.ranking.basis, &scores.cards[card].lines[node.index()]);
        let units: Vec<(usize, Keys)> =
            ranked.iter().filter_map(|(card, _)| Some((*card, vec![value(*card)?]))).collect();
        if is_section && !units.is_empty() {
            rankings.push((*node, entries(units, set.ranking.ties)));
        }
    }
    rankings
}

/// What a section is ranked by, unless it is left out or not scored.
fn section_value(basis: RankingBasis, line: &Line) -> Option<Number> {
    match (line.state, basis) {
        (State::Absent | State::Unscored | State::NotApplicable, _) => None,
        (_, RankingBasis::Points) => Some(line.points.clone()),
        (_, RankingBasis::Attainment | RankingBasis::Maturity) => line.attainment(),
    }
}
