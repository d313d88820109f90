//! Data files of `Microsoft365DSC` (`.psd1`): the settings of a configuration, apart from its script.
//!
//! `NonNodeData` contains a table for each service. The names in that of Microsoft Entra are those of the resources without their prefix, and
//! plural for a resource with several instances: `AzureAD = @{ AuthorizationPolicy = @{ … }; ConditionalAccessPolicies = @( @{ … } ) }`.
//!
//! Sources: microsoft/Microsoft365DSC, "Managing Microsoft 365 in true DevOps style with `Microsoft365DSC` and Azure DevOps"; the modules
//! M365DSC.CRG and M365DSC.CompositeResources, which generate such configurations; August 2026.

use super::DscResource;
use super::configuration::{MAX_BYTES, span, value};
use super::types::resource_type;
use crate::reader::detector::{Claim, Detector, File, FileName, Reading};
use crate::resource::{Format, Origin, Place, Problem, Sink};
use crate::source::FileId;
use crate::syntax::dsc::parse_data;
use crate::syntax::tree::{Member, Node, Value};
use memchr::memmem;

/// The names of the table of Microsoft Entra.
const SERVICES: &[&str] = &["AzureAD", "AAD", "Entra", "EntraID"];

/// Maximum depth of that table.
const MAX_DEPTH: usize = 4;

/// Whether a file may contain such a table. Most are manifests of modules.
fn claims(text: &str) -> bool {
    ["NonNodeData", "AzureAD", "AAD", "Entra"].iter().any(|sign| memmem::find(text.as_bytes(), sign.as_bytes()).is_some())
}

/// Data files of `PowerShell`.
pub struct Data;

impl Detector for Data {
    fn wants(&self, name: &FileName) -> bool {
        name.has_extension(&["psd1"])
    }

    fn may_hold(&self, text: &str) -> bool {
        claims(text)
    }

    fn is_foreign(&self, _path: &str, text: &str) -> bool {
        !claims(text)
    }

    fn read(&self, file: &File<'_>, sink: &mut dyn Sink) -> Claim {
        Claim::Taken(data(file, sink))
    }
}

fn data(file: &File<'_>, sink: &mut dyn Sink) -> Reading {
    if file.source.len() > MAX_BYTES {
        return Reading::none("larger than the limit for Microsoft365DSC configurations");
    }
    let Ok(text) = file.source.text() else { return Reading::none("it cannot be read as text") };
    let (root, problems) = if claims(text) { parse_data(text) } else { (None, Vec::new()) };
    let mut given = 0;
    if let Some(root) = &root {
        services(root, 0, &mut |service| given += resources(file.id, service, sink));
    }
    if given == 0 {
        return Reading::none("it contains no Microsoft365DSC data of Microsoft Entra");
    }
    for problem in problems {
        sink.problem(Problem::error(span(file.id, &problem.bytes), problem.message));
    }
    Reading::of(Format::Dsc, "Microsoft365DSC data")
}

/// Passes the tables of Microsoft Entra.
fn services<'n, 't>(table: &'n Node<'t>, depth: usize, take: &mut dyn FnMut(&'n Member<'t>)) {
    for member in table.members().iter().filter(|_| depth < MAX_DEPTH) {
        if SERVICES.iter().any(|name| member.key.eq_ignore_ascii_case(name)) {
            take(member);
        } else {
            services(&member.value, depth + 1, take);
        }
    }
}

/// Emits the resources of a table, and returns how many there are.
fn resources(file: FileId, service: &Member<'_>, sink: &mut dyn Sink) -> usize {
    let mut given = 0;
    for member in service.value.members() {
        let Some(name) = type_of(&member.key) else { continue };
        let instances = match &member.value.value {
            Value::Array(elements) => elements.as_slice(),
            _ => std::slice::from_ref(&member.value),
        };
        let is_list = matches!(member.value.value, Value::Array(_));
        // An empty table is a placeholder for settings.
        for (index, instance) in instances.iter().enumerate().filter(|(_, instance)| !instance.members().is_empty()) {
            let (header, address) = if is_list {
                (instance.bytes.start..instance.bytes.start + 2, format!("{}.{}[{index}]", service.key, member.key))
            } else {
                (member.key_bytes.clone(), format!("{}.{}", service.key, member.key))
            };
            let header = Place::new(span(file, &header), Origin::Literal);
            let properties = value(file, instance);
            DscResource { name: &name, address: Some(address), format: Format::Dsc, properties, header }.give(sink);
            given += 1;
        }
    }
    given
}

/// The resource type with this name, which may be plural.
fn type_of(key: &str) -> Option<String> {
    let key = key.strip_prefix("AAD").unwrap_or(key);
    let singular = [Some(key.to_owned()), key.strip_suffix("ies").map(|stem| format!("{stem}y")), key.strip_suffix('s').map(str::to_owned)];
    singular.into_iter().flatten().map(|own| format!("AAD{own}")).find(|name| resource_type(name).is_some())
}

#[cfg(test)]
mod tests {
    use crate::reader::app_configuration::testing::{cut_everywhere, read};

    const DATA: &str = r#"<# the baseline #>
@{
    AllNodes    = @( @{ NodeName = 'localhost' } )
    NonNodeData = @{
        AzureAD = @{
            AuthorizationPolicy       = @{
                AllowInvitesFrom = 'everyone'
                IsSingleInstance = 'Yes'
            }
            ConditionalAccessPolicies = @(
                @{ DisplayName = 'All users'; State = 'enabled' }
                @{ DisplayName = "Gäste"; State = 'disabled'; Ensure = 'Absent' }
            )
            Applications              = @()
            GroupsNamingPolicy        = @{}
        }
        Exchange = @{ Applications = @( @{ DisplayName = 'x' } ) }
    }
}
"#;

    #[test]
    fn a_table_contains_the_settings_of_resources() {
        let read = read("Baseline.psd1", DATA);
        let kinds: Vec<_> = read.resources.iter().map(|resource| resource.kind.name()).collect();
        assert_eq!(kinds, ["authorizationPolicy", "conditionalAccessPolicy"]);
        assert_eq!(read.at(0, "/allowInvitesFrom"), "'everyone'");
        assert_eq!(read.at(1, "/displayName"), "'All users'");
        let addresses: Vec<_> = read.resources.iter().map(|resource| resource.address.as_deref().unwrap()).collect();
        assert_eq!(addresses, ["AzureAD.AuthorizationPolicy", "AzureAD.ConditionalAccessPolicies[0]"]);
        assert_eq!(read.problems(), []);
    }

    #[test]
    fn manifests_are_skipped() {
        for text in [
            "@{ RootModule = 'x.psm1'; RequiredModules = @('AzureAD') }",
            "@{ AzureAD = @{ Unknown = @{ a = 1 } } }",
            "@{ AADConditionalAccessPolicy = @{ IfStatement = '$null' } }",
            "",
        ] {
            let read = read("Module.psd1", text);
            assert!(read.resources.is_empty() && read.problems.is_empty(), "{text}");
            assert_eq!(read.reading.unwrap().format, None);
        }
    }

    #[test]
    fn hostile_data_does_no_harm() {
        cut_everywhere("Baseline.psd1", DATA);
        read("Baseline.psd1", &format!("@{{ AAD = {}", "@(".repeat(50_000)));
    }
}
