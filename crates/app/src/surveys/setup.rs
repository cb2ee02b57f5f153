//! Setting a survey up: its questionnaire, its strata with targets, its moments; what keeps it from being launched.

use std::collections::BTreeSet;
use std::sync::Arc;

use thuocdo_assessment::Action;
use thuocdo_assessment::record::Fact;
use thuocdo_assessment::survey::{self, MOST_STRATA, People, State, Stratum, Survey};
use thuocdo_base::{Actor, Message, Number, Timestamp};
use thuocdo_criteria::SourceText;
use thuocdo_criteria::questionnaire::{Questionnaire, RespondentGroup};
use thuocdo_criteria::set::Origin;
use thuocdo_store::{Link, PersonState, QuestionnaireRow};

use super::{EVERYBODY, find, keeper, questionnaire, refused, runner};
use crate::setup::{Frozen, frozen};
use crate::survey_results::freeze;
use crate::{ActionError, App, catalog, may, questionnaires};

/// Most characters of a title.
const MOST_TITLE: usize = 200;

/// A questionnaire that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Code and version, `code@version`.
    pub name: String,
    /// Title in Vietnamese.
    pub title: String,
    /// Title in English.
    pub title_en: Option<String>,
    /// Version.
    pub version: String,
    /// Questions.
    pub questions: usize,
    /// Whether it feeds criteria of this round's sets.
    pub feeds: bool,
    /// Whether it was written by us.
    pub illustrative: bool,
}

/// A survey in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The survey.
    pub survey: Survey,
    /// Title of its questionnaire.
    pub questionnaire: String,
    /// People on its lists.
    pub people: u64,
}

/// The surveys of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surveys {
    /// Title of the round.
    pub round: String,
    /// Surveys, the newest first.
    pub lines: Vec<Line>,
    /// Whether the viewer may make one.
    pub may_run: bool,
}

/// A stratum with names and people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The stratum.
    pub stratum: Stratum,
    /// Name of its group in Vietnamese.
    pub group: String,
    /// Name of its group in English.
    pub group_en: Option<String>,
    /// Name of its body; empty: of none in particular.
    pub body: String,
    /// People on the lists.
    pub people: u64,
    /// The stratum under which they are asked, where it is another one.
    pub under: Option<String>,
    /// Whether no figures of it appear before the survey closes.
    pub late: bool,
}

/// A survey being set up.
#[derive(Clone, Debug)]
pub struct SetupView {
    /// Title of the round.
    pub round: String,
    /// The survey.
    pub survey: Survey,
    /// How often it was changed.
    pub changes: u64,
    /// Its questionnaire.
    pub questionnaire: Arc<Questionnaire>,
    /// Its strata.
    pub rows: Vec<Row>,
    /// Groups: code and names.
    pub groups: Vec<(String, String, Option<String>)>,
    /// Bodies of the round: code and name.
    pub bodies: Vec<(String, String)>,
    /// Whether each person rates many bodies.
    pub rates_many: bool,
    /// What keeps it from being launched.
    pub faults: Vec<Message>,
    /// People on the lists.
    pub people: u64,
    /// Whether the viewer may change and launch it.
    pub may_run: bool,
    /// Whether the viewer may keep its lists.
    pub may_keep: bool,
}

/// What somebody typed about a survey.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Title.
    pub title: String,
    /// How many stand together.
    pub k: u64,
    /// Whether results are kept from everybody until it closes.
    pub sealed: bool,
    /// When answering begins.
    pub opens: Option<Timestamp>,
    /// When answering ends.
    pub closes: Option<Timestamp>,
}

/// Lists the surveys of a round.
///
/// # Errors
/// If the actor may not see them.
pub async fn list(app: &App, actor: &Actor, round: &str) -> Result<Surveys, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::ViewSurveys).await?;
    let head = link.find_round(round).await?.ok_or(ActionError::NotAllowed)?;
    let mut lines = Vec::new();
    for survey in link.surveys(round).await? {
        let questionnaire = questionnaire(app, &mut link, &survey).await?.title.clone();
        let people = people(app, &survey).await?.values().sum();
        lines.push(Line { survey, questionnaire, people });
    }
    let may_run = runner(&mut link, actor, round).await.is_ok();
    Ok(Surveys { round: head.title, lines, may_run })
}

