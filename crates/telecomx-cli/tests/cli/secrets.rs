//! Secrets that are planted wherever they can stand, and must show nowhere.

use std::fs;

use telecomx_sandbox::{Fault, Sandbox};

use crate::run::{Home, Server};

const PLANTED: [&str; 2] = ["planted-token-7f3a", "planted-password-91c2"];

const LINES: [&str; 8] = [
    "internet-requests list --limit 2",
    "internet-requests list --limit 501",
    "licenses export",
    "service-agreements get ..",
    "api GET /internet/request?token=mine",
    "auth status",
    "auth logout",
    "auth login --username admin@sandbox.example",
];

const LOUD: [&str; 3] = ["-vv", "-vvv --log-format json", "--log-format text"];

fn never_shown(home: &Home, secrets: &[&str]) {
    for line in LINES {
        for loud in LOUD {
            let ran = home.run(&format!("{loud} --no-retry {line}"));
            for secret in secrets {
                assert!(!ran.stdout.contains(secret), "{line}: {ran:?}");
                assert!(!ran.stderr.contains(secret), "{line}: {ran:?}");
            }
        }
    }
    for line in ["--help", "auth login --help", "completions bash", "man"] {
        let ran = home.run(line).ends_with(0);
        for secret in secrets {
            assert!(!ran.stdout.contains(secret), "{line}");
        }
    }
}

#[test]
fn a_secret_of_the_environment_shows_in_no_output() {
    let faults = [
        "pass",
        "status=401",
        "html=500",
        "truncate",
        "reset",
        "bad-record=0",
    ];
    for fault in faults {
        let fault: Fault = fault.parse().unwrap();
        let server = Server::start(Sandbox::builder().fault_always(fault));
        let home = Home::new()
            .with("TELECOMX_BASE_URL", server.sandbox.url())
            .with("TELECOMX_TOKEN", PLANTED[0])
            .with("TELECOMX_PASSWORD", PLANTED[1]);
        never_shown(&home, &PLANTED);
    }
}

#[test]
fn a_secret_that_is_accepted_shows_in_no_output() {
    let server = Server::start(Sandbox::builder());
    let admin = server.sandbox.admin();
    let home = Home::admin_of(&server).with("TELECOMX_PASSWORD", &admin.password);
    let ran = home
        .run("-vv internet-requests list --limit 1")
        .ends_with(0);
    assert!(ran.stderr.contains("answered"), "tracing is on: {ran:?}");
    never_shown(&home, &[&admin.machine_token, &admin.password]);
}

#[test]
fn a_secret_of_a_file_shows_in_no_output() {
    let server = Server::start(Sandbox::builder());
    let home = Home::new();
    let file = home.credentials("default");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let stored = serde_json::json!({
        "base_url": server.sandbox.url(),
        "username": "admin@sandbox.example",
        "token": PLANTED[0],
    });
    fs::write(&file, stored.to_string()).unwrap();
    never_shown(&home, &PLANTED[..1]);
    // Nor does what belongs to a base URL that the token is not sent to.
    let home = home.with(
        "TELECOMX_BASE_URL",
        &format!("https://x:{}@localhost", PLANTED[1]),
    );
    never_shown(&home, &PLANTED);
}

#[test]
fn a_host_that_is_not_there_is_told_no_secret() {
    let home = Home::new()
        .with("TELECOMX_BASE_URL", "http://127.0.0.1:1")
        .with("TELECOMX_TOKEN", PLANTED[0]);
    never_shown(&home, &PLANTED[..1]);
    let home = Home::new()
        .with(
            "TELECOMX_BASE_URL",
            &format!("https://x:{}@localhost", PLANTED[1]),
        )
        .with("TELECOMX_TOKEN", PLANTED[0]);
    never_shown(&home, &PLANTED);
}

#[test]
fn logs_are_lines_of_json_if_wanted() {
    let ran = Home::new()
        .run("-v --log-format json --sandbox internet-requests list --limit 1")
        .ends_with(0);
    assert!(ran.stderr.lines().count() > 0);
    for line in ran.stderr.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let target = event["target"].as_str().unwrap();
        assert!(target.starts_with("telecomx"), "{line}");
    }
}
