//! Results put up for approval, what members said of them, what the authority decides, and what a round reads
//! of other rounds.

use sqlx::{ColumnIndex, Decode, Row, Type};
use thuocdo_assessment::decision::{Issued, Opinion, Proposal, State};
use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::publications::whole;
use crate::row::Columns;
use crate::{Link, StoreError, Work};

/// A proposal with what was said of its result when it was made; the frozen result itself is read apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalRow {
    /// The proposal.
    pub proposal: Proposal,
    /// Differences and counts as JSON, made when it was proposed.
    pub summary: String,
    /// Account of who noted the decision.
    pub issued_by: Option<String>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}

/// What the authority decided about one unit where rules leave it to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityRow {
    /// Id.
    pub id: String,
    /// Code of the unit.
    pub unit: String,
    /// `accept_held`: a held grade may stand.
    pub kind: String,
    /// Why.
    pub reason: String,
    /// Account of who signed.
    pub account: String,
    /// Number of its event in the round's log.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
}

/// Which publication answers to an input of the round's sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputRow {
    /// Name of the input.
    pub name: String,
    /// Round whose publication it is.
    pub from_round: String,
    /// Its version.
    pub version: u32,
    /// Account of who said so.
    pub account: String,
    /// When.
    pub at: Timestamp,
}

type Said = (i64, i64, String, i64, String, i64);

impl Link {
    /// Lists the proposals of a round, the last first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn proposals(&mut self, round: &str) -> Result<Vec<ProposalRow>, StoreError> {
        let mut rows = on!(self.either(), |db| {
            let rows = sqlx::query(
                "select version, reason, digest, summary, state, account, at, decision_number, decision_date, \
                 decision_issuer, embargo, published_by, published_at from proposal where round = $1 \
                 order by at desc, version desc",
            );
            rows.bind(round).fetch_all(db).await?.iter().map(proposal).collect::<Result<Vec<_>, _>>()
        })?;
        let said: Vec<Said> = on!(self.either(), |db| {
            sqlx::query_as(
                "select version, proposed_at, account, approves, comment, at from proposal_verdict \
                 where round = $1 order by at, account",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?;
        for (version, proposed_at, by, approves, comment, at) in said {
            let of = |row: &&mut ProposalRow| {
                i64::from(row.proposal.version) == version && row.proposal.at.micros() == proposed_at
            };
            let opinion = Opinion { by, approves: approves != 0, comment, at: Timestamp::from_micros(at) };
            rows.iter_mut().find(of).into_iter().for_each(|row| row.proposal.opinions.push(opinion.clone()));
        }
        Ok(rows)
    }

    /// The frozen result of a proposal, as it was hashed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn proposed_body(&mut self, round: &str, of: &Proposal) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = on!(self.either(), |db| {
            sqlx::query_as("select body from proposal where round = $1 and version = $2 and at = $3")
                .bind(round)
                .bind(i64::from(of.version))
                .bind(of.at.micros())
                .fetch_optional(db)
                .await
        })?;
        Ok(row.map(|(body,)| body))
    }

    /// Codes of the rounds whose approved result may be seen by now and is not published.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn releases_due(&mut self, now: Timestamp) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select distinct round from proposal where state = 'approved' and decision_number is not null \
                 and embargo <= $1 and not exists (select 1 from restored_round where restored_round.round = proposal.round) \
                 order by round",
            )
            .bind(now.micros())
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(|(round,)| round).collect())
    }

    /// Lists what the authority has decided in a round and not revoked, by unit.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn authority_decisions(&mut self, round: &str) -> Result<Vec<AuthorityRow>, StoreError> {
        type Row = (String, String, String, String, String, i64, i64);
        let rows: Vec<Row> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, unit, kind, reason, account, seq, at from authority_decision \
                 where round = $1 and revoked_at is null order by unit, seq",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?;
        let row = |(id, unit, kind, reason, account, seq, at): Row| AuthorityRow {
            id,
            unit,
            kind,
            reason,
            account,
            seq: seq.cast_unsigned(),
            at: Timestamp::from_micros(at),
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Up to which event somebody has looked at the coming result, and when they did.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn result_look(&mut self, round: &str, account: &str) -> Result<Option<(u64, Timestamp)>, StoreError> {
        let row: Option<(i64, i64)> = on!(self.either(), |db| {
            sqlx::query_as("select seq, at from result_look where round = $1 and account = $2")
                .bind(round)
                .bind(account)
                .fetch_optional(db)
                .await
        })?;
        Ok(row.map(|(seq, at)| (seq.cast_unsigned(), Timestamp::from_micros(at))))
    }
}

