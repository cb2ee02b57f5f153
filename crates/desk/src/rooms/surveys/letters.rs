//! Invitations and reminders: what they say, how far they are, what came back, letters to print.

use std::borrow::Borrow;

use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest, Path, Request};
use axum::http::{Response, StatusCode};
use qrcode::QrCode;
use qrcode::render::svg;
use thuocdo_app::surveys::letters::{self, Kind, LetterText, MailLog, Printed};
use thuocdo_app::{ActionError, may};
use thuocdo_assessment::Action;
use thuocdo_assessment::survey::{State, Survey};
use thuocdo_base::Message;
use thuocdo_words::show;

use super::{faults, frame, list_path, path, shown, status, tabs};
use crate::door::Staff;
use crate::form::{Form, Posted};
use crate::frame::Frame;
use crate::rooms::bodies::upload::Uploaded;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/surveys/letters.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    m: MailLog,
    tabs: Vec<(String, String, bool)>,
    samples: Vec<(Kind, (String, String))>,
}

impl Page<'_> {
    fn to(&self, route: &str) -> String {
        self.f.to(&path(route, &self.m.survey.round, &self.m.survey.id))
    }

    fn back(&self) -> String {
        self.f.to(&list_path(&self.m.survey.round))
    }

    fn count(&self, number: impl Borrow<u64>) -> String {
        show::count(self.f.lang, *number.borrow())
    }

    fn is_open(&self) -> bool {
        self.m.survey.state == State::Open
    }

    fn text(&self, kind: &Kind, field: &str, kept: &str) -> String {
        let again = self.form.value("loai") == kind.word() && !self.form.faults.is_empty();
        if again { self.form.value(field).to_owned() } else { kept.to_owned() }
    }

    fn is_begun(&self) -> bool {
        !self.m.waves.is_empty()
    }
}

#[derive(Template)]
#[template(path = "rooms/surveys/printed.html")]
struct Sheets<'a> {
    f: Frame<'a>,
    survey: Survey,
    letters: Vec<(Printed, String)>,
    until: String,
}

impl Sheets<'_> {
    fn to(&self, route: &str) -> String {
        self.f.to(&path(route, &self.survey.round, &self.survey.id))
    }

    fn door(&self, letter: &Printed) -> String {
        letter.link.split("/s/").next().map(|base| format!("{base}/s")).unwrap_or_default()
    }
}

/// Shows how far letters are.
pub(super) async fn show(staff: Staff, Path((round, id)): Path<(String, String)>) -> Response<Body> {
    page(&staff, &round, &id, Form::empty()).await
}

async fn page(staff: &Staff, round: &str, id: &str, form: Form) -> Response<Body> {
    let (app, actor) = (staff.app(), staff.actor());
    let m = match letters::log(app, &actor, round, id).await {
        Ok(found) => found,
        Err(error) => return staff.fault(error),
    };
    let mut samples = Vec::new();
    for kind in Kind::ALL {
        match letters::preview(app, &actor, round, id, kind).await {
            Ok(sample) => samples.push((kind, sample)),
            Err(error) => return staff.fault(error),
        }
    }
    let f = frame(staff, &staff.text().t("survey-letters"));
    let tabs = tabs(staff, &m.survey, true, at::SURVEY_LETTERS);
    shown(staff, status(&form), &Page { f, form, m, tabs, samples })
}

/// Keeps a text, sends, holds, or notes what came back.
pub(super) async fn act(Path((round, id)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match done(&posted, &round, &id).await {
        Ok(said) => staff.redirect_saying(&path(at::SURVEY_LETTERS, &round, &id), &said),
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&posted.pairs, faults(staff, &reasons));
            page(staff, &round, &id, form).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn done(posted: &Posted, round: &str, id: &str) -> Result<Message, ActionError> {
    let (app, actor) = (posted.staff.app(), posted.staff.actor());
    let kind = Kind::of(posted.value("loai")).unwrap_or(Kind::Invitation);
    let number = || posted.value("luot").parse().map_err(|_| ActionError::NotAllowed);
    Ok(match posted.value("viec") {
        "luu" => {
            let text = LetterText {
                subject: posted.value("tieu-de").to_owned(),
                body: posted.value("noi-dung").replace("\r\n", "\n"),
                subject_en: posted.value("tieu-de-en").to_owned(),
                body_en: posted.value("noi-dung-en").replace("\r\n", "\n"),
            };
            letters::save_text(app, &actor, round, id, kind, text).await?;
            Message::new("survey-letter-saved")
        }
        "thu" => {
            let address = letters::test(app, &actor, round, id, kind).await?;
            Message::new("survey-letter-tested").text("address", address)
        }
        "gui" => {
            let count = letters::begin(app, &actor, round, id, kind).await?;
            Message::new("survey-letters-begun").count("count", count)
        }
        "tam-dung" => {
            letters::hold(app, &actor, round, id, number()?, true).await?;
            Message::new("survey-letters-held")
        }
        "tiep-tuc" => {
            letters::hold(app, &actor, round, id, number()?, false).await?;
            Message::new("survey-letters-go-on")
        }
        "tra-lai" => {
            let count = letters::bounce(app, &actor, round, id, posted.value("dia-chi")).await?;
            Message::new("survey-bounced-noted").count("count", count)
        }
        "da-in" => {
            let count = posted.value("so-thu").parse().unwrap_or_default();
            let count = letters::handed_over(app, &actor, round, id, count).await?;
            Message::new("survey-printed-noted").count("count", count)
        }
        _ => return Err(ActionError::NotAllowed),
    })
}

/// Notes the addresses of a file, such as a mail server's report, that came back.
pub(super) async fn bounced(
    Path((round, id)): Path<(String, String)>,
    staff: Staff,
    request: Request,
) -> Response<Body> {
    // Whoever keeps no lists learns nothing of what a list looks like.
    if let Err(error) = may::in_round(staff.app(), &staff.actor(), &round, Action::KeepRoster).await {
        return staff.fault(error);
    }
    let sent = match Uploaded::from_request(request, &staff.desk).await {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let staff = &sent.staff;
    let text = String::from_utf8_lossy(&sent.bytes);
    match letters::bounce(staff.app(), &staff.actor(), &round, &id, &text).await {
        Ok(count) => {
            let said = Message::new("survey-bounced-noted").count("count", count);
            staff.redirect_saying(&path(at::SURVEY_LETTERS, &round, &id), &said)
        }
        Err(ActionError::Refused(reasons)) => {
            page(staff, &round, &id, Form::empty().with(faults(staff, &reasons))).await
        }
        Err(error) => staff.fault(error),
    }
}

/// Shows the next letters to print.
pub(super) async fn print(Path((round, id)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (survey, printed) = match letters::printed(staff.app(), &staff.actor(), &round, &id).await {
        Ok(found) => found,
        Err(error) => return staff.fault(error),
    };
    let mut sheets = Vec::new();
    for letter in printed {
        let code = match QrCode::new(&letter.link) {
            Ok(code) => code.render::<svg::Color<'_>>().min_dimensions(160, 160).build(),
            Err(error) => return staff.fault(ActionError::system(error)),
        };
        // A picture within the page has no heading of its own file.
        let code = code.find("<svg").map_or(String::new(), |at| code[at..].to_owned());
        sheets.push((letter, code));
    }
    let until = survey.closes.map(show::moment).unwrap_or_default();
    let f = frame(staff, &staff.text().t("survey-print-title"));
    shown(staff, StatusCode::OK, &Sheets { f, survey, letters: sheets, until })
}
