//! Logging in, once, however many calls wait.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use telecomx::{
    Carrier, Client, ClientBuilder, Credentials, ErrorKind, Factor, RetryPolicy, Secret,
};
use telecomx_tests::clock::NoWait;
use telecomx_tests::peer::{Asked, Peer, Reply};

fn empty() -> Reply {
    Reply::json(200, &json!({"requests": []}))
}

fn with_password(peer: &Peer) -> ClientBuilder {
    Client::builder()
        .base_url(peer.url())
        .credentials(Credentials::password("a@b", "pw"))
}

fn logins(peer: &Peer) -> usize {
    peer.asked()
        .iter()
        .filter(|asked| asked.is("/auth/login"))
        .count()
}

/// Logs everybody in after a moment, with a token of its own for each login.
fn friendly(minutes: i64) -> impl Fn(usize, &Asked) -> Reply + Send + Sync {
    let issued = AtomicUsize::new(0);
    move |_, asked| match asked.is("/auth/login") {
        true => {
            let token = format!("t{}", issued.fetch_add(1, Ordering::SeqCst));
            let answer = Reply::json(200, &json!({"token": token, "expiresInMinutes": minutes}));
            Reply::Late(Duration::from_millis(50), Box::new(answer))
        }
        false => empty(),
    }
}

#[tokio::test]
async fn a_login_takes_no_longer_than_the_total_timeout() {
    let peer = Peer::start(|_, _| Reply::Hang(vec![])).await.unwrap();
    let client = with_password(&peer)
        .timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    // Far more than the 50 ms, for a busy machine; far less than any timeout that is not ours.
    let within = tokio::time::timeout(Duration::from_secs(5), client.access_token());
    let error = within.await.expect("no hang").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn a_hundred_calls_that_start_at_once_log_in_once() {
    let peer = Peer::start(friendly(15)).await.unwrap();
    let client = with_password(&peer).build().unwrap();
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.list_internet_requests().send().await.map(|_| ()) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((logins(&peer), peer.count()), (1, 101));
}

#[tokio::test]
async fn a_hundred_calls_whose_token_is_refused_at_once_log_in_once_more() {
    let peer = Peer::start(|n, asked| match asked {
        login if login.is("/auth/login") => Reply::json(200, &json!({"token": format!("t{n}")})),
        old if old.query("token") == Some("t0") => Reply::Late(
            Duration::from_millis(20),
            Box::new(Reply::json(401, &json!({}))),
        ),
        _ => empty(),
    })
    .await
    .unwrap();
    let client = with_password(&peer).build().unwrap();
    client.access_token().await.unwrap();
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.list_internet_requests().send().await.map(|_| ()) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(logins(&peer), 2);
}

#[tokio::test]
async fn a_hundred_calls_that_wait_for_a_login_that_fails_do_not_try_it_again() {
    let peer = Peer::start(|_, _| {
        Reply::Late(
            Duration::from_millis(100),
            Box::new(Reply::json(401, &json!({"message": "credentials_invalid"}))),
        )
    })
    .await
    .unwrap();
    let client = with_password(&peer).build().unwrap();
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.list_internet_requests().send().await.unwrap_err() })
        })
        .collect();
    for call in calls {
        let error = call.await.unwrap();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::Credentials, Some("credentials_invalid"))
        );
        assert_eq!(error.operation_id(), Some("login"));
    }
    assert_eq!(peer.count(), 1);
    // A later call is a new one.
    client.list_internet_requests().send().await.unwrap_err();
    assert_eq!(peer.count(), 2);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let clock = NoWait::default();
    let peer = Peer::start(friendly(15)).await.unwrap();
    let client = with_password(&peer)
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    let token = async || {
        client
            .access_token()
            .await
            .unwrap()
            .token
            .expose()
            .to_owned()
    };
    assert_eq!(token().await, "t0");
    clock.advance(Duration::from_secs(14 * 60));
    assert_eq!(token().await, "t0");
    clock.advance(Duration::from_secs(31));
    assert_eq!(token().await, "t1", "half a minute before its end");
    assert_eq!(logins(&peer), 2);
}

#[tokio::test]
async fn a_token_without_end_is_not_renewed() {
    let clock = NoWait::default();
    let peer = Peer::start(friendly(-1)).await.unwrap();
    let client = with_password(&peer)
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    assert_eq!(client.access_token().await.unwrap().expires_in, None);
    clock.advance(Duration::from_secs(400 * 86_400));
    client.list_internet_requests().send().await.unwrap();
    assert_eq!(logins(&peer), 1);
}

