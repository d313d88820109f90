//! Reports tenants in which guests can plant subscriptions.

use crate::rules::guest::invite_everyone::invitations_open;
use crate::rules::prelude::*;
use crate::rules::subscription::{Outsider, Switch, TransferOptions, outsider, switch};

rule! {
    /// ## What it finds
    /// Three settings that together let a guest plant a subscription: everyone or every member can invite guests, subscriptions can be
    /// moved into the tenant, and new subscriptions are placed in the tenant root group. The rule reports one finding with the three
    /// places, which may be in different files, and with the guests who are already Owner of a subscription.
    ///
    /// If one of the three settings is not in the input, the rule is undecided. The options `exported` and `require-explicit` are those of
    /// `subscription-transfer-in-allowed`.
    ///
    /// ## Why it matters
    /// The guest creates a subscription in their home tenant, where they have a billing role that no review of your tenant shows, and moves
    /// it into your tenant. They are its Owner. In the tenant root group no policy of a landing zone restricts them, and they can read who
    /// administers that group. Each setting looks harmless on its own.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "authorizationPolicy", "allowInvitesFrom": "everyone" }
    /// { "id": "/providers/Microsoft.Subscription/policies/default", "name": "default", "type": "Microsoft.Subscription/policies",
    ///   "properties": { "policyId": "291bba3f-e0a5-47bc-a099-3bdcb2a50a05", "blockSubscriptionsIntoTenant": false } }
    /// { "id": "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777/settings/default", "name": "default",
    ///   "type": "Microsoft.Management/managementGroups/settings",
    ///   "properties": { "tenantId": "11111111-2222-4333-8444-555566667777", "defaultManagementGroup": null } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "authorizationPolicy", "allowInvitesFrom": "everyone" }
    /// { "id": "/providers/Microsoft.Subscription/policies/default", "name": "default", "type": "Microsoft.Subscription/policies",
    ///   "properties": { "policyId": "291bba3f-e0a5-47bc-a099-3bdcb2a50a05", "blockSubscriptionsIntoTenant": true } }
    /// { "id": "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777/settings/default", "name": "default",
    ///   "type": "Microsoft.Management/managementGroups/settings",
    ///   "properties": { "tenantId": "11111111-2222-4333-8444-555566667777", "defaultManagementGroup": null } }
    /// ```
    ///
    /// ## When it is wrong
    /// When something outside these settings breaks the path: a Conditional Access policy that blocks guests from Azure management, or a
    /// list of domains that can be invited. Accept the finding under `allow:` in the policy file, but note that a tenant should break the
    /// path in at least two places.
    ///
    /// ## Sources
    /// - BeyondTrust: Restless guests
    /// - Microsoft Learn: Manage Azure subscription policies
    /// - Microsoft Learn: Protect your resource hierarchy
    pub static RULE = {
        id: "path-guest-subscription",
        group: Group::Path,
        severity: Severity::Critical,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "guests can plant subscriptions in the tenant root group",
        attack: &["T1578", "T1098.003", "T1199"],
        needs: &[Kind::AuthorizationPolicy, Kind::SubscriptionPolicy, Kind::ManagementGroupSettings],
        joins: &[Kind::RoleAssignment, Kind::User, Kind::Group, Kind::DirectoryObject],
        parts: &[
            "guest-invite-all-members",
            "guest-invite-everyone",
            "management-group-default-is-root",
            "rbac-guest-azure-privileged",
            "subscription-transfer-in-allowed",
        ],
        options: Some(OptionSpec::of::<TransferOptions>()),
        check: Check::Tenant(check),
    };
}

