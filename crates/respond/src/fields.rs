//! Forms read: what was posted becomes a response, whatever was posted.

use std::collections::BTreeSet;

use thuocdo_criteria::questionnaire::{Answer, Question, Questionnaire, Response};

/// Parts the code of a question from the code of a body in the name of a field.
pub const ABOUT: char = '@';

/// Name of the hidden field with the number that the page chose for its receipt.
pub const NONCE: &str = "so";

/// Name of the field for the answer to a question about a body.
pub fn name(question: &Question, body: &str) -> String {
    if body.is_empty() { question.code.clone() } else { format!("{}{ABOUT}{body}", question.code) }
}

/// Bodies that a question is asked about; one without a name where it is not asked per body.
pub fn about<'b>(question: &Question, bodies: &'b [String]) -> Vec<&'b str> {
    if question.per_body { bodies.iter().map(String::as_str).collect() } else { vec![""] }
}

/// Reads the answers of a form. What is not a field of the questionnaire is passed over, and so are answers to
/// questions that the other answers make void: without scripts nobody keeps a reader from filling them in.
pub fn response(questionnaire: &Questionnaire, group: &str, bodies: &[String], pairs: &[(String, String)]) -> Response {
    let mut response = Response::default();
    for question in questionnaire.asked_of(group) {
        for body in about(question, bodies) {
            if !questionnaire.is_asked(question, &response, group, body) {
                continue;
            }
            let field = name(question, body);
            let given = pairs.iter().filter(|(name, _)| *name == field).map(|(_, value)| value.as_str());
            let answer = if question.is_text() { text(given) } else { chosen(given) };
            if !answer.is_empty() {
                response.answers.insert((question.code.clone(), body.to_owned()), answer);
            }
        }
    }
    response
}

/// Own words: line ends are one character, spaces around them go.
fn text<'v>(mut given: impl Iterator<Item = &'v str>) -> Answer {
    Answer::Text(given.next().unwrap_or_default().replace("\r\n", "\n").trim().to_owned())
}

fn chosen<'v>(given: impl Iterator<Item = &'v str>) -> Answer {
    Answer::Chosen(given.filter(|value| !value.is_empty()).map(str::to_owned).collect::<BTreeSet<_>>())
}
