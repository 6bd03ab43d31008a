//! Ctrl-C, and readers that have had enough.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use telecomx_sandbox::{Fault, Sandbox};

use crate::run::{Home, Server};

fn slow() -> (Server, Home) {
    let fault = Fault::latency(Duration::from_millis(50));
    let server = Server::start(Sandbox::builder().records(10_000).fault_always(fault));
    let home = Home::admin_of(&server);
    (server, home)
}

fn spawn(home: &Home, line: &str) -> Child {
    let mut command = home.command(line.split_whitespace());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", name, &id]).status();
    assert!(sent.unwrap().success());
}

fn rest(mut stream: impl Read) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn ctrl_c_ends_a_list_well_formed_and_says_where_to_resume() {
    let (_server, home) = slow();
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let mut child = spawn(&home, "internet-requests list --all --page-size 10 -o json");
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut text = String::new();
        stdout.read_line(&mut text).unwrap();
        signal(&child, name);
        text.push_str(&rest(stdout));
        let stderr = rest(child.stderr.take().unwrap());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{stderr}");
        let records: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        assert!(records.len() < 10_000);
        assert_eq!(
            stderr,
            format!(
                "error: interrupted\nhint: resume with --from-offset {}\n",
                records.len()
            )
        );
    }
}

#[test]
fn ctrl_c_leaves_no_half_file() {
    let (server, home) = slow();
    for line in [
        "internet-requests list --all --page-size 10 --out list.csv -o csv",
        "internet-requests list --all --page-size 10 --concurrency 4 --out list.json -o json",
    ] {
        fs::write(home.path().join("kept"), "").unwrap();
        server.sandbox.clear_requests();
        let mut child = spawn(&home, line);
        let patience = Instant::now();
        while server.sandbox.calls("listInternetRequests") < 9 {
            assert!(patience.elapsed() < Duration::from_secs(20));
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(
            fs::read_dir(home.path()).unwrap().count(),
            2,
            "the half file"
        );
        // As `timeout` sends it: to the process, and to its group.
        signal(&child, "INT");
        signal(&child, "INT");
        let stderr = rest(child.stderr.take().unwrap());
        assert_eq!(child.wait().unwrap().code(), Some(130), "{stderr}");
        assert!(stderr.contains("was not written"), "{stderr}");
        let left: Vec<_> = fs::read_dir(home.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }
}

#[test]
fn a_later_ctrl_c_ends_even_what_nobody_reads() {
    let server = Server::start(Sandbox::builder().records(5_000));
    let home = Home::admin_of(&server);
    // Nobody reads, so the pipe is full at some time.
    let mut child = spawn(&home, "internet-requests list --all -o json");
    let mut calls = 0;
    while calls == 0 || server.sandbox.calls("listInternetRequests") > calls {
        calls = server.sandbox.calls("listInternetRequests");
        std::thread::sleep(Duration::from_millis(500));
    }
    assert!(calls < 11, "all was read: {calls}");
    signal(&child, "INT");
    std::thread::sleep(Duration::from_millis(600));
    assert!(child.try_wait().unwrap().is_none(), "it is blocked");
    signal(&child, "INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn ctrl_c_ends_a_login_that_waits_for_a_password() {
    let home = Home::new();
    let line = "auth login --username x --password-stdin";
    let mut command = home.command(line.split_whitespace());
    let mut child = command
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Nobody writes to stdin. That it is read by now is likely, and not needed.
    std::thread::sleep(Duration::from_millis(300));
    let stdin = child.stdin.take();
    signal(&child, "INT");
    let stderr = rest(child.stderr.take().unwrap());
    assert_eq!(child.wait().unwrap().code(), Some(130), "{stderr}");
    assert_eq!(stderr, "error: interrupted\n");
    drop(stdin);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_list() {
    let server = Server::start(Sandbox::builder().records(4_000));
    let home = Home::admin_of(&server);
    for format in ["table", "json", "jsonl", "csv"] {
        let line = format!("internet-requests list --full --all --page-size 50 -o {format}");
        let mut child = spawn(&home, &line);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // The most memory so far, in KiB, when another so many lines have come.
        let mut peak_after = |count| {
            assert!(lines.nth(count).is_some(), "{line}");
            let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = peak.unwrap().trim().trim_end_matches(" kB").parse::<u64>();
            kib.unwrap()
        };
        let (early, late) = (peak_after(600), peak_after(2_500));
        drop(lines);
        child.wait().unwrap();
        // The records between are some 2 MB of JSON, and more in memory.
        assert!(
            late < early + 1_500,
            "{format}: {early} KiB, then {late} KiB"
        );
    }
}

#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let server = Server::start(Sandbox::builder().records(5_000));
    let home = Home::admin_of(&server);
    for line in [
        "internet-requests list --all --page-size 50",
        "internet-requests list --all --page-size 50 -o json",
        "internet-requests list --all --page-size 50 -o csv",
        "licenses export",
        "completions bash",
    ] {
        let mut child = spawn(&home, line);
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut text = String::new();
        stdout.read_line(&mut text).unwrap();
        drop(stdout);
        let stderr = rest(child.stderr.take().unwrap());
        assert_eq!(child.wait().unwrap().code(), Some(0), "{line}: {stderr}");
        assert_eq!(stderr, "", "{line}");
        let calls = server.sandbox.calls("listInternetRequests");
        assert!(
            calls < 70,
            "{line}: of 100 list pages {calls} were read, by nobody"
        );
        server.sandbox.clear_requests();
    }
}

#[test]
fn a_sandbox_serves_until_ctrl_c() {
    let home = Home::new();
    let mut child = spawn(&home, "sandbox --records 5 --seed 7");
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let url = loop {
        let mut line = String::new();
        assert!(
            stdout.read_line(&mut line).unwrap() > 0,
            "no address was told"
        );
        if let Some((_, rest)) = line.split_once("http://127.0.0.1:") {
            let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
            break format!("http://127.0.0.1:{port}");
        }
    };
    let other = Home::new()
        .with("TELECOMX_BASE_URL", &url)
        .with("TELECOMX_USERNAME", "admin@sandbox.example")
        .with("TELECOMX_PASSWORD", "admin-password");
    let ran = other
        .run("internet-requests list --all -o jsonl")
        .ends_with(0);
    assert_eq!(ran.stdout.lines().count(), 5);
    signal(&child, "INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
