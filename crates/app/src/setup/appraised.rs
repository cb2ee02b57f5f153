//! Who appraises what: exactly the criteria and groups that somebody's roles name, and nothing else.

use thuocdo_assessment::Roles;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::Node;
use thuocdo_store::RoundUnit;

use super::Frozen;

/// The criteria of one unit that somebody with these roles appraises, in order.
pub fn appraised<'a>(frozen: &'a Frozen, roles: &Roles, unit: &RoundUnit) -> Vec<&'a Node> {
    let grants: Vec<&Grant> = roles.grants.iter().filter(|grant| grant.role == Role::Appraiser).collect();
    let set = &frozen.sets[frozen.place_of(unit)];
    let mine = |node: &Node| grants.iter().any(|grant| reaches(grant, set, node, &unit.group));
    frozen.criteria_of(unit).map(|(node, _)| node).filter(|node| mine(node)).collect()
}

/// Whether a grant covers a criterion, by itself or by a section above it, in a group.
fn reaches(grant: &Grant, set: &CriteriaSet, node: &Node, group: &str) -> bool {
    let here = grant.groups.as_ref().is_none_or(|groups| groups.iter().any(|code| code == group));
    here && grant.criteria.as_ref().is_none_or(|codes| {
        let mut above = Some(node);
        while let Some(node) = above {
            if codes.contains(&node.code) {
                return true;
            }
            above = node.parent.map(|parent| set.node(parent));
        }
        false
    })
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
