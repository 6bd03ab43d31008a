//! Logs in with a user name, a password and a second factor.
//!
//! `cargo run -p telecomx --example second_factor`

use telecomx::{Client, Credentials, Factor, Secret};
use telecomx_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let credentials = Credentials::password("sms@sandbox.example", "sms-password").second_factor(
        |factor| async move {
            match factor {
                // A real program would ask its user here.
                Factor::SmsCode => Some(Secret::from("4711")),
                _ => None,
            }
        },
    );
    let client = Client::builder()
        .base_url(sandbox.url())
        .credentials(credentials)
        .build()?;

    // Login happens by itself, at the first call that needs it.
    let requests = client
        .list_internet_requests()
        .items()
        .collect_all()
        .await?;
    println!("{} requests", requests.len());

    let token = client.access_token().await?;
    println!(
        "the token {} is valid for {:?}",
        token.token, token.expires_in
    );
    let status = client.validate_token().token(&token.token).send().await?;
    println!("it stands for a user of level {:?}", status.access_level);
    client.logout().send().await?;
    Ok(())
}
