//! Why an action did not happen: the rules say no, or the world broke.

use std::error::Error;

use thuocdo_base::Message;
use thuocdo_store::{PublishError, Refused, StoreError};

/// Why an action did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// The rules say no; each reason is a sentence.
    #[error("refused: {0:?}")]
    Refused(Vec<Message>),
    /// The actor may not do this; shown as if it did not exist.
    #[error("not allowed")]
    NotAllowed,
    /// The world broke; logged once, at the door.
    #[error("{0}")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

impl ActionError {
    /// The system broke below us.
    pub fn system(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<StoreError> for ActionError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Overtaken => Self::Refused(vec![Message::new("app-overtaken")]),
            error => Self::system(error),
        }
    }
}

impl From<PublishError> for ActionError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Refused(refused) => Self::Refused(vec![reason(&refused)]),
            PublishError::Store(error) => error.into(),
        }
    }
}

fn reason(refused: &Refused) -> Message {
    let whole = |number: &u32| usize::try_from(*number).unwrap_or(usize::MAX);
    match refused {
        Refused::WrongVersion { next, given } => {
            Message::new("app-wrong-version").count("next", whole(next)).count("given", whole(given))
        }
        Refused::SameContent { version } => Message::new("app-same-content").count("version", whole(version)),
        Refused::NoReason => Message::new("app-no-reason"),
    }
}
