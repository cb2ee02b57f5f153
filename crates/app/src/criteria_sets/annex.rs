//! A draft from the annex of a decision: taken in, looked at row by row, said otherwise, made.

use std::collections::BTreeMap;

use thuocdo_annex::{Confidence, Corrections, Counted, Head, Kind, Meaning, Reading, file, grid};
use thuocdo_base::{Actor, Message, Number, Timestamp};
use thuocdo_criteria::{SourceText, edit, explain};
use thuocdo_store::AnnexRow;
use thuocdo_words::encoding::{Old, nfc};

use super::drafts::{self, From};
use super::refused;
use crate::{ActionError, App, may};

/// What a person types about the decision, and says of rows and columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Code, version, title, decision: by the names of [`FIELDS`].
    pub fields: BTreeMap<String, String>,
    /// Rows by their place: words of [`kinds`].
    pub rows: BTreeMap<usize, String>,
    /// Columns by table and place: words of [`meanings`].
    pub columns: BTreeMap<(usize, usize), String>,
}

/// What is asked about the decision.
pub const FIELDS: [&str; 7] = ["code", "version", "title", "number", "date", "issuer", "says"];

/// What a row can be.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    Kind::ALL.into_iter().map(Kind::word)
}

/// What a column can mean.
pub fn meanings() -> impl Iterator<Item = &'static str> {
    Meaning::ALL.into_iter().map(Meaning::word)
}

/// An annex as it is understood so far.
#[derive(Clone, Debug)]
pub struct AnnexView {
    /// Id.
    pub id: String,
    /// Name of the file.
    pub file_name: String,
    /// Counts changes.
    pub revision: u64,
    /// When it was changed last.
    pub at: Timestamp,
    /// What is known of the decision, by the names of [`FIELDS`].
    pub fields: BTreeMap<String, String>,
    /// Tables with their columns.
    pub tables: Vec<TableView>,
    /// All rows.
    pub rows: Vec<RowView>,
    /// Figures held against what was read.
    pub checks: Vec<CheckView>,
    /// The old font it was typed in: its name.
    pub old_font: Option<&'static str>,
    /// Rows whose letters were brought to Unicode.
    pub converted: usize,
    /// Criteria by how sure their rules are: sure, likely, typed in.
    pub rules: [usize; 3],
    /// Groups.
    pub headings: usize,
    /// Faults of the file that would be made.
    pub faults: Vec<Message>,
}

/// A table.
#[derive(Clone, Debug)]
pub struct TableView {
    /// Its place.
    pub place: usize,
    /// Columns: what the header says, and what it was taken for.
    pub columns: Vec<(String, &'static str)>,
}

/// A row.
#[derive(Clone, Debug)]
pub struct RowView {
    /// Its place among all rows.
    pub place: usize,
    /// Name of its sheet, where there are several.
    pub sheet: String,
    /// Line of the sheet, from one.
    pub line: usize,
    /// Its cells, as they stand.
    pub cells: Vec<String>,
    /// What it was taken for.
    pub kind: &'static str,
    /// A person said so.
    pub is_said: bool,
    /// Letters were brought to Unicode.
    pub converted: bool,
    /// Code, depth and points in the set, if it is a part of it.
    pub node: Option<(String, usize, Option<Number>)>,
    /// The rule that is proposed.
    pub rule: Option<RuleView>,
}

/// A proposed rule.
#[derive(Clone, Debug)]
pub struct RuleView {
    /// How sure it is.
    pub confidence: &'static str,
    /// The rule in sentences.
    pub sentences: Vec<Message>,
    /// Parts of the text that are not in it.
    pub left: Vec<String>,
}

/// A figure of the document against what was read.
#[derive(Clone, Debug)]
pub struct CheckView {
    /// What is counted.
    pub of: Message,
    /// As declared.
    pub declared: Number,
    /// As read.
    pub found: Number,
    /// Whether they agree.
    pub agrees: bool,
}

/// Takes an annex in; gives its id.
///
/// # Errors
/// If the actor is no administrator, the file cannot be read, or has no table of criteria.
pub async fn take_in(app: &App, actor: &Actor, file_name: &str, bytes: Vec<u8>) -> Result<String, ActionError> {
    let mut link = app.store.look().await?;
    may::administrator(&mut link, actor).await?;
    drop(link);
    if bytes.is_empty() {
        return Err(refused(Message::new("sets-file-empty")));
    }
    let grids = app.books.cells(bytes).await.map_err(refused)?;
    if thuocdo_annex::read(&grids, &Corrections::default(), "").tables.is_empty() {
        return Err(refused(Message::new("sets-annex-no-table")));
    }
    let (id, actor, file_name) = (app.new_id(), actor.clone(), nfc(file_name));
    let cells = grid::write(&grids);
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let (account, at, said) = (actor.id().to_owned(), work.now(), String::new());
            let annex = AnnexRow { id: id.clone(), file_name, cells, said, revision: 1, account, at };
            work.insert_annex(&annex).await?;
            Ok(id)
        })
    })
    .await
}

