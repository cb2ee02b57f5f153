//! The dashboard of a round: who is behind.

use std::fmt::Write as _;

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use thuocdo_app::progress::{self, Asked, Dashboard, Show, UnitLine, export};
use thuocdo_base::Timestamp;

use crate::door::Staff;
use crate::form::{Choice, Form};
use crate::frame::Frame;
use crate::urls::encode;

/// Width and height of the chart of submissions, in its own units.
const CHART: (usize, usize) = (600, 120);

#[derive(Template)]
#[template(path = "rooms/progress/dashboard.html")]
struct DashboardPage<'a> {
    f: Frame<'a>,
    d: Dashboard,
    form: Form,
    groups: Vec<Choice>,
    asked: Asked,
    query: String,
}

/// One pick of the filter.
struct Pick {
    show: Show,
    count: usize,
    href: String,
    is_here: bool,
}

impl DashboardPage<'_> {
    fn base(&self) -> String {
        self.f.to(&super::path(&self.d.round))
    }

    fn count(&self, show: Show) -> usize {
        self.d.counts.iter().find(|(own, _)| *own == show).map_or(0, |(_, count)| *count)
    }

    /// Units that have begun but not handed in, and those that have not begun.
    fn bar(&self) -> Vec<(&'static str, &'static str, usize, usize)> {
        let (done, doing) = (self.count(Show::Submitted), self.count(Show::Doing));
        let rest = self.d.total.saturating_sub(done + doing);
        vec![("done", "submitted", 0, done), ("part", "doing", done, doing), ("todo", "untouched", done + doing, rest)]
    }

    fn picks(&self) -> Vec<Pick> {
        let others: Vec<String> = [("nhom", &self.asked.group), ("tim", &self.asked.text)]
            .into_iter()
            .filter_map(|(name, value)| Some(format!("&{name}={}", encode(value.as_deref()?))))
            .collect();
        let pick = |(show, count): &(Show, usize)| Pick {
            show: *show,
            count: *count,
            href: format!("{}?xem={}{}", self.base(), show.word(), others.concat()),
            is_here: *show == self.asked.show,
        };
        self.d.counts.iter().map(pick).collect()
    }

    /// Points of the line of submissions.
    fn points(&self) -> String {
        let (last, total) = (self.d.by_day.len().saturating_sub(1).max(1), self.d.total.max(1));
        let mut points = String::new();
        for (day, (_, count)) in self.d.by_day.iter().enumerate() {
            let (x, y) = (day * CHART.0 / last, CHART.1 - count * CHART.1 / total);
            let _ = write!(points, "{}{x},{y}", if day == 0 { "" } else { " " });
        }
        points
    }

    fn handed_in(&self) -> usize {
        self.d.by_day.last().map_or(0, |(_, count)| *count)
    }

    fn day(&self, iso: &str) -> String {
        thuocdo_words::show::date(self.f.lang, iso)
    }

    fn moment(&self, at: &Timestamp) -> String {
        thuocdo_words::show::moment(*at)
    }

    fn is_open(&self) -> bool {
        self.d.stage == thuocdo_assessment::RoundStage::SelfAssessment
    }

    fn days_left(&self) -> usize {
        self.d.days_left.and_then(|days| usize::try_from(days).ok()).unwrap_or_default()
    }

    fn to_record(&self, line: &UnitLine) -> String {
        format!("{}/tu-danh-gia/{}", self.base(), encode(&line.code))
    }

    /// State by which icons know where a unit stands.
    fn state(&self, line: &UnitLine) -> &'static str {
        match line.standing.word() {
            "submitted" => "done",
            "doing" => "part",
            "with_head" | "returned" => "explain",
            "missed" => "locked",
            _ => "todo",
        }
    }
}

fn asked(staff: &Staff) -> (Asked, Vec<(String, String)>) {
    let query = staff.path.split_once('?').map_or("", |(_, query)| query);
    let pairs = crate::form::pairs(query.as_bytes());
    let value = |name: &str| {
        let found = pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.trim().to_owned());
        found.filter(|value| !value.is_empty())
    };
    let show = value("xem").and_then(|word| Show::of(&word)).unwrap_or_default();
    (Asked { show, group: value("nhom"), text: value("tim") }, pairs)
}

/// Shows the dashboard.
pub(super) async fn show(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    let (asked, pairs) = asked(&staff);
    let d = match progress::dashboard(staff.app(), &staff.actor(), &round, &asked).await {
        Ok(dashboard) => dashboard,
        Err(error) => return staff.fault(error),
    };
    let query = staff.path.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
    let groups = d.groups.iter().map(|(code, name)| Choice::new(code, name)).collect();
    let f = Frame::new(&staff, "rounds", d.title.clone());
    let shown = DashboardPage { f, d, form: Form::of(pairs), groups, asked, query };
    super::page(&staff, StatusCode::OK, &shown)
}

/// Gives the units of the dashboard as CSV.
pub(super) async fn csv(staff: Staff, Path(round): Path<String>) -> Response<Body> {
    let (asked, _) = asked(&staff);
    match export::csv(staff.app(), &staff.actor(), &round, &asked, staff.lang).await {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"tien-do.csv\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => staff.fault(error),
    }
}