/// Lists the questionnaires that can be used, those that feed this round first.
///
/// # Errors
/// If the actor may not make a survey in the round.
pub async fn choices(app: &App, actor: &Actor, round: &str) -> Result<Vec<Choice>, ActionError> {
    let mut link = app.store.look().await?;
    runner(&mut link, actor, round).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let choice = |parsed: &Questionnaire| Choice {
        name: format!("{}@{}", parsed.code, parsed.version),
        title: parsed.title.clone(),
        title_en: parsed.title_en.clone(),
        version: parsed.version.clone(),
        questions: parsed.questions.len(),
        feeds: feeds(parsed, &frozen),
        illustrative: parsed.origin == Origin::Illustrative,
    };
    let shipped = catalog::questionnaires().iter().filter_map(|form| form.parsed().questionnaire.as_ref());
    let mut choices: Vec<Choice> = shipped.map(choice).collect();
    choices.extend(questionnaires::issued(&mut link).await?.iter().map(|(_, parsed)| choice(parsed)));
    choices.sort_by_key(|choice| !choice.feeds);
    Ok(choices)
}

fn feeds(questionnaire: &Questionnaire, round: &Frozen) -> bool {
    let fed = questionnaire.set.as_ref();
    fed.is_some_and(|(code, version)| round.sets.iter().any(|set| set.code == *code && set.version == *version))
}

/// Makes a survey from a questionnaire, with a stratum for each group, and for each body where people belong to one.
///
/// # Errors
/// If the actor may not, there is no such questionnaire, or the title is missing.
pub async fn create(app: &App, actor: &Actor, round: &str, title: &str, named: &str) -> Result<String, ActionError> {
    let named = named.to_owned();
    let (job_app, actor, round, title) = (app.clone(), actor.clone(), round.to_owned(), title.trim().to_owned());
    app.write(move |work| {
        Box::pin(async move {
            runner(work, &actor, &round).await?;
            let (source, parsed) = chosen(work, &named).await?.ok_or_else(|| refused("surveys-no-questionnaire"))?;
            let parsed = &parsed;
            titled(&title)?;
            let frozen = frozen(&job_app, work, &round).await?;
            let row = QuestionnaireRow {
                code: parsed.code.clone(),
                version: parsed.version.clone(),
                title: parsed.title.clone(),
                text: source.text,
                sidecar: source.sidecar,
                hash: parsed.hash.clone(),
                account: actor.id().to_owned(),
                at: work.now(),
            };
            work.keep_questionnaire(&row).await?;
            let survey = Survey {
                id: job_app.new_id(),
                round: round.clone(),
                title,
                questionnaire: row.code,
                questionnaire_version: row.version,
                questionnaire_hash: row.hash,
                k: survey::USUAL_K,
                sealed: false,
                opens: None,
                closes: None,
                state: State::Draft,
                strata: first_strata(parsed, &frozen),
            };
            // The version may have been kept before, from another text.
            questionnaire(&job_app, work, &survey).await?;
            work.add_survey(&survey, actor.id()).await?;
            work.save_feeds(&survey.id, &freeze::feeds(parsed)).await?;
            let facts = [
                ("survey", Fact::Text(survey.id.clone())),
                ("questionnaire", Fact::Text(survey.questionnaire_hash.clone())),
            ];
            work.record(&round, "survey_made", &actor, &facts).await?;
            Ok(survey.id)
        })
    })
    .await
}

/// The questionnaire of a name, `code@version`: one that comes with the program, or one issued here.
async fn chosen(link: &mut Link, named: &str) -> Result<Option<(SourceText, Questionnaire)>, ActionError> {
    let Some((code, version)) = named.split_once('@') else { return Ok(None) };
    if let Some(form) = catalog::questionnaire(code, version) {
        return Ok(form.parsed().questionnaire.clone().map(|parsed| (form.source.clone(), parsed)));
    }
    let issued = questionnaires::issued(link).await?.into_iter();
    let mut same = issued.filter(|(row, _)| row.code == code && row.version == version);
    Ok(same.next().map(|(row, parsed)| (SourceText { text: row.text, sidecar: row.sidecar }, parsed)))
}

