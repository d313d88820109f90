//! Subscriptions: their way into the tenant and out of it.

pub(super) mod alerts_unwatched;
pub(super) mod foreign_billing;
pub(super) mod guest_made;
pub(super) mod guest_resource;
pub(super) mod policy_ineffective;
pub(super) mod transfer_exemption_wide;
pub(crate) mod transfer_in_allowed;
pub(super) mod transfer_out_allowed;
pub(super) mod undeclared;

use crate::message::{Label, Text};
use crate::metadata::{Confidence, Severity};
use crate::model::{ObjectId, Reach, RoleAssignment, Setting, Standing, State, SubscriptionPolicy, Tenant, View, is_external_name};
use crate::remediation::Change;
use crate::resource::Kind;
use crate::rules::Findings;
use jiff::civil::{Date, date};

/// On this day the service's default for both switches became "allow no users"; who had chosen before keeps that choice.
///
/// Source: Microsoft Learn, Manage Azure subscription policies, 2026-04-15.
const DEFAULT_CLOSED: Date = date(2026, 5, 1);

/// Options of the two rules on moving subscriptions.
#[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct TransferOptions {
    /// The day on which the export was made. Before 2026-05-01 a switch that nobody had set was open; the answer itself has no date.
    pub exported: Option<Date>,
    /// Report a switch that nobody has set, though the service's default is closed today.
    pub require_explicit: bool,
}

/// How open a switch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Switch {
    /// Somebody chose to leave it open, or it was open by default when the export was made.
    Open,
    /// It says `false` in a tenant that may never have chosen: the default that holds is closed today.
    PerhapsOpen,
    /// Nobody has set it, and that is to be reported.
    Unset,
    /// Closed.
    Closed,
    /// Cannot be told.
    Undecided,
}

/// How open this switch of the policy is.
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

/// The finding of either rule.
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
    let change = || Change::set(policy.resource, format!("/{property}"), "true");
    match switch(policy, setting, &options) {
        Switch::Closed => {}
        Switch::Open => {
            out.report(
                policy,
                pointer,
                Label::new(place, Text::new("subscriptions may {direction} the tenant").with("direction", direction)),
            )
            .step(change());
        }
        Switch::PerhapsOpen => {
            let label = Text::new("`false`, but nobody may have chosen it: the policy has no id");
            out.report(policy, pointer, Label::new(place, label))
                .title(Text::new("nobody has said that subscriptions may not {direction} the tenant").with("direction", direction))
                .severity(Severity::Medium)
                .confidence(Confidence::Low)
                .step(change());
        }
        Switch::Unset => {
            out.report(policy, pointer, Label::new(place, "null: the service's default holds, closed since 2026-05-01"))
                .title(Text::new("nobody has said that subscriptions may not {direction} the tenant").with("direction", direction))
                .severity(Severity::Medium)
                .step(change());
        }
        Switch::Undecided if setting.is_null() => {
            let missing =
                Text::new("`{property}` is null: the service's default holds, closed since 2026-05-01").with("property", property);
            out.undecided(policy, &place, missing);
        }
        Switch::Undecided => out.needs(policy, property, setting),
    }
}

/// Whether whoever holds a role comes from elsewhere.
pub(super) enum Outsider {
    /// A guest, with the evidence.
    Guest(Vec<Label>),
    /// A user from elsewhere with the rights of a member.
    External(Label),
    /// A group of another tenant.
    Foreign,
    /// Nobody from elsewhere.
    None,
    /// Cannot be told, and why.
    Unknown(&'static str),
    /// Cannot be told without resources of this kind, and why.
    Missing(Kind, &'static str),
}

/// Whether the holder of a role comes from elsewhere, directly or through groups.
pub(super) fn outsider(assignment: &View<'_, RoleAssignment<'_>>, tenant: &Tenant) -> Outsider {
    let is = |kind: &str| assignment.principal_type().known().is_some_and(|known| known.eq_ignore_ascii_case(kind));
    if is("ForeignGroup") {
        return Outsider::Foreign;
    }
    if is("ServicePrincipal") {
        return Outsider::None;
    }
    let Some(id) = ObjectId::of_setting(assignment.principal_id()) else { return Outsider::Unknown("who holds the role cannot be known") };
    let by_name = || assignment.principal_name.known().and_then(|name| tenant.user(name));
    let user = tenant.user_of(id).or_else(by_name);
    match user.map(|user| (user, user.standing)) {
        Some((user, Some(Standing::Guest))) => return Outsider::Guest(vec![user.label()]),
        Some((_, Some(Standing::Member))) => return Outsider::None,
        Some((user, Some(Standing::ExternalMember) | None)) if user.external() == Some(true) => return Outsider::External(user.label()),
        _ => {}
    }
    if let Some(name) = assignment.principal_name.known().filter(|name| is_external_name(name)) {
        let text = Text::new("{name} comes from elsewhere").with("name", name.to_string());
        return Outsider::External(Label::new(assignment.place(&assignment.principal_name), text));
    }
    if user.is_some() {
        return Outsider::Missing(Kind::User, "whether this user is a guest is not known: `userType` is not in the input");
    }
    match tenant.guest_in(id) {
        Reach::Guest(path) => Outsider::Guest(path.labels()),
        Reach::None => Outsider::None,
        Reach::Dynamic => Outsider::Unknown("a rule decides who is in this group"),
        Reach::Unknown if is("Group") => Outsider::Missing(Kind::Group, "the members of this group are not in the input"),
        Reach::Unknown => Outsider::Missing(Kind::User, "this principal is not among the users and groups of the input"),
    }
}

/// Notes that it cannot be told whether the holder of a role comes from elsewhere; nothing where it can.
pub(super) fn holder_not_known(outsider: &Outsider, assignment: &View<'_, RoleAssignment<'_>>, out: &mut Findings<'_>) {
    let place = assignment.place(assignment.principal_id());
    match outsider {
        Outsider::Unknown(missing) => out.undecided(assignment, &place, (*missing).into()),
        Outsider::Missing(kind, missing) => out.undecided_without(assignment, &place, (*missing).into(), kind),
        Outsider::Guest(_) | Outsider::External(_) | Outsider::Foreign | Outsider::None => {}
    }
}
