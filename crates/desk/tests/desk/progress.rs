//! Tasks, notices, the dashboard and reminders through their pages.

use thuocdo_app::letters::Office;
use thuocdo_testkit::live::{ROUND, live};
use thuocdo_testkit::{TestApp, on_both};

#[test]
fn tasks_say_who_does_what_by_when_and_what_comes_next() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let page = test.client_as(&live.clerk).await.get("/viec").await.text();
        assert!(page.contains("href=\"/ky/mau-2026/tu-danh-gia/xa-mau-1\"") && page.contains("Tự đánh giá Xã Mẫu 1"));
        assert!(page.contains("Người nhập liệu") && page.contains("Hạn 31/03/2026 17:00"));
        let page = test.client_as(&live.secretariat).await.get("/viec").await.text();
        assert!(page.contains("Theo dõi 3 cơ quan chưa nộp") && page.contains("href=\"/ky/mau-2026\""));
        let page = test.client_as(&live.head).await.get("/viec").await.text();
        assert!(page.contains("Không có việc nào đang chờ") && page.contains("hạn giai đoạn Tự đánh giá"));
        let page = test.client_as(&live.stranger).await.get("/en/viec").await.text();
        assert!(page.contains("You have no role in any round yet"));
    });
}

#[test]
fn the_dashboard_is_for_those_who_run_or_watch_the_round() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        let live = live(&test.app).await;
        let mut secretariat = test.client_as(&live.secretariat).await;
        let page = secretariat.get("/ky/mau-2026").await.text();
        assert!(page.contains("3 cơ quan") && page.contains("Gửi nhắc") && page.contains("chưa gán"));
        let page = secretariat.get("/ky/mau-2026?xem=unassigned&tim=mau").await.text();
        assert!(page.contains("Phường Mẫu 3</a>") && !page.contains("Xã Mẫu 1</a>"));
        let csv = secretariat.get("/ky/mau-2026/tien-do.csv").await;
        assert!(csv.text().contains("phuong-mau-3,Phường Mẫu 3"));
        assert!(!test.client_as(&live.auditor).await.get("/ky/mau-2026").await.text().contains("Gửi nhắc"));
        for account in [&live.clerk, &live.head, &live.stranger] {
            let mut client = test.client_as(account).await;
            for path in ["/ky/mau-2026", "/ky/mau-2026/nhac", "/ky/mau-2026/tien-do.csv", "/ky/khac"] {
                assert_eq!(client.get(path).await.status.as_u16(), 404, "{path}");
            }
        }
    });
}

#[test]
fn reminders_are_looked_at_sent_read_and_not_sent_twice() {
    on_both(|database| async {
        let mut test = TestApp::on(database).await;
        let live = live(&test.app).await;
        test.app = test.app.clone().with_office(Office { is_open: true, ..Office::default() });
        let mut secretariat = test.client_as(&live.secretariat).await;
        let path = format!("/ky/{ROUND}/nhac");
        let page = secretariat.get(&path).await.text();
        assert!(page.contains("name=\"chon\" value=\"xa-mau-1\" checked") && page.contains("Kính gửi Xã Mẫu 1"));
        let sent = secretariat.post(&path, &[("chon", "xa-mau-1")]).await;
        assert_eq!(sent.path, "/ky/mau-2026");
        assert!(sent.text().contains("Đã nhắc 1 cơ quan: 3 thông báo, 3 thư."));
        let twice = secretariat.post_once(&path, &[("chon", "xa-mau-1")]).await;
        assert_eq!(twice.status.as_u16(), 422);
        assert!(twice.text().contains("chưa quá 24 giờ") && twice.text().contains("name=\"lai\" value=\"xa-mau-1\""));
        assert!(secretariat.post(&path, &[("lai", "xa-mau-1")]).await.text().contains("Đã nhắc 1 cơ quan"));
        let mut clerk = test.client_as(&live.clerk).await;
        let page = clerk.get("/thong-bao").await.text();
        assert!(page.contains("2 thông báo chưa đọc") && page.contains("Xã Mẫu 1 chưa nộp hồ sơ"));
        assert!(clerk.post("/thong-bao", &[]).await.text().contains("0 thông báo chưa đọc"));
        let letters = test.client().get("/thu").await.text();
        assert!(letters.contains("clerk@example.test") && letters.contains("Nhắc nộp hồ sơ"));
    });
}

#[test]
fn letters_of_a_real_installation_are_nobodys_to_read() {
    on_both(|database| async {
        let test = TestApp::on(database).await;
        assert_eq!(test.client().get("/thu").await.status.as_u16(), 404);
    });
}
