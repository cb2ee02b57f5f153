//! Grades, ranking, adjustments, maturity and rounding in words.

use thuocdo_base::{Arg, Message, Rounding};

use super::class_name;
use super::expression::nested;
use super::nodes::date;
use crate::set::{
    Adjustment, Band, ConditionFails, CriteriaSet, GradeBasis, GradeScale, MaturityKey, Quota, RankingBasis, TieRule,
};

/// Says how units are graded, best band first.
pub fn bands(set: &CriteriaSet, scale: &GradeScale) -> Vec<Message> {
    let mut sentences = vec![Message::new(match scale.basis {
        GradeBasis::Percent => "rule-grade-percent",
        GradeBasis::Points => "rule-grade-points",
    })];
    for band in &scale.bands {
        sentences.push(ends(band));
        sentences.extend(band.conditions.iter().map(|condition| {
            let key = match condition.otherwise {
                ConditionFails::Authority => "rule-condition-authority",
                ConditionFails::NextLower => "rule-condition-next-lower",
            };
            let node = set.node(condition.node);
            let message = Message::new(key).text("grade", &band.grade).text("label", &condition.label);
            message.text("code", &node.code).percent("least", &condition.at_least)
        }));
        sentences.extend(band.quota.as_ref().map(|found| quota(band, found)));
    }
    if let (Some(lowest), false) = (scale.bands.last(), scale.knock_out.is_empty()) {
        let traits = scale.knock_out.join(", ");
        sentences.push(Message::new("rule-knock-out").text("traits", traits).text("grade", &lowest.grade));
    }
    sentences
}

fn ends(band: &Band) -> Message {
    let lower = band.from.as_ref().map(|bound| {
        Message::new(if bound.closed { "rule-band-from" } else { "rule-band-above" }).number("value", &bound.value)
    });
    let upper = band.to.as_ref().map(|bound| {
        Message::new(if bound.closed { "rule-band-to" } else { "rule-band-under" }).number("value", &bound.value)
    });
    let grade = |key: &str| Message::new(key).text("grade", &band.grade);
    match (lower, upper) {
        (None, None) => grade("rule-band-rest"),
        (Some(end), None) | (None, Some(end)) => nested(grade("rule-band"), "end", end),
        (Some(lower), Some(upper)) => nested(nested(grade("rule-band-both"), "lower", lower), "upper", upper),
    }
}

/// Says how many units may have a grade.
pub fn quota(band: &Band, quota: &Quota) -> Message {
    let key = match (&quota.of, quota.small_under > 0) {
        (None, false) => "rule-quota",
        (None, true) => "rule-quota-small",
        (Some(_), false) => "rule-quota-of",
        (Some(_), true) => "rule-quota-of-small",
    };
    let mut message = Message::new(key).text("grade", &band.grade).percent("share", &quota.share);
    if let Some(of) = &quota.of {
        message = message.text("of", of);
    }
    if quota.small_under > 0 {
        message = message.count("under", quota.small_under as usize).count("most", quota.small_max as usize);
    }
    nested(message, "rounding", mode(quota.rounding))
}

/// Says how units are ranked.
pub fn ranking(set: &CriteriaSet) -> Vec<Message> {
    let rules = &set.ranking;
    let mut sentences = vec![
        Message::new(match rules.basis {
            RankingBasis::Points => "rule-rank-points",
            RankingBasis::Attainment => "rule-rank-attainment",
            RankingBasis::Maturity => "rule-rank-maturity",
        }),
        Message::new(match rules.ties {
            TieRule::Competition => "rule-ties-competition",
            TieRule::Dense => "rule-ties-dense",
        }),
    ];
    if !rules.tie_break.is_empty() {
        let nodes = Arg::List(super::titles(set, &rules.tie_break));
        sentences.push(Message::new("rule-tie-break").with("nodes", nodes));
    }
    if rules.min_criteria > 0 {
        sentences.push(Message::new("rule-min-criteria").count("count", rules.min_criteria as usize));
    }
    if rules.min_per_section > 0 {
        sentences.push(Message::new("rule-min-per-section").count("count", rules.min_per_section as usize));
    }
    sentences
}

