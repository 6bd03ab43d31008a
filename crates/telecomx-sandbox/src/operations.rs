//! What each operation answers.

use serde_json::{Value, json};

use crate::{
    arguments::Arguments,
    csv::Dialect,
    data::{Collection, Data, Entry, page},
    document::{Document, Operation},
    fault::Paged,
    people::{People, User},
    refusal::Refusal,
};

/// What a list page holds when nobody says how many, in operations that document no default.
const DEFAULT_LIMIT: u64 = 100;

/// The reseller filters, whose names are the document's; all are for RESELLER_ADMIN and up.
const LEVELS_WITH_FILTERS: [&str; 2] = ["RESELLER_ADMIN", "ADMIN"];

/// All that an answer follows from.
pub(crate) struct Call<'a> {
    pub(crate) document: &'a Document,
    pub(crate) operation: &'a Operation,
    pub(crate) arguments: Arguments,
    pub(crate) people: &'a People,
    pub(crate) data: &'a Data,
    pub(crate) user: &'a User,
    /// How a fault bends the paging.
    pub(crate) paged: Paged,
    pub(crate) dialect: Dialect,
}

/// The body of a 200.
pub(crate) enum Answer {
    Json(Value),
    /// Content type and bytes.
    Csv(&'static str, Vec<u8>),
}

/// A filter over records.
type Filter<'c> = Box<dyn for<'e> Fn(&Entry<'e>) -> bool + 'c>;

impl Call<'_> {
    /// Answers a call whose token and access level are in order.
    pub(crate) fn answer(&self) -> Result<Answer, Refusal> {
        match self.operation.id.as_str() {
            "listInternetRequests" => self.internet_requests(),
            "listExternalLicenses" => self.external_licenses(),
            "listFlexcareOrders" => Ok(self.flexcare_orders()),
            "listResellers" => self.resellers(),
            "getServiceAgreement" => self.service_agreement(),
            _ => Ok(self.unmodelled()),
        }
    }

    fn internet_requests(&self) -> Result<Answer, Refusal> {
        let list = self.operation.id.as_str();
        let collection = match (
            self.arguments.text("customer"),
            self.arguments.text("reseller"),
        ) {
            // Neither page nor document knows a 404 here: to who may see all, nobody's requests are none.
            (Some(customer), _) => match self.visible(customer)? {
                Some(customer) => self.data.of_customers(self.people, list, &[customer]),
                None => Collection::empty(),
            },
            (None, Some(reseller)) => match self.visible(reseller)? {
                Some(reseller) => self.data.of_reseller(self.people, list, reseller),
                None => Collection::empty(),
            },
            (None, None) => self
                .data
                .of_customers(self.people, list, &[self.own_customer()]),
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
                        && wanted.as_deref().is_none_or(|wanted| {
                            contains(
                                entry,
                                &["address", "address.address", "address.zip", "address.city"],
                                wanted,
                            )
                        })
                })
            });
        Ok(self.list(&collection, filter))
    }

    fn external_licenses(&self) -> Result<Answer, Refusal> {
        let list = self.operation.id.as_str();
        let not_found = || Refusal::documented(self.operation, 404, "customer");
        // The page lets `reseller` list all licenses of its customers, whatever else is given.
        let collection = match (
            self.arguments.text("reseller"),
            self.arguments.text("customer"),
        ) {
            (Some(reseller), _) => match self.visible(reseller)? {
                Some(reseller) => {
                    let all = 0..self.people.customers.len();
                    let customers: Vec<_> = all
                        .filter(|customer| self.people.belongs(*customer, reseller))
                        .collect();
                    self.data.of_customers(self.people, list, &customers)
                }
                None if self.is_made_up_reseller(reseller) => Collection::empty(),
                None => return Err(not_found()),
            },
            (None, Some(customer)) => match self.visible(customer)? {
                Some(customer) => self.data.of_customers(self.people, list, &[customer]),
                None if self.is_made_up_reseller(customer) => Collection::empty(),
                None => return Err(not_found()),
            },
            (None, None) => self
                .data
                .of_customers(self.people, list, &[self.own_customer()]),
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
        if self.arguments.text("format") == Some("CSV") {
            let item = self.item();
            // A file has no pages: all licenses, unless a part is asked for.
            let offset = self.arguments.number("offset").unwrap_or(0);
            let limit = self.arguments.number("limit").unwrap_or(u64::MAX);
            let page = page(
                &collection,
                filter.as_deref().map(|filter| filter as _),
                offset,
                limit,
            );
            let records = page
                .entries
                .iter()
                .map(|entry| entry.record(self.document, item));
            return Ok(Answer::Csv(
                self.dialect.content_type(),
                self.dialect.write(self.document, item, records),
            ));
        }
        Ok(self.list(&collection, filter))
    }

    fn flexcare_orders(&self) -> Answer {
        let collection = self.data.global(self.people, &self.operation.id);
        // The other documented places to look in are properties that no order shows.
        let wanted = self.arguments.text("filter").map(str::to_lowercase);
        let filter = wanted.map(|wanted| -> Filter<'_> {
            Box::new(move |entry| contains(entry, &["name", "poNumber"], &wanted))
        });
        self.list(&collection, filter)
    }

    fn resellers(&self) -> Result<Answer, Refusal> {
        // Only the first true filter counts, in the order of the page's table, which is the document's.
        let filters = self
            .operation
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str());
        let service = filters.clone().find(|name| self.arguments.is_true(name));
        if service.is_some() && !LEVELS_WITH_FILTERS.contains(&self.user.access_level.as_str()) {
            // Ignoring it would be documented just as little, and would hand out a wrong list in silence.
            return Err(Refusal::documented(self.operation, 403, "access_denied"));
        }
        let own = self.own_customer();
        let all = self.user.access_level == "ADMIN";
        let filter: Filter<'_> = Box::new(move |entry| {
            let (visible, provides) = match entry {
                Entry::Made(made) => (all, service.is_none_or(|service| made.provides(service))),
                Entry::Given(given) => {
                    let id = given.id();
                    let known = self.people.customer(id);
                    let place = known.unwrap_or(0);
                    let visible = all || known.is_some_and(|known| self.people.belongs(known, own));
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
        Ok(self.list(
            &self.data.global(self.people, &self.operation.id),
            (!everything).then_some(filter),
        ))
    }

    fn service_agreement(&self) -> Result<Answer, Refusal> {
        let id = self.arguments.text("id").unwrap_or_default();
        let agreements = self.data.global(self.people, &self.operation.id);
        // The id of the wiki's example request is not the one of its example answer.
        let requested = self.operation.request_examples.iter().any(|request| {
            let path = request.split('?').next().unwrap_or_default();
            self.operation
                .matches(path)
                .is_some_and(|values| values.iter().any(|(_, value)| *value == id))
        });
        let found = agreements
            .find(id)
            .or_else(|| agreements.get(0).filter(|_| requested));
        let entry = found.ok_or_else(|| Refusal::documented(self.operation, 404, "id"))?;
        let extended = self.arguments.is_true("extendProduct");
        let mut agreement = match &entry {
            Entry::Made(made) => made.record(self.document, self.operation.schema()),
            Entry::Given(given) => given
                .find(|shape| shape["serviceProduct"].is_object() == extended)
                .clone(),
        };
        if extended && let Some(id) = agreement["serviceProduct"].as_str() {
            agreement["serviceProduct"] = self.product(id);
        }
        // The real API shows the operator's own price to the operator alone.
        if self.user.access_level != "ADMIN"
            && let Some(product) = agreement["serviceProduct"].as_object_mut()
        {
            product.remove("cost");
        }
        Ok(Answer::Json(agreement))
    }

    /// The product of an id, in the form that the agreement's schema gives it.
    fn product(&self, id: &str) -> Value {
        let agreement = self.document.resolve(self.operation.schema());
        let forms = self
            .document
            .resolve(&agreement["properties"]["serviceProduct"])["oneOf"]
            .as_array();
        let form = forms
            .into_iter()
            .flatten()
            .find(|form| self.document.resolve(form)["type"] == "object");
        let mut product = self
            .data
            .single(id)
            .record(self.document, form.unwrap_or(&Value::Null));
        product["_id"] = id.into();
        product
    }

    /// An operation that the document has and this sandbox has never heard of: its example, or one made up.
    fn unmodelled(&self) -> Answer {
        if self.operation.paging.is_some() {
            return self.list(&self.data.global(self.people, &self.operation.id), None);
        }
        match self.operation.examples().next() {
            Some(example) => Answer::Json(example.clone()),
            None => Answer::Json(
                self.data
                    .single(&self.operation.id)
                    .record(self.document, self.operation.schema()),
            ),
        }
    }

    /// One list page, in its envelope where the document has one.
    fn list(&self, collection: &Collection<'_>, filter: Option<Filter<'_>>) -> Answer {
        let filter = filter.as_deref().map(|filter| filter as _);
        let Some(paging) = &self.operation.paging else {
            let page = page(collection, filter, 0, u64::MAX);
            return Answer::Json(
                page.entries
                    .iter()
                    .map(|entry| entry.record(self.document, self.item()))
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
            .map(|entry| entry.record(self.document, self.item()))
            .collect();
        Answer::Json(json!({
            &paging.offset: told,
            &paging.limit: limit,
            &paging.total: page.total + self.paged.growth,
            &paging.items: items,
        }))
    }

    fn item(&self) -> &Value {
        self.document
            .item(self.operation, |name| self.arguments.written(name))
    }

    fn own_customer(&self) -> usize {
        self.people.customer(&self.user.customer).unwrap_or(0)
    }

    /// The customer of an id, if the user may see it; nothing if it does not exist and the user may see all.
    fn visible(&self, id: &str) -> Result<Option<usize>, Refusal> {
        match self.people.customer(id) {
            Some(customer) if self.people.may_see(self.user, customer) => Ok(Some(customer)),
            None if self.people.sees_all(self.user) => Ok(None),
            // Who may not see it learns nothing about whether it exists.
            _ => Err(Refusal::documented(self.operation, 403, "access_denied")),
        }
    }

    fn is_made_up_reseller(&self, id: &str) -> bool {
        self.data
            .global(self.people, "listResellers")
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
