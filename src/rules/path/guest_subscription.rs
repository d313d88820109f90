//! Reports tenants in which guests can plant subscriptions.

use crate::rules::guest::invite_everyone::invitations_open;
use crate::rules::names;
use crate::rules::prelude::*;
use crate::rules::subscription::{Outsider, Switch, TransferOptions, outsider, switch};
use std::cell::OnceCell;

rule! {
    /// ## What it finds
    /// Three settings that together let a guest plant a subscription: everyone or every member can invite guests, or external users can
    /// sign up by themselves; subscriptions can be moved into the tenant; and new subscriptions are placed in the tenant root group. A
    /// guest or external member whom the subscription policy exempts can move subscriptions although they are blocked, and needs no
    /// invitation. The rule reports one finding with all places, which may be in different files, and with the external users who are
    /// already Owner of a subscription.
    ///
    /// If one of the three settings is not in the input, the rule is undecided. It is also undecided about a default management group that
    /// code sets to null, because the effect of null is not documented. The options `exported` and `require-explicit` are those of
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
        joins: &[Kind::AuthenticationFlowsPolicy, Kind::RoleAssignment, Kind::User, Kind::Group, Kind::DirectoryObject],
        parts: &[
            "guest-self-sign-up",
            "guest-invite-all-members",
            "guest-invite-everyone",
            "subscription-transfer-exemption-wide",
            "subscription-transfer-in-allowed",
            "management-group-default-is-root",
            "rbac-guest-azure-privileged",
        ],
        options: Some(OptionSpec::of::<TransferOptions>()),
        check: Check::Tenant(check),
    };
}

/// The state of one link of the path: open with its evidence, closed, or undecided with the reason.
enum Link {
    Open(Label),
    Closed,
    Undecided(&'static str),
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let options = out.options::<TransferOptions>();
    let invitations = worst(tenant.views::<AuthorizationPolicy<'_>>(&Kind::AuthorizationPolicy), invitations);
    let (entrance, close) = if matches!(invitations, Link::Open(_)) {
        (invitations, "set `allowInvitesFrom` of the authorization policy to `adminsAndGuestInviters`")
    } else {
        let sign_up = worst(tenant.views::<AuthenticationFlowsPolicy<'_>>(&Kind::AuthenticationFlowsPolicy), sign_up);
        (invitations.or(sign_up), "set `selfServiceSignUp.isEnabled` of the authentication flows policy to `false`")
    };
    let landing = worst(tenant.views::<ManagementGroupSettings<'_>>(&Kind::ManagementGroupSettings), landing);
    let planted = OnceCell::new();
    for policy in tenant.views::<SubscriptionPolicy<'_>>(&Kind::SubscriptionPolicy) {
        let (transfer, exempted) = (transfer(&policy, &options), exempted(&policy, tenant));
        let (by_transfer, by_exemption) = ([&transfer, &entrance, &landing], [&exempted, &landing]);
        match (all_open(&by_transfer), all_open(&by_exemption)) {
            (Ok(true), _) => report(&policy, &by_transfer, planted.get_or_init(|| self::planted(tenant)), out)
                .step(Change::set(policy.resource, "/blockSubscriptionsIntoTenant", "true").safe())
                .step(close),
            (_, Ok(true)) => report(&policy, &by_exemption, planted.get_or_init(|| self::planted(tenant)), out)
                .title(title_of_exemption(&policy, tenant))
                .step("remove external users from `exemptedPrincipals` of the subscription policy"),
            (Ok(false), Ok(false)) => continue,
            (Err(missing), _) | (_, Err(missing)) => {
                out.undecided(&policy, &policy.resource.place(""), missing.into());
                continue;
            }
        };
    }
}

/// Names the first external user whom the policy exempts.
fn title_of_exemption(policy: &View<'_, SubscriptionPolicy<'_>>, tenant: &Tenant) -> Text {
    let exempted = policy.exempted_principals().elements().iter().filter_map(|principal| tenant.user(principal.known()?));
    let mut external = exempted.filter(|user| user.external() == Some(true) && !tenant.is_disabled(*user));
    let Some(user) = external.next() else { return "exempted external users can plant subscriptions in the tenant root group".into() };
    let title = if user.guest() == Some(true) {
        "guest `{user}`, exempted from the subscription policy, can plant subscriptions in the tenant root group"
    } else {
        "external user `{user}`, exempted from the subscription policy, can plant subscriptions in the tenant root group"
    };
    Text::new(title).with("user", names::guest(user))
}

/// Whether all links are open, or why that is not known.
fn all_open(links: &[&Link]) -> Result<bool, &'static str> {
    if links.iter().any(|link| matches!(link, Link::Closed)) {
        return Ok(false);
    }
    let missing = links.iter().find_map(|link| if let Link::Undecided(missing) = link { Some(*missing) } else { None });
    missing.map_or(Ok(true), Err)
}

/// Reports a path of open links: the first is on the policy.
fn report<'o>(policy: &View<'_, SubscriptionPolicy<'_>>, links: &[&Link], planted: &Evidence, out: &'o mut Findings<'_>) -> Report<'o> {
    let mut labels = links.iter().filter_map(|link| if let Link::Open(label) = link { Some(label.clone()) } else { None });
    let first = labels.next().unwrap_or_else(|| Label::new(policy.resource.place(""), "the subscription policy"));
    labels.fold(out.report(policy, "", first), Report::related).evidence(planted)
}

/// Guests and external members who are already Owner of a subscription, possibly through this path.
fn planted(tenant: &Tenant) -> Evidence {
    let assignments = tenant.views_of::<RoleAssignment<'_>>(Kind::RoleAssignment.family());
    let owned = assignments.filter(|assignment| {
        let is_owner = assignment.role(assignment.resource).as_deref() == Some(OWNER) && !assignment.is_gone();
        is_owner && matches!(assignment.place_in_hierarchy(), Some(Scope::Subscription(_)))
    });
    owned
        .filter_map(|assignment| {
            let Outsider::User(user) = outsider(&assignment, tenant) else { return None };
            let label = match (user.is_guest, user.is_eligible || is_eligibility(&assignment.resource.kind)) {
                (true, false) => "this guest is already Owner of a subscription",
                (true, true) => "this guest is already eligible for Owner of a subscription",
                (false, false) => "this external user is already Owner of a subscription",
                (false, true) => "this external user is already eligible for Owner of a subscription",
            };
            Some(Label::new(assignment.place(assignment.principal_setting()), label))
        })
        .collect()
}

impl Link {
    /// The more open of two links that do the same.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (open @ Self::Open(_), _) | (_, open @ Self::Open(_)) => open,
            (undecided @ Self::Undecided(_), _) | (_, undecided @ Self::Undecided(_)) => undecided,
            (Self::Closed, Self::Closed) => Self::Closed,
        }
    }
}

