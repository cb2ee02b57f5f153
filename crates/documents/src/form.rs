//! Rules of the two families of documents: decree 30/2020/NĐ-CP for the State, guidance 36-HD/VPTW for the Party.

use thuocdo_base::Message;
use thuocdo_words::{Lang, Locale};

/// What stands where something is still to be written by hand.
pub const DOTS: &str = "......";

/// Whose form a document has (thể thức).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Decree 30/2020/NĐ-CP.
    #[default]
    State,
    /// Guidance 36-HD/VPTW.
    Party,
}

impl Family {
    /// Both.
    pub const ALL: [Self; 2] = [Self::State, Self::Party];

    /// The word in addresses, forms and the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::State => "nha-nuoc",
            Self::Party => "dang",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.word() == word)
    }

    /// Size of running text in points: 14 in the State, where 13 is allowed, and 14 in the Party, where 15 is.
    pub fn points(self) -> u8 {
        14
    }
}

/// A family in a language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Whose form.
    pub family: Family,
    /// Language of the words that the form itself brings.
    pub lang: Lang,
}

/// In whose name somebody signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Capacity {
    /// As head of the body.
    #[default]
    Own,
    /// For a body that decides together (thay mặt).
    OnBehalf,
    /// Acting head (quyền).
    Acting,
    /// Deputy for the head (ký thay).
    Deputy,
    /// By order of the head (thừa lệnh).
    ByOrder,
    /// By authority of the head (thừa ủy quyền).
    ByAuthority,
}

impl Capacity {
    /// All, in the order of forms.
    pub const ALL: [Self; 6] =
        [Self::Own, Self::OnBehalf, Self::Acting, Self::Deputy, Self::ByOrder, Self::ByAuthority];

    /// The word in forms and the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "",
            Self::OnBehalf => "tm",
            Self::Acting => "q",
            Self::Deputy => "kt",
            Self::ByOrder => "tl",
            Self::ByAuthority => "tuq",
        }
    }

    /// Reads the word; an unknown one is the head.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|capacity| capacity.word() == word).unwrap_or_default()
    }

    /// What stands before the body or office: `TM.` in the State, `T/M` in the Party.
    pub fn mark(self, family: Family) -> &'static str {
        match (self, family) {
            (Self::Own, _) => "",
            (Self::OnBehalf, Family::State) => "TM. ",
            (Self::OnBehalf, Family::Party) => "T/M ",
            (Self::Acting, _) => "Q. ",
            (Self::Deputy, Family::State) => "KT. ",
            (Self::Deputy, Family::Party) => "K/T ",
            (Self::ByOrder, Family::State) => "TL. ",
            (Self::ByOrder, Family::Party) => "T/L ",
            (Self::ByAuthority, Family::State) => "TUQ. ",
            (Self::ByAuthority, Family::Party) => "T/UQ ",
        }
    }
}

impl Form {
    /// The words of its language.
    pub fn locale(self) -> Locale {
        crate::locale(self.lang)
    }

    /// Number and notation: `Số: 05/QĐ-UBND` in the State, `Số 05-QĐ/TU` in the Party; dots where it is open.
    pub fn number(self, words: &Locale, number: &str, notation: &str) -> String {
        let key = match self.family {
            Family::State => "documents-number-state",
            Family::Party => "documents-number-party",
        };
        words.render(&Message::new(key).text("number", self.numbered(number, notation)))
    }

    /// Number and notation as a sentence names them: `05/QĐ-UBND`, `05-QĐ/TU`.
    pub fn numbered(self, number: &str, notation: &str) -> String {
        let number = if number.trim().is_empty() { ".........".to_owned() } else { padded(number.trim()) };
        match self.family {
            Family::State => format!("{number}/{notation}"),
            Family::Party => format!("{number}-{notation}"),
        }
    }

    /// Notation of a kind of document: `BC-UBND` in the State, `BC/ĐU` in the Party; a letter has the body alone first.
    pub fn notation(self, kind: &str, body: &str) -> String {
        match (self.family, kind) {
            (Family::State, "CV") => body.to_owned(),
            (Family::State, kind) => format!("{kind}-{body}"),
            (Family::Party, kind) => format!("{kind}/{body}"),
        }
    }

