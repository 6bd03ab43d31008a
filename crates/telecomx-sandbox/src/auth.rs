//! `/auth`, and who a token stands for.

use std::{net::IpAddr, time::Duration};

use axum::http::HeaderMap;
use serde_json::{Value, json};

use crate::{
    arguments::Arguments,
    dice::Dice,
    document::{Document, Operation},
    people::{People, SecondFactor},
    refusal::Refusal,
    tokens::{Standing, Tokens},
};

/// Where a token may stand in a request. The one documented place is always looked at: the query.
///
/// The wiki shows no other place, so these are off until a [`Builder`](crate::Builder::carrier) turns them on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Carrier {
    /// `Authorization: Bearer TOKEN`.
    Bearer,
    /// A header of this name.
    Header(String),
    /// A cookie of this name, which login sets when its `cookie` is true.
    Cookie(String),
}

impl Carrier {
    /// The tokens that a request carries in this place.
    pub(crate) fn tokens(&self, headers: &HeaderMap) -> Vec<String> {
        let name = match self {
            Self::Bearer => "authorization",
            Self::Header(name) => name,
            Self::Cookie(_) => "cookie",
        };
        let texts = headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok());
        match self {
            Self::Bearer => {
                let tokens = texts.filter_map(|text| text.strip_prefix("Bearer "));
                tokens.map(|token| token.trim().to_owned()).collect()
            }
            Self::Header(_) => texts.map(str::to_owned).collect(),
            Self::Cookie(name) => {
                let pairs = texts.flat_map(|text| text.split(';'));
                let pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
                pairs
                    .filter(|(known, _)| known == name)
                    .map(|(_, token)| token.to_owned())
                    .collect()
            }
        }
    }
}

/// Answers `login`. The second part is the token if it shall be a cookie too.
pub(crate) fn login(
    operation: &Operation,
    arguments: &Arguments,
    people: &People,
    tokens: &mut Tokens,
    now: Duration,
    lifetime: Duration,
) -> Result<(Value, Option<String>), Refusal> {
    let refuse = |message: &str| Refusal::documented(operation, 401, message);
    let (username, password) = (arguments.text("username"), arguments.text("password"));
    let index = people.users.iter().position(|user| {
        Some(user.username.as_str()) == username && Some(user.password.as_str()) == password
    });
    let index = index.filter(|index| people.users[*index].access_level != "NO_LOGIN");
    let index = index.ok_or_else(|| refuse("credentials_invalid"))?;
    let user = &people.users[index];
    match &user.second_factor {
        Some(SecondFactor::Sms(code)) if arguments.text("smsKey") != Some(code) => {
            return Err(refuse("smsKey"));
        }
        Some(SecondFactor::Authenticator(code))
            if arguments.text("authenticatorToken") != Some(code) =>
        {
            return Err(refuse("authenticatorToken"));
        }
        _ => {}
    }
    let persist = arguments.is_true("persist");
    let token = tokens.issue(index, now, (!persist).then_some(lifetime));
    let minutes = if persist {
        -1
    } else {
        lifetime
            .as_secs()
            .div_ceil(60)
            .try_into()
            .unwrap_or(i64::MAX)
    };
    let cookie = arguments.is_true("cookie").then(|| token.clone());
    let answer = json!({
        "token": token,
        "expiresInMinutes": minutes,
        "employee": user.employee,
        "customer": user.customer,
        "accessLevel": user.access_level,
    });
    Ok((answer, cookie))
}

/// Answers `logout`.
pub(crate) fn logout(tokens: &mut Tokens, user: usize) -> Value {
    tokens.end_all(user);
    json!({ "success": true })
}

/// Answers `validateToken`, given whose the token is or why it is nobody's.
pub(crate) fn validate(
    document: &Document,
    operation: &Operation,
    arguments: &Arguments,
    people: &People,
    user: Result<usize, Refusal>,
    dice: Dice,
) -> Result<Value, Refusal> {
    let simple = arguments.is_true("simple");
    let refusal = |error: Refusal| {
        if simple {
            Refusal::documented(operation, 403, "access_denied")
        } else {
            error
        }
    };
    let index = user.map_err(refusal)?;
    // Every token of the sandbox was given to the loopback address.
    let elsewhere = |ip: &str| !ip.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if arguments.text("ip").is_some_and(elsewhere) {
        return Err(refusal(Refusal::documented(
            operation,
            401,
            "invalid_token",
        )));
    }
    if simple {
        return Ok(json!({ "success": true }));
    }
    let user = &people.users[index];
    let mut status = json!({
        "success": true,
        "employee": user.employee,
        "customer": user.customer,
        "accessLevel": user.access_level,
    });
    if arguments.is_true("extend") {
        let customer = people
            .customer(&user.customer)
            .map(|customer| &people.customers[customer]);
        let features =
            document.value["components"]["schemas"]["CustomerFeature"]["enum"].as_array();
        let dice = dice.named("features").named(&user.customer);
        let features = features.into_iter().flatten().enumerate();
        let features = features.filter(|(number, _)| !dice.numbered(*number as u64).one_in(3));
        status["name"] = json!(user.name);
        status["language"] = json!("da");
        status["customerName"] = json!(customer.map(|customer| &customer.name));
        status["customerFeatures"] = features.map(|(_, feature)| feature.clone()).collect();
        status["customerIntegrations"] = json!({});
    }
    Ok(status)
}

/// The user that a token stands for, or the documented reason why it stands for none.
pub(crate) fn user_of(
    operation: &Operation,
    tokens: &Tokens,
    token: Option<&str>,
    now: Duration,
) -> Result<usize, Refusal> {
    match tokens.standing(token.unwrap_or_default(), now) {
        Standing::Of(user) => Ok(user),
        Standing::Expired => Err(Refusal::documented(operation, 401, "expired")),
        Standing::Unknown => Err(Refusal::documented(operation, 401, "credentials_invalid")),
    }
}
