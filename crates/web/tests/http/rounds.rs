//! Rounds of sample units, small enough to reckon by hand.

use std::fmt::Write as _;

use thuocdo_app::rounds;
use thuocdo_folder::Files;
use thuocdo_publication::Publication;

/// Communes in the large group, the excluded one included.
pub const COMMUNES: usize = 105;
/// Name of a unit that tries to be markup.
pub const HOSTILE: &str = "Xã <script>alert(\"1\")</script> & ''";

const POINTS_SET: &str = include_str!("rounds/diem.toml");
const STEPS_SET: &str = include_str!("rounds/muc-do.toml");

/// Points over two layers, two groups with sets of their own, grades, paging, an excluded unit.
pub fn points(period: u32) -> Publication {
    let mut units = String::from("code,name,group,excluded\n");
    let mut answers = String::from("unit,criterion,variable,value,layer\n");
    for number in 1..=COMMUNES {
        let name = if number == 7 { HOSTILE.replace('"', "\"\"") } else { format!("Xã Mẫu Hòa {number}") };
        let ground = if number == COMMUNES { "Mới thành lập" } else { "" };
        let _ = writeln!(units, "xa-{number},\"{name}\",xa,{ground}");
        commune(&mut answers, number, period);
    }
    for number in 1..=3 {
        let _ = writeln!(units, "so-{number},Sở Mẫu {number},so,");
        let _ = writeln!(answers, "so-{number},1.1,a,{},final\nso-{number},1.1,b,10,final", 10 - number);
        let _ = writeln!(answers, "so-{number},2.1,yes,có,final");
    }
    units.push_str("so-4,Sở Mẫu 4,so,Không nộp hồ sơ\n");
    let round = include_str!("rounds/diem-round.toml").replace("{period}", &period.to_string());
    freeze(&[("round.toml", &round), ("units.csv", &units), ("answers.csv", &answers), ("bo.toml", POINTS_SET)])
}

fn commune(answers: &mut String, number: usize, period: u32) {
    // Ranks turn round from one period to the next, so that every unit rises or falls but one.
    let good = if period.is_multiple_of(2) { number } else { COMMUNES + 1 - number };
    let _ = writeln!(answers, "xa-{number},1.1,a,{good},self\nxa-{number},1.1,b,{},self", COMMUNES + 1);
    let _ = writeln!(answers, "xa-{number},1.1,a,{good},final\nxa-{number},1.1,b,{},final", COMMUNES + 5);
    let _ = writeln!(answers, "xa-{number},2.1,yes,{},final", if good > 20 { "có" } else { "không" });
}

/// Steps instead of points.
pub fn steps() -> Publication {
    let mut units = String::from("code,name,group\n");
    let mut answers = String::from("unit,criterion,variable,value\n");
    for number in 1..=4 {
        let _ = writeln!(units, "xa-{number},Xã Mẫu {number},xa");
        let _ = writeln!(answers, "xa-{number},1,yes,{}", if number == 1 { "không" } else { "có" });
        let _ = writeln!(answers, "xa-{number},2,a,{number}\nxa-{number},2,b,4");
    }
    let round = include_str!("rounds/muc-do-round.toml");
    freeze(&[("round.toml", round), ("units.csv", &units), ("answers.csv", &answers), ("bo.toml", STEPS_SET)])
}

fn freeze(files: &[(&str, &str)]) -> Publication {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let case =
        thuocdo_folder::read(&Files(files), &()).map_err(|faults| faults.into_iter().next()).expect("a sound folder");
    rounds::result(&case).expect("a round that can be published")
}
