//! The loop that one would write in place of the command: reqwest for the pages, `serde_json` for the records, one line
//! for each.
//!
//! `raw-export URL TOKEN` writes all condensed Internet requests to stdout.

// What cannot run shall fail.
#![allow(clippy::expect_used, clippy::panic)]

use std::io::{BufWriter, Write};

use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(token)) = (arguments.next(), arguments.next()) else {
        panic!("usage: raw-export URL TOKEN");
    };
    rustls::crypto::ring::default_provider()
        .install_default()
        .expect("no provider yet");
    let client = reqwest::Client::new();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut offset = 0;
    loop {
        let query = [
            ("token", token.as_str()),
            ("limit", "500"),
            ("offset", &offset.to_string()),
        ];
        let request = client.get(format!("{url}/internet/request")).query(&query);
        let answer = request
            .send()
            .await
            .and_then(reqwest::Response::error_for_status);
        let page: Value = answer.expect("a page").json().await.expect("JSON");
        let records = page["requests"].as_array().expect("requests");
        for record in records {
            serde_json::to_writer(&mut out, record).expect("a line");
            out.write_all(b"\n").expect("a line");
        }
        offset += records.len();
        if records.is_empty() || Some(offset as u64) >= page["total"].as_u64() {
            break;
        }
    }
    out.flush().expect("all lines");
}
