//! Tokens that are kept between calls: one file a profile, for its owner's eyes alone.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use telecomx::Secret;

use crate::exit::{Failure, warn};

/// The profile that is used when none is named.
pub(crate) const DEFAULT: &str = "default";

/// What `auth login` keeps. The token belongs to the base URL: it is sent nowhere else.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) base_url: String,
    pub(crate) username: String,
    pub(crate) token: Secret,
}

/// The largest file that is looked at, in bytes. A token is a few hundred.
const LARGEST: u64 = 64 * 1024;

/// Where a profile is kept: `telecomx/credentials/NAME.json` in the platform's configuration folder
/// (`~/.config`, or `%APPDATA%` on Windows).
pub(crate) fn path(name: &str) -> Result<PathBuf, Failure> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.is_empty() || name.len() > 64 || name.starts_with('.') || !name.chars().all(plain) {
        return Err(
            Failure::usage("the profile's name cannot be the name of a file")
                .hint("use letters, digits, `-`, `_` and `.`"),
        );
    }
    let folders = etcetera::choose_base_strategy().map_err(|error| {
        Failure::other("there is no folder to keep credentials in")
            .because(error)
            .hint("set HOME, or do without stored credentials: set TELECOMX_TOKEN")
    })?;
    let folder = folders.config_dir().join("telecomx").join("credentials");
    Ok(folder.join(format!("{name}.json")))
}

/// The credentials of a profile, if there are any.
pub(crate) fn load(path: &Path) -> Result<Option<Stored>, Failure> {
    let failed = |what: &str| {
        Failure::other(format!(
            "the stored credentials in {} {what}",
            path.display()
        ))
        .hint("remove the file, and log in again with `telecomx auth login`")
    };
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed("cannot be read").because(error)),
    };
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Err(failed("are no file of ours"));
    }
    warn_of_others(path, &metadata);
    let text = fs::read_to_string(path).map_err(|error| failed("cannot be read").because(error))?;
    // serde_json's own text could quote the token.
    let stored = serde_json::from_str(&text)
        .map_err(|error| failed(&format!("cannot be understood (line {})", error.line())))?;
    Ok(Some(stored))
}

/// Keeps credentials, in place of any that there are.
pub(crate) fn store(path: &Path, stored: &Stored) -> Result<(), Failure> {
    let failed = |error: io::Error| {
        Failure::other(format!(
            "the credentials could not be kept in {}",
            path.display()
        ))
        .because(error)
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    create_private(folder).map_err(failed)?;
    // Mode 0600 from the beginning; renamed at the end, so that nobody meets half a file.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    serde_json::to_writer_pretty(&mut file, stored)
        .map_err(io::Error::from)
        .map_err(failed)?;
    writeln!(file).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Forgets a profile. False: there was nothing to forget.
pub(crate) fn remove(path: &Path) -> Result<bool, Failure> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => {
            Err(Failure::other(format!("{} could not be removed", path.display())).because(error))
        }
    }
}

#[cfg(unix)]
fn warn_of_others(path: &Path, metadata: &fs::Metadata) {
    use std::os::unix::fs::PermissionsExt;
    if metadata.permissions().mode() & 0o077 != 0 {
        warn(&format!(
            "{0} can be read by others; use `chmod 600 {0}`",
            path.display()
        ));
    }
}

#[cfg(not(unix))]
fn warn_of_others(_: &Path, _: &fs::Metadata) {}

#[cfg(unix)]
fn create_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
