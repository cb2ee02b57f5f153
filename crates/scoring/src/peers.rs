//! What rules learn from other units: best and worst values, best shares; computed when first asked.

use std::cell::OnceCell;

use thuocdo_base::Number;
use thuocdo_criteria::set::{Direction, Scope};

/// Most names that a trace lists.
const NAMED: usize = 3;

/// Values of one criterion over one scope (tập đơn vị cùng tính).
#[derive(Clone, Debug)]
pub(crate) struct Spread {
    /// Least value.
    pub least: Number,
    /// Greatest value.
    pub most: Number,
    /// Units with the least, in order of code.
    least_held_by: Vec<String>,
    /// Units with the greatest, in order of code.
    most_held_by: Vec<String>,
}

/// The best share of one criterion over one scope.
#[derive(Clone, Debug)]
pub(crate) struct Best {
    /// The share.
    pub share: Number,
    /// Units that reached it, in order of code.
    pub holders: Vec<String>,
}

impl Spread {
    /// Collects the values of units in order of code; `None` if nobody has one.
    pub fn of<'u>(values: impl Iterator<Item = (&'u str, Number)>) -> Option<Self> {
        let mut spread: Option<Self> = None;
        for (unit, value) in values {
            match &mut spread {
                None => spread = Some(Self::alone(unit, &value)),
                Some(spread) => {
                    hold(&mut spread.least, &mut spread.least_held_by, unit, &value, |new, old| new < old);
                    hold(&mut spread.most, &mut spread.most_held_by, unit, &value, |new, old| new > old);
                }
            }
        }
        spread
    }

    /// A single value.
    pub fn alone(unit: &str, value: &Number) -> Self {
        let holder = vec![unit.to_owned()];
        Self { least: value.clone(), most: value.clone(), least_held_by: holder.clone(), most_held_by: holder }
    }

    /// Worst value, best value and who holds the best.
    pub fn sides(&self, direction: Direction) -> (&Number, &Number, &[String]) {
        match direction {
            Direction::Higher => (&self.least, &self.most, &self.most_held_by),
            Direction::Lower => (&self.most, &self.least, &self.least_held_by),
        }
    }
}

impl Best {
    /// Collects the shares of units in order of code; `None` if nobody has one.
    pub fn of<'u>(shares: impl Iterator<Item = (&'u str, Number)>) -> Option<Self> {
        let mut best: Option<Self> = None;
        for (unit, share) in shares {
            match &mut best {
                None => best = Some(Self { share, holders: vec![unit.to_owned()] }),
                Some(best) => hold(&mut best.share, &mut best.holders, unit, &share, |new, old| new > old),
            }
        }
        best
    }
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
