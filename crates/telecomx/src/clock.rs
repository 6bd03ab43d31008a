//! Time and chance, in one place so that tests can inject them.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// What the runtime knows of time and chance.
///
/// The default is the system's. Tests give the builder one of their own
/// ([`ClientBuilder::clock`](crate::ClientBuilder::clock)), to see how long a call would have
/// waited without waiting.
pub trait Clock: Send + Sync + 'static {
    /// Time that only moves forward: tokens expire and deadlines pass by it.
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// The time of day, to which a date in `Retry-After` refers.
    fn time_of_day(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Waits between two attempts.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }

    /// A random number from 0 to 1, which each wait is multiplied by.
    fn jitter(&self) -> f64 {
        fastrand::f64()
    }
}

/// The system's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {}

impl fmt::Debug for dyn Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
