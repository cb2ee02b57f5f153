//! `answers*.csv`: what units reported, row by row, in layers.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use thuocdo_base::Message;
use thuocdo_criteria::rule::{AnswerKind, ScoringRule};
use thuocdo_criteria::set::{ClassId, Criterion, Node, NodeId};
use thuocdo_scoring::Answer;

use crate::case::{Numbers, Unit, Use};
use crate::cells::{self, Wrong};
use crate::fault::{Faults, Spot};
use crate::files::{Files, MAX_ROWS};
use crate::near;
use crate::round::Round;
use crate::sheet::{Row, Shape, Sheet};
use crate::units::{unit_hint, unknown_unit};

const SHAPE: Shape =
    Shape { known: &["unit", "criterion", "variable", "value", "layer", "reason"], required: 4, open: false };
const UNIT: usize = 0;
const CRITERION: usize = 1;
const VARIABLE: usize = 2;
const VALUE: usize = 3;
const LAYER: usize = 4;
const REASON: usize = 5;

/// What other files were sound enough to judge answers by, so that one fault does not make a thousand.
#[derive(Clone, Copy)]
pub(crate) struct Sure {
    /// The settings.
    pub layers: bool,
}

/// Reads all answers into the cohorts and lets higher layers take what they lack from lower ones.
pub(crate) fn read(
    files: &Files,
    round: &Round,
    (units, sure): (&[Unit], Sure),
    uses: &mut [Use],
    faults: &mut Faults,
) {
    let mut reader = Reader::new(round, units, uses);
    reader.sure = sure;
    let mut found = false;
    for (file, bytes) in files.0.iter().filter(|(file, _)| Files::is_answers(file)) {
        found = true;
        let Some(sheet) = Sheet::open(file, bytes, &SHAPE, faults) else { continue };
        sheet.each(faults, |row, faults| reader.row(row, uses, faults));
    }
    if !found {
        let message = Message::new("folder-file-missing").text("name", "answers.csv");
        faults.push(Spot::file("answers.csv").says(message, Some(Message::new("folder-answers-missing-hint"))));
    }
    for usage in uses {
        inherit(usage);
    }
}

/// A unit × criterion without any answer in a layer takes the answer of the next lower one.
fn inherit(usage: &mut Use) {
    for layer in 1..usage.layers.len() {
        let (lower, upper) = usage.layers.split_at_mut(layer);
        let lower = &lower[layer - 1].1.subjects;
        for (subject, below) in upper[0].1.subjects.iter_mut().zip(lower) {
            for (answer, below) in subject.answers.iter_mut().zip(&below.answers) {
                if answer.is_none() {
                    answer.clone_from(below);
                }
            }
        }
    }
}

/// Where the answers of a unit go: use and subject; `None` if its set could not be read.
type Home = Option<(usize, usize)>;

struct Reader {
    numbers: Numbers,
    sure: Sure,
    layers: Vec<String>,
    homes: HashMap<String, Home>,
    criteria: Vec<HashMap<String, NodeId>>,
    /// Rows without a value, which leave no other trace: needed to find doubles.
    empties: HashSet<(Cell, String)>,
    rows: u64,
}

/// One unit × criterion in one layer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Cell {
    home: (usize, usize),
    node: NodeId,
    layer: usize,
}

impl Reader {
    fn new(round: &Round, units: &[Unit], uses: &[Use]) -> Self {
        let mut homes: HashMap<String, Home> = units.iter().map(|unit| (unit.code.clone(), None)).collect();
        for (index, usage) in uses.iter().enumerate() {
            for (place, subject) in usage.layers.iter().take(1).flat_map(|layer| layer.1.subjects.iter().enumerate()) {
                homes.insert(subject.unit.clone(), Some((index, place)));
            }
        }
        let codes = |usage: &Use| usage.set.nodes[1..].iter().map(|node| (node.code.clone(), node.id)).collect();
        Self {
            numbers: round.settings.numbers,
            sure: Sure { layers: true },
            layers: round.settings.layers.clone(),
            homes,
            criteria: uses.iter().map(codes).collect(),
            empties: HashSet::new(),
            rows: 0,
        }
    }

