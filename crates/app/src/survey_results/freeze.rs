//! Freezing what a survey said, and making it points of the criteria it feeds.

use std::collections::BTreeMap;
use std::sync::Arc;

use thuocdo_assessment::survey::{State, Survey};
use thuocdo_assessment::{Layer, RoundStage};
use thuocdo_base::{Actor, Number};
use thuocdo_criteria::questionnaire::Questionnaire;
use thuocdo_publication::survey::{FedPart, reason};
use thuocdo_scoring::survey::margin::response_rate;
use thuocdo_scoring::survey::{Fed, tabulate};
use thuocdo_store::tallies::StratumCount;
use thuocdo_store::{Link, TallyCount, Work};
use thuocdo_words::{Lang, Locale};

use super::{parts, population, questionnaire, rows};
use crate::layers::{Finding, Said, board, say};
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App};

/// Kind of the event that tells points from a survey.
const KIND: &str = "survey_points";

/// What a closed survey said.
#[derive(Clone, Debug, Default)]
pub struct Closed {
    /// What its responses say.
    pub tallies: Vec<TallyCount>,
    /// Counts by stratum.
    pub counts: Vec<StratumCount>,
}

/// Criteria that a survey feeds, each with whether one respondent rates many bodies.
pub fn feeds(questionnaire: &Questionnaire) -> Vec<(String, bool)> {
    let fed = questionnaire.questions.iter();
    let fed = fed.flat_map(|question| question.feeds.iter().map(|code| (code.clone(), question.per_body)));
    fed.collect::<BTreeMap<_, _>>().into_iter().collect()
}

/// Freezes a survey that was closed just now, and says its counts of every criterion it feeds, for every body it
/// asked about: in the same write, each with an event of its own.
///
/// # Errors
/// If the store does not answer, or it was frozen before.
pub async fn freeze(app: &App, work: &mut Work, survey: &Survey, closed: &Closed) -> Result<(), ActionError> {
    work.freeze_tallies(&survey.id, &closed.tallies, &closed.counts).await?;
    let own = questionnaire(work, survey).await?;
    if !own.questions.iter().any(|question| !question.feeds.is_empty()) {
        return Ok(());
    }
    let frozen = frozen(app, work, &survey.round).await?;
    let parts = together(work, survey, (own, closed)).await?;
    let head = work.find_round(&survey.round).await?.ok_or(ActionError::NotAllowed)?;
    let board = board(app, work, &frozen).await?;
    let late = head.stage >= RoundStage::SecondAppraisal && board.has(Layer::Appraised);
    let layer = if head.stage == RoundStage::SecondAppraisal || late { Layer::Appraised } else { Layer::Preliminary };
    let locale = Locale::new(Lang::Vi, &crate::locale_texts(Lang::Vi));
    for (fed, rate) in fed(&frozen, &parts) {
        let values = fed.counts.iter().map(|(name, n)| (name.clone(), n.to_string())).collect();
        let finding = Finding { values, ..Finding::default() };
        let reason = locale.render(&reason(&survey.title, &part(&fed, rate)));
        let said = Said {
            unit: &fed.body,
            criterion: &fed.criterion,
            layer,
            finding: &finding,
            reason: Some(&reason),
            kind: KIND,
        };
        say(work, &Actor::System, &frozen, said).await?;
    }
    Ok(())
}

/// One closed survey beside what it asked.
struct Part {
    survey: Survey,
    questionnaire: Arc<Questionnaire>,
    closed: Closed,
}

