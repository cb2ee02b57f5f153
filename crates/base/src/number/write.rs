//! Rounding and writing of fractions in machine words, which nearly every figure is.

use super::Rounding;

/// Rounds a fraction to this many decimals and gives it times ten to their number, if that fits.
pub(super) fn rounded(over: i128, under: u64, decimals: u8, mode: Rounding) -> Option<i128> {
    let scaled = over.checked_mul(10i128.checked_pow(u32::from(decimals))?)?;
    let (size, under) = (scaled.unsigned_abs(), u128::from(under));
    let (quotient, rest) = (size / under, size % under);
    let twice = rest * 2;
    let up = match mode {
        Rounding::Down => false,
        Rounding::Up => rest > 0,
        Rounding::HalfUp => twice >= under,
        Rounding::HalfEven => twice > under || (twice == under && quotient % 2 == 1),
    };
    let size = i128::try_from(quotient + u128::from(up)).ok()?;
    Some(if over < 0 { -size } else { size })
}

/// Takes common factors out.
pub(super) fn reduced(over: i128, under: u64) -> (i128, u64) {
    let (mut common, mut rest) = (under, (over.unsigned_abs() % u128::from(under)) as u64);
    while rest > 0 {
        (common, rest) = (rest, common % rest);
    }
    (over / i128::from(common), under / common)
}

/// Most decimals that are written out; what has more is written as a fraction.
const MOST_DECIMALS: u32 = 40;

/// Decimals that a fraction without common factors has, if they end.
pub(super) fn decimals(under: u64) -> Option<u8> {
    let twos = under.trailing_zeros();
    let (mut rest, mut fives) = (under >> twos, 0);
    while rest.is_multiple_of(5) {
        rest /= 5;
        fives += 1;
    }
    (rest == 1 && twos.max(fives) <= MOST_DECIMALS).then_some(twos.max(fives) as u8)
}

/// Writes digits with a dot before the last few.
pub(super) fn dotted(negative: bool, digits: &str, decimals: u8) -> String {
    let digits = format!("{digits:0>width$}", width = usize::from(decimals) + 1);
    let (head, tail) = digits.split_at(digits.len() - usize::from(decimals));
    let sign = if negative { "-" } else { "" };
    if decimals == 0 { format!("{sign}{head}") } else { format!("{sign}{head}.{tail}") }
}
