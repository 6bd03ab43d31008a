//! How long 150 pages take, and pages of 10 MB: `cargo bench -p telecomx-wiki`, with a part of a name after `--` for those alone.
//!
//! Exits with 1 when a figure is missed; not with `--quick`, which reads pages of 0.1 MB, once, to see that all of it works.

#[path = "../tests/common/mod.rs"]
mod common;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use common::{ALL, PAGES, html, pipe, plain};
use telecomx_codegen::Document;
use telecomx_wiki::compare::compare;
use telecomx_wiki::diff::diff;
use telecomx_wiki::extract;
use telecomx_wiki::ledger::Ledger;

const PAGES_WITHIN: Duration = Duration::from_millis(500);
const LARGE_WITHIN: Duration = Duration::from_secs(1);

/// Time that this thread has had on a core, where the system tells; so a busy machine does not count.
fn now() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let wall = START.elapsed();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or(wall, Duration::from_nanos)
}

fn main() -> ExitCode {
    let quick = std::env::args().any(|word| word == "--quick");
    let (runs, size) = if quick { (1, 100 << 10) } else { (5, 10 << 20) };
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let mut missed = false;
    let mut figure = |what: &str, within: Duration, work: &mut dyn FnMut()| {
        if wanted.as_ref().is_some_and(|wanted| !what.contains(wanted)) {
            return;
        }
        let best = (0..runs)
            .map(|_| {
                let start = now();
                work();
                now() - start
            })
            .min()
            .unwrap_or_default();
        let ratio = within.as_secs_f64() / best.as_secs_f64();
        println!("{what:<44} {best:>10.2?}  {ratio:>6.1} times as fast as {within:?}");
        missed |= best > within && !quick;
    };

    // 150 pages of all layouts, each read twice as `docs diff --from` does: now and then.
    let pages: Vec<String> = (0..150)
        .map(|index| {
            let (id, source) = PAGES[index % PAGES.len()];
            match index % 4 {
                0 => html(id, source),
                1 => source.to_owned(),
                2 => plain(id, source, ALL),
                _ => pipe(id, source, ALL),
            }
        })
        .collect();
    let before: Vec<_> = pages.iter().map(|page| extract(page.as_bytes())).collect();
    figure(
        "150 pages extracted and compared",
        PAGES_WITHIN,
        &mut || {
            for (page, before) in pages.iter().zip(&before) {
                assert_eq!(compare(before, &extract(page.as_bytes())), []);
            }
        },
    );
    let document = Document::parse(
        include_str!("../tests/documents/warehouse.yaml"),
        "warehouse.yaml",
    );
    let Ok(document) = document else {
        return ExitCode::FAILURE;
    };
    figure(
        "150 pages held against a document",
        PAGES_WITHIN,
        &mut || {
            assert!(diff(&document, &before, &Ledger::default()).coverage.len() >= 100);
        },
    );

    let size_in_words = if quick { "0.1 MB" } else { "10 MB" };
    for (what, page) in common::large(size) {
        figure(
            &format!("{size_in_words} of {what}"),
            LARGE_WITHIN,
            &mut || {
                std::hint::black_box(extract(page.as_bytes()));
            },
        );
    }
    if missed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
