//! How sheets look: like the paper form, in Times New Roman, on A4 across, cells to fill in tinted and open.

use std::sync::Arc;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};
use thuocdo_base::{Message, Number, Timestamp};
use thuocdo_words::{Lang, Locale};

use crate::cell;
use crate::meta::Meta;

const FONT: &str = "Times New Roman";
const OPEN: Color = Color::RGB(0x00FF_F8E1);
const HEAD: Color = Color::RGB(0x00E8_EEF4);
const SECTION: Color = Color::RGB(0x00F3_F6F9);
/// Hidden sheet with what lists of choices offer.
const LISTS: &str = "_lists";

/// A workbook that is being written.
pub struct Book {
    /// The workbook itself, for sheets that need more than is here.
    pub workbook: Workbook,
    /// The words of its language.
    pub words: Arc<Locale>,
    /// Stands above every page: that criteria are illustrative, or nothing.
    mark: String,
    /// Lists of choices: each is a column of the hidden sheet.
    lists: Vec<Vec<String>>,
}

impl Book {
    /// Begins a workbook; the moment is written into it, so that the same values give the same bytes.
    ///
    /// # Errors
    /// If the moment is of no calendar.
    pub fn begin(lang: Lang, title: &str, at: Timestamp, illustrative: bool) -> Result<Self, XlsxError> {
        Self::new(Arc::new(crate::words(lang)), title, at, illustrative)
    }

    /// Begins a workbook with words that hold those of this crate and more.
    ///
    /// # Errors
    /// As [`Book::begin`].
    pub fn new(words: Arc<Locale>, title: &str, at: Timestamp, illustrative: bool) -> Result<Self, XlsxError> {
        let created = ExcelDateTime::parse_from_str(at.to_string().get(..19).unwrap_or("2026-01-01"))?;
        let about = DocProperties::new().set_title(title).set_author("Thước Đo").set_creation_datetime(&created);
        let mut workbook = Workbook::new();
        workbook.set_properties(&about);
        let mark = if illustrative { words.text("workbooks-illustrative") } else { String::new() };
        Ok(Self { workbook, words, mark, lists: Vec::new() })
    }

    /// Adds a sheet: A4 across, fit to its width, with the page's number below and the mark above.
    ///
    /// # Errors
    /// If the name is none, or taken.
    pub fn sheet(&mut self, name: &str) -> Result<&mut Worksheet, XlsxError> {
        let page = self.words.render(&Message::new("workbooks-page").text("page", "&P").text("pages", "&N"));
        let font = format!("&\"{FONT},Regular\"&10");
        let mark = self.mark.replace('&', "&&");
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(name)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3).set_footer(format!("&R{font}{page}"));
        if !mark.is_empty() {
            sheet.set_header(format!("&R{font}{mark}"));
        }
        Ok(sheet)
    }

    /// Keeps a list of choices, and gives the formula by which a cell offers it.
    pub fn list(&mut self, choices: Vec<String>) -> Choices {
        let at = self.lists.iter().position(|list| *list == choices).unwrap_or_else(|| {
            self.lists.push(choices.clone());
            self.lists.len() - 1
        });
        let column = column_name(u16::try_from(at).unwrap_or(u16::MAX));
        Choices { range: format!("{LISTS}!${column}$1:${column}${}", choices.len().max(1)) }
    }

    /// Writes the hidden sheets and gives the bytes.
    ///
    /// # Errors
    /// If a sheet cannot be written.
    pub fn finish(mut self, meta: Option<&Meta>) -> Result<Vec<u8>, XlsxError> {
        if let Some(meta) = meta {
            meta.write(&mut self.workbook)?;
        }
        if !self.lists.is_empty() {
            let sheet = self.workbook.add_worksheet();
            sheet.set_name(LISTS)?.set_very_hidden(true);
            for (column, list) in (0..).zip(&self.lists) {
                for (row, choice) in (0..).zip(list) {
                    cell::text(sheet, (row, column), choice, &Format::new())?;
                }
            }
        }
        self.workbook.save_to_buffer()
    }
}

/// A list of choices in the hidden sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Where it stands, as formulas name it.
    pub range: String,
}

impl Choices {
    /// Lets a cell take only what the list offers.
    ///
    /// # Errors
    /// If the sentences are too long for a workbook.
    pub fn validation(&self, words: &Locale) -> Result<DataValidation, XlsxError> {
        let rule = DataValidation::new().allow_list_formula(Formula::new(&self.range));
        rule.set_error_title(words.text("workbooks-choose-title"))?.set_error_message(words.text("workbooks-choose"))
    }
}

/// Lets a cell take only numbers of a range, with a sentence in the workbook's language.
///
/// # Errors
/// If the sentence is too long for a workbook.
pub fn numbers(words: &Locale, least: &Number, most: Option<&Number>) -> Result<DataValidation, XlsxError> {
    let low = cell::spreadsheet(least).unwrap_or_default();
    let high = most.and_then(cell::spreadsheet);
    let rule = match high {
        Some(high) => DataValidationRule::Between(low, high),
        None => DataValidationRule::GreaterThanOrEqualTo(low),
    };
    let said = match most {
        Some(most) => Message::new("workbooks-between").number("least", least).number("most", most),
        None => Message::new("workbooks-from").number("least", least),
    };
    let rule = DataValidation::new().allow_decimal_number(rule);
    rule.set_error_title(words.text("workbooks-number-title"))?.set_error_message(words.render(&said))
}

