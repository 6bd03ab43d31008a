//! Lists complete Internet requests with their offers, page by page.
//!
//! `cargo run -p telecomx --example full_requests`

use telecomx::Client;
use telecomx_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let client = Client::builder()
        .base_url(sandbox.url())
        .token(sandbox.admin().machine_token.as_str())
        .build()?;

    let mut pages = client.list_internet_requests_full().limit(100).pages();
    while let Some(page) = pages.next().await {
        let page = page?;
        println!(
            "records {} to {} of {:?}",
            page.offset,
            page.offset + page.len() as u64,
            page.total
        );
        for request in page {
            match request {
                Ok(request) => {
                    let cheapest = request
                        .offers
                        .iter()
                        .flatten()
                        .filter_map(|offer| offer.monthly_customer)
                        .reduce(f64::min);
                    if let Some(price) = cheapest {
                        println!("{} from {price} a month", request.id);
                    }
                }
                // One bad record is one bad record.
                Err(error) => eprintln!("{error}"),
            }
        }
    }
    Ok(())
}