impl Work {
    /// Adds a proposal with its frozen result.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_proposal(
        &mut self,
        round: &str,
        proposal: &Proposal,
        body: &str,
        summary: &str,
    ) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into proposal (round, version, reason, digest, body, summary, state, account, at, changed) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
            )
            .bind(round)
            .bind(i64::from(proposal.version))
            .bind(&proposal.reason)
            .bind(&proposal.digest)
            .bind(body)
            .bind(summary)
            .bind(proposal.state.word())
            .bind(&proposal.by)
            .bind(proposal.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Saves where a proposal stands, its decision and the opinion that was given last, over the state it was read in.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if somebody moved it since.
    pub async fn save_proposal(
        &mut self,
        round: &str,
        was: State,
        proposal: &Proposal,
        by: &str,
    ) -> Result<(), StoreError> {
        let (now, issued) = (self.now(), proposal.issued.as_ref());
        let published = (proposal.state == State::Published).then(|| now.micros());
        let moved = on!(self.either(), |db| {
            sqlx::query(
                "update proposal set state = $4, decision_number = $5, decision_date = $6, decision_issuer = $7, \
                 embargo = $8, published_by = coalesce($9, published_by), published_at = $10, changed = $11 \
                 where round = $1 and version = $2 and at = $3 and state = $12",
            )
            .bind(round)
            .bind(i64::from(proposal.version))
            .bind(proposal.at.micros())
            .bind(proposal.state.word())
            .bind(issued.map(|issued| issued.number.as_str()))
            .bind(issued.map(|issued| issued.date.as_str()))
            .bind(issued.map(|issued| issued.issuer.as_str()))
            .bind(issued.map(|issued| issued.embargo.micros()))
            .bind((was == State::Approved && proposal.state == State::Approved).then_some(by))
            .bind(published)
            .bind(now.micros())
            .bind(was.word())
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        if moved == 0 {
            return Err(StoreError::Overtaken);
        }
        match proposal.opinions.iter().find(|opinion| opinion.by == by) {
            Some(opinion) => self.save_opinion(round, proposal, opinion).await,
            None => Ok(()),
        }
    }

    async fn save_opinion(&mut self, round: &str, of: &Proposal, opinion: &Opinion) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into proposal_verdict (round, version, proposed_at, account, approves, comment, at) \
                 values ($1, $2, $3, $4, $5, $6, $7) on conflict (round, version, proposed_at, account) \
                 do update set approves = excluded.approves, comment = excluded.comment, at = excluded.at",
            )
            .bind(round)
            .bind(i64::from(of.version))
            .bind(of.at.micros())
            .bind(&opinion.by)
            .bind(i64::from(opinion.approves))
            .bind(&opinion.comment)
            .bind(opinion.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Adds what the authority decides about one unit.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_authority_decision(&mut self, round: &str, row: &AuthorityRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into authority_decision (id, round, unit, kind, reason, account, seq, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(&row.id)
            .bind(round)
            .bind(&row.unit)
            .bind(&row.kind)
            .bind(&row.reason)
            .bind(&row.account)
            .bind(row.seq.cast_signed())
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Revokes what the authority decided about one unit; it stays in the table.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn revoke_authority_decision(&mut self, round: &str, id: &str) -> Result<(), StoreError> {
        let now = self.now().micros();
        Ok(on!(self.either(), |db| {
            sqlx::query("update authority_decision set revoked_at = $3 where round = $1 and id = $2")
                .bind(round)
                .bind(id)
                .bind(now)
                .execute(db)
                .await
                .map(|_| ())
        })?)
    }

    /// Notes up to which event somebody has looked at the coming result.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn set_result_look(&mut self, round: &str, account: &str, seq: u64) -> Result<(), StoreError> {
        let now = self.now().micros();
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into result_look (round, account, seq, at) values ($1, $2, $3, $4) \
                 on conflict (round, account) do update set seq = excluded.seq, at = excluded.at",
            )
            .bind(round)
            .bind(account)
            .bind(seq.cast_signed())
            .bind(now)
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Says which publication answers to an input of a round from now on.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn set_round_input(&mut self, round: &str, row: &InputRow) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into round_input (round, name, from_round, version, account, at) \
                 values ($1, $2, $3, $4, $5, $6) on conflict (round, name) do update set \
                 from_round = excluded.from_round, version = excluded.version, account = excluded.account, \
                 at = excluded.at",
            )
            .bind(round)
            .bind(&row.name)
            .bind(&row.from_round)
            .bind(i64::from(row.version))
            .bind(&row.account)
            .bind(row.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }
}

fn proposal<'row, R: Row>(row: &'row R) -> Result<ProposalRow, sqlx::Error>
where
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'row, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'row, R::Database> + Type<R::Database>,
    String: Decode<'row, R::Database> + Type<R::Database>,
    i64: Decode<'row, R::Database> + Type<R::Database>,
{
    let row = Columns(row);
    let state =
        State::of(&row.text("state")?).ok_or_else(|| sqlx::Error::Protocol("state of a proposal".to_owned()))?;
    let issued = match (row.maybe_text("decision_number")?, row.maybe_moment("embargo")?) {
        (Some(number), Some(embargo)) => Some(Issued {
            number,
            date: row.maybe_text("decision_date")?.unwrap_or_default(),
            issuer: row.maybe_text("decision_issuer")?.unwrap_or_default(),
            embargo,
        }),
        _ => None,
    };
    let proposal = Proposal {
        version: whole(row.whole("version")?),
        reason: row.maybe_text("reason")?,
        digest: row.text("digest")?,
        state,
        by: row.text("account")?,
        at: row.moment("at")?,
        opinions: Vec::new(),
        issued,
    };
    let (summary, published_at) = (row.text("summary")?, row.maybe_moment("published_at")?);
    Ok(ProposalRow { proposal, summary, issued_by: row.maybe_text("published_by")?, published_at })
}
