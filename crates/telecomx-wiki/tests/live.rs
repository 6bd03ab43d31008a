//! Pull, diff and discover against a server that behaves like the wiki, and one that does not.

#![allow(clippy::expect_used, clippy::panic)] // A test may.

mod common;

use std::path::Path;
use std::time::{Duration, Instant};

use common::server::{Page, Server};
use common::{PAGES, html, page, xhtml};
use telecomx_codegen::Document;
use telecomx_wiki::fetch::Options;
use telecomx_wiki::pull::{self, Pulled};
use telecomx_wiki::source::{Source, read_input};
use telecomx_wiki::{Facts, extract, store};

const ID: &str = "api:warehouse:crate:update";

fn options() -> Options {
    Options {
        timeout: Duration::from_secs(20),
        pause: Duration::ZERO,
        cache: None,
    }
}

/// A wiki that has all our pages.
fn wiki() -> Server {
    let server = Server::start();
    for (id, source) in PAGES {
        server.set(id, Page::Ok(html(id, source).into_bytes()));
    }
    server
}

fn source(server: &Server) -> Source {
    Source::open(Some(&server.url()), options()).expect("a source")
}

fn committed(folder: &Path) -> Vec<Facts> {
    store::read_all(folder).expect("facts")
}

/// The whole chain of an error.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    text
}

#[test]
fn a_pull_writes_what_the_live_pages_state() {
    let server = wiki();
    let folder = tempfile::tempdir().expect("a folder");
    for (id, source_text) in PAGES {
        let pulled = pull::pull(&source(&server), folder.path(), &[], id).expect("pulled");
        assert!(matches!(pulled, Pulled::Written { new: true, .. }));
        let facts = committed(folder.path());
        let facts = facts
            .iter()
            .find(|facts| facts.page.as_deref() == Some(id))
            .expect("the page");
        assert_eq!(*facts, extract(html(id, source_text).as_bytes()));
    }
    assert!(
        folder
            .path()
            .join("api_warehouse_crate_update.yaml")
            .is_file()
    );
}

#[test]
fn a_second_pull_of_the_same_page_leaves_the_file_alone() {
    let server = wiki();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("api_warehouse_crate_update.yaml");
    pull::pull(&source(&server), folder.path(), &[], ID).expect("pulled");
    let first = std::fs::read_to_string(&file).expect("facts");
    // The same page in another layout has other lines, and states the same.
    server.set(ID, Page::Ok(xhtml(page(ID)).into_bytes()));
    let again = pull::pull(
        &source(&server),
        folder.path(),
        &committed(folder.path()),
        ID,
    );
    assert_eq!(again.expect("pulled"), Pulled::Same);
    assert_eq!(std::fs::read_to_string(&file).expect("facts"), first);
}

#[test]
fn what_is_kept_is_asked_for_only_if_it_has_changed() {
    let server = wiki();
    let cache = tempfile::tempdir().expect("a folder");
    let options = Options {
        cache: Some(cache.path().to_owned()),
        ..options()
    };
    let read = || {
        Source::open(Some(&server.url()), options.clone())
            .expect("a source")
            .page(ID)
            .expect("a page")
    };
    let first = read();
    assert_eq!(read(), first);
    server.touch();
    assert_eq!(read(), first);
    let since: Vec<Option<String>> = server
        .asked()
        .into_iter()
        .map(|asked| asked.since)
        .collect();
    let date = Some("Mon, 03 Feb 2020 03:05:00 GMT".to_owned());
    assert_eq!(since, [None, date.clone(), date]);
}

