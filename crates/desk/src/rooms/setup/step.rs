//! The steps of the wizard: what they have in common, and which page answers which address.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::setup::view::{self, SetupView};
use thuocdo_assessment::settings::Place;
use thuocdo_base::Message;

use super::{Stop, below, faults};
use super::{about, appraisal, council, dates, opening, sets, step_path, units};
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::shown::Form;

/// Slug, id of the label, and what of the check belongs to each step.
const STEPS: [(&str, &str, &[Place]); 8] = [
    ("thong-tin", "setup-step-about", &[Place::About]),
    ("bo-tieu-chi", "setup-step-sets", &[Place::Sets]),
    ("don-vi", "setup-step-units", &[Place::Units]),
    ("thoi-gian", "setup-step-dates", &[Place::Dates]),
    ("tham-dinh", "setup-step-appraisal", &[Place::Appraisal]),
    ("hoi-dong", "setup-step-council", &[Place::Council]),
    ("quyen", "setup-step-roles", &[Place::Roles]),
    ("mo", "setup-step-open", &[]),
];

/// The first step.
pub(super) const FIRST: &str = STEPS[0].0;
/// The last: what is missing, and opening.
pub(super) const LAST: &str = STEPS[7].0;

/// A link to a step.
pub(super) struct StepLink {
    /// Address.
    pub href: String,
    /// Words.
    pub label: String,
    /// Whether this page is it.
    pub here: bool,
    /// State for the icon: `done`, `part` or `lacking`.
    pub state: &'static str,
}

/// What every step shows around its form.
pub(super) struct Shell<'a> {
    /// The frame.
    pub f: Frame<'a>,
    /// The steps.
    pub steps: Vec<StepLink>,
    /// Title of the round.
    pub title: String,
    /// Version of the settings.
    pub version: u64,
    /// The form.
    pub form: Form,
    /// What is missing in this step: whether it blocks, and the sentence.
    pub findings: Vec<(bool, String)>,
    /// Address of the next step.
    pub next: String,
    /// Address of calling off.
    pub cancel: String,
}

/// Shows a step.
pub(super) async fn show(staff: Staff, Path((round, step)): Path<(String, String)>) -> Response<Body> {
    page(&staff, &round, &step, None).await
}

/// Saves a step and goes on.
pub(super) async fn save(Path((round, step)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let saved = match step.as_str() {
        "thong-tin" => about::save(&posted, &round).await,
        "bo-tieu-chi" => sets::save(&posted, &round).await,
        "don-vi" => units::save(&posted, &round).await,
        "thoi-gian" => dates::save(&posted, &round).await,
        "tham-dinh" => appraisal::save(&posted, &round).await,
        "hoi-dong" => council::save(&posted, &round).await,
        "mo" => opening::open(&posted, &round).await,
        _ => Err(Stop::Error(ActionError::NotAllowed)),
    };
    let staff = &posted.staff;
    match saved {
        Ok((to, said)) => staff.redirect_saying(&to, &said),
        Err(stop) => match faults(staff, stop) {
            Ok(faults) => page(staff, &round, &step, Some(Form::again(&posted.pairs, faults))).await,
            Err(error) => staff.fault(error),
        },
    }
}

async fn page(staff: &Staff, round: &str, step: &str, form: Option<Form>) -> Response<Body> {
    if step == "quyen" {
        return staff.redirect(&below(round, "quyen"));
    }
    let view = match view::view(staff.app(), &staff.actor(), round).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let status = if form.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let html = match step {
        "thong-tin" => about::html(staff, &view, form),
        "bo-tieu-chi" => sets::html(staff, &view, form).await,
        "don-vi" => units::html(staff, &view, form).await,
        "thoi-gian" => dates::html(staff, &view, form),
        "tham-dinh" => appraisal::html(staff, &view, form).await,
        "hoi-dong" => council::html(staff, &view, form).await,
        "mo" => Ok(opening::html(staff, &view, form)),
        _ => Err(ActionError::NotAllowed),
    };
    match html {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(error),
    }
}

/// The shell of a step.
pub(super) fn shell<'a>(staff: &'a Staff, view: &SetupView, step: &str, form: Form) -> Shell<'a> {
    let t = staff.text();
    let code = view.head.code.as_str();
    let links = STEPS.iter().map(|(slug, label, places)| {
        let path = if *slug == "quyen" { below(code, "quyen") } else { step_path(code, slug) };
        let state = state(view, places);
        StepLink { href: staff.to(&path), label: t.t(label), here: *slug == step, state }
    });
    let here = STEPS.iter().position(|(slug, ..)| *slug == step).unwrap_or_default();
    let next = STEPS.get(here + 1).map_or(STEPS[here].0, |(slug, ..)| slug);
    let next = if next == "quyen" { below(code, "quyen") } else { step_path(code, next) };
    let findings = view.findings.iter().filter(|finding| STEPS[here].2.contains(&finding.place));
    Shell {
        f: Frame::new(staff, "rounds", format!("{} – {}", t.t(STEPS[here].1), view.head.title)),
        steps: links.collect(),
        title: view.head.title.clone(),
        version: view.head.version,
        findings: findings.map(|finding| (finding.blocks, staff.say(&finding.message))).collect(),
        next: staff.to(&next),
        cancel: staff.to(&below(code, "huy")),
        form,
    }
}

fn state(view: &SetupView, places: &[Place]) -> &'static str {
    let mut found = view.findings.iter().filter(|finding| places.is_empty() || places.contains(&finding.place));
    let mut any = false;
    let blocked = found.any(|finding| {
        any = true;
        finding.blocks
    });
    match (blocked, any) {
        (true, _) => "lacking",
        (false, true) => "part",
        (false, false) => "done",
    }
}

/// Where to go after saving: on, or again here.
pub(super) fn onward(posted: &Posted, round: &str, step: &str) -> (String, Message) {
    let here = STEPS.iter().position(|(slug, ..)| *slug == step).unwrap_or_default();
    let slug = if posted.value("tiep").is_empty() { step } else { STEPS.get(here + 1).map_or(step, |next| next.0) };
    let path = if slug == "quyen" { below(round, "quyen") } else { step_path(round, slug) };
    (path, Message::new("setup-saved"))
}
