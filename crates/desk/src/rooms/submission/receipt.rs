//! What proves a submission, and the signed paper that follows it.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use thuocdo_app::ActionError;
use thuocdo_app::evidence::{read_date, show_date};
use thuocdo_app::submission::{self, NewPaper, ReceiptView};
use thuocdo_assessment::{Action, Stage};
use thuocdo_base::Message;
use thuocdo_words::show;

use super::shown;
use crate::door::Staff;
use crate::form::{Choice, Fault, Form, Posted};
use crate::frame::Frame;
use crate::urls::{of_record, routes as at};

#[derive(Template)]
#[template(path = "rooms/submission/receipt.html")]
struct Page<'a> {
    f: Frame<'a>,
    view: &'a ReceiptView,
    reopened: bool,
    at: String,
    points: String,
    maximum: String,
    hash: Vec<String>,
    event: Vec<String>,
    earlier: Vec<String>,
    paper: Option<String>,
    form: Form,
    scans: Vec<Choice>,
    text: String,
    content: String,
    print: String,
    sign: String,
    add_paper: String,
    store: String,
}

/// Shows the receipt.
pub(super) async fn show(staff: Staff, Path((round, unit)): Path<(String, String)>) -> Response<Body> {
    page(&staff, &round, &unit, StatusCode::OK, None).await
}

/// The receipt as text to keep.
pub(super) async fn text(staff: Staff, Path((round, unit)): Path<(String, String)>) -> Response<Body> {
    match submission::receipt(staff.app(), &staff.actor(), &round, &unit).await {
        Ok(view) => download("text/plain; charset=utf-8", &format!("bien-nhan-{round}-{unit}.txt"), view.text()),
        Err(error) => staff.fault(error),
    }
}

/// What was frozen, byte for byte as it was hashed.
pub(super) async fn content(staff: Staff, Path((round, unit)): Path<(String, String)>) -> Response<Body> {
    match submission::receipt(staff.app(), &staff.actor(), &round, &unit).await {
        Ok(view) => {
            let name = format!("noi-dung-{round}-{unit}.json");
            download("application/json", &name, view.last().content.clone())
        }
        Err(error) => staff.fault(error),
    }
}

fn download(kind: &'static str, name: &str, text: String) -> Response<Body> {
    let safe: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    let mut answer = ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{safe}\"")) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    answer
}

/// Enters number, date and scan of the signed paper.
pub(super) async fn add_paper(Path((round, unit)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let paper = NewPaper {
        number: posted.value("so").to_owned(),
        date: read_date(posted.value("ngay")).unwrap_or_default(),
        scan: posted.filled("ban-quet").map(str::to_owned),
    };
    match submission::add_paper(staff.app(), &staff.actor(), &round, &unit, paper).await {
        Ok(()) => staff.redirect_saying(&of_record(at::RECEIPT, &round, &unit), &Message::new("submission-paper-kept")),
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new(field(reason), staff.say(reason))).collect();
            let form = Form::again(&posted.pairs, faults);
            page(staff, &round, &unit, StatusCode::UNPROCESSABLE_ENTITY, Some(form)).await
        }
        Err(error) => staff.fault(error),
    }
}

/// The field that a reason speaks of.
fn field(reason: &Message) -> &'static str {
    match reason.key.as_str() {
        "submission-paper-number" => "so",
        "submission-paper-date" => "ngay",
        "submission-paper-scan" => "ban-quet",
        _ => "",
    }
}

async fn page(staff: &Staff, round: &str, unit: &str, status: StatusCode, form: Option<Form>) -> Response<Body> {
    let view = match submission::receipt(staff.app(), &staff.actor(), round, unit).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let (sheet, last, t) = (&view.sheet, view.last(), staff.text());
    let to = |route: &str| staff.to(&of_record(route, round, unit));
    let earlier =
        view.submissions.iter().skip(1).map(|row| {
            t.with("submission-earlier").text("at", show::moment(row.at)).text("code", &row.code).to_string()
        });
    let page = Page {
        f: Frame::new(staff, "rounds", t.with("submission-receipt-title").text("unit", &sheet.name).to_string()),
        reopened: !matches!(view.record.stage, Stage::Submitted { .. }),
        at: show::moment(last.at),
        points: shown::points(staff.lang, &sheet.points),
        maximum: shown::points(staff.lang, &sheet.maximum),
        hash: grouped(&last.hash),
        event: grouped(&view.event),
        earlier: earlier.collect(),
        paper: view.paper.as_ref().map(|paper| {
            t.with("submission-paper-is").text("number", &paper.paper).text("date", show_date(&paper.date)).to_string()
        }),
        form: form.unwrap_or_else(|| kept(&view)),
        scans: view.scans.iter().map(|(id, name)| Choice::new(id, name)).collect(),
        text: to(at::RECEIPT_TEXT),
        content: to(at::RECEIPT_CONTENT),
        print: to(at::PRINT),
        sign: to(at::SIGN),
        add_paper: to(at::SIGNED_PAPER),
        store: staff.to(at::EVIDENCE),
        view: &view,
    };
    shown::answer(staff, status, &page)
}

fn kept(view: &ReceiptView) -> Form {
    let Some(paper) = &view.paper else { return Form::empty() };
    let scan = paper.file.clone().unwrap_or_default();
    Form::of([("so", paper.paper.clone()), ("ngay", show_date(&paper.date)), ("ban-quet", scan)])
}

/// A hash in groups of eight, so that people can compare it.
fn grouped(hash: &str) -> Vec<String> {
    hash.as_bytes().chunks(8).map(|group| String::from_utf8_lossy(group).into_owned()).collect()
}
