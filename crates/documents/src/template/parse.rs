//! Reading a template: everything that is wrong with it at once, each with its line.

use thuocdo_base::Message;

use super::text::pieces;
use super::{ColumnSpec, Diagnostic, MOST, Part, Piece, Style, Template, head};
use crate::kind::{Kind, KnownTable};
use crate::model::Align;

/// Blocks there are.
const BLOCKS: [&str; 5] = ["bang", "bieu-do", "ngat-trang", "phu-luc", "phu-luc-ngang"];

impl Template {
    /// Reads a template of a kind.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(kind: Kind, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut reader =
            Reader { kind, names: kind.values().into_iter().map(str::to_owned).collect(), found: Vec::new() };
        if text.len() > MOST {
            reader.say(1, Message::new("documents-template-too-long").text("most", (MOST / 1024).to_string()));
            return Err(reader.found);
        }
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let Some((above, below, at)) = halves(&text) else {
            reader.say(1, Message::new("documents-template-no-head"));
            return Err(reader.found);
        };
        let (state, party) = head::read(above, &mut reader.found);
        reader.take_fields(&state);
        reader.take_fields(&party);
        for text in state.texts().chain(party.texts()) {
            let line = above.lines().position(|line| line.contains(text)).map_or(1, |place| place + 2);
            reader.pieces(line, text);
        }
        let parts = reader.parts(below, at);
        match reader.found.is_empty() {
            true => Ok(Self { kind, state, party, parts }),
            false => Err(reader.found),
        }
    }
}

/// Head and text, and the line at which the text begins.
fn halves(text: &str) -> Option<(&str, &str, usize)> {
    let rest = text.strip_prefix("+++\n")?;
    let (above, below) = rest.split_once("\n+++\n")?;
    Some((above, below, above.matches('\n').count() + 4))
}

struct Reader {
    kind: Kind,
    names: Vec<String>,
    found: Vec<Diagnostic>,
}

impl Reader {
    fn say(&mut self, line: usize, message: Message) {
        let diagnostic = Diagnostic { line, message };
        if !self.found.contains(&diagnostic) {
            self.found.push(diagnostic);
        }
    }

    fn take_fields(&mut self, head: &head::Head) {
        let known = self.kind.values();
        for field in &head.fields {
            let fits =
                |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-' || letter == '.';
            if known.contains(&field.name.as_str()) || !field.name.chars().all(fits) {
                self.say(1, Message::new("documents-template-field").text("name", field.name.as_str()));
            }
            self.names.push(field.name.clone());
        }
    }

    fn pieces(&mut self, line: usize, text: &str) -> Vec<Piece> {
        let Ok(pieces) = pieces(text) else {
            self.say(line, Message::new("documents-template-open-brace"));
            return Vec::new();
        };
        for piece in &pieces {
            if let Piece::Value { name, .. } = piece
                && !self.names.contains(name)
            {
                let message = match nearest(name, &self.names) {
                    Some(near) => Message::new("documents-template-near").text("near", near),
                    None => Message::new("documents-template-unknown-name"),
                };
                self.say(line, message.text("name", name.as_str()));
            }
        }
        pieces
    }

    fn parts(&mut self, text: &str, first: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut lines = text.lines().enumerate().map(|(place, line)| (first + place, line.trim()));
        while let Some((at, line)) = lines.next() {
            if line.is_empty() || line.starts_with("//") {
                continue;
            }
            let Some(block) = line.strip_prefix("[[") else {
                parts.push(self.line(at, line));
                continue;
            };
            let mut inside = vec![(at, block.to_owned())];
            while !inside.last().is_some_and(|(_, line)| line.ends_with("]]")) {
                let Some((at, line)) = lines.next() else { break };
                inside.push((at, line.to_owned()));
            }
            parts.extend(self.block(inside));
        }
        parts
    }

