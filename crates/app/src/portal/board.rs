//! One ranking as it is read from a publication.

use std::collections::HashMap;

use thuocdo_base::{Number, Rounding};
use thuocdo_criteria::set::{Band, GradeBasis};
use thuocdo_publication::model::{CardPart, GroupPart, MaturityPart, RankPart, UnitPart, UnrankedPart};
use thuocdo_words::{Lang, collate, show};

use super::figure::{Figure, WHOLE, mean, number, percent, ratio, share, shown, signed};
use super::head::UnitLink;
use super::index::{self, Edition, SetIndex, line, node_title, result};
use super::ranking::{
    BeforeView, Dot, Gap, GradeCount, GradeView, Moves, Order, ROWS_PER_PAGE, RankRow, RankingQuery, RankingView,
    SectionView, StepCount, Summary, UnrankedGroup, UnrankedRow,
};
use super::words::Words;

/// The parts of a publication that one ranking looks at.
pub(super) struct Board<'a> {
    pub(super) edition: &'a Edition,
    pub(super) group: &'a GroupPart,
    pub(super) set: &'a SetIndex,
    pub(super) lang: Lang,
}

impl<'a> Board<'a> {
    pub(super) fn new(edition: &'a Edition, group: &'a GroupPart, lang: Lang) -> Option<Self> {
        Some(Self { edition, group, set: edition.set_of(group)?, lang })
    }

    pub(super) fn view(&self, words: &Words, before: Option<&Edition>, query: &RankingQuery) -> RankingView {
        let sections = self.sections();
        let by = query.section.as_ref().and_then(|code| sections.iter().position(|section| section.code == *code));
        let code = by.map_or("", |index| sections[index].code.as_str());
        let before = before.filter(|_| by.is_none());
        let changes = before.map(|before| self.changes(before)).unwrap_or_default();
        let mut rows = self.rows(code, &sections, &changes);
        let apart = before.and_then(|before| self.apart(before));
        for row in &mut rows {
            let decimals = decimals(&row.points.text, self.lang);
            let won = apart.as_ref().and_then(|apart| apart.get(row.unit.code.as_str()));
            row.points_change = won.map(|points| signed(self.lang, points, decimals));
        }
        let all = self.totals(code);
        let summary = self.summary(&rows, &all);
        let dots = rows.iter().map(dot).collect();
        let (ranked, max) = (rows.len(), same_max(&rows));
        let shows_index = rows.iter().any(|row| row.index.as_ref().is_some_and(|index| *index != row.points.text));
        arrange(&mut rows, query);
        let found = rows.len();
        let pages = found.div_ceil(ROWS_PER_PAGE).max(1);
        let page = query.page.clamp(1, pages);
        let rows = rows.into_iter().skip((page - 1) * ROWS_PER_PAGE).take(ROWS_PER_PAGE).collect();
        RankingView {
            round: self.edition.round_view(self.lang),
            group: self.edition.group_link(self.lang, self.group),
            by,
            max,
            shows_index,
            rows,
            found,
            page,
            pages,
            ranked,
            unranked: self.unranked(words),
            periods: Vec::new(),
            before: before.and_then(|before| self.before(before, &changes, apart.as_ref())),
            grades: if by.is_none() { self.grade_counts() } else { Vec::new() },
            gaps: self.gaps(code),
            gap_layers: self.gap_layers(),
            steps: self.steps(),
            sections,
            summary,
            dots,
        }
    }

