//! Rules for app registrations and service principals, and for the tenant policies on apps and consent.

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
use crate::model::{Application, SignInAudience, View};
use crate::remediation::Change;
use crate::resource::Kind;
use crate::rules::Findings;

/// The change that makes an app single-tenant.
pub(super) fn single_tenant<'r>(app: &View<'r, Application<'_>>) -> Change<'r> {
    Change::set(app.resource, "/signInAudience", "\"AzureADMyOrg\"")
}

/// The sign-in audience of an app. The rule is undecided if it is not known, and only once for updates of apps that are created elsewhere.
fn audience<'v>(app: &'v View<'_, Application<'_>>, out: &mut Findings<'_>) -> Option<&'v SignInAudience> {
    if app.sign_in_audience.is_absent() && app.resource.is_update {
        out.undecided_property(&Kind::Application, "signInAudience");
        return None;
    }
    out.known(app, "signInAudience", &app.sign_in_audience)
}

/// Whether accounts of other tenants can sign in to an app. The rule is undecided if this is not known.
fn admits_other_tenants(app: &Application<'_>, out: &mut Findings<'_>) -> bool {
    app.admits_other_tenants().unwrap_or_else(|| {
        // `application-multi-tenant` is undecided for each of these apps, so one message is enough here.
        out.undecided_once("the sign-in audience of some apps is not known", || Undecided::collect(&Kind::Application));
        false
    })
}

/// A label at the list of tenants to which an app is limited, if there is one.
fn limit_label(app: &View<'_, Application<'_>>) -> Option<Label> {
    let limits = app.allowed_tenants()?;
    let label = Text::new("tenants in this list: {count}; the code must still validate the tenant")
        .with("count", limits.allowed_tenant_ids.elements().len().to_string());
    Some(Label::new(app.place(&app.sign_in_audience_restrictions), label))
}

/// Escapes a text for use in a JSON pointer.
fn pointer_part(text: &str) -> String {
    text.replace('~', "~0").replace('/', "~1")
}
