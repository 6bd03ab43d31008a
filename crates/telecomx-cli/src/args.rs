//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::{
    api, auth, completions, flexcare_orders, internet_requests, licenses, man, resellers, sandbox,
    service_agreements,
};
use crate::connection::variable;
use crate::exit::Failure;
use crate::profile;

/// Lists and exports from the Telecom X reseller API.
///
/// Unofficial; Telecom X neither publishes nor endorses it. With --sandbox every command can be
/// tried without an account.
#[derive(Parser)]
#[command(
    name = "telecomx",
    version,
    max_term_width = 100,
    after_help = EXAMPLES,
    after_long_help = LONG_EXAMPLES
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

const EXAMPLES: &str = "\
Example:
  telecomx --sandbox internet-requests list --all";

const LONG_EXAMPLES: &str = "\
Examples:
  telecomx --sandbox internet-requests list --all
  telecomx auth login
  telecomx licenses list --all -o csv --csv-dialect danish --out licenses.csv
  telecomx flexcare-orders list --all -o jsonl | jq .orderer.email
  telecomx api GET '/internet/request?limit=1'

Environment:
  TELECOMX_TOKEN                        token to call with, in place of a stored one
  TELECOMX_USERNAME, TELECOMX_PASSWORD  user to log in as for this call alone
  TELECOMX_BASE_URL                     as --base-url
  TELECOMX_PROFILE                      as --profile
  NO_COLOR                              no colours
  HTTPS_PROXY, NO_PROXY                 the proxy

Exit codes:
  0    success
  1    anything else: a local file, a request that the API refuses (400), records that could not be decoded
  2    usage, or a value that the API is known not to take
  3    credentials, second factor or access
  4    not found
  5    server, network or timeout
  130  Ctrl-C
  143  SIGTERM";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Internet access requests
    #[command(subcommand)]
    InternetRequests(internet_requests::Command),
    /// Licenses of external systems
    #[command(subcommand)]
    Licenses(licenses::Command),
    /// FlexCare orders
    #[command(subcommand)]
    FlexcareOrders(flexcare_orders::Command),
    /// Service agreements of FlexCare resellers
    #[command(subcommand)]
    ServiceAgreements(service_agreements::Command),
    /// Resellers that a customer may be placed under
    #[command(subcommand)]
    Resellers(resellers::Command),
    /// Log in, log out, and see whose token it is
    #[command(subcommand)]
    Auth(auth::Command),
    Sandbox(sandbox::Sandbox),
    Api(api::Api),
    Completions(completions::Completions),
    Man(man::Man),
}

/// What every command takes.
#[derive(Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Call a sandbox with 250 made-up records in each list, in this process, as its ADMIN
    #[arg(long, global = true, conflicts_with = "base_url")]
    pub(crate) sandbox: bool,
    /// Where the API is [env: TELECOMX_BASE_URL] [default: the profile's, or https://api.telecomx.dk]
    #[arg(long, global = true, value_name = "URL")]
    base_url: Option<String>,
    /// Which stored credentials to use [env: TELECOMX_PROFILE] [default: default]
    #[arg(long, global = true, value_name = "NAME")]
    profile: Option<String>,
    /// Seconds that a call may take, its retries included
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 120,
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) timeout: u64,
    /// Never try a failed call again
    #[arg(long, global = true)]
    pub(crate) no_retry: bool,
    /// Neither notes nor a progress bar; warnings and errors remain
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Tell what happens, and what caused an error; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Form of what -v tells; alone, it tells of retries
    #[arg(long, global = true, value_name = "FORMAT")]
    pub(crate) log_format: Option<LogFormat>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

impl Global {
    // Read here and not by clap, to which a variable would be in conflict with --sandbox.
    pub(crate) fn base_url(&self) -> Result<Option<String>, Failure> {
        match &self.base_url {
            Some(url) => Ok(Some(url.clone())),
            None => variable("TELECOMX_BASE_URL"),
        }
    }

    pub(crate) fn profile(&self) -> Result<String, Failure> {
        match &self.profile {
            Some(name) => Ok(name.clone()),
            None => {
                Ok(variable("TELECOMX_PROFILE")?.unwrap_or_else(|| profile::DEFAULT.to_owned()))
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    pub(crate) fn write_global(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// How records are printed.
#[derive(Args)]
#[command(next_help_heading = "Output options")]
pub(crate) struct Output {
    /// Form of the output
    #[arg(
        short = 'o',
        long = "output",
        value_name = "FORMAT",
        default_value = "table"
    )]
    pub(crate) format: Format,
    /// Columns, by the names of the API: `_id,address.zip`; an object's name stands for all of its
    /// columns [default: some for a table, else all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    /// Which CSV: `danish` opens right in a Danish Excel
    ///
    /// danish: semicolons, decimal commas, a byte order mark; a text that Excel would take for a
    /// formula (it begins with = + - @) gets an apostrophe in front. standard: values untouched, so
    /// open it in no spreadsheet unless you trust whoever entered them.
    #[arg(long, value_name = "DIALECT", default_value = "standard")]
    pub(crate) csv_dialect: CsvDialect,
    /// Write to a file, which appears when it is complete and not before
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: columns that fit the terminal
    Table,
    /// One array of a list, one object of a get
    Json,
    /// A line of JSON for each record
    Jsonl,
    /// A header, and a row for each record
    Csv,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CsvDialect {
    Standard,
    Danish,
}

/// How much of a list is wanted.
#[derive(Args)]
#[command(next_help_heading = "Paging options")]
pub(crate) struct Paging {
    /// All records, list page by list page
    #[arg(long)]
    all: bool,
    /// The first N records, within what one call of the API takes [default: 100]
    #[arg(
        long,
        value_name = "N",
        conflicts_with = "all",
        allow_negative_numbers = true
    )]
    limit: Option<i64>,
    /// Begin at this record, counted from 0
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        allow_negative_numbers = true,
        value_parser = clap::value_parser!(i64).range(0..)
    )]
    from_offset: i64,
    /// List pages to fetch at a time, with --all
    #[arg(long, value_name = "N", default_value_t = 1, requires = "all",
          value_parser = clap::value_parser!(u16).range(1..=16))]
    concurrency: u16,
    /// Records in a list page, with --all [default: as many as the API allows]
    #[arg(
        long,
        value_name = "N",
        requires = "all",
        allow_negative_numbers = true
    )]
    page_size: Option<i64>,
}

/// Records that are printed when neither `--all` nor `--limit` says how many.
const FIRST: i64 = 100;

impl Paging {
    /// The `offset` to call with.
    pub(crate) fn offset(&self) -> Option<i64> {
        (self.from_offset != 0).then_some(self.from_offset)
    }

    /// The `limit` to call with. Not checked here: the document knows the bounds, and the client it.
    pub(crate) fn page_size(&self) -> Option<i64> {
        if self.all {
            self.page_size
        } else {
            Some(self.limit.unwrap_or(FIRST))
        }
    }

    /// How many records to print; `None`: all.
    pub(crate) fn most(&self) -> Option<u64> {
        if self.all {
            return None;
        }
        u64::try_from(self.limit.unwrap_or(FIRST)).ok()
    }

    /// Whether nobody said how many records to print.
    pub(crate) fn is_default(&self) -> bool {
        !self.all && self.limit.is_none()
    }

    pub(crate) fn concurrency(&self) -> usize {
        usize::from(self.concurrency)
    }
}

/// Sets what was given on a request builder, and leaves out what was not.
pub(crate) trait Given: Sized {
    fn given<T>(self, value: Option<T>, set: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => set(self, value),
            None => self,
        }
    }
}

impl<B> Given for B {}
