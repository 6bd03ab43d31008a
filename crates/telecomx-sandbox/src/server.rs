//! From a received request to the answer that is sent.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde_json::Value;
use tokio::sync::watch;

use crate::{
    arguments::Arguments,
    auth::{self, Carrier},
    connection::Connection,
    csv::Dialect,
    data::Data,
    dice::Dice,
    document::{Document, Operation},
    fault::{Delivery, Fault, Faults, Instead, Strike},
    log::{Log, Received},
    nearest,
    operations::{Answer, Call},
    pages,
    people::People,
    refusal::Refusal,
    tokens::{Clock, Tokens},
};

/// The header by which a single request asks for a fault.
pub(crate) const FAULT_HEADER: &str = "x-sandbox-fault";

/// The largest request body that is read. The document's only one is a login.
const BODY_LIMIT: usize = 64 * 1024;

/// All that a running sandbox is.
pub(crate) struct Server {
    pub(crate) document: Document,
    pub(crate) people: People,
    pub(crate) data: Data,
    pub(crate) dice: Dice,
    pub(crate) options: Options,
    pub(crate) url: String,
    /// Names whose values are masked in the log.
    pub(crate) secrets: Vec<String>,
    /// Name of the query parameter that carries the token.
    pub(crate) token_parameter: String,
    pub(crate) changing: Mutex<Changing>,
    /// True once the sandbox shall stop.
    pub(crate) stop: watch::Receiver<bool>,
}

/// What a builder has decided.
pub(crate) struct Options {
    pub(crate) token_lifetime: Duration,
    pub(crate) carriers: Vec<Carrier>,
    pub(crate) ignore_unknown: bool,
    pub(crate) dialect: Dialect,
}

/// What changes from request to request.
pub(crate) struct Changing {
    pub(crate) clock: Clock,
    pub(crate) tokens: Tokens,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
}

/// An operation, and the still encoded parameters of its path.
type Route<'a> = (&'a Operation, Vec<(&'a str, &'a str)>);

/// A whole answer, before a fault touches its delivery.
struct Sent {
    status: u16,
    headers: Vec<(HeaderName, String)>,
    body: Vec<u8>,
}

impl Server {
    /// Nothing is ever half done while the lock is held, so a panic elsewhere leaves no harm behind.
    pub(crate) fn changing(&self) -> MutexGuard<'_, Changing> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits, but not longer than the sandbox runs.
    async fn pause(&self, length: Duration) {
        if !length.is_zero() {
            let mut stop = self.stop.clone();
            // Either outcome ends the wait.
            tokio::time::timeout(length, stop.wait_for(|stop| *stop))
                .await
                .ok();
        }
    }

    /// The operation of a method and path with its path parameters, or why there is none.
    fn route<'a>(&'a self, method: &str, path: &'a str) -> Result<Route<'a>, Sent> {
        let on_path: Vec<_> = self
            .document
            .operations
            .iter()
            .filter_map(|operation| operation.matches(path).map(|values| (operation, values)))
            .collect();
        if let Some(found) = on_path
            .iter()
            .find(|(operation, _)| operation.method == method)
        {
            return Ok(found.clone());
        }
        let asked = format!("no operation {method} {path}");
        if !on_path.is_empty() {
            let methods: Vec<&str> = on_path
                .iter()
                .map(|(operation, _)| operation.method.as_str())
                .collect();
            let hint = format!("{asked}; there is {} {path}", methods.join(", "));
            let mut sent = Sent::refused(&Refusal::new(405, "bad_request", hint));
            sent.headers.push((header::ALLOW, methods.join(", ")));
            return Err(sent);
        }
        let filled: Vec<String> = self
            .document
            .operations
            .iter()
            .map(|one| one.filled_in(path))
            .collect();
        let hint = match nearest(path, filled.iter().map(String::as_str)) {
            Some(near) => format!("{asked}; did you mean {near}?"),
            None => format!("{asked}; {}/ lists what there is", self.url),
        };
        Err(Sent::refused(&Refusal::new(404, "not_found", hint)))
    }

    /// The token of a request. In two places at once it is refused: a client that appends has a fault.
    fn token(
        &self,
        operation: &Operation,
        query: &[(String, String)],
        headers: &HeaderMap,
    ) -> Result<Option<String>, Refusal> {
        let mut found: Vec<String> = query
            .iter()
            .filter(|(name, _)| *name == self.token_parameter)
            .map(|(_, token)| token.clone())
            .collect();
        for carrier in &self.options.carriers {
            let texts = |name: &str| -> Vec<String> {
                headers
                    .get_all(name)
                    .iter()
                    .filter_map(|value| value.to_str().ok())
                    .map(str::to_owned)
                    .collect()
            };
            found.extend(match carrier {
                Carrier::Bearer => texts("authorization")
                    .iter()
                    .filter_map(|text| text.strip_prefix("Bearer "))
                    .map(|token| token.trim().to_owned())
                    .collect(),
                Carrier::Header(name) => texts(name),
                Carrier::Cookie(name) => texts("cookie")
                    .iter()
                    .flat_map(|text| text.split(';'))
                    .filter_map(|pair| pair.trim().split_once('='))
                    .filter(|(known, _)| known == name)
                    .map(|(_, token)| token.to_owned())
                    .collect(),
            });
        }
        match found.len() {
            0 | 1 => Ok(found.pop()),
            _ => Err(Refusal::bad_request(
                operation,
                "more than one token is given",
            )),
        }
    }

