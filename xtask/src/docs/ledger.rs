//! Commands about what differs: diff, accept, coverage.

use anyhow::{Context, Result, bail};
use telecomx_wiki::fetch::Options;
use telecomx_wiki::ledger::{Deviation, Kind};
use telecomx_wiki::report::{self, Format};
use telecomx_wiki::source::Source;
use telecomx_wiki::{Project, pull};

use super::print;
use crate::Outcome;

pub(super) fn diff(
    project: &Project,
    from: Option<&str>,
    format: Format,
    options: Options,
) -> Result<Outcome> {
    let mut report = project.check()?;
    let mut unread = 0;
    if let Some(from) = from {
        let committed = project.read_facts()?;
        let source = Source::open(Some(from), options)?;
        let pages = pull::known_pages(&project.read_document()?, &committed);
        report.moved = pages
            .iter()
            .map(|page| pull::moved(&source, &committed, page))
            .collect();
        report.from = Some(from.to_owned());
        unread = report
            .moved
            .iter()
            .filter(|moved| moved.changes.is_err())
            .count();
    }
    print(&report.render(format))?;
    if unread > 0 {
        bail!("{unread} pages could not be read; the report says why");
    }
    Ok(if report.is_settled() {
        Outcome::Fresh
    } else {
        Outcome::Stale
    })
}

pub(super) fn accept(
    project: &Project,
    fingerprint: &str,
    reason: &str,
    question: Option<&str>,
) -> Result<Outcome> {
    if reason.split_whitespace().count() < 3 {
        bail!("the reason is too short: write what a stranger would need to agree");
    }
    let found = project.check()?.outcome;
    let entry = match question {
        Some(page) => {
            let key = (page.to_owned(), fingerprint.to_owned());
            let Some(said) = found.statements.get(&key) else {
                let near = nearest(
                    fingerprint,
                    found
                        .statements
                        .keys()
                        .filter(|(of, _)| of == page)
                        .map(|(_, subject)| subject),
                );
                bail!("neither {page} nor the document has a subject {fingerprint:?}{near}");
            };
            Deviation::new(
                page,
                Kind::OpenQuestion,
                fingerprint,
                &said.page_says,
                &said.document_says,
                reason,
            )
        }
        None => {
            let open = found
                .open
                .iter()
                .find(|open| open.fingerprint() == fingerprint);
            let accepted = found
                .accepted
                .iter()
                .map(|(difference, _)| difference)
                .find(|known| known.fingerprint() == fingerprint);
            let Some(difference) = open.or(accepted) else {
                bail!(
                    "no difference has the fingerprint {fingerprint}; see `cargo xtask docs diff`"
                );
            };
            difference.accept(reason)
        }
    };
    let mut ledger = project.read_ledger()?;
    println!(
        "{:>15}  {}  {}  {}",
        "accepted", entry.fingerprint, entry.page, entry.subject
    );
    ledger.insert(entry);
    std::fs::write(&project.ledger, ledger.to_yaml()?)
        .with_context(|| format!("cannot write {}", project.ledger.display()))?;
    Ok(Outcome::Fresh)
}

/// The subject that was probably meant.
fn nearest<'a>(wanted: &str, subjects: impl Iterator<Item = &'a String>) -> String {
    subjects
        .map(|subject| (strsim::jaro_winkler(wanted, subject), subject))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(String::new(), |(_, subject)| {
            format!("; did you mean {subject:?}?")
        })
}

pub(super) fn coverage(project: &Project) -> Result<Outcome> {
    let found = project.check()?.outcome;
    print(&report::coverage_table(&found.coverage))?;
    Ok(if found.is_settled() {
        Outcome::Fresh
    } else {
        Outcome::Stale
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// A copy of the project's own document, facts and ledger.
    fn copy() -> (tempfile::TempDir, Project) {
        let folder = tempfile::tempdir().unwrap();
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi");
        let theirs = folder.path().join("openapi");
        std::fs::create_dir_all(theirs.join("wiki")).unwrap();
        for file in ["telecomx.yaml", "deviations.yaml"] {
            std::fs::copy(ours.join(file), theirs.join(file)).unwrap();
        }
        for file in std::fs::read_dir(ours.join("wiki")).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), theirs.join("wiki").join(file.file_name())).unwrap();
        }
        let project = Project::at(folder.path());
        (folder, project)
    }

    fn outcome(project: &Project) -> Outcome {
        diff(project, None, Format::Json, Options::default()).unwrap()
    }

    #[test]
    fn an_entry_that_is_taken_out_can_be_accepted_again() {
        let (_folder, project) = copy();
        assert_eq!(outcome(&project), Outcome::Fresh);
        let before = std::fs::read_to_string(&project.ledger).unwrap();
        let mut ledger = project.read_ledger().unwrap();
        let index = ledger
            .entries
            .iter()
            .position(|entry| entry.kind == Kind::Undocumented)
            .unwrap();
        let entry = ledger.entries.remove(index);
        std::fs::write(&project.ledger, ledger.to_yaml().unwrap()).unwrap();
        assert_eq!(outcome(&project), Outcome::Stale);
        assert!(accept(&project, &entry.fingerprint, "too short", None).is_err());
        accept(&project, &entry.fingerprint, &entry.reason, None).unwrap();
        assert_eq!(outcome(&project), Outcome::Fresh);
        assert_eq!(std::fs::read_to_string(&project.ledger).unwrap(), before);
    }

    #[test]
    fn a_question_is_recorded_once_and_only_about_what_exists() {
        let (_folder, project) = copy();
        let page = "api:customer:resellers";
        let count = || project.read_ledger().unwrap().entries.len();
        let before = count();
        accept(
            &project,
            "GET /customer/resellers/list 200 $[].name",
            "Is it unique, or not?",
            Some(page),
        )
        .unwrap();
        accept(
            &project,
            "GET /customer/resellers/list 200 $[].name",
            "Is it unique or is it not?",
            Some(page),
        )
        .unwrap();
        assert_eq!(count(), before + 1);
        assert_eq!(outcome(&project), Outcome::Fresh);
        let error = accept(
            &project,
            "GET /customer/resellers/list 200 $[].nam",
            "Is it unique, or not?",
            Some(page),
        );
        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("did you mean \"GET /customer/resellers/list 200 $[].name\"?")
        );
        assert!(accept(&project, "000000000000", "no such difference here", None).is_err());
    }
}
