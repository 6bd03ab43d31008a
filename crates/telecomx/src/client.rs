//! The client's own part: sending, trying again, and what the generated code calls.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tracing::Instrument;

use crate::clock::Clock;
use crate::config::ClientBuilder;
use crate::credentials::Carrier;
use crate::error::{Error, ErrorKind};
pub use crate::generated::Client;
use crate::operation::{Operation, UNDOCUMENTED};
use crate::response::{Response, ResponseValue};
use crate::retry::RetryPolicy;
use crate::session::{AccessToken, Held, Session};

/// The client's inner state. Cloning it shares session and connections.
#[derive(Clone)]
pub(crate) struct Inner {
    pub(crate) shared: Arc<Shared>,
    pub(crate) timeout: Duration,
    pub(crate) retry: RetryPolicy,
}

pub(crate) struct Shared {
    pub(crate) session: Session,
    pub(crate) carrier: Carrier,
    pub(crate) body_limit: usize,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) server_address: String,
    pub(crate) server_port: u16,
}

impl Client {
    /// Sets up a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The same client, session and connections included, with another total timeout.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        let mut client = self.clone();
        client.inner.timeout = timeout;
        client
    }

    /// The same client, session and connections included, with another retry policy.
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Self {
        let mut client = self.clone();
        client.inner.retry = policy;
        client
    }

    /// The token that calls are made with, logging in first if there is none yet.
    ///
    /// # Errors
    /// Those of a login: [`ErrorKind::Credentials`], [`ErrorKind::SecondFactor`], or of the way there.
    pub async fn access_token(&self) -> Result<AccessToken, Error> {
        Ok(self.inner.shared.session.token(self, None).await?.token)
    }

    /// Starts a GET of a path that the document does not have yet.
    ///
    /// ```no_run
    /// # async fn run(client: telecomx::Client) -> Result<(), telecomx::Error> {
    /// let invoice = client.get("/customer/52f4fd7734697b28ccaf77ec/security").send().await?;
    /// let security: serde_json::Value = invoice.json()?;
    /// # Ok(()) }
    /// ```
    pub fn get(&self, path: impl Into<String>) -> RawGet {
        RawGet {
            client: self.clone(),
            path: path.into(),
            query: Vec::new(),
        }
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.inner.timeout
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.inner.shared.clock
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.client
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.baseurl
    }

    /// Called by the generated code on each request that it has built.
    // progenitor awaits it.
    #[allow(clippy::unused_async)]
    pub(crate) async fn pre(
        &self,
        request: &mut reqwest::Request,
        info: &crate::OperationInfo,
    ) -> Result<(), Error> {
        let operation = Operation::named(info.operation_id);
        if let Ok(accept) = reqwest::header::HeaderValue::from_str(operation.accept) {
            request
                .headers_mut()
                .insert(reqwest::header::ACCEPT, accept);
        }
        operation.check_bounds(request.url())
    }

    /// Called by the generated code to send a request.
    pub(crate) async fn exec(
        &self,
        request: reqwest::Request,
        info: &crate::OperationInfo,
    ) -> Result<Response, Error> {
        self.call(Operation::named(info.operation_id), request)
            .await
    }

    /// Called by the generated code after each request.
    #[allow(clippy::unused_async)]
    pub(crate) async fn post(
        &self,
        _: &Result<Response, Error>,
        _: &crate::OperationInfo,
    ) -> Result<(), Error> {
        Ok(())
    }

    /// One call, as the caller sees it: one span, one deadline, any number of requests.
    async fn call(
        &self,
        operation: &'static Operation,
        request: reqwest::Request,
    ) -> Result<Response, Error> {
        // OpenTelemetry's names for HTTP clients. Never the URL: it holds the token.
        let span = tracing::debug_span!(
            "telecomx.call",
            otel.kind = "client",
            otel.name = operation.id,
            telecomx.operation = operation.id,
            http.request.method = operation.method,
            url.template = operation.url_template,
            server.address = self.inner.shared.server_address,
            server.port = self.inner.shared.server_port,
            http.request.resend_count = tracing::field::Empty,
            http.response.status_code = tracing::field::Empty,
            error.type = tracing::field::Empty,
        );
        let started = self.clock().now();
        let outcome = self
            .call_until_done(operation, request, started, &span)
            .instrument(span.clone())
            .await;
        if let Err(error) = &outcome {
            span.record("error.type", tracing::field::debug(error.kind()));
        }
        let duration = self.clock().now().saturating_duration_since(started);
        tracing::debug!(parent: &span, ?duration, succeeded = outcome.is_ok(), "done");
        outcome.map_err(|error| error.during(operation))
    }

    async fn call_until_done(
        &self,
        operation: &'static Operation,
        request: reqwest::Request,
        started: Instant,
        span: &tracing::Span,
    ) -> Result<Response, Error> {
        let shared = &self.inner.shared;
        let mut attempts = 0;
        let mut refused = None;
        loop {
            attempts += 1;
            if attempts > 1 {
                span.record("http.request.resend_count", attempts - 1);
            }
            // Bodies are in memory, so that this cannot fail.
            let again = request.try_clone().ok_or_else(|| {
                Error::new(ErrorKind::InvalidRequest, "the request cannot be repeated")
            })?;
            let spent = self.clock().now().saturating_duration_since(started);
            let mut held = None;
            let sent = tokio::time::timeout(self.inner.timeout.saturating_sub(spent), async {
                if operation.authenticated {
                    held = Some(shared.session.token(self, refused).await?);
                }
                self.send(operation, again, held.as_ref()).await
            });
            let error = match sent.await {
                Ok(Ok(response)) => {
                    span.record("http.response.status_code", response.status().as_u16());
                    if operation.id == LOGOUT {
                        shared.session.forget().await;
                    }
                    return Ok(response.after(attempts));
                }
                Ok(Err(error)) => error,
                Err(_) => Error::timed_out(),
            };
            let error = error.after(attempts);
            if let Some(status) = error.status() {
                span.record("http.response.status_code", status);
            }
            if let Some(held) = held {
                let renew =
                    error.status() == Some(401) && refused.is_none() && operation.id != LOGOUT;
                if renew && shared.session.can_renew() {
                    tracing::debug!(
                        attempt = attempts,
                        "the token was refused, logging in again"
                    );
                    refused = Some(held.generation);
                    continue;
                }
            }
            let wait = self
                .inner
                .retry
                .wait(&error, attempts, self.clock())
                .filter(|_| operation.is_retryable());
            let spent = self.clock().now().saturating_duration_since(started);
            match wait.filter(|wait| spent + *wait < self.inner.timeout) {
                None => return Err(error),
                Some(wait) => {
                    tracing::warn!(attempt = attempts, kind = ?error.kind(), ?wait, "trying again");
                    self.clock().sleep(wait).await;
                }
            }
        }
    }

    /// One request and its answer, which is an error unless its status is 2xx.
    pub(crate) async fn send(
        &self,
        operation: &'static Operation,
        mut request: reqwest::Request,
        held: Option<&Held>,
    ) -> Result<Response, Error> {
        let shared = &self.inner.shared;
        if let Some(held) = held {
            shared.carrier.apply(&mut request, &held.token.token)?;
        }
        let answer = self
            .client
            .execute(request)
            .await
            .map_err(Error::transport)?;
        let now = self.clock().time_of_day();
        tracing::debug!(
            http.response.status_code = answer.status().as_u16(),
            "answered"
        );
        let success = answer.status().is_success();
        if success && !operation.answers_json() && operation.name != UNDOCUMENTED.name {
            return Ok(Response::streamed(operation, answer, now));
        }
        let response = Response::whole(operation, answer, shared.body_limit, now).await?;
        if success {
            Ok(response)
        } else {
            Err(Error::UnexpectedResponse(response))
        }
    }
}