    fn received(
        &self,
        parts: &Parts,
        query: &[(String, String)],
        operation: Option<&Operation>,
    ) -> Received {
        let secret_header = |name: &str| {
            ["authorization", "cookie", "proxy-authorization"].contains(&name)
                || self.options.carriers.iter().any(|carrier| {
                    matches!(carrier, Carrier::Header(secret) if secret.eq_ignore_ascii_case(name))
                })
        };
        let masked = |secret: bool, value: &str| {
            if secret {
                "***".to_owned()
            } else {
                value.to_owned()
            }
        };
        Received {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: query
                .iter()
                .map(|(name, value)| (name.clone(), masked(self.secrets.contains(name), value)))
                .collect(),
            headers: parts
                .headers
                .iter()
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes());
                    (
                        name.to_string(),
                        masked(secret_header(name.as_str()), &value),
                    )
                })
                .collect(),
            operation: operation.map(|operation| operation.id.clone()),
            status: None,
        }
    }

    /// Serves an operation.
    fn serve(
        &self,
        operation: &Operation,
        path: &[(&str, &str)],
        query: &[(String, String)],
        headers: &HeaderMap,
        body: &[u8],
        strike: &Strike,
    ) -> Result<Sent, Refusal> {
        let carrier = std::slice::from_ref(&self.token_parameter);
        let user = match operation.secured {
            true => {
                let token = self.token(operation, query, headers)?;
                let changing = self.changing();
                Some(auth::user_of(
                    operation,
                    &changing.tokens,
                    token.as_deref(),
                    changing.clock.now(),
                )?)
            }
            false => None,
        };
        if let Some(user) = user {
            let level = &self.people.users[user].access_level;
            if !operation
                .levels
                .iter()
                .any(|allowed| allowed == level || allowed == "NO_LOGIN")
            {
                return Err(Refusal::documented(operation, 403, "access_denied"));
            }
        }
        let arguments =
            Arguments::read(operation, path, query, carrier, self.options.ignore_unknown)?;
        let mut cookie = None;
        let mut answer = match (operation.id.as_str(), user) {
            ("login", _) => {
                let content_type = headers
                    .get(header::CONTENT_TYPE)
                    .and_then(|value| value.to_str().ok());
                let given = Arguments::read_body(&self.document, operation, content_type, body)?;
                let Changing { clock, tokens, .. } = &mut *self.changing();
                let (now, lifetime) = (clock.now(), self.options.token_lifetime);
                let (answer, token) =
                    auth::login(operation, &given, &self.people, tokens, now, lifetime)?;
                cookie = token;
                Answer::Json(answer)
            }
            ("logout", Some(user)) => Answer::Json(auth::logout(&mut self.changing().tokens, user)),
            ("validateToken", _) => {
                let token = arguments.text("token");
                let user = {
                    let changing = self.changing();
                    auth::user_of(operation, &changing.tokens, token, changing.clock.now())
                };
                let (document, people) = (&self.document, &self.people);
                Answer::Json(auth::validate(
                    document, operation, &arguments, people, user, self.dice,
                )?)
            }
            _ => {
                let call = Call {
                    document: &self.document,
                    operation,
                    arguments,
                    people: &self.people,
                    data: &self.data,
                    // An operation without security that we don't know sees what the operator sees.
                    user: &self.people.users[user.unwrap_or(0)],
                    paged: strike.paged(),
                    dialect: self.options.dialect,
                };
                call.answer()?
            }
        };
        if let Answer::Json(value) = &mut answer {
            strike.bend(&self.document, operation, value);
        }
        let mut sent = match answer {
            Answer::Json(value) => Sent::json(200, &value),
            Answer::Csv(content_type, body) => Sent {
                status: 200,
                headers: vec![(header::CONTENT_TYPE, content_type.to_owned())],
                body,
            },
        };
        if let Some(token) = cookie {
            let name = self
                .options
                .carriers
                .iter()
                .find_map(|carrier| match carrier {
                    Carrier::Cookie(name) => Some(name.as_str()),
                    _ => None,
                });
            let name = name.unwrap_or(&self.token_parameter);
            sent.headers.push((
                header::SET_COOKIE,
                format!("{name}={token}; Path=/; HttpOnly"),
            ));
        }
        Ok(sent)
    }

    /// What a fault sends in place of the answer.
    fn instead(&self, operation: &Operation, instead: &Instead) -> Sent {
        match instead {
            Instead::Html(status) => Sent {
                status: *status,
                headers: vec![(header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned())],
                body: format!("<!DOCTYPE html>\n<html><head><title>{status}</title></head><body><h1>{status}</h1><p>sandbox fault</p></body></html>\n").into_bytes(),
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
}

impl Sent {
    fn json(status: u16, value: &Value) -> Self {
        // A `Value` has string keys alone, so it can always be written.
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self {
            status,
            headers: vec![(
                header::CONTENT_TYPE,
                "application/json; charset=utf-8".to_owned(),
            )],
            body,
        }
    }

    fn refused(refusal: &Refusal) -> Self {
        Self::json(refusal.status, &refusal.body())
    }

    fn into_response(self, server: &Arc<Server>, delivery: Option<Delivery>) -> Response {
        let length = self.body.len();
        let (length, body) = match delivery {
            None => (length, Body::from(self.body)),
            Some(Delivery::Truncated) => {
                let half = self.body[..length / 2].to_vec();
                (
                    length,
                    in_pieces(server, vec![half, Vec::new()], BREATH, true),
                )
            }
            Some(Delivery::Length(off_by)) => {
                let told =
                    length.saturating_add_signed(isize::try_from(off_by).unwrap_or(isize::MAX));
                (
                    told,
                    in_pieces(server, vec![self.body, Vec::new()], BREATH, false),
                )
            }
            Some(Delivery::Drip(bytes, pause)) => {
                let pieces = self.body.chunks(bytes).map(<[u8]>::to_vec).collect();
                (length, in_pieces(server, pieces, pause, false))
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// Long enough for what is written to leave before the connection breaks.
const BREATH: Duration = Duration::from_millis(5);

/// A body that comes piece by piece, with a pause before each but the first; at the end it breaks off, if told so.
fn in_pieces(server: &Arc<Server>, pieces: Vec<Vec<u8>>, pause: Duration, breaks: bool) -> Body {
    let server = server.clone();
    let pieces = pieces
        .into_iter()
        .enumerate()
        .collect::<Vec<_>>()
        .into_iter();
    Body::from_stream(stream::unfold(
        (pieces, server),
        move |(mut pieces, server)| async move {
            let (number, piece) = pieces.next()?;
            if number > 0 {
                server.pause(pause).await;
            }
            let last = pieces.len() == 0;
            let piece = if breaks && last {
                Err(io::Error::from(io::ErrorKind::BrokenPipe))
            } else {
                Ok(Bytes::from(piece))
            };
            Some((piece, (pieces, server)))
        },
    ))
}

/// Answers every request there is.
pub(crate) async fn handle(
    State(server): State<Arc<Server>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    if parts.method == "GET"
        && let Some((content_type, body)) = pages::page(&server, path)
    {
        return ([(header::CONTENT_TYPE, content_type)], body).into_response();
    }
    let query: Vec<(String, String)> =
        form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let route = server.route(parts.method.as_str(), path);
    let operation = route.as_ref().ok().map(|(operation, _)| *operation);
    let from_header: Result<Fault, String> = parts
        .headers
        .get(FAULT_HEADER)
        .map_or(Ok(Fault::pass()), |value| {
            value.to_str().unwrap_or("?").parse()
        });
    let (number, strike) = {
        let mut changing = server.changing();
        let number = changing
            .log
            .push(server.received(&parts, &query, operation));
        let fault = from_header.clone().unwrap_or_default();
        (
            number,
            changing.faults.strike(
                operation.map(|operation| operation.id.as_str()),
                fault,
                number,
            ),
        )
    };
    if strike.hangs() {
        server.pause(Duration::MAX).await;
        connection.reset();
    }
    server.pause(strike.wait(server.dice)).await;
    if strike.resets() {
        connection.reset();
        // Never sent: the connection is reset when the first byte of it would be written.
        return StatusCode::OK.into_response();
    }
    let mut sent = match (route, from_header) {
        (_, Err(what)) => Sent::refused(&Refusal::new(
            400,
            "bad_request",
            format!("{FAULT_HEADER}: {what}"),
        )),
        (Err(none), _) => none,
        (Ok((operation, path)), Ok(_)) => match strike.instead() {
            Some(instead) => server.instead(operation, &instead),
            None => match axum::body::to_bytes(body, BODY_LIMIT).await {
                Ok(body) => server
                    .serve(operation, &path, &query, &parts.headers, &body, &strike)
                    .unwrap_or_else(|refusal| Sent::refused(&refusal)),
                Err(_) => Sent::refused(&Refusal::bad_request(
                    operation,
                    "the body is too large or was cut off",
                )),
            },
        },
    };
    if let Some(wait) = strike.retry_after() {
        sent.headers.push((header::RETRY_AFTER, wait));
    }
    server.changing().log.answered(number, sent.status);
    sent.into_response(&server, strike.delivery())
}
