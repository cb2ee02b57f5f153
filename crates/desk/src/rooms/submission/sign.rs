//! The head's one page: what matters without opening the workbench, then sign or send back.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::submission::{self, CheckView};
use thuocdo_assessment::Action;
use thuocdo_assessment::record::Remark;
use thuocdo_base::Message;

use super::check::{Item, blocks, warnings};
use super::shown::{self, Change, Line};
use crate::door::Staff;
use crate::form::{Choice, Fault, POST_KEY, Posted};
use crate::frame::Frame;
use crate::urls::{of_record, routes as at};

/// Rows for remarks that the form shows at least.
const ROWS: usize = 3;

#[derive(Template)]
#[template(path = "rooms/submission/sign.html")]
struct Page<'a> {
    f: Frame<'a>,
    view: &'a CheckView,
    standing: String,
    points: String,
    maximum: String,
    change: Option<Change>,
    before: Option<String>,
    counts: Counts,
    blocks: Vec<Item>,
    warnings: Vec<Item>,
    differing: Vec<Differing>,
    not_applicable: Vec<Item>,
    without_evidence: Vec<Item>,
    fallen: Vec<Fallen>,
    sections: Vec<Line>,
    lines: Vec<Line>,
    criteria: Vec<Choice>,
    remarks: Vec<(String, String)>,
    faults: Vec<Fault>,
    key: String,
    sign: String,
    send_back: String,
    print: String,
    receipt: String,
    reopen: String,
}

/// How many criteria stand where.
struct Counts {
    of: usize,
    done: usize,
    not_applicable: usize,
    lacking: usize,
}

/// A criterion whose points differ from what is computed.
struct Differing {
    item: Item,
    computed: String,
    points: String,
}

/// A criterion that fell.
struct Fallen {
    item: Item,
    before: String,
    now: String,
}

/// Shows the page.
pub(super) async fn show(staff: Staff, Path((round, unit)): Path<(String, String)>) -> Response<Body> {
    page(&staff, (&round, &unit), StatusCode::OK, Vec::new(), Vec::new()).await
}

