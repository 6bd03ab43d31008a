//! What the tests that cross crates share: a peer on a raw socket, a clock that does not wait, and
//! the documented examples.

pub mod clock;
pub mod documented;
pub mod peer;
pub mod schema;

/// The README's Rust, compiled.
#[doc = include_str!("../../README.md")]
#[cfg(doctest)]
pub struct Readme;
