//! Every address of the respondents' pages.

use thuocdo_words::Lang;

pub use thuocdo_web::urls::display;

/// Patterns of routes.
pub mod routes {
    /// The form of who came by a link.
    pub const FORM: &str = "/s";
    /// The form in English.
    pub const FORM_EN: &str = "/s/en";
    /// Takes a code that was typed from a letter.
    pub const CODE: &str = "/s/ma";
    /// The same in English.
    pub const CODE_EN: &str = "/s/en/ma";
    /// A link as letters carry it.
    pub const LINK: &str = "/s/{token}";
    /// A link that leads to the English form.
    pub const LINK_EN: &str = "/s/{token}/en";
    /// The form of a device for many.
    pub const KIOSK: &str = "/k";
    /// The same in English.
    pub const KIOSK_EN: &str = "/k/en";
    /// The code of a device.
    pub const DEVICE: &str = "/k/{code}";
    /// A blank form to look at.
    pub const SAMPLE: &str = "/s/mau";
    /// The same in English.
    pub const SAMPLE_EN: &str = "/s/en/mau";
    /// Style and script.
    pub const ASSET: &str = "/s/tinh/{file}";
}

/// A place that has an address in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The form of who came by a link.
    Form,
    /// The form of a device for many.
    Kiosk,
    /// A blank form to look at.
    Sample,
}

impl Place {
    /// Its address in a language.
    pub fn address(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Form, Lang::Vi) => routes::FORM,
            (Self::Form, Lang::En) => routes::FORM_EN,
            (Self::Kiosk, Lang::Vi) => routes::KIOSK,
            (Self::Kiosk, Lang::En) => routes::KIOSK_EN,
            (Self::Sample, Lang::Vi) => routes::SAMPLE,
            (Self::Sample, Lang::En) => routes::SAMPLE_EN,
        }
    }

    /// Where a code from a letter is sent.
    pub fn code_address(self, lang: Lang) -> &'static str {
        if lang == Lang::Vi { routes::CODE } else { routes::CODE_EN }
    }
}
