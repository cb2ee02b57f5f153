//! A mix: of what lies sealed in a stratum, k rows stay and the rest is opened together.

use thuocdo_base::Random;

use crate::shuffle;

/// No survey may mix fewer than this.
pub const FEWEST: u32 = 10;

/// The name of a row, drawn by chance: it says nothing of when the row came.
pub type Id = [u8; 16];

/// What a mix does with the rows of a stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divided<T> {
    /// Sealed anew, so that the next mix is never small.
    pub stay: Vec<T>,
    /// Opened together, in an order drawn by chance.
    pub open: Vec<T>,
}

/// Draws which k rows stay; `None` if fewer than 2k are there: nothing is opened then.
pub fn divide<T>(mut rows: Vec<T>, k: u32, random: &dyn Random) -> Option<Divided<T>> {
    let k = usize::try_from(k.max(FEWEST)).unwrap_or(usize::MAX);
    if rows.len() < k.checked_mul(2)? {
        return None;
    }
    shuffle(&mut rows, random);
    let open = rows.split_off(k);
    Some(Divided { stay: rows, open })
}

/// Draws the name of a row.
pub fn id(random: &dyn Random) -> Id {
    let mut id = [0; 16];
    random.fill(&mut id);
    id
}
