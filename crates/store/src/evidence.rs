//! Evidence of bodies, and the criteria that each item serves.

use sqlx::{ColumnIndex, Decode, Row, Type};
use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::row::Columns;
use crate::{Link, StoreError, Work};

/// One item of evidence (minh chứng): a cited document, or something else with a description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Id.
    pub id: String,
    /// Id of the body that it belongs to.
    pub org_unit: String,
    /// Whether it is a document with number, date and issuer; otherwise only `summary` is filled in.
    pub is_document: bool,
    /// Number and notation (số ký hiệu).
    pub number: String,
    /// Date, `YYYY-MM-DD`, or empty.
    pub date: String,
    /// Issuer (cơ quan ban hành).
    pub issuer: String,
    /// Abstract of a document (trích yếu), or description.
    pub summary: String,
    /// A state secret: cited by number alone, never with a file.
    pub secret: bool,
    /// Hash of its file.
    pub file: Option<String>,
    /// Name under which the file was handed in.
    pub file_name: Option<String>,
    /// Receipt of what was handed in on paper.
    pub paper: Option<Paper>,
    /// Counts changes.
    pub version: u64,
    /// Account of who wrote this version.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

/// Receipt of evidence on paper (biên nhận bản giấy).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// Number of the receipt.
    pub number: String,
    /// Date, `YYYY-MM-DD`.
    pub date: String,
    /// Who took it in.
    pub by: String,
    /// Where.
    pub place: String,
}

/// An item with what is known of its file and its use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    /// The item.
    pub evidence: Evidence,
    /// Bytes of its file.
    pub size: Option<u64>,
    /// Word of the kind of its file.
    pub kind: Option<String>,
    /// Pages of its file.
    pub pages: Option<u64>,
    /// Whether the file has text that can be searched.
    pub has_text: Option<bool>,
    /// Whether the file was found altered or gone.
    pub altered: bool,
    /// How many criteria it serves, in all rounds.
    pub uses: u64,
}

/// One criterion that an item serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceUse {
    /// Code of the round.
    pub round: String,
    /// Code of the unit in it.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Account of who attached it.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

/// Which items of a body are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceFilter {
    /// Folded words that must occur in this order.
    pub words: String,
    /// Only those that serve no criterion.
    pub unattached: bool,
    /// Only those that serve more than one.
    pub shared: bool,
    /// Only those dated before the first or after the second day.
    pub outside: Option<(String, String)>,
    /// Only those with this file.
    pub file: Option<String>,
    /// How many to pass over.
    pub offset: u64,
    /// How many at most.
    pub limit: u64,
}

/// Columns of an item with its file and its use.
macro_rules! columns {
    ($more:expr, $from:expr) => {
        concat!(
            "select e.*, f.size, f.kind as file_kind, f.pages, f.has_text, f.altered_at, ",
            $more,
            "(select count(*) from evidence_use u where u.evidence = e.id) as uses from ",
            $from
        )
    };
}

/// Binds: 1 body, 2 words, 3 unattached, 4 shared, 5 first day, 6 last day, 7 file.
macro_rules! filtered {
    ($head:expr, $tail:expr) => {
        concat!(
            $head,
            " where e.org_unit = $1 and e.removed_at is null and ($2 = '' or e.folded like $2 escape '\\')",
            " and ($3 = 0 or not exists (select 1 from evidence_use u where u.evidence = e.id))",
            " and ($4 = 0 or (select count(*) from evidence_use u where u.evidence = e.id) > 1)",
            " and ($5 = '' or (e.date <> '' and (e.date < $5 or e.date > $6))) and ($7 = '' or e.file = $7) ",
            $tail
        )
    };
}

const LISTED: &str = filtered!(
    columns!("", "evidence e left join file f on f.sha256 = e.file"),
    "order by e.at desc, e.id desc limit $8 offset $9"
);
const COUNTED: &str = filtered!("select count(*) from evidence e", "");

