//! Serving the portal.

/// What the server is told; the default is the demo on this computer.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct ServeOptions {}

/// Serves until asked to stop.
///
/// # Errors
/// Whatever kept the server from starting.
pub fn run(_options: ServeOptions) -> Result<(), std::io::Error> {
    Ok(())
}
