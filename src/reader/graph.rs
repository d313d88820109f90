//! What a JSON object is: by what Graph and ARM write into it, else by the properties that it has.

use crate::eval::arm::canonical;
use crate::syntax::json::Scan;
use crate::wire::{Format, Kind, entity_set};

/// The kind of the objects under this `@odata.context`; nothing where it names no entity.
///
/// `…/$metadata#applications(id,appId)/$entity`, `…#directoryObjects`, `…#Collection(microsoft.graph.user)`,
/// `…#applications/microsoft.graph.agentIdentityBlueprint`, `…#users('…')/memberOf`
pub fn context_kind(context: &str) -> Option<Kind> {
    let (_, fragment) = context.rsplit_once('#')?;
    let fragment = fragment.strip_prefix("Collection(").map_or(fragment, |inner| inner.trim_end_matches(')'));
    // Keys and selections stand in parentheses, which nest.
    let mut depth = 0u32;
    let path: String = fragment
        .chars()
        .filter(|character| {
            match character {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect();
    let path = path.strip_suffix("/$entity").unwrap_or(&path);
    let last = path.rsplit('/').next()?;
    match last.strip_prefix("microsoft.graph.") {
        Some(name) => Some(Kind::named(name)),
        None => entity_set(path),
    }
}

/// The kind that an object's `@odata.type` names.
pub fn type_kind(odata_type: &str) -> Option<Kind> {
    odata_type.trim_start_matches('#').strip_prefix("microsoft.graph.").map(Kind::named)
}

/// The kind of an ARM type. A type that the model does not know keeps its name.
pub fn arm_kind(arm_type: &str) -> Option<Kind> {
    // The subscription policy is served as `providers/Microsoft.Subscription/policies`.
    let name = arm_type.trim_start_matches('/');
    let name = name.strip_prefix("providers/").unwrap_or(name).trim_end_matches('/');
    if let Some(kind) = Kind::of_arm(name) {
        return Some(kind);
    }
    let (provider, rest) = name.split_once('/')?;
    let is_type = provider.contains('.') && !rest.is_empty() && !name.contains(char::is_whitespace);
    is_type.then(|| Kind::Other(canonical(name).into()))
}

/// A kind with the properties that give it away: one group of `any` must be there as a whole, and none of `none`.
struct Shape {
    kind: Kind,
    format: Format,
    any: &'static [&'static [&'static str]],
    none: &'static [&'static str],
}

/// Shapes from the most particular to the least. Names are those of Graph, ARM and the Azure CLI.
static SHAPES: &[Shape] = &[
    Shape {
        kind: Kind::ServicePrincipal,
        format: Format::Graph,
        any: &[&["servicePrincipalType"], &["appOwnerOrganizationId"], &["servicePrincipalNames"], &["appId", "appRoleAssignmentRequired"]],
        none: &[],
    },
    Shape {
        kind: Kind::Application,
        format: Format::Graph,
        any: &[&["signInAudience"], &["appId", "identifierUris"], &["appId", "requiredResourceAccess"], &["appId", "publisherDomain"]],
        none: &[],
    },
    Shape {
        kind: Kind::AuthorizationPolicy,
        format: Format::Graph,
        any: &[&["allowInvitesFrom"], &["guestUserRoleId"], &["defaultUserRolePermissions"], &["allowedToUseSSPR"]],
        none: &[],
    },
    Shape {
        kind: Kind::SubscriptionPolicy,
        format: Format::Azure,
        any: &[&["blockSubscriptionsIntoTenant"], &["blockSubscriptionsLeavingTenant"]],
        none: &[],
    },
    Shape {
        kind: Kind::ManagementGroupSettings,
        format: Format::Azure,
        any: &[&["requireAuthorizationForGroupCreation"], &["defaultManagementGroup"]],
        none: &[],
    },
    Shape {
        kind: Kind::RoleAssignment,
        format: Format::Azure,
        any: &[
            &["roleDefinitionId", "principalId", "scope"],
            &["roleDefinitionName", "scope", "principalName"],
            &["roleDefinitionName", "scope", "principalId"],
        ],
        none: &["directoryScopeId", "permissions", "scheduleInfo", "status"],
    },
    Shape {
        kind: Kind::Subscription,
        format: Format::Azure,
        any: &[
            &["subscriptionId", "displayName", "state"],
            &["subscriptionPolicies"],
            &["cloudName", "tenantId", "state"],
            &["environmentName", "tenantId", "state", "isDefault"],
        ],
        none: &[],
    },
    Shape { kind: Kind::Organization, format: Format::Graph, any: &[&["id", "verifiedDomains"]], none: &[] },
    Shape {
        kind: Kind::Group,
        format: Format::Graph,
        any: &[&["id", "groupTypes"], &["id", "displayName", "mailEnabled", "securityEnabled"], &["displayName", "membershipRule"]],
        none: &[],
    },
    Shape {
        kind: Kind::User,
        format: Format::Graph,
        any: &[&["id", "userPrincipalName", "displayName"], &["userPrincipalName", "userType"], &["userPrincipalName", "accountEnabled"]],
        none: &["appDisplayName", "userDisplayName", "methodsRegistered", "roleDefinitionId"],
    },
    Shape { kind: Kind::Invitation, format: Format::Graph, any: &[&["invitedUserEmailAddress"]], none: &[] },
];

/// Properties under which ARM nests what gives a kind away: these kinds only.
const NESTED: &[(Kind, &[&[&str]])] = &[
    (Kind::SubscriptionPolicy, &[&["blockSubscriptionsIntoTenant"], &["blockSubscriptionsLeavingTenant"]]),
    (Kind::ManagementGroupSettings, &[&["requireAuthorizationForGroupCreation"], &["defaultManagementGroup"]]),
    (Kind::RoleAssignment, &[&["roleDefinitionId", "principalId"]]),
];

/// Members of Graph objects outside of the model by which they are still told.
const OTHERS: &[(&str, &[&str])] = &[
    ("conditionalAccessPolicy", &["conditions", "grantControls", "state"]),
    ("unifiedRoleAssignment", &["principalId", "roleDefinitionId", "directoryScopeId"]),
    ("oAuth2PermissionGrant", &["clientId", "consentType", "resourceId"]),
    ("appRoleAssignment", &["appRoleId", "principalId", "resourceId"]),
    ("federatedIdentityCredential", &["issuer", "subject", "audiences"]),
    ("namedLocation", &["id", "ipRanges", "isTrusted"]),
    ("device", &["deviceId", "operatingSystem", "trustType"]),
];

/// What the object is, by itself: its `@odata.type`, its ARM `type`, else its properties. `json` is the object's text.
pub fn classify<'s>(json: &'s str, members: &Scan<'s>) -> Option<(Kind, Format)> {
    let text = |key: &str| members.get(json, key).and_then(|value| serde_json::from_str::<String>(value).ok());
    if let Some(kind) = text("@odata.type").and_then(|name| type_kind(&name)) {
        return Some((kind, Format::Graph));
    }
    let arm = text("type").and_then(|name| arm_kind(&name));
    if let Some(kind) = arm.filter(|_| members.has("id") || members.has("properties")) {
        return Some((kind, Format::Azure));
    }
    let has_all = |members: &Scan<'_>, keys: &[&str]| keys.iter().all(|key| members.has(key));
    let shape =
        SHAPES.iter().find(|shape| shape.any.iter().any(|keys| has_all(members, keys)) && !shape.none.iter().any(|key| members.has(key)));
    if let Some(shape) = shape {
        return Some((shape.kind.clone(), shape.format));
    }
    if let Some(properties) = members.get(json, "properties") {
        let mut nested = Scan::default();
        let is_object = properties.starts_with('{') && crate::syntax::json::scan(properties, 0, &mut nested).is_ok();
        let kind = NESTED.iter().find(|(_, any)| is_object && any.iter().any(|keys| has_all(&nested, keys)));
        if let Some((kind, _)) = kind {
            return Some((kind.clone(), Format::Azure));
        }
    }
    OTHERS.iter().find(|(_, keys)| has_all(members, keys)).map(|(name, _)| (Kind::named(name), Format::Graph))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_tells_the_kind() {
        for (context, kind) in [
            ("https://graph.microsoft.com/v1.0/$metadata#applications", "application"),
            ("https://graph.microsoft.com/v1.0/$metadata#applications(id,appId,owners(id))/$entity", "application"),
            ("https://graph.microsoft.com/v1.0/$metadata#policies/authorizationPolicy/$entity", "authorizationPolicy"),
            ("https://graph.microsoft.com/v1.0/$metadata#users('0b0c')/memberOf", "memberOf"),
            ("https://graph.microsoft.com/beta/$metadata#Collection(microsoft.graph.user)", "user"),
            (
                "https://graph.microsoft.com/beta/$metadata#applications/microsoft.graph.agentIdentityBlueprint(sponsors(id))",
                "agentIdentityBlueprint",
            ),
            ("https://graph.microsoft.com/beta/$metadata#identity/conditionalAccess/policies", "conditionalAccessPolicy"),
            ("https://graph.microsoft.com/beta/$metadata#roleManagement/directory/roleAssignments(principal())", "unifiedRoleAssignment"),
        ] {
            assert_eq!(context_kind(context).unwrap().name(), kind, "{context}");
        }
        assert_eq!(context_kind("no fragment"), None);
    }

    #[test]
    fn an_arm_type_tells_the_kind() {
        assert_eq!(arm_kind("Microsoft.Web/sites"), Some(Kind::Site));
        assert_eq!(arm_kind("providers/Microsoft.Subscription/policies"), Some(Kind::SubscriptionPolicy));
        assert_eq!(arm_kind("microsoft.authorization/roleAssignments"), Some(Kind::RoleAssignment));
        assert_eq!(arm_kind("microsoft.storage/StorageAccounts").unwrap().name(), "Microsoft.Storage/storageAccounts");
        assert_eq!(arm_kind("image/png"), None);
        assert_eq!(arm_kind("object"), None);
    }

    fn classified(json: &str) -> Option<Kind> {
        let mut members = Scan::default();
        crate::syntax::json::scan(json, 0, &mut members).unwrap();
        classify(json, &members).map(|(kind, _)| kind)
    }

    #[test]
    fn a_shape_tells_the_kind() {
        assert_eq!(classified(r#"{"appId":"x","signInAudience":"AzureADMyOrg"}"#), Some(Kind::Application));
        assert_eq!(
            classified(r#"{"appId":"x","signInAudience":"AzureADMyOrg","servicePrincipalType":"Application"}"#),
            Some(Kind::ServicePrincipal)
        );
        assert_eq!(classified(r#"{"properties":{"roleDefinitionId":"r","principalId":"p"}}"#), Some(Kind::RoleAssignment));
        assert_eq!(
            classified(r#"{"principalId":"p","roleDefinitionId":"r","directoryScopeId":"/"}"#).unwrap().name(),
            "unifiedRoleAssignment"
        );
        assert_eq!(classified(r#"{"name":"left-pad","version":"1.0.0","type":"module"}"#), None);
        assert_eq!(classified(r#"{"id":"1","displayName":"x"}"#), None);
    }
}
