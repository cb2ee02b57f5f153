//! Where the record and its round stand in each case, and examples for the parameters of addresses.

use thuocdo_app::{App, setup};
use thuocdo_assessment::{RoundStage, StageKind};
use thuocdo_testkit::live::Live;

/// Where record and round stand.
pub struct Stage {
    pub name: &'static str,
    pub round: RoundStage,
    pub record: StageKind,
    pub closed: bool,
    /// Makes it so.
    pub sql: &'static str,
}

/// What every form says: enough for pages that read something before they ask who may, a note in the workbench.
pub const FORM: &str = "truong=note&ban=0&goc=0&ban-note=0&ghi-chu=Minh+h%E1%BB%8Da&cq=xa-mau-1&nhom=xa";

/// Before the first case.
pub const KEEP: &str = "update round set opened_at = coalesce(opened_at, 1)";

macro_rules! at {
    ($round:literal, $record:literal, $data:literal, $closed:literal) => {
        concat!(
            "update round set stage = '",
            $round,
            "' where code = 'mau-2026'; \
             update assessment set stage = '",
            $record,
            "', stage_data = '",
            $data,
            "' where unit = 'xa-mau-1'; \
             update round_due set closed_seq = ",
            $closed,
            ", closed_at = ",
            $closed,
            ""
        )
    };
}

pub const STAGES: [Stage; 8] = [
    Stage {
        name: "drafting",
        round: RoundStage::SelfAssessment,
        record: StageKind::Drafting,
        closed: false,
        sql: at!("self_assessment", "drafting", "{}", "null"),
    },
    Stage {
        name: "submitted",
        round: RoundStage::SelfAssessment,
        record: StageKind::Submitted,
        closed: false,
        sql: at!("self_assessment", "submitted", "{\"seq\":1,\"code\":\"7F3A-91C2\",\"by\":\"p\",\"at\":0}", "null"),
    },
    Stage {
        name: "preparing",
        round: crate::expected::PREPARING,
        record: StageKind::Drafting,
        closed: false,
        sql: at!("preparing", "drafting", "{}", "null"),
    },
    Stage {
        name: "with_head",
        round: RoundStage::SelfAssessment,
        record: StageKind::WithHead,
        closed: false,
        sql: at!("self_assessment", "with_head", "{\"by\":\"p\",\"at\":0,\"opened\":null,\"reopened\":false}", "null"),
    },
    Stage {
        name: "returned",
        round: RoundStage::SelfAssessment,
        record: StageKind::Returned,
        closed: false,
        sql: at!(
            "self_assessment",
            "returned",
            "{\"criteria\":[\"1.1\"],\"by\":\"p\",\"at\":0,\"reopened\":false}",
            "null"
        ),
    },
    Stage {
        name: "missed",
        round: RoundStage::SelfAssessment,
        record: StageKind::Missed,
        closed: true,
        sql: at!("self_assessment", "missed", "{}", "1"),
    },
    Stage {
        name: "closed and submitted",
        round: RoundStage::SelfAssessment,
        record: StageKind::Submitted,
        closed: true,
        sql: at!("self_assessment", "submitted", "{\"seq\":1,\"code\":\"7F3A-91C2\",\"by\":\"p\",\"at\":0}", "1"),
    },
    Stage {
        name: "appraisal",
        round: RoundStage::Appraisal,
        record: StageKind::Submitted,
        closed: true,
        sql: at!("appraisal", "submitted", "{\"seq\":1,\"code\":\"7F3A-91C2\",\"by\":\"p\",\"at\":0}", "1"),
    },
];

/// What stands for the parameters of addresses; a parameter of a new kind is added here.
pub async fn examples(app: &App, live: &Live) -> Vec<(&'static str, String)> {
    let mut link = app.store.look().await.expect("a link");
    let frozen = setup::frozen(app, &mut link, live.round).await.expect("a round");
    let unit = frozen.unit(live.units[0]).expect("a unit");
    let own = frozen.criteria_of(unit).find(|(_, criterion)| setup::frozen::is_self_assessed(criterion));
    let criterion = own.map(|(node, _)| node.code.clone()).expect("a criterion");
    vec![
        ("{ky}", live.round.to_owned()),
        ("{cq}", live.units[0].to_owned()),
        ("{tc}", criterion.clone()),
        ("{tieu-chi}", criterion),
        ("{co-quan}", live.units[0].to_owned()),
        ("{ma}", live.units[0].to_owned()),
        ("{truong}", "note".to_owned()),
        ("{buoc}", "thong-tin".to_owned()),
        ("{trang}", "1".to_owned()),
        ("{loai}", "doi-ten".to_owned()),
        ("{bo}", "vinh-long~cap-xa".to_owned()),
        ("{mau}", "vinh-long~cap-xa~nguoi-dan".to_owned()),
        ("{phien-ban}", "2022".to_owned()),
        ("{id}", "01J0000000000000000000000".to_owned()),
        ("{lo}", "1".to_owned()),
        ("{so}", "1".to_owned()),
        ("{phien}", "01J0000000000000000000000".to_owned()),
        ("{nguoi}", live.stranger.clone()),
        ("{tk}", live.stranger.clone()),
        ("{tep}", "ho-so.json".to_owned()),
        ("{vb}", "phieu-diem".to_owned()),
        ("{ve}", live.units[0].to_owned()),
        ("{mau}", "nha-nuoc".to_owned()),
    ]
}

/// An address with examples in the place of parameters.
///
/// # Panics
/// If a parameter has no example: then the route would go unasked.
pub fn fill(path: &str, examples: &[(&'static str, String)]) -> Option<String> {
    let filled = examples.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
    assert!(!filled.contains('{'), "{path}: give an example for its parameter in permissions/stages.rs");
    Some(filled)
}

/// Addresses of things that need not be there in these cases: an item by its id, a submission that was never made.
/// Whoever may see them may meet "not found"; whoever may not must.
pub fn may_be_absent(path: &str) -> bool {
    path.contains("{id}")
        || path.contains("{phien}")
        || path.contains("{trang}")
        // A round in preparation has no scores to follow.
        || path.starts_with("/kiem-toan/{ky}/{cq}/")
        || path.contains("/bien-nhan/")
        || path == "/tai-khoan/xac-thuc/ma-du-phong"
        // No workbook was taken in yet.
        || path.ends_with("/ket-qua-nhap.xlsx")
        || path.ends_with("/minh-chung/gan")
        || path.ends_with("/minh-chung/go")
}
