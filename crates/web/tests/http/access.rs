//! Text size and contrast without scripts; letters that the fonts must have.

use axum::http::{Method, StatusCode};

use crate::site::{ask, get};

#[tokio::test]
async fn looks_are_switched_by_a_link_and_remembered() {
    let plain = get("/du-lieu").await;
    assert!(plain.text().contains("href=\"/hien-thi?chu-lon=1&#38;tuong-phan=0&#38;ve=%2Fdu-lieu\""));
    let answer = get("/hien-thi?chu-lon=1&tuong-phan=1&ve=%2Fdu-lieu").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/du-lieu"));
    let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let shown = ask(Method::GET, "/du-lieu", &[("cookie", &cookie)]).await;
    assert!(shown.text().contains("<html lang=\"vi\" class=\"large contrast\">"));
    assert!(!get("/du-lieu").await.text().contains("class=\"large"), "others are not touched");
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    for away in ["https://evil.example", "//evil.example", "/%5Cevil.example", ""] {
        assert_eq!(get(&format!("/hien-thi?chu-lon=1&ve={away}")).await.header("location"), "/", "{away}");
    }
}

#[tokio::test]
async fn tables_that_scroll_can_be_reached_and_named() {
    for path in ["/ket-qua/mau-2025/xa", "/co-quan/mau-2025/xa-3", "/tieu-chi/mau-2025"] {
        let answer = get(path).await;
        for part in answer.text().split("<div class=\"scroll\"").skip(1) {
            assert!(part.starts_with(" tabindex=\"0\" role=\"region\" aria-label=\""), "{path}");
        }
    }
}
