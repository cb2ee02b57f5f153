//! One version to read: tree, rules in sentences, hash; the file to take along; compared with another.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::criteria_sets::named;
use thuocdo_app::criteria_sets::version::{self, Row, VersionView};
use thuocdo_base::{Message, Number};
use thuocdo_words::{Lang, show};

use super::{asked, asked_for, code_of, download, file_name, page, say_all, version_path};
use crate::door::Staff;
use crate::form::{Choice, Form};
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rooms/criteria_sets/version.html")]
struct VersionPage<'a> {
    f: Frame<'a>,
    form: Form,
    view: VersionView,
    here: String,
    others: Vec<Choice>,
    staff: &'a Staff,
}

impl VersionPage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn title<'r>(&self, row: &'r Row) -> &'r str {
        match (self.f.lang, &row.title_en) {
            (Lang::En, Some(title)) => title,
            _ => &row.title,
        }
    }

    fn number(&self, number: &Number) -> String {
        show::short(self.f.lang, number, 4)
    }

    fn day(&self, iso: &str) -> String {
        show::date(self.f.lang, iso)
    }

    fn level(&self, row: &Row) -> String {
        let section = if row.section { " s" } else { "" };
        format!("d{}{section}", row.depth)
    }
}

/// Shows a version.
pub(super) async fn show(staff: Staff, Path((code, number)): Path<(String, String)>) -> Response<Body> {
    let code = code_of(&code);
    let view = match version::view(staff.app(), &staff.actor(), &code, &number).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let title = match (staff.lang, &view.title_en) {
        (Lang::En, Some(title)) => title.clone(),
        _ => view.title.clone(),
    };
    let others = view.others.iter().map(|(name, title)| Choice::new(name.as_str(), format!("{title} – {name}")));
    let shown = VersionPage {
        f: Frame::new(&staff, "sets", title),
        form: Form::empty(),
        here: staff.to(&version_path(&view.code, &view.version)),
        others: others.collect(),
        view,
        staff: &staff,
    };
    page(&staff, StatusCode::OK, &shown)
}

/// Gives the file byte for byte.
pub(super) async fn file(staff: Staff, Path((code, number)): Path<(String, String)>) -> Response<Body> {
    give(&staff, &code_of(&code), &number, false).await
}

/// Gives the English sidecar byte for byte.
pub(super) async fn english(staff: Staff, Path((code, number)): Path<(String, String)>) -> Response<Body> {
    give(&staff, &code_of(&code), &number, true).await
}

async fn give(staff: &Staff, code: &str, number: &str, english: bool) -> Response<Body> {
    let ending = if english { ".en" } else { "" };
    match version::file(staff.app(), &staff.actor(), (code, number), english).await {
        Ok(text) => download(&format!("{}{ending}", file_name(code, number)), text),
        Err(error) => staff.fault(error),
    }
}

#[derive(Template)]
#[template(path = "rooms/criteria_sets/compare.html")]
pub(super) struct ComparePage<'a> {
    /// The frame.
    pub f: Frame<'a>,
    /// Name of the older side.
    pub old: String,
    /// Name of the newer side.
    pub new: String,
    /// Where to go back to.
    pub back: String,
    /// Differences in words; none if one side cannot be read.
    pub changes: Option<Vec<String>>,
}

/// Compares a version with another.
pub(super) async fn compare(staff: Staff, Path((code, number)): Path<(String, String)>) -> Response<Body> {
    let (code, pairs) = (code_of(&code), asked(&staff));
    let Some(other) = asked_for(&pairs, "voi").and_then(named) else {
        return staff.redirect(&version_path(&code, &number));
    };
    let compared = version::comparison(staff.app(), &staff.actor(), other, (&code, &number)).await;
    let compared = match compared {
        Ok(compared) => compared,
        Err(error) => return staff.fault(error),
    };
    let shown = ComparePage {
        f: Frame::new(&staff, "sets", staff.text().t("sets-compare-title")),
        old: format!("{}@{}", compared.old.0, compared.old.1),
        new: format!("{}@{}", compared.new.0, compared.new.1),
        back: staff.to(&version_path(&code, &number)),
        changes: Some(say_all(&staff, &compared.changes)),
    };
    page(&staff, StatusCode::OK, &shown)
}
