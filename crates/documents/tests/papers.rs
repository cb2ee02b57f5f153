//! Every document from sample values: golden outlines in both families and languages, and the files themselves.
//!
//! `THUOCDO_PAPERS=<folder> cargo test -p thuocdo-documents --test papers` leaves the files there to be looked at.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use thuocdo_base::Timestamp;
use thuocdo_documents::form::Form;
use thuocdo_documents::model::{Bar, Block, RowKind};
use thuocdo_documents::template::Rows;
use thuocdo_documents::{Data, Document, Family, Kind, Template, docx, outline, pdf};
use thuocdo_words::Lang;

fn made() -> Timestamp {
    Timestamp::of_date("2026-11-21").unwrap()
}

/// Values of a round with plainly fictitious names.
fn sample(kind: Kind, family: Family, rows: usize) -> Data {
    let mut data = Data::default();
    for name in kind.values() {
        data.set(name, "");
    }
    common(&mut data, kind, family);
    for table in kind.tables() {
        data.tables.insert(table.name, rows_of(table.name, table.columns, rows));
    }
    let bar = |place: usize| Bar {
        name: format!("{}. Lĩnh vực mẫu số {}", place + 1, place + 1),
        values: vec![(9_400 - 900 * place as u32, format!("{},0 %", 94 - 9 * place))],
    };
    for chart in kind.charts() {
        data.charts.insert(chart, (0..7).map(bar).collect());
    }
    data
}

