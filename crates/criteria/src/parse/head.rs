//! What stands before the tree: the set itself, its classes, steps and inputs.

use std::collections::HashMap;

use thuocdo_base::{Number, Rounding};

use super::faults::{Fault, Faults, Span};
use super::table::{Table, Text};
use crate::codes::{self, Code};
use crate::set::{
    Class, ClassId, Document, IndexScale, Input, Level, MaturityKey, MaturityRules, Origin, PointsRounding,
    PublishedSource, Step, TotalBounds,
};

/// Most classes; their membership is kept as bits.
const MOST_CLASSES: usize = 100;

/// The head of a file.
pub(crate) struct Head<'t> {
    pub(crate) set: Option<Table<'t>>,
    pub(crate) code: String,
    pub(crate) version: String,
    pub(crate) title: String,
    pub(crate) document: Document,
    pub(crate) levels: Vec<Level>,
    pub(crate) scale: Option<Number>,
    pub(crate) rounding: PointsRounding,
    pub(crate) index: IndexScale,
    pub(crate) bounds: Option<TotalBounds>,
    pub(crate) classes: Vec<Class>,
    pub(crate) class_ids: HashMap<String, ClassId>,
    pub(crate) steps: Vec<Step>,
    pub(crate) step_ids: HashMap<String, usize>,
    pub(crate) maturity: Option<MaturityRules>,
    pub(crate) inputs: Vec<Input>,
    pub(crate) input_ids: HashMap<String, usize>,
}

/// Reads the head.
pub(crate) fn head<'t>(file: Table<'t>, faults: &mut Faults) -> Head<'t> {
    let set = file.table("set");
    let text = |key: &str| set.and_then(|set| set.string(key)).unwrap_or_default();
    let (classes, class_ids) = classes(file, faults);
    let (steps, step_ids) = steps(file, faults);
    let (inputs, input_ids) = inputs(file, faults);
    Head {
        code: text("code"),
        version: text("version"),
        title: text("title"),
        document: set.and_then(|set| set.table("document")).map(document).unwrap_or_default(),
        levels: set.map(|set| levels(set, faults)).unwrap_or_default(),
        scale: scale(file, set, &classes, !steps.is_empty(), faults),
        rounding: points_rounding(set.and_then(|set| set.table("rounding"))),
        index: index(set.and_then(|set| set.table("index")), faults),
        bounds: set.and_then(|set| set.table("bounds")).and_then(bounds),
        maturity: maturity(file, !steps.is_empty(), faults),
        set,
        classes,
        class_ids,
        steps,
        step_ids,
        inputs,
        input_ids,
    }
}

impl Head<'_> {
    /// Class of a code; reports one that is not known.
    pub(crate) fn class(&self, code: &Text<'_>, faults: &mut Faults) -> Option<ClassId> {
        let found = self.class_ids.get(code.value).copied();
        if found.is_none() {
            let fault = Fault::new(&codes::UNKNOWN_CLASS, code.span.clone()).text("name", code.value);
            faults.unknown(fault, code.value, self.classes.iter().map(|class| class.code.as_str()));
        }
        found
    }

    /// Step of a code; reports one that is not known.
    pub(crate) fn step(&self, code: &Text<'_>, faults: &mut Faults) -> Option<usize> {
        let found = self.step_ids.get(code.value).copied();
        if found.is_none() {
            let fault = Fault::new(&codes::UNKNOWN_STEP, code.span.clone()).text("name", code.value);
            faults.unknown(fault, code.value, self.steps.iter().map(|step| step.code.as_str()));
        }
        found
    }
}

/// Reports a second use of a name in the same list.
pub(crate) fn unique<'t>(
    names: impl Iterator<Item = Text<'t>>,
    code: &'static Code,
    faults: &mut Faults,
) -> HashMap<String, usize> {
    let mut seen = HashMap::new();
    for (index, name) in names.enumerate() {
        if seen.contains_key(name.value) {
            faults.push(Fault::new(code, name.span).text("name", name.value));
        } else {
            seen.insert(name.value.to_owned(), index);
        }
    }
    seen
}

pub(crate) fn named<'t>(tables: &[Table<'t>], key: &str) -> impl Iterator<Item = Text<'t>> {
    let missing = |table: &Table<'_>| Text { value: "", span: table.span() };
    tables.iter().map(|table| table.text(key).unwrap_or_else(|| missing(table))).collect::<Vec<_>>().into_iter()
}

/// Cuts a list that is too long and says so.
pub(crate) fn at_most<'t>(mut tables: Vec<Table<'t>>, key: &str, most: usize, faults: &mut Faults) -> Vec<Table<'t>> {
    if let Some(extra) = tables.get(most) {
        faults.push(Fault::new(&codes::TOO_MANY, extra.span()).text("key", key).count("most", most));
        tables.truncate(most);
    }
    tables
}

fn classes(file: Table<'_>, faults: &mut Faults) -> (Vec<Class>, HashMap<String, ClassId>) {
    let tables = at_most(file.tables("class"), "class", MOST_CLASSES, faults);
    let ids = unique(named(&tables, "code"), &codes::DUPLICATE_NAME, faults);
    let class = |table: &Table<'_>| Class {
        code: table.string("code").unwrap_or_default(),
        name: table.string("name").unwrap_or_default(),
        name_en: None,
        scale: table.number("scale"),
    };
    let ids = ids.into_iter().map(|(code, index)| (code, ClassId(index as u16))).collect();
    (tables.iter().map(class).collect(), ids)
}

