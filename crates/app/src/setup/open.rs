//! Opening: what was settings becomes fact.

use thuocdo_assessment::record::Fact;
use thuocdo_assessment::settings::{Local, Settings, closings};
use thuocdo_assessment::{Action, RoundStage};
use thuocdo_base::{Actor, Message};
use thuocdo_store::{Link, RoundGroup, RoundSet, RoundUnit, Work};

use super::frozen::{criteria_of, is_self_assessed};
use super::known::{Facts, chosen_sets, facts};
use crate::criteria_sets::KnownSet;
use crate::criteria_sets::shelf::in_writing;
use crate::{ActionError, App};

/// Opens a round: freezes sets, groups and units, sets when stages close, makes every unit's record.
///
/// # Errors
/// If the actor may not, somebody saved since `version`, or the check finds what blocks.
pub async fn open(app: &App, actor: &Actor, round: &str, version: u64) -> Result<(), ActionError> {
    let (job_app, actor, round) = (app.clone(), actor.clone(), round.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let (mut head, settings) = super::preparing(work, &actor, &round, Action::Open).await?;
            if head.version != version {
                return Err(super::refused(Message::new("setup-overtaken")));
            }
            let facts = facts(&job_app, work, &settings).await?;
            let findings = facts.check(&job_app, &settings);
            let blocking: Vec<Message> =
                findings.into_iter().filter(|finding| finding.blocks).map(|finding| finding.message).collect();
            if !blocking.is_empty() {
                return Err(ActionError::Refused(blocking));
            }
            let frozen = freeze(work, &settings, &facts).await?;
            set_dues(work, &settings, &facts).await?;
            head.stage = RoundStage::SelfAssessment;
            head.opened_at = Some(work.now());
            super::save(work, &head).await?;
            work.record(&round, "open", &actor, &event(&settings, &frozen)).await?;
            Ok(())
        })
    })
    .await
}

struct Kept {
    sets: Vec<RoundSet>,
    units: Vec<RoundUnit>,
}

async fn freeze(work: &mut Work, settings: &Settings, facts: &Facts) -> Result<Kept, ActionError> {
    let round = settings.code.as_str();
    let mut kept = Kept { sets: Vec::new(), units: Vec::new() };
    for (position, choice) in (0u32..).zip(&settings.sets) {
        let known = facts.sets.get(position as usize).and_then(Option::as_ref);
        let set = known
            .and_then(|known| frozen_set(position, known))
            .ok_or_else(|| super::refused(Message::new("check-set-unknown").text("set", choice.code.as_str())))?;
        work.freeze_set(round, &set).await?;
        kept.sets.push(set);
    }
    for (position, group) in (0u32..).zip(&settings.groups) {
        let (code, name) = (group.code.clone(), group.name.clone());
        work.freeze_group(round, &RoundGroup { code, name, position, in_set: group.set }).await?;
    }
    for index in 0..settings.units.len() {
        let Some((unit, of_criteria)) = frozen_unit(settings, facts, index) else { continue };
        work.freeze_unit(round, &unit).await?;
        if unit.excluded.is_none() {
            work.insert_record(round, &unit.code, of_criteria).await?;
        }
        kept.units.push(unit);
    }
    Ok(kept)
}

/// Texts of the chosen sets as they would be frozen now.
///
/// # Errors
/// If the store does not answer.
pub(crate) async fn chosen_texts(
    app: &App,
    link: &mut Link,
    settings: &Settings,
) -> Result<Vec<RoundSet>, ActionError> {
    let chosen = chosen_sets(&in_writing(app, link).await?, settings);
    Ok((0u32..).zip(&chosen).filter_map(|(place, known)| frozen_set(place, known.as_ref()?)).collect())
}

fn frozen_set(position: u32, known: &KnownSet) -> Option<RoundSet> {
    let (source, set) = (known.source(), known.set()?);
    Some(RoundSet {
        position,
        code: set.code.clone(),
        version: set.version.clone(),
        hash: set.hash.clone(),
        text: source.text,
        sidecar: source.sidecar,
        borrowed: known.parsed().borrowed.clone(),
    })
}

/// The unit as it is today, and how many criteria it answers itself.
fn frozen_unit(settings: &Settings, facts: &Facts, index: usize) -> Option<(RoundUnit, u64)> {
    let choice = settings.units.get(index)?;
    let unit = facts.units.get(index)?.as_ref()?;
    let group = settings.groups.iter().find(|group| group.code == choice.group)?;
    let set = facts.set(group.set as usize)?;
    let class = choice.class.as_deref().and_then(|class| set.class(class));
    let own = criteria_of(set, class).filter(|(_, criterion)| is_self_assessed(criterion)).count();
    let frozen = RoundUnit {
        code: unit.code.clone(),
        org_unit: unit.id.clone(),
        name: unit.name.clone(),
        group: group.code.clone(),
        class: class.and(choice.class.clone()),
        traits: unit.traits.clone(),
        linked: facts.linked.get(index).cloned().flatten(),
        excluded: choice.excluded.clone(),
    };
    Some((frozen, own as u64))
}

async fn set_dues(work: &mut Work, settings: &Settings, facts: &Facts) -> Result<(), ActionError> {
    for (stage, at) in closings(settings) {
        if let Some(at) = at.moment() {
            work.set_due(&settings.code, stage, None, at).await?;
        }
    }
    for own in &settings.own_dues {
        let unit = facts.units.iter().flatten().find(|unit| unit.id == own.org_unit);
        if let (Some(unit), Some(at)) = (unit, own.at.moment()) {
            work.set_due(&settings.code, own.stage, Some(&unit.code), at).await?;
        }
    }
    Ok(())
}

/// The first event of the round's log: by which rules, over whom, until when.
fn event(settings: &Settings, kept: &Kept) -> Vec<(&'static str, Fact)> {
    let set = |set: &RoundSet| format!("{}@{} {}", set.code, set.version, set.hash);
    let unit = |unit: &RoundUnit| match &unit.class {
        Some(class) => format!("{} {} {class}", unit.code, unit.group),
        None => format!("{} {}", unit.code, unit.group),
    };
    let due = |(stage, at): (RoundStage, Local)| Some(format!("{} {}", stage.word(), at.moment()?));
    vec![
        ("criteria", Fact::List(kept.sets.iter().map(set).collect())),
        ("data_from", Fact::Text(settings.data_from.clone())),
        ("data_to", Fact::Text(settings.data_to.clone())),
        ("dues", Fact::List(closings(settings).into_iter().filter_map(due).collect())),
        ("period", Fact::Text(settings.period.clone())),
        ("title", Fact::Text(settings.title.clone())),
        ("units", Fact::List(kept.units.iter().map(unit).collect())),
    ]
}
