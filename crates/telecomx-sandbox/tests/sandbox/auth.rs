//! Login, second factors, expiry, logout, and where a token may stand.

use std::time::Duration;

use serde_json::{Value, json};
use telecomx_sandbox::{Carrier, Sandbox};

use crate::http::{Reply, get_as, post, send};

async fn login(sandbox: &Sandbox, extra: Value) -> Reply {
    let mut body = json!({"username": "viewer@sandbox.example", "password": "viewer-password"});
    body.as_object_mut()
        .unwrap()
        .extend(extra.as_object().unwrap().clone());
    post(sandbox, "/auth/login", &body).await
}

async fn token(sandbox: &Sandbox, extra: Value) -> String {
    let reply = login(sandbox, extra).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["token"].as_str().unwrap().to_owned()
}

const LIST: &str = "/internet/request";

#[tokio::test]
async fn a_login_gives_a_token_that_opens_what_its_user_may_see() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = login(&sandbox, json!({})).await.json();
    let viewer = sandbox.user("VIEWER").unwrap();
    assert_eq!(reply["expiresInMinutes"], 15);
    assert_eq!(reply["accessLevel"], "VIEWER");
    assert_eq!(reply["customer"], viewer.customer.as_str());
    assert_eq!(reply["employee"], viewer.employee.as_str());
    let token = reply["token"].as_str().unwrap();
    assert_ne!(token, viewer.machine_token);
    assert_eq!(get_as(&sandbox, token, LIST).await.status, 200);
    assert_eq!(
        get_as(&sandbox, token, "/externalLicense").await.status,
        403
    );
    assert_ne!(login(&sandbox, json!({})).await.json()["token"], *token);
}

#[tokio::test]
async fn a_login_that_is_wrong_or_malformed_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    for wrong in [
        json!({"password": "x"}),
        json!({"username": "x"}),
        json!({"password": ""}),
    ] {
        assert_eq!(
            login(&sandbox, wrong).await.error(),
            (401, "credentials_invalid".to_owned())
        );
    }
    for (wrong, what) in [
        (
            json!({"password": 1}),
            "the body does not fit: `password` must be of type string",
        ),
        (
            json!({"persist": "yes"}),
            "the body does not fit: `persist` must be of type boolean",
        ),
        (
            json!({"smsKey": null}),
            "the body does not fit: `smsKey` must be of type string",
        ),
    ] {
        let reply = login(&sandbox, wrong).await;
        assert_eq!(
            (reply.status, reply.json()["description"].as_str()),
            (400, Some(what))
        );
    }
    let json = [("content-type", "application/json")];
    let huge = format!("{{\"username\": \"{}\"}}", "x".repeat(100_000));
    for (headers, body, what) in [
        (&json[..], "", "the body is not JSON"),
        (
            &json[..],
            "{\"password\": \"hunter2",
            "the body is not JSON",
        ),
        (
            &json[..],
            "[]",
            "the body does not fit: must be of type object",
        ),
        (
            &json[..],
            "{}",
            "the body does not fit: `username` is missing",
        ),
        (&json[..], huge.as_str(), "the body is too large"),
        (&[], "{}", "the body must be application/json, got \"\""),
        (
            &[("content-type", "text/plain")],
            "{}",
            "the body must be application/json, got \"text/plain\"",
        ),
    ] {
        let reply = send(&sandbox, "POST", "/auth/login", headers, body)
            .await
            .unwrap();
        assert_eq!(reply.status, 400, "{body:.40}");
        assert!(
            reply.text().contains(&what.replace('"', "\\\"")),
            "{}",
            reply.text()
        );
        assert!(!reply.text().contains("hunter2"));
    }
}

#[tokio::test]
async fn a_second_factor_is_wanted_where_there_is_one() {
    let sandbox = Sandbox::start().await.unwrap();
    for (name, property, code) in [
        ("sms", "smsKey", "4711"),
        ("authenticator", "authenticatorToken", "123456"),
    ] {
        let mut body = json!({"username": format!("{name}@sandbox.example"), "password": format!("{name}-password")});
        let reply = post(&sandbox, "/auth/login", &body).await;
        assert_eq!(reply.error(), (401, property.to_owned()));
        body[property] = json!("000000");
        assert_eq!(
            post(&sandbox, "/auth/login", &body).await.error(),
            (401, property.to_owned())
        );
        body[property] = json!(code);
        assert_eq!(post(&sandbox, "/auth/login", &body).await.status, 200);
        // The second factor is not asked of somebody who has the password wrong.
        body["password"] = json!("wrong");
        assert_eq!(
            post(&sandbox, "/auth/login", &body).await.error(),
            (401, "credentials_invalid".to_owned())
        );
    }
}

