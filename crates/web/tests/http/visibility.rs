//! Only what is published is seen, and of each round only the last version.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use thuocdo_app::portal::Portal;
use thuocdo_publication::Publication;
use tower::ServiceExt;

use crate::rounds;

async fn ask(publications: Vec<Publication>, path: &str) -> (StatusCode, String) {
    let router = thuocdo_web::router(Arc::new(Portal::new(publications)));
    let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
    let response = router.oneshot(request).await.expect("an answer");
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a whole body");
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn a_round_that_is_not_published_leaves_no_trace() {
    let published = || vec![rounds::steps()];
    for path in [
        "/ket-qua/mau-2025/xa",
        "/co-quan/mau-2025/xa-1",
        "/du-lieu/mau-2025/ket-qua.json",
        "/phuong-phap/mau-2025",
        "/so-sanh/mau-2025",
        "/tieu-chi/mau-2025/1.1",
    ] {
        assert_eq!(ask(published(), path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/", "/sitemap.xml", "/du-lieu", "/?tim=mau+hoa"] {
        assert!(!ask(published(), path).await.1.contains("mau-2025"), "{path}");
    }
}

#[tokio::test]
async fn a_later_version_takes_the_place_and_says_why() {
    let first = rounds::points(2025);
    let mut second = first.clone();
    second.version = 2;
    second.supersedes_because = Some("Sửa điểm Xã Mẫu Hòa 9".to_owned());
    for order in [vec![first.clone(), second.clone()], vec![second, first]] {
        let (_, html) = ask(order, "/ket-qua/mau-2025/xa").await;
        assert!(html.contains("Bản công bố thứ 2") && html.contains("Sửa điểm Xã Mẫu Hòa 9"));
    }
}

#[tokio::test]
async fn without_publications_the_front_page_says_so() {
    let (status, html) = ask(Vec::new(), "/").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("Chưa có kết quả nào được công bố."));
}

#[tokio::test]
async fn a_set_whose_text_cannot_be_read_still_shows_points() {
    let mut damaged = rounds::points(2025);
    damaged.sets[0].text = "không phải TOML".to_owned();
    let (status, html) = ask(vec![damaged.clone()], "/ket-qua/mau-2025/xa").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("<b>97,27</b>"));
    assert_eq!(ask(vec![damaged.clone()], "/co-quan/mau-2025/xa-1").await.0, StatusCode::OK);
    assert_eq!(
        ask(vec![damaged], "/phuong-phap/mau-2025").await.0,
        StatusCode::NOT_FOUND,
        "there is no method to tell"
    );
}
