//! A body as a row of a file: columns by machine name or by the heading of either language.

use thuocdo_words::collate::fold;
use thuocdo_words::{Lang, Locale};

use super::TRAITS;
use super::typed::{Typed, word_of};
use crate::sheet::Line;
use thuocdo_base::Message;
use thuocdo_store::{OrgSystem, Tier};

/// Machine names of the columns, in the order of exports; `bodies-col-…` are their headings.
pub const COLUMNS: [&str; 15] = [
    "code",
    "name",
    "system",
    "tier",
    "place",
    "place_name",
    "province",
    "parent",
    "linked",
    "traits",
    "e_identifier",
    "email",
    "valid_from",
    "valid_to",
    "version",
];

/// Columns that a file must have.
const REQUIRED: [&str; 2] = ["code", "name"];

/// One row of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Line of the file, from 1.
    pub line: u32,
    /// What it says of the body.
    pub typed: Typed,
    /// Name of the place, for a place that is not known yet.
    pub place_name: String,
    /// Code of the province of such a place.
    pub province: String,
    /// Version of the body when the file was exported.
    pub version: Option<u64>,
}

/// Rows of a file with the columns it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// Rows after the heading.
    pub rows: Vec<Row>,
    /// Machine names of the columns that are there.
    pub columns: Vec<&'static str>,
    /// Headings that mean nothing here.
    pub unknown: Vec<String>,
}

/// Reads rows below a heading; words of closed lists become machine words, other words stay to be found faulty.
///
/// # Errors
/// If no heading has the columns that must be there.
pub fn read(lines: &[Line]) -> Result<Rows, Message> {
    let locales = Lang::ALL.map(|lang| Locale::new(lang, &crate::locale_texts(lang)));
    let known = |line: &Line| -> Vec<Option<&'static str>> { line.cells.iter().map(|c| column(c, &locales)).collect() };
    let heading = lines.iter().position(|line| {
        let columns = known(line);
        REQUIRED.iter().all(|needed| columns.contains(&Some(*needed)))
    });
    let Some(heading) = heading else {
        let names = REQUIRED.map(|name| locales[0].text(&format!("bodies-col-{name}")));
        return Err(Message::new("bodies-file-columns").text("columns", names.join(", ")));
    };
    let places = known(&lines[heading]);
    let unknown = lines[heading].cells.iter().zip(&places).filter(|(cell, place)| place.is_none() && !cell.is_empty());
    Ok(Rows {
        rows: lines[heading + 1..].iter().map(|line| row(line, &places, &locales)).collect(),
        columns: places.iter().flatten().copied().collect(),
        unknown: unknown.map(|(cell, _)| cell.clone()).collect(),
    })
}

fn column(heading: &str, locales: &[Locale; 2]) -> Option<&'static str> {
    let wanted = fold(heading);
    let means = |name: &str| {
        name == wanted || locales.iter().any(|locale| fold(&locale.text(&format!("bodies-col-{name}"))) == wanted)
    };
    COLUMNS.into_iter().find(|name| means(name))
}

fn row(line: &Line, places: &[Option<&'static str>], locales: &[Locale; 2]) -> Row {
    let cell = |name: &str| {
        let at = places.iter().position(|place| *place == Some(name));
        at.and_then(|at| line.cells.get(at)).cloned().unwrap_or_default()
    };
    let systems = OrgSystem::ALL.map(OrgSystem::word);
    let tiers = Tier::ALL.map(Tier::word);
    let traits = cell("traits");
    let traits = traits.split([';', ',']).map(str::trim).filter(|text| !text.is_empty());
    Row {
        line: line.number,
        typed: Typed {
            code: cell("code"),
            name: cell("name"),
            system: word(&cell("system"), &systems, "bodies-system-", locales),
            tier: word(&cell("tier"), &tiers, "bodies-tier-", locales),
            place: cell("place"),
            parent: cell("parent"),
            linked: cell("linked"),
            traits: traits.map(|text| word(text, &TRAITS, "bodies-trait-", locales)).collect(),
            e_identifier: cell("e_identifier"),
            email: cell("email"),
            valid_from: cell("valid_from"),
            valid_to: cell("valid_to"),
        },
        place_name: cell("place_name"),
        province: cell("province"),
        version: cell("version").parse().ok(),
    }
}

/// The machine word that a text means; the text itself if none.
fn word(text: &str, words: &[&'static str], prefix: &str, locales: &[Locale; 2]) -> String {
    let labels = locales
        .iter()
        .flat_map(|locale| words.iter().map(move |word| (*word, locale.text(&format!("{prefix}{word}")))));
    word_of(text, labels).map_or_else(|| text.to_owned(), str::to_owned)
}

/// Cells of one row, in the order of [`COLUMNS`], in the words of a language.
pub(crate) fn cells(row: &Row, locale: &Locale) -> [String; 15] {
    let typed = &row.typed;
    let word = |prefix: &str, word: &str| locale.text(&format!("{prefix}{word}"));
    let traits: Vec<String> = typed.traits.iter().map(|name| word("bodies-trait-", name)).collect();
    let date = |iso: &str| thuocdo_words::show::date(locale.lang(), iso);
    [
        typed.code.clone(),
        typed.name.clone(),
        word("bodies-system-", &typed.system),
        word("bodies-tier-", &typed.tier),
        typed.place.clone(),
        row.place_name.clone(),
        row.province.clone(),
        typed.parent.clone(),
        typed.linked.clone(),
        traits.join("; "),
        typed.e_identifier.clone(),
        typed.email.clone(),
        date(&typed.valid_from),
        date(&typed.valid_to),
        row.version.map(|version| version.to_string()).unwrap_or_default(),
    ]
}
