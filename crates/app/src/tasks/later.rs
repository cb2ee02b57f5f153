//! Tasks after appraisal: the council, approval, appeals, remedy plans, stages that are due.

use thuocdo_assessment::appeal;
use thuocdo_assessment::council::{ItemState, Sitting};
use thuocdo_assessment::decision::State as ProposalState;
use thuocdo_assessment::remedy::State as RemedyState;
use thuocdo_assessment::role::Role;
use thuocdo_assessment::{RoundStage, settings::Local};
use thuocdo_store::{Link, SittingRow};

use super::{Asker, Found, Kind};
use crate::council::room::Room;
use crate::setup::frozen;
use crate::{ActionError, App, remedies};

/// Everything the later stages ask of somebody.
pub(super) async fn found(app: &App, link: &mut Link, asker: &Asker<'_>) -> Result<Vec<Found>, ActionError> {
    let mut found: Vec<Found> = stage_due(asker).into_iter().collect();
    match asker.head.stage {
        RoundStage::Council => found.extend(council(app, link, asker).await?),
        RoundStage::Approval => found.extend(approval(link, asker).await?),
        RoundStage::Published => {
            found.extend(approval(link, asker).await?);
            found.extend(appeals(link, asker).await?);
            found.extend(remedies(app, link, asker).await?);
        }
        _ => {}
    }
    Ok(found)
}

/// A stage whose end has passed waits for somebody to take the round on.
fn stage_due(asker: &Asker<'_>) -> Option<Found> {
    let stage = asker.head.stage;
    let leads_on = stage > RoundStage::Preparing && stage < RoundStage::Approval;
    let due = asker.due(stage).filter(|due| leads_on && *due < asker.now)?;
    Some(Found::new(Kind::Advance, asker.holds(&[Role::Secretariat])?, 1, Some(due)))
}

async fn council(app: &App, link: &mut Link, asker: &Asker<'_>) -> Result<Vec<Found>, ActionError> {
    let keeper = asker.holds(&[Role::CouncilSecretary, Role::CouncilChair]);
    let voter = asker.holds(&[Role::CouncilMember, Role::CouncilChair]);
    let (round, due_at) = (asker.head.code.as_str(), asker.due(RoundStage::Council));
    if keeper.is_none() && voter.is_none() {
        return Ok(Vec::new());
    }
    let sittings = link.sittings(round).await?;
    let agenda = link.agenda(round).await?;
    let mut found = Vec::new();
    if let Some(role) = keeper.filter(|_| sittings.is_empty()) {
        found.push(Found::new(Kind::Convene, role, 0, due_at));
    }
    for row in &sittings {
        let waits = |state| !matches!(state, ItemState::Decided | ItemState::PutOff);
        let left = agenda.iter().filter(|item| item.sitting == row.id && waits(item.state)).count();
        let about = |kind, role, count| {
            let due_at = if row.state == Sitting::Planned { Some(row.held_at) } else { due_at };
            Found { sitting: Some(row.id.clone()), ..Found::new(kind, role, count, due_at) }
        };
        match (row.state, keeper) {
            (Sitting::Planned, Some(role)) => found.push(about(Kind::Convene, role, left)),
            (Sitting::Open, Some(role)) => found.push(about(Kind::Settle, role, left)),
            _ => {}
        }
        if let Some(role) = voter.filter(|_| row.state == Sitting::Open) {
            let open = votes_to_cast(app, link, asker, row).await?;
            found.extend((open > 0).then(|| about(Kind::Vote, role, open)));
        }
    }
    Ok(found)
}

/// How many proposals wait for this person's vote in an open sitting: not where they are tied or absent.
async fn votes_to_cast(app: &App, link: &mut Link, asker: &Asker<'_>, row: &SittingRow) -> Result<usize, ActionError> {
    let room = Room::of(app, link, &asker.head.code, &row.id).await?;
    let mut open = 0;
    for item in room.items.iter().filter(|item| item.state == ItemState::Open && item.proposal.is_some()) {
        if room.voters(&item.unit).iter().any(|voter| voter == asker.account) {
            let votes = link.votes(&item.id).await?;
            open += usize::from(!votes.iter().any(|vote| vote.account == asker.account));
        }
    }
    Ok(open)
}

