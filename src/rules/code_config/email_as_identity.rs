//! Reports sign-in configuration that identifies users by a mutable claim.

use super::{list_steps, signs_in, title};
use crate::finding::{Action, Step};
use crate::resource::{Origin, Place};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Sign-in configuration that uses `email`, `preferred_username`, `upn` or `unique_name` as the id or name of the user, or that accepts
    /// unverified email addresses. With an authority that is shared by all tenants, a list of allowed email addresses or email domains is
    /// also reported.
    ///
    /// The severity is high if the authority is shared by all tenants and low if it is limited to one tenant. If the authority is not
    /// known, it is medium with low confidence.
    ///
    /// ## Why it matters
    /// An administrator of any tenant can set the email address of a user in that tenant to any value. An app that identifies users by this
    /// claim then signs the attacker in to the account of the victim (nOAuth). Only the claims `tid` and `oid` together identify a user in
    /// a way that no one else can choose.
    ///
    /// ## Bad
    /// ```json appsettings.json
    /// { "AzureAd": { "Instance": "https://login.microsoftonline.com/", "TenantId": "common", "ClientId": "9a8b7c6d-1111-4222-8333-444455556666",
    ///   "TokenValidationParameters": { "NameClaimType": "email" } } }
    /// ```
    ///
    /// ## Good
    /// ```json appsettings.json
    /// { "AzureAd": { "Instance": "https://login.microsoftonline.com/", "TenantId": "common", "ClientId": "9a8b7c6d-1111-4222-8333-444455556666",
    ///   "TokenValidationParameters": { "NameClaimType": "oid" } } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the app only displays the claim and makes no decision based on it. Accept the finding under `allow:` in the policy file.
    ///
    /// ## Sources
    /// - Microsoft identity platform: Migrate away from using email claims for user identification or authorization
    /// - Descope: nOAuth
    pub static RULE = {
        id: "code-config-email-as-identity",
        group: Group::CodeConfig,
        severity: Severity::High,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "app identifies users by a mutable claim",
        attack: &["T1606"],
        needs: &[Kind::SignInConfiguration],
        check: Check::SignInConfiguration(check),
    };
}

/// The step that identifies users by claims that no one else can choose.
fn by_object_id(config: &View<'_, SignInConfiguration<'_>>, pointer: &'static str, place: &Place) -> Step {
    let purpose = "identify users by the claims `tid` and `oid` together, which no one can choose";
    match place.origin {
        // oauth2-proxy is the only library with a default claim.
        Origin::Default => Step::from(purpose).with(Action::Code("oidc_email_claim = \"oid\"".into())),
        _ => Change::set(config.resource, pointer, "\"oid\"").at(place.clone()).to(purpose).into(),
    }
}

fn check(config: &View<'_, SignInConfiguration<'_>>, out: &mut Findings<'_>) {
    if !signs_in(config, out) {
        return;
    }
    let (severity, confidence) = match config.is_shared() {
        Some(true) => (Severity::High, Confidence::Medium),
        Some(false) => (Severity::Low, Confidence::Medium),
        None => (Severity::Medium, Confidence::Low),
    };
    for (name, claim) in config.unknown_claims() {
        out.needs(config, name, claim);
    }
    let mut report = |pointer: &'static str, place, title: Text, label: &'static str, steps: Vec<Step>| {
        let report = out.report(config, pointer, Label::new(place, label)).title(title).severity(severity).confidence(confidence);
        steps.into_iter().fold(report, Report::step);
    };
    for (name, claim) in config.mutable_claims() {
        let pointer = match name {
            "userIdClaim" => "/userIdClaim",
            "emailClaim" => "/emailClaim",
            _ => "/nameClaim",
        };
        let place = config.place(claim);
        let step = by_object_id(config, pointer, &place);
        let text = claim.known().map(ToString::to_string).unwrap_or_default();
        let title = title!(config, "identifies users by mutable claim `{claim}`").with("claim", text);
        report(pointer, place, title, "users or administrators of their tenants can set this claim", vec![step]);
    }
    if config.allow_unverified_email.known() == Some(&true) {
        report(
            "/allowUnverifiedEmail",
            config.place(&config.allow_unverified_email),
            title!(config, "accepts unverified email addresses"),
            "the app does not check whether the address is verified",
            vec![Change::set(config.resource, "/allowUnverifiedEmail", "false").into()],
        );
    }
    if config.is_shared() != Some(true) {
        return;
    }
    let limits = || {
        let issuer = Text::new("set the issuer to that of your tenant, because email addresses do not identify users");
        std::iter::once(issuer).chain(list_steps(config)).map(Step::from).collect()
    };
    let label = "an administrator of any tenant can set such an address";
    if config.allowed_emails_file.known().is_some_and(|file| !file.trim().is_empty()) {
        let title = title!(config, "authorizes users of every tenant by email address");
        report("/allowedEmailsFile", config.place(&config.allowed_emails_file), title, label, limits());
    }
    if matches!(config.email_domains.state(), State::Unknown(_)) {
        out.needs(config, "emailDomains", &config.email_domains);
        return;
    }
    let names_one = |domain: &str| !domain.trim().is_empty() && domain.trim() != "*";
    if let Some(domain) = config.email_domains.elements().iter().filter_map(Setting::known).find(|domain| names_one(domain)) {
        let title = title!(config, "authorizes users of every tenant by email domain `{domain}`").with("domain", domain.to_string());
        report("/emailDomains", config.place(&config.email_domains), title, label, limits());
    }
}
