//! Open data: what can be downloaded, and the bytes.

use std::sync::Arc;

use thuocdo_publication::Publication;
use thuocdo_publication::{bundle, csv, json, report, survey, workbook};
use thuocdo_words::Lang;

use super::Portal;
use super::head::{RoundView, SetLink};

/// A round with its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataView {
    /// The round.
    pub round: RoundView,
    /// Units in all.
    pub units: usize,
    /// Layers of points, low to high.
    pub layers: Vec<String>,
    /// Sets with their hashes.
    pub sets: Vec<(SetLink, String)>,
    /// Licence of the data.
    pub licence: String,
    /// Whether a set says what grades become in another.
    pub has_conversion: bool,
}

/// A file that can be downloaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// One row a unit.
    Results,
    /// One row a unit, criterion and layer.
    Points,
    /// What grades become in another set, one row a unit; only where a set has a conversion table.
    Converted,
    /// One row a survey, body, question and choice; only where there was a survey.
    Surveys,
    /// Everything, with traces.
    Json,
    /// Workbook.
    Workbook,
    /// Report to read, in a language.
    Report(Lang),
    /// Everything needed to compute again.
    Bundle,
}

impl File {
    /// All files in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::Results,
        Self::Points,
        Self::Converted,
        Self::Surveys,
        Self::Workbook,
        Self::Json,
        Self::Report(Lang::Vi),
        Self::Report(Lang::En),
        Self::Bundle,
    ];

    /// Name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Results => "ket-qua.csv",
            Self::Points => "diem.csv",
            Self::Converted => "quy-doi.csv",
            Self::Surveys => "khao-sat.csv",
            Self::Json => "ket-qua.json",
            Self::Workbook => "ket-qua.xlsx",
            Self::Report(Lang::Vi) => "bao-cao.html",
            Self::Report(Lang::En) => "report.html",
            Self::Bundle => "goi-du-lieu.zip",
        }
    }

    /// Finds a file by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.name() == name)
    }

    /// Media type.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Results | Self::Points | Self::Converted | Self::Surveys => "text/csv; charset=utf-8",
            Self::Json => "application/json",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Report(_) => "text/html; charset=utf-8",
            Self::Bundle => "application/zip",
        }
    }

    fn bytes(self, publication: &Publication) -> Option<Vec<u8>> {
        Some(match self {
            Self::Results => csv::results(publication),
            Self::Points => csv::points(publication),
            Self::Converted => csv::converted(publication)?,
            Self::Surveys => survey::table(publication)?,
            Self::Json => json::json(publication),
            Self::Workbook => workbook::workbook(publication, Lang::Vi).ok()?,
            Self::Report(lang) => report::html(publication, lang).into_bytes(),
            Self::Bundle => bundle(publication),
        })
    }
}

impl Portal {
    /// Lists all rounds with their files, newest first.
    pub fn all_data(&self, lang: Lang) -> Vec<DataView> {
        self.editions.iter().filter_map(|edition| self.data(lang, &edition.publication.round)).collect()
    }

    /// Shows the files of a round.
    pub fn data(&self, lang: Lang, round: &str) -> Option<DataView> {
        let edition = self.edition(round)?;
        let publication = &edition.publication;
        let sets = publication.sets.iter().enumerate();
        Some(DataView {
            round: edition.round_view(lang),
            units: publication.units.len(),
            layers: publication.layers.clone(),
            sets: sets.map(|(index, set)| (edition.set_link(lang, index), set.hash.clone())).collect(),
            licence: publication.license.clone(),
            has_conversion: edition.sets.iter().any(|set| set.set.as_ref().is_some_and(|set| set.conversion.is_some())),
        })
    }

    /// Licence of a round's data; empty where the figures are others' and none is named.
    pub fn licence(&self, round: &str) -> Option<&str> {
        Some(&self.edition(round)?.publication.license)
    }

    /// Makes a file, or gives the one made before.
    pub fn file(&self, round: &str, file: File) -> Option<Arc<[u8]>> {
        let edition = self.edition(round)?;
        edition.files.keep(file, || file.bytes(&edition.whole()))
    }

    /// Name under which a file is saved: round, version, file.
    pub fn saved_as(&self, round: &str, file: File) -> Option<String> {
        let publication = &self.edition(round)?.publication;
        Some(format!("{}-v{}-{}", publication.round, publication.version, file.name()))
    }
}
