//! Reports sign-in configuration whose authority is shared by all tenants.

use super::{is_shared, list_steps, tenant_step, title};
use crate::resource::Place;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// ## What it finds
    /// Sign-in configuration of an app whose authority, tenant or issuer is `common`, `organizations` or `consumers`: MSAL,
    /// Microsoft.Identity.Web, passport-azure-ad, Spring, oauth2-proxy and similar libraries. Configuration without a value is also
    /// reported if the library defaults to `common`.
    ///
    /// The severity is medium. It is high if the app registration with this client id is single-tenant, which makes the authority a
    /// mistake, or if the app registration accepts accounts from outside the tenant and the configuration does not list allowed tenants.
    ///
    /// It is low for public clients: pages with MSAL.js or Blazor WebAssembly, mobile apps, variables that are compiled into a web page
    /// (`REACT_APP_AUTHORITY`, `VITE_AUTHORITY`, `NEXT_PUBLIC_AUTHORITY`), and clients of Azure services. They request tokens and validate
    /// none, and the API that they call decides who has access. All configurations of one public client with the same authority are one
    /// finding.
    ///
    /// The default of a placeholder (`${TENANT:common}`, `${TENANT:-common}`, `process.env.TENANT || "common"`) counts as the value,
    /// because it applies wherever the variable is not set. The rule is undecided for a placeholder without a default or with an empty one,
    /// and for a file that contains no tenant at all.
    ///
    /// ## Why it matters
    /// A token from any tenant then has a valid signature and issuer. Access depends on code that compares the `tid` claim, which is often
    /// missing, so that authentication is treated as authorization.
    ///
    /// ## Bad
    /// ```json appsettings.json
    /// { "AzureAd": { "Instance": "https://login.microsoftonline.com/", "TenantId": "common", "ClientId": "9a8b7c6d-1111-4222-8333-444455556666" } }
    /// ```
    ///
    /// ## Good
    /// ```json appsettings.json
    /// { "AzureAd": { "Instance": "https://login.microsoftonline.com/", "TenantId": "11111111-2222-4333-8444-555566667777", "ClientId": "9a8b7c6d-1111-4222-8333-444455556666" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the app is meant for every tenant and its code checks the tenant. Accept the finding under `allow:` in the policy file with the
    /// reason.
    ///
    /// ## Sources
    /// - Microsoft identity platform: Application configuration options
    /// - Microsoft identity platform: Claims validation
    pub static RULE = {
        id: "code-config-authority-shared",
        group: Group::CodeConfig,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "sign-in configuration is not limited to one tenant",
        attack: &["T1078.004", "T1190"],
        needs: &[Kind::SignInConfiguration],
        joins: &[Kind::Application],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let configs: Vec<View<'_, SignInConfiguration<'_>>> =
        tenant.views(&Kind::SignInConfiguration).filter(|config| is_shared(config, out)).collect();
    for copies in by_client(&configs) {
        let Some((config, others)) = copies.split_first() else { continue };
        let Some(endpoint) = config.endpoint() else { continue };
        let label = match endpoint.tenant {
            AuthorityTenant::Consumers => "every personal Microsoft account can sign in",
            AuthorityTenant::Organizations => "accounts of every tenant can sign in",
            _ => "accounts of every tenant and personal Microsoft accounts can sign in",
        };
        let pointer = format!("/{}", endpoint.name);
        let app = config.client_id.known().and_then(|id| tenant.find::<Application<'_>>(&Kind::Application, ObjectId::of(id)));
        let audience = app.as_ref().and_then(|app| app.admits_outsiders());
        let no_list = config.lists_tenants() == Some(false);
        let mut report = out
            .report(config, pointer, Label::new(config.place(endpoint.setting), label))
            .title(title!(config, "is not limited to one tenant"))
            .step(tenant_step(&endpoint));
        for step in list_steps(config) {
            report = report.step(step);
        }
        if config.is_public_client() {
            report = report.severity(Severity::Low);
        }
        for other in others {
            report = report.related(Label::new(place_of_authority(other), "the same client with the same authority"));
        }
        let Some(app) = app.filter(|_| !config.is_public_client()) else { continue };
        match audience {
            Some(false) => {
                let label = Label::new(app.place(&app.sign_in_audience), "the app registration is single-tenant");
                report.severity(Severity::High).related(label);
            }
            Some(true) if no_list => {
                report
                    .severity(Severity::High)
                    .related(Label::new(app.place(&app.sign_in_audience), "the app registration accepts accounts from outside the tenant"));
            }
            _ => {}
        }
    }
}

fn place_of_authority(config: &View<'_, SignInConfiguration<'_>>) -> Place {
    config.endpoint().map_or_else(|| config.place(&config.client_id), |endpoint| config.place(endpoint.setting))
}

/// The configurations, with those of one public client with the same authority together, in the order of their addresses.
fn by_client<'c, 'r, 'a>(configs: &'c [View<'r, SignInConfiguration<'a>>]) -> Vec<Vec<&'c View<'r, SignInConfiguration<'a>>>> {
    let mut groups: Vec<Vec<_>> = Vec::new();
    let mut numbers: HashMap<(String, String), usize> = HashMap::new();
    for config in configs {
        let client = config.client_id.known().filter(|id| config.is_public_client() && uuid::Uuid::try_parse(id).is_ok());
        let authority = config.endpoint().and_then(|endpoint| endpoint.setting.known()).map(|authority| authority.to_ascii_lowercase());
        let number = match client.zip(authority) {
            Some((client, authority)) => *numbers.entry((client.to_ascii_lowercase(), authority)).or_insert(groups.len()),
            None => groups.len(),
        };
        match groups.get_mut(number) {
            Some(group) => group.push(config),
            None => groups.push(vec![config]),
        }
    }
    for group in &mut groups {
        group.sort_by_key(|config| &config.resource.address);
    }
    groups
}
