//! Reports subscriptions that are missing from the inventory or differ from their entry.

use crate::finding::Undecided;
use crate::inventory::{Entry, List, Subscription as Declared};
use crate::rules::declared::report_past_review;
use crate::rules::prelude::*;
use std::collections::{HashMap, HashSet};

rule! {
    /// ## What it finds
    /// A subscription of the tenant that is not declared in the inventory `subscriptions` of the policy file, or whose name, billing scope
    /// or Owner differs from its entry. An entry past its review date is also reported. An entry that no list of subscriptions in the input
    /// contains is reported as info.
    ///
    /// Subscriptions that infrastructure as code creates are checked as well. Subscriptions of other tenants, which `az account list`
    /// includes, are not.
    ///
    /// An `owner` that is an object id is compared with the Owners assigned at the subscription itself. An `owner` that is a name or an
    /// address is documentation only.
    ///
    /// ## Why it matters
    /// A planted subscription looks like any other. Only a list of your own subscriptions shows which ones do not belong.
    ///
    /// ## Bad
    /// ```yaml
    /// inventory:
    ///   subscriptions: [{ id: 00000000-0000-4000-8000-000000000002, name: old, reviewer: cloud-team, review-by: 2026-01-01 }]
    /// ```
    ///
    /// ## Good
    /// ```yaml
    /// inventory:
    ///   subscriptions: [{ id: 00000000-0000-4000-8000-000000000002, name: old, reviewer: cloud-team, review-by: 2027-01-01 }]
    /// ```
    ///
    /// ## When it is wrong
    /// When the subscription is legitimate. Declare it in the inventory with a reviewer; `tenantlint init --inventory` writes the first
    /// list.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Resources/subscriptions`, 2022-12-01
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "subscription-undeclared",
        group: Group::Subscription,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "subscription is not in the inventory",
        attack: &["T1578", "T1136.003"],
        joins: &[Kind::Subscription, Kind::SubscriptionAlias, Kind::RoleAssignment, Kind::Organization],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let Some(declared) = &out.inventory().subscriptions else {
        return out.undecided_tenant(
            "no inventory of subscriptions is declared".into(),
            "declare `inventory.subscriptions` in the policy file".into(),
        );
    };
    for entry in declared.entries() {
        report_past_review("subscriptions", entry, out);
    }
    let kinds = [Kind::Subscription, Kind::SubscriptionAlias];
    if !tenant.has_any(&kinds) && !tenant.seen(&kinds[0]).complete {
        return out.undecided_missing(&kinds[0]);
    }
    let owners = owners(tenant);
    let names: HashSet<&str> = declared.entries().iter().filter_map(|entry| entry.name.as_deref()).collect();
    let mut seen = HashSet::new();
    for subscription in tenant.subscriptions() {
        let id = subscription.subscription_id.or(&subscription.id);
        let Some(bare) = subscription.bare_id().filter(|_| id.known().is_some()) else {
            // What code makes has its id when it is made.
            let name = subscription.label();
            let is_named = name.known().is_some_and(|name| names.contains(&**name));
            if subscription.resource.format.is_declared() && !is_named {
                out.undecided(&subscription, &subscription.place(name), "the id of the subscription is known only when it is made".into());
            }
            continue;
        };
        seen.insert(bare.to_ascii_lowercase());
        let Some(entry) = declared.get(bare) else {
            out.report(&subscription, "", Label::new(subscription.place(id), "nobody has declared this subscription")).step(DECLARE);
            continue;
        };
        check_owner(&subscription, entry, owners.get(&bare.to_ascii_lowercase()), tenant, out);
        let name = subscription.label();
        if let Some((declared, real)) = entry.name.as_deref().zip(name.known()).filter(|(declared, real)| *declared != &***real) {
            let label = Text::new("declared as `{name}`").with("name", declared);
            out.report(&subscription, "/displayName", Label::new(subscription.place(name), label))
                .title(Text::new("the subscription is called `{name}`, and not what the inventory says").with("name", real.to_string()))
                .related(Label::at(entry.span, "here"))
                .step("find out who renamed it, and correct the inventory");
        }
    }
    // A type of Terraform makes the subscription and its alias at once.
    let made: HashSet<_> = tenant.kept(&Kind::Subscription).filter_map(|resource| resource.address.as_deref()).collect();
    for alias in tenant.views::<SubscriptionAlias<'_>>(&Kind::SubscriptionAlias) {
        if alias.resource.address.as_deref().is_none_or(|address| !made.contains(address)) {
            let is_named = alias.display_name().known().is_some_and(|name| names.contains(&**name));
            check_alias(&alias, is_named, declared, &mut seen, out);
        }
        check_billing_scope(&alias, declared, out);
    }
    if tenant.seen(&Kind::Subscription).complete {
        for entry in declared.entries().iter().filter(|entry| !seen.contains(&entry.id.to_ascii_lowercase())) {
            // Who exports is shown only what he has a role on.
            out.report_entry("subscriptions", entry, Label::at(entry.span, "no list of subscriptions in the input has this id"))
                .title(Text::new("`{id}` is in the inventory `subscriptions`, and not in the input").with("id", entry.id.clone()))
                .severity(Severity::Info)
                .step("export as a user who can read the subscription")
                .step("remove the entry from the inventory");
        }
    }
}

