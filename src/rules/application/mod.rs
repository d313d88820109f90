//! App registrations: who may sign in, and what that opens.

pub(super) mod admin_consent_workflow_off;
pub(super) mod audience_implicit;
pub(super) mod credential_weak;
pub(super) mod foreign_privileged;
pub(super) mod guest_owner;
pub(super) mod instance_lock_missing;
pub(super) mod multi_tenant;
pub(super) mod multi_tenant_no_authorization_model;
pub(super) mod multi_tenant_unowned;
pub(super) mod personal_accounts;
pub(super) mod redirect_uri_unsafe;
pub(super) mod registration_open;
pub(super) mod single_tenant_blocked;
pub(super) mod unverified_email_claim;
pub(super) mod user_consent_open;

use crate::finding::Text;
use crate::model::{Application, Identified, View};
use crate::wire::{Format, Resource};

/// What to call an app in a title: its name, or what else tells it from the others.
fn name_of(app: &View<'_, Application<'_>>) -> String {
    let identity = app.identity();
    let address = app.resource.address.as_deref().map(str::to_owned);
    identity.name.or(address).or(identity.app_id).or(identity.id).unwrap_or_else(|| "without a name".to_owned())
}

/// The step that makes an app single-tenant, in the format at hand.
fn single_tenant_step(app: &Application<'_>, resource: &Resource<'_>) -> Text {
    let address = resource.address.as_deref().unwrap_or_default();
    match resource.format {
        Format::Terraform | Format::TerraformPlan | Format::TerraformState if address.contains("azuread_") => {
            Text::new("set `sign_in_audience = \"AzureADMyOrg\"` in `{address}`").with("address", address)
        }
        Format::Terraform | Format::TerraformPlan | Format::TerraformState => {
            Text::new("set `signInAudience = \"AzureADMyOrg\"` in the body of `{address}`").with("address", address)
        }
        Format::Bicep => Text::new("set `signInAudience: 'AzureADMyOrg'` in `{address}`").with("address", address),
        Format::Arm => Text::new("set `\"signInAudience\": \"AzureADMyOrg\"` in `{address}`").with("address", address),
        // Whoever pastes the command into a shell shall not run what a stranger wrote: an id is a GUID.
        Format::AppConfiguration | Format::Graph | Format::EntraExporter | Format::ScubaGear | Format::Azure => {
            match app.app_id.known().filter(|id| uuid::Uuid::try_parse(id).is_ok()) {
                Some(app_id) => Text::new("make it single-tenant: az ad app update --id {app} --sign-in-audience AzureADMyOrg")
                    .with("app", app_id.to_string()),
                None => Text::new("make it single-tenant: PATCH its `signInAudience` to `AzureADMyOrg`"),
            }
        }
    }
}
