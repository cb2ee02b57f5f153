//! Every criteria file of the catalog parses without an error, and its English sidecar is complete.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;

use thuocdo_criteria::set::Origin;
use thuocdo_criteria::{CriteriaSet, Severity, parse, questionnaire};
use thuocdo_testkit::catalog::{files, library, questionnaires};

#[test]
fn every_set_of_the_catalog_is_clean() {
    let library = library().expect("catalog");
    let mut faults = Vec::new();
    for file in files().expect("catalog") {
        let parsed = parse(&file.source, &library);
        for found in parsed.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
            faults.push(format!(
                "{}:{}:{} {} {:?}",
                file.path, found.place.line, found.place.column, found.code, found.message
            ));
        }
        if let Some(set) = parsed.set {
            assert_eq!(
                (set.code.as_str(), set.version.as_str()),
                (file.code.as_str(), file.version.as_str()),
                "{} is misplaced",
                file.path
            );
            println!("{}", summary(&set));
        }
    }
    assert!(faults.is_empty(), "{} errors\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_title_of_the_catalog_has_an_english_twin() {
    let library = library().expect("catalog");
    for file in files().expect("catalog") {
        let set = parse(&file.source, &library).set.unwrap_or_else(|| panic!("{} does not parse", file.path));
        assert!(set.title_en.is_some(), "{}: title of the set", file.path);
        assert!(set.levels.iter().all(|level| level.name_en.is_some()), "{}: names of levels", file.path);
        let bare: Vec<&str> =
            set.nodes.iter().skip(1).filter(|node| node.title_en.is_none()).map(|node| node.code.as_str()).collect();
        assert!(bare.is_empty(), "{}: without English title: {bare:?}", file.path);
    }
}

#[test]
fn every_questionnaire_is_clean_feeds_what_it_says_and_has_an_english_twin() {
    let library = library().expect("catalog");
    for file in questionnaires().expect("questionnaires") {
        let parsed = questionnaire::parse(&file.source, &library);
        assert_eq!(parsed.diagnostics, [], "{}", file.path);
        let found = parsed.questionnaire.unwrap_or_else(|| panic!("{} does not parse", file.path));
        assert_eq!((found.code.as_str(), found.version.as_str()), (file.code.as_str(), file.version.as_str()));
        assert!(found.title_en.is_some() && found.intro_en.is_some(), "{}: title and intro", file.path);
        assert!(found.groups.iter().all(|group| group.title_en.is_some()), "{}: groups", file.path);
        assert!(found.sections.iter().all(|section| section.title_en.is_some()), "{}: sections", file.path);
        for question in &found.questions {
            let labels = question.choices().iter().all(|choice| choice.label_en.is_some());
            let hint = question.hint.is_some() == question.hint_en.is_some();
            assert!(question.text_en.is_some() && labels && hint, "{}: question {}", file.path, question.code);
        }
        let feeds: usize = found.questions.iter().map(|question| question.feeds.len()).sum();
        println!("{} {}: {} questions, {feeds} fed criteria", found.code, found.version, found.questions.len());
    }
}

/// Counts of a set in one line: sections, criteria, maximum, criteria by origin.
fn summary(set: &CriteriaSet) -> String {
    let mut origins = BTreeMap::new();
    for (node, _) in set.criteria() {
        let name = match node.origin {
            Origin::Decision { .. } => "decision",
            Origin::Published(_) => "published",
            Origin::Illustrative => "illustrative",
        };
        *origins.entry(name).or_insert(0_u32) += 1;
    }
    let criteria = set.criteria().count();
    let sections = set.nodes.len() - 1 - criteria;
    format!(
        "{} {}: {sections} sections, {criteria} criteria, {} points, {origins:?}",
        set.code,
        set.version,
        set.scale.to_exact()
    )
}
