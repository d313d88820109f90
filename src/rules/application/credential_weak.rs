//! Reports client secrets, and credentials of apps that are valid for too long or have expired.

use super::pointer_part;
use crate::finding::Undecided;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Credentials of an app registration, and the tenant-wide policy that restricts them:
    ///
    /// - Client secrets that have not expired: low, one finding for each app.
    /// - A client secret that is valid for more days than the option `max-days` (default: 180), or a certificate that is valid for more
    ///   days than the option `max-certificate-days` (default: 730): medium. If the start date of the credential is not known, the days are
    ///   counted from today.
    /// - An expired client secret or certificate that has not been removed: info.
    /// - An app management policy (`defaultAppManagementPolicy`) that is disabled (medium) or does not restrict client secrets (low).
    ///
    /// The rule is undecided if the credentials of an app are not in the input. Reports never contain a secret or a part of one.
    ///
    /// ## Why it matters
    /// Client secrets end up in files, logs and chat messages, and anyone who finds one can sign in as the app. The longer a secret is
    /// valid, the more likely it is that an attacker finds it.
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
    /// When a system supports nothing but client secrets. Accept the finding under `allow:` in the policy file with an `expires` date.
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
        summary: "app has a client secret or a credential that is valid for too long",
        attack: &["T1098.001", "T1552.001"],
        controls: &["MS.AAD.5.5v1", "MS.AAD.5.6v1", "MS.AAD.5.7v1"],
        needs: &[Kind::Application],
        options: Some(OptionSpec::of::<CredentialOptions>()),
        check: Check::Several(&[Check::Application(check), Check::TenantAppManagementPolicy(check_policy)]),
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
    let secrets = read(app, "passwordCredentials", &app.password_credentials, out);
    let mut alive = 0;
    for (at, secret) in secrets.iter().enumerate() {
        let Some(secret) = out.known(app, "passwordCredentials", secret) else { continue };
        let held = Held { sort: "secret", list: "passwordCredentials", at, credential: secret.as_credential() };
        alive += usize::from(!check_life(app, &held, options.max_days, out));
    }
    if alive > 0 {
        let label = Text::new("secrets that have not expired: {count}").with("count", alive.to_string());
        out.report(app, "/passwordCredentials", Label::new(app.place(&app.password_credentials), label))
            .title(Text::new("app `{name}` has a client secret").with("name", name_of(app)))
            .severity(Severity::Low)
            .step("use a managed identity, a federated identity credential or a certificate instead");
    }
    for (at, key) in read(app, "keyCredentials", &app.key_credentials, out).iter().enumerate() {
        let Some(key) = out.known(app, "keyCredentials", key) else { continue };
        let held = Held { sort: "certificate", list: "keyCredentials", at, credential: key.as_credential() };
        check_life(app, &held, options.max_certificate_days, out);
    }
}

/// The credentials of a list. What code leaves out is not there, and what an update leaves out stays as it is.
fn read<'v, 'a, T: serde::Deserialize<'a>>(
    app: &View<'_, Application<'_>>,
    name: &'static str,
    list: &'v Setting<'a, Vec<T>>,
    out: &mut Findings<'_>,
) -> &'v [T] {
    match list.state() {
        State::Absent if app.lacks(list) && !app.resource.is_update() => {
            out.undecided_once("the credentials of some apps are not in the input", || Undecided::collect(&Kind::Application));
        }
        State::Unknown(_) => out.needs(app, name, list),
        State::Absent | State::Null | State::Known(_) => {}
    }
    list.elements()
}

/// A credential in its list.
struct Held<'v, 'a> {
    sort: &'static str,
    list: &'static str,
    at: usize,
    credential: Credential<'v, 'a>,
}

impl Held<'_, '_> {
    /// A finding on this credential goes by its id, so that a new one is told from one that is accepted.
    fn pointer(&self) -> String {
        let id = self.credential.key_id.known().map_or_else(|| self.at.to_string(), |id| pointer_part(id));
        format!("/{}/{id}", self.list)
    }

    /// How to take it away, in the format at hand.
    fn removal<'r>(&self, app: &View<'r, Application<'_>>) -> Change<'r> {
        let key = self.credential.key_id.known().map_or_else(|| "<key-id>".to_owned(), ToString::to_string);
        let list = if self.list == "keyCredentials" { "/keyCredentials" } else { "/passwordCredentials" };
        Change::remove(app.resource, list, key)
    }

    fn title(&self, named: &'static str, nameless: &'static str, app: &View<'_, Application<'_>>) -> Text {
        let calls_it = [self.credential.display_name, self.credential.key_id];
        let name = calls_it.into_iter().filter_map(Setting::known).find(|name| !name.is_empty());
        let text = name.map_or_else(|| Text::new(nameless), |name| Text::new(named).with("credential", name.to_string()));
        text.with("sort", self.sort).with("app", name_of(app))
    }
}

/// Reports a credential that lives too long, and one that has expired; tells whether it has.
fn check_life(app: &View<'_, Application<'_>>, held: &Held<'_, '_>, max: i32, out: &mut Findings<'_>) -> bool {
    let end = held.credential.end;
    match held.credential.life(out.today()) {
        Life::Days(days) if days > max => {
            let label =
                Text::new("it lives {days} days; at most {max} shall be").with("days", days.to_string()).with("max", max.to_string());
            out.report(app, held.pointer(), Label::new(app.place(end), label))
                .title(held.title("{sort} `{credential}` of app `{app}` lives too long", "a {sort} of app `{app}` lives too long", app))
                .step(held.removal(app).to("replace it with a federated identity credential, or with a credential that expires sooner"));
        }
        Life::Days(_) => {}
        Life::Expired => {
            out.report(app, held.pointer(), Label::new(app.place(end), "its last day is over"))
                .title(held.title(
                    "{sort} `{credential}` of app `{app}` has expired and is still there",
                    "a {sort} of app `{app}` has expired and is still there",
                    app,
                ))
                .severity(Severity::Info)
                .step(held.removal(app).to("remove the credential, so that the list shows what is in use"));
            return true;
        }
        Life::Unknown if end.known().is_some() => out.undecided(app, &app.place(end), "`endDateTime` is no point in time".into()),
        Life::Unknown => out.needs(app, "endDateTime", end),
    }
    false
}

fn check_policy(policy: &View<'_, TenantAppManagementPolicy<'_>>, out: &mut Findings<'_>) {
    let Some(enabled) = out.known(policy, "isEnabled", &policy.is_enabled) else { return };
    let restrictions = &policy.application_restrictions;
    if !enabled {
        out.report(policy, "/isEnabled", Label::new(policy.place(&policy.is_enabled), "off"))
            .title("the tenant's policy on credentials of apps is off")
            .step(Change::set(policy.resource, "/isEnabled", "true"));
        return;
    }
    match policy.limits_secrets() {
        Some(true) => {}
        Some(false) => {
            out.report(
                policy,
                "/applicationRestrictions/passwordCredentials",
                Label::new(policy.place(restrictions), "no limit of secrets"),
            )
            .title("the tenant's policy on credentials of apps limits no secret")
            .severity(Severity::Low)
            .step(Change::add(policy.resource, "/applicationRestrictions/passwordCredentials", NO_SECRETS).to(PURPOSE));
        }
        None => out.undecided(policy, &policy.place(restrictions), "whether secrets of apps are limited is not in the input".into()),
    }
}

const PURPOSE: &str = "restrict new client secrets (`passwordAddition`), or limit their lifetime (`passwordLifetime`)";

const NO_SECRETS: &str = r#"{"restrictionType":"passwordAddition","state":"enabled"}"#;
