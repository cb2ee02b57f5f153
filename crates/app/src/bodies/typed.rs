//! A body as typed in a form or a row, and how it becomes one: nothing is guessed, every fault is named.

use std::collections::HashMap;

use thuocdo_base::{Message, Timestamp, read};
use thuocdo_store::{Link, OrgSystem, OrgUnit, Place, Tier, UnitFilter};
use thuocdo_words::collate::{fold, sort_by_name};
use thuocdo_words::show;

use super::TRAITS;
use crate::ActionError;

const NAME_MAX: usize = 300;
const CODE_MAX: usize = 60;
const E_IDENTIFIER_MAX: usize = 35;

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Name of the field of [`Typed`]; empty: the form as a whole.
    pub field: &'static str,
    /// The sentence.
    pub message: Message,
}

impl Fault {
    /// A fault that a plain sentence says.
    pub fn new(field: &'static str, key: &str) -> Self {
        Self { field, message: Message::new(key) }
    }

    /// A fault that repeats what was typed.
    pub fn of(field: &'static str, key: &str, value: &str) -> Self {
        Self { field, message: Message::new(key).text("value", show::typed(value)) }
    }
}

/// A body as typed: texts, codes of other bodies instead of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Word of the system.
    pub system: String,
    /// Word of the tier.
    pub tier: String,
    /// Code of the place.
    pub place: String,
    /// Code of the body above.
    pub parent: String,
    /// Code of the linked body.
    pub linked: String,
    /// Words of traits.
    pub traits: Vec<String>,
    /// Official electronic identifier.
    pub e_identifier: String,
    /// Address for letters.
    pub email: String,
    /// First day.
    pub valid_from: String,
    /// Last day.
    pub valid_to: String,
}

/// All bodies and places, to check references against.
pub(crate) struct Known {
    units: HashMap<String, OrgUnit>,
    codes: HashMap<String, String>,
    places: HashMap<String, Place>,
}

impl Known {
    /// Loads what is there.
    pub async fn load(link: &mut Link) -> Result<Self, ActionError> {
        let units = link.list_units(&UnitFilter::default()).await?;
        let places = link.list_places(None).await?;
        Ok(Self {
            codes: units.iter().map(|unit| (unit.id.clone(), unit.code.clone())).collect(),
            units: units.into_iter().map(|unit| (unit.code.clone(), unit)).collect(),
            places: places.into_iter().map(|place| (place.code.clone(), place)).collect(),
        })
    }

    pub fn unit(&self, code: &str) -> Option<&OrgUnit> {
        self.units.get(code)
    }

    pub fn code_of(&self, id: &str) -> Option<&str> {
        self.codes.get(id).map(String::as_str)
    }

    pub fn by_id(&self, id: &str) -> Option<&OrgUnit> {
        self.units.get(self.codes.get(id)?)
    }

    /// Bodies below one, by the Vietnamese alphabet.
    pub fn below(&self, id: &str) -> impl Iterator<Item = &OrgUnit> {
        let mut below: Vec<&OrgUnit> = self.units.values().filter(|unit| unit.parent.as_deref() == Some(id)).collect();
        sort_by_name(&mut below, |unit| &unit.name);
        below.into_iter()
    }

    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    pub fn place(&self, code: &str) -> Option<&Place> {
        self.places.get(code)
    }

    /// Makes a body known before it is saved, so that later rows of a file may refer to it.
    pub fn add(&mut self, unit: OrgUnit) {
        self.codes.insert(unit.id.clone(), unit.code.clone());
        self.units.insert(unit.code.clone(), unit);
    }

    /// Forgets a body that will not be there after all.
    pub fn remove(&mut self, code: &str) {
        if let Some(unit) = self.units.remove(code) {
            self.codes.remove(&unit.id);
        }
    }

    pub fn add_place(&mut self, place: Place) {
        self.places.insert(place.code.clone(), place);
    }
}

