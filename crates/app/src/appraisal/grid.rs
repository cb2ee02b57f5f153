//! The grid: one criterion over all units, or one unit over all criteria, row by row.

use std::cmp::Ordering;
use std::collections::HashMap;

use thuocdo_assessment::appraisal::Lack;
use thuocdo_assessment::{Action, Figures, Layer, RoundStage};
use thuocdo_base::{Actor, Message, Number};
use thuocdo_criteria::set::{Criterion, Node};
use thuocdo_store::RoundUnit;
use thuocdo_words::collate::{fold, sort_by_name};
use thuocdo_words::{Lang, show};

use super::list::Tally;
use super::scene::Scene;
use super::standing::own_row;
use crate::answers::view::inputs::{Input, asked_of};
use crate::answers::view::{Writer, pane::ratio, title};
use crate::setup::frozen::is_self_assessed;
use crate::{ActionError, App, may};

/// Rows of a page.
pub const ROWS: usize = 50;

/// Which rows are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Nobody has spoken.
    Todo,
    /// Appraised otherwise than self-assessed.
    Differing,
    /// Different without a reason.
    Unreasoned,
    /// Without evidence.
    Bare,
    /// Asked, and not settled.
    Asked,
}

impl Filter {
    /// All filters in the order of the page.
    pub const ALL: [Self; 6] = [Self::All, Self::Todo, Self::Differing, Self::Unreasoned, Self::Bare, Self::Asked];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Todo => "chua-cham",
            Self::Differing => "lech",
            Self::Unreasoned => "thieu-ly-do",
            Self::Bare => "thieu-mc",
            Self::Asked => "giai-trinh",
        }
    }

    /// Reads the word; an unknown one lists all.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|filter| filter.word() == word).unwrap_or_default()
    }

    fn fits(self, cell: &Cell) -> bool {
        match self {
            Self::All => true,
            Self::Todo => cell.lack == Some(Lack::Word),
            Self::Differing => cell.differs,
            Self::Unreasoned => cell.lack == Some(Lack::Reason),
            Self::Bare => cell.is_own && cell.evidence == 0,
            Self::Asked => cell.asked.as_deref().is_some_and(|state| state != "settled"),
        }
    }
}

/// In which order rows stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As the round or the set has them.
    #[default]
    Order,
    /// By name.
    Name,
    /// Most self points first.
    Own,
    /// Most appraised points first.
    Points,
}

impl Sort {
    /// All orders.
    pub const ALL: [Self; 4] = [Self::Order, Self::Name, Self::Own, Self::Points];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Order => "",
            Self::Name => "ten",
            Self::Own => "tu-cham",
            Self::Points => "tham-dinh",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|sort| sort.word() == word).unwrap_or_default()
    }

    fn compare(self, one: &Cell, other: &Cell) -> Ordering {
        match self {
            Self::Order | Self::Name => Ordering::Equal,
            Self::Own => other.exact.0.cmp(&one.exact.0),
            Self::Points => other.exact.1.cmp(&one.exact.1),
        }
    }
}

/// What the page asks for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Language of the page.
    pub lang: Lang,
    /// Code of the round.
    pub round: String,
    /// Which rows.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// Words that rows must have.
    pub words: String,
    /// Code of a group; empty for all.
    pub group: String,
    /// Number of the page, from 1; 0: all rows on one.
    pub page: usize,
}

/// A grid.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Code and title of the round.
    pub round: (String, String),
    /// Where the round stands.
    pub stage: RoundStage,
    /// The layer that is or was written.
    pub layer: Layer,
    /// Whether somebody may write now.
    pub is_open: bool,
    /// Code and name of what the grid is about: a criterion, or a unit.
    pub about: (String, String),
    /// What a criterion gives at most; empty for a unit.
    pub maximum: String,
    /// How the rule computes, in sentences.
    pub how: Vec<Message>,
    /// Where the values come from: `self`, `appraiser` …; empty for a unit.
    pub source: &'static str,
    /// Names and meanings of the variables that have a column.
    pub columns: Vec<(String, String)>,
    /// How far.
    pub tally: Tally,
    /// How many rows each filter lists.
    pub counts: Vec<(Filter, usize)>,
    /// Groups with code, name, whether they were handed over and whether this person may hand over or take back.
    pub groups: Vec<GroupView>,
    /// Rows of this page.
    pub cells: Vec<Cell>,
    /// How many pages there are.
    pub pages: usize,
    /// Codes before and after, in the order of the list.
    pub neighbors: (Option<String>, Option<String>),
    /// Reasons that were given before here, the most frequent first.
    pub reasons: Vec<String>,
    /// A change of many rows that may still be taken back: its kind, how many rows, seconds left.
    pub undo: Option<(String, usize, i64)>,
}

