//! Lists of people who are asked: taken in after a look at what would happen, whole or not at all.
//!
//! Each list that stands is known in the round's log by a digest that tells nobody's address, so that nobody can be
//! added unseen.

use std::collections::{BTreeMap, HashMap, HashSet};

use sha2::{Digest, Sha256};
use thuocdo_assessment::record::Fact;
use thuocdo_assessment::survey::{self, State, Survey};
use thuocdo_base::{Actor, Message};
use thuocdo_store::{Link, PersonState, RespondentRow, Roster};
use thuocdo_words::collate::fold;

use super::{find, keeper, launch, questionnaire, refused, setup};
use crate::setup::frozen;
use crate::{ActionError, App, sheet};

/// People on a page of the list.
pub const A_PAGE: u64 = 100;
/// Rows that a preview shows at most; faulty ones come first.
pub const SHOWN: usize = 300;
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

/// What a list would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Rows, faulty ones first, at most [`SHOWN`].
    pub rows: Vec<Previewed>,
    /// Rows by state.
    pub counts: Vec<(RowState, usize)>,
    /// People that would be new, by stratum.
    pub strata: BTreeMap<String, u64>,
    /// The list as text, to apply it.
    pub text: String,
}

impl Preview {
    /// How many rows are in a state.
    pub fn count(&self, state: RowState) -> usize {
        self.counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count)
    }
}

/// Group and body of rows that name none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Otherwise {
    /// Code of the group.
    pub group: String,
    /// Code of the body.
    pub body: String,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// People, by address.
    pub rows: Vec<RespondentRow>,
    /// People in all, of the stratum that was asked for.
    pub total: u64,
    /// People by stratum and state.
    pub counts: Vec<thuocdo_store::PeopleCount>,
    /// Digest of the list as it stands.
    pub digest: String,
    /// Whether the digest is the one that the log knows.
    pub is_known: bool,
}

/// Shows the list of a survey.
///
/// # Errors
/// If the actor does not keep it, or the survey is closed.
pub async fn people(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    stratum: &str,
    page: u64,
) -> Result<People, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.not_closed()?;
    let roster = app.desk_of_surveys.roster(id).await?;
    let counts = roster.counts().await?;
    let of = |count: &&thuocdo_store::PeopleCount| stratum.is_empty() || count.stratum == stratum;
    let total = counts.iter().filter(of).map(|count| count.people).sum();
    let digest = digest(&roster.everybody().await?);
    let known = link.roster_digest(id).await?;
    let is_known = known.as_deref() == Some(&digest) || (known.is_none() && total == 0);
    let rows = roster.people(stratum, page.saturating_sub(1) * A_PAGE, A_PAGE).await?;
    Ok(People { rows, total, counts, digest, is_known })
}

/// Says what a list would do; writes nothing.
///
/// # Errors
/// If the actor does not keep lists, the survey is closed, or the list as a whole cannot be read.
pub async fn preview(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    bytes: Vec<u8>,
    otherwise: &Otherwise,
) -> Result<Preview, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.not_closed()?;
    let text = sheet::text(app, bytes).await.map_err(|message| ActionError::Refused(vec![message]))?;
    let mut rows = judged(app, &mut link, &survey, &text, otherwise).await?;
    let counts = RowState::ALL.map(|state| (state, rows.iter().filter(|row| row.state == state).count()));
    let mut strata = BTreeMap::new();
    for row in rows.iter().filter(|row| row.state == RowState::New) {
        *strata.entry(row.stratum.clone()).or_insert(0) += 1;
    }
    rows.sort_by_key(|row| row.state != RowState::Faulty);
    rows.truncate(SHOWN);
    Ok(Preview { rows, counts: counts.into(), strata, text })
}

