//! Texts and numbers in cells: written so that nothing runs and nothing is rounded, compared as people mean them.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use thuocdo_base::{Number, Rounding, read};

/// Most characters that a cell holds, with some air.
pub const TEXT_MAX: usize = 32_000;
/// Digits that a spreadsheet keeps.
const DIGITS_MAX: usize = 15;

/// Writes text as text, whatever it begins with: no formula, no sign that nobody sees.
///
/// # Errors
/// If the cell lies outside the sheet.
pub fn text(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str, format: &Format) -> Result<(), XlsxError> {
    let plain: String = text.chars().filter(|sign| !sign.is_control() || *sign == '\n').take(TEXT_MAX).collect();
    if plain.is_empty() {
        sheet.write_blank(row, column, format)?;
    } else {
        sheet.write_string_with_format(row, column, plain, format)?;
    }
    Ok(())
}

/// Writes an exact number as a number where a spreadsheet keeps all of it, else as text.
///
/// # Errors
/// If the cell lies outside the sheet.
pub fn number(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    number: &Number,
    format: &Format,
) -> Result<(), XlsxError> {
    match spreadsheet(number) {
        Some(value) => sheet.write_number_with_format(row, column, value, format).map(|_| ()),
        None => text(sheet, (row, column), &number.to_exact().replace('.', ","), format),
    }
}

/// Writes a number that nobody reads back: the nearest that a spreadsheet has, so that sums find it.
///
/// # Errors
/// If the cell lies outside the sheet.
pub fn near(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    number: &Number,
    format: &Format,
) -> Result<(), XlsxError> {
    match nearest(number) {
        Some(value) => sheet.write_number_with_format(row, column, value, format).map(|_| ()),
        None => text(sheet, (row, column), &number.to_exact(), format),
    }
}

/// The nearest number of a spreadsheet, to twelve decimals.
pub fn nearest(number: &Number) -> Option<f64> {
    number.to_fixed(12, Rounding::HalfUp).parse().ok()
}

/// Writes what a person typed: as a number if it is one, else as text.
///
/// # Errors
/// If the cell lies outside the sheet.
pub fn typed(sheet: &mut Worksheet, at: (u32, u16), typed: &str, format: &Format) -> Result<(), XlsxError> {
    match read::typed(typed) {
        Ok(value) if spreadsheet(&value).is_some() => number(sheet, at, &value, format),
        _ => text(sheet, at, typed, format),
    }
}

/// The number of a spreadsheet that stands for an exact one; none if it has more digits than are kept.
pub fn spreadsheet(number: &Number) -> Option<f64> {
    let exact = number.to_exact();
    let digits = exact.trim_start_matches(['-', '0', '.']).chars().filter(char::is_ascii_digit).count();
    if exact.contains('/') || digits > DIGITS_MAX { None } else { exact.parse().ok() }
}

/// Whether two typed numbers are the same: `1.234,50` and `1234,5`; texts that are none are compared as texts.
pub fn same_number(one: &str, other: &str) -> bool {
    match (read::typed(one), read::typed(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => same_text(one, other),
    }
}

/// Whether two texts say the same, blanks and line ends aside.
pub fn same_text(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Number {
        Number::parse(text).expect("a number")
    }

    #[test]
    fn a_number_is_written_as_one_only_where_nothing_is_lost() {
        assert_eq!(spreadsheet(&parsed("8.1")), Some(8.1));
        assert_eq!(spreadsheet(&parsed("-0.05")), Some(-0.05));
        assert_eq!(spreadsheet(&parsed("123456789012345")), Some(123_456_789_012_345.0));
        assert_eq!(spreadsheet(&parsed("1234567890123456")), None);
        assert_eq!(spreadsheet(&parsed("1/3")), None);
    }

    #[test]
    fn a_number_that_nobody_reads_back_is_the_nearest() {
        assert_eq!(nearest(&parsed("84200/10701")), Some(7.868_423_511_821));
        assert_eq!(nearest(&parsed("-0.5")), Some(-0.5));
    }

    #[test]
    fn numbers_are_compared_as_people_mean_them() {
        assert!(same_number("1.234,50", "1234,5") && same_number(" 8,1", "8,10"));
        assert!(!same_number("8,1", "8,11") && same_number("chưa  rõ", "chưa rõ") && same_number("", " "));
        assert!(!same_number("", "0"));
    }
}
