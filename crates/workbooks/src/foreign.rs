//! A sheet that is not ours: columns by what their headers say, rows by number and name, and what a person says else.

use std::collections::{BTreeMap, BTreeSet};

use thuocdo_annex::{Corrections, Grid, Kind, Meaning, Row as Line, Table};
use thuocdo_words::collate::fold;

use crate::own::read::{Reading, Told, given};
use crate::own::{Ask, Cell, Form, Part};

/// What a column of a foreign sheet is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Number of the row.
    Number,
    /// Name of the criterion.
    Title,
    /// Points that the unit gives itself.
    Own,
    /// Figures, choices.
    Value,
    /// Note.
    Note,
    /// Why there is no evidence.
    NoEvidence,
    /// Not used.
    Other,
}

impl Column {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::Number, Self::Title, Self::Own, Self::Value, Self::Note, Self::NoEvidence, Self::Other];

    /// The word by which forms and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Title => "title",
            Self::Own => "own",
            Self::Value => "value",
            Self::Note => "note",
            Self::NoEvidence => "no-evidence",
            Self::Other => "other",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.word() == word)
    }

    /// Whether it holds what the unit says.
    fn is_said(self) -> bool {
        matches!(self, Self::Own | Self::Value | Self::Note | Self::NoEvidence)
    }
}

/// What a person says of columns and rows instead of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Columns, by table and place.
    pub columns: BTreeMap<(usize, usize), Column>,
    /// Criteria of rows, by sheet and row; an empty code: none.
    pub rows: BTreeMap<(usize, usize), String>,
}

/// A foreign workbook as it is understood.
#[derive(Clone, Debug, Default)]
pub struct Foreign {
    /// Columns of its tables: table, place, header, what it is taken for.
    pub columns: Vec<(usize, usize, String, Column)>,
    /// Rows that say something of a criterion, or might.
    pub rows: Vec<Matched>,
    /// What it says.
    pub reading: Reading,
}

/// A row and the criterion it is taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// Its sheet and row.
    pub at: (usize, usize),
    /// What it says of itself: number and name.
    pub text: String,
    /// Code of the criterion; none if nobody can tell.
    pub criterion: Option<String>,
    /// Whether a person said so.
    pub is_said: bool,
}

/// Least share of common words by which a name is taken for another with the same number, and without one.
const ALIKE_WITH_NUMBER: (usize, usize) = (1, 3);
const ALIKE: (usize, usize) = (7, 10);

/// Reads a foreign workbook; none if it has no table of criteria.
pub fn read(form: &Form, grids: &[Grid], said: &Said) -> Option<Foreign> {
    let annex = thuocdo_annex::read(grids, &Corrections::default(), "");
    if annex.tables.is_empty() {
        return None;
    }
    let mut foreign = Foreign::default();
    for (table, known) in annex.tables.iter().enumerate() {
        for (place, name) in known.names.iter().enumerate() {
            let column = said.columns.get(&(table, place)).copied().unwrap_or_else(|| meaning(known, place));
            foreign.columns.push((table, place, name.clone(), column));
        }
    }
    let mut rows = Rows { form, said, foreign: &mut foreign, used: BTreeSet::new(), group: 0, under: None };
    for line in &annex.rows {
        rows.row(line);
    }
    Some(foreign)
}

fn meaning(table: &Table, place: usize) -> Column {
    let name = fold(&table.names[place]);
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if has(&["giai trinh thieu", "ly do thieu", "ly do chua co"]) {
        return Column::NoEvidence;
    }
    if has(&["tham dinh", "hoi dong", "diem hd"]) {
        return Column::Other;
    }
    if has(&["tu danh gia", "tu cham", "diem dat", "diem tu"]) && !has(&["ly do", "can cu"]) {
        return Column::Own;
    }
    if has(&["so lieu", "ket qua thuc hien", "ket qua dat", "thuc te", "so thuc hien"]) {
        return Column::Value;
    }
    match table.columns[place] {
        Meaning::Number => Column::Number,
        Meaning::Title => Column::Title,
        Meaning::Note => Column::Note,
        _ => Column::Other,
    }
}