impl Typed {
    /// A stored body as a form shows it.
    pub(crate) fn of(unit: &OrgUnit, known: &Known) -> Self {
        let code = |id: &Option<String>| id.as_deref().and_then(|id| known.code_of(id)).unwrap_or_default().to_owned();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            code: unit.code.clone(),
            name: unit.name.clone(),
            system: unit.system.word().to_owned(),
            tier: unit.tier.word().to_owned(),
            place: text(&unit.place),
            parent: code(&unit.parent),
            linked: code(&unit.linked),
            traits: unit.traits.clone(),
            e_identifier: text(&unit.e_identifier),
            email: text(&unit.email),
            valid_from: unit.valid_from.clone(),
            valid_to: text(&unit.valid_to),
        }
    }

    /// Reads it as a body with this id and version.
    pub(crate) fn read(&self, id: &str, version: u64, known: &Known) -> Result<OrgUnit, Vec<Fault>> {
        let mut faults = Vec::new();
        check_code(&self.code, &mut faults);
        check_name("name", &self.name, &mut faults);
        let system = OrgSystem::of(&self.system);
        let tier = Tier::of(&self.tier);
        if system.is_none() {
            faults.push(Fault::of("system", "bodies-fault-system", &self.system));
        }
        if tier.is_none() {
            faults.push(Fault::of("tier", "bodies-fault-tier", &self.tier));
        }
        let (valid_from, valid_to) = self.read_days(&mut faults);
        let unit = OrgUnit {
            id: id.to_owned(),
            code: self.code.clone(),
            name: self.name.clone(),
            system: system.unwrap_or(OrgSystem::State),
            tier: tier.unwrap_or(Tier::Commune),
            place: self.read_place(known, &mut faults),
            parent: self.read_body("parent", &self.parent, known, &mut faults),
            linked: self.read_body("linked", &self.linked, known, &mut faults),
            traits: self.read_traits(&mut faults),
            e_identifier: filled(&self.e_identifier),
            email: filled(&self.email),
            valid_from,
            valid_to,
            version,
        };
        self.check_identifiers(&mut faults);
        if is_circle(&unit, known) {
            faults.push(Fault::new("parent", "bodies-fault-circle"));
        }
        if faults.is_empty() { Ok(unit) } else { Err(faults) }
    }

    fn read_days(&self, faults: &mut Vec<Fault>) -> (String, Option<String>) {
        let from = read::date(&self.valid_from);
        if from.is_none() {
            faults.push(Fault::of("valid_from", "bodies-fault-day", &self.valid_from));
        }
        let to = filled(&self.valid_to).map(|typed| read::date(&typed).ok_or(typed));
        match (&from, &to) {
            (_, Some(Err(typed))) => faults.push(Fault::of("valid_to", "bodies-fault-day", typed)),
            (Some(from), Some(Ok(to))) if to < from => faults.push(Fault::new("valid_to", "bodies-fault-days-order")),
            _ => {}
        }
        (from.unwrap_or_default(), to.and_then(Result::ok))
    }

    fn read_place(&self, known: &Known, faults: &mut Vec<Fault>) -> Option<String> {
        let code = filled(&self.place)?;
        if known.place(&code).is_none() {
            faults.push(Fault::of("place", "bodies-fault-place", &code));
        }
        Some(code)
    }

    fn read_body(&self, field: &'static str, code: &str, known: &Known, faults: &mut Vec<Fault>) -> Option<String> {
        let code = filled(code)?;
        match known.unit(&code) {
            _ if code == self.code => faults.push(Fault::new(field, "bodies-fault-itself")),
            Some(unit) => return Some(unit.id.clone()),
            None => faults.push(Fault::of(field, "bodies-fault-unit", &code)),
        }
        None
    }

    fn read_traits(&self, faults: &mut Vec<Fault>) -> Vec<String> {
        for unknown in self.traits.iter().filter(|word| !TRAITS.contains(&word.as_str())) {
            faults.push(Fault::of("traits", "bodies-fault-trait", unknown));
        }
        TRAITS
            .iter()
            .filter(|word| self.traits.iter().any(|given| given == *word))
            .map(|word| (*word).to_owned())
            .collect()
    }

    fn check_identifiers(&self, faults: &mut Vec<Fault>) {
        if !self.e_identifier.is_empty() && !is_e_identifier(&self.e_identifier) {
            faults.push(Fault::of("e_identifier", "bodies-fault-e-identifier", &self.e_identifier));
        }
        if !self.email.is_empty() && self.email.parse::<lettre::Address>().is_err() {
            faults.push(Fault::of("email", "bodies-fault-email", &self.email));
        }
    }
}

/// Whether a body would stand above itself.
fn is_circle(unit: &OrgUnit, known: &Known) -> bool {
    let mut above = unit.parent.as_deref();
    for _ in 0..20 {
        let Some(id) = above else { return false };
        if id == unit.id {
            return true;
        }
        above = known.code_of(id).and_then(|code| known.unit(code)).and_then(|unit| unit.parent.as_deref());
    }
    true
}

/// Says what is wrong with a code: it becomes part of addresses and files.
pub(crate) fn check_code(code: &str, faults: &mut Vec<Fault>) {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let starts_well = code.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
    if !starts_well || code.len() > CODE_MAX || !code.chars().all(allowed) {
        faults.push(Fault::of("code", "bodies-fault-code", code));
    }
}

