//! Makes the assets: one style sheet, subset fonts, compressed twins, names with a hash of the content.
//!
//! Reads the repository and Cargo's dependencies only: no network, no environment switches.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use font_subset::Font;
use sha2::{Digest, Sha256};

/// Parts of the style sheet, in the order in which they are joined.
const STYLES: [&str; 9] = ["tokens", "base", "layout", "form", "table", "nav", "feedback", "domain", "print"];

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
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=assets");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut assets = Vec::new();
    for (name, face) in FONTS {
        assets.push(asset(name, "woff2", "font/woff2", subset(face)?, false));
    }
    let style = style_sheet(&assets)?;
    assets.push(asset("thuocdo", "css", "text/css; charset=utf-8", style.into_bytes(), true));
    for name in ["mark.svg", "icons.svg"] {
        let (stem, extension) = name.split_once('.').ok_or("an image without extension")?;
        assets.push(asset(stem, extension, "image/svg+xml", fs::read(format!("assets/img/{name}"))?, true));
    }
    fs::write(out.join("assets.rs"), table(&assets, &out)?)?;

    Ok(())
}

fn asset(stem: &str, extension: &str, kind: &'static str, bytes: Vec<u8>, compress: bool) -> Asset {
    let hash = Sha256::digest(&bytes).iter().take(5).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
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

/// Joins the styles and fills in the addresses of the fonts.
fn style_sheet(fonts: &[Asset]) -> Result<String, Box<dyn Error>> {
    let mut style = String::new();
    for part in STYLES {
        style.push_str(&without_comments(&fs::read_to_string(format!("assets/css/{part}.css"))?));
    }
    for ((name, _), font) in FONTS.iter().zip(fonts) {
        style = style.replace(&format!("{{{{{name}}}}}"), &font.file);
    }
    Ok(style)
}

fn without_comments(style: &str) -> String {
    let mut kept = String::new();
    let mut rest = style;
    while let Some(start) = rest.find("/*") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept.lines().map(str::trim).filter(|line| !line.is_empty()).fold(String::new(), |text, line| text + line + "\n")
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
