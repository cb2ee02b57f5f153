//! The page of one body: its facts, what happened to it, the rounds it stands in.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::ActionError;
use thuocdo_app::bodies::look::{self, BodyView, ChangeView};

use crate::door::Staff;
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

#[derive(Template)]
#[template(path = "rooms/bodies/view.html")]
struct ViewPage<'a> {
    f: Frame<'a>,
    body: BodyView,
}

impl ViewPage<'_> {
    fn path(&self, code: &str) -> String {
        self.f.to(&super::body_path(code))
    }

    fn to_change(&self, kind: &str) -> String {
        format!("{}/bien-dong/{kind}", self.path(&self.body.unit.code))
    }

    fn to_round(&self, round: &str) -> String {
        self.f.to(&format!("{}/{}", at::ROUNDS, encode(round)))
    }

    fn day(&self, iso: &str) -> String {
        thuocdo_words::show::date(self.f.lang, iso)
    }

    /// What the body was, where the change says so in words of ours.
    fn was(&self, change: &ChangeView) -> String {
        match (change.change.kind.as_str(), change.change.note.split_once(' ')) {
            ("change", Some((system, tier))) => {
                let system = self.f.t.word("bodies-system-", system);
                format!("{system}, {}", self.f.t.word("bodies-tier-", tier))
            }
            _ => change.change.note.clone(),
        }
    }
}

/// Shows it.
pub(super) async fn show(staff: Staff, Path(code): Path<String>) -> Response<Body> {
    match look::view(staff.app(), &staff.actor(), &code).await {
        Ok(Some(body)) => {
            let shown = ViewPage { f: Frame::new(&staff, "bodies", body.unit.name.clone()), body };
            super::page(&staff, StatusCode::OK, &shown)
        }
        Ok(None) => staff.fault(ActionError::NotAllowed),
        Err(error) => staff.fault(error),
    }
}
