//! Rules on subscriptions: how they enter and leave the tenant, who created them, who pays for them, and who is notified of alerts.

pub(super) mod alerts_unwatched;
pub(super) mod foreign_billing;
pub(super) mod guest_made;
pub(super) mod guest_resource;
pub(super) mod leaves_tenant;
pub(super) mod policy_ineffective;
pub(super) mod transfer_exemption_wide;
pub(crate) mod transfer_in_allowed;
pub(super) mod transfer_out_allowed;
pub(super) mod undeclared;

use crate::message::{Label, Text};
use crate::metadata::{Confidence, Severity};
use crate::model::{Reach, RoleAssignment, Setting, State, SubscriptionPolicy, Tenant, View, is_external_name};
use crate::remediation::Change;
use crate::resource::Kind;
use crate::rules::Findings;
use crate::rules::external_user::ExternalUser;
use crate::rules::names;
use jiff::civil::{Date, date};
use std::collections::HashMap;

/// The day on which the service default of both settings became "allow no users". Earlier explicit choices remain in force.
///
/// Source: Microsoft Learn, Manage Azure subscription policies, 2026-04-15.
const DEFAULT_CLOSED: Date = date(2026, 5, 1);

/// Options of the two rules on transferring subscriptions.
#[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct TransferOptions {
    /// The day on which the export was made, which the response itself does not contain. Before 2026-05-01 the service default allowed transfers.
    pub exported: Option<Date>,
    /// Whether to report a setting that is `null`, although the service default has blocked transfers since 2026-05-01.
    pub require_explicit: bool,
}

/// Whether a setting of the subscription policy allows transfers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Switch {
    /// Transfers are allowed: by an explicit choice, or by the default in force when the export was made.
    Open,
    /// The value is `false`, but possibly not by an explicit choice: the service default blocks transfers today.
    PerhapsOpen,
    /// The value is `null`, and the options require an explicit value.
    Unset,
    Closed,
    Undecided,
}

/// Evaluates one of the two settings of the policy.
///
/// Source: Microsoft Learn, Manage Azure subscription policies, 2026-04-15.
pub(crate) fn switch(policy: &View<'_, SubscriptionPolicy<'_>>, setting: &Setting<'_, bool>, options: &TransferOptions) -> Switch {
    let before_change = options.exported.is_some_and(|day| day < DEFAULT_CLOSED);
    match setting.state() {
        State::Known(true) => Switch::Closed,
        State::Known(false) if policy.resource.format.is_from_code() || policy.was_chosen() || before_change => Switch::Open,
        State::Known(false) => Switch::PerhapsOpen,
        State::Null if before_change => Switch::Open,
        State::Null if options.require_explicit => Switch::Unset,
        State::Null | State::Absent | State::Unknown(_) => Switch::Undecided,
    }
}

/// Reports the setting of either transfer rule. `direction` is `enter` or `leave`.
fn check_switch(
    policy: &View<'_, SubscriptionPolicy<'_>>,
    setting: &Setting<'_, bool>,
    property: &'static str,
    pointer: &'static str,
    direction: &'static str,
    out: &mut Findings<'_>,
) {
    let options = out.options::<TransferOptions>();
    let place = policy.place(setting);
    let change = || Change::set(policy.resource, format!("/{property}"), "true").safe();
    match switch(policy, setting, &options) {
        Switch::Closed => {}
        Switch::Open => {
            out.report(policy, pointer, Label::new(place, "transfers are not blocked")).step(change());
        }
        Switch::PerhapsOpen => {
            let label = Text::new("`false`, possibly not an explicit choice: the policy has no id");
            out.report(policy, pointer, Label::new(place, label))
                .title(not_blocked(direction))
                .severity(Severity::Medium)
                .confidence(Confidence::Low)
                .step(change());
        }
        Switch::Unset => {
            out.report(
                policy,
                pointer,
                Label::new(place, "null: the service default applies, which has blocked transfers since 2026-05-01"),
            )
            .title(not_blocked(direction))
            .severity(Severity::Medium)
            .step(change());
        }
        Switch::Undecided if setting.is_null() => {
            let missing = Text::new("`{property}` is null: the service default applies, which has blocked transfers since 2026-05-01");
            out.undecided(policy, &place, missing.with("property", property));
        }
        Switch::Undecided => out.needs(policy, property, setting),
    }
}

