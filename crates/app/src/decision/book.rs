//! Results of a round under way as a workbook: rankings, points of all layers with states and reasons, evidence.

use std::collections::HashMap;

use thuocdo_assessment::{Action, Layer};
use thuocdo_base::{Actor, Number};
use thuocdo_criteria::set::{Node, NodeId};
use thuocdo_scoring::card::State;
use thuocdo_store::{EvidenceRow, RoundUnit};
use thuocdo_words::{Lang, Locale, show};
use thuocdo_workbooks::list::{Cell, List, write};

use super::preview::{Group, of_group};
use crate::answers::view::title;
use crate::layers::{Board, board};
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App, may};

/// Writes the results of a round as they stand, for whoever may see them at its stage.
///
/// # Errors
/// If the actor may not see results yet, or the store does not answer.
pub async fn workbook(app: &App, actor: &Actor, lang: Lang, round: &str) -> Result<Vec<u8>, ActionError> {
    let mut link = app.store.look().await?;
    may::round(&mut link, actor, round, Action::ViewResult).await?;
    let frozen = frozen(app, &mut link, round).await?;
    let board = board(app, &mut link, &frozen).await?;
    let names = link.appraisers_of(round).await?.into_iter().collect();
    let evidence = link.evidence_in(round).await?;
    drop(link);
    let at = app.clock.now();
    let made = tokio::task::spawn_blocking(move || {
        let pen =
            Pen { board: &board, frozen: &frozen, lang, words: Locale::new(lang, &crate::locale_texts(lang)), names };
        let mut lists: Vec<List> =
            frozen.groups.iter().map(|group| pen.ranking(&of_group(&board, None, group))).collect();
        lists.extend((0..frozen.sets.len()).map(|place| pen.points(place)));
        lists.push(pen.evidence(&evidence));
        let illustrative = frozen.sets.iter().any(|set| set.is_illustrative());
        write(lang, &frozen.title, at, illustrative, &lists)
    });
    made.await.map_err(ActionError::system)?.map_err(ActionError::system)
}

struct Pen<'a> {
    board: &'a Board,
    frozen: &'a Frozen,
    lang: Lang,
    words: Locale,
    names: HashMap<String, String>,
}

