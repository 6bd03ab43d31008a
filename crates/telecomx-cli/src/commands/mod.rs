//! The commands, a file for each noun.

pub(crate) mod api;
pub(crate) mod auth;
pub(crate) mod completions;
pub(crate) mod flexcare_orders;
pub(crate) mod internet_requests;
pub(crate) mod licenses;
pub(crate) mod man;
pub(crate) mod resellers;
pub(crate) mod sandbox;
pub(crate) mod service_agreements;

use crate::args::{Arguments, Command};
use crate::exit::Failure;
use crate::interrupt::Interrupt;

/// Runs a command that needs the network.
pub(crate) async fn run(arguments: &Arguments, interrupt: &Interrupt) -> Result<(), Failure> {
    let global = &arguments.global;
    match &arguments.command {
        Command::InternetRequests(command) => {
            internet_requests::run(command, global, interrupt).await
        }
        Command::Licenses(command) => licenses::run(command, global, interrupt).await,
        Command::FlexcareOrders(command) => flexcare_orders::run(command, global, interrupt).await,
        Command::ServiceAgreements(command) => {
            service_agreements::run(command, global, interrupt).await
        }
        Command::Resellers(command) => resellers::run(command, global, interrupt).await,
        Command::Auth(command) => auth::run(command, global, interrupt).await,
        Command::Sandbox(command) => sandbox::run(command, interrupt).await,
        Command::Api(command) => api::run(command, global, interrupt).await,
        Command::Completions(command) => completions::run(command),
        Command::Man(command) => man::run(command),
    }
}
