//! The one writer: a task that takes what waits, does it in one transaction, and answers when it lasts.
//!
//! ```text
//! wait for a job; begin; until 256 jobs, 5 ms or nothing waits:
//!     append each closing that is due            the only comparison of a deadline with a clock
//!     the job in a savepoint                     its error takes back what it did, and no more
//! commit; answer all
//! ```
//!
//! A job runs to its end even if whoever asked has gone away; a panic is an answer like any other error.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use thuocdo_base::{Clock, Random, Timestamp};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};

use crate::engine::Pool;
use crate::work::{Later, Work};
use crate::{Store, StoreError};

/// Most jobs of one transaction.
const MOST_JOBS: usize = 256;
/// How long a transaction takes in jobs.
const BATCH: Duration = Duration::from_millis(5);
/// Jobs that may wait; whoever comes later waits outside.
const WAITING: usize = 1_024;
/// The longest that one job may hold up all others.
const LONGEST_JOB: Duration = Duration::from_secs(30);

tokio::task_local! {
    /// Set while the writer runs a job: a job that asks the writer would wait for itself.
    static WRITING: ();
}

/// Where jobs are handed in.
#[derive(Clone, Debug)]
pub(crate) struct Writer(mpsc::Sender<Asked>);

enum Asked {
    Job(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

impl Writer {
    /// Starts the task over the one connection that writes.
    pub(crate) fn start(pool: Pool) -> Self {
        let (sender, asked) = mpsc::channel(WAITING);
        tokio::spawn(run(pool, asked));
        Self(sender)
    }

    /// Does what waits, then takes no more.
    pub(crate) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.0.send(Asked::Close(done)).await.is_ok() {
            // An error is as good as an answer: the task is over.
            let _ = closed.await;
        }
    }
}

impl Store {
    /// Hands a job to the one writer: it sees all earlier writes, and lasts when this returns.
    ///
    /// An error of the job takes back what it did. The job runs to its end even if the caller goes away.
    ///
    /// # Errors
    /// The job's own error, or that the database does not answer.
    pub async fn write<T, E, F>(&self, clock: &Arc<dyn Clock>, random: &Arc<dyn Random>, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'w> FnOnce(&'w mut Work) -> Later<'w, Result<T, E>> + Send + 'static,
    {
        self.write_with(clock, Some(random), job).await
    }

