//! Open data: right type, right name, the same rows in every format.

use axum::http::{Method, StatusCode};

use crate::rounds::COMMUNES;
use crate::site::{ask, get};

const FILES: [(&str, &str); 7] = [
    ("ket-qua.csv", "text/csv; charset=utf-8"),
    ("diem.csv", "text/csv; charset=utf-8"),
    ("ket-qua.json", "application/json"),
    ("ket-qua.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("bao-cao.html", "text/html; charset=utf-8"),
    ("report.html", "text/html; charset=utf-8"),
    ("goi-du-lieu.zip", "application/zip"),
];

#[tokio::test]
async fn every_file_is_sent_under_its_name() {
    for (name, kind) in FILES {
        let answer = get(&format!("/du-lieu/mau-2025/{name}")).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, kind), "{name}");
        let saved = format!("attachment; filename=\"mau-2025-v1-{name}\"");
        assert_eq!(answer.header("content-disposition"), saved);
        assert_eq!(answer.header("content-length"), answer.bytes.len().to_string());
        let known =
            ask(Method::GET, &format!("/du-lieu/mau-2025/{name}"), &[("if-none-match", answer.header("etag"))]).await;
        assert_eq!((known.status, known.bytes.len()), (StatusCode::NOT_MODIFIED, 0), "{name}");
    }
}

#[tokio::test]
async fn the_table_has_a_mark_for_excel_and_one_row_a_unit() {
    let answer = get("/du-lieu/mau-2025/ket-qua.csv").await;
    assert!(answer.bytes.starts_with(&[0xef, 0xbb, 0xbf]));
    assert_eq!(answer.text().lines().count(), 1 + COMMUNES + 4);
    assert!(answer.text().contains("9/QĐ-MẪU") && answer.text().contains("CC-BY-4.0"));
}

#[tokio::test]
async fn the_json_is_the_publication() {
    let answer = get("/du-lieu/mau-2025/ket-qua.json").await;
    let publication = thuocdo_publication::json::read(&answer.bytes).expect("a publication");
    assert_eq!(publication, crate::rounds::points(2025), "whole, traces and answers included");
}

#[tokio::test]
async fn the_page_of_downloads_names_licence_and_decision() {
    let html = crate::site::page("/du-lieu/mau-2025").await;
    assert!(html.contains("CC-BY-4.0") && html.contains("9/QĐ-MẪU"));
    for (name, _) in FILES.iter().filter(|(name, _)| *name != "report.html") {
        assert!(html.contains(&format!("href=\"/du-lieu/mau-2025/{name}\"")), "{name}");
    }
}
