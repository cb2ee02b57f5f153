//! Questions, their choices, and the groups of people they are for.

use thuocdo_base::Number;

/// A group of people who are asked (nhóm đối tượng).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RespondentGroup {
    /// Code, the one that tally rules of the fed set use.
    pub code: String,
    /// Title in Vietnamese.
    pub title: String,
    /// Title in English, if the sidecar gives one.
    pub title_en: Option<String>,
}

/// A section of a questionnaire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionSection {
    /// Code; empty for questions before the first section.
    pub code: String,
    /// Title in Vietnamese; empty for questions before the first section.
    pub title: String,
    /// Title in English, if the sidecar gives one.
    pub title_en: Option<String>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Code, unique in the questionnaire.
    pub code: String,
    /// Index into [`Questionnaire::sections`](super::Questionnaire::sections).
    pub section: usize,
    /// The question in Vietnamese.
    pub text: String,
    /// The question in English, if the sidecar gives it.
    pub text_en: Option<String>,
    /// Help for answering it.
    pub hint: Option<String>,
    /// Help in English, if the sidecar gives it.
    pub hint_en: Option<String>,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Asked once about each body the respondent rates.
    pub per_body: bool,
    /// Must be answered where it is asked.
    pub required: bool,
    /// Indices of the groups it is for; empty means all.
    pub groups: Vec<usize>,
    /// Asked only after certain answers to an earlier question.
    pub asked_if: Option<AskedIf>,
    /// Codes of the criteria it feeds.
    pub feeds: Vec<String>,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// One of the choices.
    Single(Vec<Choice>),
    /// One step of a scale.
    Scale {
        /// Steps in order.
        choices: Vec<Choice>,
        /// What the first step means.
        low: Option<String>,
        /// The same in English.
        low_en: Option<String>,
        /// What the last step means.
        high: Option<String>,
        /// The same in English.
        high_en: Option<String>,
    },
    /// Any of the choices.
    Multiple {
        /// The choices.
        choices: Vec<Choice>,
        /// Most that may be chosen.
        at_most: Option<u32>,
    },
    /// Own words; never published.
    Text {
        /// Most characters.
        longest: u32,
    },
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Code, unique in the question.
    pub code: String,
    /// Label in Vietnamese.
    pub label: String,
    /// Label in English, if the sidecar gives one.
    pub label_en: Option<String>,
    /// Share of the maximum it is worth; `None` is not counted (other, no opinion).
    pub share: Option<Number>,
}

/// The condition of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedIf {
    /// Index of an earlier question.
    pub question: usize,
    /// Indices of its choices, one of which must be chosen.
    pub choices: Vec<usize>,
}

impl Question {
    /// What can be chosen; empty where the answer is text.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            QuestionKind::Single(choices)
            | QuestionKind::Scale { choices, .. }
            | QuestionKind::Multiple { choices, .. } => choices,
            QuestionKind::Text { .. } => &[],
        }
    }

    /// Most choices of one answer; 0 where the answer is text.
    pub fn most_choices(&self) -> usize {
        match &self.kind {
            QuestionKind::Single(_) | QuestionKind::Scale { .. } => 1,
            QuestionKind::Multiple { choices, at_most } => {
                at_most.map_or(choices.len(), |most| choices.len().min(most as usize))
            }
            QuestionKind::Text { .. } => 0,
        }
    }

    /// True if the answer is text.
    pub fn is_text(&self) -> bool {
        matches!(self.kind, QuestionKind::Text { .. })
    }

    /// Says whether a group, by its index, is asked.
    pub fn is_for(&self, group: Option<usize>) -> bool {
        self.groups.is_empty() || group.is_some_and(|group| self.groups.contains(&group))
    }
}
