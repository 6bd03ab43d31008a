//! `cargo xtask regen`: writes all that is made from `openapi/telecomx.yaml`, or checks that it is up to date.
//!
//! Writing and checking share everything but the last step, so that what is checked is what is written.

mod compare;
mod dereference;
mod fixtures;
mod outputs;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::Outcome;
use compare::{State, diff, state};
use outputs::Output;

/// The folder that holds nothing but what is written here.
const DIST: &str = "openapi/dist";

/// Write all that is made from openapi/telecomx.yaml.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; show what would change and exit with 4 if anything would.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (report, outcome) = regen(&root, arguments.check)?;
    print!("{report}");
    // Whether the document still says what the wiki says is checked with it, offline; writing could not mend that.
    let docs = if arguments.check {
        crate::docs::check(&root)?
    } else {
        Outcome::Fresh
    };
    Ok(if docs == Outcome::Fresh {
        outcome
    } else {
        docs
    })
}

/// Brings the outputs under `root` up to date, or only looks; gives a report for a person.
fn regen(root: &Path, check: bool) -> Result<(String, Outcome)> {
    let outputs = outputs::outputs(root)?;
    let mut report = String::new();
    let mut stale = 0;
    for output in &outputs.files {
        let state = state(root, output)?;
        if state == State::Fresh {
            continue;
        }
        stale += 1;
        if check {
            report.push_str(&diff(output, &state));
        } else {
            write(root, output)?;
            report.push_str(&format!("{:>8} {}\n", "wrote", output.path));
        }
    }
    for stray in strays(root, &outputs.files)? {
        stale += 1;
        if check {
            report.push_str(&format!("{stray}: nothing makes this file\n"));
        } else {
            std::fs::remove_file(root.join(&stray))
                .with_context(|| format!("cannot remove {stray}"))?;
            report.push_str(&format!("{:>8} {stray}\n", "removed"));
        }
    }
    let count = outputs.files.len();
    let outcome = match (check, stale) {
        (true, 1..) => {
            report.push_str(&format!(
                "{stale} of {count} files are out of date; run: cargo xtask regen\n"
            ));
            Outcome::Stale
        }
        _ => {
            let milliseconds = outputs.generated_in.as_millis();
            report.push_str(&format!(
                "{count} files are up to date; the client was generated in {milliseconds} ms\n"
            ));
            Outcome::Fresh
        }
    };
    Ok((report, outcome))
}

/// Puts the file in place at once, so that a build next door never reads half of it.
fn write(root: &Path, output: &Output) -> Result<()> {
    let path = root.join(output.path);
    let named = || format!("cannot write {}", output.path);
    let directory = path.parent().unwrap_or(root);
    std::fs::create_dir_all(directory).with_context(named)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let fresh = directory.join(name);
    std::fs::write(&fresh, &output.content).with_context(named)?;
    std::fs::rename(&fresh, &path).with_context(named)
}

