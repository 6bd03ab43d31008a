//! What went wrong, in a number.

use telecomx_sandbox::{Fault, Sandbox};

use crate::run::{Home, Server};

/// Nobody listens there: the port is reserved, and root's.
const NOWHERE: &str = "http://127.0.0.1:1";

fn faulty(words: &str) -> (Server, Home) {
    let fault: Fault = words.parse().unwrap();
    let server = Server::start(Sandbox::builder().fault_always(fault));
    let home = Home::admin_of(&server);
    (server, home)
}

#[test]
fn values_that_cannot_be_are_2() {
    let home = Home::new();
    for line in [
        "",
        "nothing",
        "--sandbox internet-requests list --limit 0",
        "--sandbox internet-requests list --limit 501",
        "--sandbox internet-requests list --limit -1",
        "--sandbox internet-requests list --from-offset -1",
        "--sandbox internet-requests list --limit 5 --all",
        "--sandbox internet-requests list --all --page-size 501",
        "--sandbox internet-requests list --all --concurrency 0",
        "--sandbox internet-requests list --state old",
        "--sandbox internet-requests list -o xml",
        "--sandbox internet-requests list --columns _id,nothing",
        "--sandbox flexcare-orders list --limit 0",
        "--sandbox service-agreements get a/b",
        "--sandbox service-agreements get ..",
        "--sandbox service-agreements get .",
        "--sandbox service-agreements get x --columns nothing",
        "--sandbox resellers list --iptv --voip",
        "--sandbox --base-url http://localhost internet-requests list",
        "--sandbox api GET internet/request",
        "--sandbox api GET /../secret",
        "--sandbox api POST /internet/request",
        "--profile a/b auth status",
        "--profile .. auth status",
        "--timeout 0 auth status",
    ] {
        let ran = home.run(line).ends_with(2);
        assert_eq!(ran.stdout, "", "{line}");
        assert!(!ran.stderr.is_empty(), "{line}");
    }
    let ran = home.run_with(["--sandbox", "service-agreements", "get", ""], None);
    ran.ends_with(2);
}

