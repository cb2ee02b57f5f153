//! A table of the file as a form: what may be typed where, drawn from the table of keys.

use toml_edit::{Document, Item as Entry, TableLike, Value};

use super::kinds::{self, PLAIN};
use super::outline::{self, number, spots};
use super::{KINDS, Target};
use crate::parse::shape::{BAND_MORE, CLASS, CRITERION, Kind, SCALE_FORM, SECTION, SET, Shape, VARIANT};

/// Rows that a list shows beyond those that are filled.
const SPARE_ROWS: usize = 2;

/// Lists of rows at the top of a file that a form shows.
pub(super) const LISTS: [(&str, &Shape); 2] = [("class", &CLASS), ("variant", &VARIANT)];

/// One field of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Where it stands: `rule.floor`, `rule.steps`, `na.policy`.
    pub path: String,
    /// Shape and key by which it is named in words: `ratio`, `floor`.
    pub name: (&'static str, &'static str),
    /// The row of a list that it belongs to, by its title; empty: none.
    pub of_row: String,
    /// Whether the language asks for it.
    pub required: bool,
    /// What is typed.
    pub input: Input,
}

/// What is typed into a field, with what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A line.
    Line(String),
    /// Several lines.
    Long(String),
    /// A number, in machine form.
    Number(String),
    /// `true`, `false` or nothing.
    Flag(String),
    /// One of these words, or nothing.
    Choice(String, Vec<&'static str>),
    /// Texts, one a line.
    Lines(String),
    /// A list of rows.
    Rows(Vec<Column>, Vec<Vec<Input>>),
    /// Written in the file in a way that the form cannot change.
    Fixed(String),
}

/// A column of a list of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Shape and key by which it is named in words.
    pub name: (&'static str, &'static str),
}

/// The form of a part of the file; `None` if the text is not TOML or has no such part.
pub fn fields(text: &str, target: Target) -> Option<Vec<Field>> {
    let document = Document::parse(text).ok()?;
    let mut form = Form { fields: Vec::new(), of_row: String::new() };
    match target {
        Target::Head => form.table(document.as_table().get("set").and_then(Entry::as_table_like), &SET, ""),
        Target::Parts => form.parts(document.as_table()),
        Target::Node(place) => {
            let spots = spots(&document);
            let spot = spots.get(place)?;
            let table = outline::table(&document, spot)?;
            form.table(Some(table), if spot.section { &SECTION } else { &CRITERION }, "");
            form.variants(&document, table.get("code").and_then(Entry::as_str).unwrap_or_default());
        }
    }
    Some(form.fields)
}

struct Form {
    fields: Vec<Field>,
    of_row: String,
}

impl Form {
    fn push(&mut self, path: String, name: (&'static str, &'static str), required: bool, input: Input) {
        self.fields.push(Field { path, name, of_row: self.of_row.clone(), required, input });
    }

    fn table(&mut self, table: Option<&dyn TableLike>, shape: &'static Shape, prefix: &str) {
        for field in shape.fields {
            let entry = table.and_then(|table| table.get(field.key));
            let path = format!("{prefix}{}", field.key);
            let name = (shape.name, field.key);
            match &field.kind {
                Kind::Table(inner) if entry.is_none_or(Entry::is_table_like) => {
                    self.table(entry.and_then(Entry::as_table_like), inner, &format!("{path}."));
                }
                Kind::ChoiceOrTable(words, inner) if entry.is_none_or(known_origin) => {
                    self.origin(entry, (words, inner), &path, name);
                }
                Kind::Rule if entry.is_none_or(Entry::is_table_like) => self.rule(entry, &path, name),
                Kind::Map(inner) => self.map(entry, inner, path, name),
                kind => match plain(entry, kind, field.key) {
                    Some(input) => self.push(path, name, field.required, input),
                    None => self.push(path, name, field.required, fixed(entry)),
                },
            }
        }
    }

