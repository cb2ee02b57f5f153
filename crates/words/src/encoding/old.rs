//! Letters of the fonts from before Unicode: what was typed in `.VnTime` (TCVN3) or `VNI-Times` (VNI).
//!
//! Both kept Vietnamese letters at the places of Western ones; programs that know no font show `TØnh` for `Tỉnh`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::syllable;

/// An encoding from before Unicode (bảng mã cũ).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Old {
    /// TCVN 5712, third set: fonts whose names begin with `.Vn`.
    Tcvn3,
    /// Two signs for most letters: fonts whose names begin with `VNI-`.
    Vni,
}

/// Letters at A1–AF; then come the five marks at B0–B4.
const TCVN3_LOW: &str = "ĂÂÊÔƠƯĐăâêôơưđẰ";
const TCVN3_MARKS: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];
/// Letters at B5–FF.
const TCVN3_HIGH: &str = "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ";

/// Small letters and how they are typed; large ones are typed with large signs.
const VNI: &str = "á aù|à aø|ả aû|ã aõ|ạ aï|ă aê|ắ aé|ằ aè|ẳ aú|ẵ aü|ặ aë|â aâ|ấ aá|ầ aà|ẩ aå|ẫ aã|ậ aä|\
    é eù|è eø|ẻ eû|ẽ eõ|ẹ eï|ê eâ|ế eá|ề eà|ể eå|ễ eã|ệ eä|í í|ì ì|ỉ æ|ĩ ó|ị ò|ó où|ò oø|ỏ oû|õ oõ|ọ oï|\
    ô oâ|ố oá|ồ oà|ổ oå|ỗ oã|ộ oä|ơ ô|ớ ôù|ờ ôø|ở ôû|ỡ ôõ|ợ ôï|ú uù|ù uø|ủ uû|ũ uõ|ụ uï|\
    ư ö|ứ öù|ừ öø|ử öû|ữ öõ|ự öï|ý yù|ỳ yø|ỷ yû|ỹ yõ|ỵ î|đ ñ";

/// Reads text that was typed in an old font.
///
/// # Example: one word in both encodings
/// ```
/// use thuocdo_words::encoding::{Old, decode};
/// assert_eq!(decode(Old::Tcvn3, "®iÓm chuÈn"), "điểm chuẩn");
/// assert_eq!(decode(Old::Vni, "ñieåm chuaån"), "điểm chuẩn");
/// ```
pub fn decode(old: Old, text: &str) -> String {
    match old {
        Old::Tcvn3 => raised(&text.chars().map(of_tcvn3).nfc().collect::<String>(), text),
        Old::Vni => of_vni(text),
    }
}

/// Writes text as it is typed in an old font; what the font does not have stays.
pub fn encode(old: Old, text: &str) -> String {
    match old {
        Old::Tcvn3 => text.nfc().map(to_tcvn3).collect(),
        Old::Vni => text.nfc().map(to_vni).collect(),
    }
}

/// Which old font a text was typed in; `None`: it is proper text, or cannot be told.
///
/// All texts of one document vote: a word such as `Có` is proper in Unicode and means `Cú` in TCVN3.
pub fn guess<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Old> {
    let (mut proper, mut tcvn3, mut vni) = (0_usize, 0_usize, 0_usize);
    for word in texts.into_iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && !is_sign(c))) {
        if word.is_ascii() {
            continue;
        }
        let is_proper = word.nfc().any(is_ours);
        proper += usize::from(is_proper || syllable::sounds(word));
        tcvn3 += usize::from(!is_proper && syllable::sounds(&decode(Old::Tcvn3, word)));
        vni += usize::from(!is_proper && syllable::sounds(&decode(Old::Vni, word)));
    }
    match (proper, tcvn3, vni) {
        _ if tcvn3 > proper && tcvn3 > vni => Some(Old::Tcvn3),
        _ if vni > proper => Some(Old::Vni),
        _ => None,
    }
}

/// Signs of the upper half that stand for letters in old fonts.
fn is_sign(c: char) -> bool {
    ('\u{a1}'..='\u{ff}').contains(&c)
}

/// Letters that nobody has but Vietnamese, as far as old fonts are concerned.
fn is_ours(c: char) -> bool {
    matches!(c, 'ă' | 'Ă' | 'đ' | 'Đ' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | 'ĩ' | 'Ĩ' | 'ũ' | 'Ũ' | '\u{1ea0}'..='\u{1ef9}')
        || is_combining_mark(c)
}

fn of_tcvn3(sign: char) -> char {
    let place = u32::from(sign);
    let at = |from: u32| usize::try_from(place.wrapping_sub(from)).unwrap_or(usize::MAX);
    let found = match place {
        0xa1..=0xaf => TCVN3_LOW.chars().nth(at(0xa1)),
        0xb0..=0xb4 => TCVN3_MARKS.get(at(0xb0)).copied(),
        0xb5..=0xff => TCVN3_HIGH.chars().nth(at(0xb5)),
        _ => None,
    };
    found.unwrap_or(sign)
}

