//! What the server does by itself: closings when they are due, the portal when something new is published.

use std::sync::Arc;
use std::time::Duration;

use thuocdo_app::accounts::watch;
use thuocdo_app::evidence::keep;
use thuocdo_app::publications::Shown;
use thuocdo_app::{ActionError, App, decision, publications, surveys};
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::shelf::Shelf;
use crate::post::Post;

/// How late a closing may be while nobody writes.
const CLOSINGS: Duration = Duration::from_secs(1);
/// How late the portal may show what another program has published.
const PUBLICATIONS: Duration = Duration::from_secs(5);

/// How often old evidence files are looked for, and some are checked.
const FILES: Duration = Duration::from_secs(600);

/// How often unused accounts are looked for.
const ACCOUNTS: Duration = Duration::from_secs(3_600);
/// How long a letter may wait for its turn.
const LETTERS: Duration = Duration::from_secs(5);

/// Invitations that leave in a second, unless something else is set: 85,600 in three quarters of an hour.
const A_SECOND: u32 = 32;
/// How long invitations wait where the mail server took none.
const AFTER_TROUBLE: Duration = Duration::from_secs(60);
/// How often archives are looked for that nobody began, after a restart.
const ARCHIVES: Duration = Duration::from_secs(60);
/// How long responses that are enough for a mix may wait while nothing comes.
const MIXES: Duration = Duration::from_secs(5);
/// How long responses gather between two mixes, so that a rush costs few of them.
const BETWEEN_MIXES: Duration = Duration::from_secs(1);

/// Starts the jobs; they end with the handles.
pub fn start(app: &App, shelf: &Shelf, shown: Shown, post: Option<Post>) -> Vec<JoinHandle<()>> {
    let letters = post.map(Arc::new).map(|post| {
        [tokio::spawn(letters(app.clone(), Arc::clone(&post))), tokio::spawn(invitations(app.clone(), post))]
    });
    let jobs = vec![
        tokio::spawn(closings(app.clone())),
        tokio::spawn(reload(app.clone(), shelf.clone(), shown)),
        tokio::spawn(files(app.clone())),
        tokio::spawn(accounts(app.clone())),
        tokio::spawn(mixes(app.clone())),
        tokio::spawn(lists(app.clone())),
        tokio::spawn(archives(app.clone())),
    ];
    jobs.into_iter().chain(letters.into_iter().flatten()).collect()
}

/// Closings that are due, and approved results whose moment has come.
async fn closings(app: App) {
    let mut turn = every(CLOSINGS);
    loop {
        turn.tick().await;
        if let Err(error) = app.close_due().await {
            tracing::error!(%error, "ALARM: closings that may be due were not written");
        }
        match surveys::launch::close_due(&app).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "surveys were closed at their end"),
            Err(error) => tracing::error!(%error, "ALARM: surveys that may be due were not closed"),
        }
        match decision::release_due(&app).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "approved results were published at their moment"),
            Err(error) => tracing::error!(%error, "ALARM: approved results that may be due were not published"),
        }
    }
}

/// Evidence files: those that nobody named go, and all are compared with their hashes in turn.
async fn files(app: App) {
    let mut turn = every(FILES);
    loop {
        turn.tick().await;
        match keep::sweep(&app).await {
            Ok(swept) => tracing::debug!(uploads = swept.uploads, files = swept.files, "old files were thrown away"),
            Err(error) => tracing::error!(%error, "old files were not thrown away"),
        }
        match keep::recheck(&app).await {
            Ok(0) => {}
            Ok(broken) => tracing::error!(broken, "ALARM: evidence files are no longer whole"),
            Err(error) => tracing::error!(%error, "evidence files were not checked"),
        }
    }
}

