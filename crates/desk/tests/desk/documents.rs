//! Official documents: who makes which, what is typed, the files, templates of one's own, through the real router.

use axum::http::StatusCode;
use thuocdo_app::bodies::OrgSystem;
use thuocdo_assessment::RoundStage;
use thuocdo_testkit::live::live;
use thuocdo_testkit::onward::{at_appraisal, on_to};
use thuocdo_testkit::{Answer, Client, TestApp, on_both};

const LIST: &str = "/ky/mau-2026/van-ban";
const REPORT: &str = "/ky/mau-2026/van-ban/bao-cao-tu-danh-gia/xa-mau-1";
const DECISION: &str = "/ky/mau-2026/van-ban/quyet-dinh/ca-ky";
const TEMPLATE: &str = "/quan-tri/mau-van-ban/to-trinh/nha-nuoc";

#[test]
fn a_unit_fills_in_its_report_and_keeps_it_as_word_and_pdf() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let mut clerk = test.client_as(&live.clerk).await;
        let page = clerk.get(LIST).await.text();
        assert!(page.contains("Báo cáo tự đánh giá") && page.contains("Phiếu điểm tự đánh giá"), "{page}");
        assert!(!page.contains("Quyết định công bố") && !page.contains("Xã Mẫu 2"), "{page}");
        let page = clerk.get(REPORT).await.text();
        assert!(page.contains("BC-UBND") && page.contains("Ủy ban nhân dân Xã Mẫu 1"), "{page}");
        let form = [
            ("ban", "0"),
            ("mau", "nha-nuoc"),
            ("so", "5"),
            ("ky-hieu", "BC-UBND"),
            ("dia-danh", "Mẫu 1"),
            ("ngay", "5/3/2027"),
            ("kho-khan", "Đường truyền chậm."),
            ("quyen", "kt"),
            ("chuc-vu", "Chủ tịch\nPhó Chủ tịch"),
            ("nguoi-ky", "Nguyễn Văn Mẫu"),
        ];
        let page = clerk.post(REPORT, &form).await.text();
        for part in ["Số: 05/BC-UBND", "Mẫu 1, ngày 05 tháng 3 năm 2027", "Đường truyền chậm.", "KT. CHỦ TỊCH"]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
        let late = clerk.post(REPORT, &form).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "who was slower is told");
        let bad = clerk.post(REPORT, &[("ban", "1"), ("ngay", "31/02/2027")]).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        let pdf = clerk.get(&format!("{REPORT}/tep.pdf")).await;
        assert_eq!((pdf.status, pdf.bytes.starts_with(b"%PDF-1.7")), (StatusCode::OK, true));
        let word = clerk.get(&format!("{REPORT}/tep.docx")).await;
        assert_eq!((word.status, word.bytes.starts_with(b"PK")), (StatusCode::OK, true));
        let mut other = test.client_as(&live.other_clerk).await;
        assert_eq!(other.get(REPORT).await.status, StatusCode::NOT_FOUND);
        assert_eq!(other.post(REPORT, &form).await.status, StatusCode::NOT_FOUND);
        let mut secretary = test.client_as(&live.secretariat).await;
        assert_eq!(secretary.get(DECISION).await.status, StatusCode::NOT_FOUND, "before the appraisal there is none");
    });
}

#[test]
fn the_decision_has_its_ranking_once_approval_has_come() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_appraisal(&test).await;
        let mut secretary = test.client_as(&live.secretariat).await;
        let page = secretary.get(LIST).await.text();
        assert!(page.contains("Báo cáo thẩm định") && !page.contains("Tờ trình"), "{page}");
        on_to(&test, &live, RoundStage::Approval).await;
        for kind in ["to-trinh", "quyet-dinh", "bao-cao-tong-hop"] {
            let path = format!("{LIST}/{kind}/ca-ky");
            let page = secretary.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{kind}: {}", page.text());
            assert!(secretary.get(&format!("{path}/tep.pdf")).await.bytes.starts_with(b"%PDF"), "{kind}");
        }
        let waits = secretary.get(&format!("{LIST}/bao-cao-tham-dinh/ca-ky")).await;
        assert!(waits.text().contains("Chưa có điểm thẩm định nào trong đợt này"), "{}", waits.text());
        for nothing in ["to-trinh/khong-co", "bien-ban-hoi-dong/khong-co", "cong-van-giai-trinh/khong-co"] {
            let path = format!("{LIST}/{nothing}");
            assert_eq!(secretary.get(&path).await.status, StatusCode::NOT_FOUND, "{nothing}");
            assert_eq!(secretary.post(&path, &[("ban", "0")]).await.status, StatusCode::NOT_FOUND, "{nothing}");
        }
        let mut clerk = test.client_as(&live.clerk).await;
        assert_eq!(clerk.get(DECISION).await.status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.get(&format!("{DECISION}/tep.docx")).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn an_administrator_puts_a_template_in_the_place_of_the_programs_and_back() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let mut admin = test.client_as(&live.admin).await;
        let own = "+++\nten = \"Tờ trình riêng\"\nma = \"TTr\"\ntrich-yeu = \"Về {dotx}\"\n+++\nMột dòng.\n";
        let page = admin.post(TEMPLATE, &[("noi-dung", own)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains("Dòng 4: Không có trường “dotx”. Có phải là “dot”?"), "{}", page.text());
        let page = admin.post(TEMPLATE, &[("noi-dung", &own.replace("dotx", "dot"))]).await.text();
        assert!(page.contains("Đã thay mẫu văn bản") && page.contains("Tờ trình riêng"), "{page}");
        assert!(admin.get(&format!("{TEMPLATE}/tep.txt")).await.text().contains("Tờ trình riêng"));
        let page = admin.post(TEMPLATE, &[("viec", "bo")]).await.text();
        assert!(page.contains("Đã trở lại mẫu của phần mềm") && page.contains("Tờ trình kết quả"), "{page}");
        let mut secretary = test.client_as(&live.secretariat).await;
        assert_eq!(secretary.get(TEMPLATE).await.status, StatusCode::NOT_FOUND);
        assert_eq!(secretary.post(TEMPLATE, &[("viec", "bo")]).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn of_two_who_save_one_document_at_once_one_is_told() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let (mut one, mut other) = (test.client_as(&live.clerk).await, test.client_as(&live.clerk2).await);
        let form = |text: &'static str| [("ban", "0"), ("mau", "nha-nuoc"), ("so", "5"), ("kho-khan", text)];
        let (mine, theirs) = (form("Máy chậm."), form("Thiếu người."));
        let (first, second) = tokio::join!(one.post_once(REPORT, &mine), other.post_once(REPORT, &theirs));
        let mut statuses = [first.status, second.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]);
        let (kept, told) =
            if first.status == StatusCode::SEE_OTHER { ("Máy chậm.", second) } else { ("Thiếu người.", first) };
        assert!(told.text().contains("Người khác vừa thay đổi"), "{}", told.text());
        assert!(
            told.text().contains("Máy chậm.") || told.text().contains("Thiếu người."),
            "what was typed is shown again"
        );
        assert!(one.get(REPORT).await.text().contains(kept));
    });
}

