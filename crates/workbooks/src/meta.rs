//! The hidden sheet by which a returned workbook is known: what it is about, and what stood in it when it left.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use thuocdo_annex::Grid;
use thuocdo_base::{Message, Timestamp};

use crate::cell;

/// Name of the sheet; nobody can make it visible by a menu.
pub const SHEET: &str = "_meta";
/// What the sheet calls itself; a later form gets another name.
pub const FORM: &str = "thuocdo workbook v1";
/// Heads of the sheet, in order.
const HEADS: [&str; 8] = ["form", "kind", "round", "about", "set", "version", "hash", "exported"];
const KEPT: &str = "kept";
const CHECK: &str = "check";

/// What a workbook is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A unit assesses itself; it is about the unit.
    SelfAssessment,
    /// An appraiser says points; it is about what the appraiser is given.
    Appraisal,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::SelfAssessment, Self::Appraisal];

    /// The word in the sheet.
    pub fn word(self) -> &'static str {
        match self {
            Self::SelfAssessment => "self-assessment",
            Self::Appraisal => "appraisal",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What a workbook is about (thông tin nhận dạng).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// What it is for.
    pub kind: Kind,
    /// Code of the round.
    pub round: String,
    /// Code of the unit, or whatever else of the round it is about.
    pub about: String,
    /// Code of the criteria set.
    pub set: String,
    /// Version of the set.
    pub version: String,
    /// Hash of the set.
    pub hash: String,
    /// When it left.
    pub exported_at: Timestamp,
    /// What stood in its cells.
    pub kept: Vec<Kept>,
}

/// What stood in a cell when the workbook left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Key of the row.
    pub key: String,
    /// Word of the column.
    pub field: String,
    /// Version in the house, 0 before the first.
    pub version: u64,
    /// What stood there.
    pub text: String,
}

impl Meta {
    /// What stood in a cell.
    pub fn kept(&self, key: &str, field: &str) -> Option<&Kept> {
        self.kept.iter().find(|kept| kept.key == key && kept.field == field)
    }

    /// Writes the sheet.
    ///
    /// # Errors
    /// If the workbook takes no more sheets.
    pub fn write(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(SHEET)?.set_very_hidden(true);
        let plain = Format::new().set_num_format("@");
        let head = HEADS.into_iter().zip(self.heads()).map(|(name, value)| vec![name.to_owned(), value]);
        let kept = self.kept.iter().map(|kept| {
            let Kept { key, field, version, text } = kept;
            vec![KEPT.to_owned(), key.clone(), field.clone(), version.to_string(), text.clone()]
        });
        let check = vec![CHECK.to_owned(), self.check()];
        for (row, cells) in (0..).zip(head.chain([check]).chain(kept)) {
            for (column, text) in (0..).zip(&cells) {
                cell::text(sheet, (row, column), text, &plain)?;
            }
        }
        Ok(())
    }

    fn heads(&self) -> [String; 8] {
        let text = |text: &str| text.to_owned();
        [
            text(FORM),
            text(self.kind.word()),
            text(&self.round),
            text(&self.about),
            text(&self.set),
            text(&self.version),
            text(&self.hash),
            self.exported_at.micros().to_string(),
        ]
    }

