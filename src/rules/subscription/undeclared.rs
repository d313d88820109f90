//! Reports subscriptions that are missing from the inventory or differ from their entry.

use crate::finding::Undecided;
use crate::inventory::{Entry, List, Subscription as Declared};
use crate::resource::{Place, Resource};
use crate::rules::declared::report_past_review;
use crate::rules::name_of;
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
    if !tenant.has_any(&kinds) && !tenant.is_whole(&kinds[0]) {
        return out.undecided_missing(&kinds[0]);
    }
    let owners = owners(tenant);
    let names: HashSet<&str> = declared.entries().iter().filter_map(|entry| entry.name.as_deref()).collect();
    let mut seen = HashSet::new();
    for subscription in tenant.subscriptions() {
        let id = subscription.subscription_id.or(&subscription.id);
        let Some(bare) = subscription.bare_id().filter(|_| id.known().is_some()) else {
            // Code that creates a subscription does not contain its id.
            let name = subscription.label();
            let is_named = name.known().is_some_and(|name| names.contains(&**name));
            if subscription.resource.format.is_declared() && !is_named {
                out.undecided(
                    &subscription,
                    &subscription.place(name),
                    "the id of the subscription is known only after it is created".into(),
                );
            }
            continue;
        };
        seen.insert(bare.to_ascii_lowercase());
        let Some(entry) = declared.get(bare) else {
            report_undeclared(&subscription, subscription.place(id), out);
            continue;
        };
        check_owner(&subscription, entry, owners.get(&bare.to_ascii_lowercase()), tenant, out);
        let name = subscription.label();
        if entry.name.is_some() {
            out.lacks(&subscription, "displayName", name);
        }
        if let Some((declared, real)) = entry.name.as_deref().zip(name.known()).filter(|(declared, real)| *declared != &***real) {
            let title = Text::new("subscription `{name}` is declared under another name, `{declared}`");
            out.report(&subscription, "/displayName", Label::new(subscription.place(name), "not the declared name"))
                .title(title.with("name", real.to_string()).with("declared", declared))
                .related(Label::at(entry.span, "declared here"))
                .step("find out who renamed the subscription")
                .step("correct the name in the inventory if the new name is intended");
        }
    }
    // One Terraform resource type creates both the subscription and its alias.
    let made: HashSet<_> = tenant.kept(&Kind::Subscription).filter_map(Resource::full_address).collect();
    for alias in tenant.views::<SubscriptionAlias<'_>>(&Kind::SubscriptionAlias) {
        if alias.resource.full_address().is_none_or(|address| !made.contains(&address)) {
            let is_named = alias.display_name().known().is_some_and(|name| names.contains(&**name));
            check_alias(&alias, is_named, declared, &mut seen, out);
        }
        check_billing_scope(&alias, declared, out);
    }
    let is_missing = |entry: &&Entry<Declared>| !seen.contains(&entry.id.to_ascii_lowercase());
    let mut missing = declared.entries().iter().filter(is_missing).peekable();
    if missing.peek().is_some() && out.sees_all(tenant, &Kind::Subscription) {
        for entry in missing {
            // Azure lists only the subscriptions that the exporting user can read.
            out.report_entry("subscriptions", entry, Label::at(entry.span, "no subscription in the input has this id"))
                .title(Text::new("subscription `{id}` is in the inventory but not in the input").with("id", entry.id.clone()))
                .severity(Severity::Info)
                .step("export as a user who can read the subscription")
                .step("remove the entry from the inventory if the subscription no longer exists");
        }
    }
}

/// The active Owners at the scope of each subscription, by its id in lower case.
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

/// Compares the Owners of a subscription with the declared one. If there is none, the role may be assigned at a higher scope.
fn check_owner(
    subscription: &View<'_, Subscription<'_>>,
    entry: &Entry<Declared>,
    owners: Option<&Vec<View<'_, RoleAssignment<'_>>>>,
    tenant: &Tenant,
    out: &mut Findings<'_>,
) {
    let Some(declared) = entry.about.owner.as_deref().and_then(ObjectId::of_guid) else { return };
    if !tenant.is_told(&Kind::RoleAssignment) {
        return out.undecided_once("the Owners of the subscriptions are not in the input", || Undecided::collect(&Kind::RoleAssignment));
    }
    let owners = owners.map_or(&[][..], Vec::as_slice);
    let Some((first, rest)) = owners.split_first() else { return };
    if owners.iter().any(|owner| owner.principal() == Some(declared)) {
        return;
    }
    // The declared Owner is an object id, with which a sign-in name cannot be compared.
    if let Some(unknown) = owners.iter().find(|owner| ObjectId::of_setting(owner.principal_id()).is_none()) {
        return out.undecided(unknown, &unknown.place(unknown.principal_setting()), "the Owner of the subscription is not known".into());
    }
    let owner = first.principal_id();
    let owner = owner.known().map(ToString::to_string).or_else(|| owner.reference()).unwrap_or_else(|| name_of(first));
    let mut report = out
        .report(subscription, "/owner", Label::new(first.place(first.principal_id()), "is Owner"))
        .title(
            Text::new("principal `{owner}`, not the declared `{declared}`, is Owner of subscription `{subscription}`")
                .with("owner", owner)
                .with("declared", declared.to_string())
                .with("subscription", name_of(subscription)),
        )
        .related(Label::at(entry.span, "the Owner is declared here"))
        .step(Change::delete(first.resource))
        .step("correct the `owner` in the inventory if the role assignment is intended");
    for owner in rest {
        report = report.related(Label::new(owner.place(owner.principal_id()), "is also Owner"));
    }
}

/// Checks whether the subscription of an alias is declared.
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
            report_undeclared(alias, alias.place(id), out);
        }
        Some(_) => {}
        None if is_named => {}
        None => {
            let place = alias.place(alias.display_name());
            out.undecided(alias, &place, "the id of the subscription is known only after it is created".into());
        }
    }
}

fn report_undeclared<T: Identified>(view: &View<'_, T>, place: Place, out: &mut Findings<'_>) {
    out.report(view, "", Label::new(place, "not in the list `subscriptions`"))
        .title(Text::new("subscription `{subscription}` is not in the inventory").with("subscription", name_of(view)))
        .step("find out who created the subscription and who pays for it")
        .step("declare the subscription in the inventory `subscriptions` if it is legitimate")
        .step("cancel the subscription if no one in the organization needs it");
}

/// Compares the billing scope of a subscription alias with the declared one.
fn check_billing_scope(alias: &View<'_, SubscriptionAlias<'_>>, declared: &List<Declared>, out: &mut Findings<'_>) {
    let entry = alias.subscription_id().known().and_then(|id| declared.get(id));
    let Some(entry) = entry else { return };
    let scopes = entry.about.billing_scope.as_deref().zip(alias.billing_scope().known());
    if scopes.is_some_and(|(declared, real)| !declared.eq_ignore_ascii_case(real)) {
        out.report(alias, "/properties/billingScope", Label::new(alias.place(alias.billing_scope()), "not the declared billing scope"))
            .title(
                Text::new("billing scope of subscription `{subscription}` differs from the inventory").with("subscription", name_of(alias)),
            )
            .related(Label::at(entry.span, "declared here"))
            .step("find out who changed the billing scope")
            .step("correct the inventory if the new billing scope is intended");
    }
}
