//! One item by itself: its points layer by layer with who and why, notes and visits, how the points came about.

use std::collections::HashMap;

use thuocdo_assessment::record::Fact;
use thuocdo_assessment::{Action, Layer, Refusal};
use thuocdo_base::{Actor, Message, Timestamp, read};
use thuocdo_store::VerificationRow;
use thuocdo_words::{Lang, show};

use super::grid::{Cell, Pen};
use super::scene::Scene;
use crate::answers::view::{Writer, title};
use crate::{ActionError, App, may};

/// Most characters of a note.
pub const MOST_NOTE: usize = 2_000;

/// One item.
#[derive(Clone, Debug)]
pub struct ItemView {
    /// Code and title of the round.
    pub round: (String, String),
    /// Name of the unit.
    pub unit_name: String,
    /// Title of the criterion.
    pub title: String,
    /// The item as a row of the grid.
    pub cell: Cell,
    /// Points by layer: layer, points, reason, who, when.
    pub layers: Vec<LayerLine>,
    /// How the points came about, sentence by sentence; who confirmed that it does not apply.
    pub trace: Vec<Message>,
    /// Notes and visits, the newest first, with who wrote them.
    pub notes: Vec<NoteView>,
    /// Whether this person may write a note.
    pub may_note: bool,
}

/// Points of one layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerLine {
    /// The layer.
    pub layer: Layer,
    /// Points.
    pub points: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who.
    pub by: Option<String>,
    /// When.
    pub at: String,
}

/// A note or visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteView {
    /// Id.
    pub id: String,
    /// Whether somebody went there.
    pub is_visit: bool,
    /// What was found.
    pub text: String,
    /// Day of it.
    pub date: String,
    /// Who wrote it.
    pub by: String,
    /// Whether it is the reader's own.
    pub is_own: bool,
}

/// Shows one item to whoever sees it.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who does not.
pub async fn item(
    app: &App,
    actor: &Actor,
    lang: Lang,
    round: &str,
    (code, unit): (&str, &str),
) -> Result<ItemView, ActionError> {
    let mut link = app.store.look().await?;
    let scene = Scene::load(app, &mut link, actor, round, Some(code)).await?;
    let (unit, node, criterion) =
        scene.units_of(code).find(|(row, _, _)| row.code == unit).ok_or(ActionError::NotAllowed)?;
    let evidence = link.evidence_counted(round, Some(code), Some(&unit.code)).await?;
    let mut names: HashMap<String, String> = link.appraisers_of(round).await?.into_iter().collect();
    for layer in [Layer::Preliminary, Layer::Appraised] {
        let Some(account) = scene.board.fact(&unit.code, code, layer).map(|row| row.account.clone()) else { continue };
        if let Some(found) = link.find_account(&account).await?.filter(|_| !names.contains_key(&account)) {
            names.insert(account, found.name);
        }
    }
    let notes = link.verifications(round, Some(code)).await?;
    let evidence = evidence.into_iter().map(|(unit, code, count)| ((unit, code), count)).collect();
    let pen = Pen { scene: &scene, lang, evidence, names };
    let blind = scene.is_blind(unit, node);
    let writer = Writer { lang, rounding: scene.frozen.set_of(unit).rounding.clone() };
    let shown = [Layer::Own, Layer::Preliminary, Layer::Appraised].into_iter();
    let line = |layer: Layer| {
        let row = scene.board.fact(&unit.code, code, layer)?;
        let counts = layer == Layer::Own || scene.board.said(&unit.code, code, layer).is_some();
        let points = scene.board.points(&unit.code, code, layer).filter(|_| counts);
        Some(LayerLine {
            layer,
            points: points.map(|points| writer.points(&points)),
            reason: row.reason.clone(),
            by: (layer != Layer::Own && row.account != Actor::System.id()).then(|| pen.name(&row.account)),
            at: show::moment(row.at),
        })
    };
    let counting = if blind { Layer::Own } else { scene.layer };
    let mut trace = scene.board.trace(&unit.code, code, counting);
    let confirmed = scene.board.said(&unit.code, code, scene.layer).filter(|_| !blind);
    if let Some((row, _)) = confirmed.filter(|(_, finding)| finding.not_applicable.is_some()) {
        let by = Message::new("appraisal-na-confirmed-by").text("name", pen.name(&row.account));
        trace.push(by.text("at", show::moment(row.at)));
    }
    let note = |row: VerificationRow| NoteView {
        is_own: row.account == scene.me,
        by: pen.name(&row.account),
        date: show::date(lang, &row.date),
        id: row.id,
        is_visit: row.is_visit,
        text: row.text,
    };
    Ok(ItemView {
        round: (scene.frozen.code.clone(), scene.frozen.title.clone()),
        unit_name: unit.name.clone(),
        title: title(lang, node).to_owned(),
        cell: pen.cell(unit, node, criterion, &unit.name),
        layers: shown.filter(|layer| !blind || *layer == Layer::Own).filter_map(line).collect(),
        trace,
        notes: notes.into_iter().filter(|row| row.unit == unit.code).map(note).collect(),
        may_note: scene.is_open() && scene.may(unit, node),
    })
}

