//! How many have answered: counts as of the last mix, never fresher, never of fewer than ten.

use std::collections::BTreeMap;

use thuocdo_assessment::Action;
use thuocdo_assessment::survey::{self, LEAST_SHOWN, ROOT, State, Survey};
use thuocdo_base::{Actor, Number, Timestamp};
use thuocdo_store::Link;
use tokio::sync::watch;

use super::names::{StratumName, names};
use super::{find, keeper, launch, refused, runner};
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
    may::round(&mut link, actor, round, Action::ViewSurveys).await?;
    let (survey, changes) = find(&mut link, round, id).await?;
    if survey.state == State::Draft {
        return Err(refused("refusal-survey-draft"));
    }
    let responses = launch::response_box(app, &mut link, &survey).await?;
    let tallies = responses.tallies().await?;
    let asked = Asked::load(app, &mut link, &survey).await?;
    let bars = bars(app, &mut link, &survey, (&tallies, &asked)).await?;
    let all = tallies.whole();
    let mix = link.last_mix(id).await?;
    let now = app.clock.now();
    Ok(Monitor {
        round: frozen(app, &mut link, round).await?.title.clone(),
        whole: whole(app, &mut link, &survey, (&all, &asked)).await?,
        bars,
        age: mix.and_then(|(_, at)| u64::try_from((now.micros() - at.micros()) / 1_000_000).ok()),
        mix,
        withheld: all.withheld,
        lost: all.lost,
        stopped: match responses.standing().await? {
            Standing::Stopped { why } => Some(why),
            _ => None,
        },
        finished: survey.state == State::Closed && !link.unfinished_surveys().await?.contains(&survey.id),
        may_run: runner(&mut link, actor, round).await.is_ok(),
        may_keep: keeper(&mut link, actor, round).await.is_ok(),
        survey,
        changes,
    })
}

/// Under which stratum people are asked, and how many were handed an invitation there.
struct Asked {
    under: BTreeMap<String, String>,
    delivered: BTreeMap<String, u64>,
}

impl Asked {
    async fn load(app: &App, link: &mut Link, survey: &Survey) -> Result<Self, ActionError> {
        let strata = link.survey_strata(&survey.id).await?.into_iter();
        let under: BTreeMap<String, String> = strata.map(|(stratum, under)| (stratum.code, under)).collect();
        let mut delivered: BTreeMap<String, u64> = BTreeMap::new();
        if survey.state == State::Open {
            for (stratum, people) in app.desk_of_surveys.roster(&survey.id).await?.delivered().await? {
                let asked = under.get(&stratum).filter(|under| !under.is_empty()).cloned().unwrap_or(stratum);
                *delivered.entry(asked).or_default() += people;
            }
        }
        Ok(Self { under, delivered })
    }
}

async fn bars(
    app: &App,
    link: &mut Link,
    survey: &Survey,
    (tallies, asked): (&Tallies, &Asked),
) -> Result<Vec<Bar>, ActionError> {
    let shown: Vec<_> = tallies.counters.iter().filter(|(_, one)| one.issued + one.counted > 0).collect();
    let codes = shown.iter().map(|(code, _)| (*code).clone()).collect();
    let names = names(app, link, survey, codes).await?;
    let one = |((code, counters), name): ((&String, &Counters), StratumName)| {
        let own = survey.strata.iter().filter(|stratum| asked.under.get(&stratum.code) == Some(code));
        let (target, population) =
            own.fold((0, 0), |(target, people), one| (target + one.target, people + one.population));
        Bar {
            delivered: asked.delivered.get(code).copied().unwrap_or_default(),
            late: survey.state == State::Open && counters.issued < 2 * survey.k,
            ..bar(name, counters, target, population)
        }
    };
    Ok(shown.into_iter().zip(names).map(one).collect())
}

async fn whole(
    app: &App,
    link: &mut Link,
    survey: &Survey,
    (all, asked): (&Counters, &Asked),
) -> Result<Bar, ActionError> {
    let name = names(app, link, survey, vec![ROOT.to_owned()]).await?.pop().ok_or(ActionError::NotAllowed)?;
    let total = |of: fn(&survey::Stratum) -> u64| survey.strata.iter().map(of).sum::<u64>();
    let counted = link.survey_delivered(&survey.id).await?.map(|(people, _)| people);
    let delivered = counted.unwrap_or_else(|| asked.delivered.values().sum());
    Ok(Bar { delivered, ..bar(name, all, total(|one| one.target), total(|one| one.population)) })
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
