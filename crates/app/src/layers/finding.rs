//! What an appraiser or the council says about a criterion of a unit.

use serde::{Deserialize, Serialize};
use thuocdo_base::{Message, Number};
use thuocdo_criteria::set::{ClassId, Criterion, Node};
use thuocdo_scoring::Answer;

use crate::answers::read;

/// What is found (kết quả thẩm định một tiêu chí); it stands as JSON in a fact above the unit's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Values that count, as typed, by name of the variable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
    /// Points that count, exact, where a person gives them; else the rule computes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<String>,
    /// The criterion is found not applicable, on this ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
    /// Nothing is said any more: the layer below counts again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

/// As much of a submitted row ([`crate::submission::sheet::Row`]) as counts; a board reads one for every item.
#[derive(Deserialize)]
struct Own {
    points: Option<String>,
    answer: Option<OwnAnswer>,
}

#[derive(Deserialize)]
struct OwnAnswer {
    values: Vec<OwnValue>,
    differs: bool,
    not_applicable: Option<String>,
}

#[derive(Deserialize)]
struct OwnValue {
    name: String,
    typed: String,
}

impl Finding {
    /// Says the points and nothing else.
    pub fn of_points(points: &Number) -> Self {
        Self { points: Some(points.to_exact()), ..Self::default() }
    }

    /// Reads what a unit submitted: the same values, and its own points where it gave some.
    pub fn of_own_json(json: &str) -> Option<Self> {
        let Own { points, answer } = serde_json::from_str(json).ok()?;
        let Some(answer) = answer else { return Some(Self::default()) };
        let values = answer.values.into_iter().map(|value| (value.name, value.typed)).collect();
        let points = points.filter(|_| answer.differs);
        Some(Self { values, points, not_applicable: answer.not_applicable, withdrawn: false })
    }

    /// Reads what stands in a fact above the unit's own.
    pub fn of_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// How scoring reads what a unit submitted, which was checked before it was signed.
    ///
    /// That a criterion does not apply is only asked: above the unit's own layer it does not count by itself.
    pub(super) fn own_answer(&self, criterion: &Criterion) -> Answer {
        let answer = read::values(criterion, self.pairs()).answer;
        let points = self.points.as_deref().and_then(|text| Number::parse(text).ok());
        Answer { points: points.map(Box::new), not_applicable: self.not_applicable.clone(), ..answer }
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, typed)| (&**name, &**typed))
    }

    /// How scoring reads it; `Err` says what cannot be read or is out of bounds.
    ///
    /// # Errors
    /// The sentences for whoever typed it.
    pub fn answer(&self, node: &Node, class: Option<ClassId>) -> Result<Answer, Vec<Message>> {
        let Some(criterion) = node.criterion() else { return Err(vec![Message::new("layers-no-criterion")]) };
        let reading = read::values(criterion, self.pairs());
        let mut wrong: Vec<Message> = reading.faults.into_iter().map(|(_, message)| message).collect();
        let points = self.points.as_deref().map(|text| Number::parse(text).map_err(|_| text));
        let points = match points.transpose() {
            Ok(points) => points,
            Err(text) => {
                wrong.push(Message::new("answers-not-a-number").text("value", text));
                None
            }
        };
        let max = node.max_for(class);
        if points.as_ref().is_some_and(|points| points.is_negative() || points > max) {
            wrong.push(Message::new("layers-out-of-bounds").number("max", max));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let not_applicable = self.not_applicable.clone();
        Ok(Answer { points: points.map(Box::new), not_applicable, ..reading.answer })
    }
}
