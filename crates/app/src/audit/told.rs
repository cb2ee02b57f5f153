//! Events as people read them: codes become names, findings become points; what only machines need stays in `raw`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use thuocdo_base::Timestamp;
use thuocdo_criteria::rule::ScoringRule;
use thuocdo_store::{Event, Link};

use super::Names;
use crate::ActionError;
use crate::layers::Finding;
use crate::setup::Frozen;

/// Most characters of one fact on a page; the log itself keeps it whole.
const LONG: usize = 300;

/// Names of facts that only machines need: ids of rows, and what is written out elsewhere.
const FOR_MACHINES: [&str; 15] = [
    "appeal",
    "content",
    "criterion",
    "dues",
    "finding",
    "grant",
    "item",
    "note",
    "remedy",
    "round",
    "seed",
    "sets",
    "sitting",
    "state",
    "unit",
];

/// One event with names.
#[derive(Clone, Debug)]
pub struct Told {
    /// Number within the round.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Kind.
    pub kind: String,
    /// Name of who did it.
    pub by: String,
    /// Name of the unit and of the criterion that it is about; empty where it is about none.
    pub about: (String, String),
    /// Facts for people, in order: name and text.
    pub facts: Vec<(String, String)>,
    /// All facts as they were hashed, long ones cut.
    pub raw: Vec<(String, String)>,
    /// Hash of the event.
    pub hash: String,
}

/// Tells the events of a round.
pub(super) struct Teller {
    frozen: Option<Arc<Frozen>>,
    /// Items of agendas: unit and criterion.
    items: BTreeMap<String, (String, String)>,
}

impl Teller {
    /// Prepares to tell the events of a round; a round in preparation has nothing that was frozen.
    pub(super) async fn of(link: &mut Link, frozen: Option<Arc<Frozen>>, round: &str) -> Result<Self, ActionError> {
        let agenda = link.agenda(round).await?;
        let items = agenda.into_iter().map(|item| (item.id, (item.unit, item.criterion))).collect();
        Ok(Self { frozen, items })
    }

    /// Tells one event.
    pub(super) async fn tell(&self, link: &mut Link, names: &mut Names, event: Event) -> Result<Told, ActionError> {
        let by = names.of(link, &event.actor).await?;
        let body: Value = serde_json::from_str(&event.body).unwrap_or_default();
        let Value::Object(all) = body else {
            let raw = vec![(String::new(), cut(&event.body))];
            let (seq, at, kind, hash) = (event.seq, event.at, event.kind, event.hash);
            return Ok(Told { seq, at, kind, by, about: Default::default(), facts: Vec::new(), raw, hash });
        };
        let raw = all.iter().map(|(name, value)| (name.clone(), cut(&text(value)))).collect();
        let about = self.codes(&all);
        let mut facts = self.found(&about, all.get("finding"));
        for (name, value) in all.iter().filter(|(name, _)| !FOR_MACHINES.contains(&name.as_str())) {
            let text = match name.as_str() {
                "account" | "member" => names.of(link, &text(value)).await?,
                "units" => self.units(value),
                _ => cut(&text(value)),
            };
            facts.push((name.clone(), text));
        }
        let about = (self.unit(&about.0), self.criterion(&about.0, &about.1));
        Ok(Told { seq: event.seq, at: event.at, kind: event.kind, by, about, facts, raw, hash: event.hash })
    }

    /// Codes of the unit and the criterion that the facts name, themselves or through an item of an agenda.
    fn codes(&self, facts: &serde_json::Map<String, Value>) -> (String, String) {
        let given = |name: &str| facts.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        self.items.get(&given("item")).cloned().unwrap_or_else(|| (given("unit"), given("criterion")))
    }

    /// What a finding says, as facts.
    fn found(&self, (unit, criterion): &(String, String), finding: Option<&Value>) -> Vec<(String, String)> {
        let finding = finding.and_then(|value| serde_json::from_value::<Finding>(value.clone()).ok());
        let Some(finding) = finding else { return Vec::new() };
        let values = self.values(unit, criterion, &finding.values);
        let fact = |name: &str, text: String| (name.to_owned(), text);
        let facts = [
            finding.points.map(|points| fact("points", points)),
            Some(fact("values", values)).filter(|(_, text)| !text.is_empty()),
            finding.not_applicable.map(|ground| fact("not_applicable", ground)),
            finding.withdrawn.then(|| fact("withdrawn", String::new())),
        ];
        facts.into_iter().flatten().collect()
    }

    /// Values in a line: letters as in the formula, else what the criterion calls them.
    pub(super) fn values(&self, unit: &str, criterion: &str, values: &[(String, String)]) -> String {
        let line = |(name, text): (String, String)| if name.is_empty() { text } else { format!("{name} = {text}") };
        self.labelled(unit, criterion, values).into_iter().map(line).collect::<Vec<_>>().join("; ")
    }

    /// Values with the names that the criterion shows to people; an option speaks for itself and has none.
    pub(super) fn labelled(&self, unit: &str, criterion: &str, values: &[(String, String)]) -> Vec<(String, String)> {
        let row = self.frozen.as_ref().and_then(|frozen| Some((frozen, frozen.unit(unit)?)));
        let known = row.and_then(|(frozen, row)| {
            let (_, known) = frozen.criterion_of(row, criterion)?;
            Some((known, known.rule_for(frozen.class_of(row))))
        });
        let Some((known, rule)) = known else { return values.to_vec() };
        let shown = |(name, text): &(String, String)| {
            let variable = known.variables.iter().find(|variable| variable.name == *name);
            let label = variable.filter(|_| name.chars().count() > 2).map_or(name, |variable| &variable.label);
            let option = match rule {
                ScoringRule::Option { options, .. } => options.iter().find(|option| option.code == *text),
                _ => None,
            };
            match option {
                Some(option) => (String::new(), option.label.clone()),
                None => (label.clone(), text.clone()),
            }
        };
        values.iter().map(shown).collect()
    }

    fn unit(&self, code: &str) -> String {
        let known = self.frozen.as_ref().and_then(|frozen| frozen.unit(code));
        known.map_or_else(|| code.to_owned(), |unit| unit.name.clone())
    }

    fn criterion(&self, unit: &str, code: &str) -> String {
        let title = self.frozen.as_ref().and_then(|frozen| {
            let set = frozen.unit(unit).map(|unit| frozen.set_of(unit)).or(frozen.sets.first().map(AsRef::as_ref))?;
            Some(set.find(code)?.title.clone())
        });
        title.map_or_else(|| code.to_owned(), |title| format!("{code} {title}"))
    }

    /// Names of units; where there are many, how many.
    fn units(&self, list: &Value) -> String {
        const FEW: usize = 6;
        let codes: Vec<&str> = list.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        // An opening writes group and class behind the code.
        let code = |line: &&str| self.unit(line.split(' ').next().unwrap_or_default());
        if codes.len() > FEW {
            return codes.len().to_string();
        }
        codes.iter().map(code).collect::<Vec<_>>().join(", ")
    }
}

/// A value as text; a list as its parts.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() > LONG { text.chars().take(LONG).chain(['…']).collect() } else { text.to_owned() }
}
