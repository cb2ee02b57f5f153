//! What documents about one unit say: its own assessment, questions to it, its published result.

use thuocdo_assessment::clarification::State;
use thuocdo_base::{Actor, Message, Number};
use thuocdo_criteria::set::Node;
use thuocdo_documents::model::{Bar, RowKind};
use thuocdo_documents::template::{Data, Rows};
use thuocdo_store::RoundUnit;
use thuocdo_words::show;

use super::make::Facts;
use super::outcome::{Outcome, Unit, published};
use super::write::Pen;
use crate::evidence::show_date;
use crate::portal::figure::share;
use crate::setup::{Frozen, frozen};
use crate::submission::sheet::{Cited, CriterionAnswer, Sheet, number};
use crate::submission::{self, Row};
use crate::{ActionError, App, clarification};

/// The unit's own assessment, as it was signed or as it stands.
pub(super) async fn sheet(app: &App, actor: &Actor, facts: &mut Facts) -> Result<(), ActionError> {
    let view = submission::sheet(app, actor, &facts.round, &facts.about).await?;
    let sheet = &view.sheet;
    let pen = facts.pen();
    let data = &mut facts.data;
    data.set("don-vi-duoc-danh-gia", sheet.name.clone());
    data.set("diem-toi-da", pen.points(&number(&sheet.maximum)));
    data.set("diem-tu-cham", pen.points(&number(&sheet.points)));
    data.set("ty-le", pen.share(&number(&sheet.points), &number(&sheet.maximum)));
    let own: Vec<&CriterionAnswer> = sheet.answers().map(|(_, answer)| answer).filter(|answer| answer.own).collect();
    data.set("so-tieu-chi", pen.count(own.len()));
    data.set("so-chua-du", pen.count(own.into_iter().filter(|answer| lacks(answer)).count()));
    data.set("ma-ho-so", view.submission.as_ref().map(|row| row.code.clone()).unwrap_or_default());
    data.set("lan-nop", view.submission.as_ref().map(|row| row.number.to_string()).unwrap_or_default());
    tables(&pen, sheet, data);
    facts.code = view.submission.map(|row| row.code);
    facts.about_name = sheet.name.clone();
    Ok(())
}

/// Whether a criterion that the unit gave points lacks evidence.
fn lacks(answer: &CriterionAnswer) -> bool {
    answer.own && answer.evidence.is_empty() && answer.not_applicable.is_none()
}

fn tables(pen: &Pen, sheet: &Sheet, data: &mut Data) {
    let (mut points, mut sections, mut lacking, mut outside) = <(Rows, Rows, Rows, Rows)>::default();
    let mut bars = Vec::new();
    for row in &sheet.rows {
        let (max, own) = (number(&row.max), row.points.as_deref().map(number));
        let title = pen.either(&row.title, row.title_en.as_deref());
        let named = || [("ma", row.code.clone()), ("ten", title.clone()), ("toi-da", pen.points(&max))];
        let kind = if row.answer.is_none() { RowKind::Group } else { RowKind::Plain };
        let [code, name, most] = named();
        let given = ("tu-cham", shown(pen, row));
        let proofs = ("minh-chung", proofs(pen, row));
        points.push(kind, [code, name, most, given.clone(), proofs, ("ghi-chu", notes(pen, row))]);
        if row.answer.is_none() && row.level == 1 {
            let [code, name, most] = named();
            let own = own.clone().unwrap_or_default();
            sections.push(RowKind::Plain, [code, name, most, given.clone(), ("ty-le", pen.share(&own, &max))]);
            bars.push(bar(pen, &row.code, &title, &own, &max));
        }
        let Some(answer) = &row.answer else { continue };
        let [code, name, most] = named();
        if let Some(ground) = &answer.not_applicable {
            outside.push(RowKind::Plain, [code, name, most, ("ly-do", ground.clone())]);
        } else if lacks(answer) {
            lacking.push(RowKind::Plain, [code, name, most, given, ("ly-do", notes(pen, row))]);
        }
    }
    let total = || {
        let (all, own) = (number(&sheet.maximum), number(&sheet.points));
        [("toi-da", pen.points(&all)), ("tu-cham", pen.points(&own)), ("ty-le", pen.share(&own, &all))]
    };
    points.push(RowKind::Total, total());
    sections.push(RowKind::Total, total());
    data.tables.extend([("diem", points), ("linh-vuc", sections), ("chua-du", lacking), ("khong-ap-dung", outside)]);
    data.charts.insert("linh-vuc", bars);
}

fn bar(pen: &Pen, code: &str, title: &str, points: &Number, max: &Number) -> Bar {
    Bar { name: format!("{code}. {title}"), values: vec![(share(points, max), pen.share(points, max))] }
}

fn shown(pen: &Pen, row: &Row) -> String {
    match row.answer.as_ref().and_then(|answer| answer.not_applicable.as_ref()) {
        Some(_) => pen.words.text("papers-na"),
        None => pen.maybe(row.points.as_deref().map(number).as_ref()),
    }
}

fn proofs(pen: &Pen, row: &Row) -> String {
    let all = row.answer.iter().flat_map(|answer| &answer.evidence);
    all.map(|cited| citation(pen, cited)).collect::<Vec<_>>().join("; ")
}