/// Annexes that are being read: id, name of the file, when it was changed.
///
/// # Errors
/// If the actor is no administrator.
pub async fn open(app: &App, actor: &Actor) -> Result<Vec<(String, String, Timestamp)>, ActionError> {
    let mut link = app.store.look().await?;
    may::administrator(&mut link, actor).await?;
    Ok(link.list_annexes().await?)
}

/// Shows an annex.
///
/// # Errors
/// If the actor is no administrator, or there is no such annex.
pub async fn view(app: &App, actor: &Actor, id: &str) -> Result<AnnexView, ActionError> {
    let mut link = app.store.look().await?;
    may::administrator(&mut link, actor).await?;
    let row = link.find_annex(id).await?.ok_or(ActionError::NotAllowed)?;
    Ok(shown(row))
}

/// Keeps what a person says of it: only what differs from what was found is kept.
///
/// # Errors
/// If the actor is no administrator, or somebody changed it meanwhile.
pub async fn say(app: &App, actor: &Actor, id: &str, revision: u64, said: Said) -> Result<(), ActionError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let old = work.find_annex(&id).await?.ok_or(ActionError::NotAllowed)?;
            if old.revision != revision {
                return Err(refused(Message::new("sets-annex-overtaken")));
            }
            let said = written(&differing(&old, said));
            let (account, at) = (actor.id().to_owned(), work.now());
            let annex = AnnexRow { said, revision: revision + 1, account, at, ..old };
            work.save_annex(&annex, revision).await?;
            Ok(())
        })
    })
    .await
}

/// Makes a draft of it and closes it; gives the draft's id.
///
/// # Errors
/// If the actor is no administrator, or code, title or issuer are missing.
pub async fn make(app: &App, actor: &Actor, id: &str) -> Result<String, ActionError> {
    let mut link = app.store.look().await?;
    may::administrator(&mut link, actor).await?;
    let row = link.find_annex(id).await?.ok_or(ActionError::NotAllowed)?;
    drop(link);
    let (reading, head) = understood(&row, &read_said(&row.said));
    drafts::sound_code(&head.code)?;
    if head.title.trim().is_empty() {
        return Err(refused(Message::new("sets-title-missing")));
    }
    if head.issuer.trim().is_empty() {
        return Err(refused(Message::new("sets-issuer-missing")));
    }
    let draft = drafts::begin(app, actor, From::File(file::write(&reading, &head).into_bytes())).await?;
    let (id, made) = (id.to_owned(), draft.clone());
    app.write(move |work| Box::pin(async move { Ok(work.close_annex(&id, Some(&made)).await?) })).await?;
    Ok(draft)
}

/// Gives an annex up.
///
/// # Errors
/// If the actor is no administrator, or there is no such annex.
pub async fn discard(app: &App, actor: &Actor, id: &str) -> Result<(), ActionError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            work.find_annex(&id).await?.ok_or(ActionError::NotAllowed)?;
            Ok(work.close_annex(&id, None).await?)
        })
    })
    .await
}

