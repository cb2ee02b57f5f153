//! What leads through an archive without this program: two texts to read, two pages of links, the sums for `sha256sum`.

use std::fmt::Write as _;

use thuocdo_base::Message;
use thuocdo_words::{Lang, Locale, show};

use crate::locale_text;
use crate::manifest::{Entry, Head, What};

/// How the pages of links look.
const STYLE: &str = include_str!("guide.css");

/// The pages by path, of the files that an archive has so far.
pub(crate) fn pages(of: &Head, entries: &[Entry]) -> Vec<(&'static str, String)> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by(|one, other| (one.what, &one.path).cmp(&(other.what, &other.path)));
    let (vi, en) = (locale(Lang::Vi), locale(Lang::En));
    vec![
        ("README.vi.md", readme(&vi, of, &sorted)),
        ("README.en.md", readme(&en, of, &sorted)),
        ("index.html", index(&vi, of, &sorted)),
        ("index.en.html", index(&en, of, &sorted)),
        ("index.css", STYLE.to_owned()),
        ("SHA256SUMS.txt", sums(&sorted)),
    ]
}

fn locale(lang: Lang) -> Locale {
    Locale::new(lang, &[locale_text(lang)])
}

/// Parts of the archive that hold files, in order.
fn parts<'a>(sorted: &'a [&'a Entry]) -> impl Iterator<Item = (What, &'a [&'a Entry])> {
    sorted.chunk_by(|one, other| one.what == other.what).map(|part| (part[0].what, part))
}

fn about(words: &Locale, of: &Head) -> Vec<String> {
    let stage = words.text(&format!("arch-stage-{}", of.stage));
    let lines = [
        Message::new("arch-about-round").text("round", of.round.as_str()).text("period", of.period.as_str()),
        Message::new("arch-about-stage").text("stage", stage),
        Message::new("arch-about-log")
            .text("events", show::count(words.lang(), of.events))
            .text("hash", of.last_event.as_str()),
        Message::new("arch-about-people"),
        Message::new("arch-about-surveys"),
    ];
    lines.iter().map(|line| words.render(line)).collect()
}

fn readme(words: &Locale, of: &Head, sorted: &[&Entry]) -> String {
    let mut text = format!("# {}: {}\n\n", words.text("arch-title"), of.title);
    for line in about(words, of) {
        let _ = writeln!(text, "- {line}");
    }
    let _ = writeln!(text, "\n## {}\n", words.text("arch-parts"));
    for (what, part) in parts(sorted) {
        let _ = writeln!(text, "- {} ({}): {}", title(words, what), part.len(), explained(words, what));
    }
    let _ = writeln!(text, "\n## {}\n\n{}", words.text("arch-checking"), words.text("arch-checking-how"));
    text
}

fn title(words: &Locale, what: What) -> String {
    words.text(&format!("arch-what-{}", what.word()))
}

fn explained(words: &Locale, what: What) -> String {
    words.text(&format!("arch-why-{}", what.word()))
}

fn index(words: &Locale, of: &Head, sorted: &[&Entry]) -> String {
    let lang = words.lang();
    let mut text = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>{title}</title>\n<link rel=\"stylesheet\" href=\"index.css\">\n</head>\n\
         <body>\n<h1>{title}</h1>\n<p class=\"sub\">{}</p>\n<ul>\n",
        lang.code(),
        escaped(&words.text("arch-title")),
        title = escaped(&of.title),
    );
    for line in about(words, of) {
        let _ = writeln!(text, "<li>{}</li>", escaped(&line));
    }
    text.push_str("</ul>\n");
    for (what, part) in parts(sorted) {
        let (heading, why) = (escaped(&title(words, what)), escaped(&explained(words, what)));
        let _ = writeln!(text, "<h2>{heading}</h2>\n<p>{why}</p>\n<table>");
        let _ = writeln!(
            text,
            "<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>",
            escaped(&words.text("arch-file")),
            escaped(&words.text("arch-size")),
        );
        for entry in part {
            let _ = writeln!(text, "{}", row(lang, entry));
        }
        text.push_str("</tbody>\n</table>\n");
    }
    let (checking, how) = (words.text("arch-checking"), words.text("arch-checking-how"));
    let _ = writeln!(text, "<h2>{}</h2>\n<p>{}</p>\n</body>\n</html>", escaped(&checking), escaped(&how));
    text
}

/// Paths hold nothing that an address would have to escape.
fn row(lang: Lang, entry: &Entry) -> String {
    let size = show::count(lang, entry.bytes);
    let name = match entry.name.as_str() {
        "" => String::new(),
        name => format!("{} · ", escaped(name)),
    };
    let (path, hash) = (&entry.path, &entry.sha256);
    format!(
        "<tr><td>{name}<a href=\"{path}\">{path}</a></td><td class=\"num\">{size}</td><td><code>{hash}</code></td></tr>"
    )
}

fn sums(sorted: &[&Entry]) -> String {
    sorted.iter().fold(String::new(), |mut text, entry| {
        let _ = writeln!(text, "{}  {}", entry.sha256, entry.path);
        text
    })
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
