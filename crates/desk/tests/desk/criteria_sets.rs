//! Criteria sets through their pages.

use axum::http::StatusCode;
use thuocdo_testkit::live::account;
use thuocdo_testkit::{Answer, Client, TestApp, on_both};

async fn admin(test: &TestApp) -> Client {
    let admin = account(&test.app, "admin", "Nguyễn Văn Quản Trị", None).await;
    test.client_as(&admin).await
}

const NEW: [(&str, &str); 3] = [("viec", "tu-dau"), ("ten", "Bộ tiêu chí tỉnh Mẫu"), ("ma", "tinh-mau/xa")];

/// Makes a draft from nothing; gives its address.
async fn draft(client: &mut Client) -> String {
    let made = client.post("/bo-tieu-chi/moi", &NEW).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    made.path
}

async fn upload(client: &mut Client, bytes: &[u8]) -> Answer {
    let token = client.token().await;
    let mut body = format!("--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n").into_bytes();
    body.extend(b"--x\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"a.toml\"\r\n\r\n");
    body.extend(bytes);
    body.extend(b"\r\n--x--\r\n");
    let answer = client.once("POST", "/bo-tieu-chi/tu-tep", Some(("multipart/form-data; boundary=x", body))).await;
    match answer.header("location").filter(|_| answer.status.is_redirection()) {
        Some(next) => {
            let next = next.to_owned();
            client.get(&next).await
        }
        None => answer,
    }
}

async fn text(client: &mut Client, path: &str) -> String {
    client.get(&format!("{path}/tai-ve")).await.text()
}

const DECISION: [(&str, &str); 7] = [
    ("loai-van-ban", "Quyết định"),
    ("so", "12/QĐ-UBND"),
    ("ngay", "3/2/2026"),
    ("co-quan", "Ủy ban nhân dân tỉnh Mẫu"),
    ("nguoi-ky", "Nguyễn Văn Mẫu"),
    ("can-cu", "Luật Mẫu số 1"),
    ("dong-y", "1"),
];

fn with<'a>(pairs: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [pairs, more].concat()
}

#[test]
fn every_page_answers_in_both_languages() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin(&test).await;
        let draft = draft(&mut admin).await;
        let version = "/bo-tieu-chi/vinh-long~cap-xa/2022";
        let mut paths = vec!["/bo-tieu-chi".to_owned(), "/bo-tieu-chi/moi".to_owned(), version.to_owned()];
        paths.extend(
            ["", "?nut=chung", "?nut=0", "?nut=1", "?nut=99", "/tep", "/ban-hanh"].map(|end| format!("{draft}{end}")),
        );
        paths.push(format!("{draft}/so-sanh?voi=vinh-long/cap-xa@2022"));
        paths.push(format!("{version}/so-sanh?voi=vinh-long/so-nganh@2022"));
        for path in paths {
            for language in ["", "/en"] {
                let answer = admin.get(&format!("{language}{path}")).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}");
                let text = answer.text();
                assert!(!text.contains(">sets-") && !text.contains("\"sets-"), "{path}: a sentence is missing");
            }
        }
        let shipped = admin.get(&format!("{version}/tep")).await;
        assert!(shipped.header("content-disposition").unwrap().contains("vinh-long-cap-xa-2022.toml"));
        assert_eq!(admin.get("/bo-tieu-chi/khong-co/1").await.status, StatusCode::NOT_FOUND);
        assert_eq!(admin.get("/bo-tieu-chi-nhap/khong-co").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn an_administrator_fills_the_form_tries_the_rule_and_issues() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin(&test).await;
        let draft = draft(&mut admin).await;
        let page = admin.get(&format!("{draft}?nut=1")).await.text();
        assert!(page.contains("Số hồ sơ giải quyết đúng hạn"));
        let typed = [
            ("ban", "1"),
            ("nut", "1"),
            ("viec", "luu"),
            ("x.title", "Tỷ lệ hồ sơ đúng hạn"),
            ("x.rule.kind", "ratio"),
            ("x.rule.full_at", "95%"),
            ("x.owner", "Công an tỉnh Mẫu"),
        ];
        let saved = admin.post(&draft, &typed).await;
        assert!(saved.path.ends_with("?nut=1") && saved.text().contains("Đã lưu bản nháp"), "{}", saved.path);
        let file = text(&mut admin, &draft).await;
        assert!(file.contains(r#"rule = { kind = "ratio", zero = "zero", full_at = "0.95" }"#), "{file}");
        assert!(file.starts_with("# Bộ tiêu chí: sửa bằng biểu mẫu"), "comments stay");
        let tried = admin.get(&format!("{draft}?nut=1&thu.a=111&thu.b=120")).await.text();
        assert!(tried.contains("<b>55,5</b> / 60"), "{tried}");
        let unsure = admin.post(&format!("{draft}/ban-hanh"), &with(&DECISION[..6], &[("ban", "2")])).await;
        assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
        let issued = admin.post(&format!("{draft}/ban-hanh"), &with(&DECISION, &[("ban", "2")])).await;
        assert_eq!((issued.path.as_str(), issued.status), ("/bo-tieu-chi/tinh-mau~xa/1", StatusCode::OK));
        assert!(issued.text().contains("12/QĐ-UBND") && issued.text().contains("Luật Mẫu số 1"));
        assert_eq!(admin.get(&draft).await.status, StatusCode::NOT_FOUND, "the draft is closed");
        let rounds = admin.get("/ky/moi").await.text();
        assert!(rounds.contains("tinh-mau/xa@1"), "a new round can use it");
        // The next version is a draft of its own; the issued one stays.
        let next = admin.post("/bo-tieu-chi/tinh-mau~xa/1/sua", &[]).await;
        assert!(text(&mut admin, &next.path).await.contains("version = \"2\""));
        assert!(!admin.get("/bo-tieu-chi/tinh-mau~xa/1/tep").await.text().contains("version = \"2\""));
    });
}

