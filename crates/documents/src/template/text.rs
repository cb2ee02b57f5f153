//! A line of text: what is bold or italic, and where values go.

use super::Piece;

/// Reads a line; `Err`: a brace opens and does not close.
pub(super) fn pieces(line: &str) -> Result<Vec<Piece>, ()> {
    let mut pieces = Vec::new();
    let mut reader = Reader::default();
    let mut rest = line.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '\\' => reader.text.extend(rest.next()),
            '*' if rest.peek() == Some(&'*') => {
                rest.next();
                reader.flush(&mut pieces);
                reader.bold = !reader.bold;
            }
            '*' => {
                reader.flush(&mut pieces);
                reader.italic = !reader.italic;
            }
            '{' => {
                reader.flush(&mut pieces);
                let mut name = String::new();
                loop {
                    match rest.next() {
                        Some('}') => break,
                        Some(letter) => name.push(letter),
                        None => return Err(()),
                    }
                }
                let optional = name.ends_with('?');
                let name = name.trim_end_matches('?').trim().to_owned();
                pieces.push(Piece::Value { name, optional, bold: reader.bold, italic: reader.italic });
            }
            letter => reader.text.push(letter),
        }
    }
    reader.flush(&mut pieces);
    Ok(pieces)
}

#[derive(Default)]
struct Reader {
    text: String,
    bold: bool,
    italic: bool,
}

impl Reader {
    fn flush(&mut self, pieces: &mut Vec<Piece>) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            pieces.push(Piece::Text { text, bold: self.bold, italic: self.italic });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Piece {
        Piece::Text { text: text.to_owned(), bold: false, italic: false }
    }

    #[test]
    fn styles_and_values_are_found() {
        let found = pieces("**Điều 1.** Công bố {dot}").unwrap();
        let bold = Piece::Text { text: "Điều 1.".to_owned(), bold: true, italic: false };
        let value = Piece::Value { name: "dot".to_owned(), optional: false, bold: false, italic: false };
        assert_eq!(found, [bold, plain(" Công bố "), value]);
    }

    #[test]
    fn a_mark_behind_a_backslash_is_a_letter() {
        assert_eq!(pieces(r"5 \* 2 \{x\}").unwrap(), [plain("5 * 2 {x}")]);
        assert_eq!(pieces("{dot"), Err(()));
    }
}
