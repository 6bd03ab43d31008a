#![doc = include_str!("../README.md")]

mod answers;
mod arguments;
mod auth;
mod builder;
mod connection;
mod csv;
mod data;
mod dice;
#[cfg(feature = "docs")]
mod docs;
mod document;
mod fault;
mod ids;
mod log;
mod operations;
mod pages;
mod people;
mod refusal;
mod sandbox;
mod schema;
mod sent;
mod server;
mod synth;
mod tokens;
mod words;
mod yaml;

pub use auth::Carrier;
pub use builder::{Builder, Error};
pub use fault::Fault;
pub use log::Received;
pub use people::{SecondFactor, User};
pub use sandbox::Sandbox;

/// The word that is meant, if one comes close enough.
fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody mistypes anything that long, and comparing takes time.
    if word.len() > 200 {
        return None;
    }
    let closeness = |known: &str| strsim::normalized_damerau_levenshtein(word, known);
    let scored = known
        .into_iter()
        .map(|known| (closeness(known), known))
        .filter(|(closeness, _)| *closeness >= 0.6);
    scored
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known)
}
