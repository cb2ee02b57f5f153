//! A record as one table: built from what stands in its fields, or read back from what was signed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thuocdo_assessment::record::Snapshot;
use thuocdo_assessment::{Action, Record, Roles, Stage};
use thuocdo_base::{Actor, Number};
use thuocdo_criteria::rule::{AnswerKind, ScoringRule};
use thuocdo_criteria::set::{ClassId, Criterion, Node, Source};
use thuocdo_store::evidence::EvidenceRow;
use thuocdo_store::{Link, OrgSystem, PaperRow, RemarkRow, SubmissionRow, Tier, canonical};

use crate::answers::load::Loaded;
use crate::answers::tally::Answered;
use crate::answers::{Line, Standing, Tally};
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App, may};

/// What the snapshot calls itself; a later form gets another name.
pub const FORM: &str = "thuocdo submission v1";

/// A record as one table (bảng tổng hợp): what is checked, signed, printed and frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Name and version of this form.
    pub form: String,
    /// Code of the round.
    pub round: String,
    /// Title of the round.
    pub title: String,
    /// Reference period.
    pub period: String,
    /// Code of the unit in the round.
    pub unit: String,
    /// Id of the body.
    pub body: String,
    /// Name of the unit when the round opened.
    pub name: String,
    /// Code, version and hash of the criteria set.
    pub set: SetRef,
    /// Self points, exact.
    pub points: String,
    /// Maximum of what the unit assesses itself, exact.
    pub maximum: String,
    /// Sections and criteria in the order of the set.
    pub rows: Vec<Row>,
}

/// Which criteria set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRef {
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
    /// Hash of its text and of the sets it borrows from.
    pub hash: String,
}

/// A section or a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Code.
    pub code: String,
    /// Title in Vietnamese.
    pub title: String,
    /// Title in English.
    pub title_en: Option<String>,
    /// Depth below the set.
    pub level: u8,
    /// Maximum, exact.
    pub max: String,
    /// Points that count for the unit, exact.
    pub points: Option<String>,
    /// What the unit answered; sections have none.
    pub answer: Option<CriterionAnswer>,
}

/// What a unit answered to one criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionAnswer {
    /// Whether the unit answers it at all; else its points come from elsewhere.
    pub own: bool,
    /// Where it stands: `done`, `not_applicable`, `elsewhere` …
    pub standing: String,
    /// Values as typed.
    pub values: Vec<Given>,
    /// Points that the rule computes, exact.
    pub computed: Option<String>,
    /// Whether the unit gave itself other points.
    pub differs: bool,
    /// Why they differ.
    pub reason: Option<String>,
    /// Whether the points hang on other units.
    pub provisional: bool,
    /// Ground on which the criterion should be found not applicable.
    pub not_applicable: Option<String>,
    /// Why there is no evidence.
    pub no_evidence: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// Evidence.
    pub evidence: Vec<Cited>,
}

/// One value as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Name of the variable: `a`, `b`, `option`, `x[2]`.
    pub name: String,
    /// What was typed.
    pub typed: String,
    /// `number`, `yes_no` or `option`.
    pub kind: String,
    /// Label of the option that was chosen.
    pub label: Option<String>,
}

/// One item of evidence as it was cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// Id of the item.
    pub id: String,
    /// Whether it is a document with number, date and issuer.
    pub document: bool,
    /// Number and notation.
    pub number: String,
    /// Date, `YYYY-MM-DD`.
    pub date: String,
    /// Issuer.
    pub issuer: String,
    /// Abstract or description.
    pub summary: String,
    /// SHA-256 of its file.
    pub sha256: Option<String>,
    /// Number of the receipt for what was handed in on paper.
    pub paper: Option<String>,
}

