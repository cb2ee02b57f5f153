//! Pages, each with its template beside it, and the table of routes.

pub mod assets;
pub mod compare;
pub mod criterion;
pub mod data;
pub mod display;
pub mod error;
pub mod frame;
pub mod gallery;
pub mod home;
pub mod lists;
pub mod method;
pub mod prose;
pub mod ranking;
pub mod survey;
pub mod unit;
pub mod versions;

use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::door::Site;
use crate::urls::routes as at;

/// Headers of every answer.
const HEADERS: [(&str, &str); 5] = [
    (
        "content-security-policy",
        "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
];

/// All routes, pages in both languages.
pub fn routes(site: Site) -> Router {
    let pages: [(&str, MethodRouter<Site>); 18] = [
        (at::HOME, get(home::show)),
        (at::RANKING, get(ranking::show)),
        (at::ROUND, get(ranking::first)),
        (at::UNITS, get(unit::list)),
        (at::UNIT, get(unit::show)),
        (at::CRITERIA, get(criterion::list)),
        (at::CRITERION, get(criterion::show)),
        (at::CRITERION_OF, get(criterion::show_of)),
        (at::METHOD, get(method::show)),
        (at::METHOD_OF, get(method::show_of)),
        (at::SURVEYS, get(survey::first)),
        (at::SURVEY, get(survey::show)),
        (at::COMPARE, get(compare::show)),
        (at::DATA, get(data::list)),
        (at::DATA_OF, get(data::show)),
        (at::ACCESS, get(prose::access)),
        (at::LICENCES, get(prose::licences)),
        (at::GALLERY, get(gallery::show)),
    ];
    let plain = Router::new().route(at::ASSET, get(assets::show)).route(at::DISPLAY, get(display::set));
    let plain = plain.route(at::FILE, get(data::file));
    let plain = plain.route(at::SITEMAP, get(lists::sitemap)).route(at::ROBOTS, get(lists::robots));
    let router = pages.into_iter().fold(plain, |router, (path, page)| {
        let english = if path == "/" { "/en".to_owned() } else { format!("/en{path}") };
        router.route(path, page.clone()).route(&english, page)
    });
    let router = router.fallback(error::nothing_here).layer(from_fn_with_state(site.clone(), versions::lead));
    let router = router.with_state(site.clone());
    let router = router.layer(CatchPanicLayer::custom(move |fault| error::panicked(&site, fault)));
    HEADERS.iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::if_not_present(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        ))
    })
}
