use std::fmt;
use std::path::PathBuf;

use crate::Finding;

/// Why a document could not be read, checked, lowered or turned into source.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be read at all.
    Read {
        /// The file as it was named by the caller.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The text is no YAML, or YAML of a kind that a document must not use.
    Malformed {
        /// The file as it was named by the caller.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong there and what to do.
        reason: String,
    },
    /// The document is well-formed, and says things that code cannot be generated from.
    Findings(Vec<Finding>),
    /// The generator failed on a document that passed every check: a fault of this crate.
    Generate(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { file, .. } => write!(f, "cannot read the document {}", file.display()),
            Self::Malformed {
                file,
                line,
                column,
                reason,
            } => write!(f, "{file}:{line}:{column}: {reason}"),
            Self::Findings(findings) => {
                for (index, finding) in findings.iter().enumerate() {
                    let newline = if index == 0 { "" } else { "\n" };
                    write!(f, "{newline}{finding}")?;
                }
                Ok(())
            }
            Self::Generate(reason) => write!(
                f,
                "cannot generate from a document that passed all checks: {reason}"
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } => Some(source),
            _ => None,
        }
    }
}
