//! The sheet on paper: the table with head and signatures, in the state's form and in the Party's.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::documents;
use thuocdo_app::submission::sheet::Office;
use thuocdo_app::submission::{self, SheetView};
use thuocdo_assessment::Stage;
use thuocdo_web::text::Text;
use thuocdo_words::show;

use super::shown::{self, Line};
use crate::door::Staff;
use crate::form::pairs;
use crate::frame::Frame;
use crate::urls::{of_record, routes as at};

/// Which form a paper has (thể thức).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Profile {
    /// Decree 30/2020/NĐ-CP.
    State,
    /// Guidance 36-HD/VPTW.
    Party,
}

impl Profile {
    fn word(self) -> &'static str {
        match self {
            Self::State => "nha-nuoc",
            Self::Party => "dang",
        }
    }

    /// The form that is asked for, or else the one of the body's system.
    fn of(path: &str, office: &Office) -> Self {
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let asked = pairs(query.as_bytes()).into_iter().find(|(name, _)| name == "mau");
        match asked.as_ref().map(|(_, word)| word.as_str()) {
            Some("dang") => Self::Party,
            Some("nha-nuoc") => Self::State,
            _ if office.party => Self::Party,
            _ => Self::State,
        }
    }
}

#[derive(Template)]
#[template(path = "rooms/submission/print.html")]
struct Page<'a> {
    f: Frame<'a>,
    party: bool,
    above: Option<String>,
    body: String,
    number: String,
    dateline: String,
    heading: String,
    with_report: String,
    printed: String,
    lines: Vec<Line>,
    maximum: String,
    points: String,
    signs_for: String,
    signs_as: String,
    to_state: String,
    to_party: String,
    back: String,
    documents: String,
}

/// Shows the sheet.
pub(super) async fn show(staff: Staff, Path((round, unit)): Path<(String, String)>) -> Response<Body> {
    let view = match submission::sheet(staff.app(), &staff.actor(), &round, &unit).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let profile = Profile::of(&staff.path, &view.office);
    let page = page(&staff, &view, profile);
    shown::answer(&staff, StatusCode::OK, &page)
}

fn page<'a>(staff: &'a Staff, view: &SheetView, profile: Profile) -> Page<'a> {
    let (t, sheet, lang) = (staff.text(), &view.sheet, staff.lang);
    let title = t.with("submission-print-title").text("unit", &sheet.name).to_string();
    let office = Paper { t, view, profile };
    let here = of_record(at::PRINT, &sheet.round, &sheet.unit);
    let to = |profile: Profile| staff.to(&format!("{here}?mau={}", profile.word()));
    Page {
        f: Frame::new(staff, "rounds", title),
        party: profile == Profile::Party,
        above: view.office.above.as_ref().map(|above| above.to_uppercase()),
        body: office.body(),
        number: office.number(),
        dateline: office.dateline(),
        heading: t.with("submission-print-heading").text("title", sheet.title.to_uppercase()).to_string(),
        with_report: office.with_report(),
        printed: office.printed(&show::moment(staff.app().clock.now())),
        lines: shown::lines(staff, sheet, None),
        maximum: shown::points(lang, &sheet.maximum),
        points: shown::points(lang, &sheet.points),
        signs_for: office.word("for"),
        signs_as: office.word("as"),
        to_state: to(Profile::State),
        to_party: to(Profile::Party),
        back: staff.to(&of_record(at::CHECK, &sheet.round, &sheet.unit)),
        documents: staff.to(&crate::rooms::documents::list_path(&sheet.round)),
    }
}

/// What a paper says around its table.
struct Paper<'a> {
    t: Text<'a>,
    view: &'a SheetView,
    profile: Profile,
}

