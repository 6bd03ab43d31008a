//! The data set: which records there are, in which order, without holding them.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::{dice::Dice, document::Document, ids, people::People, schema, synth::Made};

/// The records of all lists.
pub(crate) struct Data {
    /// Number of records in each list of the operator's customer.
    records: u64,
    dice: Dice,
    /// Records that are not made up, by list and owner, ahead of those that are.
    given: HashMap<(String, usize), Vec<Given>>,
}

/// One record that is not made up, in one shape or several (condensed and full).
pub(crate) struct Given(Vec<Value>);

/// The records of one owner.
#[derive(Clone, Copy)]
struct Run<'a> {
    given: &'a [Given],
    /// Stands for the made-up ones.
    made: Made<'a>,
    total: u64,
}

/// The records of several owners, one after the other.
pub(crate) struct Collection<'a>(Vec<Run<'a>>);

/// A record before it is put into shape.
pub(crate) enum Entry<'a> {
    Given(&'a Given),
    Made(Made<'a>),
}

impl Data {
    /// Puts the documented examples first, then the caller's own records.
    pub(crate) fn new(
        document: &Document,
        people: &People,
        dice: Dice,
        records: u64,
        own: Vec<(String, Value)>,
    ) -> Result<Self, String> {
        let mut given: HashMap<(String, usize), Vec<Given>> = HashMap::new();
        for operation in document
            .operations
            .iter()
            .filter(|operation| operation.method == "GET")
        {
            let mut records_given: Vec<Given> = Vec::new();
            // The n-th record of each example is the n-th record of the list, in another shape.
            for example in operation.examples() {
                let items = operation
                    .paging
                    .as_ref()
                    .map_or(example, |paging| &example[&paging.items]);
                let items = items
                    .as_array()
                    .map_or_else(|| std::slice::from_ref(example), Vec::as_slice);
                for (index, item) in items.iter().enumerate() {
                    match records_given.get_mut(index) {
                        Some(Given(shapes)) => shapes.push(item.clone()),
                        None => records_given.push(Given(vec![item.clone()])),
                    }
                }
            }
            if operation.id == "listResellers" {
                let known = |id: &str| {
                    records_given
                        .iter()
                        .any(|Given(shapes)| shapes.iter().any(|shape| shape["_id"] == id))
                };
                let others = people
                    .customers
                    .iter()
                    .filter(|customer| customer.is_reseller && !known(&customer.id));
                let others: Vec<_> = others
                    .map(|customer| json!({"_id": customer.id, "name": customer.name}))
                    .collect();
                records_given.extend(others.into_iter().map(|record| Given(vec![record])));
            }
            records_given.truncate(usize::try_from(records).unwrap_or(usize::MAX));
            given.insert((operation.id.clone(), 0), records_given);
        }
        for (list, record) in own {
            if !record.is_object() {
                return Err(format!("a record of {list} is not a JSON object"));
            }
            if document.operation(&list).is_none() {
                let known = document
                    .operations
                    .iter()
                    .map(|operation| operation.id.as_str());
                let near =
                    crate::nearest(&list, known).map(|near| format!("; did you mean {near:?}?"));
                return Err(format!(
                    "no operation {list:?} to add a record to{}",
                    near.unwrap_or_default()
                ));
            }
            let owner = record["customer"]
                .as_str()
                .and_then(|id| people.customer(id))
                .unwrap_or(0);
            given
                .entry((list, owner))
                .or_default()
                .push(Given(vec![record]));
        }
        Ok(Self {
            records,
            dice,
            given,
        })
    }

    /// The records of a list that belong to each of the customers.
    pub(crate) fn of_customers<'a>(
        &'a self,
        people: &'a People,
        list: &'a str,
        customers: &[usize],
    ) -> Collection<'a> {
        Collection(
            customers
                .iter()
                .map(|customer| self.run(people, list, *customer, true))
                .collect(),
        )
    }

    /// The records of a list that belong to a reseller and to no customer.
    pub(crate) fn of_reseller<'a>(
        &'a self,
        people: &'a People,
        list: &'a str,
        reseller: usize,
    ) -> Collection<'a> {
        Collection(vec![self.run(people, list, reseller, false)])
    }

    /// The records of a list that belong to nobody in particular.
    pub(crate) fn global<'a>(&'a self, people: &'a People, list: &'a str) -> Collection<'a> {
        self.of_customers(people, list, &[0])
    }

    /// A made-up thing that stands in no list, its chance taken from a name.
    pub(crate) fn single<'a>(&self, name: &'a str) -> Made<'a> {
        Made {
            list: name,
            customer: None,
            reseller: None,
            world: self.dice,
            owner: 0,
            index: 0,
            agreements: self.records,
        }
    }

    fn run<'a>(
        &'a self,
        people: &'a People,
        list: &'a str,
        owner: usize,
        customers: bool,
    ) -> Run<'a> {
        let given = match customers {
            true => self
                .given
                .get(&(list.to_owned(), owner))
                .map_or(&[][..], Vec::as_slice),
            false => &[],
        };
        // The operator's customer has as many as were asked for, everybody else a tenth.
        let count = if owner == 0 {
            self.records
        } else {
            self.records.div_ceil(10)
        };
        let customer = &people.customers[owner];
        let made = Made {
            list,
            customer: customers.then_some(customer.id.as_str()),
            reseller: Some(people.reseller_of(owner)),
            world: self.dice,
            owner: owner as u64 * 2 + u64::from(!customers),
            index: 0,
            agreements: self.records,
        };
        Run {
            given,
            made,
            total: count.max(given.len() as u64),
        }
    }
}

