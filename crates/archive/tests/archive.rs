//! Archives there and back, and archives that somebody meddled with.

use std::io::{Cursor, Write};

use thuocdo_archive::{Head, Opened, Packer, What};
use thuocdo_base::Message;
use thuocdo_words::{Lang, Locale};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn head() -> Head {
    Head {
        round: "dot-mau".to_owned(),
        title: "Đợt <mẫu> & thử".to_owned(),
        period: "2026".to_owned(),
        stage: "published".to_owned(),
        events: 1_234,
        last_event: "ab".repeat(32),
    }
}

fn sample() -> Vec<u8> {
    let mut packer = Packer::new(Cursor::new(Vec::new()));
    packer.begin("du-lieu/round.jsonl", What::Data, "", None).expect("all is well");
    packer.write(b"{\"code\":\"dot-mau\"}\n").expect("all is well");
    packer.write(b"{\"code\":\"x\"}\n").expect("all is well");
    packer.put("tep/00ff.pdf", What::File, "Báo cáo \"số 1\".pdf", b"%PDF-1.7 m\xe1\xba\xabu").expect("all is well");
    packer.put("bang/diem.csv", What::Table, "Điểm", b"a,b\n").expect("all is well");
    packer.finish(head()).expect("all is well").out.into_inner()
}

fn open(bytes: Vec<u8>) -> Result<Opened<Cursor<Vec<u8>>>, Message> {
    let mut opened = Opened::open(Cursor::new(bytes))?;
    opened.check(|_| {})?;
    Ok(opened)
}

fn refusal(bytes: Vec<u8>) -> String {
    open(bytes).err().map(|message| message.key).unwrap_or_default()
}

/// Writes a zip as a stranger would, after taking ours apart.
fn repacked(change: impl FnOnce(&mut Vec<(String, Vec<u8>)>), options: SimpleFileOptions) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(sample())).expect("all is well");
    let mut files = Vec::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).expect("all is well");
        let mut bytes = Vec::new();
        std::io::copy(&mut file, &mut bytes).expect("all is well");
        files.push((file.name().to_owned(), bytes));
    }
    change(&mut files);
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        out.start_file(path, options).expect("all is well");
        out.write_all(&bytes).expect("all is well");
    }
    out.finish().expect("all is well").into_inner()
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
}

#[test]
fn what_was_packed_is_read_back_and_leads_through_itself() {
    let mut opened = open(sample()).expect("all is well");
    assert_eq!(opened.manifest().of, head());
    assert_eq!(opened.manifest().find("bang/diem.csv").expect("all is well").name, "Điểm");
    let mut lines = Vec::new();
    opened
        .lines("du-lieu/round.jsonl", |line| {
            lines.push(line);
            true
        })
        .expect("all is well");
    assert_eq!(lines, ["{\"code\":\"dot-mau\"}", "{\"code\":\"x\"}"]);
    let index = String::from_utf8(opened.bytes("index.html", 1 << 20).expect("all is well")).expect("all is well");
    assert!(index.contains("<a href=\"tep/00ff.pdf\">"), "{index}");
    assert!(index.contains("Đợt &lt;mẫu&gt; &amp; thử") && index.contains("Báo cáo &quot;số 1&quot;.pdf"));
    assert!(index.contains("1.234 sự kiện") && !index.contains("<script"));
    let readme = String::from_utf8(opened.bytes("README.en.md", 1 << 20).expect("all is well")).expect("all is well");
    assert!(readme.contains("1,234 chained events") && readme.contains("Evidence files (1)"), "{readme}");
    let sums = String::from_utf8(opened.bytes("SHA256SUMS.txt", 1 << 20).expect("all is well")).expect("all is well");
    let entry = opened.manifest().find("bang/diem.csv").expect("all is well");
    assert!(sums.contains(&format!("{}  bang/diem.csv\n", entry.sha256)));
}

#[test]
fn the_same_round_gives_the_same_bytes() {
    assert_eq!(sample(), sample());
}

#[test]
fn a_path_that_leads_out_and_a_path_twice_are_not_packed() {
    let mut packer = Packer::new(Cursor::new(Vec::new()));
    for path in ["../x", "/x", "manifest.json", "a b"] {
        assert!(packer.put(path, What::Data, "", b"").is_err(), "{path}");
    }
    packer.put("bang/a.csv", What::Table, "", b"").expect("all is well");
    packer.put("bang/A.csv", What::Table, "", b"").expect("all is well");
    assert!(packer.finish(head()).is_err(), "the same path on systems that do not tell case");
}

