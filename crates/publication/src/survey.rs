//! What closed surveys said, as it is published: counts that tell nobody's answer, and what they gave to criteria.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thuocdo_base::{Message, Number};
use thuocdo_words::Lang;

use crate::csv::{Sheet, harmless};
use crate::{Publication, csv, locale};

const COLUMNS: [&str; 13] = [
    "survey",
    "questionnaire",
    "question",
    "question_text",
    "unit",
    "name",
    "choice",
    "choice_text",
    "answers",
    "hidden",
    "mean",
    "feeds",
    "questionnaire_hash",
];

/// A survey of the round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyPart {
    /// Word for it in addresses.
    pub code: String,
    /// Title.
    pub title: String,
    /// Questionnaire: code, version and hash of its text.
    pub questionnaire: (String, String, String),
    /// How many responses stood together before anything was counted.
    pub k: u64,
    /// Questions that were answered in own words, which nobody publishes.
    pub texts: u64,
    /// Questions with choices, in order.
    pub questions: Vec<QuestionPart>,
    /// What was answered: all together first (body empty), then body by body.
    pub bodies: Vec<SurveyBodyPart>,
    /// What it gave to criteria.
    pub fed: Vec<FedPart>,
}

/// A question with choices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionPart {
    /// Code.
    pub code: String,
    /// What is asked, in Vietnamese and English.
    pub text: Bilingual,
    /// Title of the section that begins here.
    pub section: Option<Bilingual>,
    /// Codes of the criteria that it feeds.
    pub feeds: Vec<String>,
    /// Choices: code, label, share of the points that it stands for if it counts.
    pub choices: Vec<(String, Bilingual, Option<String>)>,
    /// Respondent groups, where their answers are told apart.
    pub groups: Vec<Bilingual>,
}

/// Words in Vietnamese, and in English where there are any.
pub type Bilingual = (String, Option<String>);

/// What was answered about one body, or about all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyBodyPart {
    /// Code of the body; empty: all.
    pub body: String,
    /// Invitations made, responses counted, too few to be opened, lost.
    pub counts: [u64; 4],
    /// Counted of issued, exact.
    pub rate: Option<String>,
    /// Answers, question by question in the order of the questions.
    pub answers: Vec<AnswersPart>,
}

/// Answers to a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswersPart {
    /// Counts in the order of the choices, a hidden one absent; empty: too few to show any.
    pub counts: Vec<Option<u64>>,
    /// Mean share of the answers that count, exact.
    pub mean: Option<String>,
    /// Counts by respondent group, in the order of [`QuestionPart::groups`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Vec<u64>>,
}

/// What a survey gave to a criterion of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FedPart {
    /// Code of the body.
    pub body: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Answers that count.
    pub counted: u64,
    /// Fewer leave the criterion without data.
    pub needed: u64,
    /// Response rate, exact.
    pub rate: Option<String>,
    /// Margin of error in percentage points, exact.
    pub margin: Option<String>,
}

/// Says what stands behind points that a survey gave.
pub fn reason(title: &str, fed: &FedPart) -> Message {
    let key = match (fed.counted < fed.needed, &fed.margin) {
        (true, _) => "pub-survey-too-few",
        (false, Some(_)) => "pub-survey-points",
        (false, None) => "pub-survey-no-margin",
    };
    let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let number = |text: &Option<String>| text.as_deref().map(|text| Number::parse(text).unwrap_or_default());
    Message::new(key)
        .text("title", title)
        .count("counted", count(fed.counted))
        .count("needed", count(fed.needed))
        .percent("rate", &number(&fed.rate).unwrap_or_default())
        .number("margin", &number(&fed.margin).unwrap_or_default())
}

impl SurveyPart {
    /// What was answered about a body; empty: about all.
    pub fn body(&self, code: &str) -> Option<&SurveyBodyPart> {
        self.bodies.iter().find(|part| part.body == code)
    }
}

/// Writes one row for each survey, body, question and choice; nothing where there was no survey.
pub fn table(publication: &Publication) -> Option<Vec<u8>> {
    if publication.surveys.is_empty() {
        return None;
    }
    let names: BTreeMap<&str, &str> = publication.units.iter().map(|unit| (&*unit.code, &*unit.name)).collect();
    let about = csv::about_of(publication, &locale(Lang::Vi));
    let mut sheet = Sheet::new();
    sheet.row(COLUMNS.iter().chain(&csv::ABOUT));
    for survey in &publication.surveys {
        for body in &survey.bodies {
            for (question, answers) in survey.questions.iter().zip(&body.answers) {
                for (place, (code, label, _)) in question.choices.iter().enumerate() {
                    let n = answers.counts.get(place).copied().flatten();
                    let name = names.get(body.body.as_str()).copied().unwrap_or_default();
                    let (form, version, hash) = &survey.questionnaire;
                    let cells = [
                        harmless(&survey.title).into_owned(),
                        format!("{form}@{version}"),
                        question.code.clone(),
                        harmless(&question.text.0).into_owned(),
                        harmless(&body.body).into_owned(),
                        harmless(name).into_owned(),
                        code.clone(),
                        harmless(&label.0).into_owned(),
                        n.map(|n| n.to_string()).unwrap_or_default(),
                        u8::from(n.is_none()).to_string(),
                        answers.mean.clone().unwrap_or_default(),
                        question.feeds.join(" "),
                        hash.clone(),
                    ];
                    sheet.row(cells.iter().chain(&about));
                }
            }
        }
    }
    Some(sheet.finish())
}
