//! The command at a terminal: a pseudo one, of 80 columns.

use std::time::Duration;

use rexpect::session::{PtySession, spawn_command};
use telecomx_sandbox::{Fault, Sandbox};

use crate::run::{Home, Server};

/// Runs a line at a terminal, and then tells how it ended.
fn at_terminal(home: &Home, line: &str) -> PtySession {
    let mut shell = home.program("sh");
    shell.env("TERM", "xterm-256color").arg("-c").arg(format!(
        "trap : INT; stty cols 80 rows 24 echo -onlcr; {} {line}; echo \"--- exit $?\"; \
         stty -a | grep -q ' echo ' && echo '--- echo is on'",
        env!("CARGO_BIN_EXE_telecomx")
    ));
    spawn_command(shell, Some(20_000)).unwrap()
}

/// All that the terminal has got to see.
fn transcript(home: &Home, line: &str) -> String {
    let text = at_terminal(home, line).exp_eof().unwrap();
    // rexpect takes each byte for a character.
    let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let text = String::from_utf8(bytes).unwrap();
    let text = home.steady(&text).replace('\u{1b}', "␛");
    format!("$ telecomx {line}\n{text}")
}

#[test]
fn sessions_at_a_terminal() {
    let server = Server::of_known_records();
    let home = Home::admin_of(&server);
    let lines = [
        "internet-requests list",
        "--sandbox internet-requests list --full --limit 1",
        "licenses list",
        "flexcare-orders list",
        "resellers list -o jsonl | head -2",
        "--sandbox service-agreements get 1234567890ABCDEFGHIJKLMN --columns name,remote",
        "--sandbox service-agreements get nothing",
        "--sandbox auth status",
        "api GET /customer/resellers/list | head -c 60",
        "--sandbox api GET '/iptv/serviceagreement/1234567890ABCDEFGHIJKLMN'",
    ];
    let text: Vec<_> = lines.iter().map(|line| transcript(&home, line)).collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn a_table_fits_the_terminal() {
    let home = Home::new();
    for list in [
        "internet-requests",
        "licenses",
        "flexcare-orders",
        "resellers",
    ] {
        let text = transcript(&home, &format!("--sandbox -q {list} list"));
        let rows = text.lines().skip(1);
        assert!(rows.clone().count() > 90, "{text}");
        for row in rows {
            let row = row.replace("␛[1m", "").replace("␛[0m", "");
            assert!(row.trim_end().chars().count() <= 80, "{row}");
        }
    }
}

#[test]
fn no_color_means_no_colours() {
    let home = Home::new();
    assert!(transcript(&home, "--sandbox resellers list").contains("␛["));
    assert!(transcript(&home, "--base-url x auth status").contains("␛["));
    let home = home.with("NO_COLOR", "1");
    assert!(!transcript(&home, "--sandbox resellers list").contains("␛["));
    assert!(!transcript(&home, "--base-url x auth status").contains("␛["));
}

#[test]
fn a_bar_shows_how_far_an_export_has_come() {
    let slow = Fault::latency(Duration::from_millis(150));
    let server = Server::start(Sandbox::builder().records(60).fault_always(slow));
    let home = Home::admin_of(&server);
    let line = "licenses list --all --page-size 10 -o csv --out file";
    let text = transcript(&home, line);
    assert!(
        text.contains(" of 60 records, ") && text.contains(" left"),
        "{text}"
    );
    assert!(text.contains("--- exit 0"), "{text}");
    // To a file by redirection it is the same, to a pipe it would be in the reader's way.
    let text = transcript(&home, "licenses list --all --page-size 10 -o csv > file");
    assert!(text.contains(" of 60 records, "), "{text}");
    let text = transcript(&home, "licenses list --all --page-size 10 -o csv | tail -1");
    assert!(!text.contains("records"), "{text}");
    let quiet = transcript(&home, &format!("{line} -q"));
    assert!(!quiet.contains("records"), "{quiet}");
}

#[test]
fn login_asks_for_what_it_needs_and_does_not_echo_secrets() {
    let server = Server::start(Sandbox::builder());
    let home = Home::new().with("TELECOMX_BASE_URL", server.sandbox.url());
    let mut session = at_terminal(&home, "auth login");
    let mut seen = session.exp_string("User name (e-mail): ").unwrap();
    session.send_line("sms@sandbox.example").unwrap();
    seen += &session.exp_string("Password: ").unwrap();
    session.send_line("sms-password").unwrap();
    seen += &session.exp_string("Code sent by SMS: ").unwrap();
    session.send_line("4711").unwrap();
    seen += &session.exp_eof().unwrap();
    assert!(
        seen.contains("sms@sandbox.example"),
        "the name is echoed: {seen}"
    );
    assert!(
        !seen.contains("sms-password") && !seen.contains("4711"),
        "{seen}"
    );
    assert!(seen.contains("logged in at"), "{seen}");
    assert!(
        seen.contains("--- exit 0") && seen.contains("--- echo is on"),
        "{seen}"
    );
    home.run("internet-requests list").ends_with(0);
}

#[test]
fn ctrl_c_at_a_question_gives_the_terminal_back() {
    let server = Server::start(Sandbox::builder());
    let home = Home::new().with("TELECOMX_BASE_URL", server.sandbox.url());
    for answers in [
        &[][..],
        &["sms@sandbox.example"],
        &["sms@sandbox.example", "sms-password"],
    ] {
        let mut session = at_terminal(&home, "auth login");
        let questions = ["User name (e-mail): ", "Password: ", "Code sent by SMS: "];
        for (question, answer) in questions.iter().zip(answers) {
            session.exp_string(question).unwrap();
            session.send_line(answer).unwrap();
        }
        session.exp_string(questions[answers.len()]).unwrap();
        session.send_control('c').unwrap();
        let end = session.exp_string("--- echo is on").unwrap();
        assert!(end.contains("--- exit 130"), "{answers:?}: {end}");
        assert!(end.contains("interrupted"), "{answers:?}: {end}");
    }
}
