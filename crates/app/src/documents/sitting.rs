//! What the minutes of a sitting say: members, items with votes, who did not vote and why.

use thuocdo_assessment::council::Presence;
use thuocdo_assessment::role::Role;
use thuocdo_base::{Actor, Message, Number};
use thuocdo_documents::form::Form;
use thuocdo_documents::model::RowKind;
use thuocdo_documents::template::Rows;

use super::make::Facts;
use super::write::Pen;
use crate::council::{self, ItemView, SittingView};
use crate::evidence::show_date;
use crate::setup::ties::Tie;
use crate::{ActionError, App};

/// Everything the minutes may say.
pub(super) async fn tell(app: &App, actor: &Actor, facts: &mut Facts) -> Result<(), ActionError> {
    let (view, items) = council::minutes(app, actor, &facts.round, &facts.about).await?;
    let pen = facts.pen();
    values(&pen, &view, &items, facts);
    let tables = [
        ("thanh-vien", members(&pen, &view)),
        ("noi-dung", agenda(&pen, &items)),
        ("phieu", votes(&pen, &items)),
        ("khong-bieu-quyet", recused(&pen, &items)),
    ];
    facts.data.tables.extend(tables);
    facts.about_name = view.row.title.clone();
    Ok(())
}

fn values(pen: &Pen, view: &SittingView, items: &[ItemView], facts: &mut Facts) {
    let founded = &view.founded;
    let founding = match founded.number.is_empty() {
        true => String::new(),
        false => pen.say(
            &Message::new("papers-decision")
                .text("number", founded.number.as_str())
                .text("date", show_date(&founded.date))
                .text("issuer", founded.issuer.as_str()),
        ),
    };
    let form = Form { lang: pen.lang, ..Form::default() };
    let held = form.day(&form.locale(), &view.row.held_at.local_date(), "");
    let name = |role: Role| {
        let seat = view.seats.iter().find(|seat| seat.role == role);
        seat.map(|seat| seat.name.clone()).unwrap_or_default()
    };
    let decided = items.iter().filter(|item| item.line.item.decided.is_some()).count();
    let data = &mut facts.data;
    data.set("quyet-dinh-hoi-dong", founding);
    data.set("phien-hop", view.row.title.clone());
    data.set("ngay-hop", held);
    data.set("noi-hop", view.row.place.clone());
    data.set("chu-toa", name(Role::CouncilChair));
    data.set("thu-ky", name(Role::CouncilSecretary));
    data.set("so-thanh-vien", pen.count(view.quorum.of));
    data.set("so-du-hop", pen.count(view.quorum.here));
    data.set("so-can-co", pen.count(view.quorum.of / 2 + 1));
    data.set("so-noi-dung", pen.count(items.len()));
    data.set("so-quyet-nghi", pen.count(decided));
}

fn members(pen: &Pen, view: &SittingView) -> Rows {
    let mut rows = Rows::default();
    for (place, seat) in view.seats.iter().enumerate() {
        let presence = match seat.presence {
            Presence::Present => "papers-presence-present",
            Presence::InWriting => "papers-presence-in-writing",
            Presence::Absent => "papers-presence-absent",
        };
        let role = pen.words.text(&format!("papers-role-{}", seat.role.word()));
        let (number, name) = ((place + 1).to_string(), seat.name.clone());
        let cells = [("tt", number), ("ten", name), ("vai-tro", role), ("du-hop", pen.words.text(presence))];
        rows.push(RowKind::Plain, cells);
    }
    rows
}

fn agenda(pen: &Pen, items: &[ItemView]) -> Rows {
    let mut rows = Rows::default();
    for item in items {
        let decided = item.line.item.decided.as_deref().and_then(|text| Number::parse(text).ok());
        let outcome = match item.line.item.outcome {
            Some(outcome) => format!("papers-outcome-{}", outcome.word()),
            None => "papers-outcome-none".to_owned(),
        };
        let counted = |count: usize| if item.revealed { count.to_string() } else { String::new() };
        let conclusion = item.line.item.conclusion.clone();
        rows.push(
            RowKind::Plain,
            [
                ("tt", item.line.item.position.to_string()),
                ("don-vi", item.line.unit.clone()),
                ("ma", item.line.item.criterion.clone()),
                ("ten", pen.either(&item.line.title, item.line.title_en.as_deref())),
                ("toi-da", pen.points(&item.maximum)),
                ("tu-cham", pen.maybe(item.own.as_ref())),
                ("tham-dinh", pen.maybe(item.appraised.as_ref())),
                ("hoi-dong", pen.maybe(decided.as_ref())),
                ("dong-y", counted(item.tally.yes)),
                ("khong-dong-y", counted(item.tally.no)),
                ("y-kien-khac", counted(item.tally.other)),
                ("ket-luan", pen.words.text(&outcome)),
                ("ly-do", if conclusion.is_empty() { item.reason.clone().unwrap_or_default() } else { conclusion }),
            ],
        );
    }
    rows
}

/// Who voted what, where votes may be read.
fn votes(pen: &Pen, items: &[ItemView]) -> Rows {
    let mut rows = Rows::default();
    let given = items.iter().flat_map(|item| item.votes.iter().map(move |vote| (item, vote)));
    for (place, (item, (name, choice))) in given.enumerate() {
        let said = pen.words.text(&format!("papers-vote-{}", choice.word()));
        let (unit, code) = (item.line.unit.clone(), item.line.item.criterion.clone());
        let number = (place + 1).to_string();
        let cells = [("tt", number), ("don-vi", unit), ("ma", code), ("thanh-vien", name.clone()), ("phieu", said)];
        rows.push(RowKind::Plain, cells);
    }
    rows
}

/// Who does not vote on which unit, each once.
fn recused(pen: &Pen, items: &[ItemView]) -> Rows {
    let mut found: Vec<(String, String, String)> = Vec::new();
    for item in items {
        for (name, tie) in &item.recused {
            let ground = match tie {
                Tie::Declared(ground) => ground.clone(),
                Tie::Role => pen.words.text("papers-tie-role"),
                Tie::Works => pen.words.text("papers-tie-works"),
            };
            let one = (item.line.unit.clone(), name.clone(), ground);
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    let mut rows = Rows::default();
    for (place, (unit, name, ground)) in found.into_iter().enumerate() {
        let number = (place + 1).to_string();
        rows.push(RowKind::Plain, [("tt", number), ("don-vi", unit), ("thanh-vien", name), ("ly-do", ground)]);
    }
    rows
}
