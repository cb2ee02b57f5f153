//! From the check before signing to the receipt, through the real router.

use sha2::{Digest, Sha256};
use thuocdo_testkit::filled::fill;
use thuocdo_testkit::live::{Live, live};
use thuocdo_testkit::{Client, Database, TestApp, on_both};

const CHECK: &str = "/ky/mau-2026/trinh-ky/xa-mau-1";
const SIGN: &str = "/ky/mau-2026/ky-duyet/xa-mau-1";
const SEND_BACK: &str = "/ky/mau-2026/ky-duyet/xa-mau-1/tra-lai";
const TAKE_BACK: &str = "/ky/mau-2026/trinh-ky/xa-mau-1/rut-ve";
const RECEIPT: &str = "/ky/mau-2026/bien-nhan/xa-mau-1";
const PAPER: &str = "/ky/mau-2026/bien-nhan/xa-mau-1/van-ban";
const REOPEN: &str = "/ky/mau-2026/mo-lai/xa-mau-1";
const PRINT: &str = "/ky/mau-2026/phieu/xa-mau-1";

struct Stage {
    test: TestApp,
    live: Live,
    codes: Vec<String>,
    clerk: Client,
    head: Client,
}

async fn filled(database: Database) -> Stage {
    let test = TestApp::on(database).await;
    let live = live(&test.app).await;
    let codes = fill(&test.app, &live).await;
    let (clerk, head) = (test.client_as(&live.clerk).await, test.client_as(&live.head).await);
    Stage { test, live, codes, clerk, head }
}

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let field = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a hidden field");
    field.split('"').next().expect("a value").to_owned()
}

async fn submit(head: &mut Client) -> thuocdo_testkit::Answer {
    let page = head.get(SIGN).await.text();
    let (key, version) = (hidden(&page, "khoa"), hidden(&page, "ban"));
    head.post(SIGN, &[("khoa", &key), ("ban", &version)]).await
}

#[test]
fn ux_53_the_check_page_lists_what_blocks_first_with_links_to_the_fields() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let mut clerk = test.client_as(&live.clerk).await;
        let page = clerk.get(CHECK).await;
        let text = page.text();
        assert_eq!(page.status, 200, "{text}");
        let (summary, table) = (text.find("role=\"alert\"").expect("a summary"), text.find("<table").expect("a table"));
        assert!(summary < table && text.contains("Có 51 việc phải sửa") && text.contains("data-focus"));
        assert!(text.contains("href=\"/ky/mau-2026/tu-danh-gia/xa-mau-1/1.1#f-v-option\""));
        let refused = clerk.post(CHECK, &[]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Có 51 việc phải sửa") && refused.text().contains("Hồ sơ đang lập"));
    });
}

#[test]
fn ux_54_the_head_sees_overridden_not_applicable_and_no_evidence_rows_on_one_page() {
    on_both(|database| async {
        let mut stage = filled(database).await;
        let overridden = "insert into field (round, unit, criterion, name, version, value, account, at) values \
             ('mau-2026', 'xa-mau-1', '1.2', 'not_applicable', 1, '{\"asked\":true,\"ground\":\"Xã không có bộ phận này\"}', 'x', 0); \
             update field set value = replace(value, '\"reason\":null', '\"reason\":\"Đã chốt theo biên bản\"') \
             where criterion = '1.4' and name = 'figures'; \
             update field set value = replace(value, '\"points\":null', '\"points\":\"1,5\"') \
             where criterion = '1.4' and name = 'figures'";
        stage.test.database.execute(overridden).await.expect("other answers");
        let handed = stage.clerk.post(CHECK, &[]).await;
        assert_eq!(handed.status, 200, "{}", handed.text());
        let page = stage.head.get(SIGN).await.text();
        assert!(page.contains("Người lập: Lê Thị Mẫu Một"), "{page}");
        assert!(page.contains("1 đề nghị không áp dụng") && page.contains("Xã không có bộ phận này"));
        assert!(page.contains("điểm chấm khác điểm tính") && page.contains("Đã chốt theo biên bản"), "{page}");
        assert!(page.contains("tiêu chí thiếu tài liệu") && page.contains("Tài liệu lưu bản giấy tại Văn phòng"));
        assert!(page.contains("Điểm theo chỉ số") && page.contains("Ký duyệt và nộp"));
    });
}

