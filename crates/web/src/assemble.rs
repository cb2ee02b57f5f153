//! How style sheets and scripts are put together from their parts: for the build script, and for debug builds,
//! which read the parts afresh at every request.

use std::io;
use std::path::Path;

/// A file that is joined from parts.
#[derive(Debug)]
pub struct Joined {
    /// Name without hash and extension.
    pub stem: &'static str,
    /// Extension, which is also the folder of its parts.
    pub extension: &'static str,
    /// Parts, in the order in which they are joined.
    pub parts: &'static [&'static str],
}

/// Style sheets and scripts. The portal loads the first alone; staff pages load the first and the second.
pub const JOINED: [Joined; 6] = [
    Joined {
        stem: "thuocdo",
        extension: "css",
        parts: &["tokens", "base", "layout", "form", "table", "nav", "feedback", "domain", "print"],
    },
    Joined {
        stem: "staff",
        extension: "css",
        parts: &["desk", "entry", "workbench", "grid", "meeting", "message", "signing"],
    },
    Joined { stem: "paper", extension: "css", parts: &["paper"] },
    Joined { stem: "ui", extension: "js", parts: &["ui"] },
    Joined { stem: "upload", extension: "js", parts: &["upload"] },
    Joined { stem: "grid", extension: "js", parts: &["grid"] },
];

/// Reads the parts of a file below the folder of assets and joins them, without comments.
///
/// # Errors
/// If a part cannot be read.
pub fn assemble(assets: &Path, joined: &Joined) -> io::Result<String> {
    let mut text = String::new();
    for part in joined.parts {
        let file = assets.join(joined.extension).join(format!("{part}.{}", joined.extension));
        let part = std::fs::read_to_string(file)?;
        text.push_str(&if joined.extension == "css" { short_style(&part) } else { short_script(&part) });
    }
    Ok(text)
}

/// A style sheet without comments and indentation.
fn short_style(style: &str) -> String {
    let mut kept = String::new();
    let mut rest = style;
    while let Some(start) = rest.find("/*") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    lines(&kept, |_| true)
}

/// A script without indentation and without lines that are comments alone.
fn short_script(script: &str) -> String {
    lines(script, |line| !line.starts_with("//"))
}

fn lines(text: &str, is_kept: impl Fn(&str) -> bool) -> String {
    let kept = text.lines().map(str::trim).filter(|line| !line.is_empty() && is_kept(line));
    kept.fold(String::new(), |text, line| text + line + "\n")
}
