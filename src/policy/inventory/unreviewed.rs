//! Entries without a reviewer or review date: one warning for each list, which does not fail the run.

use crate::inventory::{Inventory, List};
use crate::resource::Problem;
use crate::source::Span;
use crate::text::Text;

/// A warning for each list that has entries without a reviewer or without a date of the next review.
pub(in crate::policy) fn unreviewed(inventory: &Inventory) -> impl Iterator<Item = Problem> {
    let guests = inventory.guests.as_deref();
    let warnings = [
        guests.and_then(|guests| warning("guests", &guests.people)),
        guests.and_then(|guests| warning("domains of guests", &guests.domains)),
        guests.and_then(|guests| warning("tenants of guests", &guests.tenants)),
        inventory.subscriptions.as_deref().and_then(|list| warning("subscriptions", list)),
        inventory.identities.as_deref().and_then(|list| warning("identities", list)),
        inventory.partners.as_deref().and_then(|list| warning("partners", list)),
        inventory.billing.as_deref().and_then(|list| warning("billing principals", list)),
        inventory.root_scope.as_deref().and_then(|list| warning("root-scope principals", list)),
    ];
    warnings.into_iter().flatten()
}

fn warning<T>(what: &str, list: &List<T>) -> Option<Problem> {
    let mut open = list.entries().iter().filter(|entry| entry.reviewer.is_none() || entry.review_by.is_none());
    let first: Span = open.next()?.span;
    let count = open.count() + 1;
    let all = list.len();
    let message = Text::new("inventory of {what}: {count} of {all} entries have no `reviewer` or no `review-by`; this is the first");
    Some(Problem::warning(first, message.with("what", what).with("count", count.to_string()).with("all", all.to_string())))
}
