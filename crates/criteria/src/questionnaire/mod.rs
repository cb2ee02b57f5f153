//! Questionnaires (mẫu phiếu khảo sát): what respondents are asked, and which criteria of which set it feeds.
//!
//! Read in this order: [`Questionnaire`] with its questions, [`parse`] (a file of the same family as criteria
//! files), [`Response`] (one filled-in copy, as bytes), then [`Questionnaire::check`] (what is wrong with a
//! response) and [`Questionnaire::count`] (what it adds to a [`Tally`]).

mod check;
pub(crate) mod parse;
mod question;
mod response;
mod tally;

pub use parse::{Parsed, is_questionnaire, parse, read};
pub use question::{AskedIf, Choice, Question, QuestionKind, QuestionSection, RespondentGroup};
pub use response::{Answer, Response};
pub use tally::Tally;

use crate::set::{Document, Origin};

/// One issued version of a questionnaire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Questionnaire {
    /// Stable code, such as `bo-noi-vu/par-tinh/can-bo`.
    pub code: String,
    /// Version within the code.
    pub version: String,
    /// Title in Vietnamese.
    pub title: String,
    /// Title in English, if the sidecar gives one.
    pub title_en: Option<String>,
    /// The instrument that issues it.
    pub document: Document,
    /// Whose words it is.
    pub origin: Origin,
    /// Remarks for readers of the method page.
    pub notes: Vec<String>,
    /// What respondents read first; empty if nothing.
    pub intro: String,
    /// The same in English, if the sidecar gives it.
    pub intro_en: Option<String>,
    /// SHA-256 of the file's text (line ends LF), in hex.
    pub hash: String,
    /// Code and version of the set whose criteria it feeds.
    pub set: Option<(String, String)>,
    /// Respondent groups; empty when all are asked the same.
    pub groups: Vec<RespondentGroup>,
    /// Sections in order; every question stands in one.
    pub sections: Vec<QuestionSection>,
    /// Questions in order.
    pub questions: Vec<Question>,
}

impl Questionnaire {
    /// The question of a code.
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.code == code)
    }

    /// The place of a respondent group in [`Questionnaire::groups`].
    pub fn group(&self, code: &str) -> Option<usize> {
        self.groups.iter().position(|group| group.code == code)
    }

    /// Questions that a group is asked, whatever it answers.
    pub fn asked_of<'q>(&'q self, group: &str) -> impl Iterator<Item = &'q Question> + use<'q> {
        let group = self.group(group);
        self.questions.iter().filter(move |question| question.is_for(group))
    }

    /// True if some question is asked about each of several bodies.
    pub fn is_about_bodies(&self) -> bool {
        self.questions.iter().any(|question| question.per_body)
    }
}
