//! `telecomx resellers`.

use clap::{Args, Subcommand};

use crate::args::{Given, Global, Output};
use crate::columns;
use crate::connection::Connection;
use crate::exit::Failure;
use crate::interrupt::Interrupt;
use crate::list::{self, Wanted};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List the resellers that a customer may be placed under
    #[command(after_help = "\
Example:
  telecomx resellers list --flexcare -o json")]
    List(List),
}

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    service: Service,
    #[command(flatten)]
    output: Output,
}

/// The API counts only the first of these that is true, in an order that it does not document.
#[derive(Args)]
#[group(multiple = false)]
struct Service {
    /// Only resellers that also provide IPTV
    #[arg(long)]
    iptv: bool,
    /// Only resellers that also provide IPTV, presumably to private customers
    #[arg(long)]
    iptvprivate: bool,
    /// Only resellers that also provide FlexCare
    #[arg(long)]
    flexcare: bool,
    /// Only resellers that provide SIP and MVNO
    #[arg(long)]
    voip: bool,
}

pub(crate) async fn run(
    command: &Command,
    global: &Global,
    interrupt: &Interrupt,
) -> Result<(), Failure> {
    let Command::List(given) = command;
    let connection = Connection::open(global, interrupt).await?;
    let service = &given.service;
    let pages = connection
        .client
        .list_resellers()
        .given(service.iptv.then_some(true), |request, yes| {
            request.iptv(yes)
        })
        .given(service.iptvprivate.then_some(true), |request, yes| {
            request.iptvprivate(yes)
        })
        .given(service.flexcare.then_some(true), |request, yes| {
            request.flexcare(yes)
        })
        .given(service.voip.then_some(true), |request, yes| {
            request.voip(yes)
        })
        .pages();
    let wanted = Wanted {
        output: &given.output,
        paging: None,
        columns: &columns::RESELLERS,
        quiet: global.quiet,
    };
    list::print(pages, wanted, interrupt).await
}
