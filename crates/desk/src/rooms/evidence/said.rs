//! Words for sizes and moments, and fields of the citation as the form names them.

use thuocdo_app::evidence::{EvidenceView, Typed, show_date};
use thuocdo_base::{Message, Timestamp};

use crate::form::{Fault, Form};

/// Names of fields: in the form, and in the application.
const FIELDS: [(&str, &str); 10] = [
    ("so", "number"),
    ("ngay", "date"),
    ("cq-bh", "issuer"),
    ("trich-yeu", "summary"),
    ("bn-so", "paper_number"),
    ("bn-ngay", "paper_date"),
    ("bn-ai", "paper_by"),
    ("bn-dau", "paper_place"),
    ("mat", "secret"),
    ("khai", "declared"),
];

/// Reads a citation from a posted form.
pub(super) fn typed(value: impl Fn(&str) -> String) -> Typed {
    let ticked = |name: &str| !value(name).is_empty();
    Typed {
        other: ticked("khac"),
        number: value("so"),
        date: value("ngay"),
        issuer: value("cq-bh"),
        summary: value("trich-yeu"),
        secret: ticked("mat"),
        // Whoever sent the file declared it then; the store keeps who that was.
        declared: true,
        on_paper: ticked("giay"),
        paper_number: value("bn-so"),
        paper_date: value("bn-ngay"),
        paper_by: value("bn-ai"),
        paper_place: value("bn-dau"),
        file: Some(value("tep")).filter(|file| !file.is_empty()),
    }
}

/// The form that shows an item.
pub(super) fn form(view: &EvidenceView) -> Form {
    let item = &view.item;
    let flag = |on: bool| if on { "1".to_owned() } else { String::new() };
    let paper = item.paper.clone().unwrap_or_default();
    Form::of([
        ("khac", flag(!item.is_document)),
        ("so", item.number.clone()),
        ("ngay", show_date(&item.date)),
        ("cq-bh", item.issuer.clone()),
        ("trich-yeu", item.summary.clone()),
        ("mat", flag(item.secret)),
        ("giay", flag(item.paper.is_some())),
        ("bn-so", paper.number),
        ("bn-ngay", show_date(&paper.date)),
        ("bn-ai", paper.by),
        ("bn-dau", paper.place),
        ("tep", item.file.clone().unwrap_or_default()),
        ("ban", item.version.to_string()),
    ])
}

/// Faults of a citation, each at its field.
pub(super) fn faults(typed: &Typed, say: impl Fn(&Message) -> String) -> Vec<Fault> {
    let Err(faults) = thuocdo_app::evidence::citation::read(typed) else { return Vec::new() };
    let field = |name: &str| FIELDS.iter().find(|(_, of)| *of == name).map_or("", |(field, _)| field);
    faults.into_iter().map(|(name, message)| Fault::new(field(name), say(&message))).collect()
}

/// The day of a moment, as clocks in Vietnam show it.
pub(super) fn day(at: Timestamp) -> String {
    show_date(&Timestamp::from_micros(at.micros() + 7 * 3_600_000_000).date())
}
