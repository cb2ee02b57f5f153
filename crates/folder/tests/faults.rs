//! What people get wrong in a case folder, and where they are told.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use thuocdo_base::Number;
use thuocdo_criteria::SourceText;
use thuocdo_folder::fault::SHOWN;
use thuocdo_folder::{Case, Fault, Files, read};
use thuocdo_words::{Lang, Locale};

const SET: &str = r#"
[set]
code = "mau/xa"
version = "1"
title = "Bộ mẫu"
levels = ["Tiêu chí"]
scale = "20"
document = { kind = "Quyết định", issuer = "Mẫu" }
na = { policy = "full_points" }

[[input]]
name = "ubnd"
title = "Xếp hạng UBND"

[[criterion]]
code = "1"
title = "Tỷ lệ văn bản số"
max = "10"
origin = "illustrative"
rule = { kind = "ratio", zero = "zero" }

[[criterion]]
code = "2"
title = "Chọn một"
max = "5"
origin = "illustrative"
rule = { kind = "option", options = [{ code = "tot", label = "Tốt", share = "1" }, { code = "kem", label = "Kém", share = "0" }] }

[[criterion]]
code = "3"
title = "Có kế hoạch"
max = "5"
origin = "illustrative"
rule = { kind = "yes_no" }
"#;

const ROUND: &str = r#"
code = "mau-2025"
title = "Đợt mẫu"
period = "2025"
use = [{ set = "mau/xa@1", groups = ["xa"] }]
group = [{ code = "xa", name = "Cấp xã" }]
"#;

const UNITS: &str = "code,name\nx1,Xã Mẫu 1\nx2,Xã Mẫu 2\n";
const ANSWERS: &str = "unit,criterion,variable,value\nx1,1,a,8\nx1,1,b,10\nx1,2,option,tot\nx1,3,yes,có\n";

fn library() -> BTreeMap<(String, String), SourceText> {
    BTreeMap::from([(("mau/xa".to_owned(), "1".to_owned()), SourceText::new(SET))])
}

/// A sound folder with some files in place of its own.
fn folder(changes: &[(&str, &[u8])]) -> Files {
    let sound =
        [("round.toml", ROUND), ("units.csv", UNITS), ("answers.csv", ANSWERS), ("inputs/ubnd.csv", "unit,grade\n")];
    let mut files: BTreeMap<String, Vec<u8>> =
        sound.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into_iter().collect();
    for (name, bytes) in changes {
        files.insert((*name).to_owned(), bytes.to_vec());
    }
    Files(files)
}

