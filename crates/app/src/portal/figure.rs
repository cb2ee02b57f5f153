//! Numbers as pages need them: text in the language, length in ten-thousandths.

use thuocdo_base::{Number, Rounding};
use thuocdo_words::{Lang, show};

/// A length of this many ten-thousandths is the whole.
pub const WHOLE: u32 = 10_000;

/// A number on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// As the language writes it.
    pub text: String,
    /// Share of its maximum in ten-thousandths, from 0 to [`WHOLE`].
    pub share: u32,
}

/// Reads a number of a publication; freezing has made sure that every one reads back, and the store that no byte
/// of it has changed since.
pub(super) fn number(text: &str) -> Number {
    Number::parse(text).unwrap_or_default()
}

/// Writes a shown number (dot decimals) as the language does, with the same decimals.
pub(super) fn shown(lang: Lang, text: &str) -> String {
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len()) as u8;
    match Number::parse(text) {
        Ok(number) => show::fixed(lang, &number, decimals, Rounding::HalfUp),
        Err(_) => text.to_owned(),
    }
}

/// Points over a maximum in ten-thousandths, kept between nothing and all.
pub(crate) fn share(points: &Number, max: &Number) -> u32 {
    let ratio = points.divided_by(max).unwrap_or_default();
    let parts = (&ratio * &Number::from(i64::from(WHOLE))).rounded(0, Rounding::HalfUp).to_i64();
    parts.map_or(0, |parts| parts.clamp(0, i64::from(WHOLE)) as u32)
}

/// Points over a maximum; nothing where the maximum is zero.
pub(super) fn ratio(points: &str, max: &str) -> Option<Number> {
    number(points).divided_by(&number(max))
}

/// A ratio (0–1) as a figure in per cent with one decimal.
pub(super) fn percent(lang: Lang, ratio: &Number) -> Figure {
    let hundred = ratio * &Number::from(100);
    Figure { text: show::fixed(lang, &hundred, 1, Rounding::HalfUp), share: share(ratio, &Number::from(1)) }
}

/// A difference of two ratios in percentage points, with its sign.
pub(super) fn points_apart(lang: Lang, mine: &Number, other: &Number) -> String {
    signed(lang, &(&(mine - other) * &Number::from(100)), 1)
}

/// A number with its sign, plus included.
pub(super) fn signed(lang: Lang, value: &Number, decimals: u8) -> String {
    let rounded = value.rounded(decimals, Rounding::HalfUp);
    let text = show::fixed(lang, &rounded, decimals, Rounding::HalfUp);
    if rounded.is_zero() || rounded.is_negative() { text } else { format!("+{text}") }
}

/// Mean of several numbers.
pub(super) fn mean(values: &[Number]) -> Option<Number> {
    let sum: Number = values.iter().cloned().sum();
    sum.divided_by(&Number::from(values.len() as i64))
}

/// Value below which a share (in per cent) of the sorted values lies, interpolated.
pub(super) fn percentile(sorted: &[Number], percent: usize) -> Option<Number> {
    let last = sorted.len().checked_sub(1)?;
    let (below, rest) = ((last * percent) / 100, (last * percent) % 100);
    let low = sorted.get(below)?;
    let high = sorted.get((below + 1).min(last))?;
    let part = Number::from(rest as i64).divided_by(&Number::from(100))?;
    Some(low + &(&(high - low) * &part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_follow_the_language_and_stay_exact() {
        assert_eq!(shown(Lang::Vi, "1234.50"), "1.234,50");
        assert_eq!(shown(Lang::En, "84.67"), "84.67");
        assert_eq!(share(&number("20/3"), &number("10")), 6667);
        assert_eq!(share(&number("12"), &number("10")), WHOLE);
        assert_eq!(share(&number("1"), &number("0")), 0);
        assert_eq!(points_apart(Lang::Vi, &number("0.5"), &number("0.517")), "\u{2212}1,7");
        assert_eq!(signed(Lang::En, &number("0.04"), 1), "0.0");
    }

    #[test]
    fn percentiles_interpolate() {
        let values: Vec<Number> = (1..=11).map(Number::from).collect();
        assert_eq!(percentile(&values, 10), Some(Number::from(2)));
        assert_eq!(percentile(&values[..2], 50), Some(number("1.5")));
        assert_eq!(percentile(&[], 10), None);
        assert_eq!(mean(&values), Some(Number::from(6)));
    }
}
