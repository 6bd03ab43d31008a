//! Where the foreign programs run, and how what they need is had.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use etcetera::BaseStrategy as _;
use sha2::{Digest, Sha256};

/// A toolchain that is not here and cannot be had: nobody's fault, and nothing that was checked.
#[derive(Debug)]
pub(super) struct Absent(pub(super) String);

impl fmt::Display for Absent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Absent {}

/// A folder beside the build's own outputs, emptied for each run. What is installed lies in the user's cache.
pub(super) struct Workshop {
    /// `xtask/interop`.
    pub(super) sources: PathBuf,
    /// `openapi`.
    pub(super) openapi: PathBuf,
    pub(super) folder: PathBuf,
}

impl Workshop {
    pub(super) fn open(root: &Path) -> Result<Self> {
        // …/target/debug/xtask
        let program = std::env::current_exe().context("cannot tell where the target folder is")?;
        let target = program
            .ancestors()
            .nth(2)
            .context("this program lies in no target folder")?;
        let folder = target.join("interop");
        if folder.exists() {
            std::fs::remove_dir_all(&folder)
                .with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
        let root = std::fs::canonicalize(root).context("cannot find the repository")?;
        Ok(Self {
            sources: root.join("xtask/interop"),
            openapi: root.join("openapi"),
            folder,
        })
    }

    /// A new folder in here with copies of these files.
    pub(super) fn bench(&self, name: &str, files: &[PathBuf]) -> Result<PathBuf> {
        let folder = self.folder.join(name);
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
        copy(files, &folder)?;
        Ok(folder)
    }

    /// The Node packages of `package-lock.json`, to be found from every folder in here.
    pub(super) fn npm(&self) -> Result<Tools> {
        needs("npm", "npm")?;
        let files = ["package.json", "package-lock.json"].map(|file| self.sources.join(file));
        let cache = installed(
            "npm",
            &files,
            "npm ci --ignore-scripts --no-audit --no-fund",
        )?;
        let link = self.folder.join("node_modules");
        // The other linter may have made it just now.
        if let Err(error) = symlink(&cache.join("node_modules"), &link)
            && error.kind() != std::io::ErrorKind::AlreadyExists
        {
            return Err(error).with_context(|| format!("cannot make {}", link.display()));
        }
        Ok(Tools::at(vec![link.join(".bin")]))
    }

    /// The commands and modules of `requirements.txt`.
    pub(super) fn pypi(&self) -> Result<Tools> {
        needs("python3", "python3-venv")?;
        let install = "python3 -m venv . && bin/pip install --quiet --disable-pip-version-check -r requirements.txt";
        let cache = installed("pypi", &[self.sources.join("requirements.txt")], install)?;
        Ok(Tools::at(vec![cache.join("bin")]))
    }
}

/// Folders of commands, before all others.
#[derive(Clone)]
pub(super) struct Tools(Vec<PathBuf>);

impl Tools {
    fn at(folders: Vec<PathBuf>) -> Self {
        Self(folders)
    }

    /// Runs a command of the shell and gives what it says; what it complains of is part of the error.
    pub(super) fn run(
        &self,
        folder: &Path,
        command: &str,
        variables: &[(&str, &str)],
    ) -> Result<String> {
        let (succeeded, said, complaint) = self.any_end(folder, command, variables)?;
        ensure!(
            succeeded,
            "failed: {command}\n{}\n{}",
            tail(&said),
            tail(&complaint)
        );
        Ok(said)
    }

    /// The same, where a command ends with an error to say that it has found something.
    pub(super) fn any_end(
        &self,
        folder: &Path,
        command: &str,
        variables: &[(&str, &str)],
    ) -> Result<(bool, String, String)> {
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let path: OsString = std::env::join_paths(
            self.0
                .iter()
                .cloned()
                .chain(std::env::split_paths(&inherited)),
        )
        .context("cannot make a PATH")?;
        let output = Command::new("sh")
            .args(["-euc", command])
            .current_dir(folder)
            .env("PATH", path)
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("cannot run {command}"))?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ok((
            output.status.success(),
            text(output.stdout),
            text(output.stderr),
        ))
    }
}

/// The end of what a program says, which is where it says what is wrong.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let short = |line: &&str| line.chars().take(200).collect::<String>();
    let last = lines[lines.len().saturating_sub(20)..].iter().map(short);
    last.collect::<Vec<_>>().join("\n")
}

/// Holds that a command is there; installs Debian's package that has it where it is not.
pub(super) fn needs(command: &str, package: &str) -> Result<()> {
    let shell = |line: &str| {
        let mut sh = Command::new("sh");
        sh.args(["-c", line]).stdin(Stdio::null());
        sh.stdout(Stdio::null()).stderr(Stdio::null());
        sh.status().is_ok_and(|status| status.success())
    };
    let there = format!("command -v {command}");
    if shell(&there) {
        return Ok(());
    }
    let install =
        format!("apt-get update -q && apt-get install -qy --no-install-recommends {package}");
    if shell(&install) && shell(&there) {
        return Ok(());
    }
    bail!(Absent(format!(
        "there is no {command}, and Debian's package {package} cannot be installed"
    )))
}

/// The folder in the user's cache where what these files list is installed, by this command, once.
fn installed(kind: &str, lists: &[PathBuf], install: &str) -> Result<PathBuf> {
    // One at a time: two parts may want the same.
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one = ONE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut hash = Sha256::new();
    for list in lists {
        hash.update(
            std::fs::read(list).with_context(|| format!("cannot read {}", list.display()))?,
        );
    }
    let hash: String = hash
        .finalize()
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let cache = etcetera::choose_base_strategy()
        .context("there is no folder for a cache")?
        .cache_dir();
    let folder = cache
        .join("telecomx-interop")
        .join(format!("{kind}-{hash}"));
    let complete = folder.join("complete");
    if complete.exists() {
        return Ok(folder);
    }
    println!(
        "{:>15}  what {kind} has, into {}",
        "installing",
        folder.display()
    );
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    copy(lists, &folder)?;
    if let Err(error) = Tools::at(Vec::new()).run(&folder, install, &[]) {
        bail!(Absent(format!("{error:#}")));
    }
    std::fs::write(&complete, "")
        .with_context(|| format!("cannot write {}", complete.display()))?;
    Ok(folder)
}

fn copy(files: &[PathBuf], folder: &Path) -> Result<()> {
    for file in files {
        let name = file.file_name().unwrap_or_default();
        std::fs::copy(file, folder.join(name))
            .with_context(|| format!("cannot copy {}", file.display()))?;
    }
    Ok(())
}

#[cfg(unix)]
fn symlink(original: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(original, link)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
