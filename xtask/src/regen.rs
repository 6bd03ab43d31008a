//! `cargo xtask regen`: writes all that is made from `openapi/telecomx.yaml`, or checks that it is up to date.

use anyhow::{Result, bail};

use crate::Outcome;

/// Write all that is made from openapi/telecomx.yaml.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; show what would change and exit with 4 if anything would.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome> {
    bail!("not written yet (check: {})", arguments.check)
}
