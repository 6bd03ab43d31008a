//! `openapi/deviations.yaml`: where the document knowingly says something else than its page, and why.
//!
//! An entry must fire. One that matches no difference any more is stale and is reported, and so is
//! an open question whose page or document has moved on since it was written down.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use telecomx_codegen::Document;

use crate::Error;
use crate::text::sha256;

/// What kind of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The page has it, the document lacks it.
    Untranscribed,
    /// The document has it, the page does not.
    Undocumented,
    /// Both have it, and say different things of it.
    Conflict,
    /// The page's example breaks the document's schema.
    ExampleInvalid,
    /// The page says it in a way that cannot be read by machine.
    Unreadable,
    /// Only a person can see it: the page contradicts itself, or leaves something open.
    OpenQuestion,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Untranscribed => "untranscribed",
            Self::Undocumented => "undocumented",
            Self::Conflict => "conflict",
            Self::ExampleInvalid => "example-invalid",
            Self::Unreadable => "unreadable",
            Self::OpenQuestion => "open-question",
        })
    }
}

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// The first 12 hex digits of the SHA-256 over all fields but the reason.
    pub fingerprint: String,
    /// The wiki page.
    pub page: String,
    /// What kind of difference.
    pub kind: Kind,
    /// What it is about: `GET /internet/request ? limit`.
    pub subject: String,
    /// The page's side.
    pub page_says: String,
    /// The document's side.
    pub document_says: String,
    /// Why this is right nevertheless, or how the question was decided.
    pub reason: String,
}

/// The fingerprint of a difference: stable as long as both sides say the same.
#[must_use]
pub fn fingerprint(
    page: &str,
    kind: Kind,
    subject: &str,
    page_says: &str,
    document_says: &str,
) -> String {
    let text = [page, &kind.to_string(), subject, page_says, document_says].join("\n");
    sha256(text.as_bytes())[..12].to_owned()
}

impl Deviation {
    /// An entry with its fingerprint.
    #[must_use]
    pub fn new(
        page: &str,
        kind: Kind,
        subject: &str,
        page_says: &str,
        document_says: &str,
        reason: &str,
    ) -> Self {
        Self {
            fingerprint: fingerprint(page, kind, subject, page_says, document_says),
            page: page.to_owned(),
            kind,
            subject: subject.to_owned(),
            page_says: page_says.to_owned(),
            document_says: document_says.to_owned(),
            reason: reason.to_owned(),
        }
    }

    /// Why the entry itself is wrong, if it is.
    pub(crate) fn fault(&self) -> Option<String> {
        let own = fingerprint(
            &self.page,
            self.kind,
            &self.subject,
            &self.page_says,
            &self.document_says,
        );
        if own != self.fingerprint {
            return Some(format!(
                "its fingerprint should be {own}: a field was edited by hand"
            ));
        }
        if self.reason.split_whitespace().count() < 3 {
            return Some("it gives no reason".to_owned());
        }
        None
    }
}

/// The ledger.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The entries, in the order of the file.
    pub entries: Vec<Deviation>,
    /// The line of each.
    pub(crate) lines: Vec<usize>,
}

const HEAD: &str = "\
# Every place where telecomx.yaml knowingly says something else than its wiki page, and why; and
# what the pages leave open, with the decision taken.
#
# `cargo xtask docs accept FINGERPRINT --reason \"…\"` writes an entry, `cargo xtask docs diff` checks
# all of them. One that matches nothing any more is stale and fails the check. An `open-question` is
# stale as soon as the page or the document says something new about its subject.
";

impl Ledger {
    /// Reads the ledger; one that does not exist is empty.
    ///
    /// # Errors
    /// With file and place when it is no YAML or no list of entries.
    pub fn read(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let document =
            Document::read(path).map_err(|error| Error::caused("cannot read the ledger", error))?;
        Self::from_document(&document)
    }

    /// The ledger in a document that was read before.
    ///
    /// # Errors
    /// With the JSON path of what is no entry.
    pub fn from_document(document: &Document) -> Result<Self, Error> {
        if document.value.is_null() {
            return Ok(Self::default());
        }
        let entries: Vec<Deviation> =
            serde_json::from_value(document.value.clone()).map_err(|error| {
                Error::caused(
                    format!("{} is no list of deviations", document.file()),
                    error,
                )
            })?;
        let lines = (0..entries.len())
            .map(|index| document.nearest_line(&format!("/{index}")))
            .collect();
        Ok(Self { entries, lines })
    }

    /// Takes an entry in, in place of one of the same fingerprint, or of an open question about the same subject.
    pub fn insert(&mut self, entry: Deviation) {
        self.entries.retain(|known| {
            let question = known.kind == Kind::OpenQuestion && entry.kind == Kind::OpenQuestion;
            known.fingerprint != entry.fingerprint
                && !(question && known.page == entry.page && known.subject == entry.subject)
        });
        self.entries.push(entry);
        self.entries.sort_by(|a, b| {
            (&a.page, &a.subject, a.kind, &a.page_says).cmp(&(
                &b.page,
                &b.subject,
                b.kind,
                &b.page_says,
            ))
        });
        self.lines.clear();
    }

    /// The ledger as YAML, its head included.
    ///
    /// # Errors
    /// When it cannot be written as YAML.
    pub fn to_yaml(&self) -> Result<String, Error> {
        let yaml = serde_norway::to_string(&self.entries)
            .map_err(|error| Error::caused("cannot write the ledger as YAML", error))?;
        Ok(format!(
            "{HEAD}\n{}",
            crate::store::quote(&yaml).replace("\n- fingerprint", "\n\n- fingerprint")
        ))
    }
}
