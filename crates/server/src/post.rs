//! How letters leave this computer: by a mail server, or into a folder of the demo.

use std::path::Path;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Address, AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message as Mail, Tokio1Executor};
use thuocdo_app::letters::{Letter, Postman, Sending, Undelivered};

/// Sender of the demo's letters, which never leave.
const DEMO_SENDER: &str = "thuocdo@example.invalid";

/// A way out for letters.
pub struct Post {
    sender: Mailbox,
    way: Way,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

/// Why letters cannot leave as was set.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The address of the mail server is not understood; it may hold a password and is not repeated.
    #[error("mail server address not understood: {0}")]
    Server(lettre::transport::smtp::Error),
    /// The sender is no address.
    #[error("sender of letters is no address: {0}")]
    Sender(String),
    /// The folder cannot be made.
    #[error("folder of letters: {0}")]
    Folder(std::io::Error),
}

impl Post {
    /// Through a mail server: `smtps://name:password@host`, `smtp://host:25?tls=required`.
    ///
    /// # Errors
    /// If address or sender are not understood.
    pub fn smtp(address: &str, sender: &str) -> Result<Self, PostError> {
        let way = AsyncSmtpTransport::<Tokio1Executor>::from_url(address).map_err(PostError::Server)?.build();
        let sender: Mailbox = sender.parse().map_err(|_| PostError::Sender(sender.to_owned()))?;
        Ok(Self { sender, way: Way::Smtp(way) })
    }

    /// Into a folder, one file for each letter.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn folder(folder: &Path) -> Result<Self, PostError> {
        std::fs::create_dir_all(folder).map_err(PostError::Folder)?;
        let sender = DEMO_SENDER.parse().map_err(|_| PostError::Sender(DEMO_SENDER.to_owned()))?;
        Ok(Self { sender, way: Way::Folder(AsyncFileTransport::new(folder)) })
    }

    fn mail(&self, letter: &Letter) -> Result<Mail, String> {
        let address: Address = letter.address.parse().map_err(|_| "address".to_owned())?;
        let mail = Mail::builder().from(self.sender.clone()).to(Mailbox::new(None, address));
        let mail = mail.subject(letter.subject.as_str()).header(ContentType::TEXT_PLAIN);
        let mail = match &letter.id {
            Some(id) => mail.message_id(Some(format!("<{id}@{}>", self.sender.email.domain()))),
            None => mail,
        };
        mail.body(letter.body.clone()).map_err(|error| error.to_string())
    }
}

impl Postman for Post {
    fn send<'a>(&'a self, letter: &'a Letter) -> Sending<'a> {
        Box::pin(async move {
            let here = |said: String| Undelivered { permanent: false, code: "letter".to_owned(), said };
            let mail = self.mail(letter).map_err(here)?;
            match &self.way {
                Way::Smtp(way) => way.send(mail).await.map(|_| ()).map_err(|error| undelivered(&error)),
                Way::Folder(way) => way.send(mail).await.map(|_| ()).map_err(|error| here(error.to_string())),
            }
        })
    }
}

/// What a mail server's answer means: only a mailbox that is not there or takes nothing is gone for good.
fn undelivered(error: &lettre::transport::smtp::Error) -> Undelivered {
    let code = error.status().map(|code| code.to_string());
    let permanent = code.as_deref().is_some_and(|code| matches!(code, "550" | "551" | "553" | "556"));
    let word = || if error.is_timeout() { "timeout" } else { "connection" }.to_owned();
    Undelivered { permanent, code: code.unwrap_or_else(word), said: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_becomes_one_file_with_nothing_but_its_own_headers() {
        let folder = tempfile::tempdir().unwrap();
        let post = Post::folder(folder.path()).unwrap();
        let letter = Letter {
            address: "mau@example.test".to_owned(),
            subject: "Nhắc nộp hồ sơ".to_owned(),
            body: "Kính gửi Xã Mẫu 1,\n\nBcc: khac@example.test".to_owned(),
            id: Some("0.1.mau".to_owned()),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(post.send(&letter)).unwrap();
        let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        let text = std::fs::read_to_string(files[0].as_ref().unwrap().path()).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(head.contains("To: mau@example.test") && !head.contains("Bcc"), "{text}");
        assert!(head.contains("Message-ID: <0.1.mau@example.invalid>"), "{text}");
        assert_eq!(files.len(), 1);
    }

    #[tokio::test]
    async fn an_address_that_is_none_is_said_without_its_password() {
        let error = Post::smtp("http://a:geheim@mau.vn", "a@mau.vn").err().map(|error| error.to_string());
        assert!(error.is_some_and(|text| !text.contains("geheim")));
        assert!(matches!(Post::smtp("smtp://localhost", "kein"), Err(PostError::Sender(_))));
    }
}