#[tokio::test]
async fn persistence_is_asked_for_only_when_wanted() {
    for (credentials, wanted) in [
        (
            Credentials::password("a@b", "pw"),
            r#"{"username":"a@b","password":"pw"}"#,
        ),
        (
            Credentials::password("a@b", "pw").persistent(),
            r#"{"username":"a@b","password":"pw","persist":true}"#,
        ),
    ] {
        let peer = Peer::start(friendly(15)).await.unwrap();
        let client = Client::builder()
            .base_url(peer.url())
            .credentials(credentials)
            .build()
            .unwrap();
        client.access_token().await.unwrap();
        let body: serde_json::Value = serde_json::from_str(&peer.asked()[0].body).unwrap();
        assert_eq!(
            body,
            serde_json::from_str::<serde_json::Value>(wanted).unwrap()
        );
        assert_eq!(
            peer.asked()[0].line,
            "POST /auth/login HTTP/1.1",
            "the password is in no URL"
        );
    }
}

/// Wants a second factor of this name, whose right answer is 4711.
fn guarded(property: &'static str) -> impl Fn(usize, &Asked) -> Reply + Send + Sync {
    move |_, asked| {
        let body: serde_json::Value = serde_json::from_str(&asked.body).unwrap_or_default();
        match asked.is("/auth/login") {
            true if body[property] == "4711" => Reply::json(200, &json!({"token": "t"})),
            true => Reply::json(401, &json!({"message": property})),
            false => empty(),
        }
    }
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_sent() {
    for (property, factor) in [
        ("smsKey", Factor::SmsCode),
        ("authenticatorToken", Factor::AuthenticatorCode),
    ] {
        let peer = Peer::start(guarded(property)).await.unwrap();
        let credentials =
            Credentials::password("a@b", "pw").second_factor(move |wanted| async move {
                assert_eq!(wanted, factor);
                Some(Secret::from("4711"))
            });
        let client = Client::builder()
            .base_url(peer.url())
            .credentials(credentials)
            .build()
            .unwrap();
        client.list_internet_requests().send().await.unwrap();
        assert_eq!((logins(&peer), peer.count()), (2, 3));
    }
}

#[tokio::test]
async fn without_an_answer_the_wanted_factor_is_told() {
    let peer = Peer::start(guarded("smsKey")).await.unwrap();
    let password = Credentials::password("a@b", "pw");
    for (credentials, requests) in [
        (password.clone(), 1),
        (password.clone().second_factor(|_| async { None }), 1),
        (
            password.second_factor(|_| async { Some("wrong".into()) }),
            2,
        ),
    ] {
        let before = peer.count();
        let client = Client::builder()
            .base_url(peer.url())
            .credentials(credentials)
            .build()
            .unwrap();
        let error = client.list_internet_requests().send().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.wanted_factor()),
            (ErrorKind::SecondFactor, Some(Factor::SmsCode))
        );
        assert_eq!(peer.count() - before, requests);
    }
}

#[tokio::test]
async fn logout_ends_the_session() {
    let peer = Peer::start(|n, asked| match asked.target().split('?').next() {
        Some("/auth/login") => Reply::json(200, &json!({"token": format!("t{n}")})),
        Some("/auth/logout") => Reply::json(200, &json!({"success": true})),
        _ => empty(),
    })
    .await
    .unwrap();
    let client = with_password(&peer).build().unwrap();
    client.list_internet_requests().send().await.unwrap();
    assert_eq!(client.logout().send().await.unwrap().success, Some(true));
    client.list_internet_requests().send().await.unwrap();
    let targets: Vec<_> = peer
        .asked()
        .iter()
        .map(|asked| asked.target().to_owned())
        .collect();
    assert_eq!(
        targets,
        [
            "/auth/login",
            "/internet/request?token=t0",
            "/auth/logout?token=t0",
            "/auth/login",
            "/internet/request?token=t3"
        ]
    );
}

#[tokio::test]
async fn a_login_that_gives_no_token_is_an_error() {
    let peer = Peer::start(|_, _| Reply::json(200, &json!({"employee": "x"})))
        .await
        .unwrap();
    let error = with_password(&peer)
        .build()
        .unwrap()
        .access_token()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let peer = Peer::start(|_, _| empty()).await.unwrap();
    let client = Client::builder().base_url(peer.url()).build().unwrap();
    let error = client.list_internet_requests().send().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts(), peer.count()),
        (ErrorKind::Credentials, 1, 0)
    );
}

