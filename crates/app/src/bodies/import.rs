//! Bodies from a file: first a preview that writes nothing, then the chosen rows as one write.

use std::collections::HashMap;

use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Message};
use thuocdo_store::{OrgUnit, Place, Tier};
use thuocdo_words::collate::fold;

use super::columns::{self, Row, Rows};
use super::typed::{Fault, Known, Typed};
use super::{HOUSE, Tried};
use crate::{ActionError, App, may, sheet};

/// What a row would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It makes a body.
    New,
    /// It changes one.
    Changed,
    /// It changes one that somebody else has changed since the file was exported.
    Overtaken,
    /// It says what is there already.
    Same,
    /// It cannot be read.
    Faulty,
}

impl State {
    /// The word by which locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Overtaken => "overtaken",
            Self::Same => "same",
            Self::Faulty => "faulty",
        }
    }

    /// Whether the row is chosen unless somebody says otherwise.
    pub fn is_chosen_at_first(self) -> bool {
        matches!(self, Self::New | Self::Changed)
    }

    /// Whether the row can be chosen.
    pub fn can_be_chosen(self) -> bool {
        matches!(self, Self::New | Self::Changed | Self::Overtaken)
    }
}

/// What a row changes in one field: what is there and what the row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Name of the field.
    pub field: &'static str,
    /// What is there.
    pub old: String,
    /// What the row says.
    pub new: String,
}

/// One row of a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previewed {
    /// Line of the file.
    pub line: u32,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// What it would do.
    pub state: State,
    /// What it changes.
    pub differences: Vec<Difference>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// What a file would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Its rows.
    pub rows: Vec<Previewed>,
    /// Headings that mean nothing here.
    pub unknown: Vec<String>,
    /// The file as text, to be handed in again when it is applied.
    pub text: String,
}

impl Preview {
    /// How many rows would do this.
    pub fn count(&self, state: State) -> usize {
        self.rows.iter().filter(|row| row.state == state).count()
    }
}

/// What an import has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Bodies made.
    pub new: usize,
    /// Bodies changed.
    pub changed: usize,
}

/// Says what a file would do; writes nothing.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators, [`ActionError::Refused`] if the file as a whole
/// cannot be read.
pub async fn preview(app: &App, actor: &Actor, bytes: Vec<u8>) -> Result<Preview, ActionError> {
    let mut link = app.store.look().await?;
    may::administrator(&mut link, actor).await?;
    let text = sheet::text(app, bytes).await.map_err(refused)?;
    let rows = read(&text)?;
    let known = Known::load(&mut link).await?;
    let unknown = rows.unknown.clone();
    let plan = Plan::of(app, rows, known);
    Ok(Preview { rows: plan.previewed(), unknown, text })
}

/// Writes the chosen rows of a previewed file, all or none.
///
/// # Errors
/// [`ActionError::NotAllowed`] for all but administrators; faults of chosen rows are inside.
pub async fn apply(app: &App, actor: &Actor, text: &str, chosen: &[u32]) -> Tried<Applied> {
    let mut rows = read(text)?;
    rows.rows.retain(|row| chosen.contains(&row.line));
    let (own, actor) = (app.clone(), actor.clone());
    let job = app.write(move |work| {
        Box::pin(async move {
            may::administrator(work, &actor).await?;
            let known = Known::load(work).await?;
            let plan = Plan::of(&own, rows, known);
            let faults = plan.faults();
            if !faults.is_empty() {
                return Ok(Err(faults));
            }
            for place in &plan.places {
                work.save_place(place).await?;
            }
            let mut applied = Applied::default();
            let mut codes = Vec::new();
            for planned in &plan.rows {
                let Ok(unit) = &planned.unit else { continue };
                match plan.state(planned) {
                    State::New => applied.new += 1,
                    State::Changed | State::Overtaken => applied.changed += 1,
                    State::Same | State::Faulty => continue,
                }
                work.save_unit(unit).await?;
                codes.push(unit.code.clone());
            }
            work.record(HOUSE, "body_import", &actor, &[("codes", Fact::List(codes))]).await?;
            Ok(Ok(applied))
        })
    });
    job.await
}

fn read(text: &str) -> Result<Rows, ActionError> {
    let lines = sheet::lines(text).map_err(refused)?;
    columns::read(&lines).map_err(refused)
}

fn refused(message: Message) -> ActionError {
    ActionError::Refused(vec![message])
}