/// Signs and submits.
pub(super) async fn submit(Path((round, unit)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let seen = posted.value("ban").parse().unwrap_or_default();
    let key = posted.value(POST_KEY);
    match submission::submit(staff.app(), &staff.actor(), &round, &unit, seen, key).await {
        Ok(code) => {
            let said = Message::new("submission-submitted").text("code", code);
            staff.redirect_saying(&of_record(at::RECEIPT, &round, &unit), &said)
        }
        Err(error) => again(staff, (&round, &unit), error, Vec::new()).await,
    }
}

/// Sends back with remarks; a press of "more rows" only shows the form again with what was typed.
pub(super) async fn send_back(Path((round, unit)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let typed: Vec<(String, String)> = posted
        .values("tieu-chi")
        .zip(posted.values("y-kien"))
        .map(|(code, text)| (code.to_owned(), text.to_owned()))
        .collect();
    if posted.ticked("them") {
        let more = typed.into_iter().chain(vec![(String::new(), String::new()); ROWS]).collect();
        return page(staff, (&round, &unit), StatusCode::OK, more, Vec::new()).await;
    }
    let filled = typed.iter().filter(|(code, text)| !code.is_empty() || !text.is_empty());
    let remark = |(criterion, text): &(String, String)| Remark { criterion: criterion.clone(), text: text.clone() };
    let remarks: Vec<Remark> = filled.map(remark).collect();
    if remarks.iter().any(|remark| remark.criterion.is_empty()) {
        let error = ActionError::Refused(vec![Message::new("submission-remark-without-criterion")]);
        return again(staff, (&round, &unit), error, typed).await;
    }
    match submission::send_back(staff.app(), &staff.actor(), &round, &unit, remarks).await {
        Ok(()) => staff.redirect_saying(&of_record(at::SIGN, &round, &unit), &Message::new("submission-sent-back")),
        Err(error) => again(staff, (&round, &unit), error, typed).await,
    }
}

async fn again(staff: &Staff, of: (&str, &str), error: ActionError, typed: Vec<(String, String)>) -> Response<Body> {
    match error {
        ActionError::Refused(reasons) => {
            let faults = shown::reasons(staff, &reasons);
            page(staff, of, StatusCode::UNPROCESSABLE_ENTITY, typed, faults).await
        }
        error => staff.fault(error),
    }
}

async fn page(
    staff: &Staff,
    (round, unit): (&str, &str),
    status: StatusCode,
    typed: Vec<(String, String)>,
    faults: Vec<Fault>,
) -> Response<Body> {
    let view = match submission::check(staff.app(), &staff.actor(), round, unit).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let (sheet, before, lang) = (&view.view.sheet, view.view.before.as_ref(), staff.lang);
    let said = staff.text().with("submission-sign-title").text("unit", &sheet.name).text("period", &sheet.period);
    let lines = shown::lines(staff, sheet, before);
    let to = |route: &str| staff.to(&of_record(route, round, unit));
    let page = Page {
        f: Frame::new(staff, "rounds", said.to_string()),
        standing: shown::standing(staff, &view),
        points: shown::points(lang, &sheet.points),
        maximum: shown::points(lang, &sheet.maximum),
        change: before.map(|before| shown::change(lang, &before.points, &sheet.points)),
        before: before.map(|before| before.period.clone()),
        counts: counts(&view),
        blocks: blocks(staff, &view),
        warnings: warnings(staff, &view, &["answers-differs", "answers-differs-uncomputed", "submission-fell"]),
        differing: differing(staff, &view),
        not_applicable: listed(staff, &view, view.not_applicable(), |answer| answer.not_applicable.clone()),
        without_evidence: listed(staff, &view, view.without_evidence(), |answer| answer.no_evidence.clone()),
        fallen: fallen(staff, &view),
        sections: lines.iter().filter(|line| line.section).cloned().collect(),
        criteria: criteria(staff, &view),
        remarks: rows(typed),
        key: staff.app().new_id(),
        sign: to(at::SIGN),
        send_back: to(at::SEND_BACK),
        print: to(at::PRINT),
        receipt: to(at::RECEIPT),
        reopen: to(at::REOPEN),
        lines,
        faults,
        view: &view,
    };
    shown::answer(staff, status, &page)
}

fn rows(mut typed: Vec<(String, String)>) -> Vec<(String, String)> {
    let count = typed.len().max(ROWS);
    typed.resize(count, (String::new(), String::new()));
    typed
}

fn counts(view: &CheckView) -> Counts {
    let own = || view.view.sheet.answers().filter(|(_, answer)| answer.own);
    Counts {
        of: own().count(),
        done: own().filter(|(_, answer)| answer.standing == "done").count(),
        not_applicable: view.not_applicable().count(),
        lacking: view.without_evidence().count(),
    }
}

/// Criteria that may be named: all of the unit's own.
fn criteria(staff: &Staff, view: &CheckView) -> Vec<Choice> {
    let own = view.view.sheet.answers().filter(|(_, answer)| answer.own);
    own.map(|(row, _)| Choice::new(&row.code, format!("{} {}", row.code, shown::title(staff.lang, row)))).collect()
}

type Answer = submission::sheet::CriterionAnswer;
type Named<'a> = (&'a submission::Row, &'a Answer);

fn item(staff: &Staff, view: &CheckView, row: &submission::Row, text: String) -> Item {
    let sheet = &view.view.sheet;
    let href = staff.to(&shown::criterion(&sheet.round, &sheet.unit, &row.code));
    Item { code: row.code.clone(), title: shown::title(staff.lang, row), text, href }
}

fn listed<'a>(
    staff: &Staff,
    view: &CheckView,
    rows: impl Iterator<Item = Named<'a>>,
    text: impl Fn(&Answer) -> Option<String>,
) -> Vec<Item> {
    rows.map(|(row, answer)| item(staff, view, row, text(answer).unwrap_or_default())).collect()
}

fn differing(staff: &Staff, view: &CheckView) -> Vec<Differing> {
    let shown = |exact: &Option<String>| exact.as_ref().map(|exact| shown::points(staff.lang, exact));
    let rows = view.differing().map(|(row, answer)| Differing {
        item: item(staff, view, row, answer.reason.clone().unwrap_or_default()),
        computed: shown(&answer.computed).unwrap_or_else(|| "–".to_owned()),
        points: shown(&row.points).unwrap_or_default(),
    });
    rows.collect()
}

fn fallen(staff: &Staff, view: &CheckView) -> Vec<Fallen> {
    let rows = view.fallen().into_iter().map(|(row, was)| Fallen {
        item: item(staff, view, row, String::new()),
        before: shown::fixed(staff.lang, &was),
        now: row.points.as_ref().map(|exact| shown::points(staff.lang, exact)).unwrap_or_default(),
    });
    rows.collect()
}
