//! What each operation answers.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    arguments::Arguments,
    data::{Collection, Entry, page},
    document::Operation,
    fault::Paged,
    people::User,
    refusal::Refusal,
    server::Server,
    synth::searched,
};

/// What a list page holds when nobody says how many, in operations that document no default.
const DEFAULT_LIMIT: u64 = 100;

/// The reseller filters, whose names are the document's; all are for RESELLER_ADMIN and up.
const LEVELS_WITH_FILTERS: [&str; 2] = ["RESELLER_ADMIN", "ADMIN"];

/// All that an answer follows from.
pub(crate) struct Call {
    pub(crate) server: Arc<Server>,
    /// Index of the operation in the document.
    pub(crate) operation: usize,
    pub(crate) arguments: Arguments,
    /// Index of the user.
    pub(crate) user: usize,
    /// How a fault bends the paging.
    pub(crate) paged: Paged,
}

/// The body of a 200.
pub(crate) enum Answer {
    Json(Value),
    /// For [`Call::write_csv`] to write: it may be too long to be held.
    Csv(Box<Call>),
}

/// A filter over records.
type Filter<'c> = Box<dyn for<'e> Fn(&Entry<'e>) -> bool + 'c>;

impl Call {
    /// All that the answer follows from, where no fault bends it.
    pub(crate) fn name(&self) -> String {
        format!("{} {} {}", self.operation, self.user, self.arguments.name())
    }

    /// Answers a call whose token and access level are in order.
    pub(crate) fn answer(self) -> Result<Answer, Refusal> {
        match self.operation().id.as_str() {
            "listInternetRequests" => self.internet_requests(),
            "listExternalLicenses" => self.external_licenses(),
            "listFlexcareOrders" => Ok(self.flexcare_orders()),
            "listResellers" => self.resellers(),
            "getServiceAgreement" => self.service_agreement(),
            _ => Ok(self.unmodelled()),
        }
    }

    /// Whether the answer takes a walk through a whole list, which may be long.
    pub(crate) fn walks(&self) -> bool {
        let is_bare_list =
            self.server.document.resolve(self.operation().schema())["type"] == "array";
        let state = self.arguments.text("state");
        is_bare_list
            || self.arguments.text("filter").is_some()
            || state.is_some_and(|state| state != "ANY")
            || self.arguments.is_true("withoutProduct")
    }

    fn internet_requests(&self) -> Result<Answer, Refusal> {
        let list = self.operation().id.as_str();
        let collection = match (
            self.arguments.text("customer"),
            self.arguments.text("reseller"),
        ) {
            // Neither page nor document knows a 404 here: to who may see all, nobody's requests are none.
            (Some(customer), _) => match self.visible(customer)? {
                Some(customer) => self.of_customers(&[customer]),
                None => Collection::empty(),
            },
            (None, Some(reseller)) => match self.visible(reseller)? {
                Some(reseller) => self
                    .server
                    .data
                    .of_reseller(&self.server.people, list, reseller),
                None => Collection::empty(),
            },
            (None, None) => self.of_customers(&[self.own_customer()]),
        };
        let wanted = self.arguments.text("filter").map(str::to_lowercase);
        let state = self.arguments.text("state").unwrap_or("ANY");
        let filter: Option<Filter<'_>> =
            (wanted.is_some() || state != "ANY").then(|| -> Filter<'_> {
                Box::new(move |entry| {
                    let has_offers = match entry {
                        Entry::Made(made) => made.has_offers(),
                        Entry::Given(given) => given.any(|shape| {
                            shape["offers"] == true
                                || shape["Offers"]
                                    .as_array()
                                    .is_some_and(|offers| !offers.is_empty())
                        }),
                    };
                    let right_state = match state {
                        "NEW" => !has_offers,
                        "HAS_OFFER" => has_offers,
                        _ => true,
                    };
                    right_state
                        && wanted
                            .as_deref()
                            .is_none_or(|wanted| contains(entry, searched(list), wanted))
                })
            });
        Ok(self.list(&collection, filter))
    }

    fn external_licenses(self) -> Result<Answer, Refusal> {
        let (collection, filter) = self.licenses()?;
        if self.arguments.text("format") != Some("CSV") {
            return Ok(self.list(&collection, filter));
        }
        drop((collection, filter));
        Ok(Answer::Csv(Box::new(self)))
    }

    /// Writes licenses as a file, and gives it away piece by piece until nobody takes it.
    pub(crate) fn write_csv(&self, take: impl FnMut(Vec<u8>) -> bool) {
        // Only who was not refused gets here.
        let Ok((collection, filter)) = self.licenses() else {
            return;
        };
        // A file has no pages: all licenses, unless a part is asked for.
        let offset = self.arguments.number("offset").unwrap_or(0);
        let limit = self.arguments.number("limit").unwrap_or(u64::MAX);
        let number = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let found = collection
            .iter()
            .filter(|entry| filter.as_ref().is_none_or(|filter| filter(entry)))
            .skip(number(offset))
            .take(number(limit));
        let item = self.item();
        let records = found.map(|entry| entry.record(&self.server.document, item));
        let dialect = self.server.options.dialect;
        dialect.write(&self.server.document, item, records, take);
    }

    /// The licenses asked for, and which of them.
    fn licenses(&self) -> Result<(Collection<'_>, Option<Filter<'_>>), Refusal> {
        let not_found = || Refusal::documented(self.operation(), 404, "customer");
        // The page lets `reseller` list all licenses of its customers, whatever else is given.
        let collection = match (
            self.arguments.text("reseller"),
            self.arguments.text("customer"),
        ) {
            (Some(reseller), _) => match self.visible(reseller)? {
                Some(reseller) => {
                    let all = 0..self.server.people.customers.len();
                    let customers: Vec<_> = all
                        .filter(|customer| self.server.people.belongs(*customer, reseller))
                        .collect();
                    self.of_customers(&customers)
                }
                None if self.is_made_up_reseller(reseller) => Collection::empty(),
                None => return Err(not_found()),
            },
            (None, Some(customer)) => match self.visible(customer)? {
                Some(customer) => self.of_customers(&[customer]),
                None if self.is_made_up_reseller(customer) => Collection::empty(),
                None => return Err(not_found()),
            },
            (None, None) => self.of_customers(&[self.own_customer()]),
        };
        let filter: Option<Filter<'_>> =
            self.arguments
                .is_true("withoutProduct")
                .then(|| -> Filter<'_> {
                    Box::new(|entry| match entry {
                        Entry::Made(made) => !made.has_product(),
                        Entry::Given(given) => {
                            given.any(|shape| shape.get("product").is_none_or(Value::is_null))
                        }
                    })
                });
        Ok((collection, filter))
    }

    fn flexcare_orders(&self) -> Answer {
        let collection = self.everything();
        let wanted = self.arguments.text("filter").map(str::to_lowercase);
        let filter = wanted.map(|wanted| -> Filter<'_> {
            Box::new(move |entry| contains(entry, searched(&self.operation().id), &wanted))
        });
        self.list(&collection, filter)
    }

    fn resellers(&self) -> Result<Answer, Refusal> {
        // Only the first true filter counts, in the order of the page's table, which is the document's.
        let filters = self
            .operation()
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str());
        let service = filters.clone().find(|name| self.arguments.is_true(name));
        if service.is_some() && !LEVELS_WITH_FILTERS.contains(&self.user().access_level.as_str()) {
            // Ignoring it would be documented just as little, and would hand out a wrong list in silence.
            return Err(Refusal::documented(self.operation(), 403, "access_denied"));
        }
        let own = self.own_customer();
        let all = self.user().access_level == "ADMIN";
        let filter: Filter<'_> = Box::new(move |entry| {
            let (visible, provides) = match entry {
                Entry::Made(made) => (all, service.is_none_or(|service| made.provides(service))),
                Entry::Given(given) => {
                    let id = given.id();
                    let known = self.server.people.customer(id);
                    let place = known.unwrap_or(0);
                    let visible =
                        all || known.is_some_and(|known| self.server.people.belongs(known, own));
                    // The first documented reseller provides everything, every other one telephony alone.
                    (
                        visible,
                        service.is_none_or(|service| service == "voip" || place == 1),
                    )
                }
            };
            visible && provides
        });
        let everything = all && service.is_none();
        Ok(self.list(&self.everything(), (!everything).then_some(filter)))
    }

    fn service_agreement(&self) -> Result<Answer, Refusal> {
        let id = self.arguments.text("id").unwrap_or_default();
        let agreements = self.everything();
        // The id of the wiki's example request is not the one of its example answer.
        let requested = self.operation().request_examples.iter().any(|request| {
            let path = request.split('?').next().unwrap_or_default();
            self.operation()
                .matches(path)
                .is_some_and(|values| values.iter().any(|(_, value)| *value == id))
        });
        let found = agreements
            .find(id)
            .or_else(|| agreements.get(0).filter(|_| requested));
        let entry = found.ok_or_else(|| Refusal::documented(self.operation(), 404, "id"))?;
        let extended = self.arguments.is_true("extendProduct");
        let mut agreement = match &entry {
            Entry::Made(made) => made.record(&self.server.document, self.operation().schema()),
            Entry::Given(given) => given
                .find(|shape| shape["serviceProduct"].is_object() == extended)
                .clone(),
        };
        if extended && let Some(id) = agreement["serviceProduct"].as_str() {
            agreement["serviceProduct"] = self.product(id);
        }
        // The real API shows the operator's own price to the operator alone.
        if self.user().access_level != "ADMIN"
            && let Some(product) = agreement["serviceProduct"].as_object_mut()
        {
            product.remove("cost");
        }
        Ok(Answer::Json(agreement))
    }

    /// The product of an id, in the form that the agreement's schema gives it.
    fn product(&self, id: &str) -> Value {
        let agreement = self.server.document.resolve(self.operation().schema());
        let forms = self
            .server
            .document
            .resolve(&agreement["properties"]["serviceProduct"])["oneOf"]
            .as_array();
        let form = forms
            .into_iter()
            .flatten()
            .find(|form| self.server.document.resolve(form)["type"] == "object");
        let mut product = self
            .server
            .data
            .single(id)
            .record(&self.server.document, form.unwrap_or(&Value::Null));
        product["_id"] = id.into();
        product
    }

    /// An operation that the document has and this sandbox has never heard of: its example, or one made up.
    fn unmodelled(&self) -> Answer {
        if self.operation().paging.is_some() {
            return self.list(&self.everything(), None);
        }
        match self.operation().examples().next() {
            Some(example) => Answer::Json(example.clone()),
            None => Answer::Json(
                self.server
                    .data
                    .single(&self.operation().id)
                    .record(&self.server.document, self.operation().schema()),
            ),
        }
    }

    /// One list page, in its envelope where the document has one.
    fn list(&self, collection: &Collection<'_>, filter: Option<Filter<'_>>) -> Answer {
        let filter = filter.as_deref().map(|filter| filter as _);
        let Some(paging) = &self.operation().paging else {
            let page = page(collection, filter, 0, u64::MAX);
            return Answer::Json(
                page.entries
                    .iter()
                    .map(|entry| entry.record(&self.server.document, self.item()))
                    .collect(),
            );
        };
        let offset = self.arguments.number(&paging.offset).unwrap_or(0);
        let limit = self
            .arguments
            .number(&paging.limit)
            .unwrap_or(DEFAULT_LIMIT);
        let (told, from) = self.paged.offsets(offset, limit);
        let page = page(collection, filter, from, limit);
        let items: Value = page
            .entries
            .iter()
            .map(|entry| entry.record(&self.server.document, self.item()))
            .collect();
        Answer::Json(json!({
            &paging.offset: told,
            &paging.limit: limit,
            &paging.total: page.total + self.paged.growth,
            &paging.items: items,
        }))
    }

    /// The operation's records that belong to each of the customers.
    fn of_customers(&self, customers: &[usize]) -> Collection<'_> {
        let Server { data, people, .. } = &*self.server;
        data.of_customers(people, &self.operation().id, customers)
    }

    /// The operation's records that belong to nobody in particular.
    fn everything(&self) -> Collection<'_> {
        let Server { data, people, .. } = &*self.server;
        data.global(people, &self.operation().id)
    }

    fn operation(&self) -> &Operation {
        &self.server.document.operations[self.operation]
    }

    fn user(&self) -> &User {
        &self.server.people.users[self.user]
    }

    fn item(&self) -> &Value {
        self.server
            .document
            .item(self.operation(), |name| self.arguments.written(name))
    }

    fn own_customer(&self) -> usize {
        self.server
            .people
            .customer(&self.user().customer)
            .unwrap_or(0)
    }

    /// The customer of an id, if the user may see it; nothing if it does not exist and the user may see all.
    fn visible(&self, id: &str) -> Result<Option<usize>, Refusal> {
        match self.server.people.customer(id) {
            Some(customer) if self.server.people.may_see(self.user(), customer) => {
                Ok(Some(customer))
            }
            None if self.server.people.sees_all(self.user()) => Ok(None),
            // Who may not see it learns nothing about whether it exists.
            _ => Err(Refusal::documented(self.operation(), 403, "access_denied")),
        }
    }

    fn is_made_up_reseller(&self, id: &str) -> bool {
        self.server
            .data
            .global(&self.server.people, "listResellers")
            .find(id)
            .is_some()
    }
}

/// Whether one of the properties holds the wanted text, capitals aside.
fn contains(entry: &Entry<'_>, paths: &[&str], wanted: &str) -> bool {
    paths
        .iter()
        .any(|path| entry.text(path).to_lowercase().contains(wanted))
}
