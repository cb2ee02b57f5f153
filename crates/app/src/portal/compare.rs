//! Two to four units of one group side by side.

use thuocdo_publication::model::{CardPart, UnitPart};
use thuocdo_words::{Lang, collate, show};

use super::Portal;
use super::board::{Board, grade};
use super::figure::{Figure, number, percent, share, shown};
use super::head::{GroupLink, RoundView, UnitLink};
use super::index::{attained, line, node_title, result};
use super::ranking::GradeView;

/// Most units side by side.
pub const MOST_UNITS: usize = 4;

/// A comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompareView {
    /// The round.
    pub round: RoundView,
    /// The group.
    pub group: GroupLink,
    /// Units of the group to choose from, by name.
    pub choices: Vec<UnitLink>,
    /// Chosen units in the order of the wish.
    pub chosen: Vec<Chosen>,
    /// Wishes that name no unit of the group.
    pub unknown: Vec<String>,
    /// Main sections and criteria with what each chosen unit has.
    pub rows: Vec<CompareRow>,
    /// Word of the criteria set in addresses.
    pub set: Option<String>,
}

/// A chosen unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The unit.
    pub unit: UnitLink,
    /// Rank.
    pub rank: Option<u32>,
    /// Points.
    pub points: String,
    /// Its maximum.
    pub max: String,
    /// Index value.
    pub index: Option<String>,
    /// Grade.
    pub grade: Option<GradeView>,
}

/// A node with what each chosen unit has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompareRow {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Depth below the set.
    pub depth: u8,
    /// Whether it has children.
    pub section: bool,
    /// Points with share of the maximum, by unit; absent where it does not apply.
    pub cells: Vec<Option<Figure>>,
    /// Attainment in per cent, by unit.
    pub attained: Vec<Option<Figure>>,
    /// Whether the units differ.
    pub differs: bool,
}

impl Portal {
    /// Compares units named by code or by name (accents or not); the group is that of the first, else the wished one.
    pub fn compare(&self, lang: Lang, round: &str, group: &str, wishes: &[String]) -> Option<CompareView> {
        let edition = self.edition(round)?;
        let publication = &edition.publication;
        let group = edition.group(group).or_else(|| publication.groups.first())?;
        let board = Board::new(edition, group, lang)?;
        let mut chosen: Vec<&UnitPart> = Vec::new();
        let mut unknown = Vec::new();
        for wish in wishes.iter().filter(|wish| !wish.trim().is_empty()) {
            match find(edition.members(&group.code), wish) {
                Some(unit) if chosen.iter().all(|other| other.code != unit.code) => chosen.push(unit),
                Some(_) => {}
                None => unknown.push(wish.clone()),
            }
        }
        chosen.truncate(MOST_UNITS);
        let mut choices: Vec<UnitLink> =
            edition.members(&group.code).map(|(unit, _)| edition.unit_link(&unit.code)).collect();
        collate::sort_by_name(&mut choices, |unit| &unit.name);
        Some(CompareView {
            round: edition.round_view(lang),
            group: edition.group_link(lang, group),
            choices,
            rows: if chosen.len() > 1 { rows(&board, &chosen) } else { Vec::new() },
            chosen: chosen.iter().filter_map(|unit| column(&board, unit)).collect(),
            unknown,
            set: edition.set_link(lang, group.set).slug,
        })
    }
}

/// The unit with this code or name, or the only one whose name contains the text.
fn find<'a>(members: impl Iterator<Item = (&'a UnitPart, &'a str)>, wish: &str) -> Option<&'a UnitPart> {
    let wanted = collate::fold(wish.trim());
    let mut near = Vec::new();
    for (unit, name) in members {
        if unit.code == wish || name == wanted {
            return Some(unit);
        }
        if name.contains(&wanted) {
            near.push(unit);
        }
    }
    near.pop().filter(|_| near.is_empty())
}

fn column(board: &Board<'_>, unit: &UnitPart) -> Option<Chosen> {
    let card = result(unit)?;
    let total = line(card, "")?;
    Some(Chosen {
        unit: board.edition.unit_link(&unit.code),
        rank: board.group.ranking.iter().find(|part| part.unit == unit.code).map(|part| part.rank),
        points: super::index::total(board.lang, card)?,
        max: show::short(board.lang, &number(&total.max), 2),
        index: card.index.as_ref().map(|index| shown(board.lang, index)),
        grade: grade(card, board.set, board.lang),
    })
}

fn rows(board: &Board<'_>, chosen: &[&UnitPart]) -> Vec<CompareRow> {
    let cards: Vec<&CardPart> = chosen.iter().filter_map(|unit| result(unit)).collect();
    let Some(set) = &board.set.set else { return Vec::new() };
    let cell = |card: &&CardPart, code: &str| {
        let line = line(card, code).filter(|line| line.state != "unscored")?;
        Some(Figure { text: shown(board.lang, &line.shown), share: share(&number(&line.exact), &number(&line.max)) })
    };
    let row = |node: &thuocdo_criteria::set::Node| {
        let cells: Vec<Option<Figure>> = cards.iter().map(|card| cell(card, &node.code)).collect();
        let differs = cells.iter().any(|cell| *cell != cells[0]);
        let attained = |card: &&CardPart| attained(card, &node.code).map(|share| percent(board.lang, &share));
        let any = cells.iter().any(Option::is_some);
        any.then(|| CompareRow {
            code: node.code.clone(),
            title: node_title(board.lang, node).to_owned(),
            depth: node.depth,
            section: node.section().is_some(),
            attained: cards.iter().map(attained).collect(),
            cells,
            differs,
        })
    };
    set.nodes.iter().skip(1).filter_map(row).collect()
}
