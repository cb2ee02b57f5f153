//! The server as its clients meet it: over a socket, with the real router and the real accept loop.

mod client;
mod connections;
mod demo;
mod headers;
mod reload;
mod words;