    /// `"illustrative"`, or where the words come from.
    fn origin(
        &mut self,
        entry: Option<&Entry>,
        (words, inner): (&'static [&'static str], &'static Shape),
        path: &str,
        name: (&'static str, &'static str),
    ) {
        let table = entry.and_then(Entry::as_table_like);
        let mut choices = words.to_vec();
        choices.extend(inner.fields.iter().map(|field| field.key));
        let said = entry.and_then(Entry::as_str).map(str::to_owned);
        let of_table = table.and_then(|table| table.iter().next().map(|(key, _)| key.to_owned()));
        self.push(format!("{path}.kind"), name, false, Input::Choice(said.or(of_table).unwrap_or_default(), choices));
        self.table(table, inner, &format!("{path}."));
    }

    fn rule(&mut self, entry: Option<&Entry>, path: &str, name: (&'static str, &'static str)) {
        let table = entry.and_then(Entry::as_table_like);
        let kind = table.and_then(|table| table.get("kind")?.as_str()).unwrap_or_default();
        self.push(format!("{path}.kind"), name, true, Input::Choice(kind.to_owned(), KINDS.to_vec()));
        if let Some(shape) = kinds::shape(kind) {
            self.table(table, shape, &format!("{path}."));
        }
    }

    /// Names with a number, or with what describes them.
    fn map(&mut self, entry: Option<&Entry>, inner: &'static Kind, path: String, name: (&'static str, &'static str)) {
        let table = entry.and_then(Entry::as_table_like);
        let mut columns = vec![Column { name: (name.1, "name") }];
        let mut rows: Vec<Vec<Input>> = Vec::new();
        let entries = || table.into_iter().flat_map(TableLike::iter);
        let whole = match inner {
            Kind::Table(shape) => {
                columns.extend(shape.fields.iter().map(|field| Column { name: (shape.name, field.key) }));
                entries().all(|(key, entry)| {
                    let row = row(entry.as_table_like(), shape);
                    row.map(|row| rows.push([vec![Input::Line(key.to_owned())], row].concat())).is_some()
                })
            }
            kind => {
                columns.push(Column { name: (name.1, "value") });
                entries().all(|(key, entry)| {
                    let value = plain(Some(entry), kind, "value");
                    value.map(|value| rows.push(vec![Input::Line(key.to_owned()), value])).is_some()
                })
            }
        };
        let input = if whole { Input::Rows(columns, rows) } else { fixed(entry) };
        self.push(path, name, false, input);
    }

    /// Classes, what is otherwise for them, grade scales.
    fn parts(&mut self, file: &dyn TableLike) {
        for (key, shape) in LISTS {
            let input = rows(file.get(key), shape).unwrap_or_else(|| fixed(file.get(key)));
            self.push(key.to_owned(), ("file", key), false, input);
        }
        match file.get("grade_scale") {
            Some(Entry::ArrayOfTables(scales)) => {
                for (index, scale) in scales.iter().enumerate() {
                    let path = format!("grade_scale.{index}.");
                    self.table(Some(scale), &SCALE_FORM, &path);
                    self.bands(scale, &path);
                }
            }
            None => self.table(None, &SCALE_FORM, "grade_scale.0."),
            entry => self.push("grade_scale".to_owned(), ("file", "grade_scale"), false, fixed(entry)),
        }
    }

    /// What each band asks for besides its ends.
    fn bands(&mut self, scale: &dyn TableLike, path: &str) {
        for (index, band) in tables(scale.get("band")).into_iter().enumerate() {
            self.of_row = band.get("grade").and_then(Entry::as_str).unwrap_or_default().to_owned();
            self.table(Some(band), &BAND_MORE, &format!("{path}band.{index}."));
        }
        self.of_row.clear();
    }

    /// What the file says otherwise for single classes: shown, changed in the text.
    fn variants(&mut self, document: &Document<&str>, code: &str) {
        let Some(Entry::ArrayOfTables(variants)) = document.as_table().get("variant") else { return };
        for variant in variants.iter().filter(|variant| variant.get("code").and_then(Entry::as_str) == Some(code)) {
            let text = variant.to_string().trim().to_owned();
            self.push("variant".to_owned(), ("file", "variant"), false, Input::Fixed(text));
        }
    }
}

/// Whether an origin is written as the form writes it.
fn known_origin(entry: &Entry) -> bool {
    entry.is_str() || entry.as_table_like().is_some_and(|table| table.len() == 1)
}