    /// Hands over a job that may have no use for random bytes.
    pub(crate) async fn write_with<T, E, F>(
        &self,
        clock: &Arc<dyn Clock>,
        random: Option<&Arc<dyn Random>>,
        job: F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'w> FnOnce(&'w mut Work) -> Later<'w, Result<T, E>> + Send + 'static,
    {
        if WRITING.try_with(|()| ()).is_ok() {
            return Err(StoreError::Nested.into());
        }
        let (answer, given) = oneshot::channel();
        let job = One { clock: Arc::clone(clock), random: random.cloned(), job: Some(job), given: None, answer };
        let stopped = || E::from(StoreError::Stopped);
        self.writer().0.send(Asked::Job(Box::new(job))).await.map_err(|_| stopped())?;
        given.await.unwrap_or_else(|_| Err(stopped()))
    }
}

/// A job whose types only its asker knows.
trait Job: Send {
    /// When it is, and what makes salts.
    fn surroundings(&self) -> (Timestamp, Option<Arc<dyn Random>>);
    /// Does it and keeps what comes out; says whether it went well.
    fn run<'w>(&'w mut self, work: &'w mut Work) -> Later<'w, bool>;
    /// Forgets what came out: it was taken back.
    fn fail(&mut self, error: StoreError);
    /// Answers what came out, or that it did not last.
    fn answer(self: Box<Self>, lasts: Result<(), StoreError>);
}

struct One<T, E, F> {
    clock: Arc<dyn Clock>,
    random: Option<Arc<dyn Random>>,
    job: Option<F>,
    given: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Job for One<T, E, F>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'w> FnOnce(&'w mut Work) -> Later<'w, Result<T, E>> + Send + 'static,
{
    fn surroundings(&self) -> (Timestamp, Option<Arc<dyn Random>>) {
        (self.clock.now(), self.random.clone())
    }

    fn run<'w>(&'w mut self, work: &'w mut Work) -> Later<'w, bool> {
        Box::pin(async move {
            let job = self.job.take();
            let done = AssertUnwindSafe(async move {
                match job {
                    Some(job) => job(work).await,
                    None => Err(StoreError::Stopped.into()),
                }
            });
            let given = match timeout(LONGEST_JOB, WRITING.scope((), done.catch_unwind())).await {
                Ok(Ok(given)) => given,
                Ok(Err(panic)) => Err(StoreError::Panicked(said(panic.as_ref())).into()),
                Err(_) => Err(StoreError::TooLong.into()),
            };
            let well = given.is_ok();
            self.given = Some(given);
            well
        })
    }

    fn fail(&mut self, error: StoreError) {
        self.given = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>, lasts: Result<(), StoreError>) {
        // What the job itself refused stays refused, whatever became of the others.
        let given = match (self.given, lasts) {
            (Some(Ok(given)), Ok(())) => Ok(given),
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(StoreError::Stopped.into()),
        };
        // Whoever asked may have gone away; what was done stays done.
        let _ = self.answer.send(given);
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

async fn run(pool: Pool, mut asked: mpsc::Receiver<Asked>) {
    let mut closings = Closings::default();
    let mut closing = Vec::new();
    loop {
        match asked.recv().await {
            Some(Asked::Job(first)) => batch(&pool, &mut closings, first, &mut asked, &mut closing).await,
            Some(Asked::Close(done)) => closing.push(done),
            None => break,
        }
        if !closing.is_empty() {
            asked.close();
        }
    }
    pool.close().await;
    for done in closing {
        let _ = done.send(());
    }
}

/// One transaction: the first job and those that come while it is open.
async fn batch(
    pool: &Pool,
    closings: &mut Closings,
    first: Box<dyn Job>,
    asked: &mut mpsc::Receiver<Asked>,
    closing: &mut Vec<oneshot::Sender<()>>,
) {
    let mut work = match pool.begin().await {
        Ok(tx) => Work::new(tx),
        Err(error) => return first.answer(Err(error.into())),
    };
    let until = Instant::now() + BATCH;
    let mut done: Vec<Box<dyn Job>> = Vec::new();
    let mut next = Some(first);
    let mut broken = None;
    while let Some(mut job) = next.take() {
        let went = one(&mut work, closings, job.as_mut()).await;
        done.push(job);
        if let Err(error) = went {
            broken = Some(error.to_string());
            break;
        }
        while next.is_none() && done.len() < MOST_JOBS && Instant::now() < until {
            match asked.try_recv() {
                Ok(Asked::Job(job)) => next = Some(job),
                Ok(Asked::Close(sender)) => closing.push(sender),
                Err(_) => break,
            }
        }
    }
    let lasts = match broken {
        None => work.commit().await.map_err(|error| error.to_string()),
        Some(error) => Err(error),
    };
    if let Err(error) = &lasts {
        closings.forget();
        tracing::error!(%error, jobs = done.len(), "a batch of writes was taken back");
    }
    for job in done {
        job.answer(lasts.clone().map_err(StoreError::NotKept));
    }
}

/// One job in its savepoint, after the closings that come before it; an error breaks the whole transaction.
async fn one(work: &mut Work, closings: &mut Closings, job: &mut dyn Job) -> Result<(), StoreError> {
    let (now, random) = job.surroundings();
    work.turn(now, random);
    closings.append(work).await?;
    work.savepoint("savepoint job").await?;
    let well = job.run(work).await;
    if work.has_changed_dues() {
        closings.forget();
    }
    if !well {
        work.savepoint("rollback to savepoint job").await?;
    }
    let released = work.savepoint("release savepoint job").await;
    if let (Err(error), true) = (&released, well) {
        job.fail(StoreError::NotKept(error.to_string()));
    }
    released
}

/// What the writer remembers of the closings to come, so that nothing is asked while none is due.
#[derive(Debug, Default)]
pub(crate) struct Closings {
    known: Option<Known>,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    /// The next closing.
    next: Option<Timestamp>,
    /// When this was read; it is read again after a second, whatever happens.
    read_at: Timestamp,
}

/// How long the next closing is believed: another program may have moved it.
const BELIEVED_MICROS: i64 = 1_000_000;

impl Closings {
    /// Looks at the table again before the next job.
    fn forget(&mut self) {
        self.known = None;
    }

    /// Appends every closing that is due at the time of this turn.
    async fn append(&mut self, work: &mut Work) -> Result<(), StoreError> {
        let now = work.now();
        let fresh = |known: &Known| (0..BELIEVED_MICROS).contains(&(now.micros() - known.read_at.micros()));
        let known = match self.known.filter(fresh) {
            Some(known) => known,
            None => Known { next: work.next_due().await?, read_at: now },
        };
        self.known = Some(known);
        if known.next.is_some_and(|next| next <= now) {
            self.forget();
            work.close_due().await?;
        }
        Ok(())
    }
}
