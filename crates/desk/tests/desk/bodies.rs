//! Bodies through their pages.

use thuocdo_app::accounts::{self, NewAccount};
use thuocdo_base::Actor;
use thuocdo_testkit::client::Answer;
use thuocdo_testkit::{Client, TestApp, on_both};

const LIST: &str = "/quan-tri/co-quan";

async fn administrator(test: &TestApp) -> Client {
    let new = NewAccount {
        login: "quan.tri".to_owned(),
        name: "Nguyễn Văn Mẫu".to_owned(),
        password: Some(crate::sign_in::PASSWORD.to_owned()),
        administrator: true,
        ..NewAccount::default()
    };
    let id = accounts::create(&test.app, &Actor::Operator, new).await.expect("an account");
    test.client_as(&id).await
}

fn body<'a>(code: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("ma", code), ("ten", name), ("he-thong", "state"), ("cap", "commune"), ("tu-ngay", "1/7/2025")]
}

async fn upload(client: &mut Client, text: &str) -> Answer {
    let token = client.token().await;
    let part = |name: &str, more: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let form = part("csrf", "", &token) + &part("tep", "; filename=\"a.csv\"", text) + "--x--\r\n";
    let kind = "multipart/form-data; boundary=x";
    client.once("POST", "/quan-tri/nhap-co-quan", Some((kind, form.into_bytes()))).await
}

#[test]
fn a_body_is_added_found_without_accents_and_renamed_by_decision() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let mut client = administrator(&test).await;
        assert!(client.get(LIST).await.text().contains("Chưa có cơ quan nào"));
        let added = client.post("/quan-tri/them-co-quan", &body("dien-khanh", "Xã Diên Khánh Mẫu")).await;
        assert_eq!(added.path, "/quan-tri/co-quan/dien-khanh");
        assert!(added.text().contains("Đã thêm cơ quan"));
        let found = client.get("/quan-tri/co-quan?tim=dien+khanh&cap=commune").await.text();
        assert!(found.contains("Xã Diên Khánh Mẫu") && found.contains("1 cơ quan"));
        assert!(client.get("/quan-tri/co-quan?tim=nha+trang").await.text().contains("Không có cơ quan nào khớp"));
        let decision = [("quyet-dinh", "01/NQ-MAU"), ("ngay", "30-4-2026"), ("ten", "Phường Diên Khánh Mẫu")];
        let renamed = client.post("/quan-tri/co-quan/dien-khanh/bien-dong/doi-ten", &decision).await.text();
        assert!(renamed.contains("<h1>Phường Diên Khánh Mẫu</h1>") && renamed.contains("Trước đó: Xã Diên Khánh Mẫu"));
        assert!(client.get("/en/quan-tri/co-quan/dien-khanh").await.text().contains("Renamed"));
    });
}

#[test]
fn a_faulty_form_comes_back_with_what_was_typed() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let mut client = administrator(&test).await;
        let mut typed = body("xã", "Xã <Mẫu>");
        typed.extend([("cap-tren", "khong-co"), ("dac-diem", "special_nature")]);
        let answer = client.post_once("/quan-tri/them-co-quan", &typed).await;
        let page = answer.text();
        assert_eq!(answer.status.as_u16(), 422);
        assert!(
            page.contains("href=\"#f-ma\"") && page.contains("href=\"#f-cap-tren\"") && page.contains("value=\"xã\"")
        );
        assert!(page.contains("Xã &#60;Mẫu&#62;") && page.contains("value=\"special_nature\" checked"));
    });
}

