//! Step: who appraises which criteria in which groups.

use askama::Template;
use thuocdo_app::ActionError;
use thuocdo_app::setup;
use thuocdo_app::setup::view::{self, SetupView};
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_base::Message;

use super::roles::{Held, account_choices, held};
use super::step::{Shell, onward, shell};
use super::{Stop, codes};
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::shown::{Choice, Form};

const STEP: &str = "tham-dinh";

#[derive(Template)]
#[template(path = "rooms/setup/appraisal.html")]
struct Page<'a> {
    s: Shell<'a>,
    f: Frame<'a>,
    held: Vec<Held>,
    accounts: Vec<Choice>,
    owners: Vec<Choice>,
    groups: Vec<Choice>,
}

/// Shows the step.
pub(super) async fn html(staff: &Staff, view: &SetupView, form: Option<Form>) -> Result<String, ActionError> {
    let s = shell(staff, view, STEP, form.unwrap_or_default());
    let t = staff.text();
    let owner = |(index, (name, codes)): (usize, (String, Vec<String>))| {
        let said = t.with("setup-owner").text("name", name).count("count", codes.len()).to_string();
        Choice::new(index.to_string(), said)
    };
    let groups = view.settings.groups.iter();
    let page = Page {
        f: Frame::new(staff, "rounds", s.f.title.clone()),
        held: held(staff, &view.facts.grants, &view.people, &[], |role| role == Role::Appraiser),
        accounts: account_choices(staff, &view.head.code).await?,
        owners: view::owners(&view.facts).into_iter().enumerate().map(owner).collect(),
        groups: groups.map(|group| Choice::new(group.code.as_str(), group.name.as_str())).collect(),
        s,
    };
    page.render().map_err(ActionError::system)
}

/// Gives criteria and groups to somebody, or takes them back.
pub(super) async fn save(posted: &Posted, round: &str) -> Result<(String, Message), Stop> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    if let Some(grant) = posted.filled("thu-hoi") {
        setup::roles::revoke(app, &actor, round, grant).await?;
        return Ok(onward(posted, round, STEP));
    }
    let view = view::view(app, &actor, round).await?;
    let mut criteria = codes(posted.value("tieu-chi"));
    if let Some(index) = posted.filled("co-quan").and_then(|index| index.parse::<usize>().ok()) {
        criteria.extend(view::owners(&view.facts).into_iter().nth(index).map(|(_, codes)| codes).unwrap_or_default());
    }
    let known = |code: &String| {
        (0..view.facts.sets.len()).filter_map(|place| view.facts.set(place)).any(|set| set.find(code).is_some())
    };
    if let Some(unknown) = criteria.iter().find(|code| !known(code)) {
        let message = Message::new("setup-criterion-unknown").text("code", unknown.as_str());
        return Err(Stop::field(staff, "tieu-chi", &message));
    }
    let groups: Vec<String> = posted.values("nhom").filter(|code| !code.is_empty()).map(str::to_owned).collect();
    let some = |list: Vec<String>| Some(list).filter(|list| !list.is_empty());
    let grant = Grant { role: Role::Appraiser, unit: None, criteria: some(criteria), groups: some(groups) };
    setup::roles::grant(app, &actor, round, posted.value("nguoi"), grant).await?;
    Ok(onward(posted, round, STEP))
}
