//! A body made new, or its facts set right.

use thuocdo_assessment::record::Fact;
use thuocdo_base::Actor;
use thuocdo_store::{OrgUnit, Work};

use super::typed::{Fault, Known, Typed};
use super::{HOUSE, Tried, overtaken};
use crate::{ActionError, App, may};

/// Makes a new body and gives its code.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators; faults of the form are inside.
pub async fn create(app: &App, actor: &Actor, typed: Typed) -> Tried<String> {
    let (id, actor) = (app.new_id(), actor.clone());
    let job = app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let known = Known::load(work).await?;
            let unit = match typed.read(&id, 1, &known) {
                Ok(unit) => unit,
                Err(faults) => return Ok(Err(faults)),
            };
            if known.unit(&unit.code).is_some() {
                return Ok(Err(vec![Fault::of("code", "bodies-fault-code-taken", &unit.code)]));
            }
            save(work, &actor, "body_create", &unit).await
        })
    });
    job.await
}

/// Sets facts of a body right; its code stays.
///
/// The name and the type of a body are changed by decision: see [`super::lineage`].
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators; faults of the form are inside.
pub async fn edit(app: &App, actor: &Actor, code: &str, version: u64, typed: Typed) -> Tried<String> {
    let (code, actor) = (code.to_owned(), actor.clone());
    let job = app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let known = Known::load(work).await?;
            let before = known.unit(&code).cloned().ok_or(ActionError::NotAllowed)?;
            let unit = match (Typed { code, ..typed }).read(&before.id, version + 1, &known) {
                Ok(unit) => unit,
                Err(faults) => return Ok(Err(faults)),
            };
            if (OrgUnit { version: before.version, ..unit.clone() }) == before {
                return Ok(Ok(unit.code));
            }
            save(work, &actor, "body_edit", &unit).await
        })
    });
    job.await
}

/// Saves a body and writes down that it happened; faults if somebody else was first.
pub(crate) async fn save(work: &mut Work, actor: &Actor, kind: &str, unit: &OrgUnit) -> Tried<String> {
    if !work.save_unit(unit).await? {
        return Ok(Err(overtaken()));
    }
    work.record(HOUSE, kind, actor, &facts(unit)).await?;
    Ok(Ok(unit.code.clone()))
}

/// What the log keeps of a body.
pub(crate) fn facts(unit: &OrgUnit) -> Vec<(&'static str, Fact)> {
    let text = |text: &str| Fact::Text(text.to_owned());
    let maybe = |text: &Option<String>| Fact::Text(text.clone().unwrap_or_default());
    vec![
        ("body", text(&unit.id)),
        ("code", text(&unit.code)),
        ("linked", maybe(&unit.linked)),
        ("name", text(&unit.name)),
        ("parent", maybe(&unit.parent)),
        ("place", maybe(&unit.place)),
        ("system", text(unit.system.word())),
        ("tier", text(unit.tier.word())),
        ("traits", Fact::List(unit.traits.clone())),
        ("valid_from", text(&unit.valid_from)),
        ("valid_to", maybe(&unit.valid_to)),
    ]
}
