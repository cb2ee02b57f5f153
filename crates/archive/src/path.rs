//! How files of an archive may be called.

/// Longest name of a file with its folders, in bytes.
pub const LONGEST: usize = 240;

/// Says whether a path stays inside the folder it is unpacked to, on every system: parts of small and large letters,
/// digits, `.`, `-`, `_` and `@`, none of which begins with a point, with `/` between them.
///
/// # Example: a way out
/// ```
/// use thuocdo_archive::path::is_safe;
/// assert!(is_safe("bang/diem.csv"));
/// assert!(!is_safe("../bang/diem.csv"));
/// ```
pub fn is_safe(path: &str) -> bool {
    path.len() <= LONGEST && path.split('/').all(is_safe_part)
}

fn is_safe_part(part: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'@');
    let named = !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && part.bytes().all(plain);
    named && !is_device(part)
}

/// Names that Windows keeps for devices, whatever follows the point.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |name: &str| stem.strip_prefix(name).is_some_and(|digit| matches!(digit.as_bytes(), [b'0'..=b'9']));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// Makes one part of a path of any text: what may not stand in it becomes a hyphen.
pub fn part(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    let made: String = text.chars().map(plain).collect();
    let made = made.trim_matches('.').to_owned();
    if is_safe_part(&made) { made } else { format!("x-{made}").trim_end_matches('.').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leads_out() {
        let bad = [
            "",
            "/",
            "/etc/passwd",
            "..",
            "a/../b",
            "a//b",
            "a/",
            "./a",
            "a\\b",
            "C:/a",
            "c:a",
            "a\0b",
            "a b",
            ".ssh/x",
            "con",
            "NUL.txt",
            "a/com1.csv",
            "bảng.csv",
            "x.",
            "a\nb",
            "%2e%2e/x",
        ];
        for path in bad {
            assert!(!is_safe(path), "{path:?}");
        }
        assert!(!is_safe(&"a".repeat(LONGEST + 1)));
        for path in ["manifest.json", "tep/0a1b.pdf", "bo-tieu-chi/bo-1.xa@1.toml", "a/b/c_d", "common.csv", "lpt.x"] {
            assert!(is_safe(path), "{path:?}");
        }
    }

    #[test]
    fn any_text_becomes_a_part() {
        for text in ["Xã Mẫu 1", "", "..", "con", "a/b", "xa-001", "x.", "..a"] {
            assert!(is_safe(&part(text)), "{text:?} {:?}", part(text));
        }
        assert_eq!(part("xa-001"), "xa-001");
    }
}
