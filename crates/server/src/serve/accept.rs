//! Connections: how many, how patient, and how they end.
//!
//! The stock loop of axum waits for ever for the headers of a request; this one does not.

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use thuocdo_desk::door::Peer;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};

use super::answer::answer;
use super::patience::Patient;

/// How much of everything a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once; more wait in the system's queue.
    pub connections: usize,
    /// From the first byte of a request to the end of its headers, and between requests.
    pub headers: Duration,
    /// Without a byte of an answer being taken.
    pub writing: Duration,
    /// For open answers once the server is asked to stop.
    pub stopping: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            headers: Duration::from_secs(10),
            writing: Duration::from_secs(10),
            stopping: Duration::from_secs(10),
        }
    }
}

/// Longest head of a request that is read.
const HEAD_BYTES: usize = 32 * 1024;

/// Answers requests until `stop` ends, then finishes those that are open.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let room = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, permit) = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &room) => accepted,
        };
        tokio::spawn(converse(stream, router.clone(), limits, graceful.watcher(), permit));
    }
    drop(listener);
    if timeout(limits.stopping, graceful.shutdown()).await.is_err() {
        tracing::warn!("some answers were cut off by the stop");
    }
}

/// Takes one connection once there is room for it.
async fn accept(listener: &TcpListener, room: &Arc<Semaphore>) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    let permit = Arc::clone(room).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, permit),
            Err(error) => {
                // Out of descriptors: they come back as connections end; asking at once would only spin.
                tracing::warn!(%error, "a connection was not taken");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn converse(
    stream: TcpStream,
    router: Router,
    limits: Limits,
    watcher: Watcher,
    _permit: Option<OwnedSemaphorePermit>,
) {
    let _ = stream.set_nodelay(true);
    let peer = stream.peer_addr().ok().map(|address| Peer(address.ip()));
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        let answer = answer(router.clone(), request.map(Body::new));
        async { Ok::<_, Infallible>(answer.await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(Patient::new(stream, limits.writing)), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}
