//! People with accounts: list, page of one, forms, help for those who cannot get in, import and export.

mod act;
mod edit;
mod import;
mod list;
mod view;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::routes::{Access, Route};
use crate::urls::routes as at;

/// Bytes of a form that carries a file.
const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;

/// Routes of the room.
pub fn routes() -> Vec<Route> {
    let (admin, overseer) = (Access::Administrator, Access::Overseer);
    let large = || DefaultBodyLimit::max(FILE_BYTES_MAX);
    vec![
        Route::get(at::PEOPLE, overseer, get(list::show)),
        Route::get(at::PEOPLE_CSV, overseer, get(list::csv)),
        Route::get(at::PEOPLE_XLSX, overseer, get(list::xlsx)),
        Route::get(at::NEW_PERSON, admin, get(edit::show_new)),
        Route::post(at::NEW_PERSON, admin, post(edit::create)),
        Route::get(at::PEOPLE_IMPORT, admin, get(import::show)),
        Route::post(at::PEOPLE_IMPORT, admin, post(import::preview).layer(large())),
        Route::post(at::PEOPLE_APPLY, admin, post(import::apply).layer(large())),
        Route::get(at::PERSON, overseer, get(view::show)),
        Route::get(at::EDIT_PERSON, admin, get(edit::show)),
        Route::post(at::EDIT_PERSON, admin, post(edit::save)),
        Route::post(at::PERSON_ACT, admin, post(act::act)),
    ]
}

/// Address of the page of a person.
fn person_path(id: &str) -> String {
    format!("{}/{}", at::PEOPLE, crate::urls::encode(id))
}
