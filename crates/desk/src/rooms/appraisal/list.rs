//! My criteria with how far each is.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::appraisal::list::{CriterionLine, List, Tally, UnitLine, list};

use crate::door::Staff;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rooms/appraisal/list.html")]
struct ListPage<'a> {
    f: Frame<'a>,
    list: List,
}

impl ListPage<'_> {
    fn base(&self) -> String {
        self.f.to(&super::list_path(&self.list.round))
    }

    /// Where papers of a survey are typed.
    fn paper(&self, id: &str) -> String {
        let path = crate::urls::routes::PAPER.replace("{ky}", &crate::urls::encode(&self.list.round));
        self.f.to(&path.replace("{id}", &crate::urls::encode(id)))
    }

    fn href(&self, line: &CriterionLine) -> String {
        let path = self.f.to(&super::path(&self.list.round, &line.code));
        if self.has_groups() { format!("{path}?nhom={}", crate::urls::encode(&line.group.0)) } else { path }
    }

    fn unit_href(&self, line: &UnitLine) -> String {
        self.f.to(&super::unit_path(&self.list.round, &line.code))
    }

    fn has_groups(&self) -> bool {
        self.list.criteria.first().is_some_and(|first| self.list.criteria.iter().any(|line| line.group != first.group))
    }

    fn all(&self) -> Tally {
        self.list.criteria.iter().fold(Tally::default(), |sum, line| Tally {
            all: sum.all + line.tally.all,
            said: sum.said + line.tally.said,
            differing: sum.differing + line.tally.differing,
            unreasoned: sum.unreasoned + line.tally.unreasoned,
            asked: sum.asked + line.tally.asked,
        })
    }

    /// State by which icons know how far a criterion is.
    fn state(&self, line: &CriterionLine) -> &'static str {
        match line.tally {
            _ if line.is_done => "done",
            Tally { said: 0, .. } => "todo",
            Tally { unreasoned, .. } if unreasoned > 0 => "lacking",
            _ => "part",
        }
    }

    fn state_name(&self, line: &CriterionLine) -> String {
        let all_said = line.tally.said == line.tally.all;
        self.f.t.t(match self.state(line) {
            "done" => "appraisal-state-done",
            "todo" => "appraisal-state-todo",
            "lacking" => "appraisal-state-lacking",
            _ if all_said => "appraisal-state-ready",
            _ => "appraisal-state-part",
        })
    }
}

/// Shows what somebody appraises.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    let list = match list(staff.app(), &staff.actor(), staff.lang, &round).await {
        Ok(list) => list,
        Err(error) => return staff.fault(error),
    };
    let id = if list.sees_all { "appraisal-list-all" } else { "appraisal-list-mine" };
    let f = Frame::new(&staff, "rounds", staff.text().t(id));
    super::page(&staff, StatusCode::OK, &ListPage { f, list })
}
