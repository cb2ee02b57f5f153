//! Numbers before names: `I`, `1`, `1.1`, `a)`, `–`, `Phần II`.

use thuocdo_words::collate::fold;

/// What kind of number it is, from the widest to the narrowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scheme {
    /// `Phần I`, `Nhóm 2`, or a title in capitals without a number.
    Named,
    /// `A`.
    Capital,
    /// `IV`.
    Roman,
    /// `1`, `1.1`: by how many parts.
    Dotted(usize),
    /// `a)`.
    Letter,
    /// `–`.
    Dash,
}

/// A number before a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) scheme: Scheme,
    /// As codes have it: `IV`, `1.1`, `a`.
    pub(crate) token: String,
}

impl Mark {
    pub(crate) fn new(scheme: Scheme, token: impl Into<String>) -> Self {
        Self { scheme, token: token.into() }
    }
}

/// Reads a cell that holds nothing but a number.
pub(crate) fn of_cell(text: &str) -> Option<Mark> {
    let text = text.trim();
    if matches!(text, "-" | "–" | "—" | "+" | "•" | "*") {
        return Some(Mark::new(Scheme::Dash, ""));
    }
    if let Some((_, token)) = named(text).filter(|(rest, _)| rest.is_empty()) {
        return Some(Mark::new(Scheme::Named, token));
    }
    let inner = text.trim_start_matches('(').trim_end_matches([')', '.', ':', '/', ' ']);
    let closed = text.ends_with(')');
    dotted(inner).or_else(|| day(inner)).or_else(|| letters(inner, closed))
}

/// Reads a number at the start of a name; gives what comes after it.
pub(crate) fn of_title(text: &str) -> Option<(Mark, &str)> {
    if let Some((rest, token)) = named(text) {
        return Some((Mark::new(Scheme::Named, token), rest));
    }
    let end = text.find(char::is_whitespace)?;
    let (first, rest) = (text.get(..end)?, text.get(end..)?.trim());
    let ends_well = first.ends_with(['.', ')', ':', '/']) || first.contains('.') && first.len() > 2;
    let mark = of_cell(first).filter(|mark| ends_well && mark.scheme != Scheme::Dash)?;
    (!rest.is_empty()).then_some((mark, rest))
}

/// `Phần I. Tổ chức`, `Nhóm 2: Hạ tầng`, `Chương III`.
fn named(text: &str) -> Option<(&str, String)> {
    let folded = fold(text);
    let word = ["phan ", "nhom ", "chuong ", "linh vuc "].into_iter().find(|word| folded.starts_with(word))?;
    let rest = text.char_indices().nth(word.chars().count()).map(|(at, _)| &text[at..])?;
    let end = rest.find([' ', '.', ':']).unwrap_or(rest.len());
    let token = rest.get(..end)?;
    let is_number = dotted(token).is_some() || letters(token, false).is_some_and(|mark| mark.scheme != Scheme::Letter);
    is_number.then(|| (rest[end..].trim_start_matches(['.', ':', ' ', '-', '–']), token.to_owned()))
}

fn dotted(text: &str) -> Option<Mark> {
    let plain = text.replace(',', ".");
    let parts: Vec<&str> = plain.split('.').collect();
    let good = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() > 6 || !parts.iter().all(good) {
        return None;
    }
    let numbers: Vec<String> = parts.iter().filter_map(|part| Some(part.parse::<u32>().ok()?.to_string())).collect();
    Some(Mark::new(Scheme::Dotted(numbers.len()), numbers.join(".")))
}

/// `1.2` that a spreadsheet took for the first of February.
fn day(text: &str) -> Option<Mark> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    if year.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return None;
    }
    dotted(&format!("{day}.{month}"))
}

fn letters(text: &str, closed: bool) -> Option<Mark> {
    let count = text.chars().count();
    let first = text.chars().next()?;
    if closed && count == 1 && first.is_lowercase() {
        let token = if first == 'đ' { "dd".to_owned() } else { fold(text) };
        return Some(Mark::new(Scheme::Letter, token));
    }
    if is_roman(text) {
        return Some(Mark::new(Scheme::Roman, text));
    }
    let capital = count == 1 && first.is_ascii_uppercase();
    if capital {
        return Some(Mark::new(Scheme::Capital, text));
    }
    (count == 1 && first.is_lowercase()).then(|| Mark::new(Scheme::Letter, fold(text)))
}

fn is_roman(text: &str) -> bool {
    const ONES: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let tens = text.bytes().take_while(|byte| *byte == b'X').count();
    !text.is_empty() && tens <= 3 && text.get(tens..).is_some_and(|ones| ONES.contains(&ones))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_before_names_are_read_in_every_usual_form() {
        let check = |text: &str, expected: Option<(Scheme, &str)>| {
            let found = of_cell(text);
            assert_eq!(found.as_ref().map(|mark| (mark.scheme, mark.token.as_str())), expected, "{text}");
        };
        check("I.", Some((Scheme::Roman, "I")));
        check("XIV", Some((Scheme::Roman, "XIV")));
        check("B", Some((Scheme::Capital, "B")));
        check(" 1.1. ", Some((Scheme::Dotted(2), "1.1")));
        check("1,10", Some((Scheme::Dotted(2), "1.10")));
        check("01", Some((Scheme::Dotted(1), "1")));
        check("2026-02-01", Some((Scheme::Dotted(2), "1.2")));
        check("a)", Some((Scheme::Letter, "a")));
        check("đ)", Some((Scheme::Letter, "dd")));
        check("–", Some((Scheme::Dash, "")));
        check("Phần II", Some((Scheme::Named, "II")));
        for text in ["", "Tổng", "1000", "AB", "1.a", "IIII", "TT"] {
            check(text, None);
        }
    }

    #[test]
    fn a_number_at_the_start_of_a_name_is_taken_off() {
        let check = |text: &str, expected: Option<(&str, &str)>| {
            let found = of_title(text);
            assert_eq!(found.as_ref().map(|(mark, rest)| (mark.token.as_str(), *rest)), expected, "{text}");
        };
        check("1. Ban hành nghị quyết", Some(("1", "Ban hành nghị quyết")));
        check("I. CÔNG TÁC CHỈ ĐẠO", Some(("I", "CÔNG TÁC CHỈ ĐẠO")));
        check("1.2 Kế hoạch", Some(("1.2", "Kế hoạch")));
        check("Phần I. Tổ chức", Some(("I", "Tổ chức")));
        check("a) Thành lập", Some(("a", "Thành lập")));
        for text in ["5 cuộc họp", "Ban hành", "I hate", "a = Số người", "Nhóm chỉ số chung"] {
            check(text, None);
        }
    }
}
