//! The bundle (gói dữ liệu kiểm chứng): what anyone needs to recompute a ranking, in one archive.
//!
//! It is a case folder with results beside it: `thuocdo score` on the unpacked bundle gives the same
//! publication. Entries are sorted, stored, without times: the same publication, the same bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use thuocdo_base::Message;
use thuocdo_words::{Lang, Locale, show};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::csv::{Sheet, harmless};
use crate::model::{SetPart, UnitFacts};
use crate::reader::Reader;
use crate::{Publication, csv, locale};

/// Packs a publication.
pub fn bundle(publication: &Publication) -> Vec<u8> {
    pack(files(publication))
}

/// The files of the bundle by path, the manifest included.
pub fn files(publication: &Publication) -> BTreeMap<String, Vec<u8>> {
    let reader = Reader::new(publication);
    let mut files = BTreeMap::from([
        ("README.vi.md".to_owned(), readme(&reader).into_bytes()),
        ("publication.json".to_owned(), crate::json::json(publication)),
        ("results.csv".to_owned(), csv::results(publication)),
        ("points.csv".to_owned(), csv::points(publication)),
        ("round.toml".to_owned(), round(publication).into_bytes()),
        ("units.csv".to_owned(), units(publication)),
        ("answers.csv".to_owned(), answers(publication)),
    ]);
    for (index, set) in publication.sets.iter().enumerate() {
        files.extend(set_files(index, set));
    }
    for input in &publication.facts.inputs {
        files.insert(format!("inputs/{}.csv", input.name), rows(&input.rows));
    }
    let manifest = manifest(publication, &files);
    files.insert("manifest.json".to_owned(), manifest);
    files
}

