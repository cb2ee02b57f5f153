//! One unit as it is read from a publication.

use std::collections::HashMap;

use thuocdo_base::Number;
use thuocdo_criteria::set::Node;
use thuocdo_publication::model::{CardPart, GroupPart, LinePart, UnitPart};
use thuocdo_words::{Lang, collate, show};

use super::Portal;
use super::board::{self, Board};
use super::figure::{Figure, number, percent, points_apart, ratio, share, shown, signed};
use super::head::UnitLink;
use super::index::{Edition, attained, has_points, is_illustrative, line, node_title, result, total};
use super::ranking::Gap;
use super::spread::{Spread, counts};
use super::unit::{
    ChangeView, HistoryRow, MaturityView, ProfileRow, Standing, StepView, TreeRow, UnitLine, UnitView, UnitsView,
};

/// Criteria shown as strong, and as many as weak.
const STANDING_OUT: usize = 3;

impl Portal {
    /// Shows one unit; nothing if there is no such round or unit.
    pub fn unit(&self, lang: Lang, round: &str, unit: &str) -> Option<UnitView> {
        let edition = self.edition(round)?;
        let unit = edition.whole_unit(unit)?;
        let group = edition.group(&unit.group)?;
        let board = Board::new(edition, group, lang)?;
        let desk = Desk { portal: self, board, unit: &unit, card: result(&unit)? };
        desk.view()
    }
}

impl Edition {
    pub(super) fn units_view(&self, lang: Lang) -> UnitsView {
        let group = |group: &GroupPart| {
            let ranks: HashMap<&str, u32> = group.ranking.iter().map(|part| (part.unit.as_str(), part.rank)).collect();
            let line = |unit: &UnitPart| {
                let card = result(unit)?;
                Some(UnitLine {
                    unit: self.unit_link(&unit.code),
                    rank: ranks.get(unit.code.as_str()).copied(),
                    points: total(lang, card)?,
                    grade: self.set_of(group).and_then(|set| board::grade(card, set, lang)),
                })
            };
            let mut lines: Vec<UnitLine> = self.members(&group.code).filter_map(|(unit, _)| line(unit)).collect();
            collate::sort_by_name(&mut lines, |line| &line.unit.name);
            (self.group_link(lang, group), lines)
        };
        UnitsView { round: self.round_view(lang), groups: self.publication.groups.iter().map(group).collect() }
    }
}

/// What a unit's page looks at.
struct Desk<'a> {
    portal: &'a Portal,
    board: Board<'a>,
    unit: &'a UnitPart,
    card: &'a CardPart,
}

impl<'a> Desk<'a> {
    fn view(&self) -> Option<UnitView> {
        let (edition, group, lang) = (self.board.edition, self.board.group, self.board.lang);
        let sum = line(self.card, "")?;
        let spreads = edition.spreads(group);
        let (strong, weak) = self.standing_out(spreads);
        let known = has_points(self.card);
        let place = group.ranking.iter().find(|part| part.unit == self.unit.code);
        Some(UnitView {
            round: edition.round_view(lang),
            group: edition.group_link(lang, group),
            unit: edition.unit_link(&self.unit.code),
            class: self.class(),
            has_points: known,
            merged_from: self.unit.merged_from.iter().map(|code| edition.unit_link(code)).collect(),
            rank: place.map(|part| (part.rank, group.ranking.len(), part.shared_by)),
            change: self.change(),
            unranked: self.unranked(),
            points: Figure { text: shown(lang, &sum.shown), share: share(&number(&sum.exact), &number(&sum.max)) },
            max: show::short(lang, &number(&sum.max), 2),
            attainment: board::attainment(lang, self.card),
            group_mean: spreads.get("").filter(|spread| spread.units > 1).map(|spread| percent(lang, &spread.mean)),
            index: self.card.index.as_ref().map(|index| shown(lang, index)),
            converted: self.card.converted.as_ref().map(|value| shown(lang, value)),
            grade: board::grade(self.card, self.board.set, lang),
            grade_facts: self.portal.words.say_all(lang, &self.card.grade_facts),
            section_grades: self.section_grades(),
            profile: self.profile(spreads),
            strong: if known { strong } else { Vec::new() },
            weak: if known { weak } else { Vec::new() },
            layers: self.unit.cards.iter().map(|card| card.layer.clone()).collect(),
            gaps: if known { self.gaps() } else { Vec::new() },
            tree: if known { self.tree() } else { Vec::new() },
            maturity: self.maturity(),
            history: self.history(),
            near: self.near(),
            set: edition.set_link(lang, group.set).slug,
        })
    }

