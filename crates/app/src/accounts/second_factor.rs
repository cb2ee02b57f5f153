//! The second factor: codes of an authenticator (TOTP), and recovery codes for when it is lost.

use sha2::{Digest, Sha256};
use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_store::{AccountRow, SessionStage, Work};
use totp_rs::{Algorithm, Builder, Totp};

use super::create::refused;
use super::sign_in::{SignIn, Visit, fail, opened};
use super::{Me, base32, house, secret, session};
use crate::{ActionError, App};

/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;
/// Name under which authenticators list us.
const ISSUER: &str = "Thuoc Do";

/// A key that is being set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The key in groups of four, to type.
    pub key: String,
    /// The address that authenticators read from a QR code.
    pub link: String,
}

/// Begins to set the second factor up: makes a key, or gives the one that waits for its first code.
///
/// # Errors
/// [`ActionError::Refused`] if a second factor is there already.
pub async fn begin(app: &App, me: &Me) -> Result<Enrolment, ActionError> {
    let account = me.account.clone();
    let mut bytes = [0; 20];
    app.random.fill(&mut bytes);
    let row = app.write(move |work| {
        Box::pin(async move {
            let mut row = work.find_account(&account).await?.ok_or(ActionError::NotAllowed)?;
            if row.totp.is_some() {
                return Err(refused(Message::new("account-factor-there")));
            }
            if row.totp_new.is_none() {
                row.totp_new = Some(base32::write(&bytes));
                work.save_account(&row).await?;
            }
            Ok(row)
        })
    });
    let row = row.await?;
    let key = row.totp_new.unwrap_or_default();
    let issuer = ISSUER.replace(' ', "%20");
    let login = row.login.replace('+', "%2B");
    let link = format!("otpauth://totp/{issuer}:{login}?secret={key}&issuer={issuer}");
    let groups: Vec<&str> = key.as_bytes().chunks(4).filter_map(|group| str::from_utf8(group).ok()).collect();
    Ok(Enrolment { key: groups.join(" "), link })
}

/// Ends setting up with a first code: the second factor counts, and recovery codes are given, once.
///
/// # Errors
/// [`ActionError::Refused`] if the code is not one of the key.
pub async fn finish(app: &App, me: &Me, code: &str) -> Result<Vec<String>, ActionError> {
    attempt(app, &me.session)?;
    let (codes, account, code) = (recovery_codes(app), me.account.clone(), code.to_owned());
    let kept = kept_codes(&account, &codes);
    let here = me.session.clone();
    app.write(move |work| {
        Box::pin(async move {
            let mut row = work.find_account(&account).await?.ok_or(ActionError::NotAllowed)?;
            let step = row.totp_new.as_deref().and_then(|key| step(key, &code, work.now()));
            let step = step.ok_or_else(|| refused(Message::new("account-code-wrong")))?;
            row.totp = row.totp_new.take();
            row.totp_step = Some(step);
            row.version += 1;
            work.save_account(&row).await?;
            work.replace_recovery_codes(&row.id, &kept).await?;
            work.revoke_sessions(&row.id, Some(&here)).await?;
            house::tell(work, "account-factor-set", &Actor::Person(account), &row).await
        })
    })
    .await?;
    Ok(codes)
}

/// Gives new recovery codes; the old ones are void.
///
/// # Errors
/// [`ActionError::NotAllowed`] without a second factor.
pub async fn renew_recovery_codes(app: &App, me: &Me) -> Result<Vec<String>, ActionError> {
    strong(me)?;
    let (codes, account) = (recovery_codes(app), me.account.clone());
    let kept = kept_codes(&account, &codes);
    app.write(move |work| {
        Box::pin(async move {
            let row = work.find_account(&account).await?.filter(|row| row.totp.is_some());
            let row = row.ok_or(ActionError::NotAllowed)?;
            work.replace_recovery_codes(&row.id, &kept).await?;
            house::tell(work, "account-recovery-renewed", &Actor::Person(account), &row).await
        })
    })
    .await?;
    Ok(codes)
}

/// Takes the second factor off; a password that is long enough to stand alone is asked for next.
///
/// # Errors
/// [`ActionError::Refused`] if it is required.
pub async fn remove(app: &App, me: &Me) -> Result<(), ActionError> {
    strong(me)?;
    if me.administrator && app.administrators_need_code {
        return Err(refused(Message::new("account-factor-required")));
    }
    let (account, here) = (me.account.clone(), me.session.clone());
    app.write(move |work| {
        Box::pin(async move {
            let row = work.find_account(&account).await?.ok_or(ActionError::NotAllowed)?;
            drop_factor(work, &Actor::Person(account), row, Some(&here)).await
        })
    })
    .await
}