fn sound(changes: &[(&str, &str)]) -> Case {
    let changes: Vec<(&str, &[u8])> = changes.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    read(&folder(&changes), &library()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// Reads a folder with one file changed and compares faults as `file:line:column key`.
fn check(name: &str, bytes: impl AsRef<[u8]>, expected: &[&str]) {
    let faults = read(&folder(&[(name, bytes.as_ref())]), &library()).expect_err("faults");
    let place = |fault: &Fault| format!("{}:{}:{} {}", fault.file, fault.line, fault.column, fault.message.key);
    assert_eq!(faults.iter().map(place).collect::<Vec<_>>(), expected);
    for lang in Lang::ALL {
        let words = Locale::new(lang, &[thuocdo_folder::locale_text(lang), thuocdo_criteria::locale_text(lang)]);
        for sentence in faults.iter().flat_map(|fault| std::iter::once(&fault.message).chain(&fault.hint)) {
            let text = words.render(sentence);
            assert!(!text.contains("[folder-") && !text.contains("[diag-") && !text.contains("{$"), "{text}");
        }
    }
}

#[test]
fn a_sound_folder_is_read() {
    let case = sound(&[]);
    let cohort = &case.uses[0].layers[0].1;
    let answer = |unit: usize, code: &str| {
        cohort.subjects[unit].answers[case.uses[0].set.find(code).unwrap().id.index()].clone()
    };
    assert_eq!((case.units.len(), cohort.subjects.len(), cohort.closed), (2, 2, true));
    assert_eq!(answer(0, "1").unwrap().values, [Some(Number::from(8)), Some(Number::from(10))]);
    assert_eq!(answer(0, "2").unwrap().values, [Some(Number::ZERO)]);
    assert_eq!(answer(0, "3").unwrap().values, [Some(Number::ONE)]);
    assert_eq!(answer(1, "1"), None);
}

#[test]
fn settings_are_checked_key_by_key() {
    let with = |from: &str, to: &str| ROUND.replace(from, to);
    check(
        "round.toml",
        with("period = \"2025\"", "perod = \"2025\""),
        &["round.toml:1:1 folder-key-missing", "round.toml:4:1 folder-key-unknown"],
    );
    check("round.toml", with("\"2025\"", "2025"), &["round.toml:4:10 folder-key-type"]);
    check("round.toml", with("mau/xa@1", "mau/xa"), &["round.toml:5:16 folder-use-version"]);
    check("round.toml", with("mau/xa@1", "mau/xa@9"), &["round.toml:5:16 folder-set-unknown"]);
    check(
        "round.toml",
        with("[\"xa\"]", "[\"xã\"]"),
        &["round.toml:5:37 folder-value-unknown", "round.toml:5:7 folder-group-unserved"],
    );
    check("round.toml", format!("{ROUND}layers = [\"final\", \"self\"]\n"), &["round.toml:7:10 folder-layers-order"]);
    check("round.toml", format!("{ROUND}data_from = \"31/12/2025\"\n"), &["round.toml:7:13 folder-bad-date"]);
    check("round.toml", format!("{ROUND}data_from = \"2025-02-30\"\n"), &["round.toml:7:13 folder-bad-date"]);
    check("round.toml", format!("{ROUND}closed = \n"), &["round.toml:7:10 folder-toml-syntax"]);
    check(
        "round.toml",
        format!("{ROUND}accept_held = [{{ unit = \"x9\", reason = \"r\", signer = \"s\" }}]\n"),
        &["round.toml:7:25 folder-unit-unknown"],
    );
}

#[test]
fn units_are_checked_row_by_row() {
    check(
        "units.csv",
        "code,ten\nx1,Xã\n",
        &["units.csv:1:1 folder-column-missing", "units.csv:1:6 folder-column-unknown"],
    );
    check("units.csv", "code,name\nx1,Xã 1\n\nx1,Xã 2\n", &["units.csv:4:1 folder-unit-twice"]);
    check("units.csv", "code,name,group\nx1,Xã 1,huyen\n", &["units.csv:2:9 folder-group-unknown"]);
    check(
        "units.csv",
        "code,name\nxã 1,Xã 1\nx1,\n",
        &["units.csv:2:1 folder-bad-code", "units.csv:3:4 folder-cell-empty"],
    );
    check("units.csv", "code,name\nx1,\"=HYPERLINK(\"\"http://a\"\")\"\n", &["units.csv:2:4 folder-name-formula"]);
    check("units.csv", "code,name\nx1,@SUM(A1)\n", &["units.csv:2:4 folder-name-formula"]);
    check("units.csv", "code,name\nx1,Xã một, hai\n", &["units.csv:2:11 folder-row-wide"]);
    check("units.csv", "", &["units.csv:0:0 folder-sheet-empty"]);
}

#[test]
fn answers_are_checked_row_by_row() {
    let one = |row: &str| format!("unit,criterion,variable,value\n{row}\n");
    let check_row = |row: &str, expected: &str| check("answers.csv", one(row), &[expected]);
    check_row("x9,1,a,8", "answers.csv:2:1 folder-unit-unknown");
    check_row("x1,9,a,8", "answers.csv:2:4 folder-criterion-unknown");
    check_row("x1,1,c,8", "answers.csv:2:6 folder-variable-unknown");
    check_row("x1,1,a[1],8", "answers.csv:2:6 folder-variable-unknown");
    check_row("x1,1,a,tám", "answers.csv:2:8 folder-number-bad");
    check_row("x1,1,a,\"8,5\"", "answers.csv:2:8 folder-number-bad");
    check_row("x1,2,option,kha", "answers.csv:2:13 folder-option-bad");
    check_row("x1,3,yes,vâng", "answers.csv:2:10 folder-yes-no-bad");
    check(
        "answers.csv",
        one("x1,1,a,8\nx1,1,a,9\nx1,1,a,"),
        &["answers.csv:3:6 folder-answer-twice", "answers.csv:4:6 folder-answer-twice"],
    );
    check("answers.csv", one("x1,1,a,\nx1,1,a,9"), &["answers.csv:3:6 folder-answer-twice"]);
    check(
        "answers.csv",
        "unit,criterion,variable,value,layer\nx1,1,a,8,self\n",
        &["answers.csv:2:10 folder-layer-unknown"],
    );
    check("answers.csv", b"PK\x03\x04 not rows", &["answers.csv:0:0 folder-workbook"]);
}

#[test]
fn typed_numbers_that_can_be_read_in_two_ways_are_asked_about() {
    let round = format!("{ROUND}numbers = \"vi\"\n");
    let answers = "unit;criterion;variable;value\nx1;1;a;1.234\nx1;1;b;1.234,5\nx2;1;a;0.833\n";
    let files = folder(&[("round.toml", round.as_bytes()), ("answers.csv", answers.as_bytes())]);
    let faults = read(&files, &library()).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].line, faults[0].column, faults[0].message.key.as_str()), (2, 8, "folder-number-ambiguous"));
    let hint = Locale::new(Lang::Vi, &[thuocdo_folder::locale_text(Lang::Vi)]).render(faults[0].hint.as_ref().unwrap());
    assert_eq!(hint, "Viết 1234 nếu là số nguyên, 1,234 nếu là số thập phân.");
}

