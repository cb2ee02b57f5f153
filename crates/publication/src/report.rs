//! The report: method in brief, rankings and scorecards, for reading; as HTML and as Markdown.

use std::collections::HashMap;

use askama::Template;
use thuocdo_base::{Message, Number, Rounding};
use thuocdo_criteria::{CriteriaSet, explain};
use thuocdo_words::{Lang, Locale, show};

use crate::bundle::{about, illustrative, lines};
use crate::model::{CardPart, GroupPart, LinePart, UnitPart};
use crate::reader::{Reader, title};
use crate::{Publication, locale, sentence};

/// Rounds with more units than this get their scorecards in the long form only.
const MAX_CARDS: usize = 400;

/// Writes the report as one HTML page without scripts or outside resources.
pub fn html(publication: &Publication, lang: Lang) -> String {
    let page = Page::new(publication, lang);
    HtmlReport { page: &page }.render().unwrap_or_default()
}

/// Writes the report as Markdown.
pub fn markdown(publication: &Publication, lang: Lang) -> String {
    let page = Page::new(publication, lang);
    MarkdownReport { page: &page }.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "report.html")]
struct HtmlReport<'a> {
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "report.md", escape = "none")]
struct MarkdownReport<'a> {
    page: &'a Page,
}

/// Everything the templates show, already in words.
struct Page {
    words: Locale,
    lang: Lang,
    title: String,
    marks: Vec<String>,
    about: Vec<String>,
    methods: Vec<Method>,
    groups: Vec<Group>,
    cards: Vec<Card>,
    cards_left_out: bool,
}

/// A criteria set in brief.
struct Method {
    title: String,
    sentences: Vec<String>,
}

/// A ranking.
struct Group {
    name: String,
    sections: Vec<String>,
    rows: Vec<Row>,
    unranked: Vec<(String, String)>,
}

/// A ranked unit.
struct Row {
    rank: String,
    unit: String,
    points: String,
    index: String,
    grade: String,
    sections: Vec<String>,
}

/// A scorecard.
struct Card {
    code: String,
    name: String,
    summary: Vec<String>,
    layers: Vec<String>,
    lines: Vec<CardLine>,
}

/// A line of a scorecard.
struct CardLine {
    is_section: bool,
    label: String,
    points: Vec<String>,
    max: String,
    state: String,
    answers: String,
    trace: String,
}

impl Page {
    fn new(publication: &Publication, lang: Lang) -> Self {
        let reader = Reader::new(publication);
        let words = locale(lang);
        let title = match (lang, &publication.title_en) {
            (Lang::En, Some(title)) => title.clone(),
            _ => publication.title.clone(),
        };
        let cards_left_out = publication.units.len() > MAX_CARDS;
        let shown = if cards_left_out { &[][..] } else { &publication.units };
        let writer = Writer { reader: &reader, words: &words, lang };
        Self {
            title,
            marks: lines(&words, &illustrative(&reader)),
            about: lines(&words, &about(&reader, lang)),
            methods: reader.sets.iter().flatten().map(|set| writer.method(set)).collect(),
            groups: publication.groups.iter().map(|group| writer.group(group)).collect(),
            cards: shown.iter().map(|unit| writer.card(unit)).collect(),
            cards_left_out,
            lang,
            words,
        }
    }

    fn word(&self, key: &str) -> String {
        self.words.text(key)
    }
}

struct Writer<'a> {
    reader: &'a Reader<'a>,
    words: &'a Locale,
    lang: Lang,
}

