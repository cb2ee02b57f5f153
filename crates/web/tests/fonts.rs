//! The embedded fonts have every letter and sign that pages use, and digits of one width.

use std::collections::BTreeSet;

use font_subset::{Font, FontReader};
use thuocdo_web::assets;

/// Letters of Vietnamese beside plain Latin, lower case.
const LETTERS: &str = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ";
const SIGNS: &str = "→←≥▲▼₫–—…“”−×÷·";

fn bytes(address: &str) -> &'static [u8] {
    let file = address.rsplit('/').next().expect("a name");
    assets::find(file).expect("an asset").plain
}

#[test]
fn every_letter_and_sign_is_there() {
    for address in [assets::FONT_400_WOFF2, assets::FONT_700_WOFF2, assets::FONT_400_ITALIC_WOFF2] {
        let reader = FontReader::new(bytes(address)).expect("a font file");
        let font = reader.read().expect("a font");
        let letters = LETTERS.chars().flat_map(|letter| letter.to_uppercase().chain([letter]));
        let missing: BTreeSet<char> =
            letters.chain(('!'..='~').chain(SIGNS.chars())).filter(|letter| !font.contains_char(*letter)).collect();
        assert!(missing.is_empty(), "{address} lacks {missing:?}");
    }
    assert_eq!(LETTERS.chars().count(), 67, "all letters with marks");
}

#[test]
fn digits_have_equal_width() {
    let reader = FontReader::new(bytes(assets::FONT_700_WOFF2)).expect("a font file");
    let font: Font<'_> = reader.read().expect("a font");
    let digits: BTreeSet<char> = ('0'..='9').collect();
    let ttf = font.subset(&digits).expect("a subset").to_opentype();
    let widths = advances(&ttf);
    assert!(widths.len() >= 2, "the empty glyph, then digits; the last width holds for all that follow");
    assert!(widths[1..].windows(2).all(|pair| pair[0] == pair[1]), "{widths:?}");
}

/// Advance widths of all glyphs, from the tables `hhea` and `hmtx`.
fn advances(ttf: &[u8]) -> Vec<u16> {
    let word = |at: usize| u16::from_be_bytes([ttf[at], ttf[at + 1]]);
    let table = |name: &[u8; 4]| {
        let records = (0..usize::from(word(4))).map(|index| 12 + 16 * index);
        let record = records.into_iter().find(|at| &ttf[*at..at + 4] == name).expect("a table");
        u32::from_be_bytes(ttf[record + 8..record + 12].try_into().expect("four bytes")) as usize
    };
    let count = usize::from(word(table(b"hhea") + 34));
    (0..count).map(|index| word(table(b"hmtx") + 4 * index)).collect()
}
