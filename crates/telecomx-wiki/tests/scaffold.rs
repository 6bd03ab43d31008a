//! A draft is a document: it passes the checks, generates, and says what the page says.

#![allow(clippy::expect_used, clippy::panic)] // A test may.

mod common;

use std::path::Path;

use common::{PAGES, html};
use telecomx_codegen::{Document, check, generate};
use telecomx_wiki::diff::{Outcome, diff};
use telecomx_wiki::ledger::Ledger;
use telecomx_wiki::scaffold::scaffold;
use telecomx_wiki::{Facts, extract, report, store};

const EMPTY: &str = "openapi: 3.0.3\ninfo:\n  title: A draft\n  version: 0.1.0\npaths: {}\n";

fn openapi() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi")
}

fn committed() -> Vec<Facts> {
    store::read_all(&openapi().join("wiki")).expect("the committed facts")
}

fn ours() -> Vec<Facts> {
    PAGES
        .iter()
        .map(|(id, source)| extract(html(id, source).as_bytes()))
        .collect()
}

fn spliced(text: &str, facts: &Facts) -> (String, Document) {
    let document = Document::parse(text, "the document").expect("a document");
    let draft = scaffold(&document, facts).expect("a draft");
    let text = draft.splice(text).expect("spliced");
    let document = Document::parse(&text, "the draft").expect("a document");
    (text, document)
}

/// It lints, and code comes out of it.
fn generates(text: &str, document: &Document) {
    if let Err(findings) = check(document) {
        let found: Vec<String> = findings.iter().map(ToString::to_string).collect();
        panic!("{}\n{text}", found.join("\n"));
    }
    let code = generate(document).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert!(code.contains("pub mod types"));
}

fn compared(document: &Document, facts: &Facts) -> Outcome {
    diff(document, std::slice::from_ref(facts), &Ledger::default())
}

#[test]
fn each_of_the_five_pages_drafts_a_document_of_its_own() {
    for facts in committed() {
        let (text, document) = spliced(EMPTY, &facts);
        generates(&text, &document);
    }
}

#[test]
fn pages_of_other_kinds_draft_into_a_copy_of_the_document() {
    let mut text = std::fs::read_to_string(openapi().join("telecomx.yaml")).expect("the document");
    for facts in ours() {
        let before = text.clone();
        let (after, document) = spliced(&before, &facts);
        generates(&after, &document);
        // Nothing but new lines.
        let mut rest = after.lines();
        for line in before.lines() {
            assert!(rest.any(|other| other == line), "{line} is gone");
        }
        text = after;
    }
    for call in [
        "/warehouse/crate/{crateId}:",
        "/warehouse/shelf/{shelf}/crate/{number}:",
        "/warehouse/shelf:",
        "/warehouse/floor/{floor}/shelf:",
        "/warehouse/crate:",
    ] {
        assert!(text.contains(call), "{call}");
    }
}

/// What of a page a draft holds without a person's help.
fn share(outcome: &Outcome) -> f64 {
    report::percent(&report::total(&outcome.coverage)).expect("facts")
}

#[test]
fn a_draft_says_nearly_all_that_its_page_says() {
    let mut lines = Vec::new();
    for facts in committed() {
        let (_, document) = spliced(EMPTY, &facts);
        let outcome = compared(&document, &facts);
        let open: Vec<String> = outcome
            .open
            .iter()
            .map(|open| {
                format!(
                    "  {} {}: {} / {}",
                    open.kind, open.subject, open.page_says, open.document_says
                )
            })
            .collect();
        lines.push(format!(
            "{} {} %\n{}",
            facts.page.as_deref().unwrap_or_default(),
            share(&outcome),
            open.join("\n")
        ));
    }
    insta::assert_snapshot!("what_drafts_leave_open", lines.join("\n"));
}

/// Path and schema of each place of the answers, by which drafts and the hand-maintained text are held against each other.
#[test]
fn how_much_of_a_draft_equals_the_document() {
    let hand = Document::read(&openapi().join("telecomx.yaml")).expect("the document");
    let pages = committed();
    let by_hand = diff(&hand, &pages, &Ledger::default()).statements;
    let mut lines = Vec::new();
    let (mut same, mut all) = (0, 0);
    for facts in &pages {
        let (_, document) = spliced(EMPTY, facts);
        let drafted = compared(&document, facts).statements;
        let page = facts.page.clone().unwrap_or_default();
        // Names of parts of a URL, operation ids and example names are a person's choice.
        let key = |subject: &str| {
            subject
                .split(' ')
                .filter(|word| !word.starts_with('/'))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let shapes = |statements: &std::collections::BTreeMap<
            (String, String),
            telecomx_wiki::diff::Statement,
        >| {
            statements
                .iter()
                .filter(|((of, subject), _)| {
                    *of == page && (subject.contains('$') || subject.contains(" ? "))
                })
                .map(|((_, subject), statement)| (key(subject), statement.document_says.clone()))
                .collect::<std::collections::BTreeMap<_, _>>()
        };
        let (hand, draft) = (shapes(&by_hand), shapes(&drafted));
        let equal = hand
            .iter()
            .filter(|(subject, shape)| draft.get(*subject) == Some(shape))
            .count();
        let union = hand.len()
            + draft
                .keys()
                .filter(|subject| !hand.contains_key(*subject))
                .count();
        same += equal;
        all += union;
        lines.push(format!("{page}: {equal} of {union}"));
        for (subject, shape) in &hand {
            if draft.get(subject) != Some(shape) {
                lines.push(format!(
                    "  {subject}: {shape} / {}",
                    draft.get(subject).map_or("-", String::as_str)
                ));
            }
        }
    }
    lines.push(format!(
        "{same} of {all} parameters and properties, {} %",
        same * 100 / all
    ));
    insta::assert_snapshot!("drafts_against_the_document", lines.join("\n"));
    assert!(same * 100 / all >= 80, "{same} of {all}");
}

#[test]
fn a_draft_of_what_the_document_has_is_refused() {
    let text = std::fs::read_to_string(openapi().join("telecomx.yaml")).expect("the document");
    let document = Document::parse(&text, "the document").expect("a document");
    for facts in committed() {
        let error = scaffold(&document, &facts)
            .expect_err("a refusal")
            .to_string();
        assert!(error.contains("already"), "{error}");
    }
}

#[test]
fn silence_and_two_minds_are_commented_on() {
    let facts = ours().remove(1);
    let document = Document::parse(EMPTY, "empty").expect("a document");
    insta::assert_snapshot!(
        "a_draft",
        scaffold(&document, &facts)
            .expect("a draft")
            .print()
            .expect("text")
    );
}
