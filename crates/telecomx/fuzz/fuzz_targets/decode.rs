//! `cargo +nightly fuzz run decode`, from `crates/telecomx`.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| telecomx::fuzzing::decode(body));
