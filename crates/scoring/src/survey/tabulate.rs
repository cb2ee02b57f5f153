//! Counts of a survey by body and criterion, ready to be an answer.

use std::collections::{BTreeMap, BTreeSet};

use thuocdo_base::Number;
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::questionnaire::{Question, Questionnaire};
use thuocdo_criteria::rule::{ScoringRule, TallyGroup};
use thuocdo_criteria::set::{ClassId, Criterion, Node};

use super::margin::{Answers, margin};

/// One cell of a tally: how many responses chose this.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TallyRow {
    /// Group of the respondents; empty if their groups are not known.
    pub group: String,
    /// Body that the respondents belong to; empty: none.
    pub body: String,
    /// Code of the question.
    pub question: String,
    /// Body that a per-body question is about; else empty.
    pub about: String,
    /// Code of the choice; empty: skipped.
    pub choice: String,
    /// How many.
    pub n: u64,
}

/// What a survey says about one criterion of one body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fed {
    /// Code of the body.
    pub body: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Counts by name of the variable, all of them.
    pub counts: BTreeMap<String, u64>,
    /// Responses with an answer that counts.
    pub counted: u64,
    /// Fewer counted responses than this leave the criterion missing.
    pub needed: u64,
    /// Margin of error in percentage points.
    pub margin: Option<Number>,
}

impl Fed {
    /// Whether fewer responses counted than the criterion needs: then it is missing.
    pub fn is_too_few(&self) -> bool {
        self.counted < self.needed
    }
}

/// Codes of the criteria of a set that a questionnaire feeds, in order of code.
pub fn fed_criteria<'q>(questionnaire: &'q Questionnaire, set: &CriteriaSet) -> BTreeSet<&'q str> {
    let own = questionnaire.set.as_ref().is_some_and(|(code, version)| *code == set.code && *version == set.version);
    let feeds = questionnaire.questions.iter().filter(|_| own).flat_map(|question| &question.feeds);
    feeds.map(String::as_str).collect()
}

