//! What the benches share: pages to decode, models to compare with, and rounds that take turns.

// What cannot run shall fail.
#![allow(clippy::expect_used)]

pub mod by_hand;
pub mod generator;
pub mod pages;
pub mod rounds;

/// Whether to run briefly, to see that the benches work: `cargo bench -p telecomx-benches -- --quick`.
#[must_use]
pub fn quick() -> bool {
    std::env::args().any(|argument| argument == "--quick")
}
