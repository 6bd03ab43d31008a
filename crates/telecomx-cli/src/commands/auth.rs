//! `telecomx auth`.

use clap::{Args, Subcommand};
use telecomx::{ErrorKind, Secret};

use crate::args::{Global, Output};
use crate::connection::{Connection, Source, builder, login_url, password_credentials, variable};
use crate::exit::{Failure, note};
use crate::interrupt::Interrupt;
use crate::output::Prepared;
use crate::profile::{self, Stored};
use crate::{columns, prompt};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Log in, and keep the token for later calls
    ///
    /// Asks for what is missing: user name, password (TELECOMX_PASSWORD is taken in its place), and a
    /// second factor if one is wanted. The token is kept in a file that only you can read; the
    /// password is not kept.
    #[command(after_help = "\
Examples:
  telecomx auth login
  pass telecomx | telecomx auth login --username anders@example.com --password-stdin")]
    Login(Login),
    /// End all tokens of the user, and forget the stored one
    #[command(after_help = "\
Example:
  telecomx auth logout")]
    Logout(Logout),
    /// Check the token, and tell whose it is
    #[command(after_help = "\
Example:
  telecomx --sandbox auth status")]
    Status(Status),
}

#[derive(Args)]
pub(crate) struct Login {
    /// The user's e-mail address [env: TELECOMX_USERNAME]
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// Read the password from the first line of stdin and, if there is a second one, the code from it
    #[arg(long)]
    password_stdin: bool,
    /// Ask for a token that is valid until logout instead of for 15 minutes
    #[arg(long)]
    persist: bool,
}

#[derive(Args)]
pub(crate) struct Logout {
    /// Forget the stored token without telling the server
    #[arg(long)]
    local: bool,
}

#[derive(Args)]
pub(crate) struct Status {
    #[command(flatten)]
    output: Output,
}

pub(crate) async fn run(
    command: &Command,
    global: &Global,
    interrupt: &Interrupt,
) -> Result<(), Failure> {
    match command {
        Command::Login(given) => login(given, global, interrupt).await,
        Command::Logout(given) => logout(given, global, interrupt).await,
        Command::Status(given) => status(given, global, interrupt).await,
    }
}

async fn login(given: &Login, global: &Global, interrupt: &Interrupt) -> Result<(), Failure> {
    if global.sandbox {
        return Err(
            Failure::usage("the sandbox of --sandbox ends with the command")
                .hint("start one with `telecomx sandbox`, and log in with --base-url"),
        );
    }
    let path = profile::path(&global.profile()?)?;
    let base_url = login_url(global, &path)?;
    let (username, password, code) = ask(given, interrupt).await?;
    let mut credentials = password_credentials(&username, password, code, interrupt);
    if given.persist {
        credentials = credentials.persistent();
    }
    let client = builder(global, &base_url)
        .credentials(credentials)
        .build()?;
    let token = interrupt
        .or(client.access_token())
        .await?
        .map_err(|error| match error.kind() {
            ErrorKind::Credentials | ErrorKind::SecondFactor => {
                Failure::from(error).hint("check user name, password and code")
            }
            _ => Failure::from(error),
        })?;
    let stored = Stored {
        base_url,
        username,
        token: token.token,
    };
    profile::store(&path, &stored)?;
    if !global.quiet {
        let valid = match token.expires_in {
            Some(time) => format!("for {} minutes", time.as_secs() / 60),
            None => "until logout".to_owned(),
        };
        note(&format!(
            "logged in at {}; the token is valid {valid}, and kept in {}",
            stored.base_url,
            path.display()
        ));
    }
    Ok(())
}

/// User name, password and, where it is known beforehand, the code of the second factor.
async fn ask(
    given: &Login,
    interrupt: &Interrupt,
) -> Result<(String, Secret, Option<Secret>), Failure> {
    let nobody = |what: &str| {
        Failure::usage(format!("there is no terminal to ask for {what} at")).hint(
            "give --username and --password-stdin, or set TELECOMX_USERNAME and TELECOMX_PASSWORD",
        )
    };
    let known = match &given.username {
        Some(name) => Some(name.clone()),
        None => variable("TELECOMX_USERNAME")?,
    };
    let username = match known {
        Some(name) => name,
        // Stdin holds the password then.
        None if given.password_stdin || !prompt::somebody_is_there() => {
            return Err(nobody("the user name"));
        }
        None => prompt::line("User name (e-mail)", interrupt).await?,
    };
    if given.password_stdin {
        let (password, code) = prompt::piped(interrupt).await?;
        let password = password.ok_or_else(|| Failure::usage("stdin holds no password"))?;
        return Ok((username, password, code));
    }
    let password = match variable("TELECOMX_PASSWORD")? {
        Some(password) => password.into(),
        None if prompt::somebody_is_there() => prompt::secret("Password", interrupt).await?,
        None => return Err(nobody("the password")),
    };
    Ok((username, password, None))
}

async fn logout(given: &Logout, global: &Global, interrupt: &Interrupt) -> Result<(), Failure> {
    if global.sandbox && given.local {
        return Err(Failure::usage(
            "the sandbox of --sandbox has no stored token",
        ));
    }
    let path = profile::path(&global.profile()?)?;
    let forget = || match profile::remove(&path) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::access("not logged in").hint("there is nothing to do")),
        Err(failure) => Err(failure),
    };
    if given.local {
        return forget();
    }
    let connection = Connection::open(global, interrupt).await?;
    let outcome = interrupt.or(connection.client.logout().send()).await?;
    let stored = matches!(connection.source, Source::Profile(_));
    let mut ended = true;
    match outcome {
        Ok(_) => {}
        // A token that was stored has ended before. One from elsewhere may never have been one.
        Err(error) if stored && error.kind() == ErrorKind::Credentials => ended = false,
        Err(error) if !stored => return Err(error.into()),
        Err(error) => {
            let hint = "`telecomx auth logout --local` forgets the stored token alone";
            return Err(Failure::from(error).hint(hint));
        }
    }
    if stored {
        forget()?;
    }
    if !global.quiet {
        note(if ended {
            "all tokens of the user have ended"
        } else {
            "the token had ended before"
        });
    }
    Ok(())
}

async fn status(given: &Status, global: &Global, interrupt: &Interrupt) -> Result<(), Failure> {
    let output = Prepared::new(&given.output, &columns::TOKEN_STATUS)?;
    let connection = Connection::open(global, interrupt).await?;
    let client = &connection.client;
    let token = interrupt.or(client.access_token()).await??.token;
    let request = client.validate_token().token(token).extend(true);
    let status = interrupt.or(request.send()).await??.into_inner();
    if status.success == Some(false) {
        return Err(Failure::access("the token is not valid")
            .hint("log in with `telecomx auth login`, or set TELECOMX_TOKEN to a valid token"));
    }
    if !global.quiet {
        let source = match &connection.source {
            Source::Sandbox => "the sandbox's ADMIN".to_owned(),
            Source::Token => "the token in TELECOMX_TOKEN".to_owned(),
            Source::Password => "the user in TELECOMX_USERNAME".to_owned(),
            Source::Profile(path) => format!("the token in {}", path.display()),
        };
        note(&format!("{source}, at {}", connection.base_url));
    }
    output.object(&status)
}
