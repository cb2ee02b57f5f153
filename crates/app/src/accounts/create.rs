//! Making accounts.

use thuocdo_base::{Actor, Message};
use thuocdo_store::AccountRow;
use thuocdo_words::collate::fold;

use super::{house, password};
use crate::{ActionError, App, may};

/// Longest login name.
pub const LONGEST_LOGIN: usize = 64;

/// What is told of a new account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewAccount {
    /// Name to sign in with.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Title (chức vụ).
    pub title: Option<String>,
    /// Id of the body the person works in.
    pub org_unit: Option<String>,
    /// Keeps bodies, accounts and roles.
    pub administrator: bool,
    /// Reads everything.
    pub auditor: bool,
    /// The first password; none: the person gets a code to choose one.
    pub password: Option<String>,
    /// Whether it must be changed at the first signing in.
    pub must_change: bool,
}

/// Makes an account and gives its id.
///
/// # Errors
/// If the actor keeps no accounts, the name is taken or not one, or the password is not good enough.
pub async fn create(app: &App, actor: &Actor, new: NewAccount) -> Result<String, ActionError> {
    let mut link = app.store.look().await?;
    may::administrator(&mut link, actor).await?;
    let login = login_of(&new.login);
    let mut lacks = faults(&login, &new.name);
    if let Some(password) = &new.password {
        lacks.extend(password::lacks(password, &login, false));
    }
    if !lacks.is_empty() {
        return Err(ActionError::Refused(lacks));
    }
    drop(link);
    let hash = match &new.password {
        Some(password) => Some(password::hash(app, password).await?),
        None => None,
    };
    let (id, actor) = (app.new_id(), actor.clone());
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            if work.find_login(&login).await?.is_some() {
                return Err(refused(Message::new("account-login-taken").text("login", &login)));
            }
            let row = row(id, login, new, hash, work.now());
            work.save_account(&row).await?;
            if let (Some(hash), Some(at)) = (&row.password, row.password_set_at) {
                work.keep_password(&row.id, at, hash).await?;
            }
            house::tell(work, "account-created", &actor, &row).await?;
            Ok(row.id)
        })
    })
    .await
}

/// One reason.
pub(crate) fn refused(reason: Message) -> ActionError {
    ActionError::Refused(vec![reason])
}

/// A login name as it is kept: without spaces around it, in lower case.
pub(crate) fn login_of(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// What search looks into.
pub(crate) fn folded(name: &str, login: &str, email: Option<&str>) -> String {
    fold(&[name, login, email.unwrap_or_default()].join(" "))
}

/// What is wrong with a login name and a name.
pub(crate) fn faults(login: &str, name: &str) -> Vec<Message> {
    let signs = login.chars().all(|sign| sign.is_ascii_alphanumeric() || "._-@+".contains(sign));
    let mut faults = Vec::new();
    if login.chars().count() < 3 || login.len() > LONGEST_LOGIN || !signs {
        faults.push(Message::new("account-login-form"));
    }
    if name.trim().is_empty() {
        faults.push(Message::new("account-name-missing"));
    }
    faults
}

fn row(id: String, login: String, new: NewAccount, hash: Option<String>, now: thuocdo_base::Timestamp) -> AccountRow {
    let name = new.name.trim().to_owned();
    AccountRow {
        id,
        folded: folded(&name, &login, new.email.as_deref()),
        login,
        name,
        email: new.email,
        title: new.title,
        org_unit: new.org_unit,
        administrator: new.administrator,
        auditor: new.auditor,
        password_set_at: hash.is_some().then_some(now),
        password: hash,
        must_change: new.must_change,
        totp: None,
        totp_new: None,
        totp_step: None,
        disabled_at: None,
        disabled_reason: None,
        seen_at: None,
        created_at: now,
        version: 1,
    }
}
