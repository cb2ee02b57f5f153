//! Who acts.

/// Who asks for something (người thực hiện); every action of `app` takes one and denies by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Anyone, without signing in: reads what is published.
    Public,
    /// The person who runs the installation, at its command line (người vận hành).
    Operator,
    /// The program itself, when a moment comes that a person has set: a deadline.
    System,
    /// A person by the id of their account; roles are looked up where they are needed.
    Person(String),
}

impl Actor {
    /// The name under which the event log knows this actor.
    pub fn id(&self) -> &str {
        match self {
            Self::Public => "public",
            Self::Operator => "operator",
            Self::System => "system",
            Self::Person(account) => account,
        }
    }
}