/// Says what is wrong with a name: empty, endless, a formula in disguise, characters that nobody sees.
pub(crate) fn check_name(field: &'static str, name: &str, faults: &mut Vec<Fault>) {
    let unseen = |c: char| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}')
    };
    if name.trim().is_empty() {
        faults.push(Fault::new(field, "bodies-fault-name"));
    } else if name.chars().count() > NAME_MAX || name.starts_with(['=', '+', '-', '@']) || name.chars().any(unseen) {
        faults.push(Fault::of(field, "bodies-fault-name-form", name));
    }
}

/// A decision as typed: its number and the day from which it holds.
pub(crate) fn read_decision(decision: &str, date: &str) -> Result<(String, String), Vec<Fault>> {
    let mut faults = Vec::new();
    check_name("decision", decision, &mut faults);
    let day = read::date(date);
    if day.is_none() {
        faults.push(Fault::of("date", "bodies-fault-day", date));
    }
    if faults.is_empty() { Ok((decision.trim().to_owned(), day.unwrap_or_default())) } else { Err(faults) }
}

/// The day before; the same if it is no day.
pub(crate) fn day_before(day: &str) -> String {
    Timestamp::of_date(day).map_or_else(|| day.to_owned(), |at| at.days_later(-1).date())
}

/// The three forms in use: the one of 2020 for authorities, the one for others, and the older one with dots.
fn is_e_identifier(text: &str) -> bool {
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let head = |part: &str| part.bytes().next().is_some_and(|b| b.is_ascii_uppercase()) && digits(&part[1..], 2);
    if !text.is_ascii() || text.len() > E_IDENTIFIER_MAX {
        return false;
    }
    let parts: Vec<&str> = text.split('.').collect();
    let older = parts.len() == 4 && digits(parts[0], 3) && digits(parts[1], 2) && digits(parts[2], 2) && head(parts[3]);
    let dotted = |part: &str| part.bytes().all(|b| b == b'.' || b.is_ascii_digit() || b.is_ascii_uppercase());
    let other = text.len() > 3 && text.starts_with('Z') && head(&text[..3]) && dotted(&text[3..]);
    let authority = !text.starts_with('Z') && head(parts[0]) && parts[1..].iter().all(|part| plain(part));
    older || other || authority
}

/// Finds the word that a label or a word means, whatever its accents.
pub(crate) fn word_of<'a>(text: &str, words: impl IntoIterator<Item = (&'a str, String)>) -> Option<&'a str> {
    let wanted = fold(text.trim());
    words.into_iter().find(|(word, label)| *word == wanted || fold(label) == wanted).map(|(word, _)| word)
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_all_three_forms_are_taken_and_others_refused() {
        for text in ["H49", "A01.12.3B", "Z01ABC.1", "000.00.00.H49"] {
            assert!(is_e_identifier(text), "{text}");
        }
        for text in
            ["", "h49", "H4", "H49.", "H49..1", "Z01", "000.00.H49", "H49.ă", "A01.0123456789012345678901234567890123"]
        {
            assert!(!is_e_identifier(text), "{text}");
        }
    }

    #[test]
    fn codes_and_names_that_would_break_addresses_or_sheets_are_refused() {
        let faults = |code: &str, name: &str| {
            let mut faults = Vec::new();
            check_code(code, &mut faults);
            check_name("name", name, &mut faults);
            faults.into_iter().map(|fault| fault.message.key).collect::<Vec<_>>()
        };
        assert_eq!(faults("xa-mau.1_a", "Xã Mẫu 1"), Vec::<String>::new());
        assert_eq!(faults("-x", "=1+1"), ["bodies-fault-code", "bodies-fault-name-form"]);
        assert_eq!(faults("xã", " "), ["bodies-fault-code", "bodies-fault-name"]);
        assert_eq!(faults("a/b", "Xã\u{202e}"), ["bodies-fault-code", "bodies-fault-name-form"]);
    }

    #[test]
    fn a_label_without_accents_means_its_word() {
        let labels = || [("party", "Cơ quan Đảng".to_owned()), ("state", "Cơ quan nhà nước".to_owned())];
        assert_eq!(word_of(" co quan dang", labels()), Some("party"));
        assert_eq!(word_of("STATE", labels()), Some("state"));
        assert_eq!(word_of("khác", labels()), None);
    }

    #[test]
    fn the_day_before_the_first_of_march_is_in_february() {
        assert_eq!(day_before("2024-03-01"), "2024-02-29");
    }
}