/// Keeps a note, or what was found on a visit (ghi chú xác minh, kiểm tra thực tế).
///
/// # Errors
/// If the actor may not appraise the item, or there is no text or no day.
pub async fn note(
    app: &App,
    actor: &Actor,
    round: &str,
    (code, unit): (&str, &str),
    (is_visit, text, date): (bool, &str, &str),
) -> Result<(), ActionError> {
    let text: String = text.trim().chars().take(MOST_NOTE).collect();
    if text.is_empty() {
        return Err(ActionError::Refused(vec![Message::new("appraisal-note-empty")]));
    }
    let date = match read::date(date) {
        Some(date) => date,
        None if date.trim().is_empty() && !is_visit => today(app.clock.now()),
        None => return Err(ActionError::Refused(vec![Message::new("appraisal-note-day")])),
    };
    let (inner, actor, round, id) = (app.clone(), actor.clone(), round.to_owned(), app.new_id());
    let (code, unit) = (code.to_owned(), unit.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::record(work, &actor, &round, &unit, Action::Appraise).await?;
            let scene = Scene::load(&inner, work, &actor, &round, Some(&code)).await?;
            let mine = scene.units_of(&code).any(|(row, node, _)| row.code == unit && scene.may(row, node));
            if !mine {
                return Err(ActionError::NotAllowed);
            }
            let (account, at) = (actor.id().to_owned(), work.now());
            let (unit, criterion) = (unit.clone(), code.clone());
            let row = VerificationRow { id: id.clone(), unit, criterion, is_visit, text, date, account, at };
            work.save_verification(&round, &row).await?;
            let facts = [
                ("unit", Fact::Text(row.unit)),
                ("criterion", Fact::Text(row.criterion)),
                ("note", Fact::Text(id)),
                ("text", Fact::Text(row.text)),
            ];
            work.record(&round, if is_visit { "visit" } else { "note" }, &actor, &facts).await?;
            Ok(())
        })
    })
    .await
}

/// Takes one's own note off; that it stood there stays in the log.
///
/// # Errors
/// If there is no such note of the actor's.
pub async fn remove_note(app: &App, actor: &Actor, round: &str, id: &str) -> Result<(), ActionError> {
    let (actor, round, id) = (actor.clone(), round.to_owned(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::CompleteAppraisal).await?;
            if !work.remove_verification(&round, &id, actor.id()).await? {
                return Err(Refusal::Because(Message::new("appraisal-note-gone")).into());
            }
            work.record(&round, "note_removed", &actor, &[("note", Fact::Text(id.clone()))]).await?;
            Ok(())
        })
    })
    .await
}

/// The day in Viet Nam, `YYYY-MM-DD`.
fn today(now: Timestamp) -> String {
    now.later(7 * 3_600).to_string().get(..10).unwrap_or_default().to_owned()
}