    fn title(&self, code: &str) -> String {
        self.board.set.title(self.board.lang, code)
    }

    fn class(&self) -> Option<String> {
        let set = self.board.set.set.as_ref()?;
        let class = set.classes.get(usize::from(set.class(self.unit.class.as_deref()?)?.0))?;
        Some(match (self.board.lang, &class.name_en) {
            (Lang::En, Some(name)) => name.clone(),
            _ => class.name.clone(),
        })
    }

    fn change(&self) -> Option<ChangeView> {
        let before = self.portal.before(self.board.edition)?;
        let decimals = line(self.card, "").map_or(0, |sum| board::decimals(&sum.shown, Lang::En));
        let apart = self.board.apart(before);
        let won = apart.as_ref().and_then(|apart| apart.get(self.unit.code.as_str()));
        Some(ChangeView {
            period: before.publication.period.clone(),
            ranks: *self.board.changes(before).get(self.unit.code.as_str())?,
            points: won.map(|won| signed(self.board.lang, won, decimals)),
            method_changed: self.board.method_changed(before),
        })
    }

    fn unranked(&self) -> Option<String> {
        let part = self.board.group.unranked.iter().find(|part| part.unit == self.unit.code)?;
        Some(self.portal.words.say(self.board.lang, &part.ground))
    }

    fn section_grades(&self) -> Vec<(String, String)> {
        let known = self.card.section_grades.iter().filter_map(|(code, grade)| Some((code, grade.clone()?)));
        known.map(|(code, grade)| (self.title(code), grade)).collect()
    }

    fn profile(&self, spreads: &HashMap<String, Spread>) -> Vec<ProfileRow> {
        let lang = self.board.lang;
        let row = |node: &&Node| {
            let me = attained(self.card, &node.code);
            let spread = spreads.get(&node.code).filter(|spread| spread.units > 1);
            ProfileRow {
                code: node.code.clone(),
                title: node_title(lang, node).to_owned(),
                apart: me.as_ref().zip(spread).map(|(me, spread)| points_apart(lang, me, &spread.mean)),
                me: me.map(|me| percent(lang, &me)),
                mean: spread.map(|spread| percent(lang, &spread.mean)),
                span: spread.and_then(|spread| {
                    spread.span.as_ref().map(|(low, high)| (percent(lang, low), percent(lang, high)))
                }),
            }
        };
        let sections = self.board.set.sections();
        sections.iter().filter(|node| line(self.card, &node.code).is_some()).map(row).collect()
    }