impl Link {
    /// Finds an item that was not removed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_evidence(&mut self, id: &str) -> Result<Option<EvidenceRow>, StoreError> {
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(columns!(
                "",
                "evidence e left join file f on f.sha256 = e.file where e.id = $1 and e.removed_at is null"
            ));
            query.bind(id).fetch_optional(db).await?.as_ref().map(row).transpose()
        })?)
    }

    /// Lists items of a body, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn evidence_of(
        &mut self,
        org_unit: &str,
        filter: &EvidenceFilter,
    ) -> Result<Vec<EvidenceRow>, StoreError> {
        let (words, outside) = (pattern(&filter.words), filter.outside.clone().unwrap_or_default());
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(LISTED).bind(org_unit).bind(words);
            let query = query.bind(i64::from(filter.unattached)).bind(i64::from(filter.shared));
            let query = query.bind(outside.0).bind(outside.1).bind(filter.file.clone().unwrap_or_default());
            let query = query.bind(filter.limit.cast_signed()).bind(filter.offset.cast_signed());
            query.fetch_all(db).await?.iter().map(row).collect::<Result<Vec<_>, _>>()
        })?)
    }

    /// Counts items of a body, whatever part of them the filter asks for.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn count_evidence(&mut self, org_unit: &str, filter: &EvidenceFilter) -> Result<u64, StoreError> {
        let (words, outside) = (pattern(&filter.words), filter.outside.clone().unwrap_or_default());
        let (count,): (i64,) = on!(self.either(), |db| {
            let query = sqlx::query_as(COUNTED).bind(org_unit).bind(words);
            let query = query.bind(i64::from(filter.unattached)).bind(i64::from(filter.shared));
            let query = query.bind(outside.0).bind(outside.1).bind(filter.file.clone().unwrap_or_default());
            query.fetch_one(db).await
        })?;
        Ok(count.cast_unsigned())
    }

    /// Lists what a unit attached in a round, with the criterion before each item.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn evidence_for(&mut self, round: &str, unit: &str) -> Result<Vec<(String, EvidenceRow)>, StoreError> {
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(columns!(
                "a.criterion, ",
                "evidence_use a join evidence e on e.id = a.evidence left join file f on f.sha256 = e.file \
                 where a.round = $1 and a.unit = $2 and e.removed_at is null order by a.criterion, a.at, e.id"
            ));
            let rows = query.bind(round).bind(unit).fetch_all(db).await?;
            rows.iter()
                .map(|found| Ok((found.try_get("criterion")?, row(found)?)))
                .collect::<Result<Vec<_>, sqlx::Error>>()
        })?)
    }

    /// Lists what all units attached in a round, with unit and criterion before each item.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn evidence_in(&mut self, round: &str) -> Result<Vec<(String, String, EvidenceRow)>, StoreError> {
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(columns!(
                "a.unit, a.criterion, ",
                "evidence_use a join evidence e on e.id = a.evidence left join file f on f.sha256 = e.file \
                 where a.round = $1 and e.removed_at is null order by a.unit, a.criterion, a.at, e.id"
            ));
            let rows = query.bind(round).fetch_all(db).await?;
            rows.iter()
                .map(|found| Ok((found.try_get("unit")?, found.try_get("criterion")?, row(found)?)))
                .collect::<Result<Vec<_>, sqlx::Error>>()
        })?)
    }

    /// Lists what an item serves, the latest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn uses_of(&mut self, evidence: &str) -> Result<Vec<EvidenceUse>, StoreError> {
        let rows: Vec<(String, String, String, String, i64)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select round, unit, criterion, account, at from evidence_use where evidence = $1 \
                 order by at desc, round, unit, criterion",
            )
            .bind(evidence)
            .fetch_all(db)
            .await
        })?;
        let one = |(round, unit, criterion, account, at)| EvidenceUse {
            round,
            unit,
            criterion,
            account,
            at: Timestamp::from_micros(at),
        };
        Ok(rows.into_iter().map(one).collect())
    }

    /// Lists the bodies that a person works in or has answered for in some round, by id.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn bodies_of(&mut self, account: &str) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select org_unit from account where id = $1 and org_unit is not null and disabled_at is null \
                 union select u.org_unit from round_role r join round_unit u on u.round = r.round and u.code = r.unit \
                 where r.account = $1 and r.revoked_at is null and r.role in ('contributor', 'unit_head') order by 1",
            )
            .bind(account)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Finds the round that opened last among those in which a body is assessed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn newest_round_of(&mut self, org_unit: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select r.code from round r join round_unit u on u.round = r.code \
                 where u.org_unit = $1 and r.opened_at is not null order by r.opened_at desc, r.code limit 1",
            )
            .bind(org_unit)
            .fetch_optional(db)
            .await
        })?;
        Ok(row.map(|(code,)| code))
    }
}

