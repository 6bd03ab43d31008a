//! The API reference of the document, to be read and tried out in a browser, from embedded assets.

use axum::{
    body::Bytes,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::server::Server;

const HTML: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Telecom X reseller API (sandbox)</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"#;

/// Without `validatorUrl: null` the page would show the document to a validator on the Internet.
const START: &str = r##"const ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  onComplete: () => ui.preauthorizeApiKey("SCHEME", "TOKEN"),
});
"##;

/// Belt and braces: the browser itself refuses to leave this server.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

/// One of the files below `/docs`.
pub(crate) fn page(server: &Server, path: &str) -> Option<Response> {
    let (content_type, compressed, body) = match path {
        "/docs" | "/docs/" => (
            "text/html; charset=utf-8",
            false,
            Bytes::from_static(HTML.as_bytes()),
        ),
        "/docs/start.js" => {
            // Ready to try out: the ADMIN's token, which opens nothing but this sandbox.
            let token = &server.people.users[0].machine_token;
            let script = START
                .replace("SCHEME", &server.token_scheme)
                .replace("TOKEN", token);
            ("text/javascript; charset=utf-8", false, Bytes::from(script))
        }
        "/docs/swagger-ui-bundle.js" => (
            "text/javascript; charset=utf-8",
            true,
            Bytes::from_static(include_bytes!(
                "../assets/swagger-ui/swagger-ui-bundle.js.gz"
            )),
        ),
        "/docs/swagger-ui.css" => (
            "text/css; charset=utf-8",
            true,
            Bytes::from_static(include_bytes!("../assets/swagger-ui/swagger-ui.css.gz")),
        ),
        _ => return None,
    };
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    let mut response = (headers, body).into_response();
    if compressed {
        // Every browser takes gzip.
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Some(response)
}
