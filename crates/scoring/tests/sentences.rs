//! What a clerk and a citizen read about their points, in both languages.

mod common;

use common::{Round, criterion, points_leaf};
use thuocdo_criteria::set::NodeId;
use thuocdo_scoring::{explain, locale_text};
use thuocdo_words::{Lang, Locale};

/// Sentences about a node of a unit; `Xã` stands before the codes of other units.
fn said(round: &Round, unit: &str, code: &str, lang: Lang) -> String {
    let node = if code.is_empty() { NodeId::ROOT } else { round.set.find(code).expect(code).id };
    let subject = round.cohort.subjects.iter().find(|subject| subject.unit == unit).expect(unit);
    let answer = subject.answers.get(node.index()).and_then(Option::as_ref);
    let name = |code: &str| format!("Xã {code}");
    let messages = explain::line_with_names(&round.set, &round.card(unit), node, answer, &name);
    let locale = Locale::new(lang, &[locale_text(lang)]);
    let sentences: Vec<String> = messages.iter().map(|message| locale.render(message)).collect();
    sentences.join(" ").replace('\u{a0}', " ")
}

/// One criterion `1` of maximum 2 with this rule, answered by unit `1`.
fn check(rule: &str, answers: &str, vi: &str, en: &str) {
    let answers: Vec<String> = answers.split(';').map(|item| format!("1 {item}")).collect();
    let round = Round::new("2", &criterion("2", rule, "")).unit("1", &answers.join(";"));
    assert_eq!(said(&round, "1", "1", Lang::Vi), vi);
    assert_eq!(said(&round, "1", "1", Lang::En), en);
}

#[test]
fn a_ratio_is_written_out() {
    check(
        r#"{ kind = "ratio" }"#,
        "a 111;b 120",
        "Số liệu: a: 111; b: 120. 111 ÷ 120 = 92,5 %; 92,5 % × 2 = 1,85 điểm.",
        "Reported: a: 111; b: 120. 111 ÷ 120 = 92.5%; 92.5% × 2 = 1.85 points.",
    );
    check(
        r#"{ kind = "ratio", less = "c" }"#,
        "a 9;b 10;c 2",
        "Số liệu: a: 9; b: 10; c: 2. 9 ÷ (10 − 2) = 112,5 %; 100 % × 2 = 2 điểm. Tỷ lệ vượt 100 % được tính là 100 %.",
        "Reported: a: 9; b: 10; c: 2. 9 ÷ (10 − 2) = 112.5%; 100% × 2 = 2 points. A ratio above 100% counts as 100%.",
    );
    check(
        r#"{ kind = "ratio", floor = "0.5" }"#,
        "a 1;b 3",
        "Số liệu: a: 1; b: 3. 1 ÷ 3 ≈ 33,33 %; 0 % × 2 = 0 điểm. Tỷ lệ dưới mức tối thiểu 50 % nên không có điểm.",
        "Reported: a: 1; b: 3. 1 ÷ 3 ≈ 33.33%; 0% × 2 = 0 points. The ratio is below the minimum of 50%, so there are no points.",
    );
}

#[test]
fn brackets_options_and_counts_name_what_counted() {
    check(
        r#"{ kind = "brackets", value = "n", steps = [{ from = "4", share = "1" }, { from = "2", share = "0.5" }] }"#,
        "n 3",
        "Số liệu: n: 3. 3 thuộc bậc “từ 2 trở lên”, được 50 %; 50 % × 2 = 1 điểm.",
        "Reported: n: 3. 3 falls in the step “2 or more”, which gives 50%; 50% × 2 = 1 points.",
    );
    check(
        r#"{ kind = "option", options = [{ code = "x", label = "Cấp trưởng", share = "1" }, { code = "y", label = "Cấp phó", share = "1/2" }] }"#,
        "option y",
        "Chọn “Cấp phó”, được 50 %; 50 % × 2 = 1 điểm.",
        "Chosen: “Cấp phó”, which gives 50%; 50% × 2 = 1 points.",
    );
    check(
        r#"{ kind = "count", each = "0.75" }"#,
        "n 3",
        "Số liệu: n: 3. 3, mỗi một được 0,75 điểm, cộng 2,25 nhưng tối đa 2: 2 điểm.",
        "Reported: n: 3. 3, 0.75 points for each, makes 2.25 but at most 2: 2 points.",
    );
}

