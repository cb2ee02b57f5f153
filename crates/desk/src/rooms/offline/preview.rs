//! What a returned workbook would change, chosen row by row; nothing is written before that.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::offline::look::{self, SaidWords};
use thuocdo_app::offline::{self, ImportView};
use thuocdo_base::Message;

use crate::door::Staff;
use crate::form::{Choice, Fault, Form, Posted};
use crate::frame::Frame;

/// Before the name of a column, and of a row.
const COLUMN: &str = "c-";
const ROW: &str = "d-";

#[derive(Template)]
#[template(path = "rooms/offline/preview.html")]
struct PreviewPage<'a> {
    f: Frame<'a>,
    form: Form,
    staff: &'a Staff,
    view: ImportView,
    here: String,
    back: String,
    result: String,
    meanings: Vec<Choice>,
    chosen: Option<Vec<String>>,
}

impl PreviewPage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    /// Whether a box is ticked: as it was posted, else as it is at first.
    fn ticked(&self, pick: &str, at_first: bool) -> bool {
        self.chosen.as_ref().map_or(at_first, |chosen| chosen.iter().any(|one| one == pick))
    }

    /// Cells and citations that may be chosen.
    fn choosable(&self) -> usize {
        let cells = self.view.criteria.iter().flat_map(|criterion| &criterion.cells);
        let cells = cells.filter(|cell| cell.state.can_be_chosen()).count();
        cells + self.view.citations.iter().filter(|one| one.state.can_be_chosen()).count()
    }

    /// Whether nothing would change and nothing is wrong.
    fn is_same(&self) -> bool {
        self.view.criteria.is_empty() && self.view.citations.is_empty() && self.view.strays.is_empty()
    }

    fn tone(&self, word: &str) -> &'static str {
        match word {
            "conflict" => "warn",
            "not-understood" => "err",
            "new" => "ok",
            _ => "",
        }
    }

    /// Text of a cell, or a dash.
    fn shown<'v>(&self, text: &'v str) -> &'v str {
        if text.trim().is_empty() { "–" } else { text }
    }
}

type Place = (String, String, String);

/// Shows what a workbook would change.
pub(super) async fn show(staff: Staff, Path(place): Path<Place>) -> Response<Body> {
    shown(&staff, StatusCode::OK, &place, Vec::new(), None).await
}

async fn shown(
    staff: &Staff,
    status: StatusCode,
    (round, unit, id): &Place,
    faults: Vec<Fault>,
    chosen: Option<Vec<String>>,
) -> Response<Body> {
    let view = match offline::view(staff.app(), &staff.actor(), staff.lang, (round, unit), id).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let text = staff.text();
    let meanings = look::columns().map(|word| Choice::new(word, text.word("offline-column-", word))).collect();
    let page = PreviewPage {
        f: Frame::new(staff, "rounds", text.t("offline-preview-title")),
        form: Form::empty().with(faults),
        staff,
        here: staff.to(&super::import_path(round, unit, id)),
        back: staff.to(&super::path(round, unit)),
        result: staff.to(&super::result_path(round, unit, id)),
        view,
        meanings,
        chosen,
    };
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

/// Reads the workbook again with what was said of it, writes what was chosen, or lets it go.
pub(super) async fn act(Path(place): Path<Place>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor, of) = (staff.app(), staff.actor(), (place.0.as_str(), place.1.as_str()));
    match posted.value("viec") {
        "bo" => match offline::discard(app, &actor, of, &place.2).await {
            Ok(()) => staff.redirect_saying(&super::path(of.0, of.1), &Message::new("offline-discarded")),
            Err(error) => staff.fault(error),
        },
        "doc" => match offline::say(app, &actor, of, &place.2, &said(&posted)).await {
            Ok(()) => {
                staff.redirect_saying(&super::import_path(of.0, of.1, &place.2), &Message::new("offline-read-again"))
            }
            Err(error) => staff.fault(error),
        },
        _ => write(&place, &posted).await,
    }
}

async fn write(place: &Place, posted: &Posted) -> Response<Body> {
    let staff = &posted.staff;
    let of = (place.0.as_str(), place.1.as_str());
    let picks: Vec<String> = posted.values("chon").map(str::to_owned).collect();
    let seen = (posted.value("dau"), picks.clone());
    match offline::write(staff.app(), &staff.actor(), staff.lang, of, &place.2, seen).await {
        Ok(written) => {
            let said = Message::new("offline-written").count("cells", written.cells);
            let said = said.count("citations", written.citations).count("failed", written.failed);
            staff.redirect_saying(&super::path(of.0, of.1), &said)
        }
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect();
            shown(staff, StatusCode::UNPROCESSABLE_ENTITY, place, faults, Some(picks)).await
        }
        Err(error) => staff.fault(error),
    }
}

/// What the form says of columns and rows of a foreign workbook.
fn said(posted: &Posted) -> SaidWords {
    let named = |prefix: &str| {
        let pairs = posted.pairs.iter().filter_map(|(name, value)| Some((name.strip_prefix(prefix)?, value)));
        pairs.map(|(name, value)| (name.to_owned(), value.clone())).collect()
    };
    SaidWords { columns: named(COLUMN), rows: named(ROW) }
}

/// Gives the workbook with what came of each row.
pub(super) async fn result(staff: Staff, Path((round, unit, id)): Path<Place>) -> Response<Body> {
    match offline::result(staff.app(), &staff.actor(), staff.lang, (&round, &unit), &id).await {
        Ok(bytes) => super::workbook(&format!("ket-qua-nhap-{round}-{unit}"), bytes),
        Err(error) => staff.fault(error),
    }
}
