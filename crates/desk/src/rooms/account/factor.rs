//! The second factor: set up with a QR code or by hand, recovery codes, taken off again.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use qrcode::render::svg;
use thuocdo_app::ActionError;
use thuocdo_app::accounts::own::{self, OwnView};
use thuocdo_app::accounts::second_factor::{self, Enrolment};
use thuocdo_base::Message;

use super::{confirm, faults, written};
use crate::door::Staff;
use crate::form::{Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

const CODE: &str = "ma";

#[derive(Template)]
#[template(path = "rooms/account/factor.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    view: OwnView,
    enrolment: Option<Enrolment>,
    /// The QR code as an SVG image.
    picture: String,
    required: bool,
}

#[derive(Template)]
#[template(path = "rooms/account/recovery.html")]
struct Codes<'a> {
    f: Frame<'a>,
    login: String,
    codes: Vec<String>,
}

/// Shows the key to set up, or what is set up.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    page(&staff, StatusCode::OK, Form::empty()).await
}

/// Takes the first code: from now on it is asked for, and the recovery codes are shown, once.
pub(super) async fn finish(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match second_factor::finish(staff.app(), &staff.me, posted.value(CODE)).await {
        Ok(codes) => shown_once(staff, codes).await,
        Err(error) => match faults(staff, error, CODE) {
            Ok(faults) => page(staff, StatusCode::UNPROCESSABLE_ENTITY, Form::empty().with(faults)).await,
            Err(error) => staff.fault(error),
        },
    }
}

/// Gives new recovery codes.
pub(super) async fn renew(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    if !staff.me.strong {
        return confirm::first(staff, at::SECOND_FACTOR);
    }
    match second_factor::renew_recovery_codes(staff.app(), &staff.me).await {
        Ok(codes) => shown_once(staff, codes).await,
        Err(error) => staff.fault(error),
    }
}

/// Takes the second factor off.
pub(super) async fn remove(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    if !staff.me.strong {
        return confirm::first(staff, at::SECOND_FACTOR);
    }
    match second_factor::remove(staff.app(), &staff.me).await {
        Ok(()) => staff.redirect_warning(at::PASSWORD, &Message::new("account-factor-gone")),
        Err(error) => staff.fault(error),
    }
}

async fn page(staff: &Staff, status: StatusCode, form: Form) -> Response<Body> {
    match built(staff, form).await {
        Ok(page) => written(staff, status, &page),
        Err(error) => staff.fault(error),
    }
}

async fn built(staff: &Staff, form: Form) -> Result<Page<'_>, ActionError> {
    let view = own::view(staff.app(), &staff.me).await?;
    let enrolment = if view.second_factor { None } else { Some(second_factor::begin(staff.app(), &staff.me).await?) };
    let picture = enrolment.as_ref().map(|enrolment| picture(&enrolment.link)).transpose()?.unwrap_or_default();
    let required = staff.me.first == Some(thuocdo_app::accounts::First::SecondFactor);
    let f = Frame::new(staff, "account", staff.text().t("account-factor"));
    Ok(Page { f, form, view, enrolment, picture, required })
}

/// The QR code, drawn here: the key leaves the house for nobody.
fn picture(link: &str) -> Result<String, ActionError> {
    let code = qrcode::QrCode::new(link).map_err(ActionError::system)?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(220, 220).quiet_zone(true).build();
    // The declaration of XML does not belong into a page.
    Ok(drawn.split_once("?>").map_or(drawn.clone(), |(_, image)| image.to_owned()))
}

async fn shown_once(staff: &Staff, codes: Vec<String>) -> Response<Body> {
    let view = match own::view(staff.app(), &staff.me).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let f = Frame::new(staff, "account", staff.text().t("account-recovery"));
    written(staff, StatusCode::OK, &Codes { f, login: view.login, codes })
}
