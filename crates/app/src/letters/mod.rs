//! Letters by e-mail: written in the transaction that causes them, sent by a job, with patience.
//!
//! A letter whose address or subject could smuggle in a header is refused when it is written.
//! Read in this order: [`Letter`], [`queue`], [`send_due`], [`list`].

use std::future::Future;
use std::pin::Pin;

use thuocdo_base::{Actor, Message, Timestamp};
use thuocdo_store::{MailRow, MailState, Work};

use crate::{ActionError, App};

/// Characters of a subject.
const SUBJECT_MAX: usize = 200;
/// Letters that one turn of the job sends at most.
const A_TURN: u32 = 50;
/// Seconds to wait after each failed try; after the last the letter is given up.
const WAITS: [i64; 7] = [60, 300, 900, 3_600, 14_400, 43_200, 86_400];

/// One letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Address.
    pub address: String,
    /// Subject, one line.
    pub subject: String,
    /// Text.
    pub body: String,
    /// What makes its Message-ID, the same whenever it is sent again; `None`: any.
    pub id: Option<String>,
}

/// What a letter is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Code of the round.
    pub round: &'a str,
    /// Code of the unit.
    pub unit: &'a str,
    /// Kind.
    pub kind: &'a str,
}

/// How letters leave, as the installation has set it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    /// Address of this installation as letters write it, such as `https://danhgia.example.vn`.
    pub base: Option<String>,
    /// Whether letters stay on this computer and may be read at `/thu`: the demo.
    pub is_open: bool,
    /// Letters of surveys a second, at most; 0: as many as are usual.
    pub a_second: u32,
}

/// Why a letter did not leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undelivered {
    /// Whether its mailbox will never take it.
    pub permanent: bool,
    /// Code of the mail server's answer, or a word for what came instead.
    pub code: String,
    /// What was said.
    pub said: String,
}

/// How it went, later.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send + 'a>>;

/// Takes letters away: a mail server, or a folder of the demo.
pub trait Postman: Send + Sync {
    /// Sends one letter.
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a>;
}

impl Letter {
    /// Says why this cannot be sent: an address that is none, a subject of several lines.
    ///
    /// # Errors
    /// The reason.
    pub fn check(&self) -> Result<(), Message> {
        if self.address.chars().any(char::is_control) || self.address.parse::<lettre::Address>().is_err() {
            return Err(Message::new("letters-address").text("address", printable(&self.address)));
        }
        let subject = self.subject.trim();
        if subject.is_empty() || subject.chars().count() > SUBJECT_MAX || self.subject.chars().any(char::is_control) {
            return Err(Message::new("letters-subject").text("subject", printable(&self.subject)));
        }
        Ok(())
    }
}

fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// Puts a letter into the box of what is to be sent, in the transaction of what it tells of.
///
/// # Errors
/// [`ActionError::Refused`] if its address or subject cannot be sent.
pub async fn queue(app: &App, work: &mut Work, about: About<'_>, letter: &Letter) -> Result<(), ActionError> {
    letter.check().map_err(|reason| ActionError::Refused(vec![reason]))?;
    let now = work.now();
    let row = MailRow {
        id: app.new_id(),
        round: Some(about.round.to_owned()),
        unit: Some(about.unit.to_owned()),
        kind: about.kind.to_owned(),
        address: letter.address.clone(),
        subject: letter.subject.clone(),
        body: letter.body.clone(),
        state: MailState::Waiting,
        tries: 0,
        next_at: now,
        at: now,
        sent_at: None,
        error: None,
    };
    Ok(work.add_mail(&row).await?)
}

/// What one turn of the job has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Letters sent.
    pub sent: usize,
    /// Tries that failed.
    pub failed: usize,
}

/// Sends what waits and whose time has come; a failed letter waits longer each time and is given up after a week's tries.
///
/// # Errors
/// If the store does not answer.
pub async fn send_due(app: &App, postman: &dyn Postman) -> Result<Turn, ActionError> {
    let waiting = app.store.look().await?.mail_due(app.clock.now(), A_TURN).await?;
    let mut turn = Turn::default();
    for mail in waiting {
        let (address, subject, body) = (mail.address.clone(), mail.subject.clone(), mail.body.clone());
        let letter = Letter { address, subject, body, id: None };
        let tried = match letter.check() {
            Ok(()) => postman.send(&letter).await.map_err(|why| why.said),
            Err(reason) => Err(reason.key),
        };
        match &tried {
            Ok(()) => turn.sent += 1,
            Err(_) => turn.failed += 1,
        }
        let row = after(mail, tried, app.clock.now());
        app.write(move |work| Box::pin(async move { Ok(work.save_mail_try(&row).await?) })).await?;
    }
    Ok(turn)
}

fn after(mail: MailRow, tried: Result<(), String>, now: Timestamp) -> MailRow {
    let wait = usize::try_from(mail.tries).ok().and_then(|tries| WAITS.get(tries));
    let tries = mail.tries.saturating_add(1);
    match (tried, wait) {
        (Ok(()), _) => MailRow { state: MailState::Sent, tries, sent_at: Some(now), error: None, ..mail },
        (Err(error), Some(wait)) => {
            MailRow { tries, next_at: now.later(*wait), error: Some(printable(&error)), ..mail }
        }
        (Err(error), None) => MailRow { state: MailState::Failed, tries, error: Some(printable(&error)), ..mail },
    }
}

/// Lists the newest letters of the demo, whose box everybody at this computer may read.
///
/// # Errors
/// [`ActionError::NotAllowed`] where letters leave this computer.
pub async fn list(app: &App, _anyone: &Actor) -> Result<Vec<MailRow>, ActionError> {
    if !app.office.is_open {
        return Err(ActionError::NotAllowed);
    }
    Ok(app.store.look().await?.list_mail(None, 100).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(address: &str, subject: &str) -> Letter {
        Letter { address: address.to_owned(), subject: subject.to_owned(), body: "a\nb".to_owned(), id: None }
    }

    #[test]
    fn a_line_break_that_would_begin_a_header_is_refused() {
        assert_eq!(letter("a@mau.vn", "Nhắc nộp").check(), Ok(()));
        for (address, subject) in [
            ("a@mau.vn\r\nBcc: b@mau.vn", "Nhắc"),
            ("a@mau.vn", "Nhắc\r\nBcc: b@mau.vn"),
            ("a@mau.vn", "Nhắc\nX"),
            ("a@mau.vn, b@mau.vn", "Nhắc"),
            ("không phải địa chỉ", "Nhắc"),
            ("a@mau.vn", " "),
        ] {
            assert!(letter(address, subject).check().is_err(), "{address:?} {subject:?}");
        }
    }

    #[test]
    fn a_failed_letter_waits_longer_each_time_and_is_given_up_at_last() {
        let now = Timestamp::from_micros(0);
        let mut mail = MailRow {
            id: String::new(),
            round: None,
            unit: None,
            kind: String::new(),
            address: String::new(),
            subject: String::new(),
            body: String::new(),
            state: MailState::Waiting,
            tries: 0,
            next_at: now,
            at: now,
            sent_at: None,
            error: None,
        };
        for wait in WAITS {
            mail = after(mail, Err("421 busy\r\n".to_owned()), now);
            assert_eq!(
                (mail.state, mail.next_at, mail.error.as_deref()),
                (MailState::Waiting, now.later(wait), Some("421 busy"))
            );
        }
        assert_eq!(after(mail, Err(String::new()), now).state, MailState::Failed);
    }
}
