//! The fault table: one test a fault, each against a real socket. Every test says what the caller
//! sees, how many requests were sent, and how long the client would have waited between them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use telecomx::{Client, ClientBuilder, Credentials, Error, ErrorKind, RetryPolicy};
use telecomx_tests::clock::NoWait;
use telecomx_tests::peer::{Asked, Peer, Reply};

/// A list page without records, which ends a list.
fn empty() -> Reply {
    Reply::json(
        200,
        &json!({"offset": 0, "limit": 100, "total": 0, "requests": []}),
    )
}

struct Outcome {
    result: Result<usize, Error>,
    requests: usize,
    waits: Vec<Duration>,
    took: Duration,
}

impl Outcome {
    fn error(self) -> Error {
        self.result.expect_err("the call should have failed")
    }
}

fn builder(url: &str, clock: &NoWait) -> ClientBuilder {
    Client::builder()
        .base_url(url)
        .token("t0ken")
        .clock(Arc::new(clock.clone()))
}

/// Lists once against a peer that follows `script`.
async fn list<F>(configure: impl FnOnce(ClientBuilder) -> ClientBuilder, script: F) -> Outcome
where
    F: Fn(usize, &Asked) -> Reply + Send + Sync + 'static,
{
    let peer = Peer::start(script).await.unwrap();
    let clock = NoWait::default();
    let client = configure(builder(peer.url(), &clock)).build().unwrap();
    let started = Instant::now();
    let result = client
        .list_internet_requests()
        .send()
        .await
        .map(|page| page.requests.len());
    Outcome {
        result,
        requests: peer.count(),
        waits: clock.waits(),
        took: started.elapsed(),
    }
}

fn as_it_comes(builder: ClientBuilder) -> ClientBuilder {
    builder
}

fn once(builder: ClientBuilder) -> ClientBuilder {
    builder.retry(RetryPolicy::never())
}

fn millis(waits: &[Duration]) -> Vec<u128> {
    waits.iter().map(Duration::as_millis).collect()
}

#[tokio::test]
async fn refused() {
    let url = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let clock = NoWait::default();
    let error = builder(&url, &clock)
        .build()
        .unwrap()
        .list_internet_requests()
        .send()
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connection, 4));
    assert_eq!(millis(&clock.waits()), [250, 500, 1000]);
    assert_eq!(
        error.to_string(),
        "listInternetRequests: the server could not be reached, after 4 attempts"
    );
}

#[tokio::test]
async fn reset_in_the_head() {
    let outcome = list(as_it_comes, |n, _| match n {
        0 => Reply::Reset(b"HTTP/1.1 200 O".to_vec()),
        _ => empty(),
    })
    .await;
    assert_eq!((outcome.requests, millis(&outcome.waits)), (2, vec![250]));
    assert_eq!(outcome.result.unwrap(), 0);
}

#[tokio::test]
async fn reset_in_the_body() {
    let head =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"req"
            .to_vec();
    let outcome = list(as_it_comes, move |n, _| match n {
        0 => Reply::Reset(head.clone()),
        _ => empty(),
    })
    .await;
    assert_eq!((outcome.requests, millis(&outcome.waits)), (2, vec![250]));
    assert_eq!(outcome.result.unwrap(), 0);
}

#[tokio::test]
async fn a_body_shorter_than_announced() {
    let reply =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{}"
            .to_vec();
    let outcome = list(once, move |_, _| Reply::Bytes(reply.clone())).await;
    assert_eq!(outcome.requests, 1);
    let error = outcome.error();
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_slow_drip_ends_at_the_total_timeout() {
    let reply =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n"
            .repeat(2);
    let outcome = list(
        |builder| once(builder).timeout(Duration::from_millis(300)),
        move |_, _| Reply::Drip(reply.clone(), Duration::from_millis(5)),
    )
    .await;
    assert_eq!(outcome.requests, 1);
    assert!(
        outcome.took >= Duration::from_millis(290),
        "{:?}",
        outcome.took
    );
    let error = outcome.error();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(
        error.to_string(),
        "listInternetRequests: the call took longer than its total timeout"
    );
}

#[tokio::test]
async fn a_silent_hang_ends_at_the_read_timeout_and_is_tried_again() {
    let outcome = list(
        |builder| builder.read_timeout(Duration::from_millis(100)),
        |n, _| match n {
            0 => Reply::Hang(Vec::new()),
            _ => empty(),
        },
    )
    .await;
    assert_eq!((outcome.requests, millis(&outcome.waits)), (2, vec![250]));
    assert_eq!(outcome.result.unwrap(), 0);
}

#[tokio::test]
async fn retries_do_not_outlast_the_total_timeout() {
    let outcome = list(
        |builder| builder.timeout(Duration::from_millis(600)),
        |_, _| Reply::of(503, "text/plain", &[], b""),
    )
    .await;
    // 250 ms fit, 500 more would not.
    assert_eq!((outcome.requests, millis(&outcome.waits)), (2, vec![250]));
    assert_eq!(outcome.error().status(), Some(503));
}

#[tokio::test]
async fn bad_gzip() {
    let outcome = list(as_it_comes, |_, _| {
        Reply::of(
            200,
            "application/json",
            &[("content-encoding", "gzip")],
            b"this is no gzip",
        )
    })
    .await;
    assert_eq!((outcome.requests, outcome.waits.len()), (1, 0));
    let error = outcome.error();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        error.to_string(),
        "listInternetRequests: the answer could not be decompressed"
    );
}

