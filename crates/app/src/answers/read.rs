//! Typed figures as scoring reads them; what cannot be read is said, never guessed.

use thuocdo_assessment::Figures;
use thuocdo_base::{Message, Number, NumberError, read::typed};
use thuocdo_criteria::rule::{AnswerKind, ScoringRule};
use thuocdo_criteria::set::{ClassId, Criterion};
use thuocdo_scoring::Answer;

/// Name under which a fault speaks of the self points.
pub const POINTS: &str = "points";

/// Figures as scoring reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What could be read, without self points.
    pub answer: Answer,
    /// Self points, where the unit gives itself others than the rule computes.
    pub points: Option<Number>,
    /// What could not be read: name of the variable (or [`POINTS`]), and why.
    pub faults: Vec<(String, Message)>,
}

/// Reads what stands in the figures of a criterion.
pub fn figures(criterion: &Criterion, class: Option<ClassId>, figures: &Figures) -> Reading {
    let mut reading = values(criterion, figures.values.iter().map(|(name, text)| (&**name, &**text)));
    let own = figures.points.as_deref().filter(|text| !text.trim().is_empty());
    if let Some(text) = own.filter(|_| may_differ(criterion, class)) {
        match number(text) {
            Ok(points) => reading.points = Some(points),
            Err(message) => reading.faults.push((POINTS.to_owned(), message)),
        }
    }
    reading
}

/// Reads the values of a criterion, by name of the variable.
pub fn values<'t>(criterion: &Criterion, typed: impl Iterator<Item = (&'t str, &'t str)>) -> Reading {
    let mut reading = Reading::default();
    for (name, text) in typed.filter(|(_, text)| !text.trim().is_empty()) {
        if let Err(message) = take(criterion, name, text, &mut reading.answer) {
            reading.faults.push((name.to_owned(), message));
        }
    }
    reading
}

/// Whether the unit may give itself other points than the rule computes: not where it gives points anyway.
pub fn may_differ(criterion: &Criterion, class: Option<ClassId>) -> bool {
    !matches!(criterion.rule_for(class), ScoringRule::Points { .. } | ScoringRule::Unscored)
}

/// Reads a number as people type it; says both readings of one that may be two.
///
/// # Errors
/// The sentence for the person who typed it.
pub fn number(text: &str) -> Result<Number, Message> {
    let text = text.trim();
    typed(text).map_err(|error| {
        let said = |key: &str| Message::new(key).text("value", text.chars().take(60).collect::<String>());
        match error {
            NumberError::Ambiguous => {
                said("answers-ambiguous").text("whole", text.replace('.', "")).text("decimal", text.replace('.', ","))
            }
            NumberError::TooLong => said("answers-too-long"),
            NumberError::Empty | NumberError::NotANumber => said("answers-not-a-number"),
        }
    })
}

fn take(criterion: &Criterion, name: &str, text: &str, answer: &mut Answer) -> Result<(), Message> {
    let index = |name: &str| criterion.variables.iter().position(|variable| variable.name == name);
    let unknown = || Message::new("answers-unknown-value").text("name", name);
    if let Some((stem, row)) = name.strip_suffix(']').and_then(|name| name.split_once('[')) {
        let variable = index(stem).filter(|at| criterion.variables[*at].kind == AnswerKind::Rows);
        let row: u32 = row.parse().ok().filter(|row| (1..=500).contains(row)).ok_or_else(unknown)?;
        let variable = variable.ok_or_else(unknown)? as u16;
        answer.rows.insert((variable, row), number(text)?);
        return Ok(());
    }
    let at = index(name).filter(|at| criterion.variables[*at].kind != AnswerKind::Rows).ok_or_else(unknown)?;
    let value = value(&criterion.variables[at].kind, text)?;
    answer.values.resize(criterion.variables.len(), None);
    answer.values[at] = Some(value);
    Ok(())
}

fn value(kind: &AnswerKind, text: &str) -> Result<Number, Message> {
    let text = text.trim();
    match kind {
        AnswerKind::Number | AnswerKind::Rows => number(text),
        AnswerKind::Whole => {
            let value = number(text)?;
            let fits = value.is_whole() && !value.is_negative();
            if fits { Ok(value) } else { Err(Message::new("answers-not-whole").text("value", text)) }
        }
        AnswerKind::YesNo => match text {
            "1" => Ok(Number::ONE),
            "0" => Ok(Number::ZERO),
            _ => Err(Message::new("answers-not-yes-no")),
        },
        AnswerKind::Option(codes) => {
            let at = codes.iter().position(|code| code == text);
            let at = at.and_then(|at| i64::try_from(at).ok());
            at.map(Number::from).ok_or_else(|| Message::new("answers-no-such-option"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ux_9_numbers_are_read_as_people_type_them_and_1_234_is_asked_about() {
        let parsed = |text: &str| Number::parse(text).expect("a number");
        assert_eq!(number("1,5"), Ok(parsed("1.5")));
        assert_eq!(number(" 1,50 "), Ok(parsed("1.5")));
        assert_eq!(number("1.234,5"), Ok(parsed("1234.5")));
        assert_eq!(number("1.25"), Ok(parsed("1.25")));
        let asked = number("1.234").expect_err("a question");
        assert_eq!(asked.key, "answers-ambiguous");
        let texts = format!("{:?}", asked.args);
        assert!(texts.contains("1234") && texts.contains("1,234"), "{texts}");
    }
}
