//! What the committee and the secretariat see of a proposal.

use std::collections::BTreeMap;

use thuocdo_assessment::decision::{Proposal, State};
use thuocdo_assessment::{Action, RoundStage, Verdict, table};
use thuocdo_base::{Actor, Timestamp};
use thuocdo_publication::{Publication, json};
use thuocdo_store::Link;

use super::differences::{Difference, differences};
use crate::setup::frozen;
use crate::{ActionError, App, may};

/// Proposals of a round, and what one may do with the last.
#[derive(Clone, Debug)]
pub struct Approval {
    /// Title of the round.
    pub title: String,
    /// Where the round stands.
    pub stage: RoundStage,
    /// Version that is published; 0 for none.
    pub published: u32,
    /// The last proposal, if there is one.
    pub last: Option<Proposed>,
    /// Earlier proposals, the newest first.
    pub earlier: Vec<Proposed>,
    /// What is proposed, if something is.
    pub result: Option<Summary>,
    /// Nothing may be shown before this moment.
    pub embargo: Option<Timestamp>,
    /// Whether the page of the round itself is theirs to see.
    pub sees_round: bool,
    /// When the result is to be out, if that is planned.
    pub due: Option<Timestamp>,
    /// Whether it was published after that, or is not published although it has passed.
    pub is_late: bool,
    /// Whether one may propose.
    pub may_propose: bool,
    /// Whether one may approve the last or send it back.
    pub may_approve: bool,
    /// Whether one may only send the last back, having approved it already.
    pub may_send_back: bool,
    /// Whether one may note the decision of the last.
    pub may_issue: bool,
}

/// A proposal with names instead of accounts.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// The proposal.
    pub proposal: Proposal,
    /// Name of who proposed it.
    pub by: String,
    /// What members said: name, whether they approve, remark, when.
    pub opinions: Vec<(String, bool, String, Timestamp)>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}

/// A frozen result in a few lines.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Layers, from low to high.
    pub layers: Vec<String>,
    /// Groups with ranked and unranked units and the first three: rank, name, points, grade.
    pub groups: Vec<GroupSummary>,
    /// What differs from the version before; nothing if there is none.
    pub differences: Option<Vec<Difference>>,
    /// Signed overrides: unit, reason, signer.
    pub overrides: Vec<(String, String, String)>,
}

/// One group of a frozen result.
#[derive(Clone, Debug)]
pub struct GroupSummary {
    /// Name.
    pub name: String,
    /// Units: rank, name, points as shown, grade, grade before rules.
    pub rows: Vec<SummaryRow>,
    /// Units without rank.
    pub unranked: usize,
    /// Grades with how many have them.
    pub grades: Vec<(String, usize)>,
}

/// One unit of a frozen result.
#[derive(Clone, Debug)]
pub struct SummaryRow {
    /// Rank.
    pub rank: u32,
    /// Name.
    pub name: String,
    /// Points as shown, dot decimals.
    pub points: String,
    /// Grade after rules.
    pub grade: String,
    /// Grade before rules, where it differs.
    pub before: String,
}

