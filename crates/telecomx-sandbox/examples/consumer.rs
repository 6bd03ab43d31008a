//! An integrator's own program, and how it is tested against the sandbox: with records of one's own, faults on
//! demand, and a look at what arrived.
//!
//! ```console
//! $ cargo run -p telecomx-sandbox --example consumer
//! $ cargo test -p telecomx-sandbox --example consumer
//! ```

use std::{collections::BTreeMap, error::Error, thread, time::Duration};

use serde_json::Value;
use telecomx_sandbox::Sandbox;
use ureq::Agent;

/// Number of licenses that are asked for at a time.
const PAGE: usize = 2;

/// Number of times that a page is asked for before the program gives up.
const ATTEMPTS: usize = 3;

/// What the integrator has written. It talks to any base URL and knows nothing of the sandbox.
struct Licenses {
    agent: Agent,
    base_url: String,
    token: String,
}

impl Licenses {
    fn new(base_url: &str, token: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)));
        Self {
            agent: config.build().into(),
            base_url: base_url.to_owned(),
            token: token.to_owned(),
        }
    }

    /// Number of units that a customer has of each license.
    fn units(&self, customer: &str) -> Result<BTreeMap<String, u64>, Box<dyn Error>> {
        let mut units = BTreeMap::new();
        let mut offset = 0;
        loop {
            let page = self.page(customer, offset)?;
            let licenses = page["externalLicenses"].as_array();
            let licenses = licenses.ok_or("an answer without licenses")?;
            for license in licenses {
                let name = license["name"].as_str().unwrap_or("(no name)");
                *units.entry(name.to_owned()).or_default() +=
                    license["units"].as_u64().unwrap_or(0);
            }
            offset += licenses.len();
            if licenses.len() < PAGE {
                return Ok(units);
            }
        }
    }

    /// One list page, asked for again while the server is busy.
    fn page(&self, customer: &str, offset: usize) -> Result<Value, Box<dyn Error>> {
        let mut attempt = 1;
        loop {
            let request = self.agent.get(format!("{}/externalLicense", self.base_url));
            let mut answer = request
                .query("customer", customer)
                .query("offset", offset.to_string())
                .query("limit", PAGE.to_string())
                .query("token", &self.token)
                .call()?;
            match answer.status().as_u16() {
                200 => return Ok(serde_json::from_str(&answer.body_mut().read_to_string()?)?),
                429 | 503 if attempt < ATTEMPTS => {
                    let wait = answer.headers().get("retry-after");
                    let wait = wait.and_then(|wait| wait.to_str().ok()?.parse().ok());
                    thread::sleep(Duration::from_secs(wait.unwrap_or(0)));
                    attempt += 1;
                }
                status => return Err(format!("the server answers {status}").into()),
            }
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let admin = sandbox.admin();
    let licenses = Licenses::new(sandbox.url(), &admin.machine_token);
    for (name, units) in licenses.units(&admin.customer)? {
        println!("{units:6} {name}");
    }
    Ok(())
}

// The sandbox runs on the test's runtime. Code that blocks, as this client's does, needs one with several threads.
#[cfg(test)]
mod tests {
    use serde_json::json;
    use telecomx_sandbox::Fault;

    use super::*;

    const CUSTOMER: &str = "1234567890ABCDEF12345678";

    /// A sandbox with three licenses and nothing else, and the program pointed at it.
    async fn start() -> (Sandbox, Licenses) {
        let license = |name: &str, units: u64| json!({"_id": format!("{name}{units}"), "customer": CUSTOMER, "name": name, "units": units});
        let sandbox = Sandbox::builder()
            .records(0)
            .record("listExternalLicenses", license("Office E3", 3))
            .record("listExternalLicenses", license("Visio", 1))
            .record("listExternalLicenses", license("Office E3", 4))
            .start()
            .await
            .unwrap();
        let licenses = Licenses::new(sandbox.url(), &sandbox.admin().machine_token);
        (sandbox, licenses)
    }

    fn all() -> BTreeMap<String, u64> {
        BTreeMap::from([("Office E3".to_owned(), 7), ("Visio".to_owned(), 1)])
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn units_are_added_up_over_all_pages() {
        let (sandbox, licenses) = start().await;
        assert_eq!(licenses.units(CUSTOMER).unwrap(), all());

        let requests = sandbox.requests();
        let offsets: Vec<_> = requests
            .iter()
            .map(|request| request.query("offset"))
            .collect();
        assert_eq!(offsets, [Some("0"), Some("2")]);
        assert_eq!(requests[0].query("customer"), Some(CUSTOMER));
        // The log is safe to print: it holds no token.
        assert_eq!(requests[0].query("token"), Some("***"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_busy_server_is_asked_again() {
        let (sandbox, licenses) = start().await;
        sandbox.script([
            Fault::pass(),
            Fault::status(503),
            "status=429, retry-after=1s".parse().unwrap(),
        ]);
        assert_eq!(licenses.units(CUSTOMER).unwrap(), all());

        let statuses: Vec<_> = sandbox
            .requests()
            .iter()
            .map(|request| request.status)
            .collect();
        assert_eq!(statuses, [Some(200), Some(503), Some(429), Some(200)]);
        assert_eq!(sandbox.faults_left(), 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_server_that_stays_busy_is_an_error() {
        let (sandbox, licenses) = start().await;
        sandbox.fault_always(Fault::status(503));
        assert_eq!(
            licenses.units(CUSTOMER).unwrap_err().to_string(),
            "the server answers 503"
        );
        assert_eq!(sandbox.calls("listExternalLicenses"), ATTEMPTS);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_sum_is_never_told_of_half_an_answer() {
        let (sandbox, licenses) = start().await;
        for fault in ["truncate", "html=502", "reset"] {
            sandbox.script([Fault::pass(), fault.parse().unwrap()]);
            assert!(licenses.units(CUSTOMER).is_err(), "{fault}");
        }
    }
}
