//! Reports app registrations in infrastructure as code that do not set their sign-in audience.

use super::single_tenant;
use crate::remediation::is_of_provider;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An app registration in infrastructure as code that does not set `signInAudience`, in a format whose default is not guaranteed to be
    /// single-tenant: Microsoft Graph bodies in Terraform (`msgraph_resource`), Bicep and ARM templates. A value of `null` counts as not
    /// set.
    ///
    /// An update (`msgraph_update_resource`) is not reported, because it leaves the audience unchanged. The `azuread` provider sends
    /// `AzureADMyOrg` if the attribute is missing, so its app registrations are not reported either. An app registration that is made from a
    /// template of the gallery (`azuread_application_from_template`) has the audience of its template and no attribute for it.
    ///
    /// ## Why it matters
    /// The audience that Microsoft Graph chooses for such an app is not certain: the reference documents single-tenant, but the response in
    /// its own example admits personal accounts. A reader of the code also cannot see whether the audience was a deliberate choice.
    ///
    /// ## Bad
    /// ```terraform-plan
    /// { "type": "msgraph_resource", "values": { "url": "applications", "body": { "displayName": "Expenses" } } }
    /// ```
    ///
    /// ## Good
    /// ```terraform-plan
    /// { "type": "msgraph_resource", "values": { "url": "applications", "body": { "displayName": "Expenses", "signInAudience": "AzureADMyOrg" } } }
    /// ```
    ///
    /// ## When it is wrong
    /// The finding is never wrong: setting the value explicitly does no harm, because nothing changes if the service would choose the same
    /// one.
    ///
    /// ## Sources
    /// - Microsoft Graph: Create application (a request without an audience, and its response)
    /// - Bicep types of Microsoft Graph: `signInAudience`
    pub static RULE = {
        id: "application-audience-implicit",
        group: Group::Application,
        severity: Severity::Info,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "app registration does not set its sign-in audience",
        needs: &[Kind::Application],
        check: Check::Application(check),
    };
}

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    let is_unset = app.sign_in_audience.is_absent() || app.sign_in_audience.is_null();
    // An update leaves every property unchanged that it does not contain. The provider sends a default, except for an app from a template, whose audience is that of the template.
    let is_chosen = app.resource.is_update || is_of_provider(app.resource, "azuread");
    if is_unset && app.resource.format.makes_whole_objects() && !is_chosen {
        let name = name_of(app);
        out.report(
            app,
            "/signInAudience",
            Label::new(app.place(&app.sign_in_audience), "`signInAudience` is not set, so the service chooses it"),
        )
        .title(Text::new("app registration `{name}` does not set its sign-in audience").with("name", name))
        .step(single_tenant(app));
    }
}
