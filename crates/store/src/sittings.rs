//! Sittings of the council: members, agenda, votes. What a vote says can be read only once it is revealed.

use thuocdo_assessment::council::{ItemState, Outcome, Presence, Sitting};
use thuocdo_assessment::role::Role;
use thuocdo_base::Timestamp;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// A sitting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SittingRow {
    /// Id.
    pub id: String,
    /// Code of the round.
    pub round: String,
    /// Counts the sittings of the round, from 1.
    pub number: u64,
    /// Title.
    pub title: String,
    /// When it is held.
    pub held_at: Timestamp,
    /// Where.
    pub place: String,
    /// Where it stands.
    pub state: Sitting,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Id of the item before the council.
    pub current: Option<String>,
    /// How many appraised points were recognized in one action.
    pub recognized: u64,
    /// Counts changes.
    pub version: u64,
}

/// A member of a sitting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SittingMember {
    /// Account.
    pub account: String,
    /// Role in the council.
    pub role: Role,
    /// How the member takes part.
    pub presence: Presence,
}

/// An item of an agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaItem {
    /// Id.
    pub id: String,
    /// Id of the sitting.
    pub sitting: String,
    /// Code of the unit.
    pub unit: String,
    /// Code of the criterion.
    pub criterion: String,
    /// Place on the agenda, from 1.
    pub position: u64,
    /// Where it stands.
    pub state: ItemState,
    /// Points that are proposed, exact.
    pub proposal: Option<String>,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// Points that were decided, exact.
    pub decided: Option<String>,
    /// Conclusion.
    pub conclusion: String,
    /// Number of the event that told the points.
    pub decided_seq: Option<u64>,
    /// Counts changes.
    pub version: u64,
}

/// A vote: that it was given, and what it says once it is revealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoteRow {
    /// Account.
    pub account: String,
    /// Hash over salt and text.
    pub commitment: String,
    /// Text and salt, once revealed.
    pub opened: Option<(String, String)>,
    /// When it was given.
    pub at: Timestamp,
}

type RawSitting =
    (String, String, i64, String, i64, String, String, Option<i64>, Option<i64>, Option<String>, i64, i64);
type RawItem = (
    String,
    String,
    String,
    String,
    i64,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    String,
    Option<i64>,
    i64,
);

impl Link {
    /// Lists the sittings of a round in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sittings(&mut self, round: &str) -> Result<Vec<SittingRow>, StoreError> {
        let rows: Vec<RawSitting> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, round, number, title, held_at, place, state, opened_at, closed_at, current, recognized, \
                 version from sitting where round = $1 order by number",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?;
        rows.into_iter().map(sitting).collect()
    }

    /// Lists who belongs to a sitting, by account.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn sitting_members(&mut self, sitting: &str) -> Result<Vec<SittingMember>, StoreError> {
        let rows: Vec<(String, String, String)> = on!(self.either(), |db| {
            sqlx::query_as(
                "select account, role, presence from sitting_member where sitting = $1 order by role, account",
            )
            .bind(sitting)
            .fetch_all(db)
            .await
        })?;
        let member = |(account, role, presence): (String, String, String)| {
            let (role, presence) = (known(Role::of(&role))?, known(Presence::of(&presence))?);
            Ok(SittingMember { account, role, presence })
        };
        rows.into_iter().map(member).collect()
    }

    /// Lists the items of all agendas of a round, by sitting and place.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn agenda(&mut self, round: &str) -> Result<Vec<AgendaItem>, StoreError> {
        let rows: Vec<RawItem> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, sitting, unit, criterion, position, state, proposal, outcome, decided, conclusion, \
                 decided_seq, version from agenda_item where round = $1 order by sitting, position",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?;
        rows.into_iter().map(item).collect()
    }

    /// Lists the votes on an item, by account; what is sealed stays in the database.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn votes(&mut self, item: &str) -> Result<Vec<VoteRow>, StoreError> {
        type Row = (String, String, Option<String>, Option<String>, i64);
        let rows: Vec<Row> = on!(self.either(), |db| {
            sqlx::query_as(
                "select account, commitment, case when revealed = 1 then sealed end, \
                 case when revealed = 1 then salt end, at from vote where item = $1 order by account",
            )
            .bind(item)
            .fetch_all(db)
            .await
        })?;
        let vote = |(account, commitment, text, salt, at): (String, String, Option<String>, Option<String>, i64)| {
            VoteRow { account, commitment, opened: text.zip(salt), at: Timestamp::from_micros(at) }
        };
        Ok(rows.into_iter().map(vote).collect())
    }

    /// Lists unit and criterion of double appraisals that nobody has settled.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unsettled_opinions(&mut self, round: &str) -> Result<Vec<(String, String)>, StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query_as(
                "select unit, criterion from second_opinion where round = $1 and given_at is not null \
                 and settled is null order by unit, criterion",
            )
            .bind(round)
            .fetch_all(db)
            .await
        })?)
    }
}

