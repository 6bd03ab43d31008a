use std::fmt;

/// One thing in the document that code cannot be generated from.
///
/// Prints as `file:line: operation, JSON pointer: reason`; the reason ends with what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file as it was named by the caller.
    pub file: String,
    /// Line of the place, or of the nearest place above it that stands in the file.
    pub line: usize,
    /// The operation's id, or method and path while it has none; nothing outside of operations.
    pub operation: Option<String>,
    /// JSON pointer into the document.
    pub pointer: String,
    /// What is wrong and what to do.
    pub reason: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(operation) = &self.operation {
            write!(f, "{operation}, ")?;
        }
        let pointer = if self.pointer.is_empty() {
            "the whole document"
        } else {
            &self.pointer
        };
        write!(f, "{pointer}: {}", self.reason)
    }
}
