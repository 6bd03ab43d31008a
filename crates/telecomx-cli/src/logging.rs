//! Tracing on stderr.

use std::io;

use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::args::{Global, LogFormat};

/// Starts logging if it is asked for.
///
/// Only the client's own events are let through, which hold neither URL nor body. The HTTP library's
/// would show the URL, and the token in it.
pub(crate) fn start(global: &Global) {
    let level = match (global.verbose, global.log_format) {
        (0, None) => return,
        (0, Some(_)) => LevelFilter::WARN,
        (1, _) => LevelFilter::DEBUG,
        (2.., _) => LevelFilter::TRACE,
    };
    let own = Targets::new()
        .with_target("telecomx", level)
        // The in-process sandbox is the server's side.
        .with_target("telecomx_sandbox", LevelFilter::OFF);
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let registry = tracing_subscriber::registry();
    // An error means that there is a subscriber already, which there is not.
    let _ = match global.log_format {
        Some(LogFormat::Json) => registry.with(layer.json().with_filter(own)).try_init(),
        _ => {
            let colors = anstream::AutoStream::choice(&io::stderr());
            let layer = layer.with_ansi(colors != anstream::ColorChoice::Never);
            registry.with(layer.with_filter(own)).try_init()
        }
    };
}
