//! A clock on which waiting takes no time.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use telecomx::Clock;

/// Notes each wait and moves on by it at once. Chance always gives the longest wait.
///
/// Only waits between attempts are virtual: timeouts of sockets are real, because a paused clock
/// would fire them at once.
#[derive(Clone, Default)]
pub struct NoWait(Arc<Mutex<Vec<Duration>>>);

impl NoWait {
    /// Each wait so far.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Lets time pass without a wait.
    pub fn advance(&self, duration: Duration) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(duration);
    }
}

impl Clock for NoWait {
    fn now(&self) -> Instant {
        Instant::now() + self.waits().iter().sum::<Duration>()
    }

    fn time_of_day(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.advance(duration);
        Box::pin(async {})
    }

    fn jitter(&self) -> f64 {
        1.0
    }
}
