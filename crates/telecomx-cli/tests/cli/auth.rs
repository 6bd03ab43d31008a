//! Logging in and out, and where tokens are kept.

use std::fs;
use std::time::Duration;

use telecomx_sandbox::Sandbox;

use crate::run::{Home, Ran, Server};

fn login(home: &Home, server: &Server, arguments: &str, stdin: &str) -> Ran {
    let line = format!(
        "--base-url {} auth login --password-stdin {arguments}",
        server.sandbox.url()
    );
    home.run_with(line.split_whitespace(), Some(stdin))
}

#[test]
fn a_token_is_kept_used_and_forgotten() {
    let server = Server::start(Sandbox::builder().records(3));
    let home = Home::new();
    let admin = "--username admin@sandbox.example";
    let ran = login(&home, &server, admin, "admin-password\n").ends_with(0);
    let mut text = home.steady(&ran.stderr);
    text.push_str(&home.session("internet-requests list --all --columns _id,type"));
    text.push_str(&home.session("auth status"));
    text.push_str(&home.session("auth logout"));
    text.push_str(&home.session("auth status"));
    insta::assert_snapshot!(text);
    assert!(!home.credentials("default").exists());
    assert_eq!(server.sandbox.calls("logout"), 1);
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_for_its_owner_alone_and_holds_no_password() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start(Sandbox::builder());
    let home = Home::new();
    let admin = "--username admin@sandbox.example";
    login(&home, &server, admin, "admin-password").ends_with(0);
    let file = home.credentials("default");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    assert!(!fs::read_to_string(&file).unwrap().contains("password"));

    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let ran = home.run("resellers list").ends_with(0);
    assert!(
        ran.stderr.contains("warning: ~") || ran.stderr.contains("chmod 600"),
        "{ran:?}"
    );
    // Logging in again mends it.
    login(&home, &server, admin, "admin-password").ends_with(0);
    assert_eq!(mode(&file), 0o600);
}

