//! What the tables say, before anything is asked.

use thuocdo_assessment::role::Role;
use thuocdo_assessment::table::{Verdict, judge_round};
use thuocdo_assessment::{RoundStage, table};
use thuocdo_desk::routes::{Access, Route};

use crate::people::{Person, Standing};
use crate::stages::Stage;

/// What somebody gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The page or the change.
    Yes,
    /// Told why not.
    Refused,
    /// As if it did not exist.
    Hidden,
    /// Sent to sign in.
    SignIn,
    /// Whatever the page says to anybody.
    Open,
    /// The item decides: its own body or a record the person reads.
    ByItem,
}

impl Outcome {
    /// The word in the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Refused => "refused",
            Self::Hidden => "hidden",
            Self::SignIn => "sign_in",
            Self::Open => "open",
            Self::ByItem => "by_item",
        }
    }
}

/// What the tables say; what they do not allow is hidden.
pub fn expected(route: &Route, person: &Person, standing: Standing, stage: &Stage) -> Outcome {
    if route.access == Access::Anyone {
        return Outcome::Open;
    }
    if !person.signs_in || matches!(standing, Standing::Disabled | Standing::Locked) {
        return Outcome::SignIn;
    }
    let roles = person.roles(standing);
    let has = |role| roles.has(role);
    let grant = |allowed: bool| if allowed { Outcome::Yes } else { Outcome::Hidden };
    match route.access {
        Access::Anyone | Access::Person => Outcome::Yes,
        Access::Administrator => grant(has(Role::Administrator)),
        Access::Overseer => grant(has(Role::Administrator) || has(Role::Auditor)),
        Access::AnyRole if roles.grants.is_empty() => Outcome::Hidden,
        Access::AnyRole => Outcome::ByItem,
        Access::May(action) if route.path.contains("{cq}") => {
            let verdicts = roles
                .toward("xa-mau-1")
                .map(|role| table::allowed(action, role, stage.round, Some(stage.record), stage.closed));
            of(verdicts.max().unwrap_or(Verdict::Hidden))
        }
        Access::May(action) => of(judge_round(action, &roles, stage.round)),
    }
}

fn of(verdict: Verdict) -> Outcome {
    match verdict {
        Verdict::Yes => Outcome::Yes,
        Verdict::Refused(_) => Outcome::Refused,
        Verdict::Hidden => Outcome::Hidden,
    }
}

/// Rounds that nobody has begun.
pub const PREPARING: RoundStage = RoundStage::Preparing;
