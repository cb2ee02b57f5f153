//! What is counted of a stratum, and what must add up whenever it is looked at.

/// Counts of one stratum as of its last mix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Invitations given out.
    pub issued: u64,
    /// Invitations used.
    pub used: u64,
    /// Responses that lie sealed.
    pub pooled: u64,
    /// Responses opened and tallied.
    pub counted: u64,
    /// Responses that are never opened: too few in the whole survey.
    pub withheld: u64,
    /// Responses lost together with their key.
    pub lost: u64,
    /// Responses that went to the parent at closing.
    pub moved: u64,
    /// Responses that came from children at closing.
    pub received: u64,
}

impl Counters {
    /// Whether every used invitation is accounted for, once.
    pub fn add_up(&self) -> bool {
        let came = self.used + self.received;
        let went = self.pooled + self.counted + self.withheld + self.lost + self.moved;
        came == went && self.used <= self.issued
    }

    /// Counts of two strata together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            issued: self.issued + other.issued,
            used: self.used + other.used,
            pooled: self.pooled + other.pooled,
            counted: self.counted + other.counted,
            withheld: self.withheld + other.withheld,
            lost: self.lost + other.lost,
            moved: self.moved + other.moved,
            received: self.received + other.received,
        }
    }
}
