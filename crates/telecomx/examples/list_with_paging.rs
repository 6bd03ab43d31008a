//! Lists Internet requests, four list pages at a time, and resumes where it was left.
//!
//! `cargo run -p telecomx --example list_with_paging`

use telecomx::Client;
use telecomx::types::RequestState;
use telecomx_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let client = Client::builder()
        .base_url(sandbox.url())
        .token(sandbox.admin().machine_token.as_str())
        .build()?;

    let new = client
        .list_internet_requests()
        .state(RequestState::New)
        .limit(20);
    let mut items = new.clone().items().concurrency(4);
    for _ in 0..25 {
        let Some(request) = items.next().await else {
            break;
        };
        let request = request?;
        println!(
            "{} {}",
            request.id,
            request.product_name.as_deref().unwrap_or("-")
        );
    }

    // A plain number, to be stored anywhere.
    let position = i64::try_from(items.position())?;
    let rest = new.offset(position).items().collect_all().await?;
    println!("… and {} more from {position} on", rest.len());
    Ok(())
}
