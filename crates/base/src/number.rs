//! Exact numbers: the only kind that an official score is made of.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

mod arithmetic;
mod sum;
mod write;

use arithmetic::{product, round_half, times};
pub use sum::Sum;

/// An exact rational number (điểm, số liệu): a whole numerator over a whole denominator.
///
/// Points are read from decimal text, yet a ratio such as 1/3 has no finite decimal form.
/// Keeping the fraction means that nothing is rounded before the criteria file says so,
/// so that three thirds are one and true ties stay ties.
///
/// # Example: a ratio times the maximum, rounded only for show
/// ```
/// use thuocdo_base::{Number, Rounding};
/// let max = Number::parse("2").unwrap();
/// let share = Number::from(111).divided_by(&Number::from(120)).unwrap();
/// assert_eq!((&max * &share).to_fixed(2, Rounding::HalfUp), "1.85");
/// let third = Number::from(1).divided_by(&Number::from(3)).unwrap();
/// assert_eq!(&(&third + &third) + &third, Number::from(1));
/// ```
#[derive(Clone)]
pub struct Number(Repr);

/// The common case lives in two machine words, the rest on the heap; neither is reduced until asked.
#[derive(Clone)]
enum Repr {
    Small { over: i128, under: u64 },
    Big(Arc<(BigInt, BigInt)>),
}

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// The text is empty.
    Empty,
    /// The text has a character that no number has.
    NotANumber,
    /// More than 60 digits: no official figure has them.
    TooLong,
    /// `1.234` may be one thousand two hundred thirty-four or one and a bit: the author must say.
    Ambiguous,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty where a number should stand",
            Self::NotANumber => "not a number",
            Self::TooLong => "a number of too many digits",
            Self::Ambiguous => "a number with two readings",
        })
    }
}

impl std::error::Error for NumberError {}

/// How a number loses digits (làm tròn); declared in the criteria file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// 0.5 goes away from zero: 51.85 → 51.9.
    #[default]
    HalfUp,
    /// 0.5 goes to the even neighbour: 51.85 → 51.8.
    HalfEven,
    /// Towards zero: 51.89 → 51.8.
    Down,
    /// Away from zero: 51.81 → 51.9.
    Up,
}

const MAX_DIGITS: usize = 60;
/// Digits of one side of a fraction: exact totals of many ratios are long, and must be read back.
const MAX_FRACTION_DIGITS: usize = 5_000;
/// Unreduced fractions are reduced once they pass this size, so that no input can make them grow for ever.
const REDUCE_BITS: u64 = 2_048;

impl Number {
    /// Zero.
    pub const ZERO: Self = Self(Repr::Small { over: 0, under: 1 });
    /// One.
    pub const ONE: Self = Self(Repr::Small { over: 1, under: 1 });

