//! Ctrl-C, noticed where it is safe to stop.

use std::future::Future;

use tokio::sync::watch;

use crate::exit::{Exit, Failure};

/// Knows whether the user wants to stop. While one exists, Ctrl-C no longer kills the process, so
/// that files are cleaned up and the terminal gets its echo back.
#[derive(Clone)]
pub(crate) struct Interrupt(watch::Receiver<Option<Exit>>);

impl Interrupt {
    /// Listens from now on, on the current runtime.
    pub(crate) fn listen() -> Self {
        second_kills();
        let (sender, receiver) = watch::channel(None);
        let signal = signal();
        tokio::spawn(async move {
            let exit = signal.await;
            sender.send_replace(Some(exit));
            // The channel must outlive everybody who waits.
            sender.closed().await;
        });
        Self(receiver)
    }

    /// The future's value, or the failure of having been interrupted before.
    pub(crate) async fn or<T>(&self, future: impl Future<Output = T>) -> Result<T, Failure> {
        let mut receiver = self.0.clone();
        let stopped = async move {
            match receiver.wait_for(Option::is_some).await.map(|exit| *exit) {
                Ok(exit) => exit.unwrap_or(Exit::Interrupted),
                // Signals cannot be listened to; nothing interrupts then.
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            exit = stopped => Err(interrupted(exit)),
            value = future => Ok(value),
        }
    }
}

/// The failure of having been interrupted.
pub(crate) fn interrupted(exit: Exit) -> Failure {
    Failure::new(exit, "interrupted")
}

/// Lets the second Ctrl-C kill: the first is not noticed while whoever reads our stdout does not.
#[cfg(unix)]
fn second_kills() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    let first = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order, so that the flag is set only after it was looked at. Signals that cannot be
        // listened to keep their effect, which is to kill.
        let _ = flag::register_conditional_shutdown(signal, 128 + signal, first.clone());
        let _ = flag::register(signal, first.clone());
    }
}

#[cfg(not(unix))]
fn second_kills() {}

/// The next signal. It is listened to from the call on, not from when the future is first polled:
/// a Ctrl-C in between would be lost.
#[cfg(unix)]
fn signal() -> impl Future<Output = Exit> {
    use tokio::signal::unix::{Signal, SignalKind, signal};
    async fn received(signal: Option<Signal>) {
        match signal {
            Some(mut signal) => drop(signal.recv().await),
            // It cannot be listened to.
            None => std::future::pending().await,
        }
    }
    let interrupt = signal(SignalKind::interrupt()).ok();
    let terminate = signal(SignalKind::terminate()).ok();
    async move {
        tokio::select! {
            () = received(interrupt) => Exit::Interrupted,
            () = received(terminate) => Exit::Terminated,
        }
    }
}

#[cfg(not(unix))]
async fn signal() -> Exit {
    match tokio::signal::ctrl_c().await {
        Ok(()) => Exit::Interrupted,
        Err(_) => std::future::pending().await,
    }
}
