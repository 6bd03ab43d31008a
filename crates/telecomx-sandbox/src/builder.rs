//! What can be chosen before a sandbox starts.

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, serve};
use serde_json::Value;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    answers::Answers,
    auth::Carrier,
    connection::{Connection, Loopback},
    csv::Dialect,
    data::Data,
    dice::Dice,
    document::Document,
    fault::{Fault, Faults},
    log::Log,
    people::{People, User},
    sandbox::Sandbox,
    server::{self, Changing, Options, Server},
    tokens::{Clock, Tokens},
};

/// A copy of `openapi/dist/telecomx.json`: a package cannot reach beyond its own folder.
const DOCUMENT: &str = include_str!("../telecomx.json");

/// Number of requests that are remembered unless told otherwise.
const DEFAULT_LOG: usize = 10_000;

/// What can be chosen before a sandbox starts. Everything has a default.
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    document: Option<Value>,
    records: u64,
    seed: u64,
    port: u16,
    users: Vec<User>,
    own: Vec<(String, Value)>,
    token_lifetime: Duration,
    carriers: Vec<Carrier>,
    ignore_unknown: bool,
    dialect: Dialect,
    faults: Faults,
    log_capacity: usize,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            document: None,
            records: 250,
            seed: 1,
            port: 0,
            users: Vec::new(),
            own: Vec::new(),
            token_lifetime: Duration::from_secs(15 * 60),
            carriers: Vec::new(),
            ignore_unknown: false,
            dialect: Dialect::default(),
            faults: Faults::default(),
            log_capacity: DEFAULT_LOG,
        }
    }
}

impl Builder {
    /// Number of records in each list of the ADMIN's own customer (250), the documented examples included.
    /// Every other customer has a tenth of that. They are made when asked for, so any number starts as fast.
    pub fn records(mut self, count: u64) -> Self {
        // Ids number the records with 32 bits.
        self.records = count.min(u64::from(u32::MAX));
        self
    }

    /// What the made-up data follow from (1): the same seed gives the same bytes.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Port on 127.0.0.1; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Adds a user of your own to those that there are.
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Adds a record of your own to a list (by operationId), after the documented examples and before the
    /// made-up records. It is served as it is, be it as documented or not. It belongs to the customer that its
    /// `customer` names, if there is one of that id, else to the ADMIN's.
    ///
    /// An Internet request has two shapes: add the one that your code asks for.
    pub fn record(mut self, operation_id: impl Into<String>, record: Value) -> Self {
        self.own.push((operation_id.into(), record));
        self
    }

    /// How long a token of login is valid (15 minutes, as documented) on the sandbox's clock.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
        self
    }

    /// Accepts the token in one more place than the documented query parameter.
    pub fn carrier(mut self, carrier: Carrier) -> Self {
        self.carriers.push(carrier);
        self
    }

    /// Ignores query parameters that the document does not have, in place of answering 400.
    /// What the real API does is not documented.
    pub fn ignore_unknown_parameters(mut self) -> Self {
        self.ignore_unknown = true;
        self
    }

    /// Writes CSV in Windows-1252, without saying so, in place of UTF-8.
    pub fn csv_in_windows_1252(mut self) -> Self {
        self.dialect.windows_1252 = true;
        self
    }

    /// Starts CSV in UTF-8 with a byte order mark.
    pub fn csv_with_byte_order_mark(mut self) -> Self {
        self.dialect.byte_order_mark = true;
        self
    }

    /// Lets a fault strike the next request that it can strike, after those given before.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.script.push_back(fault);
        self
    }

    /// Lets a fault strike every request.
    pub fn fault_always(mut self, fault: Fault) -> Self {
        self.faults.always.push(fault);
        self
    }

    /// Number of requests that [`Sandbox::requests`] remembers (10,000).
    pub fn log_capacity(mut self, requests: usize) -> Self {
        self.log_capacity = requests;
        self
    }

    /// Serves another OpenAPI 3.0 document in place of the built-in one. An operation that the sandbox has
    /// never heard of answers with its documented example, or else with something of the documented form.
    pub fn document(mut self, document: Value) -> Self {
        self.document = Some(document);
        self
    }

    /// Starts the sandbox on the current Tokio runtime.
    ///
    /// # Errors
    ///
    /// When the port cannot be had, or when a document or record given to the builder cannot be used.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let value = match self.document {
            Some(document) => document,
            None => serde_json::from_str(DOCUMENT)
                .map_err(|error| Error::Document(error.to_string()))?,
        };
        let document = Document::new(value).map_err(Error::Document)?;
        let dice = Dice::new(self.seed);
        let people = People::new(&document, dice, self.users);
        let data =
            Data::new(&document, &people, dice, self.records, self.own).map_err(Error::Record)?;
        let tokens = Tokens::new(
            dice,
            people.users.iter().map(|user| user.machine_token.clone()),
        );

        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let unavailable = |cause| Error::Port {
            address: wanted,
            cause,
        };
        let listener = TcpListener::bind(wanted).await.map_err(unavailable)?;
        let address = listener.local_addr().map_err(unavailable)?;
        let (stop, stopping) = watch::channel(false);
        let schemes = document.value["components"]["securitySchemes"].as_object();
        let token = schemes
            .into_iter()
            .flatten()
            .find(|(_, scheme)| scheme["in"] == "query");
        let (scheme, token) = token.map_or(("token", "token"), |(scheme, definition)| {
            (
                scheme.as_str(),
                definition["name"].as_str().unwrap_or("token"),
            )
        });
        let server = Arc::new(Server {
            url: format!("http://{address}"),
            secrets: document.secret_names(),
            token_scheme: scheme.to_owned(),
            token_parameter: token.to_owned(),
            document,
            people,
            data,
            answers: Answers::default(),
            dice,
            options: Options {
                token_lifetime: self.token_lifetime,
                carriers: self.carriers,
                ignore_unknown: self.ignore_unknown,
                dialect: self.dialect,
            },
            changing: Mutex::new(Changing {
                clock: Clock::new(),
                tokens,
                faults: self.faults,
                log: Log::new(self.log_capacity),
            }),
            stop: stopping.clone(),
        });
        let router = Router::new()
            .fallback(server::handle)
            .with_state(server.clone());
        let service = router.into_make_service_with_connect_info::<Connection>();
        let serving = tokio::spawn(async move {
            let mut stopping = stopping;
            let stopped = async move {
                // An error means that the sandbox is gone, which is a reason to stop as well.
                stopping.wait_for(|stop| *stop).await.ok();
            };
            // `serve` has no errors of its own: failed accepts are retried.
            serve(Loopback(listener), service)
                .with_graceful_shutdown(stopped)
                .await
                .ok();
        });
        Ok(Sandbox {
            address,
            server,
            stop,
            serving,
        })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("records", &self.records)
            .field("seed", &self.seed)
            .field("port", &self.port)
            .field("users", &self.users)
            .finish_non_exhaustive()
    }
}

/// Why a sandbox does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The address cannot be listened on.
    Port {
        /// The address that was asked for; port 0 means any.
        address: SocketAddr,
        /// What the system says.
        cause: io::Error,
    },
    /// The document cannot be served.
    Document(String),
    /// A record given to the builder cannot be used.
    Record(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port { address, .. } => write!(
                f,
                "the sandbox cannot listen on {address}; choose another port"
            ),
            Self::Document(what) => write!(f, "the sandbox cannot serve the document: {what}"),
            Self::Record(what) => {
                write!(f, "the sandbox cannot use a record of the builder: {what}")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Port { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
