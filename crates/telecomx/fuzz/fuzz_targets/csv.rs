//! `cargo +nightly fuzz run csv`, from `crates/telecomx`.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| telecomx::fuzzing::csv(body));
