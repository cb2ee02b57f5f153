//! The council sits: presence, votes, recusal, sealed votes, closing and minutes, through the real router.

use std::sync::Arc;

use thuocdo_app::setup::{Conflict, conflicts};
use thuocdo_assessment::RoundStage;
use thuocdo_base::Actor;
use thuocdo_testkit::live::Live;
use thuocdo_testkit::onward::{at_appraisal, on_to};
use thuocdo_testkit::{Client, Database, TestApp, on_both};

const LIST: &str = "/ky/mau-2026/hoi-dong";

struct Sitting {
    test: TestApp,
    live: Live,
    path: String,
    chair: Client,
    secretary: Client,
    member: Client,
}

/// An open sitting with chair, secretary and member present and one item on the agenda.
async fn sitting(database: Database, before: &'static str) -> Sitting {
    let mut test = TestApp::on(database).await;
    let live = at_appraisal(&test).await;
    on_to(&test, &live, RoundStage::Council).await;
    test.database.execute(before).await.expect("as it is wanted");
    test.app.frozen = Arc::default();
    let chair = test.client_as(&live.council).await;
    let member = test.client_as(&live.council_member).await;
    let mut secretary = test.client_as(&live.council_secretary).await;
    let form = [("ten", "Khối xã, phường"), ("ngay", "15/02/2027"), ("gio", "08:00"), ("noi", "Phòng họp số 1")];
    let path = secretary.post(LIST, &form).await.path;
    assert!(path.len() > LIST.len(), "{path}");
    let picked = secretary.post(&format!("{path}/chon-noi-dung"), &[("chon", "xa-mau-1|1.1")]).await;
    assert!(picked.text().contains("Đã đưa 1 nội dung"), "{}", picked.text());
    secretary.post(&path, &[("viec", "mo")]).await;
    Sitting { test, live, path, chair, secretary, member }
}

const OPEN: &str = "update round set version = version";
const BLIND: &str = "update round set settings = replace(settings, '\"blind\":false', '\"blind\":true')";

/// What stands between the heading and the end of the page.
async fn main_of(client: &mut Client, path: &str) -> String {
    client.get(path).await.text().split("<main").nth(1).unwrap_or_default().to_owned()
}

fn item(page: &str) -> String {
    page.split("name=\"muc\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an item").to_owned()
}

async fn all_present(at: &mut Sitting) {
    let (chair, member) = (format!("tv-{}", at.live.council), format!("tv-{}", at.live.council_member));
    let form = [("viec", "co-mat"), (chair.as_str(), "present"), (member.as_str(), "in_writing")];
    let page = at.secretary.post(&at.path, &form).await.text();
    assert!(page.contains("Có mặt 2/2"), "{page}");
}

async fn propose(at: &mut Sitting, points: &str) -> String {
    let item = item(&main_of(&mut at.secretary, &at.path).await);
    let why = "Nhật ký bổ sung chưa đủ cả năm";
    let form = [("viec", "de-nghi"), ("muc", item.as_str()), ("diem", points), ("ket-luan", why)];
    let page = at.secretary.post(&at.path, &form).await;
    assert_eq!(page.status, 200, "{}", page.text());
    item
}

fn ballot<'a>(item: &'a str, choice: &'a str) -> [(&'a str, &'a str); 3] {
    [("muc", item), ("de-nghi", "0.5"), ("phieu", choice)]
}

