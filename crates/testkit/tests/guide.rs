//! The guides keep their word: every example in `docs/guide` is run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use thuocdo_criteria::{Diagnostic, Severity, SourceText, parse};
use thuocdo_folder::{Files, read};
use thuocdo_scoring::{rank, score_round};
use thuocdo_testkit::casebook::{Report, complete::complete, page::Block, run_text};
use thuocdo_words::{Lang, Locale};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide")
}

fn guide(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect(name)
}

fn guides() -> Vec<(String, String)> {
    let files = fs::read_dir(root()).expect("docs/guide").map(|entry| entry.expect("an entry").path());
    let pages = files.filter(|path| path.extension().is_some_and(|end| end == "md"));
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    pages.map(|path| (name(&path), fs::read_to_string(&path).expect("a page"))).collect()
}

/// A fenced block of a guide: words of the fence, line of its text, text.
struct Example {
    words: String,
    line: usize,
    text: String,
}

fn examples(page: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut lines = page.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        let fence: String = line.chars().take_while(|c| *c == '`').collect();
        if fence.len() < 3 {
            continue;
        }
        let inside = lines.by_ref().map(|(line, _)| line).take_while(|line| *line != fence);
        let text: String = inside.flat_map(|line| [line, "\n"]).collect();
        found.push(Example { words: line[fence.len()..].trim().to_owned(), line: number + 1, text });
    }
    found
}

fn shown(diagnostics: &[Diagnostic]) -> Vec<String> {
    let locale = Locale::new(Lang::Vi, &[thuocdo_criteria::locale_text(Lang::Vi)]);
    diagnostics.iter().map(|found| format!("{} {}", found.code, locale.render(&found.message))).collect()
}

fn is_whole(text: &str) -> bool {
    text.starts_with("[set]\ncode")
}

/// A piece of a file becomes a file: keys alone belong to a criterion, tables alone need one.
fn whole(example: &Example) -> String {
    let text = &example.text;
    if is_whole(text) {
        return text.clone();
    }
    let criterion = "[[criterion]]\ncode = \"99\"\nmax = \"20\"\n";
    let text = if !text.starts_with('[') {
        format!("{criterion}{text}")
    } else if !text.contains("[[criterion]]") {
        format!("{text}\n{criterion}rule = {{ kind = \"points\" }}\n")
    } else {
        text.clone()
    };
    complete(&Block { info: String::new(), line: example.line, text }).text
}

#[test]
fn every_example_of_a_criteria_file_parses() {
    let mut kinds = Report::default().kinds;
    let mut count = 0;
    for example in examples(&guide("viet-bo-tieu-chi.md")).iter().filter(|example| example.words == "toml") {
        let parsed = parse(&SourceText::new(whole(example)), &());
        let only_errors = !is_whole(&example.text);
        let found: Vec<Diagnostic> =
            parsed.diagnostics.into_iter().filter(|found| !only_errors || found.severity == Severity::Error).collect();
        assert!(found.is_empty(), "viet-bo-tieu-chi.md:{}: {:?}\n{}", example.line, shown(&found), whole(example));
        let mut report = Report::default();
        report.uses(&parsed.set.expect("a set without errors"));
        kinds.extend(report.kinds);
        count += 1;
    }
    assert!(count >= 25, "only {count} examples");
    assert_eq!(kinds.len(), 20, "rules shown: {kinds:?}");
}

#[test]
fn the_english_sidecar_fits_the_first_example() {
    let examples = examples(&guide("viet-bo-tieu-chi.md"));
    let text = |words: &str| examples.iter().find(|example| example.words == words).expect(words).text.clone();
    let parsed = parse(&SourceText { text: text("toml"), sidecar: Some(text("toml sidecar")) }, &());
    assert!(parsed.diagnostics.is_empty(), "{:?}", shown(&parsed.diagnostics));
    let set = parsed.set.expect("a set");
    assert_eq!(set.nodes[1].title_en.as_deref(), Some("Share of applications submitted online"));
    assert_eq!(set.levels[0].name_en.as_deref(), Some("Criterion"));
}

