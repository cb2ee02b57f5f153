//! What enters a result beside appraisal and council: inputs, signed overrides, corrections.

use thuocdo_assessment::record::{Fact, is_reason};
use thuocdo_assessment::{Action, Layer, Refusal};
use thuocdo_base::{Actor, Message, Number, read};
use thuocdo_store::{AuthorityRow, InputRow, Work};

use crate::layers::{self, Finding, Said};
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App, may};

/// Kind of decision that lets a held grade stand.
const ACCEPT_HELD: &str = "accept_held";

/// A signed override of a held grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Id, to revoke it by.
    pub id: String,
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Name of who signed.
    pub signer: String,
}

/// Says which publication answers to an input of the round's sets.
///
/// # Errors
/// If the actor may not, a proposal is open, the sets have no such input or there is no such publication.
pub async fn set_input(
    app: &App,
    actor: &Actor,
    round: &str,
    name: &str,
    from: (&str, u32),
) -> Result<(), ActionError> {
    let known = app.store.list().await?;
    let is_there = known.iter().any(|listing| listing.round == from.0 && listing.version == from.1) && from.0 != round;
    let (job_app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    let (name, from_round, version) = (name.to_owned(), from.0.to_owned(), from.1);
    app.write(move |work| {
        Box::pin(async move {
            let frozen = changing(&job_app, work, &actor, &round, Action::Propose).await?;
            if !is_there {
                return Err(refused("decision-no-such-publication"));
            }
            if !frozen.sets.iter().any(|set| set.inputs.iter().any(|input| input.name == name)) {
                return Err(refused("decision-no-such-input"));
            }
            let facts = [
                ("from", Fact::Text(from_round.clone())),
                ("input", Fact::Text(name.clone())),
                ("version", Fact::Whole(u64::from(version))),
            ];
            let event = work.record(&round, "set_input", &actor, &facts).await?;
            let row = InputRow { name, from_round, version, account: actor.id().to_owned(), at: event.at };
            Ok(work.set_round_input(&round, &row).await?)
        })
    })
    .await
}

/// Lets a held grade of a unit stand although the linked body's result is missing: signed, with a reason.
///
/// # Errors
/// If the actor may not, a proposal is open, there is no such unit, or there is no reason.
pub async fn accept_held(app: &App, actor: &Actor, round: &str, unit: &str, reason: &str) -> Result<(), ActionError> {
    let (job_app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    let (unit, reason) = (unit.to_owned(), reason.trim().to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let frozen = changing(&job_app, work, &actor, &round, Action::Decide).await?;
            let known = frozen.unit(&unit).ok_or(ActionError::NotAllowed)?;
            if !is_reason(&reason) {
                return Err(Refusal::NoReason.into());
            }
            let decided = work.authority_decisions(&round).await?;
            if decided.iter().any(|row| row.unit == known.code && row.kind == ACCEPT_HELD) {
                return Err(refused("decision-already-accepted"));
            }
            let facts = [("reason", Fact::Text(reason.clone())), ("unit", Fact::Text(unit.clone()))];
            let event = work.record(&round, ACCEPT_HELD, &actor, &facts).await?;
            let (id, account, kind) = (job_app.new_id(), actor.id().to_owned(), ACCEPT_HELD.to_owned());
            let row = AuthorityRow { id, unit, kind, reason, account, seq: event.seq, at: event.at };
            Ok(work.add_authority_decision(&round, &row).await?)
        })
    })
    .await
}

/// Takes such an override back.
///
/// # Errors
/// If the actor may not, a proposal is open, or there is no such override.
pub async fn revoke_held(app: &App, actor: &Actor, round: &str, id: &str) -> Result<(), ActionError> {
    let (job_app, actor, round, id) = (app.clone(), actor.clone(), round.to_owned(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            changing(&job_app, work, &actor, &round, Action::Decide).await?;
            let rows = work.authority_decisions(&round).await?;
            let row = rows.into_iter().find(|row| row.id == id).ok_or(ActionError::NotAllowed)?;
            let facts = [("unit", Fact::Text(row.unit))];
            work.record(&round, "revoke_held", &actor, &facts).await?;
            Ok(work.revoke_authority_decision(&round, &id).await?)
        })
    })
    .await
}

/// What the secretariat corrects before it proposes (đính chính, sửa theo ý kiến).
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Points as typed; empty: what stood before counts again.
    pub points: String,
    /// Why.
    pub reason: String,
}

/// Corrects the points of a criterion: a fact beside the others, which counts in the next proposal.
///
/// # Errors
/// If the actor may not, a proposal is open, the points cannot be read or are out of bounds, or there is no reason.
pub async fn correct(app: &App, actor: &Actor, round: &str, correction: Correction) -> Result<(), ActionError> {
    let (job_app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let frozen = changing(&job_app, work, &actor, &round, Action::Propose).await?;
            if !is_reason(&correction.reason) {
                return Err(Refusal::NoReason.into());
            }
            let finding = finding(&correction.points)?;
            let said = Said {
                unit: &correction.unit,
                criterion: &correction.criterion,
                layer: Layer::Final,
                finding: &finding,
                reason: Some(&correction.reason),
                kind: "correct",
            };
            layers::say(work, &actor, &frozen, said).await?;
            Ok(())
        })
    })
    .await
}

fn finding(typed: &str) -> Result<Finding, ActionError> {
    if typed.trim().is_empty() {
        return Ok(Finding { withdrawn: true, ..Finding::default() });
    }
    let points: Number = read::typed(typed)
        .map_err(|_| ActionError::Refused(vec![Message::new("answers-not-a-number").text("value", typed.trim())]))?;
    Ok(Finding::of_points(&points))
}

/// Notes that somebody has seen the coming result as it stands now: what changes from here is told to them.
///
/// # Errors
/// If the actor may not see results yet.
pub async fn mark_seen(app: &App, actor: &Actor, round: &str, seq: u64) -> Result<(), ActionError> {
    let (actor, round) = (actor.clone(), round.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::ViewResult).await?;
            Ok(work.set_result_look(&round, actor.id(), seq).await?)
        })
    })
    .await
}

/// Lets what makes a result change, as long as no proposal of it is open: what members look at stands still.
async fn changing(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    round: &str,
    action: Action,
) -> Result<std::sync::Arc<Frozen>, ActionError> {
    may::round(work, actor, round, action).await?;
    let rows = work.proposals(round).await?;
    if rows.first().is_some_and(|row| row.proposal.state.is_open()) {
        return Err(refused("refusal-proposal-open"));
    }
    frozen(app, work, round).await
}

fn refused(key: &str) -> ActionError {
    ActionError::Refused(vec![Message::new(key)])
}
