//! The same page reads the same from every layout, but for what the layout loses.

#![allow(clippy::expect_used, clippy::panic)] // A test may.

mod common;

use common::{ALL, Keep, PAGES, html, page, pipe, plain, xhtml, xhtml_body};
use telecomx_wiki::compare::compare;
use telecomx_wiki::extract;
use telecomx_wiki::facts::Facts;
use telecomx_wiki::read::Layout;

/// Facts without what tells where they were read.
fn placeless(mut facts: Facts) -> Facts {
    facts.sha256.clear();
    facts.layout = Layout::Raw;
    facts.parameters.iter_mut().for_each(|row| row.line = 0);
    facts
        .objects
        .iter_mut()
        .flat_map(|object| &mut object.properties)
        .for_each(|row| row.line = 0);
    facts.errors.iter_mut().for_each(|row| row.line = 0);
    facts.examples.iter_mut().for_each(|row| row.line = 0);
    facts.requests.iter_mut().for_each(|row| row.line = 0);
    facts
        .findings
        .iter_mut()
        .for_each(|finding| finding.line = 0);
    facts
        .findings
        .sort_by(|a, b| (&a.code, &a.detail).cmp(&(&b.code, &b.detail)));
    facts
}

fn read(text: &str, layout: Layout) -> Facts {
    let facts = extract(text.as_bytes());
    assert_eq!(facts.layout, layout);
    assert_eq!(facts.refused, None);
    placeless(facts)
}

/// Facts of the live page, which loses nothing.
fn whole(id: &str) -> Facts {
    read(&html(id, page(id)), Layout::Html)
}

fn without_id_and_date(mut facts: Facts) -> Facts {
    facts.page = None;
    facts.modified = None;
    facts
}

fn without_headings(mut facts: Facts) -> Facts {
    facts.title = None;
    facts
        .examples
        .iter_mut()
        .for_each(|example| example.heading = None);
    facts
}

#[test]
fn the_live_page_loses_nothing() {
    let facts = whole("api:warehouse:crate:update");
    assert_eq!(facts.page.as_deref(), Some("api:warehouse:crate:update"));
    assert_eq!(
        facts.title.as_deref(),
        Some("API : Warehouse : Crate Update")
    );
    assert_eq!(facts.modified.as_deref(), Some("2020-02-03T04:05"));
    assert_eq!(facts.methods, ["POST", "GET"]);
    assert_eq!(
        facts.urls,
        [
            "/warehouse/crate/CRATE-ID",
            "/warehouse/shelf/:shelf/crate/<NUMBER>"
        ]
    );
    assert_eq!(
        facts.access,
        ["VIEWER", "MANAGER", "OWNER", "RESELLER_ADMIN", "ADMIN"]
    );
    let json = serde_json::to_value(&facts).expect("json");
    insta::assert_yaml_snapshot!("the_live_page", json);
}

#[test]
fn exports_of_html_lose_the_id_at_most() {
    for (id, source) in PAGES {
        let mut expected = whole(id);
        expected.page = None;
        assert_eq!(read(&xhtml(source), Layout::Html), expected, "{id}");
        assert_eq!(
            read(&xhtml_body(source), Layout::Html),
            without_id_and_date(expected),
            "{id}"
        );
    }
}

#[test]
fn source_loses_id_and_date() {
    for (id, source) in PAGES {
        assert_eq!(
            read(source, Layout::Raw),
            without_id_and_date(whole(id)),
            "{id}"
        );
    }
}

#[test]
fn plain_text_loses_only_what_an_export_leaves_out() {
    for (id, source) in PAGES {
        assert_eq!(
            read(&plain(id, source, ALL), Layout::Plain),
            whole(id),
            "{id}"
        );
        let bare = Keep {
            id: false,
            footer: false,
            ..ALL
        };
        assert_eq!(
            read(&plain(id, source, bare), Layout::Plain),
            without_id_and_date(whole(id)),
            "{id}"
        );
    }
}

#[test]
fn pipe_text_loses_only_what_an_export_leaves_out() {
    for (id, source) in PAGES {
        assert_eq!(
            read(&pipe(id, source, ALL), Layout::Pipe),
            whole(id),
            "{id}"
        );
        let bare = Keep {
            id: false,
            footer: false,
            ..ALL
        };
        assert_eq!(
            read(&pipe(id, source, bare), Layout::Pipe),
            without_id_and_date(whole(id)),
            "{id}"
        );
        let unseparated = Keep {
            separators: false,
            ..ALL
        };
        assert_eq!(
            read(&pipe(id, source, unseparated), Layout::Pipe),
            whole(id),
            "{id}"
        );
    }
}

#[test]
fn a_page_without_headings_still_reads() {
    for (id, source) in PAGES {
        let bare = Keep {
            headings: false,
            ..ALL
        };
        for text in [
            plain(id, source, bare),
            pipe(id, source, bare),
            pipe(
                id,
                source,
                Keep {
                    separators: false,
                    ..bare
                },
            ),
        ] {
            let facts = placeless(extract(text.as_bytes()));
            assert_eq!(
                without_headings(facts),
                without_headings(whole(id)),
                "{id}\n{text}"
            );
        }
    }
}

#[test]
fn a_page_that_has_lost_its_request_table_is_refused_with_the_reason() {
    let (id, source) = PAGES[1];
    for text in [
        plain(
            id,
            source,
            Keep {
                request: false,
                ..ALL
            },
        ),
        pipe(
            id,
            source,
            Keep {
                request: false,
                ..ALL
            },
        ),
    ] {
        let why = extract(text.as_bytes()).refused.expect("a refusal");
        assert!(why.starts_with("the request table is missing"), "{why}");
    }
}

#[test]
fn an_index_page_is_refused_as_one() {
    let source = "====== API ======\n\n  * [[api:a:b]]\n  * [[api:c:d]]\n\nMore words.\n";
    for text in [
        source.to_owned(),
        html("api:start", source),
        plain("api:start", source, ALL),
        pipe("api:start", source, ALL),
        String::new(),
    ] {
        assert_eq!(
            extract(text.as_bytes()).refused.as_deref(),
            Some("index page"),
            "{text}"
        );
    }
}

#[test]
fn readings_of_different_layouts_compare_as_the_same() {
    for (id, source) in PAGES {
        let bare = Keep {
            id: false,
            footer: false,
            ..ALL
        };
        let readings = [
            html(id, source),
            xhtml(source),
            source.to_owned(),
            plain(id, source, bare),
            pipe(id, source, ALL),
        ]
        .map(|text| extract(text.as_bytes()));
        for old in &readings {
            for new in &readings {
                assert_eq!(
                    compare(old, new),
                    [],
                    "{id} {} {}",
                    old.layout.name(),
                    new.layout.name()
                );
            }
        }
    }
}

#[test]
fn no_editor_is_ever_stored() {
    for (id, source) in PAGES {
        for text in [
            html(id, source),
            plain(id, source, ALL),
            pipe(id, source, ALL),
        ] {
            let facts = serde_json::to_string(&extract(text.as_bytes())).expect("json");
            assert!(!facts.contains("Some One"));
        }
    }
}
