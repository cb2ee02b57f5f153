//! Steps: of a share, of a count, of words; and parts that add up.

use thuocdo_base::Number;
use thuocdo_words::collate::fold;

use super::expr::Divisor;
use super::interval::{self, Interval};
use super::piece::Piece;
use super::points::Worth;
use super::{Proposal, Text};
use crate::toml::quoted;

#[derive(Clone, Debug)]
struct Step<'a> {
    when: &'a str,
    worth: &'a Worth,
    reach: Option<Interval>,
}

impl Text<'_> {
    /// Steps with conditions.
    pub(super) fn steps(&self) -> Option<Proposal> {
        let steps: Vec<Step<'_>> = self
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Step { when, worth } => Some(Step { when, worth, reach: interval::read(when) }),
                _ => None,
            })
            .collect();
        if steps.is_empty() {
            return None;
        }
        let (numbered, others): (Vec<Step<'_>>, Vec<Step<'_>>) =
            steps.iter().cloned().partition(|step| step.reach.is_some());
        let rest_is_nothing = others.iter().all(|step| step.worth.is_zero() && is_rest(step.when));
        let proposed = if !numbered.is_empty() && rest_is_nothing && others.len() <= 1 {
            self.mixed(&numbered).or_else(|| self.brackets(&numbered, !others.is_empty()))
        } else {
            None
        };
        let proposed = proposed.or_else(|| self.words(&steps))?;
        let adds_up = proposed.rule.starts_with("{ kind = \"parts\"");
        Some(proposed.likely(adds_up || self.reaches_max(&steps)))
    }

    /// Whether the best step is worth what the criterion is worth.
    fn reaches_max(&self, steps: &[Step<'_>]) -> bool {
        let shares: Option<Vec<Number>> = steps.iter().map(|step| step.worth.share(self.max())).collect();
        shares.is_none_or(|shares| shares.iter().max().is_some_and(|best| *best == Number::ONE))
    }

    /// Steps of which one is proportional: a share with a floor, or full from some share on.
    fn mixed(&self, steps: &[Step<'_>]) -> Option<Proposal> {
        let formulas = steps.iter().filter(|step| matches!(step.worth, Worth::Formula(_))).count();
        if formulas != 1 {
            return None;
        }
        let (mut floor, mut full) = (String::new(), String::new());
        let mut plain = true;
        for step in steps {
            let reach = step.reach.as_ref()?;
            match (step.worth, &reach.low, &reach.high) {
                (Worth::Formula(is), ..) => plain &= self.is_whole(is),
                (worth, Some((low, false)), None) if worth.share(self.max()) == Some(Number::ONE) => {
                    full = self.place(low, reach)?
                }
                (worth, Some((low, false)), Some((high, _)))
                    if low == high && worth.share(self.max()) == Some(Number::ONE) =>
                {
                    full = self.place(low, reach)?;
                }
                (worth, None, Some((high, true))) if worth.is_zero() => floor = self.place(high, reach)?,
                _ => plain = false,
            }
        }
        if !plain {
            return self.cases(steps);
        }
        if full == "1" {
            full.clear();
        }
        let key =
            |name: &str, at: &str| if at.is_empty() { String::new() } else { format!(", {name} = {}", quoted(at)) };
        Some(self.ratio_with(&format!("{}{}", key("floor", &floor), key("full_at", &full))))
    }

    /// Where on the share an end of an interval is: a count is divided as the share itself is.
    fn place(&self, number: &Number, reach: &Interval) -> Option<String> {
        match self.share.as_ref().map(|share| &share.to) {
            Some(Divisor::Fixed(fixed)) if !reach.percent => Some(number.divided_by(fixed)?.to_exact()),
            _ => part(number, reach),
        }
    }

    /// Steps of a share, some of them formulas of their own.
    fn cases(&self, steps: &[Step<'_>]) -> Option<Proposal> {
        let value = self.value()?;
        let mut cases = Vec::new();
        for step in steps.iter().filter(|step| !step.worth.is_zero()) {
            let reach = step.reach.as_ref()?;
            let mut tests = Vec::new();
            if let Some((low, open)) = &reach.low {
                tests.push(format!("{value} {} {}", if *open { ">" } else { ">=" }, part(low, reach)?));
            }
            if let Some((high, open)) =
                reach.high.as_ref().filter(|high| reach.low.as_ref().is_none_or(|low| low.0 != high.0))
            {
                tests.push(format!("{value} {} {}", if *open { "<" } else { "<=" }, part(high, reach)?));
            }
            let points = match step.worth {
                Worth::Formula(is) => {
                    let times = is.times.as_ref().map_or(String::new(), |times| format!(" * {}", times.to_exact()));
                    let max = if is.times_max || is.times.is_none() { " * max" } else { "" };
                    format!("{value}{max}{times}")
                }
                worth if worth.share(self.max()) == Some(Number::ONE) => "max".to_owned(),
                Worth::Share(share) => format!("{} * max", share.to_exact()),
                Worth::Points(points) => points.to_exact(),
            };
            cases.push(format!(
                "{{ label = {}, when = {}, points = {} }}",
                quoted(step.when),
                quoted(&tests.join(" and ")),
                quoted(&points)
            ));
        }
        Some(self.labelled(Proposal::new(format!("{{ kind = \"formula\", cases = [{}] }}", cases.join(", ")))))
    }

    /// Steps of a share or a count.
    fn brackets(&self, steps: &[Step<'_>], rest_is_nothing: bool) -> Option<Proposal> {
        let percent = steps.iter().any(|step| step.reach.as_ref().is_some_and(|reach| reach.percent));
        let value = if percent { self.value() } else { None };
        let at = |number: &Number, reach: &Interval| {
            if value.is_some() { part(number, reach) } else { Some(number.to_exact()) }
        };
        let falls = falls(steps);
        let (mut rows, mut otherwise) = (Vec::new(), String::new());
        for (place, step) in steps.iter().enumerate().filter(|(_, step)| !step.worth.is_zero()) {
            let reach = step.reach.as_ref()?;
            let worth = match step.worth {
                Worth::Share(share) => format!("share = {}", quoted(&share.to_exact())),
                Worth::Points(points) => format!("points = {}", quoted(&points.to_exact())),
                Worth::Formula(_) => return None,
            };
            let mut ends = Vec::new();
            if let Some((low, open)) = &reach.low {
                ends.push(format!("{} = {}", if *open { "above" } else { "from" }, quoted(&at(low, reach)?)));
            }
            if let Some((high, open)) = reach.high.as_ref().filter(|_| !falls) {
                ends.push(format!("{} = {}", if *open { "under" } else { "to" }, quoted(&at(high, reach)?)));
            }
            if ends.is_empty() && place + 1 == steps.len() && !rest_is_nothing {
                otherwise = format!(", otherwise = {}", quoted(&step.worth.share(self.max())?.to_exact()));
                continue;
            }
            if ends.is_empty() {
                ends.push("above = \"0\"".to_owned());
            }
            rows.push(format!("{{ {}, {worth} }}", ends.join(", ")));
        }
        let name = value.clone().unwrap_or_else(|| if percent { "x" } else { "n" }.to_owned());
        let rule =
            format!("{{ kind = \"brackets\", value = {}, steps = [{}]{otherwise} }}", quoted(&name), rows.join(", "));
        let proposal = Proposal::new(rule);
        Some(match value {
            Some(_) => self.labelled(proposal),
            None => proposal.asking(&name, &self.node.title, if percent { "%" } else { "" }),
        })
    }

    /// Steps of words: yes or no, one of several, or parts that add up.
    fn words(&self, steps: &[Step<'_>]) -> Option<Proposal> {
        let shares: Vec<Number> = steps.iter().map(|step| step.worth.share(self.max())).collect::<Option<_>>()?;
        if let ([yes, no], [first, second]) = (steps, shares.as_slice())
            && (is_rest(no.when) && !is_rest(yes.when) && *first == Number::ONE && second.is_zero())
        {
            return Some(Proposal::new("{ kind = \"yes_no\" }"));
        }
        if let Some(parts) = parts(steps, &shares) {
            return Some(parts);
        }
        if steps.len() == 1 || shares.iter().any(|share| *share > Number::ONE) {
            return None;
        }
        let option = |(at, step): (usize, &Step<'_>)| {
            format!(
                "{{ code = \"o{}\", label = {}, share = {} }}",
                at + 1,
                quoted(step.when),
                quoted(&shares[at].to_exact())
            )
        };
        let options: Vec<String> = steps.iter().enumerate().map(option).collect();
        Some(Proposal::new(format!("{{ kind = \"option\", options = [{}] }}", options.join(", "))))
    }
}

/// Parts that add up to the maximum: all of them are worth something, or those that are, are worth the same.
fn parts(steps: &[Step<'_>], shares: &[Number]) -> Option<Proposal> {
    let worth: Vec<(&Step<'_>, &Number)> = steps.iter().zip(shares).filter(|(_, share)| !share.is_zero()).collect();
    let sum = worth.iter().fold(Number::ZERO, |sum, (_, share)| &sum + share);
    let alike = worth.windows(2).all(|pair| pair[0].1 == pair[1].1);
    let adds_up = worth.len() > 1 && sum == Number::ONE && (alike || worth.len() == steps.len());
    let part = |(at, (step, share)): (usize, &(&Step<'_>, &Number))| {
        let worth = match step.worth {
            Worth::Points(points) => format!("points = {}", quoted(&points.to_exact())),
            _ => format!("share = {}", quoted(&share.to_exact())),
        };
        let label = quoted(step.when);
        format!("{{ code = \"p{}\", label = {label}, {worth}, rule = {{ kind = \"yes_no\" }} }}", at + 1)
    };
    let parts: Vec<String> = worth.iter().enumerate().map(part).collect();
    adds_up.then(|| Proposal::new(format!("{{ kind = \"parts\", parts = [{}] }}", parts.join(", "))))
}

/// A number of an interval as a part of one.
fn part(number: &Number, reach: &Interval) -> Option<String> {
    let hundred = Number::parse("100").ok()?;
    Some(if reach.percent { number.divided_by(&hundred)?.to_exact() } else { number.to_exact() })
}

/// Whether steps go from the best number down, so that lower ends alone tell them apart.
fn falls(steps: &[Step<'_>]) -> bool {
    let lows: Vec<Option<&Number>> =
        steps.iter().map(|step| step.reach.as_ref().and_then(|reach| reach.low.as_ref()).map(|low| &low.0)).collect();
    lows.windows(2).all(|pair| match (pair[0], pair[1]) {
        (Some(first), Some(second)) => first > second,
        (Some(_), None) => true,
        (None, _) => false,
    })
}

/// What is left when nothing above it holds.
fn is_rest(when: &str) -> bool {
    let folded = fold(when);
    ["khong", "chua", "con lai", "truong hop con lai", "cac truong hop", "khac"]
        .iter()
        .any(|start| folded.starts_with(start))
}
