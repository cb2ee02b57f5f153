//! From text to a checked questionnaire, with the table and value checks of criteria files.
//!
//! Read in this order: `shape` (which keys there are), `questions`, `feeds` (against the fed set), `sidecar`.

mod feeds;
mod questions;
mod shape;
mod sidecar;

use toml::de::DeTable;

use super::{QuestionSection, Questionnaire, RespondentGroup};
use crate::Diagnostic;
use crate::codes;
use crate::parse::faults::{Fault, Faults};
use crate::parse::head::{at_most, document, named, origin, unique};
use crate::parse::table::Table;
use crate::parse::{self, check::check};
use crate::set::Origin;
use crate::source::{Library, SourceText, text_of};

pub(crate) use shape::FILE;

/// Most groups, sections and named scales.
const MOST_PARTS: usize = 100;
/// Most questions.
const MOST_QUESTIONS: usize = 500;

/// What a parse gives: the questionnaire, if it can be used, and everything that was found.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The questionnaire; there exactly when no diagnostic is an error.
    pub questionnaire: Option<Questionnaire>,
    /// All findings, in order of the text, those about the sidecar last.
    pub diagnostics: Vec<Diagnostic>,
}

/// Says whether a text wants to be a questionnaire rather than a criteria set.
pub fn is_questionnaire(text: &str) -> bool {
    text.lines().any(|line| line.trim_start_matches(['\u{feff}', ' ', '\t']).starts_with("[questionnaire]"))
}

/// Parses the bytes of a questionnaire file; says what to do about old encodings before anything else.
pub fn read(bytes: &[u8], library: &dyn Library) -> Parsed {
    match text_of(bytes) {
        Ok(text) => parse(&SourceText::new(text), library),
        Err(diagnostics) => Parsed { questionnaire: None, diagnostics },
    }
}

/// Parses a questionnaire file; never panics, never stops at the first fault. The library holds the set it feeds.
///
/// # Example: one question that feeds nothing
/// ```
/// use thuocdo_criteria::SourceText;
/// use thuocdo_criteria::questionnaire::parse;
/// let text = r#"
/// [questionnaire]
/// code = "mau/phieu"
/// version = "1"
/// title = "Phiếu mẫu"
/// origin = "illustrative"
/// document = { kind = "Mẫu", issuer = "Sở Mẫu 3" }
///
/// [[question]]
/// code = "1"
/// text = "Ông/bà có hài lòng không?"
/// choices = [{ code = "A", label = "Có", share = 1 }, { code = "B", label = "Không", share = 0 }]
/// "#;
/// let parsed = parse(&SourceText::new(text), &());
/// assert!(parsed.diagnostics.is_empty());
/// assert_eq!(parsed.questionnaire.unwrap().questions.len(), 1);
/// ```
pub fn parse(source: &SourceText, library: &dyn Library) -> Parsed {
    let mut faults = Faults::default();
    let text = parse::composed(&source.text, &mut faults);
    let sidecar = source.sidecar.as_deref().map(|words| words.strip_prefix('\u{feff}').unwrap_or(words));
    if text.len() > parse::MOST_BYTES || sidecar.is_some_and(|words| words.len() > parse::MOST_BYTES) {
        faults.push(Fault::new(&codes::TOO_LARGE, 0..0).count("most", parse::MOST_BYTES / 1024 / 1024));
        return Parsed { questionnaire: None, diagnostics: faults.finish("", "") };
    }
    let (mut questionnaire, users) = assemble(&text, library, &mut faults);
    if let Some(words) = sidecar {
        sidecar::apply(words, &mut questionnaire, &users, &mut faults);
    }
    let good = faults.errors() == 0;
    Parsed {
        questionnaire: good.then_some(questionnaire),
        diagnostics: faults.finish(&text, sidecar.unwrap_or_default()),
    }
}

/// The questionnaire, and its named scales with the places of the questions that use them.
fn assemble(text: &str, library: &dyn Library, faults: &mut Faults) -> (Questionnaire, Vec<(String, usize)>) {
    let (document_text, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        faults.push(parse::syntax(error));
    }
    let file = Table::new(document_text.get_ref(), 0..0);
    check(file, &FILE, faults);
    let head = file.table("questionnaire");
    let own = |key: &str| head.and_then(|head| head.string(key)).unwrap_or_default();
    let set = head.and_then(|head| head.table("set"));
    let groups = groups(file, faults);
    let (sections, tables) = sections(file, faults);
    let questions = questions::questions(file, &tables, &groups, faults);
    let questionnaire = Questionnaire {
        code: own("code"),
        version: own("version"),
        title: own("title"),
        title_en: None,
        document: head.and_then(|head| head.table("document")).map(document).unwrap_or_default(),
        origin: head.and_then(|head| origin(head, faults)).unwrap_or(Origin::Illustrative),
        notes: head.map(|head| head.strings("notes")).unwrap_or_default(),
        intro: own("intro"),
        intro_en: None,
        hash: parse::hash(text, &[]),
        set: set.and_then(|set| Some((set.string("code")?, set.string("version")?))),
        groups,
        sections,
        questions,
    };
    if questionnaire.questions.is_empty() {
        faults.push(Fault::new(&codes::NO_QUESTIONS, 0..0));
    }
    let tables: Vec<Table<'_>> = tables.into_iter().map(|(_, table)| table).collect();
    feeds::check(head, &tables, &questionnaire, library, faults);
    let users = tables.iter().enumerate().filter_map(|(place, table)| Some((table.string("scale")?, place))).collect();
    (questionnaire, users)
}

fn groups(file: Table<'_>, faults: &mut Faults) -> Vec<RespondentGroup> {
    let tables = at_most(file.tables("group"), "group", MOST_PARTS, faults);
    unique(named(&tables, "code"), &codes::DUPLICATE_NAME, faults);
    let group = |table: &Table<'_>| RespondentGroup {
        code: table.string("code").unwrap_or_default(),
        title: table.string("title").unwrap_or_default(),
        title_en: None,
    };
    tables.iter().map(group).collect()
}

/// The sections, and the questions with the index of the section above each.
fn sections<'t>(file: Table<'t>, faults: &mut Faults) -> (Vec<QuestionSection>, Vec<(usize, Table<'t>)>) {
    let tables = at_most(file.tables("section"), "section", MOST_PARTS, faults);
    unique(named(&tables, "code"), &codes::DUPLICATE_NAME, faults);
    let mut questions = at_most(file.tables("question"), "question", MOST_QUESTIONS, faults);
    questions.sort_by_key(|table| table.span().start);
    let first = tables.first().map_or(usize::MAX, |table| table.span().start);
    let before = questions.first().is_some_and(|table| table.span().start < first) || tables.is_empty();
    let section = |table: &Table<'_>| QuestionSection {
        code: table.string("code").unwrap_or_default(),
        title: table.string("title").unwrap_or_default(),
        title_en: None,
    };
    let mut sections: Vec<QuestionSection> = before.then(QuestionSection::default).into_iter().collect();
    sections.extend(tables.iter().map(section));
    let above = |start: usize| tables.iter().filter(|table| table.span().start < start).count();
    let place = |table: Table<'t>| {
        let place = above(table.span().start) + usize::from(before);
        (place.saturating_sub(1), table)
    };
    let questions = questions.into_iter().map(place).collect();
    (sections, questions)
}
