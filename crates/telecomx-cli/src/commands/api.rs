//! `telecomx api`.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::args::Global;
use crate::connection::Connection;
use crate::exit::Failure;
use crate::interrupt::Interrupt;
use crate::output::Destination;

/// Call any path of the API
///
/// Credentials, retries and errors are those of any other command. The answer is printed as it comes;
/// on a terminal JSON is indented.
#[derive(Args)]
#[command(after_help = "\
Example:
  telecomx --sandbox api GET '/internet/request?limit=1&full=true'")]
pub(crate) struct Api {
    /// Only reading is possible
    #[arg(ignore_case = true)]
    method: Method,
    /// The path below the base URL, with its query
    path: String,
    /// Write to a file, which appears when it is complete and not before
    #[arg(long, value_name = "FILE", help_heading = "Output options")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Method {
    #[value(name = "GET")]
    Get,
}

pub(crate) async fn run(
    given: &Api,
    global: &Global,
    interrupt: &Interrupt,
) -> Result<(), Failure> {
    let Method::Get = given.method;
    let mut destination = Destination::open(given.out.as_deref())?;
    let place = destination.name();
    let connection = Connection::open(global, interrupt).await?;
    let request = connection.client.get(given.path.as_str());
    let body = interrupt.or(request.send()).await??.into_inner();
    let indented = if destination.terminal_width().is_some() {
        serde_json::from_slice::<serde_json::Value>(&body)
            .and_then(|value| serde_json::to_vec_pretty(&value))
            .ok()
    } else {
        None
    };
    let written = match indented {
        Some(mut text) => {
            text.push(b'\n');
            destination.write_all(&text)
        }
        None => destination.write_all(&body),
    };
    written.map_err(|error| Failure::write(&place, error))?;
    destination.commit()
}
