//! `admin create` and `admin rescue`: the way in for who runs the installation.
//!
//! Both give a code that chooses a password once; no password passes the command line.

use std::io::Write;

use clap::Subcommand;
use thuocdo_app::accounts::people;
use thuocdo_app::{ActionError, App};
use thuocdo_base::{Actor, Message};
use thuocdo_folder::Fault;

use super::publish::{broken, refuse, with_app};
use super::{Context, Ended, Trouble};

/// What is done for accounts from the command line; help comes from the locale files.
#[derive(Subcommand)]
pub enum Admin {
    /// Makes an administrator.
    Create {
        /// Name to sign in with.
        login: String,
        /// Name of the person.
        #[arg(long)]
        name: String,
        /// Database.
        #[arg(long, env = "THUOCDO_DB", hide_env_values = true)]
        db: String,
    },
    /// Helps somebody back in.
    Rescue {
        /// Name to sign in with.
        login: String,
        /// Database.
        #[arg(long, env = "THUOCDO_DB", hide_env_values = true)]
        db: String,
    },
}

/// Does it and says the code.
///
/// # Errors
/// If the database does not answer.
pub fn run(context: &Context, what: Admin) -> Result<Ended, Trouble> {
    let (login, given) = match what {
        Admin::Create { login, name, db } => {
            let given = with_app(&db, async |app: &App| {
                people::first_administrator(app, &Actor::Operator, &login, &name).await
            });
            (login, given)
        }
        Admin::Rescue { login, db } => {
            let given = with_app(&db, async |app: &App| people::rescue(app, &Actor::Operator, &login).await);
            (login, given)
        }
    };
    match given {
        Ok(code) => {
            let message = Message::new("cmd-admin-code").text("login", login).text("code", code);
            let _ = writeln!(std::io::stdout(), "{}", context.words.render(&message));
            Ok(Ended::Well)
        }
        Err(ActionError::Refused(reasons)) => {
            let fault = |message| Fault { file: String::new(), line: 0, column: 0, message, hint: None };
            Ok(refuse(context, &reasons.into_iter().map(fault).collect::<Vec<_>>()))
        }
        Err(error) => Err(broken(&error)),
    }
}
