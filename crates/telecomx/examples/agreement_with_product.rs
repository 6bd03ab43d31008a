//! Gets a service agreement together with its product.
//!
//! `cargo run -p telecomx --example agreement_with_product`

use telecomx::types::ServiceProduct;
use telecomx::{Client, ErrorKind};
use telecomx_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let client = Client::builder()
        .base_url(sandbox.url())
        .token(sandbox.admin().machine_token.as_str())
        .build()?;

    let id = "1234567890ABCDEFGHIJKLMN";
    let agreement = client
        .get_service_agreement()
        .id(id)
        .extend_product(true)
        .send()
        .await?;
    match &agreement.service_product {
        Some(ServiceProduct::Product(product)) => {
            println!("{:?} costs {:?}", product.name, product.price)
        }
        Some(other) => println!("only the product's id came: {}", other.id()),
        None => println!("no product"),
    }

    match client.get_service_agreement().id("nobody").send().await {
        Err(error) if error.kind() == ErrorKind::NotFound => println!("as expected: {error}"),
        other => println!("{other:?}"),
    }
    Ok(())
}