/// Rows read against what is there and against each other.
struct Plan {
    rows: Vec<Planned>,
    places: Vec<Place>,
    known: Known,
    columns: Vec<&'static str>,
}

struct Planned {
    row: Row,
    /// What is there.
    before: Option<(OrgUnit, Typed)>,
    unit: Result<OrgUnit, Vec<Fault>>,
}

impl Plan {
    fn of(app: &App, rows: Rows, mut known: Known) -> Self {
        let places = new_places(&rows.rows, &known);
        for place in &places {
            known.add_place(place.clone());
        }
        let mut seen: HashMap<String, u32> = HashMap::new();
        let mut plan = Self { rows: Vec::new(), places, known, columns: rows.columns };
        for row in rows.rows {
            let before = plan.known.unit(&row.typed.code).cloned();
            let before = before.map(|unit| (unit.clone(), Typed::of(&unit, &plan.known)));
            let twice = seen.insert(row.typed.code.clone(), row.line);
            let unit = match twice {
                Some(line) => Err(vec![Fault {
                    field: "code",
                    message: Message::new("bodies-fault-twice").text("line", line.to_string()),
                }]),
                None => Ok(stub(app, &row, before.as_ref())),
            };
            plan.rows.push(Planned { row: plan.completed(row, before.as_ref()), before, unit });
        }
        plan.settle();
        plan
    }

    /// A column that the file does not have leaves what is there.
    fn completed(&self, row: Row, before: Option<&(OrgUnit, Typed)>) -> Row {
        let Some((_, before)) = before else { return row };
        let keeps = |name: &str| !self.columns.contains(&name);
        let mut typed = row.typed;
        let fields: [(&str, &mut String, &String); 9] = [
            ("system", &mut typed.system, &before.system),
            ("tier", &mut typed.tier, &before.tier),
            ("place", &mut typed.place, &before.place),
            ("parent", &mut typed.parent, &before.parent),
            ("linked", &mut typed.linked, &before.linked),
            ("e_identifier", &mut typed.e_identifier, &before.e_identifier),
            ("email", &mut typed.email, &before.email),
            ("valid_from", &mut typed.valid_from, &before.valid_from),
            ("valid_to", &mut typed.valid_to, &before.valid_to),
        ];
        for (name, given, there) in fields {
            if keeps(name) {
                given.clone_from(there);
            }
        }
        if keeps("traits") {
            typed.traits.clone_from(&before.traits);
        }
        Row { typed, ..row }
    }

    /// Reads every row, again and again while a fault of one row makes others faulty that refer to it.
    fn settle(&mut self) {
        let ids: Vec<Option<(String, u64)>> =
            self.rows.iter().map(|row| row.unit.as_ref().ok().map(|unit| (unit.id.clone(), unit.version))).collect();
        for unit in self.rows.iter().filter_map(|row| row.unit.as_ref().ok()) {
            self.known.add(unit.clone());
        }
        for _ in 0..=self.rows.len() {
            let faulty = self.faulty();
            self.read_all(&ids);
            self.forget_faulty();
            if self.faulty() == faulty {
                break;
            }
        }
        // Once more with everything known, so that circles are seen.
        self.read_all(&ids);
    }

    fn read_all(&mut self, ids: &[Option<(String, u64)>]) {
        for (row, id) in self.rows.iter_mut().zip(ids) {
            let Some((id, version)) = id else { continue };
            row.unit = row.row.typed.read(id, *version, &self.known);
        }
    }

    /// New bodies that cannot be read will not be there for other rows to refer to.
    fn forget_faulty(&mut self) {
        for row in &self.rows {
            let code = &row.row.typed.code;
            match &row.unit {
                Ok(unit) => self.known.add(unit.clone()),
                Err(_) if row.before.is_some() || self.rows.iter().any(|other| other.is_good(code)) => {}
                Err(_) => self.known.remove(code),
            }
        }
    }

    fn faulty(&self) -> usize {
        self.rows.iter().filter(|row| row.unit.is_err()).count()
    }

    fn faults(&self) -> Vec<Fault> {
        let rows = self.rows.iter().filter_map(|row| Some((row, row.unit.as_ref().err()?)));
        let said = rows.flat_map(|(row, faults)| faults.iter().map(|fault| located(&row.row, fault)));
        said.collect()
    }