#[tokio::test]
async fn a_gzip_bomb_meets_the_body_limit() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&vec![b' '; 4 << 20]).unwrap();
    let bomb = gzip.finish().unwrap();
    assert!(bomb.len() < 10_000);
    let outcome = list(
        |builder| builder.body_limit(1 << 20),
        move |_, _| {
            Reply::of(
                200,
                "application/json",
                &[("content-encoding", "gzip")],
                &bomb,
            )
        },
    )
    .await;
    assert_eq!(outcome.requests, 1);
    assert_eq!(outcome.error().kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn two_busy_answers_and_then_a_good_one() {
    let outcome = list(as_it_comes, |n, _| match n {
        0 | 1 => Reply::of(503, "text/html", &[], b"<h1>busy</h1>"),
        _ => empty(),
    })
    .await;
    assert_eq!(
        (outcome.requests, millis(&outcome.waits)),
        (3, vec![250, 500])
    );
    assert_eq!(outcome.result.unwrap(), 0);
}

#[tokio::test]
async fn throttled_with_seconds_to_wait() {
    let outcome = list(as_it_comes, |n, _| match n {
        0 => Reply::of(429, "application/json", &[("retry-after", "7")], b"{}"),
        _ => empty(),
    })
    .await;
    assert_eq!((outcome.requests, millis(&outcome.waits)), (2, vec![7000]));
    assert_eq!(outcome.result.unwrap(), 0);
}

#[tokio::test]
async fn throttled_until_a_date() {
    let outcome = list(as_it_comes, |n, _| {
        let date = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(20));
        match n {
            0 => Reply::of(429, "application/json", &[("retry-after", &date)], b"{}"),
            _ => empty(),
        }
    })
    .await;
    assert_eq!(outcome.requests, 2);
    let wait = outcome.waits[0].as_secs_f64();
    assert!((18.0..=20.0).contains(&wait), "{wait}");
}

#[tokio::test]
async fn throttled_for_longer_than_the_call_may_take() {
    let outcome = list(as_it_comes, |_, _| {
        Reply::of(429, "application/json", &[("retry-after", "3600")], b"{}")
    })
    .await;
    assert_eq!((outcome.requests, outcome.waits.len()), (1, 0));
    let error = outcome.error();
    assert_eq!(
        (error.kind(), error.retry_after()),
        (ErrorKind::Throttled, Some(Duration::from_secs(3600)))
    );
}

#[tokio::test]
async fn every_status_has_its_kind_and_is_tried_again_only_if_that_can_help() {
    for (status, kind, requests) in [
        (204, ErrorKind::Decode, 1),
        (302, ErrorKind::Redirect, 1),
        (400, ErrorKind::Api, 1),
        (401, ErrorKind::Credentials, 1),
        (403, ErrorKind::Access, 1),
        (404, ErrorKind::NotFound, 1),
        (408, ErrorKind::Timeout, 4),
        (418, ErrorKind::Api, 1),
        (422, ErrorKind::Api, 1),
        (429, ErrorKind::Throttled, 4),
        (500, ErrorKind::Server, 1),
        (501, ErrorKind::Server, 1),
        (502, ErrorKind::Server, 4),
        (503, ErrorKind::Server, 4),
        (504, ErrorKind::Timeout, 4),
    ] {
        let outcome = list(as_it_comes, move |_, _| {
            Reply::json(
                status,
                &json!({"message": "customer", "description": "Not found", "new": [1]}),
            )
        })
        .await;
        assert_eq!(outcome.requests, requests, "{status}");
        let error = outcome.error();
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
        if status != 204 {
            assert_eq!(error.message(), Some("customer"), "{status}");
            assert_eq!(error.description(), Some("Not found"), "{status}");
        }
        assert_eq!(error.operation_id(), Some("listInternetRequests"));
    }
}

