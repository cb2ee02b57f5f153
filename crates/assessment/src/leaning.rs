//! Whether somebody gives more, or less, than others do for the same items (thiên lệch khi chấm).
//!
//! Only items with two opinions count: what a unit gave itself says nothing about who appraises it.

use std::collections::BTreeMap;

use thuocdo_base::Number;

/// Fewest items from which anything is said about somebody.
pub const FEWEST: i64 = 8;

/// Two opinions on one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Who gave the first.
    pub first: String,
    /// Who gave the second.
    pub second: String,
    /// How much more the first gave, as a share of the maximum.
    pub apart: Number,
}

/// How somebody stands to the others they shared items with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaning<'a> {
    /// Who.
    pub who: &'a str,
    /// Items shared with others.
    pub items: i64,
    /// How much more they gave on average, as a share of the maximum.
    pub mean: Number,
    /// Whether that is more than chance explains.
    pub stands_out: bool,
}

/// Says of everybody how they stand to the others, in order of account.
///
/// Somebody stands out whose mean difference is more than three and a half times what it would scatter by if they
/// were like all others: n · mean² > (7/2)² · the mean square of all differences. All of it is exact.
pub fn leanings(pairs: &[Pair]) -> Vec<Leaning<'_>> {
    let mut sums: BTreeMap<&str, (i64, Number)> = BTreeMap::new();
    let mut squares = Number::ZERO;
    for pair in pairs {
        for (who, apart) in [(&pair.first, pair.apart.clone()), (&pair.second, -pair.apart.clone())] {
            let sum = sums.entry(who).or_insert((0, Number::ZERO));
            *sum = (sum.0 + 1, &sum.1 + &apart);
        }
        squares = &squares + &(&pair.apart * &pair.apart);
    }
    let all = Number::from(i64::try_from(pairs.len()).unwrap_or(i64::MAX));
    let scatter = squares.divided_by(&all).unwrap_or_default();
    let limit = &scatter * &Number::parse("12.25").unwrap_or_default();
    let leaning = |(who, (items, sum)): (_, (i64, Number))| {
        let count = Number::from(items);
        let mean = sum.divided_by(&count).unwrap_or_default();
        let stands_out = items >= FEWEST && &count * &(&mean * &mean) > limit;
        Leaning { who, items, mean, stands_out }
    };
    sums.into_iter().map(leaning).collect()
}
