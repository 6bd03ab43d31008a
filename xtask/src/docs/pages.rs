//! Commands about pages: extract, pull, compare, discover.

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use telecomx_wiki::fetch::Options;
use telecomx_wiki::pull::{self, Pulled};
use telecomx_wiki::source::{self, Source};
use telecomx_wiki::{Facts, Project, compare, report, store};

use super::{Colour, DataFormat, print};
use crate::Outcome;

pub(super) fn extract(inputs: &[String], format: DataFormat, options: &Options) -> Result<Outcome> {
    let mut facts: Vec<Facts> = Vec::new();
    for input in inputs {
        facts.extend(source::read_input(input, options)?);
    }
    match format {
        DataFormat::Json => print(&format!("{:#}\n", serde_json::to_value(&facts)?))?,
        DataFormat::Yaml => print(&store::list_to_yaml(&facts)?)?,
    }
    Ok(Outcome::Fresh)
}

pub(super) fn pull(
    project: &Project,
    pages: &[String],
    from: Option<&str>,
    options: Options,
) -> Result<Outcome> {
    let committed = if project.facts.is_dir() {
        project.read_facts()?
    } else {
        Vec::new()
    };
    let pages = if pages.is_empty() {
        pull::known_pages(&project.read_document()?, &committed)
    } else {
        pages.to_vec()
    };
    let source = Source::open(from, options)?;
    let mut failed = 0;
    let bar = bar(&source, pages.len());
    for page in &pages {
        bar.set_message(page.clone());
        let line = match pull::pull(&source, &project.facts, &committed, page) {
            Ok(Pulled::Same) => format!("{:>15}  {page}", "same"),
            Ok(Pulled::Written { new: true, .. }) => format!("{:>15}  {page}", "new"),
            Ok(Pulled::Written {
                changes, text_only, ..
            }) => {
                format!(
                    "{:>15}  {page}: {changes} statements, {text_only} of wording or date alone",
                    "written"
                )
            }
            Err(error) => {
                failed += 1;
                format!("{:>15}  {page}: {:#}", "failed", anyhow::Error::from(error))
            }
        };
        bar.suspend(|| println!("{line}"));
        bar.inc(1);
    }
    bar.finish_and_clear();
    if failed > 0 {
        bail!(
            "{failed} of {} pages could not be pulled; their facts were left alone",
            pages.len()
        );
    }
    println!("{:>15}  cargo xtask docs diff", "next");
    Ok(Outcome::Fresh)
}

/// A bar for what takes its time; folders don't.
fn bar(source: &Source, pages: usize) -> ProgressBar {
    let Source::Wiki(..) = source else {
        return ProgressBar::hidden();
    };
    let style = ProgressStyle::with_template("{pos:>3}/{len} {bar:30} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(pages as u64).with_style(style)
}

pub(super) fn compare(old: &str, new: &str, options: &Options) -> Result<Outcome> {
    let one = |input: &str| -> Result<Facts> {
        let mut pages = source::read_input(input, options)?;
        match (pages.pop(), pages.is_empty()) {
            (Some(page), true) => Ok(page),
            _ => bail!("{input} holds several pages or none; name a single one"),
        }
    };
    let (old, new) = (one(old)?, one(new)?);
    let changes = compare::compare(&old, &new);
    print(&report::changes_text(&changes, Colour::Auto.is_wanted()))?;
    Ok(if changes.iter().all(|change| change.text_only) {
        Outcome::Fresh
    } else {
        Outcome::Stale
    })
}

pub(super) fn discover(project: &Project, from: Option<&str>, options: Options) -> Result<Outcome> {
    let known = pull::named_pages(&project.read_document()?);
    let source = Source::open(from, options)?;
    let found = source.index().context("cannot read the list of pages")?;
    let missing: Vec<&String> = found.iter().filter(|page| !known.contains(page)).collect();
    for page in &missing {
        println!("{page}");
    }
    eprintln!(
        "{} pages, {} of them not in the document; draft one with `cargo xtask docs scaffold PAGE`",
        found.len(),
        missing.len()
    );
    Ok(Outcome::Fresh)
}
