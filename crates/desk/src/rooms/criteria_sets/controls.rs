//! Fields of the file as controls of a form: their words, their values, and what was posted of them.

use thuocdo_app::criteria_sets::{Field, Input};
use thuocdo_web::text::Text;

use crate::form::{Choice, Posted};
use crate::shown::Form;

/// Before the names of fields of the file, so that no other field of the form is taken for one.
const MARK: &str = "x.";

/// A group of controls under one heading.
pub(super) struct Group {
    /// Word of the group: `main`, `rule`, `variables` …
    pub word: &'static str,
    /// Its controls.
    pub controls: Vec<Control>,
}

/// One control.
pub(super) struct Control {
    /// Name in the form.
    pub name: String,
    /// Label.
    pub label: String,
    /// Word of the kind: `line`, `long`, `number`, `choice`, `lines`, `ticks`, `rows`, `fixed`.
    pub kind: &'static str,
    /// What may be chosen.
    pub choices: Vec<Choice>,
    /// Whether nothing may be chosen.
    pub may_be_empty: bool,
    /// Whether the language asks for it.
    pub required: bool,
    /// Text that cannot be changed here.
    pub fixed: String,
    /// Headings of a list of rows.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Control>>,
}

/// What a page shows of a form of the file: groups of controls, and their values.
pub(super) struct Sheet {
    /// Groups in order.
    pub groups: Vec<Group>,
    /// Values by name.
    pub values: Vec<(String, String)>,
}

/// Turns fields into controls. Classes are ticked where they are known.
pub(super) fn sheet(text: &Text<'_>, fields: &[Field], classes: &[(String, String)]) -> Sheet {
    let mut sheet = Sheet { groups: Vec::new(), values: Vec::new() };
    let useless =
        |field: &&Field| field.path == "applies_to" && classes.is_empty() && field.input == Input::Lines(String::new());
    for field in fields.iter().filter(|field| !useless(field)) {
        let of_file = field.name.0 == "file" && matches!(field.input, Input::Rows(..));
        let word = if of_file { "class" } else { group_of(&field.path) };
        let mut control = control(text, field, &mut sheet.values);
        if field.path == "applies_to" && !classes.is_empty() && control.kind == "lines" {
            tick(&mut control, classes, &mut sheet.values);
        }
        match sheet.groups.iter_mut().find(|group| group.word == word) {
            Some(group) => group.controls.push(control),
            None => sheet.groups.push(Group { word, controls: vec![control] }),
        }
    }
    let order = |group: &Group| ORDER.iter().position(|word| *word == group.word);
    sheet.groups.sort_by_key(order);
    sheet
}

/// Groups in the order of the page; the last ones are folded away.
const ORDER: [&str; 10] =
    ["main", "document", "class", "grades", "rule", "variables", "na", "evidence", "origin", "more"];

/// Whether a group is open at first.
pub(super) fn is_open(word: &str) -> bool {
    matches!(word, "main" | "document" | "class" | "grades" | "rule" | "variables" | "na" | "evidence")
}

fn group_of(path: &str) -> &'static str {
    match path.split('.').next().unwrap_or(path) {
        "code" | "title" | "max" | "applies_to" | "version" | "scale" | "levels" | "owner" => "main",
        "document" | "legal_basis" => "document",
        "rule" | "variant" => "rule",
        "class" => "class",
        "grade_scale" => "grades",
        "variables" => "variables",
        "na" => "na",
        "evidence" | "source" | "measure" | "direction" | "method" => "evidence",
        "origin" => "origin",
        _ => "more",
    }
}

/// Label of a key: some mean other things in other tables.
fn label(text: &Text<'_>, (shape, key): (&str, &str)) -> String {
    let word = match (shape, key) {
        ("document", "kind" | "source") | ("rounding", "decimals") | ("index", "decimals" | "max") => {
            format!("{shape}-{key}")
        }
        ("bracket", "from" | "above" | "to" | "under") | ("every", "of") | ("published", "title") => {
            format!("{shape}-{key}")
        }
        ("variables" | "targets", "name" | "value") => format!("{shape}-{key}"),
        ("band", "from" | "above" | "to" | "under") => format!("bracket-{key}"),
        ("class", "name" | "scale") | ("grade_scale", "of" | "basis" | "band") => format!("{shape}-{key}"),
        ("condition", "code" | "label" | "otherwise") => format!("{shape}-{key}"),
        ("quota", "share" | "of" | "rounding") => format!("{shape}-{key}"),
        ("variant", "code" | "max") => format!("{shape}-{key}"),
        ("tally", "groups" | "options") | ("mean", "table") | ("case", "points") => format!("{shape}-{key}"),
        ("variable", "measure") | ("section" | "criterion", "title") | ("deduct" | "counter", "each") => {
            format!("{shape}-{key}")
        }
        _ => key.to_owned(),
    };
    text.word("sets-f-", &word)
}

