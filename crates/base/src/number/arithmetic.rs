//! Sums, products and halves: small ones in machine words, others on the heap.

use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, Zero};

use super::{Number, Repr, Rounding};

/// Divides whole by whole and rounds the quotient; `under` is positive.
pub(super) fn round_half(over: &BigInt, under: &BigInt, mode: Rounding) -> BigInt {
    let (quotient, rest) = over.abs().div_rem(under);
    let twice = &rest * 2u8;
    let up = match mode {
        Rounding::Down => false,
        Rounding::Up => !rest.is_zero(),
        Rounding::HalfUp => &twice >= under,
        Rounding::HalfEven => &twice > under || (&twice == under && quotient.is_odd()),
    };
    let size = if up { quotient + 1u8 } else { quotient };
    if over.is_negative() { -size } else { size }
}

fn sum(left: &Number, right: &Number, minus: bool) -> Number {
    if let (Repr::Small { over: a, under: b }, Repr::Small { over: c, under: d }) = (&left.0, &right.0) {
        let signed = if minus { c.checked_neg() } else { Some(*c) };
        if let Some(small) = signed.and_then(|c| small_sum(*a, *b, c, *d)) {
            return Number(small);
        }
    }
    let ((a, b), (c, d)) = (left.big(), right.big());
    let c = if minus { -c } else { c };
    if b == d { Number::from_big(a + c, b) } else { Number::from_big(a * &d + c * &b, b * d) }
}

/// Adds fractions in machine words; `None` if the sum does not fit, even by the least common denominator.
#[inline]
fn small_sum(a: i128, b: u64, c: i128, d: u64) -> Option<Repr> {
    plain_sum(a, b, c, d).or_else(|| {
        let common = b.gcd(&d);
        let under = (b / common).checked_mul(d)?;
        let over = times(a, d / common)?.checked_add(times(c, b / common)?)?;
        Some(Repr::Small { over, under })
    })
}

/// As [`small_sum`], but gives up before it looks for a common divisor.
#[inline]
pub(super) fn plain_sum(a: i128, b: u64, c: i128, d: u64) -> Option<Repr> {
    if b == d {
        return Some(Repr::Small { over: a.checked_add(c)?, under: b });
    }
    if let Some(by) = whole_quotient(b, d) {
        return Some(Repr::Small { over: a.checked_add(times(c, by)?)?, under: b });
    }
    if let Some(by) = whole_quotient(d, b) {
        return Some(Repr::Small { over: times(a, by)?.checked_add(c)?, under: d });
    }
    let over = times(a, d)?.checked_add(times(c, b)?)?;
    Some(Repr::Small { over, under: b.checked_mul(d)? })
}

/// How often `less` goes into `more`, if it goes without rest.
#[inline]
fn whole_quotient(more: u64, less: u64) -> Option<u64> {
    if less == 1 {
        return Some(more);
    }
    (more > less && more.is_multiple_of(less)).then(|| more / less)
}

/// A product that is cheap where the first factor fits one machine word, as nearly always.
#[inline]
pub(super) fn times(over: i128, by: u64) -> Option<i128> {
    match i64::try_from(over) {
        Ok(over) => Some(i128::from(over) * i128::from(by)),
        Err(_) => {
            let (size, by) = (over.unsigned_abs(), u128::from(by));
            let low = (size & u128::from(u64::MAX)) * by;
            let high = (size >> 64) * by + (low >> 64);
            let size = i128::try_from((high << 64) | (low & u128::from(u64::MAX))).ok()?;
            if high >> 63 != 0 { None } else { Some(if over < 0 { -size } else { size }) }
        }
    }
}

/// As [`times`], for two numerators.
#[inline]
pub(super) fn product(left: i128, right: i128) -> Option<i128> {
    match (i64::try_from(left), i64::try_from(right)) {
        (Ok(left), Ok(right)) => Some(i128::from(left) * i128::from(right)),
        _ => left.checked_mul(right),
    }
}

impl Add for &Number {
    type Output = Number;
    fn add(self, other: Self) -> Number {
        sum(self, other, false)
    }
}

impl Sub for &Number {
    type Output = Number;
    fn sub(self, other: Self) -> Number {
        sum(self, other, true)
    }
}

impl AddAssign<&Self> for Number {
    fn add_assign(&mut self, other: &Self) {
        *self = &*self + other;
    }
}

impl Mul for &Number {
    type Output = Number;
    #[inline]
    fn mul(self, other: Self) -> Number {
        if let (Repr::Small { over: a, under: b }, Repr::Small { over: c, under: d }) = (&self.0, &other.0)
            && let (Some(over), Some(under)) = (product(*a, *c), b.checked_mul(*d))
        {
            return Number(Repr::Small { over, under });
        }
        self.big_product(other)
    }
}

impl Neg for Number {
    type Output = Self;
    fn neg(self) -> Self {
        &Self::ZERO - &self
    }
}

impl std::iter::Sum for Number {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::ZERO, |total, value| &total + &value)
    }
}
