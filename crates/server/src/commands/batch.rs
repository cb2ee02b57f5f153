//! `score-batch DIR`: scores every case folder below DIR and prints one JSON line each.
//!
//! A hidden command for the independent oracle and for tests of the engine. Lines come in order of the
//! folders' names; their keys are in this order, and nothing depends on time, threads or the machine:
//!
//! ```json
//! {"case": "c1",
//!  "units": {"u1": {"final": {
//!     "total": "13", "applicable": "15", "attainment": "13/15",
//!     "grade": "Tốt", "grade_before": "Xuất sắc", "held": false,
//!     "lines": {"": ["scored", "13", "15"], "1": ["scored", "8", "10"]},
//!     "maturity": {"reached": 2, "key": 1}}}},
//!  "ranking": {"g1": [["u1", 1]]},
//!  "sections": {"g1": {"1": [["u1", 1]]}},
//!  "unranked": {"g1": {"u2": "excluded"}},
//!  "faults": []}
//! ```
//!
//! Numbers are exact text (`1.85`, `20/3`); `attainment`, grades and `maturity` are null where there are none. Lines
//! of absent nodes are left out; the total has the code "". `ranking`, `sections` and `unranked` are those
//! of the highest layer; a main section in which nobody is ranked has an empty list. A folder that cannot be read has `faults` (`file:line:column key`) and no results.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::{Map, Value, json};
use thuocdo_base::Number;
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::{Node, NodeId};
use thuocdo_folder::{Case, Fault};
use thuocdo_scoring::card::{GradeFact, State};
use thuocdo_scoring::ranking::{Entry, GroupRanking, UnrankedGround};
use thuocdo_scoring::{Cohort, Ranking, RoundScores, Scorecard, apply_quotas, rank, score_round};

use super::{Context, Ended, Trouble};
use crate::folders;

/// Scores all folders and prints their lines.
///
/// # Errors
/// If the folder itself cannot be listed.
pub fn run(context: &Context, folder: &Path) -> Result<Ended, Trouble> {
    let mut cases: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| folders::broken(folder, &error))?.flatten() {
        if entry.path().join("round.toml").is_file() {
            cases.push(entry.path());
        }
    }
    cases.sort();
    let out = Mutex::new(InOrder { next: 0, waiting: BTreeMap::new() });
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((index, case)) = take(&next, &cases) {
                    let text = line(context, case).to_string();
                    out.lock().unwrap_or_else(std::sync::PoisonError::into_inner).give(index, text);
                }
            });
        }
    });
    Ok(Ended::Well)
}

fn take<'a>(next: &AtomicUsize, cases: &'a [PathBuf]) -> Option<(usize, &'a PathBuf)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, cases.get(index)?))
}

/// Prints lines in order, whoever finishes first.
struct InOrder {
    next: usize,
    waiting: BTreeMap<usize, String>,
}

impl InOrder {
    fn give(&mut self, index: usize, text: String) {
        self.waiting.insert(index, text);
        while let Some(text) = self.waiting.remove(&self.next) {
            let _ = writeln!(std::io::stdout().lock(), "{text}");
            self.next += 1;
        }
    }
}

fn line(context: &Context, folder: &Path) -> Value {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let faults = |found: &[Fault]| -> Value {
        let text = |fault: &Fault| format!("{}:{}:{} {}", fault.file, fault.line, fault.column, fault.message.key);
        json!({ "case": name.clone(), "faults": found.iter().map(text).collect::<Vec<_>>() })
    };
    let files = match folders::read(folder) {
        Ok(Ok(files)) => files,
        Ok(Err(found)) => return faults(&found),
        Err(_) => return json!({ "case": name, "faults": ["unreadable"] }),
    };
    match thuocdo_folder::read(&files, &context.catalog) {
        Ok(case) => results(&name, &case),
        Err(found) => faults(&found),
    }
}

