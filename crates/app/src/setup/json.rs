//! Settings of a round as JSON in its row: what a newer program adds reads as its default.

use serde_json::{Map, Value};
use thuocdo_assessment::RoundStage;
use thuocdo_assessment::settings::{
    Closes, Council, Decision, EvidenceRules, GroupChoice, Local, OwnDue, Prints, RemedyRule, SetChoice, Settings,
    StagePlan, UnitChoice,
};
use thuocdo_base::Number;

/// Writes settings.
pub fn write(settings: &Settings) -> String {
    settings.write().to_string()
}

/// Reads settings; what is absent or of another shape is as in new ones.
pub fn read(text: &str) -> Settings {
    Settings::read(&serde_json::from_str(text).unwrap_or(Value::Null)).unwrap_or_default()
}

/// What goes to JSON and comes back.
trait Json: Sized {
    fn write(&self) -> Value;
    fn read(value: &Value) -> Option<Self>;
}

impl Json for String {
    fn write(&self) -> Value {
        Value::from(self.as_str())
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Json for bool {
    fn write(&self) -> Value {
        Value::from(*self)
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Json for u32 {
    fn write(&self) -> Value {
        Value::from(*self)
    }

    fn read(value: &Value) -> Option<Self> {
        u32::try_from(value.as_u64()?).ok()
    }
}

impl Json for Number {
    fn write(&self) -> Value {
        Value::from(self.to_exact())
    }

    fn read(value: &Value) -> Option<Self> {
        Self::parse(value.as_str()?).ok()
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, Json::write)
    }

    fn read(value: &Value) -> Option<Self> {
        Some(if value.is_null() { None } else { T::read(value) })
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self) -> Value {
        self.iter().map(Json::write).collect()
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::read).collect()
    }
}

impl Json for RoundStage {
    fn write(&self) -> Value {
        Value::from(self.word())
    }

    fn read(value: &Value) -> Option<Self> {
        Self::of(value.as_str()?)
    }
}

impl Json for Prints {
    fn write(&self) -> Value {
        Value::from(self.word())
    }

    fn read(value: &Value) -> Option<Self> {
        Self::of(value.as_str()?)
    }
}

impl Json for Closes {
    fn write(&self) -> Value {
        match self {
            Self::At(at) => at.write(),
            Self::After { days, time } => serde_json::json!({ "days": days, "time": time }),
        }
    }

    fn read(value: &Value) -> Option<Self> {
        let time = || value.get("time")?.as_str().map(str::to_owned);
        match value.get("days") {
            Some(days) => Some(Self::After { days: u32::read(days)?, time: time()? }),
            None => Local::read(value).map(Self::At),
        }
    }
}

/// A struct by its fields; `strict` ones need them all, others take defaults.
macro_rules! json {
    ($kind:ident { $($field:ident),* $(,)? }) => {
        impl Json for $kind {
            fn write(&self) -> Value {
                let mut map = Map::new();
                $(map.insert(stringify!($field).to_owned(), self.$field.write());)*
                Value::Object(map)
            }

            fn read(value: &Value) -> Option<Self> {
                value.as_object()?;
                let fresh = Self::default();
                Some(Self {
                    $($field: value.get(stringify!($field)).and_then(Json::read).unwrap_or(fresh.$field),)*
                })
            }
        }
    };
    (strict $kind:ident { $($field:ident),* $(,)? }) => {
        impl Json for $kind {
            fn write(&self) -> Value {
                let mut map = Map::new();
                $(map.insert(stringify!($field).to_owned(), self.$field.write());)*
                Value::Object(map)
            }

            fn read(value: &Value) -> Option<Self> {
                Some(Self { $($field: Json::read(value.get(stringify!($field))?)?,)* })
            }
        }
    };
}

json!(Local { date, time });
json!(SetChoice { code, version });
json!(GroupChoice { code, name, set });
json!(UnitChoice { org_unit, group, class, excluded });
json!(strict StagePlan { stage, closes });
json!(strict OwnDue { org_unit, stage, at, reason });
json!(Decision { number, date, issuer });
json!(Council { decision, blind });
json!(EvidenceRules { needed_for_points, warn_outside_window });
json!(RemedyRule { last, below });
json!(Settings {
    code,
    title,
    title_en,
    period,
    data_from,
    data_to,
    illustrative,
    calendar,
    copy_of,
    sets,
    groups,
    units,
    opens_on,
    stages,
    holidays,
    extra_days,
    own_dues,
    council,
    embargo,
    prints,
    evidence,
    remedy,
    method_public,
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_back_as_they_were_and_what_is_absent_is_as_in_new_ones() {
        let due = Local::new("2026-11-30", "17:00");
        let after = Closes::After { days: 15, time: "17:00".to_owned() };
        let settings = Settings {
            code: "mau-2026".to_owned(),
            title_en: Some("Sample".to_owned()),
            sets: vec![SetChoice { code: "mau/xa".to_owned(), version: "1".to_owned() }],
            units: vec![UnitChoice { org_unit: "1".to_owned(), class: Some("xa".to_owned()), ..UnitChoice::default() }],
            stages: vec![
                StagePlan { stage: RoundStage::SelfAssessment, closes: Closes::At(due.clone()) },
                StagePlan { stage: RoundStage::Appraisal, closes: after },
            ],
            embargo: Some(due),
            prints: Prints::Party,
            evidence: EvidenceRules { needed_for_points: false, warn_outside_window: true },
            remedy: RemedyRule { last: 3, below: Some(Number::parse("50").unwrap()) },
            method_public: true,
            ..Settings::default()
        };
        assert_eq!(read(&write(&settings)), settings);
        let open = Settings { embargo: None, ..settings };
        assert_eq!(read(&write(&open)), open);
        assert_eq!(read("{}"), Settings::default());
        assert_eq!(read("no JSON"), Settings::default());
    }
}
