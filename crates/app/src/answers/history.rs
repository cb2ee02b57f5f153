//! The history of one field: who, when, from, to; and going back to an earlier version.

use std::collections::HashMap;

use thuocdo_assessment::{Action, Field};
use thuocdo_base::{Actor, Timestamp};
use thuocdo_store::FieldRow;
use thuocdo_words::{Lang, show};

use super::load;
use super::save::{Outcome, Place, save};
use super::value::Value;
use super::view::title;
use crate::setup::frozen;
use crate::{ActionError, App, may};

/// Saves of one person within this time are shown as one change.
const TOGETHER: i64 = 10 * 60 * 1_000_000;

/// The history of a field.
#[derive(Clone, Debug)]
pub struct HistoryView {
    /// Code of the criterion.
    pub code: String,
    /// Title of the criterion.
    pub title: String,
    /// The field.
    pub field: Field,
    /// Its version now.
    pub version: u64,
    /// Whether the viewer may go back to an earlier version.
    pub may_restore: bool,
    /// Changes, the newest first.
    pub changes: Vec<Change>,
}

/// Saves of one person that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Name of the person.
    pub by: String,
    /// When, as clocks in Viet Nam show it.
    pub at: String,
    /// How many saves it is.
    pub saves: usize,
    /// The last version of it.
    pub version: u64,
    /// What stood there before.
    pub from: Value,
    /// What stood there after.
    pub to: Value,
    /// Whether it is what stands there now.
    pub current: bool,
}

/// Shows the history of a field to whoever may read the record.
///
/// # Errors
/// [`ActionError::NotAllowed`] if the actor may not read it, or there is no such criterion.
pub async fn history(
    app: &App,
    actor: &Actor,
    lang: Lang,
    place: &Place,
    field: Field,
) -> Result<HistoryView, ActionError> {
    let mut link = app.store.look().await?;
    may::record(&mut link, actor, &place.round, &place.unit, Action::ViewRecord).await?;
    let frozen = frozen(app, &mut link, &place.round).await?;
    let (node, criterion) = load::criterion(&frozen, &place.unit, &place.criterion).ok_or(ActionError::NotAllowed)?;
    let may_restore = match may::record(&mut link, actor, &place.round, &place.unit, Action::Answer).await {
        Ok((record, _)) => record.answer(&place.criterion, criterion.source).is_ok(),
        Err(ActionError::Refused(_)) => false,
        Err(error) => return Err(error),
    };
    let rows = link.field_history(&place.round, &place.unit, &place.criterion, field.word()).await?;
    let names: HashMap<String, String> = link.writers_of(&place.round, &place.unit).await?.into_iter().collect();
    Ok(HistoryView {
        code: node.code.clone(),
        title: title(lang, node).to_owned(),
        field,
        version: rows.first().map_or(0, |row| row.version),
        may_restore,
        changes: changes(field, &rows, &names),
    })
}

/// Groups versions, the newest first, by person and time.
fn changes(field: Field, rows: &[FieldRow], names: &HashMap<String, String>) -> Vec<Change> {
    let mut groups: Vec<Vec<&FieldRow>> = Vec::new();
    for row in rows.iter().rev() {
        let joins = |group: &&mut Vec<&FieldRow>| {
            group.first().is_some_and(|first| first.account == row.account && within(first.at, row.at))
        };
        match groups.last_mut().filter(joins) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    let mut before = Value::empty(field);
    let mut changes: Vec<Change> = Vec::new();
    for group in &groups {
        let Some(last) = group.last() else { continue };
        let to = Value::of_json(field, &last.value);
        changes.push(Change {
            by: names.get(&last.account).cloned().unwrap_or_default(),
            at: show::moment(last.at),
            saves: group.len(),
            version: last.version,
            from: std::mem::replace(&mut before, to.clone()),
            to,
            current: rows.first().is_some_and(|newest| newest.version == last.version),
        });
    }
    changes.reverse();
    changes
}

fn within(first: Timestamp, at: Timestamp) -> bool {
    at.micros() - first.micros() <= TOGETHER
}

/// Goes back to an earlier version: what stood there then becomes a new version.
///
/// # Errors
/// As [`save`], and [`ActionError::NotAllowed`] if there is no such version.
pub async fn restore(
    app: &App,
    actor: &Actor,
    place: &Place,
    field: Field,
    (version, base): (u64, u64),
) -> Result<Outcome, ActionError> {
    let mut link = app.store.look().await?;
    may::record(&mut link, actor, &place.round, &place.unit, Action::ViewRecord).await?;
    let rows = link.field_history(&place.round, &place.unit, &place.criterion, field.word()).await?;
    drop(link);
    let value = match (version, rows.iter().find(|row| row.version == version)) {
        (0, _) => Value::empty(field),
        (_, Some(row)) => Value::of_json(field, &row.value),
        (_, None) => return Err(ActionError::NotAllowed),
    };
    save(app, actor, place, base, value).await
}
