//! Surveys through the pages: set up, listed, launched, followed; nobody sees who has answered.

use thuocdo_app::surveys::links;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_testkit::answered::answer;
use thuocdo_testkit::live::{Live, ROUND, live};
use thuocdo_testkit::{Client, Database, TestApp, on_both, onward};

const ROOM: &str = "/ky/mau-2026/khao-sat";

async fn house(database: Database) -> (TestApp, Live) {
    let mut test = TestApp::on(database).await;
    test.app.office.base = Some("https://mau.test".to_owned());
    let live = live(&test.app).await;
    (test, live)
}

async fn upload(client: &mut Client, path: &str, fields: &[(&str, &str)]) -> thuocdo_testkit::Answer {
    let token = client.token().await;
    let mut body = String::new();
    for (name, value) in fields.iter().copied().chain([("csrf", token.as_str())]) {
        body += &format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += "--x--\r\n";
    client.once("POST", path, Some(("multipart/form-data; boundary=x", body.into_bytes()))).await
}

/// Uploads a file, as a page without scripts does.
async fn file(client: &mut Client, path: &str, text: &str) -> thuocdo_testkit::Answer {
    let token = client.token().await;
    let head = format!("--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n");
    let part = "--x\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"tra-lai.eml\"\r\n\r\n";
    let body = format!("{head}{part}{text}\r\n--x--\r\n");
    client.once("POST", path, Some(("multipart/form-data; boundary=x", body.into_bytes()))).await
}

/// How often the survey was changed, as its page has it.
fn changes(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"ban\" value=\"").expect("a version");
    rest.split('"').next().expect("a number").to_owned()
}

/// A launched survey of citizens of the first unit; gives its address.
async fn launched(client: &mut Client, people: usize) -> String {
    let form = [("ten", "Khảo sát mẫu"), ("mau", "vinh-long/cap-xa/nguoi-dan@2022")];
    let made = client.post(&format!("{ROOM}/moi"), &form).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let here = made.path.clone();
    let lacks = made.text();
    assert!(lacks.contains("Chưa chọn thời điểm bắt đầu và kết thúc"), "{lacks}");
    let version = changes(&lacks);
    let about = [
        ("ban", version.as_str()),
        ("ten", "Khảo sát mẫu"),
        ("mo", "1/1/2026"),
        ("mo-gio", "08:00"),
        ("dong", "31/12/2026"),
        ("dong-gio", "17:00"),
        ("k", "10"),
        ("kin", "1"),
    ];
    let saved = client.post(&here, &about).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let version = changes(&saved.text());
    let mut strata = vec![("ban", version.as_str()), ("viec", "tang"), ("n-dan/xa-mau-1", "2000")];
    for gone in ["dn/xa-mau-1", "dn/xa-mau-2", "dn/phuong-mau-3", "dan/phuong-mau-3"] {
        strata.push(("bo", gone));
    }
    let saved = client.post(&here, &strata).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let version = changes(&saved.text());
    let sized = client.post(&here, &[("ban", version.as_str()), ("viec", "co-mau"), ("sai-so", "5")]).await;
    assert!(sized.text().contains("value=\"334\"") && sized.text().contains("± 5"), "{}", sized.text());
    let list = (1..=people).fold(String::new(), |list, n| list + &format!("mau-{n:03}@example.test\n"));
    let fields = [("dan", list.as_str()), ("nhom", "dan"), ("don-vi", "xa-mau-1")];
    let looked = upload(client, &format!("{here}/danh-sach"), &fields).await;
    assert_eq!(looked.status, 200, "{}", looked.text());
    assert!(looked.text().contains("mau-001@example.test") && looked.text().contains("Thêm mới"));
    let take = [("danh-sach", list.as_str()), ("nhom", "dan"), ("don-vi", "xa-mau-1")];
    let taken = client.post(&format!("{here}/danh-sach/nhap"), &take).await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    let version = changes(&client.get(&here).await.text());
    let start = [("ban", version.as_str()), ("viec", "phat-hanh"), ("dong-y", "1")];
    let unticked = client.post(&here, &start[..2]).await;
    assert_eq!(unticked.status, 422);
    let started = client.post(&here, &start).await;
    assert_eq!(started.status, 200, "{}", started.text());
    assert!(started.text().contains("Đang thu phiếu"), "{}", started.text());
    here
}

