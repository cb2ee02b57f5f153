//! Signing in and out. Whoever fails learns nothing: unknown names take the same way as known ones.

use thuocdo_base::Timestamp;
use thuocdo_store::{AccountRow, FailureRow, SessionRow, SessionStage, Work};

use super::create::{LONGEST_LOGIN, login_of};
use super::{password, secret, session};
use crate::{ActionError, App};

/// Failures in a row that lock a name.
pub const FAILURES: i64 = 5;
/// How long it stays locked, in seconds.
pub const LOCKED: i64 = 12 * 3_600;
/// How long the second factor is waited for, in seconds.
const WAITED: i64 = 10 * 60;

/// Where a request comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// Address of the computer.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
}

/// How an attempt to sign in ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// Signed in: the secret for the cookie.
    In(String),
    /// The password was right; the second factor is asked for next.
    Code(String),
    /// Wrong name or password, locked or switched off: not said which.
    No,
    /// Too many attempts; again after so many seconds.
    Wait(u64),
}

/// Signs somebody in by password.
///
/// # Errors
/// If the store does not answer, or too many wait.
pub async fn sign_in(app: &App, login: &str, typed: &str, visit: Visit) -> Result<SignIn, ActionError> {
    let login: String = login_of(login).chars().take(LONGEST_LOGIN).collect();
    if let Err(seconds) = app.gate.attempt(&visit.address, &login, app.clock.now()) {
        return Ok(SignIn::Wait(seconds));
    }
    let account = app.store.look().await?.find_login(&login).await?;
    let kept = account.as_ref().and_then(|row| row.password.as_deref());
    let right = password::is_right(app, typed, kept).await?;
    let secret = secret::make(app.random.as_ref());
    let (id, name, address) = (secret::kept(&secret), login.clone(), visit.address.clone());
    let stage = app
        .write(move |work| {
            Box::pin(async move {
                let found = work.find_login(&login).await?.filter(|row| right && row.disabled_at.is_none());
                // The password may have been changed while this one was being checked.
                let found = found.filter(|row| account.as_ref().is_some_and(|was| was.password == row.password));
                settle(work, &login, found, id, visit).await
            })
        })
        .await?;
    Ok(match stage {
        None => SignIn::No,
        Some(SessionStage::Code) => SignIn::Code(secret),
        Some(_) => {
            app.gate.forgive(&address, &name);
            SignIn::In(secret)
        }
    })
}

/// Counts a failure, or opens a session; the same reads for every name.
async fn settle(
    work: &mut Work,
    login: &str,
    account: Option<AccountRow>,
    id: String,
    visit: Visit,
) -> Result<Option<SessionStage>, ActionError> {
    let failures = work.find_failures(login).await?;
    let locked = failures.as_ref().and_then(|row| row.locked_until).is_some_and(|until| until > work.now());
    let Some(mut account) = account.filter(|_| !locked) else {
        fail(work, login, failures).await?;
        return Ok(None);
    };
    let stage = if account.totp.is_some() { SessionStage::Code } else { SessionStage::Open };
    if stage == SessionStage::Open {
        work.clear_failures(login).await?;
        account.seen_at = Some(work.now());
        work.save_account(&account).await?;
    }
    work.save_session(&opened(id, &account.id, stage, visit, work.now())).await?;
    Ok(Some(stage))
}

/// Notes a failure of a name; the fifth in a row locks it.
pub(crate) async fn fail(work: &mut Work, login: &str, before: Option<FailureRow>) -> Result<(), ActionError> {
    let now = work.now();
    let over = before.as_ref().and_then(|row| row.locked_until).is_some_and(|until| until <= now);
    let failures = before.as_ref().filter(|_| !over).map_or(0, |row| row.failures) + 1;
    let earlier = before.and_then(|row| row.locked_until).filter(|until| *until > now);
    let locked_until = earlier.or_else(|| (failures >= FAILURES).then(|| later(now, LOCKED)));
    Ok(work.save_failures(&FailureRow { login: login.to_owned(), failures, last_at: now, locked_until }).await?)
}

/// A session as it begins.
pub(crate) fn opened(id: String, account: &str, stage: SessionStage, visit: Visit, now: Timestamp) -> SessionRow {
    let lasts = if stage == SessionStage::Code { WAITED } else { session::WHOLE };
    SessionRow {
        id,
        account: account.to_owned(),
        created_at: now,
        seen_at: now,
        ends_at: later(now, lasts),
        strong: if stage == SessionStage::Code { 0 } else { now.micros() },
        address: visit.address,
        agent: visit.agent.chars().take(300).collect(),
        stage,
        revoked_at: None,
    }
}

pub(crate) fn later(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_micros(now.micros() + seconds * 1_000_000)
}

/// Ends the session that a secret belongs to.
///
/// # Errors
/// If the store does not answer.
pub async fn sign_out(app: &App, secret: &str) -> Result<(), ActionError> {
    let id = secret::kept(secret);
    app.write(move |work| {
        Box::pin(async move {
            let Some(session) = work.find_session(&id).await? else { return Ok(()) };
            work.revoke_session(&session.account, &session.id).await?;
            Ok(())
        })
    })
    .await
}
