//! What one does with one's own password.

use thuocdo_base::{Actor, Message};
use thuocdo_store::{AccountRow, SessionStage, Work};

use super::create::refused;
use super::sign_in::{self, Visit, fail, opened};
use super::{Me, house, password, secret};
use crate::{ActionError, App};

/// What somebody sees of their own account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnView {
    /// Name to sign in with.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// Title.
    pub title: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// When the password was chosen.
    pub password_set_at: Option<thuocdo_base::Timestamp>,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// Recovery codes that are left.
    pub recovery_codes: usize,
}

/// Shows one's own account.
///
/// # Errors
/// If the store does not answer.
pub async fn view(app: &App, me: &Me) -> Result<OwnView, ActionError> {
    let mut link = app.store.look().await?;
    let row = link.find_account(&me.account).await?.ok_or(ActionError::NotAllowed)?;
    let recovery_codes = usize::try_from(link.count_recovery_codes(&me.account).await?).unwrap_or_default();
    let AccountRow { login, name, title, email, password_set_at, totp, .. } = row;
    Ok(OwnView { login, name, title, email, password_set_at, second_factor: totp.is_some(), recovery_codes })
}

/// Changes one's own password: all sessions end, and a new one takes the place of this one.
///
/// # Errors
/// [`ActionError::Refused`] if the old one is wrong or the new one is not good enough or was there before.
pub async fn change_password(app: &App, me: &Me, old: &str, new: &str, visit: Visit) -> Result<String, ActionError> {
    let account = app.store.look().await?.find_account(&me.account).await?.ok_or(ActionError::NotAllowed)?;
    prove(app, &account, &me.session, old, &visit).await?;
    let hash = chosen(app, &account, new).await?;
    let secret = secret::make(app.random.as_ref());
    let (id, account) = (secret::kept(&secret), account.id);
    app.write(move |work| {
        Box::pin(async move {
            let actor = Actor::Person(account.clone());
            take(work, &actor, &account, hash).await?;
            let session = opened(id, &account, SessionStage::Open, visit, work.now());
            Ok(work.save_session(&session).await?)
        })
    })
    .await?;
    Ok(secret)
}

/// Chooses a password with a code that was handed out, once.
///
/// # Errors
/// [`ActionError::Refused`] if the code is spent or the password is not good enough.
pub async fn choose_password(app: &App, code: &str, new: &str, visit: &Visit) -> Result<(), ActionError> {
    let spent = || refused(Message::new("account-code-spent"));
    if app.gate.attempt(&visit.address, "", app.clock.now()).is_err() {
        return Err(refused(Message::new("account-busy")));
    }
    let kept = secret::kept(code.trim());
    let mut link = app.store.look().await?;
    let now = app.clock.now();
    let found = link.find_code(&kept).await?.filter(|row| row.used_at.is_none() && row.expires_at > now);
    let account = link.find_account(&found.ok_or_else(spent)?.account).await?;
    let account = account.filter(|row| row.disabled_at.is_none()).ok_or_else(spent)?;
    drop(link);
    let hash = chosen(app, &account, new).await?;
    app.write(move |work| {
        Box::pin(async move {
            let account = work.take_code(&kept).await?.ok_or_else(spent)?;
            let actor = Actor::Person(account.clone());
            take(work, &actor, &account, hash).await
        })
    })
    .await
}

/// Says whether a code that was handed out still counts.
///
/// # Errors
/// If the store does not answer.
pub async fn code_counts(app: &App, code: &str) -> Result<bool, ActionError> {
    let found = app.store.look().await?.find_code(&secret::kept(code.trim())).await?;
    Ok(found.is_some_and(|row| row.used_at.is_none() && row.expires_at > app.clock.now()))
}

/// Checks a new password against the rule and the last ones, and hashes it.
async fn chosen(app: &App, account: &AccountRow, new: &str) -> Result<String, ActionError> {
    let lacks = password::lacks(new, &account.login, account.totp.is_some());
    if !lacks.is_empty() {
        return Err(ActionError::Refused(lacks));
    }
    let past = app.store.look().await?.past_passwords(&account.id, password::BARRED).await?;
    if password::is_among(app, new, past).await? {
        return Err(refused(Message::new("account-password-before").count("barred", barred())));
    }
    password::hash(app, new).await
}

fn barred() -> usize {
    usize::try_from(password::BARRED).unwrap_or_default()
}

/// Puts a password in place; every session of the account ends.
async fn take(work: &mut Work, actor: &Actor, account: &str, hash: String) -> Result<(), ActionError> {
    let mut row = work.find_account(account).await?.ok_or(ActionError::NotAllowed)?;
    let now = work.now();
    work.keep_password(&row.id, now, &hash).await?;
    row.password = Some(hash);
    row.password_set_at = Some(now);
    row.must_change = false;
    row.seen_at = Some(now);
    row.version += 1;
    work.save_account(&row).await?;
    work.clear_failures(&row.login).await?;
    work.revoke_sessions(&row.id, None).await?;
    house::tell(work, "account-password-changed", actor, &row).await
}

/// Settles that whoever holds a session knows the password; five failures end the session.
pub(crate) async fn prove(
    app: &App,
    account: &AccountRow,
    session: &str,
    typed: &str,
    visit: &Visit,
) -> Result<(), ActionError> {
    if let Err(seconds) = app.gate.attempt(&visit.address, session, app.clock.now()) {
        let seconds = usize::try_from(seconds).unwrap_or(usize::MAX);
        return Err(refused(Message::new("account-wait-more").count("seconds", seconds)));
    }
    if password::is_right(app, typed, account.password.as_deref()).await? {
        return Ok(());
    }
    // Failures of a session are counted for itself: they lock nobody out.
    let (name, session, account) = (format!("phien {session}"), session.to_owned(), account.id.clone());
    app.write(move |work| {
        Box::pin(async move {
            let before = work.find_failures(&name).await?;
            if before.as_ref().is_some_and(|row| row.failures + 1 >= sign_in::FAILURES) {
                work.revoke_session(&account, &session).await?;
            }
            fail(work, &name, before).await
        })
    })
    .await?;
    Err(refused(Message::new("account-password-wrong")))
}
