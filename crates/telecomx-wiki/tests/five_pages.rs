//! The committed facts of the five pages, counted by hand from the pages, and their ledger.

#![allow(clippy::expect_used, clippy::panic)] // A test may.

use std::path::Path;

use telecomx_wiki::ledger::Kind;
use telecomx_wiki::{Facts, Project, report};

fn project() -> Project {
    Project::at(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
}

fn facts() -> Vec<Facts> {
    project().read_facts().expect("the committed facts")
}

fn of(page: &str) -> Facts {
    facts()
        .into_iter()
        .find(|facts| facts.page.as_deref() == Some(page))
        .expect("the page")
}

/// Rows counted by eye: access levels, parameters, rows of each property table, errors, examples, example requests.
#[allow(clippy::type_complexity)] // A table, read as one.
const COUNTED: [(&str, usize, usize, &[usize], usize, usize, usize); 5] = [
    ("api:customer:resellers", 3, 4, &[6], 2, 1, 3),
    ("api:externallicense:list", 3, 4, &[4, 21], 3, 1, 4),
    ("api:internet:request:list", 5, 7, &[4, 12, 45], 2, 2, 3),
    ("api:iptv:flexcareorders:list", 2, 3, &[15], 2, 1, 2),
    ("api:iptv:serviceagreements:get", 2, 2, &[17], 3, 2, 2),
];

#[test]
fn every_row_and_example_of_the_five_pages_is_there() {
    assert_eq!(facts().len(), 5);
    for (page, access, parameters, tables, errors, examples, requests) in COUNTED {
        let facts = of(page);
        assert_eq!(facts.methods, ["GET"], "{page}");
        assert_eq!(facts.urls.len(), 1, "{page}");
        assert_eq!(facts.access.len(), access, "{page}");
        assert_eq!(facts.parameters.len(), parameters, "{page}");
        assert_eq!(
            facts
                .objects
                .iter()
                .map(|table| table.properties.len())
                .collect::<Vec<_>>(),
            tables,
            "{page}"
        );
        assert_eq!(facts.errors.len(), errors, "{page}");
        assert_eq!(facts.examples.len(), examples, "{page}");
        assert_eq!(facts.requests.len(), requests, "{page}");
        assert!(facts.title.is_some() && facts.modified.is_some(), "{page}");
        assert!(
            facts
                .objects
                .iter()
                .flat_map(|table| &table.properties)
                .all(|row| row.kind.is_some() && row.text.is_some()),
            "{page}"
        );
    }
}

#[test]
fn what_the_rows_say_is_what_the_pages_say() {
    let internet = of("api:internet:request:list");
    let limit = &internet.parameters[3];
    assert_eq!((limit.name.as_str(), limit.optional), ("limit", Some(true)));
    let numbers = [&limit.minimum, &limit.maximum]
        .map(|bound| bound.as_ref().and_then(serde_json::Number::as_i64));
    assert_eq!(
        (numbers, limit.default.clone()),
        ([Some(1), Some(500)], Some(100.into()))
    );
    assert_eq!(
        internet.parameters[0].optional, None,
        "the page does not say"
    );
    let values = |page: &str, name: &str| {
        let facts = of(page);
        let row = facts
            .objects
            .iter()
            .flat_map(|table| &table.properties)
            .rfind(|row| row.name == name)
            .cloned();
        serde_json::Value::Array(row.and_then(|row| row.values).unwrap_or_default()).to_string()
    };
    assert_eq!(
        values("api:internet:request:list", "installTime"),
        r#"["7_30_TO_16","7_30_TO_12","12_TO_16"]"#
    );
    assert_eq!(
        values("api:internet:request:list", "ipAddresses"),
        "[1,2,4,8,16,32]"
    );
    assert_eq!(
        values("api:internet:request:list", "type"),
        r#"["DSL","FIBER"]"#
    );
    assert_eq!(
        values("api:iptv:serviceagreements:get", "onsite.responseTime"),
        "[1,3,8,24]"
    );
    assert_eq!(
        values("api:iptv:serviceagreements:get", "remote.period"),
        r#"["07:45-16:00","08:00-22:00","00:00-23:59"]"#
    );
    assert_eq!(
        values("api:externallicense:list", "also.billingPeriod"),
        r#"["MONTHLY","QUARTERLY","YEARLY"]"#
    );
    assert_eq!(
        values("api:externallicense:list", "platformId"),
        r#"["ALSO"]"#
    );
    let errors: Vec<_> = of("api:iptv:serviceagreements:get")
        .errors
        .into_iter()
        .map(|row| (row.status, row.message.unwrap_or_default()))
        .collect();
    assert_eq!(
        errors,
        [
            (Some(404), "id".into()),
            (Some(403), "access_denied".into()),
            (Some(500), "internal_error".into())
        ]
    );
    let elided: Vec<bool> = facts()
        .iter()
        .flat_map(|facts| &facts.examples)
        .map(|example| example.elided)
        .collect();
    assert_eq!(elided, [false, true, true, true, false, false, false]);
}

#[test]
fn the_facts_hold_no_prose_and_no_editor() {
    for (page, ..) in COUNTED {
        let text = serde_json::to_string(&of(page)).expect("json");
        for prose in [
            "[optional]",
            "Id of",
            "Insufficient",
            "Unique",
            "Møller",
            "Frederiksen",
            "Andersen",
        ] {
            assert!(!text.contains(prose), "{page}: {prose}");
        }
    }
}

#[test]
fn document_and_pages_agree_or_the_ledger_says_why() {
    let report = project().check().expect("document, facts and ledger");
    assert!(
        report.is_settled(),
        "{}",
        report.render(report::Format::Text { colour: false })
    );
    let total = report::total(&report.outcome.coverage);
    assert_eq!(report::percent(&total), Some(100.0));
    assert_eq!(
        total.facts, 204,
        "the sum of the rows counted by hand, and of the operations, dates and unreadable defaults"
    );
    assert_eq!(total.operations.len(), 8);
    let unverified: Vec<&str> = report
        .outcome
        .coverage
        .iter()
        .filter(|row| row.unverified)
        .map(|row| row.page.as_str())
        .collect();
    assert_eq!(
        unverified,
        [
            "api:auth:login",
            "api:auth:logout",
            "api:auth:validatetoken"
        ]
    );
}

#[test]
fn every_entry_of_the_ledger_fires_and_gives_a_reason() {
    let ledger = project().read_ledger().expect("the ledger");
    let found = project()
        .check()
        .expect("document, facts and ledger")
        .outcome;
    assert_eq!(
        found.accepted.len() + found.questions.len(),
        ledger.entries.len()
    );
    assert!(found.questions.len() >= 40, "{}", found.questions.len());
    for entry in &ledger.entries {
        assert!(
            entry.reason.split_whitespace().count() >= 6,
            "{}: {}",
            entry.subject,
            entry.reason
        );
        let similar = ledger
            .entries
            .iter()
            .filter(|other| other.subject == entry.subject && other.kind == Kind::OpenQuestion);
        assert!(similar.count() <= 1, "{}: two questions", entry.subject);
    }
}

#[test]
fn an_open_question_goes_stale_when_the_page_or_the_document_moves() {
    let project = project();
    let document = project.read_document().expect("the document");
    let ledger = project.read_ledger().expect("the ledger");
    let mut pages = facts();
    let subject = "GET /customer/resellers/list ? flexcare";
    let stale = |pages: &[Facts]| -> Vec<String> {
        let found = telecomx_wiki::diff::diff(&document, pages, &ledger);
        found
            .stale
            .iter()
            .filter(|stale| stale.entry.subject == subject)
            .map(|stale| stale.why.clone())
            .collect()
    };
    assert!(stale(&pages).is_empty());
    pages[0].parameters[2].text = Some("000000000000".into());
    let why = stale(&pages);
    assert!(
        why.len() == 1 && why[0].starts_with("the page now says: "),
        "{why:?}"
    );
    pages[0].parameters.remove(2);
    assert_eq!(stale(&pages).len(), 1);
}
