//! How many have answered: counts as of the last mix, never fresher, never of fewer than ten.

use std::collections::BTreeMap;

use thuocdo_assessment::survey::{self, LEAST_SHOWN, ROOT, State, Survey};
use thuocdo_assessment::{Action, Verdict, table};
use thuocdo_base::{Actor, Number, Timestamp};
use tokio::sync::watch;

use super::names::{StratumName, names};
use super::{find, launch, refused};
use crate::boxes::{Counters, Standing, Tallies};
use crate::setup::frozen;
use crate::{ActionError, App, may};

/// How one stratum stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The stratum under which people are asked.
    pub stratum: StratumName,
    /// Invitations given out.
    pub issued: u64,
    /// Invitations handed over: by e-mail, or on paper.
    pub delivered: u64,
    /// Responses counted as of the last mix; `None`: too few to be said.
    pub counted: Option<u64>,
    /// Responses wanted.
    pub target: u64,
    /// Margin of error of what is counted, where the population is known.
    pub margin: Option<Number>,
    /// Whether it shows nothing before the survey closes.
    pub late: bool,
}

impl Bar {
    /// What the length of its bar is a part of.
    pub fn of(&self) -> u64 {
        self.target.max(self.issued).max(self.counted.unwrap_or_default()).max(1)
    }
}

/// How a survey stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monitor {
    /// Title of the round.
    pub round: String,
    /// The survey.
    pub survey: Survey,
    /// How often it was changed.
    pub changes: u64,
    /// Strata.
    pub bars: Vec<Bar>,
    /// All strata together.
    pub whole: Bar,
    /// The last mix and when it was.
    pub mix: Option<(u64, Timestamp)>,
    /// Seconds since then.
    pub age: Option<u64>,
    /// Responses that are never opened.
    pub withheld: u64,
    /// Responses lost with their key.
    pub lost: u64,
    /// Why the box takes nothing for now.
    pub stopped: Option<String>,
    /// Whether everything is opened and the list erased.
    pub finished: bool,
    /// Whether the viewer may prolong and close it.
    pub may_run: bool,
    /// Whether the viewer may keep its lists and letters.
    pub may_keep: bool,
}

/// Shows how a launched survey stands.
///
/// # Errors
/// If the actor may not see it, or it was not launched.
pub async fn view(app: &App, actor: &Actor, round: &str, id: &str) -> Result<Monitor, ActionError> {
    let mut link = app.store.look().await?;
    let (stage, roles) = may::round(&mut link, actor, round, Action::ViewSurveys).await?;
    let (survey, changes) = find(&mut link, round, id).await?;
    if survey.state == State::Draft {
        return Err(refused("refusal-survey-draft"));
    }
    let frozen = frozen(app, &mut link, round).await?;
    let responses = launch::response_box(app, &mut link, &survey).await?;
    let tallies = responses.tallies().await?;
    let under: BTreeMap<String, String> =
        link.survey_strata(id).await?.into_iter().map(|(stratum, under)| (stratum.code, under)).collect();
    let mut delivered: BTreeMap<String, u64> = BTreeMap::new();
    let open = survey.state == State::Open;
    if open {
        for (stratum, people) in app.desk_of_surveys.roster(id).await?.delivered().await? {
            let asked = under.get(&stratum).filter(|under| !under.is_empty()).cloned().unwrap_or(stratum);
            *delivered.entry(asked).or_default() += people;
        }
    }
    let sum = |tallies: &Tallies| tallies.counters.values().fold(Counters::default(), |all, one| all.plus(one));
    let all = sum(&tallies);
    let asked: Vec<_> = tallies.counters.iter().filter(|(_, one)| one.issued + one.counted > 0).collect();
    let codes = asked.iter().map(|(code, _)| (*code).clone()).chain([ROOT.to_owned()]).collect();
    let mut names = names(app, &mut link, &survey, codes).await?.into_iter();
    let mut bars = Vec::new();
    for ((code, counters), name) in asked.into_iter().zip(&mut names) {
        let bodies = |stratum: &&survey::Stratum| under.get(&stratum.code).is_some_and(|under| under == code);
        let own: Vec<_> = survey.strata.iter().filter(bodies).collect();
        let population = own.iter().map(|stratum| stratum.population).sum();
        let target = own.iter().map(|stratum| stratum.target).sum();
        bars.push(Bar {
            delivered: delivered.get(code).copied().unwrap_or_default(),
            late: open && counters.issued < 2 * survey.k,
            ..bar(name, counters, target, population)
        });
    }
    let total = |of: fn(&survey::Stratum) -> u64| survey.strata.iter().map(of).sum::<u64>();
    let everybody = names.next().ok_or(ActionError::NotAllowed)?;
    let mut whole = bar(everybody, &all, total(|one| one.target), total(|one| one.population));
    whole.delivered = match link.survey_delivered(id).await? {
        Some((people, _)) => people,
        None => delivered.values().sum(),
    };
    let mix = link.last_mix(id).await?;
    let now = app.clock.now();
    let age = mix.and_then(|(_, at)| u64::try_from((now.micros() - at.micros()) / 1_000_000).ok());
    let stopped = match responses.standing().await? {
        Standing::Stopped { why } => Some(why),
        _ => None,
    };
    let finished = !open && !link.unfinished_surveys().await?.contains(&survey.id);
    let judged = table::judge_round(Action::RunSurvey, &roles, stage) == Verdict::Yes;
    let may_keep = super::keeper(&mut link, actor, round).await.is_ok();
    Ok(Monitor {
        round: frozen.title.clone(),
        bars,
        whole,
        mix,
        age,
        withheld: all.withheld,
        lost: all.lost,
        stopped,
        finished,
        may_run: judged,
        may_keep,
        survey,
        changes,
    })
}

fn bar(stratum: StratumName, counters: &Counters, target: u64, population: u64) -> Bar {
    let counted = Some(counters.counted).filter(|counted| *counted >= LEAST_SHOWN || *counted == 0);
    Bar {
        stratum,
        issued: counters.issued,
        delivered: 0,
        margin: counted.filter(|_| population > 0).and_then(|counted| survey::margin(population, counted)),
        counted,
        target,
        late: false,
    }
}

/// Gives what was answered as of the last mix: to nobody before the survey closes, if it is sealed.
///
/// # Errors
/// If the actor may not see it, it was not launched, or it is sealed and open.
pub async fn tallies(app: &App, actor: &Actor, round: &str, id: &str) -> Result<(Survey, Tallies), ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::ViewSurveys).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    match survey.state {
        State::Draft => return Err(refused("refusal-survey-draft")),
        State::Open if survey.sealed => return Err(refused("surveys-sealed")),
        State::Open | State::Closed => {}
    }
    let tallies = launch::response_box(app, &mut link, &survey).await?.tallies().await?;
    Ok((survey, tallies))
}

/// News of mixes of a survey, for whoever watches its monitor.
///
/// # Errors
/// If the actor may not see it, or it was not launched.
pub async fn news(app: &App, actor: &Actor, round: &str, id: &str) -> Result<watch::Receiver<u64>, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::ViewSurveys).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.still_open()?;
    Ok(launch::response_box(app, &mut link, &survey).await?.mixes())
}
