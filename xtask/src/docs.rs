//! `cargo xtask docs`: what the wiki says, against what the document says. Each command is a few lines over `telecomx-wiki`.

mod ledger;
mod pages;
mod scaffold;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use telecomx_wiki::fetch::Options;
use telecomx_wiki::{Project, report};

use crate::Outcome;

/// Compare the wiki with openapi/telecomx.yaml.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The project's root; openapi/ lies in it.
    #[arg(long, global = true, value_name = "DIR", default_value = default_root())]
    root: PathBuf,
    /// Seconds that one page may take.
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Milliseconds between two requests.
    #[arg(
        long,
        global = true,
        value_name = "MILLISECONDS",
        default_value_t = 500
    )]
    pause: u64,
}

/// Where cargo has built xtask from; a binary that was moved elsewhere is told by --root.
fn default_root() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/..")
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print what pages state, as an array of objects.
    Extract {
        /// Saved pages, folders of them, or addresses.
        #[arg(required = true, value_name = "FILE|DIR|URL")]
        inputs: Vec<String>,
        #[arg(long, value_enum, default_value_t = DataFormat::Yaml)]
        format: DataFormat,
    },
    /// Write the committed facts anew, from the live wiki or from a folder of saved pages.
    Pull {
        /// Pages to pull; by default those that the document or the committed facts name.
        pages: Vec<String>,
        #[arg(long, value_name = "DIR|URL")]
        from: Option<String>,
    },
    /// List what changed between two readings of a page, in whatever layouts.
    Compare { old: String, new: String },
    /// Compare the committed facts with the document, and with --from the pages as they are now with the facts.
    Diff {
        #[arg(long, value_name = "DIR|URL")]
        from: Option<String>,
        #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
        format: ReportFormat,
        #[arg(long, value_enum, default_value_t = Colour::Auto, alias = "color")]
        colour: Colour,
    },
    /// Accept a difference: write it into the ledger, with the reason.
    Accept {
        /// As `docs diff` prints it, or with --question the subject.
        fingerprint: String,
        #[arg(long)]
        reason: String,
        /// Record an open question about a subject of this page instead.
        #[arg(long, value_name = "PAGE")]
        question: Option<String>,
    },
    /// Show how much of each page is in the document.
    Coverage,
    /// List pages that the document does not cover yet.
    Discover {
        #[arg(long, value_name = "DIR|URL")]
        from: Option<String>,
    },
    /// Draft the OpenAPI of a page that the document does not have yet.
    Scaffold {
        #[arg(value_name = "PAGE|FILE|URL")]
        input: String,
        /// Splice the draft into the document instead of printing it.
        #[arg(long)]
        write: bool,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum DataFormat {
    Yaml,
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ReportFormat {
    Text,
    Json,
    Markdown,
    Github,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

impl ReportFormat {
    fn with(self, colour: Colour) -> report::Format {
        match self {
            Self::Text => report::Format::Text {
                colour: colour.is_wanted(),
            },
            Self::Json => report::Format::Json,
            Self::Markdown => report::Format::Markdown,
            Self::Github => report::Format::Github,
        }
    }
}

impl Colour {
    fn is_wanted(self) -> bool {
        match self {
            Self::Auto => std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
            Self::Always => true,
            Self::Never => false,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    let project = Project::at(&arguments.root);
    let options = Options {
        timeout: Duration::from_secs(arguments.timeout),
        pause: Duration::from_millis(arguments.pause),
        cache: Some(arguments.root.join("target/docs-pages")),
    };
    match &arguments.command {
        Command::Extract { inputs, format } => pages::extract(inputs, *format, &options),
        Command::Pull { pages, from } => pages::pull(&project, pages, from.as_deref(), options),
        Command::Compare { old, new } => pages::compare(old, new, &options),
        Command::Diff {
            from,
            format,
            colour,
        } => ledger::diff(&project, from.as_deref(), format.with(*colour), options),
        Command::Accept {
            fingerprint,
            reason,
            question,
        } => ledger::accept(&project, fingerprint, reason, question.as_deref()),
        Command::Coverage => ledger::coverage(&project),
        Command::Discover { from } => pages::discover(&project, from.as_deref(), options),
        Command::Scaffold { input, write } => scaffold::run(&project, input, *write, options),
    }
}

/// The committed facts against the document, for `regen --check`: silent when nothing is open.
pub(crate) fn check(root: &std::path::Path) -> Result<Outcome> {
    let report = Project::at(root).check()?;
    if report.is_settled() {
        return Ok(Outcome::Fresh);
    }
    print(&report.render(ReportFormat::Text.with(Colour::Auto)))?;
    Ok(Outcome::Stale)
}

/// Writes to standard output; a reader that has gone away, such as `head`, is no failure.
fn print(text: &str) -> Result<()> {
    use std::io::Write;
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
