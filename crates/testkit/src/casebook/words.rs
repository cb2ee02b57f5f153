//! Words and numbers as cells of the casebook write them.

use thuocdo_base::Number;
use thuocdo_scoring::card::State;
use thuocdo_words::collate::fold;

/// Code of a unit, group or body from its name: `Sở Mẫu 1` → `so-mau-1`.
pub fn slug(name: &str) -> String {
    let folded: String =
        fold(name).chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    folded.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Machine form of a number: decimal comma to dot, minus sign to hyphen.
pub fn machine(text: &str) -> String {
    text.replace(',', ".").replace('\u{2212}', "-")
}

/// Reads a number of an expectation: `7,5`, `20/3`, `92,5 %`.
pub fn number(text: &str) -> Option<Number> {
    let machine = machine(text.trim());
    match machine.strip_suffix('%') {
        Some(percent) => Number::parse(percent.trim()).ok()?.divided_by(&Number::from(100)),
        None => Number::parse(&machine).ok(),
    }
}

/// States by the words of expectations.
pub const STATES: [(&str, State); 6] = [
    ("thiếu", State::Missing),
    ("không áp dụng", State::NotApplicable),
    ("từ chối", State::Refused),
    ("treo", State::Held),
    ("không chấm", State::Unscored),
    ("không có", State::Absent),
];

/// The word of a state.
pub fn state(state: State) -> &'static str {
    STATES.iter().find(|(_, other)| *other == state).map_or("có điểm", |(word, _)| word)
}

/// Splits a cell at `;`, but not inside quotation marks.
pub fn parts(cell: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in cell.chars() {
        quoted ^= c == '"';
        match parts.last_mut() {
            Some(_) if c == ';' && !quoted => parts.push(String::new()),
            Some(part) => part.push(c),
            None => {}
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// The text between quotation marks.
pub fn quoted(part: &str) -> Option<&str> {
    part.strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_as_people_write_them() {
        assert_eq!(slug("Đảng ủy xã A (mới)"), "dang-uy-xa-a-moi");
        assert_eq!(number("−7,50"), Number::parse("-7.5").ok());
        assert_eq!(number("92,5 %"), Number::parse("0.925").ok());
        assert_eq!(number("20/3"), Number::parse("20/3").ok());
        assert_eq!(number("có"), None);
        assert_eq!(parts("8; \"a; b\"; tối đa 10"), ["8", "\"a; b\"", "tối đa 10"]);
    }
}
