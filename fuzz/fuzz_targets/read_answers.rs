//! Any bytes as the answers of a case folder: never a panic, faults with a place.

#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use thuocdo_folder::Files;

const ROUND: &str = r#"
code = "mau-2025"
title = "Đợt mẫu"
period = "2025"
numbers = "vi"
illustrative = true
sources = []
layers = ["self", "final"]

[[use]]
file = "bo.toml"
groups = ["xa"]

[[group]]
code = "xa"
name = "Xã"
"#;

const SET: &str = r#"
[set]
code = "mau/xa"
version = "1"
title = "Bộ mẫu"
levels = ["Tiêu chí"]
scale = "10"
document = { kind = "Mẫu", issuer = "Sở Mẫu 3" }

[[criterion]]
code = "1"
title = "Tỷ lệ"
max = "6"
origin = "illustrative"
rule = { kind = "ratio", zero = "zero" }

[[criterion]]
code = "2"
title = "Chọn"
max = "4"
origin = "illustrative"
rule = { kind = "option", options = [{ code = "a", label = "A", share = 1 }, { code = "b", label = "B", share = 0 }] }
"#;

const UNITS: &str = "code,name,group\nx1,Xã Mẫu 1,xa\nx2,Xã Mẫu 2,xa\n";

fuzz_target!(|bytes: &[u8]| {
    let file = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
    let answers = [b"unit,criterion,variable,value,layer\n", bytes].concat();
    let files = BTreeMap::from([
        file("round.toml", ROUND.as_bytes()),
        file("bo.toml", SET.as_bytes()),
        file("units.csv", UNITS.as_bytes()),
        file("answers.csv", &answers),
    ]);
    if let Err(faults) = thuocdo_folder::read(&Files(files), &()) {
        assert!(!faults.is_empty());
    }
});
