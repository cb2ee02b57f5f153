//! Appraisal (thẩm định): who may appraise what, what is still lacking, which items two people appraise.
//!
//! Read in this order: [`Appraiser`] (who may), [`staffed`] (whether everything has somebody), [`lack`] and [`complete`] (when it is done), [`draw`] and
//! [`agreement`] (two opinions), [`outliers`] (what stands out).

use std::collections::BTreeSet;

use thuocdo_base::{Message, Number};

use crate::record::is_reason;
use crate::refusal::Refusal;
use crate::role::{Grant, Role, Roles};

/// The least share of items that two people appraise, in percent.
pub const TWICE_PERCENT: usize = 10;

/// How long a change of many rows may be taken back, in seconds (hoàn tác).
pub const UNDO_SECONDS: i64 = 600;

/// Somebody who appraises, with what bars them (xung đột lợi ích).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appraiser {
    /// What they are in the round.
    pub roles: Roles,
    /// Codes of the units they never appraise: their own body, former ones, related ones, those they have a role for.
    pub ties: BTreeSet<String>,
}

/// What is appraised: one criterion of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Code of the unit.
    pub unit: &'a str,
    /// Its ranking group.
    pub group: &'a str,
    /// Code of the criterion and of the sections above it.
    pub codes: &'a [&'a str],
}

impl Grant {
    /// Whether an appraiser's grant reaches a criterion, by itself or by a section above it, in a group.
    pub fn reaches(&self, codes: &[&str], group: &str) -> bool {
        let here = self.groups.as_ref().is_none_or(|groups| groups.iter().any(|code| code == group));
        let named = |wanted: &Vec<String>| wanted.iter().any(|code| codes.contains(&code.as_str()));
        self.role == Role::Appraiser && here && self.criteria.as_ref().is_none_or(named)
    }
}

impl Appraiser {
    /// Whether their roles reach an item, ties aside.
    pub fn covers(&self, codes: &[&str], group: &str) -> bool {
        self.roles.grants.iter().any(|grant| grant.reaches(codes, group))
    }

    /// Whether a tie keeps them from a unit.
    pub fn is_tied(&self, unit: &str) -> bool {
        self.ties.contains(unit)
    }

    /// Whether they may appraise an item: it was given to them, and nothing ties them to the unit.
    pub fn may(&self, item: &Item<'_>) -> bool {
        self.covers(item.codes, item.group) && !self.is_tied(item.unit)
    }
}

/// The items that nobody may appraise: a roster that leaves any is impossible, and these are the reasons.
pub fn uncovered<'a>(items: impl IntoIterator<Item = Item<'a>>, people: &[Appraiser]) -> Vec<Item<'a>> {
    items.into_iter().filter(|item| !people.iter().any(|person| person.may(item))).collect()
}

/// Lets a roster stand, or says which criteria it leaves without anybody, by code of the criterion and name of the unit.
///
/// # Errors
/// [`Refusal::Blocking`] with one sentence for each criterion that nobody may appraise for some unit.
pub fn staffed<'a>(left: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(), Refusal> {
    let mut units: Vec<(&str, Vec<&str>)> = Vec::new();
    for (code, unit) in left {
        match units.iter_mut().find(|(known, _)| *known == code) {
            Some((_, units)) => units.push(unit),
            None => units.push((code, vec![unit])),
        }
    }
    let sentence = |(code, units): (&str, Vec<&str>)| {
        let first = units.first().copied().unwrap_or_default();
        let why = Message::new("appraisal-nobody").text("code", code).count("count", units.len()).text("first", first);
        (code.to_owned(), why)
    };
    let reasons: Vec<(String, Message)> = units.into_iter().map(sentence).collect();
    if reasons.is_empty() { Ok(()) } else { Err(Refusal::Blocking(reasons)) }
}

/// What an item stands at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judged<'a> {
    /// Points of the layer below; `None` where there are none.
    pub below: Option<&'a Number>,
    /// Appraised points.
    pub points: Option<&'a Number>,
    /// Why they differ.
    pub reason: Option<&'a str>,
    /// Whether an appraiser has spoken.
    pub is_said: bool,
}

/// What an item lacks before its criterion can be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Nobody has spoken (chưa chấm).
    Word,
    /// Points differ from the layer below, and no reason is given.
    Reason,
}

