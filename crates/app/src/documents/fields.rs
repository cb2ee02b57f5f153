//! What is typed for a document: number, date, signature, recipients, and the texts its template asks for.

use std::collections::BTreeMap;

use thuocdo_base::Message;
use thuocdo_documents::form::{Capacity, Family, Form};
use thuocdo_documents::template::{Data, Head};
use thuocdo_words::Lang;

use crate::ActionError;

/// Names of the fields that every document has, in the order of the form.
pub const FIELDS: [&str; 13] = [
    "mau", "cap-tren", "don-vi", "so", "ky-hieu", "dia-danh", "ngay", "kinh-gui", "can-cu", "noi-nhan", "quyen",
    "chuc-vu", "nguoi-ky",
];

/// Most characters of a field.
const MOST: usize = 10_000;

/// What is typed for a document, by name.
pub type Typed = BTreeMap<String, String>;

/// Checks what was typed: nothing too long, a date that is one, a notation without spaces.
///
/// # Errors
/// [`ActionError::Refused`] with what is wrong.
pub(super) fn checked(head: &Head, given: &Typed) -> Result<Typed, ActionError> {
    let names = FIELDS.into_iter().chain(head.fields.iter().map(|field| field.name.as_str()));
    let mut typed = Typed::new();
    for name in names {
        let value = given.get(name).map(|value| value.replace("\r\n", "\n").trim().to_owned()).unwrap_or_default();
        if value.chars().count() > MOST {
            return Err(ActionError::Refused(vec![Message::new("papers-too-long").count("most", MOST)]));
        }
        typed.insert(name.to_owned(), value);
    }
    if let Some(day) = typed.get("ngay").filter(|day| !day.is_empty()) {
        let iso =
            thuocdo_base::read::date(day).ok_or_else(|| ActionError::Refused(vec![Message::new("papers-no-day")]))?;
        typed.insert("ngay".to_owned(), iso);
    }
    Ok(typed)
}

/// The family that was chosen.
pub(super) fn family(typed: &Typed) -> Family {
    typed.get("mau").and_then(|word| Family::of(word)).unwrap_or_default()
}

/// Puts what was typed among the values of a document.
pub(super) fn put(data: &mut Data, typed: &Typed, lang: Lang, year: &str) {
    let form = Form { family: family(typed), lang };
    for (name, value) in typed.iter().filter(|(name, _)| name.as_str() != "ngay") {
        data.set(name, value.clone());
    }
    let day = typed.get("ngay").cloned().unwrap_or_default();
    data.set("ngay", form.day(&form_words(lang), &day, year));
    data.set("ngay-iso", day);
    data.set("nam-ky", year);
    data.set("van-ban", form.numbered(data.get("so"), data.get("ky-hieu")));
    let office = typed.get("chuc-vu").cloned().unwrap_or_default();
    let mark = Capacity::of(typed.get("quyen").map(String::as_str).unwrap_or_default()).mark(form.family);
    data.set("ky-the", if office.is_empty() { String::new() } else { format!("{mark}{}", office.to_uppercase()) });
}

fn form_words(lang: Lang) -> thuocdo_words::Locale {
    thuocdo_words::Locale::new(lang, &[thuocdo_documents::locale_text(lang)])
}
