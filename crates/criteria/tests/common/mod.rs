//! Small sets that the tests build on, and one example for every finding.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::collections::BTreeMap;

use thuocdo_criteria::{Diagnostic, Parsed, SourceText, parse, questionnaire};

/// The head of a set with a scale of 10.
pub const HEAD: &str = r#"[set]
code = "mau/xa"
version = "1"
title = "Bộ tiêu chí mẫu"
levels = ["Mục", "Tiêu chí"]
scale = "10"
document = { kind = "Mẫu", issuer = "Sở Mẫu 3" }
"#;

/// The head of a questionnaire that feeds the survey set of the library, for two groups.
pub const ASKED: &str = r#"[questionnaire]
code = "mau/phieu"
version = "1"
title = "Phiếu khảo sát mẫu"
intro = "Mời ông/bà trả lời."
origin = "illustrative"
document = { kind = "Mẫu", issuer = "Sở Mẫu 3" }
set = { code = "mau/khao-sat", version = "1" }

[[group]]
code = "dan"
title = "Người dân"
[[group]]
code = "khach"
title = "Khách"

[[scale]]
code = "tot"
choices = [
  { code = "A", label = "Tốt", share = 1 },
  { code = "B", label = "Kém", share = 0 },
  { code = "E", label = "Ý kiến khác" },
]
low = "Tốt nhất"
"#;

/// A question that feeds a criterion.
pub const QUESTION: &str = r#"
[[section]]
code = "I"
title = "Phần chung"
[[question]]
code = "1"
text = "Ông/bà đánh giá thế nào?"
hint = "Chọn một."
scale = "tot"
groups = ["dan"]
feeds = ["1"]
"#;

/// A criterion that carries the whole scale.
pub const ONE: &str = r#"
[[criterion]]
code = "1"
title = "Tỷ lệ hồ sơ trực tuyến"
max = "10"
origin = "illustrative"
rule = { kind = "ratio", zero = "zero" }
"#;

/// The set that examples may borrow from, and one that is broken, and one that leads in a circle.
pub fn library() -> BTreeMap<(String, String), SourceText> {
    let key = |code: &str| (code.to_owned(), "1".to_owned());
    let lender = format!(
        "{}{}",
        HEAD.replace("mau/xa", "mau/nguon"),
        r#"
[[section]]
code = "7"
title = "Kinh tế số"
origin = "illustrative"
[[criterion]]
code = "7.1"
title = "Doanh nghiệp dùng nền tảng số"
max = "6"
na = { policy = "exclude", rebase = "7" }
rule = { kind = "ratio" }
[[criterion]]
code = "7.2"
title = "Có trang thông tin"
max = "4"
na = { policy = "exclude", rebase = "parent" }
rule = { kind = "yes_no" }
"#
    );
    let circle = format!(
        "{}{}{}",
        HEAD.replace("mau/xa", "mau/vong"),
        ONE,
        "[[borrow]]\nset = \"mau/vong\"\nversion = \"1\"\nsection = \"1\"\nprefix = \"V:\"\n"
    );
    let survey = HEAD.replace("mau/xa", "mau/khao-sat")
        + r#"
[[criterion]]
code = "1"
title = "Hài lòng"
max = "6"
origin = "illustrative"
source = "survey"
rule = { kind = "tally", options = [{ code = "A", label = "Tốt", share = 1 }, { code = "B", label = "Kém", share = 0 }, { code = "E", label = "Ý kiến khác" }], groups = [{ code = "dan", label = "Dân", weight = 2 }, { code = "can_bo", label = "Cán bộ", weight = 1 }] }
[[criterion]]
code = "2"
title = "Tỷ lệ hồ sơ trực tuyến"
max = "4"
origin = "illustrative"
rule = { kind = "ratio" }
"#;
    BTreeMap::from([
        (key("mau/khao-sat"), SourceText::new(survey)),
        (key("mau/nguon"), SourceText::new(lender)),
        (key("mau/hong"), SourceText::new("[set")),
        (key("mau/vong"), SourceText::new(circle)),
    ])
}

/// Parses with the library of the tests.
pub fn parsed(text: &str) -> Parsed {
    parse(&SourceText::new(text), &library())
}

