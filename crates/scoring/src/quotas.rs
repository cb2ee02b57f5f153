//! Limits on how many units may have a grade (tỷ lệ khống chế).

use thuocdo_base::Number;
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::{GradeScale, NodeId, Quota};

use crate::card::{GradeFact, RoundScores};
use crate::ranking::{GroupRanking, Ranking};

/// Marks units whose grade is over its quota; no grade falls by itself.
///
/// # Example: nothing to mark where no quota is declared
/// ```
/// use thuocdo_criteria::{SourceText, parse};
/// use thuocdo_scoring::{Cohort, Subject, apply_quotas, rank, score_round};
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/ty-le.toml")).to_owned();
/// let set = parse(&SourceText { text, sidecar: None }, &()).set.unwrap();
/// let mut scores = score_round(&set, &Cohort { subjects: vec![Subject::default()], ..Cohort::default() });
/// let (before, ranking) = (scores.clone(), rank(&set, &scores));
/// apply_quotas(&set, &mut scores, &ranking);
/// assert_eq!(scores, before);
/// ```
pub fn apply_quotas(set: &CriteriaSet, scores: &mut RoundScores, ranking: &Ranking) {
    let Some(scale) = set.grade_scales.iter().find(|scale| scale.of == NodeId::ROOT) else { return };
    for card in &mut scores.cards {
        for grading in &mut card.grades {
            grading.facts.retain(|fact| !matches!(fact, GradeFact::OverQuota(_)));
        }
    }
    for group in &ranking.groups {
        for (band, quota) in scale.bands.iter().enumerate().filter_map(|(i, band)| Some((i, band.quota.as_ref()?))) {
            let allowed = allowed(scale, quota, &bands_of(scores, group));
            for card in over(scores, group, band, allowed) {
                mark(scores, card, allowed);
            }
        }
    }
}

/// Bands of the assessed units of a group that have a grade.
fn bands_of(scores: &RoundScores, group: &GroupRanking) -> Vec<usize> {
    let cards = group.entries.iter().map(|entry| entry.card).chain(group.unranked.iter().map(|unit| unit.card));
    let assessed = cards.filter(|card| scores.cards[*card].excluded.is_none());
    assessed.filter_map(|card| band(scores, card)).collect()
}

fn band(scores: &RoundScores, card: usize) -> Option<usize> {
    scores.cards[card].grade()?.band
}

/// How many units of the group may have the grade.
fn allowed(scale: &GradeScale, quota: &Quota, bands: &[usize]) -> u32 {
    let lowest = quota.of.as_ref().and_then(|of| scale.bands.iter().position(|band| band.grade == *of));
    let base = bands.iter().filter(|band| lowest.is_none_or(|lowest| **band <= lowest)).count() as u32;
    if base < quota.small_under {
        return quota.small_max;
    }
    let share = (&quota.share * &Number::from(i64::from(base))).rounded(0, quota.rounding);
    share.to_i64().and_then(|count| u32::try_from(count).ok()).unwrap_or(0)
}

/// Cards with the band that lie outside the best allowed ranks; equals at the border all lie outside.
fn over(scores: &RoundScores, group: &GroupRanking, wanted: usize, allowed: u32) -> Vec<usize> {
    let ranked: Vec<(usize, u32)> = group
        .entries
        .iter()
        .filter(|entry| band(scores, entry.card) == Some(wanted))
        .map(|entry| (entry.card, entry.rank))
        .collect();
    let outside = |rank: u32| ranked.iter().filter(|(_, other)| *other <= rank).count() > allowed as usize;
    let unranked = group.unranked.iter().map(|unit| unit.card);
    let unranked =
        unranked.filter(|card| band(scores, *card) == Some(wanted) && scores.cards[*card].excluded.is_none());
    let mut over: Vec<usize> = ranked.iter().filter(|(_, rank)| outside(*rank)).map(|(card, _)| *card).collect();
    let room = (allowed as usize).saturating_sub(ranked.len());
    let unranked: Vec<usize> = unranked.collect();
    if unranked.len() > room {
        over.extend(unranked);
    }
    over
}

fn mark(scores: &mut RoundScores, card: usize, allowed: u32) {
    let gradings = scores.cards[card].grades.iter_mut();
    for grading in gradings.filter(|grading| grading.node == NodeId::ROOT) {
        grading.facts.push(GradeFact::OverQuota(allowed));
    }
}
