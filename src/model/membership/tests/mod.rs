//! Tests with membership rules from practice: which objects they admit.

mod devices;
mod hostile;
mod users;

use super::{Membership, Setter, Strength};
use crate::syntax::membership_rule::{Dialect, parse};

fn analysed<T>(rule: &str, look: impl FnOnce(&Membership<'_>) -> T) -> T {
    let parsed = parse(rule, Dialect::Group).unwrap_or_else(|error| panic!("{rule}: {error}"));
    look(&Membership::of(&parsed, &|domain| domain.eq_ignore_ascii_case("contoso.com")))
}

/// The text of each spoofable place, as a label shows it.
fn spoofable(rule: &str) -> Vec<String> {
    analysed(rule, |membership| membership.spoofable().map(|occurrence| rule[occurrence.bytes.clone()].to_owned()).collect())
}

/// The strength of the first comparison, and who can set the property.
fn first(rule: &str) -> (Strength, Vec<Setter>) {
    analysed(rule, |membership| (membership.occurrences[0].strength, membership.occurrences[0].setters.clone()))
}
