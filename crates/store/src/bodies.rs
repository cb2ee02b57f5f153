//! Bodies and places: who can be assessed, where, since when, and what they were before.

use thuocdo_base::Timestamp;
use thuocdo_words::collate;

use crate::engine::on;
use crate::{Link, StoreError, Work};

/// System that a body belongs to (hệ thống tổ chức).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrgSystem {
    /// State agencies (cơ quan nhà nước).
    State,
    /// The Party (cơ quan Đảng).
    Party,
    /// The Front and mass organizations (Mặt trận, đoàn thể).
    Front,
    /// Central bodies that sit in the province (ngành dọc trung ương).
    CentralVertical,
    /// Public-service units (đơn vị sự nghiệp).
    PublicService,
}

impl OrgSystem {
    /// All systems, in the order in which lists show them.
    pub const ALL: [Self; 5] = [Self::State, Self::Party, Self::Front, Self::CentralVertical, Self::PublicService];

    /// The word by which rows, files and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Party => "party",
            Self::Front => "front",
            Self::CentralVertical => "central_vertical",
            Self::PublicService => "public_service",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|system| system.word() == word)
    }
}

/// Tier of a body (cấp).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Central (trung ương).
    Central,
    /// Province (tỉnh).
    Province,
    /// District (huyện): ended on 1 July 2025, kept so that old rounds can be told.
    District,
    /// Commune (xã).
    Commune,
}

impl Tier {
    /// All tiers, from the top.
    pub const ALL: [Self; 4] = [Self::Central, Self::Province, Self::District, Self::Commune];

    /// The word by which rows, files and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Central => "central",
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.word() == word)
    }
}

/// A body (cơ quan, đơn vị); rounds keep their own picture of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgUnit {
    /// Our own id, never shown.
    pub id: String,
    /// What files, addresses and rounds call it; never changes.
    pub code: String,
    /// Name.
    pub name: String,
    /// System.
    pub system: OrgSystem,
    /// Tier.
    pub tier: Tier,
    /// Code of the place it serves.
    pub place: Option<String>,
    /// Id of the body above.
    pub parent: Option<String>,
    /// Id of the body whose result joins its own (UBND of the same commune).
    pub linked: Option<String>,
    /// What matters to rules: `no_subordinates`, `no_online_services`, `special_nature`, `digital_economy`.
    pub traits: Vec<String>,
    /// Official electronic identifier, if it has one.
    pub e_identifier: Option<String>,
    /// Where letters to the body go.
    pub email: Option<String>,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day; `None`: it goes on.
    pub valid_to: Option<String>,
    /// Counts changes, so that two at once are noticed; 1 when new.
    pub version: u64,
}

/// Which bodies are asked for; what is `None` does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitFilter {
    /// Text that the name, folded, or the code contains.
    pub text: Option<String>,
    /// System.
    pub system: Option<OrgSystem>,
    /// Tier.
    pub tier: Option<Tier>,
    /// Code of the place, or of the place above it.
    pub place: Option<String>,
    /// Day on which they exist, `YYYY-MM-DD`.
    pub on: Option<String>,
}

/// A place (đơn vị hành chính): a record of its own, to which bodies point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Official code: two digits for a province, five for a commune.
    pub code: String,
    /// Name with its kind: `Tỉnh Mẫu`.
    pub name: String,
    /// Kind: `province`, `city`, `commune`, `ward`, `special_zone`.
    pub kind: String,
    /// Tier, province or commune.
    pub tier: Tier,
    /// Code of the province of a commune.
    pub parent: Option<String>,
    /// First day.
    pub valid_from: String,
    /// Last day.
    pub valid_to: Option<String>,
}

/// What happened to bodies by a decision (biến động): the lineage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitChange {
    /// Id.
    pub id: String,
    /// Kind: `merge`, `split`, `rename`, `change`, `end`.
    pub kind: String,
    /// Number of the decision, as written.
    pub decision: String,
    /// Day from which it holds.
    pub date: String,
    /// Ids of the bodies before.
    pub before: Vec<String>,
    /// Ids of the bodies after.
    pub after: Vec<String>,
    /// What the body was, where it stays the same body: its old name, or its old system and tier.
    pub note: String,
    /// When it was written down.
    pub at: Timestamp,
}

type UnitRow = (
    String,
    String,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    String,
    Option<String>,
    i64,
);
type PlaceRow = (String, String, String, String, Option<String>, String, Option<String>);
type ChangeRow = (String, String, String, String, String, String, String, i64);

