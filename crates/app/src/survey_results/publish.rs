//! What closed surveys said, made ready to be published with the round: the same figures as in the report.

use std::collections::BTreeSet;
use std::sync::Arc;

use thuocdo_assessment::survey::State;
use thuocdo_base::Number;
use thuocdo_criteria::questionnaire::{Choice, Questionnaire};
use thuocdo_publication::survey::{AnswersPart, QuestionPart, SurveyBodyPart, SurveyPart};
use thuocdo_store::Link;

use super::freeze::{Closed, given};
use super::report::{self, Asked, Tables};
use super::{questionnaire, rows};
use crate::ActionError;
use crate::setup::Frozen;

/// What the closed surveys of a round said, in the order in which they were made.
///
/// # Errors
/// If the store does not answer.
pub async fn parts(link: &mut Link, frozen: &Frozen) -> Result<Vec<SurveyPart>, ActionError> {
    let mut found: Vec<SurveyPart> = Vec::new();
    let mut closed = link.surveys(&frozen.code).await?;
    closed.retain(|survey| survey.state == State::Closed);
    closed.sort_by(|one, other| one.id.cmp(&other.id));
    for line in closed {
        let counts = link.survey_counts(&line.id).await?;
        let Some((survey, _)) = link.find_survey(&line.id).await?.filter(|_| !counts.is_empty()) else { continue };
        let asked = questionnaire(link, &survey).await?;
        let told = Closed { tallies: link.survey_tallies(&survey.id).await?, counts };
        let (now, before) = (rows(&asked, &told.tallies), rows(&asked, &link.survey_shown(&survey.id).await?));
        let tables = Tables { asked: &asked, now: &now, before: &before, width: survey.k };
        let fed = given(link, frozen, &survey, (Arc::clone(&asked), &told)).await?;
        let bodies = report::bodies(&asked, &now).into_iter().filter(|code| frozen.unit(code).is_some());
        let all = tables.questions(None);
        let of = |body: &str| of_body(tables, &told, body, &all);
        let bodies = std::iter::once(String::new()).chain(bodies).map(|code| of(&code)).collect();
        let taken: BTreeSet<&str> = found.iter().map(|part| part.code.as_str()).collect();
        let code = word(&asked.code, &taken);
        found.push(SurveyPart {
            code,
            title: survey.title.clone(),
            questionnaire: (asked.code.clone(), asked.version.clone(), asked.hash.clone()),
            k: survey.k,
            texts: asked.questions.iter().filter(|question| question.is_text()).count() as u64,
            questions: all.iter().map(|one| question(&asked, one)).collect(),
            bodies,
            fed,
        });
    }
    Ok(found)
}

/// The last part of a questionnaire's code, with a number if another survey has it already.
fn word(code: &str, taken: &BTreeSet<&str>) -> String {
    let last = code.rsplit('/').next().unwrap_or(code);
    let numbered = (2..).map(|number| format!("{last}-{number}"));
    let mut all = std::iter::once(last.to_owned()).chain(numbered);
    all.find(|word| !taken.contains(word.as_str())).unwrap_or_else(|| last.to_owned())
}

fn question(asked: &Questionnaire, one: &Asked) -> QuestionPart {
    let choices = asked.questions[one.place].choices().iter();
    let choice = |choice: &Choice| {
        let label = (choice.label.clone(), choice.label_en.clone());
        (choice.code.clone(), label, choice.share.as_ref().map(Number::to_exact))
    };
    QuestionPart {
        code: one.code.clone(),
        text: one.text.clone(),
        section: one.section.clone(),
        feeds: one.feeds.clone(),
        choices: choices.map(choice).collect(),
        groups: one.groups.iter().map(|(title, _)| title.clone()).collect(),
    }
}

/// What may be shown of a body, or of all; `all` are the questions over all bodies.
fn of_body(tables: Tables<'_>, told: &Closed, code: &str, all: &[Asked]) -> SurveyBodyPart {
    let body = Some(code).filter(|code| !code.is_empty());
    let questions = tables.questions(body);
    let counts = report::counted(&told.counts, body);
    SurveyBodyPart {
        body: code.to_owned(),
        counts: [counts.issued, counts.counted, counts.withheld, counts.lost],
        rate: counts.rate.map(|rate| rate.to_exact()),
        answers: questions.iter().zip(all).map(|(one, all)| answers(one, all)).collect(),
    }
}

fn answers(one: &Asked, all: &Asked) -> AnswersPart {
    let of = |title: &report::Words| {
        let own = one.groups.iter().find(|(own, _)| own == title);
        own.map(|(_, counts)| counts.clone()).unwrap_or_default()
    };
    AnswersPart {
        counts: one.counts.clone(),
        mean: one.mean.as_ref().map(Number::to_exact),
        groups: all.groups.iter().map(|(title, _)| of(title)).collect(),
    }
}