impl Work {
    /// Adds a sitting with its members, all absent until they are seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn insert_sitting(&mut self, row: &SittingRow, members: &[(String, Role)]) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "insert into sitting (id, round, number, title, held_at, place, state, recognized, version) \
                 values ($1, $2, $3, $4, $5, $6, $7, 0, 1)",
            )
            .bind(&row.id)
            .bind(&row.round)
            .bind(row.number.cast_signed())
            .bind(&row.title)
            .bind(row.held_at.micros())
            .bind(&row.place)
            .bind(row.state.word())
            .execute(db)
            .await
            .map(|_| ())
        })?;
        for (account, role) in members {
            self.set_presence(&row.id, account, *role, Presence::Absent).await?;
        }
        Ok(())
    }

    /// Saves where a sitting stands, if nobody changed it since it was read.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if somebody did.
    pub async fn save_sitting(&mut self, row: &SittingRow, by: &str) -> Result<(), StoreError> {
        let saved = on!(self.either(), |db| {
            sqlx::query(
                "update sitting set state = $1, opened_at = $2, closed_at = $3, current = $4, recognized = $5, \
                 closed_by = case when $1 = 'closed' then $6 else closed_by end, version = version + 1 \
                 where id = $7 and version = $8",
            )
            .bind(row.state.word())
            .bind(row.opened_at.map(Timestamp::micros))
            .bind(row.closed_at.map(Timestamp::micros))
            .bind(&row.current)
            .bind(row.recognized.cast_signed())
            .bind(by)
            .bind(&row.id)
            .bind(row.version.cast_signed())
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        if saved == 0 { Err(StoreError::Overtaken) } else { Ok(()) }
    }

    /// Says how a member takes part.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn set_presence(
        &mut self,
        sitting: &str,
        account: &str,
        role: Role,
        presence: Presence,
    ) -> Result<(), StoreError> {
        let at = self.now().micros();
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into sitting_member (sitting, account, role, presence, at) values ($1, $2, $3, $4, $5) \
                 on conflict (sitting, account) do update set presence = excluded.presence, at = excluded.at",
            )
            .bind(sitting)
            .bind(account)
            .bind(role.word())
            .bind(presence.word())
            .bind(at)
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Adds an item to an agenda.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn insert_agenda_item(&mut self, round: &str, row: &AgendaItem) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query(
                "insert into agenda_item (id, sitting, round, unit, criterion, position, state, conclusion, version) \
                 values ($1, $2, $3, $4, $5, $6, $7, '', 1)",
            )
            .bind(&row.id)
            .bind(&row.sitting)
            .bind(round)
            .bind(&row.unit)
            .bind(&row.criterion)
            .bind(row.position.cast_signed())
            .bind(row.state.word())
            .execute(db)
            .await
            .map(|_| ())
        })?)
    }

    /// Saves where an item stands, if nobody changed it since it was read.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] if somebody did.
    pub async fn save_agenda_item(&mut self, row: &AgendaItem, by: &str) -> Result<(), StoreError> {
        let decided_at = row.outcome.map(|_| self.now().micros());
        let saved = on!(self.either(), |db| {
            sqlx::query(
                "update agenda_item set state = $1, proposal = $2, outcome = $3, decided = $4, conclusion = $5, \
                 decided_by = $6, decided_at = $7, decided_seq = $8, version = version + 1 \
                 where id = $9 and version = $10",
            )
            .bind(row.state.word())
            .bind(&row.proposal)
            .bind(row.outcome.map(Outcome::word))
            .bind(&row.decided)
            .bind(&row.conclusion)
            .bind(row.outcome.map(|_| by))
            .bind(decided_at)
            .bind(row.decided_seq.map(u64::cast_signed))
            .bind(&row.id)
            .bind(row.version.cast_signed())
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        if saved == 0 { Err(StoreError::Overtaken) } else { Ok(()) }
    }

    /// Keeps a vote; an open one replaces the one before, a sealed one is given once: `false` if it was.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn cast_vote(
        &mut self,
        item: &str,
        account: &str,
        commitment: &str,
        (text, salt): (&str, &str),
        revealed: bool,
    ) -> Result<bool, StoreError> {
        let at = self.now().micros();
        let cast = on!(self.either(), |db| {
            sqlx::query(
                "insert into vote (item, account, commitment, sealed, salt, revealed, at) \
                 values ($1, $2, $3, $4, $5, $6, $7) on conflict (item, account) do update \
                 set commitment = excluded.commitment, sealed = excluded.sealed, salt = excluded.salt, \
                 at = excluded.at where vote.revealed = 1 and excluded.revealed = 1",
            )
            .bind(item)
            .bind(account)
            .bind(commitment)
            .bind(text)
            .bind(salt)
            .bind(i64::from(revealed))
            .bind(at)
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(cast > 0)
    }

    /// Opens all votes on an item.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn reveal_votes(&mut self, item: &str) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("update vote set revealed = 1 where item = $1").bind(item).execute(db).await.map(|_| ())
        })?)
    }

    /// Throws the votes on an item away: another proposal is before the council.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn clear_votes(&mut self, item: &str) -> Result<(), StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query("delete from vote where item = $1").bind(item).execute(db).await.map(|_| ())
        })?)
    }
}

