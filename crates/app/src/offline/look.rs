//! A returned workbook as pages show it: what would change, old and new side by side; nothing is written yet.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thuocdo_annex::{Grid, grid};
use thuocdo_assessment::Action;
use thuocdo_base::{Actor, Message};
use thuocdo_store::{Link, ReturnedRow};
use thuocdo_words::{Lang, show};
use thuocdo_workbooks::foreign::{Column, Said};
use thuocdo_workbooks::own::compare::Found;
use thuocdo_workbooks::own::{Cell, Input};
use thuocdo_workbooks::{Kind, State};

use super::form::{Standing, standing, words};
use super::refused;
use super::understand::{Cited, Understood, pick, pick_cited, understand};
use crate::{ActionError, App, may};

/// A returned workbook (sổ đã tải lên).
#[derive(Clone, Debug)]
pub struct ImportView {
    /// Title of the round.
    pub title: String,
    /// Name of the unit.
    pub unit_name: String,
    /// Name of the file.
    pub file_name: String,
    /// When it was handed in.
    pub at: String,
    /// When it left, if it is one of ours.
    pub left: Option<String>,
    /// How many cells and citations are what.
    pub counts: Vec<(State, usize)>,
    /// Criteria with cells that would change, or are asked about.
    pub criteria: Vec<CriterionView>,
    /// Citations that would be added, or cannot be.
    pub citations: Vec<CitedView>,
    /// Rows that belong nowhere: sheet and line, what they say, why.
    pub strays: Vec<(String, String, Message)>,
    /// Cells that changed in the house and not in the workbook: the house's stays.
    pub moved_on: usize,
    /// Cells and citations whose letters were brought to Unicode.
    pub converted: usize,
    /// Columns and rows of a foreign workbook, to be said otherwise.
    pub foreign: Option<ForeignView>,
    /// What would change, in short: if it is another when somebody writes, they look again.
    pub digest: String,
    /// Whether it was written.
    pub is_written: bool,
}

/// A criterion with what would change in it.
#[derive(Clone, Debug)]
pub struct CriterionView {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Its cells.
    pub cells: Vec<CellView>,
}

/// One cell.
#[derive(Clone, Debug)]
pub struct CellView {
    /// The name by which a form picks it.
    pub pick: String,
    /// Which cell it is.
    pub label: Message,
    /// What it is to what stands.
    pub state: State,
    /// What stands.
    pub old: String,
    /// What the workbook says.
    pub new: String,
    /// Why it cannot be taken in, or what was done to read it.
    pub reasons: Vec<Message>,
}

/// One citation.
#[derive(Clone, Debug)]
pub struct CitedView {
    /// The name by which a form picks it.
    pub pick: String,
    /// Code of its criterion.
    pub criterion: String,
    /// Number, date, issuer and abstract.
    pub text: String,
    /// What it is to what stands.
    pub state: State,
    /// Why it cannot be taken in, or what was done to read it.
    pub reasons: Vec<Message>,
}

/// How a foreign workbook is understood.
#[derive(Clone, Debug)]
pub struct ForeignView {
    /// Columns: the name by which a form speaks of it, its header, the word of what it is taken for.
    pub columns: Vec<(String, String, &'static str)>,
    /// Rows: the name by which a form speaks of it, what it says, the criterion it is taken for.
    pub rows: Vec<(String, String, String)>,
    /// Rows that nobody can tell.
    pub unknown: usize,
    /// Criteria that a row may be: code and title.
    pub criteria: Vec<(String, String)>,
}

/// What a person says of rows and columns, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidWords {
    /// Columns by `table-place`: words of [`columns()`].
    pub columns: BTreeMap<String, String>,
    /// Criteria by `sheet-row`.
    pub rows: BTreeMap<String, String>,
}

/// What a column of a foreign workbook can be.
pub fn columns() -> impl Iterator<Item = &'static str> {
    Column::ALL.into_iter().map(Column::word)
}