/// Files in `openapi/dist` that nothing makes, relative to the root.
fn strays(root: &Path, outputs: &[Output]) -> Result<Vec<String>> {
    let directory = root.join(DIST);
    if !directory.exists() {
        return Ok(Vec::new());
    }
    let mut strays = Vec::new();
    for entry in std::fs::read_dir(&directory).with_context(|| format!("cannot list {DIST}"))? {
        let name = PathBuf::from(
            entry
                .with_context(|| format!("cannot list {DIST}"))?
                .file_name(),
        );
        let path = format!("{DIST}/{}", name.display());
        if !outputs.iter().any(|output| output.path == path) {
            strays.push(path);
        }
    }
    strays.sort();
    Ok(strays)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A copy of the document alone, with all outputs made from it.
    fn fresh() -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        let document = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(outputs::DOCUMENT);
        let text = std::fs::read_to_string(document).unwrap();
        put(copy.path(), outputs::DOCUMENT, &text);
        assert_eq!(regen(copy.path(), false).unwrap().1, Outcome::Fresh);
        copy
    }

    fn put(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn get(root: &Path, path: &str) -> String {
        std::fs::read_to_string(root.join(path)).unwrap()
    }

    #[test]
    fn an_edit_of_any_output_is_shown_and_undone() {
        let copy = fresh();
        let root = copy.path();
        let outputs = outputs::outputs(root).unwrap().files;
        for output in &outputs {
            put(root, output.path, &output.content.replacen('e', "E", 1));
        }
        let (report, outcome) = regen(root, true).unwrap();
        assert_eq!(outcome, Outcome::Stale);
        for output in &outputs {
            assert!(report.contains(&format!("--- {}", output.path)), "{report}");
            assert_ne!(
                get(root, output.path),
                output.content,
                "a check must not write"
            );
        }
        let count = outputs.len();
        let end = format!("{count} of {count} files are out of date; run: cargo xtask regen\n");
        assert!(report.ends_with(&end), "{report}");

        assert_eq!(regen(root, false).unwrap().1, Outcome::Fresh);
        for output in &outputs {
            assert_eq!(get(root, output.path), output.content);
        }
        assert_eq!(regen(root, true).unwrap().1, Outcome::Fresh);
    }

    #[test]
    fn a_missing_output_is_found_and_written() {
        let copy = fresh();
        let path = outputs::outputs(copy.path()).unwrap().files[0].path;
        std::fs::remove_file(copy.path().join(path)).unwrap();
        let (report, outcome) = regen(copy.path(), true).unwrap();
        assert_eq!(outcome, Outcome::Stale);
        assert!(report.contains(&format!("{path}: is missing")), "{report}");
        assert_eq!(regen(copy.path(), false).unwrap().1, Outcome::Fresh);
        assert!(copy.path().join(path).exists());
    }

    #[test]
    fn a_stray_file_is_found_and_removed() {
        let copy = fresh();
        put(copy.path(), "openapi/dist/old.json", "{}");
        let (report, outcome) = regen(copy.path(), true).unwrap();
        assert_eq!(outcome, Outcome::Stale);
        assert!(
            report.contains("openapi/dist/old.json: nothing makes this file"),
            "{report}"
        );
        assert_eq!(regen(copy.path(), false).unwrap().1, Outcome::Fresh);
        assert_eq!(regen(copy.path(), true).unwrap().1, Outcome::Fresh);
    }

    #[test]
    fn line_ends_of_another_system_are_no_difference() {
        let copy = fresh();
        let path = "openapi/dist/telecomx.json";
        let text = get(copy.path(), path);
        put(copy.path(), path, &text.replace('\n', "\r\n"));
        assert_eq!(regen(copy.path(), true).unwrap().1, Outcome::Fresh);
        let document = get(copy.path(), outputs::DOCUMENT);
        put(
            copy.path(),
            outputs::DOCUMENT,
            &document.replace('\n', "\r\n"),
        );
        assert_eq!(regen(copy.path(), true).unwrap().1, Outcome::Fresh);
    }

    #[test]
    fn an_edit_of_the_document_makes_its_outputs_stale() {
        let copy = fresh();
        let document = get(copy.path(), outputs::DOCUMENT);
        put(
            copy.path(),
            outputs::DOCUMENT,
            &document.replacen("List FlexCare orders", "List orders", 1),
        );
        let (report, outcome) = regen(copy.path(), true).unwrap();
        assert_eq!(outcome, Outcome::Stale);
        assert!(report.contains("+    /// List orders"), "{report}");
    }

    #[test]
    fn a_bad_document_stops_everything() {
        let copy = fresh();
        let document = get(copy.path(), outputs::DOCUMENT);
        put(
            copy.path(),
            outputs::DOCUMENT,
            &document.replacen("operationId: logout", "operationId: login", 1),
        );
        let before = get(copy.path(), "openapi/dist/telecomx.json");
        let error = regen(copy.path(), false).unwrap_err();
        let text = format!("{error:#}");
        assert!(
            text.contains("/paths/~1auth~1logout/get/operationId: duplicate"),
            "{text}"
        );
        assert_eq!(get(copy.path(), "openapi/dist/telecomx.json"), before);

        std::fs::remove_file(copy.path().join(outputs::DOCUMENT)).unwrap();
        let text = format!("{:#}", regen(copy.path(), true).unwrap_err());
        assert!(text.contains("cannot read the document"), "{text}");
    }
}
