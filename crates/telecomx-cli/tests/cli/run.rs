//! Running the command, and sandboxes for it to call.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;
use telecomx_sandbox::{Builder, Sandbox};
use tempfile::TempDir;

/// A user's home: nothing of the machine's own configuration or environment reaches the command.
pub(crate) struct Home {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            variables: Vec::new(),
        }
    }

    /// A home whose user calls this sandbox with the ADMIN's token.
    pub(crate) fn admin_of(server: &Server) -> Self {
        Self::new()
            .with("TELECOMX_BASE_URL", server.sandbox.url())
            .with("TELECOMX_TOKEN", &server.sandbox.admin().machine_token)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn credentials(&self, profile: &str) -> PathBuf {
        // Windows keeps configuration in APPDATA itself.
        let folder = if cfg!(windows) { "." } else { ".config" };
        self.path()
            .join(folder)
            .join("telecomx/credentials")
            .join(format!("{profile}.json"))
    }

    pub(crate) fn command<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Command {
        let mut command = self.program(env!("CARGO_BIN_EXE_telecomx"));
        command.args(arguments).stdin(Stdio::null());
        command
    }

    /// Any program, in this home.
    pub(crate) fn program(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command.current_dir(self.path()).env_clear();
        for name in ["PATH", "SystemRoot"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
            .env("HOME", self.path())
            .env("APPDATA", self.path())
            .env("NO_PROXY", "*")
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a line as typed, without quotes.
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.run_with(line.split_whitespace(), None)
    }

    pub(crate) fn run_with<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
        stdin: Option<&str>,
    ) -> Ran {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        if stdin.is_some() {
            command.stdin(Stdio::piped());
        }
        let mut child = command.spawn().unwrap();
        if let Some(text) = stdin {
            let mut pipe = child.stdin.take().unwrap();
            pipe.write_all(text.as_bytes()).unwrap();
        }
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The session of a line, for a snapshot: what went in, what came out, and where.
    pub(crate) fn session(&self, line: &str) -> String {
        let ran = self.run(line);
        let mut text = format!("$ telecomx {line}\n{}", ran.stdout);
        if !ran.stdout.is_empty() && !ran.stdout.ends_with('\n') {
            text.push_str(
                "
(no line feed)
",
            );
        }
        if !ran.stderr.is_empty() {
            text.push_str("--- stderr\n");
            text.push_str(&ran.stderr);
        }
        text.push_str(&format!("--- exit {}\n", ran.code));
        self.steady(&text)
    }

    /// The text without what differs from run to run: ports and folders.
    pub(crate) fn steady(&self, text: &str) -> String {
        let text = text.replace(&self.path().display().to_string(), "~");
        let mut steady = String::new();
        for (index, part) in text.split("127.0.0.1:").enumerate() {
            if index > 0 {
                steady.push_str("127.0.0.1:PORT");
            }
            steady.push_str(if index > 0 {
                part.trim_start_matches(|c: char| c.is_ascii_digit())
            } else {
                part
            });
        }
        steady
    }
}

impl Ran {
    /// Fails unless the run ended with this code.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }
}

/// A sandbox on a runtime of its own.
pub(crate) struct Server {
    pub(crate) sandbox: Sandbox,
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    /// A sandbox with the documented examples and, in each list but that of the resellers, two records
    /// that stand here: nothing that depends on how the sandbox makes its data up.
    pub(crate) fn of_known_records() -> Self {
        let customer = "2234567890ABCD1234567890";
        let builder = Sandbox::builder()
            .records(3)
            .record("listInternetRequests", json!({
                "_id": "9e160425a4b2ee9fbd73b187", "type": "DSL", "address": "Ågade 4 st., 8000 Aarhus C", "offers": false,
                "productName": "DSL 20/2 Mbit", "created": "2022-04-07T18:50:50Z", "reference": "Ærø & Søn; \"Nord\"",
            }))
            .record("listInternetRequests", json!({"_id": "9e160425a4b2ee9fbd73b1", "customer": null, "offers": true}))
            .record("listExternalLicenses", json!({
                "_id": "e15e46078e1797b0ede207b9", "name": "Windows 365 – 4 vCPU", "platformId": "ALSO", "platformLicenseId": 766229682,
                "customer": customer, "product": "51b625e417aeed4e063bab5c", "units": 5, "end": null,
                "also": {"wholesalePrice": 137.78, "price": 1192.06, "renew": true, "billingPeriod": "QUARTERLY"},
            }))
            .record("listExternalLicenses", json!({
                "_id": "e15e46078e1797b0ede207bb", "name": "=1+2", "customer": customer, "units": -1.5, "end": "2026-01-31T00:00:00.000Z",
            }))
            .record("listFlexcareOrders", json!({
                "_id": "efe6b7aa5fcdf1ad2872bded", "name": "FlexCare Hønsegården", "poNumber": "PO-10001", "devices": [],
                "orderer": {"name": "Åse Møller", "phone": "+4571339053"},
            }))
            .record("listFlexcareOrders", json!({"_id": "IFEJB7AA5FCDF1AD2872BDEE", "devices": ["24:C1:98:D3:2C:35", "9996179"]}));
        Self::start(builder)
    }

    pub(crate) fn start(builder: Builder) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        Self {
            sandbox: runtime.block_on(builder.start()).unwrap(),
            _runtime: runtime,
        }
    }
}