#[test]
fn ux_84_a_survey_is_set_up_launched_followed_and_closed_by_the_secretariat() {
    on_both(async |database| {
        let (test, live) = house(database).await;
        let mut secretariat = test.client_as(&live.secretariat).await;
        let empty = secretariat.get(ROOM).await;
        assert!(empty.text().contains("chưa có khảo sát nào"), "{}", empty.text());
        let here = launched(&mut secretariat, 40).await;
        assert!(secretariat.get("/ky").await.text().contains(ROOM), "the list of rounds leads there");
        let page = secretariat.get(&here).await.text();
        assert!(page.contains("data-live=") && page.contains("Chưa có lần trộn nào"), "{page}");
        let part = secretariat.get(&format!("{here}/dien-bien")).await;
        let tag = part.header("etag").expect("a tag").to_owned();
        secretariat.headers.insert("if-none-match".to_owned(), tag);
        assert_eq!(secretariat.get(&format!("{here}/dien-bien")).await.status, 304);
        secretariat.headers.remove("if-none-match");
        let (status, headers) = secretariat.head_of("GET", &format!("{here}/tin-moi"), None).await;
        assert_eq!((status.as_u16(), headers["content-type"].to_str().expect("text")), (200, "text/event-stream"));
        let letters = format!("{here}/thu");
        let sent = secretariat.post(&letters, &[("viec", "gui"), ("loai", "invitation")]).await;
        assert!(sent.text().contains("Đã xếp 40 thư"), "{}", sent.text());
        let wrong = [("viec", "luu"), ("loai", "reminder"), ("tieu-de", "Nhắc"), ("noi-dung", "không có")];
        let wrong = secretariat.post(&letters, &wrong).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains("{lien_ket}") && wrong.text().contains("không có"));
        let close = format!("{here}/ket-thuc");
        assert_eq!(secretariat.post(&close, &[("viec", "ket-thuc")]).await.status, 422);
        let closed = secretariat.post(&close, &[("viec", "ket-thuc"), ("dong-y", "1")]).await;
        assert!(closed.text().contains("Đã kết thúc"), "{}", closed.text());
        let gone = secretariat.get(&format!("{here}/danh-sach")).await;
        assert!(!gone.text().contains("example.test"), "the list is erased");
        for stranger in [&live.clerk, &live.head, &live.admin] {
            let mut stranger = test.client_as(stranger).await;
            assert_eq!(stranger.get(&here).await.status, 404);
            assert_eq!(stranger.get(&format!("{here}/danh-sach")).await.status, 404);
        }
    });
}

#[test]
fn addresses_that_came_back_are_taken_from_the_report_of_a_mail_server() {
    on_both(async |database| {
        let (test, live) = house(database).await;
        let mut secretariat = test.client_as(&live.secretariat).await;
        let here = launched(&mut secretariat, 40).await;
        let letters = format!("{here}/thu");
        let report = "Subject: Undelivered Mail\n\nFinal-Recipient: rfc822; mau-003@example.test\n\
                      Final-Recipient: rfc822; MAU-007@example.test\nStatus: 5.1.1\n\n<la@example.test>\n";
        let taken = file(&mut secretariat, &format!("{letters}/tra-lai"), report).await;
        assert_eq!(taken.status, 303, "{}", taken.text());
        let page = secretariat.get(&letters).await.text();
        assert!(page.contains("mau-003@example.test") && page.contains("mau-007@example.test"), "{page}");
        assert!(!page.contains("mau-004@example.test") && !page.contains("la@example.test"), "{page}");
        let nothing = file(&mut secretariat, &format!("{letters}/tra-lai"), "không có địa chỉ nào").await;
        assert_eq!(nothing.status, 422, "{}", nothing.text());
        let mut clerk = test.client_as(&live.clerk).await;
        assert_eq!(file(&mut clerk, &format!("{letters}/tra-lai"), report).await.status, 404);
    });
}

