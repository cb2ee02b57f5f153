//! Bodies: who can be assessed, kept by administrators; what happens to them by decisions.
//!
//! Read in this order: [`typed`] (reading what was typed), [`look`] (list and page of one body), [`keep`]
//! (new, changed), [`lineage`] (renamed, merged, split, ended), [`columns`] (a body as a row of a file),
//! [`export`], [`import`], [`provinces`] (the list that is shipped).

pub mod columns;
pub mod export;
pub mod import;
pub mod keep;
pub mod lineage;
pub mod look;
pub mod provinces;
pub mod typed;

pub use thuocdo_store::{OrgSystem, OrgUnit, Place, Tier, UnitFilter};

pub use self::typed::{Fault, Typed};
use crate::ActionError;

/// Round name of the log for what belongs to no round.
pub const HOUSE: &str = "_house";

/// Traits that matter to rules, in the order in which forms show them.
pub const TRAITS: [&str; 4] = ["no_subordinates", "no_online_services", "special_nature", "digital_economy"];

/// What a form leads to: something done, or faults to mend; the outer error is that it may not be done at all.
pub type Tried<T> = Result<Result<T, Vec<Fault>>, ActionError>;

/// The fault of having been overtaken by somebody else.
pub(crate) fn overtaken() -> Vec<Fault> {
    vec![Fault::new("", "bodies-overtaken")]
}
