//! Handing a criterion of a group over, and taking it back.

use std::sync::Arc;

use thuocdo_assessment::appraisal::{Lack, complete};
use thuocdo_assessment::record::Fact;
use thuocdo_assessment::{Action, Refusal};
use thuocdo_base::{Actor, Message};
use thuocdo_store::{DoneRow, Work};

use super::scene::{Scene, is_appraised};
use crate::{ActionError, App, may};

/// Hands a criterion of a group over (hoàn thành thẩm định).
///
/// # Errors
/// If the actor may not, or items lack a word or a reason: each kind of lack is a sentence.
pub async fn hand_over(app: &App, actor: &Actor, round: &str, criterion: &str, group: &str) -> Result<(), ActionError> {
    let (inner, actor) = (app.clone(), actor.clone());
    let (round, criterion, group) = (round.to_owned(), criterion.to_owned(), group.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let scene = mine(&inner, work, &actor, &round, (&criterion, &group)).await?;
            let lacking: Vec<(&str, Lack)> = scene
                .frozen
                .units
                .iter()
                .filter(|unit| unit.group == group)
                .filter_map(|unit| {
                    let mut items = scene.frozen.criteria_of(unit).filter(|(node, _)| is_appraised(unit, node));
                    let (node, rule) = items.find(|(node, _)| node.code == criterion)?;
                    Some((unit.name.as_str(), scene.standing(&unit.code, &node.code, rule).lack?))
                })
                .collect();
            complete(&lacking)?;
            let unsettled = scene.seconds.values().filter(|row| row.criterion == criterion).filter(|row| {
                let of_group = scene.frozen.unit(&row.unit).is_some_and(|unit| unit.group == group);
                of_group && !super::second::is_settled(&scene, row)
            });
            let unsettled = unsettled.count();
            if unsettled > 0 {
                let why = Message::new("appraisal-second-open").count("count", unsettled);
                return Err(Refusal::Because(why).into());
            }
            let (account, at) = (actor.id().to_owned(), work.now());
            let layer = scene.layer.word().to_owned();
            let row = DoneRow { layer, criterion: criterion.clone(), group: group.clone(), account, at };
            work.appraisal_done(&round, &row).await?;
            work.record(&round, "appraisal_done", &actor, &facts(&scene, &criterion, &group)).await?;
            Ok(())
        })
    })
    .await
}

/// Takes a criterion of a group back, to go on with it (mở lại).
///
/// # Errors
/// If the actor may not, or it was not handed over.
pub async fn take_back(app: &App, actor: &Actor, round: &str, criterion: &str, group: &str) -> Result<(), ActionError> {
    let (inner, actor) = (app.clone(), actor.clone());
    let (round, criterion, group) = (round.to_owned(), criterion.to_owned(), group.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let scene = mine(&inner, work, &actor, &round, (&criterion, &group)).await?;
            if work.appraisal_reopened(&round, scene.layer.word(), &criterion, &group).await? {
                work.record(&round, "appraisal_reopened", &actor, &facts(&scene, &criterion, &group)).await?;
            }
            Ok(())
        })
    })
    .await
}

/// The scene of somebody who appraises a criterion of a group themselves.
async fn mine(
    app: &App,
    work: &mut Work,
    actor: &Actor,
    round: &str,
    (criterion, group): (&str, &str),
) -> Result<Arc<Scene>, ActionError> {
    may::round(work, actor, round, Action::CompleteAppraisal).await?;
    let scene = Scene::load(app, work, actor, round, Some(criterion)).await?;
    let own = scene.units_of(criterion).any(|(unit, node, _)| unit.group == group && scene.may(unit, node));
    if own { Ok(Arc::new(scene)) } else { Err(ActionError::NotAllowed) }
}

fn facts(scene: &Scene, criterion: &str, group: &str) -> [(&'static str, Fact); 3] {
    [
        ("criterion", Fact::Text(criterion.to_owned())),
        ("group", Fact::Text(group.to_owned())),
        ("layer", Fact::Text(scene.layer.word().to_owned())),
    ]
}
