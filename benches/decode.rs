//! Decodes a list page of 500 records, beside what one would take instead.
//!
//! `cargo bench -p telecomx-benches --bench decode`

// What cannot run shall fail.
#![allow(clippy::expect_used)]

use serde::de::DeserializeOwned;
use serde_json::Value;
use telecomx::types;
use telecomx_benches::pages::{Answer, Pages};
use telecomx_benches::rounds::{compare, contender};
use telecomx_benches::{by_hand, generator, quick};

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
    let rounds = if quick() { 3 } else { 1000 };
    compare(
        &format!("500 {what}, {} kB", answer.len() / 1000),
        rounds,
        vec![
            contender("by hand, serde_json::from_slice", || read::<H>(answer)),
            contender("telecomx", || {
                answer.json::<T>().expect("a page that decodes")
            }),
            contender("openapi-generator's shape", || read::<G>(answer)),
            contender("serde_json::Value", || read::<Value>(answer)),
        ],
    );
}