/// Takes the second factor of an account off.
pub(crate) async fn drop_factor(
    work: &mut Work,
    actor: &Actor,
    mut row: AccountRow,
    but: Option<&str>,
) -> Result<(), ActionError> {
    row.totp = None;
    row.totp_new = None;
    row.totp_step = None;
    row.must_change = true;
    row.version += 1;
    work.save_account(&row).await?;
    work.replace_recovery_codes(&row.id, &[]).await?;
    work.revoke_sessions(&row.id, but).await?;
    house::tell(work, "account-factor-removed", actor, &row).await
}

/// Signs in with the second factor after the password: a code of the authenticator, or a recovery code.
///
/// # Errors
/// If the store does not answer.
pub async fn prove(app: &App, waiting: &str, code: &str, visit: Visit) -> Result<SignIn, ActionError> {
    let found = session::find(app, waiting).await?.filter(|(session, _)| session.stage == SessionStage::Code);
    let (before, account) = found.ok_or(ActionError::NotAllowed)?;
    if let Err(seconds) = app.gate.attempt(&visit.address, &account.login, app.clock.now()) {
        return Ok(SignIn::Wait(seconds));
    }
    let secret = secret::make(app.random.as_ref());
    let (id, code) = (secret::kept(&secret), code.to_owned());
    let login = account.login;
    let address = visit.address.clone();
    let name = login.clone();
    let open = app.write(move |work| {
        Box::pin(async move {
            let failures = work.find_failures(&login).await?;
            let locked = failures.as_ref().and_then(|row| row.locked_until).is_some_and(|until| until > work.now());
            let Some(row) = work.find_account(&before.account).await?.filter(|row| row.disabled_at.is_none()) else {
                return Ok(false);
            };
            if locked || !takes(work, row, &code).await? {
                fail(work, &login, failures).await?;
                return Ok(false);
            }
            work.clear_failures(&login).await?;
            work.revoke_session(&before.account, &before.id).await?;
            let session = opened(id, &before.account, SessionStage::Open, visit, work.now());
            work.save_session(&session).await?;
            Ok(true)
        })
    });
    if !open.await? {
        return Ok(SignIn::No);
    }
    app.gate.forgive(&address, &name);
    Ok(SignIn::In(secret))
}

/// Takes a code, once.
async fn takes(work: &mut Work, mut row: AccountRow, code: &str) -> Result<bool, ActionError> {
    let found = row.totp.as_deref().and_then(|key| step(key, code, work.now()));
    if let Some(step) = found.filter(|step| row.totp_step.is_none_or(|last| *step > last)) {
        row.totp_step = Some(step);
        row.seen_at = Some(work.now());
        work.save_account(&row).await?;
        return Ok(true);
    }
    let kept = kept_code(&row.id, code);
    if !work.take_recovery_code(&row.id, &kept).await? {
        return Ok(false);
    }
    row.seen_at = Some(work.now());
    work.save_account(&row).await?;
    house::tell(work, "account-recovery-used", &Actor::Person(row.id.clone()), &row).await?;
    Ok(true)
}

/// The code of a key at a moment: for tests and for nobody else.
pub fn code_at(key: &str, now: Timestamp) -> Option<String> {
    Some(totp(key)?.generate(seconds(now)).to_string())
}

/// The step whose code this is, if it is one of a key around a moment.
fn step(key: &str, code: &str, now: Timestamp) -> Option<i64> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    i64::try_from(totp(key)?.check(&digits, seconds(now))?).ok()
}

fn totp(key: &str) -> Option<Totp> {
    let bytes: [u8; 20] = base32::read(key)?.try_into().ok()?;
    Builder::new().with_algorithm(Algorithm::SHA1).with_secret(bytes).build().ok()
}

fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.micros() / 1_000_000).unwrap_or_default()
}

fn recovery_codes(app: &App) -> Vec<String> {
    let one = || {
        let mut bytes = [0; 10];
        app.random.fill(&mut bytes);
        let text = base32::write(&bytes).to_lowercase();
        [text.get(..4), text.get(4..8), text.get(8..12), text.get(12..)].map(Option::unwrap_or_default).join("-")
    };
    (0..RECOVERY_CODES).map(|_| one()).collect()
}

fn kept_codes(account: &str, codes: &[String]) -> Vec<String> {
    codes.iter().map(|code| kept_code(account, code)).collect()
}

fn kept_code(account: &str, code: &str) -> String {
    let plain: String = code.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let hash = Sha256::digest(format!("thuocdo:recovery:v1 {account} {plain}"));
    hex::encode(hash)
}

fn attempt(app: &App, session: &str) -> Result<(), ActionError> {
    let tried = app.gate.attempt(session, &format!("ma {session}"), app.clock.now());
    tried.map_err(|seconds| {
        let seconds = usize::try_from(seconds).unwrap_or(usize::MAX);
        refused(Message::new("account-wait-more").count("seconds", seconds))
    })
}

/// Dangerous changes want a fresh proof.
pub(crate) fn strong(me: &Me) -> Result<(), ActionError> {
    if me.strong { Ok(()) } else { Err(refused(Message::new("account-confirm-first"))) }
}
