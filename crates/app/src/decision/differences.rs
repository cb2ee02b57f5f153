//! What differs between two frozen results, unit by unit.

use std::collections::BTreeMap;

use thuocdo_publication::Publication;
use thuocdo_publication::model::CardPart;

/// What readers see of a unit's result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Rank in the group.
    pub rank: Option<u32>,
    /// Points as shown, dot decimals.
    pub points: Option<String>,
    /// Grade after rules.
    pub grade: Option<String>,
}

/// A unit whose result differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// What it was; nothing if it was not there.
    pub before: Option<Standing>,
    /// What it is; nothing if it is not there any more.
    pub now: Option<Standing>,
    /// Codes of criteria whose points differ.
    pub criteria: Vec<String>,
}

/// Compares two results; units that are the same in both are left out.
pub fn differences(before: &Publication, now: &Publication) -> Vec<Difference> {
    let (old, new) = (standings(before), standings(now));
    let mut codes: Vec<&str> = old.keys().chain(new.keys()).copied().collect();
    codes.sort_unstable();
    codes.dedup();
    let difference = |code: &str| {
        let (before, now) = (old.get(code), new.get(code));
        let criteria = match (before, now) {
            (Some((_, _, Some(before))), Some((_, _, Some(now)))) => changed(before, now),
            _ => Vec::new(),
        };
        let same = before.map(|(_, standing, _)| standing) == now.map(|(_, standing, _)| standing);
        if same && criteria.is_empty() {
            return None;
        }
        let name = now.or(before).map(|(name, _, _)| (*name).to_owned()).unwrap_or_default();
        let standing =
            |found: Option<&(&str, Standing, Option<&CardPart>)>| found.map(|(_, standing, _)| standing.clone());
        Some(Difference { unit: code.to_owned(), name, before: standing(before), now: standing(now), criteria })
    };
    codes.into_iter().filter_map(difference).collect()
}

type Standings<'a> = BTreeMap<&'a str, (&'a str, Standing, Option<&'a CardPart>)>;

fn standings(publication: &Publication) -> Standings<'_> {
    let entries = publication.groups.iter().flat_map(|group| &group.ranking);
    let ranks: BTreeMap<&str, u32> = entries.map(|entry| (entry.unit.as_str(), entry.rank)).collect();
    let standing = |unit: &'_ str, card: Option<&CardPart>| Standing {
        rank: ranks.get(unit).copied(),
        points: card.and_then(|card| card.lines.first()).map(|line| line.shown.clone()),
        grade: card.and_then(|card| card.grade.clone()),
    };
    let units = publication.units.iter();
    units
        .map(|unit| {
            let card = unit.cards.last();
            (unit.code.as_str(), (unit.name.as_str(), standing(&unit.code, card), card))
        })
        .collect()
}

/// Criteria whose points or state differ; sections follow from them.
fn changed(before: &CardPart, now: &CardPart) -> Vec<String> {
    let old: BTreeMap<&str, (&str, &str)> =
        before.lines.iter().map(|line| (line.code.as_str(), (line.exact.as_str(), line.state.as_str()))).collect();
    let differs = |code: &str, exact: &str, state: &str| old.get(code) != Some(&(exact, state));
    let codes: Vec<&str> = now
        .lines
        .iter()
        .filter(|line| !line.code.is_empty() && differs(&line.code, &line.exact, &line.state))
        .map(|line| line.code.as_str())
        .collect();
    let is_above =
        |code: &str| codes.iter().any(|other| other.strip_prefix(code).is_some_and(|rest| rest.starts_with('.')));
    codes.iter().filter(|code| !is_above(code)).map(|code| (*code).to_owned()).collect()
}
