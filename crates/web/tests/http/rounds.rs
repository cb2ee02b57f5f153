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

const PAR_SET: &str = include_str!("rounds/par.toml");

/// Points of a province in hundredths: the first moves by the published +4.30, the mean by +1.39.
fn province(period: u32, number: u32) -> u32 {
    match (period, number) {
        (2023, 1) => 9_187,
        (_, 1) => 9_617,
        (_, 63) => 8_697,
        (2023, _) => 8_690,
        (_, 2..=10) => 8_640,
        (_, 62) => 8_899,
        _ => 8_858,
    }
}

/// Sixty-three sample provinces of 2023 or 2024, with this version of the set; the last ones may be left out.
pub fn provinces(period: u32, version: u32, count: u32) -> Publication {
    let mut units = String::from("code,name,group\n");
    let mut answers = String::from("unit,criterion,variable,value\n");
    for number in 1..=count {
        let procedures = if number <= 16 { 15_000 } else { 14_000 };
        // Parts of the second province do not lie on whole hundredths in 2023.
        let procedures = if (period, number) == (2023, 2) { 14_335 } else { procedures };
        let impact = province(period, number) * 10 - 26_000 - procedures;
        let _ = writeln!(units, "tinh-{number},Tỉnh Mẫu {number},tinh");
        let _ = writeln!(answers, "tinh-{number},1.1,points,26");
        for (criterion, points) in [("3.1", procedures), ("8.1", impact)] {
            let _ = writeln!(answers, "tinh-{number},{criterion},points,{}.{:03}", points / 1_000, points % 1_000);
        }
    }
    let round = include_str!("rounds/par-round.toml").replace("{period}", &period.to_string());
    let set = PAR_SET.replace("version = \"1\"", &format!("version = \"{version}\""));
    freeze(&[("round.toml", &round), ("units.csv", &units), ("answers.csv", &answers), ("bo.toml", &set)])
}
