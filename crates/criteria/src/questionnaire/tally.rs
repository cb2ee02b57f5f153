//! What filled-in copies add up to (kiểm phiếu): how often each choice of each question was taken.

use std::collections::BTreeMap;

use super::Questionnaire;
use super::response::{Told, each_said};

/// Counts by question, body and choice.
///
/// The body is empty where the question is not asked per body, the choice where such a question was skipped or not
/// asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<String, BTreeMap<String, BTreeMap<String, u64>>>);

impl Tally {
    /// Adds one to a count.
    pub fn add(&mut self, question: &str, body: &str, choice: &str) {
        // Nearly every count is there already: no text is copied to look for it.
        let place = self.0.get_mut(question).and_then(|bodies| bodies.get_mut(body)?.get_mut(choice));
        match place {
            Some(n) => *n += 1,
            None => {
                let bodies = self.0.entry(question.to_owned()).or_default();
                *bodies.entry(body.to_owned()).or_default().entry(choice.to_owned()).or_default() += 1;
            }
        }
    }

    /// All counts as question, body, choice and how often, in this order.
    pub fn counts(&self) -> impl Iterator<Item = (&str, &str, &str, u64)> {
        self.0.iter().flat_map(|(question, bodies)| {
            bodies.iter().flat_map(move |(body, choices)| {
                choices.iter().map(move |(choice, n)| (&**question, &**body, &**choice, *n))
            })
        })
    }
}

impl Questionnaire {
    /// Adds a response to a tally; false, and nothing is added, if the bytes are none. Own words add nothing.
    ///
    /// # Example: a question that was left out is counted as such
    /// ```
    /// use thuocdo_criteria::questionnaire::{Response, Tally, parse};
    /// use thuocdo_criteria::SourceText;
    /// let text = r#"
    ///     [questionnaire]
    ///     code = "mau/phieu"
    ///     version = "1"
    ///     title = "Mẫu"
    ///     origin = "illustrative"
    ///     document = { kind = "Mẫu", issuer = "Mẫu" }
    ///     [[question]]
    ///     code = "1"
    ///     text = "Anh/chị có hài lòng không?"
    ///     choices = [{ code = "a", label = "Có" }, { code = "b", label = "Không" }]
    /// "#;
    /// let asked = parse(&SourceText::new(text.to_owned()), &()).questionnaire.expect("a questionnaire");
    /// let mut tally = Tally::default();
    /// assert!(asked.count(&Response::default().bytes(), &mut tally));
    /// assert_eq!(tally.counts().collect::<Vec<_>>(), [("1", "", "", 1)]);
    /// ```
    pub fn count(&self, bytes: &[u8], tally: &mut Tally) -> bool {
        let mut said = Vec::new();
        if each_said(bytes, |one| said.push(one)).is_none() {
            return false;
        }
        let mut answered = vec![false; self.questions.len()];
        let mut last = 0;
        for one in said {
            // Answers stand nearly in the order of the questions.
            let next = (last..self.questions.len()).chain(0..last);
            let Some(at) = next.into_iter().find(|at| self.questions[*at].code == one.question) else { continue };
            last = at;
            let question = &self.questions[at];
            let Told::Chosen(choices) = one.answer else { continue };
            if question.is_text() || !(question.per_body || one.body.is_empty()) {
                continue;
            }
            answered[at] = true;
            choices.iter().for_each(|choice| tally.add(one.question, one.body, choice));
        }
        let alone =
            self.questions.iter().zip(answered).filter(|(question, _)| !question.is_text() && !question.per_body);
        alone.filter(|(_, answered)| !answered).for_each(|(question, _)| tally.add(&question.code, "", ""));
        true
    }
}