fn known<T>(found: Option<T>) -> Result<T, StoreError> {
    Ok(found.ok_or_else(|| sqlx::Error::Protocol("a word of the council".to_owned()))?)
}

fn sitting(row: RawSitting) -> Result<SittingRow, StoreError> {
    let (id, round, number, title, held, place, state, opened, closed, current, recognized, version) = row;
    let (number, recognized, version) = (number.cast_unsigned(), recognized.cast_unsigned(), version.cast_unsigned());
    let (opened_at, closed_at) = (opened.map(Timestamp::from_micros), closed.map(Timestamp::from_micros));
    let (held_at, state) = (Timestamp::from_micros(held), known(Sitting::of(&state))?);
    Ok(SittingRow {
        id,
        round,
        number,
        title,
        held_at,
        place,
        state,
        opened_at,
        closed_at,
        current,
        recognized,
        version,
    })
}

fn item(row: RawItem) -> Result<AgendaItem, StoreError> {
    let (id, sitting, unit, criterion, position, state, proposal, outcome, decided, conclusion, seq, version) = row;
    Ok(AgendaItem {
        id,
        sitting,
        unit,
        criterion,
        position: position.cast_unsigned(),
        state: known(ItemState::of(&state))?,
        proposal,
        outcome: outcome.as_deref().and_then(Outcome::of),
        decided,
        conclusion,
        decided_seq: seq.map(i64::cast_unsigned),
        version: version.cast_unsigned(),
    })
}
