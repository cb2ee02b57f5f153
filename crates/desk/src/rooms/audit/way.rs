//! The way of one score: everything that happened to it, with person, time, reason and hashes.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use thuocdo_app::ActionError;
use thuocdo_app::audit::{self, Moment, Way};
use thuocdo_base::Timestamp;
use thuocdo_words::show;

use super::said;
use crate::door::Staff;
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

#[derive(Template)]
#[template(path = "rooms/audit/way.html")]
struct Page<'a> {
    f: Frame<'a>,
    staff: &'a Staff,
    log: String,
    base: String,
    way: Way,
}

impl Page<'_> {
    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }

    fn about(&self, moment: &Moment) -> String {
        said::about(self.staff, moment)
    }

    fn short(&self, hash: &str) -> String {
        said::short(hash)
    }

    fn text(&self, moment: &Moment) -> String {
        said::text(self.staff, moment)
    }

    fn reason(&self, moment: &Moment) -> String {
        // A note carries its day here.
        if moment.kind == "note" { show::date(self.f.lang, &moment.reason) } else { moment.reason.clone() }
    }
}

/// Shows it.
pub(super) async fn show(
    staff: Staff,
    Path((round, unit, criterion)): Path<(String, String, String)>,
) -> Response<Body> {
    let way = match audit::way(staff.app(), &staff.actor(), &round, &unit, &criterion).await {
        Ok(way) => way,
        Err(error) => return staff.fault(error),
    };
    let log = staff.to(&at::LOG.replace("{ky}", &encode(&round)));
    let page = Page {
        f: Frame::new(&staff, "rounds", staff.text().with("audit-way-title").text("unit", &way.unit).to_string()),
        staff: &staff,
        base: format!("{log}/{}/{}", encode(&unit), encode(&criterion)),
        log,
        way,
    };
    match page.render() {
        Ok(html) => staff.page(StatusCode::OK, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

/// Hands it out as a file: `ho-so.json` or `ho-so.csv`.
pub(super) async fn file(
    staff: Staff,
    Path((round, unit, criterion, name)): Path<(String, String, String, String)>,
) -> Response<Body> {
    let way = match audit::way(staff.app(), &staff.actor(), &round, &unit, &criterion).await {
        Ok(way) => way,
        Err(error) => return staff.fault(error),
    };
    let (kind, body) = match name.as_str() {
        "ho-so.json" => ("application/json", audit::case_json(&way).into_bytes()),
        "ho-so.csv" => ("text/csv; charset=utf-8", audit::case_csv(&way)),
        _ => return staff.fault(ActionError::NotAllowed),
    };
    let named = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::OK, headers, body).into_response()
}
