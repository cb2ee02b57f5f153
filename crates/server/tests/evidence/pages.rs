//! Pages: the pane, the store, the viewer, and forms without script.

use axum::http::StatusCode;
use thuocdo_app::answers::Place;
use thuocdo_app::evidence::uploads::{self, Target};
use thuocdo_app::evidence::{self, Typed};
use thuocdo_base::Actor;
use thuocdo_testkit::{on_both, samples};

use crate::room::{Room, form};

impl Room {
    fn place(&self) -> Place {
        Place {
            round: self.live.round.to_owned(),
            unit: self.live.units[0].to_owned(),
            criterion: self.criterion.clone(),
        }
    }

    /// An item with a file of two pages; gives its id.
    async fn item(&self) -> String {
        let (app, clerk) = (&self.test.app, Actor::Person(self.live.clerk.clone()));
        let bytes = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(samples::pdf(2, b""))]);
        let target = Target::Criterion(self.place());
        let sha256 = uploads::take(app, &clerk, &target, "Kế hoạch số.pdf", true, bytes).await.expect("a file");
        let typed = Typed {
            number: "1242/UBND-VHXH".to_owned(),
            date: "14/3/2026".to_owned(),
            issuer: "UBND xã Mẫu 1".to_owned(),
            summary: "V/v <b>cài đặt</b> phần mềm".to_owned(),
            declared: true,
            file: Some(sha256),
            ..Typed::default()
        };
        evidence::add(app, &clerk, Some(&self.place()), "", &typed).await.expect("an item")
    }
}

#[test]
fn without_script_a_file_is_sent_cited_and_attached() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let mut clerk = room.clerk().await;
        let page = clerk.get(&room.evidence()).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        assert!(page.text().contains("multipart/form-data") && page.text().contains("capture=\"environment\""));
        let fields =
            [("ky", room.live.round), ("cq", room.live.units[0]), ("tc", room.criterion.as_str()), ("khai", "1")];
        let bytes = samples::pdf(1, b"");
        let answer = form(&mut clerk, "/tep/bieu-mau", &fields, &[("Báo cáo.pdf", &bytes)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let page = clerk.get(&room.evidence()).await.text();
        assert!(page.contains("Báo cáo.pdf") && page.contains("chưa có thông tin văn bản"), "{page}");
        let sha256 =
            page.split("name=\"tep\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a file");
        let typed =
            [("tep", sha256), ("so", "12/KH"), ("ngay", "31/2/2026"), ("cq-bh", "UBND"), ("trich-yeu", "Kế hoạch")];
        let answer = clerk.post_once(&room.evidence(), &typed).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("Không đọc được ngày") && answer.text().contains("12/KH"));
        let typed = typed.map(|(name, value)| if name == "ngay" { (name, "28/2/2026") } else { (name, value) });
        let answer = clerk.post_once(&room.evidence(), &typed).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let page = clerk.get(&room.evidence()).await.text();
        assert!(page.contains("12/KH") && page.contains("28/02/2026") && !page.contains("chưa có thông tin văn bản"));
    });
}

