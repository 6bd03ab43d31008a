//! What one small call costs the caller in time of a processor, beside the same call with bare reqwest. The sandbox
//! answers on a thread of its own, and so does not count.
//!
//! `cargo bench -p telecomx-benches --bench call`

// What cannot run shall fail.
#![allow(clippy::expect_used)]

use std::time::Duration;

use telecomx::Client;
use telecomx_benches::rounds::{median, now};
use telecomx_benches::{by_hand, quick};
use telecomx_sandbox::Sandbox;

/// Calls in a round: enough for the clock, few enough that both contenders meet the same neighbours.
const CALLS: u32 = 20;

fn main() {
    let answering = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let sandbox = answering.block_on(Sandbox::start()).expect("a sandbox");
    let token = sandbox.admin().machine_token.clone();
    // All of the caller's work happens on this thread.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");

    // The bare client needs what the other brings along: a provider of TLS, though it is plain http that is spoken.
    rustls::crypto::ring::default_provider()
        .install_default()
        .expect("no provider yet");
    let bare = reqwest::Client::new();
    let url = format!(
        "{}/iptv/serviceagreement/1234567890ABCDEFGHIJKLMN",
        sandbox.url()
    );
    let client = Client::builder()
        .base_url(sandbox.url())
        .token(token.as_str())
        .build()
        .expect("a client");

    let by_hand = async || {
        let request = bare.get(&url).query(&[("token", &token)]).send();
        let answer = request.await.and_then(reqwest::Response::error_for_status);
        let agreement = answer
            .expect("an answer")
            .json::<by_hand::ServiceAgreement>();
        agreement.await.expect("an agreement").id
    };
    let ours = async || {
        let request = client
            .get_service_agreement()
            .id("1234567890ABCDEFGHIJKLMN")
            .send();
        request.await.expect("an agreement").into_inner().id
    };
    let round = async |own: bool| {
        let start = now();
        for _ in 0..CALLS {
            if own {
                ours().await;
            } else {
                by_hand().await;
            }
        }
        (now() - start) / CALLS
    };
    let rounds = if quick() { 3 } else { 500 };
    let pairs: Vec<(Duration, Duration)> = runtime.block_on(async {
        // The first calls connect.
        round(false).await;
        round(true).await;
        let mut pairs = Vec::new();
        for _ in 0..rounds {
            pairs.push((round(false).await, round(true).await));
        }
        pairs
    });
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    let middle = |of: &dyn Fn(&(Duration, Duration)) -> f64| median(pairs.iter().map(of).collect());
    println!(
        "one service agreement, median of {rounds} rounds of {CALLS} calls, time of a processor"
    );
    println!(
        "  bare reqwest   {:>7.1} µs",
        middle(&|(bare, _)| micros(*bare))
    );
    println!(
        "  telecomx       {:>7.1} µs  {:>+6.1} µs  {:>+6.1} %",
        middle(&|(_, own)| micros(*own)),
        middle(&|(bare, own)| micros(*own) - micros(*bare)),
        middle(&|(bare, own)| 100.0 * (micros(*own) / micros(*bare) - 1.0)),
    );
}
