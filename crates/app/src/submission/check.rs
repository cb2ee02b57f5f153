//! The last look before signing: what blocks first, then what should be looked at.

use std::collections::{BTreeMap, BTreeSet};

use thuocdo_assessment::{Action, Field, Stage, Verdict, table};
use thuocdo_base::{Actor, Message, Number};
use thuocdo_store::{EvidenceRow, Link};

use super::sheet::{self, CriterionAnswer, Row, Sheet, SheetView};
use crate::answers::{Tally, load};
use crate::setup::Frozen;
use crate::{ActionError, App};

/// Something that must be mended, with the field it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Code of the criterion; empty if it is about the record as a whole.
    pub criterion: String,
    /// The field.
    pub field: Field,
    /// Name of the first value that the field asks for, where it asks for any.
    pub value: Option<String>,
    /// The sentence.
    pub message: Message,
}

/// Something that should be looked at and blocks nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Code of the criterion.
    pub criterion: String,
    /// The sentence.
    pub message: Message,
}

/// A record before it is signed.
#[derive(Clone, Debug)]
pub struct CheckView {
    /// The sheet and what is around it.
    pub view: SheetView,
    /// What must be mended, in the order of the set.
    pub faults: Vec<Fault>,
    /// What should be looked at.
    pub warnings: Vec<Warning>,
    /// What the actor may do with it now.
    pub may: Vec<Action>,
    /// Names of people by account: who handed it over, who sent it back, who signed.
    pub names: BTreeMap<String, String>,
}

impl CheckView {
    /// Whether the actor may do this now.
    pub fn can(&self, action: Action) -> bool {
        self.may.contains(&action)
    }

    /// Name of a person.
    pub fn name(&self, account: &str) -> &str {
        self.names.get(account).map_or("", String::as_str)
    }

    /// Criteria whose points the unit gave itself other than computed.
    pub fn differing(&self) -> impl Iterator<Item = (&Row, &CriterionAnswer)> {
        self.view.sheet.answers().filter(|(_, answer)| answer.differs)
    }

    /// Criteria that should be found not applicable.
    pub fn not_applicable(&self) -> impl Iterator<Item = (&Row, &CriterionAnswer)> {
        self.view.sheet.answers().filter(|(_, answer)| answer.not_applicable.is_some())
    }

    /// Criteria with points and without evidence, each with its explanation.
    pub fn without_evidence(&self) -> impl Iterator<Item = (&Row, &CriterionAnswer)> {
        self.view.sheet.answers().filter(|(_, answer)| answer.no_evidence.is_some() || answer.standing == "lacking")
    }

    /// Criteria that fell by more than a fifth since the round before: row, points then.
    pub fn fallen(&self) -> Vec<(&Row, Number)> {
        let Some(before) = &self.view.before else { return Vec::new() };
        let rows = self.view.sheet.rows.iter().filter(|row| row.answer.is_some());
        rows.filter_map(|row| fell(row, before, &self.view.sheet)).collect()
    }
}

/// Shows a record with what blocks and what should be looked at.
///
/// # Errors
/// If the actor may not read it, or the store does not answer.
pub async fn check(app: &App, actor: &Actor, round: &str, unit: &str) -> Result<CheckView, ActionError> {
    let view = sheet::sheet(app, actor, round, unit).await?;
    let mut link = app.store.look().await?;
    let cited = link.evidence_for(round, unit).await?;
    let faults = view.tally.as_ref().map(|tally| placed(&view, faults(tally))).unwrap_or_default();
    let warnings = view.tally.as_ref().map(|tally| warnings(&view, tally, &cited)).unwrap_or_default();
    let yes = |action: &Action| table::judge(*action, &view.roles, &view.record) == Verdict::Yes;
    let may = Action::ALL.into_iter().filter(yes).collect();
    let names = names(&mut link, &view).await?;
    Ok(CheckView { view, faults, warnings, may, names })
}

/// Everything that blocks, as the steps take it.
pub fn blocking(tally: &Tally) -> Vec<(String, Message)> {
    faults(tally).into_iter().map(|fault| (fault.criterion, fault.message)).collect()
}

