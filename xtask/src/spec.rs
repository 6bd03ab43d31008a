//! `cargo xtask spec`: whether the document is as good as we want it (`lint`), and what a change of
//! it does to those who use it (`diff`). Both read files and git alone, never the network.

mod diff;
mod faults;
mod lint;
mod places;
mod report;
mod source;
mod validate;
mod version;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use telecomx_codegen::Document;

use crate::Outcome;
pub(crate) use faults::SeededFault;
pub(crate) use version::Version;

/// Check openapi/telecomx.yaml by our own rules, or compare two versions of it.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check the document by the rules that general linters cannot know.
    Lint {
        /// Another document; facts and ledger are looked for beside it.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        #[command(flatten)]
        output: Output,
    },
    /// List what changed between two versions of the document, by what it breaks.
    Diff {
        /// A file or a git revision.
        #[arg(required_unless_present = "released")]
        old: Option<String>,
        /// A file or a git revision; the working tree by default.
        new: Option<String>,
        /// Compare with the last release, and demand the version that the changes need.
        #[arg(long, conflicts_with_all = ["old", "new"])]
        released: bool,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Clone, Copy, Args)]
struct Output {
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[arg(long, value_enum, default_value_t = Colour::Auto, alias = "color")]
    colour: Colour,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Github,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

impl Output {
    fn print(self, report: &report::Report) -> Result<()> {
        use std::io::Write;
        let colour = match self.colour {
            Colour::Auto => {
                std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
            }
            Colour::Always => true,
            Colour::Never => false,
        };
        let text = match self.format {
            Format::Text => report.text(colour),
            Format::Json => report.json(),
            Format::Github => report.github(),
        };
        // A reader that has gone away, such as `head`, is no failure.
        match std::io::stdout().write_all(text.as_bytes()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (report, output) = match &arguments.command {
        Command::Lint { file, output } => (lint_report(&root, file.as_deref())?, output),
        Command::Diff {
            released: true,
            output,
            ..
        } => {
            let Some(report) = released(&root)? else {
                println!(
                    "{:>15}  no tag v* exists: any version may be the first",
                    "no release"
                );
                return Ok(Outcome::Fresh);
            };
            (report, output)
        }
        Command::Diff {
            old: Some(old),
            new,
            output,
            ..
        } => {
            let (old, new) = both(
                || source::read(&root, old),
                || match new {
                    Some(new) => source::read(&root, new),
                    None => source::working_tree(&root),
                },
            );
            (diff::report(&diff::diff(&old?, &new?)), output)
        }
        Command::Diff { .. } => bail!("name the older document: a file or a git revision"),
    };
    output.print(&report)?;
    Ok(if report.settled {
        Outcome::Fresh
    } else {
        Outcome::Stale
    })
}

/// Does two things at once: most of the time goes into reading, and there are two sides to read.
fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        match one.join() {
            Ok(one) => (one, other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn lint_report(root: &Path, file: Option<&Path>) -> Result<report::Report> {
    let folder = match file {
        None => root.join("openapi"),
        Some(file) => file.parent().unwrap_or(Path::new(".")).to_owned(),
    };
    let (document, evidence) = both(
        || match file {
            None => source::working_tree(root),
            Some(file) => Document::read(file).map_err(anyhow::Error::from),
        },
        || lint::Evidence::beside(&folder, file.is_none()),
    );
    let (document, evidence) = (document?, evidence?);
    let findings = lint::lint(&document, evidence.as_ref());
    Ok(lint::report(&findings, &document, evidence.is_some()))
}

/// The document's faults, for the release: silent where there are none.
pub(crate) fn lint_is_clean(root: &Path) -> Result<Option<String>> {
    let report = lint_report(root, None)?;
    Ok((!report.settled).then(|| report.text(false)))
}

/// What changed since the last release, and whether the version says so; nothing before the first.
pub(crate) fn released(root: &Path) -> Result<Option<report::Report>> {
    let Some(tag) = source::last_release(root)? else {
        return Ok(None);
    };
    let (old, new) = both(|| source::read(root, &tag), || source::working_tree(root));
    let (old, new) = (old?, new?);
    let changes = diff::diff(&old, &new);
    let verdict = version::verdict(&old, &new, diff::worst(&changes))?;
    Ok(Some(version::report(diff::report(&changes), &tag, verdict)))
}

/// Copies of this document with one fault each.
pub(crate) fn seeded_faults(file: &Path) -> Result<Vec<SeededFault>> {
    faults::seeded(&Document::read(file)?)
}

/// The version that the document gives itself.
pub(crate) fn document_version(root: &Path) -> Result<Version> {
    version::of(&source::working_tree(root)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repository with a released document, and the text that its working tree has now.
    fn repository(released: &str, now: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(source::DOCUMENT);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, released).unwrap();
        for arguments in [
            &["init", "--quiet"][..],
            &["add", "."],
            &[
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.com",
                "commit",
                "--quiet",
                "-m",
                "a",
            ],
            &["tag", "v0.1.0"],
        ] {
            let git = std::process::Command::new("git")
                .arg("-C")
                .arg(folder.path())
                .args(arguments)
                .status();
            assert!(git.unwrap().success(), "{arguments:?}");
        }
        std::fs::write(&file, now).unwrap();
        folder
    }

    #[test]
    fn a_breaking_change_since_the_last_tag_needs_the_next_minor_version() {
        let text = |version: &str, id: &str| {
            format!(
                "info: {{version: {version}}}\npaths: {{/a: {{get: {{operationId: {id}, responses: {{}}}}}}}}\n"
            )
        };
        let old = text("0.1.0", "listA");
        for (now, settled) in [
            (text("0.1.0", "listA"), true),
            (text("0.1.1", "listB"), false),
            (text("0.2.0", "listB"), true),
        ] {
            let folder = repository(&old, &now);
            let report = released(folder.path()).unwrap().unwrap();
            assert_eq!(report.settled, settled, "{}", report.text(false));
            assert!(report.summary.ends_with("since v0.1.0"));
        }
    }
}
