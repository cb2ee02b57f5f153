//! The program `thuocdo`; everything it does is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    thuocdo_server::run(std::env::args_os().collect())
}
