//! A server on a raw socket that misbehaves as told, and remembers what it was asked.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the peer does with a request.
pub enum Reply {
    /// Writes these bytes and closes in an orderly way.
    Bytes(Vec<u8>),
    /// Writes these bytes and resets the connection.
    Reset(Vec<u8>),
    /// Writes these bytes and then keeps silent.
    Hang(Vec<u8>),
    /// Writes these bytes one by one, with a pause before each.
    Drip(Vec<u8>, Duration),
    /// Announces and sends this many bytes of body.
    Flood(u64),
    /// Answers after a pause.
    Late(Duration, Box<Reply>),
}

impl Reply {
    /// An answer with a JSON body.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::of(status, "application/json", &[], body.to_string().as_bytes())
    }

    /// An answer of any kind.
    #[must_use]
    pub fn of(status: u16, kind: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut head = format!(
            "HTTP/1.1 {status} Status\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        Self::Bytes([head.as_bytes(), b"connection: close\r\n\r\n", body].concat())
    }
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET /path?query HTTP/1.1`
    pub line: String,
    /// The headers, one a line, as sent.
    pub headers: String,
    /// The body.
    pub body: String,
}

impl Asked {
    /// Path and query.
    #[must_use]
    pub fn target(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or_default()
    }

    /// Whether it asks for this path.
    #[must_use]
    pub fn is(&self, path: &str) -> bool {
        self.target().split('?').next() == Some(path)
    }

    /// A query parameter, as sent.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        let (_, query) = self.target().split_once('?')?;
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

/// The peer. It stops when dropped.
pub struct Peer {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    task: JoinHandle<()>,
}

impl Peer {
    /// Starts a peer that answers the `n`th request, counted from 0, as `script` says.
    ///
    /// # Errors
    /// If no port of the loopback address can be had.
    pub async fn start<F>(script: F) -> std::io::Result<Self>
    where
        F: Fn(usize, &Asked) -> Reply + Send + Sync + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = asked.clone();
        let script = Arc::new(script);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, log.clone(), script.clone()));
            }
        });
        Ok(Self { url, asked, task })
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// All requests so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Number of requests so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.asked().len()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve<F>(mut stream: TcpStream, log: Arc<Mutex<Vec<Asked>>>, script: Arc<F>)
where
    F: Fn(usize, &Asked) -> Reply,
{
    let Some(asked) = read(&mut stream).await else {
        return;
    };
    let reply = {
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        log.push(asked.clone());
        script(log.len() - 1, &asked)
    };
    // The client may well go away in the middle; that is what some tests are about.
    let _ = answer(stream, reply).await;
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let (line, headers) = head.split_once("\r\n").unwrap_or((&head, ""));
    let length = headers
        .lines()
        .find_map(|header| {
            header
                .to_ascii_lowercase()
                .strip_prefix("content-length:")?
                .trim()
                .parse()
                .ok()
        })
        .unwrap_or(0);
    while bytes.len() < end + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let body = String::from_utf8_lossy(&bytes[end + 4..]).into_owned();
    Some(Asked {
        line: line.to_owned(),
        headers: headers.to_owned(),
        body,
    })
}

async fn answer(mut stream: TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Bytes(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await
        }
        Reply::Reset(bytes) => {
            stream.write_all(&bytes).await?;
            stream.flush().await?;
            // The bytes get a moment to arrive: a reset overtakes what is still buffered.
            tokio::time::sleep(Duration::from_millis(20)).await;
            stream.set_zero_linger()
        }
        Reply::Hang(bytes) => {
            stream.write_all(&bytes).await?;
            std::future::pending().await
        }
        Reply::Drip(bytes, pause) => {
            for byte in bytes {
                tokio::time::sleep(pause).await;
                stream.write_all(&[byte]).await?;
            }
            stream.shutdown().await
        }
        Reply::Flood(length) => {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
            stream.write_all(head.as_bytes()).await?;
            let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
            for _ in 0..length / 0x10000 {
                stream.write_all(&chunk).await?;
            }
            stream.write_all(b"0\r\n\r\n").await
        }
        Reply::Late(pause, reply) => {
            tokio::time::sleep(pause).await;
            Box::pin(answer(stream, *reply)).await
        }
    }
}
