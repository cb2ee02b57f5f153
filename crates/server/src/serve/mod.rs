//! Serving portal and staff pages: open the store, write closings that are due, load what is published,
//! answer until asked to stop.
//!
//! Read in this order: `options`, [`shelf`] (the portal as it stands now), [`jobs`] (what happens by itself),
//! [`accept`] (connections), `harden` (memory that nobody looks into), `patience` (how long a slow one may take), [`answer`] (headers and faults of every answer), `listen`, `words`.

pub mod accept;
pub mod answer;
mod clock;
mod error;
mod harden;
pub mod jobs;
mod listen;
mod options;
mod patience;
pub mod shelf;
pub(crate) mod words;

use std::sync::Arc;

use axum::Router;
use thuocdo_app::archives::Room;
use thuocdo_app::boxes::Boxes;
use thuocdo_app::{App, letters, publications};
use thuocdo_base::Message;
use thuocdo_files::{Files, KeyFolder, Scanner, Setup};
use thuocdo_publication::Packed;
use thuocdo_store::{BoxPlace, Rosters, Store};
use tokio::net::TcpListener;

pub use self::clock::{SystemClock, SystemRandom};
pub use self::error::ServeError;
pub use self::options::ServeOptions;
use self::shelf::Shelf;
use self::words::say;
use crate::demo;
use crate::post::Post;
use crate::workbook::ChildReader;

/// Serves until asked to stop; without a database address it prepares and serves the demo.
///
/// # Errors
/// Whatever kept the server from starting.
pub fn run(options: ServeOptions) -> Result<(), ServeError> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("THUOCDO_LOG").unwrap_or_else(|_| "warn".into()))
        .with_writer(std::io::stderr)
        .try_init()
        .ok();
    harden::process();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Runtime)?;
    runtime.block_on(serve(options))
}

async fn serve(options: ServeOptions) -> Result<(), ServeError> {
    let listener = listen::bind(options.listen, options.is_demo()).await?;
    let address = listener.local_addr().map_err(ServeError::Runtime)?;
    let store = if options.is_demo() { demo::prepare_apart(&options.data).await? } else { open(&options).await? };
    let app = App::new(store.clone(), Arc::new(SystemClock), Arc::new(SystemRandom))
        .with_files(evidence_place(&options).await?);
    let mut app = app.with_books(Arc::new(ChildReader::new(program()?))).with_boxes(boxes(&options)?);
    app = app.with_rosters(rosters(&options)).with_archives(archives(&options)?);
    app.administrators_need_code = !options.is_demo() && !options.administrators_without_code;
    if options.is_demo() {
        app.guide = Some(Arc::new(demo::live::guide(demo::live::rounds())));
    }
    // The demo is where it listens, so that the links of its letters open.
    let here = options.is_demo().then(|| format!("http://{address}"));
    app.office =
        letters::Office { base: options.url.clone().or(here), is_open: options.is_demo(), a_second: options.mail_rate };
    app.contact.clone_from(&options.data_contact);
    let post = post(&options)?;
    app.close_due().await?;
    let shown = publications::shown(&app).await?;
    let shelf = Shelf::new(publications::everything(&app).await?);
    let jobs = jobs::start(&app, &shelf, shown, post);
    say(&Message::new("serve-open").text("address", format!("http://{address}")));
    let boxes = app.boxes.clone();
    serve_on(listener, whole(app, &shelf)).await;
    jobs.iter().for_each(tokio::task::JoinHandle::abort);
    if let Some(boxes) = boxes {
        boxes.shut().await;
    }
    store.close().await;
    say(&Message::new("serve-stopped"));
    Ok(())
}

/// The portal and the staff pages as one HTTP service, with what every answer carries.
pub fn router(app: App, published: Vec<Packed>) -> Router {
    whole(app, &Shelf::new(published))
}

/// Staff pages and respondents' pages, and behind them the portal that stands on the shelf.
pub fn whole(app: App, shelf: &Shelf) -> Router {
    let respondents = thuocdo_respond::router(app.clone());
    answer::guarded(shelf.behind(thuocdo_desk::router(app).merge(respondents)))
}

/// Answers on this listener until the process is asked to stop.
pub async fn serve_on(listener: TcpListener, router: Router) {
    accept::serve(listener, router, accept::Limits::default(), stop_asked()).await;
}

/// Evidence files; this same program looks into them and draws them, in processes of its own.
pub(crate) async fn evidence_place(options: &ServeOptions) -> Result<Files, ServeError> {
    let folder = options.files_folder();
    let bucket = options.bucket().map_err(ServeError::Bucket)?;
    let scanner = options.scanner.as_deref().and_then(Scanner::of);
    let setup = Setup { program: Some(program()?), bucket, scanner, ..Setup::default() };
    let files = Files::set_up(&folder, setup).map_err(|error| ServeError::Files(folder, error))?;
    files.answer().await.map_err(ServeError::BucketSilent)?;
    Ok(files)
}

/// Archives of rounds, in a folder of their own.
fn archives(options: &ServeOptions) -> Result<Room, ServeError> {
    let folder = options.archives_folder();
    Room::open(&folder).map_err(|error| ServeError::Files(folder, error))
}

/// Boxes of survey responses beside the main database, their keys in a folder apart.
fn boxes(options: &ServeOptions) -> Result<Arc<Boxes>, ServeError> {
    let folder = options.survey_keys_folder();
    let keys = KeyFolder::open(&folder).map_err(|error| ServeError::Files(folder, error))?;
    let place = BoxPlace::beside(options.db.as_deref().unwrap_or_default(), options.surveys_folder());
    Ok(Arc::new(Boxes::new(place, keys, Arc::new(SystemRandom))))
}

/// Lists of people beside the boxes, their secrets with the keys.
fn rosters(options: &ServeOptions) -> Rosters {
    let server = match BoxPlace::beside(options.db.as_deref().unwrap_or_default(), options.surveys_folder()) {
        BoxPlace::Server(address) => Some(address),
        BoxPlace::Folder(_) => None,
    };
    Rosters { folder: options.surveys_folder(), keys: options.survey_keys_folder(), server }
}

/// This same program, for what is done in processes of its own.
fn program() -> Result<std::path::PathBuf, ServeError> {
    std::env::current_exe().map_err(ServeError::Runtime)
}

/// How letters leave; without a mail server they wait in the box, but for the demo, whose letters go to a folder.
fn post(options: &ServeOptions) -> Result<Option<Post>, ServeError> {
    match &options.smtp {
        Some(address) => Ok(Some(Post::smtp(address, &options.mail_from)?)),
        None if options.is_demo() => Ok(Some(Post::folder(&options.data.join("thu"))?)),
        None => {
            tracing::warn!("no mail server is set: letters wait until one is");
            Ok(None)
        }
    }
}

async fn open(options: &ServeOptions) -> Result<Store, ServeError> {
    Ok(Store::open(&options.db.clone().unwrap_or_default()).await?)
}

/// Ends when the terminal or the service manager asks to stop.
async fn stop_asked() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
