//! Answers as they were written before: the data never change, so the same call has the same answer.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::body::Bytes;

/// Bytes of calls and bodies that are kept. A client that comes back to a list page finds it among some hundred others; one that
/// walks through a million records leaves nothing behind.
const CAPACITY: usize = 16 * 1024 * 1024;

/// Bodies of answers, by all that they follow from.
#[derive(Default)]
pub(crate) struct Answers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    bodies: HashMap<String, Bytes>,
    size: usize,
}

impl Answers {
    pub(crate) fn get(&self, call: &str) -> Option<Bytes> {
        self.kept().bodies.get(call).cloned()
    }

    pub(crate) fn keep(&self, call: String, body: Bytes) {
        let mut kept = self.kept();
        // A filter may be long, and its answer short.
        let size = call.len() + body.len();
        // All at once: to know which one was used last would cost every call something.
        if kept.size + size > CAPACITY {
            *kept = Kept::default();
        }
        if size <= CAPACITY {
            kept.size += size;
            let name = call.len();
            if let Some(before) = kept.bodies.insert(call, body) {
                kept.size -= name + before.len();
            }
        }
    }

    /// Nothing is ever half done while the lock is held, so a panic elsewhere leaves no harm behind.
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_never_takes_more_than_it_may() {
        let answers = Answers::default();
        for number in 0..100 {
            answers.keep(number.to_string(), Bytes::from(vec![0; CAPACITY / 10]));
            answers.keep("again".to_owned(), Bytes::from(vec![0; 10]));
            let kept = answers.kept();
            let sizes = kept
                .bodies
                .iter()
                .map(|(call, body)| call.len() + body.len());
            let held: usize = sizes.sum();
            assert!(held <= CAPACITY);
            assert_eq!(held, kept.size);
        }
        assert!(answers.get("99").is_some());
        answers.keep("large".to_owned(), Bytes::from(vec![0; CAPACITY]));
        assert!(answers.get("large").is_none());
    }
}
