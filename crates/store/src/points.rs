//! Points as facts: added to, never changed; the last of a layer is the one that counts in it.

use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// Points of one criterion as they were told, with whose they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointsRow {
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Layer: `self`, `preliminary`, `appraised`, `council`.
    pub layer: String,
    /// Number of the event that told them.
    pub seq: u64,
    /// The answer with its points, as JSON.
    pub answer: String,
    /// Why, where a reason is given.
    pub reason: Option<String>,
    /// Account of whose points they are.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

/// What a round's points rest on, as far as it came after an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Points that were told after the event, in the order in which they were told.
    pub facts: Vec<PointsRow>,
    /// All inputs: name, round and version of the publication that answers.
    pub inputs: Vec<(String, String, u32)>,
    /// All signed overrides of held grades in force: unit, reason, name of who signed.
    pub held: Vec<(String, String, String)>,
}

/// Points of one criterion as a fact of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointsFact<'a> {
    /// Code of the criterion.
    pub criterion: &'a str,
    /// Layer: `self`, `preliminary`, `appraised`, `council`.
    pub layer: &'a str,
    /// Number of the event that told them.
    pub seq: u64,
    /// The answer with its points, as JSON.
    pub answer: &'a str,
    /// Why, where a reason is given.
    pub reason: Option<&'a str>,
    /// Account of whose points they are.
    pub account: &'a str,
}

type Row = (String, String, String, i64, String, Option<String>, String, i64);

fn row((unit, criterion, layer, seq, answer, reason, account, at): Row) -> PointsRow {
    let (seq, at) = (seq.cast_unsigned(), Timestamp::from_micros(at));
    PointsRow { unit, criterion, layer, seq, answer, reason, account, at }
}

impl Link {
    /// Lists the points of all layers of a unit's record, in the order in which they were told.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn points_of(&mut self, round: &str, unit: &str) -> Result<Vec<PointsRow>, StoreError> {
        let rows: Vec<Row> = on!(self.either(), |db| {
            sqlx::query_as(
                "select unit, criterion, layer, seq, answer, reason, account, at from points_fact \
                 where round = $1 and unit = $2 order by seq, criterion",
            )
            .bind(round)
            .bind(unit)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(row).collect())
    }

    /// Lists the points of all layers of one criterion, of all units, in the order in which they were told.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn points_of_criterion(&mut self, round: &str, criterion: &str) -> Result<Vec<PointsRow>, StoreError> {
        let rows: Vec<Row> = on!(self.either(), |db| {
            sqlx::query_as(
                "select unit, criterion, layer, seq, answer, reason, account, at from points_fact \
                 where round = $1 and criterion = $2 order by seq, unit",
            )
            .bind(round)
            .bind(criterion)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(row).collect())
    }

    /// Lists the points of a round that were told after an event, in the order in which they were told.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn points_after(&mut self, round: &str, seq: Option<u64>) -> Result<Vec<PointsRow>, StoreError> {
        let after = seq.map_or(-1, u64::cast_signed);
        let rows: Vec<Row> = on!(self.either(), |db| {
            sqlx::query_as(
                "select unit, criterion, layer, seq, answer, reason, account, at from points_fact \
                 where round = $1 and seq > $2 order by seq, unit, criterion",
            )
            .bind(round)
            .bind(after)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(row).collect())
    }
}

impl Link {
    /// Looks up what a round's points rest on in one statement: facts after an event, inputs, signed overrides.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn points_news(&mut self, round: &str, seq: Option<u64>) -> Result<News, StoreError> {
        type Part = (String, String, String, String, i64, String, Option<String>, String, i64);
        let after = seq.map_or(-1, u64::cast_signed);
        let rows: Vec<Part> = on!(self.either(), |db| {
            sqlx::query_as(
                "select 'fact' as part, unit, criterion, layer, seq, answer, reason, account, at from points_fact \
                 where round = $1 and seq > $2 \
                 union all select 'input', name, from_round, '', version, '', null, '', 0 from round_input \
                 where round = $1 \
                 union all select 'held', authority_decision.unit, '', '', authority_decision.seq, \
                 authority_decision.reason, null, coalesce(account.name, authority_decision.account), 0 \
                 from authority_decision left join account on account.id = authority_decision.account \
                 where round = $1 and kind = 'accept_held' and revoked_at is null \
                 order by 5, 2, 3",
            )
            .bind(round)
            .bind(after)
            .fetch_all(db)
            .await
        })?;
        let mut news = News::default();
        for (part, unit, criterion, layer, seq, answer, reason, account, at) in rows {
            match part.as_str() {
                "fact" => news.facts.push(row((unit, criterion, layer, seq, answer, reason, account, at))),
                "input" => news.inputs.push((unit, criterion, u32::try_from(seq).unwrap_or_default())),
                _ => news.held.push((unit, answer, account)),
            }
        }
        Ok(news)
    }
}

impl Work {
    /// Adds points of a layer; what is there is never changed.
    ///
    /// # Errors
    /// If the database does not answer, or if the event has told points of this criterion already.
    pub async fn add_points(&mut self, round: &str, unit: &str, fact: PointsFact<'_>) -> Result<(), StoreError> {
        let at = self.now().micros();
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into points_fact (round, unit, criterion, layer, seq, answer, reason, account, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(round)
            .bind(unit)
            .bind(fact.criterion)
            .bind(fact.layer)
            .bind(fact.seq.cast_signed())
            .bind(fact.answer)
            .bind(fact.reason)
            .bind(fact.account)
            .bind(at)
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }
}