fn fixed(entry: Option<&Entry>) -> Input {
    Input::Fixed(entry.map(|entry| entry.to_string().trim().to_owned()).unwrap_or_default())
}

/// The tables of a list, however it is written.
fn tables(entry: Option<&Entry>) -> Vec<&dyn TableLike> {
    match entry {
        Some(Entry::ArrayOfTables(tables)) => tables.iter().map(|table| table as &dyn TableLike).collect(),
        Some(Entry::Value(Value::Array(array))) => {
            array.iter().filter_map(|value| Some(value.as_inline_table()? as &dyn TableLike)).collect()
        }
        _ => Vec::new(),
    }
}

/// Rows of a list of tables; `None` if one of them is not as the form writes it.
fn rows(entry: Option<&Entry>, shape: &'static Shape) -> Option<Input> {
    let columns: Vec<Column> = shape.fields.iter().map(|field| Column { name: (shape.name, field.key) }).collect();
    let mut rows = Vec::new();
    match entry {
        None => {}
        Some(Entry::Value(Value::Array(array))) => {
            for value in array {
                rows.push(row(Some(value.as_inline_table()?), shape)?);
            }
        }
        Some(Entry::ArrayOfTables(tables)) => {
            for table in tables {
                rows.push(row(Some(table), shape)?);
            }
        }
        Some(_) => return None,
    }
    for _ in 0..SPARE_ROWS {
        rows.push(row(None, shape)?);
    }
    Some(Input::Rows(columns, rows))
}

fn row(table: Option<&dyn TableLike>, shape: &'static Shape) -> Option<Vec<Input>> {
    let cell = |field: &'static crate::parse::shape::Field| {
        let entry = table.and_then(|table| table.get(field.key));
        match &field.kind {
            Kind::Rule => {
                let kind = entry.and_then(|entry| entry.as_table_like()?.get("kind")?.as_str()).unwrap_or_default();
                let known = KINDS.iter().find(|known| **known == kind).filter(|known| !PLAIN.contains(known));
                Some(Input::Choice(kind.to_owned(), PLAIN.iter().chain(known).copied().collect()))
            }
            kind => plain(entry, kind, field.key),
        }
    };
    shape.fields.iter().map(cell).collect()
}

/// A value that one control holds; `None` if it is written otherwise.
fn plain(entry: Option<&Entry>, kind: &'static Kind, key: &str) -> Option<Input> {
    let text = || match entry {
        None => Some(String::new()),
        Some(Entry::Value(Value::String(text))) => Some(text.value().clone()),
        Some(Entry::Value(Value::Integer(whole))) => Some(whole.value().to_string()),
        Some(_) => None,
    };
    Some(match kind {
        Kind::Text if matches!(key, "note" | "method" | "title") => Input::Long(text()?),
        Kind::Text | Kind::Place | Kind::Date | Kind::Code | Kind::SetCode | Kind::Expression | Kind::Test => {
            Input::Line(text()?)
        }
        Kind::ChoiceOrShare(_) => Input::Line(text()?),
        Kind::Number | Kind::Share | Kind::Positive => match entry {
            None => Input::Number(String::new()),
            Some(entry) => Input::Number(number(entry)?.to_exact()),
        },
        Kind::Whole(_) => Input::Number(text()?),
        Kind::Flag => match entry {
            None => Input::Flag(String::new()),
            Some(entry) => Input::Flag(entry.as_bool()?.to_string()),
        },
        Kind::Choice(words) => Input::Choice(text()?, words.to_vec()),
        Kind::Texts => match entry {
            None => Input::Lines(String::new()),
            Some(entry) => {
                let texts: Option<Vec<&str>> = entry.as_array()?.iter().map(Value::as_str).collect();
                Input::Lines(texts.filter(|texts| texts.iter().all(|text| !text.contains('\n')))?.join("\n"))
            }
        },
        Kind::Tables(shape) => rows(entry, shape)?,
        Kind::Table(_) | Kind::ChoiceOrTable(..) | Kind::Map(_) | Kind::Rule => return None,
    })
}
