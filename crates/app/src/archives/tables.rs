//! Tables of an archive for people: names instead of ids, moments as clocks show them, words instead of codes.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use thuocdo_archive::What;
use thuocdo_assessment::council::choice_of;
use thuocdo_base::{Number, Timestamp};
use thuocdo_publication::csv::harmless;
use thuocdo_store::{ArchivedRow, Link, Table};
use thuocdo_words::{Lang, Locale, show};

use super::make::PEOPLE;
use super::pen::Pen;
use crate::ActionError;
use crate::layers::Finding;
use crate::setup::Frozen;
use crate::submission::sheet::Row;

/// What ids and codes stand for.
pub(super) struct Names {
    /// Names of people by account.
    pub(super) people: BTreeMap<String, String>,
    /// Units and criteria.
    pub(super) frozen: Option<Arc<Frozen>>,
    /// Where files lie in the archive, by hash.
    pub(super) files: BTreeMap<String, String>,
    /// Items of evidence by id.
    pub(super) evidence: BTreeMap<String, ArchivedRow>,
}

/// A table of rows for people: its table, its file, its columns. `=…` is put together from others.
struct Sheet {
    table: &'static str,
    file: &'static str,
    columns: &'static str,
}

const SHEETS: &[Sheet] = &[
    sheet("round_unit", "don-vi", "code name in_group class traits linked excluded"),
    sheet("points_fact", "diem", "unit =unit criterion =criterion layer =points =values reason account at seq"),
    sheet("field", "tra-loi", "unit =unit criterion =criterion name value account at"),
    sheet(
        "evidence_use",
        "minh-chung",
        "unit =unit criterion =criterion =number =date =issuer =abstract =file_name =sha256 =path account at",
    ),
    sheet("submission", "nop", "unit =unit number code hash account at seq"),
    sheet("signed_paper", "van-ban-ky", "unit =unit number paper date file account at"),
    sheet("remark", "nhan-xet", "unit =unit criterion text account at settled_at"),
    sheet("verification_note", "ghi-chu", "unit =unit criterion kind text date account at removed_at"),
    sheet("second_opinion", "cham-lan-hai", "unit =unit criterion account points reason given_at settled settled_by"),
    sheet(
        "question",
        "giai-trinh",
        "unit =unit criterion =criterion number text intended account asked_at state stance reply replied_by \
         replied_at settled_at",
    ),
    sheet("sitting", "phien-hop", "number title held_at place state opened_at closed_at closed_by"),
    sheet(
        "agenda_item",
        "noi-dung-hop",
        "unit =unit criterion =criterion state proposal outcome decided conclusion decided_by decided_at",
    ),
    sheet("vote", "bieu-quyet", "item account =choice at"),
    sheet(
        "proposal",
        "trinh",
        "version reason digest state account at decision_number decision_date decision_issuer published_by \
         published_at",
    ),
    sheet("proposal_verdict", "phe-duyet", "version account approves comment at"),
    sheet("authority_decision", "quyet-dinh", "unit =unit kind grade reason account at revoked_at"),
    sheet(
        "appeal",
        "kien-nghi",
        "version unit =unit criterion text account at state answer answered_by answered_at correction",
    ),
    sheet("remedy", "khac-phuc", "id version unit =unit because due_on account at state remark signed_by signed_at"),
    sheet("remedy_item", "khac-phuc-viec", "remedy position criterion task person due_on progress note marked_by"),
    sheet("document_text", "van-ban", "kind about version fields account at"),
    sheet("survey", "khao-sat", "id title questionnaire questionnaire_version k state delivered listed"),
    sheet("survey_count", "khao-sat-phieu", "survey stratum issued used counted withheld lost"),
    sheet("round_role", "vai-tro", "account role unit =unit criteria groups granted_at revoked_at"),
    sheet("event", "nhat-ky", "seq at actor kind body hash"),
];

const fn sheet(table: &'static str, file: &'static str, columns: &'static str) -> Sheet {
    Sheet { table, file, columns }
}

/// Writes all tables for people.
pub(super) async fn write(pen: &mut Pen, link: &mut Link, round: &str, mut names: Names) -> Result<(), ActionError> {
    let words = Locale::new(Lang::Vi, &[crate::locale_text(Lang::Vi)]);
    if let Some(table) = Table::named("evidence") {
        let mut skip = 0;
        loop {
            let rows = link.archived_rows(table, round, skip, table.at_once()).await?;
            skip += rows.len() as u64;
            let last = rows.len() < table.at_once() as usize;
            names.evidence.extend(rows.into_iter().map(|row| (text(&row, "id").to_owned(), row)));
            if last {
                break;
            }
        }
    }
    for sheet in SHEETS {
        one(pen, link, round, &names, &words, sheet).await?;
    }
    Ok(())
}

