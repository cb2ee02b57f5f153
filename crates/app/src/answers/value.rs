//! What a field holds, and how it stands in the database: as JSON, with texts as they were typed.

use serde_json::{Value as Json, json};
use thuocdo_assessment::{Field, Figures};

/// Most characters of a note (giải trình, ghi chú).
pub const MOST_NOTE: usize = 2_000;
/// Most characters of any other text of a field.
pub const MOST_TEXT: usize = 500;
/// Most values of one criterion: rows included.
pub const MOST_VALUES: usize = 1_000;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Reported values and self points.
    Figures(Figures),
    /// The note.
    Note(String),
    /// Whether the criterion should be found not applicable, and on which ground.
    NotApplicable {
        /// Whether that is asked.
        asked: bool,
        /// The ground, in words.
        ground: String,
    },
    /// Why there is no evidence.
    NoEvidence(String),
}

impl Value {
    /// What a field holds before anybody wrote in it.
    pub fn empty(field: Field) -> Self {
        match field {
            Field::Figures => Self::Figures(Figures::default()),
            Field::Note => Self::Note(String::new()),
            Field::NotApplicable => Self::NotApplicable { asked: false, ground: String::new() },
            Field::NoEvidence => Self::NoEvidence(String::new()),
        }
    }

    /// The field it belongs in.
    pub fn field(&self) -> Field {
        match self {
            Self::Figures(_) => Field::Figures,
            Self::Note(_) => Field::Note,
            Self::NotApplicable { .. } => Field::NotApplicable,
            Self::NoEvidence(_) => Field::NoEvidence,
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Figures(figures) => figures.is_empty(),
            Self::Note(text) | Self::NoEvidence(text) => text.is_empty(),
            Self::NotApplicable { asked, .. } => !asked,
        }
    }

    /// Writes it as it stands in the database.
    pub fn to_json(&self) -> String {
        let json = match self {
            Self::Figures(figures) => {
                let values: Vec<Json> = figures.values.iter().map(|(name, text)| json!([name, text])).collect();
                json!({ "values": values, "points": figures.points, "reason": figures.reason })
            }
            Self::Note(text) | Self::NoEvidence(text) => json!({ "text": text }),
            Self::NotApplicable { asked, ground } => json!({ "asked": asked, "ground": ground }),
        };
        json.to_string()
    }

    /// Reads it as it stands in the database; what is not there is empty.
    pub fn of_json(field: Field, text: &str) -> Self {
        let json: Json = serde_json::from_str(text).unwrap_or_default();
        let string = |name: &str| json[name].as_str().map(str::to_owned);
        match field {
            Field::Figures => Self::Figures(Figures {
                values: json["values"].as_array().into_iter().flatten().filter_map(pair).collect(),
                points: string("points"),
                reason: string("reason"),
            }),
            Field::Note => Self::Note(string("text").unwrap_or_default()),
            Field::NotApplicable => Self::NotApplicable {
                asked: json["asked"].as_bool().unwrap_or_default(),
                ground: string("ground").unwrap_or_default(),
            },
            Field::NoEvidence => Self::NoEvidence(string("text").unwrap_or_default()),
        }
    }

    /// The same without blanks at the ends, empty values and texts that are too long.
    #[must_use]
    pub fn tidy(self) -> Self {
        match self {
            Self::Figures(figures) => Self::Figures(Figures {
                values: figures.values.into_iter().filter_map(tidy_pair).take(MOST_VALUES).collect(),
                points: figures.points.map(|text| short(&text, MOST_TEXT)).filter(|text| !text.is_empty()),
                reason: figures.reason.map(|text| short(&text, MOST_TEXT)).filter(|text| !text.is_empty()),
            }),
            Self::Note(text) => Self::Note(short(&text, MOST_NOTE)),
            Self::NotApplicable { asked, ground } => {
                Self::NotApplicable { asked, ground: if asked { short(&ground, MOST_TEXT) } else { String::new() } }
            }
            Self::NoEvidence(text) => Self::NoEvidence(short(&text, MOST_TEXT)),
        }
    }
}

fn pair(pair: &Json) -> Option<(String, String)> {
    Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned()))
}

fn tidy_pair((name, text): (String, String)) -> Option<(String, String)> {
    let text = short(&text, MOST_TEXT);
    (!text.is_empty()).then_some((name, text))
}

fn short(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_reads_back_as_itself() {
        let figures = Figures {
            values: vec![("a".to_owned(), "111".to_owned()), ("x[1]".to_owned(), "1,5".to_owned())],
            points: Some("1,85".to_owned()),
            reason: Some("Số liệu \"chốt\" lại".to_owned()),
        };
        let values = [
            Value::Figures(figures),
            Value::Figures(Figures::default()),
            Value::Note("09 máy còn lại".to_owned()),
            Value::NotApplicable { asked: true, ground: "Không có đơn vị trực thuộc".to_owned() },
            Value::NoEvidence("Tài liệu giấy".to_owned()),
        ];
        for value in values {
            assert_eq!(Value::of_json(value.field(), &value.to_json()), value);
        }
    }

    #[test]
    fn a_damaged_value_is_empty_and_never_a_panic() {
        for field in Field::ALL {
            for text in ["", "{", "[]", "{\"values\":[1,[\"a\"],[\"b\",2]]}", "null"] {
                assert!(Value::of_json(field, text).is_empty(), "{field:?} {text}");
            }
        }
    }
}
