//! Kinds of files that are taken in; everything else is refused before its bytes come.

/// A kind of file that may be evidence (loại tệp).
///
/// The old formats of Word and Excel are kept and handed out, never opened by us, and refused with macros inside:
/// bodies still hold years of them. SVG, HTML and archives are of no kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A document in PDF.
    Pdf,
    /// A picture in PNG.
    Png,
    /// A photo in JPEG.
    Jpeg,
    /// A Word document without macros.
    Docx,
    /// An Excel workbook without macros.
    Xlsx,
    /// A document of Word 97–2003.
    Doc,
    /// A workbook of Excel 97–2003.
    Xls,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 7] = [Self::Pdf, Self::Png, Self::Jpeg, Self::Docx, Self::Xlsx, Self::Doc, Self::Xls];

    /// What an `accept` attribute lists.
    pub const ACCEPT: &'static str = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.doc,.xls";

    /// The kind that a file's name promises; `None`: not taken in.
    pub fn of_name(name: &str) -> Option<Self> {
        let (stem, extension) = name.trim().rsplit_once('.')?;
        if stem.is_empty() {
            return None;
        }
        match extension.to_ascii_lowercase().as_str() {
            "jpeg" => Some(Self::Jpeg),
            extension => Self::ALL.into_iter().find(|kind| kind.word() == extension),
        }
    }

    /// The word by which rows know it: the usual extension.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Doc => "doc",
            Self::Xls => "xls",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Doc => "application/msword",
            Self::Xls => "application/vnd.ms-excel",
        }
    }

    /// Whether its pages can be drawn as pictures.
    pub fn is_drawn(self) -> bool {
        matches!(self, Self::Pdf | Self::Png | Self::Jpeg)
    }
}

/// Brings a name that somebody gave a file to one that is safe to show and to hand out: no folders, no control
/// characters, not longer than 150 characters; the extension stays.
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let kept: String = last.chars().filter(|c| !c.is_control() && !is_deceptive(*c)).collect();
    let kept = kept.trim().trim_start_matches('.').to_owned();
    let length = kept.chars().count();
    if length <= 150 {
        return kept;
    }
    let (stem, extension) = kept.rsplit_once('.').unwrap_or((&kept, ""));
    let room = 149_usize.saturating_sub(extension.chars().count());
    format!("{}.{extension}", stem.chars().take(room).collect::<String>())
}

/// Characters that turn the direction of text around or cannot be seen: `gpj.exe` would read as `exe.jpg`.
fn is_deceptive(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        || matches!(c, '"' | '<' | '>' | '|' | ':' | '*' | '?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_promises_a_kind_or_none() {
        assert_eq!(Kind::of_name("Báo cáo.PDF"), Some(Kind::Pdf));
        assert_eq!(Kind::of_name("anh.jpeg"), Some(Kind::Jpeg));
        for name in ["a.svg", "a.html", "a.docm", "a.exe", "a.pdf.exe", "pdf", ".pdf", "a.zip", ""] {
            assert_eq!(Kind::of_name(name), None, "{name}");
        }
    }

    #[test]
    fn names_lose_folders_and_what_deceives() {
        assert_eq!(safe_name("../../etc/Báo cáo.pdf"), "Báo cáo.pdf");
        assert_eq!(safe_name("C:\\Users\\a\\b.pdf"), "b.pdf");
        assert_eq!(safe_name("anh\u{202e}gpj.pdf"), "anhgpj.pdf");
        let long = safe_name(&format!("{}.docx", "ế".repeat(400)));
        assert_eq!((long.chars().count(), long.ends_with("ế.docx")), (150, true));
    }
}