#[test]
fn every_byte_that_is_changed_is_found() {
    let whole = sample();
    assert!(open(whole.clone()).is_ok());
    // Bytes that say nothing (times, rights, versions of the zip) may change; content, names and sizes may not.
    let content = whole.len() - whole.windows(4).rev().position(|four| four == b"PK\x03\x04").unwrap_or_default();
    for place in (0..content).step_by(7) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x20;
        if let Ok(mut opened) = open(bytes) {
            let mut first = open(whole.clone()).expect("all is well");
            assert_eq!(opened.manifest(), first.manifest(), "byte {place}");
            for entry in first.manifest().clone().files {
                assert_eq!(opened.bytes(&entry.path, 1 << 20), first.bytes(&entry.path, 1 << 20));
            }
        }
    }
}

#[test]
fn an_altered_a_missing_and_an_extra_file_are_named() {
    let change = |path: &str, bytes: &[u8]| {
        let (path, bytes) = (path.to_owned(), bytes.to_vec());
        repacked(move |files| files.iter_mut().find(|file| file.0 == path).expect("all is well").1 = bytes, stored())
    };
    assert_eq!(refusal(change("bang/diem.csv", b"a,c\n")), "arch-altered");
    assert_eq!(refusal(change("bang/diem.csv", b"a,b,c\n")), "arch-altered");
    assert_eq!(refusal(change("manifest.json", b"{}")), "arch-no-manifest");
    assert_eq!(refusal(change("manifest.json", b"{\"kind\":\"thuocdo-round-archive\",\"format\":2}")), "arch-format");
    assert_eq!(refusal(repacked(|files| files.retain(|file| file.0 != "bang/diem.csv"), stored())), "arch-missing");
    let extra = repacked(|files| files.push(("bang/la.csv".to_owned(), Vec::new())), stored());
    assert_eq!(refusal(extra), "arch-extra");
    assert_eq!(refusal(repacked(|files| files.clear(), stored())), "arch-no-manifest");
}

#[test]
fn ways_out_links_and_compressed_files_are_refused() {
    for path in ["../la.csv", "/la.csv", "bang/../../la", "C:\\la", "bang/", "aux"] {
        let path = path.to_owned();
        let made = repacked(|files| files.push((path.clone(), Vec::new())), stored());
        assert!(["arch-path", "arch-kind"].contains(&refusal(made).as_str()), "{path}");
    }
    let squeezed = stored().compression_method(CompressionMethod::Deflated);
    assert_eq!(refusal(repacked(|files| files[0].1 = vec![0; 1 << 20], squeezed)), "arch-kind");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    out.add_symlink("bang", "/etc", SimpleFileOptions::default()).expect("all is well");
    assert_eq!(refusal(out.finish().expect("all is well").into_inner()), "arch-kind");
}

#[test]
fn what_is_hidden_before_between_or_after_the_files_is_found() {
    let mut before = b"#!/bin/sh\n".to_vec();
    before.extend(sample());
    assert!(["arch-strange", "arch-no-zip"].contains(&refusal(before).as_str()));
    let mut after = sample();
    after.extend(b"more");
    assert_eq!(refusal(after), "arch-no-zip");
    assert_eq!(refusal(sample()[..200].to_vec()), "arch-no-zip");
    assert_eq!(refusal(Vec::new()), "arch-no-zip");
    assert_eq!(refusal(b"PK\x05\x06".repeat(9)), "arch-no-zip");
}

#[test]
fn a_table_of_contents_that_promises_too_much_is_not_read() {
    let mut bytes = sample();
    let end = bytes.len() - 22;
    bytes[end + 8..end + 12].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert!(["arch-strange", "arch-no-zip"].contains(&refusal(bytes).as_str()));
}

#[test]
fn every_sentence_is_there_in_both_languages() {
    let (vi, en) = (thuocdo_archive::locale_text(Lang::Vi), thuocdo_archive::locale_text(Lang::En));
    assert_eq!(thuocdo_words::locale::entries(vi), thuocdo_words::locale::entries(en));
    let words = Locale::new(Lang::Vi, &[vi]);
    for what in What::ALL {
        assert!(words.has(&format!("arch-what-{}", what.word())) && words.has(&format!("arch-why-{}", what.word())));
    }
}
