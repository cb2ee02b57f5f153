//! Order and search of Vietnamese names and of codes.

use std::cmp::Ordering;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Sorts names by the Vietnamese alphabet, Đ after D, Ă and Â after A; numbers in them as numbers.
pub fn sort_by_name<T>(items: &mut [T], name: impl Fn(&T) -> &str) {
    let collator = collator();
    items.sort_by(|a, b| collator.compare(name(a), name(b)));
}

fn collator() -> CollatorBorrowed<'static> {
    let mut preferences = CollatorPreferences::from(locale!("vi"));
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    #[expect(clippy::expect_used, reason = "the collation data is compiled in")]
    Collator::try_new(preferences, CollatorOptions::default()).expect("Vietnamese collation is compiled in")
}

/// Folds text for search: no marks, đ → d, lower case; `Hòa`, `Hoà` and `hoa` fold alike.
///
/// # Example: search without accents
/// ```
/// assert_eq!(thuocdo_words::collate::fold("Diên Khánh, Đặc khu"), "dien khanh, dac khu");
/// ```
pub fn fold(text: &str) -> String {
    let bare = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    bare.map(|c| if c == 'đ' { 'd' } else { c }).collect()
}

/// Compares codes part by part, numbers as numbers: 4.2 < 4.10 < 4.22.11.
///
/// # Example: natural order
/// ```
/// use thuocdo_words::collate::compare_codes;
/// assert!(compare_codes("4.2", "4.10").is_lt());
/// ```
pub fn compare_codes(left: &str, right: &str) -> Ordering {
    let key = |code: &str| -> Vec<(u64, String)> {
        code.split('.').map(|part| (part.parse().unwrap_or(u64::MAX), part.to_owned())).collect()
    };
    key(left).cmp(&key(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_vietnamese_alphabet() {
        let mut names = ["Đà Nẵng", "Ân Thi", "Dĩ An", "An Giang", "Ăn", "Hà Nội"];
        sort_by_name(&mut names, |name| name);
        assert_eq!(names, ["An Giang", "Ăn", "Ân Thi", "Dĩ An", "Đà Nẵng", "Hà Nội"]);
    }

    #[test]
    fn numbers_in_names_follow_their_size() {
        let mut names = ["Phường 10", "Phường 2", "Phường 1", "Phường Ba"];
        sort_by_name(&mut names, |name| name);
        assert_eq!(names, ["Phường 1", "Phường 2", "Phường 10", "Phường Ba"]);
    }

    #[test]
    fn tone_placement_does_not_matter_to_search() {
        assert_eq!(fold("Hòa"), fold("Hoà"));
    }
}