fn results(name: &str, case: &Case) -> Value {
    let mut units: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let (mut ranking, mut sections, mut unranked) = (Map::new(), Map::new(), Map::new());
    for used in &case.uses {
        let scored: Vec<(RoundScores, Ranking)> =
            used.layers.iter().map(|(_, cohort)| score(&used.set, cohort)).collect();
        for ((layer, cohort), (scores, _)) in used.layers.iter().zip(&scored) {
            for card in &scores.cards {
                let Some(subject) = cohort.subjects.iter().find(|subject| subject.unit == card.unit) else { continue };
                units.entry(&subject.unit).or_default().insert(layer.clone(), card_json(&used.set, card));
            }
        }
        if let Some((scores, ranks)) = scored.last() {
            for group in &ranks.groups {
                ranking.insert(group.group.clone(), entries(&group.entries, scores));
                sections.insert(group.group.clone(), section_rankings(&used.set, group, scores));
                let without = group.unranked.iter();
                let without: Map<String, Value> = without
                    .map(|unranked| (scores.cards[unranked.card].unit.clone(), ground(&unranked.ground)))
                    .collect();
                unranked.insert(group.group.clone(), Value::Object(without));
            }
        }
    }
    let units: Map<String, Value> =
        units.into_iter().map(|(unit, layers)| (unit.to_owned(), Value::Object(layers))).collect();
    json!({ "case": name, "units": units, "ranking": ranking, "sections": sections, "unranked": unranked, "faults": [] })
}

fn score(set: &CriteriaSet, cohort: &Cohort) -> (RoundScores, Ranking) {
    let mut scores = score_round(set, cohort);
    let ranking = rank(set, &scores);
    apply_quotas(set, &mut scores, &ranking);
    (scores, ranking)
}

fn entries(found: &[Entry], scores: &RoundScores) -> Value {
    found.iter().map(|entry| json!([scores.cards[entry.card].unit, entry.rank])).collect()
}

/// Rankings of all scored main sections; empty where nobody is ranked.
fn section_rankings(set: &CriteriaSet, group: &GroupRanking, scores: &RoundScores) -> Value {
    let sections = set.root().children.iter().map(|id| set.node(*id)).filter(|node| node.scored);
    let ranking = |node: &Node| {
        let found = group.sections.iter().find(|(id, _)| *id == node.id);
        found.map_or_else(|| json!([]), |(_, found)| entries(found, scores))
    };
    Value::Object(sections.map(|node| (node.code.clone(), ranking(node))).collect())
}

fn ground(ground: &UnrankedGround) -> Value {
    Value::from(match ground {
        UnrankedGround::Excluded(_) => "excluded",
        UnrankedGround::NothingApplicable => "nothing-applicable",
        UnrankedGround::TooFewData => "too-few-data",
        UnrankedGround::Mandatory(_) => "mandatory",
    })
}

fn card_json(set: &CriteriaSet, card: &Scorecard) -> Value {
    let total = card.total();
    let grade = card.grade();
    let band = |pick: fn(&thuocdo_scoring::card::Grading) -> Option<usize>| {
        let grade = grade?;
        Some(set.grade_scales[grade.scale].bands[pick(grade)?].grade.clone())
    };
    let fact = |wanted: fn(&GradeFact) -> bool| grade.is_some_and(|grade| grade.facts.iter().any(wanted));
    let lines = card.lines.iter().enumerate().filter(|(_, line)| line.state != State::Absent);
    let lines: Map<String, Value> = lines
        .map(|(index, line)| {
            let node = &set.nodes[index];
            let code = if node.id == NodeId::ROOT { String::new() } else { node.code.clone() };
            (code, json!([state(line.state), line.points.to_exact(), line.applicable.to_exact()]))
        })
        .collect();
    let maturity = card.maturity.as_ref();
    json!({
        "total": total.points.to_exact(),
        "applicable": total.applicable.to_exact(),
        "attainment": card.attainment.as_ref().map(Number::to_exact),
        "grade": band(|grade| grade.band),
        "grade_before": band(|grade| grade.before),
        "held": fact(|fact| matches!(fact, GradeFact::HeldFor(_))),
        "lines": lines,
        "maturity": maturity.map(|maturity| json!({ "reached": maturity.reached, "key": maturity.key })),
    })
}

fn state(state: State) -> &'static str {
    match state {
        State::Absent => "absent",
        State::Scored => "scored",
        State::Missing => "missing",
        State::NotApplicable => "not_applicable",
        State::Refused => "refused",
        State::Held => "held",
        State::Unscored => "unscored",
    }
}
