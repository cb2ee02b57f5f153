//! Who sees which document, and who writes it.

use std::collections::BTreeSet;

use thuocdo_assessment::clarification::State;
use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, Roles, RoundStage, Verdict, table};
use thuocdo_base::Actor;
use thuocdo_documents::Kind;
use thuocdo_store::Link;

use crate::{ActionError, may};

/// How somebody stands to a document.
pub(super) struct Eye {
    /// Where the round stands.
    pub(super) stage: RoundStage,
    /// Whether they write it.
    pub(super) writes: bool,
}

/// Settles whether an actor sees a document, and whether they write it.
pub(super) async fn eye(
    link: &mut Link,
    actor: &Actor,
    kind: Kind,
    round: &str,
    about: &str,
) -> Result<Eye, ActionError> {
    match kind {
        Kind::SelfReport | Kind::PointsSheet => of_unit(link, actor, round, about).await,
        Kind::ResultSheet => match may::round(link, actor, round, Action::ViewResult).await {
            Ok((stage, roles)) => Ok(Eye { stage, writes: roles.has(Role::Secretariat) }),
            Err(_) => Ok(Eye { writes: false, ..of_unit(link, actor, round, about).await? }),
        },
        Kind::Clarification | Kind::AppraisalReport => {
            let (stage, roles) = may::round(link, actor, round, Action::ViewAppraisal).await?;
            all_sides(&roles)?;
            Ok(Eye { stage, writes: roles.has(Role::Secretariat) })
        }
        Kind::Minutes => {
            let (stage, roles) = may::round(link, actor, round, Action::ViewCouncil).await?;
            let keepers = [Role::Secretariat, Role::CouncilSecretary, Role::CouncilChair];
            Ok(Eye { stage, writes: keepers.into_iter().any(|role| roles.has(role)) })
        }
        Kind::Submission | Kind::Decision | Kind::RoundReport => {
            let (stage, roles) = may::round(link, actor, round, Action::ViewResult).await?;
            Ok(Eye { stage, writes: roles.has(Role::Secretariat) })
        }
    }
}

/// Codes of the units whose document of this kind an actor sees, settled with one look at roles and records.
pub(super) async fn units(
    link: &mut Link,
    actor: &Actor,
    kind: Kind,
    round: &str,
) -> Result<BTreeSet<String>, ActionError> {
    let Actor::Person(account) = actor else { return Err(ActionError::NotAllowed) };
    let (roles, records) = (link.roles_in(round, account).await?, link.list_records(round).await?);
    let stage = link.round_stage(round).await?.ok_or(ActionError::NotAllowed)?;
    let of_round = |action| table::judge_round(action, &roles, stage) == Verdict::Yes;
    if kind == Kind::Clarification {
        let open = of_round(Action::ViewAppraisal) && all_sides(&roles).is_ok();
        let questions = if open { link.questions(round, None, None).await? } else { Vec::new() };
        let asked = questions.into_iter().filter(|row| row.question.state == State::Open);
        return Ok(asked.map(|row| row.question.unit).collect());
    }
    let all = kind == Kind::ResultSheet && of_round(Action::ViewResult);
    let seen = records.into_iter().map(|row| row.record);
    let seen = seen.filter(|record| all || may::with_record(record, &roles, Action::ViewRecord).is_ok());
    Ok(seen.map(|record| record.unit).collect())
}

async fn of_unit(link: &mut Link, actor: &Actor, round: &str, unit: &str) -> Result<Eye, ActionError> {
    let (record, roles) = may::record(link, actor, round, unit, Action::ViewRecord).await?;
    Ok(Eye { stage: record.round_stage, writes: roles.toward(unit).any(Role::is_of_unit) })
}

/// Lets pass who sees the appraisal of all units: an appraiser sees a part of it.
fn all_sides(roles: &Roles) -> Result<(), ActionError> {
    match [Role::Secretariat, Role::Auditor].into_iter().any(|role| roles.has(role)) {
        true => Ok(()),
        false => Err(ActionError::NotAllowed),
    }
}
