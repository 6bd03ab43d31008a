//! `telecomx sandbox`.

use std::io::{self, Write};

use clap::Args;
use telecomx_sandbox::Fault;

use crate::exit::Failure;
use crate::interrupt::Interrupt;

/// Serve the documented API on loopback, with made-up data, until Ctrl-C
#[derive(Args)]
#[command(after_help = "\
Example:
  telecomx sandbox --port 8080 --records 100000 --seed 7")]
pub(crate) struct Sandbox {
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Records in each list
    #[arg(long, value_name = "N", default_value_t = 250)]
    records: u64,
    /// What the made-up data follow from: the same seed gives the same data
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// What goes wrong with the next request, as in `status=503` or `html=500,latency=2s`; again for
    /// the requests after it
    #[arg(long, value_name = "WORDS")]
    fault: Vec<Fault>,
    /// What goes wrong with every request
    #[arg(long, value_name = "WORDS")]
    always: Vec<Fault>,
}

pub(crate) async fn run(given: &Sandbox, interrupt: &Interrupt) -> Result<(), Failure> {
    let mut builder = telecomx_sandbox::Sandbox::builder()
        .port(given.port)
        .records(given.records)
        .seed(given.seed);
    for fault in &given.fault {
        builder = builder.fault(fault.clone());
    }
    for fault in &given.always {
        builder = builder.fault_always(fault.clone());
    }
    let sandbox = builder
        .start()
        .await
        .map_err(|error| Failure::other(error.to_string()).because(error))?;
    let mut stdout = io::stdout();
    writeln!(stdout, "{}", sandbox.welcome().trim_end())
        .and_then(|()| stdout.flush())
        .map_err(|error| Failure::write("stdout", error))?;
    let stopped = interrupt.or(std::future::pending::<()>()).await;
    sandbox.shutdown().await;
    stopped
}