/// Accounts that nobody used for 45 days are switched off; spent sessions are forgotten.
async fn accounts(app: App) {
    if app.guide.is_some() {
        // The people of the demo are nobody, and must be there whenever somebody comes back to it.
        return;
    }
    let mut turn = every(ACCOUNTS);
    loop {
        turn.tick().await;
        match watch::sweep(&app).await {
            Ok(0) => {}
            Ok(off) => tracing::warn!(off, "unused accounts were switched off"),
            Err(error) => tracing::error!(%error, "unused accounts were not looked for"),
        }
    }
}

/// Responses to surveys: whatever is enough is mixed, and the log is told.
async fn mixes(app: App) {
    let Some(boxes) = app.boxes.clone() else { return };
    loop {
        // Woken by a response, or after a while in any case.
        let _ = tokio::time::timeout(MIXES, boxes.some_are_due()).await;
        boxes.mix_due().await;
        if let Err(error) = surveys::letters::note_mixes(&app).await {
            tracing::error!(%error, "mixes of surveys were not noted");
        }
        tokio::time::sleep(BETWEEN_MIXES).await;
    }
}

/// Lists of surveys: changes that were cut short are mended, and whoever was added is given a link.
async fn lists(app: App) {
    if app.boxes.is_none() {
        return;
    }
    let mut turn = every(LETTERS);
    loop {
        turn.tick().await;
        if let Err(error) = surveys::lists::tend(&app).await {
            tracing::error!(%error, "lists of surveys were not looked after");
        }
    }
}

/// Archives of rounds that were asked for, one after the other.
async fn archives(app: App) {
    let Some(room) = app.archives.clone() else { return };
    loop {
        match thuocdo_app::archives::make_due(&app).await {
            Ok(0) => {}
            Ok(made) => tracing::info!(made, "archives were made"),
            Err(error) => tracing::error!(%error, "archives were not looked after"),
        }
        // Woken when somebody asks, or after a while in any case.
        let _ = tokio::time::timeout(ARCHIVES, room.asked()).await;
    }
}

/// Invitations and reminders of surveys, no more of them a second than was set.
async fn invitations(app: App, post: Arc<Post>) {
    let a_second = match app.office.a_second {
        0 => A_SECOND,
        set => set,
    };
    loop {
        let begun = Instant::now();
        let wait = match surveys::letters::send_due(&app, post.as_ref()).await {
            Ok(done) if done.sent + done.refused > 0 => {
                surveys::letters::pause(done.letters(), a_second, begun.elapsed())
            }
            Ok(done) if done.later > 0 => AFTER_TROUBLE,
            Ok(_) => LETTERS,
            Err(error) => {
                tracing::error!(%error, "invitations were not looked after");
                AFTER_TROUBLE
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// Letters whose time has come.
async fn letters(app: App, post: Arc<Post>) {
    let mut turn = every(LETTERS);
    loop {
        turn.tick().await;
        match thuocdo_app::letters::send_due(&app, post.as_ref()).await {
            Ok(done) if done.failed > 0 => tracing::warn!(failed = done.failed, "letters could not be sent yet"),
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "letters were not looked after"),
        }
    }
}

async fn reload(app: App, shelf: Shelf, mut shown: Shown) {
    let mut turn = every(PUBLICATIONS);
    loop {
        turn.tick().await;
        match newer(&app, &shelf, &shown).await {
            Ok(Some(now)) => shown = now,
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "the portal was not brought up to date"),
        }
    }
}

/// Shows what is public now if it is not what is shown, and says what that is.
///
/// # Errors
/// If the store does not answer or what it holds is damaged.
pub async fn newer(app: &App, shelf: &Shelf, shown: &Shown) -> Result<Option<Shown>, ActionError> {
    let now = publications::shown(app).await?;
    if now == *shown {
        return Ok(None);
    }
    shelf.replace(publications::everything(app).await?);
    tracing::info!("the portal shows what is public now");
    Ok(Some(now))
}

fn every(period: Duration) -> tokio::time::Interval {
    let mut turn = interval(period);
    turn.set_missed_tick_behavior(MissedTickBehavior::Delay);
    turn
}
