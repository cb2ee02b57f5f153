//! The people of a survey: a list looked at and taken in, people taken off, addresses that want no letters.

use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest, Path, Query, Request};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use thuocdo_app::surveys::lists::{self, Otherwise, People, Preview, RowState};
use thuocdo_app::surveys::setup::{self, SetupView};
use thuocdo_app::{ActionError, surveys};
use thuocdo_assessment::survey::State;
use thuocdo_base::Message;
use thuocdo_words::show;

use super::{faults, frame, list_path, named, path, shown, tabs};
use crate::door::Staff;
use crate::form::{Choice, Fault, Form, Posted};
use crate::frame::Frame;
use crate::rooms::bodies::upload::Uploaded;
use crate::urls::{encode, routes as at};

/// Which people are looked at.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(rename = "tang", default)]
    stratum: String,
    #[serde(rename = "trang", default)]
    page: u64,
}

#[derive(Template)]
#[template(path = "rooms/surveys/lists.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    v: SetupView,
    p: People,
    stratum: String,
    page: u64,
    tabs: Vec<(String, String, bool)>,
    groups: Vec<Choice>,
    bodies: Vec<Choice>,
}

impl Page<'_> {
    fn here(&self) -> String {
        self.f.to(&path(at::SURVEY_LISTS, &self.v.survey.round, &self.v.survey.id))
    }

    fn to(&self, route: &str) -> String {
        self.f.to(&path(route, &self.v.survey.round, &self.v.survey.id))
    }

    fn back(&self) -> String {
        self.f.to(&list_path(&self.v.survey.round))
    }

    fn stratum_name(&self, code: &str) -> String {
        stratum_name(self.f.lang, &self.v, code)
    }

    fn strata(&self) -> Vec<(String, String, u64)> {
        let row = |row: &setup::Row| {
            (row.people > 0).then(|| {
                let code = row.stratum.code.clone();
                (format!("{}?tang={}", self.here(), encode(&code)), self.stratum_name(&code), row.people)
            })
        };
        self.v.rows.iter().filter_map(row).collect()
    }

    fn pages(&self) -> Vec<(u64, String)> {
        let last = self.p.total.div_ceil(lists::A_PAGE).clamp(1, 50);
        (1..=last).map(|n| (n, format!("{}?tang={}&trang={n}", self.here(), encode(&self.stratum)))).collect()
    }

    fn count(&self, number: &u64) -> String {
        show::count(self.f.lang, *number)
    }

    fn digest(&self) -> &str {
        self.p.digest.get(..16).unwrap_or_default()
    }

    fn is_open(&self) -> bool {
        self.v.survey.state == State::Open
    }
}

#[derive(Template)]
#[template(path = "rooms/surveys/preview.html")]
struct Looked<'a> {
    f: Frame<'a>,
    staff: &'a Staff,
    v: SetupView,
    p: Preview,
    otherwise: Otherwise,
}

impl Looked<'_> {
    fn to(&self, route: &str) -> String {
        self.f.to(&path(route, &self.v.survey.round, &self.v.survey.id))
    }

    fn stratum_name(&self, code: &str) -> String {
        stratum_name(self.f.lang, &self.v, code)
    }

    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn may_apply(&self) -> bool {
        self.p.count(RowState::Faulty) == 0 && self.p.count(RowState::New) > 0
    }

    fn hidden(&self) -> usize {
        self.p.counts.iter().map(|(_, count)| count).sum::<usize>() - self.p.rows.len()
    }
}

fn stratum_name(lang: thuocdo_words::Lang, view: &SetupView, code: &str) -> String {
    let row = view.rows.iter().find(|row| row.stratum.code == code);
    row.map_or_else(|| code.to_owned(), |row| super::row_name(lang, row))
}

/// Shows the list.
pub(super) async fn show(
    staff: Staff,
    Path((round, id)): Path<(String, String)>,
    Query(search): Query<Search>,
) -> Response<Body> {
    page(&staff, &round, &id, search, Form::empty()).await
}

