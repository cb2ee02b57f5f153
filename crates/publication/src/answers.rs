//! Answers as text, in the form in which a case folder takes them back.

use thuocdo_base::Number;
use thuocdo_criteria::rule::{AnswerKind, Variable};
use thuocdo_criteria::set::Criterion;
use thuocdo_scoring::Answer;

/// Lists an answer as (variable, value), in the order of the criterion's variables.
pub(crate) fn texts(criterion: &Criterion, answer: &Answer) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (variable, value) in criterion.variables.iter().zip(&answer.values) {
        if let Some(value) = value {
            texts.push((variable.name.clone(), value_text(variable, value)));
        }
    }
    for ((variable, row), value) in &answer.rows {
        if let Some(variable) = criterion.variables.get(usize::from(*variable)) {
            texts.push((format!("{}[{row}]", variable.name), value.to_exact()));
        }
    }
    let mut special = |name: &str, text: Option<String>| texts.extend(text.map(|text| (name.to_owned(), text)));
    special("points", answer.points.as_deref().map(Number::to_exact));
    special("previous", answer.previous.as_deref().map(Number::to_exact));
    special("na", answer.not_applicable.clone());
    texts
}

fn value_text(variable: &Variable, value: &Number) -> String {
    let option = |codes: &[String]| codes.get(usize::try_from(value.to_i64()?).ok()?).cloned();
    match &variable.kind {
        AnswerKind::Option(codes) => option(codes).unwrap_or_else(|| value.to_exact()),
        AnswerKind::YesNo if *value == Number::ONE => "yes".to_owned(),
        AnswerKind::YesNo if value.is_zero() => "no".to_owned(),
        _ => value.to_exact(),
    }
}
