//! Questionnaires: every version to read and take along, a text checked while it is written, issuing.
//!
//! The file is the truth; drafts are kept until they are issued. Read in this order: `list`, `edit`, `keep`, `issue`.

use askama::Template;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_app::questionnaires::drafts::{self, DraftLine};
use thuocdo_app::questionnaires::{self, Line, Looked};
use thuocdo_base::{Message, Timestamp};
use thuocdo_words::{Lang, show};

use crate::door::Staff;
use crate::form::{Fault, Form, Posted, pairs};
use crate::frame::Frame;
use crate::routes::{Access, Route};
use crate::urls::{encode, routes as at};

/// Bytes of a form that carries a whole file: signs of other alphabets take three places each in a form.
const FORM_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let (admin, overseer) = (Access::Administrator, Access::Overseer);
    let large = || DefaultBodyLimit::max(FORM_BYTES_MAX);
    vec![
        Route::get(at::FORMS, overseer, get(list)),
        Route::get(at::FORM_EDIT, admin, get(edit)),
        Route::post(at::FORM_EDIT, admin, post(look).layer(large())),
        Route::post(at::FORM_DRAFT, admin, post(keep).layer(large())),
        Route::post(at::FORM_ISSUE, admin, post(issue).layer(large())),
        Route::get(at::FORM_FILE, overseer, get(file)),
        Route::get(at::FORM_ENGLISH, overseer, get(english)),
    ]
}

#[derive(Template)]
#[template(path = "rooms/questionnaires/list.html")]
struct List<'a> {
    f: Frame<'a>,
    lines: Vec<Line>,
    drafts: Vec<DraftLine>,
    may_write: bool,
}

impl List<'_> {
    fn title<'l>(&self, line: &'l Line) -> &'l str {
        line.title.1.as_ref().filter(|_| self.f.lang == Lang::En).unwrap_or(&line.title.0)
    }

    fn moment(&self, at: &Timestamp) -> String {
        show::moment(*at)
    }

    fn to(&self, route: &str, line: &Line) -> String {
        self.f.to(&file_path(route, line))
    }

    fn next(&self, line: &Line) -> String {
        self.f.to(&format!("{}?tu={}", at::FORM_EDIT, encode(&name(line))))
    }

    fn draft(&self, id: &str) -> String {
        self.f.to(&draft_path(id))
    }

    fn sample(&self, line: &Line) -> String {
        sample(self.f.lang, &name(line))
    }
}

#[derive(Template)]
#[template(path = "rooms/questionnaires/edit.html")]
struct Edit<'a> {
    f: Frame<'a>,
    form: Form,
    looked: Option<Looked>,
    staff: &'a Staff,
}

impl Edit<'_> {
    /// The saved draft as respondents see it, unless errors keep it from being shown.
    fn sample(&self) -> Option<String> {
        let draft = self.form.value("nhap");
        let is_whole = self.looked.as_ref().is_some_and(|looked| looked.errors() == 0);
        (is_whole && !draft.is_empty()).then(|| sample(self.f.lang, &drafts::sample_name(draft)))
    }

    fn say(&self, message: &Message) -> String {
        self.staff.say(message)
    }
}

/// The form of this name as respondents see it, on a phone.
fn sample(lang: Lang, named: &str) -> String {
    let place = if lang == Lang::En { "/s/en/mau" } else { "/s/mau" };
    format!("{place}?phieu={}", encode(named))
}

fn draft_path(id: &str) -> String {
    format!("{}?nhap={}", at::FORM_EDIT, encode(id))
}

fn name(line: &Line) -> String {
    format!("{}@{}", line.code, line.version)
}

/// Address of a version's file: the slashes of its code would be those of the address.
fn file_path(route: &str, line: &Line) -> String {
    route.replace("{mau}", &encode(&line.code.replace('/', "~"))).replace("{phien-ban}", &encode(&line.version))
}

async fn list(staff: Staff) -> Response<Body> {
    let (app, actor) = (staff.app(), staff.actor());
    let found = async { Ok((questionnaires::list(app, &actor).await?, drafts::drafts(app, &actor).await?)) };
    match found.await {
        Ok(((lines, may_write), drafts)) => {
            let f = Frame::new(&staff, "sets", staff.text().t("forms-title"));
            page(&staff, StatusCode::OK, &List { f, lines, drafts, may_write })
        }
        Err(error) => staff.fault(error),
    }
}

/// An empty field, the text of a version to go on from, or a draft with what is found in it.
async fn edit(staff: Staff) -> Response<Body> {
    let query = pairs(staff.path.split_once('?').map_or("", |(_, query)| query).as_bytes());
    if let Some((_, id)) = query.iter().find(|(given, _)| given == "nhap") {
        return draft(&staff, id).await;
    }
    let from = query.iter().find(|(given, _)| given == "tu").and_then(|(_, named)| named.split_once('@'));
    let mut values = Vec::new();
    if let Some((code, version)) = from {
        match questionnaires::source(staff.app(), &staff.actor(), code, version).await {
            Ok(source) => {
                values = vec![("noi-dung", source.text), ("tieng-anh", source.sidecar.unwrap_or_default())];
            }
            Err(error) => return staff.fault(error),
        }
    }
    shown(&staff, StatusCode::OK, Form::of(values), None)
}

