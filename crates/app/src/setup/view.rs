//! What the pages of setting up look at.

use std::collections::BTreeMap;

use thuocdo_assessment::settings::{Finding, Settings};
use thuocdo_assessment::{Action, RoundStage, Verdict, table};
use thuocdo_base::{Actor, Number, Timestamp};
use thuocdo_criteria::set::{Node, SectionRole};
use thuocdo_store::accounts::AccountFilter;
use thuocdo_store::bodies::{OrgUnit, UnitFilter};
use thuocdo_store::{Conflict, Link, RoundHead, RoundUnit};

pub use thuocdo_criteria::CriteriaSet;
pub use thuocdo_store::roles::GrantRow;
pub use thuocdo_store::{AccountRow, Due};

use super::json;
use super::known::{Facts, chosen_sets, facts};
use crate::criteria_sets::{KnownSet, everything};
use crate::{ActionError, App, may};

/// One round in the list.
#[derive(Clone, Debug)]
pub struct RoundLine {
    /// The round.
    pub head: RoundHead,
    /// How many units.
    pub units: usize,
    /// When self-assessment is due for all.
    pub due_at: Option<Timestamp>,
    /// Whether the viewer may set it up now.
    pub may_set_up: bool,
    /// Whether the viewer may see how far all are.
    pub may_view: bool,
    /// Whether the viewer sees the appraisal.
    pub may_appraise: bool,
    /// Whether there is a council and the viewer sees its sittings.
    pub may_see_council: bool,
    /// Whether the viewer sees the coming result.
    pub may_see_result: bool,
    /// Whether the viewer sees the remedy plans.
    pub may_see_remedies: bool,
    /// Whether the viewer may see its surveys.
    pub may_see_surveys: bool,
    /// Whether the viewer reads the log.
    pub may_read_log: bool,
    /// Whether it came out of an archive: it is read, never changed.
    pub restored: bool,
    /// Units for which the viewer holds a role: code and name.
    pub own: Vec<(String, String)>,
}

/// Lists the rounds that somebody has to do with: all for administrators and auditors.
///
/// # Errors
/// If the store does not answer.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<RoundLine>, ActionError> {
    let Actor::Person(account) = actor else { return Err(ActionError::NotAllowed) };
    let mut link = app.store.look().await?;
    let mut lines = Vec::new();
    for head in link.list_rounds().await? {
        if let Some(line) = line(&mut link, account, head).await? {
            lines.push(line);
        }
    }
    Ok(lines)
}

async fn line(link: &mut Link, account: &str, head: RoundHead) -> Result<Option<RoundLine>, ActionError> {
    let roles = link.roles_in(&head.code, account).await?;
    if roles.grants.is_empty() {
        return Ok(None);
    }
    let allows = |action| table::judge_round(action, &roles, head.stage) == Verdict::Yes;
    let may_set_up = allows(Action::SetUp);
    let may_view = allows(Action::ViewProgress);
    let may_appraise = allows(Action::ViewAppraisal);
    let may_see_council = allows(Action::ViewCouncil) && head.stage >= RoundStage::Council;
    let may_see_result = allows(Action::ViewResult);
    let may_see_remedies = allows(Action::ViewRemedies);
    let may_see_surveys = head.opened_at.is_some() && allows(Action::ViewSurveys);
    let may_read_log = allows(Action::ReadLog);
    if head.stage == RoundStage::Preparing && !may_set_up && !may_view {
        return Ok(None);
    }
    let restored = link.is_restored(&head.code).await?;
    let units = link.round_units(&head.code).await?;
    let mut own: Vec<(String, String)> = Vec::new();
    for code in roles.grants.iter().filter_map(|grant| grant.unit.as_deref()) {
        if let Some(unit) = units.iter().find(|unit| unit.code == code).filter(|_| own.iter().all(|(c, _)| c != code)) {
            own.push((unit.code.clone(), unit.name.clone()));
        }
    }
    let dues = link.dues(&head.code).await?;
    let due = dues.iter().find(|due| due.stage == RoundStage::SelfAssessment && due.unit.is_none());
    let due_at = due.map(|due| due.due_at);
    let count = if units.is_empty() { json::read(&head.settings).units.len() } else { units.len() };
    Ok(Some(RoundLine {
        units: count,
        due_at,
        may_set_up,
        may_view,
        may_appraise,
        may_see_council,
        may_see_result,
        may_see_remedies,
        may_see_surveys,
        may_read_log,
        restored,
        own,
        head,
    }))
}

