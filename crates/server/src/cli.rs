//! What can be asked on the command line, and the exit codes that answer it.
//!
//! Exit codes: 0 all is well, 1 the input has findings, 2 asked wrongly, 3 the world broke.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use thuocdo_base::Message;
use thuocdo_files::child;
use thuocdo_words::{Lang, Locale};

use crate::catalog::Catalog;
use crate::commands::{self, Context, Ended, Form, Trouble};
use crate::{demo, evidence, serve, words, workbook};

/// Exit code where the input has findings.
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
    #[arg(long, global = true, value_name = "DIR")]
    catalog: Option<PathBuf>,
}

/// Commands; none means the demo. Their help comes from the locale files.
#[derive(Subcommand)]
enum Command {
    Check {
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        #[arg(long, value_enum, default_value = "text")]
        format: Form,
    },
    Explain {
        file: PathBuf,
        code: Option<String>,
        #[arg(long)]
        class: Option<String>,
    },
    Diff {
        old: PathBuf,
        new: PathBuf,
        #[arg(long, value_enum, default_value = "text")]
        format: Form,
    },
    Schema,
    Score {
        folder: PathBuf,
        #[arg(long)]
        out: PathBuf,
        #[arg(long, value_enum, default_value = "text")]
        format: Form,
    },
    Serve(Box<serve::ServeOptions>),
    Publish {
        folder: PathBuf,
        #[arg(long, env = "THUOCDO_DB", hide_env_values = true)]
        db: String,
        #[arg(long)]
        because: Option<String>,
    },
    Verify {
        #[arg(long, env = "THUOCDO_DB", hide_env_values = true, required_unless_present = "archive")]
        db: Option<String>,
        #[arg(long, value_name = "FILE")]
        archive: Option<PathBuf>,
    },
    Restore {
        #[arg(value_name = "FILE")]
        zip: PathBuf,
        #[command(flatten)]
        options: Box<serve::ServeOptions>,
    },
    #[command(subcommand)]
    Admin(commands::admin::Admin),
    #[command(hide = true, name = demo::COMMAND)]
    PrepareDemo {
        data: PathBuf,
    },
    #[command(hide = true)]
    ScoreBatch {
        folder: PathBuf,
    },
    #[command(hide = true, name = workbook::COMMAND)]
    ReadWorkbook {
        file: PathBuf,
        #[arg(long)]
        typed: bool,
        #[arg(long)]
        cells: bool,
    },
    #[command(hide = true, name = child::INSPECT)]
    InspectFile {
        file: PathBuf,
        name: String,
    },
    #[command(hide = true, name = child::DRAW)]
    DrawPage {
        file: PathBuf,
        kind: String,
        page: u64,
        width: u32,
    },
}

/// Runs the program and says how it ended.
pub fn run(args: Vec<OsString>) -> ExitCode {
    let lang = lang_of(&args);
    let help = words::locale(lang);
    let parsed = described(Cli::command(), &help).try_get_matches_from(args);
    match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => answer(cli),
        Err(error) => usage(&error, &help),
    }
}

/// The language asked for, found before anything else so that even a wrong command line is answered in it.
fn lang_of(args: &[OsString]) -> Lang {
    let texts: Vec<String> = args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let after = texts.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1].clone());
    let joined = texts.iter().find_map(|text| text.strip_prefix("--lang=").map(str::to_owned));
    let named = after.or(joined).or_else(|| std::env::var("THUOCDO_LANG").ok());
    if named.as_deref() == Some("en") { Lang::En } else { Lang::Vi }
}

/// Gives every command and argument its help from the locale.
fn described(command: clap::Command, words: &Locale) -> clap::Command {
    let help = |key: String| words.has(&key).then(|| words.text(&key));
    let about = help("cmd-about".to_owned()).unwrap_or_default();
    let command = command.about(about).mut_args(|arg| match help(format!("cmd-arg-{}", arg.get_id())) {
        Some(text) => arg.help(text),
        None => arg,
    });
    command.mut_subcommands(|sub| {
        let about = help(format!("cmd-about-{}", sub.get_name()));
        let sub = sub.mut_args(|arg| match help(format!("cmd-arg-{}", arg.get_id())) {
            Some(text) => arg.help(text),
            None => arg,
        });
        let name = sub.get_name().to_owned();
        let sub = sub.mut_subcommands(|below| {
            let about = help(format!("cmd-about-{name}-{}", below.get_name())).unwrap_or_default();
            below.about(about).mut_args(|arg| match help(format!("cmd-arg-{}", arg.get_id())) {
                Some(text) => arg.help(text),
                None => arg,
            })
        });
        match about {
            Some(text) => sub.about(text),
            None => sub,
        }
    })
}

