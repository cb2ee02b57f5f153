//! What happens to accounts with time: unused ones are switched off, what is spent is forgotten.

use thuocdo_base::{Actor, Timestamp};

use super::house;
use crate::{ActionError, App};

/// An account that nobody used for this long is switched off, in seconds: 45 days.
pub const UNUSED: i64 = 45 * 86_400;
/// Reason that is noted then: the id of a sentence.
pub const UNUSED_REASON: &str = "account-unused";
/// Spent sessions and failures are kept this long, in seconds.
const KEPT: i64 = 30 * 86_400;

/// Switches off accounts that were not used for 45 days, and forgets what is spent; gives how many were switched off.
///
/// The last administrator who can sign in stays.
///
/// # Errors
/// If the store does not answer.
pub async fn sweep(app: &App) -> Result<usize, ActionError> {
    app.write(|work| {
        Box::pin(async move {
            let ago = |seconds: i64| Timestamp::from_micros(work.now().micros() - seconds * 1_000_000);
            let (unused, spent) = (ago(UNUSED), ago(KEPT));
            let mut off = 0;
            for mut row in work.unused_accounts(unused).await? {
                if row.administrator && work.count_administrators().await? <= 1 {
                    continue;
                }
                row.disabled_at = Some(work.now());
                row.disabled_reason = Some(UNUSED_REASON.to_owned());
                row.version += 1;
                work.save_account(&row).await?;
                work.revoke_sessions(&row.id, None).await?;
                house::tell(work, "account-disabled", &Actor::System, &row).await?;
                off += 1;
            }
            work.sweep_sessions(spent).await?;
            work.sweep_failures(spent).await?;
            Ok(off)
        })
    })
    .await
}
