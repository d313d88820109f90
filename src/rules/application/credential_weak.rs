//! Reports client secrets, and credentials of apps that are valid for too long or have expired.

use super::pointer_part;
use crate::finding::Undecided;
use crate::resource::Place;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Credentials of an app registration or a service principal, and the tenant-wide policy that restricts them:
    ///
    /// - Client secrets that have not expired: low, one finding for each app, on the secrets that are not reported for another reason.
    /// - A client secret that is valid for more days than the option `max-days` (default: 180), or a certificate that is valid for more
    ///   days than the option `max-certificate-days` (default: 730): medium. If the start date of the credential is not known, the days are
    ///   counted from today.
    /// - With the option `expired` (default: `false`), expired client secrets and certificates that have not been removed: info, one finding
    ///   for each app. They do not grant access.
    /// - An app management policy (`defaultAppManagementPolicy`) that is disabled (medium) or does not restrict client secrets (low).
    ///
    /// In code, a client secret without an end date is valid for two years, the default of the service. Certificates that sign tokens, and
    /// the credentials of managed identities, are not checked.
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
    /// - Microsoft Graph: resource types `application` and `servicePrincipal`, `application: addPassword`
    /// - Microsoft Graph: resource type `tenantAppManagementPolicy`
    pub static RULE = {
        id: "application-credential-weak",
        group: Group::Application,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "app registration has a client secret or a credential that is valid for too long",
        attack: &["T1098.001", "T1552.001"],
        controls: &["MS.AAD.5.5v1", "MS.AAD.5.6v1", "MS.AAD.5.7v1"],
        needs: &[Kind::Application],
        options: Some(OptionSpec::of::<CredentialOptions>()),
        check: Check::Several(&[Check::Application(check), Check::ServicePrincipal(check_principal), Check::TenantAppManagementPolicy(check_policy)]),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct CredentialOptions {
    /// Maximum number of days for which a client secret may be valid.
    max_days: i32,
    /// Maximum number of days for which a certificate may be valid.
    max_certificate_days: i32,
    /// Whether expired credentials that have not been removed are reported.
    expired: bool,
}

impl Default for CredentialOptions {
    fn default() -> Self {
        Self { max_days: 180, max_certificate_days: 730, expired: false }
    }
}

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    // A list that code does not contain is empty, and an update without the list leaves it unchanged.
    let lacks = |is_absent: bool| is_absent && !app.resource.is_update;
    if lacks(app.lacks(&app.password_credentials)) || lacks(app.lacks(&app.key_credentials)) {
        out.undecided_once("the credentials of some apps are not in the input", || Undecided::collect(&Kind::Application));
    }
    let mut expired = Vec::new();
    check_secrets(app, APP, &app.password_credentials, |_| true, &mut expired, out);
    check_certificates(app, APP, &app.key_credentials, &mut expired, out);
    report_expired(app, APP, expired, out);
}

fn check_principal(principal: &View<'_, ServicePrincipal<'_>>, out: &mut Findings<'_>) {
    if principal.is_managed_identity() {
        return;
    }
    let signs_tokens = principal.signs_tokens();
    // The certificate has a password.
    let is_credential = |secret: &PasswordCredential<'_>| !signs_tokens || secret.custom_key_identifier.known().is_none();
    let mut expired = Vec::new();
    check_secrets(principal, PRINCIPAL, &principal.password_credentials, is_credential, &mut expired, out);
    if !signs_tokens {
        check_certificates(principal, PRINCIPAL, &principal.key_credentials, &mut expired, out);
    }
    report_expired(principal, PRINCIPAL, expired, out);
}

const APP: &str = "app registration";
const PRINCIPAL: &str = "service principal";

fn check_secrets<'a, T: Identified>(
    view: &View<'_, T>,
    holder: &'static str,
    list: &Setting<'a, Vec<Setting<'a, PasswordCredential<'a>>>>,
    is_credential: impl Fn(&PasswordCredential<'a>) -> bool,
    expired: &mut Vec<Place>,
    out: &mut Findings<'_>,
) {
    let max = out.options::<CredentialOptions>().max_days;
    // A secret that is reported itself needs no second finding.
    let mut unexpired = 0;
    for (at, secret) in read(view, "passwordCredentials", list, out).iter().enumerate() {
        let Some(secret) = out.known(view, "passwordCredentials", secret).filter(|secret| is_credential(secret)) else { continue };
        let held = Held { holder, sort: "client secret", list: "passwordCredentials", at, credential: secret.as_credential() };
        unexpired += usize::from(!is_reported(view, &held, max, expired, out));
    }
    if unexpired > 0 {
        let label = Text::new("client secrets that have not expired: {count}").with("count", unexpired.to_string());
        let title = Text::new("{holder} `{name}` has a client secret that has not expired").with("holder", holder);
        out.report(view, "/passwordCredentials", Label::new(view.place(list), label))
            .title(title.with("name", name_of(view)))
            .severity(Severity::Low)
            .step("replace the client secret with a managed identity")
            .step("replace the client secret with a federated identity credential")
            .step("replace the client secret with a certificate");
    }
}

fn check_certificates<'a, T: Identified>(
    view: &View<'_, T>,
    holder: &'static str,
    list: &Setting<'a, Vec<Setting<'a, KeyCredential<'a>>>>,
    expired: &mut Vec<Place>,
    out: &mut Findings<'_>,
) {
    let max = out.options::<CredentialOptions>().max_certificate_days;
    for (at, key) in read(view, "keyCredentials", list, out).iter().enumerate() {
        let Some(key) = out.known(view, "keyCredentials", key) else { continue };
        let held = Held { holder, sort: "certificate", list: "keyCredentials", at, credential: key.as_credential() };
        is_reported(view, &held, max, expired, out);
    }
}

