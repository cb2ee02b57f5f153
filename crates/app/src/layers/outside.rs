//! What a round's scores read beside its own facts: publications of other rounds, held grades that may stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use thuocdo_criteria::CriteriaSet;
use thuocdo_publication::Publication;
use thuocdo_scoring::cohort::InputTable;
use thuocdo_store::News;

use crate::{ActionError, App};

/// What is read of other rounds, and which held grades may stand.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// Inputs by name: round and version of the publication that answers.
    pub named: BTreeMap<String, (String, u32)>,
    /// Signed overrides by unit: reason and name of who signed.
    pub accepted: BTreeMap<String, (String, String)>,
    tables: BTreeMap<String, InputTable>,
}

impl Outside {
    /// What is read of these publications, as tables by name of the input, and these signed overrides.
    pub fn new(
        named: BTreeMap<String, (String, u32)>,
        accepted: BTreeMap<String, (String, String)>,
        tables: BTreeMap<String, InputTable>,
    ) -> Self {
        Self { named, accepted, tables }
    }

    /// Tables in the order of a set's inputs; an input that nobody named is empty.
    pub(super) fn tables(&self, set: &CriteriaSet) -> Vec<InputTable> {
        set.inputs.iter().map(|input| self.tables.get(&input.name).cloned().unwrap_or_default()).collect()
    }

    /// Whether the publication that answers to an input says anything of a unit.
    pub fn knows(&self, input: &str, unit: &str) -> bool {
        self.tables.get(input).is_some_and(|table| table.rows.contains_key(unit))
    }
}

/// Gives what is beside a round's facts; what was read before is used again while it is the same.
///
/// # Errors
/// If the store does not answer.
pub(super) async fn outside(
    app: &App,
    news: &mut News,
    kept: Option<&Arc<Outside>>,
) -> Result<Arc<Outside>, ActionError> {
    let inputs = std::mem::take(&mut news.inputs).into_iter();
    let named: BTreeMap<String, (String, u32)> = inputs.map(|(name, from, version)| (name, (from, version))).collect();
    let held = std::mem::take(&mut news.held).into_iter();
    let accepted: BTreeMap<String, (String, String)> =
        held.map(|(unit, reason, signer)| (unit, (reason, signer))).collect();
    if let Some(kept) = kept.filter(|kept| kept.named == named && kept.accepted == accepted) {
        return Ok(Arc::clone(kept));
    }
    let mut tables = BTreeMap::new();
    for (name, (round, version)) in &named {
        let same = kept.filter(|kept| kept.named.get(name) == Some(&(round.clone(), *version)));
        let table = match same.and_then(|kept| kept.tables.get(name)) {
            Some(table) => table.clone(),
            None => app.store.load(round, *version).await?.as_ref().map(table).unwrap_or_default(),
        };
        tables.insert(name.clone(), table);
    }
    Ok(Arc::new(Outside::new(named, accepted, tables)))
}

/// A publication as rules read it: by unit its grade, rank, points and index, from the layer that counts.
pub fn table(publication: &Publication) -> InputTable {
    let entries = publication.groups.iter().flat_map(|group| &group.ranking);
    let ranks: BTreeMap<&str, u32> = entries.map(|entry| (entry.unit.as_str(), entry.rank)).collect();
    let mut rows = BTreeMap::new();
    for unit in &publication.units {
        let Some(card) = unit.cards.last() else { continue };
        let total = card.lines.first().filter(|line| line.code.is_empty() && line.state == "scored");
        let cells = [
            ("grade", card.grade.clone()),
            ("rank", ranks.get(unit.code.as_str()).map(u32::to_string)),
            ("points", total.map(|line| line.exact.clone())),
            ("index", card.index.clone()),
        ];
        let filled = cells.into_iter().filter_map(|(name, cell)| Some((name.to_owned(), cell?)));
        rows.insert(unit.code.clone(), filled.collect());
    }
    InputTable { rows }
}
