//! The error tables, and the media types.

use super::{Comparison, status_says};
use crate::ledger::Kind;

impl Comparison<'_> {
    pub(super) fn errors(&mut self) {
        let operation = self.operation;
        for row in &self.facts.errors {
            let fact = self.found.fact(&self.page);
            let status = row.status.map(|status| status.to_string());
            let message = row.message.as_deref().unwrap_or_default();
            let ours = operation
                .errors
                .iter()
                .find(|known| status.as_ref() == Some(&known.status));
            let subject = format!(
                "{} {} {message}",
                self.subject,
                status.as_deref().unwrap_or("?")
            );
            let text = row
                .text
                .as_ref()
                .map_or(String::new(), |text| format!(", text {text}"));
            let page_says = format!("an error row{text}");
            if ours.is_some_and(|ours| ours.messages.iter().any(|known| known == message)) {
                self.found.state(
                    &self.page,
                    &subject,
                    page_says,
                    "the same message".to_owned(),
                );
                continue;
            }
            let document_says = match ours {
                Some(ours) => format!("other messages: {}", status_says(&ours.messages)),
                None => "no such status".to_owned(),
            };
            self.found.state(
                &self.page,
                &subject,
                page_says.clone(),
                document_says.clone(),
            );
            let pointer = format!("{}/responses", operation.pointer);
            self.difference(
                Kind::Untranscribed,
                &subject,
                (page_says, document_says),
                (Some(row.line), &pointer),
                Some(fact),
            );
        }
        for ours in &operation.errors {
            let rows: Vec<_> = self
                .facts
                .errors
                .iter()
                .filter(|row| row.status.map(|s| s.to_string()).as_ref() == Some(&ours.status))
                .collect();
            if rows.is_empty() {
                let subject = format!("{} {}", self.subject, ours.status);
                let says = ("no such status".to_owned(), status_says(&ours.messages));
                self.found
                    .state(&self.page, &subject, says.0.clone(), says.1.clone());
                self.difference(
                    Kind::Undocumented,
                    &subject,
                    says,
                    (None, &ours.pointer),
                    None,
                );
                continue;
            }
            for message in &ours.messages {
                if !rows
                    .iter()
                    .any(|row| row.message.as_deref() == Some(message.as_str()))
                {
                    let subject = format!("{} {} {message}", self.subject, ours.status);
                    let says = ("no such message".to_owned(), "a message".to_owned());
                    self.difference(
                        Kind::Undocumented,
                        &subject,
                        says,
                        (None, &ours.pointer),
                        None,
                    );
                }
            }
        }
        for media in &operation.media {
            let word = media
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_ascii_uppercase();
            let named = self
                .facts
                .parameters
                .iter()
                .flat_map(|row| row.values.iter().flatten())
                .any(|value| value.as_str() == Some(&word));
            let subject = format!("{} 200 {media}", self.subject);
            let page_says = if named {
                "a value of a parameter names it"
            } else {
                "no such media type"
            };
            self.found.state(
                &self.page,
                &subject,
                page_says.to_owned(),
                "a media type".to_owned(),
            );
            if !named {
                let says = (page_says.to_owned(), "a media type".to_owned());
                self.difference(
                    Kind::Undocumented,
                    &subject,
                    says,
                    (None, &operation.pointer),
                    None,
                );
            }
        }
    }
}
