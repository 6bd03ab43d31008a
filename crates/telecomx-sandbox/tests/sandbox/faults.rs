//! Faults on demand.

use std::{
    io,
    time::{Duration, Instant},
};

use serde_json::Value;
use telecomx_sandbox::{Fault, Sandbox};

use crate::http::{get, get_with, send};

const LIST: &str = "/internet/request?limit=10";

fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

async fn statuses(sandbox: &Sandbox, count: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..count {
        statuses.push(get(sandbox, LIST).await.status);
    }
    statuses
}

#[tokio::test]
async fn a_script_strikes_in_order_and_then_ends() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.script([
        Fault::status(503),
        Fault::pass(),
        Fault::status(503),
        Fault::status(200),
    ]);
    assert_eq!(sandbox.faults_left(), 4);
    assert_eq!(statuses(&sandbox, 6).await, [503, 200, 503, 200, 200, 200]);
    assert_eq!(sandbox.faults_left(), 0);
}

#[tokio::test]
async fn a_fault_for_one_operation_lets_others_pass() {
    let sandbox = Sandbox::builder()
        .fault(Fault::status(503).on("listFlexcareOrders"))
        .start()
        .await
        .unwrap();
    sandbox.fault_always(Fault::html(502).on("listResellers"));
    assert_eq!(statuses(&sandbox, 2).await, [200, 200]);
    assert_eq!(get(&sandbox, "/iptv/flexcareorder").await.status, 503);
    assert_eq!(get(&sandbox, "/iptv/flexcareorder").await.status, 200);
    for _ in 0..2 {
        assert_eq!(get(&sandbox, "/customer/resellers/list").await.status, 502);
    }
    sandbox.clear_faults();
    assert_eq!(get(&sandbox, "/customer/resellers/list").await.status, 200);
}

#[tokio::test]
async fn a_status_carries_the_documented_error_where_there_is_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = |fault: &'static str| {
        let sandbox = &sandbox;
        async move { get_with(sandbox, fault, LIST).await.unwrap().json() }
    };
    assert_eq!(body("status=500").await["message"], "internal_error");
    assert_eq!(
        body("status=401:expired").await["description"],
        "The token has expired"
    );
    assert_eq!(body("status=401:unheard").await["message"], "unheard");
    assert_eq!(body("status=503").await["message"], "sandbox_fault");
}

#[tokio::test]
async fn an_html_error_is_html() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = get_with(&sandbox, "html=500", LIST).await.unwrap();
    assert_eq!(reply.status, 500);
    assert_eq!(
        reply.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(reply.text().starts_with("<!DOCTYPE html>"));
}

#[tokio::test]
async fn retry_after_comes_in_seconds_or_as_a_date() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = get_with(&sandbox, "status=429, retry-after=7s", LIST)
        .await
        .unwrap();
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (429, Some("7"))
    );
    let reply = get_with(&sandbox, "status=503, retry-after-date=1m", LIST)
        .await
        .unwrap();
    let date = httpdate::parse_http_date(reply.header("retry-after").unwrap()).unwrap();
    let wait = date.duration_since(std::time::SystemTime::now()).unwrap();
    assert!((30..=60).contains(&wait.as_secs()), "{wait:?}");
}

#[tokio::test]
async fn latency_and_jitter_put_an_answer_off() {
    let sandbox = Sandbox::start().await.unwrap();
    let started = Instant::now();
    assert_eq!(
        get_with(&sandbox, "latency=120ms", LIST)
            .await
            .unwrap()
            .status,
        200
    );
    assert!(started.elapsed() >= milliseconds(120));
    sandbox.fault_always(Fault::jitter(milliseconds(20), milliseconds(200)));
    let mut waits = Vec::new();
    for _ in 0..5 {
        let started = Instant::now();
        get(&sandbox, LIST).await;
        waits.push(started.elapsed());
    }
    assert!(
        waits.iter().all(|wait| *wait >= milliseconds(20)),
        "{waits:?}"
    );
    let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
    assert!(*most - *least >= milliseconds(20), "{waits:?}");
}

#[tokio::test]
async fn a_truncated_body_ends_before_its_declared_length() {
    let sandbox = Sandbox::start().await.unwrap();
    let error = get_with(&sandbox, "truncate", LIST).await.err().unwrap();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    let received = raw(&sandbox, "truncate").await.unwrap();
    let (head, body) = received.split_once("\r\n\r\n").unwrap();
    let declared: usize = head
        .split("content-length: ")
        .nth(1)
        .unwrap()
        .split("\r\n")
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(
        body.len() > 100 && body.len() < declared,
        "{} of {declared}",
        body.len()
    );
}

#[tokio::test]
async fn a_declared_length_can_be_wrong_in_both_directions() {
    let sandbox = Sandbox::start().await.unwrap();
    let whole = get(&sandbox, LIST).await.body;
    let short = get_with(&sandbox, "content-length=-5", LIST).await.unwrap();
    assert_eq!(short.body, whole[..whole.len() - 5]);
    let error = get_with(&sandbox, "content-length=+10", LIST)
        .await
        .err()
        .unwrap();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    assert!(
        raw(&sandbox, "content-length=+10")
            .await
            .unwrap()
            .ends_with("]}")
    );
}

#[tokio::test]
async fn a_reset_connection_answers_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let error = get_with(&sandbox, "reset", LIST).await.err().unwrap();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(sandbox.requests().last().unwrap().status, None);
    assert_eq!(get(&sandbox, LIST).await.status, 200);
}