fn control(text: &Text<'_>, field: &Field, values: &mut Vec<(String, String)>) -> Control {
    let name = format!("{MARK}{}", field.path);
    let mut control = simple(text, &name, &field.input, is_kind(field), values);
    control.label = label(text, if is_kind(field) { ("rule", "kind") } else { field.name });
    if !field.of_row.is_empty() {
        control.label = format!("{}: {}", field.of_row, control.label);
    }
    control.required = field.required;
    if let Input::Rows(columns, rows) = &field.input {
        values.push((name.clone(), rows.len().to_string()));
        control.columns = columns.iter().map(|column| label(text, column.name)).collect();
        for (index, row) in rows.iter().enumerate() {
            let cells = columns.iter().zip(row).map(|(column, cell)| {
                let name = format!("{name}.{index}.{}", column.name.1);
                // A rule inside a row says its kind and no more.
                let nested = matches!((column.name.1, cell), ("rule", Input::Choice(..)));
                let name = if nested { format!("{name}.kind") } else { name };
                let mut cell = simple(text, &name, cell, nested, values);
                cell.label = label(text, column.name);
                cell
            });
            control.rows.push(cells.collect());
        }
    }
    control
}

fn is_kind(field: &Field) -> bool {
    field.path.ends_with("rule.kind")
}

/// A control without rows.
fn simple(text: &Text<'_>, name: &str, input: &Input, kinds: bool, values: &mut Vec<(String, String)>) -> Control {
    let mut control = Control {
        name: name.to_owned(),
        label: String::new(),
        kind: "line",
        choices: Vec::new(),
        may_be_empty: true,
        required: false,
        fixed: String::new(),
        columns: Vec::new(),
        rows: Vec::new(),
    };
    let mut keep = |value: &str| values.push((name.to_owned(), value.to_owned()));
    match input {
        Input::Line(value) => keep(value),
        Input::Long(value) => {
            control.kind = "long";
            keep(value);
        }
        Input::Number(value) => {
            control.kind = "number";
            keep(&value.replace('.', ","));
        }
        Input::Lines(value) => {
            control.kind = "lines";
            keep(value);
        }
        Input::Flag(value) => {
            control.kind = "choice";
            control.choices = ["true", "false"].map(|word| Choice::new(word, text.word("sets-v-", word))).to_vec();
            keep(value);
        }
        Input::Choice(value, words) => {
            control.kind = "choice";
            let prefix = if kinds { "sets-kind-" } else { "sets-v-" };
            control.may_be_empty = !kinds || value.is_empty();
            control.choices = words.iter().map(|word| Choice::new(*word, text.word(prefix, word))).collect();
            keep(value);
        }
        Input::Rows(..) => control.kind = "rows",
        Input::Fixed(value) => {
            control.kind = "fixed";
            control.fixed.clone_from(value);
        }
    }
    control
}

/// Lines of codes become boxes to tick.
fn tick(control: &mut Control, classes: &[(String, String)], values: &mut Vec<(String, String)>) {
    control.kind = "ticks";
    control.choices = classes.iter().map(|(code, name)| Choice::new(code.as_str(), name.as_str())).collect();
    let lines = values.iter().position(|(name, _)| *name == control.name).map(|at| values.remove(at).1);
    let ticked = lines.unwrap_or_default();
    values.extend(ticked.lines().map(|code| (control.name.clone(), code.to_owned())));
}

/// What was posted of the file's fields, by their paths; several values of one field are lines.
pub(super) fn posted(posted: &Posted) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in &posted.pairs {
        let Some(path) = name.strip_prefix(MARK) else { continue };
        match pairs.iter_mut().find(|(known, _)| known == path) {
            Some((_, lines)) => {
                lines.push('\n');
                lines.push_str(value);
            }
            None => pairs.push((path.to_owned(), value.clone())),
        }
    }
    pairs
}

/// Name of a field of the file in the form.
pub(super) fn name_of(path: &str) -> String {
    format!("{MARK}{path}")
}

impl Sheet {
    /// The form with these values.
    pub(super) fn form(&self) -> Form {
        Form::of(self.values.clone())
    }

    /// Words of the controls whose posted values are others than those of the file now: label and value now.
    pub(super) fn differing(&self, posted: &[(String, String)]) -> Vec<(String, String)> {
        let now = |name: &str| self.values.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
        let all = self.groups.iter().flat_map(|group| &group.controls);
        let flat = all.flat_map(|control| std::iter::once(control).chain(control.rows.iter().flatten()));
        flat.filter_map(|control| {
            let mine =
                posted.iter().find(|(path, _)| name_of(path) == control.name).map(|(_, value)| value.as_str())?;
            let theirs = now(&control.name)?;
            (mine.replace("\r\n", "\n").trim() != theirs.trim()).then(|| (control.label.clone(), theirs.to_owned()))
        })
        .filter(|(label, _)| !label.is_empty())
        .collect()
    }
}
