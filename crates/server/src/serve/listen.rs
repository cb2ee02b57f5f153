//! A socket to listen on.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};

use thuocdo_base::Message;
use tokio::net::TcpListener;

use super::ServeError;
use super::words::say;

const PORT: u16 = 8080;
/// Ports tried by the demo after the usual one.
const MORE_PORTS: u16 = 50;

/// Listens where asked; the demo, if not told where, takes the next free port.
pub(super) async fn bind(asked: Option<SocketAddr>, demo: bool) -> Result<TcpListener, ServeError> {
    let usual = SocketAddr::from((Ipv4Addr::LOCALHOST, PORT));
    let first = asked.unwrap_or(usual);
    match TcpListener::bind(first).await {
        Ok(listener) => Ok(listener),
        Err(error) if demo && asked.is_none() && error.kind() == ErrorKind::AddrInUse => next_free(usual).await,
        Err(error) => Err(ServeError::Listen(first, error)),
    }
}

async fn next_free(taken: SocketAddr) -> Result<TcpListener, ServeError> {
    for port in (1..=MORE_PORTS).map(|more| PORT + more).chain([0]) {
        let address = SocketAddr::new(taken.ip(), port);
        let Ok(listener) = TcpListener::bind(address).await else { continue };
        let found = listener.local_addr().map_or(port, |address| address.port());
        let port_taken = Message::new("serve-port-taken").text("taken", PORT.to_string());
        say(&port_taken.text("free", found.to_string()));
        return Ok(listener);
    }
    Err(ServeError::Listen(taken, ErrorKind::AddrInUse.into()))
}
