//! What was typed into a form goes back into the text; what says the same is not touched.

use std::collections::HashMap;

use thuocdo_base::{Number, NumberError, read};
use toml_edit::{Array, ArrayOfTables, Decor, DocumentMut, InlineTable, Item as Entry, Table, TableLike, Value};

use super::outline::{number, spots};
use super::show::LISTS;
use super::{Target, kinds};
use crate::parse::shape::{BAND_MORE, CRITERION, Field, Kind, SCALE_FORM, SECTION, SET, Shape};

/// Why something typed was not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is not a number.
    NotANumber(String),
    /// It can be read as two numbers.
    Ambiguous(String),
    /// It is none of the words.
    NotAWord(String),
    /// The text has no such part, or is not TOML.
    NoSuchPart,
}

/// Writes a form into the text. Pairs name fields as [`super::fields`] does; what is not among them stays.
///
/// Cells of rows are `rule.steps.0.from`; the path of the rows themselves, `rule.steps`, holds how many were shown.
///
/// # Errors
/// The paths of what cannot be written, each with why.
pub fn apply(text: &str, target: Target, pairs: &[(String, String)]) -> Result<String, Vec<(String, Wrong)>> {
    let nothing = || vec![(String::new(), Wrong::NoSuchPart)];
    let mut document: DocumentMut = text.parse().map_err(|_| nothing())?;
    let given = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut writer = Writer { given, wrong: Vec::new() };
    match target {
        Target::Head => {
            let head = document.as_table_mut().get_mut("set").and_then(Entry::as_table_like_mut);
            writer.table(head.ok_or_else(nothing)?, &SET, "");
        }
        Target::Parts => writer.parts(document.as_table_mut()),
        Target::Node(place) => {
            let read = toml_edit::Document::parse(text).map_err(|_| nothing())?;
            let spots = spots(&read);
            let spot = spots.get(place).ok_or_else(nothing)?;
            let array = document.as_table_mut().get_mut(if spot.section { "section" } else { "criterion" });
            let table: &mut dyn TableLike = match array {
                Some(Entry::ArrayOfTables(tables)) => tables.get_mut(spot.index).ok_or_else(nothing)?,
                Some(Entry::Value(Value::Array(array))) => {
                    array.get_mut(spot.index).and_then(Value::as_inline_table_mut).ok_or_else(nothing)?
                }
                _ => return Err(nothing()),
            };
            writer.table(table, if spot.section { &SECTION } else { &CRITERION }, "");
        }
    }
    if writer.wrong.is_empty() { Ok(document.to_string()) } else { Err(writer.wrong) }
}

struct Writer<'a> {
    given: HashMap<&'a str, &'a str>,
    wrong: Vec<(String, Wrong)>,
}