    fn line(&mut self, at: usize, line: &str) -> Part {
        let marks = [
            ("### ", Style::Heading(3)),
            ("## ", Style::Heading(2)),
            ("# ", Style::Heading(1)),
            ("- ", Style::Item),
            ("^ ", Style::Center),
        ];
        let marked = marks.into_iter().find_map(|(mark, style)| Some((style, line.strip_prefix(mark)?)));
        let (style, text) = marked.unwrap_or((Style::Paragraph, line));
        Part::Line { style, pieces: self.pieces(at, text.trim()) }
    }

    fn block(&mut self, mut lines: Vec<(usize, String)>) -> Option<Part> {
        let at = lines[0].0;
        let name = lines[0].1.split([':', ']', '|']).next().unwrap_or_default().trim().to_owned();
        let Some(last) = lines.last_mut().filter(|(_, line)| line.ends_with("]]")) else {
            self.say(at, Message::new("documents-template-open-block").text("name", name));
            return None;
        };
        last.1.truncate(last.1.len() - 2);
        let first = lines[0].1.split_once(':').map_or("", |(_, rest)| rest).trim().to_owned();
        match name.as_str() {
            "bang" => self.table(at, first.trim(), &lines[1..]),
            "bieu-do" => self.chart(at, &first),
            "ngat-trang" => Some(Part::Break),
            "phu-luc" | "phu-luc-ngang" => {
                let title = self.pieces(at, &first);
                Some(Part::Annex { landscape: name == "phu-luc-ngang", title })
            }
            _ => {
                let known = BLOCKS.join(", ");
                self.say(at, Message::new("documents-template-unknown-block").text("name", name).text("known", known));
                None
            }
        }
    }

    fn chart(&mut self, at: usize, line: &str) -> Option<Part> {
        let mut parts = line.split('|').map(|part| part.trim().to_owned());
        let name = parts.next().unwrap_or_default();
        let title = parts.next().unwrap_or_default();
        if !self.kind.charts().contains(&name.as_str()) {
            let known = self.kind.charts().join(", ");
            self.say(at, Message::new("documents-template-unknown-chart").text("name", name).text("known", known));
            return None;
        }
        Some(Part::Chart { name, title, series: parts.collect() })
    }

    fn table(&mut self, at: usize, name: &str, lines: &[(usize, String)]) -> Option<Part> {
        let tables = self.kind.tables();
        let Some(known) = tables.iter().find(|table| table.name == name) else {
            let known = tables.iter().map(|table| table.name).collect::<Vec<_>>().join(", ");
            self.say(at, Message::new("documents-template-unknown-table").text("name", name).text("known", known));
            return None;
        };
        let (mut columns, mut total, mut empty) = (Vec::new(), None, String::new());
        for (at, line) in lines.iter().filter(|(_, line)| !line.trim().is_empty()) {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            match cells.as_slice() {
                ["", column @ ..] => columns.extend(self.column(*at, known, column)),
                ["tong", text] => total = Some((*text).to_owned()),
                ["trong", text] => empty = (*text).to_owned(),
                _ => self.say(*at, Message::new("documents-template-column")),
            }
        }
        if !lines.iter().any(|(_, line)| line.starts_with('|')) {
            self.say(at, Message::new("documents-template-no-columns").text("table", name));
        }
        Some(Part::Table { name: name.to_owned(), columns, total, empty })
    }

    fn column(&mut self, at: usize, known: &KnownTable, cells: &[&str]) -> Option<ColumnSpec> {
        let [title, width, align, source] = cells else {
            self.say(at, Message::new("documents-template-column"));
            return None;
        };
        let width = width.parse().ok().filter(|width| (1..=100).contains(width));
        let align = match *align {
            "trai" => Some(Align::Left),
            "giua" => Some(Align::Center),
            "phai" => Some(Align::Right),
            _ => None,
        };
        if width.is_none() {
            self.say(at, Message::new("documents-template-width"));
        }
        if align.is_none() {
            self.say(at, Message::new("documents-template-align"));
        }
        if !known.columns.contains(source) {
            let message = Message::new("documents-template-unknown-column").text("table", known.name);
            self.say(at, message.text("name", *source).text("known", known.columns.join(", ")));
        }
        let (group, title) = title.split_once(" > ").unwrap_or(("", title));
        let (group, title) = (group.trim().to_owned(), title.trim().to_owned());
        Some(ColumnSpec { group, title, width: width?, align: align?, source: (*source).to_owned() })
    }
}

