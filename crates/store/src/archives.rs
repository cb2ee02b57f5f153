//! Archives of rounds: every row of a round as the archive keeps it, rows that come back, and which rounds did.

use std::sync::LazyLock;

use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, Row};
use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::row::Columns;
use crate::{Link, Store, StoreError, Work};

/// A row as an archive keeps it: by name of the column, text, whole number or nothing.
pub type ArchivedRow = Map<String, Value>;

/// What becomes of a table's rows when an archive is restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// They come back and are the round's own: afterwards they are compared byte for byte.
    Own,
    /// As [`Kept::Own`], in the last write, which makes the round visible.
    Last,
    /// They come back where the house does not have them: bodies, evidence and files serve many rounds.
    Shared,
    /// They stay in the archive, to be read there.
    Told,
}

/// A table of which an archive holds the rows of one round.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Name.
    pub name: &'static str,
    /// What becomes of its rows.
    pub kept: Kept,
    /// Columns in order; whole numbers end in `#`.
    columns: &'static str,
    /// Which rows are the round's, `$1`.
    of: &'static str,
    /// Columns by which they stand in order.
    order: &'static str,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name.
    pub name: &'static str,
    /// Whether it holds whole numbers.
    pub is_whole: bool,
}

const ROUND: &str = "round = $1";
const ITEM: &str = "id in (select evidence from evidence_use where round = $1)";

