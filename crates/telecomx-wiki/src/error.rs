//! What can go wrong before there is anything to report: files, folders, addresses.

use std::fmt;

/// Why something could not be read, written or fetched: a place, and the cause as its source.
#[derive(Debug)]
pub struct Error {
    what: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    gone: bool,
}

impl Error {
    /// A failure that has no cause beneath it. `what` says what failed, where, and what to do.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            source: None,
            gone: false,
        }
    }

    /// A failure with its cause.
    pub fn caused(
        what: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self {
            what: what.into(),
            source: Some(source.into()),
            gone: false,
        }
    }

    /// The wiki has answered, and has no such page.
    pub(crate) fn gone(what: impl Into<String>) -> Self {
        Self {
            gone: true,
            ..Self::new(what)
        }
    }

    /// Whether the wiki itself says that there is no such page: news, and not a failure to read.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.gone
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn std::error::Error + 'static))
    }
}
