//! `telecomx flexcare-orders`.

use clap::{Args, Subcommand};

use crate::args::{Given, Global, Output, Paging};
use crate::columns;
use crate::connection::Connection;
use crate::exit::Failure;
use crate::interrupt::Interrupt;
use crate::list::{self, Wanted};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List FlexCare orders
    #[command(after_help = "\
Example:
  telecomx flexcare-orders list --filter 4711 --columns name,devices,orderer")]
    List(List),
}

#[derive(Args)]
pub(crate) struct List {
    /// Text to look for, in the name and the purchase order number among others
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    #[command(flatten)]
    paging: Paging,
    #[command(flatten)]
    output: Output,
}

pub(crate) async fn run(
    command: &Command,
    global: &Global,
    interrupt: &Interrupt,
) -> Result<(), Failure> {
    let Command::List(given) = command;
    let connection = Connection::open(global, interrupt).await?;
    let pages = connection
        .client
        .list_flexcare_orders()
        .given(given.filter.as_deref(), |request, text| {
            request.filter(text)
        })
        .given(given.paging.offset(), |request, n| request.offset(n))
        .given(given.paging.page_size(), |request, n| request.limit(n))
        .pages();
    let wanted = Wanted {
        output: &given.output,
        paging: Some(&given.paging),
        columns: &columns::FLEXCARE_ORDERS,
        quiet: global.quiet,
    };
    list::print(pages, wanted, interrupt).await
}
