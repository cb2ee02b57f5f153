//! Responses to a survey, cast as respondents would: the first choice of everything.

use thuocdo_app::App;
use thuocdo_app::boxes::{Nonce, Sent, Token};
use thuocdo_app::surveys::{launch, questionnaire};
use thuocdo_criteria::questionnaire::{Answer, Response};

/// Casts a response with each of these links and mixes what is due.
///
/// # Panics
/// If a link is none, or a response is not accepted.
pub async fn answer(app: &App, survey: &str, tokens: &[&str]) {
    let mut link = app.store.look().await.expect("a link");
    let (survey, _) = link.find_survey(survey).await.expect("a row").expect("a survey");
    let asked = questionnaire(app, &mut link, &survey).await.expect("a questionnaire");
    let responses = launch::response_box(app, &mut link, &survey).await.expect("a box");
    drop(link);
    let mut response = Response::default();
    for question in asked.questions.iter().filter(|question| !question.per_body && question.asked_if.is_none()) {
        if let Some(first) = question.choices().first() {
            let chosen = Answer::Chosen([first.code.clone()].into());
            response.answers.insert((question.code.clone(), String::new()), chosen);
        }
    }
    for token in tokens {
        let (token, nonce) = (Token::parse(token).expect("a token"), Nonce::make(app.random.as_ref()));
        let sent = responses.cast(&token, &response, &nonce).await.expect("an answer");
        assert!(matches!(sent, Sent::Accepted(_)), "{sent:?}");
    }
    responses.mix_due().await.expect("mixes");
}
