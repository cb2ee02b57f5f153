//! Changing one's own password, and choosing one with a code that was handed out.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::accounts::{First, own, password};
use thuocdo_base::Message;

use super::{asked, cookie, faults, written};
use crate::door::{Ctx, Staff};
use crate::form::{Fault, Form, Open, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

const OLD: &str = "mat-khau-cu";
const NEW: &str = "mat-khau-moi";
const SAME: &str = "mat-khau-lai";
const CODE: &str = "ma";

#[derive(Template)]
#[template(path = "rooms/account/password.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    action: String,
    rule: String,
    /// Whether the old password is asked for.
    old: bool,
    first: bool,
}

/// Shows the form for one's own password.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    own_page(&staff, StatusCode::OK, Form::empty()).await
}

/// Changes one's own password: all sessions end, a new one begins.
pub(super) async fn change(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (old, new) = (posted.value_as_typed(OLD), posted.value_as_typed(NEW));
    if new != posted.value_as_typed(SAME) {
        let form = Form::empty().with(vec![Fault::new(SAME, staff.text().t("account-not-same"))]);
        return own_page(staff, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    match own::change_password(staff.app(), &staff.me, old, new, staff.visit()).await {
        Ok(secret) => {
            let to = if staff.me.first.is_some() { at::TASKS } else { at::ACCOUNT };
            let answer = staff.redirect_saying(to, &Message::new("account-password-changed"));
            cookie::give(staff, answer, &secret)
        }
        Err(error) => match placed(staff, error) {
            Ok(faults) => own_page(staff, StatusCode::UNPROCESSABLE_ENTITY, Form::empty().with(faults)).await,
            Err(error) => staff.fault(error),
        },
    }
}

/// Shows the form for a first password.
pub(super) async fn show_new(ctx: Ctx) -> Response<Body> {
    let code = asked(&ctx, CODE);
    match own::code_counts(ctx.app(), &code).await {
        Ok(true) => new_page(&ctx, StatusCode::OK, Form::of([(CODE, code)])),
        Ok(false) => {
            let spent = ctx.text().t("account-code-spent");
            new_page(&ctx, StatusCode::OK, Form::of([(CODE, code)]).with(vec![Fault::new(CODE, spent)]))
        }
        Err(error) => ctx.fault(error),
    }
}

/// Chooses a first password.
pub(super) async fn choose(ctx: Ctx, open: Open) -> Response<Body> {
    let code = open.value(CODE);
    let again = |faults| new_page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, Form::of([(CODE, code)]).with(faults));
    if open.value_as_typed(NEW) != open.value_as_typed(SAME) {
        return again(vec![Fault::new(SAME, ctx.text().t("account-not-same"))]);
    }
    match own::choose_password(ctx.app(), code, open.value_as_typed(NEW), &ctx.visit()).await {
        Ok(()) => ctx.redirect_saying(at::SIGN_IN, &Message::new("account-password-chosen")),
        Err(error) => match placed(&ctx, error) {
            Ok(faults) => again(faults),
            Err(error) => ctx.fault(error),
        },
    }
}

/// Puts each reason beside its field.
fn placed(ctx: &Ctx, error: ActionError) -> Result<Vec<Fault>, ActionError> {
    let field = |key: &str| match key {
        "account-password-wrong" | "account-wait-more" => OLD,
        "account-code-spent" => CODE,
        _ => NEW,
    };
    match error {
        ActionError::Refused(reasons) => {
            Ok(reasons.iter().map(|reason| Fault::new(field(&reason.key), ctx.say(reason))).collect())
        }
        error => faults(ctx, error, NEW),
    }
}

async fn own_page(staff: &Staff, status: StatusCode, form: Form) -> Response<Body> {
    let view = match own::view(staff.app(), &staff.me).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let f = Frame::new(staff, "", staff.text().t("account-password-title"));
    let first = staff.me.first == Some(First::ChangePassword);
    let rule = rule(staff, view.second_factor);
    written(staff, status, &Page { f, form, action: staff.to(at::PASSWORD), rule, old: true, first })
}

fn new_page(ctx: &Ctx, status: StatusCode, form: Form) -> Response<Body> {
    let f = Frame::open(ctx, "", ctx.text().t("account-choose"));
    let rule = rule(ctx, false);
    written(ctx, status, &Page { f, form, action: ctx.to(at::NEW_PASSWORD), rule, old: false, first: false })
}

fn rule(ctx: &Ctx, second_factor: bool) -> String {
    let least = if second_factor { password::BESIDE_SECOND_FACTOR } else { password::ALONE };
    ctx.text().with("account-password-rule").count("least", least).to_string()
}
