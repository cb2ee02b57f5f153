//! The page of one criterion: its rule in words and how the units of a group score on it.

use thuocdo_criteria::rule::ScoringRule;
use thuocdo_criteria::set::Node;
use thuocdo_publication::model::{GroupPart, LinePart, UnitPart};
use thuocdo_words::{Lang, show};

use super::Portal;
use super::figure::{Figure, mean, number, percent, ratio, share, shown};
use super::head::{GroupLink, RoundView, SetLink, UnitLink};
use super::index::{Edition, line, node_title, result};
use super::ranking::{Dot, ROWS_PER_PAGE};
use super::rules::{CriterionFacts, Teller};

/// A criterion's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionView {
    /// The round.
    pub round: RoundView,
    /// The set.
    pub set: SetLink,
    /// The criterion in words.
    pub facts: CriterionFacts,
    /// Groups that are assessed by it.
    pub groups: Vec<GroupLink>,
    /// Index of the group that is shown.
    pub group: usize,
    /// How that group scores.
    pub result: CriterionResult,
    /// The criteria before and after: code and title.
    pub before: Option<(String, String)>,
    /// See `before`.
    pub after: Option<(String, String)>,
}

/// How a group scores on a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CriterionResult {
    /// Mean attainment in per cent of units with points of their own.
    pub mean: Option<Figure>,
    /// Units with points of their own.
    pub scored: usize,
    /// Of those, with full points.
    pub full: usize,
    /// Of those, with none.
    pub none: usize,
    /// Units to which it does not apply.
    pub not_applicable: usize,
    /// Units without answer.
    pub missing: usize,
    /// Units with points, as dots.
    pub dots: Vec<Dot>,
    /// Rows of this page, most points first.
    pub rows: Vec<CriterionRow>,
    /// Page from 1.
    pub page: usize,
    /// Number of pages.
    pub pages: usize,
}

/// A unit on a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionRow {
    /// The unit.
    pub unit: UnitLink,
    /// Points.
    pub points: Figure,
    /// Its maximum.
    pub max: String,
    /// Value before it became points.
    pub value: Option<String>,
    /// State.
    pub state: String,
}

/// All criteria of a round, with how each group scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriteriaView {
    /// The round.
    pub round: RoundView,
    /// Sets, each with its groups and nodes.
    pub sets: Vec<CriteriaOfSet>,
}

/// The criteria of one set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriteriaOfSet {
    /// The set.
    pub set: SetLink,
    /// Groups assessed by it.
    pub groups: Vec<GroupLink>,
    /// Nodes in order.
    pub rows: Vec<CriteriaRow>,
}

/// A node in the list of criteria.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriteriaRow {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Depth below the set.
    pub depth: u8,
    /// Whether it has children.
    pub section: bool,
    /// Written by us.
    pub illustrative: bool,
    /// Maximum points; empty for unscored nodes.
    pub max: String,
    /// Mean attainment by group.
    pub means: Vec<Option<Figure>>,
}

impl Portal {
    /// Lists the criteria of a round.
    pub fn criteria(&self, lang: Lang, round: &str) -> Option<CriteriaView> {
        let edition = self.edition(round)?;
        let sets = (0..edition.sets.len()).map(|index| edition.criteria_of(lang, index)).collect();
        Some(CriteriaView { round: edition.round_view(lang), sets })
    }

    /// Shows one criterion; `set` is the word of the set, needed only where a round has several.
    pub fn criterion(
        &self,
        lang: Lang,
        round: &str,
        set: Option<&str>,
        code: &str,
        group: &str,
        page: usize,
    ) -> Option<CriterionView> {
        let edition = self.edition(round)?;
        let index = edition.set_at(set)?;
        let set = edition.sets[index].set.as_ref()?;
        let node = set.find(code)?;
        let facts = Teller { words: &self.words, lang, set }.criterion(node, node.criterion()?);
        let groups: Vec<_> = edition.publication.groups.iter().filter(|group| group.set == index).collect();
        let shown = groups.iter().position(|part| part.code == group).unwrap_or(0);
        let leaves: Vec<&Node> = set.criteria().map(|(node, _)| node).collect();
        let place = leaves.iter().position(|leaf| leaf.id == node.id)?;
        let link = |index: Option<usize>| {
            index.and_then(|index| leaves.get(index)).map(|leaf| (leaf.code.clone(), node_title(lang, leaf).to_owned()))
        };
        Some(CriterionView {
            round: edition.round_view(lang),
            set: edition.set_link(lang, index),
            facts,
            groups: groups.iter().map(|group| edition.group_link(lang, group)).collect(),
            group: shown,
            result: groups.get(shown).map(|group| edition.on_criterion(lang, group, code, page)).unwrap_or_default(),
            before: link(place.checked_sub(1)),
            after: link(Some(place + 1)),
        })
    }

