//! Rounds: settings until opening, then what opening froze: sets, groups, units, and when stages close.

use sqlx::Row;
use thuocdo_assessment::RoundStage;
use thuocdo_base::Timestamp;
use thuocdo_words::collate::fold;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// A round without what it froze (đợt đánh giá).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundHead {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Reference period.
    pub period: String,
    /// Where it stands.
    pub stage: RoundStage,
    /// Settings as JSON.
    pub settings: String,
    /// Counts changes, so that two at once are noticed.
    pub version: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it opened.
    pub opened_at: Option<Timestamp>,
}

/// A criteria set as a round froze it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundSet {
    /// Place among the sets of the round, from 0.
    pub position: u32,
    /// Code.
    pub code: String,
    /// Version.
    pub version: String,
    /// Hash of its text and of the sets it borrows from.
    pub hash: String,
    /// Text of the file.
    pub text: String,
    /// Text of the English sidecar.
    pub sidecar: Option<String>,
    /// Texts of the sets it borrows from: code, version, text.
    pub borrowed: Vec<(String, String, String)>,
}

/// A ranking group of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundGroup {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Place among the groups.
    pub position: u32,
    /// Place of the set that serves it.
    pub in_set: u32,
}

/// A body as it was when the round opened (đơn vị được đánh giá).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundUnit {
    /// Code within the round.
    pub code: String,
    /// Id of the body.
    pub org_unit: String,
    /// Name then.
    pub name: String,
    /// Ranking group.
    pub group: String,
    /// Class, where its set has classes.
    pub class: Option<String>,
    /// Facts that rules look at.
    pub traits: Vec<String>,
    /// Code of the linked body.
    pub linked: Option<String>,
    /// Listed without rank, on this ground.
    pub excluded: Option<String>,
}

/// When a stage closes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The stage.
    pub stage: RoundStage,
    /// The unit it is for; `None`: all that have none of their own.
    pub unit: Option<String>,
    /// When it is due.
    pub due_at: Timestamp,
    /// Number of the closing in the round's log, once it has happened.
    pub closed_seq: Option<u64>,
    /// When it happened.
    pub closed_at: Option<Timestamp>,
}

/// A tie between a person and a body: no appraisal, no vote (xung đột lợi ích).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Account of the person.
    pub account: String,
    /// Id of the body.
    pub org_unit: String,
    /// What the tie is.
    pub ground: String,
}

impl Link {
    /// Finds a round.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_round(&mut self, code: &str) -> Result<Option<RoundHead>, StoreError> {
        Ok(on!(self.either(), |db| {
            let query = sqlx::query(
                "select code, title, period, stage, settings, version, created_at, opened_at from round \
                 where code = $1",
            );
            query.bind(code).fetch_optional(db).await?.as_ref().map(head).transpose()
        })?)
    }

    /// Lists all rounds, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn list_rounds(&mut self) -> Result<Vec<RoundHead>, StoreError> {
        Ok(on!(self.either(), |db| {
            let rows = sqlx::query(
                "select code, title, period, stage, settings, version, created_at, opened_at from round \
                 order by created_at desc, code",
            );
            rows.fetch_all(db).await?.iter().map(head).collect::<Result<Vec<_>, _>>()
        })?)
    }

    /// The sets of an opened round, in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn round_sets(&mut self, round: &str) -> Result<Vec<RoundSet>, StoreError> {
        Ok(on!(self.either(), |db| {
            let rows = sqlx::query(
                "select position, code, version, hash, text, sidecar, borrowed from round_set \
                 where round = $1 order by position",
            );
            rows.bind(round).fetch_all(db).await?.iter().map(set).collect::<Result<Vec<_>, _>>()
        })?)
    }

    /// The groups of an opened round, in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn round_groups(&mut self, round: &str) -> Result<Vec<RoundGroup>, StoreError> {
        let rows: Vec<(String, String, i64, i64)> = on!(self.either(), |db| {
            sqlx::query_as("select code, name, position, in_set from round_group where round = $1 order by position")
                .bind(round)
                .fetch_all(db)
                .await
        })?;
        let group = |(code, name, position, in_set): (String, String, i64, i64)| RoundGroup {
            code,
            name,
            position: small(position),
            in_set: small(in_set),
        };
        Ok(rows.into_iter().map(group).collect())
    }

    /// The units of an opened round, by code.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn round_units(&mut self, round: &str) -> Result<Vec<RoundUnit>, StoreError> {
        let rows: Vec<UnitRow> = on!(self.either(), |db| {
            sqlx::query_as(
                "select code, org_unit, name, in_group, class, traits, linked, excluded from round_unit \
                 where round = $1 order by code",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(unit).collect())
    }

    /// Finds one unit of an opened round.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn round_unit(&mut self, round: &str, code: &str) -> Result<Option<RoundUnit>, StoreError> {
        let row: Option<UnitRow> = on!(self.either(), |db| {
            sqlx::query_as(
                "select code, org_unit, name, in_group, class, traits, linked, excluded from round_unit \
                 where round = $1 and code = $2",
            )
            .bind(round)
            .bind(code)
            .fetch_optional(db)
            .await
        })?;
        Ok(row.map(unit))
    }

    /// When the stages of a round close, for all and for single units.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn dues(&mut self, round: &str) -> Result<Vec<Due>, StoreError> {
        let rows: Vec<DueRow> = on!(self.either(), |db| {
            sqlx::query_as(
                "select stage, unit, due_at, closed_seq, closed_at from round_due where round = $1 \
                 order by due_at, stage, unit",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().filter_map(due).collect())
    }

    /// All ties between people and bodies.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn conflicts(&mut self) -> Result<Vec<Conflict>, StoreError> {
        let rows: Vec<(String, String, String)> = on!(self.either(), |db| {
            sqlx::query_as("select account, org_unit, ground from conflict_of_interest order by account, org_unit")
                .fetch_all(db)
                .await
        })?;
        let conflict = |(account, org_unit, ground)| Conflict { account, org_unit, ground };
        Ok(rows.into_iter().map(conflict).collect())
    }
}

