//! A publication that takes little memory: lists and rankings at hand, traces and answers packed by unit.
//!
//! A national round unfolds to hundreds of megabytes, nearly all of it sentences about how single
//! points came about, which are read one unit at a time.

use std::borrow::Cow;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use crate::Publication;
use crate::model::{CardPart, LinePart, MaturityPart, Sentence, UnitPart};

/// A publication in memory, its bulk packed.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The publication without traces and answers, and with the lines of the last layer alone;
    /// cards of lower layers keep their total.
    pub brief: Publication,
    /// All that is left out there.
    pub details: Details,
}

/// Units with all that is published about them, packed one by one into one piece of memory.
#[derive(Clone, Debug, Default)]
pub struct Details {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Packed {
    /// Packs a publication.
    #[expect(clippy::expect_used, reason = "only what was written from this publication is read")]
    pub fn new(publication: &Publication) -> Self {
        let Pieces { start, units, end } = Pieces::of(publication);
        let mut packer = Packer::new(&start, &end).expect("a head as it was written");
        units.iter().for_each(|unit| packer.add(unit).expect("a unit as it was written"));
        packer.finish().expect("units as they were written")
    }
}

impl From<Publication> for Packed {
    fn from(publication: Publication) -> Self {
        Self::new(&publication)
    }
}

impl Details {
    /// The unit at this place of the publication.
    pub fn unit(&self, index: usize) -> Option<UnitPart> {
        let begin = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.bytes.get(begin..*self.ends.get(index)?).map(unpack)
    }

    /// The whole publication, as it was packed.
    pub fn whole(&self, brief: &Publication) -> Publication {
        Publication { units: (0..self.ends.len()).filter_map(|index| self.unit(index)).collect(), ..brief.clone() }
    }
}

/// The JSON of a publication in pieces, so that a large one need not be in memory at once.
///
/// `start`, the units with commas between them, and `end` make the text of [`crate::json::json`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pieces {
    /// What stands before the first unit.
    pub start: String,
    /// Each unit.
    pub units: Vec<String>,
    /// What stands after the last unit.
    pub end: String,
}

impl Pieces {
    /// Cuts a publication up.
    pub fn of(publication: &Publication) -> Self {
        // Text, numbers and lists only: there is nothing in the format that JSON could refuse.
        let head = serde_json::to_string(&head(publication)).unwrap_or_default();
        // No field before this one has a field of that name, and a quote inside a text is escaped.
        let cut = head.find(UNITS).map_or(head.len(), |at| at + UNITS.len());
        let (start, end) = head.split_at(cut);
        let units = publication.units.iter().map(|unit| serde_json::to_string(unit).unwrap_or_default());
        Self { start: start.to_owned(), units: units.collect(), end: end.to_owned() }
    }
}

const UNITS: &str = "\"units\":[";

/// Packs a publication piece by piece.
///
/// What is needed only while packing is made once and used again, and the many small texts of the
/// brief form are made last: else they would settle between large ones that are soon gone, and the
/// memory of those would not come back.
pub struct Packer {
    head: Publication,
    details: Details,
    deflate: DeflateEncoder<Vec<u8>>,
    spare: Vec<u8>,
    slim: Vec<u8>,
    slim_ends: Vec<usize>,
}

impl Packer {
    /// Begins with what stands around the units.
    ///
    /// # Errors
    /// If the texts are not those of a publication.
    pub fn new(start: &str, end: &str) -> Result<Self, serde_json::Error> {
        Ok(Self {
            head: serde_json::from_str(&[start, end].concat())?,
            details: Details::default(),
            deflate: DeflateEncoder::new(Vec::new(), Compression::fast()),
            spare: Vec::new(),
            slim: Vec::new(),
            slim_ends: Vec::new(),
        })
    }

