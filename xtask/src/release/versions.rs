//! One version for the document, the crates and the changelog.

use std::path::Path;

use anyhow::{Context, Result};

use super::{Found, changelog};
use crate::spec;

pub(super) fn check(root: &Path) -> Result<Found> {
    let version = workspace(root)?;
    let manifest = read(root, "Cargo.toml")?;
    let mut wrong = Vec::new();
    if spec::Version::parse(&version).is_none() {
        wrong.push(format!(
            "Cargo.toml: {version} is no version of three numbers"
        ));
    }
    let document = spec::document_version(root)?.to_string();
    if document != version {
        wrong.push(format!(
            "openapi/telecomx.yaml: info.version is {document}, the crates' is {version}"
        ));
    }
    match changelog::newest(&read(root, "CHANGELOG.md")?) {
        Some(entry) if entry.version == version => {}
        Some(entry) => wrong.push(format!(
            "CHANGELOG.md: the newest entry is {}, the version is {version}",
            entry.version
        )),
        None => wrong.push("CHANGELOG.md: there is no entry".to_owned()),
    }
    for (name, asked) in inner(&manifest) {
        if asked != version {
            wrong.push(format!(
                "Cargo.toml: {name} is asked for as {asked}, it is {version}"
            ));
        }
    }
    Ok(if wrong.is_empty() {
        Found::Good(format!("all are {version}"))
    } else {
        Found::Bad(wrong.join("\n"))
    })
}

/// The crates' version, as the root's manifest has it.
pub(super) fn workspace(root: &Path) -> Result<String> {
    let manifest = read(root, "Cargo.toml")?;
    let section = manifest.split("[workspace.package]").nth(1);
    let line = section.and_then(|section| {
        section
            .lines()
            .find_map(|line| line.strip_prefix("version = "))
    });
    line.map(|version| version.trim_matches('"').to_owned())
        .context("Cargo.toml has no version under [workspace.package]")
}

/// Our own crates among the dependencies: name and the version that is asked for.
fn inner(manifest: &str) -> Vec<(String, String)> {
    let lines = manifest
        .lines()
        .filter(|line| line.contains("{ path = \"crates/"));
    lines
        .filter_map(|line| {
            let name = line.split_whitespace().next()?;
            let asked = line.split("version = \"").nth(1)?.split('"').next()?;
            Some((name.to_owned(), asked.to_owned()))
        })
        .collect()
}

pub(super) fn read(root: &Path, file: &str) -> Result<String> {
    std::fs::read_to_string(root.join(file)).with_context(|| format!("cannot read {file}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A project of three files, whose versions are given.
    fn found(manifest: &str, inner: &str, document: &str, changelog: &str) -> Found {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
        std::fs::create_dir(folder.path().join("openapi")).unwrap();
        write(
            "Cargo.toml",
            format!(
                "[workspace.package]\nversion = \"{manifest}\"\n[workspace.dependencies]\na = {{ path = \"crates/a\", version = \"{inner}\" }}\n"
            ),
        );
        write(
            "openapi/telecomx.yaml",
            format!("info: {{version: {document}}}\n"),
        );
        write(
            "CHANGELOG.md",
            format!("# Changelog\n\n## {changelog}, unreleased\n"),
        );
        check(folder.path()).unwrap()
    }

    #[test]
    fn versions_that_differ_are_each_named() {
        assert!(
            matches!(found("0.2.0", "0.2.0", "0.2.0", "0.2.0"), Found::Good(text) if text == "all are 0.2.0")
        );
        let Found::Bad(text) = found("0.2.0", "0.1.0", "0.1.1", "0.1.2") else {
            panic!("four versions are taken for one");
        };
        assert_eq!(
            text,
            "openapi/telecomx.yaml: info.version is 0.1.1, the crates' is 0.2.0\n\
             CHANGELOG.md: the newest entry is 0.1.2, the version is 0.2.0\n\
             Cargo.toml: a is asked for as 0.1.0, it is 0.2.0"
        );
    }

    #[test]
    fn our_own_crates_are_found_in_the_real_manifest() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        assert!(inner(&read(&root, "Cargo.toml").unwrap()).len() >= 4);
    }

    #[test]
    fn the_workflow_checks_the_oldest_compiler_that_the_manifest_promises() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let manifest = read(&root, "Cargo.toml").unwrap();
        let line = manifest
            .lines()
            .find_map(|line| line.strip_prefix("rust-version = "));
        let oldest = line.unwrap().trim_matches('"');
        let workflow = read(&root, ".github/workflows/ci.yml").unwrap();
        for command in [
            format!("rustup toolchain install {oldest} "),
            format!("cargo +{oldest} check"),
        ] {
            assert!(
                workflow.contains(&command),
                "ci.yml does not run: {command}"
            );
        }
    }
}
