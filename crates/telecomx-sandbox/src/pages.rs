//! The sandbox's own pages: what runs, and the document.

use std::fmt::Write as _;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{people::SecondFactor, server::Server, yaml};

/// A page of the sandbox's own.
pub(crate) fn page(server: &Server, path: &str) -> Option<Response> {
    let (content_type, text) = match path {
        "/" => ("text/plain; charset=utf-8", welcome(server)),
        "/openapi.json" => (
            "application/json; charset=utf-8",
            document(server).to_string(),
        ),
        "/openapi.yaml" => ("application/yaml", yaml::text(&document(server))),
        #[cfg(feature = "docs")]
        _ => return crate::docs::page(server, path),
        #[cfg(not(feature = "docs"))]
        _ => return None,
    };
    Some(([(header::CONTENT_TYPE, content_type)], text).into_response())
}

/// The document with this server in it.
fn document(server: &Server) -> Value {
    let mut document = server.document.value.clone();
    // Whoever takes the document from here wants to call this server, not the real one. By a
    // relative URL it does so under whichever name it came.
    document["servers"] = json!([{ "url": "/", "description": "Sandbox" }]);
    document
}

/// What runs here, and with which credentials.
pub(crate) fn welcome(server: &Server) -> String {
    let mut text = format!(
        "Sandbox of the {} {}. Made-up data; nothing here is Telecom X's.\n\n{}\n\nOperations ({})\n",
        server.document.value["info"]["title"]
            .as_str()
            .unwrap_or("API"),
        server.document.value["info"]["version"]
            .as_str()
            .unwrap_or_default(),
        server.url,
        match cfg!(feature = "docs") {
            true =>
                "read and try them at /docs; the document is at /openapi.json and /openapi.yaml",
            false => "the document is at /openapi.json and /openapi.yaml",
        },
    );
    for operation in &server.document.operations {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {:5}{}", operation.method, operation.template);
    }
    text.push_str("\nUsers (POST /auth/login, or use the token as it is: ?token=…)\n");
    for user in &server.people.users {
        let factor = match &user.second_factor {
            Some(SecondFactor::Sms(code)) => format!(" smsKey {code}"),
            Some(SecondFactor::Authenticator(code)) => format!(" authenticatorToken {code}"),
            None => String::new(),
        };
        let _ = writeln!(
            text,
            "  {:15}{:32}{:24}token {}{factor}",
            user.access_level, user.username, user.password, user.machine_token
        );
    }
    text
}