#[test]
fn ux_75_and_77_points_and_effect_stand_before_closing_then_scores_lock_and_minutes_are_there() {
    on_both(|database| async {
        let mut at = sitting(database, OPEN).await;
        let item = propose(&mut at, "0,5").await;
        let early = at.secretary.post(&at.path, &[("viec", "chot"), ("muc", &item)]).await;
        assert!(early.status == 422 && early.text().contains("cần quá nửa"), "no quorum: {}", early.text());
        all_present(&mut at).await;
        let page = main_of(&mut at.secretary, &at.path).await;
        for part in ["Tự chấm", "Thẩm định", "Trung bình nhóm", "Tác động:", "tổng", "hạng", "0,50"]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
        let vote = format!("{}/bieu-quyet", at.path);
        assert_eq!(at.chair.post(&vote, &ballot(&item, "for")).await.status, 200);
        let few = at.secretary.post(&at.path, &[("viec", "chot"), ("muc", &item)]).await;
        assert!(few.status == 422 && few.text().contains("1 trên 2"), "{}", few.text());
        assert_eq!(at.member.post(&vote, &ballot(&item, "for")).await.status, 200);
        let done = at.secretary.post(&at.path, &[("viec", "chot"), ("muc", &item)]).await;
        assert!(done.status == 200 && done.text().contains("Điều chỉnh"), "{}", done.text());
        let all = at.secretary.post(&at.path, &[("viec", "cong-nhan")]).await.text();
        assert!(all.contains("Hội đồng công nhận"), "Hà Nội 5, recognize all unchanged: {all}");
        assert_eq!(at.secretary.post(&at.path, &[("viec", "khoa")]).await.status, 200);
        let locked = at.secretary.post(&at.path, &[("viec", "chot"), ("muc", &item)]).await;
        assert!(locked.status == 422 && locked.text().contains("đã khóa"), "{}", locked.text());
        assert_eq!(at.chair.post(&vote, &ballot(&item, "against")).await.status, 422, "no vote after closing");
        let minutes = at.chair.get(&format!("{}/bien-ban", at.path)).await.text();
        for part in
            ["BIÊN BẢN HỌP", "Đỗ Văn Hội Đồng: Tán thành", "Nhật ký bổ sung chưa đủ cả năm", "Ý kiến bằng văn bản"]
        {
            assert!(minutes.contains(part), "{part}: {minutes}");
        }
        let result = at.chair.get("/ky/mau-2026/ket-qua").await.text();
        assert!(result.contains("Xã Mẫu 1") && !result.contains("href=\"/ky/mau-2026\""), "no link that leads nowhere");
        let mut auditor = at.test.client_as(&at.live.auditor).await;
        let way = auditor.get("/kiem-toan/mau-2026/xa-mau-1/1.1").await.text();
        for part in ["Hội đồng kết luận", "Điều chỉnh", ">0,5</td>", "Biểu quyết", ">Tán thành</td>"]
        {
            assert!(way.contains(part), "{part}: {way}");
        }
        assert!(way.contains("Nhập liệu") && !way.contains("option ="), "options by their words: {way}");
        assert!(!way.contains("thuocdo vote"), "no sealed text, but what it says: {way}");
        let party = at.chair.get(&format!("{}/bien-ban?mau=dang", at.path)).await.text();
        assert!(party.contains("ĐẢNG CỘNG SẢN VIỆT NAM"));
        for account in [&at.live.clerk, &at.live.appraiser, &at.live.stranger] {
            let mut client = at.test.client_as(account).await;
            assert_eq!(
                (client.get(LIST).await.status.as_u16(), client.get(&at.path).await.status.as_u16()),
                (404, 404)
            );
        }
    });
}

#[test]
fn ux_76_a_member_tied_to_the_agency_cannot_vote_on_it_and_the_minutes_say_so() {
    on_both(|database| async {
        let mut at = sitting(database, OPEN).await;
        let (account, org_unit) = (at.live.council_member.clone(), at.live.bodies[0].clone());
        let tie = Conflict { account, org_unit, ground: "Nguyên lãnh đạo đơn vị".to_owned() };
        let admin = Actor::Person(at.live.admin.clone());
        conflicts::add(&at.test.app, &admin, at.live.round, tie).await.expect("a tie");
        all_present(&mut at).await;
        let item = propose(&mut at, "0,5").await;
        let page = main_of(&mut at.member, &at.path).await;
        assert!(page.contains("Anh/chị không biểu quyết nội dung này") && !page.contains("name=\"phieu\""), "{page}");
        let vote = format!("{}/bieu-quyet", at.path);
        assert_eq!(at.member.post(&vote, &ballot(&item, "for")).await.status, 422);
        assert_eq!(at.secretary.post(&vote, &ballot(&item, "for")).await.status, 404, "the secretary has no vote");
        at.chair.post(&vote, &ballot(&item, "for")).await;
        at.secretary.post(&at.path, &[("viec", "chot"), ("muc", &item)]).await;
        let minutes = at.chair.get(&format!("{}/bien-ban", at.path)).await.text();
        assert!(minutes.contains("Phan Văn Ủy Viên không biểu quyết: Nguyên lãnh đạo đơn vị"), "{minutes}");
    });
}