/// A round in preparation as its makers see it.
#[derive(Clone, Debug)]
pub struct SetupView {
    /// The round.
    pub head: RoundHead,
    /// Its settings.
    pub settings: Settings,
    /// What the check looks at.
    pub facts: Facts,
    /// What is missing or wrong.
    pub findings: Vec<Finding>,
    /// People who hold a role, by account.
    pub people: BTreeMap<String, AccountRow>,
    /// Ties between people and bodies.
    pub conflicts: Vec<Conflict>,
}

/// Shows a round in preparation.
///
/// # Errors
/// If the actor may not, or the round has opened.
pub async fn view(app: &App, actor: &Actor, round: &str) -> Result<SetupView, ActionError> {
    let mut link = app.store.look().await?;
    let (head, settings) = super::preparing(&mut link, actor, round, Action::SetUp).await?;
    let facts = facts(app, &mut link, &settings).await?;
    let findings = facts.check(app, &settings);
    let people = people(&mut link, &facts.grants).await?;
    let conflicts = link.conflicts().await?;
    Ok(SetupView { head, settings, facts, findings, people, conflicts })
}

async fn people(link: &mut Link, grants: &[GrantRow]) -> Result<BTreeMap<String, AccountRow>, ActionError> {
    let mut people = BTreeMap::new();
    for row in grants {
        if !people.contains_key(&row.account)
            && let Some(account) = link.find_account(&row.account).await?
        {
            people.insert(row.account.clone(), account);
        }
    }
    Ok(people)
}

/// Roles in a round, whatever its stage.
#[derive(Clone, Debug)]
pub struct RolesView {
    /// The round.
    pub head: RoundHead,
    /// Grants in force.
    pub grants: Vec<GrantRow>,
    /// People who hold them, by account.
    pub people: BTreeMap<String, AccountRow>,
    /// Units of the round: code and name.
    pub units: Vec<(String, String)>,
    /// Groups of the round: code and name.
    pub groups: Vec<(String, String)>,
}

/// Shows who is what in a round.
///
/// # Errors
/// If the actor may not.
pub async fn roles(app: &App, actor: &Actor, round: &str) -> Result<RolesView, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::GrantRoles).await?;
    let head = link.find_round(round).await?.ok_or(ActionError::NotAllowed)?;
    let settings = json::read(&head.settings);
    let facts = facts(app, &mut link, &settings).await?;
    let people = people(&mut link, &facts.grants).await?;
    let units = facts.units.iter().flatten().map(|unit| (unit.code.clone(), unit.name.clone())).collect();
    let groups = settings.groups.into_iter().map(|group| (group.code, group.name)).collect();
    Ok(RolesView { head, grants: facts.grants, people, units, groups })
}

/// Accounts in use, by name, from which roles are given.
///
/// # Errors
/// If the actor may not set the round up.
pub async fn accounts(app: &App, actor: &Actor, round: &str) -> Result<Vec<AccountRow>, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::GrantRoles).await?;
    let filter = AccountFilter { disabled: Some(false), limit: MOST_ACCOUNTS, ..AccountFilter::default() };
    let mut accounts = link.list_accounts(&filter).await?;
    thuocdo_words::collate::sort_by_name(&mut accounts, |account| &account.name);
    Ok(accounts)
}

/// Most accounts that a list of choices offers; beyond them the sheet and the login name serve.
const MOST_ACCOUNTS: i64 = 2_000;

/// Bodies that exist, for the choice of units.
///
/// # Errors
/// If the actor may not set rounds up.
pub async fn directory(app: &App, actor: &Actor, round: Option<&str>) -> Result<Vec<OrgUnit>, ActionError> {
    let mut link = app.store.look().await?;
    sets_up(&mut link, actor, round).await?;
    Ok(link.list_units(&UnitFilter::default()).await?)
}

