//! One cell of an expectation against what came out.

use std::collections::BTreeMap;

use thuocdo_base::{Message, Number};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::NodeId;
use thuocdo_scoring::card::{GradeFact, Grading, Line, Scorecard, State};
use thuocdo_scoring::ranking::{Entry, UnrankedGround};
use thuocdo_scoring::{Cohort, Ranking, RoundScores, explain};
use thuocdo_words::{Lang, Locale};

use super::words::{self, number, parts, quoted};

/// Results of one layer of a case.
pub struct Results<'a> {
    /// The set.
    pub set: &'a CriteriaSet,
    /// Units with their answers.
    pub cohort: &'a Cohort,
    /// Names of units by code.
    pub names: &'a BTreeMap<String, String>,
    /// Scorecards.
    pub scores: &'a RoundScores,
    /// Ranks.
    pub ranking: &'a Ranking,
}

/// Expected and found.
pub type Difference = (String, String);

const NONE: &str = "—";

impl Results<'_> {
    /// Compares one cell; a column is a node's code or one of the words of the format.
    pub fn differences(&self, card: usize, column: &str, cell: &str) -> Vec<Difference> {
        let (quotes, plain): (Vec<String>, Vec<String>) =
            parts(cell).into_iter().partition(|part| quoted(part).is_some());
        let mut differences = self.figures(card, column, &plain.join("; "));
        if !quotes.is_empty() {
            let sentences = self.sentences(card, column);
            let fragments = quotes.iter().filter(|part| !quoted(part).is_some_and(|text| sentences.contains(text)));
            differences.extend(fragments.map(|part| (part.clone(), sentences.clone())));
        }
        differences
    }

    fn figures(&self, card: usize, column: &str, cell: &str) -> Vec<Difference> {
        let it = &self.scores.cards[card];
        let (word, of) = column.split_once(' ').unwrap_or((column, ""));
        match word {
            "total" if of.is_empty() => self.line(it, NodeId::ROOT, cell),
            "attainment" => optional(cell, it.attainment.as_ref()),
            "index" => optional(cell, it.index_value.as_ref()),
            "rank" => self.rank(card, of, cell),
            "grade" => self.grade(it, of, cell),
            "step" => self.step(it, cell),
            "key" => same(cell, it.maturity.as_ref().map(|maturity| maturity.key.to_string())),
            "met" | "unmet" => self.met(it, word, of, cell),
            "failed" => list(cell, &self.codes(&it.failed)),
            "deducted" => {
                let sum: Number = it.deducted.iter().map(|(_, points)| points.clone()).sum();
                optional(cell, Some(&sum))
            }
            _ => match self.node(column) {
                Some(node) => self.line(it, node, cell),
                None => vec![("a known column".to_owned(), format!("`{column}`"))],
            },
        }
    }

    /// The sentences that explain a column, with plain spaces.
    fn sentences(&self, card: usize, column: &str) -> String {
        let it = &self.scores.cards[card];
        let (word, of) = column.split_once(' ').unwrap_or((column, ""));
        let messages = match word {
            "total" => self.trace(it, NodeId::ROOT),
            "step" | "met" | "unmet" => explain::maturity(self.set, it),
            "rank" => {
                let unranked = self.ranking.groups.iter().flat_map(|group| &group.unranked);
                unranked
                    .filter(|unit| unit.card == card)
                    .map(|unit| explain::unranked(self.set, &unit.ground))
                    .collect()
            }
            "grade" => self.grading(it, of).map(|grading| explain::grading(self.set, grading)).unwrap_or_default(),
            _ => self.node(column).map(|node| self.trace(it, node)).unwrap_or_default(),
        };
        let locale = Locale::new(Lang::Vi, &[thuocdo_scoring::locale_text(Lang::Vi)]);
        let sentences: Vec<String> = messages.iter().map(|message| locale.render(message)).collect();
        sentences.join(" ").replace('\u{a0}', " ")
    }

    fn trace(&self, card: &Scorecard, node: NodeId) -> Vec<Message> {
        let subject = self.cohort.subjects.iter().find(|subject| subject.unit == card.unit);
        let answer = subject.and_then(|subject| subject.answers.get(node.index())?.as_ref());
        let name = |code: &str| self.names.get(code).cloned().unwrap_or_else(|| code.to_owned());
        explain::line_with_names(self.set, card, node, answer, &name)
    }

    fn grading<'c>(&self, card: &'c Scorecard, of: &str) -> Option<&'c Grading> {
        let node = if of.is_empty() || of == "before" { Some(NodeId::ROOT) } else { self.node(of) };
        card.grades.iter().find(|grading| Some(grading.node) == node)
    }

    fn node(&self, code: &str) -> Option<NodeId> {
        self.set.find(code).map(|node| node.id)
    }

    fn codes(&self, nodes: &[NodeId]) -> Vec<String> {
        nodes.iter().map(|node| self.set.node(*node).code.clone()).collect()
    }

    fn line(&self, card: &Scorecard, node: NodeId, cell: &str) -> Vec<Difference> {
        let line = &card.lines[node.index()];
        let parts = parts(cell);
        let expected_state = words::STATES.iter().find(|(word, _)| parts.iter().any(|part| part == word));
        let mut differences: Vec<Difference> = parts.iter().filter_map(|part| part_of_line(line, part)).collect();
        match expected_state {
            Some((word, state)) if line.state != *state => differences.push(((*word).to_owned(), describe(line))),
            None if !parts.is_empty() && !matches!(line.state, State::Scored | State::NotApplicable) => {
                differences.push((cell.to_owned(), describe(line)));
            }
            _ => {}
        }
        differences
    }

    fn rank(&self, card: usize, of: &str, cell: &str) -> Vec<Difference> {
        if cell.is_empty() {
            return Vec::new();
        }
        let found = if of.is_empty() { self.own_rank(card) } else { self.section_rank(card, of) };
        if found == cell { Vec::new() } else { vec![(cell.to_owned(), found)] }
    }

    fn own_rank(&self, card: usize) -> String {
        let entries = self.ranking.groups.iter().flat_map(|group| &group.entries);
        if let Some(rank) = rank_in(entries, card) {
            return rank;
        }
        let mut unranked = self.ranking.groups.iter().flat_map(|group| &group.unranked);
        let ground = match unranked.find(|unit| unit.card == card).map(|unit| &unit.ground) {
            Some(UnrankedGround::Excluded(_)) => "loại trừ",
            Some(UnrankedGround::NothingApplicable) => "không có gì áp dụng",
            Some(UnrankedGround::TooFewData) => "ít số liệu",
            Some(UnrankedGround::Mandatory(_)) => "điều kiện bắt buộc",
            None => return "not listed".to_owned(),
        };
        format!("không xếp hạng: {ground}")
    }

    fn section_rank(&self, card: usize, code: &str) -> String {
        let sections = self.ranking.groups.iter().flat_map(|group| &group.sections);
        let entries = sections.filter(|(node, _)| Some(*node) == self.node(code)).flat_map(|(_, entries)| entries);
        rank_in(entries, card).unwrap_or_else(|| NONE.to_owned())
    }

    fn grade(&self, card: &Scorecard, of: &str, cell: &str) -> Vec<Difference> {
        let parts = parts(cell);
        let Some(expected) = parts.first() else { return Vec::new() };
        let Some(grading) = self.grading(card, of) else {
            return vec![(cell.to_owned(), "not graded".to_owned())];
        };
        let band = if of == "before" { grading.before } else { grading.band };
        let grade = band.map_or(NONE, |band| &self.set.grade_scales[grading.scale].bands[band].grade);
        let marks = if of == "before" { Vec::new() } else { marks(grading) };
        let expected_marks: Vec<&str> = parts[1..].iter().map(String::as_str).collect();
        if grade == expected && marks == expected_marks {
            return Vec::new();
        }
        vec![(cell.to_owned(), std::iter::once(grade).chain(marks).collect::<Vec<_>>().join("; "))]
    }

    fn step(&self, card: &Scorecard, cell: &str) -> Vec<Difference> {
        let found = card.maturity.as_ref().map(|maturity| match maturity.reached {
            0 => "chưa đạt".to_owned(),
            reached => self.set.steps[reached - 1].name.clone(),
        });
        same(cell, found)
    }

    /// `met 2`: targets met of those that apply; `unmet 2`: codes of criteria that miss theirs.
    fn met(&self, card: &Scorecard, word: &str, step: &str, cell: &str) -> Vec<Difference> {
        let index = self.set.steps.iter().position(|known| known.code == step);
        let result = index.and_then(|index| card.maturity.as_ref()?.steps.get(index));
        match result {
            Some(result) if word == "met" => same(cell, Some(format!("{}/{}", result.reached, result.targets))),
            Some(result) => list(cell, &self.codes(&result.unmet)),
            None => vec![(format!("a step `{step}`"), "none".to_owned())],
        }
    }
}