    fn row(&mut self, row: &Row<'_>, uses: &mut [Use], faults: &mut Faults) -> ControlFlow<()> {
        self.rows += 1;
        if self.rows > MAX_ROWS {
            let message = Message::new("folder-too-many-rows").count("limit", MAX_ROWS as usize);
            faults.push(row.at(UNIT).says(message, None));
            return ControlFlow::Break(());
        }
        if let Err((column, wrong)) = self.take(row, uses, faults) {
            let follows = match wrong {
                What::Unit => self.homes.is_empty(),
                What::Layer => !self.sure.layers,
                _ => false,
            };
            if !follows {
                faults.push_with(|| {
                    let (message, hint) = self.explain(wrong, row, uses);
                    row.at(column).says(message, hint)
                });
            }
        }
        ControlFlow::Continue(())
    }

    fn take(&mut self, row: &Row<'_>, uses: &mut [Use], faults: &mut Faults) -> Result<(), (usize, What)> {
        let home = *self.homes.get(row.get(UNIT)).ok_or((UNIT, What::Unit))?;
        let layer = self.layer(row.get(LAYER)).ok_or((LAYER, What::Layer))?;
        let Some(home) = home else { return Ok(()) };
        let node = *self.criteria[home.0].get(row.get(CRITERION)).ok_or((CRITERION, What::Criterion))?;
        let Use { set, layers, reasons, .. } = &mut uses[home.0];
        let subject = &mut layers[layer].1.subjects[home.1];
        let criterion = set.node(node).criterion().ok_or((CRITERION, What::Section))?;
        if !set.applies(node, subject.class) {
            let message = Message::new("folder-answer-absent").text("criterion", row.get(CRITERION));
            faults.note_with(|| row.at(CRITERION).says(message, None));
        }
        let slot = Slot::find(row.get(VARIABLE), criterion, subject.class).ok_or((VARIABLE, What::Variable))?;
        let cell = Cell { home, node, layer };
        let answer = &mut subject.answers[node.index()];
        let again = answer.as_ref().is_some_and(|answer| slot.is_filled(answer)) || self.was_empty(cell, row);
        if again {
            return Err((VARIABLE, What::Twice));
        }
        if !row.get(REASON).is_empty() {
            let reason = cells::ground(row.get(REASON)).map_err(|wrong| (REASON, What::Value(wrong)))?;
            reasons.insert((layer, row.get(UNIT).to_owned(), node), reason);
        }
        if row.get(VALUE).is_empty() {
            self.empties.insert((cell, row.get(VARIABLE).to_owned()));
            return Ok(());
        }
        let given = slot.read(row.get(VALUE), criterion, self.numbers).map_err(|wrong| (VALUE, What::Value(wrong)))?;
        slot.fill(answer.get_or_insert_default(), given, criterion);
        Ok(())
    }

    fn was_empty(&self, cell: Cell, row: &Row<'_>) -> bool {
        !self.empties.is_empty() && self.empties.contains(&(cell, row.get(VARIABLE).to_owned()))
    }

    /// A row names its layer unless there is only one.
    fn layer(&self, name: &str) -> Option<usize> {
        if name.is_empty() && self.layers.len() == 1 {
            return Some(0);
        }
        self.layers.iter().position(|layer| layer == name)
    }

    fn explain(&self, what: What, row: &Row<'_>, uses: &[Use]) -> Wrong {
        let (unit, code, variable) = (row.get(UNIT), row.get(CRITERION), row.get(VARIABLE));
        let about = |key: &str| Message::new(key).text("unit", unit).text("criterion", code);
        match what {
            What::Unit => {
                let known: Vec<&str> = self.homes.keys().map(String::as_str).collect();
                (unknown_unit(unit), unit_hint(unit, &known))
            }
            What::Layer => {
                let known: Vec<&str> = self.layers.iter().map(String::as_str).collect();
                (Message::new("folder-layer-unknown").text("layer", row.get(LAYER)), near::hint(row.get(LAYER), &known))
            }
            What::Criterion => {
                (Message::new("folder-criterion-unknown").text("criterion", code), self.near_code(row, uses))
            }
            What::Section => {
                let message = Message::new("folder-criterion-section").text("criterion", code);
                (message, Some(Message::new("folder-criterion-section-hint")))
            }
            What::Variable => {
                let message =
                    Message::new("folder-variable-unknown").text("variable", variable).text("criterion", code);
                (message, self.variables_hint(row, uses))
            }
            What::Twice => (about("folder-answer-twice").text("variable", variable), None),
            What::Value(wrong) => wrong,
        }
    }

