//! Documents of a round as officials issue them.