/// Every table that an archive holds, in the order in which they come back.
pub const TABLES: &[Table] = &[
    table(
        "org_unit",
        Kept::Shared,
        "id in (select org_unit from round_unit where round = $1)",
        "id",
        "id code name folded system tier place parent linked traits e_identifier email valid_from valid_to version#",
    ),
    table(
        "file",
        Kept::Shared,
        "sha256 in (select sha256 from file_holding where round = $1 \
         union select file from signed_paper where round = $1 and file is not null \
         union select file from evidence where file is not null and id in \
         (select evidence from evidence_use where round = $1))",
        "sha256",
        "sha256 size# kind pages# has_text# at# checked_at# altered_at#",
    ),
    table(
        "file_holding",
        Kept::Shared,
        ROUND,
        "org_unit, sha256",
        "org_unit sha256 round criterion name declared_by account at#",
    ),
    table(
        "evidence",
        Kept::Shared,
        ITEM,
        "id",
        "id org_unit kind number date issuer abstract folded secret# file file_name paper_number paper_date paper_by \
         paper_place version# account at# removed_at#",
    ),
    table(
        "evidence_past",
        Kept::Shared,
        "evidence in (select evidence from evidence_use where round = $1)",
        "evidence, version",
        "evidence version# content account at#",
    ),
    table("round_set", Kept::Own, ROUND, "position", "round position# code version hash text sidecar borrowed"),
    table("round_group", Kept::Own, ROUND, "code", "round code name position# in_set#"),
    table(
        "round_unit",
        Kept::Own,
        ROUND,
        "code",
        "round code org_unit name folded in_group class traits linked excluded",
    ),
    table("round_due", Kept::Own, ROUND, "stage, unit", "round stage unit due_at# closed_seq# closed_at#"),
    table("round_input", Kept::Own, ROUND, "name", "round name from_round version# account at#"),
    table(
        "assessment",
        Kept::Own,
        ROUND,
        "unit",
        "round unit stage stage_data version# answered# of_criteria# lacking# points maximum touched_at# touched_by",
    ),
    table("field", Kept::Own, ROUND, "unit, criterion, name", "round unit criterion name version# value account at#"),
    table(
        "field_past",
        Kept::Own,
        ROUND,
        "unit, criterion, name, version",
        "round unit criterion name version# value account at#",
    ),
    table(
        "points_fact",
        Kept::Own,
        ROUND,
        "unit, criterion, layer, seq",
        "round unit criterion layer seq# answer reason account at#",
    ),
    table("assignment", Kept::Own, ROUND, "unit, criterion", "round unit criterion account due"),
    table("remark", Kept::Own, ROUND, "id", "id round unit criterion text account at# settled_at#"),
    table("submission", Kept::Own, ROUND, "unit, number", "round unit number# seq# code content hash account at#"),
    table("signed_paper", Kept::Own, ROUND, "unit, number", "round unit number# paper date file account at#"),
    table("evidence_use", Kept::Own, ROUND, "unit, criterion, evidence", "round unit criterion evidence account at#"),
    table(
        "appraisal_done",
        Kept::Own,
        ROUND,
        "layer, criterion, in_group",
        "round layer criterion in_group account at#",
    ),
    table(
        "verification_note",
        Kept::Own,
        ROUND,
        "id",
        "id round unit criterion kind text date account at# removed_at#",
    ),
    table(
        "second_opinion",
        Kept::Own,
        ROUND,
        "unit, criterion",
        "round unit criterion account answer points reason given_at# settled settled_by settled_at#",
    ),
    table(
        "question",
        Kept::Own,
        ROUND,
        "id",
        "id round unit criterion number# text intended account asked_at# state draft draft_stance stance reply \
         replied_by replied_at# settled_at# version#",
    ),
    table(
        "sitting",
        Kept::Own,
        ROUND,
        "id",
        "id round number# title held_at# place state opened_at# closed_at# closed_by current recognized# version#",
    ),
    table(
        "sitting_member",
        Kept::Own,
        "sitting in (select id from sitting where round = $1)",
        "sitting, account",
        "sitting account role presence at#",
    ),
    table(
        "agenda_item",
        Kept::Own,
        ROUND,
        "id",
        "id sitting round unit criterion position# state proposal outcome decided conclusion decided_by decided_at# \
         decided_seq# version#",
    ),
    // What a vote said that was never opened leaves the house with nobody.
    table(
        "vote",
        Kept::Own,
        "revealed = 1 and item in (select id from agenda_item where round = $1)",
        "item, account",
        "item account commitment sealed salt revealed# at#",
    ),
    table("survey_not_held", Kept::Own, ROUND, "unit, criterion", "round unit criterion layer reason account seq# at#"),
    table(
        "proposal",
        Kept::Own,
        ROUND,
        "version, at",
        "round version# reason digest body summary state account at# decision_number decision_date decision_issuer \
         embargo# published_by published_at# changed#",
    ),
    table(
        "proposal_verdict",
        Kept::Own,
        ROUND,
        "version, proposed_at, account",
        "round version# proposed_at# account approves# comment at#",
    ),
    table("authority_decision", Kept::Own, ROUND, "id", "id round unit kind grade reason account seq# at# revoked_at#"),
    table(
        "appeal",
        Kept::Own,
        ROUND,
        "id",
        "id round version# unit criterion text account at# state answer answered_by answered_at# correction#",
    ),
    table(
        "remedy",
        Kept::Own,
        ROUND,
        "id",
        "id round version# unit because due_on account at# state remark signed_by signed_at# changes#",
    ),
    table(
        "remedy_item",
        Kept::Own,
        "remedy in (select id from remedy where round = $1)",
        "id",
        "id remedy position# criterion task person due_on progress note marked_by marked_at#",
    ),
    table("document_text", Kept::Own, ROUND, "kind, about, version", "round kind about version# fields account at#"),
    table("round_role", Kept::Told, ROUND, "id", "id round account role unit criteria groups granted_at# revoked_at#"),
    table(
        "conflict_of_interest",
        Kept::Told,
        "org_unit in (select org_unit from round_unit where round = $1)",
        "account, org_unit",
        "account org_unit ground at#",
    ),
    table("bulk_change", Kept::Told, ROUND, "id", "id round account kind items at# undone_at#"),
    table("reminder", Kept::Told, ROUND, "id", "id round unit account told# letters# at#"),
    table("log_reading", Kept::Told, ROUND, "id", "id round account what at#"),
    table(
        "questionnaire",
        Kept::Told,
        "exists (select 1 from survey where survey.round = $1 and survey.questionnaire = questionnaire.code \
         and survey.questionnaire_version = questionnaire.version)",
        "code, version",
        "code version title text sidecar hash account at#",
    ),
    table(
        "survey",
        Kept::Told,
        ROUND,
        "id",
        "id round title questionnaire questionnaire_version questionnaire_hash k# sealed# opens_at# closes_at# state \
         changes# roster delivered# listed# finished# account at#",
    ),
    table(
        "survey_stratum",
        Kept::Told,
        OF_SURVEY,
        "survey, position",
        "survey position# code group_code body parent population# target# under",
    ),
    table("survey_feed", Kept::Told, OF_SURVEY, "survey, criterion", "survey criterion per_body#"),
    table(
        "survey_count",
        Kept::Told,
        OF_SURVEY,
        "survey, stratum",
        "survey stratum issued# used# counted# withheld# lost#",
    ),
    table(
        "publication",
        Kept::Last,
        ROUND,
        "version",
        "round version# title title_en period published_at# supersedes_because body_start body_end body_hash",
    ),
    table("publication_unit", Kept::Last, ROUND, "version, position", "round version# position# body"),
    table(
        "event",
        Kept::Last,
        ROUND,
        "seq",
        "round seq# kind actor at# body body_salt personal personal_salt personal_commit prev hash",
    ),
    table("round", Kept::Last, "code = $1", "code", "code title period stage settings version# created_at# opened_at#"),
];

