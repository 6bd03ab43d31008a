//! The sandbox's own pages: what runs, and the document.

use std::fmt::Write as _;

use serde_json::json;

use crate::{people::SecondFactor, server::Server};

/// A page of the sandbox's own: content type and text.
pub(crate) fn page(server: &Server, path: &str) -> Option<(&'static str, String)> {
    match path {
        "/" => Some(("text/plain; charset=utf-8", welcome(server))),
        "/openapi.json" => {
            let mut document = server.document.value.clone();
            // Whoever takes the document from here wants to call this server, not the real one.
            document["servers"] = json!([{ "url": server.url, "description": "Sandbox" }]);
            Some(("application/json; charset=utf-8", document.to_string()))
        }
        _ => None,
    }
}

/// What runs here, and with which credentials.
pub(crate) fn welcome(server: &Server) -> String {
    let mut text = format!(
        "Sandbox of the {} {}. Made-up data; nothing here is Telecom X's.\n\n{}\n\nOperations (see /openapi.json)\n",
        server.document.value["info"]["title"]
            .as_str()
            .unwrap_or("API"),
        server.document.value["info"]["version"]
            .as_str()
            .unwrap_or_default(),
        server.url,
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
