//! Rounds written as text: a criteria set, units, answers.
#![allow(dead_code, reason = "each test file uses its part")]

use thuocdo_base::Number;
use thuocdo_criteria::rule::{AnswerKind, VarId};
use thuocdo_criteria::set::{Criterion, NodeId};
use thuocdo_criteria::{CriteriaSet, SourceText, parse};
use thuocdo_scoring::card::{Line, State};
use thuocdo_scoring::cohort::InputTable;
use thuocdo_scoring::{Answer, Cohort, Ranking, RoundScores, Scorecard, Subject, apply_quotas, rank, score_round};

/// Reads a number.
pub fn number(text: &str) -> Number {
    Number::parse(text).expect(text)
}

/// Parses a set of this scale from the body of a criteria file.
pub fn set(scale: &str, body: &str) -> CriteriaSet {
    let head = format!(
        "[set]\ncode = \"mau/mau\"\nversion = \"1\"\ntitle = \"Bộ mẫu\"\nlevels = [\"Một\", \"Hai\", \"Ba\"]\n\
         scale = \"{scale}\"\n[set.document]\nkind = \"Mẫu\"\nissuer = \"Mẫu\"\n"
    );
    let parsed = parse(&SourceText { text: head + body, sidecar: None }, &());
    parsed.set.unwrap_or_else(|| panic!("{:?}\n{body}", parsed.diagnostics))
}

/// One criterion `1` with this maximum and rule; `more` are further keys.
pub fn criterion(max: &str, rule: &str, more: &str) -> String {
    format!(
        "[[criterion]]\ncode = \"1\"\ntitle = \"Một\"\nmax = \"{max}\"\norigin = \"illustrative\"\nrule = {rule}\n{more}\n"
    )
}

/// A leaf with points entered.
pub fn points_leaf(code: &str, max: &str, more: &str) -> String {
    format!(
        "[[criterion]]\ncode = \"{code}\"\ntitle = \"Mục {code}\"\nmax = \"{max}\"\norigin = \"illustrative\"\n\
         rule = {{ kind = \"points\" }}\n{more}\n"
    )
}

/// A round in the making.
pub struct Round {
    pub set: CriteriaSet,
    pub cohort: Cohort,
}

impl Round {
    pub fn new(scale: &str, body: &str) -> Self {
        Self { set: set(scale, body), cohort: Cohort { closed: true, ..Cohort::default() } }
    }

    /// Adds a unit of group `g`; answers are `criterion variable value` separated by `;`.
    pub fn unit(mut self, unit: &str, answers: &str) -> Self {
        let mut subject = Subject { unit: unit.to_owned(), group: "g".to_owned(), ..Subject::default() };
        for item in answers.split(';').filter(|item| !item.trim().is_empty()) {
            let words: Vec<&str> = item.split_whitespace().collect();
            self.put(&mut subject, words[0], words[1], words.get(2).copied().unwrap_or_default());
        }
        self.cohort.subjects.push(subject);
        self
    }

    /// Changes the unit added last.
    pub fn with(mut self, change: impl FnOnce(&CriteriaSet, &mut Subject)) -> Self {
        change(&self.set, self.cohort.subjects.last_mut().expect("a unit"));
        self
    }

    /// Adds rows `unit grade` to the first input.
    pub fn input(mut self, rows: &[(&str, &str, &str)]) -> Self {
        let mut table = InputTable::default();
        for (unit, column, value) in rows {
            let row = table.rows.entry((*unit).to_owned()).or_default();
            row.insert((*column).to_owned(), (*value).to_owned());
        }
        self.cohort.inputs.push(table);
        self
    }

    pub fn open(mut self) -> Self {
        self.cohort.closed = false;
        self
    }

