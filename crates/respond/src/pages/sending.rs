//! The form of who came by a link: shown, and sent. GET, HEAD and what is not whole use nothing up.

use axum::body::{Body, Bytes};
use axum::http::{Response, StatusCode};
use thuocdo_app::boxes::{Nonce, Token};
use thuocdo_app::surveys::respond::{self, Invited, Sent, Standing};
use thuocdo_base::Message;
use thuocdo_criteria::questionnaire::Response as Filled;
use thuocdo_web::request::pairs;
use thuocdo_words::show;

use crate::door::{COOKIE, Ctx};
use crate::fields::{self, NONCE};
use crate::frame::Frame;
use crate::pages::form::{Paper, Sending, render};
use crate::pages::state;
use crate::sheet::{Rated, Sheet, Subject, said};
use crate::urls::Place;

/// Shows the form, or says why there is none.
pub async fn show(ctx: Ctx) -> Response<Body> {
    let Some(token) = Token::parse(ctx.cookie(COOKIE)) else { return state::ask(&ctx) };
    let key = respond::draft_name(&token);
    match respond::standing(ctx.app(), &token).await {
        Ok(Standing::Open(invited)) => {
            let nonce = Nonce::make(ctx.app().random.as_ref()).text();
            form(&ctx, StatusCode::OK, &invited, Sending { key, nonce, again: false }, &Filled::default(), &[])
        }
        Ok(standing) => state::standing(&ctx, &standing, &key),
        Err(error) => state::fault(&ctx, &error),
    }
}

/// Takes the answers in if they are whole; else shows them again with what is missing.
pub async fn send(ctx: Ctx, body: Bytes) -> Response<Body> {
    let Some(token) = Token::parse(ctx.cookie(COOKIE)).filter(|_| !ctx.is_from_elsewhere()) else {
        return state::ask(&ctx);
    };
    let key = respond::draft_name(&token);
    let pairs = pairs(&body);
    let nonce = pairs.iter().find(|(name, _)| name == NONCE).and_then(|(_, value)| Nonce::parse(value));
    let standing = match respond::standing(ctx.app(), &token).await {
        Ok(standing) => standing,
        Err(error) => return state::fault(&ctx, &error),
    };
    let mut response = Filled::default();
    if let Standing::Open(invited) = &standing {
        response = fields::response(&invited.questionnaire, &invited.group, &invited.codes(), &pairs);
        let faults = invited.check(&response);
        if nonce.is_none() || !faults.is_empty() || response.answers.is_empty() {
            let nonce = nonce.unwrap_or_else(|| Nonce::make(ctx.app().random.as_ref())).text();
            let sending = Sending { key, nonce, again: true };
            return form(&ctx, StatusCode::UNPROCESSABLE_ENTITY, invited, sending, &response, &faults);
        }
    }
    // What was used may come again, cut off on its way back: the box knows the same sending.
    let (Standing::Open(_) | Standing::Sent, Some(nonce)) = (&standing, nonce) else {
        return state::standing(&ctx, &standing, &key);
    };
    match respond::send(ctx.app(), &token, &response, &nonce).await {
        Ok(Sent::Taken { survey, receipt }) => state::thanks(&ctx, &key, &survey, token.text(), &receipt),
        Ok(Sent::Not(standing)) => state::standing(&ctx, &standing, &key),
        Err(error) => state::fault(&ctx, &error),
    }
}

fn form(
    ctx: &Ctx,
    status: StatusCode,
    invited: &Invited,
    sending: Sending,
    response: &Filled,
    faults: &[Message],
) -> Response<Body> {
    let f = Frame::new(ctx.text(), ctx.display, Place::Form, title(ctx, invited));
    ctx.page(status, render(f, &paper(ctx, invited, sending, response, faults, Place::Form.address(ctx.lang))))
}

/// The title of the survey; in English that of the questionnaire, if it has one.
pub fn title(ctx: &Ctx, invited: &Invited) -> String {
    said(ctx.lang, &invited.survey.title, invited.questionnaire.title_en.as_deref()).to_owned()
}

/// A form as people of a group see it.
pub fn paper(
    ctx: &Ctx,
    invited: &Invited,
    sending: Sending,
    response: &Filled,
    faults: &[Message],
    action: &'static str,
) -> Paper {
    let questionnaire = invited.questionnaire.as_ref();
    let rated = |(code, name): &(String, String)| Rated { code: code.clone(), name: name.clone() };
    let bodies: Vec<Rated> = invited.bodies.iter().map(rated).collect();
    let subject = Subject { questionnaire, group: &invited.group, bodies: &bodies };
    let intro = said(ctx.lang, &questionnaire.intro, questionnaire.intro_en.as_deref());
    Paper {
        sheet: Sheet::new(subject, ctx.locale(), response, faults),
        sending,
        action,
        home: None,
        intro: intro.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
        closes: invited.survey.closes.map(show::moment).unwrap_or_default(),
        k: usize::try_from(invited.survey.k).unwrap_or(usize::MAX),
        contact: ctx.app().contact.clone(),
        is_sample: false,
    }
}