    /// Adds the next unit.
    ///
    /// # Errors
    /// If the text is not that of a unit.
    pub fn add(&mut self, unit: &str) -> Result<(), serde_json::Error> {
        serde_json::to_writer(&mut self.slim, &serde_json::from_str::<SlimUnit<'_>>(unit)?.cut())?;
        self.slim_ends.push(self.slim.len());
        self.deflate.write_all(unit.as_bytes()).map_err(serde_json::Error::io)?;
        let spare = std::mem::take(&mut self.spare);
        self.spare = self.deflate.reset(spare).map_err(serde_json::Error::io)?;
        self.details.bytes.append(&mut self.spare);
        self.details.ends.push(self.details.bytes.len());
        Ok(())
    }

    /// Ends after the last unit.
    ///
    /// # Errors
    /// Never, for units that were added: they are read a second time.
    pub fn finish(mut self) -> Result<Packed, serde_json::Error> {
        drop((self.deflate, self.spare));
        let begins = std::iter::once(0).chain(self.slim_ends.iter().copied());
        let texts = begins.zip(&self.slim_ends).filter_map(|(begin, end)| self.slim.get(begin..*end));
        let units = texts.map(|text| Ok(serde_json::from_slice::<SlimUnit<'_>>(text)?.brief()));
        self.head.units = units.collect::<Result<_, serde_json::Error>>()?;
        self.details.bytes.shrink_to_fit();
        Ok(Packed { brief: self.head, details: self.details })
    }
}

/// A publication without its units.
fn head(publication: &Publication) -> Publication {
    Publication {
        format: publication.format,
        round: publication.round.clone(),
        version: publication.version,
        title: publication.title.clone(),
        title_en: publication.title_en.clone(),
        period: publication.period.clone(),
        illustrative: publication.illustrative.clone(),
        decision: publication.decision.clone(),
        license: publication.license.clone(),
        supersedes_because: publication.supersedes_because.clone(),
        sources: publication.sources.clone(),
        engine: publication.engine.clone(),
        layers: publication.layers.clone(),
        sets: publication.sets.clone(),
        groups: publication.groups.clone(),
        units: Vec::new(),
        facts: publication.facts.clone(),
        surveys: publication.surveys.clone(),
    }
}

#[expect(clippy::expect_used, reason = "only what was packed in this process is read")]
fn unpack(packed: &[u8]) -> UnitPart {
    let mut text = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut text).expect("bytes as they were packed");
    serde_json::from_slice(&text).expect("a unit as it was packed")
}

/// A unit read without what is only packed, so that nothing is made that is thrown away at once.
#[derive(Serialize, Deserialize)]
struct SlimUnit<'text> {
    code: String,
    name: String,
    group: String,
    class: Option<String>,
    merged_from: Vec<String>,
    #[serde(borrow)]
    cards: Vec<SlimCard<'text>>,
}

#[derive(Serialize, Deserialize)]
struct SlimCard<'text> {
    layer: String,
    attainment: Option<String>,
    index: Option<String>,
    grade: Option<String>,
    grade_before: Option<String>,
    grade_facts: Vec<Sentence>,
    section_grades: Vec<(String, Option<String>)>,
    converted: Option<String>,
    maturity: Option<MaturityPart>,
    #[serde(borrow)]
    lines: Vec<SlimLine<'text>>,
}

#[derive(Serialize, Deserialize)]
struct SlimLine<'text> {
    #[serde(borrow)]
    code: Cow<'text, str>,
    #[serde(borrow)]
    state: Cow<'text, str>,
    #[serde(borrow)]
    shown: Cow<'text, str>,
    #[serde(borrow)]
    exact: Cow<'text, str>,
    #[serde(borrow)]
    max: Cow<'text, str>,
    value: Option<Cow<'text, str>>,
}

impl SlimUnit<'_> {
    /// Leaves out the lines of lower layers, but for their total.
    fn cut(mut self) -> Self {
        if let Some((_, lower)) = self.cards.split_last_mut() {
            lower.iter_mut().for_each(|card| card.lines.truncate(1));
        }
        self
    }

    fn brief(self) -> UnitPart {
        let Self { code, name, group, class, merged_from, cards } = self;
        UnitPart { code, name, group, class, merged_from, cards: cards.into_iter().map(SlimCard::brief).collect() }
    }
}

