//! Embeds the demo: every folder below `demo/`, and a fingerprint of all that its results depend on.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What a published demo round depends on, beside the folders of the demo.
const ENGINE: [&str; 12] = [
    "catalog",
    "questionnaires",
    "crates/base/src",
    "crates/words/src",
    "crates/criteria/src",
    "crates/scoring/src",
    "crates/folder/src",
    "crates/publication/src",
    "crates/store/migrations",
    "crates/app/src/rounds.rs",
    "crates/server/demo",
    "crates/server/src/demo",
];

fn main() -> io::Result<()> {
    let home = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..").canonicalize()?;
    let demo = home.join("demo");
    let files = files_below(&demo)?;
    let mut code = String::from("[\n");
    for file in &files {
        let name = file.strip_prefix(&demo).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let _ = writeln!(code, "    ({name:?}, include_bytes!({:?})),", file.display().to_string());
    }
    code.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("demo.rs"), code)?;

    let mut print = DefaultHasher::new();
    fingerprint(&files, &mut print)?;
    for place in ENGINE {
        fingerprint(&files_below(&home.join(place))?, &mut print)?;
    }
    println!("cargo::rustc-env=THUOCDO_DEMO_FINGERPRINT={:016x}", print.finish());
    Ok(())
}

fn fingerprint(files: &[PathBuf], print: &mut DefaultHasher) -> io::Result<()> {
    for file in files {
        file.file_name().hash(print);
        fs::read(file)?.hash(print);
    }
    Ok(())
}

/// All files below a folder, or the file itself, in order; Cargo looks at them again when they change.
fn files_below(place: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", place.display());
    let mut files = Vec::new();
    let mut open = vec![place.to_path_buf()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(path)? {
                open.push(entry?.path());
            }
        } else if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
