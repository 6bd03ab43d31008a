//! Lowers the Telecom X OpenAPI document and generates the `telecomx` client from it.
//!
//! The [`document`] module reads YAML and knows the line of every JSON pointer; other tools of the
//! project use it alone.

mod check;
pub mod document;
mod error;
mod finding;
mod generate;
mod lower;
mod names;
mod yaml;

pub use check::check;
pub use document::Document;
pub use error::Error;
pub use finding::Finding;
pub use generate::generate;
pub use lower::{
    Bound, EnumValue, List, Lowered, OpenEnum, Operation, Paged, Property, StringForm, Union, lower,
};
