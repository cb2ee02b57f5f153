//! What the house's log is told of accounts. Names stand in the part that can be erased.

use thuocdo_assessment::record::Fact;
use thuocdo_base::Actor;
use thuocdo_store::{AccountRow, Work};

use crate::ActionError;

/// The log of what belongs to no round.
pub(crate) const HOUSE: &str = "_house";

/// Tells of a change of an account.
pub(crate) async fn tell(work: &mut Work, kind: &str, actor: &Actor, row: &AccountRow) -> Result<(), ActionError> {
    let yes = |flag: bool| Fact::Whole(u64::from(flag));
    let facts = [
        ("account", Fact::Text(row.id.clone())),
        ("administrator", yes(row.administrator)),
        ("auditor", yes(row.auditor)),
        ("disabled", yes(row.disabled_at.is_some())),
        ("org_unit", Fact::Text(row.org_unit.clone().unwrap_or_default())),
        ("second_factor", yes(row.totp.is_some())),
    ];
    let personal = serde_json::json!({
        "login": row.login, "name": row.name, "email": row.email, "reason": row.disabled_reason,
    });
    work.record_personal(HOUSE, kind, actor, &facts, &personal.to_string()).await?;
    Ok(())
}
