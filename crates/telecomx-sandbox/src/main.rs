//! The sandbox on its own, for clients in any language.

use std::{error::Error, io::Write as _, process::ExitCode, time::Duration};

use clap::Parser;
use telecomx_sandbox::{Fault, Sandbox};

/// Serves the documented Telecom X reseller API on loopback, with made-up data.
#[derive(Parser)]
#[command(name = "telecomx-sandbox", version)]
struct Arguments {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Number of records in each list.
    #[arg(long, default_value_t = 250)]
    records: u64,
    /// What the made-up data follow from: the same seed gives the same data.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Minutes until a token expires.
    #[arg(long, value_name = "MINUTES", default_value_t = 15)]
    token_lifetime: u32,
    /// Sends enum values and properties that the document does not have.
    #[arg(long)]
    evolve: bool,
    /// A fault for the next request, such as "status=503, retry-after=2s"; several are a script.
    #[arg(long, value_name = "FAULT")]
    fault: Vec<Fault>,
    /// A fault for every request, such as "latency=200ms".
    #[arg(long, value_name = "FAULT")]
    always: Vec<Fault>,
    /// Ignores query parameters that the document does not have, in place of answering 400.
    #[arg(long)]
    ignore_unknown_parameters: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprint!("error: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprint!(": {error}");
                cause = error.source();
            }
            eprintln!();
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let mut builder = Sandbox::builder()
        .port(arguments.port)
        .records(arguments.records)
        .seed(arguments.seed)
        .token_lifetime(Duration::from_secs(60) * arguments.token_lifetime);
    if arguments.ignore_unknown_parameters {
        builder = builder.ignore_unknown_parameters();
    }
    if arguments.evolve {
        builder = builder.fault_always(Fault::evolved());
    }
    builder = arguments
        .fault
        .into_iter()
        .fold(builder, |builder, fault| builder.fault(fault));
    builder = arguments
        .always
        .into_iter()
        .fold(builder, |builder, fault| builder.fault_always(fault));
    let sandbox = builder.start().await?;
    // Polled once, it listens for the signal already when the address is told. A Ctrl-C in between would kill us.
    let mut interrupted = std::pin::pin!(tokio::signal::ctrl_c());
    let already = futures_util::future::poll_immediate(&mut interrupted).await;
    // Whoever reads our output through a pipe waits for the address; whoever has closed it does not.
    write!(
        std::io::stdout(),
        "{}\nCtrl-C ends it.\n",
        sandbox.welcome()
    )
    .and_then(|()| std::io::stdout().flush())
    .ok();
    match already {
        Some(result) => result?,
        None => interrupted.await?,
    }
    sandbox.shutdown().await;
    Ok(())
}
