//! The router with sample rounds, and what came back from it.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use thuocdo_app::portal::Portal;
use tower::ServiceExt;

use crate::rounds;

static ROUTER: LazyLock<Router> = LazyLock::new(|| {
    let publications = vec![rounds::points(2024), rounds::points(2025), rounds::steps()];
    thuocdo_web::router(Arc::new(Portal::new(publications)))
});

/// An answer, its body whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).expect("text in UTF-8")
    }

    /// A header as text; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a readable header"))
    }
}

/// Asks for an address.
pub async fn get(path: &str) -> Answer {
    ask(Method::GET, path, &[]).await
}

/// Asks with a method and headers.
pub async fn ask(method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    let response = ROUTER.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a whole body").to_vec();
    Answer { status: parts.status, headers: parts.headers, bytes }
}

/// Asks for a page that must be there.
pub async fn page(path: &str) -> String {
    let answer = get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.text().to_owned()
}

/// Addresses of all kinds of pages, without language.
pub const PAGES: [&str; 23] = [
    "/",
    "/?tim=hoa",
    "/?tim=qqqq",
    "/ket-qua/mau-2025/xa",
    "/ket-qua/mau-2025/xa?chi-so=1&sap-xep=ten&trang=2",
    "/ket-qua/mau-2025/so",
    "/ket-qua/muc-do-2025/xa",
    "/co-quan/mau-2025",
    "/co-quan/mau-2025/xa-3",
    "/co-quan/mau-2025/xa-105",
    "/co-quan/muc-do-2025/xa-2",
    "/tieu-chi/mau-2025",
    "/tieu-chi/mau-2025/1.1",
    "/tieu-chi/muc-do-2025/2?nhom=xa",
    "/phuong-phap/mau-2025",
    "/phuong-phap/muc-do-2025",
    "/so-sanh/mau-2025",
    "/so-sanh/mau-2025?nhom=xa&dv=xa-1&dv=xa-2&dv=khong-co",
    "/du-lieu",
    "/du-lieu/mau-2025",
    "/tro-nang",
    "/giay-phep",
    "/kieu-dang",
];
