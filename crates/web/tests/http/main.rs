//! The portal through its real router, over publications that go the whole way: folder, scores, frozen result.

mod access;
mod answers;
mod budget;
mod downloads;
mod html;
mod language;
mod locales;
mod pages;
mod par;
mod ranking;
mod rounds;
mod site;
mod visibility;
