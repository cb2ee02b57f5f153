//! Accounts: who people are, and how they prove it.
//!
//! Read in this order: [`mod@create`], [`people`] and [`lists`] (who there is), [`mod@sign_in`], [`session`] (how long it lasts),
//! [`own`] and [`second_factor`] (what one changes of one's own), [`password`], [`gate`] (how often anybody may
//! try), [`watch`] (what happens with time), `house`, `secret`, `base32`.

mod base32;
pub mod create;
pub mod gate;
mod house;
pub mod lists;
pub mod own;
pub mod password;
pub mod people;
pub mod second_factor;
mod secret;
pub mod session;
pub mod sign_in;
pub mod watch;

use sha2::{Digest, Sha256};

pub use self::create::{NewAccount, create};
pub use self::gate::Gate;
pub use self::session::{Signed, signed_in, signed_in_quietly, standing};
pub use self::sign_in::{SignIn, Visit, sign_in, sign_out};
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
    /// Whether the person has proved who they are within the last minutes.
    pub strong: bool,
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
    hex::encode(&hash[..16])
}