#[test]
fn ux_76_a_tie_that_is_declared_in_the_sitting_holds_at_once() {
    on_both(|database| async {
        let mut at = sitting(database, BLIND).await;
        all_present(&mut at).await;
        let item = propose(&mut at, "0,5").await;
        let (path, vote, member) = (at.path.clone(), format!("{}/bieu-quyet", at.path), at.live.council_member.clone());
        at.chair.post(&vote, &ballot(&item, "for")).await;
        let tie = |ground| [("viec", "lien-quan"), ("muc", item.as_str()), ("tv", member.as_str()), ("ly-do", ground)];
        let empty = at.secretary.post(&path, &tie(" ")).await;
        assert!(empty.status == 422 && empty.text().contains("Hãy nêu quan hệ"), "{}", empty.text());
        let kept = at.secretary.post(&path, &tie("Vợ công tác tại xã")).await.text();
        assert!(kept.contains("Đã ghi thành viên không biểu quyết") && kept.contains("tán thành 1"), "{kept}");
        assert_eq!(at.member.post(&vote, &ballot(&item, "for")).await.status, 422);
        assert_eq!(at.member.post(&path, &tie("Tự khai")).await.status, 404, "the secretary notes it");
        let minutes = at.chair.get(&format!("{path}/bien-ban")).await.text();
        assert!(minutes.contains("Phan Văn Ủy Viên không biểu quyết: Vợ công tác tại xã"), "{minutes}");
    });
}

#[test]
fn b3_no_sealed_vote_is_read_before_all_are_in_and_who_never_votes_cannot_block_closing() {
    on_both(|database| async {
        let mut at = sitting(database, BLIND).await;
        all_present(&mut at).await;
        let item = propose(&mut at, "0,5").await;
        let vote = format!("{}/bieu-quyet", at.path);
        at.chair.post(&vote, &ballot(&item, "for")).await;
        assert_eq!(at.chair.post(&vote, &ballot(&item, "against")).await.status, 422, "a sealed vote is given once");
        for client in [&mut at.chair, &mut at.secretary, &mut at.member] {
            for path in [at.path.clone(), format!("{}/bien-ban", at.path)] {
                let page = main_of(client, &path).await;
                assert!(!page.contains("tán thành 1") && !page.contains("Đỗ Văn Hội Đồng: "), "{path}: {page}");
            }
        }
        let mut link = at.test.app.store.look().await.expect("a link");
        let votes = link.votes(&item).await.expect("votes");
        assert!(votes.len() == 1 && votes.iter().all(|vote| vote.opened.is_none()), "nor does the store hand it out");
        drop(link);
        assert_eq!(at.secretary.post(&at.path, &[("viec", "chot"), ("muc", &item)]).await.status, 422, "sealed");
        let closed = at.secretary.post(&at.path, &[("viec", "khoa")]).await.text();
        assert!(closed.contains("Đã khóa phiên họp"), "{closed}");
        let page = main_of(&mut at.chair, &at.path).await;
        assert!(page.contains("tán thành 1") && page.contains("để lại"), "one of two is not more than half: {page}");
    });
}

/// How the sitting stands for somebody who knows the last tag: status, tag, text.
async fn now(client: &mut Client, path: &str, known: &str) -> (u16, String, String) {
    client.headers.insert("x-fragment".to_owned(), "1".to_owned());
    client.headers.insert("if-none-match".to_owned(), known.to_owned());
    let answer = client.get(&format!("{path}/dien-bien")).await;
    client.headers.retain(|name, _| name != "x-fragment" && name != "if-none-match");
    let tag = answer.header("etag").unwrap_or_default().to_owned();
    (answer.status.as_u16(), tag, answer.text())
}

