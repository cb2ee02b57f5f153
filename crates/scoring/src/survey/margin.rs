//! Response rate and margin of error: said beside results, never part of points.

use thuocdo_base::{Number, Rounding};

/// 1.96 squared, the 95 % of a normal distribution.
const Z_SQUARED: &str = "3.8416";

/// Counted answers of one group of respondents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Weight between groups.
    pub weight: Number,
    /// How many answers are worth which share.
    pub counts: Vec<(Number, u64)>,
    /// How many people there are in all; `None`: not known.
    pub population: Option<u64>,
}

/// Responses that were counted as a share of invitations issued, rounded half up to four decimals.
///
/// # Example: three of eight
/// ```
/// assert_eq!(thuocdo_scoring::survey::margin::response_rate(3, 8).unwrap().to_exact(), "0.375");
/// ```
pub fn response_rate(counted: u64, issued: u64) -> Option<Number> {
    whole(counted).divided_by(&whole(issued)).map(|rate| rate.rounded(4, Rounding::HalfUp))
}

/// Margin of error of the mean share at 95 %, in percentage points, rounded half up to one decimal.
///
/// 1.96 × √(v ÷ n) × √((N − n) ÷ (N − 1)) for each group, v being the variance of the shares as answered; groups
/// are combined by their weights. Groups without counted answers are left out; `None` if there is no answer at all.
///
/// # Example: half of 1,000 people out of very many are content
/// ```
/// use thuocdo_base::Number;
/// use thuocdo_scoring::survey::margin::{Answers, margin};
/// let counts = vec![(Number::ONE, 500), (Number::ZERO, 500)];
/// let asked = Answers { weight: Number::ONE, counts, population: None };
/// assert_eq!(margin(&[asked]).unwrap().to_exact(), "3.1");
/// ```
pub fn margin(groups: &[Answers]) -> Option<Number> {
    let (mut squares, mut weights) = (Number::ZERO, Number::ZERO);
    for group in groups {
        let Some(square) = variance_of_mean(group) else { continue };
        squares += &(&(&group.weight * &group.weight) * &square);
        weights += &group.weight;
    }
    let square = squares.divided_by(&(&weights * &weights))?;
    let z_squared = Number::parse(Z_SQUARED).ok()?;
    // In tenths of a percentage point: (1000 × 1.96)² × square.
    let tenths = half_up_root(&(&(&z_squared * &square) * &Number::from(1_000_000)));
    Number::from(tenths).divided_by(&Number::from(10))
}

/// Variance of the mean share of one group, with the correction for a finite population.
fn variance_of_mean(group: &Answers) -> Option<Number> {
    let n: u64 = group.counts.iter().map(|(_, count)| count).sum();
    let total: Number = group.counts.iter().map(|(share, count)| share * &whole(*count)).sum();
    let squares: Number = group.counts.iter().map(|(share, count)| &(share * share) * &whole(*count)).sum();
    let mean = total.divided_by(&whole(n))?;
    let variance = &squares.divided_by(&whole(n))? - &(&mean * &mean);
    let of_mean = variance.divided_by(&whole(n))?;
    let Some(population) = group.population else { return Some(of_mean) };
    // Who asks more people than he says there are has asked them all.
    let left = population.saturating_sub(n);
    let correction = whole(left).divided_by(&whole(population.saturating_sub(1))).unwrap_or_default();
    Some(&of_mean * &correction)
}

/// The root of a number that is not negative, rounded half up to a whole number: the k with (k − ½)² ≤ x < (k + ½)².
fn half_up_root(square: &Number) -> i64 {
    let above = |k: i64| {
        let doubled = Number::from(2 * k + 1);
        &doubled * &doubled > square * &Number::from(4)
    };
    let (mut low, mut high) = (0i64, 1i64);
    while !above(high) && high < i64::from(u32::MAX) {
        high *= 2;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if above(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

fn whole(count: u64) -> Number {
    Number::from(i64::try_from(count).unwrap_or(i64::MAX))
}
