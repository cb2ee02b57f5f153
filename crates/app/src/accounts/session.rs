//! Sessions: how long somebody stays signed in.

use thuocdo_base::Timestamp;
use thuocdo_store::{AccountRow, SessionRow, SessionStage};

use super::{First, Me, Visit, own, secret};
use crate::{ActionError, App};

/// A session ends after this, used or not, in seconds.
pub const WHOLE: i64 = 12 * 3_600;
/// An idle session locks after this, in seconds.
pub const IDLE: i64 = 15 * 60;
/// The same for administrators.
pub const IDLE_ADMINISTRATOR: i64 = 5 * 60;
/// A proof of who one is counts this long for dangerous changes, in seconds.
pub const STRONG: i64 = 10 * 60;
/// Administrators choose a new password after this, in seconds: two months.
const PASSWORD_LASTS: i64 = 60 * 86_400;
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
    let me = Box::new(me(app, &session, &account));
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

fn me(app: &App, session: &SessionRow, account: &AccountRow) -> Me {
    let now = app.clock.now().micros();
    Me {
        account: account.id.clone(),
        session: session.id.clone(),
        name: account.name.clone(),
        org_unit: account.org_unit.clone(),
        administrator: account.administrator,
        auditor: account.auditor,
        strong: now - session.strong < STRONG * 1_000_000,
        first: first(app, account, now),
    }
}

/// What an account must do before anything else.
fn first(app: &App, account: &AccountRow, now: i64) -> Option<First> {
    let set_at = account.password_set_at.map_or(0, Timestamp::micros);
    let old = account.administrator && now - set_at > PASSWORD_LASTS * 1_000_000;
    if account.must_change || old {
        return Some(First::ChangePassword);
    }
    let lacks_code = account.administrator && app.administrators_need_code && account.totp.is_none();
    lacks_code.then_some(First::SecondFactor)
}

async fn note(app: &App, id: String) -> Result<(), ActionError> {
    app.write(move |work| {
        Box::pin(async move {
            let session = work.find_session(&id).await?.filter(|row| row.revoked_at.is_none());
            let Some(mut session) = session else { return Ok(()) };
            session.seen_at = work.now();
            Ok(work.save_session(&session).await?)
        })
    })
    .await
}

/// One session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Id, to end it by.
    pub id: String,
    /// Where it was opened from.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// Whether it is the one that asks.
    pub here: bool,
}

/// Seconds until the session of a secret locks; 0 if it is locked or over.
///
/// # Errors
/// If the store does not answer.
pub async fn seconds_left(app: &App, secret: &str) -> Result<i64, ActionError> {
    let found = find(app, secret).await?.filter(|(session, _)| session.stage == SessionStage::Open);
    let now = app.clock.now();
    Ok(found.map_or(0, |(session, account)| left(&session, &account, now).max(0)))
}

/// Notes use, so that the session stays open; gives the seconds left.
///
/// # Errors
/// If the store does not answer.
pub async fn prolong(app: &App, me: &Me, secret: &str) -> Result<i64, ActionError> {
    note(app, me.session.clone()).await?;
    seconds_left(app, secret).await
}

/// Opens a session that locked itself, by the password of its owner.
///
/// # Errors
/// [`ActionError::Refused`] if the password is wrong; the session is over after five failures.
pub async fn unlock(app: &App, secret: &str, typed: &str, visit: &Visit) -> Result<(), ActionError> {
    let found = find(app, secret).await?.filter(|(session, _)| session.stage != SessionStage::Code);
    let (session, account) = found.ok_or(ActionError::NotAllowed)?;
    own::prove(app, &account, &session.id, typed, visit).await?;
    renew(app, session.id).await
}

/// Takes the password again before a dangerous change.
///
/// # Errors
/// [`ActionError::Refused`] if the password is wrong; the session is over after five failures.
pub async fn confirm(app: &App, me: &Me, typed: &str, visit: &Visit) -> Result<(), ActionError> {
    let account = app.store.look().await?.find_account(&me.account).await?.ok_or(ActionError::NotAllowed)?;
    own::prove(app, &account, &me.session, typed, visit).await?;
    renew(app, me.session.clone()).await
}

/// The open sessions of whoever asks.
///
/// # Errors
/// If the store does not answer.
pub async fn list(app: &App, me: &Me) -> Result<Vec<SessionView>, ActionError> {
    let rows = app.store.look().await?.sessions_of(&me.account, app.clock.now()).await?;
    let rows = rows.into_iter().filter(|row| row.stage != SessionStage::Code);
    Ok(rows.map(|row| view(row, me)).collect())
}

fn view(row: SessionRow, me: &Me) -> SessionView {
    let here = row.id == me.session;
    let SessionRow { id, address, agent, created_at, seen_at, .. } = row;
    SessionView { id, address, agent, created_at, seen_at, here }
}

/// Ends one of one's own sessions.
///
/// # Errors
/// [`ActionError::NotAllowed`] if it is not one's own.
pub async fn end(app: &App, me: &Me, id: &str) -> Result<(), ActionError> {
    let (account, id) = (me.account.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            if work.revoke_session(&account, &id).await? { Ok(()) } else { Err(ActionError::NotAllowed) }
        })
    })
    .await
}

/// Ends all of one's own sessions but the one that asks.
///
/// # Errors
/// If the store does not answer.
pub async fn end_others(app: &App, me: &Me) -> Result<(), ActionError> {
    let (account, here) = (me.account.clone(), me.session.clone());
    app.write(move |work| Box::pin(async move { Ok(work.revoke_sessions(&account, Some(&here)).await?) })).await
}

/// The person has just proved who they are: the session is open and strong.
async fn renew(app: &App, id: String) -> Result<(), ActionError> {
    app.write(move |work| {
        Box::pin(async move {
            let session = work.find_session(&id).await?.filter(|row| row.revoked_at.is_none());
            let mut session = session.ok_or(ActionError::NotAllowed)?;
            session.stage = SessionStage::Open;
            session.seen_at = work.now();
            session.strong = work.now().micros();
            Ok(work.save_session(&session).await?)
        })
    })
    .await
}
