//! A strict reader of our markup: every tag closed in order, every attribute quoted, no id twice.

use std::collections::HashSet;

/// Elements without an end.
const VOID: [&str; 8] = ["meta", "link", "input", "br", "img", "hr", "source", "col"];
/// Elements whose end may be left out, which we use inside data lists.
const OPEN: [&str; 1] = ["option"];

/// Checks a page.
pub fn check(page: &str, html: &str) {
    let mut stack: Vec<String> = Vec::new();
    let mut ids = HashSet::new();
    let mut rest = html.strip_prefix("<!doctype html>").unwrap_or_else(|| panic!("{page}: no doctype"));
    while let Some(start) = rest.find('<') {
        assert!(!rest[..start].contains('>'), "{page}: a bare > in text near {:?}", near(rest));
        let end = rest[start..].find('>').unwrap_or_else(|| panic!("{page}: an open tag")) + start;
        tag(page, &rest[start + 1..end], &mut stack, &mut ids);
        rest = &rest[end + 1..];
    }
    assert!(stack.is_empty(), "{page}: still open {stack:?}");
}

fn tag(page: &str, tag: &str, stack: &mut Vec<String>, ids: &mut HashSet<String>) {
    if let Some(name) = tag.strip_prefix('/') {
        while stack.last().is_some_and(|open| OPEN.contains(&open.as_str()) && open != name) {
            stack.pop();
        }
        assert_eq!(stack.pop().as_deref(), Some(name), "{page}: </{name}> closes another");
        return;
    }
    let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
    assert!(!name.is_empty(), "{page}: <{tag}>");
    attributes(page, &tag[name.len()..], ids);
    if OPEN.contains(&name.as_str()) && stack.last() == Some(&name) {
        stack.pop();
    }
    if !tag.ends_with('/') && !VOID.contains(&name.as_str()) {
        stack.push(name);
    }
}

fn attributes(page: &str, text: &str, ids: &mut HashSet<String>) {
    let mut rest = text.trim_end_matches('/').trim_start();
    let mut names = HashSet::new();
    while !rest.is_empty() {
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-:".contains(*c)).collect();
        assert!(!name.is_empty(), "{page}: attributes {text:?}");
        assert!(names.insert(name.clone()), "{page}: {name} twice in {text:?}");
        rest = &rest[name.len()..];
        if let Some(value) = rest.strip_prefix("=\"") {
            let (value, after) = value.split_once('"').unwrap_or_else(|| panic!("{page}: open quote in {text:?}"));
            assert!(name != "style" && !name.starts_with("on"), "{page}: {name} is not allowed");
            assert!(name != "id" || ids.insert(value.to_owned()), "{page}: id {value} twice");
            rest = after;
        }
        rest = rest.trim_start();
    }
}

fn near(text: &str) -> String {
    text.chars().take(80).collect()
}

/// Times that a text occurs.
pub fn count(html: &str, what: &str) -> usize {
    html.matches(what).count()
}