#[test]
fn the_example_folder_is_read_and_scored() {
    let mut files = BTreeMap::new();
    for example in examples(&guide("thu-muc-ho-so.md")) {
        if let Some((_, name)) = example.words.split_once(' ') {
            files.insert(name.to_owned(), example.text.into_bytes());
        }
    }
    let locale = Locale::new(Lang::Vi, &[thuocdo_folder::locale_text(Lang::Vi)]);
    let case = read(&Files(files), &()).unwrap_or_else(|faults| {
        let list: Vec<String> =
            faults.iter().map(|it| format!("{}:{} {}", it.file, it.line, locale.render(&it.message))).collect();
        panic!("{list:#?}")
    });
    assert!(case.notes.is_empty());
    let (layer, cohort) = case.uses[0].layers.last().expect("a layer");
    let scores = score_round(&case.uses[0].set, cohort);
    let total = |unit: &str| {
        let card = scores.cards.iter().find(|card| card.unit == unit).expect(unit);
        card.total().points.to_exact()
    };
    // 1950,5 of 2000 is 9,7525; Sở Mẫu 2 takes the same share, as the best of its group.
    assert_eq!((layer.as_str(), total("so-mau-1").as_str()), ("final", "18.9525"));
    assert_eq!(total("so-mau-2"), "12.7525");
    // 9 + 4,5 given by the council + 3,7; then 8 + nothing + 2,4.
    assert_eq!((total("xa-mau-1").as_str(), total("xa-mau-2").as_str()), ("17.2", "10.4"));
    let ranking = rank(&case.uses[0].set, &scores);
    assert_eq!(ranking.groups.iter().map(|group| group.entries.len()).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn the_example_case_holds() {
    let page = guide("so-ca-kiem-thu.md");
    let case = examples(&page).into_iter().find(|example| example.words == "markdown").expect("an example");
    let report = run_text("so-ca-kiem-thu.md", &case.text);
    assert!(report.failures.is_empty(), "{:#?}", report.failures);
    assert_eq!((report.cases, report.compared), (1, 12));
}

/// Names after a prefix in the command's locale: `cmd-about-check` → `check`.
fn documented(prefix: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("../../crates/server/locales/vi.ftl")).expect("the command's locale");
    let names = text.lines().filter_map(|line| line.strip_prefix(prefix)?.split_once(' ')).map(|(name, _)| name);
    names.map(str::to_owned).collect()
}

#[test]
fn every_command_shown_exists_and_every_command_is_shown() {
    let (commands, mut options) = (documented("cmd-about-"), documented("cmd-arg-"));
    options.insert("listen".to_owned());
    let mut seen = BTreeSet::new();
    for (name, page) in guides() {
        let consoles = examples(&page).into_iter().filter(|example| example.words == "console");
        for line in consoles.flat_map(|example| example.text.lines().map(str::to_owned).collect::<Vec<_>>()) {
            let Some(rest) = line.strip_prefix("$ thuocdo") else { continue };
            let words: Vec<&str> = rest.split_whitespace().collect();
            for word in &words {
                if let Some(option) = word.strip_prefix("--").filter(|option| *option != "help") {
                    assert!(options.contains(option), "{name}: {line}");
                } else if word.starts_with("catalog/") {
                    assert!(root().join("../..").join(word).exists(), "{name}: {line}");
                }
            }
            if let Some(command) = words.first().filter(|word| !word.starts_with("--")) {
                assert!(commands.contains(*command), "{name}: {line}");
                seen.insert((*command).to_owned());
                // A command with commands of its own: `admin create` is documented as `admin-create`.
                let nested = words.get(1).map(|word| format!("{command}-{word}"));
                seen.extend(nested.filter(|name| commands.contains(name)));
            }
        }
    }
    assert_eq!(seen, commands);
}

#[test]
fn links_between_guides_lead_somewhere() {
    let mut links = 0;
    for (name, page) in guides() {
        for target in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(root().join(target).exists(), "{name}: {target}");
            links += 1;
        }
    }
    assert!(links >= 8, "only {links} links");
}
