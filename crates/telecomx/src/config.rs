//! Building a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use url::{Host, Url};

use crate::Secret;
use crate::client::{Client, Inner, Shared};
use crate::clock::{Clock, SystemClock};
use crate::credentials::{Carrier, Credentials, Kind};
use crate::error::{Error, ErrorKind};
use crate::retry::RetryPolicy;
use crate::session::Session;
use crate::tls;

/// The production server of the document.
const PRODUCTION: &str = "https://api.telecomx.dk";

/// Sets up a [`Client`]. Everything has a default but the credentials.
#[must_use]
pub struct ClientBuilder {
    base_url: String,
    allow_http: bool,
    credentials: Credentials,
    carrier: Carrier,
    connect_timeout: Duration,
    read_timeout: Duration,
    timeout: Duration,
    retry: RetryPolicy,
    body_limit: usize,
    user_agent: String,
    proxy: Option<String>,
    extra_ca: Vec<Vec<u8>>,
    http_client: Option<reqwest::Client>,
    clock: Arc<dyn Clock>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            base_url: PRODUCTION.to_owned(),
            allow_http: false,
            credentials: Credentials(Kind::None),
            carrier: Carrier::default(),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            timeout: Duration::from_secs(120),
            retry: RetryPolicy::default(),
            body_limit: 64 * 1024 * 1024,
            user_agent: concat!("telecomx-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
            proxy: None,
            extra_ca: Vec::new(),
            http_client: None,
            clock: Arc::new(SystemClock),
        }
    }
}

impl ClientBuilder {
    /// Where the API is. Default `https://api.telecomx.dk`. It must be https, unless the host is
    /// loopback or [`allow_http`](Self::allow_http) is called.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Allows plain http to any host: whoever listens on the way reads the token. Default: only to
    /// loopback.
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// Calls with this access token or machine token, see [`Credentials::token`].
    pub fn token(self, token: impl Into<Secret>) -> Self {
        self.credentials(Credentials::token(token))
    }

    /// Calls as this user.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Where the token travels. Default the query parameter, the only documented carrier.
    pub fn carrier(mut self, carrier: Carrier) -> Self {
        self.carrier = carrier;
        self
    }

    /// How long to wait for a connection. Default 10 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long to wait for the next bytes of an answer. Default 30 s.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// How long a call may take in all, retries and waits included. Default 120 s. The body of a
    /// streamed answer (CSV) is not part of it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How often a GET is tried again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The largest answer to accept, in bytes after decompression. Default 64 MiB. A streamed
    /// answer (CSV) has no limit.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// The `User-Agent` header. Default `telecomx-rust/` and the version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// A proxy for all requests, as `http://host:port`. Default: what the environment says
    /// (`HTTPS_PROXY`, `NO_PROXY`); none for a base URL on this machine.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Trusts these certificates too (PEM), beside the platform's.
    pub fn extra_ca(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.extra_ca.push(pem.into());
        self
    }

    /// Sends through a client of your own, which then rules connect and read timeout, proxy, CA and
    /// user agent. Build it with `.referer(false)` and without redirects: reqwest would send the
    /// URL with the token to wherever a redirect points, and this cannot be checked here.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Another clock, for tests.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Builds the client. Nothing is sent yet, and no login happens before the first call.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if the base URL, the proxy, a certificate or a name is unusable.
    pub fn build(self) -> Result<Client, Error> {
        let url = self.checked_base_url()?;
        self.carrier.check()?;
        let http = match self.http_client.clone() {
            Some(client) => client,
            None => self.reqwest_client(&url)?,
        };
        let server_address = url.host_str().unwrap_or_default().to_owned();
        let shared = Shared {
            session: Session::new(self.credentials),
            carrier: self.carrier,
            body_limit: self.body_limit,
            clock: self.clock,
            server_port: url.port_or_known_default().unwrap_or_default(),
            server_address,
        };
        Ok(Client {
            baseurl: url.as_str().trim_end_matches('/').to_owned(),
            client: http,
            inner: Inner {
                shared: Arc::new(shared),
                timeout: self.timeout,
                retry: self.retry,
            },
        })
    }

    fn checked_base_url(&self) -> Result<Url, Error> {
        let refused = |why: &str| {
            Err(Error::new(
                ErrorKind::Configuration,
                format!("the base URL {why}"),
            ))
        };
        let Ok(url) = Url::parse(&self.base_url) else {
            return refused("is not a URL; it looks like https://api.telecomx.dk");
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refused("holds a user name or password; use `credentials`");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refused("holds a query or a fragment");
        }
        if url.host().is_none() {
            return refused("has no host");
        }
        match url.scheme() {
            "https" => Ok(url),
            "http" if is_loopback(&url) || self.allow_http => Ok(url),
            "http" => refused("is plain http, which shows the token to whoever listens; use https"),
            _ => refused("is neither https nor http"),
        }
    }

    fn reqwest_client(&self, base_url: &Url) -> Result<reqwest::Client, Error> {
        let failed = |what: &str, error: reqwest::Error| {
            Error::new(ErrorKind::Configuration, what).caused_by(&error.without_url())
        };
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(base_url.scheme() == "https", &self.extra_ca)?)
            // The referer would hold the token.
            .referer(false)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.connect_timeout)
            .read_timeout(self.read_timeout)
            .user_agent(&self.user_agent);
        if let Some(proxy) = &self.proxy {
            builder =
                builder.proxy(reqwest::Proxy::all(proxy).map_err(|error| {
                    failed("the proxy is not a URL like http://host:port", error)
                })?);
        } else if is_loopback(base_url) {
            // What stays on this machine needs no proxy, and may be plain http.
            builder = builder.no_proxy();
        }
        builder
            .build()
            .map_err(|error| failed("the HTTP client could not be built", error))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("carrier", &self.carrier)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}