impl Sheet {
    /// The row of a criterion or section.
    pub fn row(&self, code: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.code == code)
    }

    /// Criteria with what the unit answered.
    pub fn answers(&self) -> impl Iterator<Item = (&Row, &CriterionAnswer)> {
        self.rows.iter().filter_map(|row| Some((row, row.answer.as_ref()?)))
    }

    /// Freezes the sheet: its canonical text and the hash of that.
    ///
    /// # Errors
    /// Never in practice: a sheet is text, truth values and whole numbers.
    pub fn snapshot(&self) -> Result<Snapshot, ActionError> {
        let json = serde_json::to_string(self).map_err(ActionError::system)?;
        let content = canonical::text(&json)?;
        let hash = hex::encode(Sha256::digest(content.as_bytes()));
        Ok(Snapshot { content, hash })
    }

    /// Reads back what was frozen.
    ///
    /// # Errors
    /// If the text is of another form.
    pub fn of_snapshot(content: &str) -> Result<Self, ActionError> {
        serde_json::from_str(content).map_err(ActionError::system)
    }
}

/// Reads an exact number of a sheet.
pub fn number(text: &str) -> Number {
    Number::parse(text).unwrap_or_default()
}

/// What kind of body assesses itself, as far as the head of a paper depends on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    /// A body of the Party.
    pub party: bool,
    /// A state agency.
    pub state: bool,
    /// At the commune tier.
    pub commune: bool,
    /// Name of the body above it.
    pub above: Option<String>,
}

/// A record with its sheet and all that pages say around it.
#[derive(Clone, Debug)]
pub struct SheetView {
    /// The record.
    pub record: Record,
    /// Roles of whoever looks.
    pub roles: Roles,
    /// The sheet: as it was signed if it was submitted, else as it stands.
    pub sheet: Sheet,
    /// What it comes to now; absent once it is submitted.
    pub tally: Option<Tally>,
    /// What kind of body it is, for the head of a paper.
    pub office: Office,
    /// The signed paper of the last submission.
    pub paper: Option<PaperRow>,
    /// What was submitted last.
    pub submission: Option<SubmissionRow>,
    /// The same body's sheet of the round before.
    pub before: Option<Sheet>,
    /// What is asked to be mended, the newest first.
    pub remarks: Vec<RemarkRow>,
    /// The round as it was frozen.
    pub frozen: Arc<Frozen>,
}

/// Shows a record as one table, to whoever may read it.
///
/// # Errors
/// If the actor may not read it, or the store does not answer.
pub async fn sheet(app: &App, actor: &Actor, round: &str, unit: &str) -> Result<SheetView, ActionError> {
    let mut link = app.store.look().await?;
    let (record, roles) = may::record(&mut link, actor, round, unit, Action::ViewRecord).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let submission = link.last_submission(round, unit).await?;
    let signed = submission.as_ref().filter(|_| matches!(record.stage, Stage::Submitted { .. }));
    let (sheet, tally) = match signed {
        Some(signed) => (Sheet::of_snapshot(&signed.content)?, None),
        None => {
            let (sheet, tally) = live(&mut link, &frozen, unit).await?;
            (sheet, Some(tally))
        }
    };
    let office = office(&mut link, &sheet.body).await?;
    let paper = match &submission {
        Some(submission) => link.signed_paper(round, unit, submission.number).await?,
        None => None,
    };
    let before = link.submission_before(round, unit).await?;
    let before = before.map(|row| Sheet::of_snapshot(&row.content)).transpose()?;
    let remarks = link.remarks_of(round, unit).await?;
    Ok(SheetView { record, roles, sheet, tally, office, paper, submission, before, remarks, frozen })
}

pub(crate) async fn office(link: &mut Link, body: &str) -> Result<Office, ActionError> {
    let Some(body) = link.find_unit(body).await? else { return Ok(Office::default()) };
    let above = match &body.parent {
        Some(parent) => link.find_unit(parent).await?.map(|parent| parent.name),
        None => None,
    };
    Ok(Office {
        party: body.system == OrgSystem::Party,
        state: body.system == OrgSystem::State,
        commune: body.tier == Tier::Commune,
        above,
    })
}