/// Takes a previewed list in, all of it or nothing; gives how many are new. After the launch they get their links.
///
/// # Errors
/// If the actor does not keep lists, the survey is closed, or a row is faulty.
pub async fn apply(
    app: &App,
    actor: &Actor,
    round: &str,
    id: &str,
    text: &str,
    otherwise: &Otherwise,
) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.not_closed()?;
    let rows = judged(app, &mut link, &survey, text, otherwise).await?;
    let faulty = rows.iter().filter(|row| row.state == RowState::Faulty).count();
    if faulty > 0 {
        return Err(ActionError::Refused(vec![Message::new("surveys-list-faulty").count("rows", faulty)]));
    }
    let new: Vec<RespondentRow> =
        rows.into_iter().filter(|row| row.state == RowState::New).map(|row| person(app, row)).collect();
    if new.is_empty() {
        return Ok(0);
    }
    drop(link);
    let roster = app.desk_of_surveys.roster(id).await?;
    let mut everybody = roster.everybody().await?;
    everybody.extend(new.iter().cloned());
    // The log knows of them before anybody can be asked.
    tell(app, actor, &survey, "roster_added", &new, &digest(&everybody)).await?;
    roster.add(&new).await?;
    if survey.state == State::Open {
        launch::admit(app, &survey).await?;
    }
    Ok(new.len())
}

/// Takes people off the list; after the launch their links are void.
///
/// # Errors
/// If the actor does not keep lists, or the survey is closed.
pub async fn remove(app: &App, actor: &Actor, round: &str, id: &str, ids: &[String]) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    survey.not_closed()?;
    drop(link);
    let roster = app.desk_of_surveys.roster(id).await?;
    let everybody = roster.everybody().await?;
    let (gone, left): (Vec<_>, Vec<_>) = everybody.into_iter().partition(|person| ids.contains(&person.id));
    if gone.is_empty() {
        return Ok(0);
    }
    let gone_ids: Vec<String> = gone.iter().map(|person| person.id.clone()).collect();
    if survey.state == State::Open {
        let still = left
            .into_iter()
            .chain(gone.iter().map(|person| RespondentRow { state: PersonState::Withdrawn, ..person.clone() }));
        let still: Vec<RespondentRow> = still.collect();
        tell(app, actor, &survey, "roster_removed", &gone, &digest(&still)).await?;
        launch::revoke(app, &survey, &gone).await?;
        roster.stand(&gone_ids, PersonState::Withdrawn).await?;
    } else {
        tell(app, actor, &survey, "roster_removed", &gone, &digest(&left)).await?;
        roster.remove(&gone_ids).await?;
    }
    Ok(gone.len())
}

/// Notes addresses that want no more letters, in all surveys; gives how many are new.
///
/// # Errors
/// If the actor does not keep lists of the round, or nothing that was typed is an address.
pub async fn opt_out(app: &App, actor: &Actor, round: &str, id: &str, typed: &str) -> Result<usize, ActionError> {
    let mut link = app.store.look().await?;
    keeper(&mut link, actor, round).await?;
    let (survey, _) = find(&mut link, round, id).await?;
    drop(link);
    let addresses: Vec<String> = addresses(typed);
    if addresses.is_empty() {
        return Err(refused("surveys-no-address"));
    }
    if survey.state != State::Closed {
        let roster = app.desk_of_surveys.roster(id).await?;
        let here = roster.everybody().await?.into_iter().filter(|person| addresses.contains(&person.email));
        let ids: Vec<String> = here.map(|person| person.id).collect();
        roster.stand(&ids, PersonState::OptedOut).await?;
    }
    let (actor, round) = (actor.clone(), round.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let mut new = 0;
            for address in &addresses {
                new += usize::from(work.opt_out(&hashed(address), actor.id()).await?);
            }
            let facts = [("survey", Fact::Text(survey.id)), ("people", Fact::Whole(new as u64))];
            work.record(&round, "survey_opted_out", &actor, &facts).await?;
            Ok(new)
        })
    })
    .await
}

