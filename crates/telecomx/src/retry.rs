//! When to try again, and how long to wait.

use std::time::Duration;

use crate::clock::Clock;
use crate::error::Error;

/// How often and how patiently a GET is tried again.
///
/// Tried again are 408, 429, 502, 503 and 504, timeouts and broken connections. A POST never is.
/// Before attempt n the client waits a random time between nothing and `base_delay · 2ⁿ⁻²`, at most
/// `max_delay` ("full jitter"), or as long as `Retry-After` demands. A wait that would not end
/// before the call's total timeout is not begun: the error comes at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            base_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(10),
        }
    }
}

impl RetryPolicy {
    /// Never tries again.
    #[must_use]
    pub fn never() -> Self {
        Self::attempts(1)
    }

    /// Sends this many requests at most, the first one included. Default 4.
    #[must_use]
    pub fn attempts(max_attempts: u32) -> Self {
        Self {
            max_attempts,
            ..Self::default()
        }
    }

    /// The longest wait before the second attempt. Default 250 ms.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest wait before any attempt, unless the server demands more. Default 10 s.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// How long to wait after `attempts` failed ones, or `None` to give up.
    pub(crate) fn wait(&self, error: &Error, attempts: u32, clock: &dyn Clock) -> Option<Duration> {
        if !error.is_retryable() || attempts >= self.max_attempts {
            return None;
        }
        let doubled = self.base_delay.saturating_mul(1 << (attempts - 1).min(16));
        let jittered = doubled
            .min(self.max_delay)
            .mul_f64(clock.jitter().clamp(0.0, 1.0));
        Some(error.retry_after().unwrap_or(jittered))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    struct Longest;
    impl Clock for Longest {
        fn jitter(&self) -> f64 {
            1.0
        }
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        let policy = RetryPolicy::attempts(9);
        let error = Error::new(ErrorKind::Timeout, "").retryable();
        let waits: Vec<_> = (1..=9)
            .map(|n| {
                policy
                    .wait(&error, n, &Longest)
                    .map(|wait| wait.as_millis())
            })
            .collect();
        assert_eq!(
            waits,
            [
                Some(250),
                Some(500),
                Some(1000),
                Some(2000),
                Some(4000),
                Some(8000),
                Some(10_000),
                Some(10_000),
                None
            ]
        );
    }

    #[test]
    fn the_server_has_the_last_word_on_the_wait() {
        let error = Error::new(ErrorKind::Throttled, "")
            .retryable()
            .with_retry_after(Some(Duration::from_secs(77)));
        assert_eq!(
            RetryPolicy::default().wait(&error, 1, &Longest),
            Some(Duration::from_secs(77))
        );
    }

    #[test]
    fn what_cannot_succeed_later_is_not_tried_again() {
        let error = Error::new(ErrorKind::Access, "");
        assert_eq!(RetryPolicy::default().wait(&error, 1, &Longest), None);
        let error = Error::new(ErrorKind::Timeout, "").retryable();
        assert_eq!(RetryPolicy::never().wait(&error, 1, &Longest), None);
    }
}