const OF_SURVEY: &str = "survey in (select id from survey where round = $1)";

/// Tables of which an archive holds nothing: sessions and secrets, letters and notices, what belongs to the house or to
/// no round, drafts, what people may have answered to a survey or could be told from counts that are not published.
pub const LEFT_OUT: &[&str] = &[
    "account",
    "account_code",
    "annex",
    "answered",
    "criteria_draft",
    "criteria_draft_past",
    "criteria_set",
    "document_template",
    "login_failure",
    "login_session",
    "mail",
    "notice",
    "org_unit_change",
    "paper_batch",
    "paper_copy",
    "paper_keyed",
    "password_past",
    "place",
    "questionnaire_draft",
    "recovery_code",
    "restored_round",
    "result_look",
    "returned_workbook",
    "round_archive",
    "survey_device",
    "survey_letter",
    "survey_mix",
    "survey_opt_out",
    "survey_shown",
    "survey_tally",
    "upload",
];

const fn table(name: &'static str, kept: Kept, of: &'static str, order: &'static str, columns: &'static str) -> Table {
    Table { name, kept, columns, of, order }
}

/// Statements of each table, made once: reading a page, writing a row.
static STATEMENTS: LazyLock<Vec<(String, String)>> =
    LazyLock::new(|| TABLES.iter().map(|table| (table.reading(), table.writing())).collect());

impl Table {
    /// Finds a table by its name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// Its columns, in order.
    pub fn columns(&self) -> impl Iterator<Item = Column> {
        self.columns.split_whitespace().map(|word| match word.strip_suffix('#') {
            Some(name) => Column { name, is_whole: true },
            None => Column { name: word, is_whole: false },
        })
    }

    /// How many of its rows are read at once: few where each holds a whole record.
    pub fn at_once(&self) -> u32 {
        match self.name {
            "proposal" | "publication" | "publication_unit" | "round_set" | "submission" => 10,
            _ => 500,
        }
    }

    /// Says whether a row has these columns, holds nothing else, and is of this round.
    pub fn fits(&self, row: &ArchivedRow, round: &str) -> bool {
        let holds = |column: Column| match row.get(column.name) {
            Some(Value::Null) => true,
            Some(Value::String(text)) => !column.is_whole && !text.contains('\0'),
            Some(Value::Number(number)) => column.is_whole && number.is_i64(),
            _ => false,
        };
        let own = |name: &str| row.get(name).is_none_or(|value| value == round);
        let of_round = own("round") && (self.name != "round" || own("code"));
        row.len() == self.columns().count() && self.columns().all(holds) && of_round
    }

    /// Columns with commas between.
    fn names(&self) -> String {
        self.columns().map(|column| column.name).collect::<Vec<_>>().join(", ")
    }

    fn reading(&self) -> String {
        let (name, of, order, columns) = (self.name, self.of, self.order, self.names());
        format!("select {columns} from {name} where {of} order by {order} limit $2 offset $3")
    }

    fn writing(&self) -> String {
        let binds: Vec<String> = (1..=self.columns().count()).map(|number| format!("${number}")).collect();
        let (name, columns) = (self.name, self.names());
        format!("insert into {name} ({columns}) values ({}) on conflict do nothing", binds.join(", "))
    }

    fn statements(&self) -> (&'static str, &'static str) {
        let place = TABLES.iter().position(|table| table.name == self.name).unwrap_or_default();
        STATEMENTS.get(place).map_or(("", ""), |(read, write)| (read, write))
    }
}

/// An archive that was asked for (hồ sơ lưu trữ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveRow {
    /// Id.
    pub id: String,
    /// Code of the round.
    pub round: String,
    /// `waiting`, `made` or `failed`.
    pub state: String,
    /// Account of who asked.
    pub account: String,
    /// When.
    pub at: Timestamp,
    /// When it was made, or failed.
    pub finished_at: Option<Timestamp>,
    /// Bytes of the file.
    pub bytes: u64,
    /// Files in it.
    pub files: u64,
    /// SHA-256 of the file.
    pub sha256: String,
    /// SHA-256 of its manifest.
    pub manifest: String,
    /// What went wrong.
    pub problem: String,
}

