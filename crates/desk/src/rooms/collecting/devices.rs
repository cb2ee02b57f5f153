//! Devices in offices, and interviewers.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use thuocdo_app::ActionError;
use thuocdo_app::surveys::devices::{self, Devices};
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::show;

use super::{choices, faults, of_survey, page, status, stratum};
use crate::door::Staff;
use crate::form::{Choice, Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/collecting/devices.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    d: Devices,
    strata: Vec<Choice>,
    /// Address of a device that was set up just now; shown once.
    fresh: String,
}

impl Page<'_> {
    fn base(&self) -> String {
        self.f.to(&of_survey(at::SURVEY_DEVICES, &self.d.survey.round, &self.d.survey.id))
    }

    fn survey(&self) -> String {
        self.f.to(&of_survey(at::SURVEY, &self.d.survey.round, &self.d.survey.id))
    }

    fn stratum(&self, code: &str) -> String {
        stratum(&self.f, &self.d.strata, code)
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }
}

/// Lists them.
pub(super) async fn show(staff: Staff, Path((round, survey)): Path<(String, String)>) -> Response<Body> {
    answer(&staff, &round, &survey, Form::empty(), String::new()).await
}

/// Sets one up, or takes one back.
pub(super) async fn act(Path((round, survey)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    if let Some(id) = posted.filled("thu-hoi") {
        return match devices::revoke(app, &actor, &round, &survey, id).await {
            Ok(()) => {
                let back = of_survey(at::SURVEY_DEVICES, &round, &survey);
                staff.redirect_saying(&back, &Message::new("collecting-revoked"))
            }
            Err(error) => again(&posted, &round, &survey, error).await,
        };
    }
    let given = (posted.value("tang"), posted.value("ten"), posted.value("nguoi"));
    match devices::add(app, &actor, (&round, &survey), given).await {
        Ok(code) => {
            let base = app.office.base.clone().unwrap_or_default();
            answer(staff, &round, &survey, Form::empty(), format!("{base}/k/{}", code.groups())).await
        }
        Err(error) => again(&posted, &round, &survey, error).await,
    }
}

async fn again(posted: &Posted, round: &str, survey: &str, error: ActionError) -> Response<Body> {
    let staff = &posted.staff;
    match error {
        ActionError::Refused(reasons) => {
            let form = Form::again(&posted.pairs, faults(staff, &reasons));
            answer(staff, round, survey, form, String::new()).await
        }
        error => staff.fault(error),
    }
}

async fn answer(staff: &Staff, round: &str, survey: &str, form: Form, fresh: String) -> Response<Body> {
    let d = match devices::list(staff.app(), &staff.actor(), round, survey).await {
        Ok(found) => found,
        Err(error) => return staff.fault(error),
    };
    let f = Frame::new(staff, "rounds", staff.text().t("collecting-devices"));
    let strata = choices(&f, &d.strata);
    page(staff, status(&form), &Page { f, form, d, strata, fresh })
}
