//! Everybody who can sign in, and those of other units who cannot.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use thuocdo_app::accounts::{self, NewAccount};
use thuocdo_app::guide::{Guide, Player};
use thuocdo_app::{ActionError, App, setup};
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_base::Actor;

use super::Body;

/// Password of everybody in the demo; the demo listens on this computer only.
pub const PASSWORD: &str = "Thuoc-Do-2026!";
/// Who signs in.
const PEOPLE: &str = include_str!("../../../demo/people.csv");

/// A line of the list of people.
pub struct Login {
    /// Name to sign in with.
    pub login: &'static str,
    /// Name of the person.
    pub name: &'static str,
    /// Title.
    pub title: &'static str,
    /// Code of the unit, for roles that are held for one.
    pub unit: Option<&'static str>,
    /// Word of the role.
    pub role: &'static str,
}

/// Everybody who can sign in, in the order in which a newcomer should.
pub fn logins() -> Vec<Login> {
    let login = |line: &'static str| {
        let mut cells = line.split(',');
        let mut next = || cells.next().unwrap_or_default();
        let (login, name, title) = (next(), next(), next());
        Login { login, name, title, unit: Some(next()).filter(|unit| !unit.is_empty()), role: next() }
    };
    PEOPLE.lines().skip(1).filter(|line| !line.is_empty()).map(login).collect()
}

/// What leads a newcomer through the demo.
pub fn guide(rounds: Vec<String>) -> Guide {
    let player = |person: Login| {
        let text = str::to_owned;
        let (login, name, title) = (text(person.login), text(person.name), text(person.title));
        Some(Player { login, name, title, role: Role::of(person.role)?, unit: person.unit.map(text) })
    };
    Guide { rounds, password: PASSWORD.to_owned(), people: logins().into_iter().filter_map(player).collect() }
}

/// Makes the accounts; gives their ids by the name to sign in with.
pub(super) async fn make(app: &App, bodies: &[Body]) -> Result<BTreeMap<&'static str, String>, ActionError> {
    // Side by side: passwords take a core each, and the writer commits many accounts at once.
    let made = logins().into_iter().map(async |person| {
        let body = bodies.iter().find(|body| Some(body.code.as_str()) == person.unit);
        let new = NewAccount {
            login: person.login.to_owned(),
            name: person.name.to_owned(),
            email: Some(format!("{}@can-bo.example", person.login)),
            title: Some(person.title.to_owned()),
            org_unit: body.map(|body| body.id.clone()),
            administrator: person.role == Role::Administrator.word(),
            auditor: person.role == Role::Auditor.word(),
            password: Some(PASSWORD.to_owned()),
            must_change: false,
        };
        Ok::<_, ActionError>((person.login, accounts::create(app, &Actor::Operator, new).await?))
    });
    Ok(try_join_all(made).await?.into_iter().collect())
}

/// Grants the roles in a round; gives who writes for each body.
pub(super) async fn grant(
    app: &App,
    admin: &Actor,
    round: &str,
    bodies: &[Body],
    accounts: &BTreeMap<&'static str, String>,
) -> Result<Vec<Actor>, ActionError> {
    let give = async |account: &str, role: Role, unit: Option<&str>| {
        let grant = Grant { role, unit: unit.map(str::to_owned), criteria: None, groups: None };
        setup::roles::grant(app, admin, round, account, grant).await
    };
    let mut writers = vec![None; bodies.len()];
    for person in logins() {
        let (Some(role), Some(account)) = (Role::of(person.role), accounts.get(person.login)) else { continue };
        let place = bodies.iter().position(|body| Some(body.code.as_str()) == person.unit);
        if place.is_some() != role.is_of_unit() {
            continue;
        }
        give(account, role, person.unit).await?;
        if let (Some(place), Role::Contributor) = (place, role) {
            writers[place].get_or_insert_with(|| account.clone());
        }
    }
    let people = logins();
    let taken = |body: &Body, role: Role| {
        people.iter().any(|person| person.unit == Some(&body.code) && person.role == role.word())
    };
    let posts = bodies.iter().enumerate().flat_map(|post| [(post, Role::Contributor), (post, Role::UnitHead)]);
    let made = posts.filter(|((_, body), role)| !taken(body, *role)).map(async |((place, body), role)| {
        let account = silent(app, body, role).await?;
        give(&account, role, Some(&body.code)).await?;
        Ok::<_, ActionError>((place, role, account))
    });
    for (place, _, account) in try_join_all(made).await?.into_iter().filter(|(_, role, _)| *role == Role::Contributor) {
        writers[place] = Some(account);
    }
    Ok(writers.into_iter().map(|account| Actor::Person(account.unwrap_or_default())).collect())
}

/// Somebody of another unit: the account has no password, nobody can sign in with it.
async fn silent(app: &App, body: &Body, role: Role) -> Result<String, ActionError> {
    let (word, name) = match role {
        Role::UnitHead => ("ld", "Nguyễn Văn Mẫu"),
        _ => ("cb", "Trần Thị Mẫu"),
    };
    let number: String = body.code.chars().filter(char::is_ascii_digit).collect();
    let new = NewAccount {
        login: format!("{word}.{}", body.code),
        name: format!("{name} {number}"),
        email: Some(format!("{word}.{}@can-bo.example", body.code)),
        org_unit: Some(body.id.clone()),
        ..NewAccount::default()
    };
    accounts::create(app, &Actor::Operator, new).await
}
