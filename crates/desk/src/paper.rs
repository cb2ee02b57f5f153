//! Place and date of official papers, in the way of decree 30/2020.

use thuocdo_web::text::Text;

/// Kinds of bodies by which names begin.
const BODIES: [&str; 7] = ["chủ tịch", "ủy ban nhân dân", "ubnd", "đảng ủy", "tỉnh ủy", "tỉnh", "thành phố"];

/// Kinds of commune-level units by which names begin.
const COMMUNES: [&str; 4] = ["xã", "phường", "thị trấn", "đặc khu"];

/// What stands where something is still to be written by hand.
pub(crate) const DOTS: &str = "......";

fn starts(name: &str, with: &str) -> bool {
    name.to_lowercase().strip_prefix(with).is_some_and(|rest| rest.starts_with(' '))
}

/// Whether a name begins with the kind of a commune-level unit.
pub(crate) fn is_commune(name: &str) -> bool {
    COMMUNES.iter().any(|kind| starts(name, kind))
}

/// The place in a name: what is left without the kind of body or unit it is.
pub(crate) fn place(name: &str) -> String {
    let mut rest = name.trim();
    while let Some(kind) = BODIES.iter().chain(&COMMUNES).find(|kind| starts(rest, kind)) {
        let taken: usize = rest.chars().take(kind.chars().count()).map(char::len_utf8).sum();
        rest = rest[taken..].trim_start();
    }
    rest.split(" (").next().unwrap_or_default().to_owned()
}

/// Place and date: a zero before days below ten and before January and February; dots where the day is open.
pub(crate) fn dateline(t: Text<'_>, place: &str, date: Option<&str>, year: &str) -> String {
    let parts: Vec<&str> = date.unwrap_or_default().split('-').collect();
    let (day, month, year) = match parts.as_slice() {
        [year, month, day] => ((*day).to_owned(), spoken_month(month), *year),
        _ => (DOTS.to_owned(), DOTS.to_owned(), year),
    };
    let said = t.with("submission-print-dateline").text("place", place).text("day", day);
    said.text("month", month).text("year", year).to_string()
}

fn spoken_month(month: &str) -> String {
    match month {
        "01" | "02" => month.to_owned(),
        _ => month.trim_start_matches('0').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_brackets_is_no_place() {
        assert_eq!(place("Chủ tịch Ủy ban nhân dân tỉnh Mẫu (minh họa)"), "Mẫu");
    }

    #[test]
    fn months_have_a_zero_in_january_and_february_alone() {
        assert_eq!(["01", "02", "03", "11"].map(spoken_month), ["01", "02", "3", "11"]);
    }
}