/// A text and what should be found in it.
pub struct Example {
    /// Code of the finding.
    pub code: &'static str,
    /// What the reference shows; behind HEAD, unless it starts with `[set]`.
    pub text: &'static str,
    /// Bytes instead of text.
    pub bytes: Option<Vec<u8>>,
    /// English sidecar.
    pub sidecar: Option<&'static str>,
}

const fn of(code: &'static str, text: &'static str) -> Example {
    Example { code, text, bytes: None, sidecar: None }
}

fn items() -> String {
    (0..=1_000).map(|n| format!("{{ code = \"m{n}\", label = \"M\" }}, ")).collect()
}

/// An example that is too long to show.
fn long(code: &'static str, text: String) -> Example {
    Example { bytes: Some(text.into_bytes()), ..of(code, "") }
}

impl Example {
    /// Parses the example: whether it can be used, and what was found.
    pub fn parse(&self) -> (bool, Vec<Diagnostic>) {
        if self.code.starts_with("TD9") {
            let own_head = self.text.starts_with("[questionnaire]");
            let text = if own_head { self.text.to_owned() } else { format!("{ASKED}\n{}", self.text) };
            let text = if self.code == "TD910" { without_set(&text) } else { text };
            let parsed = questionnaire::parse(&SourceText::new(text), &library());
            return (parsed.questionnaire.is_some(), parsed.diagnostics);
        }
        let parsed = self.parse_set();
        (parsed.set.is_some(), parsed.diagnostics)
    }

    fn parse_set(&self) -> Parsed {
        if let Some(bytes) = &self.bytes {
            return thuocdo_criteria::read(bytes, &library());
        }
        let own_head = self.text.starts_with("[set]");
        let text = if own_head { self.text.to_owned() } else { format!("{HEAD}\n{}", self.text) };
        parse(&SourceText { text, sidecar: self.sidecar.map(str::to_owned) }, &library())
    }
}

fn without_set(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("set = ")).map(|line| format!("{line}\n")).collect()
}

/// One example for every code.
pub fn examples() -> Vec<Example> {
    let mut all = vec![
        Example {
            bytes: Some(b"title = \"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\"".to_vec()),
            ..of("TD001", "")
        },
        Example { bytes: Some(b"\xff\xfet\0i\0t\0l\0e\0".to_vec()), ..of("TD002", "") },
        Example {
            bytes: Some(b"title = \"B\xe9 ch\xd8 s\xe8 chuy\xd3n \xae\xe6i s\xe8\"".to_vec()),
            ..of("TD003", "")
        },
        Example { bytes: Some(vec![b'#'; 4 * 1024 * 1024 + 1]), ..of("TD004", "") },
        Example { bytes: Some("# Ho\u{300}a".as_bytes().to_vec()), ..of("TD005", "") },
        Example { bytes: Some("a b\n".repeat(1_200).into_bytes()), ..of("TD006", "") },
        long("TD117", (0..=100).map(|n| format!("[[input]]\nname = \"k{n}\"\ntitle = \"K\"\n")).collect()),
        long("TD118", format!("[[criterion]]\nnote = \"{}\"\n", "a".repeat(20_001))),
        long("TD206", (0..=5_000).map(|n| format!("[[criterion]]\ncode = \"{n}\"\n")).collect()),
        long("TD410", format!("[[criterion]]\nrule = {{ kind = \"mean\", items = [{}] }}\n", items())),
    ];
    all.push(Example {
        sidecar: Some("[titles]\n\"9\" = \"Nine\"\n"),
        ..of("TD801", "[[criterion]]\ncode = \"1\"\n# bản tiếng Anh: [titles] \"9\" = \"Nine\"\n")
    });
    all.push(Example {
        sidecar: Some("titel = \"A\"\n"),
        ..of("TD802", "[[criterion]]\ncode = \"1\"\n# bản tiếng Anh: titel = \"A\"\n")
    });
    all.extend(TEXTS.iter().map(|(code, text)| of(code, text)));
    all.sort_by_key(|example| example.code);
    all
}

