//! Every address of the staff pages, in one table: Vietnamese without accents, English below `/en`.

/// Addresses as routes, without the language.
pub mod routes {
    /// Signing in.
    pub const SIGN_IN: &str = "/dang-nhap";
    /// Signing out.
    pub const SIGN_OUT: &str = "/dang-xuat";
    /// Tasks of whoever is signed in.
    pub const TASKS: &str = "/viec";
}

pub use thuocdo_web::urls::{encode, in_language};
