//! The course of a round: what its stage still waits for, and the step to the next one.

use std::sync::Arc;

use thuocdo_assessment::appraisal::staffed;
use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, Layer, Refusal, RoundStage, StageKind, course};
use thuocdo_base::{Actor, Message};
use thuocdo_criteria::set::Source;
use thuocdo_store::Link;

use crate::appraisal::second::{left_alone, roster};
use crate::layers::{self, Board};
use crate::setup::{Frozen, frozen};
use crate::tasks::notices;
use crate::{ActionError, App, may};

/// What a round's stage waits for (điều kiện chuyển giai đoạn).
#[derive(Clone, Debug)]
pub struct Ready {
    /// Title of the round.
    pub title: String,
    /// Where it stands.
    pub stage: RoundStage,
    /// What follows; `None` where a decision leads on.
    pub next: Option<RoundStage>,
    /// What keeps the stage from ending.
    pub barring: Vec<Message>,
    /// What is unfinished and may be left so, with a reason.
    pub lacking: Vec<Message>,
}

/// Shows what a round's stage waits for.
///
/// # Errors
/// If the actor does not take rounds from stage to stage, or the store does not answer.
pub async fn ready(app: &App, actor: &Actor, round: &str) -> Result<Ready, ActionError> {
    let mut link = app.store.look().await?;
    let stage = match may::round(&mut link, actor, round, Action::Advance).await {
        Ok((stage, _)) => stage,
        // The last stages do not lead on by themselves; the page says so instead of refusing.
        Err(ActionError::Refused(reasons)) => match link.round_stage(round).await?.ok_or(ActionError::NotAllowed)? {
            RoundStage::Preparing => return Err(ActionError::Refused(reasons)),
            stage => stage,
        },
        Err(error) => return Err(error),
    };
    let frozen = frozen(app, &mut link, round).await?;
    let (barring, lacking) = waits(app, &mut link, &frozen, stage).await?;
    let next = course::next(stage, &frozen.settings);
    Ok(Ready { title: frozen.title.clone(), stage, next, barring, lacking })
}

/// Takes a round to its next stage (chuyển giai đoạn); gives that stage.
///
/// # Errors
/// If the actor may not, something bars it, or work is unfinished and no reason is given.
pub async fn advance(app: &App, actor: &Actor, round: &str, reason: &str) -> Result<RoundStage, ActionError> {
    let (job_app, actor) = (app.clone(), actor.clone());
    let (round, reason) = (round.to_owned(), reason.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (stage, _) = may::round(work, &actor, &round, Action::Advance).await?;
            let frozen = frozen(&job_app, work, &round).await?;
            let (barring, lacking) = waits(&job_app, work, &frozen, stage).await?;
            let step = course::advance(stage, &frozen.settings, work.now(), barring, &lacking, &reason)?;
            work.record(&round, step.kind, &actor, &step.facts).await?;
            work.set_round_stage(&round, stage, step.next).await?;
            let people = work.people_in(&round).await?;
            let turn =
                people.iter().filter(|person| Role::of(&person.role).is_some_and(|role| is_turn(role, step.next)));
            let kind = format!("stage_{}", step.next.word());
            let told = (kind.as_str(), &[("round", frozen.title.as_str())][..]);
            let link = format!("/ky/{round}/{}", page(step.next));
            notices::tell(&job_app, work, &actor, turn.map(|person| person.account.as_str()), told, &link).await?;
            Ok(step.next)
        })
    })
    .await
}

/// Whose turn a stage is.
fn is_turn(role: Role, stage: RoundStage) -> bool {
    match stage {
        RoundStage::Appraisal | RoundStage::SecondAppraisal => role == Role::Appraiser,
        RoundStage::Clarification => role.is_of_unit(),
        RoundStage::Council => {
            matches!(role, Role::CouncilChair | Role::CouncilSecretary | Role::CouncilMember)
        }
        RoundStage::Approval => role == Role::Committee,
        _ => false,
    }
}

/// Where the work of a stage is done.
fn page(stage: RoundStage) -> &'static str {
    match stage {
        RoundStage::Clarification => "giai-trinh",
        RoundStage::Council => "hoi-dong",
        RoundStage::Approval => "phe-duyet",
        _ => "tham-dinh",
    }
}

/// What bars the end of a stage, and what is merely unfinished.
async fn waits(
    app: &App,
    link: &mut Link,
    frozen: &Arc<Frozen>,
    stage: RoundStage,
) -> Result<(Vec<Message>, Vec<Message>), ActionError> {
    let round = frozen.code.as_str();
    let some = |key: &str, count: usize| (count > 0).then(|| Message::new(key).count("count", count));
    let (mut barring, mut lacking) = (Vec::new(), Vec::new());
    match stage {
        RoundStage::SelfAssessment => {
            let open = link.list_records(round).await?;
            let is_open = |kind: StageKind| !matches!(kind, StageKind::Submitted | StageKind::Missed);
            let open = open.iter().filter(|row| is_open(row.record.stage.kind())).count();
            barring.extend(some("course-records-open", open));
            barring.extend(unstaffed(link, frozen).await?);
        }
        RoundStage::Appraisal => {
            let board = layers::board(app, link, frozen).await?;
            let handed = handed_in(link, round).await?;
            lacking.extend(unstaffed(link, frozen).await?);
            lacking.extend(some("course-unappraised", unappraised(&board, frozen, &handed)));
            lacking.extend(some("course-opinions", link.open_opinions(round).await?));
        }
        RoundStage::Clarification => lacking.extend(some("course-questions", link.open_questions(round).await?)),
        RoundStage::SecondAppraisal => lacking.extend(some("course-opinions", link.open_opinions(round).await?)),
        RoundStage::Council => {
            barring.extend(some("course-sittings-open", link.open_sittings(round).await?));
            if link.closed_sittings(round).await? == 0 {
                lacking.push(Message::new("course-no-sitting"));
            }
        }
        _ => {}
    }
    Ok((barring, lacking))
}

/// Criteria that nobody may appraise, a sentence each.
async fn unstaffed(link: &mut Link, frozen: &Frozen) -> Result<Vec<Message>, ActionError> {
    let roster = roster(link, &frozen.code).await?;
    Ok(match staffed(left_alone(frozen, &roster)) {
        Err(Refusal::Blocking(reasons)) => reasons.into_iter().map(|(_, why)| why).collect(),
        Ok(()) | Err(_) => Vec::new(),
    })
}

async fn handed_in(link: &mut Link, round: &str) -> Result<Vec<String>, ActionError> {
    let rows = link.list_records(round).await?;
    let submitted = rows.into_iter().filter(|row| row.record.stage.kind() == StageKind::Submitted);
    Ok(submitted.map(|row| row.record.unit).collect())
}

/// Criteria of submitted records that nobody above the unit has said anything about.
fn unappraised(board: &Board, frozen: &Frozen, units: &[String]) -> usize {
    let open = |unit: &String| {
        let Some(row) = frozen.unit(unit) else { return 0 };
        let said = |code: &str| board.counting(unit, code, Layer::Council).is_some_and(|layer| layer > Layer::Own);
        frozen
            .criteria_of(row)
            .filter(|(node, criterion)| criterion.source != Source::Publication && !said(&node.code))
            .count()
    };
    units.iter().map(open).sum()
}