/// The state of one of the three settings: open with its evidence, closed, or undecided with the reason.
enum Link {
    Open(Label),
    Closed,
    Undecided(&'static str),
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let options = out.options::<TransferOptions>();
    let invitations = worst(tenant.views::<AuthorizationPolicy<'_>>(&Kind::AuthorizationPolicy), invitations);
    let landing = worst(tenant.views::<ManagementGroupSettings<'_>>(&Kind::ManagementGroupSettings), landing);
    for policy in tenant.views::<SubscriptionPolicy<'_>>(&Kind::SubscriptionPolicy) {
        match (&transfer(&policy, &options), &invitations, &landing) {
            (Link::Closed, _, _) | (_, Link::Closed, _) | (_, _, Link::Closed) => {}
            (Link::Open(transfer), Link::Open(invitation), Link::Open(landing)) => {
                let mut report = out
                    .report(&policy, "", transfer.clone())
                    .related(invitation.clone())
                    .related(landing.clone())
                    .step(Change::set(policy.resource, "/blockSubscriptionsIntoTenant", "true"))
                    .step("set `allowInvitesFrom` of the authorization policy to `adminsAndGuestInviters`");
                for label in planted(tenant) {
                    report = report.related(label);
                }
            }
            (Link::Undecided(missing), _, _) | (_, Link::Undecided(missing), _) | (_, _, Link::Undecided(missing)) => {
                out.undecided(&policy, &policy.resource.place(""), (*missing).into());
            }
        }
    }
}

/// Guests who are already Owner of a subscription, possibly through this path.
fn planted(tenant: &Tenant) -> Vec<Label> {
    let assignments = tenant.views_of::<RoleAssignment<'_>>(Kind::RoleAssignment.family());
    let owned = assignments.filter(|assignment| {
        let is_owner = assignment.role(assignment.resource).as_deref() == Some(OWNER) && !assignment.is_gone();
        let is_subscription = matches!(assignment.place_in_hierarchy(), Some(Scope::Subscription(_)));
        is_owner && is_subscription && matches!(outsider(assignment, tenant), Outsider::Guest(_))
    });
    owned
        .map(|assignment| {
            let label = if is_eligibility(&assignment.resource.kind) {
                "this guest is already eligible for Owner of a subscription"
            } else {
                "this guest is already Owner of a subscription"
            };
            Label::new(assignment.place(assignment.principal_setting()), label)
        })
        .collect()
}

/// The most open state of several objects of one kind, because two exports of one policy can differ.
fn worst<'r, T>(views: impl Iterator<Item = View<'r, T>>, link: fn(&View<'r, T>) -> Link) -> Link {
    let most_open = |one, other| match (one, other) {
        (open @ Link::Open(_), _) | (_, open @ Link::Open(_)) => open,
        (undecided @ Link::Undecided(_), _) | (_, undecided @ Link::Undecided(_)) => undecided,
        (Link::Closed, Link::Closed) => Link::Closed,
    };
    views.map(|view| link(&view)).reduce(most_open).unwrap_or(Link::Undecided("a setting of the path is not in the input"))
}

fn invitations(policy: &View<'_, AuthorizationPolicy<'_>>) -> Link {
    let setting = &policy.allow_invites_from;
    match (invitations_open(policy), setting.known()) {
        (Some(label), _) => Link::Open(label),
        (None, Some(InvitesFrom::AdminsGuestInvitersAndAllMembers)) => {
            Link::Open(Label::new(policy.place(setting), "every member can invite guests"))
        }
        (None, None | Some(InvitesFrom::Other)) => Link::Undecided("`allowInvitesFrom` is not known"),
        (None, Some(_)) => Link::Closed,
    }
}

fn transfer(policy: &View<'_, SubscriptionPolicy<'_>>, options: &TransferOptions) -> Link {
    let setting = policy.block_subscriptions_into_tenant();
    match switch(policy, setting, options) {
        Switch::Open => Link::Open(Label::new(policy.place(setting), "guests can move their own subscriptions into the tenant")),
        Switch::Closed => Link::Closed,
        Switch::PerhapsOpen | Switch::Unset | Switch::Undecided => {
            Link::Undecided("whether subscriptions can be moved into the tenant is not known")
        }
    }
}

fn landing(settings: &View<'_, ManagementGroupSettings<'_>>) -> Link {
    let setting = settings.default_management_group();
    match settings.lands_in_root() {
        Some(true) => Link::Open(Label::new(settings.place(setting), "new subscriptions are placed in the tenant root group")),
        Some(false) => Link::Closed,
        None if setting.known().is_some() => {
            Link::Undecided("whether the default management group is the tenant root group is not known: the tenant id is not in the input")
        }
        None => Link::Undecided("`defaultManagementGroup` is not known"),
    }
}