/// A group of a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupView {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Who handed it over, and when.
    pub done: Option<(String, String)>,
}

/// One row: one criterion of one unit.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Name of the row: the unit's, or the criterion's title.
    pub name: String,
    /// Code of the ranking group.
    pub group: String,
    /// Maximum points.
    pub maximum: String,
    /// Whether the unit reports it itself.
    pub is_own: bool,
    /// Reported values: name, text.
    pub values: Vec<(String, String)>,
    /// Inputs, where the appraiser gives the values.
    pub inputs: Vec<Input>,
    /// The value before it became points.
    pub ratio: Option<String>,
    /// Self points.
    pub own: Option<String>,
    /// Points of the first appraisal, where this is the second.
    pub first: Option<String>,
    /// The ground on which the unit asks that the criterion does not apply.
    pub na_asked: Option<String>,
    /// Whether that was confirmed.
    pub na_confirmed: bool,
    /// Appraised points, as the input shows them; empty where nobody has spoken.
    pub points: String,
    /// Why they differ.
    pub reason: String,
    /// Number of the fact, 0 before the first: the version that a save names.
    pub version: u64,
    /// Name of who appraised, and when.
    pub by: Option<(String, String)>,
    /// Items of evidence.
    pub evidence: usize,
    /// Where the last question stands.
    pub asked: Option<String>,
    /// Whether there is a note or visit.
    pub is_flagged: bool,
    /// Whether it was drawn to be appraised twice.
    pub is_twice: bool,
    /// Whether points differ from the layer below.
    pub differs: bool,
    /// What is lacking.
    pub lack: Option<Lack>,
    /// Why this person cannot change it; `None` if they can.
    pub closed: Option<Message>,
    /// Exact self and appraised points, for sorting.
    exact: (Option<Number>, Option<Number>),
}

/// What cells are written with.
pub(super) struct Pen<'a> {
    pub(super) scene: &'a Scene,
    pub(super) lang: Lang,
    pub(super) evidence: HashMap<(String, String), u64>,
    pub(super) names: HashMap<String, String>,
}

impl Pen<'_> {
    /// Writes one row; `name` is what it is called in this grid.
    pub(super) fn cell(&self, unit: &RoundUnit, node: &Node, criterion: &Criterion, name: &str) -> Cell {
        let (scene, code, class) = (self.scene, node.code.as_str(), self.scene.frozen.class_of(unit));
        let writer = Writer { lang: self.lang, rounding: scene.frozen.set_of(unit).rounding.clone() };
        let standing = scene.standing(&unit.code, code, criterion);
        let blind = scene.is_blind(unit, node);
        let row = own_row(&scene.board, &unit.code, code);
        let finding = scene.board.said(&unit.code, code, scene.layer).map(|(_, finding)| finding).filter(|_| !blind);
        let is_own = is_self_assessed(criterion);
        let maximum = node.max_for(class);
        let typed = Figures { values: finding.map_or_else(Vec::new, |it| it.values.clone()), ..Figures::default() };
        let line = scene.board.line(&unit.code, code, if is_own { Layer::Own } else { scene.layer });
        let own = scene.board.points(&unit.code, code, Layer::Own).filter(|_| is_own);
        let first =
            scene.board.points(&unit.code, code, Layer::Preliminary).filter(|_| scene.layer == Layer::Appraised);
        let key = (unit.code.clone(), code.to_owned());
        let fact = standing.fact.filter(|_| !blind);
        let points = standing.points.as_ref().filter(|_| !blind);
        let values = row.as_ref().and_then(|row| row.answer.as_ref()).filter(|_| is_own);
        let is_fed = scene.is_fed(&unit.code, code);
        let label = |name: &str| {
            let known = criterion.variables.iter().find(|variable| variable.name == name);
            known.map_or_else(|| name.to_owned(), |variable| variable.label.clone())
        };
        let told = typed.values.iter().filter(|_| is_fed).map(|(name, value)| (label(name), value.clone()));
        let told: Vec<(String, String)> = told.collect();
        let values = values.into_iter().flat_map(|answer| &answer.values).map(|value| {
            let text = match value.kind.as_str() {
                "yes_no" => if value.typed == "1" { "✓" } else { "✗" }.to_owned(),
                _ => value.label.clone().unwrap_or_else(|| value.typed.clone()),
            };
            (value.name.clone(), text)
        });
        Cell {
            unit: unit.code.clone(),
            criterion: node.code.clone(),
            name: name.to_owned(),
            group: unit.group.clone(),
            maximum: writer.maximum(maximum),
            is_own,
            values: values.chain(told).collect(),
            inputs: if is_own || is_fed { Vec::new() } else { asked_of(criterion, class, maximum, &typed, &writer) },
            ratio: line.and_then(|line| ratio(self.lang, criterion.rule_for(class), line.value.as_ref()?)),
            own: own.as_ref().map(|points| writer.points(points)),
            first: first.as_ref().map(|points| writer.points(points)),
            na_asked: row.and_then(|row| row.answer?.not_applicable),
            na_confirmed: finding.is_some_and(|finding| finding.not_applicable.is_some()),
            points: points.map(|points| writer.points(points)).unwrap_or_default(),
            reason: fact.and_then(|row| row.reason.clone()).unwrap_or_default(),
            version: scene.board.fact(&unit.code, code, scene.layer).map_or(0, |row| row.seq),
            by: fact.map(|row| (self.name(&row.account), show::moment(row.at))),
            evidence: self.evidence.get(&key).and_then(|count| usize::try_from(*count).ok()).unwrap_or_default(),
            asked: scene.asked.get(&key).cloned(),
            is_flagged: scene.flagged.contains(&key),
            is_twice: scene.seconds.contains_key(&key),
            differs: standing.differs && !blind,
            lack: standing.lack.filter(|_| !blind),
            closed: scene.closed(unit, node),
            exact: (own, points.cloned()),
        }
    }

    pub(super) fn name(&self, account: &str) -> String {
        self.names.get(account).cloned().unwrap_or_else(|| account.to_owned())
    }
}

