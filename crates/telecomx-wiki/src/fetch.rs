//! Pages over HTTP: one at a time, slowly, and only what has changed.

use std::path::PathBuf;
use std::time::Duration;

use ureq::ResponseExt;
use url::Url;

use crate::Error;
use crate::facts::Finding;
use crate::store;

/// The live wiki.
pub const WIKI: &str = "https://wiki.telecomx.dk/doku.php";

/// The largest answer that is read; the longest page of the wiki has a hundredth of it.
const MAXIMUM_SIZE: u64 = 16 * 1024 * 1024;
const MAXIMUM_REDIRECTS: u32 = 3;

/// What the wiki's operator reads in the log.
const USER_AGENT: &str = concat!(
    "telecomx-docs/",
    env!("CARGO_PKG_VERSION"),
    " (unofficial; compares the API's pages with an OpenAPI document)"
);

/// How a fetcher behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// The longest that one page may take, redirects included. Default 20 seconds.
    pub timeout: Duration,
    /// The pause between two requests. Default half a second.
    pub pause: Duration,
    /// Where answers are kept for `If-Modified-Since`. Default nowhere.
    pub cache: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(20),
            pause: Duration::from_millis(500),
            cache: None,
        }
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its body.
    pub bytes: Vec<u8>,
    /// The server said that the kept copy is still right.
    pub unchanged: bool,
    /// That another address answered, if one did.
    pub findings: Vec<Finding>,
}

/// Fetches one page after another.
#[derive(Debug)]
pub struct Fetcher {
    agent: ureq::Agent,
    options: Options,
    started: std::cell::Cell<bool>,
}

impl Fetcher {
    /// A fetcher that has asked nothing yet.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(options.timeout))
            .max_redirects(MAXIMUM_REDIRECTS)
            .http_status_as_error(false)
            .user_agent(USER_AGENT)
            .build();
        Self {
            agent: config.into(),
            options,
            started: std::cell::Cell::new(false),
        }
    }

    /// Fetches an address, or the copy of it that the server says is still right.
    ///
    /// # Errors
    /// For an address that is none, a server that cannot be reached in time, a status other than
    /// 200 and 304, more than three redirects, and an answer of more than 16 MiB.
    pub fn get(&self, address: &Url) -> Result<Answer, Error> {
        if self.started.replace(true) {
            std::thread::sleep(self.options.pause);
        }
        let kept = self.kept(address);
        let mut request = self.agent.get(address.as_str());
        if let Some((_, date)) = &kept {
            request = request.header("If-Modified-Since", date);
        }
        let mut response = request
            .call()
            .map_err(|error| Error::caused(format!("cannot fetch {address}"), error))?;
        let status = response.status().as_u16();
        if status == 304
            && let Some((bytes, _)) = kept
        {
            return Ok(Answer {
                bytes,
                unchanged: true,
                findings: Vec::new(),
            });
        }
        if status != 200 {
            let hint = match status {
                404 => "the wiki has no such page",
                401 | 403 => "the wiki wants a login",
                500.. => "the wiki has failed; try again later",
                _ => "no page",
            };
            let what = format!("cannot fetch {address}: status {status}, {hint}");
            return Err(if status == 404 {
                Error::gone(what)
            } else {
                Error::new(what)
            });
        }
        let mut findings = Vec::new();
        let answered = response.get_uri().to_string();
        if answered != address.as_str() {
            findings.push(Finding::new(
                0,
                "redirected",
                format!("`{answered}` answered"),
            ));
        }
        let date = response
            .headers()
            .get("last-modified")
            .and_then(|date| date.to_str().ok())
            .map(str::to_owned);
        let bytes = response
            .body_mut()
            .with_config()
            .limit(MAXIMUM_SIZE)
            .read_to_vec()
            .map_err(|error| {
                Error::caused(format!("cannot read the answer of {address}"), error)
            })?;
        if let Some(date) = date.filter(|date| httpdate::parse_http_date(date).is_ok()) {
            self.keep(address, &bytes, &date)?;
        }
        Ok(Answer {
            bytes,
            unchanged: false,
            findings,
        })
    }

    fn files(&self, address: &Url) -> Option<(PathBuf, PathBuf)> {
        let name = store::file_name(address.as_str());
        let folder = self.options.cache.as_ref()?;
        Some((
            folder.join(format!("{name}.body")),
            folder.join(format!("{name}.date")),
        ))
    }

    fn kept(&self, address: &Url) -> Option<(Vec<u8>, String)> {
        let (body, date) = self.files(address)?;
        Some((
            std::fs::read(body).ok()?,
            std::fs::read_to_string(date).ok()?,
        ))
    }

    fn keep(&self, address: &Url, bytes: &[u8], date: &str) -> Result<(), Error> {
        let (Some(folder), Some((body, dated))) = (&self.options.cache, self.files(address)) else {
            return Ok(());
        };
        let failed =
            |error| Error::caused(format!("cannot keep a page in {}", folder.display()), error);
        std::fs::create_dir_all(folder).map_err(failed)?;
        // The date last: a body without one is never trusted.
        let _ = std::fs::remove_file(&dated);
        std::fs::write(body, bytes).map_err(failed)?;
        std::fs::write(dated, date).map_err(failed)
    }
}