/// Shows where approval stands.
///
/// # Errors
/// If the actor may not see results yet, or the store does not answer.
pub async fn approval(app: &App, actor: &Actor, round: &str) -> Result<Approval, ActionError> {
    let mut link = app.store.look().await?;
    let (stage, roles) = may::round(&mut link, actor, round, Action::ViewResult).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let rows = link.proposals(round).await?;
    let published = app.store.latest(round).await?;
    let version = published.as_ref().map_or(0, |last| last.version);
    let result = match rows.first() {
        Some(row) => link.proposed_body(round, &row.proposal).await?,
        None => None,
    };
    let result = result.map(|body| json::read(body.as_bytes())).transpose().map_err(ActionError::system)?;
    let before = match &result {
        Some(result) if result.version > 1 => app.store.load(round, result.version - 1).await?,
        _ => None,
    };
    let due = link.dues(round).await?.into_iter().find(|due| due.stage == RoundStage::Published && due.unit.is_none());
    let due = due.map(|due| due.due_at);
    let first_out = rows.iter().filter_map(|row| row.published_at).min();
    let mut shown = Vec::new();
    for row in &rows {
        shown.push(named(&mut link, row).await?);
    }
    let mut shown = shown.into_iter();
    let (last, earlier) = (shown.next(), shown.collect());
    let can = |action: Action| table::judge_round(action, &roles, stage) == Verdict::Yes;
    let proposal = rows.first().map(|row| &row.proposal);
    let open = proposal.filter(|last| last.state.is_open());
    let others = open.filter(|last| last.by != actor.id() && can(Action::Approve));
    let spoken = others.is_some_and(|last| last.opinions.iter().any(|opinion| opinion.by == actor.id()));
    Ok(Approval {
        title: frozen.title.clone(),
        stage,
        published: version,
        result: result.map(|result| summary(&result, before.as_ref())),
        is_late: due.is_some_and(|due| first_out.unwrap_or_else(|| app.clock.now()) > due),
        due,
        embargo: frozen.settings.embargo.as_ref().and_then(thuocdo_assessment::settings::Local::moment),
        sees_round: can(Action::ViewProgress),
        may_propose: can(Action::Propose) && open.is_none(),
        may_approve: others.is_some_and(|last| last.state == State::Proposed) && !spoken,
        may_send_back: others.is_some(),
        may_issue: can(Action::Publish) && proposal.is_some_and(|last| last.state == State::Approved),
        last,
        earlier,
    })
}

async fn named(link: &mut Link, row: &thuocdo_store::ProposalRow) -> Result<Proposed, ActionError> {
    let mut opinions = Vec::new();
    for opinion in &row.proposal.opinions {
        let name = name_of(link, &opinion.by).await?;
        opinions.push((name, opinion.approves, opinion.comment.clone(), opinion.at));
    }
    let by = name_of(link, &row.proposal.by).await?;
    Ok(Proposed { proposal: row.proposal.clone(), by, opinions, published_at: row.published_at })
}

/// Name of the person behind an account.
pub(crate) async fn name_of(link: &mut Link, account: &str) -> Result<String, ActionError> {
    Ok(link.find_account(account).await?.map_or_else(|| account.to_owned(), |found| found.name))
}

fn summary(result: &Publication, before: Option<&Publication>) -> Summary {
    let cards: BTreeMap<&str, _> = result.units.iter().map(|unit| (unit.code.as_str(), unit)).collect();
    let group = |group: &thuocdo_publication::model::GroupPart| {
        let row = |entry: &thuocdo_publication::model::RankPart| {
            let unit = cards.get(entry.unit.as_str())?;
            let card = unit.cards.last()?;
            Some(SummaryRow {
                rank: entry.rank,
                name: unit.name.clone(),
                points: card.lines.first().map(|line| line.shown.clone()).unwrap_or_default(),
                grade: card.grade.clone().unwrap_or_default(),
                before: card.grade_before.clone().unwrap_or_default(),
            })
        };
        let rows: Vec<SummaryRow> = group.ranking.iter().filter_map(row).collect();
        let mut grades: Vec<(String, usize)> = Vec::new();
        for row in rows.iter().filter(|row| !row.grade.is_empty()) {
            match grades.iter_mut().find(|(grade, _)| *grade == row.grade) {
                Some((_, count)) => *count += 1,
                None => grades.push((row.grade.clone(), 1)),
            }
        }
        GroupSummary { name: group.name.clone(), rows, unranked: group.unranked.len(), grades }
    };
    let held = result.facts.units.iter().filter_map(|facts| {
        let (reason, signer) = facts.accept_held.clone()?;
        Some((cards.get(facts.unit.as_str())?.name.clone(), reason, signer))
    });
    Summary {
        layers: result.layers.clone(),
        groups: result.groups.iter().map(group).collect(),
        differences: before.map(|before| differences(before, result)),
        overrides: held.collect(),
    }
}
