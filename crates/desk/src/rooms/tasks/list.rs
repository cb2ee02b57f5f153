//! Tasks by due date, one link each.

use askama::Template;
use axum::body::Body;
use axum::http::Response;
use thuocdo_app::tasks::{self, Kind, Task, Tasks};
use thuocdo_base::{Message, Timestamp};

use crate::door::Staff;
use crate::frame::Frame;
use crate::urls::encode;

#[derive(Template)]
#[template(path = "rooms/tasks/list.html")]
struct ListPage<'a> {
    f: Frame<'a>,
    tasks: Tasks,
    staff: &'a Staff,
    now: Timestamp,
}

impl ListPage<'_> {
    fn path(&self, task: &Task) -> String {
        self.f.to(&path(task))
    }

    fn sentence(&self, task: &Task) -> String {
        let unit = task.unit.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
        let message = Message::new(&format!("tasks-kind-{}", task.kind.word())).text("unit", unit);
        self.staff.say(&message.count("count", task.count))
    }

    fn moment(&self, at: &Timestamp) -> String {
        thuocdo_words::show::moment(*at)
    }

    /// Whole days until then; the day itself is 0.
    fn days(&self, at: &Timestamp) -> usize {
        usize::try_from((at.micros() - self.now.micros()) / 86_400_000_000).unwrap_or_default()
    }
}

/// The page where a task is done.
fn path(task: &Task) -> String {
    let round = encode(&task.round);
    let of_unit = |page: &str| {
        let unit = task.unit.as_ref().map(|(code, _)| encode(code)).unwrap_or_default();
        format!("/ky/{round}/{page}/{unit}")
    };
    match task.kind {
        Kind::Sign => of_unit("ky-duyet"),
        Kind::Mend | Kind::Fill | Kind::Assigned => of_unit("tu-danh-gia"),
        Kind::Paper => of_unit("bien-nhan"),
        Kind::Clarify => of_unit("giai-trinh"),
        Kind::SetUp => format!("/ky/{round}/thiet-lap/{FIRST_STEP}"),
        Kind::Appraise => format!("/ky/{round}/tham-dinh"),
        Kind::Follow => format!("/ky/{round}"),
        Kind::Advance => format!("/ky/{round}/chuyen-giai-doan"),
        Kind::Convene | Kind::Settle | Kind::Vote => match &task.sitting {
            Some(sitting) => format!("/ky/{round}/hoi-dong/{}", encode(sitting)),
            None => format!("/ky/{round}/hoi-dong"),
        },
        Kind::Propose | Kind::Approve | Kind::Issue => format!("/ky/{round}/phe-duyet"),
        Kind::AnswerAppeals => format!("/ky/{round}/kien-nghi"),
        Kind::CorrectAppealed => format!("/ky/{round}/ket-qua"),
        Kind::AskRemedies | Kind::FollowRemedies => format!("/ky/{round}/khac-phuc"),
        Kind::WriteRemedy | Kind::SignRemedy | Kind::MarkRemedy => of_unit("khac-phuc"),
    }
}

/// The step of the set-up that says what is still missing.
const FIRST_STEP: &str = "mo";

/// Shows them.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    match tasks::tasks(staff.app(), &staff.actor()).await {
        Ok(tasks) => {
            let f = Frame::new(&staff, "tasks", staff.text().t("tasks-title"));
            let now = staff.app().clock.now();
            super::page(&staff, &ListPage { f, tasks, staff: &staff, now })
        }
        Err(error) => staff.fault(error),
    }
}