/// The operation that ends the session.
const LOGOUT: &str = "logout";

/// A GET of a path that the document does not have, made by [`Client::get`]. Credentials, retries,
/// limits and errors are those of any other call.
#[must_use]
pub struct RawGet {
    client: Client,
    path: String,
    query: Vec<(String, String)>,
}

impl RawGet {
    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sends the request and gives the body as it came.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] unless the path begins with a slash and stays below the base
    /// URL; otherwise as any other call.
    pub async fn send(self) -> Result<ResponseValue<Bytes>, Error> {
        let path = self.path.split('?').next().unwrap_or_default();
        let leaves = path.split('/').any(|part| {
            let part = part.to_ascii_lowercase().replace("%2e", ".");
            part == "." || part == ".."
        });
        if !path.starts_with('/')
            || path.starts_with("//")
            || leaves
            || path.contains('\\')
            // The URL's parser drops them, and `.\t.` is `..` then.
            || path.contains(|c: char| c.is_ascii_control())
            || self.path.contains('#')
        {
            let what = "the path must begin with one slash, and hold neither `.` or `..` nor a backslash, a control character or a fragment";
            return Err(Error::new(ErrorKind::InvalidRequest, what).during(&UNDOCUMENTED));
        }
        let mut request = self
            .client
            .client
            .get(format!("{}{}", self.client.baseurl, self.path));
        if !self.query.is_empty() {
            request = request.query(&self.query);
        }
        let request = request.build().map_err(Error::transport)?;
        ResponseValue::raw(self.client.call(&UNDOCUMENTED, request).await?)
    }
}

impl fmt::Debug for RawGet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawGet").finish_non_exhaustive()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.baseurl)
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner")
            .field("session", &self.shared.session)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
