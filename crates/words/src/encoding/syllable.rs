//! What sounds Vietnamese: how a syllable may begin, go on and end.

use unicode_normalization::UnicodeNormalization;

const STARTS: [&str; 27] = [
    "ngh", "ng", "nh", "gh", "gi", "ch", "kh", "ph", "th", "tr", "qu", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "r", "s", "t", "v", "x",
];
const VOWELS: &str = " a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iu oa oă oe oi ôi ơi ua uâ uê ui uô uơ \
    uy ưa ưi ươ ưu iêu oai oay oeo oao uây uôi uya uyê uyu ươi ươu yê yêu uêu ";
const ENDS: [&str; 9] = ["ch", "ng", "nh", "c", "m", "n", "p", "t", ""];
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Whether a word could be one Vietnamese syllable with at most one tone.
pub(super) fn sounds(word: &str) -> bool {
    let lower = word.to_lowercase();
    let tones = lower.nfd().filter(|c| TONES.contains(c)).count();
    let bare: String = lower.nfd().filter(|c| !TONES.contains(c)).nfc().collect();
    let mut starts = STARTS.into_iter().chain([""]).filter_map(|start| bare.strip_prefix(start));
    let rest_sounds = |rest: &str| {
        let vowel = |end: &str| rest.strip_suffix(end).filter(|vowel| !vowel.is_empty());
        ENDS.into_iter().filter_map(vowel).any(|vowel| VOWELS.contains(&format!(" {vowel} ")))
    };
    tones <= 1 && starts.any(rest_sounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_known_from_other_words() {
        for word in ["nghiệp", "quyết", "Ủy", "giá", "được", "khuỷu", "à", "yếu", "quá", "gì"] {
            assert!(sounds(word), "{word}");
        }
        for word in ["®iÓm", "chuaån", "xyz", "được2", "tốốt", "b", ""] {
            assert!(!sounds(word), "{word}");
        }
    }
}
