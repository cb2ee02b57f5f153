//! What documents about a whole round say: ranking, grades, means, differences, questions, every unit's points.

use std::collections::BTreeMap;

use thuocdo_assessment::{Layer, RoundStage};
use thuocdo_base::{Actor, Message, Number};
use thuocdo_criteria::set::Node;
use thuocdo_documents::Kind;
use thuocdo_documents::form::Form;
use thuocdo_documents::model::{Bar, RowKind};
use thuocdo_documents::template::{Data, Rows};
use thuocdo_store::Link;

use super::WHOLE_ROUND;
use super::fields::{self, Typed};
use super::make::Facts;
use super::outcome::{Outcome, Points, Unit, of_board, settled};
use super::unit::is_main;
use super::write::Pen;
use crate::clarification::{self, Listed};
use crate::evidence::show_date;
use crate::layers::board;
use crate::portal::figure::{WHOLE, share};
use crate::setup::{Frozen, frozen};
use crate::{ActionError, App};

/// Bars of a chart at most: a chart of all units of a province says nothing.
const BARS: usize = 20;

/// Everything a document about a round may say.
pub(super) async fn tell(app: &App, actor: &Actor, facts: &mut Facts, stage: RoundStage) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    let frozen = frozen(app, &mut link, &facts.round).await?;
    let outcome = match facts.kind {
        Kind::AppraisalReport => {
            let board = board(app, &mut link, &frozen).await?;
            if !board.has(Layer::Preliminary) && !board.has(Layer::Appraised) {
                return Err(ActionError::Refused(vec![Message::new("papers-nothing-appraised")]));
            }
            of_board(&board)
        }
        _ => settled(app, &mut link, &facts.round, stage).await?,
    };
    let handed_in = link.list_records(&facts.round).await?.into_iter();
    let handed_in = handed_in.filter(|row| row.record.stage.kind() == thuocdo_assessment::StageKind::Submitted).count();
    let pen = facts.pen();
    if let Some(cited) = submission(&mut link, &pen, facts).await? {
        facts.data.set("to-trinh", cited);
    }
    drop(link);
    facts.data.set("so-da-nop", pen.count(handed_in));
    values(&pen, &frozen, &outcome, &mut facts.data);
    tables(&pen, &frozen, &outcome, &mut facts.data);
    questions(app, actor, &pen, facts).await?;
    facts.about_name = frozen.title.clone();
    Ok(())
}

/// The submission (tờ trình) that a decision answers, by number and date; nothing before it has a number.
async fn submission(link: &mut Link, pen: &Pen, facts: &Facts) -> Result<Option<String>, ActionError> {
    if facts.kind == Kind::Submission {
        return Ok(None);
    }
    let Some(saved) = link.document_text(&facts.round, Kind::Submission.word(), WHOLE_ROUND).await? else {
        return Ok(None);
    };
    let typed: Typed = serde_json::from_str(&saved.fields).map_err(ActionError::system)?;
    let field = |name: &str| typed.get(name).map(String::as_str).unwrap_or_default();
    if field("so").is_empty() {
        return Ok(None);
    }
    let form = Form { family: fields::family(&typed), lang: pen.words.lang() };
    let number = form.numbered(field("so"), field("ky-hieu"));
    let said = match field("ngay") {
        "" => Message::new("papers-submission"),
        day => Message::new("papers-submission-of").text("date", show_date(day)),
    };
    Ok(Some(pen.say(&said.text("number", number))))
}