#[test]
fn a_form_with_bad_files_says_why_for_each() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let mut clerk = room.clerk().await;
        let fields =
            [("ky", room.live.round), ("cq", room.live.units[0]), ("tc", room.criterion.as_str()), ("khai", "1")];
        let answer = form(&mut clerk, "/tep/bieu-mau", &fields, &[("a.exe", b"MZ"), ("b.pdf", b"MZ")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            answer.text().contains("a.exe: Loại tệp") && answer.text().contains("b.pdf: Nội dung tệp"),
            "{}",
            answer.text()
        );
        let answer = form(&mut clerk, "/tep/bieu-mau", &fields[..3], &[("a.pdf", &samples::pdf(1, b""))]).await;
        assert!(answer.text().contains("bí mật nhà nước"));
        let large = vec![0; 21 * 1024 * 1024];
        let answer = form(&mut clerk, "/tep/bieu-mau", &fields, &[("a.pdf", &large)]).await;
        assert!(answer.text().contains("lớn quá 20"), "{}", answer.text());
        let answer = form(&mut clerk, "/tep/bieu-mau", &[("csrf", "x")], &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn ux_42_pages_are_shown_as_pictures_that_the_server_made() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let id = room.item().await;
        let mut clerk = room.clerk().await;
        let page = clerk.get(&format!("/kho/{id}/xem/1")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        assert!(page.text().contains("Trang 1/2") && page.text().contains(&format!("/kho/{id}/anh/1?to=0")));
        let picture = clerk.get(&format!("/kho/{id}/anh/2?to=0")).await;
        assert_eq!(picture.header("content-type"), Some("image/png"));
        assert!(picture.bytes.starts_with(b"\x89PNG"));
        assert_eq!(picture.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(clerk.get(&format!("/kho/{id}/xem/3")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.get(&format!("/kho/{id}/anh/3")).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn an_original_is_only_handed_out() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let id = room.item().await;
        let mut clerk = room.clerk().await;
        let given = clerk.get(&format!("/kho/{id}/tep")).await;
        assert_eq!(given.bytes, samples::pdf(2, b""));
        assert_eq!(given.header("content-security-policy"), Some("sandbox; default-src 'none'"));
        assert_eq!(given.header("x-content-type-options"), Some("nosniff"));
        let name = given.header("content-disposition").expect("a name");
        assert!(name.starts_with("attachment; filename=\"tep.pdf\"; filename*=UTF-8''K%E1%BA%BF"), "{name}");
        for account in [&room.live.other_clerk, &room.live.stranger, &room.live.appraiser] {
            let mut other = room.test.client_as(account).await;
            for path in ["", "/tep", "/xem/1", "/anh/1"] {
                let answer = other.get(&format!("/kho/{id}{path}")).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
        }
    });
}

#[test]
fn the_store_lists_finds_changes_and_exports() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let id = room.item().await;
        let mut clerk = room.clerk().await;
        let list = clerk.get("/kho?tim=cai+dat&loc=").await.text();
        assert!(list.contains("1242/UBND-VHXH") && list.contains("V/v &#60;b&#62;"), "{list}");
        assert!(!clerk.get("/kho?loc=chua-gan").await.text().contains("1242/UBND-VHXH"));
        let item = clerk.get(&format!("/kho/{id}")).await.text();
        let file =
            item.split("name=\"tep\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("its file");
        let typed = [
            ("ban", "1"),
            ("tep", file),
            ("so", "9/KH"),
            ("ngay", "1/3/2026"),
            ("cq-bh", "UBND"),
            ("trich-yeu", "Mới"),
        ];
        let answer = clerk.post_once(&format!("/kho/{id}"), &typed).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let answer = clerk.post_once(&format!("/kho/{id}"), &typed).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "the version is old");
        let csv = clerk.get("/kho/xuat").await;
        assert_eq!(csv.header("content-disposition"), Some("attachment; filename=\"kho-minh-chung.csv\""));
        assert!(csv.text().contains("9/KH,01/03/2026,UBND,Mới,Kế hoạch số.pdf"), "{}", csv.text());
        let answer = clerk.post_once(&format!("/kho/{id}/bo"), &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "it serves a criterion");
        clerk.post_once(&format!("{}/go", room.evidence()), &[("muc", &id)]).await;
        assert_eq!(clerk.post_once(&format!("/kho/{id}/bo"), &[]).await.status, StatusCode::SEE_OTHER);
        assert!(!clerk.get("/kho").await.text().contains("9/KH"));
    });
}

#[test]
fn readers_see_the_pane_without_ways_to_change_it() {
    on_both(|database| async {
        let room = Room::on(database).await;
        let id = room.item().await;
        let mut reader = room.test.client_as(&room.live.secretariat).await;
        let page = reader.get(&room.evidence()).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("1242/UBND-VHXH") && !page.text().contains("enctype"), "{}", page.text());
        let answer = reader.post_once(&format!("{}/go", room.evidence()), &[("muc", &id)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut other = room.test.client_as(&room.live.other_clerk).await;
        assert_eq!(other.get(&room.evidence()).await.status, StatusCode::NOT_FOUND);
    });
}