#[test]
fn old_encodings_are_named_and_decomposed_letters_are_composed() {
    let tcvn3 = b"code,name\nx1,X\xb7 M\xc9u 1\n";
    check("units.csv", tcvn3, &["units.csv:2:5 folder-encoding-old"]);
    check("units.csv", b"\xff\xfec\0o\0d\0e\0", &["units.csv:0:0 folder-encoding-utf16"]);
    let decomposed = "code,name\nx1,Xa\u{303} Mẫu 1\n";
    let case = sound(&[("units.csv", decomposed)]);
    assert_eq!(case.units[0].name, "Xã Mẫu 1");
    assert_eq!(case.notes[0].message.key, "folder-composed");
}

#[test]
fn files_as_excel_saves_them_are_read() {
    let units = "\u{feff}sep=;\r\ncode;name\r\nx1;\"Xã Mẫu; Một\"\r\n";
    let answers = "unit\tcriterion\tvariable\tvalue\r\nx1\t1\ta\t8\r\n";
    let case = sound(&[("units.csv", units), ("answers.csv", answers)]);
    assert_eq!(case.units[0].name, "Xã Mẫu; Một");
    assert_eq!(case.uses[0].layers[0].1.subjects[0].answers[1].as_ref().unwrap().values[0], Some(Number::from(8)));
}

#[test]
fn a_higher_layer_takes_what_it_lacks_from_the_lower_one_as_a_whole() {
    let round = format!("{ROUND}layers = [\"self\", \"council\", \"final\"]\n");
    let answers = "unit,criterion,variable,value,layer,reason\nx1,1,a,8,self,\nx1,1,b,10,self,\nx1,3,yes,có,self,\n\
                   x1,1,a,6,council,Thiếu minh chứng\n";
    let case = sound(&[("round.toml", &round), ("answers.csv", answers)]);
    let used = &case.uses[0];
    let values = |layer: usize, node: usize| {
        used.layers[layer].1.subjects[0].answers[node].as_ref().map(|answer| answer.values.clone())
    };
    let (eight, six, ten) = (Some(Number::from(8)), Some(Number::from(6)), Some(Number::from(10)));
    assert_eq!(values(0, 1), Some(vec![eight, ten]));
    assert_eq!(values(1, 1), Some(vec![six.clone(), None]));
    assert_eq!(values(2, 1), Some(vec![six, None]));
    assert_eq!(values(2, 3), Some(vec![Some(Number::ONE)]));
    assert_eq!(used.reasons.values().collect::<Vec<_>>(), ["Thiếu minh chứng"]);
    let unnamed = "unit,criterion,variable,value\nx1,1,a,8\n";
    let files = folder(&[("round.toml", round.as_bytes()), ("answers.csv", unnamed.as_bytes())]);
    assert_eq!(read(&files, &library()).unwrap_err()[0].message.key, "folder-layer-unknown");
}

