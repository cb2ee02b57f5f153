//! What the PAR Index asks of a published page, line by line of the domain paper.

use axum::http::StatusCode;

use crate::rounds::provinces;
use crate::visibility::ask;

const PAGE: &str = "/ket-qua/par-mau-2024/tinh";

async fn page(before: Option<(u32, u32)>, path: &str) -> String {
    let before = before.map(|(version, count)| provinces(2023, version, count));
    let publications = before.into_iter().chain([provinces(2024, 1, 63)]).collect();
    let (status, html) = ask(publications, path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    html
}

#[tokio::test]
async fn par_5_changes_are_computed_and_up_down_and_equal_sum_to_the_number_of_units() {
    let html = page(Some((1, 63)), PAGE).await;
    assert!(html.contains("+4,30") && html.contains("Điểm trung bình thay đổi +1,39."), "{html}");
    assert!(html.contains("53 đơn vị tăng điểm, 9 giảm, 1 giữ nguyên."), "{html}");
    assert!(html.contains("Tăng nhiều nhất: Tỉnh Mẫu 1 (+4,30)."), "{html}");
    let html = page(Some((1, 60)), PAGE).await;
    assert!(html.contains("51 đơn vị tăng điểm, 9 giảm, 0 giữ nguyên, 3 mới xếp hạng."), "51 + 9 + 0 + 3 = 63: {html}");
}

#[tokio::test]
async fn par_6_sixteen_provinces_share_rank_1_and_the_next_is_17() {
    let html = page(None, &format!("{PAGE}?chi-so=3")).await;
    let ranks: Vec<&str> = html.split("<td class=\"rk\">").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert_eq!(ranks.len(), 63);
    assert!(ranks[..16].iter().all(|rank| *rank == "1"), "{ranks:?}");
    assert_eq!(ranks[16], "17");
}

#[tokio::test]
async fn par_8_prints_of_two_decimals_come_from_unrounded_values() {
    let before = provinces(2023, 1, 63);
    let unit = before.units.iter().find(|unit| unit.code == "tinh-2").expect("a province");
    let shown = |code: &str| unit.cards[0].lines.iter().find(|line| line.code == code).expect("a line").shown.clone();
    assert_eq!([shown("1"), shown("3"), shown("8"), shown("")], ["26.00", "14.34", "46.57", "86.90"]);
    let (_, html) = ask(vec![before], "/co-quan/par-mau-2023/tinh-2").await;
    assert!(html.contains("86,90") && html.contains("14,34") && html.contains("46,57"), "parts sum to 86,91");
}

#[tokio::test]
async fn par_9_a_change_across_versions_of_the_set_carries_a_mark() {
    let mark = "đổi phương pháp";
    assert!(!page(Some((1, 63)), PAGE).await.contains(mark));
    let html = page(Some((2, 63)), PAGE).await;
    assert!(html.contains(mark) && html.contains("bộ tiêu chí đã thay đổi"), "{html}");
    assert!(page(Some((2, 63)), "/co-quan/par-mau-2024/tinh-1").await.contains(mark));
}
