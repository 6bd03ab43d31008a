//! A running sandbox.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinHandle};

use crate::{
    builder::{Builder, Error},
    fault::Fault,
    log::Received,
    pages,
    people::User,
    server::Server,
};

/// A running server of the documented API, on loopback. It stops when it is dropped.
///
/// It runs on the Tokio runtime that it was started on.
pub struct Sandbox {
    pub(crate) address: SocketAddr,
    pub(crate) server: Arc<Server>,
    /// The server stops when this says so, and also when it is gone.
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) serving: JoinHandle<()>,
}

impl Sandbox {
    /// Starts a sandbox with 250 records in each list on a free port.
    ///
    /// # Errors
    ///
    /// When no port of the loopback interface can be had.
    pub async fn start() -> Result<Self, Error> {
        Builder::default().start().await
    }

    /// For everything that shall differ from [`start`](Self::start).
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Base URL without a slash at its end, such as `http://127.0.0.1:41234`.
    pub fn url(&self) -> &str {
        &self.server.url
    }

    /// Address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The users to log in as. The first is the ADMIN whose customer owns the most records.
    pub fn credentials(&self) -> &[User] {
        &self.server.people.users
    }

    /// The first user: the ADMIN whose own customer has the documented examples and then as many records as asked for.
    pub fn admin(&self) -> &User {
        // The users that People starts with are never removed.
        &self.server.people.users[0]
    }

    /// The first user of an access level who needs no second factor.
    pub fn user(&self, access_level: &str) -> Option<&User> {
        self.credentials()
            .iter()
            .find(|user| user.access_level == access_level && user.second_factor.is_none())
    }

    /// What the page at `/` says: operations, users, tokens.
    pub fn welcome(&self) -> String {
        pages::welcome(&self.server)
    }

    /// Puts the clock forward, and so lets tokens expire.
    pub fn advance(&self, by: Duration) {
        self.server.changing().clock.advance(by);
    }

    /// Lets a fault strike the next request that it can strike, after those that wait already.
    pub fn fault(&self, fault: Fault) {
        self.script([fault]);
    }

    /// Lets a fault strike each of the next requests, in this order.
    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        self.server.changing().faults.script.extend(faults);
    }

    /// Lets a fault strike every request from now on.
    pub fn fault_always(&self, fault: Fault) {
        self.server.changing().faults.always.push(fault);
    }

    /// Ends all faults, those that strike always and those that wait.
    pub fn clear_faults(&self) {
        self.server.changing().faults = crate::fault::Faults::default();
    }

    /// Number of scripted faults that have not struck yet.
    pub fn faults_left(&self) -> usize {
        self.server.changing().faults.script.len()
    }

    /// The requests received so far, oldest first; of very many, the last (see [`Builder::log_capacity`]).
    pub fn requests(&self) -> Vec<Received> {
        self.server.changing().log.entries()
    }

    /// Number of calls of an operation, by its operationId (those that ended in an error too).
    pub fn calls(&self, operation_id: &str) -> usize {
        self.server.changing().log.calls(operation_id)
    }

    /// Forgets the requests received so far, and their counts.
    pub fn clear_requests(&self) {
        self.server.changing().log.clear();
    }

    /// Stops, and waits for the answers that are under way (five seconds at most).
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        if tokio::time::timeout(Duration::from_secs(5), &mut self.serving)
            .await
            .is_err()
        {
            self.serving.abort();
        }
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox")
            .field("url", &self.server.url)
            .finish_non_exhaustive()
    }
}