struct Rows<'a> {
    form: &'a Form,
    said: &'a Said,
    foreign: &'a mut Foreign,
    /// Criteria that have their row.
    used: BTreeSet<String>,
    /// Groups so far, for numbers that begin anew in each.
    group: usize,
    /// The criterion whose rows of values follow.
    under: Option<String>,
}

impl Rows<'_> {
    fn row(&mut self, line: &Line) {
        let Some(table) = line.table else { return };
        if matches!(line.kind, Kind::Head | Kind::Total | Kind::Signature) {
            return;
        }
        let (number, title) = (self.text(line, table, Column::Number), self.text(line, table, Column::Title));
        let at = (line.sheet, line.line);
        let told = self.said.rows.get(&at);
        let says = self.says(line, table);
        if told.is_none() && self.value(line, table, &format!("{number} {title}")) {
            return;
        }
        let found = match told {
            Some(code) => Some(code.clone()).filter(|code| self.form.line(code).is_some()),
            None => self.find(&number, &title),
        };
        // Groups may show their sums: nobody fills these in.
        let is_group = line.kind == Kind::Heading || is_roman(&number) || self.is_section(&title);
        if told.is_none() && is_group && found.is_none() {
            self.group += 1;
            self.under = None;
            return;
        }
        let text = format!("{number} {title}").trim().to_owned();
        if text.is_empty() || (line.kind != Kind::Criterion && found.is_none() && !says) {
            return;
        }
        self.under.clone_from(&found);
        if found.is_none() && !says {
            return;
        }
        if let Some(code) = &found {
            self.used.insert(code.clone());
            self.take(line, table, code);
        }
        self.foreign.rows.push(Matched { at, text, criterion: found, is_said: told.is_some() });
    }

    /// Places of the columns with a meaning.
    fn places(&self, table: usize, column: Column) -> Vec<usize> {
        let of = self.foreign.columns.iter().filter(|(own, _, _, is)| *own == table && *is == column);
        of.map(|(_, place, ..)| *place).collect()
    }

    fn text(&self, line: &Line, table: usize, column: Column) -> String {
        let cell = |place: &usize| line.cells.get(*place).map(|cell| cell.trim().to_owned());
        self.places(table, column).iter().filter_map(cell).find(|cell| !cell.is_empty()).unwrap_or_default()
    }

    /// Whether anything is filled in.
    fn says(&self, line: &Line, table: usize) -> bool {
        Column::ALL
            .into_iter()
            .filter(|column| column.is_said())
            .any(|column| !self.text(line, table, column).is_empty())
    }

    /// Takes a row such as `a = Số máy …` as a value of the criterion above it.
    fn value(&mut self, line: &Line, table: usize, text: &str) -> bool {
        let Some(code) = self.under.clone() else { return false };
        let Some((row, known)) = self.form.line(&code) else { return false };
        let name = text.trim().trim_start_matches(['-', '–', '+', ' ']);
        let name = name.split(['=', ':']).next().unwrap_or_default().trim();
        let Some(input) = known.inputs().find(|input| input.name == name) else { return false };
        let (cell, ask) = (Cell::Value(input.name.clone()), input.ask.clone());
        let code = row.code.clone();
        for column in [Column::Value, Column::Own] {
            if self.push(line, table, column, &code, cell.clone(), Some(&ask)) {
                break;
            }
        }
        true
    }

    /// Takes what a criterion's own row says.
    fn take(&mut self, line: &Line, table: usize, code: &str) {
        let Some((_, known)) = self.form.line(code) else { return };
        let only = known.only().map(|input| (Cell::Value(input.name.clone()), input.ask.clone()));
        let given_directly = only.clone().filter(|(_, ask)| matches!(ask, Ask::Points(_)));
        if let Some((cell, ask)) = &only {
            self.push(line, table, Column::Value, code, cell.clone(), Some(ask));
        }
        match given_directly {
            Some((cell, ask)) if self.text(line, table, Column::Value).is_empty() => {
                self.push(line, table, Column::Own, code, cell, Some(&ask));
            }
            Some(_) => {}
            None if known.may_differ && !self.is_computed(line, table, code) => {
                self.push(line, table, Column::Own, code, Cell::Points, None);
            }
            None => {}
        }
        self.push(line, table, Column::Note, code, Cell::Note, None);
        if known.wants_evidence {
            self.push(line, table, Column::NoEvidence, code, Cell::NoEvidence, None);
        }
    }

    /// Whether the points are those that the rule computes anyway.
    fn is_computed(&self, line: &Line, table: usize, code: &str) -> bool {
        let own = self.text(line, table, Column::Own);
        let computed = self.form.line(code).and_then(|(_, known)| known.computed.as_ref());
        let computed = computed.map(|points| points.to_fixed(self.form.decimals, thuocdo_base::Rounding::HalfUp));
        computed.is_some_and(|computed| crate::cell::same_number(&own, &computed.replace('.', ",")))
    }

    fn push(&mut self, line: &Line, table: usize, column: Column, code: &str, cell: Cell, ask: Option<&Ask>) -> bool {
        let filled = |place: &usize| line.cells.get(*place).is_some_and(|cell| !cell.trim().is_empty());
        let Some(place) = self.places(table, column).into_iter().find(filled) else { return false };
        let given = given(ask, &cell, &line.cells[place]);
        let at = (line.sheet, line.line, place);
        let told = Told { criterion: code.to_owned(), cell, given, at, converted: line.converted, rounded: false };
        self.foreign.reading.told.push(told);
        true
    }

    /// The criterion that a row speaks of: by its name, by number and name, or by a name that is nearly its own.
    fn find(&self, number: &str, title: &str) -> Option<String> {
        let free = || self.form.lines().map(|(row, _)| row).filter(|row| !self.used.contains(&row.code));
        let (words, folded) = (words(title), words_joined(title));
        let mut exact = free().filter(|row| words_joined(&row.title) == folded && !folded.is_empty());
        if let Some(row) = exact.next()
            && exact.next().is_none()
        {
            return Some(row.code.clone());
        }
        let codes = self.codes(number);
        let by_number = free().find(|row| codes.contains(&row.code) && alike(&words, &row.title, ALIKE_WITH_NUMBER));
        let near = || free().filter(|row| alike(&words, &row.title, ALIKE));
        let row = by_number.or_else(|| near().next().filter(|_| near().count() == 1))?;
        Some(row.code.clone())
    }

    /// Whether a group of the form has this name.
    fn is_section(&self, title: &str) -> bool {
        let sections = self.form.rows.iter().filter(|row| matches!(row.kind, Part::Section { .. }));
        let folded = words_joined(title);
        !folded.is_empty() && sections.into_iter().any(|row| words_joined(&row.title) == folded)
    }

    /// Codes that a number may stand for: itself, or counted within its group.
    fn codes(&self, number: &str) -> Vec<String> {
        let plain = number.trim().trim_matches(['.', ')', '(', ' ']).to_owned();
        if plain.is_empty() {
            return Vec::new();
        }
        vec![format!("{}.{plain}", self.group), plain]
    }
}

fn is_roman(number: &str) -> bool {
    let plain = number.trim().trim_end_matches(['.', ')']);
    !plain.is_empty() && plain.chars().all(|sign| matches!(sign, 'I' | 'V' | 'X'))
}

fn words(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let words = folded.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn words_joined(text: &str) -> String {
    let folded = fold(text);
    folded.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether two names have at least this share of their words in common.
fn alike(own: &BTreeSet<String>, title: &str, (least, of): (usize, usize)) -> bool {
    let other = words(title);
    let (common, all) = (own.intersection(&other).count(), own.union(&other).count());
    all > 0 && common * of >= least * all
}