    /// Place and date: a zero before days below ten and before January and February; dots where the day is open.
    pub fn dateline(self, words: &Locale, place: &str, date: &str, year: &str) -> String {
        let place = if place.is_empty() { DOTS } else { place };
        let said = Message::new("documents-dateline").text("place", place);
        words.render(&with_day(said, date, year))
    }

    /// A date in a sentence: `ngày 05 tháng 01 năm 2026`.
    pub fn day(self, words: &Locale, date: &str, year: &str) -> String {
        words.render(&with_day(Message::new("documents-day"), date, year))
    }

    /// How the text ends: `./.` in the State, `.` in the Party.
    pub fn end(self) -> &'static str {
        match self.family {
            Family::State => "./.",
            Family::Party => ".",
        }
    }
}

fn with_day(said: Message, date: &str, year: &str) -> Message {
    let parts: Vec<&str> = date.split('-').collect();
    let (day, month, year) = match parts.as_slice() {
        [year, month, day] => ((*day).to_owned(), spoken_month(month).to_owned(), *year),
        _ => (DOTS.to_owned(), DOTS.to_owned(), if year.is_empty() { DOTS } else { year }),
    };
    said.text("day", day).text("month", month).text("year", year)
}

/// A number below ten gets a zero; what is not a plain number stays as it was written.
pub fn padded(number: &str) -> String {
    match number.parse::<u32>() {
        Ok(value) if value < 10 => format!("0{value}"),
        _ => number.to_owned(),
    }
}

/// A month as it is written: with a zero in January and February alone.
pub fn spoken_month(month: &str) -> &str {
    match month {
        "01" | "02" => month,
        _ => month.trim_start_matches('0'),
    }
}

/// Roman number of an annex, from 1.
pub fn roman(mut number: usize) -> String {
    const DIGITS: [(usize, &str); 9] =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut text = String::new();
    for (value, digit) in DIGITS {
        while number >= value {
            text.push_str(digit);
            number -= value;
        }
    }
    text
}

/// Ends each line of a list of legal bases with a semicolon, the last with a full stop.
pub fn bases(lines: &[String]) -> Vec<String> {
    listed(lines, ";", ".")
}

/// Ends each recipient with a semicolon, the last with a full stop; each begins with a dash.
pub fn recipients(lines: &[String]) -> Vec<String> {
    let dashed: Vec<String> = lines.iter().map(|line| format!("- {}", line.trim_start_matches('-').trim())).collect();
    listed(&dashed, ";", ".")
}

fn listed(lines: &[String], between: &str, last: &str) -> Vec<String> {
    let count = lines.len();
    let bare = |line: &String| {
        let line = line.trim();
        let is_open = line.ends_with(DOTS);
        if is_open { line.to_owned() } else { line.trim_end_matches([';', '.', ',']).to_owned() }
    };
    let end = |place: usize| if place + 1 == count { last } else { between };
    lines.iter().enumerate().map(|(place, line)| format!("{}{}", bare(line), end(place))).collect()
}

/// Kinds of bodies by which names begin.
const BODIES: [&str; 7] = ["chủ tịch", "ủy ban nhân dân", "ubnd", "đảng ủy", "tỉnh ủy", "tỉnh", "thành phố"];

/// Kinds of commune-level units by which names begin.
const COMMUNES: [&str; 4] = ["xã", "phường", "thị trấn", "đặc khu"];

fn starts(name: &str, with: &str) -> bool {
    name.to_lowercase().strip_prefix(with).is_some_and(|rest| rest.starts_with(' '))
}

/// Whether a name begins with the kind of a commune-level unit.
pub fn is_commune(name: &str) -> bool {
    COMMUNES.iter().any(|kind| starts(name, kind))
}

