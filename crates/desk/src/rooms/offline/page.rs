//! Where a record leaves as a workbook and comes back.

use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest, Path, Request};
use axum::http::{Response, StatusCode};
use thuocdo_app::offline::{self, DAYS_KEPT};
use thuocdo_app::{ActionError, offline::Page};
use thuocdo_base::Message;
use thuocdo_words::show;

use crate::door::Staff;
use crate::form::{Fault, Form};
use crate::frame::Frame;
use crate::rooms::bodies::upload::Uploaded;
use crate::rooms::workbench;
use crate::urls::{of_record, routes as at};

#[derive(Template)]
#[template(path = "rooms/offline/page.html")]
struct OfflinePage<'a> {
    f: Frame<'a>,
    form: Form,
    staff: &'a Staff,
    view: Page,
    here: String,
    file: String,
    list: String,
    days: usize,
    /// Workbooks that came back: file, when, whether it was written, address.
    returned: Vec<(String, String, bool, String)>,
}

impl OfflinePage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }
}

/// Shows the page.
pub(super) async fn show(staff: Staff, Path(at): Path<(String, String)>) -> Response<Body> {
    shown(&staff, StatusCode::OK, &at, Vec::new()).await
}

async fn shown(staff: &Staff, status: StatusCode, place: &(String, String), faults: Vec<Fault>) -> Response<Body> {
    let (round, unit) = (place.0.as_str(), place.1.as_str());
    let view = match offline::page(staff.app(), &staff.actor(), staff.lang, round, unit).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let title = staff.text().with("offline-page-title").text("unit", &view.unit_name).to_string();
    let row = |(id, name, at, written): &(String, String, thuocdo_base::Timestamp, bool)| {
        let path = match written {
            true => super::result_path(round, unit, id),
            false => super::import_path(round, unit, id),
        };
        (name.clone(), show::moment(*at), *written, staff.to(&path))
    };
    let page = OfflinePage {
        f: Frame::new(staff, "rounds", title),
        form: Form::empty().with(faults),
        staff,
        returned: view.returned.iter().map(row).collect(),
        here: staff.to(&super::path(round, unit)),
        file: staff.to(&of_record(at::OFFLINE_FILE, round, unit)),
        list: staff.to(&workbench::list_path(round, unit)),
        days: usize::try_from(DAYS_KEPT).unwrap_or_default(),
        view,
    };
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

/// Gives the record as a workbook.
pub(super) async fn download(staff: Staff, Path((round, unit)): Path<(String, String)>) -> Response<Body> {
    match offline::export(staff.app(), &staff.actor(), staff.lang, &round, &unit).await {
        Ok(bytes) => super::workbook(&format!("tu-danh-gia-{round}-{unit}"), bytes),
        Err(error) => staff.fault(error),
    }
}

/// Takes a workbook in and shows what it would change.
pub(super) async fn upload(Path(place): Path<(String, String)>, staff: Staff, request: Request) -> Response<Body> {
    // Whoever may not hand anything in learns nothing of what a workbook is.
    if let Err(error) = offline::settle(staff.app(), &staff.actor(), &place.0, &place.1).await {
        return refused(&staff, &place, error).await;
    }
    let sent = match Uploaded::from_request(request, &staff.desk).await {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let (round, unit) = (place.0.as_str(), place.1.as_str());
    let file = (sent.name.as_str(), sent.bytes);
    match offline::take_in(staff.app(), &staff.actor(), staff.lang, (round, unit), file).await {
        Ok(id) => staff.redirect(&super::import_path(round, unit, &id)),
        Err(error) => refused(&staff, &place, error).await,
    }
}

/// What is wrong is said at the place where the file was chosen.
async fn refused(staff: &Staff, place: &(String, String), error: ActionError) -> Response<Body> {
    match error {
        ActionError::Refused(reasons) => {
            let faults = reasons.iter().map(|reason| Fault::new("tep", staff.say(reason))).collect();
            shown(staff, StatusCode::UNPROCESSABLE_ENTITY, place, faults).await
        }
        error => staff.fault(error),
    }
}
