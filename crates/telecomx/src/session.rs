//! The token: got once, shared by all calls, renewed before it ends.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::Secret;
use crate::client::Client;
use crate::credentials::{Credentials, Kind};
use crate::error::{Error, ErrorKind, Factor};
use crate::generated::types::{LoginRequest, LoginResult};
use crate::operation::Operation;

/// A token, and what the server said of its end.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AccessToken {
    /// The token.
    pub token: Secret,
    /// How long it was valid when it was given; `None` if it does not expire or nobody said.
    pub expires_in: Option<Duration>,
}

/// A token together with the number of the login that gave it, so that a call whose token was
/// refused can tell whether somebody else has renewed it meanwhile.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) generation: u64,
    pub(crate) token: AccessToken,
    renew_at: Option<Instant>,
}

pub(crate) struct Session {
    credentials: Credentials,
    state: Mutex<State>,
    /// Logins that have ended, well or badly.
    logins: AtomicU64,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// How the last login failed. Calls that waited for it fail likewise instead of trying the
    /// same password again, a hundred times in a row, until the address is blacklisted.
    failure: Option<Error>,
}

impl Session {
    pub(crate) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            state: Mutex::default(),
            logins: AtomicU64::new(0),
        }
    }

    /// Whether a refused token can be replaced by a new login.
    pub(crate) fn can_renew(&self) -> bool {
        matches!(self.credentials.0, Kind::Password { .. })
    }

    /// Drops the token, as logout has ended it.
    pub(crate) async fn forget(&self) {
        self.state.lock().await.held = None;
    }

    /// The token to call with. `refused` is the generation of one that the server refused.
    pub(crate) async fn token(&self, client: &Client, refused: Option<u64>) -> Result<Held, Error> {
        let (username, password) = match &self.credentials.0 {
            Kind::None => {
                let what = "there are no credentials: give the builder a token, or a user name and a password";
                return Err(Error::new(ErrorKind::Credentials, what));
            }
            Kind::Token(token) => {
                let token = AccessToken {
                    token: token.clone(),
                    expires_in: None,
                };
                return Ok(Held {
                    generation: 0,
                    token,
                    renew_at: None,
                });
            }
            Kind::Password {
                username, password, ..
            } => (username, password),
        };
        let logins_before = self.logins.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(held) = &state.held {
            let valid = held
                .renew_at
                .is_none_or(|renew_at| client.clock().now() < renew_at);
            if valid && refused != Some(held.generation) {
                return Ok(held.clone());
            }
        }
        let logins = self.logins.load(Ordering::Acquire);
        if let Some(failure) = state.failure.as_ref().filter(|_| logins != logins_before) {
            return Err(failure.clone());
        }
        state.held = None;
        state.failure = None;
        let outcome = self.log_in(client, username, password).await;
        let generation = self.logins.fetch_add(1, Ordering::AcqRel) + 1;
        match outcome.and_then(|result| hold(result, generation, client.clock().now())) {
            Ok(held) => {
                state.held = Some(held.clone());
                Ok(held)
            }
            Err(error) => {
                state.failure = Some(error.clone());
                Err(error)
            }
        }
    }

    /// Logs in, with a second factor if one is wanted and the caller has an answer.
    async fn log_in(
        &self,
        client: &Client,
        username: &str,
        password: &Secret,
    ) -> Result<LoginResult, Error> {
        let Kind::Password { persist, ask, .. } = &self.credentials.0 else {
            return Err(Error::new(
                ErrorKind::Credentials,
                "only a user name and a password can log in",
            ));
        };
        let mut request = LoginRequest {
            username: username.into(),
            password: password.clone(),
            sms_key: None,
            authenticator_token: None,
            cookie: None,
            persist: persist.then_some(true),
        };
        let error = match post_login(client, &request).await {
            Err(error) => error,
            outcome => return outcome,
        };
        let Some(factor) = wanted_factor(&error) else {
            return Err(error);
        };
        let code = match ask {
            Some(ask) => ask(factor).await,
            None => None,
        };
        let Some(code) = code else {
            return Err(error.wanting(factor));
        };
        match factor {
            Factor::SmsCode => request.sms_key = Some(code),
            Factor::AuthenticatorCode => request.authenticator_token = Some(code),
        }
        post_login(client, &request)
            .await
            .map_err(|error| match wanted_factor(&error) {
                Some(factor) => error.wanting(factor),
                None => error,
            })
    }
}

async fn post_login(client: &Client, request: &LoginRequest) -> Result<LoginResult, Error> {
    let operation = Operation::named("login");
    let http = client
        .http()
        .post(format!("{}{}", client.base_url(), operation.url_template));
    let request = http.json(request).build().map_err(Error::transport)?;
    // Not through the generated builder: it would ask for a token again, and so without end.
    // Not around the whole login: who is asked for a code takes their time.
    let sent = tokio::time::timeout(client.timeout(), client.send(operation, request, None));
    match sent.await {
        Ok(response) => response?.decode(),
        Err(_) => Err(Error::timed_out().during(operation)),
    }
}

/// Which factor a refused login wants. No page tells; by the wiki's convention the message names
/// the property that is missing.
fn wanted_factor(error: &Error) -> Option<Factor> {
    match error.message()? {
        "smsKey" => Some(Factor::SmsCode),
        "authenticatorToken" => Some(Factor::AuthenticatorCode),
        _ => None,
    }
}

/// The lifetime of a token whose login did not tell it (`api:auth:login`).
const DEFAULT_MINUTES: i64 = 15;

fn hold(result: LoginResult, generation: u64, now: Instant) -> Result<Held, Error> {
    let Some(token) = result.token else {
        return Err(
            Error::new(ErrorKind::Credentials, "login succeeded but gave no token")
                .during(Operation::named("login")),
        );
    };
    // Negative means that the token does not expire.
    let minutes = u64::try_from(result.expires_in_minutes.unwrap_or(DEFAULT_MINUTES)).ok();
    let expires_in = minutes.map(|minutes| Duration::from_secs(minutes.saturating_mul(60)));
    // A tenth of the lifetime early, at most half a minute, so that no call starts with a token
    // that ends on its way.
    let renew_at = expires_in
        .and_then(|life| now.checked_add(life - (life / 10).min(Duration::from_secs(30))));
    Ok(Held {
        generation,
        token: AccessToken { token, expires_in },
        renew_at,
    })
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}