fn values(pen: &Pen, frozen: &Frozen, outcome: &Outcome, data: &mut Data) {
    let units = &outcome.units;
    data.set("so-don-vi", pen.count(units.len()));
    data.set("so-nhom", pen.count(frozen.groups.len()));
    data.set("so-chenh-lech", pen.count(differences(frozen, outcome).count()));
    data.set("quyet-dinh", decision(pen, outcome));
    let Some(mean) = mean(units.iter().filter_map(|unit| unit.total.last.as_ref())) else { return };
    data.set("diem-trung-binh", pen.points(&mean));
    let shares: Vec<Number> = units.iter().filter_map(|unit| reached(&unit.total)).collect();
    data.set("ty-le-trung-binh", self::mean(shares.iter()).map(|share| pen.percent(&share)).unwrap_or_default());
    let by_points = |unit: &&Unit| unit.total.last.clone();
    if let Some(best) = units.iter().filter(|unit| unit.total.last.is_some()).max_by_key(by_points) {
        data.set("don-vi-cao-nhat", best.name.clone());
        data.set("diem-cao-nhat", pen.maybe(best.total.last.as_ref()));
    }
    if let Some(last) = units.iter().filter(|unit| unit.total.last.is_some()).min_by_key(by_points) {
        data.set("don-vi-thap-nhat", last.name.clone());
        data.set("diem-thap-nhat", pen.maybe(last.total.last.as_ref()));
    }
}

fn reached(points: &Points) -> Option<Number> {
    points.last.as_ref()?.divided_by(&points.max)
}

fn mean<'a>(numbers: impl Iterator<Item = &'a Number>) -> Option<Number> {
    let (sum, count) = numbers.fold((Number::ZERO, 0_i64), |(sum, count), one| (&sum + one, count + 1));
    sum.divided_by(&Number::from(count))
}

fn tables(pen: &Pen, frozen: &Frozen, outcome: &Outcome, data: &mut Data) {
    let mut ranking = Rows::default();
    let mut bars = Vec::new();
    for (place, unit) in outcome.units.iter().enumerate() {
        let total = &unit.total;
        let reached = reached(total).map(|share| pen.percent(&share)).unwrap_or_default();
        ranking.push(
            RowKind::Plain,
            [
                ("tt", (place + 1).to_string()),
                ("hang", unit.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string())),
                ("don-vi", unit.name.clone()),
                ("nhom", unit.group.clone()),
                ("toi-da", pen.points(&total.max)),
                ("tu-cham", pen.maybe(total.own.as_ref())),
                ("tham-dinh", pen.maybe(total.appraised.as_ref())),
                ("cuoi", pen.maybe(total.last.as_ref())),
                ("ty-le", reached.clone()),
                ("xep-loai", unit.grade.clone().unwrap_or_default()),
            ],
        );
        let last = total.last.clone().unwrap_or_default();
        bars.push((share(&last, &total.max), unit.name.clone(), reached));
    }
    bars.sort_by_key(|(share, _, _)| std::cmp::Reverse(*share));
    let bars = bars.into_iter().take(BARS).map(|(share, name, shown)| Bar { name, values: vec![(share, shown)] });
    data.charts.insert("xep-hang", bars.collect());
    data.tables.insert("xep-hang", ranking);
    data.tables.insert("chenh-lech", different(pen, frozen, outcome));
    data.tables.insert("nhom", groups(pen, frozen, outcome));
    data.tables.insert("chi-tiet", details(pen, frozen, outcome));
    sections(pen, frozen, outcome, data);
    grades(pen, frozen, outcome, data);
}