/// This survey with the other closed ones of the round: what feeds one criterion is counted together.
async fn together(
    link: &mut Link,
    survey: &Survey,
    (own, closed): (Arc<Questionnaire>, &Closed),
) -> Result<Vec<Part>, ActionError> {
    let mut parts = vec![Part { survey: survey.clone(), questionnaire: own, closed: closed.clone() }];
    let others = link.surveys(&survey.round).await?.into_iter();
    for other in others.filter(|other| other.id != survey.id && other.state == State::Closed) {
        let Some((other, _)) = link.find_survey(&other.id).await? else { continue };
        let asked = questionnaire(link, &other).await?;
        let shared =
            feeds(&asked).iter().any(|(code, _)| feeds(&parts[0].questionnaire).iter().any(|(own, _)| own == code));
        if shared {
            let closed =
                Closed { tallies: link.survey_tallies(&other.id).await?, counts: link.survey_counts(&other.id).await? };
            parts.push(Part { survey: other, questionnaire: asked, closed });
        }
    }
    Ok(parts)
}

/// Counts by body and criterion that the first survey feeds, with the response rate among who was asked about the body.
fn fed(frozen: &Frozen, parts: &[Part]) -> Vec<(Fed, Option<Number>)> {
    let mut found: BTreeMap<(String, String), (Fed, (u64, u64))> = BTreeMap::new();
    for (place, part) in parts.iter().enumerate() {
        for set in &frozen.sets {
            let class = |body: &str| frozen.unit(body).and_then(|unit| frozen.class_of(unit));
            let people = |group: &str, body: &str| population(&part.survey, &part.questionnaire, group, body);
            let rows = rows(&part.questionnaire, &part.closed.tallies);
            for fed in tabulate(&part.questionnaire, set, &rows, &class, &people) {
                let asked = frozen.unit(&fed.body).is_some_and(|unit| {
                    frozen.set_of(unit).hash == set.hash
                        && frozen.criteria_of(unit).any(|(node, _)| node.code == fed.criterion)
                });
                let key = (fed.body.clone(), fed.criterion.clone());
                let (counted, issued) = asked_about(&part.closed.counts, &fed.body);
                match found.get_mut(&key) {
                    None if place > 0 || !asked => {}
                    None => {
                        found.insert(key, (fed, (counted, issued)));
                    }
                    Some((sum, rate)) => {
                        add(sum, &fed);
                        *rate = (rate.0 + counted, rate.1 + issued);
                    }
                }
            }
        }
    }
    found.into_values().map(|(fed, (counted, issued))| (fed, response_rate(counted, issued))).collect()
}

/// Adds the counts of another survey; together they have no margin of their own.
fn add(sum: &mut Fed, other: &Fed) {
    for (name, n) in &other.counts {
        *sum.counts.entry(name.clone()).or_default() += n;
    }
    sum.counted += other.counted;
    sum.margin = None;
}

/// Responses counted and invitations made among the people of a body; of the whole survey where nobody belongs to it.
fn asked_about(counts: &[StratumCount], body: &str) -> (u64, u64) {
    let sum = |all: bool| {
        let own = counts.iter().filter(|count| all || parts(&count.stratum).1 == body);
        own.fold((0, 0), |(counted, issued), count| (counted + count.counted, issued + count.issued))
    };
    let own = sum(false);
    if own.1 > 0 { own } else { sum(true) }
}

/// What a survey gave to a criterion of a body, as it is published.
fn part(fed: &Fed, rate: Option<Number>) -> FedPart {
    FedPart {
        body: fed.body.clone(),
        criterion: fed.criterion.clone(),
        counted: fed.counted,
        needed: fed.needed,
        rate: rate.map(|rate| rate.to_exact()),
        margin: fed.margin.as_ref().map(Number::to_exact),
    }
}

/// What a closed survey gave to criteria, as it is published.
///
/// # Errors
/// If the store does not answer.
pub(super) async fn given(
    link: &mut Link,
    frozen: &Frozen,
    survey: &Survey,
    (own, closed): (Arc<Questionnaire>, &Closed),
) -> Result<Vec<FedPart>, ActionError> {
    let parts = together(link, survey, (own, closed)).await?;
    Ok(fed(frozen, &parts).into_iter().map(|(fed, rate)| part(&fed, rate)).collect())
}