#[test]
fn ux_55_returning_opens_only_what_the_head_names_with_the_remark() {
    on_both(|database| async {
        let mut stage = filled(database).await;
        stage.clerk.post(CHECK, &[]).await;
        let more = [("tieu-chi", "1.3"), ("y-kien", "Kiểm lại"), ("them", "1")];
        let more = stage.head.post_once(SEND_BACK, &more).await;
        assert!(more.status == 200 && more.text().contains("tc-4") && more.text().contains("Kiểm lại"));
        let empty = stage.head.post(SEND_BACK, &[("tieu-chi", "1.3"), ("y-kien", "…")]).await;
        assert!(empty.status == 422 && empty.text().contains("Cần ghi rõ lý do bằng lời"));
        let words = [("tieu-chi", "1.3"), ("y-kien", "Đối chiếu lại số văn bản"), ("tieu-chi", ""), ("y-kien", "")];
        let back = stage.head.post(SEND_BACK, &words).await;
        assert!(back.status == 200 && back.text().contains("Đã trả lại hồ sơ"), "{}", back.text());
        let page = stage.clerk.get(CHECK).await.text();
        assert!(page.contains("Ý kiến cần tiếp thu") && page.contains("Đối chiếu lại số văn bản"), "{page}");
        assert!(page.contains("chỉ sửa được các tiêu chí 1.3"));
        let kept = thuocdo_app::answers::Value::Note("x".to_owned());
        let place = |code: &str| thuocdo_app::answers::Place::new("mau-2026", "xa-mau-1", code);
        let clerk = thuocdo_base::Actor::Person(stage.live.clerk.clone());
        let app = &stage.test.app;
        thuocdo_app::answers::save(app, &clerk, &place("1.3"), 0, kept.clone()).await.expect("an open criterion");
        thuocdo_app::answers::save(app, &clerk, &place("1.1"), 0, kept).await.expect_err("a closed criterion");
    });
}

#[test]
fn par_4_the_head_submits_once_and_a_repeated_post_gets_the_same_answer() {
    on_both(|database| async {
        let mut stage = filled(database).await;
        let early = stage.head.get(SIGN).await.text();
        assert!(!early.contains("name=\"khoa\""), "nothing to sign before it is handed over");
        stage.clerk.post(CHECK, &[]).await;
        let page = stage.head.get(SIGN).await.text();
        let form = [("khoa", hidden(&page, "khoa")), ("ban", hidden(&page, "ban"))];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let by_clerk = stage.clerk.post(SIGN, &form).await;
        assert!(by_clerk.status == 422 && by_clerk.text().contains("không được giao việc"), "{}", by_clerk.text());
        let first = stage.head.post_once(SIGN, &form).await;
        assert_eq!((first.status.as_u16(), first.header("location")), (303, Some(RECEIPT)));
        let again = stage.head.post_once(SIGN, &form).await;
        assert_eq!((again.status.as_u16(), again.header("location")), (303, Some(RECEIPT)));
        let other = stage.head.post(SIGN, &[("khoa", "other"), form[1]]).await;
        assert!(other.status == 422 && other.text().contains("Hồ sơ đã nộp lúc"), "{}", other.text());
        let mut link = stage.test.app.store.look().await.expect("a link");
        assert_eq!(link.submissions_of("mau-2026", "xa-mau-1").await.expect("rows").len(), 1);
        let events = stage.test.app.store.events().await.expect("events");
        assert_eq!(events.iter().filter(|event| event.kind == "submit").count(), 1);
    });
}

#[test]
fn ux_56_submission_freezes_a_snapshot_whose_code_is_on_receipt_and_print() {
    on_both(|database| async {
        let mut stage = filled(database).await;
        stage.clerk.post(CHECK, &[]).await;
        let draft = stage.head.get(PRINT).await.text();
        assert!(draft.contains("chưa nộp nên chưa có mã đối chiếu"));
        let receipt = submit(&mut stage.head).await;
        assert!(receipt.status == 200 && receipt.path == RECEIPT, "{}", receipt.text());
        let text = stage.head.get(&format!("{RECEIPT}/bien-nhan.txt")).await;
        assert!(text.header("content-disposition").is_some_and(|value| value.starts_with("attachment")));
        let text = text.text();
        let line = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
            line.unwrap_or_else(|| panic!("no {name} in {text}")).to_owned()
        };
        let content = stage.head.get(&format!("{RECEIPT}/noi-dung.json")).await;
        let hash: String = Sha256::digest(&content.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(line("sha256"), hash);
        let code = format!("{}-{}", &hash[..4], &hash[4..8]).to_uppercase();
        assert_eq!(line("code"), code);
        for page in [RECEIPT, PRINT, SIGN, CHECK] {
            assert!(stage.head.get(page).await.text().contains(&code), "{page}");
        }
        let events = stage.test.app.store.events().await.expect("events");
        let event = events.iter().find(|event| event.kind == "submit").expect("an event");
        assert_eq!((line("seq"), line("event")), (event.seq.to_string(), event.hash.clone()));
        assert!(event.body.contains(&hash) && event.body.contains("58/QĐ-UBND"), "{}", event.body);
    });
}

