//! Questions to the person at the terminal.

use std::io::{self, BufRead, IsTerminal, Write};

use telecomx::{Factor, Secret};

use crate::exit::Failure;
use crate::interrupt::Interrupt;

/// Whether there is anybody to ask.
pub(crate) fn somebody_is_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a line, visibly.
pub(crate) async fn line(question: &str, interrupt: &Interrupt) -> Result<String, Failure> {
    Ok(answer(question, interrupt).await?.trim().to_owned())
}

/// Asks for a secret, without echo.
#[cfg(unix)]
pub(crate) async fn secret(question: &str, interrupt: &Interrupt) -> Result<Secret, Failure> {
    let silence = silence::Silence::begin().map_err(unreadable)?;
    let answer = answer(question, interrupt).await;
    drop(silence);
    // The end of the line was not echoed either.
    eprintln!();
    Ok(answer?.trim_end_matches(['\r', '\n']).into())
}

/// Asks for a secret, without echo. Ctrl-C is read as a key then, and gives the terminal back.
#[cfg(not(unix))]
pub(crate) async fn secret(question: &str, _: &Interrupt) -> Result<Secret, Failure> {
    match rpassword::prompt_password(format!("{question}: ")) {
        Ok(secret) => Ok(secret.into()),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(
            crate::interrupt::interrupted(crate::exit::Exit::Interrupted),
        ),
        Err(error) => Err(unreadable(error)),
    }
}

/// What to ask for a second factor.
pub(crate) fn question(factor: Factor) -> &'static str {
    match factor {
        Factor::SmsCode => "Code sent by SMS",
        Factor::AuthenticatorCode => "Code of the authenticator app",
        _ => "Second factor",
    }
}

/// The line that is typed after the question, with its end.
async fn answer(question: &str, interrupt: &Interrupt) -> Result<String, Failure> {
    eprint!("{question}: ");
    let _ = io::stderr().flush();
    let read = || {
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line) {
            // Ctrl-D. Nobody's password is sent empty.
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            read => read.map(|_| line),
        }
    };
    read_with(read, interrupt).await
}

/// The first two lines that are piped in, each none if it is missing or empty.
pub(crate) async fn piped(
    interrupt: &Interrupt,
) -> Result<(Option<Secret>, Option<Secret>), Failure> {
    let read = || {
        let mut lines = io::stdin().lock().lines();
        let mut next = || {
            let line = lines.next().transpose()?;
            io::Result::Ok(line.filter(|line| !line.is_empty()).map(Secret::from))
        };
        match next()? {
            None => Ok((None, None)),
            password => Ok((password, next()?)),
        }
    };
    read_with(read, interrupt).await
}

/// Reads on a thread of its own, as a read cannot be interrupted.
async fn read_with<T: Send + 'static>(
    read: impl FnOnce() -> io::Result<T> + Send + 'static,
    interrupt: &Interrupt,
) -> Result<T, Failure> {
    match interrupt.or(tokio::task::spawn_blocking(read)).await? {
        Ok(read) => read.map_err(unreadable),
        Err(error) => Err(unreadable(error.into())),
    }
}

fn unreadable(error: io::Error) -> Failure {
    Failure::other("stdin could not be read").because(error)
}

/// rpassword asks before it takes the echo away, and reads on the thread that would notice a signal:
/// a Ctrl-C in between was lost. So here the terminal is silent before anything is asked.
#[cfg(unix)]
mod silence {
    use std::io::{self, stdin};

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    /// As long as it lives, the terminal does not show what is typed.
    pub(super) struct Silence(Termios);

    impl Silence {
        pub(super) fn begin() -> io::Result<Self> {
            let before = tcgetattr(stdin())?;
            let mut silent = before.clone();
            silent.local_modes.remove(LocalModes::ECHO);
            tcsetattr(stdin(), OptionalActions::Now, &silent)?;
            Ok(Self(before))
        }
    }

    impl Drop for Silence {
        fn drop(&mut self) {
            // Nobody is left to tell, should the terminal be gone.
            let _ = tcsetattr(stdin(), OptionalActions::Now, &self.0);
        }
    }
}
