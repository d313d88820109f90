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
