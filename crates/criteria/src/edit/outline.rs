//! Which sections and criteria a text has, and where: also of files that have faults.

use std::ops::Range;

use thuocdo_base::Number;
use toml_edit::{Document, Item as Entry, TableLike, Value};

/// Most levels that are followed; a file with more has faults anyway.
const MOST_DEPTH: u8 = 12;

/// A section or criterion as the text has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Section, else criterion.
    pub section: bool,
    /// Code; empty if there is none.
    pub code: String,
    /// Title; empty if there is none.
    pub title: String,
    /// Maximum, if it is a number.
    pub max: Option<Number>,
    /// Place of the parent in the outline; `None`: below the set.
    pub parent: Option<usize>,
    /// Depth below the set, from 1.
    pub depth: u8,
    /// Whether it counts in its parent's sum: scored and no bonus or deduction.
    pub counts: bool,
    /// Whether its children are summed.
    pub sums: bool,
    /// First and last line, from 1.
    pub lines: (u32, u32),
    /// Whether it stands under a header of its own, so that it can be moved.
    pub movable: bool,
}

/// What the head of a file says, as far as it can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
    /// Title.
    pub title: String,
    /// Scale, if it is a number.
    pub scale: Option<Number>,
    /// Whether there are classes, with sums of their own.
    pub classes: bool,
}

/// Reads the head of a file; `None` if the text is not TOML.
pub fn head(text: &str) -> Option<Head> {
    let document = Document::parse(text).ok()?;
    let set = document.as_table().get("set").and_then(Entry::as_table_like);
    let get = |key: &str| set.and_then(|set| set.get(key));
    let text = |key: &str| get(key).and_then(Entry::as_str).unwrap_or_default().to_owned();
    Some(Head {
        code: text("code"),
        version: text("version"),
        title: text("title"),
        scale: get("scale").and_then(number),
        classes: document.as_table().contains_key("class"),
    })
}

/// One node of the text, before its place in the tree is known.
pub(super) struct Spot {
    pub(super) section: bool,
    /// Place in its array.
    pub(super) index: usize,
    /// Text of its blocks, in order; the header may be followed by further headers that belong to it.
    pub(super) pieces: Vec<Range<usize>>,
    pub(super) movable: bool,
}

/// Lists sections and criteria in the order of the text; `None` if the text is not TOML.
pub fn outline(text: &str) -> Option<Vec<Item>> {
    let document = Document::parse(text).ok()?;
    let spots = spots(&document);
    let starts: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
    let line = |at: usize| u32::try_from(starts.partition_point(|start| *start <= at) + 1).unwrap_or(u32::MAX);
    let mut items = Vec::with_capacity(spots.len());
    for spot in &spots {
        let table = table(&document, spot)?;
        let first = spot.pieces.first().map_or(0, |piece| content_start(text, piece));
        let last = spot.pieces.last().map_or(0, |piece| piece.start + text[piece.clone()].trim_end().len());
        items.push(item(table, spot, (line(first), line(last.max(first)))));
    }
    let parents: Vec<Option<usize>> = items.iter().map(|item| parent(&document, &spots, &items, item)).collect();
    for (place, parent) in parents.iter().enumerate() {
        items[place].parent = parent.filter(|parent| *parent != place);
    }
    depths(&mut items);
    Some(items)
}

/// Where the header of a block begins, past blank lines and comments.
fn content_start(text: &str, piece: &Range<usize>) -> usize {
    let mut at = piece.start;
    for line in text[piece.clone()].split_inclusive('\n') {
        if !is_aside(line) {
            break;
        }
        at += line.len();
    }
    at.min(piece.end)
}