impl Writer<'_> {
    fn method(&self, set: &CriteriaSet) -> Method {
        let sections = || set.root().children.iter().map(|id| set.node(*id)).filter(|node| node.scored);
        let structure = Message::new("pub-method-structure")
            .number("scale", &set.scale)
            .count("sections", sections().count())
            .count("criteria", set.criteria().count());
        let mut messages = vec![explain::document(set), structure];
        for section in sections() {
            let message = Message::new("pub-method-section").text("code", section.code.as_str());
            messages.push(message.text("title", title(section, self.lang)).number("max", &section.max));
        }
        messages.extend(set.not_applicable.iter().map(|rule| explain::not_applicable(set, rule)));
        messages.extend(explain::maturity(set));
        messages.extend(set.grade_scales.iter().flat_map(|scale| explain::bands(set, scale)));
        messages.extend(set.adjustments.iter().flat_map(|adjustment| explain::adjustment(set, adjustment)));
        messages.extend(explain::ranking(set));
        messages.extend(explain::rounding(set));
        messages.extend(explain::conversion(set));
        let title = if self.lang == Lang::En { set.title_en.as_ref() } else { None };
        Method { title: title.unwrap_or(&set.title).clone(), sentences: lines(self.words, &messages) }
    }

    fn group(&self, group: &GroupPart) -> Group {
        let sections = self.reader.main_sections(group);
        let header = |code: &String| {
            let node = self.reader.set(group).and_then(|set| set.find(code));
            node.map_or_else(|| code.clone(), |node| format!("{code}. {}", title(node, self.lang)))
        };
        let rows = group.ranking.iter().filter_map(|rank| {
            let unit = self.reader.unit(&rank.unit)?;
            Some(self.row(rank.rank, unit, &sections))
        });
        let name = |code: &str| self.reader.unit(code).map(|unit| unit.name.clone()).unwrap_or_default();
        let unranked = group
            .unranked
            .iter()
            .map(|unranked| (name(&unranked.unit), self.words.render(&sentence::thaw(&unranked.ground))));
        Group {
            name: if self.lang == Lang::En { group.name_en.as_ref() } else { None }.unwrap_or(&group.name).clone(),
            sections: sections.iter().map(header).collect(),
            rows: rows.collect(),
            unranked: unranked.collect(),
        }
    }

    fn row(&self, rank: u32, unit: &UnitPart, sections: &[String]) -> Row {
        let card = unit.top();
        let shown = |line: Option<&LinePart>| line.map(|line| self.figure(&line.shown)).unwrap_or_default();
        Row {
            rank: rank.to_string(),
            unit: unit.name.clone(),
            points: shown(card.and_then(CardPart::total)),
            index: card.and_then(|card| card.index.as_deref()).map(|index| self.figure(index)).unwrap_or_default(),
            grade: card.map(|card| self.grade(card)).unwrap_or_default(),
            sections: sections.iter().map(|code| shown(card.and_then(|card| card.line(code)))).collect(),
        }
    }

    fn grade(&self, card: &CardPart) -> String {
        let reached = |maturity: &crate::model::MaturityPart| match maturity.reached.checked_sub(1) {
            Some(step) => maturity.steps.get(step as usize).map(|step| step.name.clone()).unwrap_or_default(),
            None => self.words.text("pub-no-step"),
        };
        card.grade.clone().or_else(|| card.maturity.as_ref().map(reached)).unwrap_or_default()
    }

    fn card(&self, unit: &UnitPart) -> Card {
        let top = unit.top();
        let own = |layer: &str| unit.cards.iter().find(|card| card.layer == layer);
        let layers = &self.reader.publication.layers;
        let lines = top.map(|card| card.lines.as_slice()).unwrap_or_default();
        let cards: Vec<Option<&CardPart>> = layers.iter().map(|layer| own(layer)).collect();
        let cards_by_code: Vec<HashMap<&str, &LinePart>> = cards
            .iter()
            .map(|card| card.iter().flat_map(|card| &card.lines).map(|line| (line.code.as_str(), line)).collect())
            .collect();
        Card {
            code: unit.code.clone(),
            name: unit.name.clone(),
            summary: self.summary(unit),
            layers: layers.iter().map(|layer| self.words.text(&format!("pub-layer-{layer}"))).collect(),
            lines: lines.iter().map(|line| self.line(unit, line, &cards_by_code)).collect(),
        }
    }

    fn summary(&self, unit: &UnitPart) -> Vec<String> {
        let Some(card) = unit.top() else { return Vec::new() };
        let group = self.reader.group_of(unit);
        let rank = group.and_then(|group| Some((group, group.ranking.iter().find(|rank| rank.unit == unit.code)?)));
        let mut messages: Vec<Message> = Vec::new();
        if let Some((group, rank)) = rank {
            let message = Message::new("pub-card-rank").count("rank", rank.rank as usize);
            messages.push(message.count("of", group.ranking.len()).text("group", group.name.as_str()));
        }
        if let Some(grade) = Some(self.grade(card)).filter(|grade| !grade.is_empty()) {
            messages.push(Message::new("pub-card-grade").text("grade", grade));
        }
        messages.extend(card.grade_facts.iter().map(sentence::thaw));
        if !unit.merged_from.is_empty() {
            messages.push(Message::new("pub-card-merged").text("units", unit.merged_from.join(", ")));
        }
        lines(self.words, &messages)
    }

    fn line(&self, unit: &UnitPart, line: &LinePart, cards: &[HashMap<&str, &LinePart>]) -> CardLine {
        let node = self.reader.set_of(unit).and_then(|set| set.find(&line.code));
        let label = match node {
            Some(node) => format!("{} {}", line.code, title(node, self.lang)),
            None => self.words.text("pub-total"),
        };
        let points = |line: Option<&LinePart>| match line {
            Some(line) if line.state != "unscored" => self.figure(&line.shown),
            _ => "–".to_owned(),
        };
        let answers = line.answers.iter().map(|(name, value)| format!("{name} = {value}"));
        let trace = line.trace.iter().map(|item| self.words.render(&sentence::thaw(item)));
        let reason = line.reason.iter().map(|reason| format!("“{reason}”"));
        CardLine {
            is_section: node.is_none_or(|node| node.section().is_some()),
            label,
            points: cards.iter().map(|card| points(card.get(line.code.as_str()).copied())).collect(),
            max: Number::parse(&line.max).map(|max| show::short(self.lang, &max, 4)).unwrap_or_default(),
            state: if line.state == "scored" {
                String::new()
            } else {
                self.words.text(&format!("pub-state-{}", line.state))
            },
            answers: if line.trace.is_empty() { answers.collect::<Vec<_>>().join(", ") } else { String::new() },
            trace: trace.chain(reason).collect::<Vec<_>>().join(" "),
        }
    }

    /// A shown figure as the language writes it, all its decimals kept.
    fn figure(&self, shown: &str) -> String {
        let decimals = shown.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let number = Number::parse(shown).unwrap_or_default();
        show::fixed(self.lang, &number, decimals as u8, Rounding::Down)
    }
}

/// Text inside a Markdown table: no pipe, no line end, no markup.
fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '\\' => {
                safe.push('\\');
                safe.push(c);
            }
            '\n' | '\r' => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