#[test]
fn the_screen_follows_the_sitting_and_is_sent_only_what_is_new() {
    on_both(|database| async {
        let mut at = sitting(database, OPEN).await;
        all_present(&mut at).await;
        let item = propose(&mut at, "0,5").await;
        let (path, vote) = (at.path.clone(), format!("{}/bieu-quyet", at.path));
        let page = at.member.get(&path).await.text();
        let (status, tag, text) = now(&mut at.member, &path, "").await;
        assert!(status == 200 && !tag.is_empty() && text.contains("tán thành 0"), "{status} {text}");
        assert!(page.contains(&text) && page.contains(&tag.replace('"', "&#34;")), "the page begins with the same");
        assert_eq!(now(&mut at.member, &path, &tag).await.0, 304, "nothing is new");
        at.chair.post(&vote, &ballot(&item, "for")).await;
        let (status, after, text) = now(&mut at.member, &path, &tag).await;
        assert!(status == 200 && after != tag && text.contains("tán thành 1"), "{status} {text}");
        assert!(!text.contains("<html"), "a part alone");
        let mut clerk = at.test.client_as(&at.live.clerk).await;
        assert_eq!(now(&mut clerk, &path, "").await.0, 404, "nobody else follows");
        at.test.clock.pass(14 * 60);
        assert_eq!(now(&mut at.member, &path, "").await.0, 200);
        at.test.clock.pass(2 * 60);
        assert_eq!(now(&mut at.member, &path, "").await.0, 401, "following keeps no session open");
    });
}

#[test]
fn who_decides_or_puts_off_an_item_takes_everybody_to_the_next() {
    on_both(|database| async {
        let mut at = sitting(database, OPEN).await;
        at.secretary.post(&format!("{}/chon-noi-dung", at.path), &[("chon", "xa-mau-2|1.1")]).await;
        all_present(&mut at).await;
        let item = propose(&mut at, "0,5").await;
        let vote = format!("{}/bieu-quyet", at.path);
        for client in [&mut at.chair, &mut at.member] {
            assert_eq!(client.post(&vote, &ballot(&item, "for")).await.status, 200);
        }
        let path = at.path.clone();
        let done = at.secretary.post(&path, &[("viec", "chot"), ("muc", &item)]).await.text();
        assert!(done.contains("Xã Mẫu 2 – 1.1"), "{done}");
        let (_, _, text) = now(&mut at.member, &path, "").await;
        assert!(text.contains("id=\"muc-ten\" data-tell>Xã Mẫu 2"), "members are there, too: {text}");
        let behind = main_of(&mut at.member, &format!("{path}?noi-dung=1")).await;
        assert!(behind.contains("Hội đồng đang bàn nội dung 2"), "who looks back is told: {behind}");
        let second = self::item(&main_of(&mut at.secretary, &path).await);
        let left = at.secretary.post(&path, &[("viec", "hoan"), ("muc", &second)]).await;
        assert!(left.status == 200 && left.text().contains("để lại"), "{}", left.text());
        let again = at.secretary.post(&path, &[("viec", "ban"), ("muc", &second)]).await.text();
        assert!(again.contains("Đã đưa nội dung ra bàn"), "{again}");
    });
}

#[test]
fn b3_of_sealed_votes_the_part_that_follows_tells_no_more_than_how_many() {
    let told = std::sync::Mutex::new(Vec::new());
    for choice in ["for", "against"] {
        on_both(|database| {
            let told = &told;
            async move {
                let mut at = sitting(database, BLIND).await;
                all_present(&mut at).await;
                let item = propose(&mut at, "0,5").await;
                at.chair.post(&format!("{}/bieu-quyet", at.path), &ballot(&item, choice)).await;
                let path = at.path.clone();
                let mut parts = Vec::new();
                for client in [&mut at.chair, &mut at.secretary, &mut at.member] {
                    let (status, tag, text) = now(client, &path, "").await;
                    assert!(
                        status == 200 && text.contains("đã gửi 1 trên 2") && !text.contains("aria-pressed"),
                        "{text}"
                    );
                    parts.push((tag, text));
                }
                told.lock().expect("a list").push(parts);
            }
        });
    }
    let told = told.into_inner().expect("a list");
    let (first, rest) = told.split_first().expect("answers");
    let half = told.len() / 2;
    assert!(half > 0 && rest.len() + 1 == 2 * half);
    assert_eq!(first, &told[half], "whatever was voted, everybody is told the same");
}