fn steps(file: Table<'_>, faults: &mut Faults) -> (Vec<Step>, HashMap<String, usize>) {
    let tables = at_most(file.tables("step"), "step", 100, faults);
    let ids = unique(named(&tables, "code"), &codes::DUPLICATE_NAME, faults);
    let step = |table: &Table<'_>| Step {
        code: table.string("code").unwrap_or_default(),
        name: table.string("name").unwrap_or_default(),
        name_en: None,
    };
    (tables.iter().map(step).collect(), ids)
}

fn inputs(file: Table<'_>, faults: &mut Faults) -> (Vec<Input>, HashMap<String, usize>) {
    let tables = at_most(file.tables("input"), "input", 100, faults);
    let ids = unique(named(&tables, "name"), &codes::DUPLICATE_NAME, faults);
    let input = |table: &Table<'_>| Input {
        name: table.string("name").unwrap_or_default(),
        title: table.string("title").unwrap_or_default(),
    };
    (tables.iter().map(input).collect(), ids)
}

fn levels(set: Table<'_>, faults: &mut Faults) -> Vec<Level> {
    let names = set.texts("levels");
    faults.empty_list(set, "levels");
    unique(names.iter().cloned(), &codes::DUPLICATE_NAME, faults);
    names.into_iter().map(|name| Level { name: name.value.to_owned(), name_en: None }).collect()
}

/// The scale: as given, else 0 for maturity sets, else that of the first class if all have one.
fn scale(
    file: Table<'_>,
    set: Option<Table<'_>>,
    classes: &[Class],
    steps: bool,
    faults: &mut Faults,
) -> Option<Number> {
    let set = set?;
    if set.has("scale") {
        return set.number("scale");
    }
    let all_classes = !classes.is_empty() && file.tables("class").iter().all(|class| class.has("scale"));
    match classes.first() {
        Some(class) if all_classes => class.scale.clone(),
        _ if steps => Some(Number::ZERO),
        _ => {
            faults.push(Fault::new(&codes::MISSING_KEY, set.span()).text("key", "scale"));
            None
        }
    }
}

pub(crate) fn document(table: Table<'_>) -> Document {
    let text = |key: &str| table.string(key).unwrap_or_default();
    Document {
        kind: text("kind"),
        number: text("number"),
        date: text("date"),
        issuer: text("issuer"),
        source: table.table("source").map(published),
    }
}

fn published(table: Table<'_>) -> PublishedSource {
    let text = |key: &str| table.string(key).unwrap_or_default();
    PublishedSource { title: text("title"), publisher: text("publisher"), address: text("address") }
}

/// Reads an origin; `None` where none is given.
pub(crate) fn origin(table: Table<'_>, faults: &mut Faults) -> Option<Origin> {
    let Some(given) = table.table("origin") else {
        return table.text("origin").map(|_| Origin::Illustrative);
    };
    match (given.string("decision"), given.table("published")) {
        (Some(_), Some(_)) => {
            let span = given.key_span("published");
            faults.push(Fault::new(&codes::TWO_KEYS, span).text("one", "decision").text("other", "published"));
            None
        }
        (Some(place), None) => Some(Origin::Decision { place }),
        (None, Some(source)) => Some(Origin::Published(published(source))),
        (None, None) => {
            if !given.has("decision") && !given.has("published") {
                faults.push(Fault::new(&codes::ONE_KEY, given.span()).text("keys", "decision, published"));
            }
            None
        }
    }
}

/// Reads a rounding mode.
pub(crate) fn rounding(word: Option<Text<'_>>, default: Rounding) -> Rounding {
    match word.map(|word| word.value) {
        Some("half_up") => Rounding::HalfUp,
        Some("half_even") => Rounding::HalfEven,
        Some("down") => Rounding::Down,
        Some("up") => Rounding::Up,
        _ => default,
    }
}

fn points_rounding(table: Option<Table<'_>>) -> PointsRounding {
    PointsRounding {
        decimals: table.and_then(|table| table.whole("decimals")).map_or(2, |decimals| decimals.min(10) as u8),
        mode: rounding(table.and_then(|table| table.text("mode")), Rounding::HalfUp),
        each_criterion: table.and_then(|table| table.flag("each_criterion")).unwrap_or_default(),
    }
}

fn index(table: Option<Table<'_>>, faults: &mut Faults) -> IndexScale {
    let max = table.and_then(|table| table.number("max")).unwrap_or(Number::from(100));
    if let (true, Some(table)) = (max.is_zero(), table) {
        let fault = Fault::new(&codes::OUT_OF_RANGE, table.value_span("max")).text("key", "max");
        faults.push(fault.number("value", &max).sentence("range", "diag-range-positive"));
    }
    let decimals = table.and_then(|table| table.whole("decimals")).map_or(2, |decimals| decimals.min(10) as u8);
    IndexScale { max, decimals }
}

fn bounds(table: Table<'_>) -> Option<TotalBounds> {
    Some(TotalBounds { above_max: table.flag("total_above_max")?, below_zero: table.flag("total_below_zero")? })
}

fn maturity(file: Table<'_>, steps: bool, faults: &mut Faults) -> Option<MaturityRules> {
    let table = file.table("maturity");
    if let (false, Some(table)) = (steps, table) {
        faults.push(steps_missing(table.span(), "maturity"));
    }
    let word = |key: &str| table.and_then(|table| table.text(key)).map(|text| text.value);
    steps.then(|| MaturityRules {
        cumulative: table.and_then(|table| table.flag("cumulative")).unwrap_or(true),
        contiguous: word("order") != Some("highest"),
        then_by: match word("then_by") {
            Some("none") => MaturityKey::None,
            Some("all_met") => MaturityKey::AllMet,
            _ => MaturityKey::NextStepMet,
        },
    })
}

/// A finding about a key that needs steps.
pub(crate) fn steps_missing(span: Span, key: &str) -> Fault {
    Fault::new(&codes::STEPS_MISSING, span).text("key", key)
}