#[test]
fn the_wiki_is_told_who_asks_and_asked_one_thing_at_a_time() {
    let server = wiki();
    let slowly = Options {
        pause: Duration::from_millis(60),
        ..options()
    };
    let source = Source::open(Some(&server.url()), slowly).expect("a source");
    let start = Instant::now();
    for (id, _) in PAGES {
        source.page(id).expect("a page");
    }
    assert!(
        start.elapsed() >= Duration::from_millis(240),
        "four pauses between five pages"
    );
    assert_eq!(server.most_open(), 1);
    for asked in server.asked() {
        assert!(asked.agent.starts_with("telecomx-docs/"), "{}", asked.agent);
        assert!(
            asked.target.starts_with("/doku.php?id=api%3Awarehouse"),
            "{}",
            asked.target
        );
    }
}

#[test]
fn every_failure_names_the_page_and_leaves_the_facts_alone() {
    let login = "<html><body><h1>Log In</h1><form id=\"dw__login\" action=\"/\"><input></form></body></html>";
    let server = wiki();
    let folder = tempfile::tempdir().expect("a folder");
    pull::pull(&source(&server), folder.path(), &[], ID).expect("pulled");
    let before = committed(folder.path());
    let other = html(
        "api:warehouse:crate:create",
        page("api:warehouse:crate:create"),
    );
    for (answer, expected) in [
        (
            Page::Status(404, "<h1>This topic does not exist yet</h1>"),
            "status 404, the wiki has no such page",
        ),
        (
            Page::Status(500, "<h1>Oops</h1>"),
            "status 500, the wiki has failed; try again later",
        ),
        (
            Page::Status(403, login),
            "status 403, the wiki wants a login",
        ),
        (
            Page::Ok(login.as_bytes().to_vec()),
            "a login form instead of the page",
        ),
        (Page::Ok(b"<h1>API</h1><p>words</p>".to_vec()), "index page"),
        (Page::Ok(Vec::new()), "index page"),
        (
            Page::Ok(other.into_bytes()),
            "asked for api:warehouse:crate:update, got api:warehouse:crate:create",
        ),
        (Page::Slow(Duration::from_secs(3)), "timeout"),
        (Page::Redirect(server.page(ID)), "redirect"),
        (Page::Redirect("ftp://127.0.0.1/x".to_owned()), "ftp"),
        (Page::Large(17 * 1024 * 1024), "limit"),
    ] {
        server.set(ID, answer.clone());
        let slow = matches!(answer, Page::Slow(_));
        let patient = Options {
            timeout: Duration::from_millis(if slow { 300 } else { 20_000 }),
            ..options()
        };
        let source = Source::open(Some(&server.url()), patient).expect("a source");
        let start = Instant::now();
        let error = pull::pull(&source, folder.path(), &before, ID).expect_err("a failure");
        let text = told(&error);
        assert!(
            text.contains(ID) || text.contains("api%3Awarehouse%3Acrate%3Aupdate"),
            "{text}"
        );
        assert!(text.to_lowercase().contains(expected), "{text}: {expected}");
        assert!(
            !slow || start.elapsed() < Duration::from_millis(2500),
            "the page was waited for"
        );
        assert_eq!(committed(folder.path()), before);
        let moved = pull::moved(&source, &before, ID);
        let gone = matches!(answer, Page::Status(404, _));
        assert_eq!(
            moved.changes.is_ok(),
            gone,
            "a page that is gone is news, and not a failure"
        );
        assert!(
            moved.is_open(),
            "a page that cannot be read is for a person"
        );
    }
    let nobody = Source::open(Some("http://127.0.0.1:1/doku.php"), options()).expect("a source");
    let text = told(&nobody.page(ID).expect_err("a failure"));
    assert!(
        text.contains("cannot fetch http://127.0.0.1:1/doku.php?id="),
        "{text}"
    );
}

#[test]
fn a_redirect_is_followed_and_told() {
    let server = wiki();
    server.set("api:old", Page::Redirect(server.page(ID)));
    let facts = read_input(&server.page("api:old"), &options())
        .expect("facts")
        .remove(0);
    assert_eq!(facts.page.as_deref(), Some(ID));
    assert_eq!(facts.findings[0].code, "redirected");
    let answered = format!("`{}` answered", server.page(ID));
    assert_eq!(facts.findings[0].detail, answered);
}

