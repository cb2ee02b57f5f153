//! The list of people: found without accents, narrowed, in pages; given out as a file.

use askama::Template;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use thuocdo_app::accounts::lists;
use thuocdo_app::accounts::people::{self, Only, People};
use thuocdo_app::sheet::Form as FileForm;
use thuocdo_words::show;

use crate::door::Staff;
use crate::form::Form;
use crate::frame::Frame;
use crate::rooms::account::{asked, written};
use crate::urls::{encode, routes as at};

#[derive(Template)]
#[template(path = "rooms/people/list.html")]
struct ListPage<'a> {
    f: Frame<'a>,
    list: People,
    form: Form,
    picks: Vec<(Only, String)>,
    here: Only,
    pages: Vec<(usize, String)>,
    query: String,
    may_change: bool,
}

impl ListPage<'_> {
    fn person(&self, id: &str) -> String {
        self.f.to(&super::person_path(id))
    }

    fn seen(&self, person: &people::Person) -> String {
        person.seen_at.map_or_else(|| self.f.t.t("people-never"), show::moment)
    }
}

/// What is asked for: a search, and which people.
fn filter(staff: &Staff) -> (String, Only) {
    (asked(staff, "tim"), Only::of(&asked(staff, "loc")).unwrap_or_default())
}

fn query(search: &str, only: Only) -> String {
    format!("loc={}&tim={}", only.word(), encode(search))
}

/// Shows one page of the list.
pub(super) async fn show(staff: Staff) -> Response<Body> {
    let (search, only) = filter(&staff);
    let page = asked(&staff, "trang").parse().unwrap_or(1);
    let list = match people::list(staff.app(), &staff.actor(), &search, only, page).await {
        Ok(list) => list,
        Err(error) => return staff.fault(error),
    };
    let to = |query: String| staff.to(&format!("{}?{query}", at::PEOPLE));
    let pages = (1..=list.pages).filter(|page| *page == 1 || *page == list.pages || page.abs_diff(list.page) <= 2);
    let pages = pages.map(|page| (page, to(format!("{}&trang={page}", query(&search, only))))).collect();
    let shown = ListPage {
        f: Frame::new(&staff, "people", staff.text().t("people-title")),
        form: Form::of([("tim", search.as_str()), ("loc", only.word())]),
        picks: Only::ALL.map(|one| (one, to(query(&search, one)))).to_vec(),
        here: only,
        pages,
        query: query(&search, only),
        may_change: staff.me.administrator,
        list,
    };
    written(&staff, StatusCode::OK, &shown)
}

/// The list as text with commas.
pub(super) async fn csv(staff: Staff) -> Response<Body> {
    file(&staff, FileForm::Csv, "text/csv; charset=utf-8", "nguoi-dung.csv").await
}

/// The list as a workbook.
pub(super) async fn xlsx(staff: Staff) -> Response<Body> {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    file(&staff, FileForm::Xlsx, kind, "nguoi-dung.xlsx").await
}

async fn file(staff: &Staff, form: FileForm, kind: &'static str, name: &str) -> Response<Body> {
    let (search, only) = filter(staff);
    match lists::export(staff.app(), &staff.actor(), &search, only, form, staff.lang).await {
        Ok(bytes) => {
            let saved = format!("attachment; filename=\"{name}\"");
            let head = [
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CONTENT_DISPOSITION, saved),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (head, bytes).into_response()
        }
        Err(error) => staff.fault(error),
    }
}
