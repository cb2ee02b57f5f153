//! The list of bodies: found without accents, narrowed, in pages; given out as a file.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use thuocdo_app::bodies::export::export;
use thuocdo_app::bodies::look::{self, BodyList};
use thuocdo_app::bodies::{OrgSystem, Tier, UnitFilter, provinces};
use thuocdo_app::sheet::Form as FileForm;
use thuocdo_base::Message;

use crate::door::Staff;
use crate::form::{Choice, Form, Posted};
use crate::frame::Frame;
use crate::urls::{encode, routes as at};

#[derive(Template)]
#[template(path = "rooms/bodies/list.html")]
struct ListPage<'a> {
    f: Frame<'a>,
    list: BodyList,
    form: Form,
    systems: Vec<Choice>,
    tiers: Vec<Choice>,
    provinces: Vec<Choice>,
    pages: Vec<(usize, String)>,
    query: String,
    may_change: bool,
}

impl ListPage<'_> {
    fn body(&self, code: &str) -> String {
        self.f.to(&super::body_path(code))
    }

    fn is_narrowed(&self) -> bool {
        !self.query.is_empty()
    }
}

/// Pairs of the query.
fn asked(staff: &Staff) -> Vec<(String, String)> {
    let query = staff.path.split_once('?').map_or("", |(_, query)| query);
    crate::form::pairs(query.as_bytes())
}

fn filter(staff: &Staff, pairs: &[(String, String)]) -> UnitFilter {
    let value = |name: &str| {
        let found = pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.trim().to_owned());
        found.filter(|value| !value.is_empty())
    };
    UnitFilter {
        text: value("tim"),
        system: value("he-thong").and_then(|word| OrgSystem::of(&word)),
        tier: value("cap").and_then(|word| Tier::of(&word)),
        place: value("tinh"),
        on: value("da-cham-dut").is_none().then(|| staff.app().clock.now().local_date()),
    }
}

/// Shows one page of the list.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    let pairs = asked(&staff);
    let number = pairs.iter().find(|(name, _)| name == "trang").and_then(|(_, value)| value.parse().ok());
    let filter = filter(&staff, &pairs);
    let list = match look::list(staff.app(), &staff.actor(), &filter, number.unwrap_or(1)).await {
        Ok(list) => list,
        Err(error) => return staff.fault(error),
    };
    let kept = pairs.into_iter().filter(|(name, value)| name != "trang" && !value.trim().is_empty());
    let kept: Vec<(String, String)> = kept.collect();
    let query: Vec<String> = kept.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let query = query.join("&");
    let to = |page: usize| {
        staff.to(&format!("{}?{query}{}trang={page}", at::BODIES, if query.is_empty() { "" } else { "&" }))
    };
    let pages = shown_pages(list.page, list.pages).map(|page| (page, to(page))).collect();
    let provinces = list.provinces.iter().map(|place| Choice::new(&place.code, &place.name)).collect();
    let shown = ListPage {
        f: Frame::new(&staff, "bodies", staff.text().t("bodies-title")),
        list,
        form: Form::of(kept),
        systems: super::systems(&staff),
        tiers: super::tiers(&staff),
        provinces,
        pages,
        query,
        may_change: staff.me.administrator,
    };
    super::page(&staff, StatusCode::OK, &shown)
}

/// Numbers of pages that are linked: the first, the last and those around here.
fn shown_pages(here: usize, last: usize) -> impl Iterator<Item = usize> {
    (1..=last).filter(move |page| *page == 1 || *page == last || page.abs_diff(here) <= 2)
}

/// Gives the bodies of the list as CSV.
pub(super) async fn csv(staff: Staff) -> Response<Body> {
    file(&staff, FileForm::Csv).await
}

/// Gives the bodies of the list as a workbook.
pub(super) async fn xlsx(staff: Staff) -> Response<Body> {
    file(&staff, FileForm::Xlsx).await
}

async fn file(staff: &Staff, form: FileForm) -> Response<Body> {
    let (kind, ending) = match form {
        FileForm::Csv => ("text/csv; charset=utf-8", "csv"),
        FileForm::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    };
    let filter = filter(staff, &asked(staff));
    match export(staff.app(), &staff.actor(), &filter, form, staff.lang).await {
        Ok(bytes) => {
            let name = format!("attachment; filename=\"co-quan.{ending}\"");
            let headers = [
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CONTENT_DISPOSITION, name),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => staff.fault(error),
    }
}

/// Adds the shipped list of provinces.
pub(super) async fn add_provinces(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let committee = posted.ticked("uy-ban").then(|| staff.text().t("bodies-committee"));
    match provinces::add(staff.app(), &staff.actor(), committee).await {
        Ok(added) => {
            let said = Message::new("bodies-provinces-added").count("places", added.places).count("units", added.units);
            staff.redirect_saying(at::BODIES, &said)
        }
        Err(error) => staff.fault(error),
    }
}
