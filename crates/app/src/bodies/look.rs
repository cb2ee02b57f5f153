//! Looking at bodies: the list, and the page of one with its history.

use thuocdo_assessment::RoundStage;
use thuocdo_base::Actor;
use thuocdo_store::{Link, OrgUnit, Place, Tier, UnitChange, UnitFilter};

use super::typed::{Known, Typed};
use crate::{ActionError, App, may};

/// Lines of one page of the list.
pub const PAGE: usize = 50;

/// One body of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyLine {
    /// The body.
    pub unit: OrgUnit,
    /// Name of its place.
    pub place: Option<String>,
    /// Name of the body above.
    pub parent: Option<String>,
    /// Whether it has ended.
    pub ended: bool,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyList {
    /// Its lines.
    pub lines: Vec<BodyLine>,
    /// How many bodies there are in all pages.
    pub total: usize,
    /// Number of this page, from 1.
    pub page: usize,
    /// How many pages.
    pub pages: usize,
    /// Whether there is no body at all, whatever is asked for.
    pub nothing: bool,
    /// Provinces to choose from.
    pub provinces: Vec<Place>,
}

/// A body as others refer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
}

/// What happened by one decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeView {
    /// Kind, number and day of the decision, and what the body was.
    pub change: UnitChange,
    /// Bodies before.
    pub before: Vec<Named>,
    /// Bodies after.
    pub after: Vec<Named>,
}

/// A round in which a body stands, as it was when the round opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundOf {
    /// Code of the round.
    pub round: String,
    /// Title.
    pub title: String,
    /// Name of the body in that round.
    pub name: String,
    /// Where the round stands.
    pub stage: RoundStage,
}

/// The page of one body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyView {
    /// The body.
    pub unit: OrgUnit,
    /// The body as forms show it.
    pub typed: Typed,
    /// Its place.
    pub place: Option<Place>,
    /// The body above.
    pub parent: Option<Named>,
    /// The linked body.
    pub linked: Option<Named>,
    /// Bodies below.
    pub below: Vec<Named>,
    /// What happened to it, the oldest first.
    pub changes: Vec<ChangeView>,
    /// Rounds it stands in.
    pub rounds: Vec<RoundOf>,
    /// Whether it has ended.
    pub ended: bool,
    /// Whether the actor may change it.
    pub may_change: bool,
}

/// Lists bodies; pages have [`PAGE`] lines.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators and auditors.
pub async fn list(app: &App, actor: &Actor, filter: &UnitFilter, page: usize) -> Result<BodyList, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let known = Known::load(&mut link).await?;
    let units = link.list_units(filter).await?;
    let today = app.clock.now().local_date();
    let pages = units.len().div_ceil(PAGE).max(1);
    let page = page.clamp(1, pages);
    let total = units.len();
    let lines = units.into_iter().skip((page - 1) * PAGE).take(PAGE).map(|unit| line(unit, &known, &today));
    let (lines, nothing) = (lines.collect(), known.is_empty());
    let provinces = link.list_places(Some(Tier::Province)).await?;
    Ok(BodyList { lines, total, page, pages, nothing, provinces })
}

fn line(unit: OrgUnit, known: &Known, today: &str) -> BodyLine {
    let place = unit.place.as_deref().and_then(|code| known.place(code)).map(|place| place.name.clone());
    let parent = unit.parent.as_deref().and_then(|id| known.by_id(id)).map(|parent| parent.name.clone());
    let ended = has_ended(&unit, today);
    BodyLine { unit, place, parent, ended }
}

fn has_ended(unit: &OrgUnit, today: &str) -> bool {
    unit.valid_to.as_deref().is_some_and(|last| last < today)
}

/// Shows one body with what happened to it; `None` if there is none with this code.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators and auditors.
pub async fn view(app: &App, actor: &Actor, code: &str) -> Result<Option<BodyView>, ActionError> {
    let mut link = app.store.look().await?;
    may::overseer(&mut link, actor).await?;
    let may_change = may::administrator(&mut link, actor).await.is_ok();
    let known = Known::load(&mut link).await?;
    let Some(unit) = known.unit(code).cloned() else { return Ok(None) };
    let changes = link.unit_changes(&unit.id).await?.into_iter().map(|change| told(change, &known)).collect();
    let rounds = rounds_of(&mut link, &unit.id).await?;
    let named = |id: &Option<String>| id.as_deref().and_then(|id| known.by_id(id)).map(named);
    Ok(Some(BodyView {
        typed: Typed::of(&unit, &known),
        place: unit.place.as_deref().and_then(|code| known.place(code)).cloned(),
        parent: named(&unit.parent),
        linked: named(&unit.linked),
        below: known.below(&unit.id).map(self::named).collect(),
        ended: has_ended(&unit, &app.clock.now().local_date()),
        changes,
        rounds,
        may_change,
        unit,
    }))
}

async fn rounds_of(link: &mut Link, id: &str) -> Result<Vec<RoundOf>, ActionError> {
    let rows = link.rounds_with_unit(id).await?;
    let rounds = rows.into_iter().filter_map(|(round, title, name, stage)| {
        let stage = RoundStage::of(&stage)?;
        Some(RoundOf { round, title, name, stage })
    });
    Ok(rounds.collect())
}

fn told(change: UnitChange, known: &Known) -> ChangeView {
    let names = |ids: &[String]| ids.iter().filter_map(|id| known.by_id(id)).map(named).collect();
    let (before, after) = (names(&change.before), names(&change.after));
    ChangeView { change, before, after }
}

fn named(unit: &OrgUnit) -> Named {
    Named { code: unit.code.clone(), name: unit.name.clone() }
}

/// What forms about bodies choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Bodies that have not ended.
    pub units: Vec<Named>,
    /// Places.
    pub places: Vec<Place>,
}

/// Gives what forms about bodies choose from.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators.
pub async fn choices(app: &App, actor: &Actor) -> Result<Choices, ActionError> {
    let mut link = app.store.look().await?;
    may::administrator(&mut link, actor).await?;
    let today = UnitFilter { on: Some(app.clock.now().local_date()), ..UnitFilter::default() };
    let units = link.list_units(&today).await?.iter().map(named).collect();
    Ok(Choices { units, places: link.list_places(None).await? })
}
