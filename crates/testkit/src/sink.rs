//! A mail server that takes everything and remembers ids: for tests alone.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What was taken.
#[derive(Debug, Default)]
pub struct Taken {
    /// How often each Message-ID came.
    pub ids: HashMap<String, u32>,
    /// The Message-IDs that each address was sent, in order of first coming.
    pub addresses: HashMap<String, Vec<String>>,
    /// Letters in all.
    pub letters: usize,
}

/// A running mail server on this computer.
#[derive(Clone, Debug)]
pub struct Sink {
    /// Where it listens.
    pub address: SocketAddr,
    taken: Arc<Mutex<Taken>>,
}

impl Sink {
    /// Starts it; it ends with the runtime.
    ///
    /// # Panics
    /// If no port is free.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let sink = Self { address: listener.local_addr().expect("an address"), taken: Arc::default() };
        let taken = Arc::clone(&sink.taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let taken = Arc::clone(&taken);
                // A client that is killed in the middle breaks its connection and nothing else.
                tokio::spawn(async move { drop(serve(stream, &taken).await) });
            }
        });
        sink
    }

    /// Its address as letters leave by it.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Looks at what was taken.
    pub fn look<T>(&self, look: impl FnOnce(&Taken) -> T) -> T {
        look(&self.taken.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn serve(stream: TcpStream, taken: &Mutex<Taken>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut to = String::new();
    write.write_all(b"220 thung-thu\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-thung-thu\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                b"250 ok\r\n"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut id = String::new();
                loop {
                    // A letter that breaks off was never handed over.
                    let Some(line) = lines.next_line().await? else { return Ok(()) };
                    if line == "." {
                        break;
                    }
                    if let Some(rest) = line.strip_prefix("Message-ID: ") {
                        rest.clone_into(&mut id);
                    }
                }
                keep(taken, &to, &id);
                b"250 taken\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}

fn keep(taken: &Mutex<Taken>, to: &str, id: &str) {
    let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
    taken.letters += 1;
    let times = taken.ids.entry(id.to_owned()).or_default();
    *times += 1;
    if *times == 1 {
        taken.addresses.entry(to.to_owned()).or_default().push(id.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_letter_that_breaks_off_is_not_taken() {
        let sink = Sink::start().await;
        for (letter, taken) in [("Message-ID: <mot@m", 0), ("Message-ID: <mot@mau.test>\r\n\r\nbody\r\n.\r\n", 1)] {
            let (read, mut write) = TcpStream::connect(sink.address).await.expect("connected").into_split();
            let said = format!("EHLO a\r\nMAIL FROM:<a@mau.test>\r\nRCPT TO:<b@mau.test>\r\nDATA\r\n{letter}");
            write.write_all(said.as_bytes()).await.expect("said");
            drop(write);
            let mut lines = BufReader::new(read).lines();
            while lines.next_line().await.is_ok_and(|line| line.is_some()) {}
            assert_eq!(sink.look(|seen| (seen.letters, seen.ids.len())), (taken, taken));
        }
    }
}
