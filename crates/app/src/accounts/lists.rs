//! People as files: given out, and taken in after a look at what would happen.

use std::collections::HashMap;

use thuocdo_base::{Actor, Message};
use thuocdo_store::{AccountFilter, AccountRow, CodeRow, Link};
use thuocdo_words::collate::fold;
use thuocdo_words::{Lang, Locale};

use super::create::{self, folded, login_of, refused};
use super::people::{self, Only, Person};
use super::sign_in::later;
use super::{house, secret};
use crate::sheet::{self, Form};
use crate::{ActionError, App, may};

/// Columns of a file, in order; `account-col-…` are their headings.
pub const COLUMNS: [&str; 5] = ["login", "name", "title", "email", "org_unit"];

/// What would become of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A new account.
    New,
    /// An account that changes.
    Changed,
    /// An account that is already so.
    Same,
    /// Nothing: something is wrong with it.
    Faulty,
}

impl State {
    /// All of them, in the order of the preview.
    pub const ALL: [Self; 4] = [Self::New, Self::Changed, Self::Same, Self::Faulty];

    /// The word by which locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Same => "same",
            Self::Faulty => "faulty",
        }
    }
}

/// One row of a file with what would become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previewed {
    /// Line of the file, from 1.
    pub line: u32,
    /// Cells in the order of [`COLUMNS`].
    pub cells: [String; 5],
    /// What would become of it.
    pub state: State,
    /// What is wrong with it.
    pub faults: Vec<Message>,
}

/// What a file would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Rows.
    pub rows: Vec<Previewed>,
    /// The file as text with commas, to apply it.
    pub text: String,
}

impl Preview {
    /// How many rows are in a state.
    pub fn count(&self, state: State) -> usize {
        self.rows.iter().filter(|row| row.state == state).count()
    }
}

/// A code for somebody who is new, shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Name to sign in with.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// The code.
    pub code: String,
}

/// Says what a file would do; writes nothing.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators; [`ActionError::Refused`] if the file cannot be read.
pub async fn preview(app: &App, actor: &Actor, bytes: Vec<u8>) -> Result<Preview, ActionError> {
    let mut link = app.store.look().await?;
    may::administrator(&mut link, actor).await?;
    let text = sheet::text(app, bytes).await.map_err(refused)?;
    let rows = judged(&mut link, &text).await?.into_iter().map(|(row, _)| row).collect();
    Ok(Preview { rows, text })
}

/// Writes a previewed file, all of it or nothing; gives the codes of those who are new.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators; [`ActionError::Refused`] if a row is faulty.
pub async fn apply(app: &App, actor: &Actor, text: &str) -> Result<Vec<Handed>, ActionError> {
    let (own, actor, text) = (app.clone(), actor.clone(), text.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let rows = judged(work, &text).await?;
            let faulty = rows.iter().filter(|(row, _)| row.state == State::Faulty).count();
            if faulty > 0 {
                return Err(refused(Message::new("account-file-faulty").count("rows", faulty)));
            }
            let mut handed = Vec::new();
            for (row, before) in rows {
                let account = match row.state {
                    State::New => new_account(&own, work, &row).await?,
                    State::Changed => changed(work, &row, before).await?,
                    State::Same | State::Faulty => continue,
                };
                work.save_account(&account).await?;
                let kind = if row.state == State::New { "account-created" } else { "account-changed" };
                house::tell(work, kind, &actor, &account).await?;
                if row.state == State::New {
                    let code = secret::make(own.random.as_ref());
                    let (hash, expires_at) = (secret::kept(&code), later(work.now(), people::CODE_LASTS));
                    work.save_code(&CodeRow { hash, account: account.id, expires_at, used_at: None }).await?;
                    handed.push(Handed { login: account.login, name: account.name, code });
                }
            }
            Ok(handed)
        })
    })
    .await
}

type Judged = (Previewed, Option<AccountRow>);

async fn judged(link: &mut Link, text: &str) -> Result<Vec<Judged>, ActionError> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut rows = Vec::new();
    for (line, cells) in cells(text)? {
        let login = login_of(&cells[0]);
        let mut faults = create::faults(&login, &cells[1]);
        if let Some(first) = seen.insert(login.clone(), line) {
            faults.push(Message::new("account-file-twice").text("line", first.to_string()));
        }
        if !cells[3].is_empty() && !is_address(&cells[3]) {
            faults.push(Message::new("account-email-form"));
        }
        let unit = match people::unit_id(link, Some(&cells[4])).await {
            Ok(unit) => unit,
            Err(ActionError::Refused(reasons)) => {
                faults.extend(reasons);
                None
            }
            Err(error) => return Err(error),
        };
        let before = link.find_login(&login).await?;
        let state = match &before {
            _ if !faults.is_empty() => State::Faulty,
            None => State::New,
            Some(row) if is_same(row, &cells, unit.as_ref()) => State::Same,
            Some(_) => State::Changed,
        };
        rows.push((Previewed { line, cells, state, faults }, before));
    }
    Ok(rows)
}

