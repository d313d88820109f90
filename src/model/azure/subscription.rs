//! Subscriptions: what they are, what makes them, and the policy on moving them.
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

identified!(SubscriptionPolicy, |object| (&object.id, &object.name));

nested! {
    Subscription {
        /// Resource id, or the subscription's id (Azure CLI).
        id: Str<'a>,
        subscription_id: Str<'a>,
        display_name: Str<'a>,
        /// Name (Azure CLI, Resource Graph).
        name: Str<'a>,
        /// The tenant it belongs to.
        tenant_id: Str<'a>,
        /// Who made it, and when.
        system_data: SystemData<'a>,
    } properties: SubscriptionProperties {
        /// What it was bought as.
        subscription_policies: SubscriptionPolicies<'a>,
        /// Tenants to which its resources are delegated.
        managed_by_tenants: Vec<Setting<'a, ManagedByTenant<'a>>>,
        /// The management groups above it, the nearest first (Resource Graph).
        management_group_ancestors_chain: Vec<Setting<'a, Ancestor<'a>>>,
    }
}

object! {
    /// What a subscription was bought as.
    SubscriptionPolicies {
        /// The offer: `EnterpriseAgreement_2014-09-01`, `FreeTrial_2014-09-01`, …
        quota_id: Str<'a>,
    }

    /// A tenant to which a subscription is delegated.
    ManagedByTenant {
        tenant_id: Str<'a>,
    }

    /// A management group above a subscription.
    Ancestor {
        /// The group's id: its name in paths.
        name: Str<'a>,
    }

    /// Who made a resource, and when (ARM `systemData`).
    SystemData {
        /// A user's sign-in name, or an application's id.
        created_by: Str<'a>,
        /// `User`, `Application`, `ManagedIdentity` or `Key`.
        created_by_type: Str<'a>,
    }
}

impl<'a> Subscription<'a> {
    /// The subscription's bare id, whichever member holds it.
    pub fn bare_id(&self) -> Option<&str> {
        let id = self.subscription_id.known().or_else(|| self.id.known())?;
        Some(id.rsplit('/').next().unwrap_or(id))
    }

    /// The setting that holds the name that people gave it.
    pub fn label(&self) -> &Setting<'a, Str<'a>> {
        self.display_name.or(&self.name)
    }
}

identified!(Subscription, |object| (object.subscription_id.or(&object.id), object.display_name.or(&object.name)));

nested! {
    /// A subscription in the making (`Microsoft.Subscription/aliases`).
    SubscriptionAlias {
        id: Str<'a>,
        /// Name of the alias.
        name: Str<'a>,
        /// Who made it, and when.
        system_data: SystemData<'a>,
    } properties: SubscriptionAliasProperties {
        /// Name of the subscription.
        display_name: Str<'a>,
        /// What pays for it.
        billing_scope: Str<'a>,
        /// The subscription, where it is there already.
        subscription_id: Str<'a>,
    }
}

identified!(SubscriptionAlias, |object| (object.subscription_id().or(&object.id), object.display_name().or(&object.name)));

nested! {
    /// A delegation of resources to another tenant (`Microsoft.ManagedServices/registrationDefinitions`, Azure Lighthouse).
    RegistrationDefinition {
        id: Str<'a>,
        name: Str<'a>,
    } properties: RegistrationDefinitionProperties {
        /// Name of the offer.
        registration_definition_name: Str<'a>,
        /// The tenant that may act.
        managed_by_tenant_id: Str<'a>,
    }
}

identified!(RegistrationDefinition, |object| (&object.id, object.registration_definition_name().or(&object.name)));

object! {
    /// A resource of any type of which only the maker matters.
    CreatedResource {
        id: Str<'a>,
        name: Str<'a>,
        /// Who made it, and when.
        system_data: SystemData<'a>,
    }
}

identified!(CreatedResource, |object| (&object.id, &object.name));
