//! The head of a template: what stands around its text.

use std::collections::BTreeMap;

use serde::Deserialize;
use thuocdo_base::Message;

use super::Diagnostic;

/// What a template says around its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Name of the document in lists.
    pub name: String,
    /// Abbreviation in the notation: `BC`, `QĐ`, `CV`.
    pub mark: String,
    /// Type in capitals; empty for an official letter.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// To whom it goes.
    pub to: Vec<String>,
    /// Who issues it, above the bases.
    pub authority: String,
    /// Legal bases.
    pub bases: Vec<String>,
    /// Who receives it.
    pub recipients: Vec<String>,
    /// Who signs.
    pub signer: Signer,
    /// Who signs at the left.
    pub second: Option<Signer>,
    /// Whether its pages lie on their side.
    pub landscape: bool,
    /// What people fill in beside number, date and signature.
    pub fields: Vec<Field>,
}

/// Who signs: lines above the name, and the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signer {
    /// Lines.
    pub lines: Vec<String>,
    /// Name.
    pub name: String,
}

/// Something people fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name in braces.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// How many lines its box has.
    pub lines: u8,
    /// What stands in it first.
    pub first: String,
}

#[derive(Deserialize, Clone, Default)]
#[serde(default, deny_unknown_fields)]
struct Raw {
    ten: Option<String>,
    ma: Option<String>,
    loai: Option<String>,
    #[serde(rename = "trich-yeu")]
    trich_yeu: Option<String>,
    #[serde(rename = "kinh-gui")]
    kinh_gui: Option<Vec<String>>,
    #[serde(rename = "chu-the")]
    chu_the: Option<String>,
    #[serde(rename = "can-cu")]
    can_cu: Option<Vec<String>>,
    #[serde(rename = "noi-nhan")]
    noi_nhan: Option<Vec<String>>,
    ky: Option<RawSigner>,
    #[serde(rename = "ky-trai")]
    ky_trai: Option<RawSigner>,
    #[serde(rename = "kho-ngang")]
    kho_ngang: Option<bool>,
    nhap: BTreeMap<String, RawField>,
    dang: Option<Box<Raw>>,
}

#[derive(Deserialize, Clone, Default)]
#[serde(default, deny_unknown_fields)]
struct RawSigner {
    dong: Vec<String>,
    ten: String,
}

#[derive(Deserialize, Clone, Default)]
#[serde(default, deny_unknown_fields)]
struct RawField {
    nhan: String,
    dong: Option<u8>,
    mau: String,
    thu: u8,
}

/// Reads a head, for the State and for the Party.
pub(super) fn read(text: &str, diagnostics: &mut Vec<Diagnostic>) -> (Head, Head) {
    let raw: Raw = match toml::from_str(text) {
        Ok(raw) => raw,
        Err(fault) => {
            let line = fault.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            let why = fault.message().lines().next().unwrap_or_default().to_owned();
            diagnostics.push(Diagnostic { line: line + 1, message: fault_of(why) });
            return (Head::default(), Head::default());
        }
    };
    for (key, value) in [("ten", &raw.ten), ("ma", &raw.ma), ("trich-yeu", &raw.trich_yeu)] {
        if value.as_ref().is_none_or(|value| value.trim().is_empty()) {
            diagnostics
                .push(Diagnostic { line: 1, message: Message::new("documents-template-no-name").text("key", key) });
        }
    }
    let party = match &raw.dang {
        Some(over) => over_laid(&raw, over),
        None => raw.clone(),
    };
    (head(raw), head(party))
}

fn fault_of(why: String) -> Message {
    match why.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
        Some(key) => Message::new("documents-template-unknown-key").text("key", key),
        None => Message::new("documents-template-head").text("why", why),
    }
}

fn over_laid(raw: &Raw, over: &Raw) -> Raw {
    let raw = raw.clone();
    let over = over.clone();
    Raw {
        ten: over.ten.or(raw.ten),
        ma: over.ma.or(raw.ma),
        loai: over.loai.or(raw.loai),
        trich_yeu: over.trich_yeu.or(raw.trich_yeu),
        kinh_gui: over.kinh_gui.or(raw.kinh_gui),
        chu_the: over.chu_the.or(raw.chu_the),
        can_cu: over.can_cu.or(raw.can_cu),
        noi_nhan: over.noi_nhan.or(raw.noi_nhan),
        ky: over.ky.or(raw.ky),
        ky_trai: over.ky_trai.or(raw.ky_trai),
        kho_ngang: over.kho_ngang.or(raw.kho_ngang),
        nhap: raw.nhap.into_iter().chain(over.nhap).collect(),
        dang: None,
    }
}

fn head(raw: Raw) -> Head {
    let mut fields: Vec<(u8, Field)> =
        raw.nhap.into_iter().map(|(name, field)| (field.thu, named(name, field))).collect();
    fields.sort_by_key(|(order, _)| *order);
    Head {
        name: raw.ten.unwrap_or_default(),
        mark: raw.ma.unwrap_or_default(),
        title: raw.loai.unwrap_or_default(),
        about: raw.trich_yeu.unwrap_or_default(),
        to: raw.kinh_gui.unwrap_or_default(),
        authority: raw.chu_the.unwrap_or_default(),
        bases: raw.can_cu.unwrap_or_default(),
        recipients: raw.noi_nhan.unwrap_or_default(),
        signer: signer(raw.ky.unwrap_or_default()),
        second: raw.ky_trai.map(signer),
        landscape: raw.kho_ngang.unwrap_or_default(),
        fields: fields.into_iter().map(|(_, field)| field).collect(),
    }
}

fn signer(raw: RawSigner) -> Signer {
    Signer { lines: raw.dong, name: raw.ten }
}

fn named(name: String, field: RawField) -> Field {
    let label = if field.nhan.is_empty() { name.clone() } else { field.nhan };
    Field { name, label, lines: field.dong.unwrap_or(3).clamp(1, 20), first: field.mau }
}

impl Head {
    /// Every text of the head in which values may stand.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let signers = [Some(&self.signer), self.second.as_ref()].into_iter().flatten();
        let signed = signers.flat_map(|signer| signer.lines.iter().chain([&signer.name]));
        let lists = self.to.iter().chain(&self.bases).chain(&self.recipients);
        [&self.title, &self.about, &self.authority].into_iter().chain(lists).chain(signed).map(String::as_str)
    }
}
