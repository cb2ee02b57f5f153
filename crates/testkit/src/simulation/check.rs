//! What must hold in every round, and the sentence that says what does not.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use thuocdo_app::council::vote::holds;
use thuocdo_app::layers::Board;
use thuocdo_assessment::Layer;
use thuocdo_assessment::decision::{APPROVALS, State as Stands};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::NodeId;
use thuocdo_scoring::card::{GradeFact, State};
use thuocdo_scoring::{Cohort, Ranking, RoundScores, Subject};

use super::plan::VOTERS;
use super::pure::Played;

/// A check with its name.
pub type Check = (&'static str, fn(&Played) -> Result<(), String>);

/// All checks.
pub const ALL: [Check; 7] = [
    ("what a unit submitted is never changed", own_points_stand),
    ("nobody appraises or votes on a unit they are tied to", nobody_tied),
    ("every number has its trace", every_number_has_a_trace),
    ("the result is what its facts come to", the_result_is_recomputed),
    ("ranks follow points", ranks_follow_points),
    ("a result is published after two others approved it", two_others_approved),
    ("sealed votes are what was committed to", votes_fit_their_commitments),
];

/// Runs all checks; `Err` names the first that fails.
///
/// # Errors
/// The name of the check, and what it found.
pub fn all(played: &Played) -> Result<(), String> {
    ALL.iter().try_for_each(|(name, check)| check(played).map_err(|found| format!("{name}: {found}")))
}

/// Units whose grade waits for another publication.
pub fn held(board: &Board) -> Vec<String> {
    let is_held = |unit: &str| {
        let facts =
            board.card(unit, Layer::Final).into_iter().flat_map(|card| &card.grades).flat_map(|grade| &grade.facts);
        facts.into_iter().any(|fact| matches!(fact, GradeFact::HeldFor(_)))
    };
    board.frozen().units.iter().map(|unit| unit.code.clone()).filter(|unit| is_held(unit)).collect()
}

/// Points, rank and grade of every unit, a line each.
pub fn numbers(board: &Board) -> String {
    let mut text = String::new();
    for unit in &board.frozen().units {
        let Some(card) = board.card(&unit.code, Layer::Final) else { continue };
        let grade = card.grade().and_then(|grade| grade.band);
        let rank = board.rank_of(&unit.code, Layer::Final).map(|entry| entry.rank);
        let _ = writeln!(text, "{} {} {rank:?} {grade:?}", unit.code, card.total().points.to_exact());
    }
    text
}

fn own_points_stand(played: &Played) -> Result<(), String> {
    let own = Layer::Own.word();
    let later = played.facts[played.submitted..].iter().find(|fact| fact.layer == own);
    if let Some(fact) = later {
        return Err(format!("{} {} was told again", fact.unit, fact.criterion));
    }
    for told in &played.facts[..played.submitted] {
        let stands = played.board.fact(&told.unit, &told.criterion, Layer::Own);
        let points = |board: &Board| board.points(&told.unit, &told.criterion, Layer::Own);
        let same = stands.is_some_and(|stands| (stands.seq, &stands.answer) == (told.seq, &told.answer));
        if !same || points(&played.board) != points(&played.as_submitted) {
            return Err(format!("{} {} differs", told.unit, told.criterion));
        }
    }
    Ok(())
}

fn nobody_tied(played: &Played) -> Result<(), String> {
    let above = played.facts.iter().filter(|fact| fact.layer != Layer::Own.word());
    let told: BTreeSet<(&str, &str)> = above.map(|fact| (fact.account.as_str(), fact.unit.as_str())).collect();
    let voted = played.votes.iter().map(|(unit, who)| (who.as_str(), unit.as_str()));
    let people: BTreeSet<&str> = told.iter().map(|(who, _)| *who).chain(VOTERS).collect();
    let ties: BTreeSet<(&str, String)> =
        people.into_iter().flat_map(|who| played.plan.ties(who).into_iter().map(move |unit| (who, unit))).collect();
    match told.iter().copied().chain(voted).find(|(who, unit)| ties.contains(&(*who, (*unit).to_owned()))) {
        Some((who, unit)) => Err(format!("{who} is tied to {unit}")),
        None => Ok(()),
    }
}

fn every_number_has_a_trace(played: &Played) -> Result<(), String> {
    let rules = &played.board.frozen().sets[0];
    let layers = [Layer::Own, Layer::Final].into_iter();
    layers
        .map(|layer| played.board.scored(0, layer))
        .try_for_each(|scored| traced(rules, &scored.scores, &scored.cohort))
}

/// Whether every criterion with points says how they came about.
///
/// # Errors
/// The unit and criterion that do not.
pub fn traced(rules: &CriteriaSet, scores: &RoundScores, cohort: &Cohort) -> Result<(), String> {
    let answers: HashMap<&str, &Subject> = cohort.subjects.iter().map(|one| (one.unit.as_str(), one)).collect();
    for card in &scores.cards {
        let says = |node: NodeId| {
            let line = &card.lines[node.index()];
            let answer = answers.get(card.unit.as_str()).and_then(|one| one.answers.get(node.index())?.as_ref());
            // Most lines carry a fact; what has none is told from the answer alone.
            line.state != State::Scored || line.trace.facts().next().is_some() || answer.is_some()
        };
        if let Some((node, _)) = rules.criteria().find(|(node, _)| !says(node.id)) {
            return Err(format!("{} {}", card.unit, node.code));
        }
    }
    Ok(())
}

/// Builds the board again from nothing but the facts.
fn the_result_is_recomputed(played: &Played) -> Result<(), String> {
    let board = Board::empty(played.board.frozen()).beside(Arc::new(played.board.outside().clone()));
    let board = board.and(played.facts.clone()).map_err(|error| error.to_string())?;
    if numbers(&board) == numbers(&played.board) { Ok(()) } else { Err("other numbers".to_owned()) }
}

fn ranks_follow_points(played: &Played) -> Result<(), String> {
    let scored = played.board.scored(0, Layer::Final);
    ordered(&scored.scores, &scored.ranking)
}

/// Whether whoever has more points stands higher.
///
/// # Errors
/// Two units in the wrong order.
pub fn ordered(scores: &RoundScores, ranking: &Ranking) -> Result<(), String> {
    for pair in ranking.groups.iter().flat_map(|group| group.entries.windows(2)) {
        let card = |at: usize| &scores.cards[pair[at].card];
        if card(0).total().points < card(1).total().points || pair[0].rank > pair[1].rank {
            return Err(format!("{} before {}", card(0).unit, card(1).unit));
        }
    }
    Ok(())
}

fn two_others_approved(played: &Played) -> Result<(), String> {
    let sound = |proposal: &&thuocdo_assessment::decision::Proposal| {
        proposal.state == Stands::Published && proposal.issued.is_some() && proposal.approvers().count() >= APPROVALS
    };
    let corrections = played.published.iter().skip(1).all(|proposal| proposal.reason.is_some());
    let count = played.published.iter().filter(sound).count();
    if count == 2 && corrections { Ok(()) } else { Err(format!("{count} of {}", played.published.len())) }
}

fn votes_fit_their_commitments(played: &Played) -> Result<(), String> {
    match played.opened.iter().find(|(sealed, salt, text)| !holds(sealed, salt, text)) {
        Some((sealed, ..)) => Err(sealed.clone()),
        None => Ok(()),
    }
}
