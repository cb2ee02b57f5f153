//! What a step is worth: `20 điểm`, `1/2*Điểm tối đa`, `50% điểm tối đa`, `không điểm`, or a formula.

use thuocdo_base::Number;
use thuocdo_words::collate::fold;

use super::expr::{self, Scaled};
use crate::row;

/// The worth of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    /// A share of the maximum.
    Share(Number),
    /// Points.
    Points(Number),
    /// As a formula says.
    Formula(Scaled),
}

impl Worth {
    /// As a share of the maximum, if it is a fixed one.
    pub(crate) fn share(&self, max: Option<&Number>) -> Option<Number> {
        match self {
            Self::Share(share) => Some(share.clone()),
            Self::Points(points) if points.is_zero() => Some(Number::ZERO),
            Self::Points(points) => points.divided_by(max?),
            Self::Formula(_) => None,
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        matches!(self, Self::Share(number) | Self::Points(number) if number.is_zero())
    }
}

const NOTHING: [&str; 7] = [
    "khong diem",
    "khong co diem",
    "khong tinh diem",
    "khong duoc diem",
    "khong duoc tinh diem",
    "khong cham diem",
    "khong cho diem",
];

/// Reads a worth; the text is nothing else.
pub(crate) fn read(text: &str) -> Option<Worth> {
    let text = text.trim().trim_end_matches(['.', ';', ',', ')']).trim_start_matches('(').trim();
    let folded = fold(text);
    let bare = folded.trim_start_matches("diem so").trim_start_matches("la ").trim_start_matches("duoc ").trim();
    if NOTHING.contains(&bare) {
        return Some(Worth::Share(Number::ZERO));
    }
    if let Some(points) = row::points(bare.trim_start_matches("toi da ")) {
        return Some(Worth::Points(points));
    }
    share(bare).map(Worth::Share).or_else(|| formula(text, &folded).map(Worth::Formula))
}

/// A fixed part of the maximum.
fn share(bare: &str) -> Option<Number> {
    let max = ["so diem toi da", "diem toi da", "diem chuan", "toi da"];
    let before = max.iter().find_map(|word| bare.strip_suffix(word)).or_else(|| {
        let turned = max.iter().find_map(|word| bare.strip_prefix(word))?;
        turned.trim().strip_prefix(['*', 'x', '×', '/']).map(|_| turned)
    })?;
    let divides = before.trim_start().starts_with('/');
    let number = before.trim().trim_matches(['*', 'x', '×', '.', '/', ' ']).trim();
    let found = match number {
        "" => Some(Number::ONE),
        "mot nua" | "nua" => Number::parse("1/2").ok(),
        _ => fraction(number),
    }?;
    if divides { Number::ONE.divided_by(&found) } else { Some(found) }
}

fn fraction(text: &str) -> Option<Number> {
    if let Some(percent) = text.strip_suffix('%') {
        return row::points(percent)?.divided_by(&Number::parse("100").ok()?);
    }
    match text.split_once('/') {
        Some((over, under)) => row::points(over)?.divided_by(&row::points(under)?),
        None => row::points(text),
    }
}

fn formula(text: &str, folded: &str) -> Option<Scaled> {
    const LEADS: [&str; 9] = [
        "tinh theo cong thuc",
        "theo cong thuc",
        "tinh theo",
        "diem danh gia",
        "diem so",
        "diem",
        "bang",
        "duoc",
        "la",
    ];
    if ["tinh theo ty le", "theo ty le", "ty le thuan"].iter().any(|lead| folded.ends_with(lead)) {
        return Some(Scaled { share: None, times_max: true, times: None });
    }
    let mut rest = text;
    for _ in 0..4 {
        let start = fold(rest);
        let lead = LEADS.iter().find(|lead| start.starts_with(**lead) && !start.starts_with("diem toi da"));
        let skip = lead.map_or(0, |lead| lead.chars().count());
        rest = rest.char_indices().nth(skip).map_or("", |(at, _)| &rest[at..]).trim_start_matches([' ', ':', '=']);
    }
    expr::scaled(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worths_are_read_in_the_ways_decisions_write_them() {
        let check = |text: &str, expected: &str| {
            let shown = match read(text) {
                Some(Worth::Share(share)) => format!("share {}", share.to_exact()),
                Some(Worth::Points(points)) => format!("points {}", points.to_exact()),
                Some(Worth::Formula(_)) => "formula".to_owned(),
                None => String::new(),
            };
            assert_eq!(shown, expected, "{text}");
        };
        check("20 điểm.", "points 20");
        check("0,5", "points 0.5");
        check("Điểm tối đa", "share 1");
        check("1/2*Điểm tối đa", "share 0.5");
        check("1/2 x điểm tối đa;", "share 0.5");
        check("Điểm tối đa/2", "share 0.5");
        check("3/4 điểm tối đa", "share 0.75");
        check("50% số điểm tối đa", "share 0.5");
        check("không điểm", "share 0");
        check("0 điểm", "points 0");
        check("Điểm = Tỷ lệ*Điểm tối đa", "formula");
        check("điểm tính theo công thức (b/a)*0,8", "formula");
        check("được tính theo tỷ lệ", "formula");
        for text in ["", "kịp thời", "số cuộc họp", "a"] {
            check(text, "");
        }
    }
}
