//! The command that drafts the OpenAPI of a page.

use anyhow::{Result, bail};
use telecomx_wiki::Project;
use telecomx_wiki::fetch::Options;

use crate::Outcome;

pub(super) fn run(
    _project: &Project,
    input: &str,
    _write: bool,
    _options: &Options,
) -> Result<Outcome> {
    bail!("cannot draft {input} yet")
}
