//! What the program does by itself: files nobody named go after seven days, and every file is checked again.

use thuocdo_assessment::record::Fact;
use thuocdo_base::{Actor, Timestamp};
use thuocdo_files::Wholeness;

use super::{DAYS_KEPT, MICROS_A_DAY, files, uploads};
use crate::tasks::notices::tell;
use crate::{ActionError, App};

/// Days between two checks of one file.
const DAYS_BETWEEN_CHECKS: i64 = 7;
/// Done at one go, so that no run lasts long.
const BATCH: u32 = 100;

/// What one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads that were over.
    pub uploads: usize,
    /// Files that no item named.
    pub files: usize,
}

/// Throws away uploads whose time is over and files that no item named within seven days.
///
/// # Errors
/// If store or disk do not answer.
pub async fn sweep(app: &App) -> Result<Swept, ActionError> {
    let now = app.clock.now();
    let mut swept = Swept::default();
    let over = app.store.look().await?.uploads_expired(now, BATCH).await?;
    for upload in over {
        uploads::forget(app, &upload.id).await?;
        swept.uploads += 1;
    }
    let before = Timestamp::from_micros(now.micros() - DAYS_KEPT * MICROS_A_DAY);
    let left = app.store.look().await?.unattached_before(before, BATCH).await?;
    for holding in left {
        let (job_app, left) = (app.clone(), holding.clone());
        // In one write: whoever names the file meanwhile finds it either held or gone.
        let unused = app
            .write(move |work| {
                Box::pin(async move {
                    work.release_file(&left.org_unit, &left.sha256).await?;
                    let unused = !work.is_file_used(&left.sha256).await?;
                    if unused {
                        work.forget_file(&left.sha256).await?;
                    }
                    let notice = ("file_expired", [("file", left.name.as_str())]);
                    let to = [left.account.as_str()];
                    tell(&job_app, work, &Actor::System, to, (notice.0, &notice.1), "/kho").await?;
                    Ok(unused)
                })
            })
            .await?;
        if unused {
            files(app)?.forget(&holding.sha256).await.map_err(ActionError::system)?;
        }
        swept.files += 1;
    }
    Ok(swept)
}

/// Compares files with their hashes, those that were checked longest ago first; gives how many are no longer whole.
///
/// # Errors
/// If store or disk do not answer.
pub async fn recheck(app: &App) -> Result<usize, ActionError> {
    let since = Timestamp::from_micros(app.clock.now().micros() - DAYS_BETWEEN_CHECKS * MICROS_A_DAY);
    let due = app.store.look().await?.files_unchecked_since(since, BATCH).await?;
    let mut broken = 0;
    for sha256 in due {
        let altered = files(app)?.check(&sha256).await.map_err(ActionError::system)? != Wholeness::Whole;
        broken += usize::from(altered);
        app.write(move |work| {
            Box::pin(async move {
                let known = work.find_file(&sha256).await?.is_some_and(|file| file.altered);
                work.file_checked(&sha256, altered).await?;
                if altered && !known {
                    let facts = [("file", Fact::Text(sha256))];
                    work.record("_house", "file_altered", &Actor::System, &facts).await?;
                }
                Ok(())
            })
        })
        .await?;
    }
    Ok(broken)
}
