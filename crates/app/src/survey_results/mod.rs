//! What closed surveys said: frozen, made into points of the criteria they feed, shown as a report.
//!
//! Read in this order: [`freeze`] (once, when a survey closes), [`report`] (what each body may read of it), [`live`]
//! (what of that may be seen before), [`publish`] (what everybody may read once the round is published), [`not_held`]
//! (where no survey is held at all).

pub mod freeze;
pub mod live;
pub mod not_held;
pub mod publish;
pub mod report;

use std::sync::Arc;

use thuocdo_assessment::survey::{ROOT, Survey};
use thuocdo_base::Message;
use thuocdo_criteria::SourceText;
use thuocdo_criteria::questionnaire::{self, Questionnaire};
use thuocdo_scoring::survey::TallyRow;
use thuocdo_store::{Link, TallyCount};

use crate::ActionError;
use crate::catalog::Embedded;

/// The questionnaire of a survey, as it was when the survey was made.
async fn questionnaire(link: &mut Link, survey: &Survey) -> Result<Arc<Questionnaire>, ActionError> {
    let row = link.find_questionnaire(&survey.questionnaire, &survey.questionnaire_version).await?;
    let row = row.ok_or(ActionError::NotAllowed)?;
    let parsed = questionnaire::parse(&SourceText { text: row.text, sidecar: row.sidecar }, &Embedded);
    let parsed = parsed.questionnaire.filter(|parsed| parsed.hash == survey.questionnaire_hash);
    parsed.map(Arc::new).ok_or_else(|| ActionError::Refused(vec![Message::new("survey-results-damaged")]))
}

/// Group and body of a stratum by its code; empty where it has none.
fn parts(code: &str) -> (&str, &str) {
    if code == ROOT { ("", "") } else { code.split_once('/').unwrap_or((code, "")) }
}

/// Tallies as scoring reads them.
fn rows(questionnaire: &Questionnaire, tallies: &[TallyCount]) -> Vec<TallyRow> {
    let row = |tally: &TallyCount| {
        let (group, body) = parts(&tally.stratum);
        let group = if questionnaire.groups.is_empty() { "" } else { group };
        TallyRow {
            group: group.to_owned(),
            body: body.to_owned(),
            question: tally.question.clone(),
            about: tally.about.clone(),
            choice: tally.choice.clone(),
            n: tally.n,
        }
    };
    tallies.iter().map(row).collect()
}

/// How many people a group of a body has, where that is known; of a group of no body in particular if it has no such.
fn population(survey: &Survey, questionnaire: &Questionnaire, group: &str, body: &str) -> Option<u64> {
    let of = |wanted: &str| {
        let same = |group_of: &str| group_of == group || questionnaire.groups.is_empty();
        let own = survey.strata.iter().filter(|stratum| stratum.body == wanted && same(&stratum.group));
        own.map(|stratum| stratum.population).sum::<u64>()
    };
    let own = of(body);
    Some(if own > 0 { own } else { of("") }).filter(|people| *people > 0)
}
