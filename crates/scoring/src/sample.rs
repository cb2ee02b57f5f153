//! Small sets built in code, for examples and tests; real ones are parsed from criteria files.

use thuocdo_base::Number;
use thuocdo_criteria::CriteriaSet;
use thuocdo_criteria::expr::Expr;
use thuocdo_criteria::rule::{AnswerKind, ScoringRule, VarId, Variable, ZeroPolicy};
use thuocdo_criteria::set::{
    Aggregation, Criterion, Direction, Document, IndexScale, Node, NodeId, NodeKind, Origin, PointsRounding,
    RankingBasis, RankingRules, Section, SectionRole, Source, TieRule, TotalBounds, WhenMissing,
};

/// Reads a number of an example.
///
/// # Panics
/// On text that is not a number.
pub fn number(text: &str) -> Number {
    #[expect(clippy::expect_used, reason = "examples are written in code")]
    Number::parse(text).expect("a number of an example")
}

/// A set with one criterion `1`: `a / b` × its maximum.
pub fn one_ratio(max: &str) -> CriteriaSet {
    let mut set = empty();
    add(&mut set, NodeId::ROOT, "1", max, ratio());
    set
}

/// The rule `a / b`.
pub fn ratio() -> ScoringRule {
    let (of, to) = (Expr::Variable(VarId(0)), Expr::Variable(VarId(1)));
    let (complement, zero) = (false, ZeroPolicy::Refuse);
    ScoringRule::Ratio { of, to, less: None, complement, floor: None, full_at: None, zero }
}

/// A set without nodes: sum, two decimals, ranked by points.
pub fn empty() -> CriteriaSet {
    let root = node(0, None, "", "0", NodeKind::Section(sum_section()));
    CriteriaSet {
        code: "mau/mau".to_owned(),
        version: "1".to_owned(),
        title: "Bộ tiêu chí mẫu".to_owned(),
        title_en: None,
        document: Document::default(),
        legal_basis: Vec::new(),
        notes: Vec::new(),
        hash: String::new(),
        levels: Vec::new(),
        classes: Vec::new(),
        scale: Number::ZERO,
        rounding: PointsRounding { decimals: 2, mode: thuocdo_base::Rounding::HalfUp, each_criterion: false },
        index: IndexScale { max: Number::from(100), decimals: 2 },
        bounds: TotalBounds::default(),
        nodes: vec![root],
        not_applicable: Vec::new(),
        steps: Vec::new(),
        maturity: None,
        grade_scales: Vec::new(),
        ranking: RankingRules {
            basis: RankingBasis::Points,
            ties: TieRule::Competition,
            tie_break: Vec::new(),
            min_criteria: 0,
            min_per_section: 0,
        },
        inputs: Vec::new(),
        adjustments: Vec::new(),
        conversion: None,
        declares: Vec::new(),
    }
}

/// A regular section that sums.
pub fn sum_section() -> Section {
    Section { aggregation: Aggregation::Sum, role: SectionRole::Regular }
}

/// Adds a criterion with variables `a`, `b`, `c` and answers its index.
pub fn add(set: &mut CriteriaSet, parent: NodeId, code: &str, max: &str, rule: ScoringRule) -> NodeId {
    let name = |name: &str| Variable {
        name: name.to_owned(),
        label: String::new(),
        measure: None,
        kind: AnswerKind::Number,
        imposed: false,
    };
    let criterion = Criterion {
        rule,
        rule_by_class: Vec::new(),
        variables: vec![name("a"), name("b"), name("c")],
        source: Source::OwnReport,
        measured: false,
        direction: Direction::Higher,
        measure: None,
        owner: None,
        evidence: Vec::new(),
        method: None,
        when_missing: WhenMissing::Zero,
        targets: Vec::new(),
    };
    push(set, parent, code, max, NodeKind::Criterion(Box::new(criterion)))
}

/// Adds a section and answers its index.
pub fn add_section(set: &mut CriteriaSet, parent: NodeId, code: &str, max: &str, section: Section) -> NodeId {
    push(set, parent, code, max, NodeKind::Section(section))
}

fn push(set: &mut CriteriaSet, parent: NodeId, code: &str, max: &str, kind: NodeKind) -> NodeId {
    let mut added = node(set.nodes.len() as u32, Some(parent), code, max, kind);
    added.depth = set.node(parent).depth + 1;
    let id = added.id;
    set.nodes[parent.index()].children.push(id);
    set.nodes.push(added);
    id
}

fn node(id: u32, parent: Option<NodeId>, code: &str, max: &str, kind: NodeKind) -> Node {
    Node {
        id: NodeId(id),
        code: code.to_owned(),
        title: format!("Tiêu chí {code}"),
        title_en: None,
        parent,
        children: Vec::new(),
        depth: 0,
        max: number(max),
        max_by_class: Vec::new(),
        weight: Number::ONE,
        applies_to: None,
        na: None,
        scored: true,
        mandatory: None,
        tags: Vec::new(),
        origin: Origin::Illustrative,
        home: None,
        note: None,
        kind,
    }
}
