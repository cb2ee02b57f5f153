//! A mirror of sizes: prints the largest and the median, fails nothing.

use std::fs;

use crate::run::root;
use crate::tidy::rust_files;

/// Prints the ten longest files and functions and the medians.
pub fn print() {
    let files = rust_files(&root().join("crates"));
    let mut lengths = Vec::new();
    let mut functions = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap_or_default();
        let name = file.strip_prefix(root()).unwrap_or(file).display().to_string();
        let body: Vec<&str> = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).collect();
        functions
            .extend(functions_of(&body).into_iter().map(|(function, lines)| (lines, format!("{name} {function}"))));
        lengths.push((body.len(), name));
    }
    show("files", lengths);
    show("functions", functions);
}

fn show(kind: &str, mut items: Vec<(usize, String)>) {
    items.sort_by(|a, b| b.cmp(a));
    let median = items.get(items.len() / 2).map_or(0, |(lines, _)| *lines);
    println!("{} {kind}, median {median} lines; longest:", items.len());
    for (lines, name) in items.iter().take(10) {
        println!("  {lines:5} {name}");
    }
}

/// Functions with their lengths, told by indentation: rustfmt closes each at its own column.
fn functions_of(lines: &[&str]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let Some(at) = trimmed.find("fn ").filter(|at| is_prefix(&trimmed[..*at])) else { continue };
        let indent = line.len() - trimmed.len();
        let closing = format!("{}}}", " ".repeat(indent));
        let Some(length) = lines[start..].iter().position(|line| *line == closing) else { continue };
        let name: String = trimmed[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        found.push((name, length + 1));
    }
    found
}

fn is_prefix(before: &str) -> bool {
    before.split_whitespace().all(|word| word.starts_with("pub") || ["const", "async"].contains(&word))
}
