//! What is typed about an item, and what is wrong with it.

use thuocdo_base::{Message, Timestamp};
use thuocdo_store::{Evidence, Paper};
use thuocdo_words::collate::fold;

/// What is typed about an item of evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// It is no document: only a description is asked.
    pub other: bool,
    /// Number and notation (số ký hiệu).
    pub number: String,
    /// Date as typed: 1/3/2026.
    pub date: String,
    /// Issuer (cơ quan ban hành).
    pub issuer: String,
    /// Abstract (trích yếu), or description.
    pub summary: String,
    /// It is a state secret: cited by number alone.
    pub secret: bool,
    /// The declaration that the file holds no state secret.
    pub declared: bool,
    /// It was handed in on paper.
    pub on_paper: bool,
    /// Number of the receipt.
    pub paper_number: String,
    /// Date of the receipt as typed.
    pub paper_date: String,
    /// Who took the paper in.
    pub paper_by: String,
    /// Where.
    pub paper_place: String,
    /// Hash of a file of the body's own.
    pub file: Option<String>,
}

/// What is cited, without faults (trích dẫn).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    is_document: bool,
    number: String,
    date: String,
    issuer: String,
    summary: String,
    secret: bool,
    paper: Option<Paper>,
    pub(super) file: Option<String>,
}

/// A field with what is wrong in it.
pub type Fault = (&'static str, Message);

/// Longest number, issuer and abstract: NĐ 30/2020 annex VI, with room for a notation.
const NUMBER_MOST: usize = 60;
const ISSUER_MOST: usize = 200;
const SUMMARY_MOST: usize = 500;
const PAPER_MOST: usize = 200;

/// Reads what was typed; names of fields are those of [`Typed`].
///
/// # Errors
/// Everything that is wrong.
pub fn read(typed: &Typed) -> Result<Citation, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut need = |field: &'static str, text: &str, missing: &str, most: usize, asked: bool| {
        if asked && text.trim().is_empty() {
            faults.push((field, Message::new(missing)));
        } else if text.trim().chars().count() > most {
            faults.push((field, Message::new("evidence-too-long").count("most", most)));
        }
    };
    let open = !typed.other && !typed.secret;
    need("number", &typed.number, "evidence-no-number", NUMBER_MOST, !typed.other);
    need("issuer", &typed.issuer, "evidence-no-issuer", ISSUER_MOST, open);
    let no_summary = if typed.other { "evidence-no-description" } else { "evidence-no-summary" };
    need("summary", &typed.summary, no_summary, SUMMARY_MOST, !typed.secret);
    need("paper_number", &typed.paper_number, "evidence-no-paper-number", PAPER_MOST, typed.on_paper);
    need("paper_by", &typed.paper_by, "evidence-no-paper-by", PAPER_MOST, typed.on_paper);
    need("paper_place", &typed.paper_place, "evidence-no-paper-place", PAPER_MOST, typed.on_paper);
    let date = day("date", &typed.date, open, "evidence-no-date", &mut faults);
    let paper_date = day("paper_date", &typed.paper_date, typed.on_paper, "evidence-no-paper-date", &mut faults);
    secret(typed, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    let kept = |text: &str, keep: bool| if keep { text.trim().to_owned() } else { String::new() };
    Ok(Citation {
        is_document: !typed.other,
        number: kept(&typed.number, !typed.other),
        date,
        issuer: kept(&typed.issuer, !typed.other),
        summary: kept(&typed.summary, !typed.secret),
        secret: typed.secret,
        paper: typed.on_paper.then(|| Paper {
            number: typed.paper_number.trim().to_owned(),
            date: paper_date,
            by: typed.paper_by.trim().to_owned(),
            place: typed.paper_place.trim().to_owned(),
        }),
        file: typed.file.clone(),
    })
}

/// A secret document is cited by its number: no abstract, no file. A file needs the declaration.
fn secret(typed: &Typed, faults: &mut Vec<Fault>) {
    if typed.secret && typed.other {
        faults.push(("secret", Message::new("evidence-secret-other")));
    }
    if typed.secret && !typed.summary.trim().is_empty() {
        faults.push(("summary", Message::new("evidence-secret-summary")));
    }
    if typed.secret && typed.file.is_some() {
        faults.push(("file", Message::new("evidence-secret-file")));
    } else if typed.file.is_some() && !typed.declared {
        faults.push(("declared", Message::new("evidence-not-declared")));
    }
}

