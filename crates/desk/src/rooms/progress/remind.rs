//! Reminders: a preview of what each unit would be told, then sending.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::progress::remind::{self, Logged, Reminder};
use thuocdo_base::{Message, Timestamp};

use crate::door::Staff;
use crate::form::{Fault, Form, Posted};
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rooms/progress/remind.html")]
struct RemindPage<'a> {
    f: Frame<'a>,
    form: Form,
    round: String,
    reminders: Vec<Reminder>,
    log: Vec<Logged>,
    chosen: Option<Vec<String>>,
}

impl RemindPage<'_> {
    fn base(&self) -> String {
        self.f.to(&super::path(&self.round))
    }

    fn is_chosen(&self, reminder: &Reminder) -> bool {
        match &self.chosen {
            Some(chosen) => chosen.contains(&reminder.unit),
            None => !reminder.is_recent && !reminder.people.is_empty(),
        }
    }

    fn moment(&self, at: &Timestamp) -> String {
        thuocdo_words::show::moment(*at)
    }

    fn names(&self, reminder: &Reminder) -> String {
        let name = |person: &remind::Reminded| match &person.email {
            Some(email) => format!("{} <{email}>", person.name),
            None => person.name.clone(),
        };
        reminder.people.iter().map(name).collect::<Vec<_>>().join("; ")
    }
}

/// Shows the preview and what was sent before.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    show_form(&staff, StatusCode::OK, round, Vec::new(), None).await
}

/// Sends what was chosen.
pub(super) async fn send(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let values = |name: &str| posted.values(name).map(str::to_owned).collect::<Vec<String>>();
    let (chosen, again) = (values("chon"), values("lai"));
    match remind::send(staff.app(), &staff.actor(), &round, chosen.clone(), again).await {
        Ok(sent) => {
            let said = Message::new("progress-reminded-all").count("units", sent.units);
            let said = said.count("told", sent.told).count("letters", sent.letters);
            staff.redirect_saying(&super::path(&round), &said)
        }
        Err(ActionError::Refused(reasons)) => {
            let faults = reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect();
            show_form(staff, StatusCode::UNPROCESSABLE_ENTITY, round, faults, Some(chosen)).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn show_form(
    staff: &Staff,
    status: StatusCode,
    round: String,
    faults: Vec<Fault>,
    chosen: Option<Vec<String>>,
) -> Response<Body> {
    let loaded = async {
        let reminders = remind::preview(staff.app(), &staff.actor(), &round).await?;
        let log = remind::log(staff.app(), &staff.actor(), &round).await?;
        Ok::<_, ActionError>((reminders, log))
    };
    let (reminders, log) = match loaded.await {
        Ok(loaded) => loaded,
        Err(error) => return staff.fault(error),
    };
    let f = Frame::new(staff, "rounds", staff.text().t("progress-remind-title"));
    let form = Form::empty().with(faults);
    super::page(staff, status, &RemindPage { f, form, round, reminders, log, chosen })
}
