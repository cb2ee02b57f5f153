//! Points that a spreadsheet computes itself, for rules that are plain enough to come out exactly.

use thuocdo_base::Number;
use thuocdo_criteria::expr::Expr;
use thuocdo_criteria::rule::{ScoringRule, VarId, Variable};

use crate::book::Choices;

/// Longest text that a formula finds in a list.
const FOUND_MAX: usize = 250;

/// Where the values of a criterion stand.
pub(super) struct Places<'a> {
    /// Name of the cell of a variable.
    pub value: &'a dyn Fn(&Variable) -> Option<String>,
    /// Name of the cell with the maximum.
    pub max: String,
    /// Name of the cell with the ratio, where there is one.
    pub ratio: Option<String>,
    /// The list that the one choice is made from, with its labels.
    pub choices: Option<(Choices, Vec<String>)>,
    /// What stands for yes and no.
    pub words: (String, String),
}

/// Formula of the ratio of a rule over plain variables and numbers.
pub(super) fn ratio(rule: &ScoringRule, variables: &[Variable], places: &Places<'_>) -> Option<String> {
    let ScoringRule::Ratio { of, to, less, complement, .. } = rule else { return None };
    let mut cells: Vec<String> = Vec::new();
    let mut part = |expr: &Expr| match expr {
        Expr::Variable(id) => {
            let cell = (places.value)(variable(variables, *id)?)?;
            cells.push(cell.clone());
            Some(cell)
        }
        Expr::Number(number) => Some(literal(number)),
        _ => None,
    };
    let (over, under) = (part(of)?, part(to)?);
    let under = match less {
        Some(less) => format!("({under}-{})", part(less)?),
        None => under,
    };
    let all = format!("COUNT({})={}", cells.join(","), cells.len());
    let share = if *complement { format!("1-{over}/{under}") } else { format!("{over}/{under}") };
    Some(format!("=IF({all},IF({under}>0,IF({over}>=0,{share},\"\"),\"\"),\"\")"))
}

/// Formula of the points, if the rule is plain enough.
pub(super) fn points(rule: &ScoringRule, variables: &[Variable], places: &Places<'_>) -> Option<String> {
    let max = &places.max;
    let cell = |id: &VarId| (places.value)(variable(variables, *id)?);
    match rule {
        ScoringRule::Points { points } => {
            let given = cell(points)?;
            Some(format!("=IF(ISNUMBER({given}),{given},\"\")"))
        }
        ScoringRule::YesNo { answer, yes, no } => {
            let (given, (word_yes, word_no)) = (cell(answer)?, &places.words);
            let (yes, no) = (literal(yes), literal(no));
            Some(format!("=IF({given}=\"{word_yes}\",{max}*{yes},IF({given}=\"{word_no}\",{max}*{no},\"\"))"))
        }
        ScoringRule::Option { choice, options } => {
            let given = cell(choice)?;
            let (list, labels) = places.choices.as_ref()?;
            if labels.len() != options.len() || labels.iter().any(|label| !is_found(label)) {
                return None;
            }
            let shares: Vec<String> = options.iter().map(|option| literal(&option.share)).collect();
            let (range, shares) = (&list.range, shares.join(","));
            Some(format!("=IF({given}=\"\",\"\",IFERROR({max}*CHOOSE(MATCH({given},{range},0),{shares}),\"\"))"))
        }
        ScoringRule::Ratio { floor, full_at, .. } => {
            let ratio = places.ratio.as_ref()?;
            let plain = format!("{max}*MIN(1,MAX(0,{ratio}))");
            let plain = match full_at {
                Some(full) => format!("IF({ratio}>={},{max},{plain})", literal(full)),
                None => plain,
            };
            let plain = match floor {
                Some(floor) => format!("IF({ratio}<{},0,{plain})", literal(floor)),
                None => plain,
            };
            Some(format!("=IF({ratio}=\"\",\"\",{plain})"))
        }
        _ => None,
    }
}

fn variable(variables: &[Variable], id: VarId) -> Option<&Variable> {
    variables.get(id.index())
}

/// Whether a text finds itself in a list: not too long, and without signs that stand for others.
fn is_found(label: &str) -> bool {
    label.chars().count() <= FOUND_MAX && !label.contains(['*', '?', '~'])
}

/// An exact number as formulas write it.
fn literal(number: &Number) -> String {
    let exact = number.to_exact();
    if exact.contains('/') { format!("({exact})") } else { exact }
}
