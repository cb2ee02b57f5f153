//! A record that is ready for signature: every criterion answered, past the actions because there are many.

use thuocdo_app::answers::{self, Place, Value};
use thuocdo_app::evidence::{self, Typed};
use thuocdo_app::{App, setup};
use thuocdo_assessment::Figures;
use thuocdo_base::{Actor, Number};
use thuocdo_criteria::rule::{AnswerKind, Variable};
use thuocdo_criteria::set::{Criterion, Source};
use thuocdo_store::FieldRow;

use crate::live::Live;

/// Answers every criterion of the first unit of a live round: the first with an item of evidence, the others with
/// an explanation instead. Gives the codes of the unit's own criteria.
///
/// # Panics
/// If the store or an action refuses.
pub async fn fill(app: &App, live: &Live) -> Vec<String> {
    fill_unit(app, live, 0, &live.clerk).await
}

/// Answers every criterion of a unit of a live round, as [`fill`] does for the first.
///
/// # Panics
/// If the store or an action refuses.
pub async fn fill_unit(app: &App, live: &Live, place: usize, clerk: &str) -> Vec<String> {
    let (round, unit) = (live.round, live.units[place]);
    let codes = answer(app, (round, unit, clerk), &[]).await;
    cite(app, (round, unit, clerk), &codes[0]).await;
    overrule(app, (round, unit, clerk)).await;
    codes
}

/// Answers every criterion of a unit of any round with an explanation instead of evidence; `but` gives other values
/// to variables: criterion, variable, value.
///
/// # Panics
/// If the store refuses.
pub async fn fill_record(app: &App, of: (&str, &str, &str), but: &[(&str, &str, &str)]) {
    answer(app, of, but).await;
    overrule(app, of).await;
}

async fn answer(app: &App, (round, unit, clerk): (&str, &str, &str), but: &[(&str, &str, &str)]) -> Vec<String> {
    let frozen = setup::frozen(app, &mut app.store.look().await.expect("a link"), round).await.expect("a round");
    let row = frozen.unit(unit).expect("a unit");
    let own = frozen.criteria_of(row).filter(|(_, criterion)| criterion.source == Source::OwnReport);
    let mut answers: Vec<(String, Figures)> =
        own.map(|(node, criterion)| (node.code.clone(), full(criterion))).collect();
    for (code, figures) in &mut answers {
        for (_, name, value) in but.iter().filter(|(of, ..)| of == code) {
            let given = figures.values.iter_mut().filter(|(known, _)| known == name);
            given.for_each(|(_, known)| (*value).clone_into(known));
        }
    }
    let codes: Vec<String> = answers.iter().map(|(code, _)| code.clone()).collect();
    let (round, unit, account) = (round.to_owned(), unit.to_owned(), clerk.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            for (code, figures) in answers {
                let no_evidence = Value::NoEvidence("Tài liệu lưu bản giấy tại Văn phòng".to_owned());
                for value in [Value::Figures(figures), no_evidence] {
                    let (criterion, name) = (code.clone(), value.field().word().to_owned());
                    let (value, account, at) = (value.to_json(), account.clone(), work.now());
                    let field = FieldRow { criterion, name, version: 1, value, account, at };
                    work.save_field(&round, &unit, &field).await?;
                }
            }
            Ok(())
        })
    })
    .await
    .expect("answers");
    codes
}

/// What gives points, whatever the rule: the first option, yes, or four of four.
fn full(criterion: &Criterion) -> Figures {
    let value = |kind: &AnswerKind| match kind {
        AnswerKind::Option(codes) => codes.first().cloned().unwrap_or_default(),
        AnswerKind::YesNo => "1".to_owned(),
        AnswerKind::Number | AnswerKind::Whole | AnswerKind::Rows => "4".to_owned(),
    };
    let name = |variable: &Variable| match variable.kind {
        AnswerKind::Rows => format!("{}[1]", variable.name),
        _ => variable.name.clone(),
    };
    let values = criterion.variables.iter().map(|variable| (name(variable), value(&variable.kind)));
    Figures { values: values.collect(), points: None, reason: None }
}

/// Where the rule takes none of these figures the unit gives itself points, with a reason.
async fn overrule(app: &App, (round, unit, account): (&str, &str, &str)) {
    let account = account.to_owned();
    let mut link = app.store.look().await.expect("a link");
    let frozen = setup::frozen(app, &mut link, round).await.expect("a round");
    let loaded = answers::Loaded::of(&mut link, &frozen, unit).await.expect("a record");
    let tally = loaded.tally(&frozen);
    let row = frozen.unit(unit).expect("a unit");
    let (set, class) = (frozen.set_of(row), frozen.class_of(row));
    let mut blocked: Vec<(String, Figures)> = tally
        .blocking()
        .map(|(line, _)| {
            let fits = set.node(line.node).max_for(class) >= &Number::from(1);
            let points = Some(if fits { "1" } else { "0" }.to_owned());
            let reason = Some("Theo biên bản kiểm tra".to_owned());
            (line.code.clone(), Figures { points, reason, ..loaded.answered(&line.code).figures })
        })
        .collect();
    // A criterion may lack more than one thing.
    blocked.dedup_by(|one, other| one.0 == other.0);
    let (round, unit) = (round.to_owned(), unit.to_owned());
    app.write(move |work| {
        Box::pin(async move {
            for (criterion, figures) in blocked {
                let value = Value::Figures(figures);
                let (name, value) = (value.field().word().to_owned(), value.to_json());
                let (account, at) = (account.clone(), work.now());
                let field = FieldRow { criterion, name, version: 2, value, account, at };
                work.save_field(&round, &unit, &field).await?;
            }
            Ok(())
        })
    })
    .await
    .expect("points");
}

async fn cite(app: &App, (round, unit, account): (&str, &str, &str), criterion: &str) {
    let typed = Typed {
        number: "58/QĐ-UBND".to_owned(),
        date: "12/01/2026".to_owned(),
        issuer: "UBND xã Mẫu 1".to_owned(),
        summary: "Kiện toàn Ban Chỉ đạo chuyển đổi số".to_owned(),
        ..Typed::default()
    };
    let place = Place { round: round.to_owned(), unit: unit.to_owned(), criterion: criterion.to_owned() };
    let clerk = Actor::Person(account.to_owned());
    evidence::add(app, &clerk, Some(&place), "", &typed).await.expect("evidence");
}
