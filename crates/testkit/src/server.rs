//! A PostgreSQL server of our own for the length of one test program.
//!
//! Tests need no disk, so that nothing is synced; with `THUOCDO_POSTGRES_LASTS=1` a commit is on the disk.
//! A small shell holds the server: it waits on a pipe that only this process keeps open, so that
//! the server is stopped and its files removed however the tests end.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

/// Where Debian keeps each version's programs.
const DEBIAN: &str = "/usr/lib/postgresql";

const HOLD: &str = r#"
set -e
folder=$(mktemp -d "${TMPDIR:-/tmp}/thuocdo-pg.XXXXXX")
"$1/initdb" -D "$folder/data" -U thuocdo --auth=trust --no-sync -E UTF8 --locale=C >"$folder/initdb.log" 2>&1
"$1/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync="$2" -c full_page_writes="$2" \
  -c shared_buffers=16MB -c max_connections=200 >"$folder/server.log" 2>&1 &
server=$!
echo "$folder"
read -r _ || true
kill -INT "$server" 2>/dev/null || true
wait "$server" 2>/dev/null || true
rm -rf "$folder"
"#;

/// A running server.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    _holder: Child,
}

/// The server of this test program, started when first asked for; `None` if PostgreSQL is not installed.
///
/// # Panics
/// If it is installed and does not start, or if `THUOCDO_REQUIRE_POSTGRES=1` and it is absent.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(start).as_ref()
}

/// A server that nobody else uses, so that it may be killed; `None` if PostgreSQL is not installed.
///
/// # Panics
/// As [`server`].
pub fn apart() -> Option<Server> {
    start()
}

impl Server {
    /// Makes an empty database and gives its address.
    ///
    /// # Panics
    /// If the server does not answer within half a minute.
    pub async fn fresh_database(&self, name: &str) -> String {
        let mut connection = self.connect().await;
        let create = format!("create database {name}");
        sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await.expect("a fresh database");
        connection.close().await.expect("a closed connection");
        format!("postgres://thuocdo@localhost/{name}?host={}", self.folder.display())
    }

    async fn connect(&self) -> PgConnection {
        let options = PgConnectOptions::new().socket(&self.folder).username("thuocdo").database("postgres");
        for _ in 0..300 {
            if let Ok(connection) = options.connect().await {
                return connection;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let log = fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
        panic!("PostgreSQL does not answer:\n{log}");
    }
}

fn start() -> Option<Server> {
    let Some(programs) = programs() else {
        let required = std::env::var("THUOCDO_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
        assert!(!required, "PostgreSQL is required and not installed (apt-get install postgresql)");
        shout();
        return None;
    };
    let mut holder = command(&programs).spawn().expect("a shell that holds the server");
    let mut folder = String::new();
    let answer = holder.stdout.take().expect("its first line");
    BufReader::new(answer).read_line(&mut folder).expect("the server's folder");
    assert!(!folder.trim().is_empty(), "PostgreSQL in {} did not start", programs.display());
    Some(Server { folder: PathBuf::from(folder.trim()), _holder: holder })
}

/// PostgreSQL refuses to run as root, so that root becomes somebody smaller first.
fn command(programs: &Path) -> Command {
    let mut command = if is_root() { Command::new("runuser") } else { Command::new("sh") };
    if is_root() {
        command.args(["-u", "nobody", "--", "sh"]);
    }
    let lasts = if std::env::var("THUOCDO_POSTGRES_LASTS").is_ok_and(|value| value == "1") { "on" } else { "off" };
    command.args(["-c", HOLD, "sh"]).arg(programs).arg(lasts).current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// The folder that holds both `initdb` and `postgres`.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<PathBuf> =
        fs::read_dir(DEBIAN).into_iter().flatten().flatten().map(|version| version.path().join("bin")).collect();
    debian.sort();
    let folders = std::env::split_paths(&path).chain(debian.into_iter().rev());
    folders.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

#[expect(clippy::print_stderr, reason = "a skipped half of the tests must be seen")]
fn shout() {
    eprintln!("\n*** PostgreSQL is not installed: these tests ran on SQLite ONLY (apt-get install postgresql) ***\n");
}
