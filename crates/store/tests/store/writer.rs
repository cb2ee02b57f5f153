//! The one writer: batches, savepoints, panics, callers that go away, the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use thuocdo_base::{Clock, Random};
use thuocdo_store::{Later, Store, StoreError, Work};
use thuocdo_testkit::app::SeededRandom;
use thuocdo_testkit::{Database, on_both};

use crate::moment;

#[derive(Clone)]
struct Desk {
    store: Store,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Desk {
    async fn open(database: &Database) -> Self {
        let store = Store::open(&database.address).await.expect("an open store");
        Self { store, clock: Arc::new(moment()), random: Arc::new(SeededRandom::new(1)) }
    }

    async fn write<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'w> FnOnce(&'w mut Work) -> Later<'w, Result<T, StoreError>> + Send + 'static,
    {
        self.store.write(&self.clock, &self.random, job).await
    }

    async fn keep(&self, key: String) -> Result<(), StoreError> {
        self.write(move |work| Box::pin(async move { work.remember(&key, "done").await })).await
    }

    async fn kept(&self, key: &str) -> bool {
        self.store.look().await.expect("a link").answered(key).await.expect("an answer").is_some()
    }
}

#[test]
fn an_error_takes_back_its_own_job_and_no_other() {
    on_both(async |database| {
        let desk = Desk::open(&database).await;
        let jobs: Vec<_> = (0..60)
            .map(|number| {
                let desk = desk.clone();
                tokio::spawn(async move {
                    let done: Result<(), StoreError> = desk
                        .write(move |work| {
                            Box::pin(async move {
                                work.remember(&format!("k{number}"), "done").await?;
                                match number % 3 {
                                    0 => Err(StoreError::Fact("refused".to_owned())),
                                    1 => work.remember(&format!("k{number}"), "again").await,
                                    _ => Ok(()),
                                }
                            })
                        })
                        .await;
                    (number, done.is_ok())
                })
            })
            .collect();
        for job in jobs {
            let (number, well) = job.await.expect("an answer");
            assert_eq!(well, number % 3 == 2, "{number}");
            assert_eq!(desk.kept(&format!("k{number}")).await, well, "{number}");
        }
    });
}

#[test]
fn a_panic_is_an_error_and_the_writer_lives_on() {
    on_both(async |database| {
        let desk = Desk::open(&database).await;
        let broke: Result<(), StoreError> = desk
            .write(|work| {
                Box::pin(async move {
                    work.remember("a", "done").await?;
                    panic!("as asked by the test")
                })
            })
            .await;
        assert!(matches!(&broke, Err(StoreError::Panicked(said)) if said == "as asked by the test"), "{broke:?}");
        let broke: Result<(), StoreError> = desk.write(|_| panic!("before the first step")).await;
        assert!(matches!(broke, Err(StoreError::Panicked(_))));
        assert!(!desk.kept("a").await);
        desk.keep("b".to_owned()).await.expect("kept");
        assert!(desk.kept("b").await);
    });
}

#[test]
fn a_job_whose_caller_goes_away_is_done_all_the_same() {
    on_both(async |database| {
        let desk = Desk::open(&database).await;
        let slow = desk.write(|work| {
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(50)).await;
                work.remember("a", "done").await
            })
        });
        assert!(tokio::time::timeout(Duration::from_millis(10), slow).await.is_err(), "gone away");
        desk.keep("b".to_owned()).await.expect("kept");
        assert!(desk.kept("a").await && desk.kept("b").await);
    });
}

#[test]
fn closing_does_what_waits_and_takes_no_more() {
    on_both(async |database| {
        let desk = Desk::open(&database).await;
        let answers = Arc::new(AtomicUsize::new(0));
        for number in 0..300 {
            let (desk, answers) = (desk.clone(), Arc::clone(&answers));
            tokio::spawn(async move {
                if desk.keep(format!("k{number}")).await.is_ok() {
                    answers.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        tokio::task::yield_now().await;
        desk.store.clone().close().await;
        tokio::task::yield_now().await;
        assert!(matches!(desk.keep("late".to_owned()).await, Err(StoreError::Stopped)));
        let Desk { store, .. } = desk;
        drop(store);
        tokio::time::sleep(Duration::from_millis(20)).await;
        let desk = Desk::open(&database).await;
        let mut kept = 0;
        for number in 0..300 {
            kept += usize::from(desk.kept(&format!("k{number}")).await);
        }
        assert_eq!(kept, answers.load(Ordering::SeqCst), "answered is kept, and nothing else");
        assert!(kept > 0);
    });
}

#[test]
fn a_write_inside_a_write_is_refused_and_does_not_wait_for_itself() {
    on_both(async |database| {
        let desk = Desk::open(&database).await;
        let inner = desk.clone();
        let outer: Result<(), StoreError> =
            desk.write(move |_| Box::pin(async move { inner.keep("a".to_owned()).await })).await;
        assert!(matches!(outer, Err(StoreError::Nested)), "{outer:?}");
    });
}