impl Work {
    /// Adds an item.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn insert_evidence(&mut self, evidence: &Evidence, folded: &str) -> Result<(), StoreError> {
        let paper = evidence.paper.clone();
        on!(self.either(), |db| {
            let query = sqlx::query(
                "insert into evidence (id, org_unit, kind, number, date, issuer, abstract, folded, secret, file, \
                 file_name, paper_number, paper_date, paper_by, paper_place, version, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
            )
            .bind(&evidence.id)
            .bind(&evidence.org_unit)
            .bind(kind_word(evidence.is_document))
            .bind(&evidence.number)
            .bind(&evidence.date)
            .bind(&evidence.issuer)
            .bind(&evidence.summary)
            .bind(folded)
            .bind(i64::from(evidence.secret));
            query
                .bind(&evidence.file)
                .bind(&evidence.file_name)
                .bind(paper.as_ref().map(|paper| paper.number.clone()))
                .bind(paper.as_ref().map(|paper| paper.date.clone()))
                .bind(paper.as_ref().map(|paper| paper.by.clone()))
                .bind(paper.as_ref().map(|paper| paper.place.clone()))
                .bind(evidence.version.cast_signed())
                .bind(&evidence.account)
                .bind(evidence.at.micros())
                .execute(db)
                .await
                .map(|_| ())
        })?;
        Ok(())
    }

    /// Changes an item over the version it was read at and keeps what it said before; `false` if somebody was faster.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn change_evidence(
        &mut self,
        before: &Evidence,
        evidence: &Evidence,
        folded: &str,
    ) -> Result<bool, StoreError> {
        let paper = evidence.paper.clone();
        let changed: u64 = on!(self.either(), |db| {
            let query = sqlx::query(
                "update evidence set kind = $3, number = $4, date = $5, issuer = $6, abstract = $7, folded = $8, \
                 secret = $9, file = $10, file_name = $11, paper_number = $12, paper_date = $13, paper_by = $14, \
                 paper_place = $15, version = version + 1, account = $16, at = $17 \
                 where id = $1 and version = $2 and removed_at is null",
            )
            .bind(&evidence.id)
            .bind(before.version.cast_signed())
            .bind(kind_word(evidence.is_document))
            .bind(&evidence.number)
            .bind(&evidence.date)
            .bind(&evidence.issuer)
            .bind(&evidence.summary)
            .bind(folded)
            .bind(i64::from(evidence.secret));
            query
                .bind(&evidence.file)
                .bind(&evidence.file_name)
                .bind(paper.as_ref().map(|paper| paper.number.clone()))
                .bind(paper.as_ref().map(|paper| paper.date.clone()))
                .bind(paper.as_ref().map(|paper| paper.by.clone()))
                .bind(paper.as_ref().map(|paper| paper.place.clone()))
                .bind(&evidence.account)
                .bind(evidence.at.micros())
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
        if changed == 1 {
            self.keep_evidence_past(before).await?;
        }
        Ok(changed == 1)
    }

    async fn keep_evidence_past(&mut self, before: &Evidence) -> Result<(), StoreError> {
        let content = content(before);
        on!(self.either(), |db| {
            sqlx::query(
                "insert into evidence_past (evidence, version, content, account, at) values ($1, $2, $3, $4, $5)",
            )
            .bind(&before.id)
            .bind(before.version.cast_signed())
            .bind(content)
            .bind(&before.account)
            .bind(before.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Takes an item out of its body's store; what it served must have been settled before.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn remove_evidence(&mut self, id: &str) -> Result<(), StoreError> {
        let at = self.now().micros();
        on!(self.either(), |db| {
            sqlx::query("update evidence set removed_at = $2 where id = $1 and removed_at is null")
                .bind(id)
                .bind(at)
                .execute(db)
                .await
                .map(|_| ())
        })?;
        Ok(())
    }

    /// Attaches an item to a criterion; doing so twice is no matter.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn attach_evidence(&mut self, evidence: &str, place: &EvidenceUse) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "insert into evidence_use (round, unit, criterion, evidence, account, at) \
                 values ($1, $2, $3, $4, $5, $6) on conflict (round, unit, criterion, evidence) do nothing",
            )
            .bind(&place.round)
            .bind(&place.unit)
            .bind(&place.criterion)
            .bind(evidence)
            .bind(&place.account)
            .bind(place.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Takes an item off one criterion; the others keep it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn detach_evidence(
        &mut self,
        evidence: &str,
        round: &str,
        unit: &str,
        criterion: &str,
    ) -> Result<bool, StoreError> {
        let taken: u64 = on!(self.either(), |db| {
            sqlx::query("delete from evidence_use where evidence = $1 and round = $2 and unit = $3 and criterion = $4")
                .bind(evidence)
                .bind(round)
                .bind(unit)
                .bind(criterion)
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
        Ok(taken > 0)
    }
}

fn kind_word(is_document: bool) -> &'static str {
    if is_document { "document" } else { "other" }
}

/// Folded words as a pattern: in this order, anything between; signs of patterns are plain signs.
fn pattern(words: &str) -> String {
    let plain = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let words: Vec<&str> = plain.split_whitespace().collect();
    if words.is_empty() { String::new() } else { format!("%{}%", words.join("%")) }
}

fn content(evidence: &Evidence) -> String {
    let paper = evidence.paper.as_ref().map(|paper| [&paper.number, &paper.date, &paper.by, &paper.place]);
    serde_json::json!({
        "kind": kind_word(evidence.is_document),
        "number": evidence.number,
        "date": evidence.date,
        "issuer": evidence.issuer,
        "summary": evidence.summary,
        "secret": evidence.secret,
        "file": evidence.file,
        "file_name": evidence.file_name,
        "paper": paper,
    })
    .to_string()
}

fn row<'row, R: Row>(found: &'row R) -> Result<EvidenceRow, sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let columns = Columns(found);
    let paper = match columns.maybe_text("paper_number")? {
        Some(number) => Some(Paper {
            number,
            date: columns.text("paper_date")?,
            by: columns.text("paper_by")?,
            place: columns.text("paper_place")?,
        }),
        None => None,
    };
    let evidence = Evidence {
        id: columns.text("id")?,
        org_unit: columns.text("org_unit")?,
        is_document: columns.text("kind")? == "document",
        number: columns.text("number")?,
        date: columns.text("date")?,
        issuer: columns.text("issuer")?,
        summary: columns.text("abstract")?,
        secret: columns.flag("secret")?,
        file: columns.maybe_text("file")?,
        file_name: columns.maybe_text("file_name")?,
        paper,
        version: columns.whole("version")?.cast_unsigned(),
        account: columns.text("account")?,
        at: columns.moment("at")?,
    };
    Ok(EvidenceRow {
        evidence,
        size: columns.maybe_whole("size")?.map(i64::cast_unsigned),
        kind: columns.maybe_text("file_kind")?,
        pages: columns.maybe_whole("pages")?.map(i64::cast_unsigned),
        has_text: columns.maybe_whole("has_text")?.map(|flag| flag == 1),
        altered: columns.maybe_whole("altered_at")?.is_some(),
        uses: columns.whole("uses")?.cast_unsigned(),
    })
}
