//! A matrix that came back: kept, and each of its changes held against what stands.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use thuocdo_assessment::Action;
use thuocdo_assessment::record::is_reason;
use thuocdo_base::{Actor, Message};
use thuocdo_criteria::set::{Criterion, Node};
use thuocdo_store::RoundUnit;
use thuocdo_store::returned::ReturnedRow;
use thuocdo_words::encoding::nfc;
use thuocdo_words::{Lang, show};
use thuocdo_workbooks::matrix::{Given, Returned, read};
use thuocdo_workbooks::{Kind, State};

use super::out::{is_typed, matrix, stands};
use super::take::Done;
use super::{KEPT_DAYS, MOST_BYTES, MOST_CELLS, last};
use crate::answers::view::{Writer, title};
use crate::appraisal::bulk::undoable;
use crate::appraisal::place::Place;
use crate::appraisal::save::{Edit, KIND as EVENT, Verdict, judged};
use crate::appraisal::scene::Scene;
use crate::appraisal::standing::like_below;
use crate::layers::{Board, Finding, Said, say};
use crate::setup::frozen::is_self_assessed;
use crate::{ActionError, App, may};

/// Rows that a page shows at most; what needs a person comes first.
pub const SHOWN: usize = 300;

/// A round's workbook, with what this person handed in last.
#[derive(Clone, Debug)]
pub struct Look {
    /// Code and title of the round.
    pub round: (String, String),
    /// Whether this person may hand a workbook in now.
    pub is_open: bool,
    /// Cells to fill in, bodies and criteria of the workbook.
    pub size: (usize, usize, usize),
    /// What was handed in and waits to be taken in.
    pub waiting: Option<Waiting>,
    /// What became of the workbook that was taken in last: written, kept as it was.
    pub done: Option<(usize, usize)>,
    /// A change of many rows that may still be taken back: its kind, how many rows, seconds left.
    pub undo: Option<(String, usize, i64)>,
}

/// A workbook that waits to be taken in.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Name of the file.
    pub file_name: String,
    /// Id: by it a page knows which workbook it shows.
    pub id: String,
    /// When it left, as clocks show it.
    pub left: String,
    /// How many cells are in each state.
    pub counts: Vec<(State, usize)>,
    /// Changes, those that need a person first, at most [`SHOWN`].
    pub rows: Vec<LookRow>,
    /// How many more there are.
    pub hidden: usize,
    /// Bodies with changes: code, name, how many.
    pub units: Vec<(String, String, usize)>,
    /// Criteria with changes: code, title, how many.
    pub criteria: Vec<(String, String, usize)>,
    /// Rows that could not be placed: sheet and what stands there.
    pub lost: Vec<(String, String)>,
}

/// One changed cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookRow {
    /// Its place in the workbook.
    pub place: usize,
    /// Code and name of the body.
    pub unit: (String, String),
    /// Code and title of the criterion.
    pub criterion: (String, String),
    /// What it is to what stands.
    pub state: State,
    /// Version of what stands.
    pub version: u64,
    /// Points and reason that stand.
    pub before: (String, String),
    /// Points and reason of the workbook.
    pub after: (String, String),
    /// Who wrote what stands, and when, where both sides changed.
    pub by: Option<(String, String)>,
    /// Why it cannot be taken in; or what is still lacking.
    pub notes: Vec<Message>,
}

/// Takes a workbook in, to be looked at; nothing is written into the appraisal.
///
/// # Errors
/// If the actor does not appraise in the round now, or the file is not this round's workbook.
pub async fn take_in(
    app: &App,
    actor: &Actor,
    round: &str,
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::CompleteAppraisal).await?;
    let scene = Scene::load(app, &mut link, actor, round, None).await?;
    drop(link);
    let refused = |message: Message| ActionError::Refused(vec![message]);
    if bytes.is_empty() || bytes.len() > MOST_BYTES {
        return Err(refused(Message::new("appraisal-book-none").count("most", MOST_BYTES / 1024 / 1024)));
    }
    let grids = app.books.cells(bytes).await.map_err(refused)?;
    let at = app.clock.now();
    let read = tokio::task::spawn_blocking(move || {
        let here = matrix(&scene, Lang::Vi, at);
        read(&grids, &here)
    });
    let mut returned = read.await.map_err(ActionError::system)?.map_err(refused)?;
    returned.cells.retain(|cell| cell.is_touched);
    if returned.cells.len() > MOST_CELLS {
        return Err(refused(Message::new("appraisal-book-many").count("most", MOST_CELLS)));
    }
    let cells = serde_json::to_string(&returned).map_err(ActionError::system)?;
    let (actor, round, file_name, id) = (actor.clone(), round.to_owned(), nfc(file_name), app.new_id());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::CompleteAppraisal).await?;
            for (earlier, ..) in work.list_returned((&round, ""), actor.id()).await? {
                work.drop_returned(&earlier).await?;
            }
            let (kind, account, at) = (Kind::Appraisal.word().to_owned(), actor.id().to_owned(), work.now());
            let (about, said, result, written_at) = (String::new(), String::new(), None, None);
            let row = ReturnedRow { id, kind, round, about, account, file_name, cells, said, result, at, written_at };
            Ok(work.insert_returned(&row, at.days_later(-KEPT_DAYS)).await?)
        })
    })
    .await
}

