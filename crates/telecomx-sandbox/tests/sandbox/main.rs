//! The sandbox over a socket: what it answers, to whom, and what it does when told to misbehave.

// Clippy lets tests unwrap, but does not see that their helpers are tests too.
#![allow(clippy::unwrap_used, clippy::panic)]

mod access;
mod auth;
#[cfg(all(feature = "cli", unix))]
mod binary;
mod builder;
mod data;
#[cfg(feature = "docs")]
mod docs;
mod document;
mod documented;
mod faults;
mod http;
mod paging;
