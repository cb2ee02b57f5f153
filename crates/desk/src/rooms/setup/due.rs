//! After opening: more time for all or for one unit; calling off.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::setup;
use thuocdo_app::setup::view::{self, DuesView};
use thuocdo_assessment::Action;
use thuocdo_base::Message;
use thuocdo_words::show;

use super::dates::label;
use super::{Stop, below, faults, moment};
use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::shown::{Choice, Form};

#[derive(Template)]
#[template(path = "rooms/setup/extend.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    /// Address of the dashboard.
    round: String,
    title: String,
    dues: Vec<(String, String, String, String)>,
    units: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "rooms/setup/cancel.html")]
struct Cancel<'a> {
    f: Frame<'a>,
    form: Form,
    /// Address of the dashboard.
    round: String,
    title: String,
}

/// Shows the dates and asks for a later one.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    page(&staff, &round, Form::of([("gio", "17:00")])).await
}

/// Gives more time.
pub(super) async fn extend(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match give(&posted, &round).await {
        Ok(()) => staff.redirect_saying(&below(&round, "gia-han"), &Message::new("setup-extended")),
        Err(stop) => match faults(staff, stop) {
            Ok(faults) => page(staff, &round, Form::again(&posted.pairs, faults)).await,
            Err(error) => staff.fault(error),
        },
    }
}

async fn give(posted: &Posted, round: &str) -> Result<(), Stop> {
    let staff = &posted.staff;
    let missing = || Stop::field(staff, "ngay", &Message::new("setup-date-bad"));
    let until = moment(posted, "ngay", "gio")?.ok_or_else(missing)?;
    let unit = posted.filled("don-vi");
    setup::extend(staff.app(), &staff.actor(), round, unit, until, posted.value("ly-do")).await?;
    Ok(())
}

async fn page(staff: &Staff, round: &str, form: Form) -> Response<Body> {
    let view = match view::dues(staff.app(), &staff.actor(), round, Action::Extend).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let DuesView { head, dues, units } = view;
    let status = if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let name = |code: &str| units.iter().find(|unit| unit.code == code).map(|unit| unit.name.clone());
    let row = |due: &view::Due| {
        let unit = due.unit.as_deref().and_then(name).unwrap_or_else(|| staff.text().t("setup-all-units"));
        let closed = due.closed_at.map(show::moment).unwrap_or_default();
        (label(staff, due.stage), unit, show::moment(due.due_at), closed)
    };
    let page = Page {
        f: Frame::new(staff, "rounds", staff.text().t("setup-extend")),
        round: staff.to(below(round, "").trim_end_matches('/')),
        title: head.title,
        dues: dues.iter().map(row).collect(),
        units: units.iter().map(|unit| Choice::new(unit.code.as_str(), unit.name.as_str())).collect(),
        form,
    };
    staff.page(status, page.render().unwrap_or_default())
}

/// Asks why the round is called off.
pub(super) async fn ask(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    cancel_page(&staff, &round, Form::empty()).await
}

/// Calls the round off.
pub(super) async fn cancel(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match setup::cancel(staff.app(), &staff.actor(), &round, posted.value("ly-do")).await {
        Ok(()) => staff.redirect_saying(crate::urls::routes::ROUNDS, &Message::new("setup-cancelled")),
        Err(error) => match faults(staff, Stop::Error(error)) {
            Ok(faults) => cancel_page(staff, &round, Form::again(&posted.pairs, faults)).await,
            Err(error) => staff.fault(error),
        },
    }
}

async fn cancel_page(staff: &Staff, round: &str, form: Form) -> Response<Body> {
    let view = match view::dues(staff.app(), &staff.actor(), round, Action::Cancel).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let status = if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let f = Frame::new(staff, "rounds", staff.text().t("setup-cancel"));
    let home = staff.to(below(round, "").trim_end_matches('/'));
    staff.page(status, Cancel { f, form, round: home, title: view.head.title }.render().unwrap_or_default())
}
