//! `telecomx completions`.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::args::Arguments;
use crate::exit::Failure;

/// Print a shell's completion script
#[derive(Args)]
#[command(after_help = "\
Examples:
  telecomx completions bash > ~/.local/share/bash-completion/completions/telecomx
  telecomx completions zsh > ~/.zfunc/_telecomx
  telecomx completions fish > ~/.config/fish/completions/telecomx.fish")]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(given: &Completions) -> Result<(), Failure> {
    // `generate` panics where it cannot write; a buffer takes anything.
    let mut script = Vec::new();
    clap_complete::generate(
        given.shell,
        &mut Arguments::command(),
        "telecomx",
        &mut script,
    );
    io::stdout()
        .write_all(&script)
        .map_err(|error| Failure::write("stdout", error))
}
