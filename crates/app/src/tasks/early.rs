//! Tasks up to appraisal: setting a round up, filling in, signing, clarifying, appraising, the signed paper.

use std::collections::BTreeMap;

use thuocdo_assessment::role::Role;
use thuocdo_assessment::{RoundStage, Stage};
use thuocdo_base::{Timestamp, read};
use thuocdo_store::Link;
use thuocdo_store::records::RecordRow;

use super::{Asker, Found, Kind};
use crate::answers::Loaded;
use crate::{ActionError, App, appraisal, setup};

/// Everything that is asked of somebody up to appraisal, and the paper that may come later.
pub(super) async fn found(app: &App, link: &mut Link, asker: &Asker<'_>) -> Result<Vec<Found>, ActionError> {
    let mut found = match asker.head.stage {
        RoundStage::Preparing => {
            let role = asker.holds(&[Role::Secretariat, Role::Administrator]);
            return Ok(role.map(|role| Found::new(Kind::SetUp, role, 1, None)).into_iter().collect());
        }
        RoundStage::SelfAssessment => filling(app, link, asker).await?,
        RoundStage::Appraisal | RoundStage::Clarification => asked(link, asker).await?,
        _ => Vec::new(),
    };
    if matches!(asker.head.stage, RoundStage::Appraisal | RoundStage::SecondAppraisal) {
        found.extend(appraising(app, link, asker).await?);
    }
    for unit in link.without_paper(&asker.head.code).await? {
        let own = asker.of_unit(&unit);
        found.extend(own.map(|role| Found::of_unit(Kind::Paper, role, &unit, 1, None)));
    }
    Ok(found)
}

/// What records ask while they are filled in.
async fn filling(app: &App, link: &mut Link, asker: &Asker<'_>) -> Result<Vec<Found>, ActionError> {
    let records = link.list_records(&asker.head.code).await?;
    let mut found = assigned(app, link, asker, &records).await?;
    found.extend(records.iter().filter_map(|row| of_record(row, asker)));
    let missing = records.iter().filter(|row| !matches!(row.record.stage, Stage::Submitted { .. } | Stage::Missed));
    let (missing, due_at) = (missing.count(), records.iter().filter_map(|row| row.record.due_at).max());
    let follows = asker.holds(&[Role::Secretariat]).filter(|_| missing > 0);
    found.extend(follows.map(|role| Found::new(Kind::Follow, role, missing, due_at)));
    Ok(found)
}

/// What a record asks of the person.
fn of_record(row: &RecordRow, asker: &Asker<'_>) -> Option<Found> {
    if row.record.closed_at.is_some() {
        return None;
    }
    let left = usize::try_from(row.of_criteria.saturating_sub(row.answered)).unwrap_or(usize::MAX);
    let (kind, role, count) = match &row.record.stage {
        Stage::Drafting => (Kind::Fill, Role::Contributor, left),
        Stage::Returned { criteria, .. } => (Kind::Mend, Role::Contributor, criteria.len()),
        Stage::WithHead { .. } => (Kind::Sign, Role::UnitHead, 1),
        _ => return None,
    };
    let holds = asker.roles.toward(&row.record.unit).any(|held| held == role);
    holds.then(|| Found::of_unit(kind, role, &row.record.unit, count, row.record.due_at))
}

/// What units are asked to clarify.
async fn asked(link: &mut Link, asker: &Asker<'_>) -> Result<Vec<Found>, ActionError> {
    let mut found = Vec::new();
    for row in link.list_records(&asker.head.code).await? {
        let record = row.record;
        let Some(role) = asker.of_unit(&record.unit).filter(|_| record.asked.closed_at.is_none()) else { continue };
        let count = link.asked(&asker.head.code, &record.unit).await?.len();
        let task = || Found::of_unit(Kind::Clarify, role, &record.unit, count, record.asked.due_at);
        found.extend((count > 0).then(task));
    }
    Ok(found)
}

/// What is left to appraise.
async fn appraising(app: &App, link: &mut Link, asker: &Asker<'_>) -> Result<Option<Found>, ActionError> {
    let Some(role) = asker.holds(&[Role::Appraiser]) else { return Ok(None) };
    let left = appraisal::list::left(app, link, asker.account, &asker.head.code).await?;
    Ok((left > 0).then(|| Found::new(Kind::Appraise, role, left, asker.due(asker.head.stage))))
}

/// Criteria that the person was given and has not finished, unit by unit, with the first day by which.
async fn assigned(
    app: &App,
    link: &mut Link,
    asker: &Asker<'_>,
    records: &[RecordRow],
) -> Result<Vec<Found>, ActionError> {
    let mut units: BTreeMap<String, Vec<(String, Option<String>)>> = BTreeMap::new();
    for (unit, criterion, due) in link.assigned_to(&asker.head.code, asker.account).await? {
        let row = records.iter().find(|row| row.record.unit == unit);
        if row.is_some_and(|row| row.record.closed_at.is_none() && row.record.stage.is_open_for(&criterion)) {
            units.entry(unit).or_default().push((criterion, due));
        }
    }
    let mut found = Vec::new();
    for (unit, given) in units {
        let frozen = setup::frozen(app, link, &asker.head.code).await?;
        let tally = Loaded::of(link, &frozen, &unit).await?.tally(&frozen);
        let open =
            given.into_iter().filter(|(code, _)| tally.line(code).is_some_and(|line| !line.standing.is_finished()));
        let dues: Vec<Option<String>> = open.map(|(_, due)| due).collect();
        let first = dues.iter().flatten().filter_map(|due| read::date(due)).min().and_then(|day| end_of(&day));
        let task = || Found::of_unit(Kind::Assigned, Role::Contributor, &unit, dues.len(), first);
        found.extend((!dues.is_empty()).then(task));
    }
    Ok(found)
}

/// The last moment of a day in Viet Nam.
fn end_of(day: &str) -> Option<Timestamp> {
    Timestamp::of_date(day).map(|at| at.days_later(1).later(-7 * 3_600 - 1))
}
