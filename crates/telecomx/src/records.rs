//! The records of a list page, where one bad record is one bad record.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::error::{Error, ErrorKind, place};
use crate::paging::{ListPage, Parts};

/// Decoded records. The normal page pays nothing for the possibility of a bad one.
pub(crate) enum Records<T> {
    Whole(Vec<T>),
    Mixed(Vec<Result<T, Error>>),
}

/// Iterates over the records of a [`Page`](crate::paging::Page).
pub struct IntoIter<T>(Inner<T>);

enum Inner<T> {
    Whole(std::vec::IntoIter<T>),
    Mixed(std::vec::IntoIter<Result<T, Error>>),
}

impl<T> Records<T> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Whole(records) => records.len(),
            Self::Mixed(records) => records.len(),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Result<&T, &Error>> {
        let (whole, mixed) = match self {
            Self::Whole(records) => (&records[..], &[][..]),
            Self::Mixed(records) => (&[][..], &records[..]),
        };
        whole.iter().map(Ok).chain(mixed.iter().map(Result::as_ref))
    }

    pub(crate) fn first_error(&self) -> Option<usize> {
        match self {
            Self::Whole(_) => None,
            Self::Mixed(records) => records.iter().position(Result::is_err),
        }
    }

    pub(crate) fn into_iter(self) -> IntoIter<T> {
        IntoIter(match self {
            Self::Whole(records) => Inner::Whole(records.into_iter()),
            Self::Mixed(records) => Inner::Mixed(records.into_iter()),
        })
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Inner::Whole(records) => records.next().map(Ok),
            Inner::Mixed(records) => records.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Inner::Whole(records) => records.size_hint(),
            Inner::Mixed(records) => records.size_hint(),
        }
    }
}

impl<T> ExactSizeIterator for IntoIter<T> {}

/// A list page whose records were decoded one by one, or all together.
pub(crate) struct Loose<T> {
    pub(crate) offset: Option<i64>,
    pub(crate) total: Option<i64>,
    pub(crate) records: Records<T>,
}

impl<T> From<Parts<T>> for Loose<T> {
    fn from(parts: Parts<T>) -> Self {
        Self {
            offset: parts.offset,
            total: parts.total,
            records: Records::Whole(parts.items),
        }
    }
}

/// Reads a page that did not decode once more, record by record. `offset` is the position of its
/// first record.
///
/// # Errors
/// The error of the first reading, if there was no page or if there are no records to be told apart.
pub(crate) fn salvage<P: ListPage>(mut error: Error, offset: u64) -> Result<Loose<P::Item>, Error> {
    if error.kind() != ErrorKind::Decode {
        return Err(error);
    }
    let Some(body) = error.take_body() else {
        return Err(error);
    };
    match read::<P>(&body, &error, offset) {
        Some(loose) => Ok(loose),
        None => Err(error.with_body(body)),
    }
}

fn read<P: ListPage>(body: &Bytes, error: &Error, offset: u64) -> Option<Loose<P::Item>> {
    let text = std::str::from_utf8(body).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut envelope = BTreeMap::<Cow<'_, str>, &RawValue>::new();
    let raw: Vec<&RawValue> = if P::ITEMS.is_empty() {
        serde_json::from_str(text).ok()?
    } else {
        envelope = serde_json::from_str(text).ok()?;
        serde_json::from_str(envelope.get(P::ITEMS)?.get()).ok()?
    };
    let number = |name: &str| {
        let mut json = serde_json::Deserializer::from_str(envelope.get(name)?.get());
        crate::number::lenient_integer(&mut json).ok()
    };
    let records = raw
        .into_iter()
        .enumerate()
        .map(|(at, record)| {
            decode(record, error, P::ITEMS, at).map_err(|error| {
                error.at_record(offset + at as u64, body.slice_ref(record.get().as_bytes()))
            })
        })
        .collect();
    Some(Loose {
        offset: number("offset"),
        total: number("total"),
        records: Records::Mixed(records),
    })
}

fn decode<T: DeserializeOwned>(
    record: &RawValue,
    page: &Error,
    items: &str,
    at: usize,
) -> Result<T, Error> {
    let mut json = serde_json::Deserializer::from_str(record.get());
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = place(&format!("{items}[{at}]"), error.path());
        // The line and column are the record's own, and so of no use to who has the page.
        page.clone()
            .with_what(Error::json_kind(error.inner()))
            .at_path(path)
    })
}