/// Answers a wrong command line, or one that asks for help.
fn usage(error: &clap::Error, words: &Locale) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let context = |kind: ContextKind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let key = match error.kind() {
        ErrorKind::UnknownArgument => "cmd-usage-unknown",
        ErrorKind::InvalidSubcommand => "cmd-usage-command",
        ErrorKind::MissingRequiredArgument => "cmd-usage-missing",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::NoEquals => "cmd-usage-value",
        _ => "cmd-usage",
    };
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => context(ContextKind::InvalidSubcommand),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{} {}", context(ContextKind::InvalidArg), context(ContextKind::InvalidValue))
        }
        _ => context(ContextKind::InvalidArg),
    };
    let message = Message::new(key).text("what", what.trim());
    let hint = words.text("cmd-usage-help");
    let _ = writeln!(std::io::stderr(), "{}\n{hint}", words.render(&message));
    ExitCode::from(USAGE)
}

fn answer(cli: Cli) -> ExitCode {
    let lang = if cli.lang == "en" { Lang::En } else { Lang::Vi };
    let catalog = cli.catalog.map_or(Catalog::Embedded, Catalog::Disk);
    let context = Context { lang, words: words::locale(lang), catalog };
    let ended = match cli.command {
        None => return served(serve::run(serve::ServeOptions::default()), &context),
        Some(Command::Serve(options)) => return served(serve::run(*options), &context),
        Some(Command::PrepareDemo { data }) => return served(demo::run_child(&data), &context),
        Some(Command::ReadWorkbook { file, typed, cells }) => {
            let form = if cells { workbook::Form::Cells } else { workbook::Form::Rows { typed } };
            return workbook::run_child(&file, form);
        }
        Some(Command::InspectFile { file, name }) => return evidence::inspect(&file, &name),
        Some(Command::DrawPage { file, kind, page, width }) => return evidence::draw(&file, &kind, page, width),
        Some(Command::Check { paths, format }) => commands::check::run(&context, &paths, format),
        Some(Command::Explain { file, code, class }) => {
            commands::explain::run(&context, &file, code.as_deref(), class.as_deref())
        }
        Some(Command::Diff { old, new, format }) => commands::diff::run(&context, &old, &new, format),
        Some(Command::Schema) => commands::schema::run(),
        Some(Command::Score { folder, out, format }) => commands::score::run(&context, &folder, &out, format),
        Some(Command::Publish { folder, db, because }) => {
            commands::publish::run(&context, &folder, &db, because.as_deref())
        }
        Some(Command::Admin(what)) => commands::admin::run(&context, what),
        Some(Command::Verify { archive: Some(archive), .. }) => commands::archive::verify(&context, &archive),
        Some(Command::Verify { db, .. }) => commands::publish::verify(&context, &db.unwrap_or_default()),
        Some(Command::Restore { zip, options }) => commands::archive::restore(&context, &zip, &options),
        Some(Command::ScoreBatch { folder }) => commands::batch::run(&context, &folder),
    };
    let (code, message) = match ended {
        Ok(Ended::Well) => return ExitCode::SUCCESS,
        Ok(Ended::Findings) => return ExitCode::from(FINDINGS),
        Err(Trouble::Usage(message)) => (USAGE, message),
        Err(Trouble::Broken(message)) => (BROKEN, message),
    };
    let _ = writeln!(std::io::stderr(), "{}", context.words.render(&message));
    ExitCode::from(code)
}

fn served(ended: Result<(), serve::ServeError>, context: &Context) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let message = Message::new("cmd-broken").text("what", error.to_string());
            let _ = writeln!(std::io::stderr(), "{}", context.words.render(&message));
            ExitCode::from(BROKEN)
        }
    }
}
