//! The answer to a request that cannot be served.

use serde_json::{Value, json};

use crate::document::Operation;

/// A status with the body that the document gives an error.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) description: String,
}

impl Refusal {
    /// The documented error of this status and message, with its documented description.
    ///
    /// An operation that does not document the message gets its first error of that status, so that
    /// an answer never leaves the document where the document has one.
    pub(crate) fn documented(operation: &Operation, status: u16, message: &str) -> Self {
        let mut errors = operation
            .errors
            .iter()
            .filter(|error| error.status == status);
        let found = errors
            .clone()
            .find(|error| error.message == message)
            .or_else(|| errors.next());
        match found {
            Some(error) => Self {
                status,
                message: error.message.clone(),
                description: error.description.clone(),
            },
            None => Self::new(status, message, ""),
        }
    }

    /// The documented `400` of the operation, with what is wrong in place of the general description.
    pub(crate) fn bad_request(operation: &Operation, what: impl Into<String>) -> Self {
        Self {
            description: what.into(),
            ..Self::documented(operation, 400, "bad_request")
        }
    }

    pub(crate) fn new(
        status: u16,
        message: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        Self {
            status,
            message: message.into(),
            description: description.into(),
        }
    }

    pub(crate) fn body(&self) -> Value {
        json!({ "message": self.message, "description": self.description })
    }
}