fn common(data: &mut Data, kind: Kind, family: Family) {
    let commune = matches!(kind, Kind::SelfReport | Kind::PointsSheet);
    let (above, body, notation, signs) = match (family, commune) {
        (Family::State, true) => {
            ("UBND tỉnh Mẫu", "Ủy ban nhân dân phường Mẫu 3", "BC-UBND", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH")
        }
        (Family::State, false) => ("UBND tỉnh Mẫu", "Sở Nội vụ", "TTr-SNV", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"),
        (Family::Party, true) => ("Tỉnh ủy Mẫu", "Đảng ủy phường Mẫu 3", "BC/ĐU", "T/M ĐẢNG ỦY\nBÍ THƯ"),
        (Family::Party, false) => ("Tỉnh ủy Mẫu", "Văn phòng Tỉnh ủy", "BC/VPTU", "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ"),
    };
    for (name, value) in [
        ("so", "5"),
        ("ky-hieu", notation),
        ("dia-danh", "Mẫu"),
        ("ngay-iso", "2026-03-05"),
        ("ngay", "ngày 05 tháng 3 năm 2026"),
        ("kinh-gui", "Ủy ban nhân dân tỉnh Mẫu"),
        ("noi-nhan", "Sở Khoa học và Công nghệ\nCác đơn vị được đánh giá"),
        ("can-cu", "Căn cứ Luật Tổ chức chính quyền địa phương\nCăn cứ Luật Chuyển đổi số ngày 11 tháng 12 năm 2025"),
        ("don-vi", body),
        ("cap-tren", above),
        ("dot", "Đánh giá, xếp hạng chuyển đổi số cấp xã năm 2026 (minh họa)"),
        ("ky-danh-gia", "năm 2026"),
        ("nam", "2026"),
        ("bo-tieu-chi", "Chỉ số chuyển đổi số và cải cách hành chính cấp xã"),
        ("ban-bo-tieu-chi", "Chỉ số chuyển đổi số và cải cách hành chính cấp xã, phiên bản 2026"),
        ("quyet-dinh-bo", "Quyết định số 12/QĐ-UBND ngày 20/01/2026 của Ủy ban nhân dân tỉnh Mẫu"),
        ("ky-the", signs),
        ("nguoi-ky", "Nguyễn Văn Mẫu"),
        ("don-vi-duoc-danh-gia", "Phường Mẫu 3"),
        ("nhom", "Phường"),
        ("diem-toi-da", "100,00"),
        ("diem-tu-cham", "78,35"),
        ("diem-cuoi", "74,10"),
        ("ty-le", "78,4 %"),
        ("so-tieu-chi", "42"),
        ("so-chua-du", "3"),
        ("ma-ho-so", "7F3A-91C2"),
        ("so-don-vi", "16"),
        ("so-da-nop", "16"),
        ("so-nhom", "2"),
        ("hang", "3"),
        ("xep-loai", "Tốt"),
        ("han-tra-loi", "17:00 ngày 15/12/2026"),
        ("so-cau-hoi", "03"),
        ("diem-trung-binh", "71,25"),
        ("ty-le-trung-binh", "71,3 %"),
        ("don-vi-cao-nhat", "Phường Mẫu 1"),
        ("diem-cao-nhat", "92,40"),
        ("don-vi-thap-nhat", "Xã Mẫu 9"),
        ("diem-thap-nhat", "48,15"),
        ("so-chenh-lech", "27"),
        ("so-giai-trinh", "12"),
        ("phien-hop", "Phiên họp thứ nhất của Hội đồng thẩm định"),
        ("ngay-hop", "ngày 20 tháng 12 năm 2026"),
        ("noi-hop", "Phòng họp số 2"),
        ("chu-toa", "Trần Thị Mẫu"),
        ("thu-ky", "Lê Văn Mẫu"),
        ("so-thanh-vien", "7"),
        ("so-du-hop", "6"),
        ("so-can-co", "5"),
        ("so-noi-dung", "9"),
        ("so-quyet-nghi", "8"),
        ("quyet-dinh-hoi-dong", "Quyết định số 88/QĐ-UBND ngày 02/12/2026"),
        ("to-trinh", "Tờ trình số 41/TTr-SNV ngày 22/12/2026"),
        ("quyet-dinh", "Quyết định số 05/QĐ-UBND ngày 05/3/2026"),
        ("tham-quyen", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH"),
        ("co-quan-de-nghi", "Sở Nội vụ"),
    ] {
        data.set(name, value);
    }
}

fn rows_of(table: &str, columns: &'static [&'static str], count: usize) -> Rows {
    let mut rows = Rows::default();
    for place in 0..count {
        let kind = if place % 8 == 0 && columns.contains(&"ma") && columns.contains(&"toi-da") {
            RowKind::Group
        } else {
            RowKind::Plain
        };
        let cells = columns.iter().map(|column| (*column, cell(column, place)));
        rows.rows.push((kind, cells.collect()));
    }
    if ["diem", "linh-vuc"].contains(&table) {
        let sum = [("toi-da", "100,00".to_owned()), ("tu-cham", "78,35".to_owned())];
        rows.push(RowKind::Total, sum);
    }
    rows
}

fn cell(column: &str, place: usize) -> String {
    match column {
        "tt" | "hang" => (place + 1).to_string(),
        "ma" => format!("{}.{}", place / 8 + 1, place % 8 + 1),
        "ten" => [
            "Người đứng đầu trực tiếp phụ trách chuyển đổi số",
            "Tỷ lệ máy tính cài phần mềm phòng, chống mã độc tập trung",
            "Ban hành kế hoạch chuyển đổi số năm",
        ][place % 3]
            .to_owned(),
        "don-vi" => format!("Phường Mẫu {}", place + 1),
        "thanh-vien" => "Nguyễn Thị Mẫu".to_owned(),
        "nhom" => ["Phường", "Xã"][place % 2].to_owned(),
        "minh-chung" => {
            "Quyết định số 58/QĐ-UBND ngày 12/01/2026 của UBND phường; Kế hoạch số 14/KH-UBND ngày 20/01/2026"
                .to_owned()
        }
        "ly-do" | "ghi-chu" | "noi-dung" | "tra-loi" => "09 máy của Trạm Y tế chờ bàn giao bản quyền".to_owned(),
        "xep-loai" | "ket-luan" | "tinh-trang" | "phieu" | "du-hop" | "vai-tro" => "Đồng ý".to_owned(),
        "ty-le" => "85,0 %".to_owned(),
        "so-don-vi" | "dong-y" | "khong-dong-y" | "y-kien-khac" => "4".to_owned(),
        _ => format!("{},50", place % 5),
    }
}

fn document(kind: Kind, family: Family, lang: Lang, rows: usize) -> Document {
    let template = Template::parse(kind, kind.built_in(lang)).unwrap();
    let mut data = sample(kind, family, rows);
    for field in template.head(family).fields.iter().filter(|field| !field.first.is_empty()) {
        data.set(&field.name, field.first.clone());
    }
    let mut document = template.fill(Form { family, lang }, &data);
    document.check = "7F3A-91C2".to_owned();
    document.notice = "Tiêu chí minh họa, không phải của cơ quan nào".to_owned();
    document
}

fn leave(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("THUOCDO_PAPERS") {
        fs::create_dir_all(&folder).unwrap();
        fs::write(Path::new(&folder).join(name), bytes).unwrap();
    }
}

#[test]
fn every_document_says_what_it_said() {
    for kind in Kind::ALL {
        for (family, lang) in [(Family::State, Lang::Vi), (Family::Party, Lang::Vi), (Family::State, Lang::En)] {
            let name = format!("{}-{}-{}", kind.word(), family.word(), lang.code());
            insta::assert_snapshot!(name, outline(&document(kind, family, lang, 3)));
        }
    }
}

#[test]
fn every_document_becomes_an_archive_pdf_and_a_word_file() {
    for kind in Kind::ALL {
        for family in Family::ALL {
            let document = document(kind, family, Lang::Vi, 30);
            let name = format!("{}-{}", kind.word(), family.word());
            let made_pdf = pdf(&document, made()).unwrap();
            assert!(made_pdf.starts_with(b"%PDF-1.7"), "{name}");
            assert!(contains(&made_pdf, b"pdfaid"), "{name} says that it is PDF/A");
            leave(&format!("{name}.pdf"), &made_pdf);
            let word = docx(&document, made()).unwrap();
            assert!(word.starts_with(b"PK"), "{name}");
            leave(&format!("{name}.docx"), &word);
        }
    }
    leave("to-trinh-en.pdf", &pdf(&document(Kind::Submission, Family::State, Lang::En, 12), made()).unwrap());
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let one = document(Kind::Decision, Family::State, Lang::Vi, 9);
    assert_eq!(pdf(&one, made()), pdf(&one, made()));
    assert_eq!(docx(&one, made()), docx(&one, made()));
}

#[test]
fn a_letter_that_the_font_lacks_does_not_stop_a_document() {
    let mut one = document(Kind::Decision, Family::State, Lang::Vi, 2);
    one.about = "Kết quả 🎉 中 \u{0} \u{feff}".to_owned();
    assert!(pdf(&one, made()).is_ok());
    assert!(docx(&one, made()).is_ok());
}

#[test]
fn values_never_become_markup() {
    let kind = Kind::Decision;
    let mut data = sample(kind, Family::State, 1);
    data.set("don-vi", "#panic() **x** {dot} $1$ [[phu-luc: x]] `<w:p/>`");
    let document = Template::parse(kind, kind.built_in(Lang::Vi)).unwrap().fill(Form::default(), &data);
    assert!(outline(&document).contains("#PANIC() **X** {DOT} $1$ [[PHU-LUC: X]]"));
    assert_eq!(document.annexes.len(), 1);
    assert!(pdf(&document, made()).is_ok());
    assert!(docx(&document, made()).is_ok());
}

#[test]
fn what_is_open_is_dots_and_what_is_optional_is_left_out() {
    let kind = Kind::Decision;
    let template = Template::parse(kind, kind.built_in(Lang::Vi)).unwrap();
    let document = template.fill(Form::default(), &Data::default());
    let text = outline(&document);
    assert!(text.contains("Số: ........./"), "{text}");
    assert!(text.contains("ngày ...... tháng ...... năm ......"), "{text}");
    assert!(!text.contains("  Căn cứ"), "{text}");
}

#[test]
fn the_text_of_a_decision_ends_as_the_decree_says() {
    let document = document(Kind::Decision, Family::State, Lang::Vi, 2);
    let last = document.blocks.iter().rev().find_map(|block| match block {
        Block::Paragraph { runs } => runs.last(),
        _ => None,
    });
    assert!(last.unwrap().text.ends_with("kể từ ngày ký./."));
}

#[test]
fn a_word_file_repeats_heads_keeps_rows_whole_and_turns_pages() {
    let word = docx(&document(Kind::SelfReport, Family::State, Lang::Vi, 20), made()).unwrap();
    let text = part(&word, "word/document.xml");
    assert!(text.contains("<w:tblHeader />"));
    assert!(!text.contains("w:trHeight"));
    assert!(text.contains("w:orient=\"landscape\""));
    assert!(text.matches("<w:cantSplit />").count() > 20);
    assert!(text.contains("rIdHeader1") && text.contains("<w:titlePg />"));
    assert!(part(&word, "word/header1.xml").contains("PAGE"));
    let fonts = part(&word, "word/styles.xml");
    assert!(fonts.contains("Times New Roman"));
}

/// A stored part of an archive that compresses nothing.
fn part(archive: &[u8], name: &str) -> String {
    let starts =
        |at: &usize| archive[*at..].starts_with(b"PK\x03\x04") && archive[at + 30..].starts_with(name.as_bytes());
    let at = (0..archive.len() - 30).find(starts).unwrap() + 30 + name.len();
    let rest = &archive[at..];
    let end = rest
        .windows(4)
        .position(|window| window == b"PK\x03\x04" || window == b"PK\x07\x08" || window == b"PK\x01\x02")
        .unwrap();
    String::from_utf8_lossy(&rest[..end]).into_owned()
}

#[test]
fn all_letters_of_the_language_are_in_the_font() {
    let mut one = document(Kind::Decision, Family::State, Lang::Vi, 1);
    let marks = ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
    let letters: BTreeSet<String> =
        "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".chars().flat_map(|base| marks.map(|mark| format!("{base}{mark}"))).collect();
    one.about = letters.into_iter().collect::<String>() + "đĐ–…≥≤×“”";
    one.blocks.clear();
    assert!(pdf(&one, made()).is_ok());
}
