//! What an appraiser or the council says about a criterion of a unit.

use serde::{Deserialize, Serialize};
use thuocdo_base::{Message, Number};
use thuocdo_criteria::set::{ClassId, Criterion, Node};
use thuocdo_scoring::Answer;

use crate::answers::read;
use crate::submission::sheet::Row;

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

impl Finding {
    /// Says the points and nothing else.
    pub fn of_points(points: &Number) -> Self {
        Self { points: Some(points.to_exact()), ..Self::default() }
    }

    /// Takes over what a unit answered: the same values, and its own points where it gave some.
    pub fn like_own(row: &Row) -> Self {
        let Some(answer) = &row.answer else { return Self::default() };
        let values = answer.values.iter().map(|value| (value.name.clone(), value.typed.clone())).collect();
        Self {
            values,
            points: row.points.clone().filter(|_| answer.differs),
            not_applicable: answer.not_applicable.clone(),
            withdrawn: false,
        }
    }

    /// Reads what stands in a fact above the unit's own.
    pub fn of_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// How scoring reads it; `Err` says what cannot be read or is out of bounds.
    ///
    /// # Errors
    /// The sentences for whoever typed it.
    pub fn answer(&self, node: &Node, class: Option<ClassId>) -> Result<Answer, Vec<Message>> {
        let Some(criterion) = node.criterion() else { return Err(vec![Message::new("layers-no-criterion")]) };
        let reading = read::values(criterion, self.values.iter().map(|(name, typed)| (&**name, &**typed)));
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

/// What a unit submitted, as scoring reads it.
///
/// That a criterion does not apply is only asked: above the unit's own layer it does not count by itself.
pub(super) fn own_answer(row: &Row, criterion: &Criterion) -> Answer {
    let Some(given) = &row.answer else { return Answer::default() };
    let answer = read::values(criterion, given.values.iter().map(|value| (&*value.name, &*value.typed))).answer;
    let points = row.points.as_deref().filter(|_| given.differs).and_then(|text| Number::parse(text).ok());
    Answer { points: points.map(Box::new), not_applicable: given.not_applicable.clone(), ..answer }
}
