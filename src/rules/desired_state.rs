//! Edits of a desired state: what `Microsoft365DSC` and UTCM call the properties of Graph, and how they spell the values.

use crate::message::Text;
use crate::resource::{Format, Resource};

/// A value, as a desired state has it.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    Text(&'static str),
    Bool(bool),
    /// The one that the rule asks for.
    Asked,
}

/// A property of Graph with the value that a rule asks for (JSON; none for whatever it is), and what a desired state says for both.
type Edit = (&'static str, &'static str, &'static str, Wanted);

const EDITS: &[Edit] = &[
    ("allowInvitesFrom", "\"adminsAndGuestInviters\"", "AllowInvitesFrom", Wanted::Text("AdminsAndGuestInviters")),
    ("allowEmailVerifiedUsersToJoinOrganization", "false", "AllowEmailVerifiedUsersToJoinOrganization", Wanted::Bool(false)),
    ("authenticationBehaviors", "{\"removeUnverifiedEmailClaim\":true}", "RemoveUnverifiedEmailClaim", Wanted::Text("True")),
    ("availableToOtherTenants", "false", "AvailableToOtherTenants", Wanted::Bool(false)),
    ("azureADJoin.allowedToJoin", "", "AzureADAllowedToJoin", Wanted::Text("Selected")),
    ("defaultUserRolePermissions", "{\"allowedToCreateApps\":false}", "DefaultUserRoleAllowedToCreateApps", Wanted::Bool(false)),
    ("guestUserRoleId", "\"2af84b1e-32c8-42b7-82bc-daa82404023b\"", "GuestUserRole", Wanted::Text("RestrictedGuest")),
    ("isEnabled", "true", "IsEnabled", Wanted::Bool(true)),
    ("selfServiceSignUp", "{\"isEnabled\":false}", "SelfServiceSignUpEnabled", Wanted::Bool(false)),
    ("signInAudience", "\"AzureADMyOrg\"", "SignInAudience", Wanted::Text("AzureADMyOrg")),
    ("userDeviceQuota", "", "UserDeviceQuota", Wanted::Asked),
];

/// How to write `property: value` of Graph into a desired state. `value` is JSON.
pub(super) fn desired_state_step(resource: &Resource<'_>, property: &'static str, value: &str) -> Text {
    let address = resource.address.as_deref().unwrap_or_default();
    let known = EDITS.iter().find(|(graph, json, ..)| *graph == property && (json.is_empty() || *json == value));
    match known {
        Some((_, _, name, wanted)) => {
            Text::new("set `{edit}` in `{address}`").with("edit", edit(name, *wanted, value, resource.format)).with("address", address)
        }
        None => Text::new("`{address}` cannot say it: set `{property}` to `{value}` in the tenant")
            .with("address", address)
            .with("property", property)
            .with("value", value),
    }
}

/// The name that a desired state has for a property of Graph which differs in capital letters alone.
pub(super) fn desired_state_name(property: &str) -> String {
    match property.strip_prefix("b2b") {
        Some(rest) => format!("B2B{rest}"),
        None => property.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(property.chars().skip(1)).collect(),
    }
}

fn edit(name: &str, wanted: Wanted, asked: &str, format: Format) -> String {
    match (wanted, format) {
        (Wanted::Text(text), Format::Dsc) => format!("{name} = '{text}'"),
        (Wanted::Bool(is), Format::Dsc) => format!("{name} = ${is}"),
        (Wanted::Asked, Format::Dsc) => format!("{name} = {asked}"),
        (Wanted::Text(text), _) => format!("\"{name}\": \"{text}\""),
        (Wanted::Bool(is), _) => format!("\"{name}\": {is}"),
        (Wanted::Asked, _) => format!("\"{name}\": {asked}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_one_of_the_format() {
        assert_eq!(edit("A", Wanted::Text("x"), "", Format::Dsc), "A = 'x'");
        assert_eq!(edit("A", Wanted::Bool(false), "", Format::Dsc), "A = $false");
        assert_eq!(edit("A", Wanted::Asked, "20", Format::UtcmBaseline), "\"A\": 20");
        assert_eq!(edit("A", Wanted::Text("x"), "", Format::UtcmBaseline), "\"A\": \"x\"");
        assert_eq!(desired_state_name("b2bCollaborationInbound"), "B2BCollaborationInbound");
        assert_eq!(desired_state_name("isMfaAccepted"), "IsMfaAccepted");
    }
}
