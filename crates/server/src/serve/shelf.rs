//! The portal as it stands now: put in place of the one before when something new is published.

use std::convert::Infallible;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use thuocdo_app::portal::Portal;
use thuocdo_publication::Packed;
use tower::{ServiceExt, service_fn};

/// Holds the portal that answers.
#[derive(Clone)]
pub struct Shelf(Arc<RwLock<Router>>);

impl Shelf {
    /// A shelf with these publications.
    pub fn new(published: Vec<Packed>) -> Self {
        Self(Arc::new(RwLock::new(portal(published))))
    }

    /// Shows these publications from now on; answers that are on their way still tell the old ones.
    pub fn replace(&self, published: Vec<Packed>) {
        let fresh = portal(published);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = fresh;
    }

    /// Answers what no route before it answers.
    pub fn behind(&self, router: Router) -> Router {
        let shelf = self.clone();
        router.fallback_service(service_fn(move |request: Request| {
            let current = shelf.current();
            async move { Ok::<Response, Infallible>(current.oneshot(request).await.unwrap_or_else(|never| match never {})) }
        }))
    }

    fn current(&self) -> Router {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn portal(published: Vec<Packed>) -> Router {
    thuocdo_web::router(Arc::new(Portal::new(published)))
}