async fn approval(link: &mut Link, asker: &Asker<'_>) -> Result<Vec<Found>, ActionError> {
    let (committee, secretariat) = (asker.holds(&[Role::Committee]), asker.holds(&[Role::Secretariat]));
    if committee.is_none() && secretariat.is_none() {
        return Ok(Vec::new());
    }
    let rows = link.proposals(&asker.head.code).await?;
    let last = rows.first().map(|row| &row.proposal);
    let due_at = asker.due(RoundStage::Approval);
    let waits = last.is_some_and(|last| {
        let spoken = last.by == asker.account || last.opinions.iter().any(|opinion| opinion.by == asker.account);
        last.state == ProposalState::Proposed && !spoken
    });
    let first = asker.head.stage == RoundStage::Approval;
    let unproposed = last.map_or(first, |last| last.state == ProposalState::SentBack);
    let unissued = last.is_some_and(|last| last.state == ProposalState::Approved && last.issued.is_none());
    let each = [
        (Kind::Approve, committee.filter(|_| waits)),
        (Kind::Propose, secretariat.filter(|_| unproposed)),
        (Kind::Issue, secretariat.filter(|_| unissued)),
    ];
    Ok(each.into_iter().filter_map(|(kind, role)| Some(Found::new(kind, role?, 1, due_at))).collect())
}

async fn appeals(link: &mut Link, asker: &Asker<'_>) -> Result<Vec<Found>, ActionError> {
    let Some(role) = asker.holds(&[Role::Secretariat]) else { return Ok(Vec::new()) };
    let all = link.appeals(&asker.head.code, None).await?;
    let open = all.iter().filter(|one| one.state == appeal::State::Received).count();
    let upheld = all.iter().filter(|one| one.state == appeal::State::Upheld && one.correction.is_none()).count();
    let each = [(Kind::AnswerAppeals, open), (Kind::CorrectAppealed, upheld)];
    Ok(each
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| Found::new(kind, role, count, None))
        .collect())
}

async fn remedies(app: &App, link: &mut Link, asker: &Asker<'_>) -> Result<Vec<Found>, ActionError> {
    let plans = link.remedies(&asker.head.code, None).await?;
    let today = asker.now.local_date();
    let mut found = Vec::new();
    if let Some(role) = asker.holds(&[Role::Secretariat]) {
        let late = plans.iter().filter(|(plan, _)| plan.is_overdue(&today) || plan.overdue_items(&today) > 0).count();
        found.extend((late > 0).then(|| Found::new(Kind::FollowRemedies, role, late, None)));
        let frozen = frozen(app, link, &asker.head.code).await?;
        let open = remedies::look::to_ask(app, &frozen, &plans).await?;
        found.extend((open > 0).then(|| Found::new(Kind::AskRemedies, role, open, None)));
    }
    for (plan, _) in &plans {
        let own = |role: Role| asker.roles.toward(&plan.unit).any(|held| held == role).then_some(role);
        let (clerk, chief) = (own(Role::Contributor), own(Role::UnitHead));
        let due_at = Local::new(&plan.due_on, "23:59").moment();
        let overdue = plan.overdue_items(&today);
        let task = match plan.state {
            // A unit without a contributor is served by its head.
            RemedyState::Asked => clerk.or(chief).map(|role| Found::new(Kind::WriteRemedy, role, 1, due_at)),
            RemedyState::WithHead => chief.map(|role| Found::new(Kind::SignRemedy, role, 1, due_at)),
            RemedyState::Signed if overdue > 0 => {
                let first = plan.items.iter().filter(|item| item.is_overdue(&today)).map(|item| &item.due_on).min();
                let due_at = first.and_then(|day| Local::new(day, "23:59").moment());
                clerk.or(chief).map(|role| Found::new(Kind::MarkRemedy, role, overdue, due_at))
            }
            RemedyState::Signed | RemedyState::Withdrawn => None,
        };
        found.extend(task.map(|task| Found { unit: Some(plan.unit.clone()), ..task }));
    }
    Ok(found)
}