async fn page(staff: &Staff, round: &str, id: &str, search: Search, form: Form) -> Response<Body> {
    let (app, actor, number) = (staff.app(), staff.actor(), search.page.max(1));
    let found = lists::people(app, &actor, round, id, &search.stratum, number).await;
    let (v, p) = match (setup::view(app, &actor, round, id).await, found) {
        (Ok(view), Ok(people)) => (view, people),
        (Err(error), _) | (_, Err(error)) => return staff.fault(error),
    };
    let groups = v.groups.iter().map(|(code, vi, en)| Choice::new(code.as_str(), named(staff.lang, vi, en.as_ref())));
    let page = Page {
        f: frame(staff, &staff.text().t("survey-lists")),
        tabs: tabs(staff, &v.survey, true, at::SURVEY_LISTS),
        groups: groups.collect(),
        bodies: v.bodies.iter().map(|(code, name)| Choice::new(code.as_str(), name.as_str())).collect(),
        stratum: search.stratum,
        page: number,
        form,
        v,
        p,
    };
    let status = super::status(&page.form);
    shown(staff, status, &page)
}

/// Shows what a list would do.
pub(super) async fn preview(
    Path((round, id)): Path<(String, String)>,
    staff: Staff,
    request: Request,
) -> Response<Body> {
    // Whoever keeps no lists learns nothing of what a list looks like.
    if let Err(error) = surveys::keeps(staff.app(), &staff.actor(), &round).await {
        return staff.fault(error);
    }
    let sent = match Uploaded::from_request(request, &staff.desk).await {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let staff = &sent.staff;
    let otherwise = Otherwise { group: sent.value("nhom").to_owned(), body: sent.value("don-vi").to_owned() };
    let bytes = if sent.bytes.is_empty() { sent.value("dan").as_bytes().to_vec() } else { sent.bytes.clone() };
    if bytes.is_empty() {
        let none = vec![Fault::new("tep", staff.text().t("survey-list-none"))];
        return page(staff, &round, &id, Search::default(), Form::again(&sent.fields, none)).await;
    }
    let looked = lists::preview(staff.app(), &staff.actor(), &round, &id, bytes, &otherwise).await;
    let p = match looked {
        Ok(preview) => preview,
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&sent.fields, faults(staff, &reasons));
            return page(staff, &round, &id, Search::default(), form).await;
        }
        Err(error) => return staff.fault(error),
    };
    match setup::view(staff.app(), &staff.actor(), &round, &id).await {
        Ok(v) => {
            let f = frame(staff, &staff.text().t("survey-preview"));
            shown(staff, StatusCode::OK, &Looked { f, staff, v, p, otherwise })
        }
        Err(error) => staff.fault(error),
    }
}

/// Takes a previewed list in.
pub(super) async fn apply(Path((round, id)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let otherwise = Otherwise { group: posted.value("nhom").to_owned(), body: posted.value("don-vi").to_owned() };
    let text = posted.value_as_typed("danh-sach");
    match lists::apply(staff.app(), &staff.actor(), &round, &id, text, &otherwise).await {
        Ok(count) => {
            let said = Message::new("survey-list-taken").count("count", count);
            staff.redirect_saying(&path(at::SURVEY_LISTS, &round, &id), &said)
        }
        Err(ActionError::Refused(reasons)) => {
            let form = Form::empty().with(faults(staff, &reasons));
            page(staff, &round, &id, Search::default(), form).await
        }
        Err(error) => staff.fault(error),
    }
}

/// Takes people off the list, or notes who wants no letters.
pub(super) async fn act(Path((round, id)): Path<(String, String)>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    let done = match posted.value("viec") {
        "tu-choi" => lists::opt_out(app, &actor, &round, &id, posted.value("dia-chi"))
            .await
            .map(|count| Message::new("survey-opted-out").count("count", count)),
        _ => {
            let ids: Vec<String> = posted.values("nguoi").map(str::to_owned).collect();
            let removed = lists::remove(app, &actor, &round, &id, &ids).await;
            removed.map(|count| Message::new("survey-removed").count("count", count))
        }
    };
    match done {
        Ok(said) => staff.redirect_saying(&path(at::SURVEY_LISTS, &round, &id), &said),
        Err(ActionError::Refused(reasons)) => {
            let form = Form::again(&posted.pairs, faults(staff, &reasons));
            page(staff, &round, &id, Search::default(), form).await
        }
        Err(error) => staff.fault(error),
    }
}