/// Counts the answers that feed criteria of a set, by body and criterion.
///
/// The order of rows does not matter. Rows of respondents who belong to no body say nothing of one, unless their
/// question is about a body. `class_of` gives the class of a body, `population` how many people a group of a body has.
///
/// # Example: two citizens about one commune
/// ```
/// use thuocdo_criteria::questionnaire::parse as questionnaire;
/// use thuocdo_criteria::{SourceText, parse};
/// use thuocdo_scoring::survey::{TallyRow, tabulate};
/// let set = r#"
/// [set]
/// code = "mau/so"
/// version = "1"
/// title = "Mẫu"
/// levels = ["Tiêu chí"]
/// scale = "10"
/// document = { kind = "Mẫu", issuer = "Sở Mẫu 3" }
/// [[criterion]]
/// code = "1"
/// title = "Hài lòng"
/// max = "10"
/// origin = "illustrative"
/// source = "survey"
/// rule = { kind = "tally", options = [{ code = "A", label = "Có", share = 1 }, { code = "B", label = "Không", share = 0 }] }
/// "#;
/// let set = parse(&SourceText::new(set), &()).set.unwrap();
/// let asked = r#"
/// [questionnaire]
/// code = "mau/phieu"
/// version = "1"
/// title = "Mẫu"
/// origin = "illustrative"
/// document = { kind = "Mẫu", issuer = "Sở Mẫu 3" }
/// set = { code = "mau/so", version = "1" }
/// [[question]]
/// code = "c1"
/// text = "Hài lòng không?"
/// choices = [{ code = "A", label = "Có", share = 1 }, { code = "B", label = "Không", share = 0 }]
/// feeds = ["1"]
/// "#;
/// let asked = questionnaire(&SourceText::new(asked), &()).questionnaire.unwrap();
/// let row = |choice: &str, n| TallyRow {
///     body: "xa-1".into(), question: "c1".into(), choice: choice.into(), n, ..TallyRow::default()
/// };
/// let fed = tabulate(&asked, &set, &[row("A", 1), row("B", 1)], &|_| None, &|_, _| None);
/// assert_eq!(fed[0].counts["A"], 1);
/// assert_eq!(fed[0].counted, 2);
/// ```
pub fn tabulate(
    questionnaire: &Questionnaire,
    set: &CriteriaSet,
    rows: &[TallyRow],
    class_of: &dyn Fn(&str) -> Option<ClassId>,
    population: &dyn Fn(&str, &str) -> Option<u64>,
) -> Vec<Fed> {
    let feeds = feeds(questionnaire, set);
    let mut cells: BTreeMap<(&str, usize), Cells<'_>> = BTreeMap::new();
    for row in rows {
        for (place, (question, node, _)) in feeds.iter().enumerate() {
            let body = if question.per_body { &row.about } else { &row.body };
            if question.code != row.question || body.is_empty() || !node.1.contains(row.group.as_str()) {
                continue;
            }
            let cell = cells.entry((body, place)).or_default();
            *cell.entry((&row.group, &row.choice)).or_default() += row.n;
        }
    }
    // Questions of several groups that feed one criterion are one count.
    let mut merged: BTreeMap<(&str, &str), (&Node, &Criterion, Cells<'_>)> = BTreeMap::new();
    for ((body, place), cell) in cells {
        let (_, (node, _), criterion) = &feeds[place];
        let entry = merged.entry((body, &node.code)).or_insert((node, criterion, Cells::new()));
        for (key, n) in cell {
            *entry.2.entry(key).or_default() += n;
        }
    }
    let fed = merged.into_iter().map(|((body, code), (_, criterion, cells))| {
        fed(body, code, criterion, class_of(body), &cells, &|group| population(group, body))
    });
    fed.flatten().collect()
}

/// How many chose what, by group and choice.
type Cells<'r> = BTreeMap<(&'r str, &'r str), u64>;

/// A question, the criterion it feeds with the groups that it is asked of, and the criterion's content.
type Feed<'a> = (&'a Question, (&'a Node, BTreeSet<&'a str>), &'a Criterion);

fn feeds<'a>(questionnaire: &'a Questionnaire, set: &'a CriteriaSet) -> Vec<Feed<'a>> {
    let fed = fed_criteria(questionnaire, set);
    let mut feeds = Vec::new();
    for question in &questionnaire.questions {
        let groups = questionnaire.groups.iter().enumerate();
        let mut groups: BTreeSet<&str> =
            groups.filter(|(place, _)| question.is_for(Some(*place))).map(|(_, group)| group.code.as_str()).collect();
        if questionnaire.groups.is_empty() {
            groups.insert("");
        }
        for code in question.feeds.iter().filter(|code| fed.contains(code.as_str())) {
            let Some(node) = set.nodes.iter().find(|node| node.code == *code) else { continue };
            let Some(criterion) = node.criterion() else { continue };
            feeds.push((question, (node, groups.clone()), criterion));
        }
    }
    feeds
}

fn fed(
    body: &str,
    code: &str,
    criterion: &Criterion,
    class: Option<ClassId>,
    cells: &Cells<'_>,
    population: &dyn Fn(&str) -> Option<u64>,
) -> Option<Fed> {
    let ScoringRule::Tally { groups, options, min_responses } = criterion.rule_for(class) else { return None };
    let mut result =
        Fed { body: body.to_owned(), criterion: code.to_owned(), needed: u64::from(*min_responses), ..Fed::default() };
    let mut answers = Vec::new();
    for group in groups {
        let own = code_of(criterion, group);
        let chosen = |option: &str| {
            let in_group = |name: &str| own.is_empty() || name == own;
            cells.iter().filter(|((name, choice), _)| in_group(name) && *choice == option).map(|(_, n)| n).sum::<u64>()
        };
        let mut worth = Vec::new();
        for ((option, share), variable) in options.iter().zip(&group.counts) {
            let n = chosen(option);
            if let Some(variable) = criterion.variables.get(variable.index()) {
                result.counts.insert(variable.name.clone(), n);
            }
            if let Some(share) = share {
                result.counted += n;
                worth.push((share.clone(), n));
            }
        }
        let asked: BTreeSet<&str> = cells.keys().map(|(name, _)| *name).collect();
        let people = if own.is_empty() { asked.into_iter().map(population).sum() } else { population(own) };
        answers.push(Answers { weight: group.weight.clone(), counts: worth, population: people });
    }
    result.margin = margin(&answers);
    Some(result)
}

/// Code of a group: what stands before the dot in its variables; empty where the rule has no groups.
fn code_of<'c>(criterion: &'c Criterion, group: &TallyGroup) -> &'c str {
    if group.name.is_empty() {
        return "";
    }
    let name = group.counts.first().and_then(|id| criterion.variables.get(id.index()));
    name.and_then(|variable| variable.name.rsplit_once('.')).map_or("", |(code, _)| code)
}