/// The most open state of several objects of one kind, because two exports of one policy can differ.
fn worst<'r, T>(views: impl Iterator<Item = View<'r, T>>, link: fn(&View<'r, T>) -> Link) -> Link {
    views.map(|view| link(&view)).reduce(Link::or).unwrap_or(Link::Undecided("a setting of the path is not in the input"))
}

fn sign_up(policy: &View<'_, AuthenticationFlowsPolicy<'_>>) -> Link {
    let setting = policy.self_service_sign_up.known().map(|sign_up| &sign_up.is_enabled);
    match setting.map(|setting| (setting, setting.known())) {
        Some((setting, Some(true))) => Link::Open(Label::new(policy.place(setting), "external users can sign up without an invitation")),
        Some((_, Some(false))) => Link::Closed,
        _ => Link::Undecided("whether external users can sign up is not known"),
    }
}

/// Whether the policy exempts an external user, who can then move subscriptions into the tenant.
fn exempted(policy: &View<'_, SubscriptionPolicy<'_>>, tenant: &Tenant) -> Link {
    const UNKNOWN: Link = Link::Undecided("whether the subscription policy exempts an external user is not known");
    let list = policy.exempted_principals();
    if matches!(list.state(), State::Unknown(_)) || policy.is_uncollected(list) {
        return UNKNOWN;
    }
    let links = list.elements().iter().map(|principal| {
        let Some(id) = principal.known() else { return UNKNOWN };
        match tenant.user(id) {
            Some(user) if tenant.is_disabled(user) || user.external() == Some(false) => Link::Closed,
            Some(user) if user.guest() == Some(true) => {
                Link::Open(Label::new(policy.place(principal), "this guest can move subscriptions into the tenant"))
            }
            Some(user) if user.external() == Some(true) => {
                Link::Open(Label::new(policy.place(principal), "this external user can move subscriptions into the tenant"))
            }
            None if tenant.is_whole(&Kind::User) => Link::Closed,
            Some(_) | None => UNKNOWN,
        }
    });
    links.reduce(Link::or).unwrap_or(Link::Closed)
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
    match settings.lands_in_root(settings.resource) {
        Some(true) => Link::Open(Label::new(settings.place(setting), "new subscriptions are placed in the tenant root group")),
        Some(false) => Link::Closed,
        None if setting.is_null() => Link::Undecided("`defaultManagementGroup` is null, and the effect of null in code is not documented"),
        None if setting.known().is_some() => {
            Link::Undecided("whether the default management group is the tenant root group is not known: the tenant id is not in the input")
        }
        None => Link::Undecided("`defaultManagementGroup` is not known"),
    }
}
