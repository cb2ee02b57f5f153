//! A questionnaire as one respondent sees it: in their language, for their group, with what they said so far.

use thuocdo_base::{Arg, Message};
use thuocdo_criteria::questionnaire::{Answer, Question, QuestionKind, Questionnaire, Response};
use thuocdo_words::{Lang, Locale};

use crate::fields;

/// A body that is rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rated {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Everything that makes a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What is asked.
    pub questionnaire: &'a Questionnaire,
    /// Group of the respondent; empty if there are no groups.
    pub group: &'a str,
    /// Bodies that questions per body are about.
    pub bodies: &'a [Rated],
}

impl Subject<'_> {
    /// Codes of the bodies.
    pub fn codes(&self) -> Vec<String> {
        self.bodies.iter().map(|body| body.code.clone()).collect()
    }
}

/// A sheet, ready to be laid out.
#[derive(Debug)]
pub struct Sheet {
    /// Sections in order; only those with questions.
    pub sections: Vec<SectionView>,
    /// What is wrong, with where it stands.
    pub faults: Vec<FaultView>,
    /// Whether one respondent rates several bodies.
    pub is_wide: bool,
}

/// A section.
#[derive(Debug)]
pub struct SectionView {
    /// Title; empty for questions before the first section.
    pub title: String,
    /// Its questions.
    pub questions: Vec<QuestionView>,
}

/// A question.
#[derive(Debug)]
pub struct QuestionView {
    /// Where it stands on the page.
    pub id: String,
    /// Its code.
    pub code: String,
    /// Its number on this sheet, from 1.
    pub number: usize,
    /// What is asked.
    pub text: String,
    /// Help; empty if none.
    pub hint: String,
    /// How it is answered.
    pub kind: Kind,
    /// Must be answered.
    pub required: bool,
    /// Most choices, where there is a limit.
    pub most: Option<usize>,
    /// Most characters of own words.
    pub longest: u32,
    /// Ends of a scale: what low and high mean.
    pub ends: Option<(String, String)>,
    /// When it is asked.
    pub asked_if: Option<AskedView>,
    /// Labels of its choices, for the head of a table.
    pub labels: Vec<String>,
    /// One for each body; one without a name where it is not asked per body.
    pub rows: Vec<RowView>,
    /// Whether it is asked about several bodies.
    pub is_matrix: bool,
    /// What is wrong with it; empty if nothing.
    pub fault: String,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One choice.
    One,
    /// Any of the choices.
    Many,
    /// Own words.
    Words,
}

/// The condition of a question.
#[derive(Debug)]
pub struct AskedView {
    /// Code of the earlier question.
    pub code: String,
    /// Codes of its choices, parted by spaces.
    pub choices: String,
    /// Whether it is about the same body.
    pub same_body: bool,
    /// Number of the earlier question on this sheet.
    pub number: usize,
    /// Labels of its choices.
    pub labels: String,
}

/// One answer.
#[derive(Debug)]
pub struct RowView {
    /// Where it stands on the page.
    pub id: String,
    /// Name of its field.
    pub field: String,
    /// The body it is about; empty if none.
    pub body: String,
    /// What can be chosen.
    pub choices: Vec<ChoiceView>,
    /// Own words so far.
    pub words: String,
}

/// Something that can be chosen.
#[derive(Debug)]
pub struct ChoiceView {
    /// Its code.
    pub code: String,
    /// Its label.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Something to look at again.
#[derive(Debug)]
pub struct FaultView {
    /// Where it stands on the page.
    pub id: String,
    /// Number of the question.
    pub number: usize,
    /// The body it is about; empty if none.
    pub body: String,
    /// What is wrong.
    pub text: String,
}

/// The text of a language, the Vietnamese where there is none.
pub fn said<'t>(lang: Lang, vi: &'t str, en: Option<&'t str>) -> &'t str {
    if lang == Lang::En { en.unwrap_or(vi) } else { vi }
}

impl Sheet {
    /// Lays a questionnaire out with what was answered and what is wrong with it.
    pub fn new(subject: Subject<'_>, locale: &Locale, response: &Response, faults: &[Message]) -> Self {
        let questionnaire = subject.questionnaire;
        let asked: Vec<&Question> = questionnaire.asked_of(subject.group).collect();
        let build = Build { subject, locale, response, faults, asked: &asked };
        let mut sections: Vec<(usize, SectionView)> = Vec::new();
        for (index, question) in asked.iter().enumerate() {
            if sections.last().is_none_or(|(section, _)| *section != question.section) {
                let section = questionnaire.sections.get(question.section);
                let title = section.map(|section| said(locale.lang(), &section.title, section.title_en.as_deref()));
                let title = title.unwrap_or_default().to_owned();
                sections.push((question.section, SectionView { title, questions: Vec::new() }));
            }
            if let Some((_, section)) = sections.last_mut() {
                section.questions.push(build.question(index, question));
            }
        }
        let faults = faults.iter().filter_map(|fault| build.fault(fault)).collect();
        let is_wide = asked.iter().any(|question| question.per_body);
        Self { sections: sections.into_iter().map(|(_, section)| section).collect(), faults, is_wide }
    }
}

struct Build<'a> {
    subject: Subject<'a>,
    locale: &'a Locale,
    response: &'a Response,
    faults: &'a [Message],
    asked: &'a [&'a Question],
}