/// The place in a name: what is left without the kind of body or unit it is.
pub fn place(name: &str) -> String {
    let mut rest = name.trim();
    while let Some(kind) = BODIES.iter().chain(&COMMUNES).find(|kind| starts(rest, kind)) {
        let taken: usize = rest.chars().take(kind.chars().count()).map(char::len_utf8).sum();
        rest = rest[taken..].trim_start();
    }
    rest.split(" (").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: Form = Form { family: Family::State, lang: Lang::Vi };
    const PARTY: Form = Form { family: Family::Party, lang: Lang::Vi };

    #[test]
    fn numbers_below_ten_have_two_digits_and_each_family_its_own_style() {
        let words = STATE.locale();
        assert_eq!(STATE.number(&words, "5", "QĐ-UBND"), "Số: 05/QĐ-UBND");
        assert_eq!(STATE.number(&words, "127", "BC-UBND"), "Số: 127/BC-UBND");
        assert_eq!(PARTY.number(&words, "127", "QĐ/TW"), "Số 127-QĐ/TW");
        assert_eq!(PARTY.number(&words, "7", "QĐ/TU"), "Số 07-QĐ/TU");
        assert_eq!(STATE.number(&words, "12a", "BC-UBND"), "Số: 12a/BC-UBND");
    }

    #[test]
    fn a_number_that_is_open_is_dots() {
        let words = STATE.locale();
        assert_eq!(STATE.number(&words, " ", "BC-UBND"), "Số: ........./BC-UBND");
        assert_eq!(PARTY.number(&words, "", "BC/ĐU"), "Số .........-BC/ĐU");
    }

    #[test]
    fn notations_join_kind_and_body_in_the_way_of_the_family() {
        assert_eq!(STATE.notation("BC", "UBND"), "BC-UBND");
        assert_eq!(STATE.notation("CV", "SNV-CCHC"), "SNV-CCHC");
        assert_eq!(PARTY.notation("BC", "ĐU"), "BC/ĐU");
        assert_eq!(PARTY.notation("CV", "VPTU"), "CV/VPTU");
    }

    #[test]
    fn days_below_ten_have_a_zero_and_of_the_months_january_and_february_alone() {
        let words = STATE.locale();
        let line = |date: &str| STATE.dateline(&words, "Khánh Hòa", date, "2026");
        assert_eq!(line("2026-01-05"), "Khánh Hòa, ngày 05 tháng 01 năm 2026");
        assert_eq!(line("2026-03-05"), "Khánh Hòa, ngày 05 tháng 3 năm 2026");
        assert_eq!(line("2026-11-30"), "Khánh Hòa, ngày 30 tháng 11 năm 2026");
        assert_eq!(line(""), "Khánh Hòa, ngày ...... tháng ...... năm 2026");
        assert_eq!(["01", "02", "03", "11"].map(spoken_month), ["01", "02", "3", "11"]);
    }

    #[test]
    fn signatures_are_marked_in_the_way_of_the_family() {
        assert_eq!(Capacity::OnBehalf.mark(Family::State), "TM. ");
        assert_eq!(Capacity::OnBehalf.mark(Family::Party), "T/M ");
        assert_eq!(Capacity::of("kt").mark(Family::State), "KT. ");
        assert_eq!(Capacity::of("what"), Capacity::Own);
    }

    #[test]
    fn bases_and_recipients_end_as_a_list_ends() {
        let lines = ["Căn cứ một.".to_owned(), "Căn cứ hai".to_owned()];
        assert_eq!(bases(&lines), ["Căn cứ một;", "Căn cứ hai."]);
        assert_eq!(recipients(&["Như trên".to_owned(), "- Lưu: VT".to_owned()]), ["- Như trên;", "- Lưu: VT."]);
    }

    #[test]
    fn annexes_have_roman_numbers() {
        assert_eq!([1, 4, 9, 14, 40].map(roman), ["I", "IV", "IX", "XIV", "XL"]);
    }

    #[test]
    fn the_text_ends_in_the_way_of_the_family() {
        assert_eq!((STATE.end(), PARTY.end()), ("./.", "."));
    }

    #[test]
    fn a_place_is_the_name_without_its_kind() {
        assert_eq!(place("Chủ tịch Ủy ban nhân dân tỉnh Mẫu (minh họa)"), "Mẫu");
        assert_eq!(place("Ủy ban nhân dân phường Nha Trang"), "Nha Trang");
        assert_eq!(place("Xãng"), "Xãng");
        assert!(is_commune("Xã Mẫu 1") && !is_commune("Sở Nội vụ"));
    }
}
