//! The telecomx command: lists and exports from the Telecom X reseller API.

mod args;
mod cell;
mod columns;
mod commands;
mod connection;
mod exit;
mod interrupt;
mod list;
mod logging;
mod output;
mod profile;
mod progress;
mod prompt;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, Command};
use crate::exit::{Exit, Failure};
use crate::interrupt::Interrupt;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    arguments.global.color.write_global();
    let outcome = match &arguments.command {
        // These need neither runtime nor network.
        Command::Completions(shell) => commands::completions::run(shell),
        Command::Man(man) => commands::man::run(man),
        _ => run(&arguments),
    };
    match outcome {
        Ok(()) => Exit::Success.into(),
        Err(failure) => {
            failure.print(arguments.global.verbose > 0);
            failure.exit.into()
        }
    }
}

/// Runs a command on a runtime of one thread, which is plenty for one client.
fn run(arguments: &Arguments) -> Result<(), Failure> {
    logging::start(&arguments.global);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::other("the runtime could not be started").because(error))?;
    let outcome = runtime.block_on(async {
        let interrupt = Interrupt::listen();
        commands::run(arguments, &interrupt).await
    });
    // A thread may still wait for input that nobody needs any more.
    runtime.shutdown_background();
    outcome
}
