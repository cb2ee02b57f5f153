//! Every address of the portal, in one table: Vietnamese without accents, English below `/en`.

use std::fmt::Write as _;

use thuocdo_words::Lang;

/// Address of all pages as routes, without the language.
pub mod routes {
    /// Front page.
    pub const HOME: &str = "/";
    /// Ranking of a group.
    pub const RANKING: &str = "/ket-qua/{round}/{group}";
    /// First ranking of a round.
    pub const ROUND: &str = "/ket-qua/{round}";
    /// All units of a round.
    pub const UNITS: &str = "/co-quan/{round}";
    /// One unit.
    pub const UNIT: &str = "/co-quan/{round}/{unit}";
    /// All criteria of a round.
    pub const CRITERIA: &str = "/tieu-chi/{round}";
    /// One criterion.
    pub const CRITERION: &str = "/tieu-chi/{round}/{code}";
    /// One criterion of a round with several sets.
    pub const CRITERION_OF: &str = "/tieu-chi/{round}/{set}/{code}";
    /// Method of a round.
    pub const METHOD: &str = "/phuong-phap/{round}";
    /// Method of one set of a round with several.
    pub const METHOD_OF: &str = "/phuong-phap/{round}/{set}";
    /// First survey of a round.
    pub const SURVEYS: &str = "/khao-sat/{round}";
    /// What a survey said.
    pub const SURVEY: &str = "/khao-sat/{round}/{survey}";
    /// Comparison of units.
    pub const COMPARE: &str = "/so-sanh/{round}";
    /// Downloads of all rounds.
    pub const DATA: &str = "/du-lieu";
    /// Downloads of a round.
    pub const DATA_OF: &str = "/du-lieu/{round}";
    /// One file.
    pub const FILE: &str = "/du-lieu/{round}/{file}";
    /// Accessibility statement.
    pub const ACCESS: &str = "/tro-nang";
    /// Licences.
    pub const LICENCES: &str = "/giay-phep";
    /// Gallery of components.
    pub const GALLERY: &str = "/kieu-dang";
    /// Sets how pages look, then goes back.
    pub const DISPLAY: &str = "/hien-thi";
    /// Styles, fonts, images.
    pub const ASSET: &str = "/tinh/{file}";
    /// List of all addresses for search engines.
    pub const SITEMAP: &str = "/sitemap.xml";
    /// What search engines may read.
    pub const ROBOTS: &str = "/robots.txt";
}

/// Addresses in one language.
#[derive(Clone, Copy, Debug)]
pub struct Urls {
    lang: Lang,
}

impl Urls {
    /// Addresses in a language.
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// Front page.
    pub fn home(self) -> String {
        self.at("/")
    }

    /// Ranking of a group.
    pub fn ranking(self, round: &str, group: &str) -> String {
        self.fill("/ket-qua", &[round, group])
    }

    /// First ranking of a round.
    pub fn round(self, round: &str) -> String {
        self.fill("/ket-qua", &[round])
    }

    /// All units of a round.
    pub fn units(self, round: &str) -> String {
        self.fill("/co-quan", &[round])
    }

    /// One unit.
    pub fn unit(self, round: &str, unit: &str) -> String {
        self.fill("/co-quan", &[round, unit])
    }

    /// All criteria of a round.
    pub fn criteria(self, round: &str) -> String {
        self.fill("/tieu-chi", &[round])
    }

    /// One criterion; the word of the set only where the round has several.
    pub fn criterion(self, round: &str, set: Option<&str>, code: &str) -> String {
        match set {
            Some(set) => self.fill("/tieu-chi", &[round, set, code]),
            None => self.fill("/tieu-chi", &[round, code]),
        }
    }

    /// Method of a round or of one of its sets.
    pub fn method(self, round: &str, set: Option<&str>) -> String {
        match set {
            Some(set) => self.fill("/phuong-phap", &[round, set]),
            None => self.fill("/phuong-phap", &[round]),
        }
    }

    /// First survey of a round.
    pub fn surveys(self, round: &str) -> String {
        self.fill("/khao-sat", &[round])
    }

    /// What a survey said.
    pub fn survey(self, round: &str, survey: &str) -> String {
        self.fill("/khao-sat", &[round, survey])
    }

    /// Comparison of units.
    pub fn compare(self, round: &str) -> String {
        self.fill("/so-sanh", &[round])
    }

    /// Downloads of all rounds.
    pub fn data(self) -> String {
        self.at("/du-lieu")
    }

    /// Downloads of a round.
    pub fn data_of(self, round: &str) -> String {
        self.fill("/du-lieu", &[round])
    }

    /// One file of a round; files have no language.
    pub fn file(self, round: &str, file: &str) -> String {
        Self { lang: Lang::Vi }.fill("/du-lieu", &[round, file])
    }

    /// Accessibility statement.
    pub fn access(self) -> String {
        self.at("/tro-nang")
    }

    /// Licences.
    pub fn licences(self) -> String {
        self.at("/giay-phep")
    }

    fn at(self, path: &str) -> String {
        in_language(self.lang, path)
    }

    fn fill(self, start: &str, parts: &[&str]) -> String {
        let path = parts.iter().fold(start.to_owned(), |path, part| path + "/" + &encode(part));
        self.at(&path)
    }
}

/// Puts an address (path and query, without language) into a language.
pub fn in_language(lang: Lang, path: &str) -> String {
    match (lang, path) {
        (Lang::Vi, path) => path.to_owned(),
        (Lang::En, "/") => "/en".to_owned(),
        (Lang::En, path) => format!("/en{path}"),
    }
}

/// Address of the redirect that changes how pages look.
pub fn display(large: bool, contrast: bool, back: &str) -> String {
    let flag = |on: bool| if on { "1" } else { "0" };
    format!("{}?chu-lon={}&tuong-phan={}&ve={}", routes::DISPLAY, flag(large), flag(contrast), encode(back))
}

/// Encodes text as one part of an address.
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut address, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
        address
    })
}

/// Decodes a value of a query; what is not UTF-8 is replaced.
pub fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        let next = match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (rest.next(), rest.next());
                high.zip(low).and_then(|(high, low)| Some(digit(high)? * 16 + digit(low)?)).unwrap_or(b'?')
            }
            other => other,
        };
        bytes.push(next);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_follow_the_language_and_escape_what_they_carry() {
        assert_eq!(Urls::new(Lang::Vi).ranking("vl-2025", "xa"), "/ket-qua/vl-2025/xa");
        assert_eq!(Urls::new(Lang::En).home(), "/en");
        assert_eq!(Urls::new(Lang::En).unit("r", "a/b ?"), "/en/co-quan/r/a%2Fb%20%3F");
    }

    #[test]
    fn values_come_back_and_damage_is_seen() {
        assert_eq!(decode(&encode("Xã Mẫu 1/2")), "Xã Mẫu 1/2");
        assert_eq!(decode("a+b%2"), "a b?");
    }
}
