//! A page of the casebook: headings, fenced blocks, tables, each with its line.

use std::collections::BTreeSet;

/// A page with its cases.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Cases in order.
    pub cases: Vec<Case>,
    /// What cannot be read: line and reason.
    pub faults: Vec<(usize, String)>,
    prose: Vec<String>,
}

/// One case: a heading with at least one table of expectations.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Heading.
    pub title: String,
    /// Line of the heading.
    pub line: usize,
    /// The criteria set.
    pub set: Option<Block>,
    /// Other sets it may borrow from.
    pub library: Vec<Block>,
    /// Settings of the round, as far as they matter.
    pub round: Option<Block>,
    /// Tables in order.
    pub tables: Vec<Table>,
}

/// A fenced block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Words after the kind: `exact`, `library CODE@VERSION`.
    pub info: String,
    /// Line of the page on which its text starts.
    pub line: usize,
    /// Its text.
    pub text: String,
}

/// A table; its first head cell says what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// `answers`, `input`, `expect` or `diagnostics`.
    pub kind: String,
    /// The word after the kind: a layer, an input.
    pub name: String,
    /// Line of the head.
    pub line: usize,
    /// Head cells after the first.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Line of the page.
    pub line: usize,
    /// First cell.
    pub name: String,
    /// The other cells.
    pub cells: Vec<String>,
}

const KINDS: [&str; 4] = ["answers", "input", "expect", "diagnostics"];

impl Table {
    /// Says whether the table states expectations.
    pub fn expects(&self) -> bool {
        self.kind == "expect" || self.kind == "diagnostics"
    }
}

impl Case {
    /// Lists the tables of a kind.
    pub fn tables(&self, kind: &'static str) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(move |table| table.kind == kind)
    }

    fn expects(&self) -> bool {
        self.tables.iter().any(Table::expects)
    }

    /// A case below this one takes what it does not state itself.
    fn child(&self, title: &str, line: usize) -> Self {
        let inputs = self.tables("input").cloned().collect();
        Self { title: title.to_owned(), line, tables: inputs, ..self.clone() }
    }
}

impl Page {
    /// Reads a page; what is not understood is a fault, never skipped in silence.
    pub fn read(text: &str) -> Self {
        let mut reader =
            Reader { lines: text.lines().collect(), at: 0, page: Self::default(), shared: Case::default(), now: None };
        while reader.at < reader.lines.len() {
            reader.step();
        }
        reader.close();
        if reader.page.cases.is_empty() {
            reader.page.faults.push((1, "no case: a heading with a table `expect` or `diagnostics`".to_owned()));
        }
        reader.page
    }

    /// Collects the items of prose lines that hold a mark: `Mẫu: P1, P2.`
    pub fn named(&self, mark: &str) -> BTreeSet<String> {
        let lists = self.prose.iter().filter_map(|line| line.split_once(mark)).map(|(_, list)| list);
        let first = lists.map(|list| list.split(['.', '(', ';']).next().unwrap_or_default());
        first
            .flat_map(|list| list.split(','))
            .map(|item| item.trim().to_owned())
            .filter(|item| !item.is_empty())
            .collect()
    }
}

struct Reader<'a> {
    lines: Vec<&'a str>,
    at: usize,
    page: Page,
    /// What stands before the first `##`.
    shared: Case,
    now: Option<Case>,
}

impl Reader<'_> {
    fn step(&mut self) {
        let (line, number) = (self.lines[self.at], self.at + 1);
        self.at += 1;
        if let Some(title) = line.strip_prefix("## ") {
            self.close();
            self.now = Some(self.shared.child(title.trim(), number));
        } else if let Some(title) = line.strip_prefix("# ") {
            self.close();
            self.shared = Case { title: title.trim().to_owned(), line: number, ..Case::default() };
            self.now = None;
        } else if let Some(info) = line.strip_prefix("```") {
            self.block(info.trim(), number);
        } else if line.starts_with('|') {
            self.table(number);
        } else {
            self.page.prose.push(line.to_owned());
        }
    }

    fn case(&mut self) -> &mut Case {
        self.now.as_mut().unwrap_or(&mut self.shared)
    }

    /// Ends the case that is being read; what stands before the first `##` is a case only if it expects.
    fn close(&mut self) {
        match self.now.take() {
            Some(case) if case.expects() => self.page.cases.push(case),
            Some(case) => self.page.faults.push((case.line, format!("no table `expect` in the case `{}`", case.title))),
            None if self.shared.expects() => {
                let own = self.shared.clone();
                self.shared.tables.retain(|table| table.kind == "input");
                self.page.cases.push(own);
            }
            None => {}
        }
    }

    fn block(&mut self, info: &str, number: usize) {
        let start = self.at;
        while self.at < self.lines.len() && !self.lines[self.at].starts_with("```") {
            self.at += 1;
        }
        let text: String = self.lines[start..self.at].iter().flat_map(|line| [line, "\n"]).collect();
        self.at += 1;
        let (kind, info) = info.split_once(' ').unwrap_or((info, ""));
        let block = Block { info: info.trim().to_owned(), line: number + 1, text };
        match kind {
            "criteria" if block.info.starts_with("library ") => self.case().library.push(block),
            "criteria" => self.case().set = Some(block),
            "round" => self.case().round = Some(block),
            other => self.page.faults.push((number, format!("unknown block `{other}`"))),
        }
    }

    fn table(&mut self, number: usize) {
        let head = cells(self.lines[self.at - 1]);
        let mut rows = Vec::new();
        while self.at < self.lines.len() && self.lines[self.at].starts_with('|') {
            let row = cells(self.lines[self.at]);
            self.at += 1;
            let ruler = row.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':')));
            if ruler {
                continue;
            }
            if row.len() != head.len() {
                let why = format!("{} cells under a head of {}", row.len(), head.len());
                self.page.faults.push((self.at, why));
                continue;
            }
            rows.push(Row { line: self.at, name: row[0].clone(), cells: row[1..].to_vec() });
        }
        let first = head.first().map(String::as_str).unwrap_or_default();
        let (kind, name) = first.split_once(' ').unwrap_or((first, ""));
        if !KINDS.contains(&kind) {
            self.page.faults.push((number, format!("unknown table `{first}`")));
            return;
        }
        let table =
            Table { kind: kind.to_owned(), name: name.trim().to_owned(), line: number, head: head[1..].to_vec(), rows };
        self.case().tables.push(table);
    }
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    inner.split('|').map(|cell| cell.trim().to_owned()).collect()
}