/// Who is Owner of each subscription itself, by its id in lower case.
fn owners(tenant: &Tenant) -> HashMap<String, Vec<View<'_, RoleAssignment<'_>>>> {
    let mut owners: HashMap<_, Vec<_>> = HashMap::new();
    for assignment in tenant.standing_role_assignments().filter(|assignment| assignment.role(assignment.resource).as_deref() == Some(OWNER))
    {
        if let Some(Scope::Subscription(id)) = assignment.place_in_hierarchy() {
            owners.entry(id.to_ascii_lowercase()).or_default().push(assignment);
        }
    }
    owners
}

/// Compares who is Owner of a subscription with who is declared. Where nobody is, the role may be held further up.
fn check_owner(
    subscription: &View<'_, Subscription<'_>>,
    entry: &Entry<Declared>,
    owners: Option<&Vec<View<'_, RoleAssignment<'_>>>>,
    tenant: &Tenant,
    out: &mut Findings<'_>,
) {
    let Some(declared) = entry.about.owner.as_deref().and_then(ObjectId::of_guid) else { return };
    if !tenant.is_told(&Kind::RoleAssignment) {
        return out.undecided_once("who is Owner of the subscriptions is not in the input", || Undecided::collect(&Kind::RoleAssignment));
    }
    let owners = owners.map_or(&[][..], Vec::as_slice);
    let Some((first, rest)) = owners.split_first() else { return };
    if owners.iter().any(|owner| owner.principal() == Some(declared)) {
        return;
    }
    if let Some(unknown) = owners.iter().find(|owner| owner.principal().is_none()) {
        return out.undecided(unknown, &unknown.place(unknown.principal_id()), "who is Owner of the subscription cannot be known".into());
    }
    let mut report = out
        .report(subscription, "/owner", Label::new(first.place(first.principal_id()), "is Owner"))
        .title("another principal is Owner of the subscription than the inventory says")
        .related(Label::at(entry.span, Text::new("declared as `{owner}`").with("owner", declared.to_string())))
        .step(Change::delete(first.resource))
        .step("correct the inventory, if the role assignment is right");
    for owner in rest {
        report = report.related(Label::new(owner.place(owner.principal_id()), "is Owner too"));
    }
}

/// Looks for a subscription in the making among what is declared.
fn check_alias(
    alias: &View<'_, SubscriptionAlias<'_>>,
    is_named: bool,
    declared: &List<Declared>,
    seen: &mut HashSet<String>,
    out: &mut Findings<'_>,
) {
    let id = alias.subscription_id();
    match id.known().map(|id| id.rsplit('/').next().unwrap_or(id)).filter(|id| !id.is_empty()) {
        Some(bare) if seen.insert(bare.to_ascii_lowercase()) && declared.get(bare).is_none() => {
            out.report(alias, "", Label::new(alias.place(id), "nobody has declared this subscription")).step(DECLARE);
        }
        Some(_) => {}
        None if is_named => {}
        None => {
            let place = alias.place(alias.display_name());
            out.undecided(alias, &place, "the id of the subscription is known only when it is made".into());
        }
    }
}

const DECLARE: &str = "find out who created it and what pays for it, and declare it in the inventory `subscriptions` or cancel it";

/// Compares what pays for a subscription in the making with what is declared.
fn check_billing_scope(alias: &View<'_, SubscriptionAlias<'_>>, declared: &List<Declared>, out: &mut Findings<'_>) {
    let entry = alias.subscription_id().known().and_then(|id| declared.get(id));
    let Some(entry) = entry else { return };
    let scopes = entry.about.billing_scope.as_deref().zip(alias.billing_scope().known());
    if scopes.is_some_and(|(declared, real)| !declared.eq_ignore_ascii_case(real)) {
        out.report(
            alias,
            "/properties/billingScope",
            Label::new(alias.place(alias.billing_scope()), "not the billing scope that is declared"),
        )
        .title("another billing scope pays for the subscription than the inventory says")
        .related(Label::at(entry.span, "declared here"))
        .step("find out who changed it, and correct the inventory");
    }
}
