//! The sandbox that the clients talk to: a process of its own, as it is for their users.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

/// How many records a list has: three list pages.
const RECORDS: &str = "230";

/// Builds the command and gives its path.
pub(super) fn build(root: &Path) -> Result<PathBuf> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args([
            "build",
            "--quiet",
            "-p",
            "telecomx-sandbox",
            "--bin",
            "telecomx-sandbox",
        ])
        .args(["--message-format", "json-render-diagnostics"])
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo")?;
    ensure!(output.status.success(), "the sandbox does not build");
    output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<serde_json::Value>(line).ok())
        .filter_map(|message| Some(PathBuf::from(message.get("executable")?.as_str()?)))
        .next_back()
        .context("cargo does not say where the sandbox is")
}

/// A running one, ended with the value.
pub(super) struct Sandbox {
    process: Child,
    pub(super) url: String,
}

impl Sandbox {
    /// Each client gets its own: logout ends all tokens of the user.
    pub(super) fn start(program: &Path) -> Result<Self> {
        let process = Command::new(program)
            .args(["--records", RECORDS])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut sandbox = Self {
            process,
            url: String::new(),
        };
        let output = sandbox
            .process
            .stdout
            .take()
            .context("the sandbox says nothing")?;
        for line in BufReader::new(output).lines() {
            let line = line.context("cannot read what the sandbox says")?;
            if line.starts_with("http://") {
                sandbox.url = line;
            } else if line.starts_with("Ctrl-C") {
                break;
            }
        }
        ensure!(!sandbox.url.is_empty(), "the sandbox does not start");
        Ok(sandbox)
    }

    /// What the programs are told: where it is, and one of its users.
    pub(super) fn variables(&self) -> [(&'static str, &str); 3] {
        [
            ("TELECOMX_URL", &self.url),
            ("TELECOMX_USERNAME", "admin@sandbox.example"),
            ("TELECOMX_PASSWORD", "admin-password"),
        ]
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may be gone already, which is as good.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
