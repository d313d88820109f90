//! Billing accounts, their role assignments, and the tenants they are shared with.
//!
//! Source: `Microsoft.Billing` 2024-04-01.

use super::nested;
use crate::model::{Setting, Str, identified};

nested! {
    /// `Microsoft.Billing/billingAccounts`
    BillingAccount {
        id: Str<'a>,
        name: Str<'a>,
    } properties: BillingAccountProperties {
        display_name: Str<'a>,
    }
}

identified!(BillingAccount, |object| (&object.id, object.display_name().or(&object.name)));

nested! {
    /// `Microsoft.Billing/billingAccounts/…/billingRoleAssignments`
    BillingRoleAssignment {
        id: Str<'a>,
    } properties: BillingRoleAssignmentProperties {
        principal_id: Str<'a>,
        principal_tenant_id: Str<'a>,
        /// `User`, `Group`, `ServicePrincipal`, `DirectoryRole`, `Everyone`, …
        principal_type: Str<'a>,
        principal_display_name: Str<'a>,
        role_definition_id: Str<'a>,
        scope: Str<'a>,
        /// Email address of the principal (Enterprise Agreement).
        user_email_address: Str<'a>,
    }
}

identified!(BillingRoleAssignment, |object| (&object.id, object.principal_display_name().or(object.user_email_address())));

nested! {
    BillingRoleDefinition {
        id: Str<'a>,
        name: Str<'a>,
    } properties: BillingRoleDefinitionProperties {
        role_name: Str<'a>,
    }
}

identified!(BillingRoleDefinition, |object| (&object.id, object.role_name().or(&object.name)));

nested! {
    /// A tenant that shares a billing account (`Microsoft.Billing/billingAccounts/associatedTenants`).
    AssociatedTenant {
        id: Str<'a>,
        name: Str<'a>,
    } properties: AssociatedTenantProperties {
        display_name: Str<'a>,
        tenant_id: Str<'a>,
        /// Whether users of the tenant can have billing roles: `Active`, `NotAllowed`, `Revoked`, `Other`.
        billing_management_state: Str<'a>,
        /// Whether subscriptions of the account can be created in the tenant: `Active`, `Pending`, `NotRequested`, `Revoked`, …
        provisioning_management_state: Str<'a>,
    }
}

identified!(AssociatedTenant, |object| (&object.id, object.display_name().or(&object.name)));
