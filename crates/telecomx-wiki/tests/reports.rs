//! Reports, whole: what a person and what a machine reads.

#![allow(clippy::expect_used, clippy::panic)] // A test may.

mod common;

use common::{html, page};
use telecomx_codegen::Document;
use telecomx_wiki::diff::{Outcome, diff};
use telecomx_wiki::ledger::{Deviation, Kind, Ledger};
use telecomx_wiki::report::{Format, Moved, Report, changes_text, coverage_table};
use telecomx_wiki::{Facts, compare::compare, extract};

const ID: &str = "api:warehouse:crate:list";
const AGREEING: &str = include_str!("documents/warehouse.yaml");

fn facts_of(source: &str) -> Facts {
    extract(html(ID, source).as_bytes())
}

fn report(document: &str, facts: Facts, ledger: &Ledger) -> Report {
    let document = Document::parse(document, "openapi/telecomx.yaml").expect("a document");
    Report {
        outcome: diff(&document, &[facts], ledger),
        document: "openapi/telecomx.yaml".to_owned(),
        ledger: "openapi/deviations.yaml".to_owned(),
        ..Report::default()
    }
}

/// A page and a document that disagree in every way, an entry that fires and two that do not.
fn disagreeing() -> Report {
    let page = page(ID)
        .replace("default 0.", "default as given.")
        .replace("| seen | Date |", "| found | Date |")
        .replace("max 500", "max 400")
        .replace("kind: 'BOX'", "kind: 'TUB'");
    let document = AGREEING
        .replace("[VIEWER, MANAGER, ADMIN]", "[VIEWER, ADMIN, OWNER]")
        .replace(
            "  /warehouse/floor",
            "  /other:\n    get: {operationId: other}\n  /warehouse/floor",
        );
    let op = "GET /warehouse/floor/{floor}/crate";
    let mut ledger = Ledger::default();
    ledger.insert(Deviation::new(
        ID,
        Kind::Undocumented,
        &format!("{op} access"),
        "not this level",
        "OWNER",
        "An owner may do what a manager may.",
    ));
    ledger.insert(Deviation::new(
        ID,
        Kind::Conflict,
        &format!("{op} ? gone"),
        "type Number",
        "string",
        "It was there once.",
    ));
    ledger.insert(Deviation::new(
        ID,
        Kind::OpenQuestion,
        &format!("{op} ? state"),
        "query parameter, type Number",
        "string",
        "What about lost ones?",
    ));
    let mut report = report(&document, facts_of(&page), &ledger);
    report.from = Some("https://wiki.example/doku.php".to_owned());
    report.moved = vec![
        Moved::between(
            Some(&facts_of(common::page(ID))),
            &facts_of(
                &common::page(ID)
                    .replace("max 500", "max 400")
                    .replace("Owner of", "Whose are"),
            ),
        ),
        Moved {
            page: "api:warehouse:gone".to_owned(),
            changes: Err("cannot fetch it: status 404".to_owned()),
            new: false,
        },
        Moved {
            page: "api:warehouse:new".to_owned(),
            changes: Ok(Vec::new()),
            new: true,
        },
    ];
    report
}

fn settled() -> Report {
    report(AGREEING, facts_of(page(ID)), &Ledger::default())
}

#[test]
fn text_without_colour() {
    insta::assert_snapshot!(disagreeing().render(Format::Text { colour: false }));
    insta::assert_snapshot!("settled", settled().render(Format::Text { colour: false }));
}

#[test]
fn text_with_colour() {
    let coloured = disagreeing().render(Format::Text { colour: true });
    insta::assert_snapshot!(coloured.replace('\u{1b}', "␛"));
}

#[test]
fn colour_adds_nothing_but_escape_sequences() {
    let mut bare = String::new();
    let coloured = disagreeing().render(Format::Text { colour: true });
    for (index, part) in coloured.split("\u{1b}[").enumerate() {
        bare.push_str(if index == 0 {
            part
        } else {
            part.split_once('m').expect("a sequence").1
        });
    }
    assert_eq!(bare, disagreeing().render(Format::Text { colour: false }));
}

#[test]
fn markdown() {
    insta::assert_snapshot!(disagreeing().render(Format::Markdown));
    insta::assert_snapshot!("settled_markdown", settled().render(Format::Markdown));
}

#[test]
fn github() {
    insta::assert_snapshot!(disagreeing().render(Format::Github));
}

#[test]
fn json() {
    let json: serde_json::Value =
        serde_json::from_str(&disagreeing().render(Format::Json)).expect("json");
    insta::assert_json_snapshot!(json);
}

#[test]
fn a_page_cannot_write_commands_or_markup_of_its_own() {
    let page = page(ID)
        .replace("| seen | Date |", "| x::error::y |<b>a|")
        .replace("^ Crate ^^^", "^ a%0A::error::b @you <img> ^^^");
    let report = report(AGREEING, facts_of(&page), &Ledger::default());
    for line in report.render(Format::Github).lines() {
        assert!(
            line.starts_with("::error file=openapi/")
                || line.starts_with("::notice title=docs diff"),
            "{line}"
        );
        assert_eq!(line.matches("\u{a}").count(), 0);
    }
    let markdown = report.render(Format::Markdown);
    assert!(
        !markdown.contains("<img>") && !markdown.contains("@you"),
        "{markdown}"
    );
}

#[test]
fn changes_and_coverage() {
    let old = facts_of(page(ID));
    let new = facts_of(
        &page(ID)
            .replace("max 500", "max 400")
            .replace("Owner of", "Whose are")
            .replace("| 404 | floor", "| 410 | floor"),
    );
    insta::assert_snapshot!("changes", changes_text(&compare(&old, &new), false));
    insta::assert_snapshot!("no_changes", changes_text(&compare(&old, &old), false));
    insta::assert_snapshot!("coverage", coverage_table(&disagreeing().outcome.coverage));
}

/// Both states, and the two questions that a caller asks.
#[test]
fn only_a_report_without_anything_open_is_settled() {
    assert!(settled().is_settled());
    assert!(!disagreeing().is_settled());
    assert!(
        !Outcome {
            open: disagreeing().outcome.open,
            ..Outcome::default()
        }
        .is_settled()
    );
    assert!(
        !Outcome {
            stale: disagreeing().outcome.stale,
            ..Outcome::default()
        }
        .is_settled()
    );
}