/// A document as officials cite it: number, date, issuer.
fn citation(pen: &Pen, cited: &Cited) -> String {
    if !cited.document {
        return cited.summary.clone();
    }
    let said = Message::new("papers-cited").text("number", cited.number.as_str());
    let said = said.text("date", show_date(&cited.date)).text("issuer", cited.issuer.as_str());
    pen.say(&said.text("summary", cited.summary.as_str()))
}

fn notes(pen: &Pen, row: &Row) -> String {
    let Some(answer) = &row.answer else { return String::new() };
    let said = |key: &str, text: &Option<String>| {
        text.as_ref().map(|text| pen.say(&Message::new(key).text("text", text.as_str())))
    };
    let each = [
        said("papers-note-reason", &answer.reason),
        said("papers-note-na", &answer.not_applicable),
        said("papers-note-no-evidence", &answer.no_evidence),
        answer.note.clone(),
        (!answer.own).then(|| pen.words.text("papers-note-elsewhere")),
    ];
    each.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// Questions to the unit that wait for its answer.
pub(super) async fn questions(app: &App, actor: &Actor, facts: &mut Facts) -> Result<(), ActionError> {
    let view = clarification::of_unit(app, actor, &facts.round, &facts.about).await?;
    let pen = facts.pen();
    let open = view.questions.iter().filter(|view| view.question.state == State::Open);
    let mut rows = Rows::default();
    for (place, one) in open.clone().enumerate() {
        let title = pen.either(&one.title, one.title_en.as_deref());
        rows.push(
            RowKind::Plain,
            [
                ("tt", (place + 1).to_string()),
                ("don-vi", one.unit.clone()),
                ("ma", one.question.criterion.clone()),
                ("ten", title),
                ("tu-cham", pen.maybe(one.own.as_ref())),
                ("du-kien", pen.maybe(one.question.intended.as_ref())),
                ("noi-dung", one.question.text.clone()),
            ],
        );
    }
    if open.clone().next().is_none() {
        return Err(ActionError::Refused(vec![Message::new("papers-nothing-asked")]));
    }
    let due = open.clone().filter_map(|one| one.due_at).max();
    let data = &mut facts.data;
    data.set("so-cau-hoi", thuocdo_documents::form::padded(&open.count().to_string()));
    data.set("han-tra-loi", due.map(show::moment).unwrap_or_default());
    data.set("don-vi-duoc-danh-gia", view.name.clone());
    data.tables.insert("giai-trinh", rows);
    facts.about_name = view.name;
    Ok(())
}

/// The published result of the unit.
pub(super) async fn result(app: &App, facts: &mut Facts) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    let frozen = frozen(app, &mut link, &facts.round).await?;
    let outcome = published(app, &mut link, &facts.round).await?;
    let row = frozen.unit(&facts.about).ok_or(ActionError::NotAllowed)?;
    let unit = outcome.units.iter().find(|unit| unit.code == facts.about).ok_or(ActionError::NotAllowed)?;
    let pen = facts.pen();
    let data = &mut facts.data;
    said(&pen, &outcome, unit, data);
    result_tables(&pen, &frozen, row, unit, data);
    facts.about_name = unit.name.clone();
    Ok(())
}

fn said(pen: &Pen, outcome: &Outcome, unit: &Unit, data: &mut Data) {
    let among = outcome.units.iter().filter(|other| other.group == unit.group);
    let last = unit.total.last.clone().unwrap_or_default();
    data.set("don-vi-duoc-danh-gia", unit.name.clone());
    data.set("nhom", unit.group.clone());
    data.set("so-don-vi", pen.count(among.count()));
    data.set("hang", unit.rank.map(|rank| rank.to_string()).unwrap_or_default());
    data.set("xep-loai", unit.grade.clone().unwrap_or_else(|| pen.words.text("papers-no-grade")));
    data.set("diem-toi-da", pen.points(&unit.total.max));
    data.set("diem-tu-cham", pen.maybe(unit.total.own.as_ref()));
    data.set("diem-tham-dinh", pen.maybe(unit.total.appraised.as_ref()));
    data.set("diem-cuoi", pen.points(&last));
    data.set("ty-le", pen.share(&last, &unit.total.max));
    data.set("so-tieu-chi", pen.count(unit.lines.len()));
    data.set("quyet-dinh", super::round::decision(pen, outcome));
}

fn result_tables(pen: &Pen, frozen: &Frozen, row: &RoundUnit, unit: &Unit, data: &mut Data) {
    let (mut sections, mut points, mut bars) = (Rows::default(), Rows::default(), Vec::new());
    for node in frozen.set_of(row).nodes.iter().skip(1) {
        let Some(at) = unit.at(node.id) else { continue };
        let kind = if node.section().is_some() { RowKind::Group } else { RowKind::Plain };
        points.push(kind, super::round::line(pen, &node.code, &pen.title(node), at));
        if is_main(node) {
            sections.push(RowKind::Plain, super::round::line(pen, &node.code, &pen.title(node), at));
            let last = at.last.clone().unwrap_or_default();
            bars.push(bar(pen, &node.code, &pen.title(node), &last, &at.max));
        }
    }
    for rows in [&mut sections, &mut points] {
        rows.push(RowKind::Total, super::round::line(pen, "", "", &unit.total));
    }
    data.tables.extend([("linh-vuc", sections), ("diem", points)]);
    data.charts.insert("linh-vuc", bars);
}

/// Whether a node is a main section: directly below the set.
pub(super) fn is_main(node: &Node) -> bool {
    node.depth == 1 && node.section().is_some()
}
