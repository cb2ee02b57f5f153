//! What becomes of each row of a list.

use std::collections::{HashMap, HashSet};

use thuocdo_assessment::survey::{self, Survey};
use thuocdo_base::Message;
use thuocdo_store::{Link, Roster};
use thuocdo_words::collate::fold;

use super::Otherwise;
use super::address::{address, hashed};
use crate::setup::frozen;
use crate::surveys::{questionnaire, refused, setup};
use crate::{ActionError, App, sheet};

/// Most characters of a name with its postal address.
const MOST_LABEL: usize = 300;

/// What would become of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowState {
    /// Somebody new.
    New,
    /// Somebody who is there already.
    Same,
    /// Somebody who wants no letters: left out.
    OptedOut,
    /// Nothing: something is wrong with it.
    Faulty,
}

impl RowState {
    /// All, in the order of the preview.
    pub const ALL: [Self; 4] = [Self::New, Self::Same, Self::OptedOut, Self::Faulty];

    /// The word by which locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Same => "same",
            Self::OptedOut => "opted-out",
            Self::Faulty => "faulty",
        }
    }
}

/// One row of a list with what would become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previewed {
    /// Line of the file.
    pub line: u32,
    /// Address as it was read; empty: reached by a printed letter.
    pub email: String,
    /// Name and postal address.
    pub label: String,
    /// Stratum.
    pub stratum: String,
    /// What would become of it.
    pub state: RowState,
    /// What is wrong with it.
    pub faults: Vec<Message>,
}

/// Where each column of a list stands.
#[derive(Clone, Copy, Debug, Default)]
struct Columns {
    email: Option<usize>,
    group: Option<usize>,
    body: Option<usize>,
    name: Option<usize>,
    address: Option<usize>,
}

impl Columns {
    /// Reads the first line as headings; `None`: it is not one.
    fn of(cells: &[String]) -> Option<Self> {
        if cells.iter().any(|cell| cell.contains('@')) {
            return None;
        }
        let mut columns = Self::default();
        for (place, cell) in cells.iter().enumerate() {
            let slot = match fold(cell).as_str() {
                "email" | "e-mail" | "thu dien tu" | "dia chi thu dien tu" | "hop thu" => &mut columns.email,
                "nhom" | "nhom doi tuong" | "ma nhom" | "group" => &mut columns.group,
                "don vi" | "ma don vi" | "co quan" | "ma" | "body" | "unit" => &mut columns.body,
                "ho ten" | "ho va ten" | "ten" | "name" => &mut columns.name,
                "dia chi" | "dia chi nhan thu" | "address" => &mut columns.address,
                _ => continue,
            };
            slot.get_or_insert(place);
        }
        Some(columns)
    }

    fn cell<'c>(&self, place: Option<usize>, cells: &'c [String]) -> &'c str {
        place.and_then(|place| cells.get(place)).map_or("", String::as_str)
    }
}

/// What rows are judged against.
struct Known {
    groups: HashMap<String, String>,
    bodies: HashMap<String, String>,
    strata: HashSet<String>,
    here: HashMap<String, String>,
    opted_out: HashSet<String>,
}

impl Known {
    async fn load(app: &App, link: &mut Link, survey: &Survey, roster: &Roster) -> Result<Self, ActionError> {
        let questionnaire = questionnaire(app, link, survey).await?;
        let round = frozen(app, link, &survey.round).await?;
        let mut groups = HashMap::new();
        for (code, title, title_en) in setup::groups(&questionnaire) {
            for name in [Some(code.clone()), Some(title), title_en].into_iter().flatten() {
                groups.insert(fold(&name), code.clone());
            }
        }
        let names = round.units.iter().flat_map(|unit| [(&unit.code, &unit.code), (&unit.name, &unit.code)]);
        let bodies = names.map(|(name, code)| (fold(name), code.clone())).collect();
        let strata = survey.strata.iter().map(|stratum| stratum.code.clone()).collect();
        let here = roster.everybody().await?.into_iter();
        let here = here.map(|person| (reached(&person.email, &person.label), person.stratum)).collect();
        Ok(Self { groups, bodies, strata, here, opted_out: link.opted_out().await?.into_iter().collect() })
    }
}

/// By what two rows are the same person.
fn reached(email: &str, label: &str) -> String {
    if email.is_empty() { fold(label) } else { email.to_owned() }
}

