//! Lists, page by page and item by item.
//!
//! A list ends when the server's total is reached. Everything that speaks against that, a total
//! that changes, records that come twice, an `offset` that the server ignores, an end before the
//! total, is an error item of kind [`ErrorKind::Paging`]: nothing is cut short silently, and
//! nothing loops.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use crate::Text;
use crate::error::{Error, ErrorKind};
use tracing::Instrument;

use crate::records::{Loose, Records, salvage};

/// The answer of a list operation. Implemented by the generated code, from `x-pagination`.
pub trait ListPage: DeserializeOwned + Send + 'static {
    /// A record of the list.
    type Item: DeserializeOwned + Send + 'static;
    /// The property that holds the records; empty if the answer is a bare array.
    #[doc(hidden)]
    const ITEMS: &'static str;
    #[doc(hidden)]
    fn into_parts(self) -> Parts<Self::Item>;
    /// The record's id, by which a record that comes twice is noticed; empty if it has none.
    #[doc(hidden)]
    fn id(item: &Self::Item) -> &str;
}

/// A bare array: the whole list at once.
impl<T: DeserializeOwned + Send + 'static> ListPage for Vec<T> {
    type Item = T;
    const ITEMS: &'static str = "";

    fn into_parts(self) -> Parts<T> {
        Parts {
            offset: None,
            limit: None,
            total: None,
            items: self,
        }
    }

    fn id(_: &T) -> &str {
        ""
    }
}

/// What a list answer consists of.
#[doc(hidden)]
pub struct Parts<T> {
    pub offset: Option<i64>,
    pub limit: Option<i64>,
    pub total: Option<i64>,
    pub items: Vec<T>,
}

/// Where a list starts, as the request builder was told and as the document bounds it.
#[doc(hidden)]
pub struct Start {
    pub offset: Result<Option<i64>, String>,
    pub limit: Result<Option<i64>, String>,
    pub default_limit: Option<i64>,
    pub maximum_limit: Option<i64>,
    /// False for a bare array.
    pub paged: bool,
}

type Pending<P> = Pin<Box<dyn Future<Output = Result<P, Error>> + Send>>;
type PageStream<P> = Pin<Box<dyn Stream<Item = Result<Page<<P as ListPage>::Item>, Error>> + Send>>;
type Fetch<P> = Arc<dyn Fn(Option<i64>, Option<i64>) -> Pending<P> + Send + Sync>;

/// One list page.
pub struct Page<T> {
    /// Position of the first record in the whole list, counted from 0.
    pub offset: u64,
    /// Number of records that was asked for; `None` if that was left to the server.
    pub limit: Option<u64>,
    /// Number of records in the whole list, if the server said.
    pub total: Option<u64>,
    records: Records<T>,
}

impl<T> Page<T> {
    /// Number of records, those included that could not be decoded.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether the page holds no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The records that could be decoded.
    pub fn items(&self) -> impl Iterator<Item = &T> {
        self.records.iter().filter_map(Result::ok)
    }
}

/// The records in their order, one that could not be decoded as its error.
impl<T> IntoIterator for Page<T> {
    type Item = Result<T, Error>;
    type IntoIter = crate::records::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.into_iter()
    }
}

impl<T> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("offset", &self.offset)
            .field("limit", &self.limit)
            .field("total", &self.total)
            .field("records", &self.len())
            .finish()
    }
}

/// The list pages of a list, as a stream. Nothing is sent before it is polled.
///
/// Without a `limit` of yours, pages are as large as the document allows.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<P: ListPage>(Stage<P>);

enum Stage<P: ListPage> {
    Set {
        start: Start,
        fetch: Fetch<P>,
        concurrency: usize,
        strict: bool,
    },
    Running(PageStream<P>),
    Ended,
}

impl<P: ListPage> Pages<P> {
    #[doc(hidden)]
    pub fn new<F>(start: Start, fetch: F) -> Self
    where
        F: Fn(Option<i64>, Option<i64>) -> Pending<P> + Send + Sync + 'static,
    {
        Self(Stage::Set {
            start,
            fetch: Arc::new(fetch),
            concurrency: 1,
            strict: false,
        })
    }

    /// Fetches up to `n` pages at a time, in tasks of their own, and keeps the order. Default 1:
    /// a page is fetched when it is asked for and not before.
    ///
    /// With more than 1 the first `n` requests start together, before the list's length is known.
    /// Has no effect once the stream has been polled.
    pub fn concurrency(mut self, n: usize) -> Self {
        if let Stage::Set { concurrency, .. } = &mut self.0 {
            *concurrency = n.max(1);
        }
        self
    }

    /// Ends at the first record that cannot be decoded and at the first contradiction, instead of
    /// going on after reporting it. Has no effect once the stream has been polled.
    pub fn strict(mut self) -> Self {
        if let Stage::Set { strict, .. } = &mut self.0 {
            *strict = true;
        }
        self
    }

