//! Azure objects of the tenant.
//!
//! ARM nests what an object says under `properties`; the Azure CLI and Terraform bodies have it at the root, and the
//! subscription policy is written at the root but read from `properties`. Every type here takes both.
//!
//! Source: Azure Resource Manager reference of the named types.

use super::{Identified, Identity, Setting, Str, object};

/// Adds the settings of `properties` to an object: each is a method that takes the nested one, else the one at the root.
macro_rules! nested {
    ($object:ident: $properties:ident { $($(#[$doc:meta])* $field:ident: $type:ty,)* }) => {
        object! {
            /// What ARM nests under `properties`.
            $properties {
                $($(#[$doc])* $field: $type,)*
            }
        }

        impl<'a> $object<'a> {
            $(
                $(#[$doc])*
                pub fn $field(&self) -> &Setting<'a, $type> {
                    match self.properties.known() {
                        Some(properties) => self.$field.or(&properties.$field),
                        None => &self.$field,
                    }
                }
            )*
        }
    };
}

object! {
    /// The tenant's policy on moving subscriptions (`Microsoft.Subscription/policies/default`).
    SubscriptionPolicy {
        /// Resource id.
        id: Str<'a>,
        /// Always `default`.
        name: Str<'a>,
        /// What ARM answers.
        properties: SubscriptionPolicyProperties<'a>,
        /// Whether subscriptions are kept from entering the tenant.
        block_subscriptions_into_tenant: bool,
        /// Whether subscriptions are kept from leaving the tenant.
        block_subscriptions_leaving_tenant: bool,
        /// Object ids of the users whom neither switch binds.
        exempted_principals: Vec<Setting<'a, Str<'a>>>,
        /// Id of the policy; all zero in a tenant that never chose.
        policy_id: Str<'a>,
    }
}

nested! {
    SubscriptionPolicy: SubscriptionPolicyProperties {
        /// Whether subscriptions are kept from entering the tenant.
        block_subscriptions_into_tenant: bool,
        /// Whether subscriptions are kept from leaving the tenant.
        block_subscriptions_leaving_tenant: bool,
        /// Object ids of the users whom neither switch binds.
        exempted_principals: Vec<Setting<'a, Str<'a>>>,
        /// Id of the policy; all zero in a tenant that never chose.
        policy_id: Str<'a>,
    }
}

impl SubscriptionPolicy<'_> {
    /// Whether the tenant is known to have chosen: its policy has an id.
    pub fn was_chosen(&self) -> bool {
        self.policy_id().known().is_some_and(|id| id.chars().any(|character| !matches!(character, '0' | '-')))
    }
}

impl Identified for SubscriptionPolicy<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.name)
    }
}

object! {
    /// The hierarchy settings of the root management group (`Microsoft.Management/managementGroups/settings`).
    ManagementGroupSettings {
        /// Resource id.
        id: Str<'a>,
        /// Always `default`.
        name: Str<'a>,
        /// What ARM answers.
        properties: ManagementGroupSettingsProperties<'a>,
        /// Where new subscriptions land: a management group's id or name.
        default_management_group: Str<'a>,
        /// Whether creating a management group takes a permission.
        require_authorization_for_group_creation: bool,
        /// The tenant, whose id is the name of the root management group.
        tenant_id: Str<'a>,
    }
}

nested! {
    ManagementGroupSettings: ManagementGroupSettingsProperties {
        /// Where new subscriptions land: a management group's id or name.
        default_management_group: Str<'a>,
        /// Whether creating a management group takes a permission.
        require_authorization_for_group_creation: bool,
        /// The tenant, whose id is the name of the root management group.
        tenant_id: Str<'a>,
    }
}

impl ManagementGroupSettings<'_> {
    /// The name of the root management group: the tenant's id, which the settings' own path holds too.
    pub fn root_group(&self) -> Option<&str> {
        let path_name = || {
            let mut parts = self.id.known()?.split('/').skip_while(|part| !part.eq_ignore_ascii_case("managementGroups"));
            parts.nth(1)
        };
        self.tenant_id().known().map(|id| &**id).or_else(path_name)
    }
}

impl Identified for ManagementGroupSettings<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.name)
    }
}

object! {
    /// A role assignment (`Microsoft.Authorization/roleAssignments`).
    RoleAssignment {
        /// Resource id.
        id: Str<'a>,
        /// A GUID.
        name: Str<'a>,
        /// What ARM answers.
        properties: RoleAssignmentProperties<'a>,
        /// Who holds the role.
        principal_id: Str<'a>,
        /// `User`, `Group`, `ServicePrincipal`, …
        principal_type: Str<'a>,
        /// Resource id of the role definition.
        role_definition_id: Str<'a>,
        /// Where it holds.
        scope: Str<'a>,
    }
}

nested! {
    RoleAssignment: RoleAssignmentProperties {
        /// Who holds the role.
        principal_id: Str<'a>,
        /// `User`, `Group`, `ServicePrincipal`, …
        principal_type: Str<'a>,
        /// Resource id of the role definition.
        role_definition_id: Str<'a>,
        /// Where it holds.
        scope: Str<'a>,
    }
}

impl Identified for RoleAssignment<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.name)
    }
}

object! {
    /// A subscription (`Microsoft.Resources/subscriptions`).
    Subscription {
        /// Resource id, or the subscription's id (Azure CLI).
        id: Str<'a>,
        /// The subscription's id.
        subscription_id: Str<'a>,
        /// Name (ARM).
        display_name: Str<'a>,
        /// Name (Azure CLI, Resource Graph).
        name: Str<'a>,
        /// The tenant it belongs to.
        tenant_id: Str<'a>,
    }
}

impl Identified for Subscription<'_> {
    fn identity(&self) -> Identity {
        Identity::of(self.subscription_id.or(&self.id), None, self.display_name.or(&self.name))
    }
}