#[test]
fn each_part_is_written_out() {
    check(
        r#"{ kind = "parts", parts = [
            { code = "p", label = "Dự họp", share = "1/2", rule = { kind = "yes_no" } },
            { code = "q", label = "Chủ trì", share = "1/2", rule = { kind = "ratio" } }] }"#,
        "p.yes có;q.a 3;q.b 4",
        "Số liệu: Dự họp: có; q.a: 3; q.b: 4. Phần “Dự họp”: Trả lời “có”, được 100 %; được 1 trên 1 điểm. \
         Phần “Chủ trì”: 3 ÷ 4 = 75 %; được 0,75 trên 1 điểm. Cộng các phần được 87,5 %; 87,5 % × 2 = 1,75 điểm.",
        "Reported: Dự họp: yes; q.a: 3; q.b: 4. Part “Dự họp”: Answered “yes”, which gives 100%; 1 of 1 points. \
         Part “Chủ trì”: 3 ÷ 4 = 75%; 0.75 of 1 points. The parts add up to 87.5%; 87.5% × 2 = 1.75 points.",
    );
}

#[test]
fn the_holder_of_the_best_is_named() {
    let rule = r#"{ kind = "relative_best", value = "a", zero = "zero" }"#;
    let round = Round::new("40", &criterion("40", rule, "")).unit("1", "1 a 6").unit("2", "1 a 8").unit("3", "1 a 8");
    assert_eq!(
        said(&round, "1", "1", Lang::Vi),
        "Số liệu: a: 6. 6 ÷ 8 = 75 %, trong đó 8 là giá trị cao nhất của nhóm, do Xã 2, Xã 3 đạt; 75 % × 40 = 30 điểm."
    );
}

#[test]
fn not_applicable_names_ground_policy_and_best() {
    let more = "tags = [\"x\"]";
    let body = points_leaf("1", "10", more)
        + "[[not_applicable]]\ncriteria = [\"#x\"]\ntrait = \"none\"\npolicy = \"cohort_best\"\nfallback = \"full_points\"\n\
           ground = \"Đơn vị không có đơn vị trực thuộc\"\n";
    let round = Round::new("10", &body).unit("1", "").with(|_, unit| unit.traits = vec!["none".into()]);
    assert_eq!(
        said(&round, "1", "1", Lang::Vi),
        "Không áp dụng: đơn vị không có đơn vị trực thuộc; không đơn vị nào có điểm để lấy làm mức cao nhất nên được tính \
         điểm tối đa."
    );
    let round = round.unit("2", "1 points 7").unit("3", "1 points 8.5");
    assert_eq!(
        said(&round, "1", "1", Lang::Vi),
        "Không áp dụng: đơn vị không có đơn vị trực thuộc; được tính bằng tỷ lệ cao nhất của nhóm, 85 %, do Xã 3 đạt. \
         85 % × 10 = 8,5 điểm."
    );
}

#[test]
fn missing_refused_and_held_say_what_to_do() {
    check(
        r#"{ kind = "ratio" }"#,
        "a 5",
        "Số liệu: a: 5. Còn thiếu số liệu: b. Tạm tính 0 trên 2 điểm; chưa có số liệu không có nghĩa là kết quả bằng 0.",
        "Reported: a: 5. Data still missing: b. Counts as 0 of 2 points; missing data do not mean a result of zero.",
    );
    check(
        r#"{ kind = "ratio" }"#,
        "a 0;b 0",
        "Số liệu: a: 0; b: 0. Mẫu số bằng 0, mà bộ tiêu chí không nói trường hợp này được bao nhiêu điểm. \
         Chưa có điểm; phải sửa trước khi công bố.",
        "Reported: a: 0; b: 0. The denominator is 0 and the set does not say what that scores. \
         No points yet; this must be corrected before publication.",
    );
    check(
        r#"{ kind = "ratio" }"#,
        "points 1.5",
        "Điểm do người có thẩm quyền quyết định: 1,5 điểm, thay cho kết quả tính theo quy tắc.",
        "Decided by the authority: 1.5 points, in place of the rule.",
    );
}