/// Shows one criterion over all units.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who appraises it in no unit.
pub async fn grid(app: &App, actor: &Actor, asked: &Asked, code: &str) -> Result<Grid, ActionError> {
    let mut link = app.store.look().await?;
    let scene = Scene::load(app, &mut link, actor, &asked.round, Some(code)).await?;
    let evidence = link.evidence_counted(&asked.round, Some(code), None).await?;
    let names = link.appraisers_of(&asked.round).await?;
    let undo = super::bulk::undoable(&mut link, &scene, app.clock.now()).await?;
    let pen = Pen { scene: &scene, lang: asked.lang, evidence: counted(evidence), names: names.into_iter().collect() };
    let all: Vec<Cell> =
        scene.units_of(code).map(|(unit, node, criterion)| pen.cell(unit, node, criterion, &unit.name)).collect();
    let (unit, node, criterion) = scene.units_of(code).next().ok_or(ActionError::NotAllowed)?;
    let codes = own_codes(&scene);
    let writer = Writer { lang: asked.lang, rounding: scene.frozen.set_of(unit).rounding.clone() };
    let head = Grid {
        about: (node.code.clone(), title(asked.lang, node).to_owned()),
        maximum: writer.maximum(node.max_for(scene.frozen.class_of(unit))),
        how: thuocdo_criteria::explain::rule(scene.frozen.set_of(unit), node.id, scene.frozen.class_of(unit)),
        source: if is_self_assessed(criterion) { "self" } else { "elsewhere" },
        columns: columns(criterion),
        groups: groups(&pen, code),
        neighbors: around(&codes, code),
        undo,
        ..empty(&scene)
    };
    Ok(filled(head, all, asked))
}

/// Shows all criteria of one unit.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who appraises nothing of it.
pub async fn of_unit(app: &App, actor: &Actor, asked: &Asked, code: &str) -> Result<Grid, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, &asked.round, Action::ViewAppraisal).await?;
    let scene = Scene::load(app, &mut link, actor, &asked.round, None).await?;
    let evidence = link.evidence_counted(&asked.round, None, Some(code)).await?;
    let names = link.appraisers_of(&asked.round).await?;
    let undo = super::bulk::undoable(&mut link, &scene, app.clock.now()).await?;
    let unit = scene.frozen.unit(code).ok_or(ActionError::NotAllowed)?;
    let pen = Pen { scene: &scene, lang: asked.lang, evidence: counted(evidence), names: names.into_iter().collect() };
    let named = |(node, criterion)| {
        let node: &Node = node;
        pen.cell(unit, node, criterion, &format!("{} {}", node.code, title(asked.lang, node)))
    };
    let all: Vec<Cell> = scene.items_of(unit).map(named).collect();
    if all.is_empty() {
        return Err(ActionError::NotAllowed);
    }
    let units: Vec<String> = scene
        .frozen
        .units
        .iter()
        .filter(|unit| scene.items_of(unit).next().is_some())
        .map(|unit| unit.code.clone())
        .collect();
    let head =
        Grid { about: (unit.code.clone(), unit.name.clone()), neighbors: around(&units, code), undo, ..empty(&scene) };
    Ok(filled(head, all, asked))
}