/// Shows the workbook of a round to whoever sees its appraisal, with what they handed in.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who sees nothing of the appraisal.
pub async fn look(app: &App, actor: &Actor, lang: Lang, round: &str) -> Result<Look, ActionError> {
    let mut link = app.store.look().await?;
    let scene = Scene::load(app, &mut link, actor, round, None).await?;
    let undo = undoable(&mut link, &scene, app.clock.now()).await?;
    let row = last(&mut link, actor, round).await?;
    let names: HashMap<String, String> = match &row {
        Some(_) => link.appraisers_of(round).await?.into_iter().collect(),
        None => HashMap::new(),
    };
    drop(link);
    let done = row.as_ref().and_then(|row| row.result.as_deref());
    let done: Option<Done> = done.map(serde_json::from_str).transpose().map_err(ActionError::system)?;
    let waiting = match row.filter(|row| row.result.is_none()) {
        Some(row) => Some(waiting(&scene, lang, &names, row)?),
        None => None,
    };
    let (mut open, mut units, mut criteria) = (0, 0, BTreeSet::new());
    for unit in &scene.frozen.units {
        let mut any = false;
        for (node, criterion) in scene.items_of(unit) {
            any = true;
            criteria.insert((scene.frozen.place_of(unit), node.id));
            open += usize::from(scene.closed(unit, node).is_none() && is_typed(&scene.board, unit, node, criterion));
        }
        units += usize::from(any);
    }
    Ok(Look {
        round: (scene.frozen.code.clone(), scene.frozen.title.clone()),
        is_open: scene.is_open() && open > 0,
        size: (open, units, criteria.len()),
        waiting,
        done: done.map(|done| (done.written.len(), done.kept.len())),
        undo,
    })
}

fn waiting(
    scene: &Scene,
    lang: Lang,
    names: &HashMap<String, String>,
    row: ReturnedRow,
) -> Result<Waiting, ActionError> {
    let returned: Returned = serde_json::from_str(&row.cells).map_err(ActionError::system)?;
    let judge = Judge { scene, lang, names };
    let mut rows: Vec<LookRow> = Vec::with_capacity(returned.cells.len());
    for (place, given) in returned.cells.iter().enumerate() {
        rows.push(judge.row(place, given)?);
    }
    let counts = State::ALL.map(|state| (state, rows.iter().filter(|row| row.state == state).count()));
    rows.retain(|row| row.state != State::Same);
    rows.sort_by_key(|row| (State::ALL.iter().position(|state| *state == row.state), row.place));
    let (mut units, mut criteria) = (BTreeMap::new(), BTreeMap::new());
    for row in rows.iter().filter(|row| row.state.is_chosen_at_first()) {
        *units.entry(&row.unit).or_insert(0) += 1;
        *criteria.entry(&row.criterion).or_insert(0) += 1;
    }
    let counted = |all: BTreeMap<&(String, String), usize>| -> Vec<(String, String, usize)> {
        all.into_iter().map(|((code, name), count)| (code.clone(), name.clone(), count)).collect()
    };
    let (units, mut criteria) = (counted(units), counted(criteria));
    criteria.sort_by(|one, other| thuocdo_words::collate::compare_codes(&one.0, &other.0));
    let hidden = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    Ok(Waiting {
        file_name: row.file_name,
        id: row.id,
        left: show::moment(returned.left_at()),
        counts: counts.into(),
        rows,
        hidden,
        units,
        criteria,
        lost: returned.lost,
    })
}

