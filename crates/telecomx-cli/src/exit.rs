//! How the command ends: an exit code, a sentence of what failed and one of what to do.

use std::error::Error;
use std::fmt::Write as _;
use std::io;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use telecomx::ErrorKind;

/// The exit codes. Scripts branch on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Success = 0,
    /// Anything that has no code of its own: a local file, records that cannot be decoded.
    Other = 1,
    /// The command line, or a value that the API is known not to take.
    Usage = 2,
    /// Credentials, second factor or access.
    Access = 3,
    NotFound = 4,
    /// Server, network or timeout.
    Server = 5,
    /// Ctrl-C: 128 and the number of the signal, as a shell has it.
    Interrupted = 130,
    /// SIGTERM, likewise.
    Terminated = 143,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not do what it was told.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    what: String,
    hint: Option<String>,
    source: Option<Box<dyn Error>>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self {
            exit,
            what: what.into(),
            hint: None,
            source: None,
        }
    }

    pub(crate) fn usage(what: impl Into<String>) -> Self {
        Self::new(Exit::Usage, what)
    }

    pub(crate) fn access(what: impl Into<String>) -> Self {
        Self::new(Exit::Access, what)
    }

    pub(crate) fn other(what: impl Into<String>) -> Self {
        Self::new(Exit::Other, what)
    }

    /// Whoever read our output has had enough (`| head`), which is no error.
    fn nobody_reads() -> Self {
        Self::new(Exit::Success, "")
    }

    /// A failure to write to `place`.
    pub(crate) fn write(place: &str, error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::nobody_reads();
        }
        Self::other(format!("{place} could not be written")).because(error)
    }

    /// Says what to do.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says what to do after that.
    pub(crate) fn and_then_hint(self, then: &str) -> Self {
        let hint = match &self.hint {
            Some(hint) => format!("{hint}; then {then}"),
            None => then.to_owned(),
        };
        self.hint(hint)
    }

    /// Adds to what failed.
    pub(crate) fn and(mut self, what: &str) -> Self {
        self.what = format!("{}; {what}", self.what);
        self
    }

    /// Keeps the cause, for `-v`.
    pub(crate) fn because(mut self, source: impl Into<Box<dyn Error>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Prints to stderr. Nothing that is printed here can hold a secret: the client's errors hold
    /// none, and no other text quotes what came from a file or the environment.
    pub(crate) fn print(&self, verbose: bool) {
        if self.what.is_empty() {
            return;
        }
        let mut text = format!("{}: {}\n", label("error", AnsiColor::Red), self.what);
        // The first cause of a local failure is the reason itself ("permission denied").
        let causes = if verbose {
            usize::MAX
        } else {
            usize::from(self.exit == Exit::Other)
        };
        let chain = std::iter::successors(self.source.as_deref(), |&cause| cause.source());
        for cause in chain.take(causes) {
            let _ = writeln!(text, "  caused by: {cause}");
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(text, "{}: {hint}", label("hint", AnsiColor::Cyan));
        }
        anstream::eprint!("{text}");
    }
}

/// A word at the beginning of a line, coloured where colours are wanted.
pub(crate) fn label(word: &str, color: AnsiColor) -> String {
    let style = Style::new().bold().fg_color(Some(color.into()));
    format!("{style}{word}{style:#}")
}

/// Says something on stderr that is no failure.
pub(crate) fn warn(what: &str) {
    anstream::eprintln!("{}: {what}", label("warning", AnsiColor::Yellow));
}

/// Says something on stderr that is good to know.
pub(crate) fn note(what: &str) {
    anstream::eprintln!("{}: {what}", label("note", AnsiColor::Green));
}

impl From<telecomx::Error> for Failure {
    fn from(error: telecomx::Error) -> Self {
        let (exit, hint) = match error.kind() {
            ErrorKind::Configuration => (
                Exit::Usage,
                "check --base-url, TELECOMX_BASE_URL and the profile",
            ),
            ErrorKind::InvalidRequest => (Exit::Usage, "see what the command takes with --help"),
            ErrorKind::Credentials => (
                Exit::Access,
                "log in with `telecomx auth login`, or set TELECOMX_TOKEN to a valid token",
            ),
            ErrorKind::SecondFactor => (
                Exit::Access,
                "log in with `telecomx auth login`, which asks for the code",
            ),
            ErrorKind::Access => (
                Exit::Access,
                "see whose token it is with `telecomx auth status`; the call may need a higher access level",
            ),
            ErrorKind::NotFound => (
                Exit::NotFound,
                "check the id or the path; both are case-sensitive",
            ),
            ErrorKind::Throttled => (Exit::Server, "wait a little, and use a lower --concurrency"),
            ErrorKind::Connection => (
                Exit::Server,
                "check the network, the proxy and the base URL; -v tells the cause",
            ),
            ErrorKind::Timeout => (Exit::Server, "try again, or allow more time with --timeout"),
            ErrorKind::Server | ErrorKind::Redirect | ErrorKind::TooLarge | ErrorKind::Paging => {
                (Exit::Server, "try again later; if it stays, tell Telecom X")
            }
            ErrorKind::Decode => (
                Exit::Other,
                "the API may have changed; `telecomx api GET PATH` shows an answer as it is",
            ),
            _ => (Exit::Other, "-v tells the cause"),
        };
        Self::new(exit, error.to_string())
            .hint(hint)
            .because_of(&error)
    }
}

impl Failure {
    /// Keeps what caused a client error; the error itself is told already.
    fn because_of(mut self, error: &telecomx::Error) -> Self {
        let mut chain = Vec::new();
        let mut cause = error.source();
        while let Some(error) = cause {
            chain.push(error.to_string());
            cause = error.source();
        }
        if !chain.is_empty() {
            self.source = Some(chain.join(": ").into());
        }
        self
    }
}
