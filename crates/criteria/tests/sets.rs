//! What a good file becomes.

mod common;

use common::{HEAD, ONE, library, parsed};
use thuocdo_base::Number;
use thuocdo_criteria::rule::{AnswerKind, ScoringRule};
use thuocdo_criteria::set::{ClassId, CriteriaSet, NaPolicy, NodeId, Rebase, Target};
use thuocdo_criteria::{Severity, SourceText, parse, read};

fn set(text: &str) -> CriteriaSet {
    let parsed = parsed(text);
    parsed.set.unwrap_or_else(|| panic!("{:#?}", parsed.diagnostics))
}

fn number(text: &str) -> Number {
    Number::parse(text).expect(text)
}

/// Codes in order of the nodes, with their depth and maximum.
fn check(text: &str, expected: &str) {
    let set = set(text);
    let line = |node: &thuocdo_criteria::set::Node| format!("{}@{}={}", node.code, node.depth, node.max);
    assert_eq!(set.nodes.iter().skip(1).map(line).collect::<Vec<_>>().join(" "), expected);
    for node in &set.nodes {
        assert_eq!(set.node(node.id).code, node.code);
        for child in &node.children {
            assert_eq!(set.node(*child).parent, Some(node.id));
        }
    }
}

fn criterion(code: &str, max: &str, more: &str) -> String {
    let kind = if more.contains("rule =") { "" } else { "rule = { kind = \"points\" }\n" };
    format!(
        "[[criterion]]\ncode = \"{code}\"\ntitle = \"T {code}\"\nmax = \"{max}\"\norigin = \"illustrative\"\n{kind}{more}\n"
    )
}

fn section(code: &str, more: &str) -> String {
    format!("[[section]]\ncode = \"{code}\"\ntitle = \"T {code}\"\n{more}\n")
}

#[test]
fn nodes_stand_in_preorder_however_the_file_mixes_them() {
    let text = [
        HEAD.to_owned(),
        section("1", ""),
        section("2", ""),
        criterion("2.1", "3", ""),
        criterion("1.1", "4", ""),
        criterion("X", "1", "parent = \"1\""),
        criterion("2.2", "2", ""),
    ];
    check(&text.concat(), "1@1=5 1.1@2=4 X@2=1 2@1=5 2.1@2=3 2.2@2=2");
}

#[test]
fn the_parent_is_the_longest_prefix_that_exists() {
    let text = [HEAD.to_owned(), section("4", ""), criterion("4.22.1", "6", ""), criterion("5.1", "4", "")];
    check(&text.concat(), "4@1=6 4.22.1@2=6 5.1@1=4");
}

#[test]
fn a_class_has_its_own_maxima_and_rules() {
    let text = HEAD.replace("scale = \"10\"", "scale = \"10\"\n")
        + "[[class]]\ncode = \"tinh\"\nname = \"Tỉnh\"\n[[class]]\ncode = \"xa\"\nname = \"Xã\"\nscale = \"7\"\n"
        + &section("1", "")
        + &criterion(
            "1.1",
            "5",
            "rule = { kind = \"option\", options = [{ code = \"a\", label = \"A\", points = 2 }] }",
        )
        + &criterion("1.2", "5", "applies_to = [\"tinh\"]")
        + &criterion("1.3", "3", "applies_to = [\"xa\"]")
        + "[[variant]]\nclass = \"xa\"\ncode = \"1.1\"\nmax = \"4\"\n";
    let set = set(&text);
    let node = |code: &str| set.find(code).expect(code);
    let (tinh, xa) = (Some(ClassId(0)), Some(ClassId(1)));
    assert_eq!((node("1").max_for(tinh), node("1").max_for(xa)), (&number("10"), &number("7")));
    assert_eq!(set.root().max_for(xa), &number("7"));
    let share = |class| match node("1.1").criterion().map(|criterion| criterion.rule_for(class)) {
        Some(ScoringRule::Option { options, .. }) => options[0].share.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!((share(tinh), share(xa)), (number("2/5"), number("1/2")));
}

#[test]
fn variables_are_declared_by_use_and_described_by_the_file() {
    let rule = r#"rule = { kind = "parts", parts = [
        { code = "p", label = "Phần một", share = "0.5", rule = { kind = "ratio", of = "p.a + b", to = "max" } },
        { code = "q", label = "Phần hai", share = "0.5", rule = { kind = "option", options = [{ code = "x", label = "X", share = 1 }] } },
    ] }
    variables = { "p.a" = { label = "Số máy", measure = "máy", whole = true, imposed = true } }"#;
    let set = set(&(HEAD.to_owned() + &criterion("1", "10", rule)));
    let criterion = set.find("1").and_then(|node| node.criterion()).expect("a criterion");
    let names: Vec<&str> = criterion.variables.iter().map(|variable| variable.name.as_str()).collect();
    assert_eq!(names, ["p.a", "p.b", "q.option"]);
    assert_eq!(criterion.variables[0].kind, AnswerKind::Whole);
    assert!(criterion.variables[0].imposed);
    assert_eq!(criterion.variables[0].measure.as_deref(), Some("máy"));
    assert_eq!(criterion.variables[2].label, "Phần hai");
    assert_eq!(criterion.variables[2].kind, AnswerKind::Option(vec!["x".to_owned()]));
}