    /// Word of the only set of a round with several that has this criterion.
    pub fn set_with(&self, round: &str, code: &str) -> Option<&str> {
        let edition = self.edition(round)?;
        let mut having =
            edition.sets.iter().filter(|set| set.find(code).is_some_and(|node| node.criterion().is_some()));
        having.next().map(|set| set.slug.as_str()).filter(|_| edition.sets.len() > 1)
    }
}

impl Edition {
    /// Index of the set with this word; without a word, of the only set.
    pub(super) fn set_at(&self, word: Option<&str>) -> Option<usize> {
        match word {
            Some(word) if self.sets.len() > 1 => self.sets.iter().position(|set| set.slug == word),
            None if self.sets.len() == 1 => Some(0),
            _ => None,
        }
    }

    fn criteria_of(&self, lang: Lang, index: usize) -> CriteriaOfSet {
        let groups: Vec<_> = self.publication.groups.iter().filter(|group| group.set == index).collect();
        let spreads: Vec<_> = groups.iter().map(|group| self.spreads(group)).collect();
        let row = |node: &Node| CriteriaRow {
            code: node.code.clone(),
            title: node_title(lang, node).to_owned(),
            depth: node.depth,
            section: node.section().is_some(),
            illustrative: node.criterion().is_some() && super::index::is_illustrative(node),
            max: if node.scored { show::short(lang, &node.max, 4) } else { String::new() },
            means: spreads
                .iter()
                .map(|spreads| spreads.get(&node.code).map(|spread| percent(lang, &spread.mean)))
                .collect(),
        };
        let nodes = self.sets[index].set.as_ref().map_or(&[][..], |set| &set.nodes);
        CriteriaOfSet {
            set: self.set_link(lang, index),
            groups: groups.iter().map(|group| self.group_link(lang, group)).collect(),
            rows: nodes.iter().skip(1).map(row).collect(),
        }
    }

    fn on_criterion(&self, lang: Lang, group: &GroupPart, code: &str, page: usize) -> CriterionResult {
        let rule = self.set_of(group).and_then(|set| set.find(code)?.criterion()).map(|criterion| &criterion.rule);
        let share_like = matches!(rule, Some(ScoringRule::Ratio { .. } | ScoringRule::Every { .. }));
        let group = group.code.as_str();
        let lines = self.members(group).filter_map(|(unit, _)| Some((unit, line(result(unit)?, code)?)));
        let mut lines: Vec<(&UnitPart, &LinePart)> = lines.collect();
        lines.sort_by_cached_key(|(_, line)| std::cmp::Reverse(share(&number(&line.exact), &number(&line.max))));
        let with = |state: &str| lines.iter().filter(|(_, line)| line.state == state).count();
        let scored: Vec<_> = lines.iter().filter(|(_, line)| line.state == "scored").collect();
        let ratios: Vec<_> = scored.iter().filter_map(|(_, line)| ratio(&line.exact, &line.max)).collect();
        let pages = lines.len().div_ceil(ROWS_PER_PAGE).max(1);
        let page = page.clamp(1, pages);
        CriterionResult {
            mean: mean(&ratios).map(|mean| percent(lang, &mean)),
            scored: scored.len(),
            full: scored.iter().filter(|(_, line)| line.exact == line.max && line.max != "0").count(),
            none: scored.iter().filter(|(_, line)| line.exact == "0").count(),
            not_applicable: with("not_applicable"),
            missing: with("missing"),
            dots: scored.iter().filter(|(_, line)| line.max != "0").map(|(unit, line)| dot(lang, unit, line)).collect(),
            rows: lines
                .iter()
                .skip((page - 1) * ROWS_PER_PAGE)
                .take(ROWS_PER_PAGE)
                .map(|(unit, line)| row(lang, unit, line, share_like))
                .collect(),
            page,
            pages,
        }
    }
}

fn figure(lang: Lang, line: &LinePart) -> Figure {
    Figure { text: shown(lang, &line.shown), share: share(&number(&line.exact), &number(&line.max)) }
}

fn dot(lang: Lang, unit: &UnitPart, line: &LinePart) -> Dot {
    Dot { code: unit.code.clone(), name: unit.name.clone(), at: figure(lang, line) }
}

fn row(lang: Lang, unit: &UnitPart, line: &LinePart, share_like: bool) -> CriterionRow {
    CriterionRow {
        unit: UnitLink { code: unit.code.clone(), name: unit.name.clone() },
        points: figure(lang, line),
        max: show::short(lang, &number(&line.max), 4),
        value: line.value.as_ref().map(|value| {
            if share_like { show::percent(lang, &number(value), 2) } else { show::short(lang, &number(value), 4) }
        }),
        state: line.state.clone(),
    }
}
