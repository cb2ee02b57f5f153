//! What may be shown of a survey while it is open, if its results are not kept sealed.
//!
//! Whoever watches a table grow learns what came between two looks. So a row is brought up to date only when everything
//! that came since would stand in the report by itself: it is a table of its own, of at least k responses, with no
//! small count. Questions that feed criteria follow every mix, as their counts are published whole in the end.

use thuocdo_assessment::survey::LEAST_SHOWN;
use thuocdo_criteria::questionnaire::{Question, Questionnaire};
use thuocdo_store::TallyCount;

use super::parts;
use super::report::hangs_what_feeds;

/// The rows that change when what is shown is brought as far up to date as may be.
///
/// Questions on condition wait for the report: their sums tell a count of the question before them.
pub fn advance(asked: &Questionnaire, shown: &[TallyCount], now: &[TallyCount], k: u64) -> Vec<TallyCount> {
    let mut next = Vec::new();
    for question in asked.questions.iter().filter(|question| !question.is_text()) {
        let feeds = !question.feeds.is_empty();
        if !feeds && (question.asked_if.is_some() || hangs_what_feeds(asked, question)) {
            continue;
        }
        let mut bodies: Vec<&str> = now.iter().filter_map(|row| body(question, row)).collect();
        bodies.sort_unstable();
        bodies.dedup();
        for name in bodies {
            let own = |row: &&TallyCount| body(question, row) == Some(name);
            let (before, after) = (shown.iter().filter(own), now.iter().filter(own));
            if feeds || is_safe(&came(question, before.clone(), after.clone()), k) {
                next.extend(after.filter(|row| before.clone().all(|old| old != *row)).cloned());
            }
        }
    }
    next
}

/// The body that a row of a question is about; `None`: it is of another question.
fn body<'r>(question: &Question, row: &'r TallyCount) -> Option<&'r str> {
    let own = if question.per_body { row.about.as_str() } else { parts(&row.stratum).1 };
    (row.question == question.code).then_some(own)
}

/// By how much each choice has grown.
fn came<'r>(
    question: &Question,
    before: impl Iterator<Item = &'r TallyCount> + Clone,
    after: impl Iterator<Item = &'r TallyCount> + Clone,
) -> Vec<u64> {
    let sum = |choice: &str, rows: &mut dyn Iterator<Item = &'r TallyCount>| -> u64 {
        rows.filter(|row| row.choice == choice).map(|row| row.n).sum()
    };
    let choices = question.choices().iter();
    let grown =
        choices.map(|one| sum(&one.code, &mut after.clone()).saturating_sub(sum(&one.code, &mut before.clone())));
    grown.collect()
}

/// Whether counts can be shown by themselves: enough in all, none small, not all the same.
fn is_safe(counts: &[u64], k: u64) -> bool {
    let all: u64 = counts.iter().sum();
    all >= k && counts.iter().all(|n| *n != all && (*n == 0 || *n >= LEAST_SHOWN))
}