    /// Reads machine text: `-12`, `7.04`, `20/3`. A dot is the decimal sign; no grouping, no exponent.
    ///
    /// # Errors
    /// [`NumberError`] says what is wrong; `parse` never answers `Ambiguous`.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        match text.split_once('/') {
            Some((over, under)) => {
                let under = Self::parse_decimal(under, MAX_FRACTION_DIGITS)?;
                Self::parse_decimal(over, MAX_FRACTION_DIGITS)?.divided_by(&under).ok_or(NumberError::NotANumber)
            }
            None => Self::parse_decimal(text, MAX_DIGITS),
        }
    }

    fn parse_decimal(text: &str, limit: usize) -> Result<Self, NumberError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if digits.is_empty() {
            return Err(NumberError::Empty);
        }
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let dotted = digits.contains('.');
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || (dotted && fraction.is_empty()) {
            return Err(NumberError::NotANumber);
        }
        if whole.len() + fraction.len() > limit {
            return Err(NumberError::TooLong);
        }
        let value = if whole.len() + fraction.len() <= 36 && fraction.len() <= 18 {
            let fold =
                |part: &str, start: i128| part.bytes().fold(start, |sum, byte| sum * 10 + i128::from(byte - b'0'));
            Self(Repr::Small { over: fold(fraction, fold(whole, 0)), under: 10u64.pow(fraction.len() as u32) })
        } else {
            let over =
                BigInt::parse_bytes(format!("{whole}{fraction}").as_bytes(), 10).ok_or(NumberError::NotANumber)?;
            Self::from_big(over, BigInt::from(10).pow(fraction.len() as u32))
        };
        Ok(if negative { -value } else { value })
    }

    fn from_big(over: BigInt, under: BigInt) -> Self {
        let (over, under) = if under.is_negative() { (-over, -under) } else { (over, under) };
        if let (Some(over), Some(under)) = (over.to_i128(), under.to_u64()) {
            return Self(Repr::Small { over, under });
        }
        if over.bits().max(under.bits()) > REDUCE_BITS {
            let common = over.gcd(&under);
            return Self(Repr::Big(Arc::new((over / &common, under / &common))));
        }
        Self(Repr::Big(Arc::new((over, under))))
    }

    #[cold]
    fn big_cmp(&self, other: &Self) -> Ordering {
        let ((a, b), (c, d)) = (self.big(), other.big());
        (a * d).cmp(&(c * b))
    }

    #[cold]
    fn big_product(&self, other: &Self) -> Self {
        let ((a, b), (c, d)) = (self.big(), other.big());
        Self::from_big(a * c, b * d)
    }

    fn big(&self) -> (BigInt, BigInt) {
        match &self.0 {
            Repr::Small { over, under } => (BigInt::from(*over), BigInt::from(*under)),
            Repr::Big(parts) => (parts.0.clone(), parts.1.clone()),
        }
    }

    /// Numerator and denominator without common factors, as text; the one canonical form.
    fn reduced(&self) -> (BigInt, BigInt) {
        let (over, under) = self.big();
        let common = over.gcd(&under);
        if common.is_one() || common.is_zero() { (over, under) } else { (over / &common, under / &common) }
    }

    /// Divides; `None` where the divisor is zero: what 0/0 scores is for the rule to declare.
    #[inline]
    pub fn divided_by(&self, by: &Self) -> Option<Self> {
        if by.is_zero() {
            return None;
        }
        if let (Repr::Small { over: a, under: b }, Repr::Small { over: c, under: d }) = (&self.0, &by.0) {
            let over = times(*a, *d);
            let under = c.checked_abs().and_then(|c| u64::try_from(c).ok()).and_then(|c| c.checked_mul(*b));
            if let (Some(over), Some(under)) = (over, under) {
                return Some(Self(Repr::Small { over: if *c < 0 { over.checked_neg()? } else { over }, under }));
            }
        }
        Some(self.big_quotient(by))
    }

    /// Makes this the quotient of two numbers, in place; false, and nothing changed, where the divisor is zero.
    #[inline]
    pub fn assign_quotient(&mut self, left: &Self, right: &Self) -> bool {
        if let (Repr::Small { over: a, under: b }, Repr::Small { over: c, under: d }) = (&left.0, &right.0)
            && *c > 0
            && let (Some(top), Ok(c)) = (times(*a, *d), u64::try_from(*c))
            && let Some(bottom) = c.checked_mul(*b)
        {
            self.set_small(top, bottom);
            return true;
        }
        match left.divided_by(right) {
            Some(quotient) => *self = quotient,
            None => return false,
        }
        true
    }

    /// Makes this the product of two numbers, in place.
    #[inline]
    pub fn assign_product(&mut self, left: &Self, right: &Self) {
        if let (Repr::Small { over: a, under: b }, Repr::Small { over: c, under: d }) = (&left.0, &right.0)
            && let (Some(top), Some(bottom)) = (product(*a, *c), b.checked_mul(*d))
        {
            self.set_small(top, bottom);
        } else {
            *self = left.big_product(right);
        }
    }

    /// Writes the two words where they stand: a number that was just made costs more to move than to make.
    #[inline]
    fn set_small(&mut self, top: i128, bottom: u64) {
        match &mut self.0 {
            Repr::Small { over, under } => (*over, *under) = (top, bottom),
            Repr::Big(_) => *self = Self(Repr::Small { over: top, under: bottom }),
        }
    }

    #[cold]
    fn big_quotient(&self, by: &Self) -> Self {
        let ((a, b), (c, d)) = (self.big(), by.big());
        Self::from_big(a * d, b * c)
    }

    /// Says whether this is zero.
    #[inline]
    pub fn is_zero(&self) -> bool {
        match &self.0 {
            Repr::Small { over, .. } => *over == 0,
            Repr::Big(parts) => parts.0.is_zero(),
        }
    }

    /// Says whether this is below zero.
    #[inline]
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small { over, .. } => *over < 0,
            Repr::Big(parts) => parts.0.sign() == Sign::Minus,
        }
    }

    /// Says whether this is a whole number.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Repr::Small { under: 1, .. } => true,
            Repr::Small { over, under } => over % i128::from(*under) == 0,
            Repr::Big(parts) => parts.0.is_multiple_of(&parts.1),
        }
    }

    /// This as a whole number, if it is one of that size.
    pub fn to_i64(&self) -> Option<i64> {
        if let Repr::Small { over, under: 1 } = &self.0 {
            return i64::try_from(*over).ok();
        }
        let (over, under) = self.reduced();
        if under.is_one() { over.to_i64() } else { None }
    }

    /// The greatest whole number not above this times ten to the `digits`: a cheap first key for sorting.
    ///
    /// Equal keys do not mean equal numbers; compare those exactly.
    pub fn sort_key(&self, digits: u32) -> Option<i128> {
        match &self.0 {
            Repr::Small { over, under } => {
                over.checked_mul(10i128.checked_pow(digits)?).map(|scaled| scaled.div_euclid(i128::from(*under)))
            }
            Repr::Big(parts) => (&parts.0 * BigInt::from(10).pow(digits)).div_floor(&parts.1).to_i128(),
        }
    }

    /// Rounds to this many decimals.
    #[must_use]
    pub fn rounded(&self, decimals: u8, mode: Rounding) -> Self {
        if let Repr::Small { over, under } = &self.0
            && let Some(scale) = 10u64.checked_pow(u32::from(decimals))
            && let Some(over) = write::rounded(*over, *under, decimals, mode)
        {
            return Self(Repr::Small { over, under: scale });
        }
        let scale = BigInt::from(10).pow(u32::from(decimals));
        let (over, under) = self.big();
        Self::from_big(round_half(&(over * &scale), &under, mode), scale)
    }

    /// Writes this rounded, with exactly this many decimals and a dot: `1.85`.
    pub fn to_fixed(&self, decimals: u8, mode: Rounding) -> String {
        if let Repr::Small { over, under } = &self.0
            && let Some(whole) = write::rounded(*over, *under, decimals, mode)
        {
            return write::dotted(whole < 0, &whole.unsigned_abs().to_string(), decimals);
        }
        let (over, under) = self.big();
        let whole = round_half(&(over * BigInt::from(10).pow(u32::from(decimals))), &under, mode);
        write::dotted(whole.is_negative(), &whole.magnitude().to_string(), decimals)
    }

    /// Writes this exactly: `1.85` where a decimal ends, else `20/3`. [`Number::parse`] reads it back.
    pub fn to_exact(&self) -> String {
        if let Repr::Small { over, under } = &self.0 {
            let (over, under) = write::reduced(*over, *under);
            return match write::decimals(under) {
                Some(decimals) => Self(Repr::Small { over, under }).to_fixed(decimals, Rounding::Down),
                None => format!("{over}/{under}"),
            };
        }
        let (over, mut under) = self.reduced();
        let mut decimals = 0u8;
        let (two, five) = (BigInt::from(2), BigInt::from(5));
        let (mut twos, mut fives) = (0u8, 0u8);
        while under.is_multiple_of(&two) && twos < 40 {
            under /= &two;
            twos += 1;
        }
        while under.is_multiple_of(&five) && fives < 40 {
            under /= &five;
            fives += 1;
        }
        if under.is_one() {
            decimals = decimals.max(twos).max(fives);
            return self.to_fixed(decimals, Rounding::Down);
        }
        let (over, under) = (over, self.reduced().1);
        format!("{over}/{under}")
    }

    /// The lesser of two.
    #[must_use]
    pub fn least(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    /// The greater of two.
    #[must_use]
    pub fn most(self, other: Self) -> Self {
        if other > self { other } else { self }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Repr::Small { over: i128::from(value), under: 1 })
    }
}

impl Ord for Number {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Repr::Small { over: a, under: b }, Repr::Small { over: c, under: d }) = (&self.0, &other.0) {
            if b == d {
                return a.cmp(c);
            }
            if let (Some(left), Some(right)) = (times(*a, *d), times(*c, *b)) {
                return left.cmp(&right);
            }
        }
        self.big_cmp(other)
    }
}

impl PartialOrd for Number {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl std::hash::Hash for Number {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.to_exact().hash(state);
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::ZERO
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_exact())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_exact())
    }
}

#[cfg(test)]
mod tests;