    /// The records of all pages.
    pub fn items(self) -> Items<P> {
        Items {
            pages: self,
            page: None,
            position: 0,
        }
    }

    /// The next page, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Page<P::Item>, Error>> {
        StreamExt::next(self).await
    }
}

impl<P: ListPage> Stream for Pages<P> {
    type Item = Result<Page<P::Item>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match std::mem::replace(&mut self.0, Stage::Ended) {
            Stage::Set {
                start,
                fetch,
                concurrency,
                strict,
            } => {
                self.0 = Stage::Running(Walk::stream(start, fetch, concurrency, strict));
            }
            stage => self.0 = stage,
        }
        let Stage::Running(stream) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let next = stream.as_mut().poll_next(context);
        if let Poll::Ready(None) = next {
            self.0 = Stage::Ended;
        }
        next
    }
}

impl<P: ListPage> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// The records of a list, as a stream over its list pages.
///
/// A record that cannot be decoded is an error item with its [`index`](Error::index),
/// [`json_path`](Error::json_path) and [raw JSON](Error::body), and the stream goes on. So it does
/// after a contradiction that it can report and pass. After any other error it ends;
/// [`position`](Self::position) tells where to resume.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<P: ListPage> {
    pages: Pages<P>,
    page: Option<crate::records::IntoIter<P::Item>>,
    position: u64,
}

impl<P: ListPage> Items<P> {
    /// See [`Pages::concurrency`].
    pub fn concurrency(mut self, n: usize) -> Self {
        self.pages = self.pages.concurrency(n);
        self
    }

    /// See [`Pages::strict`].
    pub fn strict(mut self) -> Self {
        self.pages = self.pages.strict();
        self
    }

    /// How far the stream has come: the `offset` to give to a new request in order to go on after
    /// the last record that came. A plain number, to be stored anywhere; 0 before the first page.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The next record, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<P::Item, Error>> {
        StreamExt::next(self).await
    }

    /// All records, or the first error.
    ///
    /// # Errors
    /// Whatever the stream would yield as an error item.
    pub async fn collect_all(mut self) -> Result<Vec<P::Item>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }
}

impl<P: ListPage> Stream for Items<P> {
    type Item = Result<P::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.page.as_mut().and_then(Iterator::next) {
                self.position += 1;
                return Poll::Ready(Some(item));
            }
            match std::task::ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    self.position = page.offset;
                    self.page = Some(page.into_iter());
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// Neither holds a self-reference; the records are never pinned.
impl<P: ListPage> Unpin for Pages<P> {}
impl<P: ListPage> Unpin for Items<P> {}

impl<P: ListPage> fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

/// The walk along a list.
struct Walk<P: ListPage> {
    fetch: Fetch<P>,
    concurrency: usize,
    strict: bool,
    paged: bool,
    /// Position of the page that is next in turn.
    next: i64,
    /// Records to ask for in a page, and so the step from page to page. `None`: the server decides.
    limit: Option<i64>,
    total: Option<i64>,
    /// Pages under way, in order, by position.
    ahead: VecDeque<(i64, Pending<P>)>,
    /// Ids of the page before, to notice records that come twice. Not of all pages: memory stays
    /// constant on any list.
    previous: HashSet<Text>,
    /// What there is to hand out before going on.
    out: VecDeque<Result<Page<P::Item>, Error>>,
    ended: bool,
}

impl<P: ListPage> Walk<P> {
    fn stream(start: Start, fetch: Fetch<P>, concurrency: usize, strict: bool) -> PageStream<P> {
        let (offset, limit) = match (start.offset, start.limit) {
            (Ok(offset), Ok(limit)) => (offset, limit),
            (Err(what), _) | (_, Err(what)) => {
                return Box::pin(futures_util::stream::iter([Err(Error::InvalidRequest(
                    what,
                ))]));
            }
        };
        let walk = Self {
            fetch,
            concurrency: if start.paged { concurrency } else { 1 },
            strict,
            paged: start.paged,
            next: offset.unwrap_or(0),
            limit: limit.or(start.maximum_limit).or(start.default_limit),
            total: None,
            ahead: VecDeque::new(),
            previous: HashSet::new(),
            out: VecDeque::new(),
            ended: false,
        };
        Box::pin(futures_util::stream::unfold(walk, Self::step))
    }

    async fn step(mut self) -> Option<(Result<Page<P::Item>, Error>, Self)> {
        loop {
            if let Some(out) = self.out.pop_front() {
                if self.strict && out.is_err() {
                    self.end();
                }
                return Some((out, self));
            }
            if self.ended {
                return None;
            }
            self.read_ahead();
            let (offset, page) = self.ahead.pop_front()?;
            match page.await {
                Ok(page) => self.arrived(offset, Loose::from(page.into_parts())),
                Err(error) => match salvage::<P>(error, u64::try_from(offset).unwrap_or(0)) {
                    Ok(parts) => self.arrived(offset, parts),
                    Err(error) => {
                        self.end();
                        self.out.push_back(Err(error));
                    }
                },
            }
        }
    }

