//! Counts what decoding a list page of 500 records allocates, beside models written by hand.
//!
//! `cargo bench -p telecomx-benches --bench allocations`

// What cannot run shall fail.
#![allow(clippy::expect_used)]

use std::alloc::System;

use serde::de::DeserializeOwned;
use serde_json::Value;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use telecomx::types;
use telecomx_benches::pages::{Answer, Pages};
use telecomx_benches::{by_hand, generator};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    for pages in [Pages::documented(), Pages::made_up()] {
        println!("records {}", pages.origin);
        page::<
            by_hand::InternetRequestListFull,
            types::InternetRequestListFull,
            generator::InternetRequestList,
        >("complete Internet requests", &pages.full);
        page::<
            by_hand::InternetRequestListCondensed,
            types::InternetRequestListCondensed,
            generator::InternetRequestList,
        >("condensed Internet requests", &pages.condensed);
        page::<
            by_hand::ExternalLicenseList,
            types::ExternalLicenseList,
            generator::ExternalLicenseList,
        >("licenses", &pages.licenses);
    }
}

fn page<H: DeserializeOwned, T: DeserializeOwned, G: DeserializeOwned>(
    what: &str,
    answer: &Answer,
) {
    fn read<T: DeserializeOwned>(body: &[u8]) -> T {
        serde_json::from_slice(body).expect("a page that decodes")
    }
    println!("500 {what}, allocations");
    let by_hand = count(|| read::<H>(answer));
    for (name, count) in [
        ("by hand, serde_json::from_slice", by_hand),
        (
            "telecomx",
            count(|| answer.json::<T>().expect("a page that decodes")),
        ),
        ("openapi-generator's shape", count(|| read::<G>(answer))),
        ("serde_json::Value", count(|| read::<Value>(answer))),
    ] {
        let percent = 100.0 * f64::from(count) / f64::from(by_hand);
        println!("  {name:<44} {count:>9}     {percent:>5.1} %");
    }
}

/// Allocations, those that grow what there is included.
fn count<T>(decode: impl FnOnce() -> T) -> u32 {
    let region = Region::new(ALLOCATOR);
    let decoded = decode();
    let change = region.change();
    drop(decoded);
    u32::try_from(change.allocations + change.reallocations).unwrap_or(u32::MAX)
}