fn faults(tally: &Tally) -> Vec<Fault> {
    let general = tally.general.iter().map(|message| Fault {
        criterion: String::new(),
        field: Field::Figures,
        value: None,
        message: message.clone(),
    });
    let of_lines = tally.blocking().map(|(line, block)| Fault {
        criterion: line.code.clone(),
        field: block.field,
        value: None,
        message: block.message.clone(),
    });
    general.chain(of_lines).collect()
}

/// Names the value that a fault of figures leads to: the first that is empty, or the first of all.
fn placed(view: &SheetView, faults: Vec<Fault>) -> Vec<Fault> {
    let value = |fault: &Fault| {
        let (_, criterion) = load::criterion(&view.frozen, &view.sheet.unit, &fault.criterion)?;
        let typed = view.sheet.row(&fault.criterion).and_then(|row| row.answer.as_ref());
        let is_typed = |name: &str| typed.is_some_and(|answer| answer.values.iter().any(|given| given.name == name));
        let names = || criterion.variables.iter().map(|variable| variable.name.as_str());
        names().find(|name| !is_typed(name)).or_else(|| names().next()).map(str::to_owned)
    };
    let each = faults.into_iter().map(|fault| match fault.field {
        Field::Figures => Fault { value: value(&fault), ..fault },
        _ => fault,
    });
    each.collect()
}

fn warnings(view: &SheetView, tally: &Tally, cited: &[(String, EvidenceRow)]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for line in &tally.lines {
        let mut add = |message: Message| warnings.push(Warning { criterion: line.code.clone(), message });
        // Explained lack of evidence has a table of its own.
        let said = line.warnings.iter().filter(|message| message.key != "answers-no-evidence-explained");
        said.cloned().for_each(&mut add);
        for (_, row) in cited.iter().filter(|(code, _)| *code == line.code) {
            about(row, &view.frozen).into_iter().for_each(&mut add);
        }
        let row = view.sheet.row(&line.code).zip(view.before.as_ref());
        if let Some((row, was)) = row.and_then(|(row, before)| fell(row, before, &view.sheet)) {
            let now = sheet::number(row.points.as_deref().unwrap_or("0"));
            add(Message::new("submission-fell").number("before", &was).number("now", &now));
        }
    }
    warnings
}

/// What should be looked at in an item of evidence.
fn about(row: &EvidenceRow, frozen: &Frozen) -> Vec<Message> {
    let item = &row.evidence;
    let name = if item.number.is_empty() { &item.summary } else { &item.number };
    let outside =
        item.is_document && !item.date.is_empty() && (item.date < frozen.data_from || item.date > frozen.data_to);
    let unread = row.has_text == Some(false);
    let each = [
        (outside, "submission-evidence-outside"),
        (unread, "submission-evidence-unread"),
        (row.altered, "submission-evidence-altered"),
    ];
    let said = each.into_iter().filter(|(is, _)| *is);
    said.map(|(_, key)| Message::new(key).text("name", name)).collect()
}

/// The row with its points of the round before, if it fell by more than a fifth. Codes compare within one set alone.
fn fell<'a>(row: &'a Row, before: &Sheet, sheet: &Sheet) -> Option<(&'a Row, Number)> {
    if before.set.code != sheet.set.code {
        return None;
    }
    let was = sheet::number(before.row(&row.code)?.points.as_deref()?);
    let now = sheet::number(row.points.as_deref()?);
    let least = &was * &Number::parse("0.8").unwrap_or_default();
    (now < least).then_some((row, was))
}

async fn names(link: &mut Link, view: &SheetView) -> Result<BTreeMap<String, String>, ActionError> {
    let of_stage = match &view.record.stage {
        Stage::WithHead { by, .. } | Stage::Returned { by, .. } | Stage::Submitted { by, .. } => Some(by.clone()),
        Stage::Drafting | Stage::Missed => None,
    };
    let accounts = view.remarks.iter().map(|remark| remark.account.clone());
    let signer = view.submission.iter().map(|row| row.account.clone());
    let accounts: BTreeSet<String> = of_stage.into_iter().chain(accounts).chain(signer).collect();
    let mut names = BTreeMap::new();
    for account in accounts {
        let name = link.find_account(&account).await?.map(|row| row.name).unwrap_or_default();
        names.insert(account, name);
    }
    Ok(names)
}
