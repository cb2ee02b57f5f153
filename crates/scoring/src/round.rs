//! The round as one computation sees it: units in order, forms by class, peers by group.

use std::collections::BTreeMap;
use std::sync::Arc;

use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::set::{ClassId, Scope};

use crate::card::BestShare;
use crate::cohort::{Cohort, Subject};
use crate::form::Form;
use crate::peers::{Memo, Spread};

/// Everything a pass may read.
pub(crate) struct Round<'a> {
    /// The set.
    pub set: &'a CriteriaSet,
    /// The cohort.
    pub cohort: &'a Cohort,
    /// Units in order of code.
    pub seats: Vec<Seat<'a>>,
    /// Forms of the classes that occur.
    pub forms: Vec<Form<'a>>,
    /// Assessed units of each group that have lines of their own.
    members: Vec<Vec<usize>>,
    /// All assessed units that have lines of their own.
    everyone: Vec<usize>,
    /// Spreads of relative rules.
    pub spreads: Memo<Option<Spread>>,
    /// Best shares for not-applicable units.
    pub bests: Memo<Option<Arc<BestShare>>>,
}

/// One unit in its place.
pub(crate) struct Seat<'a> {
    /// The unit.
    pub subject: &'a Subject,
    /// Index of its form.
    pub form: usize,
    /// Index of its group.
    pub group: usize,
    /// For each not-applicable rule of the set, whether its trait matches.
    pub na_rules: Vec<bool>,
}

impl<'a> Round<'a> {
    /// Seats the units; the order in which they come does not matter.
    pub fn new(set: &'a CriteriaSet, cohort: &'a Cohort) -> Self {
        let mut subjects: Vec<&Subject> = cohort.subjects.iter().collect();
        subjects.sort_by(|a, b| a.unit.cmp(&b.unit));
        let mut classes: BTreeMap<Option<ClassId>, usize> = BTreeMap::new();
        let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut forms, mut members, mut everyone) = (Vec::new(), Vec::new(), Vec::new());
        let mut seats = Vec::with_capacity(subjects.len());
        for (index, subject) in subjects.into_iter().enumerate() {
            let form = *classes.entry(subject.class).or_insert_with(|| {
                forms.push(Form::new(set, subject.class));
                forms.len() - 1
            });
            let group = *groups.entry(&subject.group).or_insert_with(|| {
                members.push(Vec::new());
                members.len() - 1
            });
            if subject.merged_from.is_empty() && subject.excluded.is_none() {
                members[group].push(index);
                everyone.push(index);
            }
            seats.push(Seat { subject, form, group, na_rules: matching(set, subject) });
        }
        let (nodes, groups) = (set.nodes.len(), members.len());
        let (spreads, bests) = (Memo::new(nodes, groups), Memo::new(nodes, groups));
        Self { set, cohort, seats, forms, members, everyone, spreads, bests }
    }

    /// Assessed units of a scope that have lines of their own, in order of code.
    pub fn peers(&self, scope: Scope, group: usize) -> &[usize] {
        match scope {
            Scope::Group => &self.members[group],
            Scope::Round => &self.everyone,
        }
    }

    /// The form of a unit.
    pub fn form(&self, seat: usize) -> &Form<'a> {
        &self.forms[self.seats[seat].form]
    }
}

fn matching(set: &CriteriaSet, subject: &Subject) -> Vec<bool> {
    let rules = set.not_applicable.iter();
    rules.map(|rule| rule.with_trait.as_ref().is_none_or(|wanted| subject.traits.contains(wanted))).collect()
}