/// Packs file after file and lets go of each, so that a national round is in memory only once.
fn pack(files: BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // Memory is the only target: there is nothing that could refuse a write.
    for (path, bytes) in files {
        let _ = archive.start_file(path, options.large_file(bytes.len() > u32::MAX as usize));
        let _ = archive.write_all(&bytes);
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}

fn manifest(publication: &Publication, files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let entry = |(path, bytes): (&String, &Vec<u8>)| json!({ "path": path, "bytes": bytes.len(), "sha256": hex::encode(Sha256::digest(bytes)) });
    let entries: Vec<Value> = files.iter().map(entry).collect();
    let decision = publication.decision.as_ref();
    let manifest = json!({
        "format": 1,
        "round": publication.round,
        "version": publication.version,
        "decision": decision.map(|decision| &decision.number),
        "engine": publication.engine,
        "license": publication.license,
        "files": entries,
    });
    let mut text = format!("{manifest:#}").into_bytes();
    text.push(b'\n');
    text
}

/// Path of a set's file in the bundle, which is its code with dots for slashes.
fn set_path(index: usize, set: &SetPart) -> String {
    format!("bo-{}-{}-{}.toml", index + 1, set.code.replace('/', "."), set.version)
}

fn set_files(index: usize, set: &SetPart) -> Vec<(String, Vec<u8>)> {
    let path = set_path(index, set);
    let mut files = vec![(path.clone(), set.text.clone().into_bytes())];
    if let Some(sidecar) = &set.sidecar {
        files.push((format!("{}.en.toml", path.trim_end_matches(".toml")), sidecar.clone().into_bytes()));
    }
    for (code, version, text) in &set.borrowed {
        files.push((format!("muon-{}-{version}.toml", code.replace('/', ".")), text.clone().into_bytes()));
    }
    files
}

/// Settings that let the bundle be scored again.
fn round(publication: &Publication) -> String {
    let mut text = String::new();
    let quoted = |text: &str| Value::from(text).to_string();
    let list = |items: &[String]| items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
    let mut line = |key: &str, value: &str| {
        let _ = writeln!(text, "{key} = {value}");
    };
    line("code", &quoted(&publication.round));
    line("title", &quoted(&publication.title));
    if let Some(title) = &publication.title_en {
        line("title_en", &quoted(title));
    }
    line("period", &quoted(&publication.period));
    line("illustrative", &publication.illustrative.answers.to_string());
    if !publication.license.is_empty() {
        line("license", &quoted(&publication.license));
    }
    line("layers", &format!("[{}]", list(&publication.layers)));
    let source = |source: &crate::model::SourceRef| {
        let (title, publisher, address) = (quoted(&source.title), quoted(&source.publisher), quoted(&source.address));
        format!("{{ title = {title}, publisher = {publisher}, address = {address} }}")
    };
    line("sources", &format!("[{}]", publication.sources.iter().map(source).collect::<Vec<_>>().join(", ")));
    let accepted = publication.facts.units.iter().filter_map(|facts| Some((&facts.unit, facts.accept_held.as_ref()?)));
    let accepted = accepted.map(|(unit, (reason, signer))| {
        format!("{{ unit = {}, reason = {}, signer = {} }}", quoted(unit), quoted(reason), quoted(signer))
    });
    line("accept_held", &format!("[{}]", accepted.collect::<Vec<_>>().join(", ")));
    for (index, set) in publication.sets.iter().enumerate() {
        let groups = publication.groups.iter().filter(|group| group.set == index);
        let groups: Vec<String> = groups.map(|group| group.code.clone()).collect();
        let _ = writeln!(text, "\n[[use]]\nfile = {}\ngroups = [{}]", quoted(&set_path(index, set)), list(&groups));
    }
    for group in &publication.groups {
        let _ = writeln!(text, "\n[[group]]\ncode = {}\nname = {}", quoted(&group.code), quoted(&group.name));
        if let Some(name) = &group.name_en {
            let _ = writeln!(text, "name_en = {}", quoted(name));
        }
    }
    if let Some(decision) = &publication.decision {
        let (number, issuer) = (quoted(&decision.number), quoted(&decision.issuer));
        let _ = writeln!(text, "\n[publication]\ndecision = {number}\nissuer = {issuer}");
        if !decision.date.is_empty() {
            let _ = writeln!(text, "date = {}", quoted(&decision.date));
        }
    }
    text
}

fn units(publication: &Publication) -> Vec<u8> {
    let mut sheet = Sheet::new();
    sheet.row(["code", "name", "group", "class", "traits", "linked", "merged_from", "excluded"]);
    let none = UnitFacts::default();
    for unit in &publication.units {
        let facts = publication.facts.units.iter().find(|facts| facts.unit == unit.code).unwrap_or(&none);
        let (traits, merged) = (facts.traits.join(";"), unit.merged_from.join(";"));
        let cells = [
            unit.code.as_str(),
            &unit.name,
            &unit.group,
            unit.class.as_deref().unwrap_or_default(),
            &traits,
            facts.linked.as_deref().unwrap_or_default(),
            &merged,
            facts.excluded.as_deref().unwrap_or_default(),
        ];
        sheet.row(cells.map(|cell| harmless(cell).into_owned()));
    }
    sheet.finish()
}

fn answers(publication: &Publication) -> Vec<u8> {
    let mut sheet = Sheet::new();
    sheet.row(["unit", "criterion", "variable", "value", "layer", "reason"]);
    for unit in &publication.units {
        for card in &unit.cards {
            for line in &card.lines {
                for (index, (variable, value)) in line.answers.iter().enumerate() {
                    let reason = line.reason.as_deref().filter(|_| index == 0).unwrap_or_default();
                    let value = if variable == "na" { harmless(value) } else { value.into() };
                    let (variable, reason) = (harmless(variable), harmless(reason));
                    sheet.row([&unit.code, &line.code, &*variable, &*value, &card.layer, &*reason]);
                }
            }
        }
    }
    sheet.finish()
}

/// An input table with all columns that any row has.
fn rows(rows: &[(String, Vec<(String, String)>)]) -> Vec<u8> {
    let mut columns: Vec<&str> =
        rows.iter().flat_map(|(_, cells)| cells.iter().map(|(name, _)| name.as_str())).collect();
    columns.sort_unstable();
    columns.dedup();
    let mut sheet = Sheet::new();
    sheet.row(["unit"].iter().chain(&columns));
    for (unit, cells) in rows {
        let cell = |column: &&str| cells.iter().find(|(name, _)| name == column).map_or("", |(_, text)| text.as_str());
        sheet.row([unit.as_str()].into_iter().chain(columns.iter().map(cell)));
    }
    sheet.finish()
}

fn readme(reader: &Reader<'_>) -> String {
    let words = locale(Lang::Vi);
    let publication = reader.publication;
    let mut text = format!("# {}\n\n", publication.title);
    for message in about(reader, Lang::Vi).into_iter().chain(illustrative(reader)) {
        let _ = writeln!(text, "- {}", words.render(&message));
    }
    let _ = writeln!(text, "\n{}\n", words.text("pub-bundle-files"));
    for key in ["publication", "results", "points", "folder", "manifest"] {
        let _ = writeln!(text, "- {}", words.text(&format!("pub-bundle-{key}")));
    }
    let _ = writeln!(text, "\n{}", words.text("pub-bundle-recompute"));
    text
}

/// What every export says about itself: period, decision, licence, engine, sets, sources.
pub(crate) fn about(reader: &Reader<'_>, lang: Lang) -> Vec<Message> {
    let publication = reader.publication;
    let mut messages = vec![Message::new("pub-about-period").text("period", publication.period.as_str())];
    messages.push(match &publication.decision {
        Some(decision) => Message::new("pub-about-decision")
            .text("number", decision.number.as_str())
            .text("date", show::date(lang, &decision.date))
            .text("issuer", decision.issuer.as_str()),
        None => Message::new("pub-about-undecided"),
    });
    messages.push(match publication.license.as_str() {
        "" => Message::new("pub-about-license-of-source"),
        license => Message::new("pub-about-license").text("license", license),
    });
    messages.push(
        Message::new("pub-about-engine")
            .text("engine", publication.engine.as_str())
            .count("version", publication.version as usize),
    );
    for set in &publication.sets {
        let message = Message::new("pub-about-set").text("code", set.code.as_str());
        messages.push(message.text("version", set.version.as_str()).text("hash", set.hash.as_str()));
    }
    for source in &publication.sources {
        let parts = [source.title.as_str(), &source.publisher, &source.address];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        messages.push(Message::new("pub-about-source").text("source", parts.join(", ")));
    }
    messages
}

/// The illustrative marks: of the answers, of the criteria.
pub(crate) fn illustrative(reader: &Reader<'_>) -> Vec<Message> {
    let mark = &reader.publication.illustrative;
    let mut messages = Vec::new();
    if mark.answers {
        messages.push(Message::new("pub-illustrative-answers"));
    }
    if mark.criteria[2] > 0 {
        let all: u32 = mark.criteria.iter().sum();
        let message = Message::new("pub-illustrative-criteria").count("count", mark.criteria[2] as usize);
        messages.push(message.count("all", all as usize));
    }
    messages
}

/// Renders messages line by line.
pub(crate) fn lines(words: &Locale, messages: &[Message]) -> Vec<String> {
    messages.iter().map(|message| words.render(message)).collect()
}