impl Paper<'_> {
    /// The body in capitals; a commune's name alone stands for its committee.
    fn body(&self) -> String {
        let (name, office) = (&self.view.sheet.name, &self.view.office);
        let bare = office.commune && documents::is_commune(name);
        let committee = match self.profile {
            Profile::Party => "submission-print-party-committee",
            Profile::State => "submission-print-peoples-committee",
        };
        let name = if bare { self.t.with(committee).text("name", name).to_string() } else { name.clone() };
        name.to_uppercase()
    }

    /// Number and notation: dots until the paper has one.
    fn number(&self) -> String {
        match (&self.view.paper, self.profile) {
            (Some(paper), Profile::Party) => self.t.with("submission-print-number-party").text("number", &paper.paper),
            (Some(paper), Profile::State) => self.t.with("submission-print-number-state").text("number", &paper.paper),
            (None, Profile::Party) => {
                self.t.with("submission-print-number-party").text("number", format!(".........-BC/{}", self.short()))
            }
            (None, Profile::State) => {
                self.t.with("submission-print-number-state").text("number", format!(".........../BC-{}", self.short()))
            }
        }
        .to_string()
    }

    /// Short name of the body in a notation, where it is known.
    fn short(&self) -> &'static str {
        match (self.profile, self.view.office.commune) {
            (Profile::State, true) if self.view.office.state => "UBND",
            (Profile::Party, true) => "ĐU",
            _ => "......",
        }
    }

    /// Place and date in the decree's way: a zero before days below ten and before January and February.
    fn dateline(&self) -> String {
        let place = place(&self.view.sheet.name, &self.view.office);
        let date = self.view.paper.as_ref().map_or("", |paper| paper.date.as_str());
        documents::dateline(self.t.lang(), &place, date, &self.year())
    }

    /// The year in which the paper is written: of the submission, or left open.
    fn year(&self) -> String {
        let at = self.view.submission.as_ref().map(|row| show::moment(row.at));
        at.and_then(|at| Some(at.get(6..10)?.to_owned())).unwrap_or_else(|| "........".to_owned())
    }

    fn with_report(&self) -> String {
        let (number, date) = match &self.view.paper {
            Some(paper) => (paper.paper.clone(), thuocdo_app::evidence::show_date(&paper.date)),
            None => {
                let number = match self.profile {
                    Profile::State => format!("......../BC-{}", self.short()),
                    Profile::Party => format!("........-BC/{}", self.short()),
                };
                (number, format!("..../..../{}", self.year()))
            }
        };
        self.t.with("submission-print-with-report").text("number", number).text("date", date).to_string()
    }

    fn printed(&self, now: &str) -> String {
        match &self.view.record.stage {
            Stage::Submitted { code, .. } => {
                self.t.with("submission-print-signed").text("now", now).text("code", code).to_string()
            }
            _ => self.t.with("submission-print-draft").text("now", now).to_string(),
        }
    }

    /// In whose name, and as what, the head signs.
    fn word(&self, what: &str) -> String {
        let kind = match (self.profile, self.view.office.commune, self.view.office.state) {
            (Profile::Party, _, _) => "party",
            (Profile::State, true, true) => "committee",
            (Profile::State, _, _) => "head",
        };
        self.t.t(&format!("submission-print-{what}-{kind}"))
    }
}

/// The place of a paper: the name of the commune, or of the province above a body.
fn place(name: &str, office: &Office) -> String {
    documents::place(if office.commune { name } else { office.above.as_deref().unwrap_or(name) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_name_without_its_kind() {
        let commune = Office { commune: true, state: true, ..Office::default() };
        assert_eq!(place("Ủy ban nhân dân phường Nha Trang", &commune), "Nha Trang");
        assert_eq!(place("Xã Mẫu 1", &commune), "Mẫu 1");
        assert_eq!(place("Xãng", &commune), "Xãng");
        let department = Office { above: Some("UBND tỉnh Khánh Hòa".to_owned()), ..Office::default() };
        assert_eq!(place("Sở Nội vụ", &department), "Khánh Hòa");
    }
}