/// A node's row, with the columns of every layer.
pub(super) fn line(pen: &Pen, code: &str, title: &str, points: &Points) -> [(&'static str, String); 7] {
    [
        ("ma", code.to_owned()),
        ("ten", title.to_owned()),
        ("toi-da", pen.points(&points.max)),
        ("tu-cham", pen.maybe(points.own.as_ref())),
        ("tham-dinh", pen.maybe(points.appraised.as_ref())),
        ("cuoi", pen.maybe(points.last.as_ref())),
        ("ty-le", reached(points).map(|share| pen.percent(&share)).unwrap_or_default()),
    ]
}

/// Criteria in which what counts differs from the unit's own points.
fn differences<'a>(
    frozen: &'a Frozen,
    outcome: &'a Outcome,
) -> impl Iterator<Item = (&'a Unit, &'a Node, &'a Points)> + 'a {
    outcome.units.iter().flat_map(move |unit| {
        let nodes = frozen.unit(&unit.code).map(|row| frozen.set_of(row).nodes.as_slice()).unwrap_or_default();
        let criteria = nodes.iter().filter(|node| node.criterion().is_some());
        criteria.filter_map(move |node| Some((unit, node, unit.at(node.id).filter(|points| points.differs())?)))
    })
}

fn different(pen: &Pen, frozen: &Frozen, outcome: &Outcome) -> Rows {
    let mut rows = Rows::default();
    for (place, (unit, node, points)) in differences(frozen, outcome).enumerate() {
        let given = points.appraised.as_ref().or(points.last.as_ref());
        rows.push(
            RowKind::Plain,
            [
                ("tt", (place + 1).to_string()),
                ("don-vi", unit.name.clone()),
                ("ma", node.code.clone()),
                ("ten", pen.title(node)),
                ("toi-da", pen.points(&points.max)),
                ("tu-cham", pen.maybe(points.own.as_ref())),
                ("tham-dinh", pen.maybe(given)),
                ("ly-do", points.reason.clone().unwrap_or_default()),
            ],
        );
    }
    rows
}

/// Least, mean and most of some results.
fn spread(pen: &Pen, points: &[&Points]) -> [(&'static str, String); 4] {
    let last: Vec<&Number> = points.iter().filter_map(|points| points.last.as_ref()).collect();
    let shares: Vec<Number> = points.iter().filter_map(|points| reached(points)).collect();
    [
        ("trung-binh", pen.maybe(mean(last.iter().copied()).as_ref())),
        ("ty-le", mean(shares.iter()).map(|share| pen.percent(&share)).unwrap_or_default()),
        ("cao-nhat", pen.maybe(last.iter().max().copied())),
        ("thap-nhat", pen.maybe(last.iter().min().copied())),
    ]
}

fn groups(pen: &Pen, frozen: &Frozen, outcome: &Outcome) -> Rows {
    let mut rows = Rows::default();
    for group in &frozen.groups {
        let units = outcome.units.iter().filter(|unit| unit.group == group.name);
        let totals: Vec<&Points> = units.map(|unit| &unit.total).collect();
        if totals.is_empty() {
            continue;
        }
        let [mean, share, most, least] = spread(pen, &totals);
        let count = ("so-don-vi", pen.count(totals.len()));
        rows.push(RowKind::Plain, [("nhom", group.name.clone()), count, mean, share, most, least]);
    }
    rows
}

fn sections(pen: &Pen, frozen: &Frozen, outcome: &Outcome, data: &mut Data) {
    let (mut rows, mut bars) = (Rows::default(), Vec::new());
    for (place, set) in frozen.sets.iter().enumerate() {
        let of_set = |unit: &&Unit| frozen.unit(&unit.code).is_some_and(|row| frozen.place_of(row) == place);
        for node in set.nodes.iter().filter(|node| is_main(node)) {
            let points: Vec<&Points> =
                outcome.units.iter().filter(of_set).filter_map(|unit| unit.at(node.id)).collect();
            let Some(max) = points.iter().map(|points| &points.max).max() else { continue };
            let shares: Vec<Number> = points.iter().filter_map(|points| reached(points)).collect();
            let reached = mean(shares.iter()).unwrap_or_default();
            let [mean, share_of, most, least] = spread(pen, &points);
            let (code, title) = (node.code.clone(), pen.title(node));
            let value = (share(&reached, &Number::from(1)), share_of.1.clone());
            bars.push(Bar { name: format!("{code}. {title}"), values: vec![value] });
            let named = [("ma", code), ("ten", title), ("toi-da", pen.points(max))];
            let [code, title, max] = named;
            rows.push(RowKind::Plain, [code, title, max, mean, share_of, most, least]);
        }
    }
    data.tables.insert("trung-binh", rows);
    data.charts.insert("trung-binh", bars);
}

fn grades(pen: &Pen, frozen: &Frozen, outcome: &Outcome, data: &mut Data) {
    let root = thuocdo_criteria::set::NodeId::ROOT;
    let scales = frozen.sets.iter().flat_map(|set| &set.grade_scales).filter(|scale| scale.of == root);
    let mut names: Vec<&str> = Vec::new();
    for band in scales.flat_map(|scale| &scale.bands) {
        if !names.contains(&band.grade.as_str()) {
            names.push(&band.grade);
        }
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for grade in outcome.units.iter().filter_map(|unit| unit.grade.as_deref()) {
        *counts.entry(grade).or_default() += 1;
    }
    let (mut rows, mut bars) = (Rows::default(), Vec::new());
    let all = outcome.units.len();
    for name in names {
        let count = counts.get(name).copied().unwrap_or_default();
        let (part, whole) = (Number::from(count as i64), Number::from(all as i64));
        let shown = pen.count(count);
        let length = (count * WHOLE as usize).checked_div(all).unwrap_or_default() as u32;
        bars.push(Bar { name: name.to_owned(), values: vec![(length, shown.clone())] });
        let share = ("ty-le", pen.share(&part, &whole));
        rows.push(RowKind::Plain, [("xep-loai", name.to_owned()), ("so-don-vi", shown), share]);
    }
    data.tables.insert("xep-loai", rows);
    data.charts.insert("xep-loai", bars);
}

fn details(pen: &Pen, frozen: &Frozen, outcome: &Outcome) -> Rows {
    let mut rows = Rows::default();
    for unit in &outcome.units {
        let Some(row) = frozen.unit(&unit.code) else { continue };
        rows.push(RowKind::Group, line(pen, "", &unit.name, &unit.total));
        for node in frozen.set_of(row).nodes.iter().skip(1) {
            if let Some(points) = unit.at(node.id) {
                rows.push(RowKind::Plain, line(pen, &node.code, &pen.title(node), points));
            }
        }
    }
    rows
}

/// Questions of the round that the actor sees.
async fn questions(app: &App, actor: &Actor, pen: &Pen, facts: &mut Facts) -> Result<(), ActionError> {
    let asked = match clarification::of_round(app, actor, &facts.round, &Listed::default()).await {
        Ok(view) => view.questions,
        Err(ActionError::NotAllowed) => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut rows = Rows::default();
    for (place, one) in asked.iter().enumerate() {
        let reply = one.question.reply.as_ref().map(|reply| reply.text.clone()).unwrap_or_default();
        rows.push(
            RowKind::Plain,
            [
                ("tt", (place + 1).to_string()),
                ("don-vi", one.unit.clone()),
                ("ma", one.question.criterion.clone()),
                ("ten", pen.either(&one.title, one.title_en.as_deref())),
                ("tu-cham", pen.maybe(one.own.as_ref())),
                ("du-kien", pen.maybe(one.question.intended.as_ref())),
                ("noi-dung", one.question.text.clone()),
                ("tra-loi", reply),
                ("tinh-trang", pen.words.text(&format!("papers-question-{}", one.question.state.word()))),
            ],
        );
    }
    facts.data.set("so-giai-trinh", pen.count(asked.len()));
    facts.data.tables.insert("giai-trinh", rows);
    Ok(())
}

/// The decision that published a result, as a sentence cites it.
pub(super) fn decision(pen: &Pen, outcome: &Outcome) -> String {
    let Some((number, date, issuer)) = &outcome.decision else { return String::new() };
    let said = Message::new("papers-decision").text("number", number.as_str()).text("date", show_date(date));
    pen.say(&said.text("issuer", issuer.as_str()))
}
