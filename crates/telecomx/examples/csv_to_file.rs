//! Streams the licenses' CSV into a file, and reads it row by row.
//!
//! `cargo run -p telecomx --example csv_to_file`

use std::io::Write;

use telecomx::Client;
use telecomx_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let client = Client::builder()
        .base_url(sandbox.url())
        .token(sandbox.admin().machine_token.as_str())
        .build()?;

    let path = std::env::temp_dir().join("telecomx-licenses.csv");
    let mut file = std::fs::File::create(&path)?;
    let mut bytes = client.export_external_licenses().send().await?.into_inner();
    while let Some(chunk) = bytes.chunk().await {
        file.write_all(&chunk?)?;
    }
    println!("{} bytes in {}", file.metadata()?.len(), path.display());

    let mut total = 0.0;
    let mut rows = client
        .export_external_licenses()
        .send()
        .await?
        .into_inner()
        .rows();
    while let Some(row) = rows.next().await {
        total += row?.number("units")?.unwrap_or(0.0);
    }
    println!("{total} units");
    Ok(())
}