    fn node<'u>(&self, row: &Row<'_>, uses: &'u [Use]) -> Option<&'u Node> {
        let (index, _) = (*self.homes.get(row.get(UNIT))?)?;
        let id = self.criteria[index].get(row.get(CRITERION))?;
        Some(uses[index].set.node(*id))
    }

    fn near_code(&self, row: &Row<'_>, uses: &[Use]) -> Option<Message> {
        let (index, _) = (*self.homes.get(row.get(UNIT))?)?;
        let codes: Vec<&str> = uses[index].set.criteria().map(|(node, _)| node.code.as_str()).collect();
        near::hint(row.get(CRITERION), &codes)
    }

    fn variables_hint(&self, row: &Row<'_>, uses: &[Use]) -> Option<Message> {
        let criterion = self.node(row, uses)?.criterion()?;
        let rows = |kind: &AnswerKind| matches!(kind, AnswerKind::Rows);
        let names = criterion.variables.iter().map(|variable| match rows(&variable.kind) {
            true => format!("{}[1]", variable.name),
            false => variable.name.clone(),
        });
        let names: Vec<String> = names.collect();
        Some(Message::new("folder-variables-hint").text("names", names.join(", ")))
    }
}

/// What is wrong with a row; put into words only if it will be shown.
enum What {
    Unit,
    Layer,
    Criterion,
    Section,
    Variable,
    Twice,
    Value(Wrong),
}

/// The place in an answer that a row fills.
enum Slot {
    Variable(usize),
    Cell(u16, u32),
    Points,
    Previous,
    NotApplicable,
}

/// What a row gives.
enum Given {
    Number(thuocdo_base::Number),
    Ground(String),
}

impl Slot {
    fn find(name: &str, criterion: &Criterion, class: Option<ClassId>) -> Option<Self> {
        let index = |name: &str| criterion.variables.iter().position(|variable| variable.name == name);
        match name {
            "na" => return Some(Self::NotApplicable),
            "previous" => return Some(Self::Previous),
            "points" if !matches!(criterion.rule_for(class), ScoringRule::Points { .. }) => return Some(Self::Points),
            _ => {}
        }
        if let Some((stem, number)) = name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            let variable = index(stem).filter(|at| criterion.variables[*at].kind == AnswerKind::Rows)?;
            return Some(Self::Cell(variable as u16, number.parse().ok().filter(|number| *number > 0)?));
        }
        index(name).filter(|at| criterion.variables[*at].kind != AnswerKind::Rows).map(Self::Variable)
    }

    fn is_filled(&self, answer: &Answer) -> bool {
        match self {
            Self::Variable(index) => answer.values.get(*index).is_some_and(Option::is_some),
            Self::Cell(variable, number) => answer.rows.contains_key(&(*variable, *number)),
            Self::Points => answer.points.is_some(),
            Self::Previous => answer.previous.is_some(),
            Self::NotApplicable => answer.not_applicable.is_some(),
        }
    }

    fn read(&self, text: &str, criterion: &Criterion, numbers: Numbers) -> Result<Given, Wrong> {
        let kind = match self {
            Self::Variable(index) => &criterion.variables[*index].kind,
            Self::Cell(..) | Self::Points | Self::Previous => &AnswerKind::Number,
            Self::NotApplicable => return cells::ground(text).map(Given::Ground),
        };
        cells::value(text, kind, numbers).map(Given::Number)
    }

    fn fill(&self, answer: &mut Answer, given: Given, criterion: &Criterion) {
        match (self, given) {
            (Self::Variable(index), Given::Number(number)) => {
                answer.values.resize(criterion.variables.len(), None);
                answer.values[*index] = Some(number);
            }
            (Self::Cell(variable, row), Given::Number(number)) => {
                answer.rows.insert((*variable, *row), number);
            }
            (Self::Points, Given::Number(number)) => answer.points = Some(Box::new(number)),
            (Self::Previous, Given::Number(number)) => answer.previous = Some(Box::new(number)),
            (_, Given::Ground(ground)) => answer.not_applicable = Some(ground),
            (Self::NotApplicable, Given::Number(_)) => {}
        }
    }
}
