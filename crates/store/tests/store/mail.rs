//! Letters, reminders and messages on both engines.

use std::sync::Arc;

use thuocdo_base::{Clock, Random, Timestamp};
use thuocdo_store::{Later, MailRow, MailState, NoticeRow, ReminderRow, Store, StoreError, Work};
use thuocdo_testkit::app::SeededRandom;
use thuocdo_testkit::on_both;

use crate::moment;

async fn write<T: Send + 'static>(
    store: &Store,
    job: impl for<'w> FnOnce(&'w mut Work) -> Later<'w, Result<T, StoreError>> + Send + 'static,
) -> T {
    let (clock, random): (Arc<dyn Clock>, Arc<dyn Random>) = (Arc::new(moment()), Arc::new(SeededRandom::new(1)));
    store.write(&clock, &random, job).await.expect("a write")
}

fn letter(id: &str, next_at: Timestamp) -> MailRow {
    MailRow {
        id: id.to_owned(),
        round: Some("mau".to_owned()),
        unit: None,
        kind: "reminder".to_owned(),
        address: "mau@example.test".to_owned(),
        subject: "Nhắc".to_owned(),
        body: "Dòng 1\nDòng 2".to_owned(),
        state: MailState::Waiting,
        tries: 0,
        next_at,
        at: moment(),
        sent_at: None,
        error: None,
    }
}

#[test]
fn letters_wait_for_their_time_and_are_sent_once() {
    on_both(async |database| {
        let store = Store::open(&database.address).await.expect("an open store");
        let (now, later) = (letter("a", moment()), letter("b", moment().later(60)));
        let both = [now.clone(), later.clone()];
        write(&store, move |work| {
            Box::pin(async move {
                for mail in &both {
                    work.add_mail(mail).await?;
                }
                Ok(())
            })
        })
        .await;
        let mut link = store.look().await.expect("a connection");
        assert_eq!(link.mail_due(moment(), 10).await.expect("letters"), std::slice::from_ref(&now));
        let sent = MailRow { state: MailState::Sent, tries: 1, sent_at: Some(moment()), ..now };
        let saved = sent.clone();
        write(&store, move |work| Box::pin(async move { work.save_mail_try(&saved).await })).await;
        assert_eq!(link.mail_due(moment().later(60), 10).await.expect("letters"), std::slice::from_ref(&later));
        assert_eq!(link.list_mail(Some("mau"), 10).await.expect("letters"), [later, sent]);
        assert_eq!(link.list_mail(Some("khác"), 10).await.expect("letters"), []);
    });
}

#[test]
fn the_last_reminder_of_each_unit_is_known() {
    on_both(async |database| {
        let store = Store::open(&database.address).await.expect("an open store");
        let row = |unit: &str, at: Timestamp| ReminderRow {
            id: format!("{unit} {at}"),
            unit: unit.to_owned(),
            account: "p".to_owned(),
            told: 2,
            letters: 1,
            at,
        };
        let rows = [row("x", moment()), row("x", moment().later(5)), row("y", moment())];
        write(&store, move |work| {
            Box::pin(async move {
                for row in &rows {
                    work.add_reminder("mau", row).await?;
                }
                Ok(())
            })
        })
        .await;
        let mut link = store.look().await.expect("a connection");
        let last = link.last_reminders("mau").await.expect("reminders");
        assert_eq!(last, [("x".to_owned(), moment().later(5)), ("y".to_owned(), moment())]);
        assert_eq!(link.reminders("mau", 1).await.expect("reminders"), [row("x", moment().later(5))]);
    });
}

#[test]
fn messages_are_counted_until_they_are_read() {
    on_both(async |database| {
        let store = Store::open(&database.address).await.expect("an open store");
        let row = |id: &str, account: &str| NoticeRow {
            id: id.to_owned(),
            account: account.to_owned(),
            kind: "reminder".to_owned(),
            args: vec![("unit".to_owned(), "Xã \"Mẫu\"".to_owned())],
            link: "/viec".to_owned(),
            at: moment(),
            read_at: None,
        };
        let rows = [row("1", "p"), row("2", "p"), row("3", "q")];
        write(&store, move |work| {
            Box::pin(async move {
                for row in &rows {
                    work.add_notice(row).await?;
                }
                Ok(())
            })
        })
        .await;
        let mut link = store.look().await.expect("a connection");
        assert_eq!(link.notices_of("p", 10).await.expect("messages"), [row("2", "p"), row("1", "p")]);
        write(&store, |work| Box::pin(async move { work.read_notices("p", Some("1")).await })).await;
        assert_eq!(link.unread_notices("p").await.expect("a count"), 1);
        write(&store, |work| Box::pin(async move { work.read_notices("p", None).await })).await;
        assert_eq!(link.unread_notices("p").await.expect("a count"), 0);
        assert_eq!(link.unread_notices("q").await.expect("a count"), 1);
    });
}
