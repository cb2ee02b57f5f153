//! A draft from the annex of a decision: every row with what it was taken for, and the rules that are proposed.

use std::collections::BTreeMap;

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::criteria_sets::annex::{self, AnnexView, RowView, Said};
use thuocdo_base::{Message, Number, read};
use thuocdo_words::show;

use super::decide::day;
use super::{begin, draft_path, faults, page, revision};
use crate::door::Staff;
use crate::form::{Choice, Fault, Form, Posted};
use crate::frame::Frame;
use crate::rooms::bodies::upload::Uploaded;
use crate::urls::{encode, routes as at};

/// Fields of the decision: in the form, and by the names of the action.
const FIELDS: [(&str, &str); 7] = [
    ("ma", "code"),
    ("phien-ban", "version"),
    ("ten", "title"),
    ("so", "number"),
    ("ngay", "date"),
    ("co-quan", "issuer"),
    ("khai", "says"),
];

#[derive(Template)]
#[template(path = "rooms/criteria_sets/annex.html")]
struct AnnexPage<'a> {
    f: Frame<'a>,
    form: Form,
    view: AnnexView,
    here: String,
    at: String,
    kinds: Vec<Choice>,
    meanings: Vec<Choice>,
    staff: &'a Staff,
}

impl AnnexPage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn number(&self, number: &Number) -> String {
        show::short(self.staff.lang, number, 4)
    }

    fn points(&self, row: &RowView) -> String {
        row.node.as_ref().and_then(|(_, _, max)| max.as_ref()).map_or(String::new(), |max| self.number(max))
    }

    fn code<'v>(&self, row: &'v RowView) -> &'v str {
        row.node.as_ref().map_or("", |(code, ..)| code)
    }

    /// What the select of a row shows: what was typed, else what was found.
    fn row_is(&self, row: &RowView, kind: &Choice) -> bool {
        self.picked(&format!("d-{}", row.place), row.kind, kind)
    }

    fn column_is(&self, table: &usize, column: &usize, meaning: &str, choice: &Choice) -> bool {
        self.picked(&format!("c-{table}-{column}"), meaning, choice)
    }

    fn picked(&self, name: &str, found: &str, choice: &Choice) -> bool {
        let typed = self.form.value(name);
        choice.value == if typed.is_empty() { found } else { typed }
    }

    /// How many rows nobody understands.
    fn unknown(&self) -> usize {
        self.view.rows.iter().filter(|row| row.kind == "unknown").count()
    }

    fn disagree(&self) -> usize {
        self.view.checks.iter().filter(|check| !check.agrees).count()
    }
}

/// Address of an annex.
pub(super) fn annex_path(id: &str) -> String {
    at::ANNEX.replace("{id}", &encode(id))
}

/// Takes an annex in.
pub(super) async fn upload(sent: Uploaded) -> Response<Body> {
    let staff = &sent.staff;
    match annex::take_in(staff.app(), &staff.actor(), &sent.name, sent.bytes).await {
        Ok(id) => staff.redirect_saying(&annex_path(&id), &Message::new("annex-taken-in")),
        Err(error) => match faults(staff, error) {
            Ok(faults) => {
                let at = faults.into_iter().map(|fault| Fault::new("phu-luc", fault.message)).collect();
                begin::ways(staff, Form::again(&[], at)).await
            }
            Err(error) => staff.fault(error),
        },
    }
}

/// Shows an annex.
pub(super) async fn show(staff: Staff, Path(id): Path<String>) -> Response<Body> {
    match annex::view(staff.app(), &staff.actor(), &id).await {
        Ok(view) => {
            let value = |name: &str| view.fields.get(name).cloned().unwrap_or_default();
            let form = Form::of(FIELDS.map(|(field, name)| match name {
                "date" => (field, day(&value(name))),
                _ => (field, value(name)),
            }));
            shown(&staff, StatusCode::OK, form, view)
        }
        Err(error) => staff.fault(error),
    }
}

fn shown(staff: &Staff, status: StatusCode, form: Form, view: AnnexView) -> Response<Body> {
    let t = staff.text();
    let choices = |words: Vec<&'static str>, prefix: &str| {
        words.into_iter().map(|word| Choice::new(word, t.word(prefix, word))).collect::<Vec<_>>()
    };
    let shown = AnnexPage {
        f: Frame::new(staff, "sets", t.t("annex-title")),
        form,
        here: staff.to(&annex_path(&view.id)),
        at: show::moment(view.at),
        kinds: choices(annex::kinds().collect(), "annex-kind-"),
        meanings: choices(annex::meanings().collect(), "annex-column-"),
        view,
        staff,
    };
    page(staff, status, &shown)
}

/// Keeps what was said; then reads again, makes the draft, or gives the annex up.
pub(super) async fn change(Path(id): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    if posted.value("viec") == "bo" {
        return match annex::discard(app, &actor, &id).await {
            Ok(()) => staff.redirect_saying(at::NEW_CRITERIA_SET, &Message::new("annex-discarded")),
            Err(error) => staff.fault(error),
        };
    }
    let said = match said(&posted) {
        Ok(said) => said,
        Err(fault) => return again(&id, &posted, vec![fault]).await,
    };
    let makes = posted.value("viec") == "tao";
    let done = match annex::say(app, &actor, &id, revision(&posted), said).await {
        Ok(()) if makes => annex::make(app, &actor, &id).await.map(|draft| draft_path(&draft)),
        Ok(()) => Ok(annex_path(&id)),
        Err(error) => Err(error),
    };
    match done {
        Ok(path) if makes => staff.redirect_saying(&path, &Message::new("annex-made")),
        Ok(path) => staff.redirect_saying(&path, &Message::new("annex-read-again")),
        Err(error) => match faults(staff, error) {
            Ok(faults) => again(&id, &posted, faults).await,
            Err(error) => staff.fault(error),
        },
    }
}

async fn again(id: &str, posted: &Posted, faults: Vec<Fault>) -> Response<Body> {
    let staff = &posted.staff;
    match annex::view(staff.app(), &staff.actor(), id).await {
        Ok(view) => shown(staff, StatusCode::UNPROCESSABLE_ENTITY, Form::again(&posted.pairs, faults), view),
        Err(error) => staff.fault(error),
    }
}

/// What the form says: `d-12` a row, `c-0-3` a column.
fn said(posted: &Posted) -> Result<Said, Fault> {
    let mut said = Said::default();
    for (field, name) in FIELDS {
        let typed = posted.value(field);
        let value = if name == "date" && !typed.is_empty() {
            let bad = || Message::new("sets-day-bad").text("typed", typed);
            read::date(typed).ok_or_else(|| Fault::new(field, posted.staff.say(&bad())))?
        } else {
            typed.to_owned()
        };
        said.fields.insert(name.to_owned(), value);
    }
    for (name, value) in &posted.pairs {
        let row = name.strip_prefix("d-").and_then(|place| place.parse().ok());
        said.rows.extend(row.map(|place: usize| (place, value.clone())));
        let column = name.strip_prefix("c-").and_then(|place| place.split_once('-'));
        let column = column.and_then(|(table, column)| Some((table.parse().ok()?, column.parse().ok()?)));
        said.columns.extend(column.map(|place: (usize, usize)| (place, value.clone())));
    }
    let no_step = said.columns.into_iter().filter(|(_, word)| word != "step");
    said.columns = no_step.collect::<BTreeMap<_, _>>();
    Ok(said)
}