#[test]
fn an_appraiser_finds_the_papers_of_an_open_survey() {
    on_both(async |database| {
        let mut test = TestApp::on(database).await;
        test.app.office.base = Some("https://mau.test".to_owned());
        let live = onward::at_appraisal(&test).await;
        let mut secretariat = test.client_as(&live.secretariat).await;
        let here = launched(&mut secretariat, 40).await;
        let mut appraiser = test.client_as(&live.appraiser).await;
        let list = appraiser.get("/ky/mau-2026/tham-dinh").await.text();
        assert!(list.contains(&format!("{here}/phieu-giay")) && list.contains("Khảo sát mẫu"), "{list}");
        assert_eq!(appraiser.get(&format!("{here}/phieu-giay")).await.status, 200);
        assert_eq!(appraiser.get(&format!("{here}/danh-sach")).await.status, 404, "the list is not theirs");
        secretariat.post(&format!("{here}/ket-thuc"), &[("viec", "ket-thuc"), ("dong-y", "1")]).await;
        let closed = appraiser.get("/ky/mau-2026/tham-dinh").await.text();
        assert!(!closed.contains("/phieu-giay"), "{closed}");
    });
}

#[test]
fn trust_a10_no_page_of_anybody_tells_that_a_person_has_answered_or_holds_a_link() {
    on_both(async |database| {
        let (test, live) = house(database).await;
        let mut secretariat = test.client_as(&live.secretariat).await;
        let here = launched(&mut secretariat, 40).await;
        secretariat.post(&format!("{here}/thu"), &[("viec", "gui"), ("loai", "invitation")]).await;
        // An account with every role of the round and of the house.
        let admin = live.admin.clone();
        let granted = test.app.write(move |work| {
            Box::pin(async move {
                for (n, role) in Role::ALL.into_iter().enumerate().filter(|(_, role)| !role.is_of_unit()) {
                    let grant = Grant { role, unit: None, criteria: None, groups: None };
                    work.grant_role(&format!("01GRANT{n}"), ROUND, &admin, &grant).await?;
                }
                Ok(())
            })
        });
        granted.await.expect("roles");
        let mut everything = test.client_as(&live.admin).await;
        let pages = ["", "/dien-bien", "/danh-sach", "/thu", "/ket-thuc"];
        let mut before = Vec::new();
        for client in [&mut secretariat, &mut everything] {
            for page in pages {
                before.push(shown(client, &format!("{here}{page}")).await);
            }
        }
        let id = here.rsplit('/').next().expect("an id").to_owned();
        let roster = test.app.desk_of_surveys.roster(&id).await.expect("a roster");
        let key = roster.link_key(test.app.random.as_ref()).expect("a key");
        let people = roster.everybody().await.expect("people");
        let token = links::of(&key, &id, &people[7]);
        answer(&test.app, &id, &[token.text()]).await;
        let mut after = Vec::new();
        for client in [&mut secretariat, &mut everything] {
            for page in pages {
                after.push(shown(client, &format!("{here}{page}")).await);
            }
        }
        for (place, (then, now)) in before.iter().zip(&after).enumerate() {
            let at = then.bytes().zip(now.bytes()).position(|(one, other)| one != other);
            let around = |page: &str, at: usize| page.chars().skip(at.saturating_sub(80)).take(200).collect::<String>();
            assert!(then == now, "a state flipped on page {place}: {:?}", at.map(|at| around(now, at)));
        }
        for page in &after {
            for person in &people {
                let token = links::of(&key, &id, person);
                assert!(!page.contains(token.text()) && !page.contains(&person.h), "a link or its hash");
            }
        }
    });
}

/// A page; of one that is refused only how it is refused, for it carries a number of its own.
async fn shown(client: &mut Client, path: &str) -> String {
    let answer = client.get(path).await;
    if answer.status == 200 { answer.text() } else { answer.status.to_string() }
}
