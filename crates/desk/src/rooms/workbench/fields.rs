//! Names of the form and what they hold: the only place that knows both.

use thuocdo_app::answers::{Value, read};
use thuocdo_assessment::{Field, Figures};

/// Before the name of a variable.
pub(super) const VALUE: &str = "v-";
/// Points that the unit gives itself instead of the computed ones.
pub(super) const POINTS: &str = "diem";
/// Why they differ.
pub(super) const REASON: &str = "ly-do";
/// Explanation, note.
pub(super) const NOTE: &str = "ghi-chu";
/// Asks for not applicable.
pub(super) const NOT_APPLICABLE: &str = "khong-ap-dung";
/// The ground, from the list.
pub(super) const GROUND: &str = "can-cu";
/// Another ground.
pub(super) const OTHER_GROUND: &str = "can-cu-khac";
/// Why there is no evidence.
pub(super) const NO_EVIDENCE: &str = "giai-trinh";
/// Before the name of a field: the version the page was read at.
pub(super) const BASE: &str = "ban-";

/// Reads what a form says about a field.
pub(super) fn value(field: Field, pairs: &[(String, String)]) -> Value {
    let text = |name: &str| pairs.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.trim());
    let filled = |name: &str| Some(text(name).to_owned()).filter(|text| !text.is_empty());
    match field {
        Field::Figures => {
            let values =
                pairs.iter().filter_map(|(name, text)| Some((name.strip_prefix(VALUE)?.to_owned(), text.clone())));
            Value::Figures(Figures { values: values.collect(), points: filled(POINTS), reason: filled(REASON) })
        }
        Field::Note => Value::Note(text(NOTE).to_owned()),
        Field::NotApplicable => Value::NotApplicable {
            asked: !text(NOT_APPLICABLE).is_empty(),
            ground: filled(OTHER_GROUND).unwrap_or_else(|| text(GROUND).to_owned()),
        },
        Field::NoEvidence => Value::NoEvidence(text(NO_EVIDENCE).to_owned()),
    }
}

/// Whether a form says anything about a field: a page without its inputs leaves it alone.
pub(super) fn is_told(field: Field, pairs: &[(String, String)]) -> bool {
    let base = format!("{BASE}{}", field.word());
    pairs.iter().any(|(name, _)| *name == base)
}

/// The version that a form was read at.
pub(super) fn base(field: Field, pairs: &[(String, String)]) -> u64 {
    let name = format!("{BASE}{}", field.word());
    let text = pairs.iter().find(|(given, _)| *given == name);
    text.and_then(|(_, text)| text.parse().ok()).unwrap_or_default()
}

/// Writes a value as the inputs of the form hold it.
pub(super) fn pairs(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Figures(figures) => {
            let values = figures.values.iter().map(|(name, text)| (format!("{VALUE}{name}"), text.clone()));
            let points = (POINTS.to_owned(), figures.points.clone().unwrap_or_default());
            let reason = (REASON.to_owned(), figures.reason.clone().unwrap_or_default());
            values.chain([points, reason]).collect()
        }
        Value::Note(text) => vec![(NOTE.to_owned(), text.clone())],
        Value::NotApplicable { asked, ground } => vec![
            (NOT_APPLICABLE.to_owned(), if *asked { "1".to_owned() } else { String::new() }),
            (GROUND.to_owned(), ground.clone()),
            (OTHER_GROUND.to_owned(), ground.clone()),
        ],
        Value::NoEvidence(text) => vec![(NO_EVIDENCE.to_owned(), text.clone())],
    }
}

/// Name of the input that a fault is about.
pub(super) fn input(field: Field, name: &str) -> String {
    match (field, name) {
        (Field::Figures, "") => String::new(),
        (Field::Figures, read::POINTS) => POINTS.to_owned(),
        (Field::Figures, name) => format!("{VALUE}{name}"),
        (Field::Note, _) => NOTE.to_owned(),
        (Field::NotApplicable, _) => NOT_APPLICABLE.to_owned(),
        (Field::NoEvidence, _) => NO_EVIDENCE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_says_reads_back_from_what_it_is_shown_as() {
        let figures = Figures {
            values: vec![("a".to_owned(), "111".to_owned()), ("p1.b".to_owned(), "120".to_owned())],
            points: Some("1,9".to_owned()),
            reason: Some("Số liệu chốt lại".to_owned()),
        };
        let asked = Value::NotApplicable { asked: true, ground: "Không có đơn vị trực thuộc".to_owned() };
        for kept in [Value::Figures(figures), Value::Note("a".to_owned()), asked, Value::NoEvidence("b".to_owned())] {
            assert_eq!(value(kept.field(), &pairs(&kept)), kept);
        }
    }
}
