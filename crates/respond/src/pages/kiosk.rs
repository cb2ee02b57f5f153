//! A device for many: it starts afresh after each response and after a minute without a touch, and shows nothing of
//! who was here before. An interviewer's device asks besides that its interviewer is signed in.

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::RawPathParams;
use axum::http::header::{REFRESH, SET_COOKIE};
use axum::http::{HeaderValue, Response, StatusCode};
use thuocdo_app::accounts::{self, Signed};
use thuocdo_app::boxes::{Nonce, Token};
use thuocdo_app::surveys::devices::{self, AtDevice};
use thuocdo_app::surveys::respond::{Sent, Standing};
use thuocdo_app::{ActionError, App};
use thuocdo_base::Message;
use thuocdo_criteria::questionnaire::Response as Filled;
use thuocdo_web::request::pairs;

use crate::door::Ctx;
use crate::fields::{self, NONCE};
use crate::frame::Frame;
use crate::pages::form::{Sending, render};
use crate::pages::{sending, state};
use crate::urls::{Place, routes};

/// Name of the cookie that holds the device's code.
const COOKIE: &str = "may";
/// Name of the cookie that counts an interviewer's households, on the device alone.
const COUNT: &str = "so-ho";
/// Name of the cookie of a signed-in session.
const SESSION: &str = "phien";
/// When a device leads back to the start.
const BACK: &str = "8; url=";

#[derive(Template)]
#[template(path = "pages/done.html")]
struct Done<'a> {
    f: Frame<'a>,
    home: &'static str,
    /// Households of the interviewer so far; 0 at a device.
    households: usize,
}

/// The code of a device, typed once by whoever sets it up.
pub async fn link(ctx: Ctx, params: RawPathParams) -> Response<Body> {
    let code = params.iter().find(|(name, _)| *name == "code").map_or("", |(_, value)| value);
    match Token::parse(code) {
        Some(code) => ctx.redirect_with(Place::Kiosk.address(ctx.lang), COOKIE, code.text(), routes::KIOSK),
        None => state::unknown(&ctx),
    }
}

/// Shows the start of an empty form.
pub async fn show(ctx: Ctx) -> Response<Body> {
    let Some(code) = Token::parse(ctx.cookie(COOKIE)) else { return state::unknown(&ctx) };
    match found(&ctx, &code).await {
        Ok(Ok(at)) => form(&ctx, StatusCode::OK, &at, Nonce::make(ctx.app().random.as_ref()), &Filled::default(), None),
        Ok(Err(answer)) => answer,
        Err(error) => state::fault(&ctx, &error),
    }
}

/// Takes answers in if they are whole; else shows them again.
pub async fn send(ctx: Ctx, body: Bytes) -> Response<Body> {
    let Some(code) = Token::parse(ctx.cookie(COOKIE)).filter(|_| !ctx.is_from_elsewhere()) else {
        return state::unknown(&ctx);
    };
    let at = match found(&ctx, &code).await {
        Ok(Ok(at)) => at,
        Ok(Err(answer)) => return answer,
        Err(error) => return state::fault(&ctx, &error),
    };
    let Standing::Open(invited) = &at.standing else { return state::standing(&ctx, &at.standing, "") };
    let pairs = pairs(&body);
    let nonce = pairs.iter().find(|(name, _)| name == NONCE).and_then(|(_, value)| Nonce::parse(value));
    let response = fields::response(&invited.questionnaire, &invited.group, &invited.codes(), &pairs);
    let faults = invited.check(&response);
    let Some(nonce) = nonce.filter(|_| faults.is_empty() && !response.answers.is_empty()) else {
        let nonce = nonce.unwrap_or_else(|| Nonce::make(ctx.app().random.as_ref()));
        return form(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &at, nonce, &response, Some(&faults));
    };
    match devices::send(ctx.app(), &code, &response, &nonce).await {
        Ok(Sent::Taken { .. }) => done(&ctx, &at),
        Ok(Sent::Not(standing)) => state::standing(&ctx, &standing, ""),
        Err(ActionError::Refused(reasons)) => state::told(&ctx, StatusCode::TOO_MANY_REQUESTS, &reasons),
        Err(error) => state::fault(&ctx, &error),
    }
}

/// The device of a code, if it is in use and, where it is an interviewer's, they are signed in.
async fn found(ctx: &Ctx, code: &Token) -> Result<Result<AtDevice, Response<Body>>, ActionError> {
    let Some(at) = devices::at(ctx.app(), code).await? else {
        return Ok(Err(state::standing(ctx, &Standing::Unknown, "")));
    };
    if !at.person.is_empty() && !is_signed_in(ctx.app(), ctx.cookie(SESSION), &at.person).await? {
        return Ok(Err(ctx.redirect("/dang-nhap?ve=%2Fk")));
    }
    if !matches!(at.standing, Standing::Open(_)) {
        return Ok(Err(state::standing(ctx, &at.standing, "")));
    }
    Ok(Ok(at))
}

async fn is_signed_in(app: &App, secret: &str, account: &str) -> Result<bool, ActionError> {
    Ok(matches!(accounts::standing(app, secret, true).await?, Signed::In(me) if me.account == account))
}

fn form(
    ctx: &Ctx,
    status: StatusCode,
    at: &AtDevice,
    nonce: Nonce,
    response: &Filled,
    faults: Option<&[Message]>,
) -> Response<Body> {
    let Standing::Open(invited) = &at.standing else { return state::standing(ctx, &at.standing, "") };
    let f = Frame::new(ctx.text(), ctx.display, Place::Kiosk, sending::title(ctx, invited));
    let sending = Sending { key: String::new(), nonce: nonce.text(), again: faults.is_some() };
    let address = Place::Kiosk.address(ctx.lang);
    let mut paper = sending::paper(ctx, invited, sending, response, faults.unwrap_or_default(), address);
    paper.home = Some(address);
    ctx.page(status, render(f, &paper))
}

/// Thanks; the device leads back by itself. The count of households lies on the device and nowhere else.
fn done(ctx: &Ctx, at: &AtDevice) -> Response<Body> {
    let home = Place::Kiosk.address(ctx.lang);
    let households = if at.person.is_empty() { 0 } else { ctx.cookie(COUNT).parse().unwrap_or(0_usize) + 1 };
    let t = ctx.text();
    let f = Frame::new(t, ctx.display, Place::Kiosk, t.t("respond-thanks-title"));
    let html = Done { f, home, households }.render().unwrap_or_default();
    let mut answer = ctx.page(StatusCode::OK, html);
    if let Ok(back) = HeaderValue::from_str(&format!("{BACK}{home}")) {
        answer.headers_mut().insert(REFRESH, back);
    }
    let count = format!("{COUNT}={households}; Path={}; HttpOnly; SameSite=Lax; Max-Age=64800", routes::KIOSK);
    if let (true, Ok(count)) = (households > 0, HeaderValue::from_str(&count)) {
        answer.headers_mut().append(SET_COOKIE, count);
    }
    answer
}
