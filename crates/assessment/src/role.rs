//! Roles: what a person is in a round, for which bodies, criteria and groups.

/// What a person is in a round (vai trò).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Runs the round (cơ quan thường trực).
    Secretariat,
    /// Fills in a unit's record (người nhập liệu).
    Contributor,
    /// Signs and submits a unit's record (thủ trưởng đơn vị).
    UnitHead,
    /// Appraises the criteria and groups named (thẩm định viên).
    Appraiser,
    /// Chairs the appraisal council (chủ tịch hội đồng).
    CouncilChair,
    /// Keeps the council's minutes (thư ký hội đồng).
    CouncilSecretary,
    /// Sits in the council (ủy viên hội đồng).
    CouncilMember,
    /// Approves the result (Ban Chỉ đạo).
    Committee,
    /// Reads everything, changes nothing (người kiểm tra).
    Auditor,
    /// Keeps bodies, accounts and roles (quản trị hệ thống).
    Administrator,
}

impl Role {
    /// All roles, in the order in which the table shows them.
    pub const ALL: [Self; 10] = [
        Self::Secretariat,
        Self::Contributor,
        Self::UnitHead,
        Self::Appraiser,
        Self::CouncilChair,
        Self::CouncilSecretary,
        Self::CouncilMember,
        Self::Committee,
        Self::Auditor,
        Self::Administrator,
    ];

    /// The word by which rows and locale entries know it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Secretariat => "secretariat",
            Self::Contributor => "contributor",
            Self::UnitHead => "unit_head",
            Self::Appraiser => "appraiser",
            Self::CouncilChair => "council_chair",
            Self::CouncilSecretary => "council_secretary",
            Self::CouncilMember => "council_member",
            Self::Committee => "committee",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// Reads the word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether the role is held for one unit: such a role never reaches another unit.
    pub fn is_of_unit(self) -> bool {
        matches!(self, Self::Contributor | Self::UnitHead)
    }
}

/// How a person stands to the unit in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Their role is for this unit.
    Own,
    /// Their role is for another unit, or they have a tie that bars them.
    Other,
    /// Their role is for no unit in particular.
    None,
}

/// One role of one person in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Code of the unit it is held for; `None`: no unit in particular.
    pub unit: Option<String>,
    /// Codes of criteria or sections it is limited to; `None`: all.
    pub criteria: Option<Vec<String>>,
    /// Ranking groups it is limited to; `None`: all.
    pub groups: Option<Vec<String>>,
}

/// All that one person is in one round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// Grants that are in force.
    pub grants: Vec<Grant>,
}

impl Roles {
    /// The roles that count for a unit: those held for it and those held for no unit.
    pub fn toward<'a>(&'a self, unit: &'a str) -> impl Iterator<Item = Role> + 'a {
        let counts = move |grant: &&Grant| match &grant.unit {
            Some(own) => own == unit,
            None => !grant.role.is_of_unit(),
        };
        self.grants.iter().filter(counts).map(|grant| grant.role)
    }

    /// Whether a role is held at all.
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// How this person stands to a unit.
    pub fn relation(&self, unit: &str) -> Relation {
        let mut units = self.grants.iter().filter_map(|grant| grant.unit.as_deref()).peekable();
        match (units.peek().is_none(), units.any(|own| own == unit)) {
            (true, _) => Relation::None,
            (false, true) => Relation::Own,
            (false, false) => Relation::Other,
        }
    }
}
