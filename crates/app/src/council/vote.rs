//! Votes: open ones are read at once; of sealed ones only a salted hash is known until all are in.

use sha2::{Digest, Sha256};
use thuocdo_assessment::council::{Choice, ItemState, sealed_text, working};
use thuocdo_assessment::record::Fact;
use thuocdo_assessment::{Action, Refusal};
use thuocdo_base::{Actor, Message};
use thuocdo_store::Work;

use super::room::Room;
use crate::{ActionError, App, may};

/// The commitment to a text: SHA-256 over salt and text.
pub fn commitment(salt: &str, text: &str) -> String {
    hex::encode(Sha256::digest(format!("{salt}\n{text}").as_bytes()))
}

/// Whether a text that is revealed is the one that was committed to.
pub fn holds(committed: &str, salt: &str, text: &str) -> bool {
    commitment(salt, text) == committed
}

/// Votes on the proposal that is before the council.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who is no member; reasons for who is absent or tied to the unit, where the sitting
/// is not open, another proposal was shown, or a sealed vote was given already.
pub async fn vote(
    app: &App,
    actor: &Actor,
    (round, sitting, item): (&str, &str, &str),
    choice: Choice,
    proposal: &str,
) -> Result<(), ActionError> {
    let (app, actor, proposal) = (app.clone(), actor.clone(), proposal.to_owned());
    let (round, sitting, item) = (round.to_owned(), sitting.to_owned(), item.to_owned());
    let mut bytes = [0; 16];
    app.random.fill(&mut bytes);
    let (salt, writer) = (hex::encode(bytes), app.clone());
    let job = async move |work: &mut Work| {
        may::round(work, &actor, &round, Action::Vote).await?;
        let room = Room::of(&app, work, &round, &sitting).await?;
        let item = room.item(&item)?;
        working(room.row.state)?;
        may_vote(&room, actor.id(), &item.unit)?;
        let asked = item.proposal.clone().filter(|_| item.state == ItemState::Open);
        let asked = asked.ok_or_else(|| Refusal::Because(Message::new("council-no-proposal")))?;
        if asked != proposal {
            return Err(ActionError::Refused(vec![Message::new("council-other-proposal")]));
        }
        let text = sealed_text(&item.id, actor.id(), &asked, choice);
        let (sealed, blind) = (commitment(&salt, &text), room.frozen.settings.council.blind);
        if !work.cast_vote(&item.id, actor.id(), &sealed, (&text, &salt), !blind).await? {
            return Err(ActionError::Refused(vec![Message::new("council-voted")]));
        }
        let facts = [("item", Fact::Text(item.id.clone())), ("commitment", Fact::Text(sealed))];
        work.record(&round, "vote", &actor, &facts).await?;
        room.reveal_if_due(work, item).await
    };
    writer.write(move |work| Box::pin(async move { job(work).await })).await
}

/// Whether a member may vote on an item of a unit, or why not.
pub(super) fn may_vote(room: &Room, account: &str, unit: &str) -> Result<(), ActionError> {
    let seat = room.members().into_iter().find(|member| member.account == account && member.votes);
    seat.ok_or(ActionError::NotAllowed)?;
    let refused = |key: &str| Err(ActionError::Refused(vec![Message::new(key)]));
    if room.ties.between(account, unit).is_some() {
        return refused("council-tied");
    }
    if !room.voters(unit).iter().any(|voter| voter == account) {
        return refused("council-absent");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b3_an_altered_vote_is_found_a_thousand_times_in_a_thousand() {
        for number in 0..1_000_u32 {
            let text = sealed_text("item", &format!("m{number}"), "1.5", Choice::For);
            let salt = hex::encode(&Sha256::digest(number.to_be_bytes())[..16]);
            let sealed = commitment(&salt, &text);
            assert!(holds(&sealed, &salt, &text));
            let mut altered = text.clone().into_bytes();
            let at = number as usize % altered.len();
            altered[at] ^= 1;
            assert!(!holds(&sealed, &salt, &String::from_utf8_lossy(&altered)), "{number}");
        }
    }
}
