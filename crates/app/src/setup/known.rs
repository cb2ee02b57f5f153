//! What is known beside the settings when they are checked: catalog, directory, roles, other rounds.

use std::collections::HashMap;

use thuocdo_assessment::settings::{Finding, Known, KnownUnit, SetChoice, Settings, check};
use thuocdo_criteria::CriteriaSet;
use thuocdo_store::Link;
use thuocdo_store::bodies::{OrgUnit, UnitFilter};
use thuocdo_store::roles::GrantRow;

use crate::criteria_sets::shelf::in_writing;
use crate::criteria_sets::{Everything, KnownSet};
use crate::{ActionError, App};

/// Everything the check of a round looks at.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Parsed sets, one for each chosen; `None`: not in the catalog nor issued here, or faulty.
    pub sets: Vec<Option<KnownSet>>,
    /// The chosen bodies; `None`: not in the directory.
    pub units: Vec<Option<OrgUnit>>,
    /// Code of the linked body of each chosen body.
    pub linked: Vec<Option<String>>,
    /// Roles granted in the round.
    pub grants: Vec<GrantRow>,
}

/// Looks everything up.
///
/// # Errors
/// If the store does not answer.
pub async fn facts(app: &App, link: &mut Link, settings: &Settings) -> Result<Facts, ActionError> {
    let all = link.list_units(&UnitFilter::default()).await?;
    let by_id: HashMap<&str, &OrgUnit> = all.iter().map(|unit| (unit.id.as_str(), unit)).collect();
    let chosen = |id: &str| by_id.get(id).map(|unit| (*unit).clone());
    let units: Vec<Option<OrgUnit>> = settings.units.iter().map(|choice| chosen(&choice.org_unit)).collect();
    let code = |unit: &OrgUnit| by_id.get(unit.linked.as_deref()?).map(|linked| linked.code.clone());
    let linked = units.iter().map(|unit| unit.as_ref().and_then(code)).collect();
    let sets = chosen_sets(&in_writing(app, link).await?, settings);
    Ok(Facts { sets, units, linked, grants: link.grants_in(&settings.code).await? })
}

/// The chosen sets that can be used.
pub fn chosen_sets(all: &Everything, settings: &Settings) -> Vec<Option<KnownSet>> {
    let find = |choice: &SetChoice| all.version(&choice.code, &choice.version).filter(|known| known.set().is_some());
    settings.sets.iter().map(find).collect()
}

impl Facts {
    /// A chosen set by its place.
    pub fn set(&self, place: usize) -> Option<&CriteriaSet> {
        self.sets.get(place)?.as_ref()?.set()
    }

    /// Checks settings against these facts.
    pub fn check(&self, app: &App, settings: &Settings) -> Vec<Finding> {
        let units = self.units.iter().zip(&self.linked);
        let known = Known {
            sets: (0..self.sets.len()).map(|place| self.set(place)).collect(),
            units: units.map(|(unit, linked)| Some(known(unit.as_ref()?, linked.clone()))).collect(),
            grants: self.grants.iter().map(|row| row.grant.clone()).collect(),
            now: Some(app.clock.now()),
        };
        check(settings, &known)
    }
}

fn known(unit: &OrgUnit, linked: Option<String>) -> KnownUnit {
    KnownUnit {
        code: unit.code.clone(),
        name: unit.name.clone(),
        tier: unit.tier.word().to_owned(),
        valid_to: unit.valid_to.clone(),
        linked,
    }
}