impl SaidWords {
    fn said(&self) -> Said {
        let place =
            |name: &str| name.split_once('-').and_then(|(one, two)| Some((one.parse().ok()?, two.parse().ok()?)));
        Said {
            columns: self.columns.iter().filter_map(|(name, word)| Some((place(name)?, Column::of(word)?))).collect(),
            rows: self.rows.iter().filter_map(|(name, code)| Some((place(name)?, code.clone()))).collect(),
        }
    }
}

/// A returned workbook with everything about it.
pub(super) struct Opened {
    pub(super) row: ReturnedRow,
    pub(super) grids: Vec<Grid>,
    pub(super) standing: Standing,
    pub(super) understood: Understood,
}

/// Finds a returned workbook of a person's own; whoever may not answer for the record does not see it.
pub(super) async fn find(
    link: &mut Link,
    actor: &Actor,
    (round, unit): (&str, &str),
    id: &str,
) -> Result<ReturnedRow, ActionError> {
    may::record(link, actor, round, unit, Action::Answer).await?;
    let row = link.find_returned(id).await?.ok_or(ActionError::NotAllowed)?;
    let is_own = row.account == actor.id() && row.round == round && row.about == unit;
    if is_own && row.kind == Kind::SelfAssessment.word() { Ok(row) } else { Err(ActionError::NotAllowed) }
}

/// Opens a returned workbook and compares it with what stands now.
pub(super) async fn open(
    app: &App,
    link: &mut Link,
    actor: &Actor,
    lang: Lang,
    (round, unit): (&str, &str),
    id: &str,
) -> Result<Opened, ActionError> {
    let row = find(link, actor, (round, unit), id).await?;
    let standing = standing(app, link, actor, lang, (round, unit)).await?;
    let grids = grid::read(&row.cells);
    let said: SaidWords = serde_json::from_str(&row.said).unwrap_or_default();
    let understood = understand(&standing, &words(lang), &grids, &said.said()).map_err(refused)?;
    Ok(Opened { row, grids, standing, understood })
}

/// Shows what a returned workbook would change, to the person who handed it in.
///
/// # Errors
/// [`ActionError::NotAllowed`] for everybody else; a reason if the record is closed.
pub async fn view(
    app: &App,
    actor: &Actor,
    lang: Lang,
    (round, unit): (&str, &str),
    id: &str,
) -> Result<ImportView, ActionError> {
    let mut link = app.store.look().await?;
    Ok(shown(&open(app, &mut link, actor, lang, (round, unit), id).await?))
}

fn shown(opened: &Opened) -> ImportView {
    let Opened { row, grids, standing, understood } = opened;
    let found = &understood.found;
    let is_read = |reason: &Message, key: &str| reason.key == key;
    let with = |key: &str| {
        let cells = found.iter().filter(|one| one.change.reasons.iter().any(|reason| is_read(reason, key))).count();
        let cited = understood.citations.iter().filter(|one| one.reasons.iter().any(|reason| is_read(reason, key)));
        cells + cited.count()
    };
    let line = |at: (usize, usize)| {
        let name = grids.get(at.0).map(|grid| grid.name.as_str()).unwrap_or_default();
        format!("{name} {}", at.1 + 1).trim().to_owned()
    };
    ImportView {
        title: standing.frozen.title.clone(),
        unit_name: standing.unit_name.clone(),
        file_name: row.file_name.clone(),
        at: show::moment(row.at),
        left: understood.meta.as_ref().map(|meta| show::moment(meta.exported_at)),
        counts: counts(understood),
        criteria: criteria(standing, found),
        citations: understood.citations.iter().filter(|one| one.state != State::Same).map(cited_view).collect(),
        strays: understood.strays.iter().map(|one| (line(one.at), one.text.clone(), one.reason.clone())).collect(),
        moved_on: with("workbooks-moved-on"),
        converted: with("workbooks-converted"),
        foreign: foreign(opened),
        digest: digest(understood),
        is_written: row.written_at.is_some(),
    }
}

fn counts(understood: &Understood) -> Vec<(State, usize)> {
    let count = |state: State| {
        let cells = understood.found.iter().filter(|one| one.change.state == state).count();
        let strays = if state == State::NotUnderstood { understood.strays.len() } else { 0 };
        cells + strays + understood.citations.iter().filter(|one| one.state == state).count()
    };
    State::ALL.into_iter().map(|state| (state, count(state))).filter(|(_, count)| *count > 0).collect()
}

