//! The client that a command calls with: where to, and as whom.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use telecomx::{Client, ClientBuilder, Credentials, RetryPolicy, Secret};
use telecomx_sandbox::Sandbox;

use crate::args::Global;
use crate::exit::Failure;
use crate::interrupt::Interrupt;
use crate::{profile, prompt};

/// Where the API is, unless somebody says otherwise.
const PRODUCTION: &str = "https://api.telecomx.dk";

/// A client, and whose credentials it has.
pub(crate) struct Connection {
    pub(crate) client: Client,
    pub(crate) base_url: String,
    pub(crate) source: Source,
    /// Answers as long as it is kept.
    _sandbox: Option<Sandbox>,
}

/// Where credentials come from.
pub(crate) enum Source {
    Sandbox,
    Token,
    Password,
    Profile(PathBuf),
}

impl Connection {
    /// Takes the first that there is: `--sandbox`, `TELECOMX_TOKEN`, `TELECOMX_USERNAME` with
    /// `TELECOMX_PASSWORD`, the profile.
    pub(crate) async fn open(global: &Global, interrupt: &Interrupt) -> Result<Self, Failure> {
        if global.sandbox {
            return Self::to_sandbox(global).await;
        }
        let given = global.base_url()?;
        let of_environment = match variable("TELECOMX_TOKEN")? {
            Some(token) => Some((Credentials::token(token), Source::Token)),
            None => match (
                variable("TELECOMX_USERNAME")?,
                variable("TELECOMX_PASSWORD")?,
            ) {
                (Some(username), Some(password)) => {
                    let credentials =
                        password_credentials(&username, password.into(), None, interrupt);
                    Some((credentials, Source::Password))
                }
                _ => None,
            },
        };
        let (base_url, credentials, source) = match of_environment {
            Some((credentials, source)) => {
                let base_url = match given {
                    Some(url) => url,
                    None => stored_url(global)?.unwrap_or_else(|| PRODUCTION.to_owned()),
                };
                (base_url, credentials, source)
            }
            None => {
                let path = profile::path(&global.profile()?)?;
                let stored = profile::load(&path)?.ok_or_else(|| {
                    Failure::access("not logged in").hint(
                        "log in with `telecomx auth login`, set TELECOMX_TOKEN, or try --sandbox",
                    )
                })?;
                let same = |url: &String| {
                    url.trim_end_matches('/') == stored.base_url.trim_end_matches('/')
                };
                if given.is_some_and(|url| !same(&url)) {
                    return Err(Failure::access(
                        "the stored token is for another base URL, and is sent nowhere else",
                    )
                    .hint("log in there under another profile: `telecomx --base-url URL --profile NAME auth login`"));
                }
                let credentials = Credentials::token(stored.token);
                (stored.base_url, credentials, Source::Profile(path))
            }
        };
        let client = builder(global, &base_url)
            .credentials(credentials)
            .build()?;
        Ok(Self {
            client,
            base_url,
            source,
            _sandbox: None,
        })
    }

    async fn to_sandbox(global: &Global) -> Result<Self, Failure> {
        let sandbox = Sandbox::start()
            .await
            .map_err(|error| Failure::other(error.to_string()).because(error))?;
        let base_url = sandbox.url().to_owned();
        let client = builder(global, &base_url)
            .token(sandbox.admin().machine_token.as_str())
            .build()?;
        Ok(Self {
            client,
            base_url,
            source: Source::Sandbox,
            _sandbox: Some(sandbox),
        })
    }
}

/// The base URL of the profile, if there is one. Who brings credentials, and names no profile, needs no folder to keep
/// any in.
fn stored_url(global: &Global) -> Result<Option<String>, Failure> {
    let name = global.profile()?;
    match profile::path(&name) {
        Ok(path) => Ok(profile::load(&path)?.map(|stored| stored.base_url)),
        Err(_) if name == profile::DEFAULT => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Where `auth login` logs in: as for any other call, but whatever token is stored.
pub(crate) fn login_url(global: &Global, path: &std::path::Path) -> Result<String, Failure> {
    if let Some(url) = global.base_url()? {
        return Ok(url);
    }
    // What is stored is about to be replaced, so it may be broken.
    let stored = profile::load(path).ok().flatten();
    Ok(stored.map_or_else(|| PRODUCTION.to_owned(), |stored| stored.base_url))
}

/// What all clients have in common.
pub(crate) fn builder(global: &Global, base_url: &str) -> ClientBuilder {
    let retry = if global.no_retry {
        RetryPolicy::never()
    } else {
        RetryPolicy::default()
    };
    Client::builder()
        .base_url(base_url)
        .user_agent(concat!("telecomx-cli/", env!("CARGO_PKG_VERSION")))
        .timeout(Duration::from_secs(global.timeout))
        .retry(retry)
}

/// Credentials that ask for a second factor where one is wanted and somebody is there. `code` is
/// taken in place of the first answer.
pub(crate) fn password_credentials(
    username: &str,
    password: Secret,
    code: Option<Secret>,
    interrupt: &Interrupt,
) -> Credentials {
    let interrupt = interrupt.clone();
    Credentials::password(username, password).second_factor(move |factor| {
        let (code, interrupt) = (code.clone(), interrupt.clone());
        async move {
            match code {
                Some(code) => Some(code),
                None if prompt::somebody_is_there() => {
                    // Whoever waits for the login hears of an interruption as well.
                    prompt::secret(prompt::question(factor), &interrupt)
                        .await
                        .ok()
                }
                None => None,
            }
        }
    })
}

/// A variable of the environment; an empty one is none.
pub(crate) fn variable(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Failure::usage(format!("{name} is not valid Unicode")))
        }
    }
}