    fn put(&self, subject: &mut Subject, code: &str, name: &str, value: &str) {
        let node = self.set.find(code).expect(code);
        let criterion = node.criterion().expect("a criterion");
        subject.answers.resize(self.set.nodes.len(), None);
        let answer = subject.answers[node.id.index()].get_or_insert_with(Answer::default);
        match name {
            "na" => answer.not_applicable = Some(value.to_owned()),
            "previous" => answer.previous = Some(Box::new(number(value))),
            "points" if variable(criterion, name).is_none() => answer.points = Some(Box::new(number(value))),
            _ => put_variable(answer, criterion, name, value),
        }
    }

    pub fn scores(&self) -> RoundScores {
        let mut scores = score_round(&self.set, &self.cohort);
        apply_quotas(&self.set, &mut scores, &rank(&self.set, &self.scores_without_quotas()));
        scores
    }

    fn scores_without_quotas(&self) -> RoundScores {
        score_round(&self.set, &self.cohort)
    }

    pub fn ranking(&self) -> Ranking {
        rank(&self.set, &self.scores())
    }

    pub fn card(&self, unit: &str) -> Scorecard {
        self.scores().cards.into_iter().find(|card| card.unit == unit).expect(unit)
    }

    /// The line of a node; an empty code is the total.
    pub fn line(&self, unit: &str, code: &str) -> Line {
        let node = if code.is_empty() { NodeId::ROOT } else { self.set.find(code).expect(code).id };
        self.card(unit).lines[node.index()].clone()
    }

    /// Points as exact text.
    pub fn points(&self, unit: &str, code: &str) -> String {
        self.line(unit, code).points.to_exact()
    }

    /// `state points/applicable` of a line.
    pub fn shown(&self, unit: &str, code: &str) -> String {
        shown(&self.line(unit, code))
    }

    /// Units with their ranks in group `g`, best first.
    pub fn ranks(&self) -> Vec<(String, u32)> {
        let scores = self.scores();
        let ranking = rank(&self.set, &scores);
        let entries = ranking.groups.iter().flat_map(|group| &group.entries);
        entries.map(|entry| (scores.cards[entry.card].unit.clone(), entry.rank)).collect()
    }

    /// The unit's grade in words, or `-`.
    pub fn grade(&self, unit: &str) -> String {
        let card = self.card(unit);
        let band = card.grade().and_then(|grading| grading.band);
        let scale = self.set.grade_scales.iter().find(|scale| scale.of == NodeId::ROOT).expect("a scale");
        band.map_or("-".to_owned(), |band| scale.bands[band].grade.clone())
    }
}

/// `state points/applicable` of a line.
pub fn shown(line: &Line) -> String {
    let state = match line.state {
        State::Absent => "absent",
        State::Scored => "scored",
        State::Missing => "missing",
        State::NotApplicable => "na",
        State::Refused => "refused",
        State::Held => "held",
        State::Unscored => "unscored",
    };
    format!("{state} {}/{}", line.points.to_exact(), line.applicable.to_exact())
}

fn variable(criterion: &Criterion, name: &str) -> Option<VarId> {
    let index = criterion.variables.iter().position(|variable| variable.name == name)?;
    Some(VarId(index as u16))
}

fn put_variable(answer: &mut Answer, criterion: &Criterion, name: &str, value: &str) {
    if let Some((name, row)) = name.split_once('[') {
        let id = variable(criterion, name).expect(name);
        answer.rows.insert((id.0, row.trim_end_matches(']').parse().expect("a row")), number(value));
        return;
    }
    let id = variable(criterion, name).unwrap_or_else(|| panic!("{name} in {:?}", criterion.variables));
    answer.values.resize(criterion.variables.len(), None);
    answer.values[id.index()] = Some(match &criterion.variables[id.index()].kind {
        AnswerKind::YesNo => number(if value == "có" { "1" } else { "0" }),
        AnswerKind::Option(codes) => {
            let index = codes.iter().position(|code| code == value);
            index.map_or_else(|| number(value), |index| Number::from(index as i64))
        }
        AnswerKind::Number | AnswerKind::Whole | AnswerKind::Rows => number(value),
    });
}
