//! What the rules need from a tenant, and how to collect it: a script for people to read and run, because tenantlint never uses the network.

mod bash;
mod plan;
mod powershell;

use crate::resource::{Each, Kind, Request};
use crate::rules::Rule;

/// A shell for which there is a script. All scripts write the same files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Shell {
    /// Bash with the Azure CLI.
    Bash,
    /// PowerShell with Microsoft Graph PowerShell and Az.Accounts.
    Powershell,
}

/// A script with these requests.
pub fn script(shell: Shell, requests: &[&Request]) -> String {
    match shell {
        Shell::Bash => bash::script(requests),
        Shell::Powershell => powershell::script(requests),
    }
}

/// The requests that return what these rules read, each once.
pub fn requests_for(rules: &[&'static Rule]) -> Vec<&'static Request> {
    let is_read = |kind: &Kind, request: &Request| rules.iter().any(|rule| reads(rule, kind, request));
    let requests = Kind::KNOWN.iter().filter_map(|kind| Some((kind, kind.request()?)));
    requests.filter(|(kind, request)| is_read(kind, request)).map(|(_, request)| request).collect()
}

fn reads(rule: &Rule, kind: &Kind, request: &Request) -> bool {
    let reads = |kind: &Kind| rule.declares(kind) || rule.check.is_of(kind);
    // The members of each group are of no use to a rule that reads the owners of other objects.
    reads(kind) && (request.each() != Each::Group || reads(&Kind::Group))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::graph::arm_kind;
    use crate::reader::relation;
    use crate::resource::{Each, Service};
    use std::collections::BTreeSet;

    fn requests() -> impl Iterator<Item = (&'static Kind, &'static Request)> {
        Kind::KNOWN.iter().filter_map(|kind| Some((kind, kind.request()?)))
    }

    /// The kind that the readers detect in the response to a request.
    fn read_back(request: &Request) -> Option<Kind> {
        let path = request.path.split('?').next().unwrap_or_default();
        if let Service::Graph(version) = request.service {
            let context = format!("https://graph.microsoft.com/{version}/$metadata#{}", path.replace('{', "('").replace('}', "')"));
            return relation::context(&context.replace("/('", "('")).map(|holds| holds.kind);
        }
        // `providers/Microsoft.X/type/{name}/type`: every second part after the provider is a type.
        let (_, typed) = path.rsplit_once("providers/").unwrap_or(("", path));
        let parts: Vec<&str> = typed.split('/').collect();
        let (provider, rest) =
            if typed.starts_with("subscriptions") { ("Microsoft.Resources", &parts[..]) } else { (parts[0], &parts[1..]) };
        let names: Vec<&str> = rest.iter().step_by(2).copied().collect();
        arm_kind(&format!("{provider}/{}", names.join("/")))
    }

    #[test]
    fn the_answer_to_every_request_is_read_as_what_was_asked_for() {
        let wrong: Vec<_> = requests()
            .map(|(kind, request)| (request.url(), read_back(request).map(|kind| kind.to_string()), kind.name()))
            // Each of the legacy policies contains its own type.
            .filter(|(_, read, wanted)| read.as_deref() != Some(wanted) && read.as_deref() != Some("legacyPolicy"))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn files_have_names_of_their_own() {
        let names: BTreeSet<&str> = requests().map(|(_, request)| request.file).collect();
        assert_eq!(names.len(), requests().count());
        for (_, request) in requests() {
            assert_eq!(request.path.matches('{').count(), usize::from(request.each() != Each::Once), "{}", request.path);
        }
    }

    #[test]
    fn the_script_for_all_rules_asks_for_all_that_rules_read() {
        // Kinds that no rule reads yet.
        const NOT_JUDGED: &[Kind] = &[
            Kind::AppManagementPolicy,
            Kind::AuthenticationStrengthPolicy,
            Kind::ConnectedOrganization,
            Kind::EntitlementManagementSettings,
            Kind::ExternalIdentitiesPolicy,
            Kind::PermissionGrantPolicy,
            Kind::RegistrationAssignment,
            Kind::UnifiedRoleDefinition,
        ];
        let asked = requests_for(crate::rules::RULES);
        let left_out: Vec<&Kind> = requests().filter(|(_, request)| !asked.contains(request)).map(|(kind, _)| kind).collect();
        assert_eq!(left_out, NOT_JUDGED.iter().collect::<Vec<_>>());
    }

    #[test]
    fn whatever_a_rule_needs_can_be_asked_for() {
        // Kinds that exist only in infrastructure as code and app configuration have no request.
        const IN_FILES: &[Kind] =
            &[Kind::Invitation, Kind::SiteConfig, Kind::SignInConfiguration, Kind::StaticWebAppConfiguration, Kind::ApiManagementPolicy];
        for rule in crate::rules::RULES {
            for kind in rule.needs.iter().filter_map(|kinds| kinds.first()).filter(|kind| !IN_FILES.contains(kind)) {
                assert!(kind.request().is_some(), "{} needs {kind}", rule.id);
            }
        }
    }
}
