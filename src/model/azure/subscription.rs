//! Subscriptions, their aliases and delegations, and the policy on moving them.
//!
//! Source: `Microsoft.Resources/subscriptions` 2022-12-01, `Microsoft.Subscription` 2021-10-01, `Microsoft.ManagedServices` 2022-10-01.

use super::nested;
use crate::model::{Setting, Str, identified, object};

nested! {
    /// The tenant's policy on moving subscriptions (`Microsoft.Subscription/policies/default`).
    SubscriptionPolicy {
        id: Str<'a>,
        name: Str<'a>,
    } properties: SubscriptionPolicyProperties {
        block_subscriptions_into_tenant: bool,
        block_subscriptions_leaving_tenant: bool,
        /// Object ids of the users that neither restriction applies to.
        exempted_principals: Vec<Setting<'a, Str<'a>>>,
        /// Id of the policy; all zero if the tenant never configured it.
        policy_id: Str<'a>,
    }
}

impl SubscriptionPolicy<'_> {
    /// Whether the tenant is known to have configured the policy: it has an id.
    pub fn was_chosen(&self) -> bool {
        self.policy_id().known().is_some_and(|id| id.chars().any(|character| !matches!(character, '0' | '-')))
    }
}

identified!(SubscriptionPolicy, |object| (&object.id, &object.name));

nested! {
    Subscription {
        /// Resource id; the subscription id in output of the Azure CLI.
        id: Str<'a>,
        subscription_id: Str<'a>,
        display_name: Str<'a>,
        /// Name (Azure CLI, Resource Graph).
        name: Str<'a>,
        /// The tenant through which it is visible.
        tenant_id: Str<'a>,
        /// The tenant that it belongs to (Azure CLI, Az PowerShell).
        home_tenant_id: Str<'a>,
        system_data: SystemData<'a>,
    } properties: SubscriptionProperties {
        subscription_policies: SubscriptionPolicies<'a>,
        /// The tenants that resources are delegated to.
        managed_by_tenants: Vec<Setting<'a, ManagedByTenant<'a>>>,
        /// The management groups above it, nearest first (Resource Graph).
        management_group_ancestors_chain: Vec<Setting<'a, Ancestor<'a>>>,
    }
}

object! {
    /// The offer of a subscription.
    SubscriptionPolicies {
        /// `EnterpriseAgreement_2014-09-01`, `FreeTrial_2014-09-01`, …
        quota_id: Str<'a>,
    }

    /// A tenant that a subscription is delegated to.
    ManagedByTenant {
        tenant_id: Str<'a>,
    }

    Ancestor {
        /// The id of the group: its name in paths.
        name: Str<'a>,
    }

    /// The creator of a resource and the time (ARM `systemData`).
    SystemData {
        /// A user's sign-in name, or an application's id.
        created_by: Str<'a>,
        /// `User`, `Application`, `ManagedIdentity` or `Key`.
        created_by_type: Str<'a>,
    }
}

impl<'a> Subscription<'a> {
    /// The id of the subscription without a path.
    pub fn bare_id(&self) -> Option<&str> {
        let id = self.subscription_id.known().or_else(|| self.id.known())?;
        Some(id.rsplit('/').next().unwrap_or(id))
    }

    /// Whether it is not a subscription of the tenant through which it is visible: another tenant delegates it through Azure Lighthouse, or
    /// it is the row that the Azure CLI adds for a tenant without subscriptions.
    pub fn is_of_another_tenant(&self) -> bool {
        let Some(tenant) = self.tenant_id.known() else { return false };
        let is_delegated = self.home_tenant_id.known().is_some_and(|home| !home.is_empty() && !home.eq_ignore_ascii_case(tenant));
        is_delegated || self.bare_id().is_some_and(|id| id.eq_ignore_ascii_case(tenant))
    }

    /// The setting that contains the display name.
    pub fn label(&self) -> &Setting<'a, Str<'a>> {
        self.display_name.or(&self.name)
    }
}

identified!(Subscription, |object| (object.subscription_id.or(&object.id), object.display_name.or(&object.name)));

nested! {
    /// A request to create a subscription (`Microsoft.Subscription/aliases`).
    SubscriptionAlias {
        id: Str<'a>,
        name: Str<'a>,
        system_data: SystemData<'a>,
    } properties: SubscriptionAliasProperties {
        /// Display name of the subscription.
        display_name: Str<'a>,
        billing_scope: Str<'a>,
        /// The subscription, if it already exists.
        subscription_id: Str<'a>,
        additional_properties: SubscriptionAliasAdditions<'a>,
    }
}

object! {
    SubscriptionAliasAdditions {
        /// The tenant in which the subscription is created; by default, the tenant of the request.
        subscription_tenant_id: Str<'a>,
    }
}

nested! {
    /// A request to move a subscription into another tenant (`Microsoft.Subscription/changeTenantRequest`).
    SubscriptionTransfer {
        id: Str<'a>,
        name: Str<'a>,
    } properties: SubscriptionTransferProperties {
        destination_tenant_id: Str<'a>,
    }
}

identified!(SubscriptionTransfer, |object| (&object.id, &object.name));

identified!(SubscriptionAlias, |object| (object.subscription_id().or(&object.id), object.display_name().or(&object.name)));

nested! {
    /// An Azure Lighthouse delegation (`Microsoft.ManagedServices/registrationDefinitions`).
    RegistrationDefinition {
        id: Str<'a>,
        name: Str<'a>,
    } properties: RegistrationDefinitionProperties {
        registration_definition_name: Str<'a>,
        /// The managing tenant.
        managed_by_tenant_id: Str<'a>,
    }
}

identified!(RegistrationDefinition, |object| (&object.id, object.registration_definition_name().or(&object.name)));

object! {
    /// A resource of any type, of which only the creator is read.
    CreatedResource {
        id: Str<'a>,
        name: Str<'a>,
        system_data: SystemData<'a>,
    }
}

identified!(CreatedResource, |object| (&object.id, &object.name));
