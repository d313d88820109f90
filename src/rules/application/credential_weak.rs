//! A weak credential of an app.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Client secrets (low by themselves), credentials that live longer than the option `max-days` (180 for secrets, 730 for certificates:
    /// `max-certificate-days`), expired ones that are still there, and a tenant-wide policy on credentials that is off. Of one app a
    /// finding is made for each kind of weakness.
    ///
    /// ## Why it matters
    /// A secret lies in files, logs and chats, and whoever finds it is the app. The longer it lives the likelier that somebody does.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMyOrg", "passwordCredentials": [{ "keyId": "c0000000-0000-4000-8000-000000000001", "displayName": "ci", "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2099-01-01T00:00:00Z" }] }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMyOrg", "passwordCredentials": [], "keyCredentials": [] }
    /// ```
    ///
    /// ## When it is wrong
    /// When a system cannot do without a secret: accept the finding with an end.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `application`
    /// - Microsoft Graph: resource type `tenantAppManagementPolicy`
    pub static RULE = {
        id: "application-credential-weak",
        group: Group::Application,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "an app has a secret, or a credential that lives too long",
        attack: &["T1098.001", "T1552.001"],
        controls: &["MS.AAD.5.5v1", "MS.AAD.5.6v1", "MS.AAD.5.7v1"],
        needs: &[],
        options: Some(OptionSpec::of::<CredentialOptions>()),
        check: Check::Application(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct CredentialOptions {
    /// Most days that a secret may live.
    max_days: i32,
    /// Most days that a certificate may live.
    max_certificate_days: i32,
}

impl Default for CredentialOptions {
    fn default() -> Self {
        Self { max_days: 180, max_certificate_days: 730 }
    }
}

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    let options = out.options::<CredentialOptions>();
    let secrets = &app.password_credentials;
    let keys = &app.key_credentials;
    if !secrets.elements().is_empty() {
        let label = Text::new("{count} secrets").with("count", secrets.elements().len().to_string());
        let report = out.report(app, "/passwordCredentials", Label::new(app.place(secrets), label)).title("an app has a client secret");
        report.severity(Severity::Low).help("use a federated credential or a certificate in its place");
    }
    let secrets = secrets
        .elements()
        .iter()
        .filter_map(Setting::known)
        .map(|secret| (&secret.start_date_time, &secret.end_date_time, options.max_days, "secret"));
    let keys = keys
        .elements()
        .iter()
        .filter_map(Setting::known)
        .map(|key| (&key.start_date_time, &key.end_date_time, options.max_certificate_days, "certificate"));
    let (mut long, mut expired) = (None, None);
    for (start, end, max, sort) in secrets.chain(keys) {
        let Some(last) = day_of(end) else { continue };
        if days_between(out.today(), last) < 0 {
            expired.get_or_insert((end, sort));
        } else if let Some(life) = day_of(start).map(|first| days_between(first, last)).filter(|life| *life > max) {
            long.get_or_insert((end, sort, life));
        }
    }
    if let Some((end, sort, life)) = long {
        let label = Text::new("this {sort} lives {days} days").with("sort", sort).with("days", life.to_string());
        out.report(app, "/credentials/lifetime", Label::new(app.place(end), label))
            .title("a credential of an app lives too long")
            .help("replace it by one that lives shorter, or by a federated credential");
    }
    if let Some((end, sort)) = expired {
        let label = Text::new("this {sort} has expired").with("sort", sort);
        let report = out
            .report(app, "/credentials/expired", Label::new(app.place(end), label))
            .title("an expired credential of an app is still there");
        report.severity(Severity::Info).help("take it away, so that the list shows what is in use");
    }
}
