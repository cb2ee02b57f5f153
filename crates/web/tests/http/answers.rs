//! Status, headers, caching, redirects, hostile input.

use axum::http::{Method, StatusCode};

use crate::html::count;
use crate::site::{PAGES, ask, get, page};

#[tokio::test]
async fn unknown_addresses_are_not_found_in_words() {
    for path in [
        "/ket-qua/khong-co/xa",
        "/ket-qua/mau-2025/khong-co",
        "/co-quan/mau-2025/khong-co",
        "/tieu-chi/mau-2025/9",
        "/tinh/x.css",
        "/xyz",
        "/du-lieu/mau-2025/x.csv",
    ] {
        let answer = get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains("Không tìm thấy trang"), "{path}");
        assert!(answer.header("content-security-policy").contains("default-src 'self'"), "{path}");
    }
    assert!(get("/en/xyz").await.text().contains("Page not found"));
}

#[tokio::test]
async fn near_addresses_lead_to_the_right_one() {
    for (from, to) in [
        ("/ket-qua/mau-2025", "/ket-qua/mau-2025/xa"),
        ("/en/ket-qua/mau-2025", "/en/ket-qua/mau-2025/xa"),
        ("/du-lieu/", "/du-lieu"),
        ("/en/ket-qua/mau-2025/xa/", "/en/ket-qua/mau-2025/xa"),
    ] {
        let answer = get(from).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::MOVED_PERMANENTLY, to), "{from}");
    }
    assert_eq!(get("//evil.example/").await.status, StatusCode::NOT_FOUND, "nobody is led away");
}

#[tokio::test]
async fn a_page_that_is_known_is_not_sent_again() {
    let first = get("/ket-qua/mau-2025/xa").await;
    let tag = first.header("etag").to_owned();
    assert!(tag.len() > 10);
    let again = ask(Method::GET, "/ket-qua/mau-2025/xa", &[("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    let other = ask(Method::GET, "/en/ket-qua/mau-2025/xa", &[("if-none-match", &tag)]).await;
    assert_eq!(other.status, StatusCode::OK, "another language is another page");
}

#[tokio::test]
async fn head_says_what_get_would_send() {
    let whole = get("/du-lieu").await;
    let head = ask(Method::HEAD, "/du-lieu", &[]).await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
    assert_eq!(head.header("content-length"), whole.bytes.len().to_string());
}

#[tokio::test]
async fn a_first_visit_is_light() {
    let small = |path: &'static str| async move { ask(Method::GET, path, &[("accept-encoding", "br")]).await };
    let html = small("/ket-qua/mau-2025/xa").await;
    assert_eq!(html.header("content-encoding"), "br");
    let mut total = html.bytes.len();
    assert!(total <= 20 * 1024, "the page: {total}");
    for file in [
        thuocdo_web::assets::THUOCDO_CSS,
        thuocdo_web::assets::FONT_400_WOFF2,
        thuocdo_web::assets::FONT_700_WOFF2,
        thuocdo_web::assets::ICONS_SVG,
        thuocdo_web::assets::MARK_SVG,
    ] {
        let answer = small(file).await;
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        total += answer.bytes.len();
    }
    assert!(total <= 70 * 1024, "a first visit: {total}");
}

#[tokio::test]
async fn gzip_is_spoken_where_brotli_is_not() {
    let answer = ask(Method::GET, "/du-lieu", &[("accept-encoding", "gzip, br;q=0")]).await;
    assert_eq!((answer.header("content-encoding"), &answer.bytes[..2]), ("gzip", &[0x1f, 0x8b][..]));
}

#[tokio::test]
async fn a_name_that_tries_to_be_markup_stays_text() {
    for path in [
        "/ket-qua/mau-2025/xa?tim=script",
        "/co-quan/mau-2025/xa-7",
        "/co-quan/mau-2025",
        "/so-sanh/mau-2025?dv=xa-7&dv=xa-8",
    ] {
        let html = page(path).await;
        assert!(!html.contains("<script") && html.contains("&#60;script&#62;"), "{path}");
    }
    let found = page("/?tim=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert_eq!(count(&found, "<script"), 0);
    let order = page("/ket-qua/mau-2025/xa?sap-xep=%22%3E%3Cscript%3E&tim=%22%20onload=%22x").await;
    assert!(!order.contains("<script") && !order.contains(" onload=\"x"));
}

#[tokio::test]
async fn every_page_forbids_what_it_does_not_need() {
    for path in PAGES {
        let answer = get(path).await;
        let policy = answer.header("content-security-policy");
        for part in
            ["default-src 'self'", "style-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]
        {
            assert!(policy.contains(part), "{path}: {part}");
        }
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("vary").contains("cookie"), "{path}: looks depend on a cookie");
    }
}

#[tokio::test]
async fn search_engines_get_every_address_once() {
    let map = page("/sitemap.xml").await;
    for address in
        ["/ket-qua/mau-2025/xa<", "/en/co-quan/mau-2025/xa-7<", "/tieu-chi/muc-do-2025/2<", "/en/phuong-phap/mau-2024<"]
    {
        assert_eq!(count(&map, &format!("<loc>http://localhost{address}")), 1, "{address}");
    }
    assert!(page("/robots.txt").await.contains("Sitemap: http://localhost/sitemap.xml"));
}

#[tokio::test]
async fn only_reading_is_allowed() {
    assert_eq!(ask(Method::POST, "/ket-qua/mau-2025/xa", &[]).await.status, StatusCode::METHOD_NOT_ALLOWED);
}