#[test]
fn every_kind_of_happening_has_its_form() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let mut client = administrator(&test).await;
        for (code, name) in [("a", "Xã Mẫu A"), ("b", "Xã Mẫu B"), ("c", "Xã Mẫu C")] {
            client.post("/quan-tri/them-co-quan", &body(code, name)).await;
        }
        for kind in ["doi-ten", "doi-loai", "chia-tach", "hop-nhat", "cham-dut"] {
            let page = client.get(&format!("/quan-tri/co-quan/a/bien-dong/{kind}")).await;
            assert_eq!(page.status.as_u16(), 200, "{kind}");
        }
        let decision = [("quyet-dinh", "02/NQ-MAU"), ("ngay", "1/1/2026")];
        let merge = [decision[0], decision[1], ("cung", "b"), ("ma", "ab"), ("ten", "Xã Mẫu AB")];
        let merged = client.post("/quan-tri/co-quan/a/bien-dong/hop-nhat", &merge).await;
        assert_eq!(merged.path, "/quan-tri/co-quan/ab");
        let split = [decision[0], decision[1], ("ma-1", "c1"), ("ten-1", "Xã Mẫu C1")];
        assert_eq!(client.post_once("/quan-tri/co-quan/c/bien-dong/chia-tach", &split).await.status.as_u16(), 422);
        assert_eq!(client.get("/quan-tri/co-quan/a/bien-dong/khac").await.status.as_u16(), 404);
        assert!(client.get("/quan-tri/co-quan/a").await.text().contains("31/12/2025"));
    });
}

#[test]
fn a_file_is_looked_at_before_chosen_rows_are_written() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let mut client = administrator(&test).await;
        let file = "\nMã,Tên cơ quan,Hệ thống,Cấp,Từ ngày\nx1,Xã Mẫu 1,Cơ quan nhà nước,Cấp xã,1/7/2025\n\
                    x2,Xã Mẫu 2,lạ,Cấp xã,1/7/2025\nx3,Xã Mẫu 3,party,commune,1/7/2025\n";
        let preview = upload(&mut client, file).await;
        let page = preview.text();
        assert_eq!(preview.status.as_u16(), 200);
        assert!(page.contains("name=\"chon\" value=\"3\"") && !page.contains("name=\"chon\" value=\"4\""));
        assert!(page.contains("Hệ thống: Hệ thống &#34;lạ&#34; không có trong danh sách."));
        assert!(client.get(LIST).await.text().contains("Chưa có cơ quan nào"));
        let none = client.post_once("/quan-tri/nhap-co-quan/ap-dung", &[("tep", file), ("chon", "4")]).await;
        assert_eq!(none.status.as_u16(), 422);
        let applied = client.post("/quan-tri/nhap-co-quan/ap-dung", &[("tep", file), ("chon", "5")]).await.text();
        assert!(
            applied.contains("Đã nhập: 1 cơ quan mới") && applied.contains("Xã Mẫu 3") && !applied.contains("Xã Mẫu 1")
        );
        let csv = client.get("/quan-tri/co-quan.csv?he-thong=party").await;
        assert!(csv.text().contains("x3,Xã Mẫu 3,Cơ quan Đảng,Cấp xã"));
        assert_eq!(client.get("/quan-tri/co-quan.xlsx").await.bytes[..2], *b"PK");
        assert_eq!(upload(&mut client, "").await.status.as_u16(), 422);
    });
}

#[test]
fn a_province_starts_with_one_click() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let mut client = administrator(&test).await;
        let page = client.post("/quan-tri/34-tinh", &[("uy-ban", "1")]).await.text();
        assert!(page.contains("Đã thêm 34 địa bàn và 34 cơ quan.") && page.contains("34 cơ quan</p>"));
        assert!(page.contains("Ủy ban nhân dân thành phố Huế"));
    });
}

#[test]
fn who_is_no_administrator_finds_nothing() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let id = crate::sign_in::account(&test, "can.bo").await;
        let mut client = test.client_as(&id).await;
        for path in [LIST, "/quan-tri/them-co-quan", "/quan-tri/co-quan.csv", "/quan-tri/co-quan/a"] {
            assert_eq!(client.get(path).await.status.as_u16(), 404, "{path}");
        }
        assert_eq!(client.post_once("/quan-tri/34-tinh", &[]).await.status.as_u16(), 404);
    });
}
