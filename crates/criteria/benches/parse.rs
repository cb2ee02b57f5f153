//! Measures reading of criteria files: parse and check a real set of the catalog, and a made one of 100 criteria.

#![allow(clippy::print_stdout, reason = "a bench prints its table")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![allow(missing_docs, reason = "a program of its own")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use thuocdo_criteria::{SourceText, parse};

const LIMIT: Duration = Duration::from_millis(10);
const RUNS: usize = 60;

fn main() -> ExitCode {
    let shipped = include_str!("../../../catalog/vinh-long/cap-xa/2022.toml");
    let cases = [
        ("Vĩnh Long communes, 63 criteria", shipped.to_owned()),
        ("made, 100 criteria", made(100)),
        ("made, 1,000 criteria", made(1_000)),
    ];
    println!("{:36} {:>12} {:>16} {:>8}", "criteria file", "parse+check", "TOML alone", "ratio");
    let mut met = true;
    for (name, text) in cases {
        let source = SourceText { text: text.clone(), sidecar: None };
        let errors = parse(&source, &()).diagnostics;
        assert!(parse(&source, &()).set.is_some(), "{name}: {errors:?}");
        let ours = median(|| drop(black_box(parse(black_box(&source), &()))));
        let floor = median(|| drop(black_box(toml::de::DeTable::parse(black_box(&text)))));
        let ratio = ours.as_nanos() * 100 / floor.as_nanos().max(1);
        println!(
            "{name:36} {:>9} µs {:>13} µs {:>5}.{:02}×",
            ours.as_micros(),
            floor.as_micros(),
            ratio / 100,
            ratio % 100
        );
        met &= name.contains("1,000") || ours <= LIMIT;
    }
    println!("target: 100 criteria in at most {} ms: {}", LIMIT.as_millis(), if met { "met" } else { "MISSED" });
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

/// A set of sections with ten criteria each, of the usual rule kinds.
fn made(criteria: usize) -> String {
    let rules = [
        "{ kind = \"ratio\", zero = \"zero\", floor = \"0.5\" }",
        "{ kind = \"yes_no\" }",
        "{ kind = \"brackets\", value = \"a\", steps = [{ from = \"4\", share = \"1\" }, { from = \"2\", share = \"0.5\" }] }",
        "{ kind = \"option\", options = [{ code = \"a\", label = \"A\", share = \"1\" }, { code = \"b\", label = \"B\", share = \"0.5\" }] }",
    ];
    let mut text = format!(
        "[set]\ncode = \"thu/do\"\nversion = \"1\"\ntitle = \"Đo\"\nlevels = [\"Một\", \"Hai\"]\nscale = \"{}\"\n\
         [set.document]\nkind = \"Quyết định\"\nissuer = \"Thử\"\n",
        criteria * 10
    );
    for index in 0..criteria {
        if index % 10 == 0 {
            text +=
                &format!("[[section]]\ncode = \"{}\"\ntitle = \"Mục\"\norigin = \"illustrative\"\n", index / 10 + 1);
        }
        text += &format!(
            "[[criterion]]\ncode = \"{}.{}\"\ntitle = \"Tiêu chí\"\nmax = \"10\"\nrule = {}\n",
            index / 10 + 1,
            index % 10 + 1,
            rules[index % rules.len()]
        );
    }
    text
}