    fn state(&self, planned: &Planned) -> State {
        let (unit, before) = match (&planned.unit, &planned.before) {
            (Err(_), _) => return State::Faulty,
            (Ok(_), None) => return State::New,
            (Ok(unit), Some((before, _))) => (unit, before),
        };
        if (OrgUnit { version: before.version, ..unit.clone() }) == *before {
            State::Same
        } else if planned.row.version.is_some_and(|version| version != before.version) {
            State::Overtaken
        } else {
            State::Changed
        }
    }

    fn previewed(&self) -> Vec<Previewed> {
        let preview = |planned: &Planned| Previewed {
            line: planned.row.line,
            code: planned.row.typed.code.clone(),
            name: planned.row.typed.name.clone(),
            state: self.state(planned),
            differences: self.differences(planned),
            faults: planned.unit.as_ref().err().cloned().unwrap_or_default(),
        };
        self.rows.iter().map(preview).collect()
    }

    fn differences(&self, planned: &Planned) -> Vec<Difference> {
        let (Ok(unit), Some((_, old))) = (&planned.unit, &planned.before) else { return Vec::new() };
        let new = Typed::of(unit, &self.known);
        let (old_traits, new_traits) = (old.traits.join(" "), new.traits.join(" "));
        let fields = [
            ("name", &old.name, &new.name),
            ("system", &old.system, &new.system),
            ("tier", &old.tier, &new.tier),
            ("place", &old.place, &new.place),
            ("parent", &old.parent, &new.parent),
            ("linked", &old.linked, &new.linked),
            ("traits", &old_traits, &new_traits),
            ("e_identifier", &old.e_identifier, &new.e_identifier),
            ("email", &old.email, &new.email),
            ("valid_from", &old.valid_from, &new.valid_from),
            ("valid_to", &old.valid_to, &new.valid_to),
        ];
        let changed = fields.into_iter().filter(|(_, old, new)| old != new);
        changed.map(|(field, old, new)| Difference { field, old: old.clone(), new: new.clone() }).collect()
    }
}

impl Planned {
    fn is_good(&self, code: &str) -> bool {
        self.row.typed.code == code && self.unit.is_ok()
    }
}

/// A body that other rows may refer to before it is read as a whole.
fn stub(app: &App, row: &Row, before: Option<&(OrgUnit, Typed)>) -> OrgUnit {
    match before {
        Some((unit, _)) => OrgUnit { version: unit.version + 1, ..unit.clone() },
        None => OrgUnit {
            id: app.new_id(),
            code: row.typed.code.clone(),
            name: row.typed.name.clone(),
            system: thuocdo_store::OrgSystem::State,
            tier: Tier::Commune,
            place: None,
            parent: None,
            linked: None,
            traits: Vec::new(),
            e_identifier: None,
            email: None,
            valid_from: String::new(),
            valid_to: None,
            version: 1,
        },
    }
}

fn located(row: &Row, fault: &Fault) -> Fault {
    let inner = thuocdo_base::Arg::Message(Box::new(fault.message.clone()));
    let message = Message::new("bodies-fault-row").text("line", row.line.to_string()).with("fault", inner);
    Fault { field: "", message }
}

/// Places that rows name and that are not known yet; those that cannot be read stay unknown.
fn new_places(rows: &[Row], known: &Known) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for row in rows.iter().filter(|row| !row.typed.place.is_empty() && known.place(&row.typed.place).is_none()) {
        let is_there = places.iter().any(|place| place.code == row.typed.place);
        if let Some(place) = new_place(row).filter(|_| !is_there) {
            places.push(place);
        }
    }
    places
}

fn new_place(row: &Row) -> Option<Place> {
    let (code, name) = (&row.typed.place, row.place_name.as_str());
    let kind = kind_of(name)?;
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    let tier = match (code.len(), kind) {
        (2, "province" | "city") => Tier::Province,
        (5, "commune" | "ward" | "special_zone") => Tier::Commune,
        _ => return None,
    };
    let parent = Some(row.province.clone()).filter(|code| !code.is_empty());
    let valid_from = thuocdo_base::read::date(&row.typed.valid_from)?;
    digits.then(|| Place {
        code: code.clone(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        tier,
        parent,
        valid_from,
        valid_to: None,
    })
}

/// Kind of a place by how its name begins.
fn kind_of(name: &str) -> Option<&'static str> {
    let folded = fold(name);
    let kinds = [
        ("tinh ", "province"),
        ("thanh pho ", "city"),
        ("xa ", "commune"),
        ("phuong ", "ward"),
        ("dac khu ", "special_zone"),
    ];
    kinds.into_iter().find(|(start, _)| folded.starts_with(start)).map(|(_, kind)| kind)
}
