//! Who has an account: found, changed, switched off and on, helped back in.

use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_store::{AccountFilter, AccountRow, CodeRow, Link, Work};
use thuocdo_words::collate::fold;

use super::create::{self, folded, login_of, refused};
use super::second_factor::drop_factor;
use super::sign_in::later;
use super::{house, password, secret};
use crate::{ActionError, App, may};

/// People on one page of the list.
pub const ON_A_PAGE: i64 = 50;
/// How long a code that was handed out counts, in seconds: three days.
pub const CODE_LASTS: i64 = 3 * 86_400;

/// Which people are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// All that are not switched off.
    #[default]
    Active,
    /// Those that are switched off.
    Disabled,
    /// Administrators and auditors.
    Overseers,
    /// Those whose name is locked after failures.
    Locked,
    /// Everybody.
    All,
}

impl Only {
    /// All of them, as lists show them.
    pub const ALL: [Self; 5] = [Self::Active, Self::Overseers, Self::Locked, Self::Disabled, Self::All];

    /// The word by which addresses and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Overseers => "overseers",
            Self::Locked => "locked",
            Self::All => "all",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|only| only.word() == word)
    }
}

/// Somebody with an account, as administrators see them: no secret in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Id of the account.
    pub id: String,
    /// Version, to save against.
    pub version: i64,
    /// Name to sign in with.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// Title.
    pub title: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Code and name of the body the person works in.
    pub org_unit: Option<(String, String)>,
    /// Keeps bodies, accounts and roles.
    pub administrator: bool,
    /// Reads everything.
    pub auditor: bool,
    /// Whether a password was ever chosen.
    pub has_password: bool,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// Locked after failures until this moment.
    pub locked_until: Option<Timestamp>,
    /// When it was switched off, and why.
    pub disabled: Option<(Timestamp, String)>,
    /// Last signed in.
    pub seen_at: Option<Timestamp>,
    /// Codes and titles of the rounds in which the person has a role.
    pub rounds: Vec<(String, String)>,
    /// Sessions that last.
    pub sessions: usize,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// Who is on it.
    pub people: Vec<Person>,
    /// How many there are in all.
    pub total: usize,
    /// Number of this page, from 1.
    pub page: usize,
    /// Number of pages.
    pub pages: usize,
}

/// What may be changed of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// Name of the person.
    pub name: String,
    /// Title.
    pub title: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Code of the body.
    pub org_unit: Option<String>,
    /// Keeps bodies, accounts and roles.
    pub administrator: bool,
    /// Reads everything.
    pub auditor: bool,
}

/// Finds people without regard to accents, one page of them.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators and auditors.
pub async fn list(app: &App, actor: &Actor, search: &str, only: Only, page: usize) -> Result<People, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let mut filter = filter(search, only);
    let now = app.clock.now();
    if only == Only::Locked {
        return locked(&mut link, search, now).await;
    }
    let total = usize::try_from(link.count_accounts(&filter).await?).unwrap_or_default();
    let per_page = usize::try_from(ON_A_PAGE).unwrap_or(1);
    let pages = total.div_ceil(per_page).max(1);
    let page = page.clamp(1, pages);
    filter.offset = i64::try_from((page - 1) * per_page).unwrap_or_default();
    let mut people = Vec::new();
    for row in link.list_accounts(&filter).await? {
        people.push(person(&mut link, row, now).await?);
    }
    Ok(People { people, total, page, pages })
}

pub(crate) fn filter(search: &str, only: Only) -> AccountFilter {
    AccountFilter {
        folded: fold(search.trim()),
        overseers: only == Only::Overseers,
        disabled: match only {
            Only::All => None,
            Only::Disabled => Some(true),
            Only::Active | Only::Overseers | Only::Locked => Some(false),
        },
        limit: ON_A_PAGE,
        ..AccountFilter::default()
    }
}

async fn locked(link: &mut Link, search: &str, now: Timestamp) -> Result<People, ActionError> {
    let wanted = fold(search.trim());
    let mut people = Vec::new();
    for login in link.locked_logins(now).await? {
        let row = link.find_login(&login).await?;
        if let Some(row) = row.filter(|row| row.folded.contains(&wanted)) {
            people.push(person(link, row, now).await?);
        }
    }
    Ok(People { total: people.len(), people, page: 1, pages: 1 })
}

/// Shows one person.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators and auditors, and if there is no such account.
pub async fn one(app: &App, actor: &Actor, id: &str) -> Result<Person, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let row = link.find_account(id).await?.ok_or(ActionError::NotAllowed)?;
    person(&mut link, row, app.clock.now()).await
}

