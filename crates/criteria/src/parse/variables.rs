//! The variables of one criterion, declared by use.

use std::collections::HashMap;

use super::faults::{Fault, Faults, Span};
use super::table::Table;
use crate::codes;
use crate::rule::{AnswerKind, VarId, Variable};

/// Most variables of one criterion.
const MOST: usize = 1_000;
/// Names that answers of every criterion have.
const OF_ANSWERS: &[&str] = &["na", "points", "previous"];
/// Names that mean something else in expressions or answers.
const RESERVED: &[&str] = &["na", "points", "previous", "max", "case", "option", "yes", "and", "or", "not", "min"];

/// Says whether two uses of a variable agree; options of several rules are put together.
fn agree(known: &mut AnswerKind, kind: AnswerKind) -> bool {
    match (known, kind) {
        (AnswerKind::Option(known), AnswerKind::Option(codes)) if *known == codes => true,
        (AnswerKind::Option(known), AnswerKind::Option(codes)) => {
            let new: Vec<String> = codes.into_iter().filter(|code| !known.contains(code)).collect();
            known.extend(new);
            true
        }
        (known, kind) => *known == kind,
    }
}

/// Variables so far, in order of first use.
#[derive(Debug, Default)]
pub(crate) struct Variables {
    list: Vec<Variable>,
    by_name: HashMap<String, VarId>,
    full: bool,
}

impl Variables {
    /// Declares a variable that a rule's kind brings, or finds it again.
    pub(crate) fn declare(
        &mut self,
        name: &str,
        kind: AnswerKind,
        label: &str,
        span: &Span,
        faults: &mut Faults,
    ) -> Option<VarId> {
        if let Some(id) = self.by_name.get(name) {
            if !agree(&mut self.list[id.index()].kind, kind) {
                faults.push(Fault::new(&codes::VARIABLE_CONFLICT, span.clone()).text("name", name));
            }
            return Some(*id);
        }
        if self.list.len() >= MOST {
            if !self.full {
                faults.push(Fault::new(&codes::TOO_MANY_VARIABLES, span.clone()).count("most", MOST));
            }
            self.full = true;
            return None;
        }
        let id = VarId(self.list.len() as u16);
        self.by_name.insert(name.to_owned(), id);
        self.list.push(Variable {
            name: name.to_owned(),
            label: label.to_owned(),
            measure: None,
            kind,
            imposed: false,
        });
        Some(id)
    }

    /// Declares a number whose name is a code of the rule: a counter, an item, an option of a tally.
    pub(crate) fn counted(&mut self, name: &str, label: &str, span: &Span, faults: &mut Faults) -> Option<VarId> {
        if OF_ANSWERS.contains(&name) {
            faults.push(Fault::new(&codes::RESERVED_NAME, span.clone()).text("name", name));
            return None;
        }
        self.declare(name, AnswerKind::Number, label, span, faults)
    }

    /// Declares a number that an expression names, or finds it again.
    pub(crate) fn number(&mut self, name: &str, span: &Span, faults: &mut Faults) -> Option<VarId> {
        if RESERVED.contains(&name) {
            faults.push(Fault::new(&codes::RESERVED_NAME, span.clone()).text("name", name));
            return None;
        }
        if name.len() > 120 || name.split('.').any(str::is_empty) {
            faults.push(Fault::new(&codes::BAD_CODE, span.clone()).text("code", name).text("key", "variables"));
            return None;
        }
        self.declare(name, AnswerKind::Number, name, span, faults)
    }

    /// Takes over labels, measures and marks from the key `variables`.
    pub(crate) fn describe(&mut self, declared: Table<'_>, unscored: bool, faults: &mut Faults) {
        for (name, value) in declared.entries() {
            let Some(words) = super::table::table(value) else { continue };
            if unscored {
                self.collect(name.value, &name.span, faults);
            }
            let Some(id) = self.by_name.get(name.value).copied() else {
                let fault = Fault::new(&codes::UNKNOWN_VARIABLE, name.span.clone()).text("name", name.value);
                let known = self.list.iter().map(|variable| variable.name.as_str());
                faults.unknown(fault.words("known", known.clone().take(12)), name.value, known);
                continue;
            };
            let variable = &mut self.list[id.index()];
            if let Some(label) = words.string("label") {
                variable.label = label;
            }
            variable.measure = words.string("measure");
            variable.imposed = words.flag("imposed").unwrap_or_default();
            if words.flag("whole") == Some(true) && variable.kind == AnswerKind::Number {
                variable.kind = AnswerKind::Whole;
            }
        }
    }

    /// A variable of an unscored criterion, where nothing else declares it.
    fn collect(&mut self, name: &str, span: &Span, faults: &mut Faults) {
        if name == "yes" {
            self.declare(name, AnswerKind::YesNo, name, span, faults);
        } else {
            self.number(name, span, faults);
        }
    }

    /// The variables, in order of first use.
    pub(crate) fn into_list(self) -> Vec<Variable> {
        self.list
    }
}
