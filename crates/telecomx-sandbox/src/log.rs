//! The log of received requests.

use std::collections::{HashMap, VecDeque};

use axum::http::request::Parts;

/// A request that the sandbox received. No secret is in it: the values of tokens and passwords are `***`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Received {
    /// In capitals.
    pub method: String,
    /// As sent, still percent-encoded.
    pub path: String,
    /// Decoded, in the order sent.
    pub query: Vec<(String, String)>,
    /// Names in lower case, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The operationId that the request was routed to, if any.
    pub operation: Option<String>,
    /// Status of the answer; none while there is none, or where a fault left the request unanswered.
    pub status: Option<u16>,
}

impl Received {
    /// Notes a request, without the values of what is secret.
    pub(crate) fn new(
        parts: &Parts,
        query: &[(String, String)],
        operation: Option<String>,
        is_secret_parameter: impl Fn(&str) -> bool,
        is_secret_header: impl Fn(&str) -> bool,
    ) -> Self {
        let masked = |secret: bool, value: &str| if secret { "***" } else { value }.to_owned();
        let query = query
            .iter()
            .map(|(name, value)| (name.clone(), masked(is_secret_parameter(name), value)));
        let headers = parts.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (
                name.to_string(),
                masked(is_secret_header(name.as_str()), &value),
            )
        });
        Self {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: query.collect(),
            headers: headers.collect(),
            operation,
            status: None,
        }
    }

    /// The (first) value of a query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The (first) value of a header; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The last requests, and how many there have been.
pub(crate) struct Log {
    entries: VecDeque<Received>,
    /// Number of the first entry.
    first: u64,
    capacity: usize,
    /// By operation.
    counts: HashMap<String, usize>,
}

impl Log {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            first: 0,
            capacity,
            counts: HashMap::new(),
        }
    }

    /// Notes a request and gives its number.
    pub(crate) fn push(&mut self, received: Received) -> u64 {
        if let Some(operation) = &received.operation {
            *self.counts.entry(operation.clone()).or_default() += 1;
        }
        self.entries.push_back(received);
        let number = self.first + self.entries.len() as u64 - 1;
        while self.entries.len() > self.capacity {
            self.entries.pop_front();
            self.first += 1;
        }
        number
    }

    /// Notes the answer to the request of this number, if it is still there.
    pub(crate) fn answered(&mut self, number: u64, status: u16) {
        let index = number
            .checked_sub(self.first)
            .and_then(|index| usize::try_from(index).ok());
        if let Some(entry) = index.and_then(|index| self.entries.get_mut(index)) {
            entry.status = Some(status);
        }
    }

    pub(crate) fn entries(&self) -> Vec<Received> {
        self.entries.iter().cloned().collect()
    }

    pub(crate) fn calls(&self, operation: &str) -> usize {
        self.counts.get(operation).copied().unwrap_or(0)
    }

    pub(crate) fn clear(&mut self) {
        self.counts.clear();
        self.first += self.entries.len() as u64;
        self.entries.clear();
    }
}
