//! `telecomx man`.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, CommandFactory};

use crate::args::Arguments;
use crate::exit::Failure;

/// Print the manual page, or write those of all commands
#[derive(Args)]
#[command(after_help = "\
Example:
  telecomx man | man -l -
  telecomx man --dir ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
}

pub(crate) fn run(given: &Man) -> Result<(), Failure> {
    let command = Arguments::command().disable_help_subcommand(true);
    let Some(folder) = &given.dir else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command)
            .render(&mut page)
            .and_then(|()| io::stdout().write_all(&page))
            .map_err(|error| Failure::write("stdout", error))?;
        return Ok(());
    };
    fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command, folder))
        .map_err(|error| Failure::write(&folder.display().to_string(), error))
}