impl Pen<'_> {
    fn head(&self, columns: &[(&str, u16)]) -> Vec<(String, u16)> {
        columns.iter().map(|(key, width)| (self.words.text(&format!("results-col-{key}")), *width)).collect()
    }

    fn ranking(&self, group: &Group) -> List {
        let columns = [
            ("rank", 8),
            ("shared", 10),
            ("unit", 14),
            ("name", 36),
            ("own", 12),
            ("points", 12),
            ("delta", 12),
            ("grade-before", 20),
            ("grade", 20),
            ("rules", 50),
            ("ground", 40),
        ];
        let row = |row: &super::preview::Row| {
            let (points, decimals, mode) = &row.points;
            let own = self.board.card(&row.unit, Layer::Own).map(|card| card.total().points.clone());
            let shown = |number: &Number| number.rounded(*decimals, *mode);
            let delta = own.as_ref().map(|own| shown(&(points - own)));
            let rules: Vec<String> = row.rules.iter().map(|rule| self.words.render(rule)).collect();
            vec![
                Cell::number(row.rank.map(|(rank, _)| Number::from(i64::from(rank))).as_ref()),
                Cell::number(row.rank.map(|(_, shared)| Number::from(i64::from(shared))).as_ref()),
                Cell::text(&row.unit),
                Cell::text(&row.name),
                Cell::number(own.as_ref().map(shown).as_ref()),
                Cell::Number(shown(points)),
                Cell::number(delta.as_ref()),
                Cell::text(row.before.as_deref().or(row.grade.as_deref()).unwrap_or_default()),
                Cell::text(row.grade.as_deref().unwrap_or_default()),
                Cell::text(rules.join("\n")),
                Cell::text(row.ground.as_ref().map(|ground| self.words.render(ground)).unwrap_or_default()),
            ]
        };
        let name = format!("{} {}", self.words.text("results-sheet-ranking"), group.name);
        List { name, head: self.head(&columns), kept: 4, rows: group.rows.iter().map(row).collect() }
    }

    /// All criteria and sections of all units of a set, a row each.
    fn points(&self, place: usize) -> List {
        let set = &self.frozen.sets[place];
        let layers: Vec<Layer> = Layer::ALL.into_iter().filter(|layer| self.board.has(*layer)).collect();
        let mut head = self.head(&[
            ("unit", 14),
            ("name", 32),
            ("criterion", 12),
            ("title", 48),
            ("max", 10),
            ("state", 18),
            ("value", 12),
        ]);
        for layer in &layers {
            let word = self.words.text(&format!("results-layer-{}", layer.word()));
            let reason = self.words.text("results-col-reason");
            head.push((word.clone(), 12));
            if *layer != Layer::Own {
                head.push((format!("{reason} – {word}"), 36));
            }
        }
        head.extend(self.head(&[("points", 12), ("exact", 16), ("delta", 12), ("by", 24), ("at", 18)]));
        let mut rows = Vec::new();
        for unit in self.frozen.units.iter().filter(|unit| self.frozen.place_of(unit) == place) {
            let nodes = set.nodes.iter().filter(|node| set.applies(node.id, self.frozen.class_of(unit)));
            rows.extend(nodes.filter_map(|node| self.line(unit, node, &layers)));
        }
        let name = format!("{} {} {}", self.words.text("results-sheet-points"), place + 1, set.code);
        List { name, head, kept: 4, rows }
    }

    fn line(&self, unit: &RoundUnit, node: &Node, layers: &[Layer]) -> Option<Vec<Cell>> {
        let (rounding, code) = (&self.frozen.set_of(unit).rounding, node.code.as_str());
        let line = |layer: Layer| {
            let card = self.board.card(&unit.code, layer)?;
            card.lines.get(node.id.index()).filter(|line| line.state != State::Absent)
        };
        let last = line(Layer::Final)?;
        let points = |layer: Layer| {
            let has = |state: State| matches!(state, State::Scored | State::NotApplicable);
            line(layer).filter(|line| has(line.state)).map(|line| line.points.clone())
        };
        let shown = |number: &Number| number.rounded(rounding.decimals, rounding.mode);
        let state = match last.state {
            State::Scored | State::Absent => "scored",
            State::Missing => "missing",
            State::NotApplicable => "not_applicable",
            State::Refused => "refused",
            State::Held => "held",
            State::Unscored => "unscored",
        };
        let is_total = node.id == NodeId::ROOT;
        let mut cells = vec![
            Cell::text(&unit.code),
            Cell::text(&unit.name),
            Cell::text(code),
            Cell::text(if is_total { self.words.text("results-total") } else { title(self.lang, node).to_owned() }),
            Cell::Number(last.applicable.clone()),
            Cell::text(self.words.text(&format!("pub-state-{state}"))),
            Cell::number(last.value.as_ref()),
        ];
        for layer in layers {
            // A layer shows points where somebody spoke in it; sections show what they come to.
            let speaks = node.criterion().is_none()
                || *layer == Layer::Own
                || self.board.said(&unit.code, code, *layer).is_some();
            cells.push(Cell::number(points(*layer).filter(|_| speaks).as_ref().map(shown).as_ref()));
            if *layer != Layer::Own {
                let fact = self.board.said(&unit.code, code, *layer);
                cells.push(Cell::text(fact.and_then(|(row, _)| row.reason.clone()).unwrap_or_default()));
            }
        }
        let (first, now) = (points(Layer::Own), points(Layer::Final));
        let delta = first.as_ref().zip(now.as_ref()).map(|(first, now)| shown(&(now - first)));
        let counting = self.board.counting(&unit.code, code, Layer::Final);
        let fact = counting.and_then(|layer| self.board.fact(&unit.code, code, layer));
        let by = fact
            .filter(|row| row.account != Actor::System.id())
            .map(|row| self.names.get(&row.account).unwrap_or(&row.account));
        cells.extend([
            Cell::number(now.as_ref().map(shown).as_ref()),
            Cell::number(now.as_ref()),
            Cell::number(delta.as_ref()),
            Cell::text(by.map(String::as_str).unwrap_or_default()),
            Cell::text(fact.map(|row| show::moment(row.at)).unwrap_or_default()),
        ]);
        Some(cells)
    }

    fn evidence(&self, items: &[(String, String, EvidenceRow)]) -> List {
        let columns = [
            ("unit", 14),
            ("name", 32),
            ("criterion", 12),
            ("number", 22),
            ("date", 12),
            ("issuer", 32),
            ("abstract", 60),
            ("secret", 10),
            ("file", 36),
            ("size", 12),
            ("pages", 8),
            ("hash", 66),
            ("paper", 24),
            ("altered", 14),
        ];
        let row = |(unit, criterion, row): &(String, String, EvidenceRow)| {
            let item = &row.evidence;
            let yes = |flag: bool| if flag { self.words.text("results-yes") } else { String::new() };
            let paper =
                item.paper.as_ref().map(|paper| format!("{} ({})", paper.number, show::date(self.lang, &paper.date)));
            let name = self.frozen.unit(unit).map_or(unit, |unit| &unit.name);
            let count = |count: Option<u64>| count.map_or_else(|| Cell::text(""), Cell::count);
            vec![
                Cell::text(unit),
                Cell::text(name),
                Cell::text(criterion),
                Cell::text(&item.number),
                Cell::text(if item.date.is_empty() { String::new() } else { show::date(self.lang, &item.date) }),
                Cell::text(&item.issuer),
                Cell::text(&item.summary),
                Cell::text(yes(item.secret)),
                Cell::text(item.file_name.as_deref().unwrap_or_default()),
                count(row.size),
                count(row.pages),
                Cell::text(item.file.as_deref().unwrap_or_default()),
                Cell::text(paper.unwrap_or_default()),
                Cell::text(yes(row.altered)),
            ]
        };
        let name = self.words.text("results-sheet-evidence");
        List { name, head: self.head(&columns), kept: 3, rows: items.iter().map(row).collect() }
    }
}