#[tokio::test]
async fn a_hanging_request_is_never_answered_and_does_not_keep_the_sandbox_from_stopping() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Fault::hang());
    let url = sandbox.address();
    let hanging = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let mut stream = tokio::net::TcpStream::connect(url).await.unwrap();
        stream
            .write_all(b"GET /internet/request HTTP/1.1\r\nhost: x\r\n\r\n")
            .await
            .unwrap();
        stream.read_to_end(&mut Vec::new()).await
    });
    tokio::time::sleep(milliseconds(200)).await;
    assert!(!hanging.is_finished());
    assert_eq!(get(&sandbox, LIST).await.status, 200);
    let started = Instant::now();
    sandbox.shutdown().await;
    assert!(
        started.elapsed() < milliseconds(4_000),
        "{:?}",
        started.elapsed()
    );
    assert!(hanging.await.unwrap().is_err());
}

#[tokio::test]
async fn a_dripping_body_is_whole_in_the_end() {
    let sandbox = Sandbox::start().await.unwrap();
    let whole = get(&sandbox, LIST).await.body;
    let started = Instant::now();
    let pieces = whole.len().div_ceil(1_000) as u64;
    let reply = get_with(&sandbox, "drip=1000/20ms", LIST).await.unwrap();
    assert_eq!(reply.body, whole);
    assert!(pieces > 2 && started.elapsed() >= milliseconds(20) * (pieces as u32 - 1));
}

async fn page(sandbox: &Sandbox, fault: &str, offset: u64) -> Value {
    get_with(sandbox, fault, &format!("{LIST}&offset={offset}"))
        .await
        .unwrap()
        .json()
}

#[tokio::test]
async fn paging_can_be_bent() {
    let sandbox = Sandbox::start().await.unwrap();
    let (first, second) = (
        page(&sandbox, "pass", 0).await,
        page(&sandbox, "pass", 10).await,
    );
    assert_ne!(first["requests"], second["requests"]);
    let repeated = page(&sandbox, "repeated-page", 10).await;
    assert_eq!(
        (&repeated["requests"], &repeated["offset"]),
        (&first["requests"], &second["offset"])
    );
    assert_eq!(page(&sandbox, "ignored-offset", 10).await, first);
    let total = |page: &Value| page["total"].as_u64().unwrap();
    let growing = total(&page(&sandbox, "changing-total", 0).await);
    assert_eq!(
        total(&page(&sandbox, "changing-total", 10).await),
        growing + 1
    );
    assert_eq!(total(&page(&sandbox, "pass", 20).await), 250);
}

#[tokio::test]
async fn one_bad_record_leaves_the_others_as_they_are() {
    let sandbox = Sandbox::start().await.unwrap();
    for (target, items) in [(LIST, "/requests"), ("/customer/resellers/list", "")] {
        let good = get(&sandbox, target).await.json();
        let bad = get_with(&sandbox, "bad-record=3", target)
            .await
            .unwrap()
            .json();
        for index in 0..10 {
            let place = format!("{items}/{index}");
            let (good, bad) = (good.pointer(&place).unwrap(), bad.pointer(&place).unwrap());
            assert_eq!(good == bad, index != 3, "{place}");
        }
        assert!(bad.pointer(&format!("{items}/3/_id")).unwrap().is_null());
        assert_eq!(
            get_with(&sandbox, "bad-record=999999", target)
                .await
                .unwrap()
                .json(),
            good
        );
    }
}

#[tokio::test]
async fn evolved_answers_keep_what_was_there() {
    let sandbox = Sandbox::start().await.unwrap();
    let good = get(&sandbox, "/internet/request?full=true").await.json();
    let evolved = get_with(&sandbox, "evolve", "/internet/request?full=true")
        .await
        .unwrap()
        .json();
    let (good, evolved) = (&good["requests"][0], &evolved["requests"][0]);
    assert_eq!(evolved["_id"], good["_id"]);
    assert_eq!(
        (&evolved["type"], &evolved["ipAddresses"]),
        (&Value::from("FIBER_2"), &Value::from(1_008))
    );
    assert!(evolved["addedLater"].is_object() && evolved["Offers"][0]["addedLater"].is_object());
    let sandbox = Sandbox::builder()
        .fault_always(Fault::evolved())
        .start()
        .await
        .unwrap();
    assert!(get(&sandbox, LIST).await.text().contains("addedLater"));
}

#[tokio::test]
async fn a_fault_that_cannot_be_read_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = get_with(&sandbox, "latnecy=2s", LIST).await.unwrap();
    assert_eq!(reply.error(), (400, "bad_request".to_owned()));
    assert!(
        reply.text().contains("did you mean \\\"latency\\\"?"),
        "{}",
        reply.text()
    );
}

#[tokio::test]
async fn a_faulty_request_without_operation_is_still_told_so() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = send(
        &sandbox,
        "GET",
        "/nowhere",
        &[("x-sandbox-fault", "status=503")],
        "",
    )
    .await
    .unwrap();
    assert_eq!(reply.status, 404);
}

/// All bytes that come back, however the connection ends.
async fn raw(sandbox: &Sandbox, fault: &str) -> io::Result<String> {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(sandbox.address()).await?;
    let token = &sandbox.admin().machine_token;
    let head =
        format!("GET {LIST}&token={token} HTTP/1.1\r\nhost: x\r\nx-sandbox-fault: {fault}\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await?;
    Ok(String::from_utf8_lossy(&received).into_owned())
}
