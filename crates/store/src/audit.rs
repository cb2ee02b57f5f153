//! What auditors read: the whole way of one criterion of one unit, the log of a round page by page, and who read it.

use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Event, Link, StoreError, Work};

/// One thing that happened to a criterion of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// When.
    pub at: Timestamp,
    /// Account of who did it.
    pub account: String,
    /// What it was: `field`, `evidence`, `points`, `asked`, `replied`, `settled`, `decided`, `vote`, `note`,
    /// `opinion`, `accept_held`, `appeal`, `answer_appeal`.
    pub kind: String,
    /// What it was about: name of a field, layer, presence of a vote.
    pub what: String,
    /// What was said, as it is kept.
    pub text: String,
    /// The reason, if one was given; the hash of a file for evidence.
    pub reason: String,
    /// Number of the event in the round's log, where there is one.
    pub seq: Option<u64>,
}

/// What of a round's log is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Only events of this kind; empty for all.
    pub kind: String,
    /// Only events whose facts, kind or actor hold this text; empty for all.
    pub search: String,
}

/// That somebody read the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Id.
    pub id: String,
    /// Account of who read.
    pub account: String,
    /// What they read.
    pub what: String,
    /// When.
    pub at: Timestamp,
}

/// Everything kept of one criterion of one unit; votes only once they are revealed.
const TRAIL: &str = "select at, account, kind, what, text, reason, seq from ( \
     select at, account, 'field' as kind, name as what, value as text, '' as reason, -1 as seq from field_past \
     where round = $1 and unit = $2 and criterion = $3 \
     union all select u.at, u.account, 'evidence', e.number, e.abstract, coalesce(e.file, ''), -1 \
     from evidence_use u join evidence e on e.id = u.evidence \
     where u.round = $1 and u.unit = $2 and u.criterion = $3 \
     union all select at, account, 'points', layer, answer, coalesce(reason, ''), seq from points_fact \
     where round = $1 and unit = $2 and criterion = $3 \
     union all select asked_at, account, 'asked', coalesce(intended, ''), text, '', -1 from question \
     where round = $1 and unit = $2 and criterion = $3 \
     union all select replied_at, coalesce(replied_by, ''), 'replied', coalesce(stance, ''), coalesce(reply, ''), '', -1 \
     from question where round = $1 and unit = $2 and criterion = $3 and replied_at is not null \
     union all select settled_at, account, 'settled', state, '', '', -1 from question \
     where round = $1 and unit = $2 and criterion = $3 and settled_at is not null \
     union all select decided_at, coalesce(decided_by, ''), 'decided', coalesce(outcome, ''), coalesce(decided, ''), \
     conclusion, coalesce(decided_seq, -1) from agenda_item \
     where round = $1 and unit = $2 and criterion = $3 and decided_at is not null \
     union all select v.at, v.account, 'vote', '', v.sealed, '', -1 from vote v join agenda_item i on i.id = v.item \
     where i.round = $1 and i.unit = $2 and i.criterion = $3 and v.revealed = 1 \
     union all select at, account, 'note', kind, text, date, -1 from verification_note \
     where round = $1 and unit = $2 and criterion = $3 and removed_at is null \
     union all select given_at, coalesce(account, ''), 'opinion', coalesce(points, ''), coalesce(settled, ''), \
     coalesce(reason, ''), -1 from second_opinion \
     where round = $1 and unit = $2 and criterion = $3 and given_at is not null and settled_at is not null \
     union all select at, account, 'accept_held', '', '', reason, seq from authority_decision \
     where round = $1 and unit = $2 and kind = 'accept_held' \
     union all select at, account, 'appeal', '', text, '', -1 from appeal \
     where round = $1 and unit = $2 and (criterion is null or criterion = $3) \
     union all select answered_at, coalesce(answered_by, ''), 'answer_appeal', state, coalesce(answer, ''), '', -1 \
     from appeal where round = $1 and unit = $2 and (criterion is null or criterion = $3) \
     and answered_at is not null \
     ) trail order by at, kind, what";

const OF_ROUND: &str = " from event where round = $1 and ($2 = '' or kind = $2) \
     and ($3 = '' or body like $4 escape '!' or actor like $4 escape '!' or kind like $4 escape '!')";

impl Link {
    /// Lists everything that happened to one criterion of one unit, in order of time.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn trail(&mut self, round: &str, unit: &str, criterion: &str) -> Result<Vec<Trail>, StoreError> {
        type Row = (i64, String, String, String, String, String, i64);
        let rows: Vec<Row> = on!(self.either(), |db| {
            sqlx::query_as(TRAIL).bind(round).bind(unit).bind(criterion).fetch_all(db).await
        })?;
        let row = |(at, account, kind, what, text, reason, seq): Row| Trail {
            at: Timestamp::from_micros(at),
            account,
            kind,
            what,
            text,
            reason,
            seq: u64::try_from(seq).ok(),
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Counts the events of a round that are asked for.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn count_events(&mut self, round: &str, filter: &EventFilter) -> Result<u64, StoreError> {
        let (sql, like) = (format!("select count(*){OF_ROUND}"), like(&filter.search));
        let (count,): (i64,) = on!(self.either(), |db| {
            sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(round)
                .bind(&filter.kind)
                .bind(&filter.search)
                .bind(&like)
                .fetch_one(db)
                .await
        })?;
        Ok(count.cast_unsigned())
    }

    /// Lists events of a round that are asked for, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn events_in(
        &mut self,
        round: &str,
        filter: &EventFilter,
        skip: u64,
        limit: u32,
    ) -> Result<Vec<Event>, StoreError> {
        let sql = format!(
            "select round, seq, kind, actor, at, body, body_salt, personal, personal_salt, personal_commit, \
             prev, hash{OF_ROUND} order by seq desc limit $5 offset $6"
        );
        let like = like(&filter.search);
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(sqlx::AssertSqlSafe(sql.as_str())).bind(round).bind(&filter.kind);
            let query = query.bind(&filter.search).bind(&like).bind(i64::from(limit)).bind(skip.cast_signed());
            query.fetch_all(db).await?.iter().map(crate::events::event).collect::<Result<Vec<_>, sqlx::Error>>()
        })?)
    }

    /// Kinds of events in a round's log.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn event_kinds(&mut self, round: &str) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = on!(self.either(), |db| {
            sqlx::query_as("select distinct kind from event where round = $1 order by kind")
                .bind(round)
                .fetch_all(db)
                .await
        })?;
        Ok(rows.into_iter().map(|(kind,)| kind).collect())
    }

    /// Who read the log of a round, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn log_readings(&mut self, round: &str, limit: u32) -> Result<Vec<Reading>, StoreError> {
        let rows: Vec<(String, String, String, i64)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, account, what, at from log_reading where round = $1 order by at desc, id desc limit $2",
            )
            .bind(round)
            .bind(i64::from(limit))
            .fetch_all(db)
            .await
        })?;
        let row = |(id, account, what, at)| Reading { id, account, what, at: Timestamp::from_micros(at) };
        Ok(rows.into_iter().map(row).collect())
    }
}

impl Work {
    /// Notes that somebody read the log.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_log_reading(&mut self, round: &str, reading: &Reading) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("insert into log_reading (id, round, account, what, at) values ($1, $2, $3, $4, $5)")
                .bind(&reading.id)
                .bind(round)
                .bind(&reading.account)
                .bind(&reading.what)
                .bind(reading.at.micros())
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }
}

/// A pattern that finds a text anywhere.
fn like(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