#[test]
fn a_page_in_another_encoding_reads_with_a_finding() {
    let server = wiki();
    let text = html(ID, page(ID)).replace("kilograms", "kilogrammer, Brøndby");
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    server.set(ID, Page::Ok(bytes.into_owned()));
    let facts = source(&server).page(ID).expect("facts");
    assert!(
        facts
            .findings
            .iter()
            .any(|finding| finding.code == "encoding")
    );
    let mut same = extract(text.as_bytes());
    same.findings.clear();
    let read = Facts {
        findings: Vec::new(),
        sha256: same.sha256.clone(),
        ..facts
    };
    assert_eq!(read, same);
}

#[test]
fn what_has_moved_is_told_and_a_change_of_words_is_no_alarm() {
    let server = wiki();
    let before = vec![extract(html(ID, page(ID)).as_bytes())];
    assert!(!pull::moved(&source(&server), &before, ID).is_open());
    let reworded = page(ID).replace("Owner of the crate", "Who owns the crate");
    server.set(ID, Page::Ok(html(ID, &reworded).into_bytes()));
    let moved = pull::moved(&source(&server), &before, ID);
    assert!(!moved.is_open());
    let changes = moved.changes.expect("read");
    assert_eq!(changes.len(), 1);
    assert!(
        changes[0].text_only && changes[0].subject == "parameter customer, text",
        "{changes:?}"
    );
    let widened = page(ID).replace("max 500", "max 1000");
    server.set(ID, Page::Ok(html(ID, &widened).into_bytes()));
    let moved = pull::moved(&source(&server), &before, ID);
    assert!(moved.is_open());
    let changes = moved.changes.expect("read");
    let told: Vec<_> = changes
        .iter()
        .filter(|change| !change.text_only)
        .map(|change| {
            (
                change.subject.as_str(),
                change.before.as_str(),
                change.after.as_str(),
            )
        })
        .collect();
    assert_eq!(told, [("parameter weight, maximum", "500", "1000")]);
}

#[test]
fn discovery_follows_the_index_and_leaves_out_what_the_document_covers() {
    let server = wiki();
    let found = source(&server).index().expect("an index");
    let mut ids: Vec<&str> = PAGES.iter().map(|(id, _)| *id).collect();
    ids.sort_unstable();
    assert_eq!(found, ids);
    let document = Document::parse(
        "paths:\n  /x:\n    get:\n      x-wiki: {page: 'api:warehouse:shelf:list'}\n",
        "test",
    )
    .expect("a document");
    let named = pull::named_pages(&document);
    let missing: Vec<&String> = found.iter().filter(|id| !named.contains(id)).collect();
    assert_eq!(
        missing,
        [
            "api:warehouse:crate:create",
            "api:warehouse:crate:delete",
            "api:warehouse:crate:list",
            "api:warehouse:crate:update"
        ]
    );
}

#[test]
fn a_folder_of_saved_pages_does_for_a_wiki() {
    let folder = tempfile::tempdir().expect("a folder");
    for (id, source) in PAGES {
        // Source has no id in it; its file is named after it.
        std::fs::write(
            folder.path().join(format!("{}.txt", id.replace(':', "_"))),
            source,
        )
        .expect("written");
    }
    let source = Source::open(folder.path().to_str(), options()).expect("a source");
    for (id, text) in PAGES {
        let facts = source.page(id).expect("facts");
        assert_eq!(facts.page.as_deref(), Some(id));
        assert_eq!(facts.methods, extract(text.as_bytes()).methods);
    }
    assert!(
        source
            .page("api:none")
            .expect_err("no page")
            .to_string()
            .contains("holds no page api:none")
    );
    assert!(Source::open(Some("/no/such/folder"), options()).is_err());
}