/// Addresses that somebody typed or pasted, whatever stands between them.
pub(crate) fn addresses(typed: &str) -> Vec<String> {
    let parts = typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '"'));
    let mut found: Vec<String> = parts.filter_map(|part| address(part).ok()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Brings an address into the one form in which it is compared: small letters, its domain as the mail servers know it.
///
/// # Errors
/// Why it is none.
pub fn address(typed: &str) -> Result<String, Message> {
    let wrong = || Message::new("surveys-address-wrong");
    let typed = thuocdo_words::encoding::nfc(typed.trim()).to_lowercase();
    let (name, domain) = typed.rsplit_once('@').ok_or_else(wrong)?;
    let domain = idna::domain_to_ascii_strict(domain).map_err(|_| wrong())?;
    let whole = format!("{name}@{domain}");
    let fits = whole.len() <= 254 && domain.contains('.') && whole.parse::<lettre::Address>().is_ok();
    if fits { Ok(whole) } else { Err(wrong()) }
}

/// SHA-256 over the sorted lines of the list, each the SHA-256 of salt and address with the stratum: it changes with
/// every change of the list and tells nobody's address. Who was taken off after the launch no longer counts.
pub fn digest(people: &[RespondentRow]) -> String {
    let line = |person: &RespondentRow| {
        let reached = if person.email.is_empty() { &person.label } else { &person.email };
        format!("{} {}", hex(&Sha256::digest(format!("{}{reached}", person.salt))), person.stratum)
    };
    let mut lines: Vec<String> =
        people.iter().filter(|person| person.state != PersonState::Withdrawn).map(line).collect();
    lines.sort_unstable();
    hex(&Sha256::digest(lines.join("\n")))
}

fn hashed(address: &str) -> String {
    hex(&Sha256::digest(format!("thuocdo:opt-out:v1 {address}")))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn person(app: &App, row: Previewed) -> RespondentRow {
    let (mut id, mut salt) = ([0; 16], [0; 16]);
    app.random.fill(&mut id);
    app.random.fill(&mut salt);
    RespondentRow {
        id: hex(&id),
        email: row.email,
        label: row.label,
        stratum: row.stratum,
        asked: String::new(),
        salt: hex(&salt),
        h: String::new(),
        serial: 0,
        state: PersonState::Listed,
    }
}

/// Writes a change of the list into the round's log: counts by stratum and the digest, nobody's address.
async fn tell(
    app: &App,
    actor: &Actor,
    survey: &Survey,
    kind: &'static str,
    people: &[RespondentRow],
    digest: &str,
) -> Result<(), ActionError> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for person in people {
        *counts.entry(person.stratum.as_str()).or_default() += 1;
    }
    let counts = counts.into_iter().map(|(stratum, n)| format!("{stratum}={n}")).collect();
    let (actor, round, id, digest) = (actor.clone(), survey.round.clone(), survey.id.clone(), digest.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            let facts = [
                ("survey", Fact::Text(id.clone())),
                ("people", Fact::List(counts)),
                ("roster", Fact::Text(digest.clone())),
            ];
            work.record(&round, kind, &actor, &facts).await?;
            Ok(work.keep_roster_digest(&id, &digest).await?)
        })
    })
    .await
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

async fn judged(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_form_however_it_is_typed() {
        let form = |typed: &str| address(typed).ok();
        assert_eq!(form(" Mau.017@Example.TEST "), Some("mau.017@example.test".to_owned()));
        assert_eq!(form("mau@xã-mẫu.test"), form("MAU@XÃ-MẪU.test"));
        assert!(form("mau@xã-mẫu.test").is_some_and(|form| form.is_ascii()));
        for typed in ["mau", "mau@", "@mau.test", "mau@test", "a b@mau.test", "mau@mau..test", ""] {
            assert_eq!(form(typed), None, "{typed:?}");
        }
        assert_eq!(addresses("B@mau.test; a@mau.test,\n<b@mau.test> rác"), ["a@mau.test", "b@mau.test"]);
    }

    #[test]
    fn the_digest_changes_with_every_change_and_not_with_the_order() {
        let person = |id: &str, email: &str, stratum: &str| RespondentRow {
            id: id.to_owned(),
            email: email.to_owned(),
            label: String::new(),
            stratum: stratum.to_owned(),
            asked: String::new(),
            salt: format!("salt-{id}"),
            h: String::new(),
            serial: 0,
            state: PersonState::Listed,
        };
        let (a, b) = (person("a", "a@mau.test", "dan"), person("b", "b@mau.test", "dan"));
        let both = digest(&[a.clone(), b.clone()]);
        assert_eq!(both, digest(&[b.clone(), a.clone()]));
        assert_ne!(both, digest(std::slice::from_ref(&a)));
        assert_ne!(both, digest(&[a.clone(), person("b", "b@mau.test", "lanh-dao")]));
        let gone = RespondentRow { state: PersonState::Withdrawn, ..b };
        assert_eq!(digest(&[a.clone(), gone]), digest(&[a]));
    }
}
