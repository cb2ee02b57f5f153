//! Makes the assets: style sheets, scripts, subset fonts, compressed twins, names with a hash of the content.
//!
//! Reads the repository and Cargo's dependencies only: no network, no environment switches.
#![allow(clippy::print_stdout, reason = "build scripts speak to Cargo this way")]

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use font_subset::Font;
use sha2::{Digest, Sha256};

#[path = "../src/assemble.rs"]
mod assemble;

/// Fonts: the word that stands for the address in the style sheet, and the face.
const FONTS: [(&str, &[u8]); 3] =
    [("font-400", notosans::REGULAR_TTF), ("font-700", notosans::BOLD_TTF), ("font-400-italic", notosans::ITALIC_TTF)];

/// Signs beside letters that the pages use.
const SIGNS: &str = "←↑→↓≤≥≠−×÷·•…–—‘’“”‰▲▼△▽▸▾■□●○◆◇◐✓₫√½";

struct Asset {
    file: String,
    kind: &'static str,
    constant: String,
    bytes: Vec<u8>,
    compress: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=src/assemble.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut assets = Vec::new();
    for (name, face) in FONTS {
        assets.push(asset(name, "woff2", "font/woff2", subset(face)?, false));
    }
    for joined in &assemble::JOINED {
        let text = with_fonts(&assemble::assemble(Path::new("assets"), joined)?, &assets);
        let kind = if joined.extension == "css" { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
        assets.push(asset(joined.stem, joined.extension, kind, text.into_bytes(), true));
    }
    for name in ["mark.svg", "icons.svg"] {
        let (stem, extension) = name.split_once('.').ok_or("an image without extension")?;
        assets.push(asset(stem, extension, "image/svg+xml", fs::read(format!("assets/img/{name}"))?, true));
    }
    fs::write(out.join("assets.rs"), table(&assets, &out)?)?;

    Ok(())
}

fn asset(stem: &str, extension: &str, kind: &'static str, bytes: Vec<u8>, compress: bool) -> Asset {
    let hash = hex::encode(&Sha256::digest(&bytes)[..5]);
    let constant = format!("{stem}_{extension}").replace('-', "_").to_uppercase();
    Asset { file: format!("{stem}.{hash}.{extension}"), kind, constant, bytes, compress }
}

/// Keeps Latin-1, Vietnamese and the signs of the pages.
fn subset(face: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let font = Font::opentype(face)?;
    let latin = ('\u{20}'..='\u{7e}').chain('\u{a0}'..='\u{ff}');
    let vietnamese = "ĂăĐđĨĩŨũƠơƯư".chars().chain('\u{1ea0}'..='\u{1ef9}');
    let wanted = latin.chain(vietnamese).chain(SIGNS.chars());
    let kept: BTreeSet<char> = wanted.filter(|letter| font.contains_char(*letter)).collect();
    Ok(font.subset(&kept)?.to_woff2())
}

/// Fills in the addresses of the fonts.
fn with_fonts(text: &str, fonts: &[Asset]) -> String {
    FONTS
        .iter()
        .zip(fonts)
        .fold(text.to_owned(), |text, ((name, _), font)| text.replace(&format!("{{{{{name}}}}}"), &font.file))
}

/// Writes the table of assets as Rust source.
fn table(assets: &[Asset], out: &Path) -> Result<String, Box<dyn Error>> {
    let mut rows = String::new();
    let mut constants = String::new();
    for asset in assets {
        let Asset { file, kind, constant, bytes, compress } = asset;
        fs::write(out.join(file), bytes)?;
        let mut small = "None".to_owned();
        if *compress {
            fs::write(out.join(format!("{file}.br")), compressed(bytes)?)?;
            small = format!("Some(include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}.br\")))");
        }
        writeln!(constants, "/// Address of an asset.\npub const {constant}: &str = \"/tinh/{file}\";")?;
        writeln!(
            rows,
            "    Asset {{ file: \"{file}\", kind: \"{kind}\", plain: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\")), brotli: {small} }},"
        )?;
    }
    Ok(format!("{constants}\n/// All assets.\npub static ASSETS: &[Asset] = &[\n{rows}];\n"))
}

fn compressed(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut small = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut small, 4096, 11, 22);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(small)
}
