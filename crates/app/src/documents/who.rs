//! Who sees which document, and who writes it.

use thuocdo_assessment::role::Role;
use thuocdo_assessment::{Action, Roles, RoundStage};
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