/// Lets a cell take only numbers, with a sentence in the workbook's language.
///
/// # Errors
/// If the sentence is too long for a workbook.
pub fn any_number(words: &Locale) -> Result<DataValidation, XlsxError> {
    let rule = DataValidation::new().allow_decimal_number(DataValidationRule::Between(-1e15, 1e15));
    rule.set_error_title(words.text("workbooks-number-title"))?.set_error_message(words.text("workbooks-number"))
}

/// Closes all cells but the open ones; widths, heights, order and filters stay free, and there is no password.
pub fn protect(sheet: &mut Worksheet) {
    let options = ProtectionOptions {
        format_columns: true,
        format_rows: true,
        insert_columns: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::new()
    };
    sheet.protect_with_options(&options);
}

/// Name of a column as formulas write it: `A`, `AB`.
pub fn column_name(column: u16) -> String {
    rust_xlsxwriter::utility::column_number_to_name(column)
}

/// Name of a cell as formulas write it: `G12`.
pub fn cell_name((row, column): (u32, u16)) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, column)
}

/// Plain text without a border.
pub fn plain() -> Format {
    Format::new().set_font_name(FONT).set_font_size(12).set_text_wrap().set_align(FormatAlign::Top)
}

/// A line of a head or title.
pub fn title() -> Format {
    plain().set_bold().set_align(FormatAlign::Center)
}

/// A cell of the table that nobody fills in.
pub fn shut() -> Format {
    plain().set_border(FormatBorder::Thin)
}

/// A cell of the table's header.
pub fn head() -> Format {
    shut().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_background_color(HEAD)
}

/// A cell of a group's row.
pub fn section() -> Format {
    shut().set_bold().set_background_color(SECTION)
}

/// A cell to fill in.
pub fn open() -> Format {
    shut().set_unlocked().set_background_color(OPEN)
}

/// The same format for numbers with exactly this many decimals, at the right.
pub fn fixed(format: Format, decimals: u8) -> Format {
    let zeros = "0".repeat(usize::from(decimals));
    let shown = if decimals == 0 { "#,##0".to_owned() } else { format!("#,##0.{zeros}") };
    format.set_num_format(shown).set_align(FormatAlign::Right)
}

/// The same format for numbers as they are typed, at the right.
pub fn free(format: Format) -> Format {
    format.set_num_format("General").set_align(FormatAlign::Right)
}

/// The same format for shares in per cent.
pub fn percent(format: Format) -> Format {
    format.set_num_format("0.00%").set_align(FormatAlign::Right)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, SheetVisible, Xlsx};

    use super::*;
    use crate::meta::Kind;

    fn book() -> Vec<u8> {
        let at = Timestamp::from_micros(1_790_000_000_000_000);
        let mut book = Book::begin(Lang::Vi, "Sổ mẫu", at, true).expect("a book");
        let list = book.list(vec!["Có".to_owned(), "Không".to_owned()]);
        assert_eq!(
            (list.range.as_str(), book.list(vec!["a".to_owned()]).range.as_str()),
            ("_lists!$A$1:$A$2", "_lists!$B$1:$B$1")
        );
        let choice = list.validation(&book.words).expect("a rule");
        let number = numbers(&book.words, &Number::ZERO, Some(&Number::from(20))).expect("a rule");
        let sheet = book.sheet("Tự đánh giá").expect("a sheet");
        for (row, text) in (0..).zip(["=1+1", "+2", "-3", "@SUM(A1)", "Xã \u{1}một"]) {
            cell::text(sheet, (row, 0), text, &shut()).expect("a cell");
        }
        cell::typed(sheet, (0, 1), "1.234,50", &free(open())).expect("a cell");
        cell::typed(sheet, (1, 1), "1234567890123456789", &free(open())).expect("a cell");
        sheet.add_data_validation(0, 1, 0, 1, &choice).expect("a rule");
        sheet.add_data_validation(1, 1, 1, 1, &number).expect("a rule");
        protect(sheet);
        let (kind, kept) = (Kind::SelfAssessment, Vec::new());
        let [round, about, set, version, hash] = ["a", "b", "c", "d", "e"].map(str::to_owned);
        let meta = Meta { kind, round, about, set, version, hash, exported_at: at, kept };
        book.finish(Some(&meta)).expect("bytes")
    }

    #[test]
    fn s9_text_stays_text_and_hidden_sheets_are_very_hidden() {
        let mut read = Xlsx::new(Cursor::new(book())).expect("a workbook");
        let seen: Vec<_> = read.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), sheet.visible)).collect();
        let hidden = |name: &str| (name.to_owned(), SheetVisible::VeryHidden);
        assert_eq!(seen, [("Tự đánh giá".to_owned(), SheetVisible::Visible), hidden("_meta"), hidden("_lists")]);
        let sheet = read.worksheet_range("Tự đánh giá").expect("a sheet");
        let cells: Vec<_> = (0..5).map(|row| sheet.get_value((row, 0)).cloned()).collect();
        let text = |text: &str| Some(Data::String(text.to_owned()));
        assert_eq!(cells, [text("=1+1"), text("+2"), text("-3"), text("@SUM(A1)"), text("Xã một")]);
        assert_eq!(sheet.get_value((0, 1)), Some(&Data::Float(1234.5)));
        assert_eq!(sheet.get_value((1, 1)), Some(&Data::String("1234567890123456789".to_owned())));
        assert_eq!(read.worksheet_formula("Tự đánh giá").expect("formulas").used_cells().count(), 0);
    }

    #[test]
    fn the_same_values_give_the_same_bytes() {
        assert_eq!(book(), book());
    }
}
