//! What was typed for official documents, and templates that replace those of the program.

use sqlx::{ColumnIndex, Decode, Row, Type};
use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::row::Columns;
use crate::{Link, StoreError, Work};

/// What was typed for a document, as it was saved last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentText {
    /// Counts savings, from 1.
    pub version: u64,
    /// Fields by name as JSON.
    pub fields: String,
    /// Account of who saved it.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

/// A template that replaces one of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentTemplate {
    /// Which document.
    pub kind: String,
    /// Whose form.
    pub family: String,
    /// Code of its language.
    pub lang: String,
    /// Counts replacements, from 1.
    pub version: u64,
    /// The text; empty: the program's counts again.
    pub body: String,
    /// Account of who replaced it.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

impl Link {
    /// Finds what was typed last for a document.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn document_text(
        &mut self,
        round: &str,
        kind: &str,
        about: &str,
    ) -> Result<Option<DocumentText>, StoreError> {
        Ok(on!(self.either(), |db| {
            let row = sqlx::query(
                "select version, fields, account, at from document_text \
                 where round = $1 and kind = $2 and about = $3 order by version desc limit 1",
            );
            row.bind(round).bind(kind).bind(about).fetch_optional(db).await?.as_ref().map(text).transpose()
        })?)
    }

    /// Lists the templates that were ever replaced, each as it counts now.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn document_templates(&mut self) -> Result<Vec<DocumentTemplate>, StoreError> {
        Ok(on!(self.either(), |db| {
            let rows = sqlx::query(
                "select kind, family, lang, version, body, account, at from document_template as last \
                 where version = (select max(version) from document_template as every where every.kind = last.kind \
                 and every.family = last.family and every.lang = last.lang) order by kind, family, lang",
            );
            rows.fetch_all(db).await?.iter().map(template).collect::<Result<Vec<_>, _>>()
        })?)
    }
}

impl Work {
    /// Keeps what was typed for a document, beside what was typed before.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_document_text(
        &mut self,
        (round, kind, about): (&str, &str, &str),
        typed: &DocumentText,
    ) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into document_text (round, kind, about, version, fields, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(round)
            .bind(kind)
            .bind(about)
            .bind(typed.version.cast_signed())
            .bind(&typed.fields)
            .bind(&typed.account)
            .bind(typed.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Replaces a template; an empty text gives the program's back.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_document_template(&mut self, row: &DocumentTemplate) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into document_template (kind, family, lang, version, body, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&row.kind)
            .bind(&row.family)
            .bind(&row.lang)
            .bind(row.version.cast_signed())
            .bind(&row.body)
            .bind(&row.account)
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }
}

fn text<'row, R: Row>(row: &'row R) -> Result<DocumentText, sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    Ok(DocumentText {
        version: row.whole("version")?.cast_unsigned(),
        fields: row.text("fields")?,
        account: row.text("account")?,
        at: row.moment("at")?,
    })
}

fn template<'row, R: Row>(row: &'row R) -> Result<DocumentTemplate, sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    Ok(DocumentTemplate {
        kind: row.text("kind")?,
        family: row.text("family")?,
        lang: row.text("lang")?,
        version: row.whole("version")?.cast_unsigned(),
        body: row.text("body")?,
        account: row.text("account")?,
        at: row.moment("at")?,
    })
}
