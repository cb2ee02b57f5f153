//! Asking a unit, answering with evidence, and everything else staying shut, through the real router.

use thuocdo_app::setup::{Conflict, conflicts};
use thuocdo_assessment::RoundStage;
use thuocdo_base::Actor;
use thuocdo_testkit::live::Live;
use thuocdo_testkit::onward::{at_appraisal, on_to};
use thuocdo_testkit::{Client, Database, TestApp, on_both};

const LIST: &str = "/ky/mau-2026/giai-trinh";
const UNIT: &str = "/ky/mau-2026/giai-trinh/xa-mau-1";
const WHY: &str = "Ảnh chụp không có ngày, giờ. Đề nghị bổ sung nhật ký hệ thống";

struct Asked {
    test: TestApp,
    live: Live,
    clerk: Client,
    appraiser: Client,
}

async fn asked(database: Database) -> Asked {
    let test = TestApp::on(database).await;
    let live = at_appraisal(&test).await;
    let (clerk, mut appraiser) = (test.client_as(&live.clerk).await, test.client_as(&live.appraiser).await);
    let asked = appraiser.post(UNIT, &[("tieu-chi", "1.1"), ("cau-hoi", WHY), ("du-kien", "0,5")]).await;
    assert_eq!(asked.status, 200, "{}", asked.text());
    Asked { test, live, clerk, appraiser }
}