#[tokio::test]
async fn a_token_expires_by_the_sandboxs_clock_unless_it_persists() {
    let sandbox = Sandbox::start().await.unwrap();
    let short = token(&sandbox, json!({})).await;
    let reply = login(&sandbox, json!({"persist": true})).await.json();
    assert_eq!(reply["expiresInMinutes"], -1);
    let long = reply["token"].as_str().unwrap();
    sandbox.advance(Duration::from_secs(14 * 60));
    assert_eq!(get_as(&sandbox, &short, LIST).await.status, 200);
    sandbox.advance(Duration::from_secs(61));
    assert_eq!(
        get_as(&sandbox, &short, LIST).await.error(),
        (401, "expired".to_owned())
    );
    assert_eq!(get_as(&sandbox, long, LIST).await.status, 200);
    sandbox.advance(Duration::MAX);
    assert_eq!(get_as(&sandbox, long, LIST).await.status, 200);
    assert_eq!(
        get_as(&sandbox, &sandbox.admin().machine_token, LIST)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn the_lifetime_of_a_token_can_be_chosen() {
    let sandbox = Sandbox::builder()
        .token_lifetime(Duration::from_secs(90))
        .start()
        .await
        .unwrap();
    let reply = login(&sandbox, json!({})).await.json();
    assert_eq!(reply["expiresInMinutes"], 2);
    let token = reply["token"].as_str().unwrap();
    sandbox.advance(Duration::from_secs(91));
    assert_eq!(
        get_as(&sandbox, token, LIST).await.error(),
        (401, "expired".to_owned())
    );
}

#[tokio::test]
async fn logout_ends_every_token_of_the_user_and_of_nobody_else() {
    let sandbox = Sandbox::start().await.unwrap();
    let first = token(&sandbox, json!({})).await;
    let second = token(&sandbox, json!({"persist": true})).await;
    let machine = sandbox.user("VIEWER").unwrap().machine_token.clone();
    let reply = get_as(&sandbox, &first, "/auth/logout").await;
    assert_eq!(reply.json(), json!({"success": true}));
    for ended in [&first, &second, &machine] {
        assert_eq!(
            get_as(&sandbox, ended, LIST).await.error(),
            (401, "credentials_invalid".to_owned())
        );
    }
    assert_eq!(get_as(&sandbox, &first, "/auth/logout").await.status, 401);
    assert_eq!(
        get_as(
            &sandbox,
            &sandbox.user("OWNER").unwrap().machine_token,
            LIST
        )
        .await
        .status,
        200
    );
    assert_eq!(
        get_as(&sandbox, &token(&sandbox, json!({})).await, LIST)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_token_can_be_checked_shortly_or_at_length() {
    let sandbox = Sandbox::start().await.unwrap();
    let viewer = sandbox.user("VIEWER").unwrap();
    let token = token(&sandbox, json!({})).await;
    let check = |query: &'static str| {
        let (sandbox, token) = (&sandbox, &token);
        async move { get_as(sandbox, token, &format!("/auth/validateToken?{query}")).await }
    };
    assert_eq!(
        check("").await.json(),
        json!({"success": true, "employee": viewer.employee, "customer": viewer.customer, "accessLevel": "VIEWER"})
    );
    assert_eq!(check("simple=true").await.json(), json!({"success": true}));
    let long = check("extend=true").await.json();
    assert_eq!(long["customerName"], "Gearløs Værksted ApS");
    assert_eq!(long["language"], "da");
    assert!(!long["customerFeatures"].as_array().unwrap().is_empty());
    assert_eq!(check("ip=127.0.0.1").await.status, 200);
    assert_eq!(
        check("ip=192.0.2.1").await.error(),
        (401, "invalid_token".to_owned())
    );
    sandbox.advance(Duration::from_secs(16 * 60));
    assert_eq!(check("").await.error(), (401, "expired".to_owned()));
    assert_eq!(
        check("simple=true").await.error(),
        (403, "access_denied".to_owned())
    );
    let missing = send(&sandbox, "GET", "/auth/validateToken", &[], "")
        .await
        .unwrap();
    assert_eq!(missing.json()["description"], "token is missing");
}

#[tokio::test]
async fn a_token_stands_in_the_query_and_elsewhere_only_where_that_is_turned_on() {
    let strict = Sandbox::start().await.unwrap();
    let open = Sandbox::builder()
        .carrier(Carrier::Bearer)
        .carrier(Carrier::Header("X-Token".to_owned()))
        .carrier(Carrier::Cookie("session".to_owned()))
        .start()
        .await
        .unwrap();
    let token = &open.admin().machine_token;
    assert_eq!(*token, strict.admin().machine_token);
    let bearer = format!("Bearer {token}");
    let cookie = format!("a=b; session={token}");
    for header in [
        ("authorization", bearer.as_str()),
        ("x-token", token),
        ("cookie", cookie.as_str()),
    ] {
        assert_eq!(
            send(&strict, "GET", LIST, &[header], "")
                .await
                .unwrap()
                .status,
            401,
            "{header:?}"
        );
        assert_eq!(
            send(&open, "GET", LIST, &[header], "")
                .await
                .unwrap()
                .status,
            200,
            "{header:?}"
        );
        let twice = send(
            &open,
            "GET",
            &format!("{LIST}?token={token}"),
            &[header],
            "",
        )
        .await
        .unwrap();
        assert_eq!(twice.json()["description"], "more than one token is given");
    }
    let twice = get_as(&strict, token, &format!("{LIST}?token={token}")).await;
    assert_eq!(twice.error(), (400, "bad_request".to_owned()));
    let reply = login(&open, json!({"cookie": true})).await;
    let expected = format!(
        "session={}; Path=/; HttpOnly",
        reply.json()["token"].as_str().unwrap()
    );
    assert_eq!(reply.header("set-cookie"), Some(expected.as_str()));
    assert_eq!(login(&open, json!({})).await.header("set-cookie"), None);
}
