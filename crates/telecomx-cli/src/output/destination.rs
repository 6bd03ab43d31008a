//! Where output goes: to stdout, or to a file that is whole or not there.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::Failure;

/// Where output goes.
pub(crate) enum Destination {
    Stdout(BufWriter<Stdout>),
    /// A file, under another name until it is [committed](Destination::commit).
    File(BufWriter<NamedTempFile>, PathBuf),
    /// A pipe or device (`/dev/null`), which cannot be renamed over.
    Special(BufWriter<File>, PathBuf),
}

/// Enough that a list page goes out in few writes.
const BUFFER: usize = 64 * 1024;

impl Destination {
    /// Opens a file, or stdout without one. Fails early: before anything is asked of the server.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            return Ok(Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout())));
        };
        let failed = |error: io::Error| {
            Failure::other(format!("{} cannot be written", path.display()))
                .because(error)
                .hint("give --out a file in a folder that you may write to")
        };
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(failed(io::Error::other("it is a folder")));
            }
            Ok(metadata) if !metadata.is_file() => {
                let file = File::options().write(true).open(path).map_err(failed)?;
                return Ok(Self::Special(
                    BufWriter::with_capacity(BUFFER, file),
                    path.to_owned(),
                ));
            }
            _ => {}
        }
        // The file behind a link is replaced, not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = match target.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let file = create(folder, &target).map_err(failed)?;
        Ok(Self::File(BufWriter::with_capacity(BUFFER, file), target))
    }

    /// How to call it in a message.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdout(_) => "stdout".to_owned(),
            Self::File(_, path) | Self::Special(_, path) => path.display().to_string(),
        }
    }

    /// Columns of the terminal that is written to, if it is one.
    pub(crate) fn terminal_width(&self) -> Option<usize> {
        match self {
            Self::Stdout(_) if io::stdout().is_terminal() => {
                let width = terminal_size::terminal_size_of(io::stdout());
                Some(width.map_or(80, |(width, _)| usize::from(width.0)))
            }
            _ => None,
        }
    }

    /// Whether colours are wanted there.
    pub(crate) fn is_colored(&self) -> bool {
        matches!(self, Self::Stdout(_))
            && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
    }

    /// Makes what was written final. Without it a file is not there.
    pub(crate) fn commit(self) -> Result<(), Failure> {
        let name = self.name();
        let failed = |error| Failure::write(&name, error);
        match self {
            Self::Stdout(mut stdout) => stdout.flush().map_err(failed),
            Self::Special(mut file, _) => file.flush().map_err(failed),
            Self::File(file, path) => {
                let file = file
                    .into_inner()
                    .map_err(|error| failed(error.into_error()))?;
                // A crash right after the rename must not leave an empty file.
                file.as_file().sync_all().map_err(failed)?;
                file.persist(path).map_err(|error| failed(error.error))?;
                Ok(())
            }
        }
    }
}

/// A temporary file in the same folder, so that it can be renamed, with the mode of the file that it replaces or of any
/// new one.
fn create(folder: &Path, target: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".telecomx-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The umask takes its part of it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    // Its errors name the temporary file, which nobody asked for.
    let file = builder
        .tempfile_in(folder)
        .map_err(|error| io::Error::from(error.kind()))?;
    #[cfg(unix)]
    if let Ok(replaced) = fs::metadata(target) {
        file.as_file().set_permissions(replaced.permissions())?;
    }
    #[cfg(not(unix))]
    let _ = target;
    Ok(file)
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::File(file, _) => file.write(bytes),
            Self::Special(file, _) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::File(file, _) => file.flush(),
            Self::Special(file, _) => file.flush(),
        }
    }
}
