//! Infrastructure as code that leaves the audience of an app out.

use super::{name_of, single_tenant};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An app in infrastructure as code that does not say who may sign in, where the format has no default of its own that is sure to
    /// be single-tenant: Microsoft Graph bodies in Terraform (`msgraph_resource`), Bicep, ARM. A `null` says nothing either. An update
    /// (`msgraph_update_resource`) leaves the audience as it is, and is fine.
    ///
    /// ## Why it matters
    /// What the service does with an app that names no audience is not certain: its reference says single-tenant, its own example
    /// answers with personal accounts. And who reads the code cannot see that anybody chose. The `azuread` provider sends
    /// `AzureADMyOrg`, so an app of that provider is fine as it is.
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
    /// Never harmful: to write the value out changes nothing where the service means the same.
    ///
    /// ## Sources
    /// - Microsoft Graph: Create application (the request without an audience and its answer)
    /// - Bicep types of Microsoft Graph: `signInAudience`
    pub static RULE = {
        id: "application-audience-implicit",
        group: Group::Application,
        severity: Severity::Info,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "app does not say who may sign in",
        attack: &[],
        controls: &[],
        needs: &[Kind::Application],
        joins: &[],
        options: None,
        check: Check::Application(check),
    };
}

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    // What an update of an app does not name stays as it is: there is no choice to see.
    let says_nothing = app.sign_in_audience.is_absent() || app.sign_in_audience.is_null();
    if says_nothing && app.resource.format.makes_whole_objects() && !app.resource.is_update() {
        let name = name_of(app);
        out.report(app, "/signInAudience", Label::new(app.place(&app.sign_in_audience), "`signInAudience` is left to the service"))
            .title(Text::new("app `{name}` does not say who may sign in").with("name", name))
            .step(single_tenant(app));
    }
}