/// What of the said is news.
fn differing(row: &AnnexRow, mut said: Said) -> Said {
    let own = |columns: &BTreeMap<(usize, usize), String>| {
        let only = Said { columns: columns.clone(), ..Said::default() };
        understood(row, &only).0
    };
    let plain = own(&BTreeMap::new());
    let word = |table: usize, column: usize| plain.tables.get(table)?.columns.get(column).map(|found| found.word());
    said.columns.retain(|(table, column), meant| word(*table, *column).is_some_and(|found| found != meant));
    let found = own(&said.columns);
    said.rows.retain(|place, kind| found.rows.get(*place).is_some_and(|row| row.kind.word() != kind));
    said
}

fn understood(row: &AnnexRow, said: &Said) -> (Reading, Head) {
    let kinds = said.rows.iter().filter_map(|(place, word)| Some((*place, Kind::of(word)?))).collect();
    let columns = said.columns.iter().filter_map(|(place, word)| Some((*place, Meaning::of(word)?))).collect();
    let field = |name: &str| said.fields.get(name).map_or("", |value| value.trim());
    let reading = thuocdo_annex::read(&grid::read(&row.cells), &Corrections { kinds, columns }, field("says"));
    let found = file::head(&reading);
    let or = |name: &str, found: String| if said.fields.contains_key(name) { field(name).to_owned() } else { found };
    let year = found.date.get(..4).filter(|year| !year.is_empty()).unwrap_or("1").to_owned();
    let head = Head {
        code: field("code").to_owned(),
        version: or("version", year),
        title: or("title", found.title),
        number: or("number", found.number),
        date: or("date", found.date),
        issuer: or("issuer", found.issuer),
    };
    (reading, head)
}

fn shown(row: AnnexRow) -> AnnexView {
    let said = read_said(&row.said);
    let (reading, head) = understood(&row, &said);
    let text = file::write(&reading, &stood_in(&head));
    let (rules, faults) = sentences(&text, &reading);
    let count = |confidence| reading.proposals.values().filter(|found| found.confidence == confidence).count();
    let counts = [Confidence::Sure, Confidence::Likely, Confidence::None].map(count);
    let says = said.fields.get("says").cloned().unwrap_or_default();
    let values = [head.code, head.version, head.title, head.number, head.date, head.issuer, says];
    AnnexView {
        id: row.id,
        file_name: row.file_name,
        revision: row.revision,
        at: row.at,
        fields: FIELDS.into_iter().map(str::to_owned).zip(values).collect(),
        tables: reading.tables.iter().enumerate().map(table).collect(),
        rows: rows(&reading, &said, &rules),
        checks: reading.checks.iter().map(|check| checked(check, &reading)).collect(),
        old_font: reading.old.map(|old| match old {
            Old::Tcvn3 => "TCVN3",
            Old::Vni => "VNI",
        }),
        converted: reading.rows.iter().filter(|row| row.converted).count(),
        rules: counts,
        headings: reading.nodes.iter().filter(|node| !node.criterion).count(),
        faults,
    }
}

/// The head with something where nothing was typed yet, so that rules can be explained.
fn stood_in(head: &Head) -> Head {
    let or = |typed: &str| if typed.trim().is_empty() { "x".to_owned() } else { typed.to_owned() };
    let [code, title, issuer, version] = [&head.code, &head.title, &head.issuer, &head.version].map(|typed| or(typed));
    Head { code, title, issuer, version, ..head.clone() }
}

fn table((place, table): (usize, &thuocdo_annex::Table)) -> TableView {
    let columns = table.names.iter().cloned().zip(table.columns.iter().map(|meaning| meaning.word()));
    TableView { place, columns: columns.collect() }
}

