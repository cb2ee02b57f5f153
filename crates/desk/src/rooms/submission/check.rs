//! The last look before signing: what blocks first, then what should be looked at, then the table.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::submission::{self, CheckView};
use thuocdo_assessment::{Action, Field};
use thuocdo_base::Message;
use thuocdo_words::show;

use super::shown::{self, Change, Line};
use crate::door::Staff;
use crate::form::{Fault, Posted};
use crate::frame::Frame;
use crate::urls::{of_record, routes as at};

#[derive(Template)]
#[template(path = "rooms/submission/check.html")]
struct Page<'a> {
    f: Frame<'a>,
    view: &'a CheckView,
    standing: String,
    due: Option<String>,
    points: String,
    maximum: String,
    change: Option<Change>,
    blocks: Vec<Item>,
    warnings: Vec<Item>,
    remarks: Vec<Item>,
    explained: Vec<Item>,
    lines: Vec<Line>,
    faults: Vec<Fault>,
    check: String,
    take_back: String,
    sign: String,
    print: String,
    receipt: String,
    workbench: String,
}

/// A sentence about a criterion.
pub(super) struct Item {
    /// Code; empty for the record as a whole.
    pub(super) code: String,
    /// Title.
    pub(super) title: String,
    /// The sentence.
    pub(super) text: String,
    /// Where to mend it.
    pub(super) href: String,
}

/// Shows the page.
pub(super) async fn show(staff: Staff, Path((round, unit)): Path<(String, String)>) -> Response<Body> {
    page(&staff, &round, &unit, StatusCode::OK, Vec::new()).await
}

/// Hands the record to the head.
pub(super) async fn hand_over(Path((round, unit)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match submission::hand_over(staff.app(), &staff.actor(), &round, &unit).await {
        Ok(()) => staff.redirect_saying(&of_record(at::CHECK, &round, &unit), &Message::new("submission-handed-over")),
        Err(ActionError::Refused(_)) => page(staff, &round, &unit, StatusCode::UNPROCESSABLE_ENTITY, Vec::new()).await,
        Err(error) => staff.fault(error),
    }
}

/// Takes the record back.
pub(super) async fn take_back(Path((round, unit)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match submission::take_back(staff.app(), &staff.actor(), &round, &unit).await {
        Ok(()) => staff.redirect_saying(&of_record(at::CHECK, &round, &unit), &Message::new("submission-taken-back")),
        Err(ActionError::Refused(reasons)) => {
            let faults = shown::reasons(staff, &reasons);
            page(staff, &round, &unit, StatusCode::UNPROCESSABLE_ENTITY, faults).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn page(staff: &Staff, round: &str, unit: &str, status: StatusCode, faults: Vec<Fault>) -> Response<Body> {
    let view = match submission::check(staff.app(), &staff.actor(), round, unit).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let (sheet, before) = (&view.view.sheet, view.view.before.as_ref());
    let title = staff.text().with("submission-check-title").text("unit", &sheet.name).to_string();
    let to = |route: &str| staff.to(&of_record(route, round, unit));
    let page = Page {
        f: Frame::new(staff, "rounds", title),
        standing: shown::standing(staff, &view),
        due: view.view.record.due_at.map(show::moment),
        points: shown::points(staff.lang, &sheet.points),
        maximum: shown::points(staff.lang, &sheet.maximum),
        change: before.map(|before| shown::change(staff.lang, &before.points, &sheet.points)),
        blocks: blocks(staff, &view),
        warnings: warnings(staff, &view, &[]),
        remarks: remarks(staff, &view),
        explained: explained(staff, &view),
        lines: shown::lines(staff, sheet, before),
        faults,
        check: to(at::CHECK),
        take_back: to(at::TAKE_BACK),
        sign: to(at::SIGN),
        print: to(at::PRINT),
        receipt: to(at::RECEIPT),
        workbench: staff.to(&of_record("/ky/{ky}/tu-danh-gia/{cq}", round, unit)),
        view: &view,
    };
    shown::answer(staff, status, &page)
}

fn item(staff: &Staff, view: &CheckView, code: &str, text: String) -> Item {
    let sheet = &view.view.sheet;
    let row = sheet.row(code);
    let title = row.map(|row| shown::title(staff.lang, row)).unwrap_or_default();
    let href = staff.to(&shown::criterion(&sheet.round, &sheet.unit, code));
    Item { code: code.to_owned(), title, text, href }
}

/// What blocks, each with the address of its field.
pub(super) fn blocks(staff: &Staff, view: &CheckView) -> Vec<Item> {
    let each = view.faults.iter().map(|fault| {
        let one = item(staff, view, &fault.criterion, staff.say(&fault.message));
        let href = if fault.criterion.is_empty() {
            staff.to(&of_record("/ky/{ky}/tu-danh-gia/{cq}", &view.view.sheet.round, &view.view.sheet.unit))
        } else {
            format!("{}#{}", one.href, anchor(fault))
        };
        Item { href, ..one }
    });
    each.collect()
}

/// Id of the control that a fault leads to, on the page of its criterion.
fn anchor(fault: &submission::check::Fault) -> String {
    match (fault.field, &fault.value) {
        (Field::Figures, Some(name)) => format!("f-v-{name}"),
        (Field::Figures, None) => "f-diem".to_owned(),
        (Field::Note, _) => "f-ghi-chu".to_owned(),
        (Field::NotApplicable, _) => "f-khong-ap-dung".to_owned(),
        (Field::NoEvidence, _) => "f-giai-trinh".to_owned(),
    }
}

/// What should be looked at, without what is shown elsewhere on the page.
pub(super) fn warnings(staff: &Staff, view: &CheckView, elsewhere: &[&str]) -> Vec<Item> {
    let each = view.warnings.iter().filter(|warning| !elsewhere.contains(&warning.message.key.as_str()));
    each.map(|warning| item(staff, view, &warning.criterion, staff.say(&warning.message))).collect()
}

/// What is asked to be mended and not yet settled.
pub(super) fn remarks(staff: &Staff, view: &CheckView) -> Vec<Item> {
    let open = view.view.remarks.iter().filter(|remark| remark.settled_at.is_none());
    let each = open.map(|remark| {
        let said = staff.text().with("submission-remark").text("by", view.name(&remark.account));
        let said = said.text("at", show::moment(remark.at)).text("text", &remark.text).to_string();
        item(staff, view, &remark.criterion, said)
    });
    each.collect()
}

/// Explanations of criteria without evidence, put together for the report.
fn explained(staff: &Staff, view: &CheckView) -> Vec<Item> {
    let rows = view.view.sheet.answers().filter_map(|(row, answer)| Some((row, answer.no_evidence.clone()?)));
    rows.map(|(row, text)| item(staff, view, &row.code, text)).collect()
}