impl Work {
    /// Makes a round.
    ///
    /// # Errors
    /// If the code is taken or the database does not answer.
    pub async fn insert_round(&mut self, round: &RoundHead) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "insert into round (code, title, period, stage, settings, version, created_at, opened_at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(&round.code)
            .bind(&round.title)
            .bind(&round.period)
            .bind(round.stage.word())
            .bind(&round.settings)
            .bind(round.version.cast_signed())
            .bind(round.created_at.micros())
            .bind(round.opened_at.map(Timestamp::micros))
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Takes an opened round to another stage, if nobody else did since it was read.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if somebody did.
    pub async fn set_round_stage(&mut self, round: &str, from: RoundStage, to: RoundStage) -> Result<(), StoreError> {
        let moved = on!(self.either(), |db| {
            sqlx::query("update round set stage = $3, version = version + 1 where code = $1 and stage = $2")
                .bind(round)
                .bind(from.word())
                .bind(to.word())
                .execute(db)
                .await
                .map(|done| done.rows_affected())
        })?;
        if moved == 0 { Err(StoreError::Overtaken) } else { Ok(()) }
    }

    /// Saves a round over the version it was read at; `false` if somebody was faster.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_round(&mut self, round: &RoundHead) -> Result<bool, StoreError> {
        let changed: u64 = on!(self.either(), |db| {
            sqlx::query(
                "update round set title = $2, period = $3, stage = $4, settings = $5, opened_at = $6, \
                 version = version + 1 where code = $1 and version = $7",
            )
            .bind(&round.code)
            .bind(&round.title)
            .bind(&round.period)
            .bind(round.stage.word())
            .bind(&round.settings)
            .bind(round.opened_at.map(Timestamp::micros))
            .bind(round.version.cast_signed())
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(changed == 1)
    }

    /// Freezes a set.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn freeze_set(&mut self, round: &str, set: &RoundSet) -> Result<(), StoreError> {
        let borrowed = serde_json::json!(set.borrowed).to_string();
        on!(self.either(), |db| {
            sqlx::query(
                "insert into round_set (round, position, code, version, hash, text, sidecar, borrowed) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(round)
            .bind(i64::from(set.position))
            .bind(&set.code)
            .bind(&set.version)
            .bind(&set.hash)
            .bind(&set.text)
            .bind(&set.sidecar)
            .bind(borrowed)
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Freezes a group.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn freeze_group(&mut self, round: &str, group: &RoundGroup) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query("insert into round_group (round, code, name, position, in_set) values ($1, $2, $3, $4, $5)")
                .bind(round)
                .bind(&group.code)
                .bind(&group.name)
                .bind(i64::from(group.position))
                .bind(i64::from(group.in_set))
                .execute(db)
                .await
                .map(|_| ())
        })?;
        Ok(())
    }

    /// Freezes a unit.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn freeze_unit(&mut self, round: &str, unit: &RoundUnit) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "insert into round_unit \
                 (round, code, org_unit, name, folded, in_group, class, traits, linked, excluded) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(round)
            .bind(&unit.code)
            .bind(&unit.org_unit)
            .bind(&unit.name)
            .bind(fold(&unit.name))
            .bind(&unit.group)
            .bind(&unit.class)
            .bind(unit.traits.join(" "))
            .bind(&unit.linked)
            .bind(&unit.excluded)
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Sets when a stage closes, for all or for one unit, and opens it again if it had closed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn set_due(
        &mut self,
        round: &str,
        stage: RoundStage,
        unit: Option<&str>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.changes_dues();
        on!(self.either(), |db| {
            sqlx::query(
                "insert into round_due (round, stage, unit, due_at) values ($1, $2, $3, $4) \
                 on conflict (round, stage, unit) do update \
                 set due_at = excluded.due_at, closed_seq = null, closed_at = null",
            )
            .bind(round)
            .bind(stage.word())
            .bind(unit.unwrap_or_default())
            .bind(at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Keeps a tie between a person and a body.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_conflict(&mut self, conflict: &Conflict) -> Result<(), StoreError> {
        let at = self.now().micros();
        on!(self.either(), |db| {
            sqlx::query(
                "insert into conflict_of_interest (account, org_unit, ground, at) values ($1, $2, $3, $4) \
                 on conflict (account, org_unit) do update set ground = excluded.ground, at = excluded.at",
            )
            .bind(&conflict.account)
            .bind(&conflict.org_unit)
            .bind(&conflict.ground)
            .bind(at)
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Takes a tie back.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn remove_conflict(&mut self, account: &str, org_unit: &str) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query("delete from conflict_of_interest where account = $1 and org_unit = $2")
                .bind(account)
                .bind(org_unit)
                .execute(db)
                .await
                .map(|_| ())
        })?;
        Ok(())
    }
}

type UnitRow = (String, String, String, String, Option<String>, String, Option<String>, Option<String>);

fn unit((code, org_unit, name, group, class, traits, linked, excluded): UnitRow) -> RoundUnit {
    let traits = traits.split_whitespace().map(str::to_owned).collect();
    RoundUnit { code, org_unit, name, group, class, traits, linked, excluded }
}

type DueRow = (String, String, i64, Option<i64>, Option<i64>);

fn due((stage, unit, due_at, seq, at): DueRow) -> Option<Due> {
    Some(Due {
        stage: RoundStage::of(&stage)?,
        unit: Some(unit).filter(|unit| !unit.is_empty()),
        due_at: Timestamp::from_micros(due_at),
        closed_seq: seq.map(i64::cast_unsigned),
        closed_at: at.map(Timestamp::from_micros),
    })
}

fn head<'row, R: Row>(row: &'row R) -> Result<RoundHead, sqlx::Error>
where
    &'static str: sqlx::ColumnIndex<R>,
    String: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    i64: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    Option<i64>: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
{
    let stage: String = row.try_get("stage")?;
    let opened_at: Option<i64> = row.try_get("opened_at")?;
    Ok(RoundHead {
        code: row.try_get("code")?,
        title: row.try_get("title")?,
        period: row.try_get("period")?,
        stage: RoundStage::of(&stage).ok_or_else(|| sqlx::Error::Protocol(format!("stage {stage}")))?,
        settings: row.try_get("settings")?,
        version: row.try_get::<i64, _>("version")?.cast_unsigned(),
        created_at: Timestamp::from_micros(row.try_get("created_at")?),
        opened_at: opened_at.map(Timestamp::from_micros),
    })
}

fn set<'row, R: Row>(row: &'row R) -> Result<RoundSet, sqlx::Error>
where
    &'static str: sqlx::ColumnIndex<R>,
    String: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    Option<String>: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
    i64: sqlx::Decode<'row, R::Database> + sqlx::Type<R::Database>,
{
    let borrowed: String = row.try_get("borrowed")?;
    Ok(RoundSet {
        position: small(row.try_get("position")?),
        code: row.try_get("code")?,
        version: row.try_get("version")?,
        hash: row.try_get("hash")?,
        text: row.try_get("text")?,
        sidecar: row.try_get("sidecar")?,
        borrowed: serde_json::from_str(&borrowed).map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
    })
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