fn rows(reading: &Reading, said: &Said, rules: &BTreeMap<usize, Vec<Message>>) -> Vec<RowView> {
    let several = reading.sheets.len() > 1;
    let of_row: BTreeMap<usize, usize> = reading.nodes.iter().enumerate().map(|(at, node)| (node.row, at)).collect();
    let one = |(place, row): (usize, &thuocdo_annex::Row)| {
        let node = of_row.get(&place).and_then(|at| Some((*at, reading.nodes.get(*at)?)));
        let proposal = node.and_then(|(at, _)| reading.proposals.get(&at).map(|found| (at, found)));
        RowView {
            place,
            sheet: reading.sheets.get(row.sheet).filter(|_| several).cloned().unwrap_or_default(),
            line: row.line + 1,
            cells: row.cells.iter().filter(|cell| !cell.is_empty()).cloned().collect(),
            kind: row.kind.word(),
            is_said: said.rows.contains_key(&place),
            converted: row.converted,
            node: node.map(|(_, node)| (node.code.clone(), node.depth, node.max.clone())),
            rule: proposal.map(|(at, found)| RuleView {
                confidence: found.confidence.word(),
                sentences: rules.get(&at).cloned().unwrap_or_default(),
                left: found.left.clone(),
            }),
        }
    };
    reading.rows.iter().enumerate().map(one).collect()
}

fn checked(check: &thuocdo_annex::Check, reading: &Reading) -> CheckView {
    let of = match &check.of {
        Counted::Level(name) => Message::new("sets-annex-level").text("name", name.clone()),
        Counted::Points => Message::new("sets-annex-points"),
        Counted::Group(code) => Message::new("sets-annex-group").text("code", code.clone()),
        Counted::Total(row) => {
            let line = reading.rows.get(*row).map_or(0, |row| row.line + 1);
            Message::new("sets-annex-total").count("line", line)
        }
    };
    CheckView { of, declared: check.declared.clone(), found: check.found.clone(), agrees: check.agrees() }
}

/// Rules in sentences by node, and the faults of the file.
fn sentences(text: &str, reading: &Reading) -> (BTreeMap<usize, Vec<Message>>, Vec<Message>) {
    let parsed = thuocdo_criteria::parse(&SourceText::new(text), &());
    let criteria = reading.nodes.iter().enumerate().filter(|(_, node)| node.criterion);
    let of_node = |(at, node): (usize, &thuocdo_annex::Node)| {
        let found = match &parsed.set {
            Some(set) => explain::rule(set, set.find(&node.code)?.id, None),
            None => {
                let alone = thuocdo_criteria::parse(&SourceText::new(edit::alone(text, at)?), &());
                let set = alone.set?;
                let id = set.criteria().next()?.0.id;
                explain::rule(&set, id, None)
            }
        };
        Some((at, found))
    };
    let errors = parsed.diagnostics.iter().filter(|found| found.severity == thuocdo_criteria::Severity::Error);
    (criteria.filter_map(of_node).collect(), errors.map(|found| found.message.clone()).collect())
}

/// One thing a line: `row 12 note`, `column 0 3 max`, `field title …`.
fn written(said: &Said) -> String {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fields = said.fields.iter().map(|(name, value)| format!("field {name} {}\n", line(value)));
    let rows = said.rows.iter().map(|(place, kind)| format!("row {place} {kind}\n"));
    let columns = said.columns.iter().map(|((table, column), word)| format!("column {table} {column} {word}\n"));
    fields.chain(rows).chain(columns).collect()
}

fn read_said(text: &str) -> Said {
    let mut said = Said::default();
    for line in text.lines() {
        let mut words = line.splitn(3, ' ');
        let (kind, name, rest) = (words.next(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match kind {
            Some("field") => {
                said.fields.insert(name.to_owned(), rest.to_owned());
            }
            Some("row") => said.rows.extend(name.parse().ok().map(|place| (place, rest.to_owned()))),
            Some("column") => {
                let column = rest.split_once(' ').and_then(|(column, word)| Some((column.parse().ok()?, word)));
                let known = name.parse().ok().zip(column);
                said.columns.extend(known.map(|(table, (column, word))| ((table, column), word.to_owned())));
            }
            _ => {}
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_comes_back() {
        let said = Said {
            fields: BTreeMap::from([
                ("title".to_owned(), "Bộ tiêu chí mẫu".to_owned()),
                ("code".to_owned(), String::new()),
            ]),
            rows: BTreeMap::from([(12, "note".to_owned())]),
            columns: BTreeMap::from([((0, 3), "max".to_owned())]),
        };
        assert_eq!(read_said(&written(&said)), said);
    }
}
