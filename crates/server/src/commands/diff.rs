//! `diff OLD NEW`: what changed between two versions of a criteria set, in words.

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};
use thuocdo_base::Message;
use thuocdo_criteria::compare;

use super::{Context, Ended, Form, Trouble};

/// Prints the changes.
///
/// # Errors
/// If a file cannot be read or has errors.
pub fn run(context: &Context, old: &Path, new: &Path, form: Form) -> Result<Ended, Trouble> {
    let Some(old) = super::explain::load(context, old)? else { return Ok(Ended::Findings) };
    let Some(new) = super::explain::load(context, new)? else { return Ok(Ended::Findings) };
    let changes = compare::versions(&old, &new);
    let mut out = std::io::stdout().lock();
    if form == Form::Json {
        let items: Vec<Value> = changes.iter().map(|change| context.words.render(&change.message()).into()).collect();
        let name = |set: &thuocdo_criteria::CriteriaSet| json!({ "code": set.code, "version": set.version });
        let _ = writeln!(out, "{:#}", json!({ "old": name(&old), "new": name(&new), "changes": items }));
        return Ok(Ended::Well);
    }
    for change in &changes {
        let _ = writeln!(out, "- {}", context.words.render(&change.message()));
    }
    let message = Message::new("cmd-diff-done").text("old", format!("{}@{}", old.code, old.version));
    let message = message.text("new", format!("{}@{}", new.code, new.version)).count("count", changes.len());
    let _ = writeln!(out, "{}", context.words.render(&message));
    Ok(Ended::Well)
}