#[test]
fn a_column_that_is_not_is_answered_by_those_that_are() {
    let ran = Home::new()
        .run("--sandbox resellers list --columns nothing")
        .ends_with(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: there is no column `nothing`
    hint: the columns are _id, name, integrations.billing.economic.enabled
    ");
}

#[test]
fn a_base_url_that_is_not_safe_is_2() {
    let home = Home::new().with("TELECOMX_TOKEN", "token");
    for url in [
        "http://api.telecomx.dk",
        "nonsense",
        "https://user:pw@localhost",
    ] {
        let ran = home.run(&format!("--base-url {url} internet-requests list"));
        let ran = ran.ends_with(2);
        assert!(ran.stderr.contains("the base URL"), "{ran:?}");
    }
}

#[test]
fn nobody_logged_in_is_3() {
    let ran = Home::new().run("internet-requests list").ends_with(3);
    insta::assert_snapshot!(ran.stderr, @r"
    error: not logged in
    hint: log in with `telecomx auth login`, set TELECOMX_TOKEN, or try --sandbox
    ");
    Home::new().run("auth status").ends_with(3);
    Home::new().run("auth logout").ends_with(3);
    Home::new().run("auth logout --local").ends_with(3);
}

#[test]
fn a_refused_token_is_3() {
    let server = Server::start(Sandbox::builder());
    let home = Home::admin_of(&server).with("TELECOMX_TOKEN", "wrong");
    home.run("auth status").ends_with(3);
    // Nobody's tokens have ended.
    home.run("auth logout").ends_with(3);
    let ran = home.run("internet-requests list").ends_with(3);
    insta::assert_snapshot!(ran.stderr, @r"
    error: listInternetRequests: the credentials were refused (status 401, `credentials_invalid`)
    hint: log in with `telecomx auth login`, or set TELECOMX_TOKEN to a valid token
    ");
}

#[test]
fn a_level_that_does_not_suffice_is_3() {
    let server = Server::start(Sandbox::builder());
    let viewer = server.sandbox.user("VIEWER").unwrap();
    let home = Home::admin_of(&server).with("TELECOMX_TOKEN", &viewer.machine_token);
    home.run("internet-requests list --all").ends_with(0);
    let ran = home.run("licenses list").ends_with(3);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("access_denied"), "{ran:?}");
}

#[test]
fn a_thing_that_is_not_is_4() {
    let home = Home::new();
    for line in [
        "--sandbox service-agreements get nothing",
        "--sandbox licenses list --customer nobody -o json",
        "--sandbox licenses list --customer nobody -o csv",
        "--sandbox licenses export --customer nobody",
        "--sandbox api GET /nothing",
    ] {
        let ran = home.run(line).ends_with(4);
        assert_eq!(ran.stdout, "", "{line}");
    }
}

#[test]
fn a_host_that_cannot_be_reached_is_5() {
    let home = Home::new().with("TELECOMX_TOKEN", "token");
    for command in [
        "internet-requests list",
        "licenses export",
        "api GET /x",
        "auth status",
    ] {
        let line = format!("--base-url {NOWHERE} --no-retry {command}");
        let ran = home.run(&line).ends_with(5);
        assert_eq!(ran.stdout, "");
        assert!(ran.stderr.contains("could not be reached"), "{ran:?}");
        assert!(!ran.stderr.contains("refused"), "without -v: {ran:?}");
        let ran = home.run(&format!("-v {line}")).ends_with(5);
        assert!(ran.stderr.contains("caused by: "), "with -v: {ran:?}");
    }
}

#[test]
fn a_server_that_fails_is_5() {
    let (_server, home) = faulty("html=500");
    for command in [
        "internet-requests list",
        "licenses list",
        "licenses export",
        "api GET /internet/request",
    ] {
        let ran = home.run(command).ends_with(5);
        assert_eq!(ran.stdout, "");
        assert!(
            ran.stderr.contains("the server failed (status 500)"),
            "{ran:?}"
        );
        assert!(!ran.stderr.contains('<'), "{ran:?}");
    }
}

#[test]
fn a_server_that_wants_to_be_left_alone_is_5() {
    let (server, home) = faulty("status=429,retry-after=600s");
    let ran = home.run("internet-requests list").ends_with(5);
    assert!(ran.stderr.contains("to be tried again in 600 s"), "{ran:?}");
    assert_eq!(server.sandbox.calls("listInternetRequests"), 1);
}

#[test]
fn a_server_that_does_not_answer_is_5() {
    let (_server, home) = faulty("hang");
    let ran = home.run("--timeout 1 internet-requests list").ends_with(5);
    assert!(ran.stderr.contains("--timeout"), "{ran:?}");
}

#[test]
fn an_answer_that_breaks_off_is_5() {
    let (_server, home) = faulty("truncate");
    let out = home.path().join("licenses.csv");
    let line = format!("--no-retry licenses export --out {}", out.display());
    home.run(&line).ends_with(5);
    assert!(!out.exists());
    home.run("--no-retry internet-requests list").ends_with(5);
}

#[test]
fn a_record_that_cannot_be_decoded_is_told_and_left_out() {
    let (_server, home) = faulty("bad-record=1");
    let out = home.path().join("list.json");
    let line = "internet-requests list --limit 3 -o json";
    let ran = home.run(line).ends_with(1);
    insta::assert_snapshot!(ran.stderr);
    let records: Vec<serde_json::Value> = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(records.len(), 2);
    // The rest is what was asked for, so the file is written.
    home.run(&format!("{line} --out {}", out.display()))
        .ends_with(1);
    assert_eq!(std::fs::read_to_string(out).unwrap(), ran.stdout);
}

#[test]
fn a_list_that_changes_while_it_is_read_is_5() {
    let (_server, home) = faulty("changing-total");
    let ran = home
        .run("internet-requests list --all --page-size 100 -o jsonl")
        .ends_with(5);
    insta::assert_snapshot!(ran.stderr);
    assert!(
        ran.stdout.lines().count() >= 250,
        "{}",
        ran.stdout.lines().count()
    );
}

#[test]
fn a_list_that_breaks_off_says_where_to_resume() {
    let server = Server::start(Sandbox::builder().records(30));
    let home = Home::admin_of(&server);
    let whole = home
        .run("internet-requests list --all -o json")
        .ends_with(0);
    server
        .sandbox
        .script([Fault::pass(), Fault::pass(), Fault::status(500)]);
    let line = "internet-requests list --all --page-size 10 -o json";
    let broken = home.run(line).ends_with(5);
    insta::assert_snapshot!(broken.stderr, @r"
    error: listInternetRequests: the server failed (status 500, `internal_error`)
    hint: try again later; if it stays, tell Telecom X; then resume with --from-offset 20
    ");
    let rest = home.run(&format!("{line} --from-offset 20")).ends_with(0);
    let records = |ran: &str| serde_json::from_str::<Vec<serde_json::Value>>(ran).unwrap();
    let both = [records(&broken.stdout), records(&rest.stdout)].concat();
    assert_eq!(both, records(&whole.stdout));
}

#[test]
fn a_file_that_cannot_be_written_is_1_and_told_before_anything_is_asked() {
    let server = Server::start(Sandbox::builder());
    let home = Home::admin_of(&server);
    for line in [
        "internet-requests list --out nowhere/list.csv",
        "internet-requests list --out .",
        "licenses export --out nowhere/list.csv",
        "service-agreements get x -o csv --out nowhere/x.csv",
        "api GET /internet/request --out nowhere/x.json",
    ] {
        let ran = home.run(line).ends_with(1);
        assert_eq!(server.sandbox.requests().len(), 0, "{line}");
        assert!(ran.stderr.contains("hint: "), "{ran:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_is_1() {
    let home = Home::new();
    for line in [
        "--sandbox internet-requests list --all -o json",
        "--sandbox licenses export",
    ] {
        // By redirection and never by --out: who breaks the check for devices, and is root, would
        // replace the device by a file.
        let full = std::fs::File::options().write(true).open("/dev/full");
        let mut command = home.command(line.split_whitespace());
        let output = command.stdout(full.unwrap()).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains("stdout could not be written"), "{stderr}");
        assert!(stderr.contains("No space left"), "{stderr}");
    }
}
