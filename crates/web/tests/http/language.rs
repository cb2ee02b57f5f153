//! The same page in the other language, numbers and dates included.

use crate::site::{PAGES, page};

#[tokio::test]
async fn every_page_leads_to_its_twin() {
    for path in PAGES.iter().filter(|path| !path.contains('?')) {
        let twin = if *path == "/" { "/en".to_owned() } else { format!("/en{path}") };
        assert!(page(path).await.contains(&format!("href=\"{twin}\" lang=\"en\"")), "{path} → {twin}");
        assert!(page(&twin).await.contains(&format!("href=\"{path}\" lang=\"vi\"")), "{twin} → {path}");
    }
}

#[tokio::test]
async fn a_query_survives_the_change_of_language() {
    assert!(page("/ket-qua/mau-2025/xa?trang=2").await.contains("href=\"/en/ket-qua/mau-2025/xa?trang=2\""));
}

#[tokio::test]
async fn links_of_an_english_page_stay_english() {
    let html = page("/en/ket-qua/mau-2025/xa").await;
    let links = html.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next());
    let strays: Vec<&str> = links
        .filter(|link| !link.starts_with("en") && !link.starts_with("tinh/") && !link.starts_with("hien-thi"))
        .filter(|link| !link.contains('.') && *link != "ket-qua/mau-2025/xa")
        .collect();
    assert!(strays.is_empty(), "{strays:?}");
}

#[tokio::test]
async fn numbers_and_dates_follow_the_language() {
    let (vi, en) = (page("/ket-qua/mau-2025/xa").await, page("/en/ket-qua/mau-2025/xa").await);
    assert!(vi.contains("97,27") && vi.contains("01/02/2026"));
    assert!(en.contains("97.27") && en.contains("2026-02-01") && !en.contains("97,27"));
    assert!(en.contains("Sample ranking 2025") && en.contains("Communes"));
}