pub(crate) async fn person(link: &mut Link, row: AccountRow, now: Timestamp) -> Result<Person, ActionError> {
    let unit = match &row.org_unit {
        Some(id) => link.find_unit(id).await?.map(|unit| (unit.code, unit.name)),
        None => None,
    };
    let failures = link.find_failures(&row.login).await?;
    Ok(Person {
        version: row.version,
        org_unit: unit,
        administrator: row.administrator,
        auditor: row.auditor,
        has_password: row.password.is_some(),
        second_factor: row.totp.is_some(),
        locked_until: failures.and_then(|row| row.locked_until).filter(|until| *until > now),
        disabled: row.disabled_at.map(|at| (at, row.disabled_reason.unwrap_or_default())),
        seen_at: row.seen_at,
        rounds: link.rounds_of(&row.id).await?,
        sessions: link.sessions_of(&row.id, now).await?.len(),
        id: row.id,
        login: row.login,
        name: row.name,
        title: row.title,
        email: row.email,
    })
}

/// Makes an account, and gives its id with the code by which the person chooses a password.
///
/// # Errors
/// [`ActionError::Refused`] if the name is taken or something typed is not right.
pub async fn create(app: &App, actor: &Actor, login: &str, typed: Edit) -> Result<(String, String), ActionError> {
    let mut link = app.store.look().await?;
    may::administrator(&mut link, actor).await?;
    let unit = unit_id(&mut link, typed.org_unit.as_deref()).await?;
    drop(link);
    if typed.email.as_deref().is_some_and(|email| !super::lists::is_address(email)) {
        return Err(refused(Message::new("account-email-form")));
    }
    let new = create::NewAccount {
        login: login.to_owned(),
        name: typed.name,
        email: typed.email,
        title: typed.title,
        org_unit: unit,
        administrator: typed.administrator,
        auditor: typed.auditor,
        ..create::NewAccount::default()
    };
    let id = create::create(app, actor, new).await?;
    let code = hand_code(app, actor, &id).await?;
    Ok((id, code))
}

/// Changes what is known of a person; a change of rights ends their sessions.
///
/// # Errors
/// [`ActionError::Refused`] if somebody else was faster, the body is unknown, or no administrator would be left.
pub async fn edit(app: &App, actor: &Actor, id: &str, version: i64, edit: Edit) -> Result<(), ActionError> {
    let mut faults = create::faults("login", &edit.name);
    if edit.email.as_deref().is_some_and(|email| !super::lists::is_address(email)) {
        faults.push(Message::new("account-email-form"));
    }
    if !faults.is_empty() {
        return Err(ActionError::Refused(faults));
    }
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let mut row = kept(work, &actor, &id).await?;
            if row.version != version {
                return Err(refused(Message::new("account-overtaken")));
            }
            let rights = (row.administrator, row.auditor) != (edit.administrator, edit.auditor);
            if row.administrator && !edit.administrator {
                others_remain(work, &actor, &row).await?;
            }
            let unit = unit_id(work, edit.org_unit.as_deref()).await?;
            row.name = edit.name.trim().to_owned();
            row.folded = folded(&row.name, &row.login, edit.email.as_deref());
            (row.title, row.email, row.org_unit) = (edit.title, edit.email, unit);
            (row.administrator, row.auditor) = (edit.administrator, edit.auditor);
            row.version += 1;
            work.save_account(&row).await?;
            if rights {
                work.revoke_sessions(&row.id, None).await?;
            }
            house::tell(work, if rights { "account-rights-changed" } else { "account-changed" }, &actor, &row).await
        })
    })
    .await
}

/// Switches an account off, with a reason; its sessions end.
///
/// # Errors
/// [`ActionError::Refused`] without a reason, for oneself, and for the last administrator.
pub async fn disable(app: &App, actor: &Actor, id: &str, reason: &str) -> Result<(), ActionError> {
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(refused(Message::new("account-reason-missing")));
    }
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let mut row = kept(work, &actor, &id).await?;
            if row.disabled_at.is_some() {
                return Ok(());
            }
            others_remain(work, &actor, &row).await?;
            row.disabled_at = Some(work.now());
            row.disabled_reason = Some(reason);
            row.version += 1;
            work.save_account(&row).await?;
            work.revoke_sessions(&row.id, None).await?;
            house::tell(work, "account-disabled", &actor, &row).await
        })
    })
    .await
}

/// Switches an account on again.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators.
pub async fn enable(app: &App, actor: &Actor, id: &str) -> Result<(), ActionError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let mut row = kept(work, &actor, &id).await?;
            if row.disabled_at.is_none() {
                return Ok(());
            }
            row.disabled_at = None;
            row.disabled_reason = None;
            // Counted as used now, or the watch would switch it off again tonight.
            row.seen_at = Some(work.now());
            row.version += 1;
            work.save_account(&row).await?;
            house::tell(work, "account-enabled", &actor, &row).await
        })
    })
    .await
}

