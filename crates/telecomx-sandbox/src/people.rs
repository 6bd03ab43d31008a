//! Who there is: a tree of customers, and users of every access level.

use std::fmt;

use crate::{dice::Dice, document::Document, ids};

/// A customer. A reseller is one too; its customers have it as parent.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) parent: Option<String>,
    pub(crate) is_reseller: bool,
}

/// A user of the sandbox. The credentials are for show: they open nothing but this sandbox.
#[derive(Clone)]
#[non_exhaustive]
pub struct User {
    /// What login takes as `username`.
    pub username: String,
    /// What login takes as `password`.
    pub password: String,
    /// A token as for machine-to-machine use: valid from the start, without login, until the user logs out.
    pub machine_token: String,
    /// One of the document's `AccessLevel` values.
    pub access_level: String,
    /// The user's own name.
    pub name: String,
    /// Id of the user.
    pub employee: String,
    /// Id of the customer that the user belongs to; empty stands for the operator's.
    pub customer: String,
    /// What login wants beside the password.
    pub second_factor: Option<SecondFactor>,
}

/// The second factor that a user's customer demands.
#[derive(Clone, PartialEq, Eq)]
pub enum SecondFactor {
    /// A code sent by SMS (`smsKey`). The sandbox sends none: it is always this one.
    Sms(String),
    /// A time-based code (`authenticatorToken`). In the sandbox it is always this one.
    Authenticator(String),
}

impl User {
    /// A user of your own for [`Builder::user`](crate::Builder::user), at the operator's customer.
    pub fn new(
        username: impl Into<String>,
        password: impl Into<String>,
        access_level: impl Into<String>,
    ) -> Self {
        let username = username.into();
        Self {
            name: username.clone(),
            username,
            password: password.into(),
            machine_token: String::new(),
            access_level: access_level.into(),
            employee: String::new(),
            customer: String::new(),
            second_factor: None,
        }
    }

    /// Moves the user to the customer of this id.
    #[must_use]
    pub fn of_customer(mut self, customer: impl Into<String>) -> Self {
        self.customer = customer.into();
        self
    }

    /// Makes login want a second factor of this user.
    #[must_use]
    pub fn with_second_factor(mut self, factor: SecondFactor) -> Self {
        self.second_factor = Some(factor);
        self
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A builder's users may have passwords from elsewhere.
        f.debug_struct("User")
            .field("username", &self.username)
            .field("access_level", &self.access_level)
            .field("customer", &self.customer)
            .field("second_factor", &self.second_factor)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sms(_) => "Sms",
            Self::Authenticator(_) => "Authenticator",
        })
    }
}

/// The customers and the users.
pub(crate) struct People {
    /// The operator's own customer stands first.
    pub(crate) customers: Vec<Customer>,
    pub(crate) users: Vec<User>,
    /// Ids under which the documented records know the operator's customer.
    aliases: Vec<String>,
}

