//! Saving one cell: in one write, with the version it was read at; what is typed becomes a finding.

use thuocdo_assessment::{Action, Layer, Refusal};
use thuocdo_base::{Actor, Message, Number};
use thuocdo_store::Work;
use thuocdo_words::{Lang, show};

use super::place::Place;
use super::scene::below;
use super::standing::like_below;
use crate::answers::read;
use crate::answers::view::Writer;
use crate::layers::{Finding, Said, say};
use crate::setup::frozen::is_self_assessed;
use crate::{ActionError, App, may};

/// Kind of the event of a saved cell.
pub(super) const KIND: &str = "appraise";

/// What somebody typed into a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// The version that the page was read at.
    pub base: u64,
    /// Appraised points; empty: nothing is said.
    pub points: String,
    /// Why they differ.
    pub reason: String,
    /// Values, where the appraiser gives them.
    pub values: Vec<(String, String)>,
    /// Whether it is confirmed that the criterion does not apply.
    pub na: bool,
}

/// What saving came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It stands.
    Saved(Saved),
    /// Somebody else wrote since the page was read; nothing was changed.
    Conflict(Box<Conflict>),
    /// What was typed cannot be kept; nothing was changed.
    Unreadable(Vec<Message>),
}

/// A row that stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Its version.
    pub version: u64,
    /// When, as clocks show it.
    pub at: String,
    /// Points as the input shows them.
    pub points: String,
    /// Whether anything was written.
    pub is_new: bool,
    /// Whether points differ and no reason is given yet.
    pub lacks_reason: bool,
    /// Whether points differ from the layer below.
    pub differs: bool,
}

/// What stands instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflict {
    /// Its version.
    pub version: u64,
    /// Points as the input shows them.
    pub points: String,
    /// Reason.
    pub reason: String,
    /// Values, where the appraiser gives them.
    pub values: Vec<(String, String)>,
    /// Whether not applicable is confirmed.
    pub na: bool,
    /// Name of who wrote it.
    pub by: String,
    /// When, as clocks show it.
    pub at: String,
}

/// Lets pass who appraises in a round now.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who never does, the reason where the time is not there.
pub async fn may_write(app: &App, actor: &Actor, round: &str) -> Result<(), ActionError> {
    may::round(&mut app.store.look().await?, actor, round, Action::CompleteAppraisal).await.map(|_| ())
}