fn is_same(row: &AccountRow, cells: &[String; 5], unit: Option<&String>) -> bool {
    let same = |kept: &Option<String>, cell: &String| kept.as_deref().unwrap_or_default() == cell;
    row.name == cells[1] && same(&row.title, &cells[2]) && same(&row.email, &cells[3]) && row.org_unit.as_ref() == unit
}

/// Whether a text looks like an e-mail address.
pub fn is_address(text: &str) -> bool {
    let plain = !text.contains(|sign: char| sign.is_whitespace() || sign.is_control() || "<>,;".contains(sign));
    plain && text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

async fn new_account(app: &App, work: &mut thuocdo_store::Work, row: &Previewed) -> Result<AccountRow, ActionError> {
    let [login, name, title, email, unit] = &row.cells;
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let new = create::NewAccount {
        login: login.clone(),
        name: name.clone(),
        title: filled(title),
        email: filled(email),
        org_unit: people::unit_id(work, Some(unit)).await?,
        ..create::NewAccount::default()
    };
    Ok(create::row(app.new_id(), login_of(login), new, None, work.now()))
}

async fn changed(
    work: &mut thuocdo_store::Work,
    row: &Previewed,
    before: Option<AccountRow>,
) -> Result<AccountRow, ActionError> {
    let mut account = before.ok_or(ActionError::NotAllowed)?;
    let [_, name, title, email, unit] = &row.cells;
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    account.name.clone_from(name);
    (account.title, account.email) = (filled(title), filled(email));
    account.folded = folded(name, &account.login, account.email.as_deref());
    account.org_unit = people::unit_id(work, Some(unit)).await?;
    account.version += 1;
    Ok(account)
}

/// Rows below the heading, by line.
fn cells(text: &str) -> Result<Vec<(u32, [String; 5])>, ActionError> {
    let lines = sheet::lines(text).map_err(refused)?;
    let locales = Lang::ALL.map(|lang| Locale::new(lang, &crate::locale_texts(lang)));
    let column = |heading: &String| {
        let wanted = fold(heading);
        let heading = |name: &str| locales.iter().any(|l| fold(&l.text(&format!("account-col-{name}"))) == wanted);
        COLUMNS.into_iter().position(|name| name == wanted || heading(name))
    };
    let mut lines = lines.into_iter();
    let places: Vec<Option<usize>> = match lines.next() {
        Some(first) => first.cells.iter().map(column).collect(),
        None => Vec::new(),
    };
    if !places.contains(&Some(0)) || !places.contains(&Some(1)) {
        return Err(refused(Message::new("account-file-columns")));
    }
    let row = |cells: Vec<String>| {
        let mut row: [String; 5] = Default::default();
        for (place, cell) in places.iter().zip(cells) {
            if let Some(cells) = place.and_then(|at| row.get_mut(at)) {
                *cells = cell;
            }
        }
        row
    };
    Ok(lines.map(|line| (line.number, row(line.cells))).collect())
}

/// Writes the people that a search finds as a file, with the columns that an import reads and a few more.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators and auditors.
pub async fn export(
    app: &App,
    actor: &Actor,
    search: &str,
    only: Only,
    form: Form,
    lang: Lang,
) -> Result<Vec<u8>, ActionError> {
    const MORE: [&str; 5] = ["administrator", "auditor", "second_factor", "seen_at", "disabled"];
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let filter = AccountFilter { limit: i64::MAX, ..people::filter(search, only) };
    let locale = Locale::new(lang, &crate::locale_texts(lang));
    let head: Vec<String> =
        COLUMNS.iter().chain(&MORE).map(|name| locale.text(&format!("account-col-{name}"))).collect();
    let mut rows = Vec::new();
    for row in link.list_accounts(&filter).await? {
        rows.push(exported(&people::person(&mut link, row, app.clock.now()).await?, &locale));
    }
    sheet::file((form, lang), &locale.text("account-sheet"), app.clock.now(), &head, rows.into_iter())
}

fn exported(person: &Person, locale: &Locale) -> [String; 10] {
    let yes = |flag: bool| if flag { locale.text("account-yes") } else { String::new() };
    [
        person.login.clone(),
        person.name.clone(),
        person.title.clone().unwrap_or_default(),
        person.email.clone().unwrap_or_default(),
        person.org_unit.as_ref().map(|(code, _)| code.clone()).unwrap_or_default(),
        yes(person.administrator),
        yes(person.auditor),
        yes(person.second_factor),
        person.seen_at.map(thuocdo_words::show::moment).unwrap_or_default(),
        yes(person.disabled.is_some()),
    ]
}
