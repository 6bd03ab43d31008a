//! The page `/docs`, as far as it can be told without a browser.

use telecomx_sandbox::Sandbox;

use crate::http::send;

#[tokio::test]
async fn the_api_reference_comes_whole_from_the_sandbox() {
    let sandbox = Sandbox::start().await.unwrap();
    let page = send(&sandbox, "GET", "/docs", &[], "").await.unwrap();
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let links: Vec<&str> = page
        .text()
        .split(['"', ' '])
        .filter(|text| text.starts_with("/docs/"))
        .collect();
    assert_eq!(
        links,
        [
            "/docs/swagger-ui.css",
            "/docs/swagger-ui-bundle.js",
            "/docs/start.js"
        ]
    );
    assert!(!page.text().contains("://"));
    for link in links {
        let file = send(&sandbox, "GET", link, &[], "").await.unwrap();
        assert_eq!(file.status, 200, "{link}");
        let policy = file.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'self'") && !policy.contains("://"));
        assert_eq!(
            file.header("content-encoding").is_some(),
            file.body.starts_with(&[0x1f, 0x8b])
        );
        assert!(
            link.ends_with("start.js") || file.body.len() > 20_000,
            "{link}"
        );
    }
    let start = send(&sandbox, "GET", "/docs/start.js", &[], "")
        .await
        .unwrap();
    assert!(
        start
            .text()
            .contains(&format!("\"token\", \"{}\"", sandbox.admin().machine_token))
    );
    assert!(start.text().contains("validatorUrl: null"));
    assert_eq!(
        send(&sandbox, "GET", "/docs/nothing", &[], "")
            .await
            .unwrap()
            .status,
        404
    );
}
