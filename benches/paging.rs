//! Walks through 10,000 records, 100 a page, where each page takes 50 ms, beside one page after another and beside
//! the ideal, which is pages × 50 ms ÷ pages at a time.
//!
//! `cargo bench -p telecomx-benches --bench paging`

// What cannot run shall fail.
#![allow(clippy::expect_used)]

use std::time::{Duration, Instant};

use telecomx::Client;
use telecomx_benches::quick;
use telecomx_sandbox::{Fault, Sandbox};

const LATENCY: Duration = Duration::from_millis(50);
const AT_A_TIME: usize = 8;

#[tokio::main]
async fn main() {
    let pages: u32 = if quick() { 16 } else { 100 };
    let sandbox = Sandbox::builder()
        .records(u64::from(pages) * 100)
        .fault_always(Fault::latency(LATENCY))
        .start()
        .await
        .expect("a sandbox");
    let client = Client::builder()
        .base_url(sandbox.url())
        .token(sandbox.admin().machine_token.as_str())
        .build()
        .expect("a client");

    let rounds = if quick() { 1 } else { 5 };
    let (mut in_turn, mut read_ahead) = (Duration::MAX, Duration::MAX);
    for _ in 0..rounds {
        let (time, in_order) = walk(&client, 1).await;
        in_turn = in_turn.min(time);
        let (time, ids) = walk(&client, AT_A_TIME).await;
        read_ahead = read_ahead.min(time);
        assert_eq!(ids.len(), pages as usize * 100);
        assert_eq!(ids, in_order, "the order is not kept");
    }
    let ideal = LATENCY.as_secs_f64() * f64::from(pages) / AT_A_TIME as f64;
    let in_turn = in_turn.as_secs_f64();
    let read_ahead = read_ahead.as_secs_f64();
    println!("{pages} pages of {LATENCY:?} each, in order, best of {rounds} rounds");
    println!("  one page after another  {in_turn:>7.3} s");
    println!(
        "  {AT_A_TIME} pages at a time       {read_ahead:>7.3} s  {:>5.2}× faster",
        in_turn / read_ahead
    );
    println!(
        "  the ideal               {ideal:>7.3} s  {:>5.2} of it reached",
        ideal / read_ahead
    );
}

/// How long a walk takes, and the ids as they came.
async fn walk(client: &Client, at_a_time: usize) -> (Duration, Vec<String>) {
    let mut items = client
        .list_internet_requests()
        .limit(100)
        .items()
        .concurrency(at_a_time);
    let start = Instant::now();
    let mut ids = Vec::new();
    while let Some(request) = items.next().await {
        ids.push(request.expect("a record").id.to_string());
    }
    (start.elapsed(), ids)
}