/// The name that differs least, if it differs by little.
fn nearest<'a>(name: &str, names: &'a [String]) -> Option<&'a str> {
    let far = |other: &&String| distance(name, other);
    let best = names.iter().min_by_key(far)?;
    (distance(name, best) <= 1 + name.chars().count() / 4).then_some(best.as_str())
}

/// How many letters must be put in, taken out or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, letter) in one.chars().enumerate() {
        let mut before = row[0];
        row[0] = place + 1;
        for (at, with) in other.iter().enumerate() {
            let changed = before + usize::from(letter != *with);
            before = row[at + 1];
            row[at + 1] = changed.min(before + 1).min(row[at] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use thuocdo_words::{Lang, Locale};

    use super::*;

    fn faults(body: &str) -> Vec<(usize, String)> {
        let text = format!("+++\nten = \"Tờ trình\"\nma = \"TTr\"\ntrich-yeu = \"Về {{dot}}\"\n+++\n{body}");
        let words = Locale::new(Lang::Vi, &[crate::locale_text(Lang::Vi)]);
        let found = Template::parse(Kind::Submission, &text).err().unwrap_or_default();
        found.into_iter().map(|one| (one.line, words.render(&one.message))).collect()
    }

    #[test]
    fn a_name_that_is_nearly_right_is_hinted_at_with_its_line() {
        let found = faults("Một dòng.\nTên đợt: {dotx}, {zzzzzzzz}\n");
        assert_eq!(found[0], (7, "Không có trường “dotx”. Có phải là “dot”?".to_owned()));
        assert_eq!(found[1], (7, "Không có trường “zzzzzzzz”.".to_owned()));
    }

    #[test]
    fn blocks_tables_and_columns_that_are_not_there_are_named_with_what_there_is() {
        let found = faults(
            "[[hinh: x]]\n[[bang: diem\n| A | 1 | trai | ma\n]]\n[[bang: nhom\n| A | x | tren | ma\n]]\n[[bang: nhom\n",
        );
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [6, 7, 11, 11, 11, 13], "{found:?}");
        assert!(found[1].1.contains("xep-hang, nhom, xep-loai"), "{found:?}");
    }

    #[test]
    fn a_head_with_an_unknown_key_is_told_with_its_line() {
        let found = Template::parse(Kind::Decision, "+++\nten = \"a\"\nmau = 1\n+++\n").unwrap_err();
        assert_eq!(found[0].line, 3);
        assert_eq!(found[0].message.key, "documents-template-unknown-key");
        let found = Template::parse(Kind::Decision, "x").unwrap_err();
        assert_eq!(found[0].message.key, "documents-template-no-head");
    }

    #[test]
    fn every_template_that_comes_with_the_program_is_right_in_both_languages() {
        for kind in Kind::ALL {
            for lang in Lang::ALL {
                let read = Template::parse(kind, kind.built_in(lang));
                let words = Locale::new(lang, &[crate::locale_text(lang)]);
                let told = |found: Vec<Diagnostic>| -> Vec<String> {
                    found
                        .iter()
                        .map(|one| format!("{} {}: {}", kind.word(), one.line, words.render(&one.message)))
                        .collect()
                };
                assert!(read.is_ok(), "{:#?}", read.map_err(told).err());
            }
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic() {
        let kind = Kind::RoundReport;
        let text = kind.built_in(Lang::Vi);
        for cut in (0..text.len()).step_by(7).filter(|cut| text.is_char_boundary(*cut)) {
            let _ = Template::parse(kind, &text[..cut]);
            let _ = Template::parse(kind, &format!("+++\n\n+++\n{}", &text[cut..]));
        }
    }
}
