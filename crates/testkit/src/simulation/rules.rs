//! The criteria set of a simulated round: every kind of rule that takes part in a council's round, of any size.

use std::fmt::Write as _;

/// Criteria of one section.
pub const OF_SECTION: usize = 8;

/// Criteria outside the regular sections: two that add points, two that take them off.
pub const ASIDE: usize = 4;

const RULES: [&str; OF_SECTION] = [
    r#"{ kind = "ratio", zero = "refuse" }"#,
    r#"{ kind = "yes_no" }"#,
    r#"{ kind = "brackets", value = "n", steps = [{ from = "4", share = "1" }, { from = "2", share = "1/3" }] }"#,
    r#"{ kind = "option", options = [{ code = "du", label = "Đủ", share = "1" }, { code = "mot-phan", label = "Một phần", share = "2/7" }, { code = "chua", label = "Chưa", share = "0" }] }"#,
    r#"{ kind = "ratio", zero = "not_applicable" }"#,
    r#"{ kind = "count", count = "n", each = "0.3", cap = "2" }"#,
    r#"{ kind = "relative_best", value = "a", zero = "zero" }"#,
    r#"{ kind = "yes_no" }"#,
];

/// The text of a set with so many criteria; the last of each eight is for appraisers to fill in.
pub fn set(criteria: usize) -> String {
    let regular = criteria.saturating_sub(ASIDE).max(1);
    let mut text = head(regular * 2);
    for at in 0..regular {
        let (section, within) = (at / OF_SECTION + 1, at % OF_SECTION);
        if within == 0 {
            let _ = write!(
                text,
                "[[section]]\ncode = \"{section}\"\ntitle = \"Lĩnh vực {section}\"\norigin = \"illustrative\"\n"
            );
        }
        criterion(&mut text, &format!("{section}.{}", within + 1), RULES[within], within == OF_SECTION - 1);
    }
    for (code, title, role) in [("T", "Điểm thưởng", "bonus"), ("P", "Điểm phạt", "deduction")] {
        let _ = write!(
            text,
            "[[section]]\ncode = \"{code}\"\ntitle = \"{title}\"\nrole = \"{role}\"\ncap = \"3\"\norigin = \"illustrative\"\n"
        );
        criterion(
            &mut text,
            &format!("{code}.1"),
            r#"{ kind = "count", count = "n", each = "0.2", cap = "2" }"#,
            false,
        );
        criterion(&mut text, &format!("{code}.2"), r#"{ kind = "yes_no" }"#, false);
    }
    text + TAIL
}

fn head(scale: usize) -> String {
    format!(
        "[set]\ncode = \"mo-phong/bo\"\nversion = \"1\"\ntitle = \"Bộ tiêu chí mô phỏng\"\n\
         levels = [\"Lĩnh vực\", \"Tiêu chí\"]\nscale = \"{scale}\"\n\
         [set.document]\nkind = \"Quyết định\"\nissuer = \"Cơ quan mô phỏng\"\n\
         [set.bounds]\ntotal_above_max = false\ntotal_below_zero = false\n\
         [set.na]\npolicy = \"exclude\"\nrebase = \"parent\"\n\
         [[class]]\ncode = \"lien-ket\"\nname = \"Có đơn vị liên kết\"\n\
         [[class]]\ncode = \"rieng\"\nname = \"Không có đơn vị liên kết\"\n\
         [[input]]\nname = \"ubnd\"\ntitle = \"Kết quả của đơn vị liên kết\"\n"
    )
}

fn criterion(text: &mut String, code: &str, rule: &str, is_appraised: bool) {
    let source = if is_appraised { "source = \"appraiser\"\n" } else { "" };
    let _ = write!(
        text,
        "[[criterion]]\ncode = \"{code}\"\ntitle = \"Tiêu chí {code}\"\nmax = \"2\"\n{source}rule = {rule}\n"
    );
}

const TAIL: &str = r#"
[[grade_scale]]
of = ""
basis = "percent"
[[grade_scale.band]]
grade = "Tốt"
from = "60"
quota = { share = "0.2", small_under = 5, small_max = 1, rounding = "down" }
[[grade_scale.band]]
grade = "Khá"
from = "50"
[[grade_scale.band]]
grade = "Đạt"
from = "40"
[[grade_scale.band]]
grade = "Chưa đạt"
[[adjustment]]
kind = "deduct"
trait = "late_report"
points = "1"
label = "Nộp báo cáo chậm: trừ 1 điểm"
[[adjustment]]
kind = "downgrade"
input = "ubnd"
classes = ["lien-ket"]
steps = 1
label = "Hạ 01 bậc nếu đơn vị liên kết xếp loại thấp hơn"
[ranking]
basis = "points"
ties = "competition"
tie_break = ["1"]
"#;
