//! What can be asked on the command line, and the exit codes that answer it.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use thuocdo_base::Message;
use thuocdo_words::Lang;

use crate::{serve, words};

/// Exit code where the input has findings.
#[expect(dead_code, reason = "used by the commands")]
pub const FINDINGS: u8 = 1;
/// Exit code of a wrong command line.
pub const USAGE: u8 = 2;
/// Exit code where the world broke: a disk, a port, a child process.
pub const BROKEN: u8 = 3;

/// The command line.
#[derive(Parser)]
#[command(name = "thuocdo", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[arg(long, global = true, value_parser = ["vi", "en"], default_value = "vi", env = "THUOCDO_LANG")]
    lang: String,
}

/// Commands; none means the demo.
#[derive(Subcommand)]
enum Command {
    /// Serves the portal.
    Serve(serve::ServeOptions),
}

/// Runs the program and says how it ended.
pub fn run(args: Vec<OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { USAGE } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let lang = if cli.lang == "en" { Lang::En } else { Lang::Vi };
    match cli.command {
        None => serve(serve::ServeOptions::default(), lang),
        Some(Command::Serve(options)) => serve(options, lang),
    }
}

fn serve(options: serve::ServeOptions, lang: Lang) -> ExitCode {
    match serve::run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let message = Message::new("cmd-broken").text("what", error.to_string());
            let _ = writeln!(std::io::stderr(), "{}", words::locale(lang).render(&message));
            ExitCode::from(BROKEN)
        }
    }
}