    /// Ranked units with the rank that counts here.
    fn entries(&self, code: &str) -> &'a [RankPart] {
        let section = self.group.sections.iter().find(|section| section.code == code);
        section.filter(|_| !code.is_empty()).map_or(&self.group.ranking, |section| &section.ranking)
    }

    fn cards(&self, code: &str) -> impl Iterator<Item = (&'a RankPart, &'a UnitPart, &'a CardPart)> {
        self.entries(code).iter().filter_map(|entry| {
            let unit = self.edition.unit(&entry.unit)?;
            Some((entry, unit, result(unit)?))
        })
    }

    pub(super) fn sections(&self) -> Vec<SectionView> {
        self.set.sections().into_iter().map(|node| self.section(&node.code, node_title(self.lang, node))).collect()
    }

    fn section(&self, code: &str, title: &str) -> SectionView {
        let shares: Vec<Number> = self.cards("").filter_map(|(_, _, card)| index::attained(card, code)).collect();
        let mean = mean(&shares).map(|mean| percent(self.lang, &mean));
        SectionView { code: code.to_owned(), title: title.to_owned(), mean }
    }

    /// The greatest maximum of the group at a node: the length of the scale.
    pub(super) fn scale(&self, code: &str) -> Number {
        let maxima = self.cards("").filter_map(|(_, _, card)| line(card, code).map(|line| number(&line.max)));
        maxima.fold(Number::default(), Number::most)
    }

    fn totals(&self, code: &str) -> Vec<Number> {
        self.cards(code).filter_map(|(_, _, card)| line(card, code).map(|line| number(&line.exact))).collect()
    }

    fn rows(&self, code: &str, sections: &[SectionView], changes: &HashMap<&str, i64>) -> Vec<RankRow> {
        let scale = self.scale(code);
        let row = |(entry, unit, card): (&RankPart, &UnitPart, &CardPart)| {
            let line = line(card, code)?;
            let points = number(&line.exact);
            Some(RankRow {
                rank: entry.rank,
                shared_by: entry.shared_by,
                unit: UnitLink { code: unit.code.clone(), name: unit.name.clone() },
                points: Figure { text: shown(self.lang, &line.shown), share: share(&points, &scale) },
                max: show::short(self.lang, &number(&line.max), 2),
                index: if code.is_empty() { card.index.as_ref().map(|index| shown(self.lang, index)) } else { None },
                change: changes.get(unit.code.as_str()).copied(),
                points_change: None,
                grade: if code.is_empty() { grade(card, self.set, self.lang) } else { None },
                step: card.maturity.as_ref().map(|maturity| (maturity.reached, maturity.steps.len())),
                missing: card.maturity.as_ref().and_then(|maturity| self.missing(maturity)),
                heat: self.heat(card, sections),
                merged: !unit.merged_from.is_empty(),
            })
        };
        self.cards(code).filter_map(row).collect()
    }

    pub(super) fn heat(&self, card: &CardPart, sections: &[SectionView]) -> Vec<Option<Figure>> {
        let cell =
            |section: &SectionView| index::attained(card, &section.code).map(|attained| percent(self.lang, &attained));
        sections.iter().map(cell).collect()
    }

    /// What is missing for the step after the reached one.
    fn missing(&self, maturity: &MaturityPart) -> Option<(usize, String)> {
        let next = maturity.reached as usize;
        let step = maturity.steps.get(next)?;
        Some((step.unmet.len(), self.set.step_name(self.lang, next, &step.name)))
    }

    fn summary(&self, rows: &[RankRow], totals: &[Number]) -> Option<Summary> {
        let first = rows.first()?;
        let last = rows.last()?;
        let mean = mean(totals)?;
        let scale = self.scale("");
        let scale = if rows.iter().all(|row| row.points.share == 0) { Number::from(1) } else { scale };
        let decimals = decimals(&first.points.text, self.lang);
        let leaders = rows.iter().take_while(|row| row.rank == first.rank).map(|row| row.unit.clone()).collect();
        Some(Summary {
            leaders,
            best: first.points.text.clone(),
            worst: last.points.text.clone(),
            mean: Figure {
                text: show::fixed(self.lang, &mean, decimals, Rounding::HalfUp),
                share: mean_share(rows).unwrap_or_else(|| share(&mean, &scale)),
            },
        })
    }

    /// Units without rank, put together by ground.
    fn unranked(&self, words: &Words) -> Vec<UnrankedGroup> {
        let mut groups: Vec<UnrankedGroup> = Vec::new();
        for part in &self.group.unranked {
            let ground = words.say(self.lang, &part.ground);
            let row = self.unranked_row(part);
            match groups.iter_mut().find(|group| group.ground == ground) {
                Some(group) => group.units.push(row),
                None => groups.push(UnrankedGroup { ground, units: vec![row] }),
            }
        }
        groups
    }

    fn unranked_row(&self, part: &UnrankedPart) -> UnrankedRow {
        let card = self.edition.unit(&part.unit).and_then(result).filter(|card| index::has_points(card));
        let points = card.filter(|card| card.maturity.is_none()).and_then(|card| index::total(self.lang, card));
        UnrankedRow { unit: self.edition.unit_link(&part.unit), points }
    }

    /// Ranks won or lost since the edition before, by unit.
    pub(super) fn changes(&self, before: &Edition) -> HashMap<&'a str, i64> {
        let Some(old) = before.group(&self.group.code) else { return HashMap::new() };
        let old: HashMap<&str, i64> =
            old.ranking.iter().map(|part| (part.unit.as_str(), i64::from(part.rank))).collect();
        let change =
            |part: &'a RankPart| Some((part.unit.as_str(), old.get(part.unit.as_str())? - i64::from(part.rank)));
        self.group.ranking.iter().filter_map(change).collect()
    }

    fn before(
        &self,
        before: &Edition,
        changes: &HashMap<&str, i64>,
        apart: Option<&HashMap<&str, Number>>,
    ) -> Option<BeforeView> {
        let old = Board::new(before, before.group(&self.group.code)?, self.lang)?;
        let means = mean(&self.totals("")).zip(mean(&old.totals("")));
        let comparable = self.scale("") == old.scale("");
        Some(BeforeView {
            period: before.publication.period.clone(),
            mean_change: means.filter(|_| comparable).map(|(now, then)| signed(self.lang, &(&now - &then), 2)),
            method_changed: self.method_changed(before),
            up: changes.values().filter(|change| **change > 0).count(),
            both: changes.len(),
            moves: apart.map(|apart| self.moves(apart)),
        })
    }

    /// Whether the edition before was scored with another set or another version of it.
    pub(super) fn method_changed(&self, before: &Edition) -> bool {
        let of = |edition: &Edition, group: &GroupPart| {
            edition.publication.sets.get(group.set).map(|set| (set.code.clone(), set.hash.clone()))
        };
        before.group(&self.group.code).is_some_and(|old| of(before, old) != of(self.edition, self.group))
    }

    /// Points won or lost since the edition before, unrounded, by unit; nothing where the scales differ.
    pub(super) fn apart(&self, before: &Edition) -> Option<HashMap<&'a str, Number>> {
        let old = Board::new(before, before.group(&self.group.code)?, self.lang)?;
        let (scale, has_steps) = (self.scale(""), !self.steps().is_empty());
        if has_steps || scale.is_zero() || scale != old.scale("") {
            return None;
        }
        let points = |card: &CardPart| line(card, "").map(|line| number(&line.exact));
        let then: HashMap<&str, Number> =
            old.cards("").filter_map(|(_, unit, card)| Some((unit.code.as_str(), points(card)?))).collect();
        let won = |(_, unit, card): (&RankPart, &'a UnitPart, &CardPart)| {
            Some((unit.code.as_str(), &points(card)? - then.get(unit.code.as_str())?))
        };
        Some(self.cards("").filter_map(won).collect())
    }

    fn moves(&self, apart: &HashMap<&str, Number>) -> Moves {
        let all: Vec<&'a UnitPart> = self.cards("").map(|(_, unit, _)| unit).collect();
        let won = |unit: &&'a UnitPart| Some((*unit, apart.get(unit.code.as_str())?));
        let known: Vec<(&UnitPart, &Number)> = all.iter().filter_map(won).collect();
        let count = |which: fn(&Number) -> bool| known.iter().filter(|(_, won)| which(won)).count();
        let told = |found: Option<&(&UnitPart, &Number)>| {
            let (unit, won) = found?;
            Some((UnitLink { code: unit.code.clone(), name: unit.name.clone() }, signed(self.lang, won, 2)))
        };
        let (equal, down) = (count(Number::is_zero), count(Number::is_negative));
        let most = known.iter().max_by_key(|(_, won)| *won).filter(|(_, won)| !won.is_zero() && !won.is_negative());
        let least = known.iter().min_by_key(|(_, won)| *won).filter(|(_, won)| won.is_negative());
        Moves {
            up: known.len() - equal - down,
            down,
            equal,
            new: all.len() - known.len(),
            most: told(most),
            least: told(least),
        }
    }

    fn grade_counts(&self) -> Vec<GradeCount> {
        let names = self.set.grades();
        let ends = self.band_ends();
        let all = self.cards("").filter_map(|(_, _, card)| card.grade.as_deref()).collect::<Vec<_>>();
        let count = |(place, name): (usize, &&str)| GradeCount {
            name: self.set.grade_name(self.lang, name),
            units: all.iter().filter(|grade| *grade == name).count(),
            ends: ends.get(place).copied(),
        };
        if all.is_empty() { Vec::new() } else { names.iter().enumerate().map(count).collect() }
    }

    /// Ends of the bands on the scale of this group; empty where bands do not tile it.
    fn band_ends(&self) -> Vec<(u32, u32)> {
        let Some(scale) = self.set.scale() else { return Vec::new() };
        let whole = match scale.basis {
            GradeBasis::Points => self.scale(""),
            GradeBasis::Percent => Number::from(100),
        };
        let mut upper = WHOLE;
        let band = |band: &Band| {
            let lower = band.from.as_ref().map_or(0, |bound| share(&bound.value, &whole));
            let ends = (lower, upper);
            upper = lower;
            ends
        };
        scale.bands.iter().map(band).collect()
    }

    /// The first and the last layer, where there is more than one.
    pub(super) fn gap_layers(&self) -> Option<(String, String)> {
        let layers = &self.edition.publication.layers;
        let (first, last) = (layers.first()?, layers.last()?);
        (first != last).then(|| (first.clone(), last.clone()))
    }

    fn gaps(&self, code: &str) -> Vec<Gap> {
        if self.gap_layers().is_none() {
            return Vec::new();
        }
        let scale = self.scale(code);
        let mut gaps: Vec<Gap> = self
            .cards(code)
            .filter_map(|(_, unit, card)| self.gap(unit.cards.first()?, card, code, &scale).map(|gap| (unit, gap)))
            .map(|(unit, gap)| Gap { code: unit.code.clone(), name: unit.name.clone(), ..gap })
            .collect();
        gaps.sort_by(|left, right| right.size.cmp(&left.size).then_with(|| left.code.cmp(&right.code)));
        gaps
    }

    /// The difference between two cards at a node, on a scale; nothing if either lacks the node.
    pub(super) fn gap(&self, from_card: &CardPart, to_card: &CardPart, code: &str, scale: &Number) -> Option<Gap> {
        let (first, last) = (line(from_card, code)?, line(to_card, code)?);
        let (a, b) = (number(&first.exact), number(&last.exact));
        let decimals = decimals(&last.shown, Lang::En);
        let figure = |text: &str, points: &Number| Figure { text: shown(self.lang, text), share: share(points, scale) };
        let (from, to) = (figure(&first.shown, &a), figure(&last.shown, &b));
        let whole = number(&line(to_card, "")?.max);
        Some(Gap {
            code: code.to_owned(),
            name: String::new(),
            size: share(&a, &whole).abs_diff(share(&b, &whole)),
            difference: signed(self.lang, &(&b - &a), decimals),
            from,
            to,
        })
    }

    fn steps(&self) -> Vec<StepCount> {
        let names: Vec<String> = self
            .cards("")
            .find_map(|(_, _, card)| card.maturity.as_ref())
            .map(|maturity| {
                let steps = maturity.steps.iter().enumerate();
                steps.map(|(index, step)| self.set.step_name(self.lang, index, &step.name)).collect()
            })
            .unwrap_or_default();
        if names.is_empty() {
            return Vec::new();
        }
        let reached: Vec<usize> =
            self.cards("").filter_map(|(_, _, card)| card.maturity.as_ref()).map(|m| m.reached as usize).collect();
        let count = |step: usize| reached.iter().filter(|reached| **reached == step).count();
        let none = StepCount { name: String::new(), units: count(0) };
        let named = names.into_iter().enumerate().map(|(index, name)| StepCount { name, units: count(index + 1) });
        std::iter::once(none).chain(named).collect()
    }
}