/// A round that came out of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoredRound {
    /// Code of the round.
    pub round: String,
    /// SHA-256 of the archive's manifest.
    pub manifest: String,
    /// Whether all of it is there; else it is still being written.
    pub whole: bool,
    /// Account of who restored it, or the operator.
    pub account: String,
    /// When that began.
    pub at: Timestamp,
}

impl Store {
    /// Takes a connection that sees everything as it is now, however long it looks.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn look_still(&self) -> Result<Link, StoreError> {
        Ok(Link::still(self.readers().still().await?))
    }
}

impl Link {
    /// Reads some rows of a round, in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn archived_rows(
        &mut self,
        table: &Table,
        round: &str,
        skip: u64,
        most: u32,
    ) -> Result<Vec<ArchivedRow>, StoreError> {
        let (read, _) = table.statements();
        self.page(read, table, round, skip, most).await
    }

    async fn page(
        &mut self,
        read: &str,
        table: &Table,
        round: &str,
        skip: u64,
        most: u32,
    ) -> Result<Vec<ArchivedRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(AssertSqlSafe(read)).bind(round).bind(i64::from(most)).bind(skip.cast_signed());
            let rows = query.fetch_all(db).await?;
            rows.iter()
                .map(|row| {
                    let columns = Columns(row);
                    table
                        .columns()
                        .map(|Column { name, is_whole }| {
                            let value = if is_whole {
                                columns.maybe_whole(name)?.map(Value::from)
                            } else {
                                columns.maybe_text(name)?.map(Value::from)
                            };
                            Ok((name.to_owned(), value.unwrap_or_default()))
                        })
                        .collect::<Result<ArchivedRow, sqlx::Error>>()
                })
                .collect::<Result<Vec<_>, sqlx::Error>>()
        })?)
    }

    /// Finds a file that a body of a round has handed in, whenever that was.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn archived_file(&mut self, round: &str, sha256: &str) -> Result<Option<ArchivedRow>, StoreError> {
        let held: Option<(i64,)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select f.size from file f where f.sha256 = $2 and exists (select 1 from file_holding h \
                 join round_unit u on u.org_unit = h.org_unit where u.round = $1 and h.sha256 = $2)",
            )
            .bind(round)
            .bind(sha256)
            .fetch_optional(db)
            .await
        })?;
        let Some(table) = Table::named("file").filter(|_| held.is_some()) else { return Ok(None) };
        let one = Table { of: "sha256 = $1", ..*table };
        Ok(self.page(&one.reading(), &one, sha256, 0, 1).await?.pop())
    }

    /// The name under which a body of the round handed a file in first; empty if none did.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn archived_name(&mut self, round: &str, sha256: &str) -> Result<String, StoreError> {
        let name: Option<(String,)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select h.name from file_holding h join round_unit u on u.org_unit = h.org_unit \
                 where u.round = $1 and h.sha256 = $2 order by h.at, h.org_unit limit 1",
            )
            .bind(round)
            .bind(sha256)
            .fetch_optional(db)
            .await
        })?;
        Ok(name.map(|(name,)| name).unwrap_or_default())
    }

    /// Counts the bytes of the files that belong to a round.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn archived_bytes(&mut self, round: &str) -> Result<u64, StoreError> {
        let of = Table::named("file").map_or("", |table| table.of);
        let sql = format!("select cast(coalesce(sum(size), 0) as bigint) as size from file where {of}");
        let size: i64 = on!(self.either(), |db| {
            sqlx::query(AssertSqlSafe(sql.as_str())).bind(round).fetch_one(db).await?.try_get("size")
        })?;
        Ok(size.cast_unsigned())
    }

    /// Lists the archives of a round, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn archives_of(&mut self, round: &str) -> Result<Vec<ArchiveRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let rows = sqlx::query("select * from round_archive where round = $1 order by at desc, id desc");
            rows.bind(round).fetch_all(db).await?.iter().map(archive).collect::<Result<Vec<_>, _>>()
        })?)
    }

    /// Finds the archive that has waited longest.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn waiting_archive(&mut self) -> Result<Option<ArchiveRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let row = sqlx::query("select * from round_archive where state = 'waiting' order by at, id limit 1");
            row.fetch_optional(db).await?.as_ref().map(archive).transpose()
        })?)
    }

    /// Lists the rounds that came out of archives, by code.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn restored_rounds(&mut self) -> Result<Vec<RestoredRound>, StoreError> {
        type Columns = (String, String, String, String, i64);
        let rows: Vec<Columns> = on!(self.either(), |db| {
            sqlx::query_as("select round, manifest, state, account, at from restored_round order by round")
                .fetch_all(db)
                .await
        })?;
        let row = |(round, manifest, state, account, at): Columns| RestoredRound {
            round,
            manifest,
            whole: state == "whole",
            account,
            at: Timestamp::from_micros(at),
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Finds out whether a round came out of an archive.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn is_restored(&mut self, round: &str) -> Result<bool, StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("select 1 from restored_round where round = $1")
                .bind(round)
                .fetch_optional(db)
                .await
                .map(|row| row.is_some())
        })?)
    }
}