impl People {
    /// Builds the tree around the ids that the document's examples use, so that each of them leads somewhere.
    ///
    /// ```text
    /// operator (ADMIN)
    /// ├─ first documented reseller ─┬─ customer "Gearløs Værksted"
    /// │                             └─ sub-reseller ── customer "Hønsegården"
    /// └─ second documented reseller ┬─ customer "Minerva Bog & Papir"
    ///                               └─ further ids from the wiki's example requests, as sub-resellers
    /// ```
    pub(crate) fn new(document: &Document, dice: Dice, own_users: Vec<User>) -> Self {
        let made = |number| ids::id(dice, "customer", number);
        let documented = |list: &str, name: &str| -> Vec<String> {
            let records = document
                .operation(list)
                .into_iter()
                .flat_map(|operation| operation.example_records());
            records
                .filter_map(|record| record[name].as_str())
                .map(str::to_owned)
                .collect()
        };
        let operator = documented("listExternalLicenses", "customer")
            .into_iter()
            .next()
            .unwrap_or_else(|| made(0));
        let mut aliases = documented("listInternetRequests", "customer");
        aliases.extend(documented("listExternalLicenses", "customer"));

        let resellers = documented("listResellers", "_id");
        let names = documented("listResellers", "name");
        let reseller = |number: usize| {
            resellers
                .get(number)
                .cloned()
                .unwrap_or_else(|| made(number as u64 + 1))
        };
        let name = |number: usize| {
            names
                .get(number)
                .cloned()
                .unwrap_or_else(|| format!("Reseller {}", number + 1))
        };
        let customer = |id: &str, name: &str, parent: Option<&str>, is_reseller| Customer {
            id: id.to_owned(),
            name: name.to_owned(),
            parent: parent.map(str::to_owned),
            is_reseller,
        };
        let (first, second, sub) = (reseller(0), reseller(1), made(10));
        let mut customers = vec![
            customer(&operator, "Telecom X (sandbox)", None, false),
            customer(&first, &name(0), None, true),
            customer(&second, &name(1), None, true),
            customer(&sub, "Rip, Rap & Rup Teknik ApS", Some(&first), true),
            customer(&made(11), "Gearløs Værksted ApS", Some(&first), false),
            customer(&made(12), "Hønsegården I/S", Some(&sub), false),
            customer(&made(13), "Minerva Bog & Papir A/S", Some(&second), false),
        ];
        for id in requested_ids(document) {
            if customers.iter().all(|known| known.id != id) && !aliases.contains(&id) {
                customers.push(customer(
                    &id,
                    "Sub-reseller of the wiki's examples",
                    Some(&second),
                    true,
                ));
            }
        }

        let user = |name: &str, level: &str, customer: &str| {
            User::new(
                format!("{name}@sandbox.example"),
                format!("{name}-password"),
                level,
            )
            .of_customer(customer)
        };
        let end_customer = made(11);
        let mut users = vec![
            user("admin", "ADMIN", &operator),
            user("reseller-admin", "RESELLER_ADMIN", &second),
            user("reseller", "RESELLER", &first),
            user("sub-reseller", "RESELLER", &sub),
            user("owner", "OWNER", &end_customer),
            user("manager", "MANAGER", &end_customer),
            user("viewer", "VIEWER", &end_customer),
            user("personal", "PERSONAL", &end_customer),
            user("sms", "OWNER", &end_customer)
                .with_second_factor(SecondFactor::Sms("4711".to_owned())),
            user("authenticator", "RESELLER", &second)
                .with_second_factor(SecondFactor::Authenticator("123456".to_owned())),
        ];
        users.extend(own_users);
        for (number, user) in users.iter_mut().enumerate() {
            let number = number as u64;
            if user.customer.is_empty() {
                user.customer.clone_from(&operator);
            }
            if user.employee.is_empty() {
                user.employee = ids::id(dice, "employee", number);
            }
            if user.machine_token.is_empty() {
                let dice = dice.named("machine token").numbered(number);
                user.machine_token =
                    format!("{:016x}{:016x}", dice.bits(), dice.named("rest").bits());
            }
        }
        Self {
            customers,
            users,
            aliases,
        }
    }

    /// Where a customer stands in the list.
    pub(crate) fn customer(&self, id: &str) -> Option<usize> {
        let found = self.customers.iter().position(|customer| customer.id == id);
        found.or_else(|| self.aliases.iter().any(|alias| alias == id).then_some(0))
    }

    /// Whether `customer` is `reseller` itself or stands somewhere below it.
    pub(crate) fn belongs(&self, customer: usize, reseller: usize) -> bool {
        let mut at = Some(customer);
        while let Some(number) = at {
            if number == reseller {
                return true;
            }
            at = self.customers[number]
                .parent
                .as_deref()
                .and_then(|parent| self.customer(parent));
        }
        false
    }

    /// Whether a user may see the data of a customer, once its level lets it call the operation at all.
    pub(crate) fn may_see(&self, user: &User, customer: usize) -> bool {
        let own = self.customer(&user.customer);
        match user.access_level.as_str() {
            _ if self.sees_all(user) => true,
            "RESELLER" => own.is_some_and(|own| self.belongs(customer, own)),
            _ => own == Some(customer),
        }
    }

    /// Whether a user's data has no bounds.
    pub(crate) fn sees_all(&self, user: &User) -> bool {
        ["ADMIN", "RESELLER_ADMIN"].contains(&user.access_level.as_str())
    }

    /// The reseller that a customer stands under, or is.
    pub(crate) fn reseller_of(&self, customer: usize) -> &str {
        let customer = &self.customers[customer];
        match (&customer.parent, customer.is_reseller) {
            (_, true) => &customer.id,
            (Some(parent), false) => parent,
            // The operator has no reseller; its records name the first one.
            (None, false) => &self.customers[1].id,
        }
    }
}

/// Ids of customers and resellers in the wiki's example requests.
fn requested_ids(document: &Document) -> Vec<String> {
    let requests = document
        .operations
        .iter()
        .flat_map(|operation| &operation.request_examples);
    let queries = requests
        .filter_map(|request| request.split_once('?'))
        .map(|(_, query)| query);
    let pairs = queries.flat_map(|query| form_urlencoded::parse(query.as_bytes()));
    pairs
        .filter(|(name, _)| name == "customer" || name == "reseller")
        .map(|(_, id)| id.into_owned())
        .collect()
}