impl SlimCard<'_> {
    fn brief(self) -> CardPart {
        CardPart {
            layer: self.layer,
            attainment: self.attainment,
            index: self.index,
            grade: self.grade,
            grade_before: self.grade_before,
            grade_facts: self.grade_facts,
            section_grades: self.section_grades,
            converted: self.converted,
            maturity: self.maturity,
            lines: self.lines.into_iter().map(SlimLine::brief).collect(),
        }
    }
}

impl SlimLine<'_> {
    fn brief(self) -> LinePart {
        LinePart {
            code: self.code.into_owned(),
            state: self.state.into_owned(),
            shown: self.shown.into_owned(),
            exact: self.exact.into_owned(),
            max: self.max.into_owned(),
            value: self.value.map(Cow::into_owned),
            answers: Vec::new(),
            trace: Vec::new(),
            reason: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Publication {
        let line = |code: &str| {
            format!(
                r#"{{"code":"{code}","state":"scored","shown":"6.67","exact":"20/3","max":"10","value":"2/3",
                "answers":[["a","2"]],"trace":[{{"key":"trace-x"}}],"reason":"vì …"}}"#
            )
        };
        let card = |layer: &str| {
            format!(
                r#"{{"layer":"{layer}","attainment":null,"index":null,"grade":null,"grade_before":null,
                "grade_facts":[],"section_grades":[],"converted":null,"maturity":null,"lines":[{},{}]}}"#,
                line(""),
                line("1")
            )
        };
        let unit = |code: &str| {
            format!(
                r#"{{"code":"{code}","name":"{code}","group":"g","class":null,"merged_from":[],"cards":[{},{}]}}"#,
                card("self"),
                card("final")
            )
        };
        let text = format!(
            r#"{{"format":1,"round":"r","version":1,"title":"t","title_en":null,"period":"2025",
            "illustrative":{{"answers":true,"criteria":[0,0,1]}},"decision":null,"supersedes_because":null,
            "sources":[],"engine":"1","layers":["self","final"],"sets":[],"groups":[],"units":[{},{}]}}"#,
            unit("a"),
            unit("b")
        );
        crate::json::read(text.as_bytes()).expect("a publication")
    }

    #[test]
    fn what_is_packed_comes_back_whole() {
        let publication = sample();
        let packed = Packed::new(&publication);
        assert_eq!(packed.details.whole(&packed.brief), publication);
        assert_eq!(packed.details.unit(1), Some(publication.units[1].clone()));
        assert_eq!(packed.details.unit(2), None);
    }

    #[test]
    fn the_pieces_make_the_text_and_the_same_packing() {
        let publication = sample();
        let Pieces { start, units, end } = Pieces::of(&publication);
        assert_eq!(
            [start.clone(), units.join(","), end.clone()].concat().into_bytes(),
            crate::json::json(&publication)
        );
        let mut packer = Packer::new(&start, &end).expect("a head");
        units.iter().for_each(|unit| packer.add(unit).expect("a unit"));
        let (pieced, whole) = (packer.finish().expect("units"), Packed::new(&publication));
        assert_eq!(pieced.brief, whole.brief);
        assert_eq!(pieced.details.whole(&pieced.brief), publication);
    }

    #[test]
    fn in_brief_there_are_points_but_no_traces() {
        let brief = Packed::new(&sample()).brief;
        let [lower, last] = &brief.units[0].cards[..] else { panic!("two cards") };
        assert_eq!((lower.lines.len(), last.lines.len()), (1, 2));
        let line = &last.lines[1];
        assert_eq!((line.exact.as_str(), line.value.as_deref()), ("20/3", Some("2/3")));
        assert!(line.trace.is_empty() && line.answers.is_empty() && line.reason.is_none());
    }
}