/// Code and text.
const TEXTS: &[(&str, &str)] = &[
    ("TD010", "[[criterion]\ncode = \"1\"\n"),
    ("TD011", "[[criterion]]\ncode = \"1\"\ncode = \"2\"\n"),
    ("TD012", "x = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n"),
    ("TD101", "[[criterion]]\ncode = \"1\"\nappliesto = [\"xa\"]\n"),
    ("TD102", "[[criterion]]\ncode = \"1\"\n"),
    ("TD103", "[[criterion]]\ncode = 1\n"),
    ("TD104", "[[criterion]]\nmax = 2.5\n"),
    ("TD105", "[[criterion]]\nmax = \"hai\"\n"),
    ("TD106", "[[criterion]]\nmax = \"1,5\"\n"),
    ("TD107", "[ranking]\nmin_criteria = \"1.5\"\n"),
    ("TD108", "[[criterion]]\nmax = \"-1\"\n"),
    ("TD109", "[[criterion]]\ndirection = \"highest\"\n"),
    ("TD110", "[[criterion]]\ntitle = \"\"\n"),
    ("TD111", "[[criterion]]\ncode = \"1 a\"\n"),
    ("TD112", "[conversion]\nvalid_from = \"04/12/2025\"\n"),
    ("TD113", "[set]\ncode = \"Vĩnh Long\"\n"),
    (
        "TD114",
        "[[criterion]]\nrule = { kind = \"option\", options = [{ code = \"a\", label = \"A\", share = 1, points = 2 }] }\n",
    ),
    ("TD115", "[[criterion]]\nrule = { kind = \"option\", options = [{ code = \"a\", label = \"A\" }] }\n"),
    ("TD116", "[set]\nna = { policy = \"zero\", rebase = \"total\" }\n"),
    ("TD201", "[[criterion]]\ncode = \"1\"\n[[criterion]]\ncode = \"1\"\n"),
    ("TD202", "[[criterion]]\ncode = \"1\"\nparent = \"A\"\n"),
    ("TD203", "[[criterion]]\ncode = \"1\"\n[[criterion]]\ncode = \"1.1\"\n"),
    ("TD204", "[[section]]\ncode = \"A\"\nparent = \"B\"\n[[section]]\ncode = \"B\"\nparent = \"A\"\n"),
    ("TD205", DEEP),
    ("TD207", "[[section]]\ncode = \"A\"\n"),
    ("TD208", "[[section]]\ncode = \"1\"\n[[section]]\ncode = \"1.1\"\n[[criterion]]\ncode = \"1.1.1\"\n"),
    ("TD209", "[[criterion]]\napplies_to = [\"xa\"]\n"),
    ("TD210", "[[class]]\ncode = \"xa\"\nname = \"Xã\"\n[[class]]\ncode = \"xa\"\nname = \"Xã\"\n"),
    ("TD211", "[[criterion]]\ncode = \"1\"\n"),
    ("TD212", "[ranking]\nties = \"dense\"\n"),
    (
        "TD213",
        "[[class]]\ncode = \"xa\"\n[[class]]\ncode = \"tinh\"\n[[criterion]]\ncode = \"1\"\napplies_to = [\"xa\"]\n[[variant]]\nclass = \"tinh\"\ncode = \"1\"\nmax = 1\n",
    ),
    ("TD301", "[[criterion]]\ncode = \"1\"\nrule = { kind = \"ratio\" }\n"),
    ("TD302", "[[section]]\ncode = \"1\"\nmax = 10\n[[criterion]]\ncode = \"1.1\"\nmax = 9\n"),
    ("TD303", "[[criterion]]\ncode = \"1\"\nmax = 9\n"),
    ("TD304", "[[section]]\ncode = \"C\"\nrole = \"bonus\"\n"),
    ("TD305", "[[section]]\ncode = \"C\"\ncap = 5\n"),
    (
        "TD306",
        "[[section]]\ncode = \"C\"\nrole = \"bonus\"\ncap = 5\n[[section]]\ncode = \"C.1\"\nrole = \"deduction\"\ncap = 1\n",
    ),
    ("TD307", "[[section]]\ncode = \"C\"\nrole = \"bonus\"\ncap = 5\n"),
    ("TD308", "[[criterion]]\ncode = \"1\"\nmax = 5\nrule = { kind = \"unscored\" }\n"),
    ("TD310", "[[criterion]]\ncode = \"1\"\nmax = 10\n[[declares]]\nleaves = 2\n"),
    ("TD311", "[[criterion]]\ncode = \"1\"\nmax = 10\n[[declares]]\npoints = 12\n"),
    ("TD312", "[[declares]]\nlevels = { \"Tiêu chi\" = 2 }\n"),
    ("TD313", "[[declares]]\nstated_by = \"Báo\"\n"),
    ("TD401", "[[criterion]]\nrule = { kind = \"ratoi\" }\n"),
    ("TD402", "[[criterion]]\nrule = { kind = \"ratio\", of = \"a + 1,5\" }\n"),
    ("TD403", "[[criterion]]\nrule = { kind = \"ratio\" }\nvariables = { c = { label = \"Số máy\" } }\n"),
    (
        "TD404",
        "[[criterion]]\nrule = { kind = \"parts\", parts = [{ code = \"p\", label = \"P\", share = \"0.5\", rule = { kind = \"yes_no\" } }] }\n",
    ),
    (
        "TD405",
        "[[criterion]]\nrule = { kind = \"brackets\", value = \"n\", steps = [{ from = 2, share = 1 }, { from = 4, share = \"0.5\" }] }\n",
    ),
    (
        "TD406",
        "[[criterion]]\nrule = { kind = \"parts\", parts = [{ code = \"p\", label = \"P\", share = 1, rule = { kind = \"relative_best\", value = \"x\" } }] }\n",
    ),
    ("TD407", "[[criterion]]\nrule = { kind = \"ratio\", to = 0 }\n"),
    (
        "TD408",
        "[[class]]\ncode = \"xa\"\n[[criterion]]\ncode = \"1\"\nrule = { kind = \"deduct\", counters = [{ code = \"yes\", label = \"Vi phạm\", each = 1 }] }\n[[variant]]\nclass = \"xa\"\ncode = \"1\"\nrule = { kind = \"yes_no\" }\n",
    ),
    ("TD409", "[[criterion]]\nrule = { kind = \"ratio\", of = \"points\" }\n"),
    ("TD411", "[[criterion]]\nrule = { kind = \"publication\", input = \"dti\", out_of = 1 }\n"),
    ("TD412", "[[criterion]]\nrule = { kind = \"option\", options = [{ code = \"a\", label = \"A\", points = 2 }] }\n"),
    ("TD413", "[[criterion]]\ncode = \"1\"\nrule = { kind = \"ratio\", zero = \"not_applicable\" }\n"),
    ("TD414", "[[criterion]]\nrule = { kind = \"tally\", options = [{ code = \"a\", label = \"A\" }] }\n"),
    ("TD415", "[[criterion]]\nrule = { kind = \"ratio\", floor = \"0.9\", full_at = \"0.8\" }\n"),
    ("TD501", "[[criterion]]\nna = { policy = \"cohort_best\" }\n"),
    (
        "TD502",
        "[[section]]\ncode = \"A\"\n[[criterion]]\ncode = \"A.1\"\n[[criterion]]\ncode = \"1\"\nna = { policy = \"exclude\", rebase = \"A\" }\n",
    ),
    ("TD503", "[[not_applicable]]\ncriteria = [\"#khong_co\"]\n"),
    ("TD504", "[[section]]\ncode = \"A\"\n[[criterion]]\ncode = \"A.1\"\n[[not_applicable]]\ncriteria = [\"A\"]\n"),
    ("TD505", "[[not_applicable]]\ncriteria = []\n"),
    ("TD601", "[[criterion]]\ntargets = { \"1\" = 1 }\n"),
    ("TD602", "[[step]]\ncode = \"1\"\nname = \"Khởi động\"\n[[criterion]]\ntargets = { \"2\" = 1 }\n"),
    (
        "TD603",
        "[[grade_scale]]\n[[grade_scale.band]]\ngrade = \"Tốt\"\nfrom = 70\n[[grade_scale.band]]\ngrade = \"Khá\"\nfrom = 80\n",
    ),
    (
        "TD604",
        "[[grade_scale]]\n[[grade_scale.band]]\ngrade = \"Tốt\"\nfrom = 85\n[[grade_scale.band]]\ngrade = \"Khá\"\nto = 84\n",
    ),
    ("TD605", "[[grade_scale]]\n[[grade_scale.band]]\ngrade = \"Tốt\"\nfrom = 85\n"),
    ("TD606", "[[grade_scale]]\n[[grade_scale.band]]\ngrade = \"Tốt\"\n[conversion]\nrows = { \"Tót\" = 10 }\n"),
    ("TD607", "[[grade_scale]]\n[[grade_scale]]\n"),
    ("TD608", "[conversion]\ntitle = \"KPI\"\nrows = { \"Tốt\" = 10 }\n"),
    ("TD609", "[[step]]\ncode = \"1\"\nname = \"Khởi động\"\n"),
    ("TD701", "[[borrow]]\nset = \"mau/khong-co\"\nversion = \"1\"\nsection = \"7\"\nprefix = \"M:\"\n"),
    ("TD702", "[[borrow]]\nset = \"mau/hong\"\nversion = \"1\"\nsection = \"7\"\nprefix = \"M:\"\n"),
    ("TD703", "[[borrow]]\nset = \"mau/xa\"\nversion = \"1\"\nsection = \"7\"\nprefix = \"M:\"\n"),
    ("TD704", "[[borrow]]\nset = \"mau/nguon\"\nversion = \"1\"\nsection = \"8\"\nprefix = \"M:\"\n"),
    ("TD901", "[[section]]\ncode = \"I\"\ntitle = \"Phần chung\"\n"),
    ("TD902", "[[question]]\nasked_if = { question = \"1\", choices = [\"A\"] }\n"),
    (
        "TD903",
        "[[question]]\ncode = \"1\"\nscale = \"tot\"\n[[question]]\nasked_if = { question = \"1\", choices = [\"C\"] }\n",
    ),
    ("TD904", "[[question]]\nscale = \"tôt\"\n"),
    ("TD905", "[[question]]\ngroups = [\"can_bo\"]\n"),
    (
        "TD906",
        "[[question]]\ncode = \"1\"\nkind = \"text\"\n[[question]]\nasked_if = { question = \"1\", choices = [\"A\"] }\n",
    ),
    ("TD907", "[[question]]\nchoices = [{ code = \"A\", label = \"Có\" }]\n"),
    ("TD908", "[[question]]\nkind = \"multiple\"\nscale = \"tot\"\nat_most = 4\n"),
    ("TD910", "[[question]]\nfeeds = [\"1\"]\n"),
    ("TD911", "[[question]]\nkind = \"text\"\nfeeds = [\"1\"]\n"),
    (
        "TD912",
        "[[question]]\ncode = \"1\"\ngroups = [\"dan\"]\nfeeds = [\"1\"]\n[[question]]\ncode = \"2\"\nfeeds = [\"1\"]\n",
    ),
    ("TD913", "[questionnaire]\nset = { code = \"mau/khong-co\", version = \"1\" }\n"),
    ("TD914", "[[question]]\nfeeds = [\"3\"]\n"),
    ("TD915", "[[question]]\nfeeds = [\"2\"]\n"),
    (
        "TD916",
        "[[question]]\nchoices = [{ code = \"A\", label = \"Có\" }, { code = \"B\", label = \"Không\" }]\nfeeds = [\"1\"]\n",
    ),
    ("TD917", "[[question]]\nscale = \"tot\"\ngroups = [\"khach\"]\nfeeds = [\"1\"]\n"),
    ("TD705", "[[borrow]]\nset = \"mau/nguon\"\nversion = \"1\"\nsection = \"7.1\"\nprefix = \"M:\"\n"),
];

const DEEP: &str = r#"[[section]]
code = "1"
[[section]]
code = "1.1"
[[section]]
code = "1.1.1"
[[section]]
code = "1.1.1.1"
[[section]]
code = "1.1.1.1.1"
[[section]]
code = "1.1.1.1.1.1"
[[section]]
code = "1.1.1.1.1.1.1"
[[section]]
code = "1.1.1.1.1.1.1.1"
[[section]]
code = "1.1.1.1.1.1.1.1.1"
[[section]]
code = "1.1.1.1.1.1.1.1.1.1"
[[section]]
code = "1.1.1.1.1.1.1.1.1.1.1"
[[section]]
code = "1.1.1.1.1.1.1.1.1.1.1.1"
[[criterion]]
code = "1.1.1.1.1.1.1.1.1.1.1.1.1"
"#;
