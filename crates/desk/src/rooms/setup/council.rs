//! Step: the council with its founding decision, blind or open; conflicts of interest.

use askama::Template;
use thuocdo_app::ActionError;
use thuocdo_app::setup;
use thuocdo_app::setup::view::SetupView;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_assessment::settings::{Council, Decision};
use thuocdo_base::Message;

use super::roles::{Held, account_choices, held};
use super::step::{Shell, onward, shell};
use super::{Stop, day, shown_day, version};
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::shown::{Choice, Form};

const STEP: &str = "hoi-dong";
/// Roles of the council.
const ROLES: [Role; 3] = [Role::CouncilChair, Role::CouncilSecretary, Role::CouncilMember];

#[derive(Template)]
#[template(path = "rooms/setup/council.html")]
struct Page<'a> {
    s: Shell<'a>,
    f: Frame<'a>,
    held: Vec<Held>,
    accounts: Vec<Choice>,
    roles: Vec<Choice>,
    units: Vec<Choice>,
    ways: Vec<Choice>,
    conflicts: Vec<Tie>,
}

struct Tie {
    account: String,
    body: String,
    name: String,
    unit: String,
    ground: String,
}

/// Shows the step.
pub(super) async fn html(staff: &Staff, view: &SetupView, form: Option<Form>) -> Result<String, ActionError> {
    let t = staff.text();
    let council = &view.settings.council;
    let kept = Form::of([
        ("so", council.decision.number.as_str()),
        ("ngay", &shown_day(&council.decision.date)),
        ("noi-ban-hanh", &council.decision.issuer),
        ("cach", if council.blind { "kin" } else { "mo" }),
    ]);
    let s = shell(staff, view, STEP, form.unwrap_or(kept));
    let accounts = account_choices(staff, &view.head.code).await?;
    let named = view.settings.units.iter().zip(&view.facts.units);
    let units: Vec<Choice> = named
        .filter_map(|(choice, unit)| Some(Choice::new(choice.org_unit.as_str(), unit.as_ref()?.name.as_str())))
        .collect();
    let name = |choices: &[Choice], value: &str| {
        choices.iter().find(|choice| choice.value == value).map(|choice| choice.label.clone()).unwrap_or_default()
    };
    let ties = view.conflicts.iter().filter(|tie| units.iter().any(|unit| unit.value == tie.org_unit));
    let conflicts = ties.map(|tie| Tie {
        account: tie.account.clone(),
        body: tie.org_unit.clone(),
        name: name(&accounts, &tie.account),
        unit: name(&units, &tie.org_unit),
        ground: tie.ground.clone(),
    });
    let page = Page {
        f: Frame::new(staff, "rounds", s.f.title.clone()),
        held: held(staff, &view.facts.grants, &view.people, &[], |role| ROLES.contains(&role)),
        roles: ROLES.map(|role| Choice::new(role.word(), super::roles::role_name(staff, role))).to_vec(),
        ways: ["mo", "kin"].map(|way| Choice::new(way, t.word("setup-council-", way))).to_vec(),
        conflicts: conflicts.collect(),
        accounts,
        units,
        s,
    };
    page.render().map_err(ActionError::system)
}

/// Saves the decision, a member or a tie.
pub(super) async fn save(posted: &Posted, round: &str) -> Result<(String, Message), Stop> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    if let Some(grant) = posted.filled("thu-hoi") {
        setup::roles::revoke(app, &actor, round, grant).await?;
        return Ok(onward(posted, round, STEP));
    }
    match posted.value("viec") {
        "thanh-vien" => {
            let role = Role::of(posted.value("vai")).filter(|role| ROLES.contains(role));
            let role = role.ok_or(ActionError::NotAllowed)?;
            let grant = Grant { role, unit: None, criteria: None, groups: None };
            setup::roles::grant(app, &actor, round, posted.value("nguoi"), grant).await?;
        }
        "xung-dot" => {
            let (account, org_unit) = (posted.value("nguoi").to_owned(), posted.value("don-vi").to_owned());
            let conflict = setup::Conflict { account, org_unit, ground: posted.value("ly-do").to_owned() };
            setup::conflicts::add(app, &actor, round, conflict).await?;
        }
        "het-xung-dot" => {
            setup::conflicts::remove(app, &actor, round, posted.value("nguoi"), posted.value("don-vi")).await?;
        }
        _ => save_council(posted, round).await?,
    }
    Ok(onward(posted, round, STEP))
}

async fn save_council(posted: &Posted, round: &str) -> Result<(), Stop> {
    let staff = &posted.staff;
    let (number, issuer) = (posted.value("so").to_owned(), posted.value("noi-ban-hanh").to_owned());
    let decision = Decision { number, date: day(posted, "ngay")?, issuer };
    let council = Council { decision, blind: posted.value("cach") == "kin" };
    setup::change(staff.app(), &staff.actor(), round, version(posted), move |settings| {
        settings.council = council;
        Ok(())
    })
    .await?;
    Ok(())
}
