//! What a rule did with the numbers, in one sentence: how, then share × maximum = points.

use thuocdo_base::{Arg, Message, Number};
use thuocdo_criteria::expr::Expr;
use thuocdo_criteria::rule::{BracketStep, BracketTest, Counter, FormulaCase, Otherwise, ScoringRule};
use thuocdo_criteria::set::{Direction, Scope};

use super::words::{Figures, is_quotient, nested, percent, plain, share_sign};
use super::{About, rule_lists};
use crate::card::{CutReason, Fact, Peers, Trace};

/// A rule with what it gave.
pub(super) struct Told<'t, 'a> {
    pub about: &'t About<'a>,
    pub rule: &'t ScoringRule,
    pub facts: &'t Trace,
    pub max: &'t Number,
    pub points: &'t Number,
    pub value: Option<&'t Number>,
}

impl Told<'_, '_> {
    /// Numbers for calculations.
    pub fn figures(&self) -> Figures<'_> {
        Figures { answer: self.about.answer, max: self.max }
    }

    fn find<T>(&self, pick: impl Fn(&Fact) -> Option<T>) -> Option<T> {
        self.facts.facts().find_map(pick)
    }

    /// The share the rule gave.
    pub fn share(&self) -> Number {
        let noted = self.find(|fact| match fact {
            Fact::Share(share) => Some(share.clone()),
            _ => None,
        });
        noted.or_else(|| self.points.divided_by(self.max)).unwrap_or_default()
    }

    /// The branch that counted.
    pub fn branch(&self) -> Option<usize> {
        self.find(|fact| match fact {
            Fact::Branch(branch) => branch.map(usize::from),
            _ => None,
        })
    }

    /// How, then share × maximum = points.
    pub fn sentence(&self) -> Message {
        if matches!(self.rule, ScoringRule::Points { .. }) {
            return self.about.points(Message::new("trace-given").number("max", self.max), "points", self.points);
        }
        let how = self.how();
        if matches!(self.rule, ScoringRule::Count { .. } | ScoringRule::Formula { .. }) {
            let message = Message::new("trace-gives").with("how", nested(how));
            return self.about.points(message, "points", self.points);
        }
        let share = self.share();
        let message = Message::new("trace-times").with("how", nested(how)).percent("share", &share);
        let message = message.number("max", self.max).with("sign", self.about.sign(self.points));
        self.about.points(message, "points", self.points)
    }

    /// How the share came about, without a full stop.
    pub fn how(&self) -> Message {
        if self.facts.contains(&Fact::ZeroDenominator) {
            return Message::new("trace-zero-denominator").percent("share", &self.share());
        }
        let share = self.share();
        match self.rule {
            ScoringRule::Points { .. } | ScoringRule::Unscored => Message::new("trace-as-given"),
            ScoringRule::Ratio { of, to, less, complement, .. } => self.ratio([of, to], less.as_ref(), *complement),
            ScoringRule::Brackets { value, steps, .. } => self.brackets(value, steps),
            ScoringRule::Option { options, .. } => {
                let label = self.branch().and_then(|index| options.get(index)).map(|option| option.label.clone());
                Message::new("trace-option").text("label", label.unwrap_or_default()).percent("share", &share)
            }
            ScoringRule::YesNo { .. } => {
                let yes = self.value.is_some_and(|value| !value.is_zero());
                Message::new(if yes { "trace-answer-yes" } else { "trace-answer-no" }).percent("share", &share)
            }
            ScoringRule::Every { done, of, .. } => self.every(done, of),
            ScoringRule::Count { count, each, cap } => self.count(count, each, cap.as_ref()),
            ScoringRule::RelativeBest { direction, .. } => self.relative(*direction),
            ScoringRule::MinMax { .. } => self.min_max(),
            ScoringRule::Target { direction, otherwise, .. } => self.target(*direction, otherwise),
            ScoringRule::Deduct { counters } => self.deduct(counters),
            ScoringRule::Lookup { value, .. } => {
                let amount = self.amount(value);
                Message::new("trace-lookup").with("value", nested(amount)).percent("share", &share)
            }
            ScoringRule::Formula { cases, .. } => self.formula(cases),
            ScoringRule::Publication { input, out_of, .. } => self.publication(*input, out_of),
            ScoringRule::Parts { .. }
            | ScoringRule::BestOf { .. }
            | ScoringRule::Mean { .. }
            | ScoringRule::Tally { .. }
            | ScoringRule::WeightedRows { .. } => rule_lists::how(self),
        }
    }

    /// Sentences before the main one: parts, alternatives, groups of respondents.
    pub fn pieces(&self) -> Vec<Message> {
        rule_lists::pieces(self)
    }

    /// Why the share is not what the calculation says.
    pub fn cuts(&self) -> Vec<Message> {
        let cuts = self.facts.facts().filter_map(|fact| match fact {
            Fact::Cut(reason) => Some(self.cut(*reason)),
            _ => None,
        });
        cuts.collect()
    }

    fn cut(&self, reason: CutReason) -> Message {
        let (floor, full) = match self.rule {
            ScoringRule::Ratio { floor, full_at, .. } => (floor.clone(), full_at.clone()),
            _ => (None, None),
        };
        match reason {
            CutReason::AboveFull => Message::new("trace-cut-above"),
            CutReason::BelowZero => Message::new("trace-cut-below"),
            CutReason::BelowFloor => Message::new("trace-cut-floor").percent("floor", &floor.unwrap_or_default()),
            CutReason::FullAt => Message::new("trace-cut-full").percent("full", &full.unwrap_or(Number::ONE)),
        }
    }

    /// The value of an expression, with its calculation.
    fn amount(&self, expr: &Expr) -> Message {
        match self.value {
            Some(value) => self.figures().amount(expr, value),
            None => self.figures().calculation(expr).unwrap_or_else(|| plain(&Number::ZERO)),
        }
    }

    fn ratio(&self, [of, to]: [&Expr; 2], less: Option<&Expr>, complement: bool) -> Message {
        let value = self.value.cloned().unwrap_or_else(|| self.share());
        let figures = self.figures();
        let quotient = |of: &Expr| {
            let under = match less {
                Some(less) => Expr::Binary(
                    thuocdo_criteria::expr::Operator::Subtract,
                    Box::new(to.clone()),
                    Box::new(less.clone()),
                ),
                None => to.clone(),
            };
            let quotient =
                Expr::Binary(thuocdo_criteria::expr::Operator::Divide, Box::new(of.clone()), Box::new(under));
            figures.calculation(&quotient)
        };
        let Some(quotient) = quotient(of) else {
            return Message::new("trace-ratio-only").percent("value", &value);
        };
        let key = if complement { "trace-ratio-rest" } else { "trace-ratio" };
        let message = Message::new(key).with("quotient", nested(quotient));
        message.with("sign", share_sign(&value)).percent("value", &value)
    }

    fn brackets(&self, value: &Expr, steps: &[BracketStep]) -> Message {
        let share = self.share();
        let amount = nested(self.amount(value));
        let Some(step) = self.branch().and_then(|index| steps.get(index)) else {
            return Message::new("trace-bracket-none").with("value", amount).percent("share", &share);
        };
        let key = match step.test {
            BracketTest::From => "trace-from",
            BracketTest::Above => "trace-above",
            BracketTest::To => "trace-to",
            BracketTest::Under => "trace-under",
        };
        let bound = if is_quotient(value) { percent(&step.bound) } else { plain(&step.bound) };
        let test = Message::new(key).with("bound", nested(bound));
        Message::new("trace-bracket").with("value", amount).with("test", nested(test)).percent("share", &share)
    }

    fn every(&self, done: &Expr, of: &Expr) -> Message {
        let figures = self.figures();
        let shown = |expr: &Expr| figures.calculation(expr).unwrap_or_else(|| plain(&Number::ZERO));
        let met = self.value.is_some_and(|value| *value >= Number::ONE);
        let message = Message::new(if met { "trace-every-met" } else { "trace-every-unmet" });
        let message = message.with("done", nested(shown(done))).with("of", nested(shown(of)));
        message.percent("share", &self.share())
    }

    fn count(&self, count: &Expr, each: &Number, cap: Option<&Number>) -> Message {
        let value = self.value.cloned().unwrap_or_default();
        let product = &value * each;
        let amount = nested(self.figures().amount(count, &value));
        let limit = cap.cloned().unwrap_or_else(|| self.max.clone()).least(self.max.clone());
        let message = Message::new(if product > limit { "trace-count-capped" } else { "trace-count" });
        let message = message.with("count", amount).number("each", each).number("product", &product);
        if product > limit { message.number("cap", &limit) } else { message }
    }

    fn relative(&self, direction: Direction) -> Message {
        let value = self.value.cloned().unwrap_or_default();
        let Some(Peers { best, holders, scope, .. }) = self.cohort() else {
            return Message::new("trace-ratio-only").percent("value", &self.share());
        };
        let share = self.share();
        let key = match direction {
            Direction::Higher => "trace-relative-higher",
            Direction::Lower => "trace-relative-lower",
        };
        let message = Message::new(key).number("value", &value).number("best", &best);
        let message = message.with("sign", share_sign(&share)).percent("share", &share);
        message.with("scope", nested(scope_name(scope))).text("holders", self.about.names(&holders))
    }

    fn cohort(&self) -> Option<Peers> {
        self.find(|fact| match fact {
            Fact::Cohort(peers) => Some(Peers::clone(peers)),
            _ => None,
        })
    }

    fn min_max(&self) -> Message {
        let value = self.value.cloned().unwrap_or_default();
        let share = self.share();
        let Some(Peers { worst, best, holders, scope }) = self.cohort() else {
            return Message::new("trace-ratio-only").percent("value", &share);
        };
        let scope = nested(scope_name(scope));
        let gap = (&best - &worst, &value - &worst);
        let Some(position) = gap.1.divided_by(&gap.0) else {
            return Message::new("trace-min-max-equal").number("value", &value).with("scope", scope);
        };
        let message = Message::new("trace-min-max").number("value", &value).number("worst", &worst);
        let message = message.number("best", &best).with("sign", share_sign(&position)).percent("position", &position);
        message.with("scope", scope).text("holders", self.about.names(&holders))
    }

    fn target(&self, direction: Direction, otherwise: &Otherwise) -> Message {
        let value = self.value.cloned().unwrap_or_default();
        let target = self.find(|fact| match fact {
            Fact::Target(target) => Some(target.clone()),
            _ => None,
        });
        let target = target.unwrap_or_default();
        let met = match direction {
            Direction::Higher => value >= target,
            Direction::Lower => value <= target,
        };
        let key = match (met, otherwise, direction) {
            (true, _, _) => "trace-target-met",
            (false, Otherwise::Share(_), _) => "trace-target-unmet",
            (false, Otherwise::Proportional, Direction::Higher) => "trace-target-part",
            (false, Otherwise::Proportional, Direction::Lower) => "trace-target-part-lower",
        };
        let message = Message::new(key).number("value", &value).number("target", &target);
        let share = self.share();
        let message =
            if key.starts_with("trace-target-part") { message.with("sign", share_sign(&share)) } else { message };
        message.percent("share", &share)
    }

    fn deduct(&self, counters: &[Counter]) -> Message {
        let figures = self.figures();
        let list = counters.iter().filter_map(|counter| {
            let count = figures.value(counter.count)?;
            Some(Message::new("trace-deduct-item").number("count", count).percent("each", &counter.each))
        });
        let list: Vec<Message> = list.collect();
        Message::new("trace-deduct").with("list", Arg::List(list)).percent("share", &self.share())
    }

    fn formula(&self, cases: &[FormulaCase]) -> Message {
        let Some(case) = self.branch().and_then(|index| cases.get(index)) else {
            return Message::new("trace-formula-none");
        };
        let calculation = self.figures().calculation(&case.points).unwrap_or_else(|| plain(self.points));
        Message::new("trace-formula").text("label", case.label.as_str()).with("calc", nested(calculation))
    }

    fn publication(&self, input: usize, out_of: &Number) -> Message {
        let title = self.about.set.inputs.get(input).map(|input| input.title.clone()).unwrap_or_default();
        let share = self.share();
        let message = Message::new("trace-publication").text("title", title).number("value", &(&share * out_of));
        message.number("outof", out_of).with("sign", share_sign(&share)).percent("share", &share)
    }
}

/// Whose values or points.
pub(super) fn scope_name(scope: Scope) -> Message {
    Message::new(match scope {
        Scope::Group => "trace-scope-group",
        Scope::Round => "trace-scope-round",
    })
}