impl Link {
    /// Finds a body by its id.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_unit(&mut self, id: &str) -> Result<Option<OrgUnit>, StoreError> {
        let row: Option<UnitRow> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, code, name, system, tier, place, parent, linked, traits, e_identifier, email, \
                 valid_from, valid_to, version from org_unit where id = $1",
            )
            .bind(id)
            .fetch_optional(db)
            .await
        })?;
        row.map(unit).transpose()
    }

    /// Finds a body by its code.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_unit_by_code(&mut self, code: &str) -> Result<Option<OrgUnit>, StoreError> {
        let row: Option<UnitRow> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, code, name, system, tier, place, parent, linked, traits, e_identifier, email, \
                 valid_from, valid_to, version from org_unit where code = $1",
            )
            .bind(code)
            .fetch_optional(db)
            .await
        })?;
        row.map(unit).transpose()
    }

    /// Lists bodies, by the Vietnamese alphabet.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn list_units(&mut self, filter: &UnitFilter) -> Result<Vec<OrgUnit>, StoreError> {
        let like = filter.text.as_deref().map(contains).unwrap_or_default();
        let rows: Vec<UnitRow> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, code, name, system, tier, place, parent, linked, traits, e_identifier, email, \
                 valid_from, valid_to, version from org_unit \
                 where ($1 = '' or folded like $1 escape '!' or lower(code) like $1 escape '!') \
                 and ($2 = '' or system = $2) and ($3 = '' or tier = $3) \
                 and ($4 = '' or place = $4 or place in (select code from place where parent = $4)) \
                 and ($5 = '' or (valid_from <= $5 and coalesce(valid_to, '9999') >= $5))",
            )
            .bind(like)
            .bind(filter.system.map_or("", OrgSystem::word))
            .bind(filter.tier.map_or("", Tier::word))
            .bind(filter.place.as_deref().unwrap_or_default())
            .bind(filter.on.as_deref().unwrap_or_default())
            .fetch_all(db)
            .await
        })?;
        let mut units = rows.into_iter().map(unit).collect::<Result<Vec<_>, StoreError>>()?;
        collate::sort_by_name(&mut units, |unit| &unit.name);
        Ok(units)
    }

    /// Lists what happened to a body by decisions, the oldest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unit_changes(&mut self, id: &str) -> Result<Vec<UnitChange>, StoreError> {
        let like = format!("% {id} %");
        let rows: Vec<ChangeRow> = on!(self.either(), |db| {
            sqlx::query_as(
                "select id, kind, decision, date, before, after, note, at from org_unit_change \
                 where ' ' || before || ' ' || after || ' ' like $1 order by date, at, id",
            )
            .bind(&like)
            .fetch_all(db)
            .await
        })?;
        Ok(rows.into_iter().map(change).collect())
    }

    /// Lists the rounds that a body stands in, the newest first: code, title, name of the body then, stage.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn rounds_with_unit(&mut self, id: &str) -> Result<Vec<(String, String, String, String)>, StoreError> {
        Ok(on!(self.either(), |db| {
            sqlx::query_as(
                "select r.code, r.title, u.name, r.stage from round_unit u join round r on r.code = u.round \
                 where u.org_unit = $1 order by r.created_at desc, r.code",
            )
            .bind(id)
            .fetch_all(db)
            .await
        })?)
    }

    /// Finds a place by its code.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn find_place(&mut self, code: &str) -> Result<Option<Place>, StoreError> {
        let row: Option<PlaceRow> = on!(self.either(), |db| {
            sqlx::query_as("select code, name, kind, tier, parent, valid_from, valid_to from place where code = $1")
                .bind(code)
                .fetch_optional(db)
                .await
        })?;
        row.map(place).transpose()
    }

    /// Lists places of a tier, by code.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn list_places(&mut self, tier: Option<Tier>) -> Result<Vec<Place>, StoreError> {
        let rows: Vec<PlaceRow> = on!(self.either(), |db| {
            sqlx::query_as(
                "select code, name, kind, tier, parent, valid_from, valid_to from place \
                 where ($1 = '' or tier = $1) order by code",
            )
            .bind(tier.map_or("", Tier::word))
            .fetch_all(db)
            .await
        })?;
        rows.into_iter().map(place).collect()
    }
}

