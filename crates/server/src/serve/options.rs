//! What the server is told.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;

/// What the server is told; without `--db` it serves the demo on this computer.
///
/// The help of each option comes from the locale files.
#[derive(clap::Args, Clone, Debug)]
pub struct ServeOptions {
    /// Address to listen on [default: 127.0.0.1:8080, or the next free port for the demo]
    #[arg(long, env = "THUOCDO_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// Database, sqlite:PATH or postgres://…; without it the demo is shown
    #[arg(long, env = "THUOCDO_DB", value_name = "ADDRESS", hide_env_values = true)]
    pub db: Option<String>,
    /// Folder of the demo's database
    #[arg(long, env = "THUOCDO_DATA", value_name = "FOLDER", default_value = "thuocdo-data")]
    pub data: PathBuf,
    /// Folder of evidence files [default: evidence, below the folder of the demo]
    #[arg(long, env = "THUOCDO_FILES", value_name = "FOLDER")]
    pub files: Option<PathBuf>,
    /// Mail server for letters, smtps://NAME:PASSWORD@HOST; the demo puts them into a folder
    #[arg(long, env = "THUOCDO_SMTP", value_name = "ADDRESS", hide_env_values = true)]
    pub smtp: Option<String>,
    /// Sender of letters
    #[arg(long, env = "THUOCDO_MAIL_FROM", value_name = "ADDRESS", default_value = "thuocdo@localhost")]
    pub mail_from: String,
    /// Address of this installation as letters write it
    #[arg(long, env = "THUOCDO_URL", value_name = "URL")]
    pub url: Option<String>,
}

impl ServeOptions {
    /// Says whether the demo is meant: nobody named a database.
    pub fn is_demo(&self) -> bool {
        self.db.is_none()
    }

    /// Where evidence files lie.
    pub fn files_folder(&self) -> PathBuf {
        self.files.clone().unwrap_or_else(|| self.data.join("evidence"))
    }
}

/// Options as the environment gives them, with an empty command line.
impl Default for ServeOptions {
    fn default() -> Self {
        #[derive(Parser)]
        struct Alone {
            #[command(flatten)]
            options: ServeOptions,
        }
        match Alone::try_parse_from(["thuocdo"]) {
            Ok(alone) => alone.options,
            Err(error) => error.exit(),
        }
    }
}
