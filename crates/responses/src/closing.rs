//! Closing a survey: from the leaves of the tree of strata to its root.
//!
//! A stratum with at least k sealed rows is opened whole under its own name. Fewer go to the parent, sealed
//! anew. Fewer than k at the root are never opened: they are withheld, and that is said.

use std::collections::{BTreeMap, HashMap};

/// The stratum above all others.
pub const ROOT: &str = "*";

/// A stratum (tầng): respondents whose responses are mixed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// Its code.
    pub code: String,
    /// The stratum that takes what is too little here; `None`: this is the root.
    pub parent: Option<String>,
}

/// The tree of strata, in the order of closing: children before parents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strata(Vec<Stratum>);

/// What becomes of a stratum's sealed rows at closing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// All are opened under the stratum's own name.
    Open,
    /// All are sealed anew to this parent.
    MoveTo(String),
    /// None is ever opened.
    Withhold,
}

impl Strata {
    /// Puts strata in order; `None` if they are no tree with the one root `*`, or a code occurs twice.
    pub fn new(strata: Vec<Stratum>) -> Option<Self> {
        let parents: HashMap<&str, Option<&str>> =
            strata.iter().map(|one| (one.code.as_str(), one.parent.as_deref())).collect();
        if parents.len() != strata.len() || parents.get(ROOT) != Some(&None) {
            return None;
        }
        let depths = strata.iter().map(|one| depth(&parents, &one.code)).collect::<Option<Vec<usize>>>()?;
        let mut sorted: Vec<(usize, Stratum)> = depths.into_iter().zip(strata).collect();
        sorted.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
        Some(Self(sorted.into_iter().map(|(_, one)| one).collect()))
    }

    /// The tree of codes like `group/body`, whose parent is `group`, whose parent is the root.
    ///
    /// Parents that are not named are added.
    pub fn of_codes<'a>(codes: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut known: BTreeMap<String, Option<String>> = BTreeMap::new();
        known.insert(ROOT.to_owned(), None);
        for code in codes.into_iter().filter(|code| *code != ROOT) {
            if let Some((group, _)) = code.split_once('/') {
                known.insert(group.to_owned(), Some(ROOT.to_owned()));
                known.insert(code.to_owned(), Some(group.to_owned()));
            } else {
                known.insert(code.to_owned(), Some(ROOT.to_owned()));
            }
        }
        Self::new(known.into_iter().map(|(code, parent)| Stratum { code, parent }).collect())
    }

    /// The strata, children before parents.
    pub fn list(&self) -> &[Stratum] {
        &self.0
    }

    /// What becomes of each stratum in which something lies, children before parents.
    pub fn plan(&self, lying: &BTreeMap<String, u64>, k: u32) -> Vec<(String, Step)> {
        let mut lying = lying.clone();
        let mut steps = Vec::new();
        for one in &self.0 {
            let here = lying.remove(&one.code).unwrap_or_default();
            let step = match &one.parent {
                _ if here == 0 => continue,
                _ if here >= u64::from(k) => Step::Open,
                Some(parent) => {
                    *lying.entry(parent.clone()).or_default() += here;
                    Step::MoveTo(parent.clone())
                }
                None => Step::Withhold,
            };
            steps.push((one.code.clone(), step));
        }
        steps
    }
}

/// Steps to the root; `None` if it is not reached.
fn depth(parents: &HashMap<&str, Option<&str>>, code: &str) -> Option<usize> {
    let (mut at, mut steps) = (code, 0);
    while let Some(parent) = parents.get(at)? {
        at = parent;
        steps += 1;
        if steps > parents.len() {
            return None;
        }
    }
    (at == ROOT).then_some(steps)
}