/// The credentials in a list.
fn read<'v, 'a, T: Identified, C: serde::Deserialize<'a>>(
    view: &View<'_, T>,
    name: &'static str,
    list: &'v Setting<'a, Vec<C>>,
    out: &mut Findings<'_>,
) -> &'v [C] {
    match list.state() {
        State::Absent if view.is_uncollected(list) && !view.resource.is_update => out.undecided_property(&view.resource.kind, name),
        State::Unknown(_) => out.needs(view, name, list),
        State::Absent | State::Null | State::Known(_) => {}
    }
    list.elements()
}

/// A credential in its list.
struct Held<'v, 'a> {
    /// What has the credential.
    holder: &'static str,
    sort: &'static str,
    list: &'static str,
    at: usize,
    credential: Credential<'v, 'a>,
}

impl Held<'_, '_> {
    /// The pointer contains the id of the credential, so that an accepted finding does not cover a new credential.
    fn pointer(&self) -> String {
        let id = self.credential.key_id.known().map_or_else(|| self.at.to_string(), |id| pointer_part(id));
        format!("/{}/{id}", self.list)
    }

    fn removal<'r, T: Identified>(&self, view: &View<'r, T>) -> Change<'r> {
        let key = self.credential.key_id.known().map_or_else(|| "<key-id>".to_owned(), ToString::to_string);
        let list = if self.list == "keyCredentials" { "/keyCredentials" } else { "/passwordCredentials" };
        Change::remove(view.resource, list, key)
    }

    fn title<T: Identified>(&self, named: &'static str, nameless: &'static str, view: &View<'_, T>) -> Text {
        let labels = [self.credential.display_name, self.credential.key_id];
        let name = labels.into_iter().filter_map(Setting::known).find(|name| !name.is_empty());
        let text = name.map_or_else(|| Text::new(nameless), |name| Text::new(named).with("credential", name.to_string()));
        text.with("sort", self.sort).with("holder", self.holder).with("app", name_of(view))
    }
}

/// Reports a credential that is valid for too long, or notes that it has expired, and returns whether it does so.
fn is_reported<T: Identified>(view: &View<'_, T>, held: &Held<'_, '_>, max: i32, expired: &mut Vec<Place>, out: &mut Findings<'_>) -> bool {
    let end = held.credential.end;
    match held.credential.life(out.today()) {
        Life::Days(days) if days > max => {
            let label =
                Text::new("valid for {days} days; the maximum is {max}").with("days", days.to_string()).with("max", max.to_string());
            out.report(view, held.pointer(), Label::new(view.place(end), label))
                .title(held.title(
                    "{sort} `{credential}` of {holder} `{app}` is valid for too long",
                    "a {sort} of {holder} `{app}` is valid for too long",
                    view,
                ))
                .step(held.removal(view).to("remove the credential after the app uses another one"))
                .step("replace the credential with a federated identity credential")
                .step("replace the credential with one that expires sooner");
            return true;
        }
        Life::Days(_) => {
            out.lacks(view, "startDateTime", held.credential.start);
        }
        Life::Expired => {
            expired.push(view.place(end));
            return true;
        }
        Life::Unknown if end.known().is_some() => {
            out.undecided(view, &view.place(end), "`endDateTime` is not a valid date and time".into());
        }
        Life::Unknown => out.needs(view, "endDateTime", end),
    }
    false
}

/// Reports the expired credentials of an app, if that is asked for.
fn report_expired<T: Identified>(view: &View<'_, T>, holder: &'static str, expired: Vec<Place>, out: &mut Findings<'_>) {
    let count = expired.len();
    let mut labels = expired.into_iter().map(|place| Label::new(place, "this date has passed"));
    let Some(first) = labels.next().filter(|_| out.options::<CredentialOptions>().expired) else { return };
    let title = match count {
        1 => Text::new("{holder} `{name}` has a credential that has expired and has not been removed"),
        _ => Text::new("{holder} `{name}` has {count} credentials that have expired and have not been removed")
            .with("count", count.to_string()),
    };
    let report = out
        .report(view, "/expired", first)
        .title(title.with("holder", holder).with("name", name_of(view)))
        .severity(Severity::Info)
        .step("remove the expired credentials");
    labels.fold(report, Report::related);
}

fn check_policy(policy: &View<'_, TenantAppManagementPolicy<'_>>, out: &mut Findings<'_>) {
    let Some(enabled) = out.known(policy, "isEnabled", &policy.is_enabled) else { return };
    let restrictions = &policy.application_restrictions;
    if !enabled {
        out.report(policy, "/isEnabled", Label::new(policy.place(&policy.is_enabled), "no restriction of the policy applies"))
            .title("the app management policy of the tenant is disabled")
            .step(Change::set(policy.resource, "/isEnabled", "true"));
        return;
    }
    match policy.limits_secrets() {
        Some(true) => {}
        Some(false) => {
            out.report(
                policy,
                "/applicationRestrictions/passwordCredentials",
                Label::new(policy.place(restrictions), "no restriction on client secrets"),
            )
            .title("the app management policy of the tenant does not restrict client secrets")
            .severity(Severity::Low)
            .step(Change::add(policy.resource, "/applicationRestrictions/passwordCredentials", NO_SECRETS).to(PURPOSE))
            .step("limit the lifetime of new client secrets (`passwordLifetime`)");
        }
        None => out.undecided(
            policy,
            &policy.place(restrictions),
            "whether the app management policy restricts client secrets is not in the input".into(),
        ),
    }
}

const PURPOSE: &str = "restrict new client secrets (`passwordAddition`)";

const NO_SECRETS: &str = r#"{"restrictionType":"passwordAddition","state":"enabled"}"#;
