//! A blank form to look at, as respondents would see it on a phone; nothing can be sent from it.

use axum::body::Body;
use axum::extract::RawQuery;
use axum::http::{Response, StatusCode};
use thuocdo_app::questionnaires;
use thuocdo_criteria::questionnaire::{Questionnaire, Response as Filled};
use thuocdo_web::request::pairs;
use thuocdo_words::Lang;

use crate::door::Ctx;
use crate::frame::Frame;
use crate::pages::form::{Paper, Sending, render};
use crate::pages::state;
use crate::sheet::{Rated, Sheet, Subject};
use crate::urls::Place;

/// How many stand together in a sample: the usual number.
const K: usize = 20;

/// Shows a version of a questionnaire: `phieu` is its code and version, `nhom` the group, else the first.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response<Body> {
    let query = pairs(query.unwrap_or_default().as_bytes());
    let value = |name: &str| query.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.as_str());
    let (form, group) = (value("phieu"), value("nhom"));
    match questionnaires::sample(ctx.app(), form).await {
        Ok(Some(questionnaire)) => laid_out(&ctx, &questionnaire, form, group),
        Ok(None) => state::unknown(&ctx),
        Err(error) => state::fault(&ctx, &error),
    }
}

fn laid_out(ctx: &Ctx, questionnaire: &Questionnaire, form: &str, group: &str) -> Response<Body> {
    let said = |text: &str, english: Option<&String>| {
        english.filter(|_| ctx.lang == Lang::En).cloned().unwrap_or_else(|| text.to_owned())
    };
    let known = questionnaire.groups.iter().find(|known| known.code == group);
    let group = known.or(questionnaire.groups.first()).map(|group| group.code.as_str()).unwrap_or_default();
    let bodies = ["1", "2"].map(|number| Rated {
        code: format!("mau-{number}"),
        name: ctx.text().with("respond-sample-body").text("number", number).to_string(),
    });
    let subject = Subject { questionnaire, group, bodies: &bodies };
    let intro = said(&questionnaire.intro, questionnaire.intro_en.as_ref());
    let paper = Paper {
        sheet: Sheet::new(subject, ctx.locale(), &Filled::default(), &[]),
        sending: Sending::default(),
        action: Place::Sample.address(ctx.lang),
        home: None,
        intro: intro.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
        closes: String::new(),
        k: K,
        contact: ctx.app().contact.clone(),
        is_sample: true,
    };
    let title = said(&questionnaire.title, questionnaire.title_en.as_ref());
    let f = Frame::new(ctx.text(), ctx.display, Place::Sample, title).of(form);
    ctx.page(StatusCode::OK, render(f, &paper))
}
