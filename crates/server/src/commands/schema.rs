//! `schema`: the JSON Schema of criteria files, for editors.

use std::io::Write;

use super::{Ended, Trouble};

/// Prints the schema.
///
/// # Errors
/// None so far.
pub fn run() -> Result<Ended, Trouble> {
    let _ = writeln!(std::io::stdout().lock(), "{}", thuocdo_criteria::json_schema());
    Ok(Ended::Well)
}
