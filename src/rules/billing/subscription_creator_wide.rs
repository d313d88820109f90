//! Reports billing accounts on which too many principals can create subscriptions.

use super::{in_account, principal_name, title};
use crate::rules::names;
use crate::rules::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

rule! {
    /// ## What it finds
    /// More principals than the option `max` (default: 5) with a billing role that can create subscriptions, counted per billing account. A
    /// group with such a role is also reported if it has guests or other external users, as active or eligible members (PIM for Groups), or
    /// a dynamic membership rule.
    ///
    /// Roles are identified by their known ids and, where `billingRoleDefinitions` are in the input, by their names.
    ///
    /// ## Why it matters
    /// Each of these principals can create a subscription in your tenant or in another one. An attacker needs to take over only one of
    /// them.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleAssignments/b0000000-0000-4000-8000-000000000001", "type": "Microsoft.Billing/billingAccounts/billingRoleAssignments",
    ///   "name": "b0000000-0000-4000-8000-000000000001", "properties": { "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "principalTenantId": "11111111-2222-4333-8444-555566667777",
    ///     "roleDefinitionId": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006", "scope": "/providers/Microsoft.Billing/billingAccounts/1234" } }
    /// { "id": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleAssignments/b0000000-0000-4000-8000-000000000002", "type": "Microsoft.Billing/billingAccounts/billingRoleAssignments",
    ///   "name": "b0000000-0000-4000-8000-000000000002", "properties": { "principalId": "a0000000-0000-4000-8000-000000000002", "principalType": "User", "principalTenantId": "11111111-2222-4333-8444-555566667777",
    ///     "roleDefinitionId": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006", "scope": "/providers/Microsoft.Billing/billingAccounts/1234" } }
    /// { "id": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleAssignments/b0000000-0000-4000-8000-000000000003", "type": "Microsoft.Billing/billingAccounts/billingRoleAssignments",
    ///   "name": "b0000000-0000-4000-8000-000000000003", "properties": { "principalId": "a0000000-0000-4000-8000-000000000003", "principalType": "User", "principalTenantId": "11111111-2222-4333-8444-555566667777",
    ///     "roleDefinitionId": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006", "scope": "/providers/Microsoft.Billing/billingAccounts/1234" } }
    /// { "id": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleAssignments/b0000000-0000-4000-8000-000000000004", "type": "Microsoft.Billing/billingAccounts/billingRoleAssignments",
    ///   "name": "b0000000-0000-4000-8000-000000000004", "properties": { "principalId": "a0000000-0000-4000-8000-000000000004", "principalType": "User", "principalTenantId": "11111111-2222-4333-8444-555566667777",
    ///     "roleDefinitionId": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006", "scope": "/providers/Microsoft.Billing/billingAccounts/1234" } }
    /// { "id": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleAssignments/b0000000-0000-4000-8000-000000000005", "type": "Microsoft.Billing/billingAccounts/billingRoleAssignments",
    ///   "name": "b0000000-0000-4000-8000-000000000005", "properties": { "principalId": "a0000000-0000-4000-8000-000000000005", "principalType": "User", "principalTenantId": "11111111-2222-4333-8444-555566667777",
    ///     "roleDefinitionId": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006", "scope": "/providers/Microsoft.Billing/billingAccounts/1234" } }
    /// { "id": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleAssignments/b0000000-0000-4000-8000-000000000006", "type": "Microsoft.Billing/billingAccounts/billingRoleAssignments",
    ///   "name": "b0000000-0000-4000-8000-000000000006", "properties": { "principalId": "a0000000-0000-4000-8000-000000000006", "principalType": "User", "principalTenantId": "11111111-2222-4333-8444-555566667777",
    ///     "roleDefinitionId": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006", "scope": "/providers/Microsoft.Billing/billingAccounts/1234" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleAssignments/b0000000-0000-4000-8000-000000000001", "type": "Microsoft.Billing/billingAccounts/billingRoleAssignments",
    ///   "name": "b0000000-0000-4000-8000-000000000001", "properties": { "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "principalTenantId": "11111111-2222-4333-8444-555566667777",
    ///     "roleDefinitionId": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006", "scope": "/providers/Microsoft.Billing/billingAccounts/1234" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When that many teams create their own subscriptions. Raise the option `max`.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Billing/billingAccounts/billingRoleAssignments`, 2024-04-01
    /// - Microsoft Learn: Understand Microsoft Customer Agreement administrative roles in Azure
    pub static RULE = {
        id: "billing-subscription-creator-wide",
        group: Group::Billing,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "too many principals, or a guest through a group, can create subscriptions",
        attack: &["T1098.003"],
        needs: &[Kind::BillingRoleAssignment],
        joins: &[Kind::BillingRoleDefinition, Kind::User, Kind::Group, Kind::DirectoryObject],
        options: Some(OptionSpec::of::<CreatorOptions>()),
        check: Check::Tenant(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct CreatorOptions {
    /// The maximum number of principals per billing account that can create subscriptions.
    max: usize,
}

impl Default for CreatorOptions {
    fn default() -> Self {
        Self { max: 5 }
    }
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let max = out.options::<CreatorOptions>().max;
    let names = role_names(tenant);
    let mut by_account: BTreeMap<String, Vec<View<'_, BillingRoleAssignment<'_>>>> = BTreeMap::new();
    for assignment in tenant.views::<BillingRoleAssignment<'_>>(&Kind::BillingRoleAssignment) {
        match creates_subscriptions(&assignment, &names) {
            Some(true) => by_account.entry(account_of(&assignment)).or_default().push(assignment),
            Some(false) => {}
            None => out.undecided(
                &assignment,
                &assignment.place(assignment.role_definition_id()),
                "whether this billing role can create subscriptions is not known".into(),
            ),
        }
    }
    for creators in by_account.values() {
        for creator in creators {
            check_group(creator, tenant, out);
        }
        let principal_of = |creator: &View<'_, BillingRoleAssignment<'_>>| {
            ObjectId::of_setting(creator.principal_id()).or_else(|| ObjectId::of_setting(creator.user_email_address()))
        };
        let principals: BTreeSet<ObjectId> = creators.iter().filter_map(principal_of).collect();
        let Some(first) = creators.first().filter(|_| principals.len() > max) else {
            for nameless in creators.iter().filter(|creator| principal_of(creator).is_none()) {
                out.lacks(nameless, "principalId", nameless.principal_id());
            }
            continue;
        };
        let label = Text::new("one of these principals; the option `max` allows {max}").with("max", max.to_string());
        let title = title(in_account!("{count} principals can create subscriptions"), first);
        out.report(first, "/properties", Label::new(first.place(first.principal_id().or(first.user_email_address())), label))
            .title(title.with("count", principals.len().to_string()))
            .step("remove the roles of principals that do not create subscriptions");
    }
}

fn check_group(creator: &View<'_, BillingRoleAssignment<'_>>, tenant: &Tenant, out: &mut Findings<'_>) {
    // Assignments of an Enterprise Agreement name a user by address.
    if creator.user_email_address().known().is_none() {
        out.lacks(creator, "principalType", creator.principal_type());
    }
    let is_group = creator.principal_type().known().is_some_and(|kind| kind.eq_ignore_ascii_case("Group"));
    let Some(id) = ObjectId::of_setting(creator.principal_id()).filter(|_| is_group) else {
        if is_group && matches!(creator.principal_id().state(), State::Unknown(_)) {
            out.needs(creator, "principalId", creator.principal_id());
        }
        return;
    };
    let place = creator.place(creator.principal_id());
    let report = |out: &mut Findings<'_>, title: Text, label: &'static str, evidence: Vec<Label>| {
        let mut report = out
            .report(creator, "/properties/principalId", Label::new(place.clone(), label))
            .title(title.with("group", principal_name(creator)));
        for label in evidence {
            report = report.related(label);
        }
        report.step("assign the role to a group with assigned members who are members of the tenant");
    };
    match tenant.guest_in(id) {
        Reach::Guest(path) => {
            let (titles, label) = match (path.guest.guest() == Some(true), path.is_eligible()) {
                (true, false) => {
                    (in_account!("guest `{guest}` can create subscriptions through group `{group}`"), "a guest is a member of this group")
                }
                (true, true) => (
                    in_account!("guest `{guest}` is eligible for group `{group}`, which can create subscriptions"),
                    "a guest is eligible for membership in this group",
                ),
                (false, false) => (
                    in_account!("external user `{guest}` can create subscriptions through group `{group}`"),
                    "an external user is a member of this group",
                ),
                (false, true) => (
                    in_account!("external user `{guest}` is eligible for group `{group}`, which can create subscriptions"),
                    "an external user is eligible for membership in this group",
                ),
            };
            report(out, title(titles, creator).with("guest", names::guest(path.guest)), label, path.labels());
        }
        Reach::Dynamic => {
            let titles = in_account!("group `{group}`, whose members depend on a dynamic membership rule, can create subscriptions");
            report(out, title(titles, creator), "a dynamic membership rule determines the members", Vec::new());
        }
        Reach::Unknown => out.undecided(creator, &place, "the members of this group are not in the input".into()),
        Reach::None => {}
    }
}

/// The names of the billing roles in the input, by their ids in lower case.
fn role_names(tenant: &Tenant) -> HashMap<String, String> {
    let roles = tenant.views::<BillingRoleDefinition<'_>>(&Kind::BillingRoleDefinition);
    roles
        .filter_map(|role| Some((last_of(role.name.known().or(role.id.known())?), role.role_name().known()?.to_ascii_lowercase())))
        .collect()
}

/// Billing roles that can create subscriptions, by id. Other roles are recognized by name, because their ids are not documented.
///
/// Source: Microsoft Learn, Understand Microsoft Customer Agreement administrative roles; Assign roles to service principals (Enterprise Agreement).
const CREATORS: &[&str] = &["30000000-aaaa-bbbb-cccc-100000000006", "a0bcee42-bf30-4d1b-926a-48d21664ef71"];

/// Billing roles that cannot create subscriptions.
const OTHERS: &[&str] =
    &["24f8edb6-1668-4659-b5e2-40bb5f3a7d7e", "da6647fb-7651-49ee-be91-c43c4877f0c4", "db609904-a47f-4794-9be8-9bd86fbffd8a"];

/// Whether the role can create subscriptions; `None` if that is not known.
fn creates_subscriptions(assignment: &BillingRoleAssignment<'_>, names: &HashMap<String, String>) -> Option<bool> {
    let role = last_of(assignment.role_definition_id().known()?);
    if CREATORS.contains(&role.as_str()) {
        return Some(true);
    }
    if OTHERS.contains(&role.as_str()) {
        return Some(false);
    }
    let name = names.get(&role)?;
    Some(["owner", "contributor", "subscription creator", "subscriptioncreator"].iter().any(|part| name.contains(part)))
}

/// The billing account of an assignment, in lower case.
fn account_of(assignment: &BillingRoleAssignment<'_>) -> String {
    let path = assignment.scope().known().or_else(|| assignment.id.known()).map(|path| path.to_ascii_lowercase()).unwrap_or_default();
    path.split("/billingaccounts/").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned()
}

/// The last part of a path, in lower case.
fn last_of(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase()
}
