//! The committed facts, made anew from the pages.

use std::path::Path;

use telecomx_codegen::Document;

use crate::compare::{Change, compare};
use crate::report::Moved;
use crate::source::Source;
use crate::store::{file_name, to_yaml};
use crate::{Error, Facts, spec};

/// What became of the facts of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pulled {
    /// Nothing that the page states has changed; the file was left alone.
    Same,
    /// The file was written.
    Written {
        /// How many statements are others.
        changes: usize,
        /// How many changes are of wording alone.
        text_only: usize,
        /// There was no such file.
        new: bool,
    },
}

/// The pages that the document is transcribed from, and those that facts are committed of.
///
/// Pages known in part are left out: they have no facts until somebody can read them whole.
#[must_use]
pub fn known_pages(document: &Document, committed: &[Facts]) -> Vec<String> {
    let origins = spec::operations(document)
        .into_iter()
        .filter_map(|operation| operation.origin);
    let mut pages: Vec<String> = origins
        .filter(|origin| !origin.partial)
        .map(|origin| origin.page)
        .collect();
    pages.extend(committed.iter().filter_map(|facts| facts.page.clone()));
    pages.sort();
    pages.dedup();
    pages
}

/// All pages that the document names, those known in part as well.
#[must_use]
pub fn named_pages(document: &Document) -> Vec<String> {
    let origins = spec::operations(document)
        .into_iter()
        .filter_map(|operation| operation.origin);
    let mut pages: Vec<String> = origins.map(|origin| origin.page).collect();
    pages.sort();
    pages.dedup();
    pages
}

/// Reads a page anew, and writes its facts if the page states something else than they do.
///
/// A page that only comes in another layout, with other line numbers, is the same.
///
/// # Errors
/// When the page cannot be had or the file cannot be written.
pub fn pull(
    source: &Source,
    folder: &Path,
    committed: &[Facts],
    page: &str,
) -> Result<Pulled, Error> {
    let now = source.page(page)?;
    let before = committed
        .iter()
        .find(|facts| facts.page.as_deref() == Some(page));
    let changes = before.map(|before| compare(before, &now));
    if changes.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Pulled::Same);
    }
    let changes = changes.unwrap_or_default();
    let file = folder.join(file_name(page));
    let failed = |error| Error::caused(format!("cannot write {}", file.display()), error);
    std::fs::create_dir_all(folder).map_err(failed)?;
    std::fs::write(&file, to_yaml(&kept(now, before))?).map_err(failed)?;
    let text_only = changes.iter().filter(|change| change.text_only).count();
    Ok(Pulled::Written {
        changes: changes.len() - text_only,
        text_only,
        new: before.is_none(),
    })
}

/// What the new layout has lost and the old facts still know is kept: id, title and date.
fn kept(mut now: Facts, before: Option<&Facts>) -> Facts {
    if let Some(before) = before {
        now.title = now.title.or_else(|| before.title.clone());
        now.modified = now.modified.or_else(|| before.modified.clone());
    }
    now
}

/// Reads pages anew and compares each with its committed facts; nothing is written.
pub fn moved(source: &Source, committed: &[Facts], page: &str) -> Moved {
    let before = committed
        .iter()
        .find(|facts| facts.page.as_deref() == Some(page));
    match source.page(page) {
        Ok(now) => Moved {
            page: page.to_owned(),
            ..Moved::between(before, &now)
        },
        Err(error) if error.is_gone() => {
            let gone = Change {
                subject: "page".to_owned(),
                before: "a page of an endpoint".to_owned(),
                after: "gone from the wiki".to_owned(),
                text_only: false,
                line: None,
            };
            Moved {
                page: page.to_owned(),
                changes: Ok(vec![gone]),
                new: false,
            }
        }
        Err(error) => {
            let cause = std::error::Error::source(&error)
                .map_or(String::new(), |cause| format!(": {cause}"));
            Moved {
                page: page.to_owned(),
                changes: Err(format!("{error}{cause}")),
                new: false,
            }
        }
    }
}