impl<'a> Writer<'a> {
    fn given(&self, path: &str) -> Option<&'a str> {
        self.given.get(path).copied()
    }

    fn says_below(&self, prefix: &str) -> bool {
        self.given.iter().any(|(path, value)| path.starts_with(prefix) && !value.trim().is_empty())
    }

    fn table(&mut self, table: &mut dyn TableLike, shape: &'static Shape, prefix: &str) {
        for field in shape.fields {
            let path = format!("{prefix}{}", field.key);
            match &field.kind {
                Kind::Table(inner) => self.inner(table, field.key, inner, &path),
                Kind::ChoiceOrTable(words, inner) => self.origin(table, field.key, (words, inner), &path),
                Kind::Rule => self.rule(table, &path),
                Kind::Tables(inner) => self.rows(table, field.key, inner, &path),
                Kind::Map(inner) => self.map(table, field.key, inner, &path),
                _ => self.plain(table, field, &path),
            }
        }
    }

    /// Lists at the top of the file; what is new stands under headers of its own.
    fn parts(&mut self, file: &mut Table) {
        for (key, shape) in LISTS {
            if !file.contains_key(key) && self.says_below(&format!("{key}.")) {
                file.insert(key, Entry::ArrayOfTables(ArrayOfTables::new()));
            }
            if file.contains_key(key) {
                self.rows(file, key, shape, key);
            }
        }
        if !file.contains_key("grade_scale") && self.says_below("grade_scale.0.band.") {
            let mut scales = ArrayOfTables::new();
            scales.push(spaced());
            file.insert("grade_scale", Entry::ArrayOfTables(scales));
        }
        let scales = file.get_mut("grade_scale").and_then(Entry::as_array_of_tables_mut);
        for (index, scale) in scales.into_iter().flat_map(ArrayOfTables::iter_mut).enumerate() {
            let path = format!("grade_scale.{index}.");
            // Before rows go: those behind them have another place afterwards.
            self.bands(scale, &path);
            self.table(scale, &SCALE_FORM, &path);
        }
    }

    /// What each band asks for besides its ends.
    fn bands(&mut self, scale: &mut Table, path: &str) {
        let prefix = |index: usize| format!("{path}band.{index}.");
        match scale.get_mut("band") {
            Some(Entry::ArrayOfTables(bands)) => {
                for (index, band) in bands.iter_mut().enumerate() {
                    self.table(band, &BAND_MORE, &prefix(index));
                }
            }
            Some(Entry::Value(Value::Array(bands))) => {
                for (index, band) in bands.iter_mut().enumerate() {
                    let Some(band) = band.as_inline_table_mut() else { continue };
                    let before = band.len();
                    self.table(band, &BAND_MORE, &prefix(index));
                    if band.len() != before {
                        respace(band);
                    }
                }
            }
            _ => {}
        }
    }

    /// Rows that stand under headers of their own.
    fn headed(&mut self, tables: &mut ArrayOfTables, shape: &'static Shape, path: &str, shown: usize) {
        let known = tables.len();
        let prefix = |index: usize| format!("{path}.{index}.");
        let gone: Vec<usize> = (0..known.min(shown)).filter(|index| !self.fills(shape, &prefix(*index))).collect();
        for (index, row) in tables.iter_mut().enumerate().take(shown).filter(|(index, _)| !gone.contains(index)) {
            self.table(row, shape, &prefix(index));
        }
        for index in known..shown.min(known + 200) {
            if self.fills(shape, &prefix(index)) {
                let mut row = spaced();
                self.table(&mut row, shape, &prefix(index));
                tables.push(row);
            }
        }
        for index in gone.into_iter().rev() {
            tables.remove(index);
        }
    }

    /// A table inside: made when something is said in it, taken out when nothing is left.
    fn inner(&mut self, table: &mut dyn TableLike, key: &str, shape: &'static Shape, path: &str) {
        let prefix = format!("{path}.");
        if !self.given.keys().any(|given| given.starts_with(&prefix)) {
            return;
        }
        if !table.contains_key(key) {
            if !self.says_below(&prefix) {
                return;
            }
            table.insert(key, Entry::Value(Value::InlineTable(InlineTable::new())));
        }
        let Some(inner) = table.get_mut(key) else { return };
        self.within(inner, shape, &prefix);
        if inner.as_table_like().is_some_and(TableLike::is_empty) {
            table.remove(key);
        }
    }

    /// The keys of a table inside; one on a single line is spaced anew if keys came or went.
    fn within(&mut self, entry: &mut Entry, shape: &'static Shape, prefix: &str) {
        let Some(table) = entry.as_table_like_mut() else { return };
        let before = table.len();
        self.table(table, shape, prefix);
        let after = table.len();
        if let Some(inline) = entry.as_inline_table_mut().filter(|_| before != after) {
            respace(inline);
        }
    }

    fn origin(&mut self, table: &mut dyn TableLike, key: &str, (words, shape): (&[&str], &'static Shape), path: &str) {
        let Some(kind) = self.given(&format!("{path}.kind")) else { return };
        if kind.is_empty() {
            table.remove(key);
        } else if words.contains(&kind) {
            if table.get(key).and_then(Entry::as_str) != Some(kind) {
                put(table, key, Value::from(kind));
            }
        } else if shape.field(kind).is_some() {
            let fits = table.get(key).and_then(Entry::as_table_like).is_some_and(|table| table.contains_key(kind));
            if !fits {
                put(table, key, Value::InlineTable(InlineTable::new()));
            }
            let other = shape.fields.iter().map(|field| format!("{path}.{}", field.key));
            let others: Vec<String> = other.filter(|path| !path.ends_with(&format!(".{kind}"))).collect();
            self.given.retain(|given, _| {
                !others.iter().any(|other| given == other || given.starts_with(&format!("{other}.")))
            });
            if let Some(inner) = table.get_mut(key) {
                self.within(inner, shape, &format!("{path}."));
            }
        } else {
            self.wrong.push((format!("{path}.kind"), Wrong::NotAWord(kind.to_owned())));
        }
    }

    fn rule(&mut self, table: &mut dyn TableLike, path: &str) {
        let key = path.rsplit('.').next().unwrap_or(path);
        let old = table.get(key).and_then(Entry::as_table_like);
        let known = old.and_then(|rule| rule.get("kind")?.as_str()).map(str::to_owned);
        let kind = self.given(&format!("{path}.kind")).filter(|kind| !kind.is_empty()).map(str::to_owned);
        let Some(kind) = kind.or_else(|| known.clone()) else { return };
        let kind = kind.as_str();
        if known.as_deref() != Some(kind) {
            match kinds::first(kind, old) {
                Some(rule) => put(table, key, rule),
                None => self.wrong.push((format!("{path}.kind"), Wrong::NotAWord(kind.to_owned()))),
            }
        } else if let (Some(shape), Some(rule)) = (kinds::shape(kind), table.get_mut(key)) {
            self.within(rule, shape, &format!("{path}."));
        }
    }

    fn rows(&mut self, table: &mut dyn TableLike, key: &str, shape: &'static Shape, path: &str) {
        let Some(shown) = self.given(path).and_then(|count| count.parse::<usize>().ok()) else { return };
        if !table.contains_key(key) {
            if !self.says_below(&format!("{path}.")) {
                return;
            }
            table.insert(key, Entry::Value(Value::Array(Array::new())));
        }
        if let Some(tables) = table.get_mut(key).and_then(Entry::as_array_of_tables_mut) {
            return self.headed(tables, shape, path, shown);
        }
        let Some(array) = table.get_mut(key).and_then(Entry::as_array_mut) else { return };
        let known = array.len();
        let mut gone = Vec::new();
        for index in 0..known.min(shown) {
            let prefix = format!("{path}.{index}.");
            if !self.fills(shape, &prefix) {
                gone.push(index);
            } else if let Some(row) = array.get_mut(index).and_then(Value::as_inline_table_mut) {
                let before = row.len();
                self.table(row, shape, &prefix);
                if row.len() != before {
                    respace(row);
                }
            }
        }
        for index in known..shown.min(known + 200) {
            let prefix = format!("{path}.{index}.");
            if self.fills(shape, &prefix) {
                let mut row = InlineTable::new();
                self.table(&mut row, shape, &prefix);
                row.fmt();
                append(array, row);
            }
        }
        for index in gone.into_iter().rev() {
            array.remove(index);
        }
    }

    /// Whether a row says anything; the kind of its rule alone is nothing.
    fn fills(&self, shape: &Shape, prefix: &str) -> bool {
        let mut plain = shape.fields.iter().filter(|field| !matches!(field.kind, Kind::Rule));
        plain.any(|field| self.given(&format!("{prefix}{}", field.key)).is_some_and(|value| !value.trim().is_empty()))
    }

    /// Names with a number, or with what describes them; `path.0.name` is the name.
    fn map(&mut self, table: &mut dyn TableLike, key: &str, kind: &'static Kind, path: &str) {
        let Some(shown) = self.given(path).and_then(|count| count.parse::<usize>().ok()) else { return };
        let rows: Vec<(usize, &str)> = (0..shown.min(1_000))
            .filter_map(|row| Some((row, self.given(&format!("{path}.{row}.name"))?.trim())))
            .filter(|(_, name)| !name.is_empty())
            .collect();
        if !table.contains_key(key) {
            if rows.is_empty() {
                return;
            }
            table.insert(key, Entry::Value(Value::InlineTable(InlineTable::new())));
        }
        let Some(map) = table.get_mut(key).and_then(Entry::as_table_like_mut) else { return };
        let gone: Vec<String> = map
            .iter()
            .map(|(name, _)| name.to_owned())
            .filter(|name| rows.iter().all(|(_, row)| row != name))
            .collect();
        for name in gone {
            map.remove(&name);
        }
        for (row, name) in rows {
            match kind {
                Kind::Table(shape) => {
                    // A name that says nothing is no entry.
                    self.inner(map, name, shape, &format!("{path}.{row}"));
                }
                kind => self.value(map, name, kind, &format!("{path}.{row}.value")),
            }
        }
        if map.is_empty() {
            table.remove(key);
        } else if let Some(inline) = table.get_mut(key).and_then(Entry::as_inline_table_mut) {
            respace(inline);
        }
    }

    fn plain(&mut self, table: &mut dyn TableLike, field: &'static Field, path: &str) {
        self.value(table, field.key, &field.kind, path);
    }

    /// One value: put, taken out if empty, left alone if it says the same.
    fn value(&mut self, table: &mut dyn TableLike, key: &str, kind: &'static Kind, path: &str) {
        let Some(given) = self.given(path) else { return };
        let given = given.replace("\r\n", "\n");
        let given = given.trim();
        if given.is_empty() {
            // An empty text says something else than none, and nobody took it out.
            if table.get(key).and_then(Entry::as_str) != Some("") {
                table.remove(key);
            }
            return;
        }
        let old = table.get(key);
        let value = match kind {
            Kind::Number | Kind::Share | Kind::Positive => match amount(given) {
                Ok(new) if old.and_then(number).as_ref() == Some(&new) => return,
                // A fraction stays as it is typed: 1/4 says more than 0.25.
                Ok(_) if given.contains('/') && !given.contains(['%', ' ']) => Value::from(given),
                Ok(new) => Value::from(new.to_exact()),
                Err(wrong) => return self.wrong.push((path.to_owned(), wrong)),
            },
            Kind::Whole(_) => match given.parse::<i64>() {
                Ok(new) if old.and_then(Entry::as_integer) == Some(new) => return,
                Ok(new) => Value::from(new),
                Err(_) => return self.wrong.push((path.to_owned(), Wrong::NotANumber(given.to_owned()))),
            },
            Kind::Flag => match given {
                "true" | "false" if old.and_then(Entry::as_bool) == Some(given == "true") => return,
                "true" | "false" => Value::from(given == "true"),
                _ => return self.wrong.push((path.to_owned(), Wrong::NotAWord(given.to_owned()))),
            },
            Kind::Choice(words) if !words.contains(&given) => {
                return self.wrong.push((path.to_owned(), Wrong::NotAWord(given.to_owned())));
            }
            Kind::Texts => {
                let lines: Vec<&str> = given.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
                let said: Option<Vec<&str>> = old.and_then(|old| old.as_array()?.iter().map(Value::as_str).collect());
                if said.as_ref() == Some(&lines) {
                    return;
                }
                Value::Array(list(&lines))
            }
            _ if same(old, given) => return,
            _ => Value::from(given),
        };
        put(table, key, value);
    }
}