#[test]
fn nodes_are_added_moved_and_removed_and_each_step_is_taken_back() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin(&test).await;
        let draft = draft(&mut admin).await;
        let before = text(&mut admin, &draft).await;
        let steps = [
            ("1", "0", "them-con", "tieu-chi"),
            ("2", "3", "len", ""),
            ("3", "0", "them-sau", "muc"),
            ("4", "2", "xoa", ""),
        ];
        for (ban, nut, viec, loai) in steps {
            let answer = admin.post(&draft, &[("ban", ban), ("nut", nut), ("viec", viec), ("loai", loai)]).await;
            assert_eq!(answer.status, StatusCode::OK, "{viec}");
        }
        let after = text(&mut admin, &draft).await;
        assert!(after.contains("Mục mới") && !after.contains("Tiêu chí mới"), "{after}");
        for ban in ["5", "6", "7", "8"] {
            let undone = admin.post(&format!("{draft}/hoan-tac"), &[("ban", ban), ("nut", "chung")]).await;
            assert!(undone.text().contains("Đã hoàn tác"), "{ban}");
        }
        assert_eq!(text(&mut admin, &draft).await, before);
        let nothing = admin.post(&format!("{draft}/hoan-tac"), &[("ban", "9"), ("nut", "chung")]).await;
        assert!(nothing.text().contains("Không còn bước nào"));
        let impossible = admin.post(&draft, &[("ban", "9"), ("nut", "1"), ("viec", "them-con")]).await;
        assert_eq!(impossible.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn the_second_of_two_editors_is_told_and_loses_nothing() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut one = admin(&test).await;
        let draft = draft(&mut one).await;
        let first = [
            ("ban", "1"),
            ("nut", "2"),
            ("ma-nut", "1.2"),
            ("viec", "luu"),
            ("x.title", "Kế hoạch của người thứ nhất"),
        ];
        assert_eq!(one.post(&draft, &first).await.status, StatusCode::OK);
        let mut second = first;
        second[4].1 = "Kế hoạch của người thứ hai";
        let clash = one.post(&draft, &second).await;
        assert_eq!(clash.status, StatusCode::CONFLICT);
        let page = clash.text();
        assert!(page.contains("người thứ hai") && page.contains("người thứ nhất"), "both are there");
        let whole =
            one.post(&format!("{draft}/tep"), &[("ban", "1"), ("noi-dung", "# của tôi"), ("tieng-anh", "")]).await;
        assert_eq!(whole.status, StatusCode::CONFLICT);
        assert!(whole.text().contains("# của tôi") && whole.text().contains("người thứ nhất"));
    });
}

#[test]
fn what_is_typed_wrong_is_said_at_its_field_and_stays() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin(&test).await;
        let draft = draft(&mut admin).await;
        let typed = [("ban", "1"), ("nut", "1"), ("viec", "luu"), ("x.max", "sáu mươi"), ("x.title", "Tên mới")];
        let answer = admin.post(&draft, &typed).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text();
        assert!(page.contains("sáu mươi") && page.contains("Tên mới") && page.contains("href=\"#f-x.max\""), "{page}");
        assert!(!text(&mut admin, &draft).await.contains("Tên mới"), "nothing is written");
    });
}

