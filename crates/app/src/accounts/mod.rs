//! Accounts: who people are, and how they prove it.
//!
//! Read in this order: [`create`] (who there is), [`sign_in`], [`session`] (how long it lasts), [`password`],
//! [`gate`] (how often anybody may try), `secret`.

pub mod create;
pub mod gate;
pub mod password;
mod secret;
pub mod session;
pub mod sign_in;

use sha2::{Digest, Sha256};
use thuocdo_base::Actor;
use thuocdo_store::{AccountRow, Link};

pub use self::create::{NewAccount, create};
pub use self::gate::Gate;
pub use self::session::{Signed, signed_in, signed_in_quietly, standing};
pub use self::sign_in::{SignIn, Visit, sign_in, sign_out};
use crate::ActionError;

/// Whoever is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// Id of the account.
    pub account: String,
    /// Id of the session.
    pub session: String,
    /// Name of the person.
    pub name: String,
    /// Id of the body the person works in.
    pub org_unit: Option<String>,
    /// Keeps bodies, accounts and roles.
    pub administrator: bool,
    /// Reads everything.
    pub auditor: bool,
    /// What must be done before anything else.
    pub first: Option<First>,
}

/// What somebody who is signed in must do before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// Choose a password of their own.
    ChangePassword,
    /// Set the second factor up.
    SecondFactor,
}

/// What ties a form to a session.
pub fn form_token(me: &Me) -> String {
    let hash = Sha256::digest(format!("thuocdo:form:v1 {}", me.session));
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Lets in the operator and administrators; gives the administrator's account.
pub(crate) async fn keeper(link: &mut Link, actor: &Actor) -> Result<Option<AccountRow>, ActionError> {
    let account = match actor {
        Actor::Operator => return Ok(None),
        Actor::Person(id) => link.find_account(id).await?,
        Actor::Public | Actor::System => None,
    };
    match account.filter(|row| row.administrator && row.disabled_at.is_none()) {
        Some(row) => Ok(Some(row)),
        None => Err(ActionError::NotAllowed),
    }
}
