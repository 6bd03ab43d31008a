//! Maintainers' tasks, run as `cargo xtask <task>`. Each lives in a module of its own; here they are only told apart.

mod docs;
mod interop;
mod regen;
mod release;
mod spec;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(
    name = "xtask",
    bin_name = "cargo xtask",
    about,
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Docs(docs::Arguments),
    Interop(interop::Arguments),
    Regen(regen::Arguments),
    Release(release::Arguments),
    Spec(spec::Arguments),
}

/// What a task found, where it could do its work at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing is left to do.
    Fresh,
    /// A person must decide, or run the command that was printed.
    Stale,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fresh => Self::SUCCESS,
            Outcome::Stale => Self::from(4),
        }
    }
}

/// The exit code of a task that cannot do its work, for instance on a document that is no YAML.
const CANNOT: u8 = 100;

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Docs(arguments) => docs::run(&arguments),
        Task::Interop(arguments) => interop::run(&arguments),
        Task::Regen(arguments) => regen::run(&arguments),
        Task::Release(arguments) => release::run(&arguments),
        Task::Spec(arguments) => spec::run(&arguments),
    };
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eprintln!("error: {error:#}");
            CANNOT.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }
}
