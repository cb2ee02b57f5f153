//! The coming result: rankings, what changed, what the authority decides, inputs, corrections.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::decision::keep::Correction;
use thuocdo_app::decision::preview::{Input, Row};
use thuocdo_app::decision::{self, Preview};
use thuocdo_assessment::refusal::round_stage;
use thuocdo_base::{Message, Number, Timestamp};
use thuocdo_words::{Lang, show};

use super::{faults, page, path};
use crate::door::Staff;
use crate::form::{Choice, Form, Posted};
use crate::frame::Frame;
use crate::rooms::documents::{XLSX, download};
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/decision/preview.html")]
struct Page<'a> {
    f: Frame<'a>,
    form: Form,
    round: String,
    p: Preview,
    stage: String,
    barring: Vec<String>,
    held: Vec<Choice>,
    units: Vec<Choice>,
    staff: &'a Staff,
}

impl Page<'_> {
    fn to(&self, route: &str) -> String {
        self.f.to(&path(route, &self.round))
    }

    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn named<'a>(&self, (title, english): &'a (String, Option<String>)) -> &'a str {
        english.as_ref().filter(|_| self.f.lang == Lang::En).unwrap_or(title)
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }

    fn points(&self, row: &Row) -> String {
        let (points, decimals, mode) = &row.points;
        show::fixed(self.f.lang, points, *decimals, *mode)
    }

    fn number(&self, number: &Option<Number>) -> String {
        number.as_ref().map_or_else(|| "–".to_owned(), |number| show::short(self.f.lang, number, 4))
    }

    fn rank(&self, rank: &Option<u32>) -> String {
        rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string())
    }

    /// How a rank moved: class and text.
    fn moved(&self, row: &Row) -> Option<(&'static str, String)> {
        let (now, was) = (row.rank.map(|(rank, _)| rank)?, row.was?);
        match now.cmp(&was) {
            std::cmp::Ordering::Less => Some(("up", format!("▲ {}", was - now))),
            std::cmp::Ordering::Greater => Some(("dn", format!("▼ {}", now - was))),
            std::cmp::Ordering::Equal => None,
        }
    }

    fn choices(&self, input: &Input) -> Vec<Choice> {
        let choice = |listing: &decision::preview::Published| {
            let label = format!(
                "{} · {}",
                listing.title,
                self.f.t.with("decision-version").count("version", listing.version as usize)
            );
            Choice::new(format!("{}@{}", listing.round, listing.version), label)
        };
        input.choices.iter().map(choice).collect()
    }

    fn now(&self, input: &Input) -> Form {
        let value = input.now.as_ref().map(|(round, version)| format!("{round}@{version}")).unwrap_or_default();
        Form::of([("cong-bo", value)])
    }
}

/// Results as they stand, with all fields, as a workbook.
pub(super) async fn book(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    let name = ["ket-qua", "results"][usize::from(staff.lang == Lang::En)];
    match decision::book::workbook(staff.app(), &staff.actor(), staff.lang, &round).await {
        Ok(bytes) => download(&format!("{name}-{round}.xlsx"), XLSX, bytes),
        Err(error) => staff.fault(error),
    }
}

/// Shows it.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    answer(&staff, &round, Form::empty()).await
}

/// Notes that it was seen as it stands.
pub(super) async fn seen(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let seq = posted.value("su-kien").parse().unwrap_or_default();
    let done = decision::mark_seen(staff.app(), &staff.actor(), &round, seq).await;
    finish(&posted, &round, done, "decision-seen-done").await
}

/// Names the publication that answers to an input.
pub(super) async fn input(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (from, version) = posted.value("cong-bo").rsplit_once('@').unwrap_or_default();
    let from = (from, version.parse().unwrap_or_default());
    let done = decision::set_input(staff.app(), &staff.actor(), &round, posted.value("ten"), from).await;
    finish(&posted, &round, done, "decision-input-done").await
}

/// Lets a held grade stand, or takes that back.
pub(super) async fn held(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor) = (staff.app(), staff.actor());
    let done = match posted.filled("bo") {
        Some(id) => decision::revoke_held(app, &actor, &round, id).await,
        None => decision::accept_held(app, &actor, &round, posted.value("don-vi"), posted.value("ly-do")).await,
    };
    finish(&posted, &round, done, "decision-held-done").await
}

/// Corrects the points of a criterion.
pub(super) async fn correct(Path(round): Path<String>, posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let correction = Correction {
        unit: posted.value("don-vi").to_owned(),
        criterion: posted.value("tieu-chi").to_owned(),
        points: posted.value("diem").to_owned(),
        reason: posted.value("ly-do").to_owned(),
    };
    let done = decision::correct(staff.app(), &staff.actor(), &round, correction).await;
    let done = match done {
        // The secretariat sees the page: a code that nobody has is a mistake of typing, not a door.
        Err(ActionError::NotAllowed) if !posted.value("tieu-chi").is_empty() => {
            Err(ActionError::Refused(vec![Message::new("appeals-no-such-criterion")]))
        }
        done => done,
    };
    finish(&posted, &round, done, "decision-correct-done").await
}

async fn finish(posted: &Posted, round: &str, done: Result<(), ActionError>, said: &str) -> Response<Body> {
    let staff = &posted.staff;
    match done {
        Ok(()) => staff.redirect_saying(&path(at::RESULT, round), &Message::new(said)),
        Err(error) => match faults(staff, error) {
            Ok(faults) => answer(staff, round, Form::again(&posted.pairs, faults)).await,
            Err(error) => staff.fault(error),
        },
    }
}

async fn answer(staff: &Staff, round: &str, form: Form) -> Response<Body> {
    let preview = match decision::preview(staff.app(), &staff.actor(), round).await {
        Ok(preview) => preview,
        Err(error) => return staff.fault(error),
    };
    let rows = preview.groups.iter().flat_map(|group| &group.rows);
    let status = if form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = Page {
        f: Frame::new(staff, "rounds", staff.text().t("decision-title")),
        form,
        round: round.to_owned(),
        stage: staff.say(&round_stage(preview.stage)),
        // Sentences of a list keep their full stops; what joins them does not follow one.
        barring: preview.barring.iter().map(|why| staff.say(why).replace(".; ", ". ")).collect(),
        held: preview.held.iter().map(|(code, name)| Choice::new(code, name)).collect(),
        units: rows.map(|row| Choice::new(&row.unit, &row.name)).collect(),
        p: preview,
        staff,
    };
    page(staff, status, &shown)
}
