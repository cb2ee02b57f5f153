//! Exact sums of many numbers without a big fraction at every step.

use num_bigint::{BigInt, BigUint, Sign};

use super::arithmetic::plain_sum;
use super::{Number, Repr};

/// Words of a wide fraction; sums that pass it are carried on the heap.
const WORDS: usize = 16;

/// Adds many numbers exactly; the value is the same as that of adding them one by one.
///
/// Fractions with unlike denominators soon leave machine words. This keeps the sum of a few terms
/// in machine words and merges it into one wide fraction only when it no longer fits.
///
/// # Example: thirds and sevenths
/// ```
/// use thuocdo_base::{Number, Sum};
/// let mut sum = Sum::default();
/// for text in ["1/3", "2/7", "2/3", "5/7"] {
///     sum.add(&Number::parse(text).unwrap());
/// }
/// assert_eq!(sum.total(), Number::from(2));
/// ```
pub struct Sum {
    over: i128,
    under: u64,
    wide: Option<Box<Wide>>,
    /// What did not fit elsewhere.
    rest: Option<Number>,
}

impl Default for Sum {
    fn default() -> Self {
        Self { over: 0, under: 1, wide: None, rest: None }
    }
}

impl Sum {
    /// Adds one number.
    pub fn add(&mut self, number: &Number) {
        match &number.0 {
            Repr::Small { over, under } => match plain_sum(self.over, self.under, *over, *under) {
                Some(Repr::Small { over, under }) => (self.over, self.under) = (over, under),
                _ => {
                    self.flush();
                    (self.over, self.under) = (*over, *under);
                }
            },
            Repr::Big(parts) if parts.0.sign() == Sign::Minus => self.add_rest(number),
            Repr::Big(parts) => {
                let words = |part: &BigInt| part.magnitude().to_u64_digits();
                if !self.wide.get_or_insert_default().add(&words(&parts.0), &words(&parts.1)) {
                    self.add_rest(number);
                }
            }
        }
    }

    /// The sum.
    pub fn total(mut self) -> Number {
        if self.wide.is_none() && self.rest.is_none() {
            return Number(Repr::Small { over: self.over, under: self.under });
        }
        self.flush();
        let wide = self.wide.map(|wide| wide.number()).unwrap_or_default();
        self.rest.map_or(wide.clone(), |rest| &wide + &rest)
    }

    /// Moves the small part into the wide one.
    fn flush(&mut self) {
        let small = Number(Repr::Small { over: self.over, under: self.under });
        let words = self.over.unsigned_abs();
        let fits = !small.is_negative()
            && self.wide.get_or_insert_default().add(&[words as u64, (words >> 64) as u64], &[self.under]);
        if !fits {
            self.add_rest(&small);
        }
        (self.over, self.under) = (0, 1);
    }

    fn add_rest(&mut self, number: &Number) {
        let sum = self.rest.take().map_or_else(|| number.clone(), |rest| &rest + number);
        self.rest = Some(sum);
    }
}

/// A fraction that is not negative, in words from low to high.
#[derive(Clone, Copy)]
struct Wide {
    over: [u64; WORDS],
    under: [u64; WORDS],
    /// Words in use of the longer part.
    used: usize,
}

impl Default for Wide {
    fn default() -> Self {
        let mut one = [0; WORDS];
        one[0] = 1;
        Self { over: [0; WORDS], under: one, used: 1 }
    }
}

impl Wide {
    /// Adds a fraction: over × d + under × c over under × d. False, and nothing changed, if it does not fit.
    fn add(&mut self, over: &[u64], under: &[u64]) -> bool {
        let longest = over.len().max(under.len());
        if self.used + longest + 1 > WORDS {
            return false;
        }
        let (mut top, mut bottom) = ([0; WORDS], [0; WORDS]);
        multiply_add(&mut top, &self.over[..self.used], under);
        multiply_add(&mut top, &self.under[..self.used], over);
        multiply_add(&mut bottom, &self.under[..self.used], under);
        let used = self.used + longest + 1;
        let zeros = |part: &[u64]| part[..used].iter().rev().take_while(|word| **word == 0).count();
        self.used = used - zeros(&top).min(zeros(&bottom));
        (self.over, self.under) = (top, bottom);
        true
    }

    fn number(&self) -> Number {
        let whole = |words: &[u64]| {
            let halves = words.iter().flat_map(|word| [*word as u32, (*word >> 32) as u32]);
            BigInt::from(BigUint::new(halves.collect()))
        };
        Number::from_big(whole(&self.over[..self.used]), whole(&self.under[..self.used]))
    }
}

/// Adds the product of two numbers to a third that has room for it.
fn multiply_add(sum: &mut [u64; WORDS], left: &[u64], right: &[u64]) {
    for (shift, factor) in right.iter().enumerate().filter(|(_, factor)| **factor != 0) {
        let mut carry = 0u128;
        let mut at = shift;
        for word in left {
            let value = u128::from(*word) * u128::from(*factor) + u128::from(sum[at]) + carry;
            sum[at] = value as u64;
            carry = value >> 64;
            at += 1;
        }
        while carry != 0 && at < WORDS {
            let value = u128::from(sum[at]) + carry;
            sum[at] = value as u64;
            carry = value >> 64;
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(over: i64, under: i64) -> Number {
        Number::from(over).divided_by(&Number::from(under)).expect("not zero")
    }

    fn check(terms: &[Number]) {
        let mut sum = Sum::default();
        terms.iter().for_each(|term| sum.add(term));
        assert_eq!(sum.total(), terms.iter().cloned().sum::<Number>());
    }

    #[test]
    fn sums_are_those_of_adding_one_by_one() {
        check(&[]);
        check(&[fraction(1, 3), fraction(-1, 3)]);
        let many: Vec<Number> = (2..900).map(|under| fraction(under * 7 - 50, under)).collect();
        check(&many);
        check(&many[..40]);
        let products: Vec<Number> = many.chunks(9).map(|part| part.iter().cloned().sum()).collect();
        check(&products);
        check(&[Number::parse(&"9".repeat(60)).expect("a number"), fraction(-5, 7), fraction(i64::MAX, 3)]);
    }
}
