//! The archives of one round.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use thuocdo_app::ActionError;
use thuocdo_app::archives::{self, Archived, Archives};
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::show;

use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

#[derive(Template)]
#[template(path = "rooms/archives/round.html")]
struct Page<'a> {
    f: Frame<'a>,
    staff: &'a Staff,
    form: Form,
    round: String,
    a: Archives,
}

impl Page<'_> {
    fn here(&self) -> String {
        self.f.to(&path(&self.round))
    }

    fn log(&self) -> String {
        self.f.to(&at::LOG.replace("{ky}", &encode(&self.round)))
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }

    fn size(&self, bytes: &u64) -> String {
        show::bytes(self.staff.lang, *bytes)
    }

    fn is_under_way(&self) -> bool {
        self.a.archives.iter().any(|archive| archive.row.state == "waiting")
    }

    fn file(&self, archive: &Archived) -> String {
        format!("{}/{}", self.here(), encode(&archive.row.id))
    }

    fn result(&self, version: &u32) -> String {
        format!("{}/ket-qua/{version}", self.here())
    }

    fn barred(&self) -> Option<String> {
        self.a.barred.as_ref().map(|reason| self.staff.say(reason))
    }

    fn estimate(&self) -> String {
        let size = show::bytes(self.staff.lang, self.a.bytes);
        self.f.t.with("archives-estimate").text("size", size).to_string()
    }

    fn restored(&self) -> Option<String> {
        let (row, by) = self.a.restored.as_ref()?;
        let said = self.f.t.with("archives-restored-from").text("at", show::moment(row.at)).text("by", by);
        Some(said.text("manifest", row.manifest.as_str()).to_string())
    }
}

/// Address of the archives of a round.
pub(super) fn path(round: &str) -> String {
    at::ARCHIVES.replace("{ky}", &encode(round))
}

/// Shows them.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    shown(&staff, round, StatusCode::OK, Form::empty()).await
}

async fn shown(staff: &Staff, round: String, status: StatusCode, form: Form) -> Response<Body> {
    let a = match archives::look(staff.app(), &staff.actor(), &round).await {
        Ok(a) => a,
        Err(error) => return staff.fault(error),
    };
    let f = Frame::new(staff, "rounds", staff.text().t("archives-title"));
    match (Page { f, staff, form, round, a }).render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

/// Asks for one.
pub(super) async fn ask(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match archives::ask(staff.app(), &staff.actor(), &round).await {
        Ok(()) => staff.redirect_saying(&path(&round), &Message::new("archives-asked")),
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect();
            shown(staff, round, StatusCode::UNPROCESSABLE_ENTITY, Form::empty().with(faults)).await
        }
        Err(error) => staff.fault(error),
    }
}

/// Hands one out, piece by piece.
pub(super) async fn file(staff: Staff, Path((round, id)): Path<(String, String)>) -> Response<Body> {
    let (path, row) = match archives::taken(staff.app(), &staff.actor(), &round, &id).await {
        Ok(taken) => taken,
        Err(error) => return staff.fault(error),
    };
    let pieces = match archives::pieces(&path).await {
        Ok(pieces) => pieces,
        Err(error) => return staff.fault(ActionError::system(error)),
    };
    let day = row.finished_at.unwrap_or(row.at).to_string();
    let name = format!("luu-tru-{}-{}.zip", row.round, day.get(..10).unwrap_or_default());
    let mut answer = (zip(&name), Body::from_stream(pieces)).into_response();
    answer.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(row.bytes));
    answer
}

/// Hands out the bundle of a published version.
pub(super) async fn result(staff: Staff, Path((round, version)): Path<(String, u32)>) -> Response<Body> {
    match archives::bundle(staff.app(), &staff.actor(), &round, version).await {
        Ok(bytes) => (zip(&format!("{round}-v{version}.zip")), bytes).into_response(),
        Err(error) => staff.fault(error),
    }
}

fn zip(name: &str) -> [(header::HeaderName, String); 4] {
    [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ]
}
