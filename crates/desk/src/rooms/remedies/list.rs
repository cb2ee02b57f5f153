//! All plans of a round, and asking for more.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use thuocdo_app::ActionError;
use thuocdo_app::remedies::{self, Candidate, Line, Overview};
use thuocdo_assessment::remedy::State;
use thuocdo_base::{Message, Number};
use thuocdo_words::show;

use super::{faults, list_path, page, plan_path, status};
use crate::door::Staff;
use crate::form::{Form, Posted};
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

#[derive(Template)]
#[template(path = "rooms/remedies/list.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    round: String,
    o: Overview,
    again: bool,
}

impl Page<'_> {
    fn base(&self) -> String {
        self.f.to(&list_path(&self.round))
    }

    fn to_round(&self) -> String {
        self.f.to(&at::ROUND.replace("{ky}", &encode(&self.round)))
    }

    fn to_plan(&self, line: &Line) -> String {
        self.f.to(&plan_path(&self.round, &line.plan.unit))
    }

    fn day(&self, iso: &str) -> String {
        show::date(self.f.lang, iso)
    }

    fn rule(&self) -> String {
        let rule = &self.o.rule;
        let last =
            (rule.last > 0).then(|| self.f.t.with("remedies-rule-last").count("count", rule.last as usize).to_string());
        let below = rule.below.as_ref().map(|percent| {
            self.f.t.with("remedies-rule-below").text("percent", show::short(self.f.lang, percent, 2)).to_string()
        });
        last.into_iter().chain(below).collect::<Vec<_>>().join("; ")
    }

    fn named(&self) -> impl Iterator<Item = &Candidate> {
        self.o.candidates.iter().filter(|one| one.by_rule)
    }

    fn others(&self) -> impl Iterator<Item = &Candidate> {
        self.o.candidates.iter().filter(|one| !one.by_rule)
    }

    fn is_ticked(&self, one: &Candidate) -> bool {
        if self.again { self.form.has("don-vi", &one.unit) } else { one.by_rule }
    }

    fn about(&self, one: &Candidate) -> String {
        let rank = one.rank.map_or_else(
            || self.f.t.t("remedies-unranked"),
            |rank| self.f.t.with("remedies-rank").count("rank", rank as usize).to_string(),
        );
        let points = Number::parse(&one.points).ok().map(|points| {
            self.f.t.with("remedies-points").text("points", show::short(self.f.lang, &points, 4)).to_string()
        });
        let grade = Some(one.grade.clone()).filter(|grade| !grade.is_empty());
        let parts = [Some(one.group.clone()), Some(rank), points, grade];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn tone(&self, line: &Line) -> &'static str {
        match line.plan.state {
            State::Signed => "ok",
            State::Withdrawn => "",
            State::Asked | State::WithHead => "ill",
        }
    }
}

/// Shows them.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    answer(&staff, round, Form::empty()).await
}

/// Asks the ticked units.
pub(super) async fn ask(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let units: Vec<String> = posted.values("don-vi").filter(|unit| !unit.is_empty()).map(str::to_owned).collect();
    let (because, due_on) = (posted.value("ly-do"), posted.value("han"));
    match remedies::ask(staff.app(), &staff.actor(), &round, &units, because, due_on).await {
        Ok(count) => {
            staff.redirect_saying(&list_path(&round), &Message::new("remedies-asked-done").count("count", count))
        }
        Err(ActionError::Refused(reasons)) => {
            let faults = faults(staff, &reasons);
            answer(staff, round, Form::again(&posted.pairs, faults)).await
        }
        Err(error) => staff.fault(error),
    }
}

async fn answer(staff: &Staff, round: String, form: Form) -> Response<Body> {
    let o = match remedies::overview(staff.app(), &staff.actor(), &round).await {
        Ok(found) => found,
        Err(error) => return staff.fault(error),
    };
    let again = !form.faults.is_empty();
    let f = Frame::new(staff, "rounds", staff.text().t("remedies-title"));
    page(staff, status(&form), &Page { f, form, round, o, again })
}