impl Work {
    /// Asks for an archive.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn ask_archive(&mut self, id: &str, round: &str, account: &str) -> Result<(), StoreError> {
        let at = self.now().micros();
        Ok(on!(self.either(), |db| {
            sqlx::query("insert into round_archive (id, round, state, account, at) values ($1, $2, 'waiting', $3, $4)")
                .bind(id)
                .bind(round)
                .bind(account)
                .bind(at)
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Notes what became of an archive.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn end_archive(&mut self, row: &ArchiveRow) -> Result<(), StoreError> {
        let at = self.now().micros();
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "update round_archive set state = $2, finished_at = $3, bytes = $4, files = $5, sha256 = $6, \
                 manifest = $7, problem = $8 where id = $1",
            )
            .bind(&row.id)
            .bind(&row.state)
            .bind(at)
            .bind(row.bytes.cast_signed())
            .bind(row.files.cast_signed())
            .bind(&row.sha256)
            .bind(&row.manifest)
            .bind(&row.problem)
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Writes rows that came out of an archive; those that are there already stay as they are.
    ///
    /// # Errors
    /// If the database does not answer, or a row is none of this table.
    pub async fn restore_rows(&mut self, table: &Table, rows: &[ArchivedRow]) -> Result<(), StoreError> {
        let (_, write) = table.statements();
        for row in rows {
            on!(self.either(), |db| {
                let mut query = sqlx::query(AssertSqlSafe(write));
                for Column { name, is_whole } in table.columns() {
                    let value = row.get(name);
                    query = if is_whole {
                        query.bind(value.and_then(Value::as_i64))
                    } else {
                        query.bind(value.and_then(Value::as_str))
                    };
                }
                query.execute(db).await.map(|_| ())
            })?;
        }
        Ok(())
    }

    /// Keeps the code of a round for one that is about to come out of an archive.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn begin_restoring(&mut self, round: &str, manifest: &str, account: &str) -> Result<(), StoreError> {
        let at = self.now().micros();
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into restored_round (round, manifest, state, account, at) values ($1, $2, 'coming', $3, $4)",
            )
            .bind(round)
            .bind(manifest)
            .bind(account)
            .bind(at)
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Says that a round is there as a whole; from now on its log takes nothing more.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn end_restoring(&mut self, round: &str) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("update restored_round set state = 'whole' where round = $1")
                .bind(round)
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }
}

fn archive<R: Row>(row: &R) -> Result<ArchiveRow, sqlx::Error>
where
    for<'a> &'a str: sqlx::ColumnIndex<R>,
    for<'a> Option<String>: sqlx::Decode<'a, R::Database> + sqlx::Type<R::Database>,
    for<'a> Option<i64>: sqlx::Decode<'a, R::Database> + sqlx::Type<R::Database>,
    for<'a> String: sqlx::Decode<'a, R::Database> + sqlx::Type<R::Database>,
    for<'a> i64: sqlx::Decode<'a, R::Database> + sqlx::Type<R::Database>,
{
    let columns = Columns(row);
    let text = |name| Ok::<_, sqlx::Error>(columns.maybe_text(name)?.unwrap_or_default());
    let whole = |name| Ok::<_, sqlx::Error>(columns.maybe_whole(name)?.unwrap_or_default().cast_unsigned());
    Ok(ArchiveRow {
        id: columns.text("id")?,
        round: columns.text("round")?,
        state: columns.text("state")?,
        account: columns.text("account")?,
        at: columns.moment("at")?,
        finished_at: columns.maybe_moment("finished_at")?,
        bytes: whole("bytes")?,
        files: whole("files")?,
        sha256: text("sha256")?,
        manifest: text("manifest")?,
        problem: text("problem")?,
    })
}