/// Dates of an opened round.
#[derive(Clone, Debug)]
pub struct DuesView {
    /// The round.
    pub head: RoundHead,
    /// When stages close.
    pub dues: Vec<Due>,
    /// Its units.
    pub units: Vec<RoundUnit>,
}

/// Shows the dates of an opened round to somebody who may change them with this action.
///
/// # Errors
/// If the actor may not.
pub async fn dues(app: &App, actor: &Actor, round: &str, action: Action) -> Result<DuesView, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, action).await?;
    let head = link.find_round(round).await?.ok_or(ActionError::NotAllowed)?;
    Ok(DuesView { dues: link.dues(round).await?, units: link.round_units(round).await?, head })
}

/// One set of the catalog, as the choice of sets names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetLine {
    /// Code and version: `vinh-long/cap-xa@2022`.
    pub name: String,
    /// Title.
    pub title: String,
    /// Whether criteria in it are written by us.
    pub illustrative: bool,
}

/// The criteria sets that can be used: of the catalog, and issued here.
///
/// # Errors
/// If the actor may not set rounds up.
pub async fn sets(app: &App, actor: &Actor, round: Option<&str>) -> Result<Vec<SetLine>, ActionError> {
    let mut link = app.store.look().await?;
    sets_up(&mut link, actor, round).await?;
    let all = everything(app, &mut link).await?;
    Ok(all.versions().iter().filter_map(KnownSet::set).map(line_of).collect())
}

/// The chosen sets of settings that are not saved yet.
///
/// # Errors
/// If the actor may not make rounds.
pub async fn chosen(app: &App, actor: &Actor, settings: &Settings) -> Result<Facts, ActionError> {
    let mut link = app.store.look().await?;
    sets_up(&mut link, actor, None).await?;
    let sets = chosen_sets(&everything(app, &mut link).await?, settings);
    Ok(Facts { sets, ..Facts::default() })
}

async fn sets_up(link: &mut Link, actor: &Actor, round: Option<&str>) -> Result<(), ActionError> {
    match round {
        Some(round) => may::round(link, actor, round, Action::SetUp).await.map(|_| ()),
        None => may::administrator(link, actor).await,
    }
}

fn line_of(set: &CriteriaSet) -> SetLine {
    let name = format!("{}@{}", set.code, set.version);
    SetLine { name, title: set.title.clone(), illustrative: set.is_illustrative() }
}

/// Classes of the chosen sets: place of the set, code, name.
pub fn classes(facts: &Facts) -> Vec<(usize, String, String)> {
    let sets = (0..facts.sets.len()).filter_map(|place| Some((place, facts.set(place)?)));
    sets.flat_map(|(place, set)| set.classes.iter().map(move |class| (place, class.code.clone(), class.name.clone())))
        .collect()
}

/// Caps that the chosen sets state for bonus and deduction: section and cap as a sentence's argument.
pub fn caps(facts: &Facts) -> Vec<(String, Number)> {
    let sets = (0..facts.sets.len()).filter_map(|place| facts.set(place));
    let cap = |node: &Node| match &node.section()?.role {
        SectionRole::Bonus { cap } | SectionRole::Deduction { cap } => Some((node.title.clone(), cap.clone())),
        SectionRole::Regular => None,
    };
    sets.flat_map(|set| set.nodes.iter().filter_map(cap)).collect()
}

/// Agencies that the chosen sets name as owners of criteria, with the codes.
pub fn owners(facts: &Facts) -> Vec<(String, Vec<String>)> {
    let mut owners: Vec<(String, Vec<String>)> = Vec::new();
    for set in (0..facts.sets.len()).filter_map(|place| facts.set(place)) {
        for (owner, codes) in super::appraised::owners(set) {
            let codes = codes.into_iter().map(str::to_owned);
            match owners.iter_mut().find(|(name, _)| name == owner) {
                Some((_, known)) => known.extend(codes),
                None => owners.push((owner.to_owned(), codes.collect())),
            }
        }
    }
    owners
}
