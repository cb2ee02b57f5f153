//! Messages to oneself.

use askama::Template;
use axum::body::Body;
use axum::http::Response;
use thuocdo_app::tasks::notices::{self, Notice};
use thuocdo_base::{Message, Timestamp};

use crate::door::Staff;
use crate::form::Posted;
use crate::frame::Frame;
use crate::urls::routes as at;

#[derive(Template)]
#[template(path = "rooms/tasks/notices.html")]
struct NoticesPage<'a> {
    f: Frame<'a>,
    notices: Vec<Notice>,
    unread: usize,
    staff: &'a Staff,
}

impl NoticesPage<'_> {
    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }

    fn moment(&self, at: &Timestamp) -> String {
        thuocdo_words::show::moment(*at)
    }
}

/// Shows them, the newest first.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    match notices::list(staff.app(), &staff.actor()).await {
        Ok(notices) => {
            let unread = notices.iter().filter(|notice| !notice.is_read).count();
            let f = Frame::new(&staff, "notices", staff.text().t("desk-nav-notices"));
            super::page(&staff, &NoticesPage { f, notices, unread, staff: &staff })
        }
        Err(error) => staff.fault(error),
    }
}

/// Marks one or all as read.
pub(super) async fn read(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    match notices::read(staff.app(), &staff.actor(), posted.filled("thong-bao")).await {
        Ok(()) => staff.redirect(at::NOTICES),
        Err(error) => staff.fault(error),
    }
}