fn empty(scene: &Scene) -> Grid {
    Grid {
        round: (scene.frozen.code.clone(), scene.frozen.title.clone()),
        stage: scene.stage,
        layer: scene.layer,
        is_open: scene.is_open(),
        about: (String::new(), String::new()),
        maximum: String::new(),
        how: Vec::new(),
        source: "",
        columns: Vec::new(),
        tally: Tally::default(),
        counts: Vec::new(),
        groups: Vec::new(),
        cells: Vec::new(),
        pages: 1,
        neighbors: (None, None),
        reasons: Vec::new(),
        undo: None,
    }
}

/// Puts the rows that were asked for into a grid.
fn filled(head: Grid, all: Vec<Cell>, asked: &Asked) -> Grid {
    let wanted = fold(&asked.words);
    let in_group = |cell: &&Cell| asked.group.is_empty() || cell.group == asked.group;
    let has_words = |cell: &Cell| wanted.split_whitespace().all(|word| fold(&cell.name).contains(word));
    let counted: Vec<&Cell> = all.iter().filter(in_group).collect();
    let count = |filter: Filter| counted.iter().filter(|cell| filter.fits(cell)).count();
    let tally = Tally {
        all: counted.len(),
        said: counted.len() - count(Filter::Todo),
        differing: count(Filter::Differing),
        unreasoned: count(Filter::Unreasoned),
        asked: count(Filter::Asked),
    };
    let counts = Filter::ALL.map(|filter| (filter, count(filter))).to_vec();
    let mut listed: Vec<&Cell> =
        counted.into_iter().filter(|cell| asked.filter.fits(cell) && has_words(cell)).collect();
    match asked.sort {
        Sort::Name => sort_by_name(&mut listed, |cell| &cell.name),
        sort => listed.sort_by(|one, other| sort.compare(one, other)),
    }
    let rows = if asked.page == 0 { listed.len().max(1) } else { ROWS };
    let pages = listed.len().div_ceil(rows).max(1);
    let from = (asked.page.clamp(1, pages) - 1) * rows;
    let cells: Vec<Cell> = listed.into_iter().skip(from).take(rows).cloned().collect();
    Grid { tally, counts, cells, pages, reasons: reasons(&all), ..head }
}

/// Reasons that were given, the most frequent first.
fn reasons(cells: &[Cell]) -> Vec<String> {
    let mut given: Vec<(&str, usize)> = Vec::new();
    for reason in cells.iter().map(|cell| cell.reason.as_str()).filter(|reason| !reason.is_empty()) {
        match given.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, times)) => *times += 1,
            None => given.push((reason, 1)),
        }
    }
    given.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
    given.into_iter().take(8).map(|(reason, _)| reason.to_owned()).collect()
}

fn counted(rows: Vec<(String, String, u64)>) -> HashMap<(String, String), u64> {
    rows.into_iter().map(|(unit, criterion, count)| ((unit, criterion), count)).collect()
}

/// Variables with a column of their own: where there are few.
fn columns(criterion: &Criterion) -> Vec<(String, String)> {
    let few = criterion.variables.len() <= 3 && is_self_assessed(criterion);
    let named = |variable: &thuocdo_criteria::rule::Variable| (variable.name.clone(), variable.label.clone());
    if few { criterion.variables.iter().map(named).collect() } else { Vec::new() }
}

fn groups(pen: &Pen<'_>, code: &str) -> Vec<GroupView> {
    let scene = pen.scene;
    let here = |group: &&thuocdo_store::RoundGroup| scene.units_of(code).any(|(unit, _, _)| unit.group == group.code);
    let view = |group: &thuocdo_store::RoundGroup| GroupView {
        code: group.code.clone(),
        name: group.name.clone(),
        done: scene
            .done
            .get(&(code.to_owned(), group.code.clone()))
            .map(|row| (pen.name(&row.account), show::moment(row.at))),
    };
    scene.frozen.groups.iter().filter(here).map(view).collect()
}

/// Codes of the criteria that somebody sees, in the order of the list.
fn own_codes(scene: &Scene) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for unit in &scene.frozen.units {
        for (node, _) in scene.items_of(unit) {
            if !codes.contains(&node.code) {
                codes.push(node.code.clone());
            }
        }
    }
    codes.sort_by(|one, other| thuocdo_words::collate::compare_codes(one, other));
    codes
}

fn around(codes: &[String], code: &str) -> (Option<String>, Option<String>) {
    let Some(at) = codes.iter().position(|known| known == code) else { return (None, None) };
    let before = at.checked_sub(1).and_then(|at| codes.get(at)).cloned();
    (before, codes.get(at + 1).cloned())
}
