//! No token, password, code or body in anything that is printed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write;
use std::sync::{Arc, Mutex};

use serde_json::json;
use telecomx::{Carrier, Client, Credentials, Error, RetryPolicy};
use telecomx_tests::peer::{Asked, Peer, Reply};
use tracing_subscriber::layer::SubscriberExt;

/// Percent-encoded in a URL, quoted in JSON: neither form may show.
const TOKEN: &str = "t0k+n/s3cret&\"x";
const PASSWORD: &str = "p4ss w\"rd%";
const CODE: &str = "c0de 4711";
const BODY: &str = "Hans Christian Secret";

/// Every way in which a planted secret may be written.
fn traces() -> Vec<String> {
    let mut traces = Vec::new();
    for secret in [TOKEN, PASSWORD, CODE, BODY] {
        traces.push(secret.to_owned());
        traces.push(json!(secret).to_string().trim_matches('"').to_owned());
        traces.push(format!("{secret:?}").trim_matches('"').to_owned());
        let encoded: String = secret
            .bytes()
            .map(|byte| match byte.is_ascii_alphanumeric() {
                true => char::from(byte).to_string(),
                false => format!("%{byte:02X}"),
            })
            .collect();
        traces.push(encoded.replace("%20", "+"));
        traces.push(encoded.to_lowercase());
        traces.push(encoded);
    }
    // Pieces, should only a part be quoted.
    traces.extend(["t0k", "s3cret", "p4ss", "c0de", "Secret"].map(str::to_owned));
    traces
}

#[track_caller]
fn clean(what: &str, text: &str) {
    for trace in traces() {
        assert!(!text.contains(&trace), "{what} shows {trace:?}: {text}");
    }
}

fn everything_of(error: &Error) -> String {
    let mut text = format!(
        "{error} {error:?} {error:#?} {:?} {:?}",
        error.kind(),
        error.json_path()
    );
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        write!(text, " {cause} {cause:?}").unwrap();
        source = cause.source();
    }
    text
}

/// Collects all that tracing is told.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<String>>);

struct Writer<'a>(&'a mut String);

impl tracing::field::Visit for Writer<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Heard {
    fn on_new_span(
        &self,
        attributes: &tracing::span::Attributes<'_>,
        _: &tracing::span::Id,
        _: tracing_subscriber::layer::Context<'_, S>,
    ) {
        let mut heard = self.0.lock().unwrap();
        write!(
            heard,
            "[{} {}] ",
            attributes.metadata().target(),
            attributes.metadata().name()
        )
        .unwrap();
        attributes.record(&mut Writer(&mut heard));
    }

    fn on_record(
        &self,
        _: &tracing::span::Id,
        values: &tracing::span::Record<'_>,
        _: tracing_subscriber::layer::Context<'_, S>,
    ) {
        values.record(&mut Writer(&mut self.0.lock().unwrap()));
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        let mut heard = self.0.lock().unwrap();
        write!(heard, "({}) ", event.metadata().target()).unwrap();
        event.record(&mut Writer(&mut heard));
    }
}

/// An answer of every bad kind, each with a secret in its body and headers.
fn answers() -> Vec<fn(&Asked) -> Reply> {
    fn leaky(status: u16, body: &str) -> Reply {
        Reply::of(
            status,
            "application/json",
            &[("location", "/?token=t0k%2Bn%2Fs3cret"), ("x-name", BODY)],
            body.as_bytes(),
        )
    }
    vec![
        |_| {
            leaky(
                200,
                &json!({"requests": [{"_id": "1", "offers": BODY}]}).to_string(),
            )
        },
        |_| leaky(200, &json!({"requests": BODY}).to_string()),
        |_| {
            leaky(
                200,
                &json!({"requests": [{"_id": {BODY: BODY}}]}).to_string(),
            )
        },
        |_| {
            leaky(
                200,
                &json!({"requests": [{"_id": "1", "created": BODY}]}).to_string(),
            )
        },
        |_| leaky(200, BODY),
        |_| leaky(200, &format!("<html>{BODY}")),
        |_| leaky(200, &format!("{{\"{BODY}\": ")),
        |_| leaky(302, BODY),
        |asked| {
            leaky(
                400,
                &json!({"message": asked.target(), "description": BODY}).to_string(),
            )
        },
        |asked| {
            leaky(
                400,
                &json!({"message": BODY, "inner": [{"message": asked.headers}]}).to_string(),
            )
        },
        |_| leaky(401, &json!({"message": TOKEN}).to_string()),
        |_| leaky(403, BODY),
        |_| leaky(404, &json!({"message": BODY}).to_string()),
        |_| leaky(429, BODY),
        |_| leaky(500, &format!("<html>{BODY} {TOKEN}")),
        |_| leaky(503, BODY),
        |_| Reply::Reset(BODY.as_bytes().to_vec()),
        |_| Reply::Bytes(format!("HTTP/1.1 200 {BODY}\r\n{BODY}\r\n\r\n").into_bytes()),
        |_| {
            Reply::Bytes(
                b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nHans Christian Secret".to_vec(),
            )
        },
        |_| {
            Reply::of(
                200,
                "application/json",
                &[("content-encoding", "gzip")],
                BODY.as_bytes(),
            )
        },
        |_| Reply::Hang(Vec::new()),
    ]
}

