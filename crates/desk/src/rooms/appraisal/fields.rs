//! Names of the form and what they hold: the only place that knows both.

use thuocdo_app::appraisal::Edit;
use thuocdo_app::appraisal::save::Conflict;

/// Appraised points.
pub(super) const POINTS: &str = "diem";
/// Why they differ.
pub(super) const REASON: &str = "ly-do";
/// Confirms that the criterion does not apply.
pub(super) const NA: &str = "khong-ap-dung";
/// The version that a row was read at.
pub(super) const BASE: &str = "ban";
/// Before the name of a variable.
pub(super) const VALUE: &str = "v-";
/// A chosen row: unit and criterion.
pub(super) const CHOSEN: &str = "chon";

/// Name of an input of a row on a page with many rows.
pub(super) fn name(unit: &str, criterion: &str, field: &str) -> String {
    format!("{unit}|{criterion}|{field}")
}

/// Reads one row as a script sends it.
pub(super) fn edit(unit: &str, criterion: &str, pairs: &[(String, String)]) -> Edit {
    let text = |name: &str| pairs.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.trim());
    let values = pairs.iter().filter_map(|(name, text)| Some((name.strip_prefix(VALUE)?.to_owned(), text.clone())));
    Edit {
        unit: unit.to_owned(),
        criterion: criterion.to_owned(),
        base: text(BASE).parse().unwrap_or_default(),
        points: text(POINTS).to_owned(),
        reason: text(REASON).to_owned(),
        values: values.collect(),
        na: !text(NA).is_empty(),
    }
}

/// Unit, criterion, and what stands in the row's fields.
type RowFields = (String, String, Vec<(String, String)>);

/// Reads all rows of a page: those whose version is in the form.
pub(super) fn edits(pairs: &[(String, String)]) -> Vec<Edit> {
    let mut rows: Vec<RowFields> = Vec::new();
    for (name, value) in pairs {
        let mut parts = name.splitn(3, '|');
        let (Some(unit), Some(criterion), Some(field)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let pair = (field.to_owned(), value.clone());
        match rows.iter_mut().find(|row| row.0 == unit && row.1 == criterion) {
            Some(row) => row.2.push(pair),
            None => rows.push((unit.to_owned(), criterion.to_owned(), vec![pair])),
        }
    }
    let told = |row: &&RowFields| row.2.iter().any(|(name, _)| name == BASE);
    rows.iter().filter(told).map(|(unit, criterion, pairs)| edit(unit, criterion, pairs)).collect()
}

/// Chosen rows: unit and criterion.
pub(super) fn chosen<'a>(values: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let pair = |value: &str| value.split_once('|').map(|(unit, code)| (unit.to_owned(), code.to_owned()));
    values.filter_map(pair).collect()
}

/// What stands instead, as the inputs of a row hold it.
pub(super) fn pairs(conflict: &Conflict) -> Vec<(String, String)> {
    let values = conflict.values.iter().map(|(name, text)| (format!("{VALUE}{name}"), text.clone()));
    let own = [
        (POINTS.to_owned(), conflict.points.clone()),
        (REASON.to_owned(), conflict.reason.clone()),
        (NA.to_owned(), if conflict.na { "1".to_owned() } else { String::new() }),
    ];
    values.chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_page_read_back_and_rows_without_a_version_are_left_alone() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let pairs = [
            pair("csrf", "x"),
            pair("xa-1|3.2|ban", "7"),
            pair("xa-1|3.2|diem", " 1,5 "),
            pair("xa-1|3.2|ly-do", "Ảnh không rõ ngày"),
            pair("xa-2|3.2|diem", "2"),
        ];
        let read = edits(&pairs);
        assert_eq!(read.len(), 1);
        assert_eq!((read[0].unit.as_str(), read[0].base, read[0].points.as_str()), ("xa-1", 7, "1,5"));
        assert_eq!(chosen(["xa-1|3.2", "x"].into_iter()), [("xa-1".to_owned(), "3.2".to_owned())]);
    }
}
