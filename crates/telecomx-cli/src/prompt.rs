//! Questions to the person at the terminal.

use std::io::{self, BufRead, IsTerminal, Write};

use telecomx::{Factor, Secret};

use crate::exit::{Exit, Failure};
use crate::interrupt::{Interrupt, interrupted};

/// Whether there is anybody to ask.
pub(crate) fn somebody_is_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a line, visibly.
pub(crate) async fn line(question: &str, interrupt: &Interrupt) -> Result<String, Failure> {
    eprint!("{question}: ");
    let _ = io::stderr().flush();
    // On a thread of its own, as a read cannot be interrupted.
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    match interrupt.or(read).await? {
        Ok(Ok(line)) => Ok(line.trim().to_owned()),
        Ok(Err(error)) => Err(Failure::other("the answer could not be read").because(error)),
        Err(error) => Err(Failure::other("the answer could not be read").because(error)),
    }
}

/// Asks for a secret, without echo. Ctrl-C is read as a key then, and gives the terminal back.
pub(crate) fn secret(question: &str) -> Result<Secret, Failure> {
    match rpassword::prompt_password(format!("{question}: ")) {
        Ok(secret) => Ok(secret.into()),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => {
            Err(interrupted(Exit::Interrupted))
        }
        Err(error) => Err(Failure::other("the terminal could not be read").because(error)),
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
