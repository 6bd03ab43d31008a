//! Where pages come from: the live wiki, or a folder of saved ones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use url::Url;

use crate::facts::Finding;
use crate::fetch::{Fetcher, Options, WIKI};
use crate::read::NO_PAGE;
use crate::store::{self, file_name};
use crate::text::{Pattern, pattern};
use crate::{Error, Facts, extract};

/// Endings of saved pages.
const ENDINGS: [&str; 7] = ["txt", "html", "htm", "xhtml", "raw", "dokuwiki", "md"];

/// The namespace that the API's pages are in.
const NAMESPACE: &str = "api";

/// A wiki's index is followed through at most this many namespaces.
const MAXIMUM_NAMESPACES: usize = 200;

static LINK: Pattern = pattern!(r#"(?:href|data-wiki-id)="([^"]{1,500})""#);
static ID: Pattern =
    pattern!(r"(?:[?&](?:amp;)?id=|/doku\.php/|^)((?i:api(?::|%3a)[a-z0-9_.:%-]+))(?:$|[&#?])");
static INDEX: Pattern =
    pattern!(r"[?&](?:amp;)?idx=((?i:api(?:(?::|%3a)[a-z0-9_.:%-]+)?))(?:$|[&#])");

/// Where pages come from.
#[derive(Debug)]
pub enum Source {
    /// Saved pages.
    Folder(PathBuf),
    /// A DokuWiki; the address of its `doku.php`.
    Wiki(Url, Box<Fetcher>),
}

impl Source {
    /// A source by name: a folder, an address, or the live wiki when none is given.
    ///
    /// # Errors
    /// When there is no such folder, or the address is none.
    pub fn open(from: Option<&str>, options: Options) -> Result<Self, Error> {
        let from = from.unwrap_or(WIKI);
        if let Some(mut address) = address(from)? {
            if !address.path().ends_with("doku.php") {
                let path = format!("{}/doku.php", address.path().trim_end_matches('/'));
                address.set_path(&path);
            }
            return Ok(Self::Wiki(address, Box::new(Fetcher::new(options))));
        }
        let folder = PathBuf::from(from);
        if !folder.is_dir() {
            return Err(Error::new(format!(
                "{from} is neither a folder of saved pages nor an address"
            )));
        }
        Ok(Self::Folder(folder))
    }

    /// What a page states.
    ///
    /// # Errors
    /// When it cannot be had, is no page of an endpoint, or is another page than the one asked for.
    pub fn page(&self, id: &str) -> Result<Facts, Error> {
        let mut facts = match self {
            Self::Folder(folder) => saved(folder, id)?,
            Self::Wiki(address, fetcher) => {
                let mut page = address.clone();
                page.query_pairs_mut().clear().append_pair("id", id);
                let answer = fetcher.get(&page)?;
                let mut facts = extract(&answer.bytes);
                facts.findings.splice(0..0, answer.findings);
                facts
            }
        };
        if let Some(why) = &facts.refused {
            let what = format!("{id} is no page of an endpoint: {why}");
            return Err(if why == NO_PAGE {
                Error::gone(what)
            } else {
                Error::new(what)
            });
        }
        match &facts.page {
            Some(page) if page != id => Err(Error::new(format!("asked for {id}, got {page}"))),
            _ => {
                facts.page = Some(id.to_owned());
                Ok(facts)
            }
        }
    }

    /// The ids of all pages that there are, sorted.
    ///
    /// # Errors
    /// When the folder or the wiki's index cannot be read.
    pub fn index(&self) -> Result<Vec<String>, Error> {
        match self {
            Self::Folder(folder) => {
                let mut ids = BTreeSet::new();
                for (_, facts) in read_folder(folder)? {
                    ids.extend(facts.page);
                }
                Ok(ids.into_iter().collect())
            }
            Self::Wiki(address, fetcher) => index(address, fetcher),
        }
    }
}

/// The address in a text; `None` where it is meant as a path.
///
/// # Errors
/// When it begins like an address and is none.
pub fn address(text: &str) -> Result<Option<Url>, Error> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return Ok(None);
    }
    Url::parse(text)
        .map(Some)
        .map_err(|error| Error::caused(format!("{text} is no address"), error))
}

