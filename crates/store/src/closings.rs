//! Closings: a deadline becomes an event, and what comes after it in the log comes too late.

use std::sync::Arc;

use thuocdo_assessment::RoundStage;
use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Clock, Random, Timestamp};

use crate::engine::on;
use crate::{Link, Store, StoreError, Work};

impl Link {
    /// Finds when the next closing is due, in any round that is on its way.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn next_due(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let (next,): (Option<i64>,) = on!(self.either(), |db| {
            sqlx::query_as(
                "select min(due_at) from round_due where closed_seq is null and not exists \
                 (select 1 from round where code = round_due.round and round.stage in ('preparing', 'cancelled')) \
                 and not exists (select 1 from restored_round where restored_round.round = round_due.round)",
            )
            .fetch_one(db)
            .await
        })?;
        Ok(next.map(Timestamp::from_micros))
    }
}

impl Work {
    /// Appends an event for every closing whose time has come, in the order of their times.
    pub(crate) async fn close_due(&mut self) -> Result<usize, StoreError> {
        let now = self.now();
        let due: Vec<(String, String, String)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select round, stage, unit from round_due where closed_seq is null and due_at <= $1 and not exists \
                 (select 1 from round where code = round_due.round and round.stage in ('preparing', 'cancelled')) \
                 and not exists (select 1 from restored_round where restored_round.round = round_due.round) \
                 order by due_at, round, stage, unit",
            )
            .bind(now.micros())
            .fetch_all(db)
            .await
        })?;
        for (round, stage, unit) in &due {
            let mut facts = vec![("stage", Fact::Text(stage.clone()))];
            if !unit.is_empty() {
                facts.push(("unit", Fact::Text(unit.clone())));
            }
            let event = self.record(round, "close", &Actor::System, &facts).await?;
            self.mark_closed(round, stage, unit, event.seq, event.at).await?;
            if stage == RoundStage::SelfAssessment.word() {
                self.close_records(round).await?;
            }
            if stage == RoundStage::Clarification.word() {
                self.close_questions(round).await?;
            }
            tracing::info!(round, stage, unit, seq = event.seq, "closed");
        }
        Ok(due.len())
    }

    async fn mark_closed(
        &mut self,
        round: &str,
        stage: &str,
        unit: &str,
        seq: u64,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "update round_due set closed_seq = $4, closed_at = $5 where round = $1 and stage = $2 and unit = $3",
            )
            .bind(round)
            .bind(stage)
            .bind(unit)
            .bind(seq.cast_signed())
            .bind(at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }
}

impl Store {
    /// Appends the closings that are due: the writer does so before any job, here before none.
    ///
    /// Reads first, so that nothing is written while nothing is due.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn close_due(&self, clock: &Arc<dyn Clock>, random: &Arc<dyn Random>) -> Result<(), StoreError> {
        let next = self.look().await?.next_due().await?;
        if next.is_none_or(|next| next > clock.now()) {
            return Ok(());
        }
        self.write(clock, random, |_| Box::pin(async { Ok(()) })).await
    }
}
