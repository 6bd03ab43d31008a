//! Reads Telecom X wiki pages into facts and compares them with the OpenAPI document.
//!
//! ```text
//! bytes ─ read ─▶ blocks ─ facts ─▶ what the page states ─ diff ─▶ differences ─ ledger ─▶ report
//! ```
//!
//! Nothing in a page is run or fetched, and its prose is never stored: a fingerprint of it is.

pub mod compare;
pub mod diff;
mod error;
pub mod example;
pub mod facts;
pub mod fetch;
pub mod ledger;
mod project;
pub mod pull;
pub mod read;
pub mod report;
pub mod scaffold;
pub mod source;
mod spec;
pub mod store;
pub mod text;
mod types;
mod validate;

pub use error::Error;
pub use facts::{Facts, extract};
pub use project::Project;
pub use types::{Class, classes};