#[test]
fn sums_rebase_caps_and_limits_are_written_out() {
    let body = "[set.bounds]\ntotal_above_max = false\ntotal_below_zero = false\n".to_owned()
        + &points_leaf("1", "6", "na = { policy = \"exclude\", rebase = \"total\" }")
        + &points_leaf("2", "4", "")
        + "[[section]]\ncode = \"C\"\ntitle = \"Cộng\"\norigin = \"illustrative\"\nrole = \"bonus\"\ncap = \"3\"\n"
        + &points_leaf("C.1", "9", "");
    let round = Round::new("10", &body).unit("1", "1 na x;2 points 3;C.1 points 5");
    assert_eq!(
        said(&round, "1", "", Lang::Vi),
        "Tổng điểm của 1 mục (2 được 3) = 3 trên 4 điểm. Quy đổi: 3 × 10 ÷ 4 = 7,5 điểm, vì một phần không áp dụng cho đơn \
         vị. Điểm cộng: 3. Tổng là 10,5 điểm, được giới hạn ở 10."
    );
    assert_eq!(
        said(&round, "1", "C", Lang::Vi),
        "Tổng điểm của 1 mục (C.1 được 5) = 5 trên 9 điểm. Được 5 điểm, tính tối đa 3."
    );
    assert_eq!(
        said(&round, "1", "1", Lang::Vi),
        "Không áp dụng: x; để ngoài, phần còn lại được quy đổi về đủ thang điểm của cả bộ."
    );
}

#[test]
fn rounding_is_never_silent() {
    let body = "[set.rounding]\ndecimals = 1\nmode = \"half_up\"\neach_criterion = true\n".to_owned()
        + &criterion("2", r#"{ kind = "ratio" }"#, "");
    let round = Round::new("2", &body).unit("1", "1 a 111;1 b 120");
    assert_eq!(
        said(&round, "1", "1", Lang::Vi),
        "Số liệu: a: 111; b: 120. 111 ÷ 120 = 92,5 %; 92,5 % × 2 = 1,85 điểm. Làm tròn 1,85 thành 1,9 điểm."
    );
}

#[test]
fn a_grade_says_its_band_and_why_it_changed() {
    let body = points_leaf("1", "100", "")
        + "[[grade_scale]]\nof = \"\"\nbasis = \"percent\"\n[[grade_scale.band]]\ngrade = \"Tốt\"\nfrom = \"80\"\n\
           [[grade_scale.band]]\ngrade = \"Khá\"\nfrom = \"50\"\nunder = \"80\"\n[[grade_scale.band]]\ngrade = \"Kém\"\n\
           [[input]]\nname = \"ubnd\"\ntitle = \"Kết quả UBND\"\n\
           [[adjustment]]\nkind = \"downgrade\"\ninput = \"ubnd\"\nsteps = 1\nlabel = \"Hạ 01 bậc nếu UBND xếp thấp hơn.\"\n";
    let round = Round::new("100", &body).unit("1", "1 points 85").with(|_, unit| unit.linked = Some("x".into()));
    let round = round.input(&[("x", "grade", "Kém")]);
    let locale = Locale::new(Lang::Vi, &[locale_text(Lang::Vi)]);
    let messages = explain::grading(&round.set, &round.card("1").grades[0]);
    let said: Vec<String> = messages.iter().map(|message| locale.render(message)).collect();
    assert_eq!(
        said,
        [
            "Xếp loại theo kết quả: Tốt (từ 80 % trở lên).",
            "Hạ 01 bậc nếu UBND xếp thấp hơn. Kết quả liên kết trong “Kết quả UBND” là Kém, nên bị hạ bậc.",
            "Xếp loại sau điều chỉnh: Khá.",
        ]
    );
}
