//! `docs/reference/stages.md` is written from the table; `UPDATE=1 cargo test -p thuocdo-assessment page` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use thuocdo_assessment::refusal::{action_name, round_stage};
use thuocdo_assessment::role::Role;
use thuocdo_assessment::table::allowed;
use thuocdo_assessment::{Action, RoundStage, StageKind, Verdict, Why, locale_text};
use thuocdo_base::Message;
use thuocdo_words::{Lang, Locale};

#[test]
fn the_page_of_stages_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/stages.md");
    let fresh = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &fresh).expect("the page is written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == fresh, "docs/reference/stages.md differs from the table: run with UPDATE=1");
}

fn page() -> String {
    let mut out = String::from(
        "<!-- Written from crates/assessment/src/table.rs: UPDATE=1 cargo test -p thuocdo-assessment page -->\n",
    );
    for (lang, intro) in [(Lang::Vi, VI), (Lang::En, EN)] {
        part(&mut out, &Words(Locale::new(lang, &[locale_text(lang)])), &intro);
    }
    out
}

struct Intro {
    title: &'static str,
    legend: &'static str,
    of_round: &'static str,
    of_record: &'static str,
    view: &'static str,
    action: &'static str,
    role: &'static str,
    closed: &'static str,
    in_round: &'static str,
    never: &'static str,
}

const VI: Intro = Intro {
    title: "Giai đoạn, việc và vai trò",
    legend: "Bảng này sinh ra từ mã nguồn; điều gì không có trong bảng thì không ai làm được.\n\n\
             - ✔ làm được · ✖ thấy nhưng bị từ chối, kèm lý do · – không thấy gì (như thể không tồn tại).\n\
             - Vai trò Người nhập liệu và Thủ trưởng đơn vị chỉ có hiệu lực với đơn vị của mình; với đơn vị khác mọi ô là –.\n\
             - Khóa sổ là một sự kiện trong nhật ký của đợt, không phải so giờ trên máy.",
    of_round: "Việc của cả đợt, theo giai đoạn của đợt",
    of_record: "Việc với hồ sơ của một đơn vị, theo bước của hồ sơ",
    view: "Ai xem được hồ sơ, theo giai đoạn của đợt (bước của hồ sơ: đang lập / đã nộp)",
    action: "Việc",
    role: "Vai trò",
    closed: "đã khóa sổ",
    in_round: "Giai đoạn của đợt",
    never: "Ở giai đoạn khác: từ chối, nêu giai đoạn hiện tại của đợt.",
};

const EN: Intro = Intro {
    title: "Stages, actions and roles",
    legend: "This table is written from the code; what is not in it nobody can do.\n\n\
             - ✔ may be done · ✖ seen, but refused with a reason · – nothing is there (as if it did not exist).\n\
             - Contributors and heads of units hold their role for their own unit; for any other unit every cell is –.\n\
             - The closing is an event in the round's log, not a comparison with a clock.",
    of_round: "What is done in a round, by stage of the round",
    of_record: "What is done with a unit's record, by stage of the record",
    view: "Who sees a record, by stage of the round (stage of the record: being filled in / submitted)",
    action: "Action",
    role: "Role",
    closed: "closed",
    in_round: "Stage of the round",
    never: "At any other stage: refused, naming the present stage of the round.",
};

struct Words(Locale);

impl Words {
    fn say(&self, message: &Message) -> String {
        self.0.render(message)
    }

    fn entry(&self, of: &str, word: &str) -> String {
        self.say(&Message::new(&format!("{of}-{}", word.replace('_', "-"))))
    }

    fn role(&self, role: Role) -> String {
        self.entry("role", role.word())
    }
}

fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "✔",
        Verdict::Refused(_) => "✖",
        Verdict::Hidden => "–",
    }
}

fn part(out: &mut String, words: &Words, intro: &Intro) {
    let _ = write!(out, "\n# {}\n\n{}\n", intro.title, intro.legend);
    of_round(out, words, intro);
    of_record(out, words, intro);
    views(out, words, intro);
}

fn row(out: &mut String, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().collect();
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

fn head(out: &mut String, first: &[&str], columns: impl Iterator<Item = String>) {
    let columns: Vec<String> = columns.collect();
    let rules = vec!["---".to_owned(); first.len() + columns.len()];
    row(out, first.iter().map(|cell| (*cell).to_owned()).chain(columns));
    row(out, rules);
}

fn of_round(out: &mut String, words: &Words, intro: &Intro) {
    let _ = write!(out, "\n## {}\n\n", intro.of_round);
    head(out, &[intro.action, intro.role], RoundStage::ALL.into_iter().map(|stage| words.say(&round_stage(stage))));
    for action in Action::ALL.into_iter().filter(|action| !action.is_of_record()) {
        for role in Role::ALL {
            let verdicts = RoundStage::ALL.map(|stage| allowed(action, role, stage, None, false));
            if verdicts.iter().any(|verdict| *verdict != Verdict::Hidden) {
                let names = [words.say(&action_name(action)), words.role(role)];
                row(out, names.into_iter().chain(verdicts.map(|verdict| mark(verdict).to_owned())));
            }
        }
    }
}

/// The stages of the round at which anybody may do this with any record.
fn rounds_of(action: Action) -> Vec<RoundStage> {
    let may = |round: &RoundStage| {
        Role::ALL.into_iter().any(|role| {
            let at = |stage| allowed(action, role, *round, Some(stage), false) == Verdict::Yes;
            StageKind::ALL.into_iter().any(at)
        })
    };
    RoundStage::ALL.into_iter().filter(may).collect()
}

fn of_record(out: &mut String, words: &Words, intro: &Intro) {
    let _ = write!(out, "\n## {}\n", intro.of_record);
    let stage_name = |stage: StageKind| words.entry("record-stage", stage.word());
    for action in Action::ALL.into_iter().filter(|action| action.is_of_record() && *action != Action::ViewRecord) {
        let rounds = rounds_of(action);
        let names: Vec<String> = rounds.iter().map(|stage| words.say(&round_stage(*stage))).collect();
        let title = words.say(&action_name(action));
        let _ = write!(out, "\n### {title}\n\n{}: {}. {}\n\n", intro.in_round, names.join(", "), intro.never);
        let columns = [false, true].into_iter().flat_map(|closed| {
            StageKind::ALL.map(|stage| {
                let name = stage_name(stage);
                if closed { format!("{name} · {}", intro.closed) } else { name }
            })
        });
        head(out, &[intro.role], columns);
        for role in Role::ALL {
            let cells: Vec<Verdict> = [false, true]
                .into_iter()
                .flat_map(|closed| StageKind::ALL.map(|stage| allowed(action, role, rounds[0], Some(stage), closed)))
                .collect();
            if cells.iter().any(|cell| !matches!(cell, Verdict::Hidden | Verdict::Refused(Why::NoRole))) {
                let cells = cells.into_iter().map(|verdict| mark(verdict).to_owned());
                row(out, [words.role(role)].into_iter().chain(cells));
            }
        }
    }
}

fn views(out: &mut String, words: &Words, intro: &Intro) {
    let _ = write!(out, "\n## {}\n\n", intro.view);
    head(out, &[intro.role], RoundStage::ALL.into_iter().map(|stage| words.say(&round_stage(stage))));
    for role in Role::ALL {
        let cells = RoundStage::ALL.map(|round| {
            let at = |stage| mark(allowed(Action::ViewRecord, role, round, Some(stage), false));
            format!("{} / {}", at(StageKind::Drafting), at(StageKind::Submitted))
        });
        row(out, [words.role(role)].into_iter().chain(cells));
    }
}
