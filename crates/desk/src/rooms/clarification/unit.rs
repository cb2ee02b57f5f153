//! One unit's questions: it is asked, it answers.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use thuocdo_app::ActionError;
use thuocdo_app::clarification::{self, Asked, Draft, QuestionView, UnitQuestions};
use thuocdo_app::evidence::EvidenceView;
use thuocdo_assessment::clarification::{Stance, State};
use thuocdo_base::{Message, Number, Timestamp};
use thuocdo_words::{Lang, show};

use super::{icon, points, title};
use crate::door::Staff;
use crate::form::{Choice, Fault, Form, Posted};
use crate::frame::Frame;
use crate::urls::{encode, of_record, routes as at};

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(default, rename = "tieu-chi")]
    criterion: String,
}

/// What was typed into the answer to one question, and what is wrong with it.
#[derive(Clone, Debug, Default)]
struct Typed {
    id: String,
    text: String,
    stance: Option<Stance>,
}

#[derive(Template)]
#[template(path = "rooms/clarification/unit.html")]
struct UnitPage<'a> {
    f: Frame<'a>,
    staff: &'a Staff,
    view: UnitQuestions,
    round: String,
    form: Form,
    criteria: Vec<Choice>,
    typed: Typed,
}

impl UnitPage<'_> {
    fn base(&self) -> String {
        self.f.to(&of_record(at::UNIT_QUESTIONS, &self.round, &self.view.unit))
    }

    fn list(&self) -> String {
        self.f.to(&at::QUESTIONS.replace("{ky}", &encode(&self.round)))
    }

    fn criterion(&self, view: &QuestionView) -> String {
        let list = of_record(at::WORKBENCH_LIST, &self.round, &self.view.unit);
        self.f.to(&format!("{list}/{}", encode(&view.question.criterion)))
    }

    fn title(&self, view: &QuestionView) -> String {
        title(self.f.lang, view)
    }

    fn points(&self, number: &Number) -> String {
        points(self.f.lang, number)
    }

    fn icon(&self, view: &QuestionView) -> &'static str {
        icon(view)
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }

    fn item(&self, view: &EvidenceView) -> String {
        self.f.to(&at::EVIDENCE_ITEM.replace("{id}", &encode(&view.item.id)))
    }

    /// Whether the answer to a question may be written now.
    fn is_open(&self, view: &QuestionView) -> bool {
        view.draft.is_some() && matches!(self.view.answers, Some(Ok(())))
    }

    /// Why nothing can be answered now.
    fn closed(&self) -> Option<String> {
        let waits = self.view.questions.iter().any(|view| view.question.state == State::Open);
        match &self.view.answers {
            Some(Err(why)) if waits => Some(self.staff.say(why)),
            _ => None,
        }
    }

    fn text(&self, view: &QuestionView) -> String {
        if self.typed.id == view.id {
            return self.typed.text.clone();
        }
        view.draft.as_ref().map(|(text, _)| text.clone()).unwrap_or_default()
    }

    fn stands(&self, view: &QuestionView, word: &str) -> bool {
        let kept = view.draft.as_ref().and_then(|(_, stance)| *stance);
        let stance = if self.typed.id == view.id { self.typed.stance } else { kept };
        stance.is_some_and(|stance| stance.word() == word)
    }

    fn waiting(&self) -> usize {
        self.view.questions.iter().filter(|view| view.question.state == State::Open).count()
    }

    fn answered(&self) -> usize {
        self.view.questions.iter().filter(|view| view.question.reply.is_some()).count()
    }
}

/// Shows the page.
pub(super) async fn show(
    staff: Staff,
    Path((round, unit)): Path<(String, String)>,
    Query(search): Query<Search>,
) -> Response<Body> {
    let form = Form::of([("tieu-chi", search.criterion)]);
    page(&staff, &round, &unit, StatusCode::OK, form, Typed::default()).await
}

/// Asks.
pub(super) async fn ask(Path((round, unit)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let asked = Asked {
        criterion: posted.value("tieu-chi").to_owned(),
        text: posted.value("cau-hoi").to_owned(),
        intended: posted.value("du-kien").to_owned(),
    };
    // Without a criterion there is nothing to look up; who may ask is settled all the same.
    let empty = asked.criterion.is_empty();
    match clarification::ask(staff.app(), &staff.actor(), &round, &unit, &asked).await {
        Ok(_) => staff.redirect_saying(
            &of_record(at::UNIT_QUESTIONS, &round, &unit),
            &Message::new("clarification-asked").text("criterion", &asked.criterion),
        ),
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new("cau-hoi", staff.say(reason))).collect();
            again(&posted, &round, &unit, faults).await
        }
        Err(ActionError::NotAllowed) if empty => {
            let message = staff.text().t("clarification-no-criterion");
            again(&posted, &round, &unit, vec![Fault::new("tieu-chi", message)]).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn again(posted: &Posted, round: &str, unit: &str, faults: Vec<Fault>) -> Response<Body> {
    let form = Form::again(&posted.pairs, faults);
    page(&posted.staff, round, unit, StatusCode::UNPROCESSABLE_ENTITY, form, Typed::default()).await
}

/// Keeps the draft of an answer, or sends it.
pub(super) async fn answer(Path((round, unit, id)): Path<(String, String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let stance = Stance::of(posted.value("y-kien"));
    let text = posted.value("tra-loi").to_owned();
    let draft = Draft { text: text.clone(), stance, version: posted.value("ban").parse().unwrap_or_default() };
    let sends = posted.value("viec") == "gui";
    let (app, actor) = (staff.app(), staff.actor());
    let done = if sends {
        clarification::answer(app, &actor, &round, &id, &draft).await
    } else {
        clarification::save_draft(app, &actor, &round, &id, &draft).await
    };
    let said = Message::new(if sends { "clarification-sent" } else { "clarification-kept" });
    match done {
        Ok(()) => staff.redirect_saying(&of_record(at::UNIT_QUESTIONS, &round, &unit), &said),
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new(format!("tra-loi-{id}"), staff.say(reason))).collect();
            let (form, typed) = (Form::empty().with(faults), Typed { id, text, stance });
            page(staff, &round, &unit, StatusCode::UNPROCESSABLE_ENTITY, form, typed).await
        }
        Err(error) => staff.fault(error),
    }
}

/// Takes a question back.
pub(super) async fn withdraw(
    Path((round, unit, id)): Path<(String, String, String)>,
    posted: Posted,
) -> Response<Body> {
    let staff = &posted.staff;
    match clarification::withdraw(staff.app(), &staff.actor(), &round, &id).await {
        Ok(()) => {
            let said = Message::new("clarification-withdrawn");
            staff.redirect_saying(&of_record(at::UNIT_QUESTIONS, &round, &unit), &said)
        }
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect();
            again(&posted, &round, &unit, faults).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn page(staff: &Staff, round: &str, unit: &str, status: StatusCode, form: Form, typed: Typed) -> Response<Body> {
    let view = match clarification::of_unit(staff.app(), &staff.actor(), round, unit).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let label = |(code, title, english): &(String, String, Option<String>)| {
        let title = english.as_ref().filter(|_| staff.lang == Lang::En).unwrap_or(title);
        Choice::new(code, format!("{code} {title}"))
    };
    let criteria = view.askable.iter().map(label).collect();
    let heading = staff.text().with("clarification-of").text("unit", &view.name).to_string();
    let f = Frame::new(staff, "rounds", heading);
    let shown = UnitPage { f, staff, view, round: round.to_owned(), form, criteria, typed };
    super::page(staff, status, &shown)
}
