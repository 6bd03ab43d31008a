//! The sandbox as a command.

use std::{
    io::{BufRead, BufReader, Read as _, Write as _},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_telecomx-sandbox"))
}

/// Ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already where all is well.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn refused(arguments: &[&str]) -> Output {
    command().args(arguments).output().unwrap()
}

/// Sends Ctrl-C and gives the exit code.
fn interrupted(running: &mut Running) -> Option<i32> {
    let kill = Command::new("kill")
        .args(["-INT", &running.0.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    for _ in 0..500 {
        if let Some(status) = running.0.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("it does not end");
}

#[test]
fn it_prints_its_address_serves_and_ends_cleanly() {
    let flags = [
        "--records",
        "7",
        "--seed",
        "3",
        "--evolve",
        "--fault",
        "status=503",
    ];
    let running = command().args(flags).stdout(Stdio::piped()).spawn();
    let mut running = Running(running.unwrap());
    let mut output = BufReader::new(running.0.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let url = output
        .find(|line| line.starts_with("http://127.0.0.1:"))
        .unwrap();
    let admin = output
        .find(|line| line.trim_start().starts_with("ADMIN"))
        .unwrap();
    let token = admin.split_whitespace().last().unwrap();
    let target = format!("/internet/request?token={token}");
    let get = || {
        let mut stream =
            std::net::TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
        write!(
            stream,
            "GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    assert!(get().starts_with("HTTP/1.1 503"));
    let answer = get();
    assert!(
        answer.contains("\"total\":7") && answer.contains("addedLater"),
        "{answer}"
    );
    assert_eq!(interrupted(&mut running), Some(0));
}

#[test]
fn it_can_be_interrupted_as_soon_as_it_tells_its_address() {
    for _ in 0..20 {
        let mut running = Running(command().stdout(Stdio::piped()).spawn().unwrap());
        let mut first = [0];
        running
            .0
            .stdout
            .as_mut()
            .unwrap()
            .read_exact(&mut first)
            .unwrap();
        assert_eq!(interrupted(&mut running), Some(0));
    }
}

#[test]
fn what_it_cannot_do_it_says() {
    let output = refused(&["--fault", "latnecy=2s"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean \"latency\"?"));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let output = refused(&["--port", &taken.local_addr().unwrap().port().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        message.contains("choose another port: Address already in use"),
        "{message}"
    );
}
