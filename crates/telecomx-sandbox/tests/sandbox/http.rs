//! A client of forty lines: it sends what it is told and hides nothing of what comes back.

use std::{io, time::Duration};

use serde_json::Value;
use telecomx_sandbox::Sandbox;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {:?}", self.text()))
    }

    /// Status and message of an error.
    pub(crate) fn error(&self) -> (u16, String) {
        (
            self.status,
            self.json()["message"].as_str().unwrap().to_owned(),
        )
    }
}

/// Sends one request on a connection of its own. A body that is shorter than declared is an error.
pub(crate) async fn send(
    sandbox: &Sandbox,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<Reply> {
    let mut stream = TcpStream::connect(sandbox.address()).await?;
    let mut request =
        format!("{method} {target} HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += &format!("content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).await?;
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await?;
    let end = received.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.ok_or(io::ErrorKind::UnexpectedEof)?;
    let head = std::str::from_utf8(&received[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let body = received[end + 4..].to_vec();
    let reply = Reply {
        status,
        headers,
        body,
    };
    if reply.header("transfer-encoding") == Some("chunked") {
        return Ok(Reply {
            body: joined(&reply.body).ok_or(io::ErrorKind::UnexpectedEof)?,
            ..reply
        });
    }
    let length: Option<usize> = reply
        .header("content-length")
        .map(|length| length.parse().unwrap());
    match length {
        Some(length) if length != reply.body.len() => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(reply),
    }
}

/// Takes the chunks of a body apart; nothing if the last is missing.
fn joined(mut chunks: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|window| window == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&chunks[..end]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.extend(chunks.get(end + 2..end + 2 + length)?);
        chunks = &chunks[end + 2 + length + 2..];
    }
}

/// Gets a path as the ADMIN.
pub(crate) async fn get(sandbox: &Sandbox, target: &str) -> Reply {
    get_as(sandbox, &sandbox.admin().machine_token, target).await
}

/// Gets a path with a token.
pub(crate) async fn get_as(sandbox: &Sandbox, token: &str, target: &str) -> Reply {
    send(sandbox, "GET", &with_token(token, target), &[], "")
        .await
        .unwrap()
}

/// Gets a path as the ADMIN, with a fault for this request alone.
pub(crate) async fn get_with(sandbox: &Sandbox, fault: &str, target: &str) -> io::Result<Reply> {
    let target = with_token(&sandbox.admin().machine_token, target);
    let headers = [("x-sandbox-fault", fault)];
    let answer = send(sandbox, "GET", &target, &headers, "");
    tokio::time::timeout(Duration::from_secs(5), answer)
        .await
        .unwrap_or(Err(io::ErrorKind::TimedOut.into()))
}

/// Posts JSON.
pub(crate) async fn post(sandbox: &Sandbox, target: &str, body: &Value) -> Reply {
    let headers = [("content-type", "application/json")];
    send(sandbox, "POST", target, &headers, &body.to_string())
        .await
        .unwrap()
}

fn with_token(token: &str, target: &str) -> String {
    let separator = if target.contains('?') { '&' } else { '?' };
    format!("{target}{separator}token={token}")
}
