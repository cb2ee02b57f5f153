//! Why the server did not start.

use std::net::SocketAddr;
use std::path::PathBuf;

use thuocdo_app::ActionError;
use thuocdo_store::StoreError;

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("{0}: {1}")]
    Listen(SocketAddr, #[source] std::io::Error),
    /// The folder of evidence files cannot be made.
    #[error("evidence files in {0:?}: {1}")]
    Files(PathBuf, #[source] std::io::Error),
    /// This is no address of a bucket.
    #[error("{0}: not an address of a bucket, https://HOST/BUCKET")]
    Bucket(String),
    /// The bucket does not answer, or does not let us in.
    #[error("bucket: {0}")]
    BucketSilent(#[source] std::io::Error),
    /// The demo's file cannot be put in its place.
    #[error("demo: {0}")]
    Demo(#[source] std::io::Error),
    /// Letters cannot leave as was set.
    #[error(transparent)]
    Post(#[from] crate::post::PostError),
    /// The system refuses threads or sockets.
    #[error("runtime: {0}")]
    Runtime(#[source] std::io::Error),
    /// The database does not open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is published cannot be read, or a round of the demo cannot be published.
    #[error(transparent)]
    Action(#[from] ActionError),
}
