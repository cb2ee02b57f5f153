//! What is wrong with a response, before anybody counts it.

use std::collections::BTreeSet;

use thuocdo_base::{Arg, Message};

use super::{Answer, Question, QuestionKind, Questionnaire, Response};

impl Questionnaire {
    /// Says whether a question is asked of a group, given the other answers.
    ///
    /// `body` is the body it would be about, empty unless it is asked per body.
    pub fn is_asked(&self, question: &Question, response: &Response, group: &str, body: &str) -> bool {
        let group = self.group(group);
        let mut next = Some(question);
        let mut left = self.questions.len();
        while let Some(question) = next {
            if !question.is_for(group) || left == 0 {
                return false;
            }
            left -= 1;
            let Some(condition) = &question.asked_if else { return true };
            let Some(earlier) = self.questions.get(condition.question) else { return false };
            let about = if earlier.per_body { body } else { "" };
            let wanted = |code: &str| {
                let choices = condition.choices.iter().filter_map(|choice| earlier.choices().get(*choice));
                choices.into_iter().any(|choice| choice.code == code)
            };
            if !response.chosen(&earlier.code, about).any(wanted) {
                return false;
            }
            next = Some(earlier);
        }
        false
    }

    /// Finds everything that is wrong with a response of a group about these bodies.
    ///
    /// Every message has the arguments `question` and `body` with their codes.
    pub fn check(&self, response: &Response, group: &str, bodies: &[String]) -> Vec<Message> {
        let mut found = Vec::new();
        if !self.groups.is_empty() && !group.is_empty() && self.group(group).is_none() {
            found.push(Message::new("response-unknown-group").text("group", group));
            return found;
        }
        let mut known: BTreeSet<(&str, &str)> = BTreeSet::new();
        for question in &self.questions {
            let about: Vec<&str> =
                if question.per_body { bodies.iter().map(String::as_str).collect() } else { vec![""] };
            for body in about {
                known.insert((&question.code, body));
                let asked = self.is_asked(question, response, group, body);
                let answer = response.answers.get(&(question.code.clone(), body.to_owned()));
                let fault = match answer.filter(|answer| !answer.is_empty()) {
                    Some(_) if !asked => Some(Message::new("response-not-asked")),
                    Some(answer) => wrong(question, answer),
                    None => (asked && question.required).then(|| Message::new("response-required")),
                };
                found.extend(fault.map(|fault| placed(fault, &question.code, body)));
            }
        }
        for (code, body) in response.answers.keys().filter(|(code, body)| !known.contains(&(code, body))) {
            found.push(placed(Message::new("response-unknown-question"), code, body));
        }
        found
    }
}

fn placed(message: Message, question: &str, body: &str) -> Message {
    let place = if body.is_empty() { "response-question" } else { "response-question-about" };
    let place = Message::new(place).text("question", question).text("body", body);
    message.text("question", question).text("body", body).with("place", Arg::Message(Box::new(place)))
}

/// What is wrong with an answer that may be given.
fn wrong(question: &Question, answer: &Answer) -> Option<Message> {
    match (&question.kind, answer) {
        (QuestionKind::Text { longest }, Answer::Text(text)) => {
            let longest = *longest as usize;
            (text.chars().nth(longest).is_some()).then(|| Message::new("response-too-long").count("most", longest))
        }
        (QuestionKind::Text { .. }, _) | (_, Answer::Text(_)) => Some(Message::new("response-wrong-kind")),
        (_, Answer::Chosen(codes)) => {
            let known = |code: &String| question.choices().iter().any(|choice| choice.code == *code);
            if !codes.iter().all(known) {
                return Some(Message::new("response-unknown-choice"));
            }
            let most = question.most_choices();
            (codes.len() > most).then(|| Message::new("response-too-many").count("most", most))
        }
    }
}
