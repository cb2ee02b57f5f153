//! Everybody: each role with its relation to the unit that is asked for, and those without any.

use std::collections::BTreeMap;

use thuocdo_assessment::Roles;
use thuocdo_assessment::role::{Grant, Role};
use thuocdo_testkit::live::Live;

/// Somebody who asks.
pub struct Person {
    /// Name in the file: role and relation.
    pub name: &'static str,
    pub signs_in: bool,
    role: Option<Role>,
    unit: Option<&'static str>,
}

const fn with(name: &'static str, role: Role, unit: Option<&'static str>) -> Person {
    Person { name, signs_in: true, role: Some(role), unit }
}

/// Everybody; the unit that is asked for is `xa-mau-1`.
pub const PEOPLE: [Person; 14] = [
    with("secretariat", Role::Secretariat, None),
    with("contributor own", Role::Contributor, Some("xa-mau-1")),
    with("contributor other", Role::Contributor, Some("xa-mau-2")),
    with("unit_head own", Role::UnitHead, Some("xa-mau-1")),
    with("unit_head other", Role::UnitHead, Some("xa-mau-2")),
    with("appraiser", Role::Appraiser, None),
    with("council_chair", Role::CouncilChair, None),
    with("council_secretary", Role::CouncilSecretary, None),
    with("council_member", Role::CouncilMember, None),
    with("committee", Role::Committee, None),
    with("auditor", Role::Auditor, None),
    with("administrator", Role::Administrator, None),
    Person { name: "nobody in particular", signs_in: true, role: None, unit: None },
    Person { name: "signed out", signs_in: false, role: None, unit: None },
];

impl Person {
    /// What the person is in the round.
    pub fn roles(&self, standing: Standing) -> Roles {
        let role = self.role.filter(|_| standing != Standing::Revoked);
        let unit = self.unit.map(str::to_owned);
        Roles { grants: role.map(|role| Grant { role, unit, criteria: None, groups: None }).into_iter().collect() }
    }

    /// Whether a standing means anything for this person.
    pub fn is_here(&self, standing: Standing) -> bool {
        self.signs_in || standing == Standing::Active
    }
}

/// What became of everybody's membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Active,
    /// The account is switched off.
    Disabled,
    /// The role was taken away.
    Revoked,
    /// The session locked itself.
    Locked,
}

impl Standing {
    pub const ALL: [Self; 4] = [Self::Active, Self::Disabled, Self::Revoked, Self::Locked];

    /// Makes it so for everybody.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Active => "update account set seen_at = seen_at",
            Self::Disabled => "update account set disabled_at = 1",
            Self::Revoked => "update round_role set revoked_at = 1; update account set administrator = 0, auditor = 0",
            Self::Locked => "update login_session set stage = 'locked'",
        }
    }
}

/// Brings everybody back to what they were.
pub const EVERYBODY: &str = "
update account set disabled_at = null, must_change = 0,
    administrator = case when login = 'admin' then 1 else 0 end,
    auditor = case when login = 'auditor' then 1 else 0 end;
update round_role set revoked_at = null;
";

/// The account behind each name.
pub fn accounts(live: &Live) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("secretariat", live.secretariat.clone()),
        ("contributor own", live.clerk.clone()),
        ("contributor other", live.other_clerk.clone()),
        ("unit_head own", live.head.clone()),
        ("unit_head other", live.other_head.clone()),
        ("appraiser", live.appraiser.clone()),
        ("council_chair", live.council.clone()),
        ("council_secretary", live.council_secretary.clone()),
        ("council_member", live.council_member.clone()),
        ("committee", live.committee.clone()),
        ("auditor", live.auditor.clone()),
        ("administrator", live.admin.clone()),
        ("nobody in particular", live.stranger.clone()),
    ])
}