/// Groups of a questionnaire: code and names; one for all where it has none.
pub fn groups(questionnaire: &Questionnaire) -> Vec<(String, String, Option<String>)> {
    if questionnaire.groups.is_empty() {
        return vec![(EVERYBODY.to_owned(), questionnaire.title.clone(), questionnaire.title_en.clone())];
    }
    let group = |group: &RespondentGroup| (group.code.clone(), group.title.clone(), group.title_en.clone());
    questionnaire.groups.iter().map(group).collect()
}

/// Whether a person belongs to one body, because some question that counts is about their own.
fn belongs(questionnaire: &Questionnaire) -> bool {
    questionnaire.questions.iter().any(|question| !question.per_body && !question.feeds.is_empty())
}

fn first_strata(questionnaire: &Questionnaire, round: &Frozen) -> Vec<Stratum> {
    let mut strata = Vec::new();
    for (code, ..) in groups(questionnaire) {
        if belongs(questionnaire) {
            strata.extend(round.units.iter().map(|unit| Stratum::new(&code, &unit.code)));
        } else {
            strata.push(Stratum::new(&code, ""));
        }
    }
    strata.truncate(MOST_STRATA);
    strata
}

/// Shows a survey with what is set, and what keeps it from being launched.
///
/// # Errors
/// If the actor may not see it.
pub async fn view(app: &App, actor: &Actor, round: &str, id: &str) -> Result<SetupView, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::ViewSurveys).await?;
    let (survey, changes) = find(&mut link, round, id).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let questionnaire = questionnaire(app, &mut link, &survey).await?;
    let people = people(app, &survey).await?;
    let mut faults = Vec::new();
    if survey.state == State::Draft {
        faults = survey.faults(app.clock.now());
        if let Err(few) = survey::merge(&people, survey.k) {
            faults.push(few.message());
        }
    }
    let may_run = runner(&mut link, actor, round).await.is_ok();
    let may_keep = keeper(&mut link, actor, round).await.is_ok();
    Ok(SetupView {
        rows: rows(&mut link, &survey, &questionnaire, &frozen, &people).await?,
        groups: groups(&questionnaire),
        bodies: frozen.units.iter().map(|unit| (unit.code.clone(), unit.name.clone())).collect(),
        rates_many: questionnaire.is_about_bodies(),
        people: people.values().sum(),
        may_run,
        may_keep,
        round: frozen.title.clone(),
        survey,
        changes,
        questionnaire,
        faults,
    })
}

async fn rows(
    link: &mut Link,
    survey: &Survey,
    questionnaire: &Questionnaire,
    round: &Frozen,
    people: &People,
) -> Result<Vec<Row>, ActionError> {
    let groups = groups(questionnaire);
    let asked = survey::merge(people, survey.k).unwrap_or_default();
    let launched = link.survey_strata(&survey.id).await?;
    let row = |stratum: &Stratum| {
        let group = groups.iter().find(|(code, ..)| *code == stratum.group);
        let since = launched.iter().find(|(row, under)| row.code == stratum.code && !under.is_empty());
        let under = since.map(|(_, under)| under).or_else(|| asked.under.get(&stratum.code));
        let under = under.filter(|under| **under != stratum.code).cloned();
        let own = asked.people.get(&stratum.code);
        Row {
            group: group.map_or_else(|| stratum.group.clone(), |(_, title, _)| title.clone()),
            group_en: group.and_then(|(_, _, title)| title.clone()),
            body: round.unit(&stratum.body).map_or_else(|| stratum.body.clone(), |unit| unit.name.clone()),
            people: people.get(&stratum.code).copied().unwrap_or_default(),
            late: own.is_some_and(|people| *people < 2 * survey.k),
            under,
            stratum: stratum.clone(),
        }
    };
    Ok(survey.strata.iter().map(row).collect())
}

/// People on the lists who can be asked, by stratum.
pub(crate) async fn people(app: &App, survey: &Survey) -> Result<People, ActionError> {
    if survey.state == State::Closed {
        return Ok(People::new());
    }
    let counts = app.desk_of_surveys.roster(&survey.id).await?.counts().await?;
    let mut people = People::new();
    for count in counts.into_iter().filter(|count| count.state == PersonState::Listed) {
        *people.entry(count.stratum).or_default() += count.people;
    }
    Ok(people)
}