impl Work {
    /// Saves a body, new or changed; its version must be the stored one and one more.
    ///
    /// Says whether it was saved: if not, somebody else was first.
    ///
    /// # Errors
    /// If the database does not answer, or another body has the code.
    pub async fn save_unit(&mut self, unit: &OrgUnit) -> Result<bool, StoreError> {
        let saved = on!(self.either(), |db| {
            sqlx::query(
                "insert into org_unit (id, code, name, folded, system, tier, place, parent, linked, traits, \
                 e_identifier, email, valid_from, valid_to, version) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
                 on conflict (id) do update set name = excluded.name, folded = excluded.folded, \
                 system = excluded.system, tier = excluded.tier, place = excluded.place, parent = excluded.parent, \
                 linked = excluded.linked, traits = excluded.traits, e_identifier = excluded.e_identifier, \
                 email = excluded.email, valid_from = excluded.valid_from, valid_to = excluded.valid_to, \
                 version = excluded.version where org_unit.version = excluded.version - 1",
            )
            .bind(&unit.id)
            .bind(&unit.code)
            .bind(&unit.name)
            .bind(collate::fold(&unit.name))
            .bind(unit.system.word())
            .bind(unit.tier.word())
            .bind(&unit.place)
            .bind(&unit.parent)
            .bind(&unit.linked)
            .bind(unit.traits.join(" "))
            .bind(&unit.e_identifier)
            .bind(&unit.email)
            .bind(&unit.valid_from)
            .bind(&unit.valid_to)
            .bind(unit.version.cast_signed())
            .execute(db)
            .await
            .map(|done| done.rows_affected())
        })?;
        Ok(saved == 1)
    }

    /// Saves a place, new or changed.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn save_place(&mut self, place: &Place) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "insert into place (code, name, folded, kind, tier, parent, valid_from, valid_to) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (code) do update set name = excluded.name, \
                 folded = excluded.folded, kind = excluded.kind, tier = excluded.tier, parent = excluded.parent, \
                 valid_from = excluded.valid_from, valid_to = excluded.valid_to",
            )
            .bind(&place.code)
            .bind(&place.name)
            .bind(collate::fold(&place.name))
            .bind(&place.kind)
            .bind(place.tier.word())
            .bind(&place.parent)
            .bind(&place.valid_from)
            .bind(&place.valid_to)
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Writes down what happened to bodies by a decision.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn add_unit_change(&mut self, change: &UnitChange) -> Result<(), StoreError> {
        on!(self.either(), |db| {
            sqlx::query(
                "insert into org_unit_change (id, kind, decision, date, before, after, note, at) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(&change.id)
            .bind(&change.kind)
            .bind(&change.decision)
            .bind(&change.date)
            .bind(change.before.join(" "))
            .bind(change.after.join(" "))
            .bind(&change.note)
            .bind(change.at.micros())
            .execute(db)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }
}

/// A pattern that finds this text anywhere, whatever signs it has; folded as names are.
fn contains(text: &str) -> String {
    let escaped = collate::fold(text).replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}

fn unit(row: UnitRow) -> Result<OrgUnit, StoreError> {
    let (id, code, name, system, tier, place, parent, linked, traits, e_identifier, email, from, to, version) = row;
    Ok(OrgUnit {
        id,
        code,
        name,
        system: OrgSystem::of(&system).ok_or_else(|| unknown(&system))?,
        tier: Tier::of(&tier).ok_or_else(|| unknown(&tier))?,
        place,
        parent,
        linked,
        traits: words(&traits),
        e_identifier,
        email,
        valid_from: from,
        valid_to: to,
        version: version.cast_unsigned(),
    })
}

fn place(row: PlaceRow) -> Result<Place, StoreError> {
    let (code, name, kind, tier, parent, valid_from, valid_to) = row;
    let tier = Tier::of(&tier).ok_or_else(|| unknown(&tier))?;
    Ok(Place { code, name, kind, tier, parent, valid_from, valid_to })
}

fn change(row: ChangeRow) -> UnitChange {
    let (id, kind, decision, date, before, after, note, at) = row;
    let (before, after, at) = (words(&before), words(&after), Timestamp::from_micros(at));
    UnitChange { id, kind, decision, date, before, after, note, at }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn unknown(word: &str) -> StoreError {
    StoreError::Database(sqlx::Error::Decode(format!("word not known: {word}").into()))
}