fn is_aside(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

fn item(table: &dyn TableLike, spot: &Spot, lines: (u32, u32)) -> Item {
    let text = |key: &str| table.get(key).and_then(Entry::as_str).unwrap_or_default().to_owned();
    let regular = !matches!(text("role").as_str(), "bonus" | "deduction");
    let scored = table.get("scored").and_then(Entry::as_bool).unwrap_or(true);
    let unscored = table.get("rule").and_then(Entry::as_table_like).and_then(|rule| rule.get("kind")?.as_str());
    Item {
        section: spot.section,
        code: text("code"),
        title: text("title"),
        max: table.get("max").and_then(number),
        parent: None,
        depth: 1,
        counts: regular && scored && unscored != Some("unscored"),
        sums: matches!(text("aggregation").as_str(), "" | "sum"),
        lines,
        movable: spot.movable,
    }
}

/// A number as files write it.
pub(super) fn number(entry: &Entry) -> Option<Number> {
    match entry.as_value()? {
        Value::String(text) => Number::parse(text.value()).ok(),
        Value::Integer(whole) => Some(Number::from(*whole.value())),
        _ => None,
    }
}

/// The parent: as `parent` says, else the longest dotted prefix that is a code.
fn parent(document: &Document<&str>, spots: &[Spot], items: &[Item], item: &Item) -> Option<usize> {
    let place = items.iter().position(|other| std::ptr::eq(other, item))?;
    let table = table(document, &spots[place])?;
    let find = |code: &str| items.iter().position(|other| other.code == code);
    if let Some(said) = table.get("parent").and_then(Entry::as_str) {
        return find(said);
    }
    let dots = item.code.rmatch_indices('.').map(|(at, _)| &item.code[..at]);
    dots.filter(|prefix| !prefix.is_empty()).find_map(find)
}

/// Depths from parents; a circle is cut where it closes.
fn depths(items: &mut [Item]) {
    for place in 0..items.len() {
        let (mut depth, mut above, mut steps) = (1_u8, items[place].parent, 0_u8);
        while let Some(next) = above {
            depth = depth.saturating_add(1).min(MOST_DEPTH);
            above = items[next].parent;
            steps += 1;
            if steps > MOST_DEPTH || next == place {
                items[place].parent = None;
                depth = 1;
                break;
            }
        }
        items[place].depth = depth;
    }
}

/// The table of a node.
pub(super) fn table<'d>(document: &'d Document<&str>, spot: &Spot) -> Option<&'d dyn TableLike> {
    let entry = document.as_table().get(if spot.section { "section" } else { "criterion" })?;
    match entry {
        Entry::ArrayOfTables(tables) => tables.get(spot.index).map(|table| table as &dyn TableLike),
        Entry::Value(Value::Array(array)) => {
            array.get(spot.index)?.as_inline_table().map(|table| table as &dyn TableLike)
        }
        _ => None,
    }
}

/// Nodes in the order of the text, with the pieces of text that are theirs.
pub(super) fn spots(document: &Document<&str>) -> Vec<Spot> {
    let text = document.raw();
    let mut headers: Vec<(usize, Option<(bool, usize)>)> = Vec::new();
    let mut spots: Vec<Spot> = Vec::new();
    for (key, entry) in document.as_table() {
        let section = match key {
            "section" => Some(true),
            "criterion" => Some(false),
            _ => None,
        };
        match (section, entry) {
            (Some(section), Entry::ArrayOfTables(tables)) => {
                for (index, table) in tables.iter().enumerate() {
                    let mut own = Vec::new();
                    headers_of_table(table, &mut own);
                    headers.extend(own.into_iter().map(|at| (at, Some((section, index)))));
                }
            }
            (Some(section), Entry::Value(Value::Array(array))) => {
                for (index, value) in array.iter().enumerate().filter(|(_, value)| value.is_inline_table()) {
                    let span = value.span().unwrap_or(0..0);
                    spots.push(Spot { section, index, pieces: vec![span], movable: false });
                }
            }
            _ => {
                let mut own = Vec::new();
                headers_of(entry, &mut own);
                headers.extend(own.into_iter().map(|at| (at, None)));
            }
        }
    }
    headers.sort_unstable_by_key(|(at, _)| *at);
    let starts: Vec<usize> = headers.iter().map(|(at, _)| block_start(text, *at)).collect();
    for (place, (_, owner)) in headers.iter().enumerate() {
        let Some((section, index)) = *owner else { continue };
        let piece = starts[place]..starts.get(place + 1).copied().unwrap_or(text.len());
        match spots.iter_mut().find(|spot| spot.movable && spot.section == section && spot.index == index) {
            Some(spot) => match spot.pieces.last_mut().filter(|last| last.end == piece.start) {
                Some(last) => last.end = piece.end,
                None => spot.pieces.push(piece),
            },
            None => spots.push(Spot { section, index, pieces: vec![piece], movable: true }),
        }
    }
    spots.sort_by_key(|spot| spot.pieces.first().map_or(0, |piece| piece.start));
    spots
}

fn headers_of(entry: &Entry, out: &mut Vec<usize>) {
    match entry {
        Entry::Table(table) => headers_of_table(table, out),
        Entry::ArrayOfTables(tables) => tables.iter().for_each(|table| headers_of_table(table, out)),
        Entry::None | Entry::Value(_) => {}
    }
}

fn headers_of_table(table: &toml_edit::Table, out: &mut Vec<usize>) {
    if !table.is_implicit() && !table.is_dotted() {
        out.extend(table.span().map(|span| span.start));
    }
    for (_, entry) in table {
        headers_of(entry, out);
    }
}

/// Where the block of a header begins: blank lines and comments just above it are its own.
fn block_start(text: &str, header: usize) -> usize {
    let mut at = text[..header].rfind('\n').map_or(0, |end| end + 1);
    while at > 0 {
        let above = text[..at - 1].rfind('\n').map_or(0, |end| end + 1);
        if !is_aside(&text[above..at]) {
            break;
        }
        at = above;
    }
    at
}
