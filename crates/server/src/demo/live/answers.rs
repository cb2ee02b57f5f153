//! Answers and documents of a unit, as somebody there would enter them.

use thuocdo_app::answers::save::{Entry, Put, save_all};
use thuocdo_app::answers::value::Value;
use thuocdo_app::evidence::citation::Typed;
use thuocdo_app::evidence::cite;
use thuocdo_app::{ActionError, App, submission};
use thuocdo_assessment::Figures;
use thuocdo_assessment::role::Role;
use thuocdo_assessment::settings::Local;
use thuocdo_base::{Actor, Number};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::rule::AnswerKind;
use thuocdo_criteria::set::Source;
use thuocdo_folder::case::Use;
use thuocdo_scoring::{Answer, Subject};

/// Documents of a unit, each for a part of its criteria: number, day and month, abstract.
const DOCUMENTS: [(&str, &str, &str); 4] = [
    ("12/KH-UBND", "15/01", "Kế hoạch chuyển đổi số năm (minh họa)"),
    ("45/QĐ-UBND", "20/02", "Quyết định kiện toàn Ban Chỉ đạo chuyển đổi số (minh họa)"),
    ("87/BC-UBND", "30/06", "Báo cáo kết quả chuyển đổi số sáu tháng đầu năm (minh họa)"),
    ("131/BC-UBND", "31/10", "Báo cáo số liệu phục vụ đánh giá chuyển đổi số (minh họa)"),
];

/// Answers the first part of a unit's criteria as the folder does; gives the codes that need evidence.
pub(super) async fn fill<'a>(
    app: &App,
    round: &str,
    used: &'a Use,
    (unit, from): (&str, &str),
    writer: &Actor,
    percent: usize,
) -> Result<Vec<String>, ActionError> {
    let mut entries = Vec::new();
    let Some((_, cohort)) = used.layers.first() else { return Ok(Vec::new()) };
    let Some(subject) = cohort.subjects.iter().find(|subject| subject.unit == from) else { return Ok(Vec::new()) };
    let own = used.set.criteria().filter(|(_, criterion)| criterion.source == Source::OwnReport);
    let own: Vec<_> = own.filter(|(node, _)| used.set.applies(node.id, subject.class)).collect();
    for (node, _) in own.iter().take(own.len() * percent / 100) {
        // The folder leaves some answers out on purpose; here a neighbour's stands in, so that the record is whole.
        let known = |subject: &'a Subject| subject.answers.get(node.id.index())?.as_ref().filter(|answer| says(answer));
        let any = |subject: &'a Subject| {
            let answer = subject.answers.get(node.id.index())?.as_ref();
            answer.filter(|answer| !answer.rows.is_empty() || answer.values.iter().any(Option::is_some))
        };
        let neighbours = || cohort.subjects.iter();
        let whole = known(subject).or_else(|| neighbours().find_map(known));
        let Some(answer) = whole.or_else(|| any(subject)).or_else(|| neighbours().find_map(any)) else { continue };
        let figures = Figures { values: typed(&used.set, &node.code, answer), ..Figures::default() };
        entries.push(Entry { criterion: node.code.clone(), base: 0, value: Value::Figures(figures) });
    }
    let codes: Vec<String> = entries.iter().map(|entry| entry.criterion.clone()).collect();
    let puts = save_all(app, writer, round, unit, entries).await?;
    let stands = |(code, put)| matches!(put, Put::Stands { .. }).then_some(code);
    Ok(codes.into_iter().zip(puts).filter_map(stands).collect())
}

/// Whether an answer has all its values.
fn says(answer: &Answer) -> bool {
    let is_given = |(at, value): (usize, &Option<Number>)| {
        value.is_some() || answer.rows.keys().any(|(variable, _)| usize::from(*variable) == at)
    };
    !answer.values.is_empty() && answer.values.iter().enumerate().all(is_given)
}

/// Cites documents for these criteria, a part of them each.
pub(super) async fn document(
    app: &App,
    round: &str,
    writer: &Actor,
    (id, unit): (&str, &str),
    criteria: &[String],
) -> Result<(), ActionError> {
    let year = Local::of(app.clock.now()).date.chars().take(4).collect::<String>();
    let part = criteria.len().div_ceil(DOCUMENTS.len()).max(1);
    for ((number, day, summary), served) in DOCUMENTS.into_iter().zip(criteria.chunks(part)) {
        let document = Typed {
            number: number.to_owned(),
            date: format!("{day}/{year}"),
            issuer: "Đơn vị giả định".to_owned(),
            summary: summary.to_owned(),
            ..Typed::default()
        };
        let item = cite::add(app, writer, None, id, &document).await?;
        cite::attach_all(app, writer, &item, (round, unit), served.to_vec()).await?;
    }
    Ok(())
}

/// The head of a unit signs.
pub(super) async fn sign(app: &App, round: &str, unit: &str) -> Result<(), ActionError> {
    let mut link = app.store.look().await?;
    let grants = link.grants_in(round).await?;
    let head = grants.iter().find(|row| row.grant.role == Role::UnitHead && row.grant.unit.as_deref() == Some(unit));
    let record = link.find_record(round, unit).await?;
    drop(link);
    let (Some(head), Some(record)) = (head, record) else { return Ok(()) };
    let head = Actor::Person(head.account.clone());
    submission::submit(app, &head, round, unit, record.version, "demo").await.map(|_| ())
}

/// Values as somebody would type them.
pub(super) fn typed(set: &CriteriaSet, code: &str, answer: &Answer) -> Vec<(String, String)> {
    let Some(criterion) = set.find(code).and_then(|node| node.criterion()) else { return Vec::new() };
    let text = |kind: &AnswerKind, value: &Number| match kind {
        AnswerKind::Option(codes) => {
            let at = value.to_i64().and_then(|at| usize::try_from(at).ok());
            at.and_then(|at| codes.get(at)).cloned().unwrap_or_default()
        }
        _ => value.to_exact().replace('.', ","),
    };
    let values = criterion.variables.iter().zip(&answer.values);
    let single =
        values.filter_map(|(variable, value)| Some((variable.name.clone(), text(&variable.kind, value.as_ref()?))));
    let row = |((variable, row), value): (&(u16, u32), &Number)| {
        let variable = criterion.variables.get(usize::from(*variable))?;
        Some((format!("{}[{row}]", variable.name), text(&variable.kind, value)))
    };
    single.chain(answer.rows.iter().filter_map(row)).collect()
}
