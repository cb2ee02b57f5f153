//! Setting a survey up: title, secrecy and moments, strata with targets, launching.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use thuocdo_app::surveys::launch;
use thuocdo_app::surveys::setup::{self, Row, SetupView, Typed};
use thuocdo_app::{ActionError, surveys};
use thuocdo_assessment::survey::{LEAST_K, Stratum};
use thuocdo_base::{Message, Number, read};
use thuocdo_words::show;

use super::{faults, frame, list_path, moment, named, path, shown, status, tabs, typed};
use crate::door::Staff;
use crate::form::{Choice, Fault, Form, Posted};
use crate::frame::Frame;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/surveys/setup.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    staff: &'a Staff,
    v: SetupView,
    tabs: Vec<(String, String, bool)>,
    groups: Vec<Choice>,
    bodies: Vec<Choice>,
}

impl Page<'_> {
    fn here(&self) -> String {
        self.f.to(&path(at::SURVEY, &self.v.survey.round, &self.v.survey.id))
    }

    fn back(&self) -> String {
        self.f.to(&list_path(&self.v.survey.round))
    }

    fn questionnaire(&self) -> String {
        named(self.f.lang, &self.v.questionnaire.title, self.v.questionnaire.title_en.as_ref())
    }

    fn row_name(&self, row: &Row) -> String {
        super::row_name(self.f.lang, row)
    }

    fn value(&self, name: &str, row: &Row, kept: &u64) -> String {
        let typed = self.form.value(format!("{name}-{}", row.stratum.code));
        match (typed, *kept) {
            ("", 0) => String::new(),
            ("", kept) => kept.to_string(),
            (typed, _) => typed.to_owned(),
        }
    }

    fn count(&self, number: &u64) -> String {
        show::count(self.f.lang, *number)
    }

    fn under(&self, row: &Row) -> String {
        match row.under.as_deref() {
            Some("*") => self.f.t.t("survey-under-all"),
            Some(under) => {
                let group = self.v.groups.iter().find(|(code, ..)| code == under);
                let name = group.map_or_else(|| under.to_owned(), |(_, vi, en)| named(self.f.lang, vi, en.as_ref()));
                self.f.t.with("survey-under").text("stratum", name).to_string()
            }
            None => String::new(),
        }
    }

    fn margin(&self, row: &Row) -> String {
        let all = row.stratum.population;
        let margin = (all > 0 && row.stratum.target > 0)
            .then(|| thuocdo_assessment::survey::margin(all, row.stratum.target))
            .flatten();
        margin.map_or_else(|| "–".to_owned(), |share| format!("± {}", show::percent(self.f.lang, &share, 2)))
    }

    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn wanted(&self) -> String {
        self.count(&self.v.survey.strata.iter().map(|one| one.target).sum())
    }

    fn merged(&self) -> usize {
        self.v.rows.iter().filter(|row| row.people > 0 && row.under.is_some()).count()
    }

    fn late(&self) -> usize {
        self.v.rows.iter().filter(|row| row.late).count()
    }
}

/// Shows what is set.
pub(super) fn page(staff: &Staff, v: SetupView, form: Form) -> Response<Body> {
    let again = !form.faults.is_empty();
    let form = if again { form } else { kept(&v) };
    let tabs = tabs(staff, &v.survey, v.may_keep, at::SURVEY);
    let groups = v.groups.iter().map(|(code, vi, en)| Choice::new(code.as_str(), named(staff.lang, vi, en.as_ref())));
    let groups = groups.collect();
    let bodies = v.bodies.iter().map(|(code, name)| Choice::new(code.as_str(), name.as_str())).collect();
    let f = frame(staff, &v.survey.title);
    shown(staff, status(&form), &Page { f, form, staff, tabs, groups, bodies, v })
}

fn kept(v: &SetupView) -> Form {
    let survey = &v.survey;
    let ((opens, opens_at), (closes, closes_at)) = (typed(survey.opens), typed(survey.closes));
    let mut values = vec![
        ("ten", survey.title.clone()),
        ("k", survey.k.to_string()),
        ("mo", opens),
        ("mo-gio", opens_at),
        ("dong", closes),
        ("dong-gio", closes_at),
        ("sai-so", "5".to_owned()),
    ];
    if survey.sealed {
        values.push(("kin", "1".to_owned()));
    }
    Form::of(values)
}

