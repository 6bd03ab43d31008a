//! Where a document comes from: a file, a git revision, the working tree, the last release.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use telecomx_codegen::Document;

/// Where the document lies in the repository.
pub(super) const DOCUMENT: &str = "openapi/telecomx.yaml";

pub(super) fn working_tree(root: &Path) -> Result<Document> {
    Ok(Document::read_as(&root.join(DOCUMENT), DOCUMENT)?)
}

/// A file where there is one of that name, else a revision.
pub(super) fn read(root: &Path, name: &str) -> Result<Document> {
    let path = Path::new(name);
    if path.is_file() {
        return Ok(Document::read(path)?);
    }
    let commit = git(
        root,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &format!("{name}^{{commit}}"),
        ],
    )
    .with_context(|| format!("{name} is neither a file nor a git revision"))?;
    let text = git(root, &["show", &format!("{}:{DOCUMENT}", commit.trim())])
        .with_context(|| format!("the revision {name} has no {DOCUMENT}"))?;
    Ok(Document::parse(&text, &format!("{name}:{DOCUMENT}"))?)
}

/// The newest tag `v*` by version; none before the first release.
pub(super) fn last_release(root: &Path) -> Result<Option<String>> {
    let tags = git(
        root,
        &["tag", "--list", "v[0-9]*", "--sort=-version:refname"],
    )?;
    // A candidate such as v1.0.0-rc.1 is no release.
    Ok(tags
        .lines()
        .find(|tag| !tag.contains('-'))
        .map(str::to_owned))
}

fn git(root: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .output()
        .context("cannot run git: install it, or name files")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim();
        ensure!(said.is_empty(), "git says: {said}");
        bail!("git found nothing");
    }
    String::from_utf8(output.stdout).context("git's answer is no UTF-8 text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    #[test]
    fn what_is_neither_file_nor_revision_is_said_to_be_neither() {
        for name in ["no-such-thing", "--output=x", ""] {
            let error = read(&root(), name).unwrap_err();
            assert!(
                error
                    .to_string()
                    .contains("neither a file nor a git revision"),
                "{error}"
            );
        }
    }

    #[test]
    fn the_newest_release_is_found_and_candidates_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let run = |arguments: &[&str]| git(folder.path(), arguments).unwrap();
        run(&["init", "--quiet"]);
        assert_eq!(last_release(folder.path()).unwrap(), None);
        run(&[
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.com",
            "commit",
            "--quiet",
            "--allow-empty",
            "-m",
            "a",
        ]);
        for tag in ["v0.9.0", "v0.10.0", "v0.11.0-rc.1", "version"] {
            run(&["tag", tag]);
        }
        assert_eq!(
            last_release(folder.path()).unwrap().as_deref(),
            Some("v0.10.0")
        );
        let error = read(folder.path(), "v0.9.0").unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the revision v0.9.0 has no {DOCUMENT}")
        );
    }
}
