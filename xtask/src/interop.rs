//! `cargo xtask interop`: what others make of the document. Two linters read it and every seeded fault; generators
//! for four languages make clients of it, which are compiled, decode the documented examples and talk to the sandbox.
//!
//! The programs in those languages are in `xtask/interop` and in `openapi/README.md`, whose sections are run here as
//! they stand. This side installs, starts and compares.

mod examples;
mod linters;
mod readme;
mod sandbox;
mod targets;
mod workshop;

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;

use anyhow::{Context, Result, bail};

use crate::Outcome;
use linters::Linter;
use readme::Readme;
use targets::{TARGETS, Target};
use workshop::{Absent, Workshop};

/// Let other languages' linters and generators loose on openapi/telecomx.yaml. Linux and macOS only.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

/// Parts that run at a time, for the two processors that CI has.
const WORKERS: usize = 2;

#[derive(Debug, Clone, Copy)]
enum Part {
    Lint(Linter),
    Language(&'static Target),
}

/// What a part has found.
enum Found {
    Lint(Linter, linters::Caught),
    Row(&'static Target, String),
}

pub(crate) fn run(_: &Arguments) -> Result<Outcome> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let shop = Workshop::open(&root)?;
    let readme = Readme::read(&root)?;
    let fixtures = examples::Fixtures::read(&root)?;
    let faults = linters::seed(&shop)?;
    let sandbox = sandbox::build(&root)?;

    let parts = [Part::Lint(Linter::Spectral), Part::Lint(Linter::Redocly)]
        .into_iter()
        .chain(TARGETS.iter().map(Part::Language));
    let queue: Mutex<VecDeque<Part>> = Mutex::new(parts.collect());
    let next = || queue.lock().ok()?.pop_front();
    let work = || {
        let mut done = Vec::new();
        while let Some(part) = next() {
            let found = match part {
                Part::Lint(linter) => {
                    linters::lint(&shop, linter, &faults).map(|caught| Found::Lint(linter, caught))
                }
                Part::Language(target) => {
                    targets::check(&shop, target, &readme, &fixtures, &sandbox)
                        .map(|row| Found::Row(target, row))
                }
            };
            report(part, found.as_ref().err());
            done.push(found);
        }
        done
    };
    let found: Vec<Result<Found>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().map(|worker| worker.join());
        joined
            .map(|done| done.map_err(|_| anyhow::anyhow!("a part panicked")))
            .collect::<Result<Vec<_>>>()
    })?
    .into_iter()
    .flatten()
    .collect();
    conclude(&root, readme, &faults, found)
}

/// Says how a part went, as soon as that is known.
fn report(part: Part, error: Option<&anyhow::Error>) {
    let name = match part {
        Part::Lint(linter) => linter.name().to_owned(),
        Part::Language(target) => target.title(),
    };
    match error {
        None => println!("{:>15}  {name}", "good"),
        Some(error) if error.is::<Absent>() => println!("{:>15}  {name}: {error:#}", "NOT CHECKED"),
        Some(error) => {
            println!("{:>15}  {name}", "bad");
            for line in format!("{error:#}").lines() {
                println!("{:15}  {line}", "");
            }
        }
    }
}

/// Brings the README up to date with what was found, where nothing failed.
fn conclude(
    root: &Path,
    readme: Readme,
    faults: &linters::Faults,
    found: Vec<Result<Found>>,
) -> Result<Outcome> {
    let (mut rows, mut caught, mut absent, mut failed) = (Vec::new(), Vec::new(), 0, 0);
    for found in found {
        match found {
            Ok(Found::Row(target, row)) => rows.push((target, row)),
            Ok(Found::Lint(linter, by)) => caught.push((linter, by)),
            Err(error) if error.is::<Absent>() => absent += 1,
            Err(_) => failed += 1,
        }
    }
    if failed > 0 {
        bail!("{failed} of {} parts failed", TARGETS.len() + 2);
    }
    let mut text = readme.with_rows(&rows)?;
    if caught.len() == 2 {
        text = text.with_faults(&faults.summary(&caught))?;
    }
    let renewed = text.write(root)?;
    let mut last = String::new();
    if renewed {
        writeln!(last, "{:>15}  {}: commit it", "wrote", readme::FILE).context("cannot format")?;
    }
    if absent > 0 {
        writeln!(
            last,
            "{:>15}  {absent} parts: install what is named above",
            "NOT CHECKED"
        )
        .context("cannot format")?;
    }
    print!("{last}");
    Ok(if renewed || absent > 0 {
        Outcome::Stale
    } else {
        Outcome::Fresh
    })
}
