//! Rules in words: what the file says, as sentences that a clerk understands (diễn giải cách tính).
//!
//! Every function gives messages; [`thuocdo_words::Locale`] renders them in either language. Formulas keep
//! the names of variables (`a`, `b`) and a sentence for each says what it stands for.

mod after;
mod expression;
mod nodes;
mod rule;

pub use after::{adjustment, bands, conversion, index, maturity, quota, ranking, rounding};
pub use nodes::{aggregation, answers, document, not_applicable, policy};
pub use rule::rule;
pub(crate) use rule::sentences;

use thuocdo_base::Message;

use crate::set::{ClassId, CriteriaSet, NodeId};

/// A class by name, or all of them.
fn class_name(set: &CriteriaSet, class: ClassId) -> String {
    set.classes.get(usize::from(class.0)).map(|class| class.name.clone()).unwrap_or_default()
}

/// Titles of nodes as a list in one sentence.
fn titles(set: &CriteriaSet, nodes: &[NodeId]) -> Vec<Message> {
    let title = |id: &NodeId| {
        let node = set.node(*id);
        Message::new("rule-node").text("code", &node.code).text("title", &node.title)
    };
    nodes.iter().map(title).collect()
}
