//! Sessions: how long somebody stays signed in.

use thuocdo_base::Timestamp;
use thuocdo_store::{AccountRow, SessionRow, SessionStage};

use super::{First, Me, secret};
use crate::{ActionError, App};

/// A session ends after this, used or not, in seconds.
pub const WHOLE: i64 = 12 * 3_600;
/// An idle session locks after this, in seconds.
pub const IDLE: i64 = 15 * 60;
/// The same for administrators.
pub const IDLE_ADMINISTRATOR: i64 = 5 * 60;
/// Use is noted this often, in seconds: not every request is a write.
const NOTED: i64 = 20;

/// What a browser's secret is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signed {
    /// Signed in.
    In(Box<Me>),
    /// The password was right; the second factor is still asked for.
    NeedsCode,
    /// Idle for too long: the password opens it again.
    Locked(Box<Me>),
    /// Not signed in.
    Out,
}

/// Finds who holds a session's secret, if the session is open, and notes the use.
///
/// # Errors
/// If the store does not answer.
pub async fn signed_in(app: &App, secret: &str) -> Result<Option<Me>, ActionError> {
    Ok(match standing(app, secret, true).await? {
        Signed::In(me) => Some(*me),
        _ => None,
    })
}

/// Finds who holds a session's secret without noting it as use: what scripts do of their own keeps nothing open.
///
/// # Errors
/// If the store does not answer.
pub async fn signed_in_quietly(app: &App, secret: &str) -> Result<Option<Me>, ActionError> {
    Ok(match standing(app, secret, false).await? {
        Signed::In(me) => Some(*me),
        _ => None,
    })
}

/// Says what a browser's secret is good for, and notes the use if it is one.
///
/// # Errors
/// If the store does not answer.
pub async fn standing(app: &App, secret: &str, used: bool) -> Result<Signed, ActionError> {
    let Some((session, account)) = find(app, secret).await? else { return Ok(Signed::Out) };
    let now = app.clock.now();
    if session.stage == SessionStage::Code {
        return Ok(Signed::NeedsCode);
    }
    let me = Box::new(me(&session, &account));
    if session.stage == SessionStage::Locked || left(&session, &account, now) <= 0 {
        return Ok(Signed::Locked(me));
    }
    if used && now.micros() - session.seen_at.micros() >= NOTED * 1_000_000 {
        note(app, session.id).await?;
    }
    Ok(Signed::In(me))
}

/// Finds a session that lasts, and its account if it is not switched off.
pub(crate) async fn find(app: &App, secret: &str) -> Result<Option<(SessionRow, AccountRow)>, ActionError> {
    if secret.is_empty() {
        return Ok(None);
    }
    let mut link = app.store.look().await?;
    let now = app.clock.now();
    let session = link.find_session(&secret::kept(secret)).await?;
    let Some(session) = session.filter(|row| row.revoked_at.is_none() && row.ends_at > now) else { return Ok(None) };
    let account = link.find_account(&session.account).await?;
    Ok(account.filter(|row| row.disabled_at.is_none()).map(|account| (session, account)))
}

/// Seconds until an open session locks.
pub(crate) fn left(session: &SessionRow, account: &AccountRow, now: Timestamp) -> i64 {
    let idle = if account.administrator { IDLE_ADMINISTRATOR } else { IDLE };
    let until = session.seen_at.micros() + idle * 1_000_000;
    (until.min(session.ends_at.micros()) - now.micros()).div_euclid(1_000_000)
}

fn me(session: &SessionRow, account: &AccountRow) -> Me {
    Me {
        account: account.id.clone(),
        session: session.id.clone(),
        name: account.name.clone(),
        org_unit: account.org_unit.clone(),
        administrator: account.administrator,
        auditor: account.auditor,
        first: account.must_change.then_some(First::ChangePassword),
    }
}

async fn note(app: &App, id: String) -> Result<(), ActionError> {
    app.write(move |work| {
        Box::pin(async move {
            let Some(mut session) = work.find_session(&id).await? else { return Ok(()) };
            session.seen_at = work.now();
            Ok(work.save_session(&session).await?)
        })
    })
    .await
}
