//! What goes in: the units that are scored together, with their answers in one layer.

use std::collections::BTreeMap;

use thuocdo_base::Number;
use thuocdo_criteria::set::ClassId;

/// Units assessed with one set in one round, in one layer of points (tập đơn vị cùng tính).
#[derive(Clone, Debug, Default)]
pub struct Cohort {
    /// Units, in any order: the result does not depend on it.
    pub subjects: Vec<Subject>,
    /// Other publications, in the order of the set's inputs.
    pub inputs: Vec<InputTable>,
    /// Whether the stage is closed, so that missing answers count as the set says.
    pub closed: bool,
}

/// One unit with its answers.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// Code of the unit, unique in the cohort.
    pub unit: String,
    /// Ranking group.
    pub group: String,
    /// Class, if the set has classes.
    pub class: Option<ClassId>,
    /// Facts that rules may look at (`no_subordinates`, `late_report`).
    pub traits: Vec<String>,
    /// Linked body (UBND of the same commune), looked up in inputs.
    pub linked: Option<String>,
    /// Predecessors whose mean this unit takes (hợp nhất).
    pub merged_from: Vec<String>,
    /// Listed without rank, with this ground.
    pub excluded: Option<String>,
    /// Signed override that lets a held grade stand.
    pub accept_held: Option<String>,
    /// Answers by node index; shorter lists and `None` mean no answer.
    pub answers: Vec<Option<Answer>>,
}

/// A unit's answer to one criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Values in the order of the criterion's variables; empty if none is given.
    pub values: Vec<Option<Number>>,
    /// Values in rows (`x[1]` …) by variable index, then row.
    pub rows: BTreeMap<(u16, u32), Number>,
    /// Points given directly by a person; aside, because most answers have none and a nation has many answers.
    pub points: Option<Box<Number>>,
    /// Points of the last publication.
    pub previous: Option<Box<Number>>,
    /// Found not applicable, with the ground.
    pub not_applicable: Option<String>,
}

/// Another publication as a table: unit → column → text.
#[derive(Clone, Debug, Default)]
pub struct InputTable {
    /// Rows by unit code.
    pub rows: BTreeMap<String, BTreeMap<String, String>>,
}
