//! What titles call principals, roles and scopes: a word for the kind, and a name, address or id.

use super::name_of;
use crate::model::{
    Application, Group, ObjectId, RoleAssignment, Scope, ServicePrincipal, Setting, Str, Subscription, Tenant, UserFacts, View,
    built_in_role,
};
use crate::resource::Kind;

/// The text of a setting that is known and not empty.
pub(super) fn text<'a>(setting: &Setting<'a, Str<'a>>) -> Option<String> {
    setting.known().map(ToString::to_string).filter(|text| !text.is_empty())
}

/// The sign-in name, display name or address in code of a user, or else their id. Names of members are not kept.
pub(super) fn user(user: UserFacts<'_>) -> Option<String> {
    let id = || user.id.is_guid().then(|| user.id.to_string());
    Some(user.name.to_owned()).filter(|name| !name.is_empty()).or_else(id)
}

/// An external user: their name, or else their id.
pub(super) fn guest(guest: UserFacts<'_>) -> String {
    user(guest).unwrap_or_else(unnamed)
}

/// What titles call an object that has neither a name nor an id in the input.
pub(super) fn unnamed() -> String {
    "without a name".to_owned()
}

/// The display name of a group that is in the input.
pub(super) fn group(id: ObjectId, tenant: &Tenant) -> Option<String> {
    tenant.find::<Group<'_>>(&Kind::Group, id).map(|group| name_of(&group))
}

/// An object that has owners.
pub(super) fn owned(id: ObjectId, tenant: &Tenant) -> (&'static str, String) {
    if let Some(app) = tenant.find::<Application<'_>>(&Kind::Application, id) {
        return ("app registration", name_of(&app));
    }
    if let Some(principal) = tenant.find::<ServicePrincipal<'_>>(&Kind::ServicePrincipal, id) {
        let is_managed = principal.service_principal_type.known().is_some_and(|kind| kind.eq_ignore_ascii_case("ManagedIdentity"));
        return (if is_managed { "managed identity" } else { "enterprise application" }, name_of(&principal));
    }
    group(id, tenant).map_or_else(|| ("object", id.to_string()), |name| ("group", name))
}

/// The principal of an assignment: its sign-in name where the assignment states it, or else its id or address.
pub(super) fn principal(assignment: &View<'_, RoleAssignment<'_>>) -> (&'static str, String) {
    let sort = assignment.principal_type().known().map_or("", |sort| &**sort);
    let kinds = [("User", "user"), ("Group", "group"), ("ServicePrincipal", "service principal"), ("Device", "device")];
    let kind = kinds.iter().find(|(known, _)| known.eq_ignore_ascii_case(sort)).map_or("principal", |(_, kind)| kind);
    let id = assignment.principal_id();
    let name = text(&assignment.principal_name).or_else(|| text(id)).or_else(|| id.reference());
    name.map_or_else(|| ("the principal of role assignment", name_of(assignment)), |name| (kind, name))
}

/// The Azure role of an assignment, as far as it is known: the name of the built-in role, the name in the input, or else the id.
pub(super) fn azure_role(assignment: &View<'_, RoleAssignment<'_>>) -> Option<String> {
    let role = assignment.role(assignment.resource);
    let built_in = role.as_deref().and_then(built_in_role).map(|known| known.name.to_owned());
    built_in.or_else(|| assignment.role_definition_name().known().map(ToString::to_string)).or(role)
}

/// The scope of an assignment. The rule that asks declares subscriptions.
pub(super) fn scope(assignment: &View<'_, RoleAssignment<'_>>, tenant: &Tenant) -> (&'static str, String) {
    let path = assignment.scope().known().map(|path| path.trim_matches('/').to_owned());
    let last = || path.as_deref().and_then(|path| path.rsplit('/').next()).filter(|last| !last.is_empty()).map(str::to_owned);
    let of_assignment = || name_of(assignment);
    match assignment.place_in_hierarchy() {
        Some(Scope::Root) => ("the root scope", "/".to_owned()),
        Some(Scope::ManagementGroup(name)) if !name.is_empty() => ("management group", last().unwrap_or(name)),
        Some(Scope::ManagementGroup(_)) => ("the management group of role assignment", of_assignment()),
        Some(Scope::Subscription(id)) if !id.is_empty() => {
            let subscription = tenant.find::<Subscription<'_>>(&Kind::Subscription, ObjectId::of(&id));
            ("subscription", subscription.map_or(id, |subscription| name_of(&subscription)))
        }
        Some(Scope::Subscription(_)) => ("the subscription of role assignment", of_assignment()),
        Some(Scope::Within(_)) | None => match (last(), assignment.scope().id_of()) {
            (Some(name), _) => {
                let is_group = path.as_deref().is_some_and(|path| path.split('/').count() == 4);
                (if is_group { "resource group" } else { "resource" }, name)
            }
            (None, Some(address)) => ("scope", address),
            (None, None) => ("the scope of role assignment", of_assignment()),
        },
    }
}
