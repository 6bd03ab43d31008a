//! Ctrl-C, noticed where it is safe to stop.

use std::future::Future;

use tokio::sync::watch;

use crate::exit::{Exit, Failure, warn};

/// Knows whether the user wants to stop. While one exists, Ctrl-C no longer kills the process, so
/// that files are cleaned up and the terminal gets its echo back.
#[derive(Clone)]
pub(crate) struct Interrupt(watch::Receiver<Option<Exit>>);

impl Interrupt {
    /// Listens from now on.
    pub(crate) fn listen() -> Self {
        let (sender, receiver) = watch::channel(None);
        listen(sender);
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

/// Listens on a thread of its own, for the runtime notices nothing while whoever reads our stdout does not. A signal
/// that comes later kills; one that comes at once is the same wish, as `timeout` sends it to us and to our group.
#[cfg(unix)]
fn listen(sender: watch::Sender<Option<Exit>>) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level;
    use std::time::{Duration, Instant};

    const SAME_WISH: Duration = Duration::from_millis(500);

    // Signals that cannot be listened to keep their effect, which is to kill.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    let wait = move || {
        let mut first: Option<Instant> = None;
        for signal in signals.forever() {
            match first {
                Some(first) if first.elapsed() >= SAME_WISH => low_level::exit(128 + signal),
                Some(_) => {}
                None => {
                    first = Some(Instant::now());
                    sender.send_replace(Some(if signal == SIGTERM {
                        Exit::Terminated
                    } else {
                        Exit::Interrupted
                    }));
                }
            }
        }
    };
    let thread = std::thread::Builder::new().name("signals".to_owned());
    if let Err(error) = thread.spawn(wait) {
        warn(&format!("Ctrl-C will not be noticed: {error}"));
    }
}

#[cfg(not(unix))]
fn listen(sender: watch::Sender<Option<Exit>>) {
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            sender.send_replace(Some(Exit::Interrupted));
        }
        // The channel must outlive everybody who waits.
        sender.closed().await;
    });
}