#[test]
fn special_variables_and_several_files_add_up() {
    let first = "unit,criterion,variable,value\nx1,1,points,7.5\nx2,1,na,Không có văn bản\n";
    let second = "unit,criterion,variable,value\nx1,1,previous,3\n";
    let case = sound(&[("answers.csv", first), ("answers-2.csv", second)]);
    let subjects = &case.uses[0].layers[0].1.subjects;
    let answer = subjects[0].answers[1].as_ref().unwrap();
    assert_eq!(
        (answer.points.as_deref(), answer.previous.as_deref()),
        (Number::parse("7.5").ok().as_ref(), Some(&Number::from(3)))
    );
    assert_eq!(subjects[1].answers[1].as_ref().unwrap().not_applicable.as_deref(), Some("Không có văn bản"));
}

#[test]
fn inputs_are_read_in_machine_form_and_their_doubles_refused() {
    let round = format!("{ROUND}numbers = \"vi\"\n");
    let input = "unit;grade;index\nu1;Tốt;85,5\nu2;Khá;\n";
    let case = sound(&[("round.toml", &round), ("inputs/ubnd.csv", input)]);
    let row = &case.uses[0].layers[0].1.inputs[0].rows["u1"];
    assert_eq!((row["grade"].as_str(), row["index"].as_str()), ("Tốt", "85.5"));
    check("inputs/ubnd.csv", "unit,grade\nu1,Tốt\nu1,Khá\n", &["inputs/ubnd.csv:3:1 folder-input-twice"]);
    check("inputs/ubnd.csv", "unit,index\nu1,cao\n", &["inputs/ubnd.csv:2:4 folder-number-bad"]);
}

#[test]
fn a_faulty_criteria_file_is_shown_with_its_own_places() {
    let round = ROUND.replace("set = \"mau/xa@1\"", "file = \"bo.toml\"");
    let faulty = SET.replace("max = \"10\"", "max = \"11\"");
    let files = folder(&[("round.toml", round.as_bytes()), ("bo.toml", faulty.as_bytes())]);
    let faults = read(&files, &()).unwrap_err();
    assert!(faults.iter().any(|fault| fault.file == "bo.toml" && fault.line > 0), "{faults:#?}");
    assert!(faults.iter().any(|fault| fault.message.key == "folder-set-faulty"), "{faults:#?}");
    let files = folder(&[("round.toml", round.as_bytes()), ("bo.toml", SET.as_bytes())]);
    assert!(read(&files, &()).is_ok());
}

#[test]
fn many_faults_are_counted_after_the_first_two_hundred() {
    let rows: String = (0..1_000).map(|row| format!("la{row},1,a,8\n")).collect();
    let answers = format!("unit,criterion,variable,value\n{rows}");
    let faults = read(&folder(&[("answers.csv", answers.as_bytes())]), &library()).unwrap_err();
    assert_eq!(faults.len(), SHOWN + 1);
    assert_eq!(faults[SHOWN].message.args[0].1, thuocdo_base::Arg::Count(800));
}

#[test]
fn a_huge_file_is_refused_by_its_size_alone() {
    let fault = Files::too_large("answers.csv", 1024 * 1024 * 1024).unwrap();
    assert_eq!((fault.file.as_str(), fault.message.key.as_str()), ("answers.csv", "folder-file-too-large"));
    assert_eq!(Files::too_large("answers.csv", 1024), None);
}

#[test]
fn an_unclosed_quote_is_said_where_it_starts() {
    let answers = format!("unit,criterion,variable,value\nx1,1,a,\"8\n{}", "x1,1,b,10\n".repeat(3_000));
    check("answers.csv", answers, &["answers.csv:2:8 folder-cell-long"]);
}
