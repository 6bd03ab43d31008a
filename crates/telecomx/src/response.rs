//! Answers: read whole within the body limit, or streamed.

use std::fmt;
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, place};
use crate::operation::Operation;

/// An answer as the transport gives it to the generated code.
#[doc(hidden)]
pub struct Response {
    head: Head,
    body: Body,
}

/// What comes before the body.
struct Head {
    operation: &'static Operation,
    attempts: u32,
    status: StatusCode,
    headers: HeaderMap,
    retry_after: Option<Duration>,
}

enum Body {
    Whole(Bytes),
    Streamed(reqwest::Response),
}

impl Response {
    /// Reads an answer whole, within `limit` bytes of decompressed body.
    pub(crate) async fn whole(
        operation: &'static Operation,
        mut response: reqwest::Response,
        limit: usize,
        now: SystemTime,
    ) -> Result<Self, Error> {
        let too_large = || {
            Error::new(
                ErrorKind::TooLarge,
                format!("the answer is larger than the body limit of {limit} bytes"),
            )
        };
        // `Content-Length` is a hint alone: what arrives is counted too.
        let announced =
            usize::try_from(response.content_length().unwrap_or_default()).unwrap_or(usize::MAX);
        if announced > limit {
            return Err(too_large());
        }
        let mut body = Vec::with_capacity(announced);
        while let Some(chunk) = response.chunk().await.map_err(Error::transport)? {
            if body.len() + chunk.len() > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        let head = Head::of(operation, &response, now);
        Ok(Self {
            head,
            body: Body::Whole(body.into()),
        })
    }

    /// Leaves the body to be streamed.
    pub(crate) fn streamed(
        operation: &'static Operation,
        response: reqwest::Response,
        now: SystemTime,
    ) -> Self {
        Self {
            head: Head::of(operation, &response, now),
            body: Body::Streamed(response),
        }
    }

    #[cfg(any(test, fuzzing))]
    pub(crate) fn of_body(operation: &'static Operation, body: Bytes) -> Self {
        let head = Head {
            operation,
            attempts: 1,
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            retry_after: None,
        };
        Self {
            head,
            body: Body::Whole(body),
        }
    }

    pub(crate) fn after(mut self, attempts: u32) -> Self {
        self.head.attempts = attempts;
        self
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.head.operation
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.head.attempts
    }

    #[doc(hidden)]
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.head.retry_after
    }

    /// The body; empty if it is streamed.
    pub(crate) fn body(&self) -> &Bytes {
        static EMPTY: Bytes = Bytes::new();
        match &self.body {
            Body::Whole(body) => body,
            Body::Streamed(_) => &EMPTY,
        }
    }

    /// The body as a text, checked once so that the decoder need not check every string.
    fn text(&self) -> Result<&str, Error> {
        let text = std::str::from_utf8(self.body()).map_err(|error| {
            Error::decode(
                self,
                format!("the answer is not UTF-8 at byte {}", error.valid_up_to()),
            )
        })?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    fn is_html(&self) -> bool {
        self.head
            .headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let text = self.text()?;
        // An empty body has no property, which an answer of optional properties can bear.
        let text = if text.trim().is_empty() { "{}" } else { text };
        serde_json::from_str(text).map_err(|error| self.explain::<T>(text, &error))
    }

    /// Decodes once more, slowly, to name the place of a failure.
    fn explain<T: DeserializeOwned>(&self, text: &str, error: &serde_json::Error) -> Error {
        if self.body().is_empty() {
            return Error::decode(self, "the answer is empty");
        }
        if self.is_html() || text.trim_start().starts_with('<') {
            return Error::decode(self, "the answer is HTML, not JSON");
        }
        let mut json = serde_json::Deserializer::from_str(text);
        match serde_path_to_error::deserialize::<_, T>(&mut json) {
            Err(located) => {
                Error::decode(self, Error::json(located.inner())).at_path(place("", located.path()))
            }
            // Only what follows the value can still be wrong.
            Ok(_) => Error::decode(self, Error::json(error)),
        }
    }
}

impl Head {
    fn of(operation: &'static Operation, response: &reqwest::Response, now: SystemTime) -> Self {
        let retry_after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok());
        Self {
            operation,
            attempts: 1,
            status: response.status(),
            headers: response.headers().clone(),
            retry_after: retry_after.and_then(|value| wait_of(value, now)),
        }
    }
}