#[test]
fn a_refused_login_is_3_and_keeps_nothing() {
    let server = Server::start(Sandbox::builder());
    let home = Home::new();
    let admin = "--username admin@sandbox.example";
    let ran = login(&home, &server, admin, "wrong").ends_with(3);
    insta::assert_snapshot!(ran.stderr, @r"
    error: login: the credentials were refused (status 401, `credentials_invalid`)
    hint: check user name, password and code
    ");
    assert!(!home.credentials("default").exists());
}

#[test]
fn a_second_factor_is_read_from_the_second_line() {
    let server = Server::start(Sandbox::builder());
    let home = Home::new();
    for (user, code) in [("sms", "4711"), ("authenticator", "123456")] {
        let name = format!("--username {user}@sandbox.example");
        let with = |code: &str| login(&home, &server, &name, &format!("{user}-password\n{code}"));
        with(code).ends_with(0);
        with("000000").ends_with(3);
        let ran = with("").ends_with(3);
        assert!(!ran.stderr.contains("-password"), "{ran:?}");
    }
}

#[test]
fn a_token_that_has_expired_is_3() {
    let server = Server::start(Sandbox::builder());
    let home = Home::new();
    let admin = "--username admin@sandbox.example";
    login(&home, &server, admin, "admin-password").ends_with(0);
    home.run("resellers list").ends_with(0);
    server.sandbox.advance(Duration::from_secs(16 * 60));
    let ran = home.run("resellers list").ends_with(3);
    insta::assert_snapshot!(ran.stderr, @r"
    error: listResellers: the credentials were refused (status 401, `expired`)
    hint: log in with `telecomx auth login`, or set TELECOMX_TOKEN to a valid token
    ");
    // Logging out of what has ended is no failure.
    home.run("auth logout").ends_with(0);
    assert!(!home.credentials("default").exists());
}

#[test]
fn a_persistent_token_does_not_expire() {
    let server = Server::start(Sandbox::builder());
    let home = Home::new();
    let admin = "--username admin@sandbox.example --persist";
    let ran = login(&home, &server, admin, "admin-password").ends_with(0);
    assert!(ran.stderr.contains("until logout"), "{ran:?}");
    server.sandbox.advance(Duration::from_secs(24 * 3600));
    home.run("resellers list").ends_with(0);
}

#[test]
fn a_token_is_sent_to_no_other_host() {
    let server = Server::start(Sandbox::builder());
    let other = Server::start(Sandbox::builder());
    let home = Home::new();
    let admin = "--username admin@sandbox.example";
    login(&home, &server, admin, "admin-password").ends_with(0);
    let line = format!("--base-url {} resellers list", other.sandbox.url());
    let ran = home.run(&line).ends_with(3);
    assert!(ran.stderr.contains("another base URL"), "{ran:?}");
    assert_eq!(other.sandbox.requests().len(), 0);
}

#[test]
fn profiles_are_apart() {
    let server = Server::start(Sandbox::builder());
    let home = Home::new();
    let of = |user: &str| {
        let arguments = format!("--profile {user} --username {user}@sandbox.example");
        login(&home, &server, &arguments, &format!("{user}-password")).ends_with(0);
    };
    of("admin");
    of("viewer");
    let level = |home: &Home, line: &str| {
        let ran = home.run(&format!("{line} auth status -o json --columns accessLevel"));
        ran.ends_with(0).stdout.replace(['\n', ' '], "")
    };
    assert_eq!(
        level(&home, "--profile viewer"),
        r#"{"accessLevel":"VIEWER"}"#
    );
    assert_eq!(
        level(&home, "--profile admin"),
        r#"{"accessLevel":"ADMIN"}"#
    );
    home.run("auth status").ends_with(3);
    home.run("--profile viewer auth logout").ends_with(0);
    assert!(home.credentials("admin").exists());
    let home = home.with("TELECOMX_PROFILE", "admin");
    assert_eq!(level(&home, ""), r#"{"accessLevel":"ADMIN"}"#);
}

#[test]
fn the_environment_goes_before_the_profile() {
    let server = Server::start(Sandbox::builder());
    let home = Home::new();
    let admin = "--username admin@sandbox.example";
    login(&home, &server, admin, "admin-password").ends_with(0);
    let viewer = server.sandbox.user("VIEWER").unwrap();
    let home = home
        .with("TELECOMX_USERNAME", &viewer.username)
        .with("TELECOMX_PASSWORD", &viewer.password);
    let ran = home.run("auth status").ends_with(0);
    assert!(ran.stdout.contains("VIEWER"), "{ran:?}");
    assert!(ran.stderr.contains("TELECOMX_USERNAME"), "{ran:?}");
    let reseller = server.sandbox.user("RESELLER").unwrap();
    let home = home.with("TELECOMX_TOKEN", &reseller.machine_token);
    let ran = home.run("auth status").ends_with(0);
    assert!(ran.stdout.contains("RESELLER"), "{ran:?}");
    // And --sandbox before both.
    let ran = home.run("--sandbox auth status").ends_with(0);
    assert!(ran.stdout.contains("ADMIN"), "{ran:?}");
}

#[test]
fn a_password_of_the_environment_and_a_second_factor_need_a_terminal() {
    let server = Server::start(Sandbox::builder());
    let home = Home::new()
        .with("TELECOMX_BASE_URL", server.sandbox.url())
        .with("TELECOMX_USERNAME", "sms@sandbox.example")
        .with("TELECOMX_PASSWORD", "sms-password");
    let ran = home.run("internet-requests list").ends_with(3);
    insta::assert_snapshot!(ran.stderr, @r"
    error: login: the credentials were refused (status 401, `smsKey`)
    hint: log in with `telecomx auth login`, which asks for the code
    ");
}

#[test]
fn the_sandbox_is_neither_logged_out_of_nor_behind_a_proxy() {
    let server = Server::start(Sandbox::builder());
    let home = Home::new().with("http_proxy", "http://127.0.0.1:9");
    let admin = "--username admin@sandbox.example";
    login(&home, &server, admin, "admin-password").ends_with(0);
    home.run("--sandbox auth logout --local").ends_with(2);
    home.run("auth status").ends_with(0);
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let home = Home::new();
    home.run("auth login").ends_with(2);
    home.run("auth login --username x").ends_with(2);
    home.run("auth login --password-stdin").ends_with(2);
    home.run("auth login --username x --password-stdin")
        .ends_with(2);
}

#[test]
fn a_broken_file_of_credentials_is_1_and_is_not_quoted() {
    let home = Home::new();
    let file = home.credentials("default");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    for text in [
        "",
        "s3cret",
        "\"s3cret\"",
        "{\"token\":\"s3cret\"}",
        "{\"base_url\":1,\"username\":\"s3cret\",\"token\":\"s3cret\"}",
        &"s3cret".repeat(100_000),
    ] {
        fs::write(&file, text).unwrap();
        let ran = home.run("-vv resellers list").ends_with(1);
        assert!(ran.stderr.contains("default.json"), "{ran:?}");
        assert!(!ran.stderr.contains("s3cret"), "{ran:?}");
    }
    // It can always be got rid of.
    home.run("auth logout --local").ends_with(0);
    assert!(!file.exists());
}
