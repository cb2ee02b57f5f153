//! The documents there are, and the names that their templates may use.

use thuocdo_words::Lang;

/// A document of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Self-assessment report of a unit.
    SelfReport,
    /// Points sheet of a unit.
    PointsSheet,
    /// Letter that asks a unit for clarification.
    Clarification,
    /// Report on the appraisal of a round.
    AppraisalReport,
    /// Minutes of a sitting of the council.
    Minutes,
    /// Submission of the results to the authority.
    Submission,
    /// Decision that approves and publishes the results.
    Decision,
    /// Result sheet of a unit.
    ResultSheet,
    /// Full report of a round.
    RoundReport,
}

/// What a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The whole round.
    Round,
    /// One unit.
    Unit,
    /// One sitting of the council.
    Sitting,
}

/// A table that a template may call for, with the columns it may choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownTable {
    /// Name.
    pub name: &'static str,
    /// Columns.
    pub columns: &'static [&'static str],
}

const fn table(name: &'static str, columns: &'static [&'static str]) -> KnownTable {
    KnownTable { name, columns }
}

/// Values that every document has: what is typed before it is made, the round, the set.
const COMMON: [&str; 20] = [
    "so",
    "ky-hieu",
    "van-ban",
    "ngay",
    "dia-danh",
    "kinh-gui",
    "noi-nhan",
    "can-cu",
    "don-vi",
    "cap-tren",
    "co-quan",
    "dot",
    "ky-danh-gia",
    "nam",
    "bo-tieu-chi",
    "ban-bo-tieu-chi",
    "quyet-dinh-bo",
    "luc-in",
    "ky-the",
    "nguoi-ky",
];

const UNIT: [&str; 11] = [
    "don-vi-duoc-danh-gia",
    "nhom",
    "diem-toi-da",
    "diem-tu-cham",
    "diem-tham-dinh",
    "diem-cuoi",
    "ty-le",
    "so-tieu-chi",
    "so-chua-du",
    "ma-ho-so",
    "lan-nop",
];

const ROUND: [&str; 11] = [
    "so-don-vi",
    "so-da-nop",
    "so-nhom",
    "so-chenh-lech",
    "so-giai-trinh",
    "diem-trung-binh",
    "ty-le-trung-binh",
    "don-vi-cao-nhat",
    "diem-cao-nhat",
    "don-vi-thap-nhat",
    "diem-thap-nhat",
];

const POINTS: KnownTable =
    table("diem", &["ma", "ten", "toi-da", "tu-cham", "tham-dinh", "hoi-dong", "cuoi", "minh-chung", "ghi-chu"]);
const SECTIONS: KnownTable = table("linh-vuc", &["ma", "ten", "toi-da", "tu-cham", "cuoi", "ty-le"]);
const INCOMPLETE: KnownTable = table("chua-du", &["ma", "ten", "toi-da", "tu-cham", "ly-do"]);
const NOT_APPLICABLE: KnownTable = table("khong-ap-dung", &["ma", "ten", "toi-da", "ly-do"]);
const RANKING: KnownTable =
    table("xep-hang", &["tt", "hang", "don-vi", "nhom", "toi-da", "tu-cham", "tham-dinh", "cuoi", "ty-le", "xep-loai"]);
const DIFFERENCES: KnownTable =
    table("chenh-lech", &["tt", "don-vi", "ma", "ten", "toi-da", "tu-cham", "tham-dinh", "ly-do"]);
const QUESTIONS: KnownTable =
    table("giai-trinh", &["tt", "don-vi", "ma", "ten", "tu-cham", "du-kien", "noi-dung", "tra-loi", "tinh-trang"]);
const MEANS: KnownTable = table("trung-binh", &["ma", "ten", "toi-da", "trung-binh", "ty-le", "cao-nhat", "thap-nhat"]);
const GROUPS: KnownTable = table("nhom", &["nhom", "so-don-vi", "trung-binh", "ty-le", "cao-nhat", "thap-nhat"]);
const GRADES: KnownTable = table("xep-loai", &["xep-loai", "so-don-vi", "ty-le"]);
const MINUTES: &[KnownTable] = &[
    table("thanh-vien", &["tt", "ten", "vai-tro", "du-hop"]),
    table(
        "noi-dung",
        &[
            "tt",
            "don-vi",
            "ma",
            "ten",
            "toi-da",
            "tu-cham",
            "tham-dinh",
            "hoi-dong",
            "dong-y",
            "khong-dong-y",
            "y-kien-khac",
            "ket-luan",
            "ly-do",
        ],
    ),
    table("phieu", &["tt", "don-vi", "ma", "thanh-vien", "phieu"]),
    table("khong-bieu-quyet", &["tt", "don-vi", "thanh-vien", "ly-do"]),
];
const MATRIX: KnownTable = table("chi-tiet", &["don-vi", "ma", "ten", "toi-da", "tu-cham", "tham-dinh", "cuoi"]);

impl Kind {
    /// All, in the order in which a round needs them.
    pub const ALL: [Self; 9] = [
        Self::SelfReport,
        Self::PointsSheet,
        Self::Clarification,
        Self::AppraisalReport,
        Self::Minutes,
        Self::Submission,
        Self::Decision,
        Self::ResultSheet,
        Self::RoundReport,
    ];

    /// The word in addresses and the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::SelfReport => "bao-cao-tu-danh-gia",
            Self::PointsSheet => "phieu-diem",
            Self::Clarification => "cong-van-giai-trinh",
            Self::AppraisalReport => "bao-cao-tham-dinh",
            Self::Minutes => "bien-ban-hoi-dong",
            Self::Submission => "to-trinh",
            Self::Decision => "quyet-dinh",
            Self::ResultSheet => "phieu-ket-qua",
            Self::RoundReport => "bao-cao-tong-hop",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What it is about.
    pub fn about(self) -> About {
        match self {
            Self::SelfReport | Self::PointsSheet | Self::Clarification | Self::ResultSheet => About::Unit,
            Self::Minutes => About::Sitting,
            Self::AppraisalReport | Self::Submission | Self::Decision | Self::RoundReport => About::Round,
        }
    }

    /// Values beside those that every document has.
    fn own_values(self) -> Vec<&'static str> {
        let (of, more): (&[&str], &[&str]) = match self {
            Self::SelfReport | Self::PointsSheet => (&UNIT, &[]),
            Self::Clarification => (&UNIT, &["han-tra-loi", "so-cau-hoi"]),
            Self::ResultSheet => (&UNIT, &["hang", "so-don-vi", "xep-loai", "quyet-dinh"]),
            Self::AppraisalReport => (&ROUND, &[]),
            Self::Submission | Self::Decision | Self::RoundReport => (&ROUND, &["to-trinh", "quyet-dinh"]),
            Self::Minutes => (
                &[],
                &[
                    "quyet-dinh-hoi-dong",
                    "phien-hop",
                    "ngay-hop",
                    "noi-hop",
                    "chu-toa",
                    "thu-ky",
                    "so-thanh-vien",
                    "so-du-hop",
                    "so-can-co",
                    "so-noi-dung",
                    "so-quyet-nghi",
                ],
            ),
        };
        of.iter().chain(more).copied().collect()
    }

    /// Names that may stand in braces.
    pub fn values(self) -> Vec<&'static str> {
        COMMON.into_iter().chain(self.own_values()).collect()
    }

    /// Tables that may be called for.
    pub fn tables(self) -> &'static [KnownTable] {
        match self {
            Self::SelfReport => &[POINTS, SECTIONS, INCOMPLETE, NOT_APPLICABLE],
            Self::PointsSheet => &[POINTS],
            Self::Clarification => &[QUESTIONS],
            Self::AppraisalReport => &[RANKING, DIFFERENCES, QUESTIONS, MEANS, GROUPS],
            Self::Minutes => MINUTES,
            Self::Submission | Self::Decision => &[RANKING, GROUPS, GRADES],
            Self::ResultSheet => &[SECTIONS, POINTS],
            Self::RoundReport => &[RANKING, DIFFERENCES, QUESTIONS, MEANS, GROUPS, GRADES, MATRIX],
        }
    }

    /// Charts that may be called for.
    pub fn charts(self) -> &'static [&'static str] {
        match self {
            Self::SelfReport | Self::ResultSheet => &["linh-vuc"],
            Self::AppraisalReport => &["trung-binh"],
            Self::RoundReport => &["xep-hang", "trung-binh", "xep-loai"],
            _ => &[],
        }
    }

    /// The template that comes with the program.
    pub fn built_in(self, lang: Lang) -> &'static str {
        macro_rules! both {
            ($file:literal) => {
                match lang {
                    Lang::Vi => include_str!(concat!("../templates/vi/", $file, ".txt")),
                    Lang::En => include_str!(concat!("../templates/en/", $file, ".txt")),
                }
            };
        }
        match self {
            Self::SelfReport => both!("bao-cao-tu-danh-gia"),
            Self::PointsSheet => both!("phieu-diem"),
            Self::Clarification => both!("cong-van-giai-trinh"),
            Self::AppraisalReport => both!("bao-cao-tham-dinh"),
            Self::Minutes => both!("bien-ban-hoi-dong"),
            Self::Submission => both!("to-trinh"),
            Self::Decision => both!("quyet-dinh"),
            Self::ResultSheet => both!("phieu-ket-qua"),
            Self::RoundReport => both!("bao-cao-tong-hop"),
        }
    }
}
