//! Who catches what.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::Path;

use telecomx_codegen::{Document, check};

use super::*;
use crate::spec::lint::{Evidence, RULES, lint};
use crate::spec::source::working_tree;

fn document() -> Document {
    working_tree(&root()).unwrap()
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn each_seeded_fault_is_caught_by_whom_the_table_says() {
    let good = document();
    let evidence = Evidence::beside(&root().join("openapi"), true).unwrap();
    let verdict = |(what, edits, rules, by_codegen): &(&str, &[Edit], &[&str], bool)| {
        let mut value = good.value.clone();
        for edit in *edits {
            apply(&mut value, *edit).unwrap();
        }
        let bad = Document::from_value(value, "bad.yaml");
        // The ledger takes most of the time: it is asked where it should answer, and where nobody else does.
        let of_ledger = ["inferred-ledger", "inferred-mark", "ledger-subject"];
        let asks = rules.is_empty() || rules.iter().any(|rule| of_ledger.contains(rule));
        let evidence = evidence.as_ref().filter(|_| asks);
        let caught: BTreeSet<&str> = lint(&bad, evidence)
            .iter()
            .map(|finding| finding.rule)
            .collect();
        let expected: BTreeSet<&str> = rules.iter().copied().collect();
        let codegen = check(&bad).is_err();
        (caught != expected || codegen != *by_codegen)
            .then(|| format!("{what}: lint {caught:?}, codegen {codegen}"))
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let quarters = FAULTS.chunks(FAULTS.len().div_ceil(4));
        let running: Vec<_> = quarters
            .map(|quarter| scope.spawn(|| quarter.iter().filter_map(verdict).collect::<Vec<_>>()))
            .collect();
        running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_rule_is_seen_broken() {
    let broken: BTreeSet<&str> = FAULTS
        .iter()
        .flat_map(|(_, _, rules, _)| rules.iter().copied())
        .collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(broken, rules);
}

/// The numbers that `openapi/README.md` states.
#[test]
fn most_faults_are_caught_and_the_rest_is_known_by_name() {
    let caught = |lint: bool, codegen: bool| {
        FAULTS
            .iter()
            .filter(|(_, _, rules, by_codegen)| rules.is_empty() != lint && *by_codegen == codegen)
            .count()
    };
    let numbers = format!(
        "{} faults: {} by the lint alone, {} by codegen alone, {} by both, {} by neither",
        FAULTS.len(),
        caught(true, false),
        caught(false, true),
        caught(true, true),
        caught(false, false)
    );
    let readme = std::fs::read_to_string(root().join("openapi/README.md")).unwrap();
    assert!(FAULTS.len() >= 48);
    assert!(
        readme.replace('\n', " ").contains(&numbers),
        "openapi/README.md does not say: {numbers}"
    );
}

/// What the parser refuses before anybody looks.
#[test]
fn faults_of_the_yaml_itself_are_refused_with_their_line() {
    let text = std::fs::read_to_string(root().join("openapi/telecomx.yaml")).unwrap();
    // Git may have made other line ends of ours.
    let text = text.replace("\r\n", "\n");
    for (from, to, reason) in [
        (
            "  title: Telecom X",
            "  title: A\n  title: Telecom X",
            "title",
        ),
        ("info:\n", "info: &anchor\n", "anchor"),
        ("        '200':\n", "        200:\n", "200"),
        ("info:\n", "info:\n\ttitle: x\n", ""),
    ] {
        assert!(text.contains(from));
        let error = Document::parse(&text.replacen(from, to, 1), "bad.yaml")
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("bad.yaml:") && error.contains(reason),
            "{error}"
        );
    }
}
