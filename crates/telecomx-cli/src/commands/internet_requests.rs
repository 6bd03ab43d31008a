//! `telecomx internet-requests`.

use clap::{Args, Subcommand, ValueEnum};

use crate::args::{Given, Global, Output, Paging};
use crate::columns;
use crate::connection::Connection;
use crate::exit::Failure;
use crate::interrupt::Interrupt;
use crate::list::{self, Wanted};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List Internet requests
    #[command(after_help = "\
Example:
  telecomx internet-requests list --state new --filter Glostrup")]
    List(List),
}

#[derive(Args)]
pub(crate) struct List {
    /// Complete requests, with their offers, instead of condensed ones
    #[arg(long)]
    full: bool,
    /// Requests by whether they have offers
    #[arg(long)]
    state: Option<State>,
    /// Requests of this customer [default: the user's own]
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// Requests of this reseller, those bound to no customer
    #[arg(long, value_name = "ID")]
    reseller: Option<String>,
    /// Text to look for in the installation addresses
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    #[command(flatten)]
    paging: Paging,
    #[command(flatten)]
    output: Output,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum State {
    /// All of them
    Any,
    /// Without an offer
    New,
    /// With an offer
    HasOffer,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Any => "ANY",
            Self::New => "NEW",
            Self::HasOffer => "HAS_OFFER",
        }
    }
}

/// The two variants are two operations with the same parameters.
macro_rules! pages {
    ($request:expr, $given:expr) => {
        $request
            .given($given.state, |request, state| request.state(state.as_str()))
            .given($given.customer.as_deref(), |request, id| {
                request.customer(id)
            })
            .given($given.reseller.as_deref(), |request, id| {
                request.reseller(id)
            })
            .given($given.filter.as_deref(), |request, text| {
                request.filter(text)
            })
            .given($given.paging.offset(), |request, n| request.offset(n))
            .given($given.paging.page_size(), |request, n| request.limit(n))
            .pages()
    };
}

pub(crate) async fn run(
    command: &Command,
    global: &Global,
    interrupt: &Interrupt,
) -> Result<(), Failure> {
    let Command::List(given) = command;
    let connection = Connection::open(global, interrupt).await?;
    let client = &connection.client;
    let wanted = |columns| Wanted {
        output: &given.output,
        paging: Some(&given.paging),
        columns,
        quiet: global.quiet,
    };
    if given.full {
        let pages = pages!(client.list_internet_requests_full(), given);
        list::print(pages, wanted(&columns::INTERNET_REQUESTS_FULL), interrupt).await
    } else {
        let pages = pages!(client.list_internet_requests(), given);
        list::print(pages, wanted(&columns::INTERNET_REQUESTS), interrupt).await
    }
}