#[tokio::test]
async fn nothing_secret_is_printed_whatever_goes_wrong() {
    let heard = Heard::default();
    // For all threads: a listener of one thread misses call sites that another has seen unheard.
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(heard.clone()))
        .unwrap();
    let mut errors = 0;
    for carrier in [
        Carrier::Query,
        Carrier::Bearer,
        Carrier::Cookie("sid".into()),
    ] {
        for answer in answers() {
            let peer = Peer::start(move |_, asked| match asked.is("/auth/login") {
                true => Reply::json(200, &json!({"token": TOKEN, "name": BODY})),
                false => answer(asked),
            })
            .await
            .unwrap();
            for credentials in [
                Credentials::token(TOKEN),
                Credentials::password(BODY, PASSWORD),
            ] {
                let client = Client::builder()
                    .base_url(peer.url())
                    .credentials(credentials)
                    .carrier(carrier.clone())
                    .read_timeout(std::time::Duration::from_millis(50))
                    .retry(RetryPolicy::attempts(2).base_delay(std::time::Duration::from_millis(1)))
                    .build();
                // A quotation mark fits no cookie; the error must not show it.
                let client = client.unwrap();
                clean(
                    "the client",
                    &format!(
                        "{client:?} {:?}",
                        client.list_internet_requests().filter("x")
                    ),
                );
                let mut outcomes =
                    vec![client.list_internet_requests().send().await.map(drop).err()];
                outcomes.push(
                    client
                        .get("/x")
                        .query("name", BODY)
                        .send()
                        .await
                        .map(drop)
                        .err(),
                );
                outcomes.push(
                    client
                        .export_external_licenses()
                        .send()
                        .await
                        .map(drop)
                        .err(),
                );
                outcomes.push(
                    client
                        .validate_token()
                        .token(TOKEN)
                        .send()
                        .await
                        .map(drop)
                        .err(),
                );
                let mut items = client.list_internet_requests().items();
                while let Some(item) = items.next().await {
                    outcomes.push(item.map(drop).err());
                }
                for error in outcomes.iter().flatten() {
                    clean("an error", &everything_of(error));
                    errors += 1;
                }
            }
        }
    }
    assert!(errors > 300, "only {errors} errors were looked at");
    let heard = heard.0.lock().unwrap();
    assert!(
        heard.contains("telecomx.call")
            && heard.contains("url.template")
            && heard.contains("trying again")
    );
    clean("tracing", &heard);
}

#[tokio::test]
async fn a_refused_login_shows_neither_password_nor_code() {
    for (status, message) in [
        (401, "smsKey"),
        (401, "credentials_invalid"),
        (403, PASSWORD),
        (500, CODE),
    ] {
        let peer = Peer::start(move |_, asked| {
            Reply::json(
                status,
                &json!({"message": message, "description": asked.body}),
            )
        })
        .await
        .unwrap();
        let credentials = Credentials::password(BODY, PASSWORD)
            .persistent()
            .second_factor(|_| async { Some(CODE.into()) });
        clean("credentials", &format!("{credentials:?}"));
        let builder = Client::builder()
            .base_url(peer.url())
            .credentials(credentials);
        clean("the builder", &format!("{builder:?}"));
        let client = builder.build().unwrap();
        clean(
            "an error",
            &everything_of(&client.list_resellers().send().await.unwrap_err()),
        );
        let login = client.login().body_map(|body| {
            body.username("a")
                .password(PASSWORD)
                .sms_key(telecomx::Secret::from(CODE))
        });
        clean("a request", &format!("{login:?}"));
        clean("an error", &everything_of(&login.send().await.unwrap_err()));
    }
}

#[test]
fn a_token_prints_as_a_placeholder() {
    let result: telecomx::types::LoginResult =
        serde_json::from_value(json!({"token": TOKEN})).unwrap();
    clean("a login", &format!("{result:?}"));
    assert!(format!("{result:?}").contains("<secret>"));
}
