//! More time, or closing for good, after a look at what will happen.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use thuocdo_app::surveys::launch;
use thuocdo_app::surveys::monitor::{self, Monitor};
use thuocdo_app::{ActionError, surveys};
use thuocdo_base::Message;
use thuocdo_words::show;

use super::{faults, frame, moment, path, shown, status};
use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/surveys/close.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    m: Monitor,
}

impl Page<'_> {
    fn to(&self, route: &str) -> String {
        self.f.to(&path(route, &self.m.survey.round, &self.m.survey.id))
    }

    fn until(&self) -> String {
        self.m.survey.closes.map(show::moment).unwrap_or_default()
    }
}

/// Asks.
pub(super) async fn ask(staff: Staff, Path((round, id)): Path<(String, String)>) -> Response<Body> {
    page(&staff, &round, &id, Form::empty()).await
}

async fn page(staff: &Staff, round: &str, id: &str, form: Form) -> Response<Body> {
    if let Err(error) = surveys::runs(staff.app(), &staff.actor(), round).await {
        return staff.fault(error);
    }
    match monitor::view(staff.app(), &staff.actor(), round, id).await {
        Ok(m) => {
            let f = frame(staff, &staff.text().t("survey-close-or-prolong"));
            shown(staff, status(&form), &Page { f, form, m })
        }
        Err(error) => staff.fault(error),
    }
}

/// Closes, or gives more time.
pub(super) async fn act(Path((round, id)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let wrong = match done(&posted, &round, &id).await {
        Ok(Ok(said)) => return staff.redirect_saying(&path(at::SURVEY, &round, &id), &said),
        Ok(Err(fault)) => vec![fault],
        Err(ActionError::Refused(reasons)) => faults(staff, &reasons),
        Err(error) => return staff.fault(error),
    };
    page(staff, &round, &id, Form::again(&posted.pairs, wrong)).await
}

async fn done(posted: &Posted, round: &str, id: &str) -> Result<Result<Message, Fault>, ActionError> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    surveys::runs(app, &actor, round).await?;
    if posted.value("viec") == "gia-han" {
        let until = match moment(posted, "ngay", "gio", "17:00") {
            Ok(Some(until)) => until,
            Ok(None) => return Ok(Err(Fault::new("ngay", staff.text().t("survey-day-wrong")))),
            Err(fault) => return Ok(Err(fault)),
        };
        let over = posted.value("ban").parse().unwrap_or_default();
        launch::prolong(app, &actor, round, id, over, until).await?;
        return Ok(Ok(Message::new("survey-prolonged")));
    }
    if !posted.ticked("dong-y") {
        return Ok(Err(Fault::new("dong-y", staff.text().t("survey-agree-missing"))));
    }
    launch::close(app, &actor, round, id).await?;
    Ok(Ok(Message::new("survey-closed")))
}
