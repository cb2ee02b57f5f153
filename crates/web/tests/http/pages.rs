//! Every page in both languages: well formed, one heading, no script, the name of the product.

use crate::html::{check, count};
use crate::site::{PAGES, page};

fn english(path: &str) -> String {
    if path.starts_with("/?") { format!("/en{}", &path[1..]) } else { format!("/en{}", path.trim_end_matches('/')) }
}

#[tokio::test]
async fn every_page_is_whole_in_both_languages() {
    for path in PAGES {
        for (lang, path) in [("vi", path.to_owned()), ("en", english(path))] {
            let html = page(&path).await;
            check(&path, &html);
            assert_eq!(count(&html, "<h1"), 1, "{path}: headings");
            assert!(html.contains(&format!("<html lang=\"{lang}\"")), "{path}: language");
            assert!(html.contains("– Thước Đo</title>"), "{path}: title");
            assert!(
                html.contains("class=\"skip\" href=\"#noi-dung\"") && html.contains("id=\"noi-dung\""),
                "{path}: skip"
            );
            assert_eq!(count(&html, "<script"), 0, "{path}: scripts");
            assert!(
                !html.contains("[page-") && !html.contains("[chart-") && !html.contains("[frame-"),
                "{path}: words"
            );
            assert!(!html.contains("{ $"), "{path}: an argument is missing");
        }
    }
}

#[tokio::test]
async fn figures_have_a_finding_an_image_and_a_table_of_the_same_numbers() {
    for path in ["/ket-qua/mau-2025/xa", "/ket-qua/mau-2025/so", "/co-quan/mau-2025/xa-3", "/tieu-chi/mau-2025/1.1"] {
        let html = page(path).await;
        for figure in html.split("<figure").skip(1).map(|rest| rest.split("</figure>").next().unwrap_or_default()) {
            assert!(
                figure.contains("<figcaption>") && !figure.contains("<figcaption></figcaption>"),
                "{path}: finding"
            );
            assert!(figure.contains("<table"), "{path}: table");
            let drawn = figure.contains("class=\"ch\"");
            assert!(!drawn || (figure.contains("role=\"img\"") && figure.contains("<desc")), "{path}: description");
        }
    }
}

#[tokio::test]
async fn the_numbers_of_a_profile_stand_in_its_table() {
    let html = page("/co-quan/mau-2025/xa-3").await;
    let figure = html.split("id=\"ho-so\"").nth(1).and_then(|rest| rest.split("</figure>").next()).expect("a profile");
    let (drawn, table) = figure.split_once("<details").expect("a table");
    for value in drawn.split("<b>").skip(1).map(|rest| rest.split(" %").next().unwrap_or_default()) {
        assert!(table.contains(&format!("<td class=\"num\">{value}</td>")), "{value} is drawn but not in the table");
    }
    assert_eq!(drawn.matches("<b>").count(), 2, "one value for each main section");
}

#[tokio::test]
async fn illustrative_rounds_say_so_everywhere() {
    for path in PAGES.iter().filter(|path| path.contains("2025")) {
        assert!(page(path).await.contains("<strong>Số liệu minh họa.</strong>"), "{path}");
        assert!(page(&format!("/en{path}")).await.contains("<strong>Illustrative data.</strong>"), "{path}");
    }
    let criterion = page("/tieu-chi/mau-2025/1.1").await;
    assert!(criterion.contains("<span class=\"tag ill\">minh họa</span></h1>"), "the criterion is marked");
}

#[tokio::test]
async fn a_units_page_explains_its_numbers() {
    let html = page("/co-quan/mau-2025/xa-3").await;
    assert!(html.contains("Tỷ lệ hồ sơ trực tuyến") && html.contains("103 ÷ 110"), "the calculation in words");
    assert!(html.contains("Điểm tự chấm") && html.contains("Điểm thẩm định"), "both layers");
    assert!(html.contains("hạng 3/104"), "its place");
}

#[tokio::test]
async fn a_ladder_says_what_is_missing() {
    let html = page("/co-quan/muc-do-2025/xa-2").await;
    assert!(html.contains("Còn thiếu 1 chỉ tiêu để đạt mức Kết nối."));
    let ranking = page("/ket-qua/muc-do-2025/xa").await;
    assert!(ranking.contains("Chưa đạt mức nào") && ranking.contains("class=\"ladder\""));
}

#[tokio::test]
async fn a_unit_without_figures_shows_no_zeros() {
    let html = page("/co-quan/mau-2025/so-4").await;
    assert!(html.contains("Sở Mẫu 4 chưa có số liệu trong kết quả này.") && html.contains("Không nộp hồ sơ"));
    assert!(!html.contains("0,00"), "a zero would be a figure");
    let ranking = page("/ket-qua/mau-2025/so").await;
    assert!(ranking.contains("Sở Mẫu 4</a></li>"), "listed without points");
}
