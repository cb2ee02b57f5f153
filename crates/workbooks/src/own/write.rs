//! The sheet "Tự đánh giá": like the paper form, with the unit's cells open.

use std::sync::Arc;

use rust_xlsxwriter::{Format, FormatAlign, Formula, Worksheet, XlsxError};
use thuocdo_base::Number;
use thuocdo_criteria::rule::Variable;
use thuocdo_words::Locale;

use super::formula::{self, Places};
use super::{Ask, Cell, Form, Group, Input, Line, Part, Row, citations};
use crate::book::{self, Book, Choices, cell_name, protect};
use crate::cell::{near, nearest, text, typed};
use crate::meta::{Meta, key};

/// Words of the columns, in a hidden row: they are found by it wherever they are moved.
pub(super) const COLUMNS: [&str; 15] = [
    "key",
    "stt",
    "title",
    "max",
    "rule",
    "value",
    "computed",
    "points",
    "reason",
    "own",
    "na",
    "ground",
    "note",
    "no_evidence",
    "evidence",
];
const WIDTHS: [f64; 15] = [4.0, 7.0, 38.0, 8.0, 44.0, 16.0, 10.0, 10.0, 20.0, 10.0, 9.0, 18.0, 30.0, 22.0, 9.0];
/// Columns of the header that stand below one name: first, last, name.
const JOINED: [(u16, u16, &str); 2] = [(6, 9, "workbooks-head-points"), (10, 11, "workbooks-head-na")];
const TITLE: u16 = 2;
const MAX: u16 = 3;
const RULE: u16 = 4;
const VALUE: u16 = 5;
const COMPUTED: u16 = 6;
const POINTS: u16 = 7;
const OWN: u16 = 9;
const ASKED: u16 = 10;
const LAST: u16 = 14;

/// Writes the workbook (xuất sổ tự đánh giá); `words` hold those of this crate and of whoever says why cells are shut.
///
/// # Errors
/// If a name or a text is too long for a workbook, which no form of ours has.
pub fn write(form: &Form, words: &Arc<Locale>) -> Result<Vec<u8>, XlsxError> {
    let title = form.title.join(" – ");
    let mut book = Book::new(Arc::clone(words), &title, form.meta.exported_at, form.illustrative)?;
    let lists = lists(form, &mut book);
    let sheet = book.sheet(&words.text("workbooks-own-sheet"))?;
    Pen { form, words, styles: Styles::new(form.decimals), lists, row: 0 }.table(sheet)?;
    citations::write(form, &mut book)?;
    citations::guide(&mut book, form)?;
    book.finish(Some(&Meta { kept: form.kept(), ..form.meta.clone() }))
}

/// Lists of choices, in the order of the inputs that offer them.
fn lists(form: &Form, book: &mut Book) -> Vec<(String, Choices, Vec<String>)> {
    let mut lists = Vec::new();
    let (yes, no) = (book.words.text("workbooks-yes"), book.words.text("workbooks-no"));
    for (row, line) in form.lines() {
        for input in line.inputs() {
            let shown = match &input.ask {
                Ask::YesNo => vec![yes.clone(), no.clone()],
                Ask::Choice(choices) => choices.iter().map(|(_, shown)| shown.clone()).collect(),
                _ => continue,
            };
            lists.push((format!("{}#{}", row.code, input.name), book.list(shown.clone()), shown));
        }
    }
    lists
}

struct Styles {
    shut: Format,
    points: Format,
    asked: Format,
    open: Format,
    open_text: Format,
    open_mark: Format,
    section: Format,
    section_points: Format,
    share: Format,
    code: Format,
}

impl Styles {
    fn new(decimals: u8) -> Self {
        let center = |format: Format| format.set_align(FormatAlign::Center);
        Self {
            shut: book::shut(),
            points: book::fixed(book::shut(), decimals),
            asked: book::fixed(book::open(), decimals),
            open: book::free(book::open()),
            open_text: book::open().set_num_format("@"),
            open_mark: center(book::open()),
            section: book::section(),
            section_points: book::fixed(book::section(), decimals),
            share: book::percent(book::shut()),
            code: center(book::shut().set_num_format("@")),
        }
    }
}

