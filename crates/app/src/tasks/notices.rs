//! Messages inside the product.

use thuocdo_assessment::role::Role;
use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_store::{NoticeRow, Work};

use crate::setup::Frozen;
use crate::{ActionError, App};

/// How many messages a page shows.
const SHOWN: u32 = 100;

/// One message as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Id.
    pub id: String,
    /// The sentence.
    pub message: Message,
    /// Path of the page to look at.
    pub link: String,
    /// When.
    pub at: Timestamp,
    /// Whether it was read.
    pub is_read: bool,
}

/// Tells people something, in the transaction of what happened; who acts is not told.
///
/// `notice-<kind>` is the sentence.
///
/// # Errors
/// If the store does not answer.
pub async fn tell<'a>(
    app: &App,
    work: &mut Work,
    by: &Actor,
    people: impl IntoIterator<Item = &'a str>,
    (kind, args): (&str, &[(&str, &str)]),
    link: &str,
) -> Result<usize, ActionError> {
    let mut told: Vec<&str> = people.into_iter().filter(|account| *account != by.id()).collect();
    told.sort_unstable();
    told.dedup();
    for account in &told {
        let notice = NoticeRow {
            id: app.new_id(),
            account: (*account).to_owned(),
            kind: kind.to_owned(),
            args: args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            link: link.to_owned(),
            at: work.now(),
            read_at: None,
        };
        work.add_notice(&notice).await?;
    }
    Ok(told.len())
}

/// Tells those who hold one of these roles for a unit; `unit` and `round` of the sentence are their names.
///
/// # Errors
/// If the store does not answer.
pub async fn tell_unit(
    app: &App,
    work: &mut Work,
    by: &Actor,
    (frozen, unit): (&Frozen, &str),
    roles: &[Role],
    (kind, args): (&str, &[(&str, &str)]),
    link: &str,
) -> Result<usize, ActionError> {
    let people = work.people_in(&frozen.code).await?;
    let holds = |role: &str| roles.iter().any(|wanted| wanted.word() == role);
    let told = people.iter().filter(|person| person.unit.as_deref() == Some(unit) && holds(&person.role));
    let name = frozen.unit(unit).map_or(unit, |unit| unit.name.as_str());
    let args: Vec<(&str, &str)> =
        [("unit", name), ("round", frozen.title.as_str())].into_iter().chain(args.iter().copied()).collect();
    tell(app, work, by, told.map(|person| person.account.as_str()), (kind, &args), link).await
}

fn account(actor: &Actor) -> Result<&str, ActionError> {
    match actor {
        Actor::Person(account) => Ok(account),
        _ => Err(ActionError::NotAllowed),
    }
}

/// Lists one's own newest messages.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who is no person.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Notice>, ActionError> {
    let rows = app.store.look().await?.notices_of(account(actor)?, SHOWN).await?;
    let notice = |row: NoticeRow| {
        let message = Message::new(&format!("notice-{}", row.kind));
        Notice {
            id: row.id,
            message: row.args.iter().fold(message, |message, (name, value)| message.text(name, value)),
            link: row.link,
            at: row.at,
            is_read: row.read_at.is_some(),
        }
    };
    Ok(rows.into_iter().map(notice).collect())
}

/// Counts one's own messages that were not read.
///
/// # Errors
/// If the store does not answer.
pub async fn unread(app: &App, actor: &Actor) -> Result<usize, ActionError> {
    let Actor::Person(account) = actor else { return Ok(0) };
    let count = app.store.look().await?.unread_notices(account).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Marks one's own messages as read: one, or all.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who is no person.
pub async fn read(app: &App, actor: &Actor, id: Option<&str>) -> Result<(), ActionError> {
    let (account, id) = (account(actor)?.to_owned(), id.map(str::to_owned));
    app.write(move |work| Box::pin(async move { Ok(work.read_notices(&account, id.as_deref()).await?) })).await
}
