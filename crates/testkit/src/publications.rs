//! Publications small enough to read, for rooms that only carry them.

use thuocdo_publication::model::{
    CardPart, GroupPart, Illustrative, LinePart, Publication, RankPart, RoundFacts, Sentence, SentenceArg, SetPart,
    UnitPart,
};

/// The first version of a round with two units of plainly fictitious names.
pub fn sample(round: &str) -> Publication {
    Publication {
        format: 1,
        round: round.to_owned(),
        version: 1,
        title: "Xếp hạng xã mẫu".to_owned(),
        title_en: Some("Ranking of sample communes".to_owned()),
        period: "2025".to_owned(),
        illustrative: Illustrative { answers: true, criteria: [0, 0, 1] },
        decision: None,
        license: thuocdo_publication::ILLUSTRATIVE_LICENSE.to_owned(),
        supersedes_because: None,
        sources: Vec::new(),
        engine: "0.1.0".to_owned(),
        layers: vec!["final".to_owned()],
        sets: vec![set()],
        groups: vec![group()],
        units: vec![unit("xa-mau-1", "Xã Mẫu 1", "8"), unit("xa-mau-2", "Xã Mẫu 2", "20/3")],
        facts: RoundFacts::default(),
        surveys: Vec::new(),
    }
}

/// The next version of a publication, for this reason.
pub fn corrected(before: &Publication, reason: &str) -> Publication {
    let mut next = before.clone();
    next.version += 1;
    next.supersedes_because = Some(reason.to_owned());
    next
}

fn set() -> SetPart {
    SetPart {
        code: "mau/xa".to_owned(),
        version: "1".to_owned(),
        hash: "5c0c4a4d0f".to_owned(),
        text: "[set]\ncode = \"mau/xa\"\n".to_owned(),
        sidecar: None,
        borrowed: Vec::new(),
    }
}

fn group() -> GroupPart {
    let ranked = |unit: &str, rank| RankPart { unit: unit.to_owned(), rank, shared_by: 1 };
    GroupPart {
        code: "xa".to_owned(),
        name: "Xã".to_owned(),
        name_en: None,
        set: 0,
        ranking: vec![ranked("xa-mau-1", 1), ranked("xa-mau-2", 2)],
        unranked: Vec::new(),
        sections: Vec::new(),
    }
}

fn unit(code: &str, name: &str, points: &str) -> UnitPart {
    let card = CardPart {
        layer: "final".to_owned(),
        attainment: None,
        index: None,
        grade: None,
        grade_before: None,
        grade_facts: Vec::new(),
        section_grades: Vec::new(),
        converted: None,
        maturity: None,
        lines: vec![line(points)],
    };
    UnitPart {
        code: code.to_owned(),
        name: name.to_owned(),
        group: "xa".to_owned(),
        class: None,
        merged_from: Vec::new(),
        cards: vec![card],
    }
}

fn line(points: &str) -> LinePart {
    LinePart {
        code: String::new(),
        state: "scored".to_owned(),
        shown: points.to_owned(),
        exact: points.to_owned(),
        max: "10".to_owned(),
        value: None,
        answers: vec![("points".to_owned(), points.to_owned())],
        trace: vec![Sentence {
            key: "trace-direct".to_owned(),
            args: vec![("points".to_owned(), SentenceArg::Number(points.to_owned(), 6))],
        }],
        reason: None,
    }
}
