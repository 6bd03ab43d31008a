//! A server that answers every request with the same file: as fast as axum can be on this machine.
//!
//! `fixed-body FILE` prints its URL and serves until it is ended.

// What cannot run shall fail.
#![allow(clippy::expect_used)]

use axum::Router;
use axum::http::header;
use bytes::Bytes;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() {
    let file = std::env::args().nth(1).expect("usage: fixed-body FILE");
    let body = Bytes::from(std::fs::read(file).expect("a file that can be read"));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("http://{}", listener.local_addr().expect("an address"));
    let answer = move || {
        let body = body.clone();
        async move {
            (
                [(header::CONTENT_TYPE, "application/json; charset=utf-8")],
                body,
            )
        }
    };
    axum::serve(listener, Router::new().fallback(answer))
        .await
        .expect("it serves");
}