/// What cells are held against.
struct Judge<'a> {
    scene: &'a Scene,
    lang: Lang,
    names: &'a HashMap<String, String>,
}

/// An item: unit, node and criterion.
type Item<'a> = (&'a RoundUnit, &'a Node, &'a Criterion);

impl Judge<'_> {
    fn row(&self, place: usize, given: &Given) -> Result<LookRow, ActionError> {
        let scene = self.scene;
        let mut row = LookRow {
            place,
            unit: (given.unit.clone(), given.unit.clone()),
            criterion: (given.criterion.clone(), String::new()),
            state: State::NotUnderstood,
            version: given.version,
            before: Default::default(),
            after: (given.points.clone(), given.reason.clone()),
            by: None,
            notes: Vec::new(),
        };
        let found = scene.frozen.unit(&given.unit).and_then(|unit| {
            let (node, criterion) = scene.frozen.criterion_of(unit, &given.criterion)?;
            scene.sees(unit, node).then_some((unit, node, criterion))
        });
        match found {
            Some(item) => self.settle(&mut row, item, given)?,
            None => row.notes.push(Message::new("appraisal-only-look")),
        }
        Ok(row)
    }

    /// Says what a cell of an item comes to.
    fn settle(&self, row: &mut LookRow, item: Item<'_>, given: &Given) -> Result<(), ActionError> {
        let (scene, (unit, node, criterion)) = (self.scene, item);
        (row.unit.1, row.criterion.1) = (unit.name.clone(), title(self.lang, node).to_owned());
        let writer = Writer { lang: self.lang, rounding: scene.frozen.set_of(unit).rounding.clone() };
        row.before = stands(scene, &writer, unit, node, criterion);
        let closed = scene.closed(unit, node).or_else(|| untyped(&scene.board, unit, node, criterion));
        if let Some(why) = closed {
            row.notes.push(why);
            return Ok(());
        }
        let place = Place::of(&scene.board, scene.layer, &unit.code, &node.code);
        let edit = edit(given, given.version);
        let fact = scene.board.fact(&unit.code, &node.code, scene.layer);
        row.version = fact.map_or(0, |fact| fact.seq);
        match judged(&place, &edit, &writer)? {
            Verdict::Same(_) => row.state = State::Same,
            Verdict::Wrong(why) => row.notes = why,
            Verdict::Overtaken => {
                row.state = State::Conflict;
                let name = |account: &str| self.names.get(account).cloned().unwrap_or_else(|| account.to_owned());
                row.by = fact.map(|fact| (name(&fact.account), show::moment(fact.at)));
            }
            Verdict::News(finding) => self.news(row, item, &edit, &finding)?,
        }
        Ok(())
    }

    /// What is news and can be kept, or why not; and what it would still lack.
    fn news(
        &self,
        row: &mut LookRow,
        (unit, node, _): Item<'_>,
        edit: &Edit,
        finding: &Finding,
    ) -> Result<(), ActionError> {
        let (scene, layer, reason) = (self.scene, self.scene.layer, Some(edit.reason.as_str()));
        let said = Said { unit: &unit.code, criterion: &node.code, layer, finding, reason, kind: EVENT };
        match say::check(&scene.frozen, &said) {
            Err(ActionError::Refused(why)) => row.notes = why,
            Err(error) => return Err(error),
            Ok(()) => {
                row.state = if row.before.0.is_empty() { State::New } else { State::Changed };
                let alike = like_below(&scene.board, &unit.code, &node.code, layer) == Some(finding);
                if !alike && !finding.withdrawn && !is_reason(&edit.reason) {
                    row.notes.push(Message::new("appraisal-book-reason"));
                }
            }
        }
        Ok(())
    }
}

/// Why points of an item cannot be typed as such.
pub(super) fn untyped(board: &Board, unit: &RoundUnit, node: &Node, criterion: &Criterion) -> Option<Message> {
    if !is_self_assessed(criterion) {
        return Some(Message::new("appraisal-paste-values"));
    }
    (!is_typed(board, unit, node, criterion)).then(|| Message::new("appraisal-na-by-hand"))
}

/// A cell as an edit of the grid, over a version.
pub(super) fn edit(given: &Given, base: u64) -> Edit {
    let Given { unit, criterion, points, reason, .. } = given.clone();
    Edit { unit, criterion, base, points, reason, ..Edit::default() }
}