fn to_tcvn3(letter: char) -> String {
    let place = |letters: &str, from: u32| {
        let at = letters.chars().position(|known| known == letter)?;
        char::from_u32(from + u32::try_from(at).ok()?)
    };
    if letter.is_ascii() {
        return letter.to_string();
    }
    // The third set has the small letters, and large ones without tones.
    if !letter.is_uppercase() || "ĂÂÊÔƠƯĐ".contains(letter) {
        return place(TCVN3_LOW, 0xa1).or_else(|| place(TCVN3_HIGH, 0xb5)).unwrap_or(letter).to_string();
    }
    let parts: Vec<char> = std::iter::once(letter).nfd().collect();
    let tone = parts.iter().find_map(|part| TCVN3_MARKS.iter().position(|mark| mark == part));
    let Some(tone) = tone else { return letter.to_string() };
    let bare: String = parts.iter().copied().filter(|part| !TCVN3_MARKS.contains(part)).nfc().collect();
    let mark = char::from_u32(0xb0 + u32::try_from(tone).unwrap_or(0)).unwrap_or(letter);
    bare.chars().map(to_tcvn3).chain([mark.to_string()]).collect()
}

/// Fonts for titles show small letters as large ones: where all plain letters are large, the others were meant so.
fn raised(text: &str, typed: &str) -> String {
    let plain = || typed.chars().filter(char::is_ascii_alphabetic);
    if plain().count() > 1 && plain().all(|c| c.is_ascii_uppercase()) { text.to_uppercase() } else { text.to_owned() }
}

fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    VNI.split('|').filter_map(|pair| pair.trim().split_once(' '))
}

fn of_vni(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let two = rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at);
        let known = [two, first.len_utf8()].into_iter().find_map(|end| {
            let typed = &rest[..end];
            let small = typed.to_lowercase();
            let letter = pairs().find(|(_, signs)| *signs == small)?.0;
            // A large letter may be followed by a small sign, and the other way round: the letter itself decides.
            Some((if first.is_uppercase() { letter.to_uppercase() } else { letter.to_owned() }, end))
        });
        let (letter, end) = known.unwrap_or_else(|| (first.to_string(), first.len_utf8()));
        read.push_str(&letter);
        rest = &rest[end..];
    }
    read
}

fn to_vni(letter: char) -> String {
    let small: String = letter.to_lowercase().collect();
    match pairs().find(|(known, _)| *known == small) {
        Some((_, signs)) if letter.is_uppercase() => signs.to_uppercase(),
        Some((_, signs)) => signs.to_owned(),
        None => letter.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters() -> Vec<char> {
        let small = "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệfghiíìỉĩịjklmnoóòỏõọôốồổỗộơớờởỡợpqrstuúùủũụưứừửữựvwxyýỳỷỹỵz";
        let marked: Vec<char> = small.chars().filter(|c| !c.is_ascii()).collect();
        marked.iter().copied().chain(marked.iter().flat_map(|c| c.to_uppercase())).collect()
    }

    #[test]
    fn all_134_letters_come_back_from_both_old_encodings() {
        let letters = letters();
        assert_eq!(letters.len(), 134);
        for old in [Old::Tcvn3, Old::Vni] {
            for letter in &letters {
                let text = letter.to_string();
                let typed = encode(old, &text);
                assert!(typed.chars().all(|c| u32::from(c) <= 0xff), "{letter} is typed {typed:?} in {old:?}");
                assert_eq!(decode(old, &typed), text, "{letter} in {old:?}");
            }
        }
    }

    #[test]
    fn sentences_are_told_apart_by_their_sounds() {
        let proper = "Số cuộc họp chuyển đổi số của xã có Bí thư, Chủ tịch chủ trì; tổng số cuộc họp";
        assert_eq!(guess([proper]), None);
        assert_eq!(guess(["Có", "Đạt", "Không"]), None);
        assert_eq!(guess(["Report no. 12", "100%", "café"]), None);
        for old in [Old::Tcvn3, Old::Vni] {
            let typed = encode(old, proper);
            assert_eq!(guess([typed.as_str()]), Some(old), "{typed}");
            assert_eq!(decode(old, &typed), proper);
        }
    }

    #[test]
    fn titles_in_a_font_of_large_letters_are_large() {
        assert_eq!(decode(Old::Tcvn3, "Bé CHØ Sè"), "BỘ CHỈ SỐ");
        assert_eq!(decode(Old::Tcvn3, "Bé chØ sè"), "Bộ chỉ số");
    }
}
