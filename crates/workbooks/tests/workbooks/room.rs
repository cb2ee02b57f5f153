//! A form with a criterion of each kind, and sheets as whoever reads files gives them.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Reader, Xlsx};
use thuocdo_annex::{Grid, Span};
use thuocdo_base::{Number, Timestamp};
use thuocdo_criteria::expr::Expr;
use thuocdo_criteria::rule::{AnswerKind, AnswerOption, ScoringRule, VarId, Variable, ZeroPolicy};
use thuocdo_words::{Lang, Locale};
use thuocdo_workbooks::own::{Ask, Form, Group, Input, Line, Part, Row, Versions};
use thuocdo_workbooks::{Kind, Meta};

pub fn words() -> Arc<Locale> {
    Arc::new(thuocdo_workbooks::words(Lang::Vi))
}

pub fn number(text: &str) -> Number {
    Number::parse(text).expect("a number")
}

fn variable(name: &str, kind: AnswerKind) -> Variable {
    Variable { name: name.to_owned(), label: format!("Số {name}"), measure: None, kind, imposed: false }
}

fn input(name: &str, ask: Ask, typed: &str) -> Input {
    let (label, measure) = (format!("Số {name}"), "máy".to_owned());
    Input { name: name.to_owned(), label, measure, ask, typed: typed.to_owned() }
}

fn line(rule: ScoringRule, variables: Vec<Variable>, inputs: Vec<Input>) -> Line {
    Line {
        rule: Some((rule, variables)),
        groups: vec![Group { label: String::new(), inputs }],
        may_differ: true,
        may_ask: true,
        wants_evidence: true,
        versions: Versions { figures: 2, ..Versions::default() },
        ..Line::default()
    }
}

fn row(code: &str, title: &str, max: &str, level: u8, kind: Part) -> Row {
    Row { code: code.to_owned(), title: title.to_owned(), level, max: number(max), kind }
}

/// A ratio, a choice, yes or no, points, and a criterion from elsewhere.
pub fn form() -> Form {
    let ratio = ScoringRule::Ratio {
        of: Expr::Variable(VarId(0)),
        to: Expr::Variable(VarId(1)),
        less: None,
        complement: false,
        floor: None,
        full_at: None,
        zero: ZeroPolicy::Refuse,
    };
    let numbers = vec![variable("a", AnswerKind::Whole), variable("b", AnswerKind::Whole)];
    let mut first = line(ratio, numbers, vec![input("a", Ask::Whole, "111"), input("b", Ask::Whole, "1.200")]);
    (first.computed, first.own) = (Some(number("1.85")), Some(number("1.85")));
    let option = |code: &str, label: &str, share: &str| AnswerOption {
        code: code.to_owned(),
        label: label.to_owned(),
        share: number(share),
    };
    let options = vec![option("het", "Ban hành đủ", "1"), option("mot", "Ban hành một phần", "1/3")];
    let shown = options.iter().map(|option| (option.code.clone(), option.label.clone())).collect();
    let kind = AnswerKind::Option(vec!["het".to_owned(), "mot".to_owned()]);
    let second = line(
        ScoringRule::Option { choice: VarId(0), options },
        vec![variable("option", kind)],
        vec![input("option", Ask::Choice(shown), "het")],
    );
    let third = line(
        ScoringRule::YesNo { answer: VarId(0), yes: Number::ONE, no: Number::ZERO },
        vec![variable("x", AnswerKind::YesNo)],
        vec![input("x", Ask::YesNo, "")],
    );
    let mut fourth = line(
        ScoringRule::Points { points: VarId(0) },
        vec![variable("points", AnswerKind::Number)],
        vec![input("points", Ask::Points(number("5")), "")],
    );
    fourth.may_differ = false;
    fourth.note = "=HYPERLINK(\"http://xau\")".to_owned();
    let elsewhere = Line { shut: Some(thuocdo_base::Message::new("workbooks-ratio")), ..Line::default() };
    let part = |line: Line| Part::Criterion(Box::new(line));
    let group = || Part::Section { points: number("1.85"), is_sum: true };
    Form {
        meta: Meta {
            kind: Kind::SelfAssessment,
            round: "ky".to_owned(),
            about: "xa-001".to_owned(),
            set: "tinh/xa".to_owned(),
            version: "2026".to_owned(),
            hash: "ab".repeat(32),
            exported_at: Timestamp::from_micros(1_790_000_000_000_000),
            kept: Vec::new(),
        },
        left: vec!["UBND TỈNH MẪU".to_owned(), "ỦY BAN NHÂN DÂN PHƯỜNG MẪU 3".to_owned()],
        right: vec!["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".to_owned(), "Độc lập - Tự do - Hạnh phúc".to_owned()],
        title: vec!["BẢNG TỰ ĐÁNH GIÁ, CHẤM ĐIỂM".to_owned()],
        illustrative: true,
        decimals: 2,
        rows: vec![
            row("1", "Hạ tầng số", "7", 1, group()),
            row("1.1", "Tỷ lệ máy tính cài phần mềm phòng, chống mã độc", "2", 2, part(first)),
            row("1.2", "Ban hành kế hoạch chuyển đổi số hằng năm", "5", 2, part(second)),
            row("2", "Nhận thức số", "15", 1, group()),
            row("2.1", "Tổ chức Ngày chuyển đổi số", "5", 2, part(third)),
            row("2.2", "Chất lượng tham mưu của bộ phận chuyên trách", "5", 2, part(fourth)),
            row("2.3", "Mức độ hài lòng của người dân", "5", 2, part(elsewhere)),
        ],
        maximum: number("17"),
        points: number("1.85"),
        cited: Vec::new(),
    }
}

/// Sheets as whoever reads files gives them: numbers with a comma.
pub fn grids(bytes: Vec<u8>) -> Vec<Grid> {
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let text = |cell: &Data| match cell {
        Data::Float(value) => value.to_string().replace('.', ","),
        other => other.to_string(),
    };
    let mut grids = Vec::new();
    for name in book.sheet_names() {
        let mut grid = Grid { name: name.clone(), ..Grid::default() };
        let range = book.worksheet_range(&name).expect("a sheet");
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, cell) in range.used_cells() {
            grid.put(row + top as usize, column + left as usize, &text(cell));
        }
        for span in book.merge_cells_by_sheet_name(&name).unwrap_or_default() {
            let [top, left, bottom, right] = [span.start.0, span.start.1, span.end.0, span.end.1].map(|at| at as usize);
            grid.spans.push(Span { top, left, bottom, right });
        }
        grids.push(grid);
    }
    grids
}
