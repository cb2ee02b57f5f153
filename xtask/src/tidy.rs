//! Guards of the house: arrows, the map, words in their place.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{output, root};
use crate::sizes;

/// Which of our crates each crate may see in its code; a new arrow is a decision record.
const ARROWS: [(&str, &[&str]); 21] = [
    ("base", &[]),
    ("words", &["base"]),
    ("criteria", &["base", "words"]),
    ("assessment", &["base", "words", "criteria"]),
    ("scoring", &["base", "words", "criteria"]),
    ("folder", &["base", "words", "criteria", "scoring"]),
    ("publication", &["base", "words", "criteria", "scoring"]),
    ("files", &["base", "words"]),
    ("responses", &["base"]),
    ("documents", &["base", "words"]),
    ("annex", &["base", "words", "criteria"]),
    ("workbooks", &["base", "words", "criteria", "annex"]),
    ("archive", &["base", "words", "publication"]),
    ("store", &["base", "words", "criteria", "assessment", "scoring", "publication", "responses"]),
    (
        "app",
        &[
            "base",
            "words",
            "criteria",
            "assessment",
            "scoring",
            "folder",
            "publication",
            "files",
            "responses",
            "documents",
            "annex",
            "workbooks",
            "archive",
            "store",
        ],
    ),
    ("web", &["base", "words", "app"]),
    ("desk", &["base", "words", "assessment", "app", "web"]),
    ("respond", &["base", "words", "criteria", "app", "web"]),
    ("server", DOWN_TO_BASE),
    ("testkit", DOWN_TO_BASE),
    ("xtask", &[]),
];

/// What the binary and the test kit may see: everything below them.
const DOWN_TO_BASE: &[&str] = &[
    "base",
    "words",
    "criteria",
    "assessment",
    "scoring",
    "folder",
    "publication",
    "files",
    "responses",
    "documents",
    "annex",
    "workbooks",
    "archive",
    "store",
    "app",
    "web",
    "desk",
    "respond",
];

/// Runs every guard and prints all findings.
pub fn tidy() -> Result<(), String> {
    println!("\n── tidy ──");
    let mut findings = arrows()?;
    findings.extend(map());
    findings.extend(engines_stay_in_store());
    findings.extend(domain_types_do_not_serialize());
    findings.extend(glossary_words_exist());
    sizes::print();
    for finding in &findings {
        println!("tidy: {finding}");
    }
    if findings.is_empty() { Ok(()) } else { Err(format!("tidy: {} findings", findings.len())) }
}

fn arrows() -> Result<Vec<String>, String> {
    let text = output("cargo", &["metadata", "--format-version", "1", "--no-deps"]).ok_or("cargo metadata failed")?;
    let metadata: serde_json::Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let mut findings = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = short(package["name"].as_str().unwrap_or_default());
        let Some((_, allowed)) = ARROWS.iter().find(|(room, _)| *room == name) else {
            findings.push(format!("crate {name} has no line in the table of arrows"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let target = dependency["name"].as_str().unwrap_or_default();
            let ours = target.starts_with("thuocdo-");
            let for_tests = dependency["kind"] == "dev";
            if ours && !for_tests && !allowed.contains(&short(target)) {
                findings.push(format!("arrow {name} → {} is not allowed", short(target)));
            }
            if short(target) == "testkit" && ours && !for_tests {
                findings.push(format!("{name} depends on testkit outside tests"));
            }
        }
    }
    Ok(findings)
}

fn short(package: &str) -> &str {
    package.strip_prefix("thuocdo-").unwrap_or(package)
}

/// ARCHITECTURE.md names every crate and no crate that is gone.
fn map() -> Vec<String> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap_or_default();
    let named: Vec<&str> = text.split("`crates/").skip(1).filter_map(|rest| rest.split(['`', '/']).next()).collect();
    let present: Vec<String> = children(&root().join("crates"));
    let mut findings: Vec<String> = present
        .iter()
        .filter(|name| !named.contains(&name.as_str()))
        .map(|name| format!("ARCHITECTURE.md does not name crates/{name}"))
        .collect();
    let gone = named.iter().filter(|name| !present.iter().any(|crate_| crate_ == *name));
    findings.extend(gone.map(|name| format!("ARCHITECTURE.md names crates/{name}, which does not exist")));
    findings
}

/// The names of the two databases occur only where their differences live.
fn engines_stay_in_store() -> Vec<String> {
    let allowed = [
        "crates/store/src/engine",
        "crates/server/src",
        "crates/server/benches",
        "crates/testkit",
        "xtask",
        "crates/store/tests",
    ];
    let mut findings = Vec::new();
    for file in rust_files(&root().join("crates")) {
        let path = relative(&file);
        if allowed.iter().any(|place| path.starts_with(place)) || path.contains("/tests/") {
            continue;
        }
        let text = code_of(&file);
        if ["sqlite", "postgres"].iter().any(|word| text.to_lowercase().contains(word)) {
            findings.push(format!("{path} names a database engine"));
        }
    }
    findings
}

/// Domain types know no file format: serde stays at the edges.
fn domain_types_do_not_serialize() -> Vec<String> {
    let pure = ["crates/base/", "crates/words/", "crates/criteria/", "crates/scoring/"];
    rust_files(&root().join("crates"))
        .into_iter()
        .filter(|file| pure.iter().any(|place| relative(file).starts_with(place)))
        .filter(|file| code_of(file).contains("Serialize"))
        .map(|file| format!("{} derives a file format for a domain type", relative(&file)))
        .collect()
}

/// Types that the glossary names in code and marks as built exist.
fn glossary_words_exist() -> Vec<String> {
    let Ok(text) = fs::read_to_string(root().join("docs/glossary.md")) else {
        return vec!["docs/glossary.md is missing".to_owned()];
    };
    let code: String = rust_files(&root().join("crates")).iter().map(|file| code_of(file)).collect();
    let built = text.lines().skip_while(|line| !line.starts_with("## Built so far")).skip(1);
    built
        .take_while(|line| !line.starts_with("## "))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|word| !code.contains(word))
        .map(|word| format!("docs/glossary.md says {word} is built, but no code has it"))
        .collect()
}

/// Text of a file without its comments, so that prose may name anything.
fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn relative(file: &Path) -> String {
    file.strip_prefix(root()).unwrap_or(file).to_string_lossy().into_owned()
}

fn children(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// All Rust files below a folder, in order.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
