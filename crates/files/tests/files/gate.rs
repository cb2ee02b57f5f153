//! What the gate lets in and what it refuses, and that what is kept is what was sent.

use std::convert::Infallible;
use std::fs;

use futures_util::stream;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use thuocdo_files::{Appended, Checksum, Files, Kind, Unfit, Wholeness, inspect::inspect};
use thuocdo_testkit::samples;

use crate::put;

fn look(name: &str, bytes: &[u8]) -> Result<thuocdo_files::Seen, Unfit> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tep");
    fs::write(&path, bytes).expect("a file");
    inspect(&path, name)
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn open() -> (TempDir, Files) {
    let folder = tempfile::tempdir().expect("a folder");
    let files = Files::open(folder.path()).expect("a folder of files");
    (folder, files)
}

#[test]
fn every_hostile_file_is_refused_for_its_own_reason() {
    let all = samples::hostile();
    assert!(all.len() >= 80, "{} hostile files", all.len());
    let wrong: Vec<String> = all
        .iter()
        .filter_map(|(name, bytes, why)| {
            let found = look(name, bytes);
            (found != Err(*why)).then(|| format!("{name} ({} bytes): {found:?}, not {why:?}", bytes.len()))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn good_files_of_every_kind_are_let_in() {
    let kind = |name: &str, bytes: &[u8]| look(name, bytes).map(|seen| seen.kind);
    assert_eq!(kind("a.pdf", &samples::pdf(1, b"")), Ok(Kind::Pdf));
    assert_eq!(kind("a.PNG", &samples::png(20, 10, true)), Ok(Kind::Png));
    assert_eq!(kind("a.docx", &samples::docx(&[])), Ok(Kind::Docx));
    assert_eq!(kind("a.xlsx", &samples::xlsx(&[])), Ok(Kind::Xlsx));
    assert_eq!(kind("a.docx", &samples::docx(&[("word/embeddings/a.xlsx", &samples::xlsx(&[]))])), Ok(Kind::Docx));
    assert_eq!(kind("a.doc", &samples::ole(&["WordDocument"])), Ok(Kind::Doc));
    assert_eq!(kind("a.xls", &samples::ole(&["Workbook"])), Ok(Kind::Xls));
}

#[test]
fn a_pdf_tells_its_pages_and_whether_it_has_text() {
    let seen = look("a.pdf", &samples::pdf(3, b"")).expect("a document");
    assert_eq!((seen.pages, seen.has_text), (Some(3), Some(true)));
}

#[tokio::test]
async fn a_page_is_drawn_as_a_picture_that_is_not_blank() {
    let (_folder, files) = open();
    let stored = put(&files, "a", "a.pdf", &samples::pdf(2, b"")).await.expect("a document");
    let png = files.draw(&stored.sha256, Kind::Pdf, 2, 300).await.expect("a disk").expect("a picture");
    let picture = image::load_from_memory(&png).expect("a picture").to_luma8();
    assert_eq!(picture.width(), 300);
    assert!(picture.pixels().any(|pixel| pixel.0[0] < 100), "nothing is drawn");
    assert_eq!(files.draw(&stored.sha256, Kind::Pdf, 3, 300).await.expect("a disk"), Err(Unfit::Forbidden));
}

#[tokio::test]
async fn the_same_bytes_are_kept_once_and_never_over_what_is_there() {
    let (folder, files) = open();
    let bytes = samples::pdf(1, b"one");
    let first = put(&files, "a", "a.pdf", &bytes).await.expect("kept");
    let second = put(&files, "b", "b.pdf", &bytes).await.expect("kept");
    assert_eq!((first.sha256.clone(), first.sha256.clone()), (second.sha256, hex(&bytes)));
    let path = samples::stored(folder.path(), &first.sha256);
    assert_eq!(fs::read(&path).expect("the file"), bytes);
    assert!(fs::metadata(&path).expect("the file").permissions().readonly());
}

#[tokio::test]
async fn every_flipped_byte_is_found() {
    let (folder, files) = open();
    let bytes = samples::pdf(1, &[7; 5_000]);
    let stored = put(&files, "a", "a.pdf", &bytes).await.expect("kept");
    let path = samples::stored(folder.path(), &stored.sha256);
    assert_eq!(files.check(&stored.sha256).await.expect("a disk"), Wholeness::Whole);
    for at in (0..bytes.len()).step_by(bytes.len() / 1_000) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        fs::remove_file(&path).expect("a disk");
        fs::write(&path, &flipped).expect("a disk");
        assert_eq!(files.check(&stored.sha256).await.expect("a disk"), Wholeness::Altered, "byte {at}");
    }
    fs::remove_file(&path).expect("a disk");
    assert_eq!(files.check(&stored.sha256).await.expect("a disk"), Wholeness::Missing);
}

#[tokio::test]
async fn what_arrived_stays_when_the_line_breaks() {
    let (_folder, files) = open();
    let bytes = samples::pdf(1, &[9; 100_000]);
    let size = bytes.len() as u64;
    files.begin("a").await.expect("a beginning");
    let broken = stream::iter([Ok(bytes[..40_000].to_vec()), Err("the line broke")]);
    assert_eq!(files.append("a", 0, size, None, broken).await.expect("a disk"), Appended::Cut(40_000));
    let rest = || stream::iter([Ok::<_, Infallible>(bytes[40_000..].to_vec())]);
    assert_eq!(files.append("a", 39_999, size, None, rest()).await.expect("a disk"), Appended::Elsewhere(40_000));
    assert_eq!(files.append("a", 40_000, size, None, rest()).await.expect("a disk"), Appended::To(size));
    assert_eq!(files.finish("a", "a.pdf").await.expect("a disk").expect("kept").sha256, hex(&bytes));
}

#[tokio::test]
async fn a_piece_with_another_checksum_or_too_long_leaves_nothing() {
    let (_folder, files) = open();
    files.begin("a").await.expect("a beginning");
    let piece = || stream::iter([Ok::<_, Infallible>(b"abc".to_vec())]);
    let wrong = Checksum::Sha256(vec![0; 32]);
    assert_eq!(files.append("a", 0, 10, Some(&wrong), piece()).await.expect("a disk"), Appended::Altered);
    assert_eq!(files.append("a", 0, 2, None, piece()).await.expect("a disk"), Appended::TooLong);
    assert_eq!(files.received("a").await.expect("a disk"), Some(0));
    let right = Checksum::Sha256(Sha256::digest(b"abc").to_vec());
    assert_eq!(files.append("a", 0, 10, Some(&right), piece()).await.expect("a disk"), Appended::To(3));
}

#[tokio::test]
async fn names_of_files_never_leave_the_folder() {
    let (_folder, files) = open();
    for id in ["../a", "a/b", "", "a.b", "/etc/passwd"] {
        assert!(files.begin(id).await.is_err(), "{id}");
        assert!(files.pieces(id).await.is_err(), "{id}");
    }
}