impl Build<'_> {
    fn said(&self, vi: &str, en: Option<&str>) -> String {
        said(self.locale.lang(), vi, en).to_owned()
    }

    fn question(&self, index: usize, question: &Question) -> QuestionView {
        let kind = match &question.kind {
            QuestionKind::Single(_) | QuestionKind::Scale { .. } => Kind::One,
            QuestionKind::Multiple { .. } => Kind::Many,
            QuestionKind::Text { .. } => Kind::Words,
        };
        let longest = if let QuestionKind::Text { longest } = question.kind { longest } else { 0 };
        let limited = kind == Kind::Many && question.most_choices() < question.choices().len();
        let labels = question.choices().iter().map(|choice| self.said(&choice.label, choice.label_en.as_deref()));
        let fault = self.faults.iter().find(|fault| argument(fault, "question") == question.code);
        let codes = self.subject.codes();
        QuestionView {
            id: id(&question.code, ""),
            code: question.code.clone(),
            number: index + 1,
            text: self.said(&question.text, question.text_en.as_deref()),
            hint: self.said(question.hint.as_deref().unwrap_or_default(), question.hint_en.as_deref()),
            kind,
            required: question.required,
            most: limited.then(|| question.most_choices()),
            longest,
            ends: self.ends(question),
            asked_if: self.asked_if(question),
            labels: labels.collect(),
            rows: fields::about(question, &codes).into_iter().map(|body| self.row(question, body)).collect(),
            is_matrix: question.per_body,
            fault: fault.map(|fault| self.words_of(fault)).unwrap_or_default(),
        }
    }

    fn ends(&self, question: &Question) -> Option<(String, String)> {
        let QuestionKind::Scale { low, low_en, high, high_en, .. } = &question.kind else { return None };
        let end = |vi: &Option<String>, en: &Option<String>| Some(self.said(vi.as_deref()?, en.as_deref()));
        end(low, low_en).zip(end(high, high_en))
    }

    fn asked_if(&self, question: &Question) -> Option<AskedView> {
        let condition = question.asked_if.as_ref()?;
        let earlier = self.subject.questionnaire.questions.get(condition.question)?;
        let choices: Vec<_> = condition.choices.iter().filter_map(|choice| earlier.choices().get(*choice)).collect();
        let labels: Vec<String> =
            choices.iter().map(|choice| self.said(&choice.label, choice.label_en.as_deref())).collect();
        let codes: Vec<&str> = choices.iter().map(|choice| choice.code.as_str()).collect();
        Some(AskedView {
            code: earlier.code.clone(),
            choices: codes.join(" "),
            same_body: earlier.per_body,
            number: self.number(&earlier.code)?,
            labels: labels.join("; "),
        })
    }

    fn row(&self, question: &Question, body: &str) -> RowView {
        let answer = self.response.answers.get(&(question.code.clone(), body.to_owned()));
        let is_chosen = |code: &str| matches!(answer, Some(Answer::Chosen(codes)) if codes.contains(code));
        let words = if let Some(Answer::Text(text)) = answer { text.clone() } else { String::new() };
        let choices = question.choices().iter().map(|choice| ChoiceView {
            code: choice.code.clone(),
            label: self.said(&choice.label, choice.label_en.as_deref()),
            chosen: is_chosen(&choice.code),
        });
        let id = if body.is_empty() { String::new() } else { id(&question.code, body) };
        RowView {
            id,
            field: fields::name(question, body),
            body: self.name_of(body).to_owned(),
            choices: choices.collect(),
            words,
        }
    }

    fn fault(&self, fault: &Message) -> Option<FaultView> {
        let (question, body) = (argument(fault, "question"), argument(fault, "body"));
        Some(FaultView {
            id: id(question, body),
            number: self.number(question)?,
            body: self.name_of(body).to_owned(),
            text: self.words_of(fault),
        })
    }

    /// What a respondent is told of a finding.
    fn words_of(&self, fault: &Message) -> String {
        let short = match fault.key.as_str() {
            "response-required" => "respond-fault-required",
            "response-too-many" => "respond-fault-too-many",
            "response-too-long" => "respond-fault-too-long",
            _ => "respond-fault-other",
        };
        self.locale.render(&Message { key: short.into(), ..fault.clone() })
    }

    fn number(&self, code: &str) -> Option<usize> {
        self.asked.iter().position(|question| question.code == code).map(|index| index + 1)
    }

    fn name_of(&self, body: &str) -> &str {
        self.subject.bodies.iter().find(|rated| rated.code == body).map_or("", |rated| rated.name.as_str())
    }
}

fn id(question: &str, body: &str) -> String {
    if body.is_empty() { format!("c-{question}") } else { format!("c-{question}{}{body}", fields::ABOUT) }
}

fn argument<'m>(message: &'m Message, name: &str) -> &'m str {
    let found = message.args.iter().find(|(given, _)| given == name);
    match found {
        Some((_, Arg::Text(text))) => text,
        _ => "",
    }
}
