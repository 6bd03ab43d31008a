//! From a received request to the answer that is sent.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::sync::watch;

use crate::{
    answers::Answers,
    arguments::Arguments,
    auth::{self, Carrier},
    connection::Connection,
    csv::Dialect,
    data::Data,
    dice::Dice,
    document::{Document, Operation},
    fault::{Fault, Faults, Strike},
    log::{Log, Received},
    nearest,
    operations::{Answer, Call},
    pages,
    people::People,
    refusal::Refusal,
    sent::{Content, Sent, pause, written},
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
    pub(crate) answers: Answers,
    pub(crate) dice: Dice,
    pub(crate) options: Options,
    pub(crate) url: String,
    /// Names whose values are masked in the log.
    pub(crate) secrets: Vec<String>,
    /// Name of the document's security scheme for it.
    #[cfg_attr(
        not(feature = "docs"),
        expect(dead_code, reason = "only /docs has to name it")
    )]
    pub(crate) token_scheme: String,
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

impl Server {
    /// Nothing is ever half done while the lock is held, so a panic elsewhere leaves no harm behind.
    pub(crate) fn changing(&self) -> MutexGuard<'_, Changing> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
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
        let carriers = self.options.carriers.iter();
        found.extend(carriers.flat_map(|carrier| carrier.tokens(headers)));
        match found.len() {
            0 | 1 => Ok(found.pop()),
            _ => Err(Refusal::bad_request(
                operation,
                "more than one token is given",
            )),
        }
    }

    /// Names of headers whose values are masked in the log.
    fn is_secret_header(&self, name: &str) -> bool {
        let of_carrier = |carrier: &Carrier| matches!(carrier, Carrier::Header(secret) if secret.eq_ignore_ascii_case(name));
        ["authorization", "cookie", "proxy-authorization"].contains(&name)
            || self.options.carriers.iter().any(of_carrier)
    }

    /// Serves an operation.
    async fn serve(
        self: &Arc<Self>,
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
        let mut name = None;
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
                let all = &self.document.operations;
                let call = Call {
                    server: self.clone(),
                    operation: all
                        .iter()
                        .position(|one| one.id == operation.id)
                        .unwrap_or(0),
                    arguments,
                    // An operation without security that we don't know sees what the operator sees.
                    user: user.unwrap_or(0),
                    paged: strike.paged(),
                };
                name = (!strike.bends()).then(|| call.name());
                if let Some(body) = name.as_deref().and_then(|name| self.answers.get(name)) {
                    return Ok(Sent::written(body));
                }
                match call.walks() {
                    false => call.answer()?,
                    // On a thread of its own it holds up nobody else.
                    true => tokio::task::spawn_blocking(|| call.answer())
                        .await
                        .unwrap_or_else(|_| {
                            Err(Refusal::new(
                                500,
                                "internal_error",
                                "a fault of the sandbox's own",
                            ))
                        })?,
                }
            }
        };
        if let Answer::Json(value) = &mut answer {
            strike.bend(&self.document, operation, value);
        }
        let mut sent = match answer {
            Answer::Json(value) => {
                let body = written(&value);
                if let Some(name) = name {
                    self.answers.keep(name, body.clone());
                }
                Sent::written(body)
            }
            Answer::Csv(call) => Sent {
                status: 200,
                headers: vec![(
                    header::CONTENT_TYPE,
                    self.options.dialect.content_type().to_owned(),
                )],
                body: Content::Csv(call),
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
        && let Some(page) = pages::page(&server, path)
    {
        return page;
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
        let number = changing.log.push(Received::new(
            &parts,
            &query,
            operation.map(|operation| operation.id.clone()),
            |name| server.secrets.iter().any(|secret| secret == name),
            |name| server.is_secret_header(name),
        ));
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
        pause(Duration::MAX, &server.stop).await;
        connection.reset();
    }
    pause(strike.wait(server.dice), &server.stop).await;
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
            Some(instead) => Sent::instead(operation, &instead),
            None => match axum::body::to_bytes(body, BODY_LIMIT).await {
                Ok(body) => server
                    .serve(operation, &path, &query, &parts.headers, &body, &strike)
                    .await
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
    sent.into_response(strike.delivery(), &server.stop)
}