/// Reads what a file, a folder or an address holds, as the facts of each page.
///
/// # Errors
/// When a file, the folder or the address cannot be read.
pub fn read_input(input: &str, options: &Options) -> Result<Vec<Facts>, Error> {
    if let Some(address) = address(input)? {
        let answer = Fetcher::new(options.clone()).get(&address)?;
        let mut facts = extract(&answer.bytes);
        facts.findings.splice(0..0, answer.findings);
        return Ok(vec![facts]);
    }
    let path = Path::new(input);
    if path.is_dir() {
        return Ok(read_folder(path)?
            .into_iter()
            .map(|(_, facts)| facts)
            .collect());
    }
    Ok(vec![read_file(path)?])
}

fn read_file(path: &Path) -> Result<Facts, Error> {
    // Committed facts can be compared with a page, too.
    if path.extension().is_some_and(|ending| ending == "yaml") {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::caused(format!("cannot read {}", path.display()), error))?;
        return store::from_yaml(&text, &path.display().to_string());
    }
    let bytes = std::fs::read(path)
        .map_err(|error| Error::caused(format!("cannot read {}", path.display()), error))?;
    Ok(extract(&bytes))
}

fn read_folder(folder: &Path) -> Result<Vec<(PathBuf, Facts)>, Error> {
    store::files(folder, &ENDINGS)?
        .into_iter()
        .map(|file| read_file(&file).map(|facts| (file, facts)))
        .collect()
}

/// A page among saved ones: by its own id, or by the name of its file where the layout has lost the id.
fn saved(folder: &Path, id: &str) -> Result<Facts, Error> {
    let name = file_name(id);
    let stem = name.trim_end_matches(".yaml");
    for ending in ENDINGS {
        let file = folder.join(format!("{stem}.{ending}"));
        if file.is_file() {
            return read_file(&file);
        }
    }
    let found = read_folder(folder)?
        .into_iter()
        .find(|(_, facts)| facts.page.as_deref() == Some(id));
    found
        .map(|(_, facts)| facts)
        .ok_or_else(|| Error::new(format!("{} holds no page {id}", folder.display())))
}

/// Follows the wiki's index through all namespaces below `api`.
fn index(address: &Url, fetcher: &Fetcher) -> Result<Vec<String>, Error> {
    let mut ids = BTreeSet::new();
    let mut waiting = vec![NAMESPACE.to_owned()];
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    while let Some(namespace) = waiting.pop() {
        let mut page = address.clone();
        page.query_pairs_mut()
            .clear()
            .append_pair("do", "index")
            .append_pair("idx", &namespace);
        let answer = fetcher.get(&page)?;
        let (text, _) = crate::read::decode(&answer.bytes);
        for link in LINK.captures_iter(&text) {
            let plain = |id: &str| {
                id.replace("%3A", ":")
                    .replace("%3a", ":")
                    .trim_end_matches(':')
                    .to_owned()
            };
            if let Some(found) = INDEX.captures(&link[1]) {
                let below = plain(&found[1]);
                if below.starts_with(NAMESPACE)
                    && seen.len() < MAXIMUM_NAMESPACES
                    && seen.insert(below.clone())
                {
                    waiting.push(below);
                }
            } else if let Some(found) = ID.captures(&link[1]) {
                ids.insert(plain(&found[1]));
            }
        }
    }
    Ok(ids.into_iter().collect())
}

/// What was told of a page while it was fetched, for a person to read.
#[must_use]
pub fn notes(facts: &Facts) -> Vec<&Finding> {
    facts
        .findings
        .iter()
        .filter(|finding| finding.code == "redirected")
        .collect()
}
