//! Who calls, and where the token travels.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue};

use crate::Secret;
use crate::error::{Error, ErrorKind, Factor};

/// What a caller answers when login wants a second factor.
type AskFactor =
    dyn Fn(Factor) -> Pin<Box<dyn Future<Output = Option<Secret>> + Send>> + Send + Sync;

/// Who calls.
#[derive(Clone)]
pub struct Credentials(pub(crate) Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    None,
    Token(Secret),
    Password {
        username: String,
        password: Secret,
        persist: bool,
        ask: Option<Arc<AskFactor>>,
    },
}

impl Credentials {
    /// An access token that login gave, or a machine token (`api:employee:createtoken`), which does
    /// not expire. A token that the server refuses is an [`ErrorKind::Credentials`].
    pub fn token(token: impl Into<Secret>) -> Self {
        Self(Kind::Token(token.into()))
    }

    /// A user's e-mail address and password (`api:auth:login`).
    ///
    /// Login happens at the first call that needs it, again before the token expires and once more
    /// after a 401; one login at a time, however many calls wait for it.
    pub fn password(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self(Kind::Password {
            username: username.into(),
            password: password.into(),
            persist: false,
            ask: None,
        })
    }

    /// Asks login for a token that is valid until logout. Without it a token lasts for 15 minutes.
    #[must_use]
    pub fn persistent(mut self) -> Self {
        if let Kind::Password { persist, .. } = &mut self.0 {
            *persist = true;
        }
        self
    }

    /// Answers a login that wants a second factor. Called once a login; `None` gives up, which is
    /// an [`ErrorKind::SecondFactor`], as it is without this.
    #[must_use]
    pub fn second_factor<F, Answer>(mut self, answer: F) -> Self
    where
        F: Fn(Factor) -> Answer + Send + Sync + 'static,
        Answer: Future<Output = Option<Secret>> + Send + 'static,
    {
        if let Kind::Password { ask, .. } = &mut self.0 {
            *ask = Some(Arc::new(move |factor| Box::pin(answer(factor))));
        }
        self
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::None => "Credentials(none)",
            Kind::Token(_) => "Credentials(token)",
            Kind::Password { .. } => "Credentials(password)",
        })
    }
}

/// Where the token travels.
///
/// The query parameter is the only carrier that the wiki shows. The others keep the token out of
/// URLs, but whether the server takes them is not documented: try before you rely on one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Carrier {
    /// The query parameter `token`, as documented.
    #[default]
    Query,
    /// `Authorization: Bearer …`. Undocumented.
    Bearer,
    /// A header of this name. Undocumented.
    Header(String),
    /// A cookie of this name. Undocumented; login with `cookie: true` sets one whose name is unknown.
    Cookie(String),
}

/// The query parameter of the document's security scheme.
const PARAMETER: &str = "token";

impl Carrier {
    /// Puts the token into a request, in place of any that is there.
    pub(crate) fn apply(
        &self,
        request: &mut reqwest::Request,
        token: &Secret,
    ) -> Result<(), Error> {
        let header = |text: String| {
            let mut value = HeaderValue::try_from(text).map_err(|_| {
                Error::new(
                    ErrorKind::Credentials,
                    "the token holds a character that no header can carry",
                )
            })?;
            value.set_sensitive(true);
            Ok::<_, Error>(value)
        };
        match self {
            Self::Query => {
                let url = request.url_mut();
                if url.query_pairs().any(|(name, _)| name == PARAMETER) {
                    let others: Vec<_> = url
                        .query_pairs()
                        .into_owned()
                        .filter(|(name, _)| name != PARAMETER)
                        .collect();
                    url.query_pairs_mut().clear().extend_pairs(others);
                }
                url.query_pairs_mut().append_pair(PARAMETER, token.expose());
            }
            Self::Bearer => {
                request
                    .headers_mut()
                    .insert(AUTHORIZATION, header(format!("Bearer {}", token.expose()))?);
            }
            Self::Header(name) => {
                request
                    .headers_mut()
                    .insert(named(name)?, header(token.expose().to_owned())?);
            }
            Self::Cookie(name) => {
                request
                    .headers_mut()
                    .insert(COOKIE, header(format!("{name}={}", token.expose()))?);
            }
        }
        Ok(())
    }

    /// Refuses a name that no request could carry.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Header(name) | Self::Cookie(name) => named(name).map(drop),
            Self::Query | Self::Bearer => Ok(()),
        }
    }
}

/// Cookie names are HTTP tokens too, so one check does for both.
fn named(name: &str) -> Result<HeaderName, Error> {
    HeaderName::try_from(name).map_err(|_| {
        Error::new(
            ErrorKind::Configuration,
            format!("{name:?} cannot be the name of a header or cookie"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(url: &str) -> reqwest::Request {
        reqwest::Request::new(reqwest::Method::GET, url.parse().unwrap())
    }

    #[test]
    fn a_token_is_replaced_and_never_appended() {
        let mut request = request("http://localhost/a?x=1%262&token=old&y=%C3%A6");
        for _ in 0..2 {
            Carrier::Query.apply(&mut request, &"n&w".into()).unwrap();
            assert_eq!(request.url().query(), Some("x=1%262&y=%C3%A6&token=n%26w"));
        }
    }

    #[test]
    fn a_header_with_a_token_does_not_show_it() {
        let mut request = request("http://localhost/");
        for carrier in [
            Carrier::Bearer,
            Carrier::Header("x-token".into()),
            Carrier::Cookie("sid".into()),
        ] {
            carrier.apply(&mut request, &"s3cret".into()).unwrap();
        }
        assert_eq!(request.headers().len(), 3);
        assert!(!format!("{:?}", request.headers()).contains("s3cret"));
        assert!(Carrier::Bearer.apply(&mut request, &"a\nb".into()).is_err());
        assert!(Carrier::Header("a b".into()).check().is_err());
    }
}
