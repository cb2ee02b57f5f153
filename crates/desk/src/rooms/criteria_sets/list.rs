//! Versions and drafts: found without accents, narrowed by where they stand.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use thuocdo_app::criteria_sets;
use thuocdo_app::criteria_sets::list::{Filter, Kind, Line};
use thuocdo_words::show;

use super::{asked, asked_for, draft_path, page, version_path};
use crate::door::Staff;
use crate::form::{Choice, Form};
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rooms/criteria_sets/list.html")]
struct ListPage<'a> {
    f: Frame<'a>,
    form: Form,
    kinds: Vec<Choice>,
    lines: Vec<Row>,
    total: usize,
    narrowed: bool,
    may_change: bool,
}

struct Row {
    line: Line,
    href: String,
    scale: String,
    at: String,
    by: String,
}

/// Shows the list.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    let pairs = asked(&staff);
    let text = asked_for(&pairs, "tim").unwrap_or_default().to_owned();
    let kind = asked_for(&pairs, "loai").and_then(Kind::of);
    let narrowed = !text.is_empty() || kind.is_some();
    let list = match criteria_sets::list(staff.app(), &staff.actor(), &Filter { text, kind }).await {
        Ok(list) => list,
        Err(error) => return staff.fault(error),
    };
    let t = staff.text();
    let shown = ListPage {
        f: Frame::new(&staff, "sets", t.t("sets-title")),
        form: Form::of(pairs),
        kinds: Kind::ALL.map(|kind| Choice::new(kind.word(), t.word("sets-standing-", kind.word()))).to_vec(),
        lines: list.lines.into_iter().map(|line| row(&staff, line)).collect(),
        total: list.total,
        narrowed,
        may_change: list.may_change,
    };
    page(&staff, StatusCode::OK, &shown)
}

fn row(staff: &Staff, line: Line) -> Row {
    let path = match line.kind {
        Kind::Draft => draft_path(&line.draft),
        Kind::Issued | Kind::Shipped => version_path(&line.code, &line.version),
    };
    Row {
        href: staff.to(&path),
        scale: line.scale.as_ref().map(|scale| show::short(staff.lang, scale, 2)).unwrap_or_default(),
        at: line.at.as_ref().map(|(at, _)| show::moment(*at)).unwrap_or_default(),
        by: line.at.as_ref().map(|(_, by)| by.clone()).unwrap_or_default(),
        line,
    }
}
