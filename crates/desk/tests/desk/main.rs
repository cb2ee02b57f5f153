//! Staff pages through the real router, on both engines.

mod account;
mod bodies;
<<<<<<< HEAD
mod setup;
=======
mod bodies;
>>>>>>> b87a90a (desk, testkit: tests of check, signature, receipt and print; values shown by their labels, faults lead to their control)
mod sign_in;
mod submission;
mod workbench;
