//! Rules on cross-tenant access settings and inbound trust settings.

pub(super) mod inbound_open;
pub(super) mod outbound_open;
pub(super) mod partner_wide;
pub(super) mod trusts_any_device;
pub(super) mod trusts_any_mfa;

use crate::message::{Label, Text};
use crate::metadata::Confidence;
use crate::model::{B2bSetting, CrossTenantAccessDefault, InboundTrust, Setting, State, View};
use crate::remediation::Change;
use crate::resource::Resource;
use crate::rules::{Findings, Report};

/// Blocks B2B access in one direction in the default settings.
fn block<'r, 'a>(resource: &'r Resource<'r>, setting: &Setting<'a, B2bSetting<'a>>, name: &str) -> Change<'r> {
    let change = if setting.known().is_some() {
        let [users, apps] = ["usersAndGroups", "applications"].map(|part| format!("/{name}/{part}/accessType"));
        Change::set(resource, users, "\"blocked\"").and(apps, "\"blocked\"")
    } else {
        Change::set(resource, format!("/{name}"), BLOCKED)
    };
    change.to(Text::new("block `{name}` by default and allow it for individual partner tenants").with("name", name))
}

const BLOCKED: &str = r#"{"usersAndGroups":{"accessType":"blocked","targets":[{"target":"AllUsers","targetType":"user"}]},"applications":{"accessType":"blocked","targets":[{"target":"AllApplications","targetType":"application"}]}}"#;

/// The evidence that the default settings allow all users and all apps in one direction of B2B collaboration.
pub(super) fn open_label<'a>(default: &View<'_, CrossTenantAccessDefault<'_>>, setting: &Setting<'a, B2bSetting<'a>>) -> Label {
    match setting.state() {
        State::Known(_) => Label::new(default.place(setting), "all users and all apps are allowed"),
        State::Null => Label::new(default.place(setting), "`null` means the service default, which allows all users and apps"),
        _ => Label::new(default.place(&default.is_service_default), "the service default allows all users and all apps"),
    }
}

/// Reports that all users and all apps are allowed in one direction of B2B collaboration.
fn report_open<'f, 'a>(
    default: &View<'_, CrossTenantAccessDefault<'_>>,
    setting: &Setting<'a, B2bSetting<'a>>,
    name: &'static str,
    pointer: &'static str,
    out: &'f mut Findings<'_>,
) -> Report<'f> {
    let mut report = out.report(default, pointer, open_label(default, setting)).step(block(default.resource, setting, name));
    if setting.is_null() {
        // Microsoft documents the service default, but not that `null` means it.
        report = report.confidence(Confidence::Medium);
    }
    if default.is_unchanged() && !setting.is_absent() {
        report = report.related(Label::new(default.place(&default.is_service_default), "the default settings are unchanged"));
    }
    report
}

/// Notes that the users and apps allowed in one direction of B2B access are not known.
fn undecided_direction<'a>(
    default: &View<'_, CrossTenantAccessDefault<'_>>,
    setting: &Setting<'a, B2bSetting<'a>>,
    name: &'static str,
    out: &mut Findings<'_>,
) {
    if setting.known().is_some() {
        out.undecided(default, &default.place(setting), Text::new("which users and apps `{name}` allows is not known").with("name", name));
    } else {
        out.needs(default, name, setting);
    }
}

/// The setting that trusts a claim of other tenants, its name, its JSON pointer, and the title of the finding.
type Claim = (for<'t, 'a> fn(&'t InboundTrust<'a>) -> &'t Setting<'a, bool>, &'static str, &'static str, &'static str);

/// Reports the claims that are trusted from every tenant. The service default trusts none.
fn check_claims(default: &View<'_, CrossTenantAccessDefault<'_>>, claims: &[Claim], out: &mut Findings<'_>) {
    let trust = &default.inbound_trust;
    if trust.is_null() || trust.is_absent() && default.is_unchanged() {
        return;
    }
    let Some(trust) = out.known(default, "inboundTrust", trust) else { return };
    for (claim, name, pointer, title) in claims {
        let setting = claim(trust);
        if !setting.is_null() && out.known(default, name, setting) == Some(&true) {
            out.report(
                default,
                *pointer,
                Label::new(default.place(setting), "applies to every tenant without its own organizational settings"),
            )
            .title(*title)
            .step(Change::set(default.resource, *pointer, "false").to("trust the claim only from individual partner tenants"));
        }
    }
}