/// Saves, sets targets, or launches.
pub(super) async fn save(Path((round, id)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    if let Err(error) = surveys::runs(staff.app(), &staff.actor(), &round).await {
        return staff.fault(error);
    }
    let done = match posted.value("viec") {
        "tang" | "them-tang" => save_strata(&posted, &round, &id).await.map(|()| "survey-saved"),
        "co-mau" => targets(&posted, &round, &id).await.map(|()| "survey-targets-set"),
        "phat-hanh" => start(&posted, &round, &id).await.map(|()| "survey-launched"),
        _ => save_about(&posted, &round, &id).await.map(|()| "survey-saved"),
    };
    let wrong = match done {
        Ok(said) => return staff.redirect_saying(&path(at::SURVEY, &round, &id), &Message::new(said)),
        Err(Stop::Faults(faults)) => faults,
        Err(Stop::Error(ActionError::Refused(reasons))) => faults(staff, &reasons),
        Err(Stop::Error(error)) => return staff.fault(error),
    };
    match setup::view(staff.app(), &staff.actor(), &round, &id).await {
        Ok(view) => page(staff, view, Form::again(&posted.pairs, wrong)),
        Err(error) => staff.fault(error),
    }
}

enum Stop {
    Faults(Vec<Fault>),
    Error(ActionError),
}

impl From<ActionError> for Stop {
    fn from(error: ActionError) -> Self {
        Self::Error(error)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Faults(vec![fault])
    }
}

fn changes(posted: &Posted) -> u64 {
    posted.value("ban").parse().unwrap_or_default()
}

async fn save_about(posted: &Posted, round: &str, id: &str) -> Result<(), Stop> {
    let staff = &posted.staff;
    let k = posted.value("k").parse().map_err(|_| {
        Fault::new("k", staff.text().with("survey-k-wrong").count("least", LEAST_K as usize).to_string())
    })?;
    let opens = moment(posted, "mo", "mo-gio", "08:00")?;
    let closes = moment(posted, "dong", "dong-gio", "17:00")?;
    let typed = Typed { title: posted.value("ten").to_owned(), k, sealed: posted.ticked("kin"), opens, closes };
    Ok(setup::save(staff.app(), &staff.actor(), round, id, changes(posted), typed).await?)
}

async fn save_strata(posted: &Posted, round: &str, id: &str) -> Result<(), Stop> {
    let staff = &posted.staff;
    let view = setup::view(staff.app(), &staff.actor(), round, id).await?;
    let whole = |name: String| match posted.value(&name).replace(['.', ' ', '\u{a0}'], "") {
        text if text.is_empty() => Ok(0),
        text => text.parse().map_err(|_| Fault::new(name, staff.text().t("survey-number-wrong"))),
    };
    let mut strata = Vec::new();
    for row in &view.rows {
        let code = &row.stratum.code;
        if posted.values("bo").any(|gone| gone == code) {
            continue;
        }
        let (population, target) = (whole(format!("n-{code}"))?, whole(format!("c-{code}"))?);
        strata.push(Stratum { population, target, ..row.stratum.clone() });
    }
    if posted.value("viec") == "them-tang" {
        strata.push(Stratum::new(posted.value("nhom"), posted.value("don-vi")));
    }
    Ok(setup::save_strata(staff.app(), &staff.actor(), round, id, changes(posted), strata).await?)
}

async fn targets(posted: &Posted, round: &str, id: &str) -> Result<(), Stop> {
    let staff = &posted.staff;
    let wrong = || Fault::new("sai-so", staff.text().t("survey-number-wrong"));
    let percent = read::typed(posted.value("sai-so")).map_err(|_| wrong())?;
    let share = percent.divided_by(&Number::from(100)).ok_or_else(wrong)?;
    Ok(setup::set_targets(staff.app(), &staff.actor(), round, id, changes(posted), &share).await?)
}

async fn start(posted: &Posted, round: &str, id: &str) -> Result<(), Stop> {
    let staff = &posted.staff;
    if !posted.ticked("dong-y") {
        return Err(Fault::new("dong-y", staff.text().t("survey-agree-missing")).into());
    }
    Ok(launch::launch(staff.app(), &staff.actor(), round, id, changes(posted)).await?)
}
