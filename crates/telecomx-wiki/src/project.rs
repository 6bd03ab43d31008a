//! The files of the project, and the check that needs no network.

use std::path::{Path, PathBuf};

use telecomx_codegen::Document;

use crate::diff::{Outcome, diff};
use crate::ledger::Ledger;
use crate::report::Report;
use crate::{Error, Facts, store};

/// Where document, facts and ledger are.
#[derive(Debug, Clone)]
pub struct Project {
    /// `openapi/telecomx.yaml`.
    pub document: PathBuf,
    /// `openapi/wiki`.
    pub facts: PathBuf,
    /// `openapi/deviations.yaml`.
    pub ledger: PathBuf,
    root: PathBuf,
}

impl Project {
    /// The project whose root this folder is.
    #[must_use]
    pub fn at(root: &Path) -> Self {
        let openapi = root.join("openapi");
        Self {
            document: openapi.join("telecomx.yaml"),
            facts: openapi.join("wiki"),
            ledger: openapi.join("deviations.yaml"),
            root: root.to_owned(),
        }
    }

    /// Reads the document.
    ///
    /// # Errors
    /// When it cannot be read or is no YAML.
    pub fn read_document(&self) -> Result<Document, Error> {
        Document::read(&self.document)
            .map_err(|error| Error::caused("cannot read the document", error))
    }

    /// Reads the committed facts.
    ///
    /// # Errors
    /// As [`store::read_all`].
    pub fn read_facts(&self) -> Result<Vec<Facts>, Error> {
        store::read_all(&self.facts)
    }

    /// Reads the ledger.
    ///
    /// # Errors
    /// As [`Ledger::read`].
    pub fn read_ledger(&self) -> Result<Ledger, Error> {
        Ledger::read(&self.ledger)
    }

    /// Compares the committed facts with the document, offline.
    ///
    /// # Errors
    /// When document, facts or ledger cannot be read.
    pub fn check(&self) -> Result<Report, Error> {
        let outcome = diff(
            &self.read_document()?,
            &self.read_facts()?,
            &self.read_ledger()?,
        );
        Ok(self.report(outcome))
    }

    /// A report that names files as seen from the root.
    #[must_use]
    pub fn report(&self, outcome: Outcome) -> Report {
        let name = |path: &Path| {
            path.strip_prefix(&self.root)
                .unwrap_or(path)
                .display()
                .to_string()
                .replace('\\', "/")
        };
        Report {
            from: None,
            moved: Vec::new(),
            outcome,
            document: name(&self.document),
            ledger: name(&self.ledger),
        }
    }
}
