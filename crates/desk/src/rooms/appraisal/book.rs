//! The matrix as a workbook: handed out, looked at when it comes back, taken in by rows, columns and cells.

use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest, Path, Request};
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::appraisal::book::back::Waiting;
use thuocdo_app::appraisal::book::{self, Chosen, Look, LookRow, State};
use thuocdo_app::appraisal::save::may_write;
use thuocdo_base::Message;
use thuocdo_words::Lang;

use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;
use crate::rooms::bodies::upload::Uploaded;
use crate::rooms::documents::{XLSX, download};
use crate::urls::{encode, routes as at};

#[derive(Template)]
#[template(path = "rooms/appraisal/book.html")]
struct BookPage<'a> {
    f: Frame<'a>,
    form: Form,
    look: Look,
    staff: &'a Staff,
}

impl BookPage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn to(&self, route: &str) -> String {
        self.f.to(&path(route, &self.look.round.0))
    }

    fn minutes(&self, seconds: &i64) -> usize {
        super::minutes(*seconds)
    }

    fn changes(&self, waiting: &Waiting) -> usize {
        waiting.counts.iter().filter(|(state, _)| state.can_be_chosen()).map(|(_, count)| count).sum()
    }

    /// How many cells are in each state that has any; what stands already is told only if nothing else is.
    fn counts(&self, waiting: &Waiting) -> Vec<(State, usize)> {
        waiting.counts.iter().filter(|(_, count)| *count > 0).copied().collect()
    }

    fn dash(&self, text: &str) -> String {
        if text.is_empty() { "–".to_owned() } else { text.to_owned() }
    }

    /// Points as they stand in the file, with a comma.
    fn icon(&self, row: &LookRow) -> &'static str {
        match row.state {
            State::New | State::Changed if row.notes.is_empty() => "done",
            State::New | State::Changed => "part",
            _ => "lacking",
        }
    }
}

fn path(route: &str, round: &str) -> String {
    route.replace("{ky}", &encode(round))
}

/// Shows the workbook of a round, and what was handed in.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    page(&staff, &round, Vec::new()).await
}

async fn page(staff: &Staff, round: &str, faults: Vec<Fault>) -> Response<Body> {
    let look = match book::look(staff.app(), &staff.actor(), staff.lang, round).await {
        Ok(look) => look,
        Err(error) => return staff.fault(error),
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let f = Frame::new(staff, "rounds", staff.text().t("appraisal-book"));
    super::page(staff, status, &BookPage { f, form: Form::empty().with(faults), look, staff })
}

async fn refused(staff: &Staff, round: &str, field: &'static str, error: ActionError) -> Response<Body> {
    match error {
        ActionError::Refused(reasons) => {
            let faults = reasons.iter().map(|reason| Fault::new(field, staff.say(reason))).collect();
            page(staff, round, faults).await
        }
        error => staff.fault(error),
    }
}

/// Takes a returned workbook in, to be looked at.
pub(super) async fn upload(Path(round): Path<String>, staff: Staff, request: Request) -> Response<Body> {
    // Whoever appraises nothing learns nothing of what a file looks like.
    if let Err(error) = may_write(staff.app(), &staff.actor(), &round).await {
        return staff.fault(error);
    }
    let sent = match Uploaded::from_request(request, &staff.desk).await {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let staff = &sent.staff;
    match book::take_in(staff.app(), &staff.actor(), &round, &sent.name, sent.bytes).await {
        Ok(()) => staff.redirect(&path(at::APPRAISAL_BOOK, &round)),
        Err(error) => refused(staff, &round, "tep", error).await,
    }
}

/// Writes what was chosen, or throws the workbook away.
pub(super) async fn apply(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let back = path(at::APPRAISAL_BOOK, &round);
    if posted.value("lam") == "bo" {
        return match book::discard(staff.app(), &staff.actor(), &round).await {
            Ok(()) => staff.redirect_saying(&back, &Message::new("appraisal-book-discarded")),
            Err(error) => staff.fault(error),
        };
    }
    match book::apply(staff.app(), &staff.actor(), staff.lang, &round, chosen(&posted)).await {
        Ok(_) => staff.redirect(&back),
        Err(error) => refused(staff, &round, "", error).await,
    }
}

fn chosen(posted: &Posted) -> Chosen {
    let ticked = |value: &str| {
        let (place, version) = value.split_once(':')?;
        Some((place.parse().ok()?, version.parse().ok()?))
    };
    Chosen {
        id: posted.value("ban").to_owned(),
        units: posted.values("cq").map(str::to_owned).collect(),
        criteria: posted.values("tc").map(str::to_owned).collect(),
        shown: posted.values("hien").filter_map(|place| place.parse().ok()).collect(),
        ticked: posted.values("chon").filter_map(ticked).collect(),
    }
}

/// The workbook.
pub(super) async fn file(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    let made = book::workbook(staff.app(), &staff.actor(), staff.lang, &round).await;
    given(&staff, &round, ["tham-dinh", "appraisal"], made)
}

/// The returned workbook with what became of each row.
pub(super) async fn result(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    let made = book::result(staff.app(), &staff.actor(), staff.lang, &round).await;
    given(&staff, &round, ["ket-qua-nhap", "result-of-import"], made)
}

fn given(staff: &Staff, round: &str, names: [&str; 2], made: Result<Vec<u8>, ActionError>) -> Response<Body> {
    let name = names[usize::from(staff.lang == Lang::En)];
    match made {
        Ok(bytes) => download(&format!("{name}-{round}.xlsx"), XLSX, bytes),
        Err(error) => staff.fault(error),
    }
}