#[tokio::test]
async fn an_error_body_may_be_anything() {
    let bodies: [&[u8]; 8] = [
        b"",
        b"<html>no</html>",
        b"{",
        b"[1]",
        b"null",
        b"{\"message\": 5}",
        b"\xff\xfe",
        b"\"text\"",
    ];
    for body in bodies {
        let outcome = list(as_it_comes, move |_, _| {
            Reply::of(500, "text/html", &[], body)
        })
        .await;
        let error = outcome.error();
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Server, Some(500))
        );
        assert_eq!(error.message(), None);
        assert_eq!(error.body(), Some(body));
        assert_eq!(
            error.to_string(),
            "listInternetRequests: the server failed (status 500)"
        );
    }
}

#[tokio::test]
async fn a_success_that_is_no_json() {
    for (kind, body, told) in [
        (
            "text/html",
            &b"<html>please log in</html>"[..],
            "the answer is HTML, not JSON",
        ),
        (
            "application/json",
            b"<!doctype html>",
            "the answer is HTML, not JSON",
        ),
        ("application/json", b"", "the answer is empty"),
        (
            "application/json",
            b"{\"requests\": [",
            "the JSON ends too early at line 1 column 14",
        ),
        (
            "application/json",
            b"{\"requests\": [\xff]}",
            "the answer is not UTF-8 at byte 14",
        ),
        (
            "application/json",
            b"nope",
            "not JSON: expected ident at line 1 column 2",
        ),
        (
            "application/json",
            b"{}",
            "missing field `requests` at line 1 column 2",
        ),
        (
            "application/json",
            b"{\"requests\": []} trailing",
            "not JSON: trailing characters at line 1 column 18",
        ),
    ] {
        let outcome = list(as_it_comes, move |_, _| Reply::of(200, kind, &[], body)).await;
        assert_eq!(
            outcome.requests, 1,
            "what cannot be decoded is not asked for again"
        );
        let error = outcome.error();
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Decode, Some(200)),
            "{told}"
        );
        assert!(
            error.to_string().contains(told),
            "{error} does not say: {told}"
        );
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_no_reason_to_fail() {
    let body = "\u{feff}{\"requests\": []}".as_bytes();
    let outcome = list(as_it_comes, move |_, _| {
        Reply::of(200, "application/json", &[], body)
    })
    .await;
    assert_eq!(outcome.result.unwrap(), 0);
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed() {
    let other = Peer::start(|_, _| empty()).await.unwrap();
    let location = format!("{}/internet/request?token=t0ken", other.url());
    let outcome = list(as_it_comes, move |_, _| {
        Reply::of(302, "text/html", &[("location", &location)], b"")
    })
    .await;
    assert_eq!((outcome.requests, other.count()), (1, 0));
    let error = outcome.error();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(!format!("{error:?}").contains("t0ken"));
}

#[tokio::test]
async fn a_redirect_loop_is_one_request() {
    let outcome = list(as_it_comes, |_, asked| {
        Reply::of(307, "text/html", &[("location", asked.target())], b"")
    })
    .await;
    assert_eq!((outcome.requests, outcome.waits.len()), (1, 0));
    assert_eq!(outcome.error().kind(), ErrorKind::Redirect);
}

#[tokio::test]
async fn a_body_without_end_meets_the_body_limit() {
    let started = Instant::now();
    let outcome = list(as_it_comes, |_, _| Reply::Flood(2 << 30)).await;
    assert_eq!(outcome.requests, 1);
    let error = outcome.error();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("67108864 bytes"));
    // 64 MiB and not 2 GiB were read.
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn an_announced_length_over_the_limit_is_not_read_at_all() {
    let head =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2147483648\r\n\r\n"
            .to_vec();
    let outcome = list(as_it_comes, move |_, _| Reply::Hang(head.clone())).await;
    assert_eq!(outcome.error().kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn a_refused_token_leads_to_one_login_and_one_more_try() {
    let peer = Peer::start(|_, asked| match asked {
        login if login.is("/auth/login") => {
            Reply::json(200, &json!({"token": "new", "expiresInMinutes": 15}))
        }
        list if list.query("token") == Some("new") => empty(),
        _ => Reply::json(401, &json!({"message": "expired"})),
    })
    .await
    .unwrap();
    let clock = NoWait::default();
    let client = builder(peer.url(), &clock)
        .credentials(Credentials::password("a@b", "pw"))
        .build()
        .unwrap();
    client.list_internet_requests().send().await.unwrap();
    assert_eq!(peer.count(), 2, "one login and one list");

    let once_refused = Peer::start({
        let refused = std::sync::atomic::AtomicBool::new(false);
        move |n, asked| match asked {
            login if login.is("/auth/login") => {
                Reply::json(200, &json!({"token": format!("t{n}")}))
            }
            _ if !refused.swap(true, std::sync::atomic::Ordering::SeqCst) => {
                Reply::json(401, &json!({}))
            }
            _ => empty(),
        }
    })
    .await
    .unwrap();
    let client = builder(once_refused.url(), &clock)
        .credentials(Credentials::password("a@b", "pw"))
        .build()
        .unwrap();
    client.list_internet_requests().send().await.unwrap();
    let lines: Vec<String> = once_refused
        .asked()
        .iter()
        .map(|asked| asked.target().to_owned())
        .collect();
    assert_eq!(
        lines,
        [
            "/auth/login",
            "/internet/request?token=t0",
            "/auth/login",
            "/internet/request?token=t2"
        ]
    );
    assert!(clock.waits().is_empty());
}

#[tokio::test]
async fn a_token_that_is_always_refused_ends_after_one_more_login() {
    let peer = Peer::start(|_, asked| match asked.is("/auth/login") {
        true => Reply::json(200, &json!({"token": "t"})),
        false => Reply::json(401, &json!({"message": "invalid_token"})),
    })
    .await
    .unwrap();
    let client = builder(peer.url(), &NoWait::default())
        .credentials(Credentials::password("a@b", "pw"))
        .build()
        .unwrap();
    let error = client.list_internet_requests().send().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.message(), peer.count()),
        (ErrorKind::Credentials, Some("invalid_token"), 4)
    );
}

#[tokio::test]
async fn a_login_that_fails_is_not_repeated() {
    for reply in [503, 401, 500] {
        let peer = Peer::start(move |_, _| Reply::json(reply, &json!({})))
            .await
            .unwrap();
        let clock = NoWait::default();
        let client = builder(peer.url(), &clock)
            .credentials(Credentials::password("a@b", "pw"))
            .build()
            .unwrap();
        let error = client
            .login()
            .body_map(|body| body.username("a@b").password("pw"))
            .send()
            .await
            .unwrap_err();
        assert_eq!(
            (error.status(), peer.count(), clock.waits().len()),
            (Some(reply), 1, 0)
        );
    }
}

#[tokio::test]
async fn tls_with_the_wrong_name_and_with_an_unknown_issuer_is_refused() {
    let issuer_key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let ca = params.self_signed(&issuer_key).unwrap();
    let issuer = rcgen::Issuer::new(params, issuer_key);
    let serve = |name: &str| {
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::new(vec![name.to_owned()])
            .unwrap()
            .signed_by(&key, &issuer)
            .unwrap();
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = tokio_rustls::rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                tokio_rustls::rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der())
                    .unwrap(),
            )
            .unwrap();
        tls_peer(config)
    };
    let list = async |url: String, trust: bool| {
        let mut builder = Client::builder()
            .base_url(url)
            .token("t")
            .retry(RetryPolicy::never());
        if trust {
            builder = builder.extra_ca(ca.pem());
        }
        builder
            .build()
            .unwrap()
            .list_internet_requests()
            .send()
            .await
            .map(|page| page.requests.len())
    };
    assert_eq!(
        list(serve("localhost").await, true).await.unwrap(),
        0,
        "a good certificate is taken"
    );
    for (url, trust, told) in [
        (serve("localhost").await, false, "UnknownIssuer"),
        (serve("example.com").await, true, "not valid for name"),
    ] {
        let error = list(url, trust).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection);
        assert!(format!("{error:?}").contains(told), "{error:?}");
    }
}

/// Answers every connection with an empty list over TLS.
async fn tls_peer(config: tokio_rustls::rustls::ServerConfig) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return;
                };
                let mut head = [0; 4096];
                let _ = stream.read(&mut head).await;
                if let Reply::Bytes(bytes) = empty() {
                    let _ = stream.write_all(&bytes).await;
                }
                let _ = stream.shutdown().await;
            });
        }
    });
    format!("https://localhost:{port}")
}
