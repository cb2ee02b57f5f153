//! The list of provinces that is shipped, so that a province starts in minutes.

use thuocdo_assessment::record::Fact;
use thuocdo_base::Actor;
use thuocdo_store::{OrgSystem, OrgUnit, Place, Tier};

use super::HOUSE;
use super::typed::Known;
use crate::{ActionError, App, may};

/// Codes, names and kinds with the day from which they hold; the source stands in `data/README.md`.
const LIST: &str = include_str!("../../data/provinces.csv");

/// What was added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Places.
    pub places: usize,
    /// Bodies.
    pub units: usize,
}

/// The shipped list, by code.
pub fn list() -> Vec<Place> {
    let rows = LIST.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',').map(str::to_owned);
        let (code, name, kind) = (cells.next()?, cells.next()?, cells.next()?);
        let valid_from = cells.next()?;
        Some(Place { code, name, kind, tier: Tier::Province, parent: None, valid_from, valid_to: None })
    });
    rows.collect()
}

/// Adds the provinces that are missing, and if asked for their People's Committees; what is there stays.
///
/// `committee` is the name of such a body with `{name}` for the province.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators.
pub async fn add(app: &App, actor: &Actor, committee: Option<String>) -> Result<Added, ActionError> {
    let (own, actor) = (app.clone(), actor.clone());
    let job = app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let known = Known::load(work).await?;
            let mut added = Added::default();
            for place in list() {
                if known.place(&place.code).is_none() {
                    work.save_place(&place).await?;
                    added.places += 1;
                }
                let unit = committee.as_deref().map(|form| unit(&own, &place, form));
                if let Some(unit) = unit.filter(|unit| known.unit(&unit.code).is_none()) {
                    work.save_unit(&unit).await?;
                    added.units += 1;
                }
            }
            if added != Added::default() {
                let whole = |count: usize| Fact::Whole(count as u64);
                let facts = [("places", whole(added.places)), ("units", whole(added.units))];
                work.record(HOUSE, "province_list", &actor, &facts).await?;
            }
            Ok(added)
        })
    });
    job.await
}

fn unit(app: &App, place: &Place, form: &str) -> OrgUnit {
    let (kind, rest) = place.name.split_at(place.name.chars().next().map_or(0, char::len_utf8));
    let inside = format!("{}{rest}", kind.to_lowercase());
    OrgUnit {
        id: app.new_id(),
        code: format!("ubnd-{}", place.code),
        name: form.replace("{name}", &inside),
        system: OrgSystem::State,
        tier: Tier::Province,
        place: Some(place.code.clone()),
        parent: None,
        linked: None,
        traits: Vec::new(),
        e_identifier: None,
        email: None,
        valid_from: "2025-07-01".to_owned(),
        valid_to: None,
        version: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_34_provinces_of_which_seven_are_cities() {
        let list = list();
        let cities = list.iter().filter(|place| place.kind == "city").count();
        assert_eq!((list.len(), cities), (34, 7));
        assert!(list.is_sorted_by(|a, b| a.code < b.code));
        assert!(
            list.iter()
                .all(|place| place.code.len() == 2 && thuocdo_base::Timestamp::of_date(&place.valid_from).is_some())
        );
    }
}