impl Judged<'_> {
    /// Whether the appraised points differ from those of the layer below.
    pub fn differs(&self) -> bool {
        self.is_said && self.below.is_some() && self.below != self.points
    }
}

/// What an item lacks. It may be saved so; only handing over waits for it.
pub fn lack(item: &Judged<'_>) -> Option<Lack> {
    match item {
        Judged { is_said: false, .. } => Some(Lack::Word),
        item if item.differs() && !item.reason.is_some_and(is_reason) => Some(Lack::Reason),
        _ => None,
    }
}

/// Lets a criterion of a group be handed over, or says what is lacking and where (hoàn thành thẩm định).
///
/// # Errors
/// [`Refusal::Blocking`] with one sentence for each kind of lack, the units by name.
pub fn complete(lacking: &[(&str, Lack)]) -> Result<(), Refusal> {
    let named = |kind: Lack, key: &str| {
        let units: Vec<&str> = lacking.iter().filter(|(_, lack)| *lack == kind).map(|(unit, _)| *unit).collect();
        let first = units.first()?;
        Some((String::new(), Message::new(key).count("count", units.len()).text("first", *first)))
    };
    let reasons =
        [named(Lack::Word, "appraisal-lacks-word"), named(Lack::Reason, "appraisal-lacks-reason")].into_iter();
    let reasons: Vec<(String, Message)> = reasons.flatten().collect();
    if reasons.is_empty() { Ok(()) } else { Err(Refusal::Blocking(reasons)) }
}

/// Whether an item is appraised a second time: it was asked about or flagged; all else stays as the layer below
/// has it (chấm lần 2).
pub fn is_second(asked: bool, flagged: bool) -> bool {
    asked || flagged
}

/// How many of so many items two people appraise at least.
pub fn twice_of(items: usize) -> usize {
    (items * TWICE_PERCENT).div_ceil(100)
}

/// Draws the items that two people appraise: the same for the same seed in whatever order the items come (rút thăm).
///
/// The method, so that anyone can draw again: sort the items, shuffle them from the last to the second with
/// SplitMix64 started at the seed, take the first `count`.
pub fn draw<T: Ord>(seed: u64, count: usize, items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort();
    let mut state = seed;
    for at in (1..items.len()).rev() {
        let picked = (u128::from(split_mix(&mut state)) * (at as u128 + 1)) >> 64;
        items.swap(at, usize::try_from(picked).unwrap_or(at));
    }
    items.truncate(count);
    items.sort();
    items
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// How far two opinions agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Items with both opinions.
    pub items: usize,
    /// Share of items with equal points.
    pub equal: Number,
    /// Mean of the absolute differences.
    pub difference: Number,
}

/// Says how far two opinions agree; `None` where there are none.
pub fn agreement<'a>(pairs: impl IntoIterator<Item = (&'a Number, &'a Number)>) -> Option<Agreement> {
    let (mut items, mut equal, mut apart) = (0_i64, 0_i64, Number::ZERO);
    for (one, other) in pairs {
        items += 1;
        equal += i64::from(one == other);
        apart = &apart + &distance(one, other);
    }
    let count = Number::from(items);
    let (equal, difference) = (Number::from(equal).divided_by(&count)?, apart.divided_by(&count)?);
    Some(Agreement { items: usize::try_from(items).unwrap_or_default(), equal, difference })
}

/// How far two numbers are apart.
pub fn distance(one: &Number, other: &Number) -> Number {
    let apart = one - other;
    if apart.is_negative() { -apart } else { apart }
}

/// Places of the values that stand out: outside the fences of one and a half times the middle half (Tukey), and at
/// least `least` from the median, so that a group of equals does not cry out over a trifle.
pub fn outliers(values: &[Number], least: &Number) -> Vec<usize> {
    let mut sorted: Vec<&Number> = values.iter().collect();
    sorted.sort();
    if sorted.len() < 5 {
        return Vec::new();
    }
    let at = |share: usize| sorted[(sorted.len() - 1) * share / 4].clone();
    let (low, middle, high) = (at(1), at(2), at(3));
    let fence = &(&high - &low) * &Number::parse("1.5").unwrap_or_default();
    let (under, over) = (&low - &fence, &high + &fence);
    let stands_out = |value: &Number| (*value < under || *value > over) && distance(value, &middle) >= *least;
    (0..values.len()).filter(|place| stands_out(&values[*place])).collect()
}