fn rank_in<'a>(mut entries: impl Iterator<Item = &'a Entry>, card: usize) -> Option<String> {
    entries.find(|entry| entry.card == card).map(|entry| entry.rank.to_string())
}

/// What a part of a cell says about a line, where it does not hold.
fn part_of_line(line: &Line, part: &str) -> Option<Difference> {
    let compare = |text: &str, found: Option<&Number>| match number(text) {
        Some(expected) if Some(&expected) == found => None,
        Some(_) => Some((part.to_owned(), found.map_or(NONE.to_owned(), Number::to_exact))),
        None => Some(("a number, a state or a part of a line".to_owned(), format!("`{part}`"))),
    };
    if words::STATES.iter().any(|(word, _)| part == *word) {
        return None;
    }
    for (word, found) in
        [("tối đa ", Some(&line.applicable)), ("danh nghĩa ", Some(&line.nominal)), ("giá trị ", line.value.as_ref())]
    {
        if let Some(text) = part.strip_prefix(word) {
            return compare(text, found);
        }
    }
    compare(part, Some(&line.points))
}

fn describe(line: &Line) -> String {
    format!("{}; {}; tối đa {}; {:?}", line.points, words::state(line.state), line.applicable, line.trace)
}

type Mark = (&'static str, fn(&GradeFact) -> bool);

/// Marks beside a grade, in a fixed order.
fn marks(grading: &Grading) -> Vec<&'static str> {
    let known: [Mark; 5] = [
        ("khoảng hở", |fact| matches!(fact, GradeFact::Gap)),
        ("điều kiện bắt buộc", |fact| matches!(fact, GradeFact::MandatoryFailed(_))),
        ("cấp có thẩm quyền quyết định", |fact| matches!(fact, GradeFact::NeedsDecision(..))),
        ("treo", |fact| matches!(fact, GradeFact::HeldFor(_))),
        ("vượt tỷ lệ", |fact| matches!(fact, GradeFact::OverQuota(_))),
    ];
    known.iter().filter(|(_, fits)| grading.facts.iter().any(fits)).map(|(word, _)| *word).collect()
}

fn optional(cell: &str, found: Option<&Number>) -> Vec<Difference> {
    let expected = match cell {
        "" => return Vec::new(),
        NONE => None,
        text => match number(text) {
            Some(number) => Some(number),
            None => return vec![("a number".to_owned(), format!("`{text}`"))],
        },
    };
    if expected.as_ref() == found {
        Vec::new()
    } else {
        vec![(cell.to_owned(), found.map_or(NONE.to_owned(), Number::to_exact))]
    }
}

fn same(cell: &str, found: Option<String>) -> Vec<Difference> {
    let found = found.unwrap_or_else(|| NONE.to_owned());
    if cell.is_empty() || cell == found { Vec::new() } else { vec![(cell.to_owned(), found)] }
}

/// A list of codes; an empty cell means none.
fn list(cell: &str, found: &[String]) -> Vec<Difference> {
    let expected = parts(cell);
    if expected == found { Vec::new() } else { vec![(expected.join("; "), found.join("; "))] }
}