fn day(field: &'static str, text: &str, asked: bool, missing: &str, faults: &mut Vec<Fault>) -> String {
    if text.trim().is_empty() {
        if asked {
            faults.push((field, Message::new(missing)));
        }
        return String::new();
    }
    read_date(text).unwrap_or_else(|| {
        faults.push((field, Message::new("evidence-bad-date").text("typed", text.trim())));
        String::new()
    })
}

/// Reads a day typed as 1/3/2026, 01/03/2026, 01-03-2026, 1.3.2026 or 2026-03-01 and gives `YYYY-MM-DD`.
pub fn read_date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split(['/', '-', '.']).map(str::trim).collect();
    let [first, middle, last] = parts.as_slice() else { return None };
    let (year, month, day) = if first.len() == 4 { (first, middle, last) } else { (last, middle, first) };
    let plain = [year, month, day].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let fits = year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    (plain && fits && Timestamp::of_date(&date).is_some()).then_some(date)
}

/// Shows a day `YYYY-MM-DD` as 01/03/2026.
pub fn show_date(date: &str) -> String {
    match date.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => format!("{day}/{month}/{year}"),
        _ => date.to_owned(),
    }
}

impl Citation {
    /// The item that this makes; what it was before, if it was.
    pub(super) fn item(
        &self,
        id: String,
        org_unit: &str,
        account: &str,
        at: Timestamp,
        file_name: Option<String>,
    ) -> Evidence {
        Evidence {
            id,
            org_unit: org_unit.to_owned(),
            is_document: self.is_document,
            number: self.number.clone(),
            date: self.date.clone(),
            issuer: self.issuer.clone(),
            summary: self.summary.clone(),
            secret: self.secret,
            file: self.file.clone(),
            file_name,
            paper: self.paper.clone(),
            version: 1,
            account: account.to_owned(),
            at,
        }
    }
}

/// What an item is found by.
pub(super) fn folded(item: &Evidence) -> String {
    let (name, date) = (item.file_name.as_deref().unwrap_or_default(), show_date(&item.date));
    fold(&[&item.number, &item.summary, &item.issuer, name, &date].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Typed {
        Typed {
            number: "1242/UBND-VHXH".to_owned(),
            date: "14/3/2026".to_owned(),
            issuer: "UBND phường".to_owned(),
            summary: "V/v cài đặt".to_owned(),
            ..Typed::default()
        }
    }

    fn faults(typed: &Typed) -> Vec<&'static str> {
        read(typed).err().unwrap_or_default().into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn an_item_is_a_whole_citation_or_a_description() {
        assert_eq!(faults(&document()), Vec::<&str>::new());
        assert_eq!(faults(&Typed::default()), ["number", "issuer", "summary", "date"]);
        assert_eq!(faults(&Typed { other: true, ..Typed::default() }), ["summary"]);
        let other = Typed { other: true, summary: "Ảnh chụp màn hình".to_owned(), ..Typed::default() };
        assert_eq!(faults(&other), Vec::<&str>::new());
    }

    #[test]
    fn a_secret_document_is_cited_by_number_alone_and_its_file_refused() {
        let secret = Typed { number: "05/UBND-M".to_owned(), secret: true, ..Typed::default() };
        assert_eq!(faults(&secret), Vec::<&str>::new());
        assert_eq!(faults(&Typed { summary: "Kế hoạch".to_owned(), ..secret.clone() }), ["summary"]);
        assert_eq!(faults(&Typed { file: Some("ab".to_owned()), declared: true, ..secret }), ["file"]);
    }

    #[test]
    fn a_file_needs_the_declaration() {
        let with = Typed { file: Some("ab".to_owned()), ..document() };
        assert_eq!(faults(&with), ["declared"]);
        assert_eq!(faults(&Typed { declared: true, ..with }), Vec::<&str>::new());
    }

    #[test]
    fn a_paper_receipt_is_whole_or_absent() {
        let paper = Typed { on_paper: true, paper_number: "12".to_owned(), ..document() };
        assert_eq!(faults(&paper), ["paper_by", "paper_place", "paper_date"]);
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        for text in ["1/3/2026", "01/03/2026", "01-03-2026", "1.3.2026", " 2026-03-01 "] {
            assert_eq!(read_date(text).as_deref(), Some("2026-03-01"), "{text}");
        }
        for text in ["31/2/2026", "1/3/26", "3/2026", "hôm nay", "1/13/2026", "", "+1/3/2026"] {
            assert_eq!(read_date(text), None, "{text}");
        }
    }
}