/// Whether a text or a whole number says this already.
fn same(old: Option<&Entry>, given: &str) -> bool {
    match old.and_then(Entry::as_value) {
        Some(Value::String(text)) => text.value().trim() == given,
        Some(Value::Integer(whole)) => whole.value().to_string() == given,
        _ => false,
    }
}

/// A number as people type it: `7,5`, `7.5`, `1/3`, `95%`.
fn amount(text: &str) -> Result<Number, Wrong> {
    let (digits, percent) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), true),
        None => (text, false),
    };
    let read = if digits.contains('/') { Number::parse(digits) } else { read::typed(digits) };
    let number = read.map_err(|error| match error {
        NumberError::Ambiguous => Wrong::Ambiguous(text.to_owned()),
        _ => Wrong::NotANumber(text.to_owned()),
    })?;
    match number.divided_by(&Number::from(100)).filter(|_| percent) {
        Some(share) => Ok(share),
        None => Ok(number),
    }
}

fn list(lines: &[&str]) -> Array {
    let mut array: Array = lines.iter().copied().collect();
    if lines.iter().map(|line| line.len()).sum::<usize>() > 80 {
        for value in array.iter_mut() {
            value.decor_mut().set_prefix("\n  ");
        }
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    array
}

/// Puts a value where the old one stood, with the spaces and comments around it.
fn put(table: &mut dyn TableLike, key: &str, mut value: Value) {
    if let Some(old) = table.get(key).and_then(Entry::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    table.insert(key, Entry::Value(value));
}

/// Sets spaces between the keys of a table on one line; one over several lines keeps its own.
fn respace(table: &mut InlineTable) {
    let breaks = |decor: &Decor| {
        let around = [decor.prefix(), decor.suffix()];
        around.into_iter().flatten().any(|text| text.as_str().is_some_and(|text| text.contains('\n')))
    };
    let keys: Vec<&str> = table.iter().map(|(key, _)| key).collect();
    let several = keys.iter().any(|key| table.key(key).is_some_and(|key| breaks(key.leaf_decor())))
        || table.iter().any(|(_, value)| breaks(value.decor()));
    if !several {
        table.fmt();
    }
}

/// A new table with a blank line before its header.
fn spaced() -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table
}

/// Adds a row that is spaced as the one before it.
fn append(array: &mut Array, row: InlineTable) {
    let mut value = Value::InlineTable(row);
    match array.iter().last().map(|last| last.decor().clone()) {
        Some(decor) if array.len() > 1 || decor.prefix().and_then(|p| p.as_str()).is_some_and(|p| p.contains('\n')) => {
            *value.decor_mut() = Decor::new(decor.prefix().cloned().unwrap_or_default(), "");
        }
        Some(_) => value.decor_mut().set_prefix(" "),
        None => {}
    }
    array.push_formatted(value);
}
