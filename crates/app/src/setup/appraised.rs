//! Who appraises what: exactly the criteria and groups that somebody's roles name, and nothing else.

use thuocdo_assessment::Roles;
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::Node;
use thuocdo_store::RoundUnit;

use super::Frozen;

/// The criteria of one unit that somebody with these roles appraises, in order.
pub fn appraised<'a>(frozen: &'a Frozen, roles: &Roles, unit: &RoundUnit) -> Vec<&'a Node> {
    let set = &frozen.sets[frozen.place_of(unit)];
    let mine = |node: &&Node| {
        let codes = codes_of(set, node);
        roles.grants.iter().any(|grant| grant.reaches(&codes, &unit.group))
    };
    frozen.criteria_of(unit).map(|(node, _)| node).filter(mine).collect()
}

/// Code of a node, then the codes of the sections above it: what a grant may name.
pub fn codes_of<'a>(set: &'a CriteriaSet, node: &'a Node) -> Vec<&'a str> {
    let mut codes = vec![node.code.as_str()];
    let mut above = node.parent;
    while let Some(parent) = above {
        let parent = set.node(parent);
        codes.push(parent.code.as_str());
        above = parent.parent;
    }
    codes
}

/// Criteria by the agency that the set names as their owner (cơ quan phụ trách), for giving them to people.
pub fn owners(set: &CriteriaSet) -> Vec<(&str, Vec<&str>)> {
    let mut owners: Vec<(&str, Vec<&str>)> = Vec::new();
    for (node, criterion) in set.criteria() {
        let Some(owner) = criterion.owner.as_deref() else { continue };
        match owners.iter_mut().find(|(name, _)| *name == owner) {
            Some((_, codes)) => codes.push(&node.code),
            None => owners.push((owner, vec![&node.code])),
        }
    }
    owners
}
