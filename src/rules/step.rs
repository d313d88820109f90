//! Steps that findings of several groups suggest: an edit where the object is code, else a request or command.

use super::desired_state::desired_state_step;
use crate::message::Text;
use crate::model::{Grant, Identified, ObjectId, Power, RoleAssignment, Str, Tenant, View};
use crate::resource::{Kind, Resource};

/// What to do about an object: `edit` where it is code, with `{address}`; else `call`, with `{id}` and the client id `{app}`.
pub(super) fn step<T: Identified>(view: &View<'_, T>, edit: &'static str, call: &'static str) -> Text {
    if view.resource.format.is_from_code() {
        return Text::new(edit).with("address", view.resource.address.as_deref().unwrap_or_default());
    }
    let identity = view.identity();
    let app = shell_safe(identity.app_id.as_deref().or(identity.id.as_deref()), "<app-id>");
    Text::new(call).with("id", shell_safe(identity.id.as_deref(), "<id>")).with("app", app)
}

/// Whether a resource is one of this provider of Terraform, which has names and attributes of its own: `azuread`, `azurerm`.
pub(super) fn is_of_provider(resource: &Resource<'_>, provider: &str) -> bool {
    let is_its = |name: &str| name.strip_prefix(provider).is_some_and(|rest| rest.starts_with('_'));
    resource.address.as_deref().is_some_and(|address| address.split('.').any(is_its))
}

/// An id as it may stand in a command: whoever pastes that into a shell shall not run what a stranger wrote.
pub(super) fn shell_safe(id: Option<&str>, placeholder: &str) -> String {
    let is_safe = |id: &&str| !id.is_empty() && id.chars().all(|char| char.is_ascii_alphanumeric() || "-_./".contains(char));
    // An option begins with a hyphen.
    id.filter(is_safe).filter(|id| !id.starts_with('-')).unwrap_or(placeholder).to_owned()
}

/// The id of an object in a command, where it is one that the service gave.
pub(super) fn guid_or(id: ObjectId, placeholder: &str) -> String {
    if id.is_guid() { id.to_string() } else { placeholder.to_owned() }
}

/// How to write `property: value` into a policy of Graph, in the format at hand. `value` is JSON.
pub(super) fn policy_step(resource: &Resource<'_>, path: &'static str, property: &'static str, value: &'static str) -> Text {
    if resource.format.is_desired_state() {
        return desired_state_step(resource, property, value);
    }
    match &resource.address {
        Some(address) => Text::new("set `{property}` to `{value}` in the body of `{address}`").with("address", address.as_ref()),
        None => Text::new("az rest --method PATCH --url https://graph.microsoft.com/v1.0/{path} --body '{open}\"{property}\":{value}}'")
            .with("open", "{")
            .with("path", path),
    }
    .with("property", property)
    .with("value", value)
}

/// A step in the words of a provider of Terraform where a resource of its own is at hand, else in those of the service.
pub(super) fn in_words_of(provider: &str, resource: &Resource<'_>, own: &'static str, other: &'static str) -> &'static str {
    if is_of_provider(resource, provider) { own } else { other }
}

/// How to take a role of Azure away that this assigns, in the format at hand.
pub(super) fn unassign_step(assignment: &Resource<'_>) -> Text {
    unwrite_step(assignment).unwrap_or_else(|| match assignment.kind {
        Kind::RoleAssignment => delete_step(assignment),
        _ => Text::new(PIM).with("id", id_in_command(assignment)),
    })
}

/// The command that deletes a role assignment: by its id, or where an export has none (`EntraExporter`) by what it says.
fn delete_step(assignment: &Resource<'_>) -> Text {
    let view = assignment.members().ok().and_then(|members| View::<RoleAssignment<'_>>::new(assignment, &members));
    let Some(view) = view.filter(|view| view.id.is_absent()) else {
        return Text::new("take the role away: az role assignment delete --ids {id}").with("id", id_in_command(assignment));
    };
    let known = |text: Option<&Str<'_>>| text.map(ToString::to_string);
    Text::new("take the role away: az role assignment delete --assignee {principal} --role {role} --scope {scope}")
        .with("principal", shell_safe(known(view.principal_id().known()).as_deref(), "<principal-id>"))
        .with("role", shell_safe(view.role(assignment).as_deref(), "<role>"))
        .with("scope", shell_safe(known(view.scope().known()).as_deref(), "<scope>"))
}

/// Where roles are taken away that are assigned for a time, or may be made active.
const PIM: &str = "take the role away in Privileged Identity Management, where `{id}` assigns it";

/// How to take out what code assigns; nothing where it is not code.
fn unwrite_step(assignment: &Resource<'_>) -> Option<Text> {
    let text = if assignment.format.is_desired_state() {
        // A user or a group says there which roles it has.
        "take the role out of `{address}`"
    } else if assignment.format.is_from_code() {
        "take `{address}` out"
    } else {
        return None;
    };
    Some(Text::new(text).with("address", assignment.address.as_deref().unwrap_or_default()))
}

/// The id that an object says of itself, as it may stand in a command.
fn id_in_command(resource: &Resource<'_>) -> String {
    let id = resource.members().ok().and_then(|members| members.get(&resource.json, "id").map(|id| id.trim_matches('"').to_owned()));
    shell_safe(id.as_deref(), "<id>")
}

/// How to take a role or permission away, in the format at hand.
pub(super) fn revoke_step(tenant: &Tenant, grant: &Grant) -> Text {
    let resource = tenant.resource_of(grant);
    if let Some(step) = unwrite_step(resource) {
        return step;
    }
    match (&grant.power, &resource.kind) {
        (Power::Azure { .. }, _) => return unassign_step(resource),
        (Power::Directory { .. }, Kind::UnifiedRoleAssignment) => Text::new(
            "take the role away: az rest --method DELETE --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments/{id}",
        ),
        (Power::Directory { .. }, Kind::DirectoryRole) => Text::new(
            "take the role away: az rest --method DELETE --url 'https://graph.microsoft.com/v1.0/directoryRoles/{id}/members/{principal}/$ref'",
        ),
        (Power::App { resource: Some(resource), .. }, _) if resource.is_guid() => Text::new(
            "take the permission away: az rest --method DELETE --url https://graph.microsoft.com/v1.0/servicePrincipals/{resource}/appRoleAssignedTo/{id}",
        )
        .with("resource", resource.to_string()),
        (Power::App { .. }, _) => Text::new(
            "take the permission away: az rest --method DELETE --url https://graph.microsoft.com/v1.0/servicePrincipals/{principal}/appRoleAssignments/{id}",
        ),
        (Power::Directory { .. }, _) => Text::new(PIM),
        (Power::Billing { .. }, _) => Text::new("take the role in billing away, which `{id}` assigns"),
    }
    .with("id", id_in_command(resource))
    .with("principal", guid_or(grant.principal, "<principal-id>"))
}

#[cfg(test)]
mod tests {
    use super::shell_safe;

    #[test]
    fn a_command_has_no_id_that_a_shell_would_run() {
        for id in ["0b0c2f0e-1111-4222-8333-444455556666", "/subscriptions/a/providers/B.C/d", "41W1zT6z1U-kJxf62svfp1HFE8pM_hxDun"] {
            assert_eq!(shell_safe(Some(id), "<id>"), id);
        }
        for id in ["", "a b", "a;b", "$(b)", "`b`", "a'b", "a\nb", "--scope", "é", "a|b", "a&b"] {
            assert_eq!(shell_safe(Some(id), "<id>"), "<id>", "{id}");
        }
        assert_eq!(shell_safe(None, "<id>"), "<id>");
    }
}
