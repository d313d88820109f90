//! Reports redirect URIs that an attacker can intercept or take over.

use super::pointer_part;
use crate::resource::Resource;
use crate::rules::name_of;
use crate::rules::prelude::*;
use std::borrow::Cow;

rule! {
    /// ## What it finds
    /// A redirect URI of an app registration that has one of these problems:
    ///
    /// - It uses `http` with a host other than the loopback address or `localhost`.
    /// - It contains a wildcard or a fragment.
    /// - Its host is in a domain in which anyone can register a name that is no longer in use. The option `hosts` lists these domains
    ///   (default: nine Azure domains, such as `azurewebsites.net`).
    ///
    /// The severity is medium, or low for the last problem. If the app accepts accounts from outside the tenant, it is one level higher.
    /// The last problem has low confidence, because the input does not show whether the host is still yours. Names that App Service
    /// reserves for their owner (`<app>-<hash>.<region>.azurewebsites.net`) are not reported, nor are `urn:` URIs. A custom URI scheme is
    /// reported only with a wildcard or fragment. The rule is undecided if the redirect URIs are not in the input.
    ///
    /// ## Why it matters
    /// Microsoft Entra ID sends tokens and authorization codes to the redirect URI. An attacker who reads the traffic, or who registers a
    /// host name that you no longer use, receives them and can act as the user who signs in.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMyOrg", "web": { "redirectUris": ["http://expenses.contoso.example/signin"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMyOrg", "web": { "redirectUris": ["https://expenses.contoso.example/signin", "http://localhost:5000/signin"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the host is known to be yours. Accept the finding under `allow:` in the policy file, or set the option `hosts` to a list
    /// without its domain:
    /// ```yaml
    /// rules:
    ///   application-redirect-uri-unsafe: { hosts: [cloudapp.net, trafficmanager.net] }
    /// ```
    ///
    /// ## Sources
    /// - Microsoft identity platform: Redirect URI (reply URL) restrictions and limitations
    /// - Microsoft Learn: Prevent dangling DNS entries and avoid subdomain takeover
    /// - Microsoft Learn: Prevent subdomain takeovers in Azure App Service
    pub static RULE = {
        id: "application-redirect-uri-unsafe",
        group: Group::Application,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "redirect URI can be intercepted or taken over",
        attack: &["T1550.001"],
        controls: &["ZTA 21885", "ZTA 21886", "ZTA 21887", "ZTA 21888", "ZTA 23183"],
        needs: &[Kind::Application],
        options: Some(OptionSpec::of::<RedirectOptions>()),
        check: Check::Application(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RedirectOptions {
    /// Domains in which anyone can register a host name that is no longer in use.
    hosts: Cow<'static, [Cow<'static, str>]>,
}

impl Default for RedirectOptions {
    fn default() -> Self {
        // The check of every app reads the list, so the default is borrowed.
        Self { hosts: Cow::Borrowed(FREE_HOSTS) }
    }
}

/// Source: Microsoft Learn, Prevent dangling DNS entries and avoid subdomain takeover.
const FREE_HOSTS: &[Cow<'static, str>] = &[
    Cow::Borrowed("azurewebsites.net"),
    Cow::Borrowed("cloudapp.net"),
    Cow::Borrowed("cloudapp.azure.com"),
    Cow::Borrowed("trafficmanager.net"),
    Cow::Borrowed("azureedge.net"),
    Cow::Borrowed("blob.core.windows.net"),
    Cow::Borrowed("web.core.windows.net"),
    Cow::Borrowed("azure-api.net"),
    Cow::Borrowed("azurecontainer.io"),
];

/// A platform without redirect URIs as the service writes it. Most apps have two of them, and skipping them saves time.
const NO_URIS: &str = r#"{"redirectUris":[]}"#;

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    let options = out.options::<RedirectOptions>();
    for (name, platform) in app.platforms() {
        if platform.raw() == Some(NO_URIS) {
            continue;
        }
        match platform.state() {
            State::Known(platform) => check_platform(app, name, platform, &options, out),
            State::Null => {}
            State::Absent => not_collected(app, name, platform, out),
            State::Unknown(_) => out.needs(app, name, platform),
        }
    }
}

fn check_platform(
    app: &View<'_, Application<'_>>,
    name: &'static str,
    platform: &Platform<'_>,
    options: &RedirectOptions,
    out: &mut Findings<'_>,
) {
    let uris = &platform.redirect_uris;
    match uris.state() {
        State::Known(_) => {}
        State::Null => return,
        State::Absent => return not_collected(app, name, uris, out),
        State::Unknown(_) => return out.needs(app, "redirectUris", uris),
    }
    for uri in uris.elements() {
        let Some(text) = out.known(app, "redirectUris", uri) else { continue };
        let Some(fault) = RedirectFault::of(text, &options.hosts) else { continue };
        let is_guess = fault == RedirectFault::FreeHost;
        let severity = match (is_guess, app.admits_outsiders() == Some(true)) {
            (false, true) => Severity::High,
            (false, false) | (true, true) => Severity::Medium,
            (true, false) => Severity::Low,
        };
        let (title, label, purpose) = texts(fault);
        let list = format!("/{name}/redirectUris");
        let report = out
            .report(app, format!("/{name}/redirectUris/{}", pointer_part(text)), Label::new(app.place(uri), label))
            .title(Text::new(title).with("name", name_of(app)).with("uri", text.to_string()))
            .severity(severity)
            .confidence(if is_guess { Confidence::Low } else { Confidence::High })
            .step(correction(app.resource, list, text, fault).at(app.place(uri)).to(purpose));
        if is_guess {
            report.step("use a custom domain in the redirect URI if you still use the host");
        }
    }
}

/// An export without the redirect URIs leaves the rule undecided; code without them creates none.
fn not_collected<U>(app: &View<'_, Application<'_>>, name: &'static str, setting: &Setting<'_, U>, out: &mut Findings<'_>) {
    if app.lacks(setting) && !app.resource.is_update {
        out.undecided_property(&Kind::Application, name);
    }
}

fn correction<'r>(resource: &'r Resource<'r>, list: String, uri: &'r str, fault: RedirectFault) -> Change<'r> {
    match fault {
        RedirectFault::PlainHttp => Change::replace(resource, list, uri, uri.replacen("http:", "https:", 1)),
        RedirectFault::Fragment => Change::replace(resource, list, uri, uri.split('#').next().unwrap_or(uri)),
        RedirectFault::Wildcard | RedirectFault::FreeHost => Change::remove(resource, list, uri),
    }
}

/// Title, label and help for a fault.
fn texts(fault: RedirectFault) -> (&'static str, &'static str, &'static str) {
    match fault {
        RedirectFault::Wildcard => (
            "redirect URI `{uri}` of app registration `{name}` contains a wildcard",
            "the wildcard matches more than one address",
            "replace the wildcard with each redirect URI that the app uses",
        ),
        RedirectFault::Fragment => (
            "redirect URI `{uri}` of app registration `{name}` contains a fragment",
            "text after `#` is a fragment",
            "remove the fragment from the redirect URI",
        ),
        RedirectFault::PlainHttp => (
            "redirect URI `{uri}` of app registration `{name}` uses `http`",
            "anyone on the network path can read the tokens",
            "use `https` in the redirect URI",
        ),
        RedirectFault::FreeHost => (
            "others may be able to register the host of redirect URI `{uri}` of app registration `{name}`",
            "the input does not show whether this host is still yours",
            "remove the redirect URI if you no longer use the host",
        ),
    }
}
