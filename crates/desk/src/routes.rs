//! Every route of the staff pages, with who it is for: a route without that cannot be written down.

use axum::Router;
use axum::http::Method;
use axum::routing::MethodRouter;
use thuocdo_assessment::Action;

use crate::door::Desk;
use crate::rooms;

/// Who a route is for. The door turns away who is not signed in; the action in `thuocdo_app` settles the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone: signing in, styles.
    Anyone,
    /// Whoever is signed in, for what is their own: tasks, password, notices.
    Person,
    /// Administrators of the installation.
    Administrator,
    /// Administrators, and auditors who only read.
    Overseer,
    /// Whoever has a role in some round.
    AnyRole,
    /// Whoever may do this in the round or with the record that the address names.
    May(Action),
}

/// One route.
pub struct Route {
    /// Path, with its parameters in braces.
    pub path: &'static str,
    /// Method.
    pub method: Method,
    /// Who it is for.
    pub access: Access,
    /// What answers.
    pub handler: MethodRouter<Desk>,
}

impl Route {
    /// A page.
    pub fn get(path: &'static str, access: Access, handler: MethodRouter<Desk>) -> Self {
        Self { path, method: Method::GET, access, handler }
    }

    /// A change.
    pub fn post(path: &'static str, access: Access, handler: MethodRouter<Desk>) -> Self {
        Self { path, method: Method::POST, access, handler }
    }

    /// Another method.
    pub fn of(method: Method, path: &'static str, access: Access, handler: MethodRouter<Desk>) -> Self {
        Self { path, method, access, handler }
    }
}

/// All routes of all rooms.
pub fn table() -> Vec<Route> {
    rooms::routes()
}

/// Puts the table to work; pages answer in English below `/en`.
pub(crate) fn router(desk: Desk) -> Router {
    let router = table().into_iter().fold(Router::new(), |router, route| {
        let english = format!("/en{}", route.path);
        router.route(route.path, route.handler.clone()).route(&english, route.handler)
    });
    router.with_state(desk)
}
