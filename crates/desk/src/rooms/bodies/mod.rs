//! Bodies: list, page of one with its history, forms, import and export.

mod edit;
mod happen;
mod import;
mod list;
pub(crate) mod upload;
mod view;

use askama::Template;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use thuocdo_app::ActionError;
use thuocdo_app::bodies::{Fault as Wrong, OrgSystem, TRAITS, Tier, Typed};

use crate::door::Staff;
use crate::form::{Choice, Fault, Posted};
use crate::routes::{Access, Route};
use crate::urls::routes as at;

/// Bytes of a form that carries a file.
const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;

/// Names of fields: of the typed body, and in the form.
const FIELDS: [(&str, &str); 16] = [
    ("code", "ma"),
    ("name", "ten"),
    ("system", "he-thong"),
    ("tier", "cap"),
    ("place", "dia-ban"),
    ("parent", "cap-tren"),
    ("linked", "lien-ket"),
    ("traits", "dac-diem"),
    ("e_identifier", "dinh-danh"),
    ("email", "thu"),
    ("valid_from", "tu-ngay"),
    ("valid_to", "den-ngay"),
    ("decision", "quyet-dinh"),
    ("date", "ngay"),
    ("parts", "phan"),
    ("others", "cung"),
];

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let (admin, overseer) = (Access::Administrator, Access::Overseer);
    let large = || DefaultBodyLimit::max(FILE_BYTES_MAX);
    vec![
        Route::get(at::BODIES, overseer, get(list::show)),
        Route::get(at::BODIES_CSV, overseer, get(list::csv)),
        Route::get(at::BODIES_XLSX, overseer, get(list::xlsx)),
        Route::post(at::PROVINCES, admin, post(list::add_provinces)),
        Route::get(at::NEW_BODY, admin, get(edit::show_new)),
        Route::post(at::NEW_BODY, admin, post(edit::create)),
        Route::get(at::BODIES_IMPORT, admin, get(import::show)),
        Route::post(at::BODIES_IMPORT, admin, post(import::preview).layer(large())),
        Route::post(at::BODIES_APPLY, admin, post(import::apply).layer(large())),
        Route::get(at::BODY, overseer, get(view::show)),
        Route::get(at::EDIT_BODY, admin, get(edit::show)),
        Route::post(at::EDIT_BODY, admin, post(edit::save)),
        Route::get(at::BODY_CHANGE, admin, get(happen::show)),
        Route::post(at::BODY_CHANGE, admin, post(happen::save)),
    ]
}

/// Address of the page of a body.
fn body_path(code: &str) -> String {
    format!("{}/{}", at::BODIES, crate::urls::encode(code))
}

fn page(staff: &Staff, status: StatusCode, page: &impl Template) -> Response<Body> {
    match page.render() {
        Ok(html) => staff.page(status, html),
        Err(error) => staff.fault(ActionError::system(error)),
    }
}

/// Faults of the application, at the fields of the form and in the page's language.
fn faults(staff: &Staff, wrong: &[Wrong]) -> Vec<Fault> {
    let name = |field: &str| FIELDS.iter().find(|(own, _)| *own == field).map_or("", |(_, name)| *name);
    wrong.iter().map(|fault| Fault::new(name(fault.field), staff.say(&fault.message))).collect()
}

/// The body that a form holds.
fn typed(posted: &Posted) -> Typed {
    let value = |name: &str| posted.value(name).to_owned();
    Typed {
        code: value("ma"),
        name: value("ten"),
        system: value("he-thong"),
        tier: value("cap"),
        place: value("dia-ban"),
        parent: value("cap-tren"),
        linked: value("lien-ket"),
        traits: posted.values("dac-diem").map(str::to_owned).collect(),
        e_identifier: value("dinh-danh"),
        email: value("thu"),
        valid_from: value("tu-ngay"),
        valid_to: value("den-ngay"),
    }
}

/// Values of a form that shows a body.
fn values(staff: &Staff, typed: &Typed) -> Vec<(String, String)> {
    let date = |iso: &str| thuocdo_words::show::date(staff.lang, iso);
    let pairs = [
        ("ma", typed.code.clone()),
        ("ten", typed.name.clone()),
        ("he-thong", typed.system.clone()),
        ("cap", typed.tier.clone()),
        ("dia-ban", typed.place.clone()),
        ("cap-tren", typed.parent.clone()),
        ("lien-ket", typed.linked.clone()),
        ("dinh-danh", typed.e_identifier.clone()),
        ("thu", typed.email.clone()),
        ("tu-ngay", date(&typed.valid_from)),
        ("den-ngay", date(&typed.valid_to)),
    ];
    let traits = typed.traits.iter().map(|word| ("dac-diem".to_owned(), word.clone()));
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(traits).collect()
}

fn systems(staff: &Staff) -> Vec<Choice> {
    OrgSystem::ALL.map(|system| word(staff, "bodies-system-", system.word())).to_vec()
}

fn tiers(staff: &Staff) -> Vec<Choice> {
    Tier::ALL.map(|tier| word(staff, "bodies-tier-", tier.word())).to_vec()
}

fn traits(staff: &Staff) -> Vec<Choice> {
    TRAITS.map(|name| word(staff, "bodies-trait-", name)).to_vec()
}

fn word(staff: &Staff, prefix: &str, name: &str) -> Choice {
    Choice::new(name, staff.text().word(prefix, name))
}