    fn end(&mut self) {
        self.ended = true;
        // Dropping a request under way aborts it.
        self.ahead.clear();
    }

    /// Starts requests until as many are under way as may be.
    fn read_ahead(&mut self) {
        let mut offset = self.next;
        while self.ahead.len() < self.concurrency {
            if let Some((last, _)) = self.ahead.back() {
                // How far to step is only known with a limit.
                let Some(limit) = self.limit else { return };
                offset = last.saturating_add(limit);
                if self.total.is_some_and(|total| offset >= total) {
                    return;
                }
            }
            // The first page without an offset is the request as the caller made it.
            let from = (self.paged && offset != 0).then_some(offset);
            let page = (self.fetch)(from, self.limit.filter(|_| self.paged));
            let page = if self.concurrency > 1 {
                spawned(page)
            } else {
                page
            };
            self.ahead.push_back((offset, page));
        }
    }

    /// Takes a page in: notices what contradicts the pages before, and decides how to go on.
    fn arrived(&mut self, asked: i64, parts: Loose<P::Item>) {
        let Loose {
            offset,
            total,
            records,
        } = parts;
        let received = i64::try_from(records.len()).unwrap_or(i64::MAX);
        let report = |out: &mut VecDeque<_>, what: String| {
            out.push_back(Err(Error::new(ErrorKind::Paging, what)))
        };

        if self.paged && received > 0 && offset.is_some_and(|offset| offset != asked) {
            let answered = offset.unwrap_or_default();
            self.end();
            return report(
                &mut self.out,
                format!("asked for records from {asked}, the server answered from {answered}"),
            );
        }
        let ids: HashSet<Text> = records
            .iter()
            .filter_map(Result::ok)
            .map(P::id)
            .filter(|id| !id.is_empty())
            .map(Text::from)
            .collect();
        let repeated = ids.intersection(&self.previous).count();
        if repeated > 0 && repeated == ids.len() {
            self.end();
            return report(
                &mut self.out,
                format!("the list page from {asked} holds the same records as the one before"),
            );
        }
        if repeated > 0 {
            report(
                &mut self.out,
                format!(
                    "{repeated} records of the list page from {asked} also came in the one before"
                ),
            );
        }
        self.previous = ids;
        if let (Some(before), Some(now)) = (self.total, total)
            && before != now
        {
            report(
                &mut self.out,
                format!(
                    "the total changed from {before} to {now}: records may be missing or come twice"
                ),
            );
        }
        self.total = total.or(self.total);
        if self.strict
            && let Some(at) = records.first_error()
        {
            self.end();
            let error = records.into_iter().nth(at).and_then(Result::err);
            self.out.extend(error.map(Err));
            return;
        }
        self.out.push_back(Ok(Page {
            offset: u64::try_from(asked).unwrap_or(0),
            limit: self
                .limit
                .filter(|_| self.paged)
                .and_then(|limit| u64::try_from(limit).ok()),
            total: self.total.and_then(|total| u64::try_from(total).ok()),
            records,
        }));
        self.next = asked.saturating_add(received);
        self.go_on(received);
    }

    /// Ends at the total, without one at a short page, and always where there is no progress.
    fn go_on(&mut self, received: i64) {
        let short = self.limit.is_some_and(|limit| received < limit);
        let done = match self.total {
            _ if !self.paged => true,
            Some(total) => self.next >= total,
            None => received == 0 || short,
        };
        if done {
            return self.end();
        }
        if received == 0 {
            self.end();
            let (next, total) = (self.next, self.total.unwrap_or_default());
            let what =
                format!("the list ended at {next} although the server speaks of {total} records");
            return self.out.push_back(Err(Error::new(ErrorKind::Paging, what)));
        }
        // A page may hold fewer records than were asked for: what was read ahead from behind the
        // gap is dropped, and the pages from here on are as large as the server makes them.
        if self
            .ahead
            .front()
            .is_some_and(|(offset, _)| *offset != self.next)
        {
            self.ahead.clear();
            self.limit = self.limit.map(|limit| limit.min(received));
        }
    }
}

/// Runs a request in a task of its own, so that it goes on while the caller is busy with the items
/// before it. Dropped, it is aborted.
fn spawned<P: ListPage>(page: Pending<P>) -> Pending<P> {
    struct Task<P>(tokio::task::JoinHandle<Result<P, Error>>);
    impl<P> Drop for Task<P> {
        fn drop(&mut self) {
            self.0.abort();
        }
    }
    let mut task = Task(tokio::spawn(page.in_current_span()));
    Box::pin(async move {
        match (&mut task.0).await {
            Ok(page) => page,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Error::new(
                    ErrorKind::Connection,
                    "the runtime shut down while a list page was under way",
                )),
            },
        }
    })
}
