//! Steps of approval: proposed, approved or sent back, issued, published.

use thuocdo_assessment::decision::{self, Issued, Proposing};
use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, RoundStage};
use thuocdo_base::{Actor, Message};
use thuocdo_publication::Publication;
use thuocdo_store::{ProposalRow, StoreError, Work};

use super::result::{self, As, Sealed};
use crate::layers::board;
use crate::setup::frozen;
use crate::tasks::notices;
use crate::{ActionError, App, may};

/// Puts the result, as it stands now, before the committee; gives the version it would have.
///
/// # Errors
/// If the actor may not, something keeps it from being published, nothing differs from what is published, a
/// proposal is open, or a published result is to change without a reason.
pub async fn propose(app: &App, actor: &Actor, round: &str, reason: &str) -> Result<u32, ActionError> {
    let mut link = app.store.look().await?;
    let (stage, _) = may::round(&mut link, actor, round, Action::Propose).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let seen = board(app, &mut link, &frozen).await?;
    let published = app.store.latest(round).await?;
    let version = published.as_ref().map_or(0, |last| last.version);
    let because = (version > 0).then_some(reason.trim());
    let sealed = result::seal(&mut link, &seen, As { version: version + 1, because, stage }).await?;
    if published.is_some_and(|last| says_the_same(&sealed.publication, &last)) {
        return Err(refused(Message::new("decision-same")));
    }
    drop(link);
    let (job_app, actor, round, reason) = (app.clone(), actor.clone(), round.to_owned(), reason.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::Propose).await?;
            let now = board(&job_app, work, &frozen).await?;
            let same = now.seq == seen.seq
                && now.outside().named == seen.outside().named
                && now.outside().accepted == seen.outside().accepted;
            if !same {
                return Err(StoreError::Overtaken.into());
            }
            let what = (stage, version, reason.as_str());
            save(&job_app, work, &actor, &frozen, (&sealed, now.seq.unwrap_or_default()), what).await
        })
    })
    .await
}

async fn save(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    frozen: &crate::setup::Frozen,
    (sealed, seq): (&Sealed, u64),
    (stage, published, reason): (RoundStage, u32, &str),
) -> Result<u32, ActionError> {
    let rows = work.proposals(&frozen.code).await?;
    let last = rows.first().map(|row| &row.proposal);
    let what = Proposing { stage, last, published, digest: &sealed.digest, reason };
    let step = decision::propose(&what, actor.id(), work.now())?;
    work.record(&frozen.code, step.kind, actor, &step.facts).await?;
    let summary = serde_json::json!({ "seq": seq }).to_string();
    work.add_proposal(&frozen.code, &step.next, &sealed.body, &summary).await?;
    tell(app, work, actor, frozen, Role::Committee, "result_proposed").await?;
    Ok(step.next.version)
}

/// Says that a member of the committee approves what has this digest; gives whether it is approved now.
///
/// # Errors
/// If the actor may not, proposed it, has spoken already, or something else is proposed by now.
pub async fn approve(app: &App, actor: &Actor, round: &str, digest: &str, comment: &str) -> Result<bool, ActionError> {
    let (job_app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    let (digest, comment) = (digest.to_owned(), comment.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::Approve).await?;
            let proposal = last(work, &round).await?.proposal;
            let was = proposal.state;
            let step = proposal.approve(actor.id(), work.now(), &digest, &comment)?;
            work.record(&round, step.kind, &actor, &step.facts).await?;
            work.save_proposal(&round, was, &step.next, actor.id()).await?;
            let approved = step.next.state == decision::State::Approved;
            if approved {
                let frozen = frozen(&job_app, work, &round).await?;
                tell(&job_app, work, &actor, &frozen, Role::Secretariat, "result_approved").await?;
            }
            Ok(approved)
        })
    })
    .await
}

/// Sends the result back with a reason.
///
/// # Errors
/// If the actor may not, proposed it, gives no reason, or it is published.
pub async fn send_back(app: &App, actor: &Actor, round: &str, digest: &str, reason: &str) -> Result<(), ActionError> {
    let (job_app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    let (digest, reason) = (digest.to_owned(), reason.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::Approve).await?;
            let proposal = last(work, &round).await?.proposal;
            if proposal.digest != digest {
                return Err(refused(Message::new("refusal-other-digest")));
            }
            let was = proposal.state;
            let step = proposal.send_back(actor.id(), work.now(), &reason)?;
            work.record(&round, step.kind, &actor, &step.facts).await?;
            work.save_proposal(&round, was, &step.next, actor.id()).await?;
            let frozen = frozen(&job_app, work, &round).await?;
            tell(&job_app, work, &actor, &frozen, Role::Secretariat, "result_sent_back").await?;
            Ok(())
        })
    })
    .await
}

