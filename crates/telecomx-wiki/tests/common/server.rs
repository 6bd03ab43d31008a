//! A server on loopback that behaves like a DokuWiki, and misbehaves where it is told to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the server says to a request for a page.
#[derive(Debug, Clone)]
pub(crate) enum Page {
    /// 200, with a date that `If-Modified-Since` is held against.
    Ok(Vec<u8>),
    Status(u16, &'static str),
    Redirect(String),
    /// The head comes at once, the body late.
    Slow(Duration),
    /// A body without an end that is worth waiting for.
    Large(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) target: String,
    pub(crate) agent: String,
    pub(crate) since: Option<String>,
}

#[derive(Debug, Default)]
struct State {
    pages: BTreeMap<String, Page>,
    asked: Vec<Asked>,
    date: String,
    open: usize,
    most_open: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct Server {
    state: Arc<Mutex<State>>,
    address: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(State {
            date: "Mon, 03 Feb 2020 03:05:00 GMT".to_owned(),
            ..State::default()
        }));
        let server = Self { state, address };
        let serving = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = serving.clone();
                std::thread::spawn(move || server.serve(stream));
            }
        });
        server
    }

    /// The address of its `doku.php`.
    pub(crate) fn url(&self) -> String {
        format!("{}/doku.php", self.address)
    }

    pub(crate) fn page(&self, id: &str) -> String {
        format!("{}?id={id}", self.url())
    }

    pub(crate) fn set(&self, id: &str, page: Page) {
        self.state
            .lock()
            .expect("state")
            .pages
            .insert(id.to_owned(), page);
    }

    /// All pages were saved again, at another time.
    pub(crate) fn touch(&self) {
        self.state.lock().expect("state").date = "Tue, 04 Feb 2020 03:05:00 GMT".to_owned();
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.lock().expect("state").asked.clone()
    }

    pub(crate) fn most_open(&self) -> usize {
        self.state.lock().expect("state").most_open
    }

    fn serve(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
            let mut asked = Asked {
                target: target.clone(),
                agent: String::new(),
                since: None,
            };
            loop {
                let mut header = String::new();
                if reader.read_line(&mut header).unwrap_or(0) == 0 || header.trim().is_empty() {
                    break;
                }
                let (name, value) = header.split_once(':').unwrap_or_default();
                match name.to_ascii_lowercase().as_str() {
                    "user-agent" => value.trim().clone_into(&mut asked.agent),
                    "if-modified-since" => asked.since = Some(value.trim().to_owned()),
                    _ => {}
                }
            }
            let (page, date) = {
                let mut state = self.state.lock().expect("state");
                state.asked.push(asked.clone());
                state.open += 1;
                state.most_open = state.most_open.max(state.open);
                (state.answer(&target), state.date.clone())
            };
            let done = answer(&mut stream, &asked, &page, &date);
            self.state.lock().expect("state").open -= 1;
            if done.is_err() {
                return;
            }
        }
    }
}

impl State {
    fn answer(&self, target: &str) -> Page {
        let url = url::Url::parse(&format!("http://x{target}")).expect("a target");
        let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        if query.get("do").map(String::as_str) == Some("index") {
            return Page::Ok(
                self.index(query.get("idx").map_or("", String::as_str))
                    .into_bytes(),
            );
        }
        let id = query.get("id").cloned().unwrap_or_default();
        self.pages
            .get(&id)
            .cloned()
            .unwrap_or(Page::Status(404, "<h1>This topic does not exist yet</h1>"))
    }

    /// What DokuWiki's index shows of a namespace: the pages in it, and links to the namespaces below.
    fn index(&self, namespace: &str) -> String {
        let mut out =
            "<html><body><!-- wikipage start --><h1>Sitemap</h1><ul class=\"idx\">".to_owned();
        let mut below: Vec<String> = Vec::new();
        for id in self.pages.keys() {
            let Some(rest) = id.strip_prefix(&format!("{namespace}:")) else {
                continue;
            };
            match rest.split_once(':') {
                None => out.push_str(&format!("<li><a href=\"/doku.php?id={id}\" class=\"wikilink1\" title=\"{id}\" data-wiki-id=\"{id}\">{rest}</a></li>")),
                Some((child, _)) if !below.contains(&child.to_owned()) => {
                    let ns = format!("{namespace}:{child}").replace(':', "%3A");
                    out.push_str(&format!("<li><a href=\"/doku.php?id=start&amp;idx={ns}\" class=\"idx_dir\" title=\"{namespace}:{child}\">{child}</a></li>"));
                    below.push(child.to_owned());
                }
                Some(_) => {}
            }
        }
        out.push_str("<li><a href=\"/doku.php?id=other:page\">other</a></li></ul></body></html>");
        out
    }
}

fn answer(stream: &mut TcpStream, asked: &Asked, page: &Page, date: &str) -> std::io::Result<()> {
    let mut send = |status: &str, headers: &str, body: &[u8]| {
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n",
            body.len()
        )?;
        stream.write_all(body)
    };
    match page {
        Page::Ok(_) if asked.since.as_deref() == Some(date) => send("304 Not Modified", "", b""),
        Page::Ok(body) => send(
            "200 OK",
            &format!("Content-Type: text/html\r\nLast-Modified: {date}\r\n"),
            body,
        ),
        Page::Status(status, body) => send(
            &format!("{status} Whatever"),
            "Content-Type: text/html\r\n",
            body.as_bytes(),
        ),
        Page::Redirect(target) => send("302 Found", &format!("Location: {target}\r\n"), b""),
        Page::Slow(time) => {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")?;
            stream.flush()?;
            std::thread::sleep(*time);
            stream.write_all(b"0123456789")
        }
        Page::Large(size) => {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n")?;
            let block = [b' '; 65536];
            (0..size.div_ceil(block.len())).try_for_each(|_| stream.write_all(&block))
        }
    }
}
