//! What leads a newcomer through the demo: who can be played, and in which round. A real installation has none.

use thuocdo_assessment::Role;

/// The demo's guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guide {
    /// Codes of the rounds under way: in self-assessment, in appraisal, before the council.
    pub rounds: Vec<String>,
    /// The one password of the demo, which listens on this computer only.
    pub password: String,
    /// Who can be played.
    pub people: Vec<Player>,
}

/// Somebody whom a newcomer can play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    /// Name to sign in with.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// Title.
    pub title: String,
    /// The role.
    pub role: Role,
    /// Code of the unit the role is held for.
    pub unit: Option<String>,
}

impl Guide {
    /// Finds somebody by the name they sign in with.
    pub fn player(&self, login: &str) -> Option<&Player> {
        self.people.iter().find(|player| player.login == login)
    }
}
