//! What stands out in a round.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};
use thuocdo_app::appraisal::consistency::{Consistency, Spot, consistency};

use crate::door::Staff;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "rooms/appraisal/consistency.html")]
struct ConsistencyPage<'a> {
    f: Frame<'a>,
    view: Consistency,
}

impl ConsistencyPage<'_> {
    fn base(&self) -> String {
        self.f.to(&super::list_path(&self.view.round.0))
    }

    fn item(&self, spot: &Spot) -> String {
        self.f.to(&super::item_path(&self.view.round.0, &spot.criterion, &spot.unit))
    }
}

/// Shows it.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    let view = match consistency(staff.app(), &staff.actor(), staff.lang, &round).await {
        Ok(view) => view,
        Err(error) => return staff.fault(error),
    };
    let f = Frame::new(&staff, "rounds", staff.text().t("appraisal-consistency"));
    super::page(&staff, StatusCode::OK, &ConsistencyPage { f, view })
}