#[test]
fn the_decision_cites_the_submission_and_a_letter_that_asks_nothing_is_not_written() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = at_appraisal(&test).await;
        let mut secretary = test.client_as(&live.secretariat).await;
        let list = secretary.get(LIST).await.text();
        let letter = format!("{LIST}/cong-van-giai-trinh/xa-mau-1");
        assert!(!list.contains(&letter), "{list}");
        let refused = secretary.get(&letter).await.text();
        assert!(refused.contains("không có yêu cầu giải trình nào"), "{refused}");
        on_to(&test, &live, RoundStage::Approval).await;
        let form = [("ban", "0"), ("mau", "nha-nuoc"), ("so", "7"), ("ky-hieu", "TTr-SNV"), ("ngay", "5/3/2027")];
        secretary.post(&format!("{LIST}/to-trinh/ca-ky"), &form).await;
        let decision = secretary.get(DECISION).await.text();
        assert!(
            decision.contains("Tờ trình số 07/TTr-SNV ngày 05/3/2027")
                || decision.contains("Tờ trình số 07/TTr-SNV ngày 05/03/2027"),
            "{decision}"
        );
    });
}

#[test]
fn a_body_of_the_party_gets_the_form_of_the_party_first() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let mut body = test.app.store.look().await.unwrap().find_unit(&live.bodies[0]).await.unwrap().unwrap();
        body.system = OrgSystem::Party;
        body.version += 1;
        test.app.write(move |work| Box::pin(async move { Ok(work.save_unit(&body).await?) })).await.unwrap();
        let mut clerk = test.client_as(&live.clerk).await;
        let page = clerk.get(REPORT).await.text();
        assert!(page.contains(">T/M<") && page.contains("BC/ĐU"), "{page}");
    });
}

#[test]
fn a_template_is_handed_in_as_a_file() {
    on_both(async |database| {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let mut admin = test.client_as(&live.admin).await;
        let text = admin.get(&format!("{TEMPLATE}/tep.txt")).await.text();
        let changed = text.replacen("ten = \"", "ten = \"Mẫu riêng: ", 1);
        assert_ne!(text, changed);
        let done = upload(&mut admin, changed.as_bytes()).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert!(admin.get(TEMPLATE).await.text().contains("Mẫu riêng: "));
        for (bytes, said) in [
            (b"".as_slice(), "Chọn tệp mẫu"),
            (b"\xff\xfe\x00", "không phải chữ thuần"),
            (b"+++\nten = \n+++\n{la-lam}".as_slice(), "Dòng"),
        ] {
            let refused = upload(&mut admin, bytes).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text().to_lowercase().contains(&said.to_lowercase()), "{said}: {}", refused.text());
        }
        let mut clerk = test.client_as(&live.clerk).await;
        assert_eq!(upload(&mut clerk, changed.as_bytes()).await.status, StatusCode::NOT_FOUND);
    });
}

/// Hands a template in as the page's form does.
async fn upload(client: &mut Client, bytes: &[u8]) -> Answer {
    let token = client.token().await;
    let mut body = format!("--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n").into_bytes();
    body.extend(b"--x\r\ncontent-disposition: form-data; name=\"tep\"; filename=\"mau.txt\"\r\n\r\n");
    body.extend(bytes);
    body.extend(b"\r\n--x--\r\n");
    client.once("POST", &format!("{TEMPLATE}/tu-tep"), Some(("multipart/form-data; boundary=x", body))).await
}
