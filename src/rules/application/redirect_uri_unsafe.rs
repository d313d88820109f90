//! A redirect URI that is not safe.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Redirect URIs over http other than to the own machine, with a wildcard or a fragment, and on hosts that whoever comes first can
    /// register (option `hosts`) once they are free. Those last ones are of low confidence, because whether the host is still yours cannot
    /// be seen. On a multi-tenant app it is one severity up.
    ///
    /// ## Why it matters
    /// Tokens and codes are sent to this address. Who gets it gets them.
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
    /// When the host is known to be yours: take it out of `hosts`.
    ///
    /// ## Sources
    /// - Microsoft identity platform: Redirect URI (reply URL) restrictions and limitations
    pub static RULE = {
        id: "application-redirect-uri-unsafe",
        group: Group::Application,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "a redirect URI can be taken over or read on the way",
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
    /// Ends of hosts that whoever comes first can register.
    hosts: Vec<String>,
}

impl Default for RedirectOptions {
    fn default() -> Self {
        let free = [
            "azurewebsites.net",
            "cloudapp.net",
            "cloudapp.azure.com",
            "trafficmanager.net",
            "azureedge.net",
            "blob.core.windows.net",
            "web.core.windows.net",
        ];
        Self { hosts: free.map(str::to_owned).to_vec() }
    }
}

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    let outside = app.admits_outsiders() == Some(true);
    let options = out.options::<RedirectOptions>();
    for (platform, uri) in app.redirect_uris() {
        let Some(text) = out.known(app, "redirectUris", uri) else { continue };
        let Some((label, is_guess)) = objection(text, &options) else { continue };
        let severity = match (is_guess, outside) {
            (false, true) => Severity::High,
            (false, false) | (true, true) => Severity::Medium,
            (true, false) => Severity::Low,
        };
        let report = out.report(app, format!("/{platform}/redirectUris/{}", &**text), Label::new(app.place(uri), label)).severity(severity);
        let report = if is_guess { report.confidence(Confidence::Low) } else { report };
        report.help("use an address over https on a domain of your own, without wildcard or fragment");
    }
}

/// What speaks against a redirect URI, and whether it is a guess.
fn objection(uri: &str, options: &RedirectOptions) -> Option<(&'static str, bool)> {
    let (scheme, rest) = uri.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let name = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() };
    let name = name.to_ascii_lowercase();
    if uri.contains('*') {
        return Some(("a wildcard", false));
    }
    if rest.contains('#') {
        return Some(("a fragment", false));
    }
    let is_own_machine = name == "localhost" || name.starts_with("127.") || name.starts_with("[::1]") || name.ends_with(".localhost");
    if scheme.eq_ignore_ascii_case("http") && !is_own_machine {
        return Some(("http: whoever is on the way reads it", false));
    }
    let is_free = |end: &String| name.strip_suffix(end.to_ascii_lowercase().as_str()).is_some_and(|before| before.ends_with('.'));
    options.hosts.iter().any(is_free).then_some(("whoever registers this host when it is free gets the tokens", true))
}