struct Pen<'a> {
    form: &'a Form,
    words: &'a Locale,
    styles: Styles,
    lists: Vec<(String, Choices, Vec<String>)>,
    row: u32,
}

impl Pen<'_> {
    fn table(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, (word, width)) in (0..).zip(COLUMNS.into_iter().zip(WIDTHS)) {
            text(sheet, (0, column), word, &book::plain())?;
            sheet.set_column_width(column, width)?;
        }
        sheet.set_row_hidden(0)?;
        sheet.set_column_hidden(0)?;
        // What is not computed yet shows nothing in programs that compute nothing.
        sheet.set_formula_result_default("");
        self.row = 1;
        self.heading(sheet)?;
        let head = self.row;
        self.header(sheet)?;
        sheet.set_repeat_rows(head, self.row - 1)?.set_freeze_panes(self.row, TITLE + 1)?;
        self.rows(sheet)?;
        sheet.set_print_area(0, 1, self.row, LAST)?.set_zoom(85);
        protect(sheet);
        Ok(())
    }

    /// The body and the nation side by side, then the title.
    fn heading(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let lines = self.form.left.len().max(self.form.right.len());
        let line = |lines: &[String], at: usize| lines.get(at).cloned().unwrap_or_default();
        for at in 0..lines {
            sheet.merge_range(self.row, 1, self.row, RULE - 1, &line(&self.form.left, at), &book::title())?;
            sheet.merge_range(self.row, VALUE, self.row, LAST, &line(&self.form.right, at), &book::title())?;
            self.row += 1;
        }
        for line in &self.form.title {
            sheet.merge_range(self.row, 1, self.row, LAST, line, &book::title())?;
            self.row += 1;
        }
        let mut said = self.words.text("workbooks-system-counts");
        if self.form.illustrative {
            said = format!("{} – {said}", self.words.text("workbooks-illustrative"));
        }
        let italic = book::plain().set_italic().set_align(FormatAlign::Center);
        sheet.merge_range(self.row, 1, self.row, LAST, &said, &italic)?;
        self.row += 1;
        Ok(())
    }

    /// Two rows of names, the lower for columns that share one.
    fn header(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (top, bottom, head) = (self.row, self.row + 1, book::head());
        let name =
            |column: u16| self.words.text(&format!("workbooks-col-{}", COLUMNS[usize::from(column)].replace('_', "-")));
        for column in 1..=LAST {
            match JOINED.iter().find(|(first, last, _)| (*first..=*last).contains(&column)) {
                Some((first, last, joined)) => {
                    if column == *first {
                        sheet.merge_range(top, *first, top, *last, &self.words.text(joined), &head)?;
                    }
                    text(sheet, (bottom, column), &name(column), &head)?;
                }
                None => {
                    sheet.merge_range(top, column, bottom, column, &name(column), &head)?;
                }
            }
        }
        self.row += 2;
        Ok(())
    }

    fn rows(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        // Rows of the sheet by place in the form, for the sums of groups.
        let mut places: Vec<u32> = Vec::new();
        let mut groups = 0;
        for row in &self.form.rows {
            places.push(self.row);
            match &row.kind {
                Part::Section { points, .. } => {
                    groups += usize::from(row.level == 1);
                    self.section(sheet, row, points, groups)?;
                }
                Part::Criterion(line) => self.criterion(sheet, row, line)?,
            }
        }
        for (at, row) in self.form.rows.iter().enumerate() {
            if let Part::Section { is_sum: true, points } = &row.kind {
                let below = self.below(at, row.level, &places);
                self.sum(sheet, places[at], &below, points, &self.styles.section_points)?;
            }
        }
        self.total(sheet, &places)
    }

    /// Rows of what stands right below a group.
    fn below(&self, at: usize, level: u8, places: &[u32]) -> Vec<u32> {
        let inside = self.form.rows[at + 1..].iter().zip(&places[at + 1..]).take_while(|(row, _)| row.level > level);
        let least = inside.clone().map(|(row, _)| row.level).min().unwrap_or(level + 1);
        inside.filter(|(row, _)| row.level == least).map(|(_, place)| *place).collect()
    }

    fn sum(&self, sheet: &mut Worksheet, row: u32, of: &[u32], now: &Number, style: &Format) -> Result<(), XlsxError> {
        let cells: Vec<String> = of.iter().map(|row| cell_name((*row, OWN))).collect();
        let formula = format!("=SUM({})", cells.join(","));
        if cells.is_empty() || cells.len() > 250 {
            return near(sheet, (row, OWN), now, style);
        }
        sheet.write_formula_with_format(row, OWN, with_result(&formula, Some(now)), style)?;
        Ok(())
    }

    fn section(&mut self, sheet: &mut Worksheet, row: &Row, points: &Number, group: usize) -> Result<(), XlsxError> {
        for column in 1..=LAST {
            text(sheet, (self.row, column), "", &self.styles.section)?;
        }
        let is_plain = row.code.chars().all(|sign| sign.is_ascii_digit());
        let shown = if row.level == 1 && is_plain { roman(group) } else { row.code.clone() };
        let center = self.styles.section.clone().set_align(FormatAlign::Center);
        text(sheet, (self.row, 1), &shown, &center)?;
        text(sheet, (self.row, TITLE), &row.title, &self.styles.section)?;
        near(sheet, (self.row, MAX), &row.max, &self.styles.section_points)?;
        near(sheet, (self.row, OWN), points, &self.styles.section_points)?;
        self.row += 1;
        Ok(())
    }

    fn total(&mut self, sheet: &mut Worksheet, places: &[u32]) -> Result<(), XlsxError> {
        for column in 1..=LAST {
            text(sheet, (self.row, column), "", &self.styles.section)?;
        }
        text(sheet, (self.row, TITLE), &self.words.text("workbooks-total"), &self.styles.section)?;
        near(sheet, (self.row, MAX), &self.form.maximum, &self.styles.section_points)?;
        let least = self.form.rows.iter().map(|row| row.level).min().unwrap_or(1);
        let top = || self.form.rows.iter().zip(places).filter(|(row, _)| row.level == least);
        let adds = top().all(|(row, _)| !matches!(row.kind, Part::Section { is_sum: false, .. }));
        let cells: Vec<u32> = if adds { top().map(|(_, place)| *place).collect() } else { Vec::new() };
        self.sum(sheet, self.row, &cells, &self.form.points, &self.styles.section_points)?;
        Ok(())
    }

    fn criterion(&mut self, sheet: &mut Worksheet, row: &Row, line: &Line) -> Result<(), XlsxError> {
        let at = self.row;
        for column in 1..=LAST {
            text(sheet, (at, column), "", &self.styles.shut)?;
        }
        let own = line.only().map(|input| input.name.as_str());
        let meta = &self.form.meta;
        text(sheet, (at, 0), &key(&meta.set, &row.code, &meta.version, own), &book::plain())?;
        text(sheet, (at, 1), &row.code, &self.styles.code)?;
        text(sheet, (at, TITLE), &row.title, &self.styles.shut)?;
        near(sheet, (at, MAX), &row.max, &self.styles.points)?;
        text(sheet, (at, RULE), &self.rule(line), &self.styles.shut)?;
        sheet.write_number_with_format(
            at,
            LAST,
            u32::try_from(line.evidence).unwrap_or(u32::MAX),
            &self.styles.code,
        )?;
        if line.shut.is_none() {
            self.fields(sheet, at, (&row.max, line))?;
        }
        self.row += 1;
        let mut placed: Vec<(String, u32)> = Vec::new();
        if let Some(only) = line.only() {
            self.input(sheet, at, row, line, only)?;
            placed.push((only.name.clone(), at));
        } else {
            for group in &line.groups {
                self.group(sheet, row, line, group, &mut placed)?;
            }
        }
        self.points(sheet, at, row, line, &placed)
    }

    fn rule(&self, line: &Line) -> String {
        let mut lines: Vec<String> = line.how.iter().map(|sentence| self.words.render(sentence)).collect();
        // A criterion that asks for one figure has no row of its own for it: what it stands for is said here.
        lines.extend(line.only().filter(|input| input.ask.is_number() || input.ask == Ask::YesNo).map(label));
        lines.extend(line.shut.as_ref().map(|shut| self.words.render(shut)));
        lines.join("\n")
    }

    /// Own points, not applicable and the texts.
    fn fields(&self, sheet: &mut Worksheet, at: u32, (max, line): (&Number, &Line)) -> Result<(), XlsxError> {
        for cell in line.cells() {
            let Some(column) = COLUMNS.iter().position(|word| *word == cell.word()) else { continue };
            let place = (at, u16::try_from(column).unwrap_or(LAST));
            match cell {
                Cell::Value(_) => {}
                Cell::Points => typed(sheet, place, &line.points, &self.styles.asked)?,
                Cell::Asked => {
                    text(sheet, place, &line.text(&Cell::Asked), &self.styles.open_mark)?;
                    let rule = rust_xlsxwriter::DataValidation::new().allow_list_strings(&[super::MARK])?;
                    let rule = rule.set_error_message(self.words.text("workbooks-mark"))?;
                    sheet.add_data_validation(place.0, place.1, place.0, place.1, &rule)?;
                }
                cell => text(sheet, place, &line.text(&cell), &self.styles.open_text)?,
            }
        }
        if line.may_differ {
            let rule = book::numbers(self.words, &Number::ZERO, Some(max))?;
            sheet.add_data_validation(at, POINTS, at, POINTS, &rule)?;
        }
        Ok(())
    }

    /// Inputs of a part, a row for each.
    fn group(
        &mut self,
        sheet: &mut Worksheet,
        row: &Row,
        line: &Line,
        group: &Group,
        placed: &mut Vec<(String, u32)>,
    ) -> Result<(), XlsxError> {
        if !group.label.is_empty() && !group.inputs.is_empty() {
            self.blank(sheet)?;
            text(sheet, (self.row, TITLE), &group.label, &self.styles.shut.clone().set_italic())?;
            self.row += 1;
        }
        for input in &group.inputs {
            self.blank(sheet)?;
            text(sheet, (self.row, TITLE), &label(input), &self.styles.shut)?;
            let meta = &self.form.meta;
            text(sheet, (self.row, 0), &key(&meta.set, &row.code, &meta.version, Some(&input.name)), &book::plain())?;
            self.input(sheet, self.row, row, line, input)?;
            placed.push((input.name.clone(), self.row));
            self.row += 1;
        }
        Ok(())
    }

    fn blank(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for column in 1..=LAST {
            text(sheet, (self.row, column), "", &self.styles.shut)?;
        }
        Ok(())
    }

    /// The cell of a value.
    fn input(&self, sheet: &mut Worksheet, at: u32, row: &Row, line: &Line, input: &Input) -> Result<(), XlsxError> {
        let shown = input.ask.shown(&input.typed, self.words);
        if line.shut.is_some() {
            return typed(sheet, (at, VALUE), &shown, &book::free(self.styles.shut.clone()));
        }
        match &input.ask {
            Ask::YesNo | Ask::Choice(_) => {
                text(sheet, (at, VALUE), &shown, &book::open())?;
                let name = format!("{}#{}", row.code, input.name);
                if let Some((_, list, _)) = self.lists.iter().find(|(given, ..)| *given == name) {
                    sheet.add_data_validation(at, VALUE, at, VALUE, &list.validation(self.words)?)?;
                }
                return Ok(());
            }
            Ask::Points(max) => {
                let rule = book::numbers(self.words, &Number::ZERO, Some(max))?;
                sheet.add_data_validation(at, VALUE, at, VALUE, &rule)?;
            }
            Ask::Whole => {
                let rule = book::numbers(self.words, &Number::ZERO, None)?;
                sheet.add_data_validation(at, VALUE, at, VALUE, &rule)?;
            }
            Ask::Number => {
                sheet.add_data_validation(at, VALUE, at, VALUE, &book::any_number(self.words)?)?;
            }
        }
        typed(sheet, (at, VALUE), &shown, &self.styles.open)
    }

    /// The ratio below the values, the points that the rule gives, and those that count.
    fn points(
        &mut self,
        sheet: &mut Worksheet,
        at: u32,
        row: &Row,
        line: &Line,
        placed: &[(String, u32)],
    ) -> Result<(), XlsxError> {
        if let Some(formula) =
            line.rule.as_ref().and_then(|rule| self.ratio(sheet, (at, row), rule, placed).transpose())
        {
            let now = line.computed.as_ref();
            sheet.write_formula_with_format(at, COMPUTED, with_result(&formula?, now), &self.styles.points)?;
        } else if let Some(computed) = &line.computed {
            near(sheet, (at, COMPUTED), computed, &self.styles.points.clone().set_italic())?;
        }
        if line.shut.is_some() {
            return line.own.as_ref().map_or(Ok(()), |own| near(sheet, (at, OWN), own, &self.styles.points));
        }
        let [computed, given, asked] = [COMPUTED, POINTS, ASKED].map(|column| cell_name((at, column)));
        let out = match (&line.own, line.asked) {
            (Some(own), true) => own.to_fixed(self.form.decimals, thuocdo_base::Rounding::HalfUp),
            _ => "\"\"".to_owned(),
        };
        let formula = format!("=IF({asked}<>\"\",{out},IF({given}<>\"\",{given},{computed}))");
        let style = &self.styles.points;
        sheet.write_formula_with_format(at, OWN, with_result(&formula, line.own.as_ref()), style)?;
        Ok(())
    }

    /// Writes the row of the ratio where the rule has one, and gives the formula of the points.
    fn ratio(
        &mut self,
        sheet: &mut Worksheet,
        (at, row): (u32, &Row),
        (rule, variables): &(thuocdo_criteria::rule::ScoringRule, Vec<Variable>),
        placed: &[(String, u32)],
    ) -> Result<Option<String>, XlsxError> {
        let value = |variable: &Variable| {
            let found = placed.iter().find(|(name, _)| *name == variable.name);
            found.map(|(_, row)| cell_name((*row, VALUE)))
        };
        let max = cell_name((at, MAX));
        let words = (self.words.text("workbooks-yes"), self.words.text("workbooks-no"));
        let first = placed.first().map(|(name, _)| format!("{}#{name}", row.code));
        let list = self.lists.iter().find(|(name, ..)| Some(name) == first.as_ref());
        let choices = list.map(|(_, list, shown)| (list.clone(), shown.clone()));
        let mut places = Places { value: &value, max, ratio: None, choices, words };
        if let Some(formula) = formula::ratio(rule, variables, &places) {
            self.blank(sheet)?;
            text(sheet, (self.row, TITLE), &self.words.text("workbooks-ratio"), &self.styles.shut)?;
            sheet.write_formula_with_format(self.row, VALUE, with_result(&formula, None), &self.styles.share)?;
            places.ratio = Some(cell_name((self.row, VALUE)));
            self.row += 1;
        }
        Ok(formula::points(rule, variables, &places))
    }
}

/// What an input stands for: `a = Số máy (máy)`; a question that is answered by yes or no stands for itself.
fn label(input: &Input) -> String {
    let measure = if input.measure.is_empty() { String::new() } else { format!(" ({})", input.measure) };
    match input.label == input.name || input.label.is_empty() {
        _ if input.ask == Ask::YesNo && !input.label.is_empty() => input.label.clone(),
        true => format!("{}{measure}", input.name),
        false => format!("{} = {}{measure}", input.name, input.label),
    }
}

/// A formula with what it comes to now, for programs that do not compute.
fn with_result(formula: &str, now: Option<&Number>) -> Formula {
    let result = now.and_then(nearest).map(|value| value.to_string()).unwrap_or_default();
    Formula::new(formula).set_result(result)
}

/// Numbers of groups on paper: I, II, III …
fn roman(number: usize) -> String {
    const SIGNS: [(usize, &str); 9] =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let (mut left, mut out) = (number, String::new());
    for (value, sign) in SIGNS {
        while left >= value {
            left -= value;
            out.push_str(sign);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_have_roman_numbers() {
        assert_eq!([1, 4, 9, 14, 40].map(roman), ["I", "IV", "IX", "XIV", "XL"]);
    }
}
