//! Rounds out of archives, and handing one in.

use askama::Template;
use axum::body::Body;
use axum::extract::Multipart;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use thuocdo_app::ActionError;
use thuocdo_app::archives::{self, RestoredRound};
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::show;

use super::LARGEST;
use super::round::path;
use crate::door::Staff;
use crate::form::{Fault, Form, TOKEN, from_our_pages};
use crate::frame::Frame;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/archives/restore.html")]
struct Page<'a> {
    f: Frame<'a>,
    staff: &'a Staff,
    form: Form,
    restored: Vec<(RestoredRound, String, String)>,
}

impl Page<'_> {
    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }

    fn round(&self, code: &str) -> String {
        self.f.to(&path(code))
    }

    fn most(&self) -> String {
        let size = show::bytes(self.staff.lang, LARGEST);
        self.f.t.with("archives-file-hint").text("size", size).to_string()
    }
}

/// Shows rounds that came out of archives.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    shown(&staff, StatusCode::OK, Vec::new()).await
}

async fn shown(staff: &Staff, status: StatusCode, faults: Vec<Fault>) -> Response<Body> {
    let restored = match archives::restored(staff.app(), &staff.actor()).await {
        Ok(restored) => restored,
        Err(error) => return staff.fault(error),
    };
    let f = Frame::new(staff, "rounds", staff.text().t("archives-restore-title"));
    match (Page { f, staff, form: Form::empty().with(faults), restored }).render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

/// Takes an archive in and restores its round; the token stands before the file.
pub(super) async fn take(staff: Staff, headers: HeaderMap, mut parts: Multipart) -> Response<Body> {
    if !from_our_pages(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut token = String::new();
    loop {
        let part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            Err(_) => return StatusCode::BAD_REQUEST.into_response(),
        };
        if part.name() == Some(TOKEN) {
            token = part.text().await.unwrap_or_default();
            continue;
        }
        if token != staff.token() {
            return staff.stale_form();
        }
        if part.file_name().is_none_or(str::is_empty) {
            continue;
        }
        return match archives::hand_in(staff.app(), &staff.actor(), LARGEST, part).await {
            Ok(done) => {
                let said = Message::new("archives-restored").text("title", done.of.title.as_str());
                staff.redirect_saying(at::RESTORE, &said.count("files", done.files))
            }
            Err(ActionError::Refused(reasons)) => {
                let faults = reasons.iter().map(|reason| Fault::new("tep", staff.say(reason))).collect();
                shown(&staff, StatusCode::UNPROCESSABLE_ENTITY, faults).await
            }
            Err(error) => staff.fault(error),
        };
    }
    if token != staff.token() {
        return staff.stale_form();
    }
    let none = Fault::new("tep", staff.text().t("archives-no-file"));
    shown(&staff, StatusCode::UNPROCESSABLE_ENTITY, vec![none]).await
}