/// Saves one row (lưu một ô thẩm định).
///
/// # Errors
/// If the actor may not appraise the item, it was handed over, or this stage is not about it.
pub async fn save(app: &App, actor: &Actor, lang: Lang, round: &str, edit: Edit) -> Result<Outcome, ActionError> {
    let (inner, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    app.write(move |work| Box::pin(async move { write(&inner, work, &actor, lang, &round, &edit).await })).await
}

async fn write(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    lang: Lang,
    round: &str,
    edit: &Edit,
) -> Result<Outcome, ActionError> {
    let place = Place::open(app, work, actor, round, (&edit.unit, &edit.criterion)).await?;
    let (unit, node, criterion) = place.item()?;
    let writer = Writer { lang, rounding: place.frozen.set_of(unit).rounding.clone() };
    let (layer, board, reason) = (place.layer, &place.board, edit.reason.trim());
    let now = board.fact(&unit.code, &node.code, layer);
    let version = now.map_or(0, |row| row.seq);
    let (same, finding) = match judged(&place, edit, &writer)? {
        Verdict::Wrong(faults) => return Ok(Outcome::Unreadable(faults)),
        Verdict::Overtaken => return conflict(work, &place, &writer, version).await,
        Verdict::Same(finding) => (true, finding),
        Verdict::News(finding) => (false, finding),
    };
    let (version, at) = if same {
        (version, now.map_or_else(|| work.now(), |row| row.at))
    } else {
        let reason = Some(reason).filter(|reason| !reason.is_empty());
        let said = Said { unit: &unit.code, criterion: &node.code, layer, finding: &finding, reason, kind: KIND };
        let event = match say(work, actor, &place.frozen, said).await {
            Ok(event) => event,
            Err(ActionError::Refused(faults)) => return Ok(Outcome::Unreadable(faults)),
            Err(error) => return Err(error),
        };
        (event.seq, event.at)
    };
    let beneath = board.points(&unit.code, &node.code, below(layer));
    let beneath = beneath.filter(|_| is_self_assessed(criterion) || layer == Layer::Appraised);
    let alike = like_below(board, &unit.code, &node.code, layer) == Some(&finding);
    let points = place.points(&finding, alike.then(|| beneath.clone()).flatten());
    let differs = !finding.withdrawn && !alike && beneath.is_some() && beneath != points;
    Ok(Outcome::Saved(Saved {
        version,
        at: show::clock(at),
        points: points.map(|points| writer.points(&points)).unwrap_or_default(),
        is_new: !same,
        lacks_reason: differs && !thuocdo_assessment::record::is_reason(reason),
        differs,
    }))
}

/// What saving an edit comes to.
pub(super) enum Verdict {
    /// It stands so already.
    Same(Finding),
    /// It is news.
    News(Finding),
    /// Somebody else wrote since the edit's version.
    Overtaken,
    /// It cannot be kept.
    Wrong(Vec<Message>),
}

/// Holds an edit against what stands.
pub(super) fn judged(place: &Place, edit: &Edit, writer: &Writer) -> Result<Verdict, ActionError> {
    let (unit, node, _) = place.item()?;
    let finding = match finding(place, edit, writer) {
        Ok(finding) => finding,
        Err(faults) => return Ok(Verdict::Wrong(faults)),
    };
    let (layer, board, reason) = (place.layer, &place.board, edit.reason.trim());
    let same = match board.said(&unit.code, &node.code, layer) {
        Some((row, stands)) => *stands == finding && row.reason.as_deref().unwrap_or_default() == reason,
        None => finding.withdrawn && reason.is_empty(),
    };
    let version = board.fact(&unit.code, &node.code, layer).map_or(0, |row| row.seq);
    Ok(if same {
        Verdict::Same(finding)
    } else if version != edit.base {
        Verdict::Overtaken
    } else if finding.withdrawn && !reason.is_empty() {
        Verdict::Wrong(vec![Message::new("appraisal-reason-alone")])
    } else {
        Verdict::News(finding)
    })
}

/// What is typed as a finding; what equals the layer below as it is shown takes it over exactly.
///
/// # Errors
/// The sentences for whoever typed it.
pub fn finding(place: &Place, edit: &Edit, writer: &Writer) -> Result<Finding, Vec<Message>> {
    let Ok((unit, node, criterion)) = place.item() else { return Ok(Finding::default()) };
    let text = edit.points.trim();
    let (board, layer) = (&place.board, place.layer);
    if !is_self_assessed(criterion) {
        let filled = |(_, text): &&(String, String)| !text.trim().is_empty();
        let values: Vec<(String, String)> =
            edit.values.iter().filter(filled).map(|(name, text)| (name.clone(), text.trim().to_owned())).collect();
        return Ok(Finding { withdrawn: values.is_empty(), values, ..Finding::default() });
    }
    let own = board.own(&unit.code, &node.code).cloned().unwrap_or_default();
    if edit.na {
        return match &own.not_applicable {
            Some(_) => Ok(own),
            None => Err(vec![Message::new("appraisal-na-unasked")]),
        };
    }
    let given = Finding { not_applicable: None, ..own };
    if text.is_empty() {
        return Ok(Finding { withdrawn: true, ..Finding::default() });
    }
    let shown = |points: Option<Number>| points.map(|points| (writer.points(&points), points));
    let is_typed = |shown: &str| {
        let rounded = |text: &str| read::number(text).ok();
        shown == text || rounded(text).is_some_and(|typed| rounded(shown).as_ref() == Some(&typed))
    };
    if let Some(beneath) = like_below(board, &unit.code, &node.code, layer) {
        let points = shown(board.points(&unit.code, &node.code, below(layer)));
        if beneath.not_applicable.is_none() && points.is_some_and(|(shown, _)| is_typed(&shown)) {
            return Ok(beneath.clone());
        }
    }
    if let Some((stands, finding)) = board.said(&unit.code, &node.code, layer) {
        let points = shown(board.points(&unit.code, &node.code, layer));
        if stands.seq == edit.base && points.is_some_and(|(shown, _)| is_typed(&shown)) {
            return Ok(Finding { not_applicable: None, ..finding.clone() });
        }
    }
    let number = read::number(text).map_err(|message| vec![message])?;
    Ok(Finding { points: Some(number.to_exact()), ..given })
}

async fn conflict(work: &mut Work, place: &Place, writer: &Writer, version: u64) -> Result<Outcome, ActionError> {
    let (unit, node, _) = place.item()?;
    let stands = place.board.said(&unit.code, &node.code, place.layer);
    let row = place.board.fact(&unit.code, &node.code, place.layer);
    let Some(row) = row else {
        return Err(Refusal::Because(Message::new("answers-stale-page")).into());
    };
    let by = work.find_account(&row.account).await?.map_or_else(|| row.account.clone(), |account| account.name);
    let points = place.board.points(&unit.code, &node.code, place.layer).filter(|_| stands.is_some());
    let finding = stands.map(|(_, finding)| finding.clone()).unwrap_or_default();
    Ok(Outcome::Conflict(Box::new(Conflict {
        version,
        points: points.map(|points| writer.points(&points)).unwrap_or_default(),
        reason: row.reason.clone().unwrap_or_default(),
        na: finding.not_applicable.is_some(),
        values: finding.values,
        by,
        at: show::clock(row.at),
    })))
}