/// Changes what is set of a survey that is being prepared.
///
/// # Errors
/// If the actor may not, the survey is launched, somebody was faster, or something typed is wrong.
pub async fn save(app: &App, actor: &Actor, round: &str, id: &str, over: u64, typed: Typed) -> Result<(), ActionError> {
    let (actor, round, id) = (actor.clone(), round.to_owned(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            runner(work, &actor, &round).await?;
            let (survey, _) = find(work, &round, &id).await?;
            survey.still_draft()?;
            titled(&typed.title)?;
            let Typed { title, k, sealed, opens, closes } = typed;
            let next = Survey { title: title.trim().to_owned(), k, sealed, opens, closes, ..survey };
            let wrong: Vec<Message> = next.faults(work.now()).into_iter().filter(is_typed).collect();
            if !wrong.is_empty() {
                return Err(ActionError::Refused(wrong));
            }
            Ok(work.save_survey(&next, over).await?)
        })
    })
    .await
}

/// Whether a fault speaks of what was typed, not of what is still missing.
fn is_typed(fault: &Message) -> bool {
    matches!(fault.key.as_str(), "refusal-survey-k" | "refusal-survey-order" | "refusal-survey-past")
}

fn titled(title: &str) -> Result<(), ActionError> {
    match title.trim().chars().count() {
        0 => Err(refused("refusal-survey-title")),
        n if n > MOST_TITLE => {
            Err(ActionError::Refused(vec![Message::new("surveys-title-long").count("most", MOST_TITLE)]))
        }
        _ => Ok(()),
    }
}

/// Sets population and target of the strata, and which there are.
///
/// # Errors
/// If the actor may not, the survey is launched, somebody was faster, or a group or body is none of the survey's.
pub async fn save_strata(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    over: u64,
    strata: Vec<Stratum>,
) -> Result<(), ActionError> {
    let (job_app, actor, round, id) = (app.clone(), actor.clone(), round.to_owned(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            runner(work, &actor, &round).await?;
            let (survey, _) = find(work, &round, &id).await?;
            survey.still_draft()?;
            let questionnaire = questionnaire(&job_app, work, &survey).await?;
            let frozen = frozen(&job_app, work, &round).await?;
            let groups: BTreeSet<String> = groups(&questionnaire).into_iter().map(|(code, ..)| code).collect();
            let known = |stratum: &Stratum| {
                groups.contains(&stratum.group) && (stratum.body.is_empty() || frozen.unit(&stratum.body).is_some())
            };
            let codes: BTreeSet<&str> = strata.iter().map(|stratum| stratum.code.as_str()).collect();
            if strata.len() > MOST_STRATA || codes.len() != strata.len() || !strata.iter().all(known) {
                return Err(refused("surveys-strata-wrong"));
            }
            let over_all = |stratum: &Stratum| stratum.population > 0 && stratum.target > stratum.population;
            if let Some(stratum) = strata.iter().find(|stratum| over_all(stratum)) {
                let message = Message::new("surveys-target-over").text("stratum", stratum.code.as_str());
                return Err(ActionError::Refused(vec![message]));
            }
            let next = Survey { strata, ..survey };
            work.save_survey(&next, over).await?;
            Ok(work.save_strata(&next).await?)
        })
    })
    .await
}

/// Sets every target to the sample that keeps a margin of error, where the population is known.
///
/// # Errors
/// As [`save_strata`]; also if the margin is none.
pub async fn set_targets(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    over: u64,
    error: &Number,
) -> Result<(), ActionError> {
    if error.is_zero() || error.is_negative() || *error >= Number::from(1) {
        return Err(refused("surveys-margin-wrong"));
    }
    let (survey, _) = find(&mut app.store.look().await?, round, id).await?;
    let target = |stratum: Stratum| match stratum.population {
        0 => stratum,
        all => Stratum { target: survey::sample_size(all, error), ..stratum },
    };
    let strata = survey.strata.into_iter().map(target).collect();
    save_strata(app, actor, round, id, over, strata).await
}