async fn draft(staff: &Staff, id: &str) -> Response<Body> {
    let (app, actor) = (staff.app(), staff.actor());
    let draft = match drafts::open(app, &actor, id).await {
        Ok(draft) => draft,
        Err(error) => return staff.fault(error),
    };
    let looked = questionnaires::look(app, &actor, &draft.text, &draft.sidecar).await.ok();
    let values = vec![
        ("nhap", draft.id),
        ("ban", draft.revision.to_string()),
        ("noi-dung", draft.text),
        ("tieng-anh", draft.sidecar),
    ];
    shown(staff, StatusCode::OK, Form::of(values), looked)
}

/// Keeps a draft, or gives it up.
async fn keep(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (app, actor, id) = (staff.app(), staff.actor(), posted.value("nhap"));
    if posted.value("viec") == "bo" {
        return match drafts::discard(app, &actor, id).await {
            Ok(()) => staff.redirect_saying(at::FORMS, &Message::new("forms-draft-discarded")),
            Err(error) => staff.fault(error),
        };
    }
    let revision = posted.value("ban").parse().unwrap_or_default();
    let over = Some((id, revision)).filter(|(id, _)| !id.is_empty());
    let (text, sidecar) = (posted.value_as_typed("noi-dung"), posted.value_as_typed("tieng-anh"));
    match drafts::save(app, &actor, over, text, sidecar).await {
        Ok(id) => staff.redirect_saying(&draft_path(&id), &Message::new("forms-draft-saved")),
        Err(ActionError::Refused(why)) => {
            let why = faults(staff, &why);
            again(&posted, why).await
        }
        Err(error) => staff.fault(error),
    }
}

/// Checks a text without keeping it.
async fn look(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (text, sidecar) = (posted.value_as_typed("noi-dung"), posted.value_as_typed("tieng-anh"));
    match questionnaires::look(staff.app(), &staff.actor(), text, sidecar).await {
        Ok(looked) => shown(staff, StatusCode::OK, Form::again(&posted.pairs, Vec::new()), Some(looked)),
        Err(ActionError::Refused(why)) => {
            let form = Form::again(&posted.pairs, faults(staff, &why));
            shown(staff, StatusCode::UNPROCESSABLE_ENTITY, form, None)
        }
        Err(error) => staff.fault(error),
    }
}

async fn issue(posted: Posted) -> Response<Body> {
    let staff = &posted.staff;
    let (text, sidecar) = (posted.value_as_typed("noi-dung"), posted.value_as_typed("tieng-anh"));
    if !posted.ticked("dong-y") {
        let agree = vec![Fault::new("dong-y", staff.text().t("forms-agree-missing"))];
        return again(&posted, agree).await;
    }
    match questionnaires::issue(staff.app(), &staff.actor(), posted.value("nhap"), text, sidecar).await {
        Ok((code, version)) => {
            let said = Message::new("forms-issued").text("code", code).text("version", version);
            staff.redirect_saying(at::FORMS, &said)
        }
        Err(ActionError::Refused(why)) => {
            let why = faults(staff, &why);
            again(&posted, why).await
        }
        Err(error) => staff.fault(error),
    }
}

/// The page with what was typed, what is wrong, and what was found.
async fn again(posted: &Posted, why: Vec<Fault>) -> Response<Body> {
    let staff = &posted.staff;
    let (text, sidecar) = (posted.value_as_typed("noi-dung"), posted.value_as_typed("tieng-anh"));
    let looked = questionnaires::look(staff.app(), &staff.actor(), text, sidecar).await.ok();
    shown(staff, StatusCode::UNPROCESSABLE_ENTITY, Form::again(&posted.pairs, why), looked)
}

async fn file(staff: Staff, Path((code, version)): Path<(String, String)>) -> Response<Body> {
    download(&staff, &code, &version, false).await
}

async fn english(staff: Staff, Path((code, version)): Path<(String, String)>) -> Response<Body> {
    download(&staff, &code, &version, true).await
}

/// A file to take along, byte for byte.
async fn download(staff: &Staff, code: &str, version: &str, english: bool) -> Response<Body> {
    let code = code.replace('~', "/");
    let found = questionnaires::source(staff.app(), &staff.actor(), &code, version).await;
    let found =
        found.and_then(|source| if english { source.sidecar.ok_or(ActionError::NotAllowed) } else { Ok(source.text) });
    let text = match found {
        Ok(text) => text,
        Err(error) => return staff.fault(error),
    };
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') { c } else { '-' };
    let name: String = format!("{code}-{version}{}", if english { ".en" } else { "" }).chars().map(plain).collect();
    let headers = [
        (header::CONTENT_TYPE, "application/toml".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.toml\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, text).into_response()
}

fn faults(staff: &Staff, reasons: &[Message]) -> Vec<Fault> {
    reasons.iter().map(|reason| Fault::new("", staff.say(reason))).collect()
}

fn shown(staff: &Staff, status: StatusCode, form: Form, looked: Option<Looked>) -> Response<Body> {
    let f = Frame::new(staff, "sets", staff.text().t("forms-edit"));
    page(staff, status, &Edit { f, form, looked, staff })
}

fn page(staff: &Staff, status: StatusCode, page: &impl Template) -> Response<Body> {
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}