/// Forgets failed attempts, so that a locked name can sign in at once.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators.
pub async fn unlock(app: &App, actor: &Actor, id: &str) -> Result<(), ActionError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    let row = app.write(move |work| {
        Box::pin(async move {
            let row = kept(work, &actor, &id).await?;
            work.clear_failures(&row.login).await?;
            house::tell(work, "account-unlocked", &actor, &row).await?;
            Ok(row)
        })
    });
    app.gate.forgive("", &row.await?.login);
    Ok(())
}

/// Hands out a code by which a person chooses a new password, once, within three days.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators and the operator.
pub async fn hand_code(app: &App, actor: &Actor, id: &str) -> Result<String, ActionError> {
    let code = secret::make(app.random.as_ref());
    let (actor, id, hash) = (actor.clone(), id.to_owned(), secret::kept(&code));
    app.write(move |work| {
        Box::pin(async move {
            let row = kept(work, &actor, &id).await?;
            let expires_at = later(work.now(), CODE_LASTS);
            let handed = CodeRow { hash, account: row.id.clone(), expires_at, used_at: None };
            work.save_code(&handed).await?;
            house::tell(work, "account-code-handed", &actor, &row).await
        })
    })
    .await?;
    Ok(code)
}

/// Gives a password for the first signing in, shown once; sessions end, and it must be changed.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators.
pub async fn hand_password(app: &App, actor: &Actor, id: &str) -> Result<String, ActionError> {
    may::administrator(&mut app.store.look().await?, actor).await?;
    let made = password::make(app);
    let hash = password::hash(app, &made).await?;
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let mut row = kept(work, &actor, &id).await?;
            row.password = Some(hash);
            row.password_set_at = Some(work.now());
            row.must_change = true;
            row.version += 1;
            work.save_account(&row).await?;
            work.clear_failures(&row.login).await?;
            work.revoke_sessions(&row.id, None).await?;
            house::tell(work, "account-password-handed", &actor, &row).await
        })
    })
    .await?;
    Ok(made)
}

/// Takes the second factor of somebody who lost it off; their sessions end.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators.
pub async fn drop_second_factor(app: &App, actor: &Actor, id: &str) -> Result<(), ActionError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let row = kept(work, &actor, &id).await?;
            drop_factor(work, &actor, row, None).await
        })
    })
    .await
}

/// Makes the first administrator of a house that has none, and gives the code to choose a password by.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but the operator; [`ActionError::Refused`] if the name is taken or not one.
pub async fn first_administrator(app: &App, actor: &Actor, login: &str, name: &str) -> Result<String, ActionError> {
    if *actor != Actor::Operator {
        return Err(ActionError::NotAllowed);
    }
    let new = create::NewAccount {
        login: login.to_owned(),
        name: name.to_owned(),
        administrator: true,
        ..create::NewAccount::default()
    };
    let id = create::create(app, actor, new).await?;
    hand_code(app, actor, &id).await
}

/// Helps somebody back in from the command line: unlocked, switched on, with a code for a new password.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but the operator; [`ActionError::Refused`] if nobody has this name.
pub async fn rescue(app: &App, actor: &Actor, login: &str) -> Result<String, ActionError> {
    if *actor != Actor::Operator {
        return Err(ActionError::NotAllowed);
    }
    let found = app.store.look().await?.find_login(&login_of(login)).await?;
    let row = found.ok_or_else(|| refused(Message::new("account-nobody").text("login", login)))?;
    enable(app, actor, &row.id).await?;
    unlock(app, actor, &row.id).await?;
    hand_code(app, actor, &row.id).await
}

/// An account that administrators are about to change.
async fn kept(work: &mut Work, actor: &Actor, id: &str) -> Result<AccountRow, ActionError> {
    may::administrator(work, actor).await?;
    work.find_account(id).await?.ok_or(ActionError::NotAllowed)
}

/// Nobody locks themselves out, and nobody locks everybody out.
async fn others_remain(work: &mut Work, actor: &Actor, row: &AccountRow) -> Result<(), ActionError> {
    if actor.id() == row.id {
        return Err(refused(Message::new("account-not-oneself")));
    }
    if row.administrator && row.disabled_at.is_none() && work.count_administrators().await? <= 1 {
        return Err(refused(Message::new("account-last-administrator")));
    }
    Ok(())
}

/// Id of the body with a code.
pub(crate) async fn unit_id(link: &mut Link, code: Option<&str>) -> Result<Option<String>, ActionError> {
    let Some(code) = code.map(str::trim).filter(|code| !code.is_empty()) else { return Ok(None) };
    match link.find_unit_by_code(code).await? {
        Some(unit) => Ok(Some(unit.id)),
        None => Err(refused(Message::new("account-unit-unknown").text("code", code))),
    }
}
