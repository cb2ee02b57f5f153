//! What rules learn from other units: best and worst values, best shares; computed when first asked.

use std::cell::OnceCell;
use std::sync::Arc;

use thuocdo_base::Number;
use thuocdo_criteria::set::{Direction, Scope};

use crate::card::{BestShare, Peers};

/// Most names that a trace lists.
const NAMED: usize = 3;

/// Values of one criterion over one scope (tập đơn vị cùng tính), seen from either side.
#[derive(Clone, Debug)]
pub(crate) struct Spread {
    higher: Arc<Peers>,
    lower: Arc<Peers>,
}

impl Spread {
    /// Collects the values of units in order of code; `None` if nobody has one.
    pub fn of<'u>(scope: Scope, mut values: impl Iterator<Item = (&'u str, Number)>) -> Option<Self> {
        let (unit, first) = values.next()?;
        let (mut least, mut most) = (first.clone(), first);
        let (mut least_held_by, mut most_held_by) = (vec![unit.to_owned()], vec![unit.to_owned()]);
        for (unit, value) in values {
            hold(&mut least, &mut least_held_by, unit, &value, |new, old| new < old);
            hold(&mut most, &mut most_held_by, unit, &value, |new, old| new > old);
        }
        let higher = Peers { worst: least.clone(), best: most.clone(), holders: most_held_by, scope };
        let lower = Peers { worst: most, best: least, holders: least_held_by, scope };
        Some(Self { higher: Arc::new(higher), lower: Arc::new(lower) })
    }

    /// Worst value, best value and who holds the best.
    pub fn side(&self, direction: Direction) -> &Arc<Peers> {
        match direction {
            Direction::Higher => &self.higher,
            Direction::Lower => &self.lower,
        }
    }
}

/// Collects the best share of units in order of code; `None` if nobody has one.
pub(crate) fn best_share<'u>(
    scope: Scope,
    mut shares: impl Iterator<Item = (&'u str, Number)>,
) -> Option<Arc<BestShare>> {
    let (unit, share) = shares.next()?;
    let mut best = BestShare { share, holders: vec![unit.to_owned()], scope };
    for (unit, share) in shares {
        hold(&mut best.share, &mut best.holders, unit, &share, |new, old| new > old);
    }
    Some(Arc::new(best))
}

fn hold(
    held: &mut Number,
    holders: &mut Vec<String>,
    unit: &str,
    value: &Number,
    better: fn(&Number, &Number) -> bool,
) {
    if better(value, held) {
        *held = value.clone();
        holders.clear();
        holders.push(unit.to_owned());
    } else if holders.len() < NAMED && value == held {
        holders.push(unit.to_owned());
    }
}

/// Answers by node and scope that are computed at most once.
pub(crate) struct Memo<T> {
    scopes: usize,
    nodes: Vec<OnceCell<Box<[OnceCell<T>]>>>,
}

impl<T> Memo<T> {
    /// Room for all nodes, each with the whole round and all groups.
    pub fn new(nodes: usize, groups: usize) -> Self {
        Self { scopes: groups + 1, nodes: (0..nodes).map(|_| OnceCell::new()).collect() }
    }

    /// The answer for a node and scope; `group` is the index of the asking unit's group.
    pub fn get(&self, node: usize, scope: Scope, group: usize, make: impl FnOnce() -> T) -> &T {
        let cells = self.nodes[node].get_or_init(|| (0..self.scopes).map(|_| OnceCell::new()).collect());
        let index = match scope {
            Scope::Round => 0,
            Scope::Group => group + 1,
        };
        cells[index].get_or_init(make)
    }
}