    /// Sixteen digits over all but the texts: a file that was cut or mended by hand is noticed, no more than that.
    fn check(&self) -> String {
        let kept = self.kept.iter().flat_map(|kept| [kept.key.clone(), kept.field.clone(), kept.version.to_string()]);
        let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
        for part in self.heads().into_iter().chain(kept) {
            for byte in part.bytes().chain([0]) {
                sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        format!("{sum:016x}")
    }

    /// Finds the sheet among those of a returned workbook; none if it is not one of ours.
    ///
    /// # Errors
    /// If it is one of ours and of another form, or damaged.
    pub fn read(grids: &[Grid]) -> Result<Option<Self>, Message> {
        let Some(grid) = grids.iter().find(|grid| grid.name == SHEET) else { return Ok(None) };
        let value = |name: &str| {
            let row = grid.rows.iter().find(|cells| cells.first().is_some_and(|cell| cell == name));
            row.and_then(|cells| cells.get(1)).cloned().unwrap_or_default()
        };
        if value(HEADS[0]) != FORM {
            return Err(Message::new("workbooks-other-form"));
        }
        let damaged = || Message::new("workbooks-damaged");
        let exported_at = value(HEADS[7]).parse().map(Timestamp::from_micros).map_err(|_| damaged())?;
        let [kind, round, about, set, version, hash] = [1, 2, 3, 4, 5, 6].map(|at| value(HEADS[at]));
        let kind = Kind::of(&kind).ok_or_else(damaged)?;
        let kept = grid.rows.iter().filter(|cells| cells.first().is_some_and(|cell| cell == KEPT));
        let kept: Option<Vec<Kept>> = kept.map(|cells| line(cells)).collect();
        let kept = kept.ok_or_else(damaged)?;
        let meta = Self { kind, round, about, set, version, hash, exported_at, kept };
        if meta.check() == value(CHECK) { Ok(Some(meta)) } else { Err(damaged()) }
    }

    /// Says why a workbook is not for this place, if it is not: another round, another unit, another version of the set.
    pub fn strange(&self, here: &Self) -> Option<Message> {
        let differs = |one: &str, other: &str| one != other;
        if self.kind != here.kind {
            Some(Message::new("workbooks-other-kind"))
        } else if differs(&self.round, &here.round) {
            Some(Message::new("workbooks-other-round").text("round", self.round.as_str()))
        } else if differs(&self.about, &here.about) {
            Some(Message::new("workbooks-other-unit").text("unit", self.about.as_str()))
        } else if differs(&self.set, &here.set)
            || differs(&self.version, &here.version)
            || differs(&self.hash, &here.hash)
        {
            let said = Message::new("workbooks-other-set").text("theirs", format!("{} {}", self.set, self.version));
            Some(said.text("ours", format!("{} {}", here.set, here.version)))
        } else {
            None
        }
    }
}

fn line(cells: &[String]) -> Option<Kept> {
    let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
    Some(Kept { key: cell(1), field: cell(2), version: cell(3).parse().ok()?, text: cell(4) })
}

/// Whether a sheet has the hidden row and column of ours.
pub(crate) fn has_words(grid: &Grid) -> bool {
    matches!(grid.text(0, 0), "key" | "evidence-key")
}

/// Writes the hidden sheet of a returned workbook as it came.
pub(crate) fn copy(grids: &[Grid], workbook: &mut Workbook) -> Result<(), XlsxError> {
    let Some(grid) = grids.iter().find(|grid| grid.name == SHEET) else { return Ok(()) };
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?.set_very_hidden(true);
    let plain = Format::new().set_num_format("@");
    for (row, cells) in (0..).zip(&grid.rows) {
        for (column, text) in (0..).zip(cells) {
            cell::text(sheet, (row, column), text, &plain)?;
        }
    }
    Ok(())
}

/// Key of a criterion's row: its set, code and version, and the part of it where it has several rows.
///
/// # Example: a row for one value
/// ```
/// use thuocdo_workbooks::meta::{key, of_key};
/// let key = key("tinh/xa", "3.2", "2026", Some("a"));
/// assert_eq!(key, "tinh/xa:3.2@2026#a");
/// assert_eq!(of_key(&key), Some(("tinh/xa", "3.2", "2026", Some("a"))));
/// ```
pub fn key(set: &str, criterion: &str, version: &str, part: Option<&str>) -> String {
    let part = part.map(|part| format!("#{part}")).unwrap_or_default();
    format!("{set}:{criterion}@{version}{part}")
}

/// Reads a key: set, code, version, part.
pub fn of_key(key: &str) -> Option<(&str, &str, &str, Option<&str>)> {
    let (whole, part) = match key.trim().split_once('#') {
        Some((whole, part)) => (whole, Some(part)),
        None => (key.trim(), None),
    };
    let (set, rest) = whole.split_once(':')?;
    let (criterion, version) = rest.rsplit_once('@')?;
    Some((set, criterion, version, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta() -> Meta {
        Meta {
            kind: Kind::SelfAssessment,
            round: "cap-xa-2026".to_owned(),
            about: "xa-001".to_owned(),
            set: "tinh/xa".to_owned(),
            version: "2026".to_owned(),
            hash: "ab".repeat(32),
            exported_at: Timestamp::from_micros(1_790_000_000_000_000),
            kept: vec![Kept {
                key: "tinh/xa:1@2026".to_owned(),
                field: "note".to_owned(),
                version: 3,
                text: "=1+1\nhai".to_owned(),
            }],
        }
    }

    fn grid(meta: &Meta) -> Grid {
        let mut grid = Grid { name: SHEET.to_owned(), ..Grid::default() };
        let heads = HEADS.into_iter().zip(meta.heads()).chain([(CHECK, meta.check())]);
        for (row, (name, value)) in heads.enumerate() {
            grid.put(row, 0, name);
            grid.put(row, 1, &value);
        }
        for (row, kept) in (HEADS.len() + 1..).zip(&meta.kept) {
            let version = kept.version.to_string();
            for (column, text) in [KEPT, &kept.key, &kept.field, &version, &kept.text].into_iter().enumerate() {
                grid.put(row, column, text);
            }
        }
        grid
    }

    #[test]
    fn a_workbook_is_known_again_and_one_that_was_mended_by_hand_is_not() {
        let left = meta();
        assert_eq!(Meta::read(&[Grid::default(), grid(&left)]), Ok(Some(left.clone())));
        assert_eq!(Meta::read(&[Grid::default()]), Ok(None));
        for (row, text) in [(2, "ky-khac"), (6, "cd"), (8, "0"), (7, "mai"), (1, "gì đó")] {
            let mut mended = grid(&left);
            mended.put(row, 1, text);
            assert_eq!(Meta::read(&[mended]).expect_err("damage").key, "workbooks-damaged", "{text}");
        }
        let mut later = grid(&left);
        later.put(0, 1, "thuocdo workbook v2");
        assert_eq!(Meta::read(&[later]).expect_err("another form").key, "workbooks-other-form");
    }

    #[test]
    fn a_workbook_of_another_place_says_which() {
        let here = meta();
        assert_eq!(here.strange(&here), None);
        let check =
            |other: Meta, key: &str| assert_eq!(other.strange(&here).map(|said| said.key), Some(key.to_owned()));
        check(Meta { round: "khac".to_owned(), ..meta() }, "workbooks-other-round");
        check(Meta { about: "xa-002".to_owned(), ..meta() }, "workbooks-other-unit");
        check(Meta { version: "2025".to_owned(), ..meta() }, "workbooks-other-set");
        check(Meta { hash: "cd".repeat(32), ..meta() }, "workbooks-other-set");
        check(Meta { kind: Kind::Appraisal, ..meta() }, "workbooks-other-kind");
    }
}