#[test]
fn after_submission_everything_is_read_only() {
    on_both(|database| async {
        let mut stage = filled(database).await;
        stage.clerk.post(CHECK, &[]).await;
        submit(&mut stage.head).await;
        for (client, path) in [(&mut stage.clerk, CHECK), (&mut stage.head, SIGN)] {
            let page = client.get(path).await.text();
            assert!(page.contains("Đã nộp") && !page.contains("<button class=\"btn\""), "{page}");
        }
        for path in [CHECK, TAKE_BACK] {
            assert_eq!(stage.clerk.post(path, &[]).await.status, 422, "{path}");
        }
        let form = [("tieu-chi", "1.3"), ("y-kien", "Đối chiếu lại số văn bản")];
        assert_eq!(stage.head.post(SEND_BACK, &form).await.status, 422);
        let frozen = stage.head.get(&format!("{RECEIPT}/noi-dung.json")).await.text();
        let tamper = "update field set value = 'x' where round = 'mau-2026'";
        stage.test.database.execute(tamper).await.expect("a change behind its back");
        assert_eq!(stage.head.get(&format!("{RECEIPT}/noi-dung.json")).await.text(), frozen);
        assert!(stage.head.get(PRINT).await.text().contains("58/QĐ-UBND"), "the print shows what was signed");
        let edit = "update submission set content = 'x'";
        stage.test.database.execute(edit).await.expect_err("append only");
    });
}

#[test]
fn the_clerk_takes_back_what_the_head_has_not_signed_and_the_head_cannot_sign_an_old_page() {
    on_both(|database| async {
        let mut stage = filled(database).await;
        stage.clerk.post(CHECK, &[]).await;
        let page = stage.head.get(SIGN).await.text();
        let (key, version) = (hidden(&page, "khoa"), hidden(&page, "ban"));
        stage.clerk.post(TAKE_BACK, &[]).await;
        stage.clerk.post(CHECK, &[]).await;
        let stale = stage.head.post(SIGN, &[("khoa", &key), ("ban", &version)]).await;
        assert!(stale.status == 422 && stale.text().contains("Người khác vừa thay đổi"), "{}", stale.text());
        assert_eq!(submit(&mut stage.head).await.path, RECEIPT);
    });
}

#[test]
fn the_secretariat_alone_reopens_named_criteria_with_a_reason() {
    on_both(|database| async {
        let mut stage = filled(database).await;
        stage.clerk.post(CHECK, &[]).await;
        submit(&mut stage.head).await;
        let form =
            [("tieu-chi", "1.3"), ("tieu-chi", "1.4"), ("ly-do", "Nhập nhầm số văn bản theo công văn 12"), ("han", "")];
        assert_eq!(stage.head.post(REOPEN, &form).await.status, 422);
        let mut secretariat = stage.test.client_as(&stage.live.secretariat).await;
        assert_eq!(secretariat.get(REOPEN).await.status, 200);
        let silent = secretariat.post(REOPEN, &[("tieu-chi", "1.3"), ("ly-do", "."), ("han", "")]).await;
        assert!(silent.status == 422 && silent.text().contains("Cần ghi rõ lý do"));
        let opened = secretariat.post(REOPEN, &form).await;
        assert_eq!(opened.status, 200, "{}", opened.text());
        let page = stage.clerk.get(CHECK).await.text();
        assert!(
            page.contains("mở lại lúc") && page.contains("1.3, 1.4") && page.contains("theo công văn 12"),
            "{page}"
        );
        let receipt = stage.head.get(RECEIPT).await.text();
        assert!(receipt.contains("Hồ sơ đã được mở lại sau lần nộp này"));
        stage.clerk.post(CHECK, &[]).await;
        submit(&mut stage.head).await;
        let mut link = stage.test.app.store.look().await.expect("a link");
        let rows = link.submissions_of("mau-2026", "xa-mau-1").await.expect("rows");
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 1]);
    });
}

