//! `telecomx licenses`.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::args::{Given, Global, Output, Paging};
use crate::columns;
use crate::connection::Connection;
use crate::exit::Failure;
use crate::interrupt::Interrupt;
use crate::list::{self, Wanted};
use crate::output::Destination;
use crate::progress::Progress;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List external licenses
    #[command(after_help = "\
Example:
  telecomx licenses list --all -o csv --csv-dialect danish --out licenses.csv")]
    List(List),
    /// Save the server's own CSV of external licenses, byte for byte
    ///
    /// The server decides on columns, separator and encoding, none of which is documented. For a CSV
    /// whose form is certain, see `telecomx licenses list -o csv`.
    #[command(after_help = "\
Example:
  telecomx licenses export --without-product --out licenses.csv")]
    Export(Export),
}

/// Which licenses.
#[derive(Args)]
struct Which {
    /// Licenses of this customer [default: the user's own]
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// Licenses of all customers of this reseller
    #[arg(long, value_name = "ID")]
    reseller: Option<String>,
    /// Only licenses that no Telecom X product is assigned to yet
    #[arg(long)]
    without_product: bool,
}

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    paging: Paging,
    #[command(flatten)]
    output: Output,
}

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    which: Which,
    /// Write to a file, which appears when it is complete and not before
    #[arg(long, value_name = "FILE", help_heading = "Output options")]
    out: Option<PathBuf>,
}

/// The two variants are two operations with the same parameters.
macro_rules! filtered {
    ($request:expr, $which:expr) => {
        $request
            .given($which.customer.as_deref(), |request, id| {
                request.customer(id)
            })
            .given($which.reseller.as_deref(), |request, id| {
                request.reseller(id)
            })
            .given($which.without_product.then_some(true), |request, yes| {
                request.without_product(yes)
            })
    };
}

pub(crate) async fn run(
    command: &Command,
    global: &Global,
    interrupt: &Interrupt,
) -> Result<(), Failure> {
    match command {
        Command::List(given) => {
            let connection = Connection::open(global, interrupt).await?;
            let pages = filtered!(connection.client.list_external_licenses(), given.which)
                .given(given.paging.offset(), |request, n| request.offset(n))
                .given(given.paging.page_size(), |request, n| request.limit(n))
                .pages();
            let wanted = Wanted {
                output: &given.output,
                paging: Some(&given.paging),
                columns: &columns::LICENSES,
                quiet: global.quiet,
            };
            list::print(pages, wanted, interrupt).await
        }
        Command::Export(given) => export(given, global, interrupt).await,
    }
}

async fn export(given: &Export, global: &Global, interrupt: &Interrupt) -> Result<(), Failure> {
    let mut destination = Destination::open(given.out.as_deref())?;
    let place = destination.name();
    let connection = Connection::open(global, interrupt).await?;
    let request = filtered!(connection.client.export_external_licenses(), given.which);
    let answer = interrupt.or(request.send()).await??;
    let mut bytes = answer.into_inner();
    let progress = Progress::of_bytes(global.quiet, given.out.is_some());
    while let Some(chunk) = interrupt.or(bytes.chunk()).await? {
        let chunk = chunk?;
        destination
            .write_all(&chunk)
            .map_err(|error| Failure::write(&place, error))?;
        progress.advance(chunk.len() as u64);
    }
    destination.commit()
}
