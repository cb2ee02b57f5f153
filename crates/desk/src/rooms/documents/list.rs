//! What one may make in a round.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::documents::{self, Listed, WHOLE_ROUND};

use super::{page, path};
use crate::door::Staff;
use crate::frame::Frame;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/documents/list.html")]
struct Page<'a> {
    f: Frame<'a>,
    round: String,
    title: String,
    documents: Vec<Listed>,
}

impl Page<'_> {
    fn to(&self, listed: &Listed, about: &str) -> String {
        self.f.to(&path(at::DOCUMENT, &self.round, listed.kind.word(), about))
    }

    fn is_whole(&self, about: &str) -> bool {
        about == WHOLE_ROUND
    }

    fn whole(&self, listed: &Listed) -> Option<String> {
        listed.about.iter().find(|(about, _)| self.is_whole(about)).map(|(about, _)| self.to(listed, about))
    }
}

/// Shows the list.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    match documents::list(staff.app(), &staff.actor(), &round, staff.lang).await {
        Ok((title, documents)) => {
            let f = Frame::new(&staff, "rounds", staff.text().t("documents-title"));
            page(&staff, StatusCode::OK, &Page { f, round, title, documents })
        }
        Err(error) => staff.fault(error),
    }
}
