//! Cross-tenant access: what other tenants are let do, and what of them is believed.

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

/// Blocks a direction of B2B by default.
fn block<'r, 'a>(resource: &'r Resource<'r>, setting: &Setting<'a, B2bSetting<'a>>, name: &str) -> Change<'r> {
    let change = if setting.known().is_some() {
        let [users, apps] = ["usersAndGroups", "applications"].map(|part| format!("/{name}/{part}/accessType"));
        Change::set(resource, users, "\"blocked\"").and(apps, "\"blocked\"")
    } else {
        Change::set(resource, format!("/{name}"), BLOCKED)
    };
    change.to(Text::new("block `{name}` by default, and allow it for named partners").with("name", name))
}

const BLOCKED: &str = r#"{"usersAndGroups":{"accessType":"blocked","targets":[{"target":"AllUsers","targetType":"user"}]},"applications":{"accessType":"blocked","targets":[{"target":"AllApplications","targetType":"application"}]}}"#;

/// The evidence that a direction of B2B collaboration is open by default.
pub(super) fn open_label<'a>(default: &View<'_, CrossTenantAccessDefault<'_>>, setting: &Setting<'a, B2bSetting<'a>>) -> Label {
    match setting.state() {
        State::Known(_) => Label::new(default.place(setting), "all users, all apps"),
        State::Null => Label::new(default.place(setting), "null: the service's default holds, and it is open"),
        _ => Label::new(default.place(&default.is_service_default), "the service's default holds, and it is open"),
    }
}

/// Reports that a direction of B2B collaboration is open for all users and all apps.
fn report_open<'f, 'a>(
    default: &View<'_, CrossTenantAccessDefault<'_>>,
    setting: &Setting<'a, B2bSetting<'a>>,
    name: &'static str,
    pointer: &'static str,
    out: &'f mut Findings<'_>,
) -> Report<'f> {
    let mut report = out.report(default, pointer, open_label(default, setting)).step(block(default.resource, setting, name));
    if setting.is_null() {
        report = report.confidence(Confidence::Medium); // the service documents its default, and not this null
    }
    if default.is_unchanged() && !setting.is_absent() {
        report = report.related(Label::new(default.place(&default.is_service_default), "nobody has changed the default of the service"));
    }
    report
}

/// Notes that it cannot be told for whom a direction of B2B is open.
fn undecided_direction<'a>(
    default: &View<'_, CrossTenantAccessDefault<'_>>,
    setting: &Setting<'a, B2bSetting<'a>>,
    name: &'static str,
    out: &mut Findings<'_>,
) {
    if setting.known().is_some() {
        out.undecided(default, &default.place(setting), Text::new("for whom `{name}` is open cannot be known").with("name", name));
    } else {
        out.needs(default, name, setting);
    }
}

/// A claim of other tenants, its name, and its JSON pointer.
type Claim = (for<'t, 'a> fn(&'t InboundTrust<'a>) -> &'t Setting<'a, bool>, &'static str, &'static str);

/// Reports the claims that are believed of every tenant. The service's own default believes none.
fn check_claims(default: &View<'_, CrossTenantAccessDefault<'_>>, claims: &[Claim], out: &mut Findings<'_>) {
    let trust = &default.inbound_trust;
    if trust.is_null() || trust.is_absent() && default.is_unchanged() {
        return;
    }
    let Some(trust) = out.known(default, "inboundTrust", trust) else { return };
    for (claim, name, pointer) in claims {
        let setting = claim(trust);
        if !setting.is_null() && out.known(default, name, setting) == Some(&true) {
            out.report(default, *pointer, Label::new(default.place(setting), "of every tenant there is"))
                .step(Change::set(default.resource, *pointer, "false").to("trust the claim from named partners only"));
        }
    }
}
