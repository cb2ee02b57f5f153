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
        let owned = |Said { question, body, answer }: Said<'_>| {
            let answer = match answer {
                Told::Chosen(codes) => Answer::Chosen(codes.into_iter().map(str::to_owned).collect()),
                Told::Text(text) => Answer::Text(text.to_owned()),
            };
            ((question.to_owned(), body.to_owned()), answer)
        };
        let mut answers = BTreeMap::new();
        each_said(bytes, |said| answers.extend([owned(said)]))?;
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

/// One answer as it stands in the bytes.
pub(super) struct Said<'b> {
    pub(super) question: &'b str,
    pub(super) body: &'b str,
    pub(super) answer: Told<'b>,
}

/// What one answer says, as it stands in the bytes.
pub(super) enum Told<'b> {
    Chosen(Vec<&'b str>),
    Text(&'b str),
}

/// Goes through the answers of canonical bytes in their order; `None` as soon as the bytes are anything else.
pub(super) fn each_said<'b>(bytes: &'b [u8], mut see: impl FnMut(Said<'b>)) -> Option<()> {
    let mut reader = Reader { rest: bytes };
    if reader.byte()? != FORM {
        return None;
    }
    let mut last = None;
    while !reader.rest.is_empty() {
        let key = (reader.text()?, reader.text()?);
        if last.replace(key).is_some_and(|last| last >= key) {
            return None;
        }
        see(Said { question: key.0, body: key.1, answer: reader.answer()? });
    }
    Some(())
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
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

    fn text(&mut self) -> Option<&'b str> {
        let length = self.length()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(text).ok()
    }

    /// An answer that says something.
    fn answer(&mut self) -> Option<Told<'b>> {
        match self.byte()? {
            CHOSEN => {
                let codes = (0..self.length()?).map(|_| self.text()).collect::<Option<Vec<_>>>()?;
                (!codes.is_empty() && codes.is_sorted_by(|one, next| one < next)).then_some(Told::Chosen(codes))
            }
            TEXT => self.text().filter(|text| !text.is_empty()).map(Told::Text),
            _ => None,
        }
    }
}