/// Puts the sheet together from what stands in the fields now.
///
/// # Errors
/// If the round has no such unit, or the store does not answer.
pub async fn live(link: &mut Link, frozen: &Frozen, unit: &str) -> Result<(Sheet, Tally), ActionError> {
    let row = frozen.unit(unit).ok_or(ActionError::NotAllowed)?;
    let loaded = Loaded::of(link, frozen, unit).await?;
    let tally = loaded.tally(frozen);
    let cited = link.evidence_for(&frozen.code, unit).await?;
    let (set, place) = (frozen.set_of(row), frozen.place_of(row));
    let rows = set.nodes.iter().skip(1).filter_map(|node| table_row(node, &tally, &loaded, &cited)).collect();
    let sheet = Sheet {
        form: FORM.to_owned(),
        round: frozen.code.clone(),
        title: frozen.title.clone(),
        period: frozen.period.clone(),
        unit: row.code.clone(),
        body: row.org_unit.clone(),
        name: row.name.clone(),
        set: SetRef {
            code: set.code.clone(),
            version: set.version.clone(),
            hash: frozen.hashes.get(place).cloned().unwrap_or_default(),
        },
        points: tally.points.to_exact(),
        maximum: tally.maximum.to_exact(),
        rows,
    };
    Ok((sheet, tally))
}

fn table_row(node: &Node, tally: &Tally, loaded: &Loaded, cited: &[(String, EvidenceRow)]) -> Option<Row> {
    let named = Row {
        code: node.code.clone(),
        title: node.title.clone(),
        title_en: node.title_en.clone(),
        level: node.depth,
        ..Row::default()
    };
    if node.section().is_some() {
        let sum = tally.sections.iter().find(|sum| sum.node == node.id)?;
        return Some(Row { max: sum.maximum.to_exact(), points: Some(sum.points.to_exact()), ..named });
    }
    let line = tally.line(&node.code)?;
    let evidence = cited.iter().filter(|(code, _)| *code == node.code).map(|(_, row)| citation(row)).collect();
    let points = line.points.as_ref().map(Number::to_exact);
    let criterion = node.criterion()?;
    let answered = loaded.answered(&node.code);
    let values = given(criterion, loaded.subject.class, &answered.figures.values);
    let answer = CriterionAnswer { values, ..answer(line, answered, evidence) };
    Some(Row { max: line.max.to_exact(), points, answer: Some(answer), ..named })
}

/// Typed values with what is needed to show them without the set.
fn given(criterion: &Criterion, class: Option<ClassId>, values: &[(String, String)]) -> Vec<Given> {
    let options = match criterion.rule_for(class) {
        ScoringRule::Option { options, .. } => options.as_slice(),
        _ => &[],
    };
    let one = |(name, typed): &(String, String)| {
        let variable = criterion.variables.iter().find(|variable| variable.name == *name);
        let kind = match variable.map(|variable| &variable.kind) {
            Some(AnswerKind::YesNo) => "yes_no",
            Some(AnswerKind::Option(_)) => "option",
            _ => "number",
        };
        let label = options.iter().find(|option| option.code == *typed).map(|option| option.label.clone());
        Given { name: name.clone(), typed: typed.clone(), kind: kind.to_owned(), label }
    };
    values.iter().filter(|(_, typed)| !typed.trim().is_empty()).map(one).collect()
}

fn answer(line: &Line, answered: Answered, evidence: Vec<Cited>) -> CriterionAnswer {
    let text = |text: String| Some(text).filter(|text| !text.trim().is_empty());
    let not_applicable = answered.ground().map(str::to_owned);
    CriterionAnswer {
        own: line.source == Source::OwnReport,
        standing: line.standing.word().to_owned(),
        values: Vec::new(),
        computed: line.computed.as_ref().map(Number::to_exact),
        differs: line.differs && line.standing != Standing::NotApplicable,
        reason: answered.figures.reason.and_then(text),
        provisional: line.provisional,
        not_applicable,
        no_evidence: text(answered.no_evidence).filter(|_| evidence.is_empty()),
        note: text(answered.note),
        evidence,
    }
}

fn citation(row: &EvidenceRow) -> Cited {
    let item = row.evidence.clone();
    Cited {
        id: item.id,
        document: item.is_document,
        number: item.number,
        date: item.date,
        issuer: item.issuer,
        summary: item.summary,
        sha256: item.file,
        paper: item.paper.map(|paper| paper.number),
    }
}
