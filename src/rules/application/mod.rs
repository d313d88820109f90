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

use crate::finding::Undecided;
use crate::message::{Label, Text};
use crate::model::{Application, Identified, View};
use crate::resource::{Format, Kind};
use crate::rules::Findings;
use crate::rules::desired_state::desired_state_step;
use crate::rules::step::{in_words_of, is_of_provider, step};

/// What to call an app in a title: its name, or what else tells it from the others.
fn name_of(app: &View<'_, Application<'_>>) -> String {
    let identity = app.identity();
    let address = app.resource.address.as_deref().map(str::to_owned);
    identity.name.or(address).or(identity.app_id).or(identity.id).unwrap_or_else(|| "without a name".to_owned())
}

/// The step that makes an app single-tenant, in the format at hand.
pub(super) fn single_tenant_step(app: &View<'_, Application<'_>>) -> Text {
    if app.resource.format.is_desired_state() {
        // Where both are written, the text wins.
        let available = &app.available_to_other_tenants;
        let is_text = available.is_absent() || app.place(available).span != app.place(&app.sign_in_audience).span;
        let (property, value) = if is_text { ("signInAudience", "\"AzureADMyOrg\"") } else { ("availableToOtherTenants", "false") };
        return desired_state_step(app.resource, property, value);
    }
    let edit = match app.resource.format {
        _ if is_of_provider(app.resource, "azuread") => "set `sign_in_audience = \"AzureADMyOrg\"` in `{address}`",
        Format::Bicep => "set `signInAudience: 'AzureADMyOrg'` in `{address}`",
        Format::Arm => "set `\"signInAudience\": \"AzureADMyOrg\"` in `{address}`",
        _ => "set `signInAudience = \"AzureADMyOrg\"` in the body of `{address}`",
    };
    step(app, edit, "make it single-tenant: az ad app update --id {app} --sign-in-audience AzureADMyOrg")
}

/// How to write `property: value` into an app, in the format at hand.
fn application_step(app: &View<'_, Application<'_>>, property: &'static str, value: &'static str) -> Text {
    if app.resource.format.is_desired_state() {
        return desired_state_step(app.resource, property, value);
    }
    let edit = in_words_of(
        "azuread",
        app.resource,
        "the `azuread` provider cannot set it: set `{property}` to `{value}` by an `msgraph_update_resource` of `{address}`",
        "set `{property}` to `{value}` in `{address}`",
    );
    let call = "az rest --method PATCH --url https://graph.microsoft.com/v1.0/applications/{id} --body '{open}\"{property}\":{value}}'";
    step(app, edit, call).with("open", "{").with("property", property).with("value", spelt(value, app.resource.format))
}

/// How a JSON object of constants is spelt in a format.
fn spelt(json: &str, format: Format) -> String {
    let plain = |sign: &str| json.replace('"', "").replace(':', sign).replace(',', ", ").replace('{', "{ ").replace('}', " }");
    match format {
        Format::Terraform | Format::TerraformPlan | Format::TerraformState => plain(" = "),
        Format::Bicep => plain(": "),
        _ => json.to_owned(),
    }
}

/// Whether accounts of other tenants may sign in to an app. Where that cannot be told, the rule is undecided.
fn admits_other_tenants(app: &Application<'_>, out: &mut Findings<'_>) -> bool {
    app.admits_other_tenants().unwrap_or_else(|| {
        // Which apps these are, `application-multi-tenant` tells.
        out.undecided_once("who may sign in to some apps is not known", || Undecided::collect(&Kind::Application));
        false
    })
}

/// A label at the list of tenants that an app is limited to, where there is one.
fn limit_label(app: &View<'_, Application<'_>>) -> Option<Label> {
    let limits = app.allowed_tenants()?;
    let label = Text::new("limited to a list of tenants ({count}), which does not replace the check in the code")
        .with("count", limits.allowed_tenant_ids.elements().len().to_string());
    Some(Label::new(app.place(&app.sign_in_audience_restrictions), label))
}

/// A part of a JSON pointer.
fn pointer_part(text: &str) -> String {
    text.replace('~', "~0").replace('/', "~1")
}