    /// Criteria with the greatest gains and losses of points against the group's mean.
    fn standing_out(&self, spreads: &HashMap<String, Spread>) -> (Vec<Standing>, Vec<Standing>) {
        let leaf = |line: &&LinePart| self.board.set.find(&line.code).is_some_and(|node| node.criterion().is_some());
        let apart = |line: &'a LinePart| {
            let spread = spreads.get(&line.code).filter(|spread| spread.units > 2)?;
            let me = ratio(&line.exact, &line.max)?;
            Some((&(&me - &spread.mean) * &number(&line.max), line, me, spread))
        };
        let lines = self.card.lines.iter().filter(|line| counts(line)).filter(leaf);
        let mut found: Vec<_> = lines.filter_map(apart).collect();
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
        let standing = |(points, line, me, spread): &(Number, &LinePart, Number, &Spread)| Standing {
            code: line.code.clone(),
            title: self.title(&line.code),
            me: percent(self.board.lang, me),
            mean: percent(self.board.lang, &spread.mean),
            points: signed(self.board.lang, points, 2),
        };
        let zero = Number::default();
        let strong = found.iter().take_while(|item| item.0 > zero).take(STANDING_OUT).map(standing).collect();
        let weak = found.iter().rev().take_while(|item| item.0 < zero).take(STANDING_OUT).map(standing).collect();
        (strong, weak)
    }

    fn gaps(&self) -> Vec<Gap> {
        let Some(first) = self.unit.cards.first().filter(|first| first.layer != self.card.layer) else {
            return Vec::new();
        };
        let gap = |node: &&Node| {
            let max = number(&line(self.card, &node.code)?.max);
            let gap = self.board.gap(first, self.card, &node.code, &max)?;
            Some(Gap { name: node_title(self.board.lang, node).to_owned(), ..gap })
        };
        self.board.set.sections().iter().filter_map(gap).collect()
    }

    fn tree(&self) -> Vec<TreeRow> {
        self.card.lines.iter().filter(|line| !line.code.is_empty()).map(|line| self.row(line)).collect()
    }

    fn row(&self, last: &LinePart) -> TreeRow {
        let lang = self.board.lang;
        let node = self.board.set.find(&last.code);
        let points = |card: &CardPart| line(card, &last.code).map(|line| shown(lang, &line.shown));
        TreeRow {
            code: last.code.clone(),
            title: self.title(&last.code),
            depth: node.map_or(1, |node| node.depth),
            section: node.is_some_and(|node| node.section().is_some()),
            illustrative: node.is_some_and(|node| node.criterion().is_some() && is_illustrative(node)),
            state: last.state.clone(),
            max: show::short(lang, &number(&last.max), 2),
            layers: self.unit.cards.iter().map(points).collect(),
            answers: last
                .answers
                .iter()
                .map(|(name, value)| (label(node, name), said(lang, node, name, value)))
                .collect(),
            trace: self.portal.words.say_all(lang, &last.trace),
            reason: last.reason.as_ref().map(|reason| self.remark(&last.code, reason)),
        }
    }

    /// A remark as it was written; what a survey left is said in the reader's language.
    fn remark(&self, criterion: &str, reason: &str) -> String {
        let (words, edition) = (&self.portal.words, self.board.edition);
        let at = (self.unit.code.as_str(), criterion);
        let said = edition.survey_remark(words.of(self.board.lang), words.of(Lang::Vi), at, reason);
        said.unwrap_or_else(|| reason.to_owned())
    }

    fn maturity(&self) -> Option<MaturityView> {
        let part = self.card.maturity.as_ref()?;
        let steps = part.steps.iter().enumerate().map(|(index, step)| StepView {
            name: self.board.set.step_name(self.board.lang, index, &step.name),
            met: step.met,
            targets: step.targets,
            reached: step.reached,
            unmet: step.unmet.iter().map(|code| (code.clone(), self.title(code))).collect(),
        });
        Some(MaturityView { reached: part.reached, steps: steps.collect() })
    }

    fn history(&self) -> Vec<HistoryRow> {
        let Some(series) = self.board.edition.series() else { return Vec::new() };
        let same = self.portal.editions.iter().filter(|edition| edition.series() == Some(series));
        let rows: Vec<HistoryRow> = same.filter_map(|edition| self.past(edition)).collect();
        if rows.len() > 1 { rows } else { Vec::new() }
    }

    fn past(&self, edition: &Edition) -> Option<HistoryRow> {
        let unit = edition.unit(&self.unit.code)?;
        let card = result(unit)?;
        let ranking = edition.group(&unit.group).map(|group: &GroupPart| &group.ranking)?;
        let place = ranking.iter().find(|part| part.unit == unit.code);
        Some(HistoryRow {
            round: edition.publication.round.clone(),
            period: edition.publication.period.clone(),
            rank: place.map(|part| (part.rank, ranking.len())),
            points: total(self.board.lang, card)?,
            grade: card.grade.clone(),
        })
    }

    /// The first of the group and the units just above and below.
    fn near(&self) -> Vec<UnitLink> {
        let ranking = &self.board.group.ranking;
        let Some(place) = ranking.iter().position(|part| part.unit == self.unit.code) else { return Vec::new() };
        let mut wanted = vec![0, place.saturating_sub(1), place + 1];
        wanted.retain(|index| *index != place);
        wanted.dedup();
        wanted
            .into_iter()
            .filter_map(|index| ranking.get(index))
            .map(|part| self.board.edition.unit_link(&part.unit))
            .collect()
    }
}

/// Label of a variable, rows included.
fn label(node: Option<&Node>, name: &str) -> String {
    let plain = name.split('[').next().unwrap_or(name);
    let variables = node.and_then(Node::criterion).map_or(&[][..], |criterion| &criterion.variables);
    let found = variables.iter().find(|variable| variable.name == plain).filter(|variable| !variable.label.is_empty());
    found.map_or_else(|| name.to_owned(), |variable| format!("{} ({name})", variable.label))
}

/// An answer as readers see it: numbers as the language writes them, with their measure.
fn said(lang: Lang, node: Option<&Node>, name: &str, value: &str) -> String {
    let Ok(number) = Number::parse(value) else { return value.to_owned() };
    let variables = node.and_then(Node::criterion).map_or(&[][..], |criterion| &criterion.variables);
    let measure =
        variables.iter().find(|variable| variable.name == name).and_then(|variable| variable.measure.as_ref());
    let text = show::short(lang, &number, 6);
    measure.map_or_else(|| text.clone(), |measure| format!("{text} {measure}"))
}
