//! The rounds that somebody has to do with.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::setup::view::{self, RoundLine};
use thuocdo_assessment::RoundStage;
use thuocdo_words::show;

use super::{below, step_path};
use crate::door::Staff;
use crate::frame::Frame;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/setup/list.html")]
struct Page<'a> {
    f: Frame<'a>,
    rounds: Vec<Row>,
    new: Option<String>,
    restore: bool,
}

struct Row {
    title: String,
    href: Option<String>,
    code: String,
    period: String,
    stage: String,
    units: usize,
    due: String,
    links: Vec<(String, String)>,
}

/// Shows the list.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    let lines = match view::list(staff.app(), &staff.actor()).await {
        Ok(lines) => lines,
        Err(error) => return staff.fault(error),
    };
    let rounds = lines.into_iter().map(|line| row(&staff, line)).collect();
    let new = staff.me.administrator.then(|| staff.to(at::NEW_ROUND));
    let restore = staff.me.administrator || staff.me.auditor;
    let page = Page { f: Frame::new(&staff, "rounds", staff.text().t("setup-rounds")), rounds, new, restore };
    staff.page(StatusCode::OK, page.render().unwrap_or_default())
}

fn row(staff: &Staff, line: RoundLine) -> Row {
    let code = line.head.code;
    let opened = line.head.opened_at.is_some();
    let home = match (line.may_set_up, line.may_view && opened, line.own.as_slice()) {
        (true, _, _) => Some(step_path(&code, super::step::FIRST)),
        (false, true, _) => Some(below(&code, "")),
        (false, false, [(unit, _)]) => Some(below(&code, &format!("tu-danh-gia/{}", crate::urls::encode(unit)))),
        _ => None,
    };
    let own = line.own.iter().map(|(unit, name)| {
        (staff.to(&below(&code, &format!("tu-danh-gia/{}", crate::urls::encode(unit)))), name.clone())
    });
    let appraisal = line.may_appraise.then(|| {
        let path = crate::rooms::appraisal::list_path(&code);
        (staff.to(&path), staff.text().t("appraisal-nav"))
    });
    let published = line.head.stage == RoundStage::Published;
    let contests = published && (line.may_read_log || !line.own.is_empty());
    let over = published || line.head.stage == RoundStage::Cancelled;
    let later = [
        (line.may_appraise, at::QUESTIONS, "clarification-title"),
        (line.may_see_council, at::SITTINGS, "council-title"),
        (line.may_see_result, at::RESULT, "decision-title"),
        (line.may_see_result, at::APPROVAL, "decision-approval-title"),
        (contests, at::APPEALS, "appeals-title"),
        (line.may_see_remedies, at::REMEDIES, "remedies-title"),
        (line.may_see_surveys, at::SURVEYS, "survey-title"),
        (line.may_read_log, at::LOG, "audit-title"),
        (over && line.may_read_log, at::ARCHIVES, "archives-title"),
    ];
    let later = later.into_iter().filter(|(shown, ..)| *shown);
    let later = later.map(|(_, route, label)| {
        (staff.to(&route.replace("{ky}", &crate::urls::encode(&code))), staff.text().t(label))
    });
    let remedies = line.own.iter().filter(|_| published).map(|(unit, name)| {
        let label = staff.text().with("remedies-of").text("unit", name).to_string();
        (staff.to(&crate::urls::of_record(at::REMEDY, &code, unit)), label)
    });
    let remedies: Vec<(String, String)> = remedies.collect();
    Row {
        title: line.head.title,
        href: home.map(|path| staff.to(path.trim_end_matches('/'))),
        period: line.head.period,
        stage: match line.restored {
            true => staff.text().t("archives-read-only"),
            false => staff.text().word("round-stage-", line.head.stage.word().replace('_', "-").as_str()),
        },
        units: line.units,
        due: line.due_at.map(show::moment).unwrap_or_default(),
        links: own.chain(appraisal).chain(later).chain(remedies).collect(),
        code,
    }
}
