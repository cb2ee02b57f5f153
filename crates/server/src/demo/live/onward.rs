//! What comes after submission: appraised points, questions, a sitting of the council.

use thuocdo_app::clarification::{self, Asked};
use thuocdo_app::council::{self, NewSitting, Offer};
use thuocdo_app::layers::{self, Board, Finding, Said};
use thuocdo_app::{ActionError, App, setup};
use thuocdo_assessment::Layer;
use thuocdo_assessment::council::Presence;
use thuocdo_assessment::settings::Local;
use thuocdo_base::{Actor, Number};
use thuocdo_folder::case::Use;
use thuocdo_scoring::{RoundScores, score_round};
use thuocdo_store::Work;

use super::Body;
use super::answers::typed;

/// What somebody says where the folder gives no reason for other points.
const REASON: &str = "Tài liệu kiểm chứng chưa đủ so với số liệu báo cáo (minh họa)";
/// How many items the demo's sitting has on its agenda.
const AGENDA: usize = 6;

/// Gives criteria of these units appraised points: the folder's where it has others, else the unit's own.
pub(super) async fn appraise(
    app: &App,
    round: &str,
    used: &Use,
    bodies: &[Body],
    actor: &Actor,
) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    let frozen = setup::frozen(app, &mut link, round).await?;
    let board = layers::board(app, &mut link, &frozen).await?;
    let fed = link.fed_by_surveys(round).await?;
    drop(link);
    let Some((_, cohort)) = used.layers.last() else { return Ok(()) };
    let scores = score_round(&used.set, cohort);
    let mut said = Vec::new();
    for body in bodies {
        let Some(unit) = frozen.unit(&body.code) else { continue };
        for (node, _) in frozen.criteria_of(unit) {
            if fed.contains(&(unit.code.clone(), node.code.clone())) {
                continue;
            }
            let known = (board.fact(&unit.code, &node.code, Layer::Own), other(used, &scores, body, node.id));
            let (finding, reason) = match known {
                (Some(row), None) => (own(&row.answer), None),
                (_, Some((finding, reason))) => (finding, Some(reason)),
                (None, None) => match first(used, body, node.id) {
                    Some(finding) => (finding, None),
                    None => continue,
                },
            };
            said.push((unit.code.clone(), node.code.clone(), finding, reason));
        }
    }
    let actor = actor.clone();
    let job = async move |work: &mut Work| {
        for (unit, criterion, finding, reason) in &said {
            let reason = reason.as_deref();
            let said = Said { unit, criterion, layer: Layer::Preliminary, finding, reason, kind: "appraise" };
            layers::say(work, &actor, &frozen, said).await?;
        }
        Ok(())
    };
    app.write(move |work| Box::pin(async move { job(work).await })).await
}

fn own(answer: &str) -> Finding {
    Finding::of_own_json(answer).unwrap_or_default()
}

/// The folder's answer in its only layer, of criteria that no unit answers itself.
fn first(used: &Use, body: &Body, node: thuocdo_criteria::set::NodeId) -> Option<Finding> {
    let (_, cohort) = used.layers.first().filter(|_| used.layers.len() == 1)?;
    let subject = cohort.subjects.iter().find(|subject| subject.unit == body.from)?;
    let answer = subject.answers.get(node.index())?.as_ref()?;
    let values = typed(&used.set, &used.set.node(node).code, answer);
    (!values.is_empty()).then(|| Finding { values, ..Finding::default() })
}

/// The folder's answer in its second layer with the reason, where it differs from the unit's own.
fn other(
    used: &Use,
    scores: &RoundScores,
    body: &Body,
    node: thuocdo_criteria::set::NodeId,
) -> Option<(Finding, String)> {
    let answer = |layer: usize| {
        let subject = used.layers.get(layer)?.1.subjects.iter().find(|subject| subject.unit == body.from)?;
        subject.answers.get(node.index())?.as_ref()
    };
    let second = answer(1).filter(|second| Some(*second) != answer(0))?;
    let values = typed(&used.set, &used.set.node(node).code, second);
    let card = scores.cards.iter().find(|card| card.unit == body.from)?;
    let points = second.points.as_deref().map(Number::to_exact);
    let is_scored = card.lines.get(node.index()).is_some_and(|line| !line.points.is_negative());
    let reason = used.reasons.get(&(1, body.from.clone(), node)).cloned();
    let finding = Finding { values, points, ..Finding::default() };
    is_scored.then(|| (finding, reason.unwrap_or_else(|| REASON.to_owned())))
}

/// Asks a unit about its first criteria with points.
pub(super) async fn ask(app: &App, round: &str, body: &Body, actor: &Actor) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    let frozen = setup::frozen(app, &mut link, round).await?;
    let board: std::sync::Arc<Board> = layers::board(app, &mut link, &frozen).await?;
    drop(link);
    let Some(unit) = frozen.unit(&body.code) else { return Ok(()) };
    let has_points = |code: &str| {
        let points = board.points(&unit.code, code, Layer::Own);
        points.is_some_and(|points| points > Number::ZERO) && board.fact(&unit.code, code, Layer::Own).is_some()
    };
    let codes = frozen.criteria_of(unit).map(|(node, _)| node.code.as_str()).filter(|code| has_points(code));
    for (criterion, text) in codes.zip([
        "Văn bản trích dẫn không nêu số liệu của kỳ báo cáo. Đề nghị bổ sung danh mục kèm số, ngày (minh họa).",
        "Số liệu a và b chưa khớp với báo cáo sáu tháng. Đề nghị giải trình cách tính (minh họa).",
    ]) {
        let asked = Asked { criterion: criterion.to_owned(), text: text.to_owned(), intended: "0".to_owned() };
        clarification::ask(app, actor, round, &body.code, &asked).await?;
    }
    Ok(())
}

/// Opens a sitting of the council with what is most in dispute on its agenda.
pub(super) async fn sit(app: &App, round: &str, secretary: &Actor, chair: &Actor) -> Result<(), ActionError> {
    let new = NewSitting {
        title: "Khối xã, phường (minh họa)".to_owned(),
        date: Local::of(app.clock.now()).date,
        time: "08:00".to_owned(),
        place: "Phòng họp số 2 (giả định)".to_owned(),
    };
    let id = council::create(app, secretary, round, &new).await?;
    let (view, candidates) = council::candidates(app, secretary, round, &id, &Number::ZERO).await?;
    let picked = candidates.into_iter().take(AGENDA).map(|one| (one.unit, one.criterion)).collect();
    council::add_items(app, secretary, round, &id, picked).await?;
    let here = view.seats.iter().map(|seat| (seat.account.clone(), Presence::Present)).collect();
    council::set_presence(app, secretary, round, &id, here).await?;
    council::open(app, secretary, round, &id).await?;
    let view = council::sitting(app, chair, round, &id, None).await?;
    if let Some(item) = view.items.first() {
        council::propose(app, secretary, (round, &id, &item.item.id), Offer::Keep, "").await?;
    }
    Ok(())
}