#[tokio::test]
async fn each_carrier_carries_the_token_and_no_other_does() {
    for (carrier, header) in [
        (Carrier::Query, None),
        (Carrier::Bearer, Some("authorization: Bearer t0ken")),
        (Carrier::Header("X-Token".into()), Some("x-token: t0ken")),
        (Carrier::Cookie("sid".into()), Some("cookie: sid=t0ken")),
    ] {
        let peer = Peer::start(|_, _| empty()).await.unwrap();
        let client = Client::builder()
            .base_url(peer.url())
            .token("t0ken")
            .carrier(carrier.clone())
            .build()
            .unwrap();
        client.list_internet_requests().send().await.unwrap();
        let asked = &peer.asked()[0];
        assert_eq!(
            asked.query("token"),
            matches!(carrier, Carrier::Query).then_some("t0ken")
        );
        let carried: Vec<_> = asked
            .headers
            .lines()
            .filter(|line| line.contains("t0ken"))
            .collect();
        assert_eq!(carried, header.into_iter().collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn the_request_holds_what_is_documented_and_no_more() {
    let peer = Peer::start(|_, _| empty()).await.unwrap();
    let client = Client::builder()
        .base_url(peer.url())
        .token("t")
        .build()
        .unwrap();
    client.list_internet_requests().send().await.unwrap();
    let mut names: Vec<_> = peer.asked()[0]
        .headers
        .lines()
        .map(|line| line.split(':').next().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
}

#[test]
fn an_unusable_configuration_is_told_when_the_client_is_built() {
    let built = |url: &str| Client::builder().base_url(url).token("t").build();
    for (url, told) in [
        ("http://api.telecomx.dk", "plain http"),
        ("http://10.0.0.1", "plain http"),
        ("ftp://localhost", "neither https nor http"),
        ("nonsense", "is not a URL"),
        (
            "https://me:s3cret@api.telecomx.dk",
            "holds a user name or password",
        ),
        ("https://api.telecomx.dk?token=s3cret", "holds a query"),
    ] {
        let error = built(url).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(told), "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }
    for url in [
        "http://localhost:1",
        "http://127.0.0.1",
        "http://[::1]:8080/base/",
        "https://api.telecomx.dk",
    ] {
        built(url).unwrap();
    }
    Client::builder()
        .base_url("http://10.0.0.1")
        .allow_http()
        .build()
        .unwrap();
    let refused = |builder: ClientBuilder| builder.build().unwrap_err().to_string();
    assert!(refused(Client::builder().proxy("::")).contains("proxy"));
    assert!(refused(Client::builder().extra_ca("nonsense")).contains("no PEM certificate"));
    assert!(
        refused(Client::builder().carrier(Carrier::Header("a b".into())))
            .contains("name of a header")
    );
}

#[tokio::test]
async fn a_proxy_gets_the_requests() {
    let proxy = Peer::start(|_, _| empty()).await.unwrap();
    let client = Client::builder()
        .base_url("http://localhost:1")
        .proxy(proxy.url())
        .token("t")
        .build()
        .unwrap();
    client.list_internet_requests().send().await.unwrap();
    assert_eq!(
        proxy.asked()[0].target(),
        "http://localhost:1/internet/request?token=t"
    );
}

#[tokio::test]
async fn a_client_of_ones_own_sends_the_requests() {
    let peer = Peer::start(|_, _| empty()).await.unwrap();
    let tls = tokio_rustls::rustls::ClientConfig::builder_with_provider(Arc::new(
        tokio_rustls::rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_root_certificates(tokio_rustls::rustls::RootCertStore::empty())
    .with_no_client_auth();
    let own = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent("mine/1")
        .build()
        .unwrap();
    let client = Client::builder()
        .base_url(peer.url())
        .http_client(own)
        .token("t")
        .build()
        .unwrap();
    client.list_internet_requests().send().await.unwrap();
    assert!(peer.asked()[0].headers.contains("user-agent: mine/1"));
}

#[tokio::test]
async fn a_call_may_have_a_timeout_and_a_retry_policy_of_its_own() {
    let peer = Peer::start(|_, _| Reply::of(503, "text/plain", &[], b""))
        .await
        .unwrap();
    let clock = NoWait::default();
    let client = Client::builder()
        .base_url(peer.url())
        .token("t")
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    let patient = RetryPolicy::attempts(6);
    let error = client
        .with_retry(patient)
        .list_internet_requests()
        .send()
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), peer.count()), (6, 6));
    let hasty = client.with_timeout(Duration::from_millis(100));
    let error = hasty.list_internet_requests().send().await.unwrap_err();
    assert_eq!(error.attempts(), 1, "250 ms of waiting do not fit");
    let error = client.list_internet_requests().send().await.unwrap_err();
    assert_eq!(error.attempts(), 4, "the client itself is as it was");
}
