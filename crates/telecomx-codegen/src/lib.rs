//! Lowers the Telecom X OpenAPI document and generates the `telecomx` client from it.
//!
//! The [`document`] module reads YAML and knows the line of every JSON pointer; other tools of the
//! project use it alone.

pub mod document;
mod error;
mod finding;
mod yaml;

pub use document::Document;
pub use error::Error;
pub use finding::Finding;
