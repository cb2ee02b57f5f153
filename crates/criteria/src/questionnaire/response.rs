//! One filled-in copy (phiếu khảo sát): canonical bytes, so that the same answers are the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use super::{Question, QuestionKind, Questionnaire};

/// First byte of a response: the version of its form.
const FORM: u8 = 1;
const CHOSEN: u8 = 0;
const TEXT: u8 = 1;
/// Most bytes of one character.
const MOST_PER_CHARACTER: usize = 4;

/// One filled-in copy of a questionnaire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// Answers by question and body; the body is empty where the question is not asked per body.
    pub answers: BTreeMap<(String, String), Answer>,
}

/// An answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Codes of the chosen choices.
    Chosen(BTreeSet<String>),
    /// Own words.
    Text(String),
}

/// What one response adds to a tally: one count for a choice of a question about a body.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Code of the question.
    pub question: String,
    /// Code of the body a per-body question is about; else empty.
    pub body: String,
    /// Code of the choice; empty if the question was skipped.
    pub choice: String,
}

impl Answer {
    /// True if nothing is said.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Chosen(codes) => codes.is_empty(),
            Self::Text(text) => text.is_empty(),
        }
    }
}

impl Response {
    /// Codes that were chosen for a question; empty if it has no such answer.
    pub fn chosen<'r>(&'r self, question: &str, body: &str) -> impl Iterator<Item = &'r str> + use<'r> {
        let answer = self.answers.get(&(question.to_owned(), body.to_owned()));
        let codes = match answer {
            Some(Answer::Chosen(codes)) => Some(codes),
            _ => None,
        };
        codes.into_iter().flatten().map(String::as_str)
    }

    /// Writes the canonical bytes; answers that say nothing are left out.
    ///
    /// # Example: what was left empty is no difference
    /// ```
    /// use thuocdo_criteria::questionnaire::{Answer, Response};
    /// let mut response = Response::default();
    /// let empty = response.bytes();
    /// response.answers.insert(("1".into(), String::new()), Answer::Text(String::new()));
    /// assert_eq!(response.bytes(), empty);
    /// assert_eq!(Response::read(&empty), Some(Response::default()));
    /// ```
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = vec![FORM];
        for ((question, body), answer) in self.answers.iter().filter(|(_, answer)| !answer.is_empty()) {
            put_text(&mut out, question);
            put_text(&mut out, body);
            match answer {
                Answer::Chosen(codes) => {
                    out.push(CHOSEN);
                    put_length(&mut out, codes.len());
                    codes.iter().for_each(|code| put_text(&mut out, code));
                }
                Answer::Text(text) => {
                    out.push(TEXT);
                    put_text(&mut out, text);
                }
            }
        }
        out
    }

    /// Reads canonical bytes; anything else is `None`.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader { rest: bytes };
        if reader.byte()? != FORM {
            return None;
        }
        let mut answers = BTreeMap::new();
        while !reader.rest.is_empty() {
            let key = (reader.text()?, reader.text()?);
            let answer = reader.answer()?;
            if answers.last_key_value().is_some_and(|(last, _)| *last >= key) {
                return None;
            }
            answers.insert(key, answer);
        }
        Some(Self { answers })
    }
}

impl Questionnaire {
    /// Bytes of the largest response of one who rates these bodies.
    pub fn largest(&self, bodies: &[String]) -> usize {
        let about: usize = bodies.iter().map(|body| text_size(body.len())).sum();
        let size = |question: &Question| {
            let fixed = text_size(question.code.len()) + answer_size(question);
            if question.per_body { bodies.len() * fixed + about } else { fixed + text_size(0) }
        };
        let of_group = |group: Option<usize>| {
            self.questions.iter().filter(|question| question.is_for(group)).map(size).sum::<usize>()
        };
        let groups = (0..self.groups.len()).map(Some).chain([None]);
        1 + groups.map(of_group).max().unwrap_or_default()
    }

    /// What a response adds to the tally. A question that is not about bodies and has no choice, because it was
    /// skipped or not asked, adds the empty choice; own words add nothing.
    pub fn counted(&self, response: &Response) -> Vec<Mark> {
        let mut marks = Vec::new();
        for question in self.questions.iter().filter(|question| !question.is_text()) {
            let mark = |body: &str, choice: &str| Mark {
                question: question.code.clone(),
                body: body.to_owned(),
                choice: choice.to_owned(),
            };
            if question.per_body {
                let own = response.answers.range((question.code.clone(), String::new())..);
                for ((_, body), _) in own.take_while(|((code, _), _)| *code == question.code) {
                    marks.extend(response.chosen(&question.code, body).map(|choice| mark(body, choice)));
                }
                continue;
            }
            let before = marks.len();
            marks.extend(response.chosen(&question.code, "").map(|choice| mark("", choice)));
            if marks.len() == before {
                marks.push(mark("", ""));
            }
        }
        marks
    }
}

/// Bytes of the largest answer to a question, with its kind.
fn answer_size(question: &Question) -> usize {
    if let QuestionKind::Text { longest } = question.kind {
        return 1 + text_size((longest as usize).saturating_mul(MOST_PER_CHARACTER));
    }
    let mut sizes: Vec<usize> = question.choices().iter().map(|choice| text_size(choice.code.len())).collect();
    sizes.sort_unstable_by(|left, right| right.cmp(left));
    sizes.truncate(question.most_choices());
    1 + length_size(sizes.len()) + sizes.iter().sum::<usize>()
}

fn text_size(length: usize) -> usize {
    length_size(length) + length
}

fn length_size(length: usize) -> usize {
    let mut scratch = Vec::new();
    put_length(&mut scratch, length);
    scratch.len()
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_length(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn put_length(out: &mut Vec<u8>, mut length: usize) {
    while length >= 0x80 {
        out.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// A length in its shortest form.
    fn length(&mut self) -> Option<usize> {
        let mut length = 0usize;
        for shift in [0u32, 7, 14, 21, 28] {
            let byte = self.byte()?;
            length |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return (byte != 0 || shift == 0).then_some(length);
            }
        }
        None
    }

    fn text(&mut self) -> Option<String> {
        let length = self.length()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn answer(&mut self) -> Option<Answer> {
        let answer = match self.byte()? {
            CHOSEN => {
                let count = self.length()?;
                let mut codes = BTreeSet::new();
                for _ in 0..count {
                    let code = self.text()?;
                    if codes.last().is_some_and(|last| *last >= code) {
                        return None;
                    }
                    codes.insert(code);
                }
                Answer::Chosen(codes)
            }
            TEXT => Answer::Text(self.text()?),
            _ => return None,
        };
        (!answer.is_empty()).then_some(answer)
    }
}