#[test]
fn ux_58_both_print_forms_have_their_heading_and_number() {
    on_both(|database| async {
        let mut stage = filled(database).await;
        stage.clerk.post(CHECK, &[]).await;
        submit(&mut stage.head).await;
        let state = stage.clerk.get(PRINT).await.text();
        assert!(state.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") && state.contains("Độc lập - Tự do - Hạnh phúc"));
        assert!(state.contains("Số: .........../BC-UBND") && state.contains("ỦY BAN NHÂN DÂN XÃ MẪU 1"), "{state}");
        assert!(state.contains("TM. ỦY BAN NHÂN DÂN") && state.contains("Mẫu 1, ngày ......"));
        assert_eq!(state.matches("<thead>").count(), 1);
        let party = stage.clerk.get(&format!("{PRINT}?mau=dang")).await.text();
        assert!(party.contains("ĐẢNG CỘNG SẢN VIỆT NAM") && !party.contains("Độc lập - Tự do - Hạnh phúc"));
        assert!(party.contains("Số .........-BC/ĐU") && party.contains("T/M BAN THƯỜNG VỤ"), "{party}");
        let paper = stage.clerk.post(PAPER, &[("so", "87/BC-UBND"), ("ngay", "5/3/2026"), ("ban-quet", "")]).await;
        assert!(
            paper.status == 200 && paper.text().contains("Báo cáo số 87/BC-UBND ngày 05/03/2026"),
            "{}",
            paper.text()
        );
        let state = stage.clerk.get(PRINT).await.text();
        assert!(state.contains("Số: 87/BC-UBND") && state.contains("ngày 05 tháng 3 năm 2026"), "{state}");
        let faulty = stage.clerk.post(PAPER, &[("so", ""), ("ngay", "32/13/2026")]).await;
        assert_eq!(faulty.status, 422);
    });
}

#[test]
fn a_record_is_not_there_for_who_has_nothing_to_do_with_it() {
    on_both(|database| async {
        let stage = filled(database).await;
        for account in [
            &stage.live.other_clerk,
            &stage.live.other_head,
            &stage.live.appraiser,
            &stage.live.stranger,
            &stage.live.admin,
        ] {
            let mut client = stage.test.client_as(account).await;
            for path in [CHECK, SIGN, RECEIPT, PRINT, REOPEN] {
                assert_eq!(client.get(path).await.status, 404, "{account} {path}");
            }
            for path in [CHECK, TAKE_BACK, SIGN, SEND_BACK, REOPEN, PAPER] {
                assert_eq!(client.post(path, &[]).await.status, 404, "{account} {path}");
            }
        }
        let mut auditor = stage.test.client_as(&stage.live.auditor).await;
        assert_eq!(auditor.get(CHECK).await.status, 200);
        assert_eq!(auditor.post(CHECK, &[]).await.status, 422);
        assert_eq!(stage.codes.len(), 51);
    });
}

#[test]
fn khanh_hoa_3_self_points_stand_as_facts_with_author_time_and_reason() {
    on_both(|database| async {
        let mut stage = filled(database).await;
        stage.clerk.post(CHECK, &[]).await;
        submit(&mut stage.head).await;
        let mut link = stage.test.app.store.look().await.expect("a link");
        let rows = link.points_of("mau-2026", "xa-mau-1").await.expect("rows");
        assert_eq!(rows.len(), stage.codes.len());
        assert!(rows.iter().all(|row| row.layer == "self" && row.account == stage.live.head));
        assert!(rows.iter().all(|row| row.at == TestApp::moment()));
        assert!(rows.iter().any(|row| row.reason.as_deref() == Some("Theo biên bản kiểm tra")));
        let edit = "update points_fact set answer = 'x'";
        stage.test.database.execute(edit).await.expect_err("append only");
    });
}

#[test]
fn after_the_closing_nothing_is_handed_over_or_signed_and_the_page_says_since_when() {
    on_both(|database| async {
        let mut stage = filled(database).await;
        stage.clerk.post(CHECK, &[]).await;
        let page = stage.head.get(SIGN).await.text();
        let (key, version) = (hidden(&page, "khoa"), hidden(&page, "ban"));
        stage.test.clock.pass(76 * 86_400);
        stage.test.app.store.close_due(&stage.test.app.clock, &stage.test.app.random).await.expect("closings");
        let (mut clerk, mut head) =
            (stage.test.client_as(&stage.live.clerk).await, stage.test.client_as(&stage.live.head).await);
        let refused = head.post(SIGN, &[("khoa", &key), ("ban", &version)]).await;
        assert!(refused.status == 422 && refused.text().contains("Đã khóa sổ tự đánh giá lúc"), "{}", refused.text());
        assert!(refused.text().contains("Đã khóa sổ khi hồ sơ chưa nộp"));
        assert_eq!(clerk.post(CHECK, &[]).await.status, 422);
        let events = stage.test.app.store.events().await.expect("events");
        assert!(events.iter().any(|event| event.kind == "close") && events.iter().all(|event| event.kind != "submit"));
    });
}