impl<'a> Collection<'a> {
    pub(crate) fn empty() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn total(&self) -> u64 {
        self.0.iter().map(|run| run.total).sum()
    }

    /// The record at an index, found without making those before it.
    pub(crate) fn get(&self, mut index: u64) -> Option<Entry<'a>> {
        for run in &self.0 {
            if index < run.total {
                return Some(run.get(index));
            }
            index -= run.total;
        }
        None
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Entry<'a>> + '_ {
        self.0
            .iter()
            .flat_map(|run| (0..run.total).map(|index| run.get(index)))
    }

    /// The record of an id.
    pub(crate) fn find(&self, id: &str) -> Option<Entry<'a>> {
        self.0.iter().find_map(|run| {
            let given = run
                .given
                .iter()
                .find(|given| given.0.iter().any(|shape| shape["_id"] == id));
            given.map(Entry::Given).or_else(|| {
                let index = ids::index(run.made.ids(), run.made.list, id)?;
                (index < run.total).then_some(Entry::Made(Made { index, ..run.made }))
            })
        })
    }
}

impl<'a> Run<'a> {
    fn get(&self, index: u64) -> Entry<'a> {
        match self.given.get(index as usize) {
            Some(given) => Entry::Given(given),
            None => Entry::Made(Made { index, ..self.made }),
        }
    }
}

impl Entry<'_> {
    /// The record in the shape of `item`, a schema.
    pub(crate) fn record(&self, document: &Document, item: &Value) -> Value {
        match self {
            Self::Made(made) => made.record(document, item),
            Self::Given(given) => given
                .find(|shape| schema::fits(document, item, shape, true).is_ok())
                .clone(),
        }
    }

    /// The text of a property, wherever the record has one.
    pub(crate) fn text(&self, path: &str) -> String {
        match self {
            Self::Made(made) => made.text(path),
            Self::Given(Given(shapes)) => {
                let values = shapes
                    .iter()
                    .map(|shape| path.split('.').fold(shape, |value, name| &value[name]));
                let texts = values.filter_map(|value| match value {
                    Value::String(text) => Some(text.clone()),
                    Value::Number(number) => Some(number.to_string()),
                    _ => None,
                });
                texts.collect::<Vec<_>>().join(" ")
            }
        }
    }
}

impl Given {
    /// Whether one of the shapes passes the test.
    pub(crate) fn any(&self, test: impl Fn(&Value) -> bool) -> bool {
        self.0.iter().any(test)
    }

    /// The shape that passes the test, or else the first.
    pub(crate) fn find(&self, test: impl Fn(&Value) -> bool) -> &Value {
        self.0
            .iter()
            .find(|shape| test(shape))
            .or(self.0.first())
            .unwrap_or(&Value::Null)
    }

    pub(crate) fn id(&self) -> &str {
        self.find(|_| true)["_id"].as_str().unwrap_or_default()
    }
}

/// The records of one list page, and how many there are in all.
pub(crate) struct Page<'a> {
    pub(crate) total: u64,
    pub(crate) entries: Vec<Entry<'a>>,
}

/// Cuts a list page out of a collection. With a filter the collection is walked, without it is not.
pub(crate) fn page<'a>(
    collection: &Collection<'a>,
    filter: Option<&dyn Fn(&Entry<'a>) -> bool>,
    offset: u64,
    limit: u64,
) -> Page<'a> {
    let end = offset.saturating_add(limit);
    match filter {
        None => {
            let total = collection.total();
            let entries = (offset..end.min(total))
                .filter_map(|index| collection.get(index))
                .collect();
            Page { total, entries }
        }
        Some(filter) => {
            let mut total = 0;
            let mut entries = Vec::new();
            for entry in collection.iter().filter(|entry| filter(entry)) {
                if (offset..end).contains(&total) {
                    entries.push(entry);
                }
                total += 1;
            }
            Page { total, entries }
        }
    }
}
