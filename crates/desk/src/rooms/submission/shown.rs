//! A sheet as pages show it: numbers with decimals, citations as sentences, addresses of criteria.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::evidence::show_date;
use thuocdo_app::submission::sheet::{self, Cited, CriterionAnswer, Given};
use thuocdo_app::submission::{CheckView, Row, Sheet};
use thuocdo_assessment::Stage;
use thuocdo_base::{Number, Rounding};
use thuocdo_web::text::Text;
use thuocdo_words::{Lang, show};

use crate::door::Staff;
use crate::urls;

/// Decimals of points on pages and paper.
const DECIMALS: u8 = 2;

/// Points of an exact text.
pub(super) fn points(lang: Lang, exact: &str) -> String {
    fixed(lang, &sheet::number(exact))
}

/// A number with the decimals of points.
pub(super) fn fixed(lang: Lang, number: &Number) -> String {
    show::fixed(lang, number, DECIMALS, Rounding::HalfUp)
}

/// A change: its direction as a class and its text with a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// `up`, `dn` or `eq`.
    pub(super) class: &'static str,
    /// `▲ 4,25`.
    pub(super) text: String,
}

/// The change from one exact text to another.
pub(super) fn change(lang: Lang, before: &str, now: &str) -> Change {
    let by = &sheet::number(now) - &sheet::number(before);
    let (class, sign, size) = match (by.is_zero(), by.is_negative()) {
        (true, _) => return Change { class: "eq", text: "=".to_owned() },
        (false, true) => ("dn", "▼", &Number::ZERO - &by),
        (false, false) => ("up", "▲", by),
    };
    Change { class, text: format!("{sign} {}", fixed(lang, &size)) }
}

/// One row of the table of a sheet.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Code.
    pub(super) code: String,
    /// Title in the page's language.
    pub(super) title: String,
    /// Whether it is a section.
    pub(super) section: bool,
    /// Depth below the set.
    pub(super) level: u8,
    /// Maximum.
    pub(super) max: String,
    /// Points; `KAD` where not applicable is asked; empty where there are none.
    pub(super) points: String,
    /// Points of the round before.
    pub(super) before: Option<String>,
    /// Change since then.
    pub(super) change: Option<Change>,
    /// Evidence, cited one after the other.
    pub(super) evidence: Vec<String>,
    /// Notes and explanations.
    pub(super) notes: Vec<String>,
    /// Address in the workbench.
    pub(super) href: String,
}

/// Rows of a sheet.
pub(super) fn lines(staff: &Staff, sheet: &Sheet, before: Option<&Sheet>) -> Vec<Line> {
    sheet.rows.iter().map(|row| line(staff, sheet, row, before)).collect()
}

fn line(staff: &Staff, sheet: &Sheet, row: &Row, before: Option<&Sheet>) -> Line {
    let (lang, t) = (staff.lang, staff.text());
    let same_set = before.filter(|before| before.set.code == sheet.set.code);
    let was = same_set.and_then(|before| before.row(&row.code)?.points.clone());
    let change = was.as_ref().zip(row.points.as_ref()).map(|(was, now)| change(lang, was, now));
    let asked = row.answer.as_ref().is_some_and(|answer| answer.not_applicable.is_some());
    let shown = row.points.as_ref().map(|exact| points(lang, exact)).unwrap_or_default();
    Line {
        code: row.code.clone(),
        title: title(lang, row),
        section: row.answer.is_none(),
        level: row.level,
        max: points(lang, &row.max),
        points: if asked { t.t("submission-na-mark") } else { shown },
        before: was.map(|was| points(lang, &was)),
        change,
        evidence: row.answer.iter().flat_map(|answer| &answer.evidence).map(|cited| citation(&t, cited)).collect(),
        notes: row.answer.as_ref().map(|answer| notes(&t, answer)).unwrap_or_default(),
        href: staff.to(&criterion(&sheet.round, &sheet.unit, &row.code)),
    }
}

/// Title in a language.
pub(super) fn title(lang: Lang, row: &Row) -> String {
    let english = row.title_en.clone().filter(|_| lang == Lang::En);
    english.unwrap_or_else(|| row.title.clone())
}

/// Address of a criterion in the workbench.
pub(super) fn criterion(round: &str, unit: &str, code: &str) -> String {
    let [round, unit, code] = [round, unit, code].map(urls::encode);
    format!("/ky/{round}/tu-danh-gia/{unit}/{code}")
}

/// A document as officials cite it: number, date, issuer.
fn citation(t: &Text<'_>, cited: &Cited) -> String {
    let said = if cited.document {
        let said = t.with("submission-cited").text("number", &cited.number).text("date", show_date(&cited.date));
        said.text("issuer", &cited.issuer).text("summary", &cited.summary).to_string()
    } else {
        cited.summary.clone()
    };
    match &cited.paper {
        Some(paper) => t.with("submission-cited-paper").text("cited", said).text("paper", paper).to_string(),
        None => said,
    }
}

fn notes(t: &Text<'_>, answer: &CriterionAnswer) -> Vec<String> {
    let said = |key: &str, text: &Option<String>| text.as_ref().map(|text| t.with(key).text("text", text).to_string());
    let values: Vec<String> = answer.values.iter().map(|given| value(t, given)).collect();
    let values = Some(values.join("; ")).filter(|values| !values.is_empty());
    let each = [
        values,
        said("submission-note-reason", &answer.reason),
        said("submission-note-na", &answer.not_applicable),
        said("submission-note-no-evidence", &answer.no_evidence),
        answer.note.clone(),
        (!answer.own).then(|| t.t("submission-note-elsewhere")),
        answer.provisional.then(|| t.t("submission-note-provisional")),
    ];
    each.into_iter().flatten().collect()
}

/// A value as people read it: the option's label, yes or no, or `a = 4`.
fn value(t: &Text<'_>, given: &Given) -> String {
    match (given.kind.as_str(), &given.label) {
        (_, Some(label)) => label.clone(),
        ("yes_no", None) => t.t(if given.typed == "1" { "submission-yes" } else { "submission-no" }),
        _ => format!("{} = {}", given.name, given.typed),
    }
}

/// Where the record stands, as one sentence with names and times.
pub(super) fn standing(staff: &Staff, view: &CheckView) -> String {
    let t = staff.text();
    let with = |key: &str, by: &str, at| t.with(key).text("by", view.name(by)).text("at", show::moment(at));
    match &view.view.record.stage {
        Stage::Drafting => t.t("submission-is-drafting"),
        Stage::WithHead { by, at, .. } => with("submission-is-with-head", by, *at).to_string(),
        Stage::Returned { by, at, criteria, reopened } => {
            let key = if *reopened { "submission-is-reopened" } else { "submission-is-returned" };
            with(key, by, *at).text("codes", criteria.join(", ")).to_string()
        }
        Stage::Submitted { by, at, code, .. } => {
            with("submission-is-submitted", by, *at).text("code", code).to_string()
        }
        Stage::Missed => t.t("submission-is-missed"),
    }
}

/// Answers with a page, or with a fault if it cannot be written.
pub(super) fn answer(staff: &Staff, status: StatusCode, page: &impl askama::Template) -> Response<Body> {
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

/// Sentences of reasons, one for each.
pub(super) fn reasons(staff: &Staff, reasons: &[thuocdo_base::Message]) -> Vec<crate::form::Fault> {
    reasons.iter().map(|reason| crate::form::Fault::new("", staff.say(reason))).collect()
}
