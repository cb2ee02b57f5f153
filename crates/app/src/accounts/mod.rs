//! Accounts: who people are, and how they prove it.

use sha2::{Digest, Sha256};

use crate::{ActionError, App};

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
}

/// Finds who holds a session's secret, if the session lasts.
///
/// # Errors
/// If the store does not answer.
pub async fn signed_in(_app: &App, _secret: &str) -> Result<Option<Me>, ActionError> {
    Ok(None)
}

/// What ties a form to a session.
pub fn form_token(me: &Me) -> String {
    let hash = Sha256::digest(format!("thuocdo:form:v1 {}", me.session));
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