/// Decimals of a shown number.
pub(super) fn decimals(text: &str, lang: Lang) -> u8 {
    let point = if lang == Lang::Vi { ',' } else { '.' };
    text.split_once(point).map_or(0, |(_, fraction)| fraction.len() as u8)
}

/// The grade of a card, its place among the grades, and what it was before adjustments.
pub(super) fn grade(card: &CardPart, set: &SetIndex, lang: Lang) -> Option<GradeView> {
    let name = card.grade.as_deref()?;
    let grades = set.grades();
    let place = grades.iter().position(|grade| *grade == name).unwrap_or(grades.len());
    let before = card.grade_before.as_deref().filter(|before| *before != name);
    Some(GradeView {
        name: set.grade_name(lang, name),
        place,
        before: before.map(|before| set.grade_name(lang, before)),
    })
}

fn dot(row: &RankRow) -> Dot {
    Dot { code: row.unit.code.clone(), name: row.unit.name.clone(), at: row.points.clone() }
}

fn same_max(rows: &[RankRow]) -> Option<String> {
    let first = rows.first()?.max.clone();
    (first != "0" && rows.iter().all(|row| row.max == first)).then_some(first)
}

fn mean_share(rows: &[RankRow]) -> Option<u32> {
    let sum: u64 = rows.iter().map(|row| u64::from(row.points.share)).sum();
    sum.checked_div(rows.len() as u64).map(|share| share as u32)
}

/// Keeps the rows that match and puts them in order; equals stay in order of rank.
fn arrange(rows: &mut Vec<RankRow>, query: &RankingQuery) {
    let wanted = collate::fold(query.search.trim());
    if !wanted.is_empty() {
        rows.retain(|row| {
            index::holds(&collate::fold(&row.unit.name), &wanted) || collate::fold(&row.unit.code) == wanted
        });
    }
    match query.order {
        Order::Rank => {}
        Order::Name => collate::sort_by_name(rows, |row| &row.unit.name),
        Order::Change => rows.sort_by_key(|row| std::cmp::Reverse(row.change.unwrap_or(i64::MIN))),
    }
}

/// Attainment of a whole card in per cent, as text.
pub(super) fn attainment(lang: Lang, card: &CardPart) -> Option<Figure> {
    let total = line(card, "")?;
    ratio(&total.exact, &total.max).map(|ratio| percent(lang, &ratio))
}