/// Notes the decision and the moment of publication; what may be seen already is published in the same write.
///
/// Gives whether it is published.
///
/// # Errors
/// If the actor may not, it is not approved, the decision is incomplete, or the moment is before the round's own.
pub async fn issue(app: &App, actor: &Actor, round: &str, digest: &str, issued: Issued) -> Result<bool, ActionError> {
    let (job_app, actor, round, digest) = (app.clone(), actor.clone(), round.to_owned(), digest.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::round(work, &actor, &round, Action::Publish).await?;
            let frozen = frozen(&job_app, work, &round).await?;
            let own = frozen.settings.embargo.as_ref().and_then(thuocdo_assessment::settings::Local::moment);
            if let Some(own) = own.filter(|own| issued.embargo < *own) {
                return Err(refused(
                    Message::new("decision-before-embargo").text("at", thuocdo_words::show::moment(own)),
                ));
            }
            let proposal = last(work, &round).await?.proposal;
            if proposal.digest != digest {
                return Err(refused(Message::new("refusal-other-digest")));
            }
            let (was, at_once) = (proposal.state, issued.embargo <= work.now());
            let step = proposal.issue(issued)?;
            work.record(&round, step.kind, &actor, &step.facts).await?;
            work.save_proposal(&round, was, &step.next, actor.id()).await?;
            if at_once {
                release(&job_app, work, &actor, &round).await?;
            }
            Ok(at_once)
        })
    })
    .await
}

/// Publishes approved results whose moment has come; the program does this by itself. Gives how many.
///
/// # Errors
/// If the store does not answer, or what was approved no longer is what lies there.
pub async fn release_due(app: &App) -> Result<usize, ActionError> {
    let due = app.store.look().await?.releases_due(app.clock.now()).await?;
    for round in &due {
        let (job_app, round) = (app.clone(), round.clone());
        app.write(move |work| Box::pin(async move { release(&job_app, work, &Actor::System, &round).await })).await?;
    }
    Ok(due.len())
}

/// Publishes the bytes that were approved, with the decision put in, in this write.
async fn release(app: &App, work: &mut Work, actor: &Actor, round: &str) -> Result<(), ActionError> {
    let ProposalRow { proposal, .. } = last(work, round).await?;
    let body = work.proposed_body(round, &proposal).await?.unwrap_or_default();
    let was = proposal.state;
    let publication = result::issued(&proposal, &body)?;
    let step = proposal.publish(work.now(), &result::digest(&body))?;
    work.publish(&publication, actor).await?;
    work.record(round, step.kind, actor, &step.facts).await?;
    work.save_proposal(round, was, &step.next, "").await?;
    let stage = work.round_stage(round).await?;
    if stage == Some(RoundStage::Approval) {
        work.set_round_stage(round, RoundStage::Approval, RoundStage::Published).await?;
    }
    let frozen = frozen(app, work, round).await?;
    let people = work.people_in(round).await?;
    let told = ("result_published", &[("round", frozen.title.as_str())][..]);
    let people = people.iter().map(|person| person.account.as_str());
    notices::tell(app, work, actor, people, told, &format!("/ket-qua/{round}")).await?;
    Ok(())
}

/// The last proposal of a round.
async fn last(work: &mut Work, round: &str) -> Result<ProposalRow, ActionError> {
    let rows = work.proposals(round).await?;
    rows.into_iter().next().ok_or_else(|| refused(Message::new("decision-none")))
}

async fn tell(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    frozen: &crate::setup::Frozen,
    role: Role,
    kind: &str,
) -> Result<(), ActionError> {
    let people = work.people_in(&frozen.code).await?;
    let people = people.iter().filter(|person| person.role == role.word()).map(|person| person.account.as_str());
    let told = (kind, &[("round", frozen.title.as_str())][..]);
    notices::tell(app, work, actor, people, told, &format!("/ky/{}/phe-duyet", frozen.code)).await?;
    Ok(())
}

/// Compares all but what differs between any two versions.
fn says_the_same(new: &Publication, last: &Publication) -> bool {
    let renumbered = Publication {
        version: last.version,
        supersedes_because: last.supersedes_because.clone(),
        decision: last.decision.clone(),
        ..new.clone()
    };
    renumbered == *last
}

fn refused(message: Message) -> ActionError {
    ActionError::Refused(vec![message])
}