fn not_blocked(direction: &'static str) -> Text {
    Text::new("the subscription policy does not explicitly block subscriptions that {direction} the tenant").with("direction", direction)
}

/// Whether the principal of a role assignment is external.
pub(super) enum Outsider {
    /// A guest or external member, directly or through groups.
    User(ExternalUser),
    /// A group of another tenant, as titles name it.
    Foreign(String),
    None,
    /// Not known, and why.
    Unknown(&'static str),
    /// Not known without resources of this kind, and why.
    Missing(Kind, &'static str),
}

/// Whether the principal of a role assignment is external, directly or through groups.
pub(super) fn outsider(assignment: &View<'_, RoleAssignment<'_>>, tenant: &Tenant) -> Outsider {
    let is = |kind: &str| assignment.principal_type().known().is_some_and(|known| known.eq_ignore_ascii_case(kind));
    let principal = || names::principal(assignment).1;
    if is("ForeignGroup") {
        return Outsider::Foreign(principal());
    }
    if is("ServicePrincipal") {
        return Outsider::None;
    }
    let Some(id) = assignment.principal() else {
        return Outsider::Unknown("the principal of the role assignment is not known");
    };
    let by_name = || assignment.principal_name.known().and_then(|name| tenant.user(name));
    let user = tenant.user_of(id).or_else(by_name);
    let direct = |name, is_guest, label| Outsider::User(ExternalUser::direct(name, is_guest, label));
    match user.map(|user| (user, user.external())) {
        Some((user, Some(true))) => {
            return direct(names::user(user).unwrap_or_else(principal), user.guest() == Some(true), user.label());
        }
        Some((_, Some(false))) => return Outsider::None,
        _ => {}
    }
    if let Some(name) = assignment.principal_name.known().filter(|name| is_external_name(name)) {
        let text = Text::new("`{name}` is an external user").with("name", name.to_string());
        return direct(name.to_string(), false, Label::new(assignment.place(&assignment.principal_name), text));
    }
    if user.is_some() {
        return Outsider::Missing(Kind::User, "whether this user is a guest is not known: `userType` is not in the input");
    }
    match tenant.guest_in(id) {
        Reach::Guest(path) => Outsider::User(ExternalUser::through(names::group(id, tenant).unwrap_or_else(principal), &path)),
        Reach::None => Outsider::None,
        Reach::Dynamic => Outsider::Unknown("a dynamic membership rule determines the members of this group"),
        Reach::Unknown if is("Group") => Outsider::Missing(Kind::Group, "the members of this group are not in the input"),
        Reach::Unknown => Outsider::Missing(Kind::User, "this principal is not among the users and groups of the input"),
    }
}

/// The display names of the subscriptions in the input, by their ids in lower case.
fn subscription_names(tenant: &Tenant) -> HashMap<String, String> {
    let named = |subscription: View<'_, crate::model::Subscription<'_>>| {
        Some((subscription.bare_id()?.to_ascii_lowercase(), subscription.label().known()?.to_string()))
    };
    tenant.subscriptions().filter_map(named).collect()
}

/// Records why it is not known whether the principal of a role assignment is external. Does nothing if it is known.
pub(super) fn holder_not_known(outsider: &Outsider, assignment: &View<'_, RoleAssignment<'_>>, out: &mut Findings<'_>) {
    let place = assignment.place(assignment.principal_setting());
    match outsider {
        Outsider::Unknown(missing) => out.undecided(assignment, &place, (*missing).into()),
        Outsider::Missing(kind, missing) => out.undecided_without(assignment, &place, (*missing).into(), kind),
        Outsider::User(_) | Outsider::Foreign(_) | Outsider::None => {}
    }
}
