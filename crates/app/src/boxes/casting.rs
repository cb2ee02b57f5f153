//! A response comes in: sealed here, kept by the writer, answered when it is on the disk.

use std::sync::{Arc, PoisonError};

use thuocdo_criteria::questionnaire::Response;
use thuocdo_responses::{Label, Nonce, Receipt, Token, TokenHash, mix};
use thuocdo_store::{BoxState, Cast, CastRow, InvitationState, PoolRow};
use zeroize::Zeroizing;

use super::ResponseBox;
use crate::ActionError;

/// How often a response is sealed anew because a mix came between.
const TRIES: u32 = 20;

/// What became of a response that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It lasts; a second sending of the same page is answered the same.
    Accepted(Receipt),
    /// Another response was sent with this invitation.
    AlreadySent,
    /// There is no such invitation.
    Unknown,
    /// The survey is closed.
    Closed,
    /// The box waits for somebody to look after it; nothing was used up.
    Stopped,
}

impl ResponseBox {
    /// Sends a response: the invitation is used up and the response kept, both or neither.
    ///
    /// The answers must have been checked against the questionnaire.
    ///
    /// # Errors
    /// If the answers do not fit, or it was not kept.
    pub async fn cast(&self, token: &Token, response: &Response, nonce: &Nonce) -> Result<Sent, ActionError> {
        let (h, receipt) = (token.hash(), Receipt::of(&self.survey, token, nonce));
        let answers = Zeroizing::new(response.bytes());
        let store = self.store().await?;
        for _ in 0..TRIES {
            let stratum = match self.remembered(&h) {
                Some(stratum) => stratum,
                None => match store.invitation(&h).await? {
                    InvitationState::Open { stratum } => stratum.into(),
                    _ if store.has_receipt(&receipt.hash()).await? => return Ok(Sent::Accepted(receipt)),
                    InvitationState::Used => return Ok(Sent::AlreadySent),
                    InvitationState::Unknown => return Ok(Sent::Unknown),
                },
            };
            if self.is_stopped() {
                return Ok(Sent::Stopped);
            }
            let row = self.seal(&stratum, &answers)?;
            self.forget(&h);
            match store.cast(CastRow { h, row, receipt: receipt.hash() }).await? {
                Cast::Kept => {
                    self.came(&stratum);
                    return Ok(Sent::Accepted(receipt));
                }
                Cast::KeptBefore => return Ok(Sent::Accepted(receipt)),
                Cast::Used => return Ok(Sent::AlreadySent),
                Cast::Unknown => return Ok(Sent::Unknown),
                Cast::Shut => return Ok(Sent::Closed),
                Cast::Stale => self.learn_epochs(&store).await?,
            }
        }
        Ok(if store.state().await? == BoxState::Open { Sent::Stopped } else { Sent::Closed })
    }

    /// The stratum of an invitation that nobody has tried yet.
    fn remembered(&self, h: &TokenHash) -> Option<Arc<str>> {
        self.strata.lock().unwrap_or_else(PoisonError::into_inner).get(h).cloned()
    }

    /// From now on the database is asked: whoever tries again finds out there.
    fn forget(&self, h: &TokenHash) {
        self.strata.lock().unwrap_or_else(PoisonError::into_inner).remove(h);
    }

    /// Seals answers to the key in use.
    pub(super) fn seal(&self, stratum: &str, answers: &[u8]) -> Result<PoolRow, ActionError> {
        let epoch = self.epoch(stratum).ok_or(ActionError::NotAllowed)?;
        let label = Label { survey: &self.survey, stratum, epoch: epoch.n };
        let sealed =
            epoch.key.seal(&label, answers, self.founding.length, self.random.as_ref()).map_err(ActionError::system)?;
        Ok(PoolRow { pid: mix::id(self.random.as_ref()), stratum: stratum.to_owned(), epoch: epoch.n, sealed })
    }

    /// One more lies there; whoever mixes is woken when it is enough.
    fn came(&self, stratum: &str) {
        let mut lying = self.lying.lock().unwrap_or_else(PoisonError::into_inner);
        let here = lying.entry(stratum.to_owned()).or_default();
        *here += 1;
        if *here >= u64::from(self.founding.k) * 2 {
            self.due.notify_one();
        }
    }
}