#[test]
fn options_of_all_classes_stand_in_one_variable() {
    let option =
        |code: &str| format!("{{ kind = \"option\", options = [{{ code = \"{code}\", label = \"L\", share = 1 }}] }}");
    let text = HEAD.to_owned()
        + "[[class]]\ncode = \"tinh\"\nname = \"Tỉnh\"\n[[class]]\ncode = \"xa\"\nname = \"Xã\"\n"
        + &criterion("1", "10", &format!("rule = {}", option("a")))
        + &format!("[[variant]]\nclass = \"xa\"\ncode = \"1\"\nrule = {}\n", option("b"));
    let set = set(&text);
    let criterion = set.nodes[1].criterion().expect("a criterion");
    assert_eq!(criterion.variables[0].kind, AnswerKind::Option(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(criterion.rule_by_class.len(), 1);
}

#[test]
fn a_borrowed_section_keeps_its_home() {
    let borrow = "[[borrow]]\nset = \"mau/nguon\"\nversion = \"1\"\nsection = \"7\"\nprefix = \"M:\"\nparent = \"2\"\n";
    let text = HEAD.replace("scale = \"10\"", "scale = \"14\"").replace("\"Mục\", ", "\"Mục\", \"Nhóm\", ")
        + &section("2", "")
        + borrow
        + &criterion("2.1", "4", "");
    check(&text, "2@1=14 2.1@2=4 M:7@2=10 M:7.1@3=6 M:7.2@3=4");
    let all = parsed(&text);
    let set = all.set.expect("a set");
    let home = set.find("M:7.1").and_then(|node| node.home.clone()).expect("a home");
    assert_eq!((home.set.as_str(), home.version.as_str(), home.code.as_str()), ("mau/nguon", "1", "7.1"));
    let section = set.find("M:7").map(|node| node.id).expect("the section");
    let policy = |code: &str| set.find(code).and_then(|node| node.na.clone());
    assert_eq!(policy("M:7.1"), Some(NaPolicy::Exclude { rebase: Rebase::At(section) }));
    assert_eq!(policy("M:7.2"), Some(NaPolicy::Exclude { rebase: Rebase::Parent }));
    assert_eq!(all.borrowed.len(), 1);
    assert_eq!(all.borrowed[0].0, "mau/nguon");
}

#[test]
fn the_hash_follows_the_text_and_the_borrowed_sets() {
    let text = HEAD.to_owned() + ONE;
    let hash = |text: &str| set(text).hash;
    assert_eq!(hash(&text), hash(&text.replace('\n', "\r\n")));
    assert_ne!(hash(&text), hash(&(text.clone() + "# khác\n")));
    assert_eq!(hash(&text).len(), 64);
    let borrowing = HEAD.replace("scale = \"10\"", "scale = \"20\"")
        + ONE
        + "[[borrow]]\nset = \"mau/nguon\"\nversion = \"1\"\nsection = \"7\"\nprefix = \"M:\"\n";
    let mut other = library();
    for source in other.values_mut() {
        source.text.push_str("# đổi\n");
    }
    let with = |library: &dyn thuocdo_criteria::Library| {
        parse(&SourceText::new(borrowing.clone()), library).set.map(|set| set.hash)
    };
    assert!(with(&library()).is_some());
    assert_ne!(with(&library()), with(&other));
}

#[test]
fn unscored_bonus_and_deduction_stay_outside_the_scale() {
    let text = HEAD.replace("levels", "bounds = { total_above_max = true, total_below_zero = false }\nlevels")
        + &criterion("1", "10", "")
        + &section("A", "scored = false")
        + &criterion("A.1", "3", "")
        + &section("C", "role = \"bonus\"\ncap = \"5\"")
        + &criterion("C.1", "4", "")
        + &criterion("C.2", "4", "")
        + "[[declares]]\npoints = \"10\"\nleaves = 2\nlevels = { \"Mục\" = 3, \"Tiêu chí\" = 3 }\n";
    check(&text, "1@1=10 A@1=0 A.1@2=3 C@1=5 C.1@2=4 C.2@2=4");
}

#[test]
fn a_maturity_set_has_targets_and_no_points() {
    let text = HEAD.replace("scale = \"10\"\n", "")
        + "[[step]]\ncode = \"1\"\nname = \"Khởi động\"\n[[step]]\ncode = \"2\"\nname = \"Kết nối\"\n"
        + "[[criterion]]\ncode = \"1\"\ntitle = \"T\"\norigin = \"illustrative\"\nrule = { kind = \"ratio\" }\n"
        + "targets = { \"2\" = \"0.5\", \"1\" = \"0.2\" }\n[[declares]]\nstep = \"2\"\nleaves = 1\n";
    let set = set(&text);
    assert_eq!(set.scale, Number::ZERO);
    let targets = &set.nodes[1].criterion().expect("a criterion").targets;
    assert_eq!(*targets, [Target { step: 0, value: number("0.2") }, Target { step: 1, value: number("0.5") }]);
    assert!(set.maturity.is_some_and(|rules| rules.cumulative && rules.contiguous));
}

#[test]
fn not_applicable_rules_select_codes_branches_and_tags() {
    let text = HEAD.to_owned()
        + &section("1", "")
        + &criterion("1.1", "2", "tags = [\"t\"]")
        + &criterion("1.2", "3", "")
        + &criterion("2", "5", "tags = [\"t\"]")
        + "[[not_applicable]]\ncriteria = [\"1.*\"]\ntrait = \"a\"\npolicy = \"exclude\"\nrebase = \"1\"\nground = \"g\"\n"
        + "[[not_applicable]]\ncriteria = [\"#t\", \"2\"]\ntrait = \"b\"\npolicy = \"zero\"\nground = \"g\"\n";
    let set = set(&text);
    let codes = |index: usize| -> Vec<&str> {
        set.not_applicable[index].criteria.iter().map(|id| set.node(*id).code.as_str()).collect()
    };
    assert_eq!(codes(0), ["1.1", "1.2"]);
    assert_eq!(codes(1), ["1.1", "2"]);
    assert_eq!(set.not_applicable[0].policy, NaPolicy::Exclude { rebase: Rebase::At(NodeId(1)) });
}

#[test]
fn the_sidecar_adds_english_and_changes_nothing_else() {
    let text = HEAD.to_owned() + ONE;
    let sidecar = "title = \"Sample\"\n[titles]\n\"1\" = \"Online files\"\n[levels]\n\"Mục\" = \"Area\"\n";
    let source = SourceText { text: text.clone(), sidecar: Some(sidecar.to_owned()) };
    let english = parse(&source, &()).set.expect("a set");
    let plain = set(&text);
    assert_eq!(english.hash, plain.hash);
    assert_eq!(english.title_en.as_deref(), Some("Sample"));
    assert_eq!(english.nodes[1].title_en.as_deref(), Some("Online files"));
    assert_eq!(english.levels[0].name_en.as_deref(), Some("Area"));
    assert_eq!(english.nodes[1].max, plain.nodes[1].max);
}

#[test]
fn decomposed_letters_are_read_as_composed_ones() {
    let text = (HEAD.to_owned() + ONE).replace("hồ", "hô\u{300}");
    let parsed = read(text.as_bytes(), &());
    let found: Vec<_> = parsed.diagnostics.iter().map(|found| (found.code, found.severity)).collect();
    assert_eq!(found, [("TD005", Severity::Warning)]);
    assert_eq!(parsed.set.map(|set| set.nodes[1].title.clone()).as_deref(), Some("Tỷ lệ hồ sơ trực tuyến"));
}
