//! Rankings: order, search without accents, pages, sections, the period before.

use crate::html::count;
use crate::rounds::COMMUNES;
use crate::site::{get, page};
use axum::http::StatusCode;

const ROSE: &str = "<span class=\"up\"><svg";
const FELL: &str = "<span class=\"dn\"><svg";
const HERE: &str = "/ket-qua/mau-2025/xa";

fn rows(html: &str) -> usize {
    let table = html.split("<table class=\"rank\">").nth(1).and_then(|rest| rest.split("</table>").next());
    table.map_or(0, |table| count(table, "<td class=\"rk\">"))
}

#[tokio::test]
async fn a_hundred_rows_a_page() {
    assert_eq!(rows(&page(HERE).await), 100);
    assert_eq!(rows(&page(&format!("{HERE}?trang=2")).await), COMMUNES - 1 - 100, "the excluded unit has no rank");
    assert_eq!(rows(&page(&format!("{HERE}?trang=99")).await), COMMUNES - 1 - 100, "a page too far is the last");
    assert_eq!(get(&format!("{HERE}?trang=abc")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn names_are_found_with_or_without_accents() {
    for text in ["hoa 12", "H%C3%B2a+12", "Ho%C3%A0 12".replace(' ', "+").as_str(), "mau%20hoa%2012", "12 hoa xa"] {
        let text = text.replace(' ', "+");
        let html = page(&format!("{HERE}?tim={text}")).await;
        assert_eq!(rows(&html), 1, "{text} finds Xã Mẫu Hòa 12 alone");
        assert!(html.contains("Xã Mẫu Hòa 12"), "{text}");
    }
    assert_eq!(rows(&page(&format!("{HERE}?tim=dak+lak")).await), 0);
}

#[tokio::test]
async fn the_finding_and_the_first_row_agree() {
    let html = page(HERE).await;
    assert!(html.contains("Xã Mẫu Hòa 1 đứng đầu với 97,27 điểm"), "105 of 110 on 60, and 40");
    assert!(html.contains("<b>97,27</b>"));
}

#[tokio::test]
async fn changes_are_shown_where_there_is_a_period_before() {
    let html = page(HERE).await;
    assert!(html.contains("So 2024") && html.contains(ROSE) && html.contains(FELL));
    assert!(html.contains("href=\"/ket-qua/mau-2024/xa\">Kỳ 2024</a>"), "the other period is one click away");
    let before = page("/ket-qua/mau-2024/xa").await;
    assert!(!before.contains("So 2023") && !before.contains(ROSE), "nothing to compare with");
}

#[tokio::test]
async fn a_main_section_can_be_ranked_by() {
    let html = page(&format!("{HERE}?chi-so=2")).await;
    assert!(html.contains("<option value=\"2\" selected>"));
    assert!(html.contains("Điểm (trên 40)"));
    assert_eq!(get(&format!("{HERE}?chi-so=kh%C3%B4ng")).await.status, StatusCode::OK, "an unknown one is the total");
}

#[tokio::test]
async fn groups_are_never_mixed() {
    let communes = page(HERE).await;
    let departments = page("/ket-qua/mau-2025/so").await;
    assert!(!communes.contains("Sở Mẫu 1") && departments.contains("Sở Mẫu 1") && !departments.contains("Xã Mẫu"));
}

#[tokio::test]
async fn units_without_rank_are_listed_with_the_ground() {
    let html = page(HERE).await;
    let unranked = html.split("Không xếp hạng</h2>").nth(1).expect("a list");
    assert!(unranked.contains("/co-quan/mau-2025/xa-105") && unranked.contains("Mới thành lập"));
}

#[tokio::test]
async fn more_than_sixty_units_are_a_histogram_and_few_are_dots() {
    assert_eq!(count(&page(HERE).await, "<circle class=\"dt"), 0);
    assert_eq!(count(&page("/ket-qua/mau-2025/so").await, "<circle class=\"dt"), 3);
}