/// The address to which the answer to the only open question goes, and the version that was shown.
fn answering(page: &str) -> (String, String) {
    let action = page.split("action=\"/ky/mau-2026/giai-trinh/xa-mau-1/").nth(1).expect("a form");
    let id = action.split('"').next().expect("an address").to_owned();
    let version = action.split("name=\"ban\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    (format!("{UNIT}/{id}"), version.expect("a version").to_owned())
}

fn evidence(criterion: &str) -> String {
    format!("/ky/mau-2026/tu-danh-gia/xa-mau-1/{criterion}/minh-chung")
}

const CITED: [(&str, &str); 4] = [
    ("so", "87/BC-UBND"),
    ("ngay", "20/11/2026"),
    ("cq-bh", "UBND xã Mẫu 1"),
    ("trich-yeu", "Nhật ký hệ thống phòng, chống mã độc"),
];

#[test]
fn ux_74_the_agency_sees_the_intended_score_and_the_reason_and_may_agree_or_hold_with_new_evidence() {
    on_both(|database| async {
        let Asked { mut clerk, mut appraiser, live, test } = asked(database).await;
        let tasks = clerk.get("/viec").await.text();
        assert!(tasks.contains("Giải trình 1 tiêu chí của Xã Mẫu 1") && tasks.contains(UNIT), "{tasks}");
        let notices = clerk.get("/thong-bao").await.text();
        assert!(notices.contains("Xã Mẫu 1 được yêu cầu giải trình tiêu chí 1.1"), "{notices}");
        let page = clerk.get(LIST).await;
        assert_eq!(page.path, UNIT, "people of one unit come to its page");
        let page = page.text();
        assert!(page.contains(WHY) && page.contains("Đồng ý 0,50") && page.contains("Bùi Thị Thẩm Định"), "{page}");
        let (form, version) = answering(&page);
        let draft = [("ban", version.as_str()), ("tra-loi", "Đang xin"), ("y-kien", "hold"), ("viec", "nhap")];
        let kept = clerk.post(&form, &draft).await.text();
        assert!(kept.contains("Đã lưu nháp") && kept.contains(">Đang xin</textarea>"), "{kept}");
        assert!(!appraiser.get(UNIT).await.text().contains("Đang xin"), "a draft is the unit's alone");
        let stale = clerk.post(&form, &draft).await;
        assert_eq!(stale.status, 422, "somebody else's draft is not written over");
        test.clock.pass(60);
        let added = clerk.post(&evidence("1.1"), &CITED).await;
        assert_eq!(added.status, 200, "{}", added.text());
        let (form, version) = answering(&clerk.get(UNIT).await.text());
        let unsaid =
            clerk.post(&form, &[("ban", &version), ("tra-loi", "…"), ("y-kien", "hold"), ("viec", "gui")]).await;
        assert!(unsaid.status == 422 && unsaid.text().contains("giữ chỗ"), "{}", unsaid.text());
        let sent = [
            ("ban", version.as_str()),
            ("tra-loi", "Đã bổ sung nhật ký hệ thống"),
            ("y-kien", "hold"),
            ("viec", "gui"),
        ];
        let sent = clerk.post(&form, &sent).await.text();
        assert!(sent.contains("Đã gửi trả lời") && sent.contains("87/BC-UBND"), "{sent}");
        let seen = appraiser.get(UNIT).await.text();
        assert!(seen.contains("Giữ nguyên điểm tự chấm") && seen.contains("Đã bổ sung nhật ký hệ thống"), "{seen}");
        let mut head = test.client_as(&live.head).await;
        assert!(head.get("/thong-bao").await.text().contains("đã gửi giải trình tiêu chí 1.1"));
        assert!(appraiser.get("/thong-bao").await.text().contains("Xã Mẫu 1 đã trả lời giải trình tiêu chí 1.1"));
        let listed = appraiser.get(&format!("{LIST}?xem=answered")).await.text();
        assert!(listed.contains("Đã trả lời <small>1</small>") && listed.contains("Xã Mẫu 1"), "{listed}");
    });
}

#[test]
fn ux_73_a_question_opens_exactly_that_criterion_for_the_agency_until_the_deadline_and_nothing_else() {
    on_both(|database| async {
        let Asked { mut clerk, test, live, .. } = asked(database).await;
        let other = clerk.post(&evidence("1.2"), &CITED).await;
        assert!(other.status == 422 && other.text().contains("Chỉ giải trình được các tiêu chí đang được hỏi: 1.1"));
        let page = clerk.get(&evidence("1.2")).await.text();
        assert!(page.contains("Chỉ giải trình được"), "it says why it stays shut: {page}");
        let answer = [("ban-figures", "1"), ("v-option", "x"), ("ban-note", "0"), ("ghi-chu", "sửa")];
        let answer = clerk.post("/ky/mau-2026/tu-danh-gia/xa-mau-1/1.1", &answer).await;
        assert!(answer.status.is_client_error(), "figures stay as submitted");
        let mut other_unit = test.client_as(&live.other_clerk).await;
        assert_eq!(other_unit.get(UNIT).await.status, 404);
        let theirs = "/ky/mau-2026/tu-danh-gia/xa-mau-2/1.1/minh-chung";
        assert_eq!(other_unit.post(theirs, &CITED).await.status, 422, "nothing is asked of the other unit");
        on_to(&test, &live, RoundStage::Clarification).await;
        assert_eq!(clerk.post(&evidence("1.1"), &CITED).await.status, 200, "open until the closing");
        test.clock.pass(60 * 86_400);
        test.app.close_due().await.expect("a closing");
        let mut clerk = test.client_as(&live.clerk).await;
        let late = clerk.post(&evidence("1.1"), &CITED).await;
        assert!(late.status == 422 && late.text().contains("Đã hết hạn giải trình"), "{}", late.text());
        let page = clerk.get(UNIT).await.text();
        let page = page.split("<main").nth(1).unwrap_or_default().to_owned();
        assert!(page.contains("Không trả lời") && !page.contains("name=\"viec\" value=\"gui\""), "{page}");
    });
}

#[test]
fn what_was_submitted_is_never_taken_off_while_new_evidence_may_be() {
    on_both(|database| async {
        let Asked { mut clerk, test, .. } = asked(database).await;
        let before = clerk.get(&evidence("1.1")).await.text();
        assert!(before.contains("58/QĐ-UBND") && !before.contains("minh-chung/go\""), "{before}");
        let id = before.split("id=\"mc-").nth(1).and_then(|rest| rest.split('"').next()).expect("an item").to_owned();
        let gone = clerk.post(&format!("{}/go", evidence("1.1")), &[("muc", &id)]).await;
        assert!(gone.status == 422 && gone.text().contains("đã nộp cùng hồ sơ"), "{}", gone.text());
        let changed: Vec<(&str, &str)> = CITED.into_iter().chain([("ban", "1")]).collect();
        assert_eq!(clerk.post(&format!("/kho/{id}"), &changed).await.status, 422, "nor is it changed");
        test.clock.pass(60);
        clerk.post(&evidence("1.1"), &CITED).await;
        let page = clerk.get(&evidence("1.1")).await.text();
        let new = page.split("minh-chung/go\"").nth(1).and_then(|rest| rest.split("name=\"muc\" value=\"").nth(1));
        let new = new.and_then(|rest| rest.split('"').next()).expect("the new item").to_owned();
        assert_eq!(clerk.post(&format!("{}/go", evidence("1.1")), &[("muc", &new)]).await.status, 200);
    });
}

#[test]
fn who_is_tied_or_has_no_part_asks_nothing_and_bad_questions_come_back() {
    on_both(|database| async {
        let Asked { test, live, mut appraiser, mut clerk } = asked(database).await;
        let twice = appraiser.post(UNIT, &[("tieu-chi", "1.1"), ("cau-hoi", WHY)]).await;
        assert!(twice.status == 422 && twice.text().contains("đang có một yêu cầu giải trình"), "{}", twice.text());
        let high = appraiser.post(UNIT, &[("tieu-chi", "1.2"), ("cau-hoi", WHY), ("du-kien", "999")]).await;
        assert!(high.status == 422 && high.text().contains(WHY), "what was typed stays");
        let none = appraiser.post(UNIT, &[("tieu-chi", ""), ("cau-hoi", WHY)]).await;
        assert!(none.status == 422 && none.text().contains("Chọn tiêu chí cần hỏi"));
        assert_eq!(appraiser.post(UNIT, &[("tieu-chi", "99.9"), ("cau-hoi", WHY)]).await.status, 404);
        for account in [&live.clerk, &live.auditor] {
            let mut client = test.client_as(account).await;
            let answer = client.post(UNIT, &[("tieu-chi", "1.3"), ("cau-hoi", WHY)]).await;
            assert!(answer.status.is_client_error(), "{account}");
        }
        let mut stranger = test.client_as(&live.stranger).await;
        for path in [LIST, UNIT] {
            assert_eq!(stranger.get(path).await.status, 404, "{path}");
        }
        let (account, org_unit) = (live.appraiser.clone(), live.bodies[0].clone());
        let tie = Conflict { account, org_unit, ground: "Vợ công tác tại xã".to_owned() };
        let admin = Actor::Person(live.admin.clone());
        conflicts::add(&test.app, &admin, live.round, tie).await.expect("a tie");
        assert_eq!(appraiser.post(UNIT, &[("tieu-chi", "1.3"), ("cau-hoi", WHY)]).await.status, 404, "tied");
        let mut secretariat = test.client_as(&live.secretariat).await;
        let page = secretariat.get(UNIT).await.text();
        let id =
            page.split("/thu-hoi\"").next().and_then(|before| before.rsplit('/').next()).expect("a form").to_owned();
        let back = secretariat.post(&format!("{UNIT}/{id}/thu-hoi"), &[]).await;
        assert!(back.text().contains("Đã thu hồi"), "{}", back.text());
        assert_eq!(clerk.post(&evidence("1.1"), &CITED).await.status, 422, "with the question goes what it opened");
    });
}