fn criteria(standing: &Standing, found: &[Found]) -> Vec<CriterionView> {
    let mut views: Vec<CriterionView> = Vec::new();
    for (row, _) in standing.form.lines() {
        let own = found.iter().filter(|one| one.criterion == row.code && one.change.state != State::Same);
        let cells: Vec<CellView> = own.map(|one| cell_view(standing, one)).collect();
        if !cells.is_empty() {
            views.push(CriterionView { code: row.code.clone(), title: row.title.clone(), cells });
        }
    }
    views
}

fn cell_view(standing: &Standing, found: &Found) -> CellView {
    let change = &found.change;
    CellView {
        pick: pick(found),
        label: label(standing, found),
        state: change.state,
        old: change.old.clone(),
        new: change.new.clone(),
        reasons: change.reasons.clone(),
    }
}

/// Which cell it is, in words.
pub(super) fn label(standing: &Standing, found: &Found) -> Message {
    match &found.cell {
        Cell::Value(name) => {
            let line = standing.form.line(&found.criterion).map(|(_, line)| line);
            let input = line.and_then(|line| line.inputs().find(|input| input.name == *name));
            value_label(line.is_some_and(|line| line.only().is_some()), name, input)
        }
        Cell::Points => Message::new("workbooks-col-points"),
        Cell::Reason => Message::new("workbooks-col-reason"),
        Cell::Asked => Message::new("workbooks-head-na"),
        Cell::Ground => Message::new("offline-ground"),
        Cell::Note => Message::new("workbooks-col-note"),
        Cell::NoEvidence => Message::new("workbooks-col-no-evidence"),
    }
}

fn value_label(is_only: bool, name: &str, input: Option<&Input>) -> Message {
    match input {
        Some(input) if is_only || input.label.is_empty() => Message::new("workbooks-col-value"),
        Some(input) => Message::new("offline-value").text("name", name).text("label", input.label.as_str()),
        None => Message::new("workbooks-col-value"),
    }
}

fn cited_view(cited: &Cited) -> CitedView {
    CitedView {
        pick: pick_cited(cited),
        criterion: cited.new.criterion.clone(),
        text: cited_text(cited),
        state: cited.state,
        reasons: cited.reasons.clone(),
    }
}

/// A citation as people write it.
pub(super) fn cited_text(cited: &Cited) -> String {
    let parts = [&cited.new.number, &cited.new.date, &cited.new.issuer, &cited.new.summary];
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
}

fn foreign(opened: &Opened) -> Option<ForeignView> {
    let foreign = opened.understood.foreign.as_ref()?;
    let column = |(table, place, name, column): &(usize, usize, String, Column)| {
        (format!("{table}-{place}"), name.clone(), column.word())
    };
    let rows = foreign
        .rows
        .iter()
        .map(|row| (format!("{}-{}", row.at.0, row.at.1), row.text.clone(), row.criterion.clone().unwrap_or_default()));
    Some(ForeignView {
        columns: foreign.columns.iter().map(column).collect(),
        rows: rows.collect(),
        unknown: foreign.rows.iter().filter(|row| row.criterion.is_none() && !row.is_said).count(),
        criteria: opened.standing.form.lines().map(|(row, _)| (row.code.clone(), row.title.clone())).collect(),
    })
}

/// Everything that would change, in short.
pub(super) fn digest(understood: &Understood) -> String {
    let mut hash = Sha256::new();
    let mut put = |text: &str| hash.update([text.as_bytes(), b"\0"].concat());
    for one in understood.found.iter().filter(|one| one.change.state != State::Same) {
        [&pick(one), &one.change.old, &one.change.new].into_iter().for_each(|text| put(text));
        put(one.change.state.word());
    }
    for one in &understood.citations {
        put(&pick_cited(one));
        put(one.state.word());
    }
    hex::encode(&hash.finalize()[..8])
}
