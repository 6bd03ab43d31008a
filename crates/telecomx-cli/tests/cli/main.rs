//! The command as a user meets it: the built binary against sandboxes, offline.

// clippy.toml lets tests fail by these, but sees only functions that are marked as tests.
#![allow(clippy::unwrap_used, clippy::panic)]

mod auth;
mod exit_codes;
mod help;
mod output;
mod run;
mod secrets;
mod sessions;
mod shells;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod terminal;