/// Says what an adjustment does.
pub fn adjustment(set: &CriteriaSet, adjustment: &Adjustment) -> Vec<Message> {
    match adjustment {
        Adjustment::Deduct { with_trait, points, label } => {
            let message = Message::new("rule-adjust-deduct").text("label", label).text("trait", with_trait);
            vec![message.number("points", points)]
        }
        Adjustment::Downgrade { input, classes, matches, steps, label } => {
            let title = set.inputs.get(*input).map(|input| input.title.clone()).unwrap_or_default();
            let downgrade = Message::new("rule-adjust-downgrade").text("label", label).text("input", title);
            let mut sentences = vec![downgrade.count("steps", usize::from(*steps))];
            if let Some(classes) = classes {
                let names: Vec<String> = classes.iter().map(|class| class_name(set, *class)).collect();
                sentences.push(Message::new("rule-adjust-classes").text("classes", names.join(", ")));
            }
            sentences.extend(
                matches
                    .iter()
                    .map(|(theirs, ours)| Message::new("rule-adjust-match").text("theirs", theirs).text("ours", ours)),
            );
            sentences
        }
    }
}

/// Says how maturity steps are reached.
pub fn maturity(set: &CriteriaSet) -> Vec<Message> {
    let Some(rules) = &set.maturity else { return Vec::new() };
    let key = |yes: bool, one: &'static str, other: &'static str| Message::new(if yes { one } else { other });
    let mut sentences = vec![
        Message::new("rule-step-all"),
        key(rules.cumulative, "rule-step-cumulative", "rule-step-alone"),
        key(rules.contiguous, "rule-step-contiguous", "rule-step-highest"),
    ];
    sentences.extend(match rules.then_by {
        MaturityKey::None => None,
        MaturityKey::NextStepMet => Some(Message::new("rule-step-then-next")),
        MaturityKey::AllMet => Some(Message::new("rule-step-then-all")),
    });
    sentences
}

/// Says how points are rounded and what the total may become.
pub fn rounding(set: &CriteriaSet) -> Vec<Message> {
    let rounding = &set.rounding;
    let key = if rounding.each_criterion { "rule-round-each" } else { "rule-round-shown" };
    let message = Message::new(key).count("decimals", usize::from(rounding.decimals));
    let mut sentences = vec![nested(message, "mode", mode(rounding.mode))];
    let special = set.nodes.iter().filter_map(|node| node.section());
    if special.into_iter().any(|section| section.role != crate::set::SectionRole::Regular) {
        let above = if set.bounds.above_max { "rule-total-may-pass" } else { "rule-total-within" };
        let below = if set.bounds.below_zero { "rule-total-may-fall" } else { "rule-total-from-zero" };
        sentences.extend([Message::new(above), Message::new(below)]);
    }
    sentences
}

/// Says how the index value comes from the points.
pub fn index(set: &CriteriaSet) -> Message {
    let message = Message::new("rule-index").number("max", &set.index.max);
    message.count("decimals", usize::from(set.index.decimals))
}

/// Says what each grade becomes in another set.
pub fn conversion(set: &CriteriaSet) -> Vec<Message> {
    let Some(conversion) = &set.conversion else { return Vec::new() };
    let row = |(grade, value): &(String, thuocdo_base::Number)| {
        Message::new("rule-conversion-row").text("grade", grade).number("value", value)
    };
    let mut sentences = vec![Message::new("rule-conversion").text("title", &conversion.title)];
    sentences.extend(conversion.rows.iter().map(row));
    let from = conversion.valid_from.as_ref().map(|iso| date(Message::new("rule-conversion-from"), iso));
    let to = conversion.valid_to.as_ref().map(|iso| date(Message::new("rule-conversion-to"), iso));
    sentences.extend(from);
    sentences.extend(to);
    sentences
}

fn mode(rounding: Rounding) -> Message {
    Message::new(match rounding {
        Rounding::HalfUp => "rule-half-up",
        Rounding::HalfEven => "rule-half-even",
        Rounding::Down => "rule-down",
        Rounding::Up => "rule-up",
    })
}
