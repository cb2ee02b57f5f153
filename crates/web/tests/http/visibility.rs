//! Only what is published is seen, and of each round only the last version.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use thuocdo_app::portal::Portal;
use thuocdo_publication::Publication;
use tower::ServiceExt;

use crate::rounds;

pub async fn ask(publications: Vec<Publication>, path: &str) -> (StatusCode, String) {
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

#[tokio::test]
async fn a_superseded_version_can_be_read_and_says_by_what_and_why_it_was_superseded() {
    let first = rounds::points(2025);
    let mut second = first.clone();
    second.version = 2;
    second.supersedes_because = Some("Sửa điểm Xã Mẫu Hòa 9".to_owned());
    let both = || vec![first.clone(), second.clone()];
    let (status, _) = ask(both(), "/ket-qua/mau-2025/xa?phien-ban=1").await;
    assert_eq!(status, StatusCode::FOUND);
    for path in ["/ket-qua/mau-2025~1/xa", "/co-quan/mau-2025~1/xa-1", "/phuong-phap/mau-2025~1/diem"] {
        let (status, html) = ask(both(), path).await;
        if status == StatusCode::NOT_FOUND && path.starts_with("/phuong-phap") {
            continue;
        }
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(html.contains("đã được thay thế bởi phiên bản 2") && html.contains("Sửa điểm Xã Mẫu Hòa 9"), "{path}");
        assert!(html.contains("noindex") && html.contains("href=\"/ket-qua/mau-2025\""), "{path}");
    }
    let (_, html) = ask(both(), "/ket-qua/mau-2025~1/xa").await;
    assert!(html.contains("/co-quan/mau-2025~1/xa-1"), "links stay in the version");
    let (_, html) = ask(both(), "/ket-qua/mau-2025/xa").await;
    assert!(html.contains("/ket-qua/mau-2025~1/xa") && !html.contains("noindex"));
    assert_eq!(ask(both(), "/ket-qua/mau-2025/xa?phien-ban=3").await.0, StatusCode::NOT_FOUND);
    for path in ["/", "/sitemap.xml", "/du-lieu"] {
        assert!(!ask(both(), path).await.1.contains("mau-2025~1"), "{path}");
    }
}

#[tokio::test]
async fn of_an_announced_round_only_the_method_is_public() {
    let mut announced = rounds::points(2025);
    (announced.version, announced.layers) = (0, Vec::new());
    (announced.groups, announced.units) = (Vec::new(), Vec::new());
    let only = || vec![announced.clone()];
    let (status, html) = ask(only(), "/phuong-phap/mau-2025").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("Tỷ lệ hồ sơ trực tuyến") && html.contains("chỉ công khai cách tính điểm"), "{html}");
    assert!(!html.contains("/ket-qua/mau-2025") && !html.contains("/tieu-chi/mau-2025"), "nothing else is linked");
    for path in ["/ket-qua/mau-2025", "/co-quan/mau-2025", "/du-lieu/mau-2025", "/tieu-chi/mau-2025/1.1"] {
        assert_eq!(ask(only(), path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(ask(only(), "/").await.1.contains("/phuong-phap/mau-2025"));
    let published = vec![announced.clone(), rounds::points(2025)];
    assert_eq!(ask(published, "/ket-qua/mau-2025/xa").await.0, StatusCode::OK);
}
