//! An answer on its way out, and what can happen to it there.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use futures_util::stream;
use serde_json::Value;
use tokio::sync::{mpsc, watch};

use crate::{
    document::Operation,
    fault::{Delivery, Instead},
    operations::Call,
    refusal::Refusal,
};

/// A whole answer, before a fault touches its delivery.
pub(crate) struct Sent {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(HeaderName, String)>,
    pub(crate) body: Content,
}

/// What is sent.
pub(crate) enum Content {
    Whole(Bytes),
    /// Written while it is sent.
    Csv(Box<Call>),
}

impl Content {
    fn whole(self) -> Bytes {
        match self {
            Self::Whole(body) => body,
            Self::Csv(call) => {
                let mut body = Vec::new();
                call.write_csv(|piece| {
                    body.extend(piece);
                    true
                });
                body.into()
            }
        }
    }
}

impl Sent {
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self {
            status,
            ..Self::written(written(value))
        }
    }

    /// A good answer whose JSON is written already.
    pub(crate) fn written(body: Bytes) -> Self {
        Self {
            status: 200,
            headers: vec![(
                header::CONTENT_TYPE,
                "application/json; charset=utf-8".to_owned(),
            )],
            body: Content::Whole(body),
        }
    }

    pub(crate) fn refused(refusal: &Refusal) -> Self {
        Self::json(refusal.status, &refusal.body())
    }

    /// What a fault sends in place of the answer.
    pub(crate) fn instead(operation: &Operation, instead: &Instead) -> Sent {
        match instead {
            Instead::Html(status) => Sent {
                status: *status,
                headers: vec![(header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned())],
                body: Content::Whole(format!("<!DOCTYPE html>\n<html><head><title>{status}</title></head><body><h1>{status}</h1><p>sandbox fault</p></body></html>\n").into()),
            },
            Instead::Status(status, message) => {
                let documented = Refusal::documented(operation, *status, message.as_deref().unwrap_or_default());
                Sent::refused(&match (message, documented.message.as_str()) {
                    (Some(message), known) if message != known => Refusal::new(*status, message, "sandbox fault"),
                    (None, "") => Refusal::new(*status, "sandbox_fault", "the sandbox was told to answer so"),
                    _ => documented,
                })
            }
        }
    }

    pub(crate) fn into_response(
        self,
        delivery: Option<Delivery>,
        stop: &watch::Receiver<bool>,
    ) -> Response {
        let (length, body) = match (self.body, delivery) {
            (Content::Csv(call), None) => (None, as_written(call)),
            (content, delivery) => {
                let (length, body) = delivered(content.whole(), delivery, stop);
                (Some(length), body)
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if let Some(length) = length {
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// A value as JSON.
pub(crate) fn written(value: &Value) -> Bytes {
    // A `Value` has string keys alone, so it can always be written.
    serde_json::to_vec(value).unwrap_or_default().into()
}

/// The declared length of a body, and how it goes out.
fn delivered(
    whole: Bytes,
    delivery: Option<Delivery>,
    stop: &watch::Receiver<bool>,
) -> (usize, Body) {
    let length = whole.len();
    match delivery {
        None => (length, Body::from(whole)),
        Some(Delivery::Truncated) => {
            let half = whole.slice(..length / 2);
            (length, in_pieces(stop, vec![half, Bytes::new()], BREATH))
        }
        Some(Delivery::Length(off_by)) => {
            let told = length.saturating_add_signed(isize::try_from(off_by).unwrap_or(isize::MAX));
            (told, in_pieces(stop, vec![whole, Bytes::new()], BREATH))
        }
        Some(Delivery::Drip(bytes, pause)) => {
            let pieces = whole
                .chunks(bytes)
                .map(|piece| whole.slice_ref(piece))
                .collect();
            (length, in_pieces(stop, pieces, pause))
        }
    }
}

/// A body that is written on a thread of its own, no faster than it is read.
fn as_written(call: Box<Call>) -> Body {
    let (sender, receiver) = mpsc::channel(2);
    // It ends when the reader has gone: nobody takes the next piece.
    tokio::task::spawn_blocking(move || {
        call.write_csv(|piece| sender.blocking_send(piece).is_ok());
    });
    Body::from_stream(stream::unfold(receiver, async |mut receiver| {
        let piece = receiver.recv().await?;
        Some((Ok::<_, Infallible>(Bytes::from(piece)), receiver))
    }))
}

/// Long enough for what is written to leave before the connection breaks.
const BREATH: Duration = Duration::from_millis(5);

/// A body that comes piece by piece, with a pause before each but the first. Where it is shorter than its declared
/// length, hyper breaks the connection off at its end.
fn in_pieces(stop: &watch::Receiver<bool>, pieces: Vec<Bytes>, pause: Duration) -> Body {
    let pieces = pieces.into_iter().enumerate();
    Body::from_stream(stream::unfold(
        (pieces, stop.clone()),
        move |(mut pieces, stop)| async move {
            let (number, piece) = pieces.next()?;
            if number > 0 {
                self::pause(pause, &stop).await;
            }
            Some((Ok::<_, Infallible>(piece), (pieces, stop)))
        },
    ))
}

/// How late a timer of tokio may be: it rounds up to a millisecond, and the system below it once more.
const LATENESS: Duration = Duration::from_millis(2);

/// Waits, but not longer than the sandbox runs. The last bit is waited for on a thread, which is exact: whoever measures
/// a client against a latency shall not measure our timer.
pub(crate) async fn pause(length: Duration, stop: &watch::Receiver<bool>) {
    if length.is_zero() {
        return;
    }
    let start = Instant::now();
    let wait = async {
        tokio::time::sleep(length.saturating_sub(LATENESS)).await;
        if start.elapsed() < length {
            // It may have to wait for a thread, and is then the shorter.
            let rest = move || std::thread::sleep(length.saturating_sub(start.elapsed()));
            // It can only fail where the runtime ends, and the wait with it.
            tokio::task::spawn_blocking(rest).await.ok();
        }
    };
    let mut stop = stop.clone();
    tokio::select! {
        () = wait => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}
