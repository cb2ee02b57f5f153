//! One unit's plan: written, signed, followed up.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::Response;
use serde::Deserialize;
use thuocdo_app::ActionError;
use thuocdo_app::remedies::{self, Plan, TypedItem};
use thuocdo_assessment::remedy::{Item, Progress, State};
use thuocdo_base::{Message, Number, Timestamp};
use thuocdo_words::show;

use super::{faults, list_path, page, plan_path, status};
use crate::door::Staff;
use crate::form::{Choice, Form, Posted};
use crate::frame::Frame;
use crate::urls::of_record;

/// Which item is written anew.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    sua: String,
}

#[derive(Template)]
#[template(path = "rooms/remedies/plan.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    round: String,
    p: Plan,
    criteria: Vec<Choice>,
}

impl Page<'_> {
    fn base(&self) -> String {
        self.f.to(&plan_path(&self.round, &self.p.unit))
    }

    fn all(&self) -> String {
        self.f.to(&list_path(&self.round))
    }

    fn to(&self, route: &str) -> String {
        self.f.to(&of_record(route, &self.round, &self.p.unit))
    }

    fn day(&self, iso: &str) -> String {
        show::date(self.f.lang, iso)
    }

    fn moment(&self, at: &Timestamp) -> String {
        super::moment(*at)
    }

    fn number(&self, number: &Number) -> String {
        show::short(self.f.lang, number, 4)
    }

    fn lost(&self, weak: &remedies::Weakness) -> String {
        self.number(&(&weak.max - &weak.points))
    }

    fn is_overdue(&self, item: &Item) -> bool {
        self.p.plan.as_ref().is_some_and(|plan| plan.state == State::Signed) && item.is_overdue(&self.p.today)
    }

    fn icon(&self, item: &Item) -> &'static str {
        match item.progress {
            Progress::Planned => "todo",
            Progress::Underway => "part",
            Progress::Done => "done",
        }
    }

    fn words(&self) -> [Progress; 3] {
        Progress::ALL
    }

    fn is_edited(&self) -> bool {
        !self.form.value("ma").is_empty()
    }
}

/// Shows it.
pub(super) async fn show(
    staff: Staff,
    Path((round, unit)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response<Body> {
    answer(&staff, &round, &unit, Form::empty(), &asked.sua).await
}

/// Writes or drops an item, hands the plan over, or notes how far an item is.
pub(super) async fn write(Path((round, unit)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    let done = match posted.value("viec") {
        "bo" => remedies::drop_item(app, &actor, &round, &unit, posted.value("ma")).await.map(|()| "remedies-dropped"),
        "trinh" => remedies::hand_over(app, &actor, &round, &unit).await.map(|()| "remedies-handed-over"),
        "tien-do" => {
            let progress = Progress::of(posted.value("muc")).unwrap_or_default();
            let said = (posted.value("ma"), progress, posted.value("ghi-chu"));
            remedies::mark(app, &actor, &round, &unit, said).await.map(|()| "remedies-marked")
        }
        _ => {
            let text = |name: &str| posted.value(name).to_owned();
            let typed = TypedItem {
                id: posted.filled("ma").map(str::to_owned),
                criterion: text("tieu-chi"),
                task: text("noi-dung"),
                person: text("nguoi"),
                due_on: text("han"),
            };
            remedies::write(app, &actor, &round, &unit, typed).await.map(|()| "remedies-written")
        }
    };
    finish(&posted, &round, &unit, done).await
}

/// Signs the plan, or sends it back.
pub(super) async fn sign(Path((round, unit)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    let done = if posted.value("viec") == "tra-lai" {
        let remark = posted.value("y-kien");
        remedies::send_back(app, &actor, &round, &unit, remark).await.map(|()| "remedies-sent-back")
    } else {
        remedies::sign(app, &actor, &round, &unit).await.map(|()| "remedies-signed")
    };
    finish(&posted, &round, &unit, done).await
}

/// Takes the request back.
pub(super) async fn withdraw(Path((round, unit)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let reason = posted.value("ly-do");
    match remedies::withdraw(staff.app(), &staff.actor(), &round, &unit, reason).await {
        Ok(()) => staff.redirect_saying(&list_path(&round), &Message::new("remedies-withdrawn")),
        Err(error) => finish(&posted, &round, &unit, Err(error)).await,
    }
}

async fn finish(posted: &Posted, round: &str, unit: &str, done: Result<&str, ActionError>) -> Response<Body> {
    let staff = &posted.staff;
    match done {
        Ok(said) => staff.redirect_saying(&plan_path(round, unit), &Message::new(said)),
        Err(ActionError::Refused(reasons)) => {
            answer(staff, round, unit, Form::again(&posted.pairs, faults(staff, &reasons)), "").await
        }
        Err(error) => staff.fault(error),
    }
}

async fn answer(staff: &Staff, round: &str, unit: &str, form: Form, edited: &str) -> Response<Body> {
    let p = match remedies::plan(staff.app(), &staff.actor(), round, unit).await {
        Ok(found) => found,
        Err(error) => return staff.fault(error),
    };
    let item = p.plan.as_ref().and_then(|plan| plan.items.iter().find(|item| item.id == edited));
    let form = match item.filter(|_| p.may_write) {
        Some(item) => Form::of([
            ("ma", item.id.clone()),
            ("tieu-chi", item.criterion.clone().unwrap_or_default()),
            ("noi-dung", item.task.clone()),
            ("nguoi", item.person.clone()),
            ("han", show::date(staff.lang, &item.due_on)),
        ]),
        None => form,
    };
    let criteria = p.criteria.iter().map(|(code, title)| Choice::new(code, format!("{code} {title}"))).collect();
    let title = staff.text().with("remedies-of").text("unit", &p.name).to_string();
    let f = Frame::new(staff, "rounds", title);
    page(staff, status(&form), &Page { f, form, round: round.to_owned(), p, criteria })
}
