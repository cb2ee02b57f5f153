//! The last step: what is missing, what opening freezes, and opening.

use askama::Template;
use thuocdo_app::setup;
use thuocdo_app::setup::view::SetupView;
use thuocdo_assessment::settings::{Place, closings};
use thuocdo_base::Message;
use thuocdo_words::show;

use super::step::{Shell, shell};
use super::{Stop, below, step_path, version};
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::shown::Form;

const STEP: &str = "mo";

#[derive(Template)]
#[template(path = "rooms/setup/opening.html")]
struct Page<'a> {
    s: Shell<'a>,
    f: Frame<'a>,
    blocking: Vec<Todo>,
    others: Vec<Todo>,
    sets: Vec<(String, String)>,
    groups: Vec<(String, usize)>,
    units: usize,
    due: String,
    window: String,
}

struct Todo {
    text: String,
    href: String,
}

/// Shows the step.
pub(super) fn html(staff: &Staff, view: &SetupView, form: Option<Form>) -> String {
    let s = shell(staff, view, STEP, form.unwrap_or_default());
    let settings = &view.settings;
    let todo = |blocks: bool| -> Vec<Todo> {
        let found = view.findings.iter().filter(|finding| finding.blocks == blocks);
        found
            .map(|finding| Todo { text: staff.say(&finding.message), href: link(staff, view, finding.place) })
            .collect()
    };
    let set = |place: usize| {
        let set = view.facts.set(place)?;
        Some((set.title.clone(), set.hash.get(..12).unwrap_or_default().to_owned()))
    };
    let count = |code: &str| settings.units.iter().filter(|unit| unit.group == code).count();
    let due = closings(settings).into_iter().next().and_then(|(_, at)| at.moment());
    let page = Page {
        f: Frame::new(staff, "rounds", s.f.title.clone()),
        blocking: todo(true),
        others: todo(false),
        sets: (0..view.facts.sets.len()).filter_map(set).collect(),
        groups: settings.groups.iter().map(|group| (group.name.clone(), count(&group.code))).collect(),
        units: settings.units.len(),
        due: due.map(show::moment).unwrap_or_default(),
        window: format!(
            "{} – {}",
            show::date(staff.lang, &settings.data_from),
            show::date(staff.lang, &settings.data_to)
        ),
        s,
    };
    page.render().unwrap_or_default()
}

fn link(staff: &Staff, view: &SetupView, place: Place) -> String {
    let code = view.head.code.as_str();
    staff.to(&match place {
        Place::About => step_path(code, "thong-tin"),
        Place::Sets => step_path(code, "bo-tieu-chi"),
        Place::Units => step_path(code, "don-vi"),
        Place::Dates => step_path(code, "thoi-gian"),
        Place::Appraisal => step_path(code, "tham-dinh"),
        Place::Council => step_path(code, "hoi-dong"),
        Place::Roles => below(code, "quyen"),
    })
}

/// Opens the round once that is confirmed.
pub(super) async fn open(posted: &Posted, round: &str) -> Result<(String, Message), Stop> {
    let staff = &posted.staff;
    if !posted.ticked("dong-y") {
        return Err(Stop::field(staff, "dong-y", &Message::new("setup-confirm-first")));
    }
    setup::open(staff.app(), &staff.actor(), round, version(posted)).await?;
    let to = crate::urls::routes::ROUNDS.to_owned();
    Ok((to, Message::new("setup-opened").text("round", round)))
}
