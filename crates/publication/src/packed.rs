//! A publication that takes little memory: lists and rankings at hand, traces and answers packed by unit.
//!
//! A national round unfolds to hundreds of megabytes, nearly all of it sentences about how single
//! points came about, which are read one unit at a time.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::Publication;
use crate::model::{CardPart, LinePart, UnitPart};

/// A publication in memory, its bulk packed.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The publication without traces and answers, and with the lines of the last layer alone;
    /// cards of lower layers keep their total.
    pub brief: Publication,
    /// All that is left out there.
    pub details: Details,
}

/// Units with all that is published about them, packed one by one.
#[derive(Clone, Debug)]
pub struct Details {
    units: Vec<Box<[u8]>>,
}

impl Packed {
    /// Packs a publication.
    pub fn new(publication: &Publication) -> Self {
        let brief = Publication {
            format: publication.format,
            round: publication.round.clone(),
            version: publication.version,
            title: publication.title.clone(),
            title_en: publication.title_en.clone(),
            period: publication.period.clone(),
            illustrative: publication.illustrative.clone(),
            decision: publication.decision.clone(),
            supersedes_because: publication.supersedes_because.clone(),
            sources: publication.sources.clone(),
            engine: publication.engine.clone(),
            layers: publication.layers.clone(),
            sets: publication.sets.clone(),
            groups: publication.groups.clone(),
            units: publication.units.iter().map(brief).collect(),
            facts: publication.facts.clone(),
        };
        Self { brief, details: Details { units: publication.units.iter().map(pack).collect() } }
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
        self.units.get(index).map(|packed| unpack(packed))
    }

    /// The whole publication, as it was packed.
    pub fn whole(&self, brief: &Publication) -> Publication {
        let units = self.units.iter().map(|packed| unpack(packed)).collect();
        Publication { units, ..brief.clone() }
    }
}

fn pack(unit: &UnitPart) -> Box<[u8]> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
    // Text, numbers and lists only, written to memory: there is nothing that could fail.
    let _ = packed.write_all(&serde_json::to_vec(unit).unwrap_or_default());
    packed.finish().unwrap_or_default().into_boxed_slice()
}

#[expect(clippy::expect_used, reason = "only what `pack` wrote is read, in the same process")]
fn unpack(packed: &[u8]) -> UnitPart {
    let mut text = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut text).expect("bytes as they were packed");
    serde_json::from_slice(&text).expect("a unit as it was packed")
}

fn brief(unit: &UnitPart) -> UnitPart {
    let last = unit.cards.len().saturating_sub(1);
    let cards = unit.cards.iter().enumerate();
    UnitPart {
        cards: cards.map(|(index, card)| brief_card(card, if index == last { usize::MAX } else { 1 })).collect(),
        code: unit.code.clone(),
        name: unit.name.clone(),
        group: unit.group.clone(),
        class: unit.class.clone(),
        merged_from: unit.merged_from.clone(),
    }
}

fn brief_card(card: &CardPart, lines: usize) -> CardPart {
    CardPart {
        lines: card.lines.iter().take(lines).map(brief_line).collect(),
        layer: card.layer.clone(),
        attainment: card.attainment.clone(),
        index: card.index.clone(),
        grade: card.grade.clone(),
        grade_before: card.grade_before.clone(),
        grade_facts: card.grade_facts.clone(),
        section_grades: card.section_grades.clone(),
        converted: card.converted.clone(),
        maturity: card.maturity.clone(),
    }
}

fn brief_line(line: &LinePart) -> LinePart {
    LinePart {
        code: line.code.clone(),
        state: line.state.clone(),
        shown: line.shown.clone(),
        exact: line.exact.clone(),
        max: line.max.clone(),
        value: line.value.clone(),
        answers: Vec::new(),
        trace: Vec::new(),
        reason: None,
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
    fn in_brief_there_are_points_but_no_traces() {
        let brief = Packed::new(&sample()).brief;
        let [lower, last] = &brief.units[0].cards[..] else { panic!("two cards") };
        assert_eq!((lower.lines.len(), last.lines.len()), (1, 2));
        let line = &last.lines[1];
        assert_eq!((line.exact.as_str(), line.value.as_deref()), ("20/3", Some("2/3")));
        assert!(line.trace.is_empty() && line.answers.is_empty() && line.reason.is_none());
    }
}