#[test]
fn faulty_files_are_kept_with_their_faults_and_not_issued() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin(&test).await;
        let path = draft(&mut admin).await;
        let good = text(&mut admin, &path).await;
        let doubled = good.replace("code = \"1.2\"", "code = \"1.1\"");
        let circle = good.replace("[[criterion]]\ncode = \"1.2\"", "[[section]]\ncode = \"2\"\ntitle = \"x\"\nparent = \"3\"\n[[section]]\ncode = \"3\"\ntitle = \"y\"\nparent = \"2\"\n[[criterion]]\ncode = \"1.2\"");
        let sums = good.replace("max = \"40\"", "max = \"41\"");
        for (number, broken) in
            ["[set\ncode = ", doubled.as_str(), circle.as_str(), sums.as_str()].into_iter().enumerate()
        {
            let ban = (number + 1).to_string();
            let saved =
                admin.post(&format!("{path}/tep"), &[("ban", &ban), ("noi-dung", broken), ("tieng-anh", "")]).await;
            assert_eq!(saved.status, StatusCode::OK, "{broken}");
            assert!(saved.text().contains("dòng "), "{broken}");
            assert_eq!(text(&mut admin, &path).await.trim_end(), broken.trim_end());
            for end in ["", "?nut=0", "?nut=1", "?nut=2"] {
                assert_eq!(admin.get(&format!("{path}{end}")).await.status, StatusCode::OK, "{broken} {end}");
            }
            let ban = (number + 2).to_string();
            let refused = admin.post(&format!("{path}/ban-hanh"), &with(&DECISION, &[("ban", &ban)])).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{broken}");
        }
        let checked =
            admin.post(&format!("{path}/kiem-tra"), &[("ban", "5"), ("noi-dung", &good), ("tieng-anh", "")]).await;
        assert!(checked.text().contains("Không có lỗi") && checked.text().contains("chưa lưu"));
        assert!(text(&mut admin, &path).await.contains("max = \"41\""), "nothing is saved by looking");
    });
}

#[test]
fn files_that_are_too_large_foreign_or_hide_something_are_refused() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin(&test).await;
        let path = draft(&mut admin).await;
        let huge = "# ".repeat(2_600_000);
        for bytes in
            [huge.as_bytes(), b"a = \"\x00\"", "# \u{202e}x".as_bytes(), b"\xff\xfea\0", b"title = \"B\xe9\"", b""]
        {
            let answer = upload(&mut admin, bytes).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{:?}", bytes.get(..20));
        }
        for typed in [huge.as_str(), "a\u{0}b", "a\u{202e}b"] {
            let answer =
                admin.post(&format!("{path}/tep"), &[("ban", "1"), ("noi-dung", typed), ("tieng-anh", "")]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let issued = admin.get("/bo-tieu-chi/vinh-long~cap-xa/2022/tep").await.bytes;
        let taken = upload(&mut admin, &issued).await;
        assert_eq!(taken.status, StatusCode::OK);
        assert_eq!(text(&mut admin, &taken.path).await.into_bytes(), issued);
    });
}

#[test]
fn auditors_read_and_others_find_nothing() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin(&test).await;
        let path = draft(&mut admin).await;
        let auditor = account(&test.app, "auditor", "Lê Thị Kiểm Tra", None).await;
        test.database.execute("update account set auditor = 1 where login = 'auditor'").await.unwrap();
        let mut auditor = test.client_as(&auditor).await;
        let page = auditor.get(&format!("{path}?nut=1")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text().contains("value=\"luu\"") && page.text().contains("disabled"));
        let stranger = account(&test.app, "stranger", "Dương Văn Người Ngoài", None).await;
        let mut stranger = test.client_as(&stranger).await;
        for address in ["/bo-tieu-chi", path.as_str(), "/bo-tieu-chi/vinh-long~cap-xa/2022"] {
            assert_eq!(stranger.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
        }
        for client in [&mut auditor, &mut stranger] {
            for end in ["", "/tep", "/hoan-tac", "/bo", "/ban-hanh"] {
                let answer = client.post(&format!("{path}{end}"), &[("ban", "1"), ("viec", "luu")]).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{end}");
            }
        }
    });
}

#[test]
fn classes_and_grades_are_changed_in_a_form_and_the_text_is_looked_at_while_it_is_typed() {
    on_both(|database| async move {
        let test = TestApp::on(database).await;
        let mut admin = admin(&test).await;
        let draft = draft(&mut admin).await;
        let draft = draft.split('?').next().expect("a path").to_owned();
        let page = admin.get(&format!("{draft}?nut=doi-tuong")).await.text();
        assert!(page.contains("Nhóm đối tượng, xếp loại") && page.contains("x.grade_scale.0.band.0.grade"), "{page}");
        let revision = page.split("name=\"ban\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let form = [
            ("viec", "luu"),
            ("nut", "doi-tuong"),
            ("ban", revision.expect("a revision")),
            ("x.class", "2"),
            ("x.class.0.code", "xa"),
            ("x.class.0.name", "Xã"),
            ("x.grade_scale.0.basis", "percent"),
            ("x.grade_scale.0.band", "2"),
            ("x.grade_scale.0.band.0.grade", "Tốt"),
            ("x.grade_scale.0.band.0.from", "80"),
        ];
        let page = admin.post(&draft, &form).await;
        assert!(page.path.ends_with("nut=doi-tuong") && page.text().contains("value=\"Tốt\""), "{}", page.text());
        let file = text(&mut admin, &draft).await;
        assert!(file.contains("[[class]]") && file.contains("grade = \"Tốt\""), "{file}");
        let page = admin.get(&format!("{draft}/tep")).await.text();
        assert!(page.contains("data-live") && page.contains("data-swap=\"#tim-thay\""), "{page}");
    });
}
