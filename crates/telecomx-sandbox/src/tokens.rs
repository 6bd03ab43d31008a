//! Tokens and the clock that they expire by.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use crate::dice::Dice;

/// Up to this many tokens, expired ones are kept, to be told from unknown ones.
const MANY: usize = 10_000;

/// A clock that runs by itself and can be put forward.
pub(crate) struct Clock {
    started: Instant,
    advanced: Duration,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self {
            started: Instant::now(),
            advanced: Duration::ZERO,
        }
    }

    /// Time since the sandbox started.
    pub(crate) fn now(&self) -> Duration {
        self.started.elapsed().saturating_add(self.advanced)
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.advanced = self.advanced.saturating_add(by);
    }
}

/// All tokens in use.
pub(crate) struct Tokens {
    issued: HashMap<String, Issued>,
    count: u64,
    /// Number of tokens at which the expired ones are forgotten next.
    full: usize,
    dice: Dice,
}

struct Issued {
    /// Index among the users.
    user: usize,
    /// When it ends; never if none.
    expires: Option<Duration>,
}

/// What is known about a token.
#[derive(Debug, PartialEq)]
pub(crate) enum Standing {
    /// Valid, and whose it is.
    Of(usize),
    Expired,
    Unknown,
}

impl Tokens {
    /// Starts with the machine tokens of the users.
    pub(crate) fn new(dice: Dice, machine_tokens: impl IntoIterator<Item = String>) -> Self {
        let issued = machine_tokens.into_iter().enumerate();
        let issued = issued
            .map(|(user, token)| {
                (
                    token,
                    Issued {
                        user,
                        expires: None,
                    },
                )
            })
            .collect();
        Self {
            issued,
            count: 0,
            full: MANY,
            dice: dice.named("token"),
        }
    }

    pub(crate) fn issue(
        &mut self,
        user: usize,
        now: Duration,
        lifetime: Option<Duration>,
    ) -> String {
        if self.issued.len() >= self.full {
            self.issued
                .retain(|_, issued| issued.expires.is_none_or(|expires| expires > now));
            // Doubled, so that many valid tokens are not gone through at each login.
            self.full = MANY.max(2 * self.issued.len());
        }
        self.count += 1;
        let dice = self.dice.numbered(self.count);
        let token = format!("{:016x}{:016x}", dice.bits(), dice.named("rest").bits());
        let expires = lifetime.map(|lifetime| now.saturating_add(lifetime));
        self.issued.insert(token.clone(), Issued { user, expires });
        token
    }

    pub(crate) fn standing(&self, token: &str, now: Duration) -> Standing {
        match self.issued.get(token) {
            None => Standing::Unknown,
            Some(Issued {
                expires: Some(expires),
                ..
            }) if *expires <= now => Standing::Expired,
            Some(issued) => Standing::Of(issued.user),
        }
    }

    /// Ends every token of the user, machine tokens included.
    pub(crate) fn end_all(&mut self, user: usize) {
        self.issued.retain(|_, issued| issued.user != user);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_token_is_valid_until_its_last_moment() {
        let mut tokens = Tokens::new(Dice::new(1), ["machine".to_owned()]);
        let short = tokens.issue(3, MINUTE, Some(MINUTE));
        let long = tokens.issue(3, MINUTE, None);
        assert_ne!(short, long);
        assert_eq!(
            tokens.standing(&short, 2 * MINUTE - Duration::from_nanos(1)),
            Standing::Of(3)
        );
        assert_eq!(tokens.standing(&short, 2 * MINUTE), Standing::Expired);
        assert_eq!(tokens.standing(&long, 100_000 * MINUTE), Standing::Of(3));
        assert_eq!(tokens.standing("machine", MINUTE), Standing::Of(0));
        assert_eq!(tokens.standing("", MINUTE), Standing::Unknown);
    }

    #[test]
    fn ending_the_tokens_of_a_user_leaves_those_of_others() {
        let mut tokens = Tokens::new(Dice::new(1), ["machine".to_owned()]);
        let other = tokens.issue(1, MINUTE, None);
        tokens.end_all(0);
        assert_eq!(tokens.standing("machine", MINUTE), Standing::Unknown);
        assert_eq!(tokens.standing(&other, MINUTE), Standing::Of(1));
    }

    #[test]
    fn expired_tokens_do_not_pile_up() {
        let mut tokens = Tokens::new(Dice::new(1), []);
        for _ in 0..3 * MANY {
            let now = MINUTE * tokens.count as u32;
            tokens.issue(0, now, Some(MINUTE));
        }
        assert!(tokens.issued.len() <= MANY, "{}", tokens.issued.len());
    }
}
