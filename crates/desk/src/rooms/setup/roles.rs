//! Who is what in the round: given and taken back, before opening and after; many at once from a sheet.

use std::collections::BTreeMap;

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::setup;
use thuocdo_app::setup::view::{self, AccountRow, GrantRow};
use thuocdo_assessment::RoundStage;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_base::Message;

use super::{Stop, below, faults, step_path};
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::shown::{Choice, Form};

#[derive(Template)]
#[template(path = "rooms/setup/roles.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    /// Address of the dashboard, or of the first step before the round opens.
    round: String,
    title: String,
    held: Vec<Held>,
    lacking: Vec<String>,
    accounts: Vec<Choice>,
    roles: Vec<Choice>,
    units: Vec<Choice>,
    back: Option<String>,
    next: Option<String>,
}

/// A role that is held, in words.
pub(super) struct Held {
    /// Id of the grant.
    pub id: String,
    /// Name of the person.
    pub name: String,
    /// Name to sign in with.
    pub login: String,
    /// The role.
    pub role: String,
    /// For which unit, criteria, groups.
    pub reach: String,
}

/// Shows the page.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    page(&staff, &round, Form::empty()).await
}

/// Gives a role, takes one back, or takes in a sheet.
pub(super) async fn save(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match act(&posted, &round).await {
        Ok(said) => staff.redirect_saying(&below(&round, "quyen"), &said),
        Err(stop) => match faults(staff, stop) {
            Ok(faults) => page(staff, &round, Form::again(&posted.pairs, faults)).await,
            Err(error) => staff.fault(error),
        },
    }
}

async fn act(posted: &Posted, round: &str) -> Result<Message, Stop> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    if let Some(grant) = posted.filled("thu-hoi") {
        setup::roles::revoke(app, &actor, round, grant).await?;
        return Ok(Message::new("setup-revoked"));
    }
    if posted.value("viec") == "bang" {
        let taken = setup::people::import(app, &actor, round, posted.value("bang")).await?;
        return Ok(Message::new("setup-sheet-taken").count("accounts", taken.accounts).count("roles", taken.roles));
    }
    let role =
        Role::of(posted.value("vai")).ok_or_else(|| Stop::field(staff, "vai", &Message::new("setup-choose-role")))?;
    let unit = posted.filled("don-vi").filter(|_| role.is_of_unit()).map(str::to_owned);
    if role.is_of_unit() && unit.is_none() {
        return Err(Stop::field(staff, "don-vi", &Message::new("setup-role-unit")));
    }
    let grant = Grant { role, unit, criteria: None, groups: None };
    setup::roles::grant(app, &actor, round, posted.value("nguoi"), grant).await?;
    Ok(Message::new("setup-saved"))
}

async fn page(staff: &Staff, round: &str, form: Form) -> Response<Body> {
    let view = match view::roles(staff.app(), &staff.actor(), round).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let accounts = match account_choices(staff, round).await {
        Ok(accounts) => accounts,
        Err(error) => return staff.fault(error),
    };
    let preparing = view.head.stage == RoundStage::Preparing;
    let home = if preparing { step_path(round, super::step::FIRST) } else { below(round, "") };
    let given = [Role::Secretariat, Role::Contributor, Role::UnitHead, Role::Appraiser, Role::CouncilChair];
    let given = given.into_iter().chain([Role::CouncilSecretary, Role::CouncilMember, Role::Committee, Role::Auditor]);
    let has = |code: &str, role: Role| {
        view.grants.iter().any(|row| row.grant.role == role && row.grant.unit.as_deref() == Some(code))
    };
    let lacks = |code: &str| !has(code, Role::Contributor) || !has(code, Role::UnitHead);
    let status = if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page {
        f: Frame::new(staff, "rounds", staff.text().t("setup-step-roles")),
        round: staff.to(home.trim_end_matches('/')),
        title: view.head.title.clone(),
        held: held(staff, &view.grants, &view.people, &view.units, |_| true),
        lacking: view.units.iter().filter(|(code, _)| lacks(code)).map(|(_, name)| name.clone()).collect(),
        accounts,
        roles: given.map(|role| Choice::new(role.word(), role_name(staff, role))).collect(),
        units: view.units.iter().map(|(code, name)| Choice::new(code.as_str(), name.as_str())).collect(),
        back: preparing.then(|| staff.to(&step_path(round, "hoi-dong"))),
        next: preparing.then(|| staff.to(&step_path(round, "mo"))),
        form,
    };
    staff.page(status, page.render().unwrap_or_default())
}

/// Name of a role.
pub(super) fn role_name(staff: &Staff, role: Role) -> String {
    staff.text().word("role-", role.word().replace('_', "-").as_str())
}

/// Accounts from which one is chosen.
pub(super) async fn account_choices(staff: &Staff, round: &str) -> Result<Vec<Choice>, ActionError> {
    let accounts = view::accounts(staff.app(), &staff.actor(), round).await?;
    let choice = |row: AccountRow| Choice::new(row.id, format!("{} ({})", row.name, row.login));
    Ok(accounts.into_iter().map(choice).collect())
}

/// Roles in words, by person.
pub(super) fn held(
    staff: &Staff,
    grants: &[GrantRow],
    people: &BTreeMap<String, AccountRow>,
    units: &[(String, String)],
    shown: impl Fn(Role) -> bool,
) -> Vec<Held> {
    let t = staff.text();
    let unit = |code: &str| units.iter().find(|(known, _)| known == code).map_or(code, |(_, name)| name).to_owned();
    let reach = |grant: &Grant| {
        let mut parts: Vec<String> = grant.unit.iter().map(|code| unit(code)).collect();
        let criteria = grant.criteria.as_ref();
        parts.extend(criteria.map(|codes| t.with("setup-reach-criteria").text("codes", codes.join(", ")).to_string()));
        let groups = grant.groups.as_ref();
        parts.extend(groups.map(|codes| t.with("setup-reach-groups").text("codes", codes.join(", ")).to_string()));
        if parts.is_empty() { t.t("setup-reach-all") } else { parts.join("; ") }
    };
    let held = grants.iter().filter(|row| shown(row.grant.role)).map(|row| {
        let person = people.get(&row.account);
        Held {
            id: row.id.clone(),
            name: person.map(|person| person.name.clone()).unwrap_or_default(),
            login: person.map(|person| person.login.clone()).unwrap_or_default(),
            role: role_name(staff, row.grant.role),
            reach: reach(&row.grant),
        }
    });
    let mut held: Vec<Held> = held.collect();
    held.sort_by(|a, b| a.reach.cmp(&b.reach).then_with(|| a.role.cmp(&b.role)));
    held
}
