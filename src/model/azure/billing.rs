//! Billing accounts, who holds roles on them, and with which tenants they are shared.
//!
//! Source: `Microsoft.Billing` 2024-04-01.

use super::nested;
use crate::model::{Identified, Identity, Setting, Str, object};

nested! {
    /// A billing account (`Microsoft.Billing/billingAccounts`).
    BillingAccount {
        id: Str<'a>,
        name: Str<'a>,
    } properties: BillingAccountProperties {
        display_name: Str<'a>,
        account_status: Str<'a>,
        /// `Enterprise`, `Business`, `Individual`, `Partner`.
        account_type: Str<'a>,
        /// `EnterpriseAgreement`, `MicrosoftCustomerAgreement`, `MicrosoftOnlineServicesProgram`, …
        agreement_type: Str<'a>,
        /// The tenant that the account belongs to.
        primary_billing_tenant_id: Str<'a>,
        sold_to: serde::de::IgnoredAny,
    }
}

impl Identified for BillingAccount<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, self.display_name().or(&self.name))
    }
}

nested! {
    /// A billing profile or an invoice section: a part of a billing account.
    BillingProfile {
        id: Str<'a>,
        name: Str<'a>,
    } properties: BillingProfileProperties {
        display_name: Str<'a>,
        status: Str<'a>,
    }
}

impl Identified for BillingProfile<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, self.display_name().or(&self.name))
    }
}

nested! {
    /// A role on a billing scope (`Microsoft.Billing/billingAccounts/…/billingRoleAssignments`).
    BillingRoleAssignment {
        id: Str<'a>,
        name: Str<'a>,
    } properties: BillingRoleAssignmentProperties {
        /// Who holds the role.
        principal_id: Str<'a>,
        /// The tenant of the principal.
        principal_tenant_id: Str<'a>,
        principal_tenant_name: Str<'a>,
        /// `User`, `Group`, `ServicePrincipal`, `DirectoryRole`, `Everyone`, …
        principal_type: Str<'a>,
        /// Name of the principal.
        principal_display_name: Str<'a>,
        /// Resource id of the billing role definition.
        role_definition_id: Str<'a>,
        scope: Str<'a>,
        /// Address of the principal (Enterprise Agreement).
        user_email_address: Str<'a>,
        billing_account_id: Str<'a>,
        /// When it was made.
        created_on: Str<'a>,
        created_by_principal_id: Str<'a>,
        /// The tenant of who made it.
        created_by_principal_tenant_id: Str<'a>,
    }
}

impl Identified for BillingRoleAssignment<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, self.principal_display_name().or(self.user_email_address()))
    }
}

nested! {
    /// What a billing role may do.
    BillingRoleDefinition {
        id: Str<'a>,
        name: Str<'a>,
    } properties: BillingRoleDefinitionProperties {
        role_name: Str<'a>,
        /// What it is for.
        description: Str<'a>,
        /// What it may do.
        permissions: Vec<Setting<'a, BillingPermission<'a>>>,
    }
}

impl Identified for BillingRoleDefinition<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, self.role_name().or(&self.name))
    }
}

object! {
    /// What a billing role may do.
    BillingPermission {
        actions: Vec<Setting<'a, Str<'a>>>,
        /// Actions that are taken out.
        not_actions: Vec<Setting<'a, Str<'a>>>,
    }
}

nested! {
    /// A tenant that shares a billing account.
    AssociatedTenant {
        id: Str<'a>,
        name: Str<'a>,
    } properties: AssociatedTenantProperties {
        display_name: Str<'a>,
        tenant_id: Str<'a>,
        /// `Active`: its users may hold billing roles.
        billing_management_state: Str<'a>,
        /// `Active`: subscriptions may be made in it.
        provisioning_management_state: Str<'a>,
    }
}

impl Identified for AssociatedTenant<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, self.display_name().or(&self.name))
    }
}

nested! {
    /// The policies of a billing account or profile.
    BillingPolicy {
        id: Str<'a>,
        name: Str<'a>,
    } properties: BillingPolicyProperties {
        /// Who may own an account of an Enterprise Agreement.
        enterprise_agreement_policies: EnterpriseAgreementPolicies<'a>,
    }
}

impl Identified for BillingPolicy<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.name)
    }
}

object! {
    /// Who may own an account of an Enterprise Agreement.
    EnterpriseAgreementPolicies {
        /// `OrganizationalAccountOnly`, `OrganizationalAccountCrossTenant`, `MixedAccount`, …
        authentication_type: Str<'a>,
    }
}
