//! `telecomx service-agreements`.

use clap::{Args, Subcommand};

use crate::args::{Given, Global, Output};
use crate::columns;
use crate::connection::Connection;
use crate::exit::Failure;
use crate::interrupt::Interrupt;
use crate::output::Prepared;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Get one service agreement
    #[command(after_help = "\
Example:
  telecomx --sandbox service-agreements get 1234567890ABCDEFGHIJKLMN --extend-product")]
    Get(Get),
}

#[derive(Args)]
pub(crate) struct Get {
    /// Id of the service agreement
    id: String,
    /// The whole product instead of its id
    #[arg(long)]
    extend_product: bool,
    #[command(flatten)]
    output: Output,
}

pub(crate) async fn run(
    command: &Command,
    global: &Global,
    interrupt: &Interrupt,
) -> Result<(), Failure> {
    let Command::Get(given) = command;
    let output = Prepared::new(&given.output, &columns::SERVICE_AGREEMENT)?;
    let connection = Connection::open(global, interrupt).await?;
    let request = connection
        .client
        .get_service_agreement()
        .id(given.id.as_str())
        .given(given.extend_product.then_some(true), |request, yes| {
            request.extend_product(yes)
        });
    let agreement = interrupt.or(request.send()).await??.into_inner();
    output.object(&agreement)
}
