//! Step: title, period, data window, print profile, rules of evidence.

use askama::Template;
use thuocdo_app::ActionError;
use thuocdo_app::setup;
use thuocdo_app::setup::view::SetupView;
use thuocdo_assessment::settings::{EvidenceRules, Prints, RemedyRule};
use thuocdo_base::{Message, Number, read};
use thuocdo_words::show;

use super::step::{Shell, onward, shell};
use super::{Stop, day, shown_day, version};
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::shown::{Choice, Form};

const STEP: &str = "thong-tin";

#[derive(Template)]
#[template(path = "rooms/setup/about.html")]
struct Page<'a> {
    s: Shell<'a>,
    f: Frame<'a>,
    prints: Vec<Choice>,
}

/// Shows the step.
pub(super) fn html(staff: &Staff, view: &SetupView, form: Option<Form>) -> Result<String, ActionError> {
    let settings = &view.settings;
    let on = |ticked: bool| if ticked { "1" } else { "" };
    let remedy = &settings.remedy;
    let last = Some(remedy.last).filter(|last| *last > 0).map(|last| last.to_string()).unwrap_or_default();
    let below = remedy.below.as_ref().map(|percent| show::short(staff.lang, percent, 2)).unwrap_or_default();
    let kept = Form::of([
        ("ten", settings.title.as_str()),
        ("ten-en", settings.title_en.as_deref().unwrap_or_default()),
        ("ky-so-lieu", &settings.period),
        ("tu-ngay", &shown_day(&settings.data_from)),
        ("den-ngay", &shown_day(&settings.data_to)),
        ("minh-hoa", on(settings.illustrative)),
        ("the-thuc", settings.prints.word()),
        ("can-minh-chung", on(settings.evidence.needed_for_points)),
        ("canh-bao", on(settings.evidence.warn_outside_window)),
        ("cong-khai", on(settings.method_public)),
        ("cuoi-khoi", &last),
        ("duoi", &below),
    ]);
    let s = shell(staff, view, STEP, form.unwrap_or(kept));
    let t = staff.text();
    let prints = Prints::ALL.map(|one| Choice::new(one.word(), t.word("setup-prints-", one.word()))).to_vec();
    let f = Frame::new(staff, "rounds", s.f.title.clone());
    Page { s, f, prints }.render().map_err(ActionError::system)
}

/// Saves the step.
pub(super) async fn save(posted: &Posted, round: &str) -> Result<(String, Message), Stop> {
    let staff = &posted.staff;
    let (from, to) = (day(posted, "tu-ngay")?, day(posted, "den-ngay")?);
    let (title, title_en) = (posted.value("ten").to_owned(), posted.filled("ten-en").map(str::to_owned));
    if title.is_empty() {
        return Err(Stop::field(staff, "ten", &Message::new("check-no-title")));
    }
    let (period, illustrative) = (posted.value("ky-so-lieu").to_owned(), posted.ticked("minh-hoa"));
    let prints = Prints::of(posted.value("the-thuc")).unwrap_or_default();
    let evidence = EvidenceRules {
        needed_for_points: posted.ticked("can-minh-chung"),
        warn_outside_window: posted.ticked("canh-bao"),
    };
    let (remedy, method_public) = (remedy(posted)?, posted.ticked("cong-khai"));
    setup::change(staff.app(), &staff.actor(), round, version(posted), move |settings| {
        (settings.title, settings.title_en, settings.period) = (title, title_en, period);
        (settings.data_from, settings.data_to) = (from, to);
        (settings.illustrative, settings.prints, settings.evidence) = (illustrative, prints, evidence);
        (settings.remedy, settings.method_public) = (remedy, method_public);
        Ok(())
    })
    .await?;
    Ok(onward(posted, round, STEP))
}

/// Which units are asked for a remedy plan, as typed; empty fields name nobody.
fn remedy(posted: &Posted) -> Result<RemedyRule, Stop> {
    let staff = &posted.staff;
    let bad = |field: &str| {
        let message = Message::new("answers-not-a-number").text("value", posted.value(field));
        Stop::field(staff, field, &message)
    };
    let last = match posted.filled("cuoi-khoi") {
        Some(typed) => typed.parse().map_err(|_| bad("cuoi-khoi"))?,
        None => 0,
    };
    let below = match posted.filled("duoi") {
        Some(typed) => Some(read::typed(typed.trim_end_matches('%')).map_err(|_| bad("duoi"))?),
        None => None,
    };
    let outside = |percent: &Number| percent.is_negative() || *percent > Number::from(100);
    if below.as_ref().is_some_and(outside) {
        return Err(bad("duoi"));
    }
    Ok(RemedyRule { last, below: below.filter(|percent| !percent.is_zero()) })
}
