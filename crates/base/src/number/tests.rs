use super::*;

fn number(text: &str) -> Number {
    Number::parse(text).expect(text)
}

#[test]
fn text_comes_back_exactly() {
    for text in ["0", "7.04", "-0.5", "20/3", "-1/7", "123456789012345678901234567890.12345"] {
        assert_eq!(number(text).to_exact(), text);
    }
    assert_eq!(number("7.040").to_exact(), "7.04");
    assert_eq!(number("10/4").to_exact(), "2.5");
}

#[test]
fn words_and_heap_are_written_and_rounded_alike() {
    let heap = |over: i128, under: u64| Number(Repr::Big(Arc::new((BigInt::from(over), BigInt::from(under)))));
    let overs = [0, 1, -1, 2, 5, -25, 50, 185, -1999, 99_995, 123_456_789, i128::from(u64::MAX), -(1 << 100)];
    let unders = [1, 2, 3, 4, 5, 7, 8, 10, 40, 100, 125, 999, 1_000, 1 << 40, 1 << 41, 5u64.pow(20), u64::MAX];
    for (over, under) in overs.iter().flat_map(|over| unders.iter().map(move |under| (*over, *under))) {
        let (words, heap) = (Number(Repr::Small { over, under }), heap(over, under));
        assert_eq!(words.to_exact(), heap.to_exact(), "{over}/{under}");
        for mode in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down, Rounding::Up] {
            for decimals in [0, 1, 2, 4, 12, 19, 25] {
                let told = format!("{over}/{under} to {decimals}");
                assert_eq!(words.to_fixed(decimals, mode), heap.to_fixed(decimals, mode), "{told}");
                assert_eq!(words.rounded(decimals, mode), heap.rounded(decimals, mode), "{told}");
            }
        }
    }
}

#[test]
fn long_exact_totals_are_read_back() {
    let primes = (1_001..1_200i64).step_by(2).map(|under| Number::ONE.divided_by(&Number::from(under)));
    let total: Number = primes.map(|share| share.expect("not zero")).sum();
    let text = total.to_exact();
    assert!(text.len() > 120, "{text}");
    assert_eq!(Number::parse(&text), Ok(total));
}

#[test]
fn what_is_not_a_number_is_refused() {
    for text in ["", "-", ".", "1.", ".5", "1,5", "1e3", "NaN", "+1", "1/0", "1 2", "٣"] {
        assert!(Number::parse(text).is_err(), "{text}");
    }
    assert_eq!(Number::parse(&"9".repeat(61)), Err(NumberError::TooLong));
}

#[test]
fn rounding_is_what_the_file_says() {
    let value = number("51.85");
    let shown =
        [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down, Rounding::Up].map(|mode| value.to_fixed(1, mode));
    assert_eq!(shown, ["51.9", "51.8", "51.8", "51.9"]);
    assert_eq!(number("-51.85").to_fixed(1, Rounding::HalfUp), "-51.9");
    assert_eq!(number("-0.04").to_fixed(1, Rounding::HalfUp), "0.0");
    assert_eq!(number("0.05").to_fixed(2, Rounding::HalfUp), "0.05");
}

#[test]
fn results_in_place_are_those_of_the_operators() {
    let numbers = ["0", "1", "-7/3", "0.05", "123456789012345678901234567890.5", "1/18446744073709551615"].map(number);
    for (left, right) in numbers.iter().flat_map(|left| numbers.iter().map(move |right| (left, right))) {
        for mut place in numbers.clone() {
            place.assign_product(left, right);
            assert_eq!(place, left * right);
            let before = place.clone();
            assert_eq!(place.assign_quotient(left, right), !right.is_zero());
            assert_eq!(place, left.divided_by(right).unwrap_or(before));
        }
    }
}

#[test]
fn sums_beyond_machine_words_stay_exact() {
    let mut total = Number::ZERO;
    for under in 2..200i64 {
        total += &Number::ONE.divided_by(&Number::from(under)).expect("not zero");
    }
    for under in 2..200i64 {
        total = &total - &Number::ONE.divided_by(&Number::from(under)).expect("not zero");
    }
    assert_eq!(total, Number::ZERO);
}
