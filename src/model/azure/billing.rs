//! Billing accounts, who holds roles on them, and with which tenants they are shared.
//!
//! Source: `Microsoft.Billing` 2024-04-01.

use super::nested;
use crate::model::{Setting, Str, identified};

nested! {
    /// A billing account (`Microsoft.Billing/billingAccounts`).
    BillingAccount {
        id: Str<'a>,
        name: Str<'a>,
    } properties: BillingAccountProperties {
        display_name: Str<'a>,
    }
}

identified!(BillingAccount, |object| (&object.id, object.display_name().or(&object.name)));

nested! {
    /// A role on a billing scope (`Microsoft.Billing/billingAccounts/…/billingRoleAssignments`).
    BillingRoleAssignment {
        id: Str<'a>,
    } properties: BillingRoleAssignmentProperties {
        /// Who holds the role.
        principal_id: Str<'a>,
        /// The tenant of the principal.
        principal_tenant_id: Str<'a>,
        /// `User`, `Group`, `ServicePrincipal`, `DirectoryRole`, `Everyone`, …
        principal_type: Str<'a>,
        /// Name of the principal.
        principal_display_name: Str<'a>,
        /// Resource id of the billing role definition.
        role_definition_id: Str<'a>,
        scope: Str<'a>,
        /// Address of the principal (Enterprise Agreement).
        user_email_address: Str<'a>,
    }
}

identified!(BillingRoleAssignment, |object| (&object.id, object.principal_display_name().or(object.user_email_address())));

nested! {
    /// What a billing role may do.
    BillingRoleDefinition {
        id: Str<'a>,
        name: Str<'a>,
    } properties: BillingRoleDefinitionProperties {
        role_name: Str<'a>,
    }
}

identified!(BillingRoleDefinition, |object| (&object.id, object.role_name().or(&object.name)));