/// `Retry-After`, in seconds or as a date.
fn wait_of(value: &str, now: SystemTime) -> Option<Duration> {
    match value.trim().parse::<u64>() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => {
            let date = httpdate::parse_http_date(value.trim()).ok()?;
            Some(date.duration_since(now).unwrap_or_default())
        }
    }
}

/// A successful answer: the decoded value, with status and headers.
///
/// Dereferences to the value. `Debug` prints the value's own `Debug`.
pub struct ResponseValue<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
}

impl<T> ResponseValue<T> {
    fn new(value: T, head: Head) -> Self {
        Self {
            value,
            status: head.status,
            headers: head.headers,
        }
    }

    /// The value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The HTTP status, 200 to 299.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// A header of the answer, if it is there and text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// The names that progenitor's code calls.
#[doc(hidden)]
impl<T: DeserializeOwned> ResponseValue<T> {
    // progenitor awaits it; the body has been read by now.
    #[allow(clippy::unused_async)]
    pub async fn from_response(response: Response) -> Result<Self, Error> {
        let value = response.decode()?;
        Ok(Self::new(value, response.head))
    }
}

#[doc(hidden)]
impl ResponseValue<()> {
    #[must_use]
    pub fn empty(response: Response) -> Self {
        Self::new((), response.head)
    }
}

#[doc(hidden)]
impl ResponseValue<ByteStream> {
    #[must_use]
    pub fn stream(response: Response) -> Self {
        let Response { head, body } = response;
        let stream = ByteStream {
            operation: head.operation,
            body,
        };
        Self::new(stream, head)
    }
}

impl ResponseValue<Bytes> {
    pub(crate) fn raw(response: Response) -> Result<Self, Error> {
        if !response.head.status.is_success() {
            return Err(Error::UnexpectedResponse(response));
        }
        let body = response.body().clone();
        Ok(Self::new(body, response.head))
    }

    /// Decodes the body as JSON, the way that the answers of documented operations are.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] if it is not JSON or not of the type's form.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let head = Head {
            operation: &crate::operation::UNDOCUMENTED,
            attempts: 1,
            status: self.status,
            headers: self.headers.clone(),
            retry_after: None,
        };
        let body = Body::Whole(self.value.clone());
        Response { head, body }.decode()
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseValue")
            .field("status", &self.status())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

/// The bytes of an answer as they arrive, never held whole.
///
/// Governed by the read timeout alone: a long export may take longer than the total timeout. For
/// CSV there is [`rows`](Self::rows).
pub struct ByteStream {
    operation: &'static Operation,
    body: Body,
}

impl ByteStream {
    #[cfg(any(test, fuzzing))]
    pub(crate) fn of_body(body: Bytes) -> Self {
        Self {
            operation: &crate::operation::UNDOCUMENTED,
            body: Body::Whole(body),
        }
    }

    /// The next bytes, or `None` at the end.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] or [`ErrorKind::Connection`] if the answer stops before its end.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let operation = self.operation;
        match &mut self.body {
            Body::Whole(body) => Poll::Ready((!body.is_empty()).then(|| Ok(std::mem::take(body)))),
            Body::Streamed(response) => {
                let chunk = {
                    let chunk = std::pin::pin!(response.chunk());
                    ready!(chunk.poll(context))
                };
                Poll::Ready(match chunk {
                    Ok(chunk) => chunk.map(Ok),
                    Err(error) => {
                        self.body = Body::Whole(Bytes::new());
                        Some(Err(Error::transport(error).during(operation)))
                    }
                })
            }
        }
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_reads_as_seconds_and_as_a_date() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(wait_of("7", now), Some(Duration::from_secs(7)));
        assert_eq!(
            wait_of("Sun, 06 Nov 1994 08:49:40 GMT", now),
            Some(Duration::from_secs(3))
        );
        assert_eq!(
            wait_of("Sun, 06 Nov 1994 08:49:00 GMT", now),
            Some(Duration::ZERO)
        );
        assert_eq!(wait_of("soon", now), None);
    }
}
