//! The exit codes of `cargo xtask spec`, as CI sees them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Exit code and standard output; errors are part of it.
fn xtask(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

fn document() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/telecomx.yaml")
}

/// A copy with one text replaced, in a folder of its own.
fn edited(from: &str, to: &str) -> (tempfile::TempDir, String) {
    let text = std::fs::read_to_string(document()).unwrap();
    assert!(text.contains(from), "the document has no {from}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("edited.yaml");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    let name = path.to_str().unwrap().to_owned();
    (folder, name)
}

#[test]
fn a_clean_document_is_0_a_finding_4_and_what_is_no_document_100() {
    assert_eq!(xtask(&["spec", "lint"]).0, 0);
    let (_folder, bad) = edited("operationId: login", "operationId: Login");
    let (code, said) = xtask(&["spec", "lint", &bad]);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("operation-id"), "{said}");
    assert!(
        !said.contains('\u{1b}'),
        "colour without a terminal: {said}"
    );
    let (_folder, broken) = edited("info:", "info: &anchor");
    let (code, said) = xtask(&["spec", "lint", &broken]);
    assert_eq!(code, 100, "{said}");
    assert_eq!(xtask(&["spec", "lint", "no/such.yaml"]).0, 100);
}

#[test]
fn a_harmless_change_is_0_a_breaking_one_4_and_an_unknown_revision_100() {
    let original = document().to_str().unwrap().to_owned();
    let (_folder, harmless) = edited("summary: Check a token", "summary: Check one token");
    let (code, said) = xtask(&["spec", "diff", &original, &harmless]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("0 breaking, 0 risky, 1 harmless"), "{said}");
    let (_folder, breaking) = edited("operationId: validateToken", "operationId: checkToken");
    let (code, said) = xtask(&["spec", "diff", &original, &breaking, "--format", "github"]);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("::error file="), "{said}");
    let (code, said) = xtask(&["spec", "diff", "no-such-revision"]);
    assert_eq!(code, 100, "{said}");
    assert!(said.contains("neither a file nor a git revision"), "{said}");
}

#[test]
fn colour_comes_when_it_is_asked_for() {
    let (_, said) = xtask(&["spec", "lint", "--colour", "always"]);
    assert!(said.contains("\u{1b}[1;32m"), "{said}");
}
