//! The one way in which lists are printed.

use std::io;

use serde::Serialize;
use telecomx::ErrorKind;
use telecomx::paging::{ListPage, Page, Pages};

use crate::args::{Output, Paging};
use crate::columns::Columns;
use crate::exit::{Exit, Failure, note, warn};
use crate::interrupt::Interrupt;
use crate::output::{Prepared, Records};
use crate::progress::Progress;

/// What is wanted of a list.
pub(crate) struct Wanted<'a> {
    pub(crate) output: &'a Output,
    /// `None`: the list has no paging and comes whole.
    pub(crate) paging: Option<&'a Paging>,
    pub(crate) columns: &'static Columns,
    pub(crate) quiet: bool,
}

/// Prints a list, list page by list page.
///
/// A record that cannot be decoded is told and left out. Whatever ends the list early, what stdout
/// has got until then is well-formed, and the message says where to resume; a file is not written.
pub(crate) async fn print<P>(
    pages: Pages<P>,
    wanted: Wanted<'_>,
    interrupt: &Interrupt,
) -> Result<(), Failure>
where
    P: ListPage,
    P::Item: Serialize,
{
    let Wanted { output, paging, .. } = &wanted;
    let prepared = Prepared::new(output, wanted.columns)?;
    let place = prepared.place().to_owned();
    let mut records = prepared.list();
    let concurrency = paging.map_or(1, Paging::concurrency);
    let mut walk = Walk {
        pages: pages.concurrency(concurrency),
        most: paging.and_then(Paging::most),
        position: paging.and_then(Paging::offset).map_or(0, i64::unsigned_abs),
        total: None,
        printed: 0,
        left_out: 0,
        contradiction: false,
        progress: Progress::of_records(wanted.quiet, output.out.is_some()),
    };
    let end = walk.run(&mut records, &place, interrupt).await;
    if matches!(&end, Err(failure) if failure.exit == Exit::Success) {
        return end;
    }
    let finish = |records: Records| {
        records
            .finish()
            .map_err(|error| Failure::write(&place, error))?
            .commit()
    };
    match end {
        Ok(()) => {
            finish(records)?;
            walk.report(&wanted)
        }
        // Of a call that was refused nothing is printed, not even a header.
        Err(failure) if walk.printed == 0 => Err(failure),
        Err(failure) if output.out.is_some() => {
            Err(failure.and(&format!("{place} was not written")))
        }
        Err(failure) => {
            finish(records)?;
            let resume = format!("resume with --from-offset {}", walk.position);
            Err(failure.and_then_hint(&resume))
        }
    }
}

/// A walk along a list.
struct Walk<P: ListPage> {
    pages: Pages<P>,
    most: Option<u64>,
    /// The record that is next, counted in the whole list.
    position: u64,
    total: Option<u64>,
    printed: u64,
    left_out: u64,
    /// Whether the list contradicted itself, but went on.
    contradiction: bool,
    progress: Progress,
}

impl<P> Walk<P>
where
    P: ListPage,
    P::Item: Serialize,
{
    async fn run(
        &mut self,
        records: &mut Records,
        place: &str,
        interrupt: &Interrupt,
    ) -> Result<(), Failure> {
        let failed = |error: io::Error| Failure::write(place, error);
        // A contradiction may or may not be the end: only what follows tells.
        let mut last = None;
        // Even of nothing a list page is asked for: whether `--limit 0` can be is for the client to say.
        let mut first = true;
        while std::mem::take(&mut first) || self.most.is_none_or(|most| self.printed < most) {
            let page = match interrupt.or(self.pages.next()).await? {
                None => break,
                Some(Ok(page)) => page,
                Some(Err(error)) if error.kind() == ErrorKind::Paging => {
                    if let Some(error) = last.replace(error) {
                        self.contradicted(&error);
                    }
                    continue;
                }
                Some(Err(error)) => return Err(error.into()),
            };
            if let Some(error) = last.take() {
                self.contradicted(&error);
            }
            self.page(page, records).map_err(failed)?;
        }
        match last {
            // Ended before the total by contradicting itself: what there is, is not all.
            Some(error) if self.total.is_none_or(|total| self.position < total) => {
                Err(error.into())
            }
            Some(error) => {
                self.contradicted(&error);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Prints a list page, or as much of it as is wanted.
    fn page(&mut self, page: Page<P::Item>, records: &mut Records) -> io::Result<()> {
        self.position = page.offset;
        if let Some(total) = page.total {
            self.total = Some(total);
            let all = self.printed + total.saturating_sub(self.position);
            self.progress
                .expect(self.most.map_or(all, |most| most.min(all)));
        }
        for item in page {
            if self.most.is_some_and(|most| self.printed >= most) {
                break;
            }
            match item {
                Ok(item) => records.record(&item)?,
                Err(error) => {
                    self.left_out += 1;
                    self.progress
                        .aside(|| warn(&format!("left out a record: {error}")));
                }
            }
            self.position += 1;
            self.printed += 1;
            self.progress.advance(1);
        }
        records.flush()
    }

    fn contradicted(&mut self, error: &telecomx::Error) {
        self.contradiction = true;
        self.progress.aside(|| warn(&error.to_string()));
    }

    /// What is to be said of a list that was printed to its end.
    fn report(self, wanted: &Wanted<'_>) -> Result<(), Failure> {
        // The bar must be gone before anything is said.
        drop(self.progress);
        let told = wanted.quiet || !wanted.paging.is_some_and(Paging::is_default);
        if let Some(total) = self.total.filter(|total| !told && self.position < *total) {
            note(&format!(
                "these are {} of {total} records; --all prints all of them",
                self.printed - self.left_out
            ));
        }
        if self.contradiction {
            return Err(Failure::new(
                Exit::Server,
                "the list changed or contradicted itself while it was read",
            )
            .hint("records may be missing or come twice; read it again"));
        }
        if self.left_out > 0 {
            let records = if self.left_out == 1 {
                "record"
            } else {
                "records"
            };
            return Err(Failure::other(format!(
                "{} {records} could not be decoded and left out",
                self.left_out
            ))
            .hint("`telecomx api GET PATH` shows an answer as it is"));
        }
        Ok(())
    }
}
