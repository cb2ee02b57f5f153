//! Every route of the staff pages, with who it is for: a route without that cannot be written down.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::MethodRouter;
use thuocdo_app::may;
use thuocdo_assessment::Action;

use crate::door::{Desk, Staff};
use crate::rooms;

/// Who a route is for. The door turns away who is not signed in, and who is not of the house where a route is for
/// the house; the action in `thuocdo_app` settles the rest, with the record in hand.
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
        let handler = guarded(&desk, route.access, route.handler);
        router.route(route.path, handler.clone()).route(&english, handler)
    });
    router.with_state(desk)
}

/// Puts the guard before what is for the house, so that nothing of a request is read before.
fn guarded(desk: &Desk, access: Access, handler: MethodRouter<Desk>) -> MethodRouter<Desk> {
    match access {
        Access::Anyone | Access::Person | Access::May(_) => handler,
        Access::Administrator | Access::Overseer | Access::AnyRole => {
            handler.route_layer(from_fn_with_state((desk.clone(), access), admit))
        }
    }
}

async fn admit(State((desk, access)): State<(Desk, Access)>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let staff = match Staff::from_parts(&mut parts, &desk).await {
        Ok(staff) => staff,
        Err(turned_away) => return turned_away,
    };
    let (app, actor) = (desk.app(), staff.actor());
    let let_in = match access {
        Access::Administrator => may::administers(app, &actor).await,
        Access::Overseer => may::oversees(app, &actor).await,
        Access::Anyone | Access::Person | Access::AnyRole | Access::May(_) => may::has_a_role(app, &actor).await,
    };
    match let_in {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(error) => staff.fault(error),
    }
}
