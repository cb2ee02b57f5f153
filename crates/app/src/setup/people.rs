//! Accounts and roles for many units at once, from lines pasted out of a sheet.

use thuocdo_assessment::Action;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_base::{Actor, Message};

use crate::accounts::{self, NewAccount};
use crate::{ActionError, App, may};

/// One line of the sheet: unit, login, name, e-mail, role.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    number: usize,
    unit: Option<String>,
    login: String,
    name: String,
    email: Option<String>,
    role: Role,
}

/// What became of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Accounts that were made; their people get a code to choose a password.
    pub accounts: usize,
    /// Roles that were granted.
    pub roles: usize,
}

/// Takes accounts and roles from lines of `unit, login, name, e-mail, role`, cells parted by tabs or semicolons.
///
/// Accounts that exist are taken as they are. Nothing is taken in if any line is wrong.
///
/// # Errors
/// Every line that is wrong, by its number; or the actor may not.
pub async fn import(app: &App, actor: &Actor, round: &str, text: &str) -> Result<Taken, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::GrantRoles).await?;
    may::administrator(&mut link, actor).await?;
    let units = super::view::roles(app, actor, round).await?.units;
    let lines = lines(text, &units)?;
    let mut taken = Taken::default();
    for line in lines {
        let account = match link.find_login(&line.login).await? {
            Some(row) => row.id,
            None => {
                let id = create(app, actor, &line).await?;
                taken.accounts += 1;
                id
            }
        };
        let grant = Grant { role: line.role, unit: line.unit, criteria: None, groups: None };
        super::roles::grant(app, actor, round, &account, grant).await?;
        taken.roles += 1;
    }
    Ok(taken)
}

async fn create(app: &App, actor: &Actor, line: &Line) -> Result<String, ActionError> {
    let (login, name, email) = (line.login.clone(), line.name.clone(), line.email.clone());
    let new = NewAccount { login, name, email, must_change: true, ..NewAccount::default() };
    accounts::create(app, actor, new).await.map_err(|error| match error {
        ActionError::Refused(reasons) => ActionError::Refused(
            reasons.into_iter().map(|reason| at(line.number, "setup-line").with("reason", message(reason))).collect(),
        ),
        other => other,
    })
}

fn message(reason: Message) -> thuocdo_base::Arg {
    thuocdo_base::Arg::Message(Box::new(reason))
}

fn at(number: usize, key: &str) -> Message {
    Message::new(key).count("line", number)
}

fn lines(text: &str, units: &[(String, String)]) -> Result<Vec<Line>, ActionError> {
    let (mut lines, mut wrong) = (Vec::new(), Vec::new());
    for (index, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        match line(index + 1, text, units) {
            Ok(Some(line)) => lines.push(line),
            Ok(None) => {}
            Err(message) => wrong.push(message),
        }
    }
    if wrong.is_empty() && lines.is_empty() {
        wrong.push(Message::new("setup-sheet-empty"));
    }
    if wrong.is_empty() { Ok(lines) } else { Err(ActionError::Refused(wrong)) }
}

fn line(number: usize, text: &str, units: &[(String, String)]) -> Result<Option<Line>, Message> {
    let separator = if text.contains('\t') { '\t' } else { ';' };
    let cells: Vec<&str> = text.split(separator).map(str::trim).collect();
    let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
    let Some(role) = role(cell(4)) else {
        // The first line may be the head of the table.
        return if number == 1 { Ok(None) } else { Err(at(number, "setup-line-role").text("role", cell(4))) };
    };
    let unit = units.iter().find(|(code, name)| code == cell(0) || name == cell(0)).map(|(code, _)| code.clone());
    if role.is_of_unit() && unit.is_none() {
        return Err(at(number, "setup-line-unit").text("unit", cell(0)));
    }
    if cell(1).is_empty() || cell(2).is_empty() {
        return Err(at(number, "setup-line-empty"));
    }
    Ok(Some(Line {
        number,
        unit: unit.filter(|_| role.is_of_unit()),
        login: cell(1).to_lowercase(),
        name: cell(2).to_owned(),
        email: Some(cell(3).to_owned()).filter(|email| !email.is_empty()),
        role,
    }))
}

/// A role by its word, or as people in Vietnam write it.
fn role(text: &str) -> Option<Role> {
    let folded = thuocdo_words::collate::fold(text);
    match folded.as_str() {
        "nguoi nhap lieu" | "nhap lieu" | "can bo" => Some(Role::Contributor),
        "thu truong" | "lanh dao" | "thu truong don vi" => Some(Role::UnitHead),
        "tham dinh" | "tham dinh vien" | "nguoi tham dinh" => Some(Role::Appraiser),
        "thuong truc" | "co quan thuong truc" => Some(Role::Secretariat),
        word => Role::of(word),
    }
}