async fn one(
    pen: &mut Pen,
    link: &mut Link,
    round: &str,
    names: &Names,
    words: &Locale,
    sheet: &Sheet,
) -> Result<(), ActionError> {
    let Some(table) = Table::named(sheet.table) else { return Ok(()) };
    let title = words.text(&format!("archive-sheet-{}", sheet.file));
    let path = format!("bang/{}.csv", sheet.file);
    pen.begin(&path, What::Table, &title, None).await.map_err(ActionError::system)?;
    let columns: Vec<&str> = sheet.columns.split_whitespace().collect();
    let heading = |name: &&str| match *name {
        "=unit" => words.text("archive-col-unit-name"),
        "=criterion" => words.text("archive-col-criterion-title"),
        name => words.text(&format!("archive-col-{}", name.trim_start_matches('=').replace('_', "-"))),
    };
    let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    out.write_record(columns.iter().map(heading)).map_err(ActionError::system)?;
    let mut skip = 0;
    loop {
        let rows = link.archived_rows(table, round, skip, table.at_once()).await?;
        skip += rows.len() as u64;
        for row in &rows {
            let cells = columns.iter().map(|column| guarded(&names.cell(words, sheet.table, column, row)));
            out.write_record(cells).map_err(ActionError::system)?;
        }
        let bytes = out.into_inner().map_err(|error| ActionError::system(error.into_error()))?;
        pen.write(&bytes).await.map_err(ActionError::system)?;
        if rows.len() < table.at_once() as usize {
            return Ok(());
        }
        out = csv::Writer::from_writer(Vec::new());
    }
}

/// Numbers stay numbers, and no text becomes a formula.
fn guarded(cell: &str) -> String {
    if Number::parse(cell).is_ok() { cell.to_owned() } else { harmless(cell).into_owned() }
}

fn text<'row>(row: &'row ArchivedRow, name: &str) -> &'row str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

impl Names {
    fn cell(&self, words: &Locale, table: &str, column: &str, row: &ArchivedRow) -> String {
        if let Some(made) = column.strip_prefix('=') {
            return self.made(table, made, row);
        }
        match row.get(column) {
            Some(Value::Number(number)) if column.ends_with("at") => {
                show::moment(Timestamp::from_micros(number.as_i64().unwrap_or_default()))
            }
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::String(id)) if PEOPLE.contains(&column) => self.people.get(id).unwrap_or(id).clone(),
            Some(Value::String(code)) if is_coded(column) => {
                let key = format!("archive-word-{}", code.replace('_', "-"));
                if words.has(&key) { words.text(&key) } else { code.clone() }
            }
            Some(Value::String(value)) if table == "event" => value.clone(),
            Some(Value::String(value)) => flat(value),
            _ => String::new(),
        }
    }

    fn made(&self, table: &str, name: &str, row: &ArchivedRow) -> String {
        let unit = self.frozen.as_ref().and_then(|frozen| frozen.unit(text(row, "unit")));
        match name {
            "unit" => unit.map(|unit| unit.name.clone()).unwrap_or_default(),
            "criterion" => {
                let found = self.frozen.as_ref().zip(unit);
                let node = found.and_then(|(frozen, unit)| frozen.criterion_of(unit, text(row, "criterion")));
                node.map(|(node, _)| node.title.clone()).unwrap_or_default()
            }
            "points" | "values" => said(row, name),
            "choice" => choice_of(text(row, "sealed")).map(|choice| choice.word().to_owned()).unwrap_or_default(),
            _ if table == "evidence_use" => self.cited(name, row),
            _ => String::new(),
        }
    }

    /// What an item of evidence says of itself.
    fn cited(&self, name: &str, row: &ArchivedRow) -> String {
        let Some(item) = self.evidence.get(text(row, "evidence")) else { return String::new() };
        match name {
            "path" => self.files.get(text(item, "file")).cloned().unwrap_or_default(),
            "sha256" => text(item, "file").to_owned(),
            "date" => show::date(Lang::Vi, text(item, "date")),
            name => text(item, name).to_owned(),
        }
    }
}

/// Columns that hold one of a few words.
fn is_coded(column: &str) -> bool {
    matches!(column, "layer" | "state" | "stance" | "outcome" | "role" | "progress" | "settled")
}

/// Points of a fact, or the values from which they come.
fn said(row: &ArchivedRow, name: &str) -> String {
    let answer = text(row, "answer");
    let pairs = |values: &mut dyn Iterator<Item = (String, String)>| {
        values.map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join("; ")
    };
    if text(row, "layer") == "self" {
        let Ok(own) = serde_json::from_str::<Row>(answer) else { return String::new() };
        return match (name, own.answer) {
            ("points", _) => own.points.unwrap_or_default(),
            (_, Some(answer)) => pairs(&mut answer.values.into_iter().map(|value| (value.name, value.typed))),
            _ => String::new(),
        };
    }
    let Some(finding) = Finding::of_json(answer) else { return String::new() };
    match name {
        "points" => finding.points.or(finding.not_applicable).unwrap_or_default(),
        _ => pairs(&mut finding.values.into_iter()),
    }
}

/// JSON in a line; other text as it is.
fn flat(value: &str) -> String {
    if !value.starts_with(['{', '[']) {
        return value.to_owned();
    }
    serde_json::from_str(value).map_or_else(|_| value.to_owned(), |json| words_of(&json))
}

fn words_of(json: &Value) -> String {
    match json {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words_of).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| format!("{name} = {}", words_of(value));
            fields.iter().map(field).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}