pub(super) async fn judged(
    app: &App,
    link: &mut Link,
    survey: &Survey,
    text: &str,
    otherwise: &Otherwise,
) -> Result<Vec<Previewed>, ActionError> {
    let roster = app.desk_of_surveys.roster(&survey.id).await?;
    let known = Known::load(app, link, survey, &roster).await?;
    let mut lines = sheet::lines(text).map_err(|message| ActionError::Refused(vec![message]))?;
    let columns = match lines.first().and_then(|line| Columns::of(&line.cells)) {
        Some(columns) => {
            lines.remove(0);
            columns
        }
        None => Columns { email: Some(0), ..Columns::default() },
    };
    if columns.email.is_none() && columns.name.is_none() {
        return Err(refused("surveys-list-columns"));
    }
    let mut seen: HashMap<String, (u32, String)> = HashMap::new();
    let judge = |line: &sheet::Line| judge(line, columns, otherwise, &known, &mut seen);
    Ok(lines.iter().map(judge).collect())
}

fn judge(
    line: &sheet::Line,
    columns: Columns,
    otherwise: &Otherwise,
    known: &Known,
    seen: &mut HashMap<String, (u32, String)>,
) -> Previewed {
    let cell = |place| columns.cell(place, &line.cells);
    let mut faults = Vec::new();
    let email = match cell(columns.email) {
        "" => String::new(),
        typed => address(typed).unwrap_or_else(|fault| {
            faults.push(fault.text("typed", typed));
            typed.to_owned()
        }),
    };
    let label = [cell(columns.name), cell(columns.address)].into_iter().filter(|part| !part.is_empty());
    let label = label.collect::<Vec<_>>().join(", ");
    if email.is_empty() && label.is_empty() {
        faults.push(Message::new("surveys-list-nobody"));
    }
    if label.chars().count() > MOST_LABEL || label.chars().any(char::is_control) {
        faults.push(Message::new("surveys-list-label").count("most", MOST_LABEL));
    }
    let stratum = stratum(cell(columns.group), cell(columns.body), otherwise, known, &mut faults);
    let who = reached(&email, &label);
    let state = if faults.is_empty() {
        place(&who, &email, &stratum, line.number, known, seen, &mut faults)
    } else {
        RowState::Faulty
    };
    let state = if faults.is_empty() { state } else { RowState::Faulty };
    Previewed { line: line.number, email, label, stratum, state, faults }
}

fn stratum(group: &str, body: &str, otherwise: &Otherwise, known: &Known, faults: &mut Vec<Message>) -> String {
    let group = if group.is_empty() { &otherwise.group } else { group };
    let body = if body.is_empty() { &otherwise.body } else { body };
    let only = (known.groups.values().collect::<HashSet<_>>().len() == 1).then(|| known.groups.values().next());
    let group = match known.groups.get(&fold(group)).or(only.flatten().filter(|_| group.is_empty())) {
        Some(code) => code.as_str(),
        None => {
            faults.push(Message::new("surveys-list-group").text("typed", group));
            ""
        }
    };
    let code = match (body, known.bodies.get(&fold(body))) {
        ("", _) => "",
        (_, Some(code)) => code.as_str(),
        (typed, None) => {
            faults.push(Message::new("surveys-list-body").text("typed", typed));
            return String::new();
        }
    };
    let stratum = survey::code(group, code);
    if !group.is_empty() && !known.strata.contains(&stratum) {
        faults.push(Message::new(if code.is_empty() { "surveys-list-body-missing" } else { "surveys-list-stratum" }));
    }
    stratum
}

/// What becomes of a person whose row can be read.
fn place(
    who: &str,
    email: &str,
    stratum: &str,
    line: u32,
    known: &Known,
    seen: &mut HashMap<String, (u32, String)>,
    faults: &mut Vec<Message>,
) -> RowState {
    if let Some((first, other)) = seen.get(who) {
        let key = if other == stratum { "surveys-list-twice" } else { "surveys-list-two-strata" };
        faults.push(Message::new(key).text("line", first.to_string()));
        return RowState::Faulty;
    }
    seen.insert(who.to_owned(), (line, stratum.to_owned()));
    match known.here.get(who) {
        Some(there) if there == stratum => RowState::Same,
        Some(there) => {
            faults.push(Message::new("surveys-list-elsewhere").text("stratum", there.as_str()));
            RowState::Faulty
        }
        None if !email.is_empty() && known.opted_out.contains(&hashed(email)) => RowState::OptedOut,
        None => RowState::New,
    }
}
