//! What readers pass to rules: tenant objects as Graph or ARM returns them, with a map back to the source.
//!
//! A [`Resource`] is JSON text. An export already *is* that text, and its map is an offset. A translating reader writes the text with
//! [`Writer`], which records the place and origin of every value.

mod completeness;
mod digest;
mod hosts;
mod identity;
mod kind;
mod sink;
mod writer;

use crate::parts::Parts;
pub use completeness::{Completeness, Gap};
pub(crate) use digest::{digest, is_known, seeded};
pub(crate) use hosts::{TENANT_HOSTS, is_entra_host, names_entra, names_other};
pub(crate) use identity::{Identity, is_single};
pub use kind::{Each, Entry, Kind, Request, Service, Shape};
pub use sink::{Collector, Forks, Sink, forked};
pub(crate) use writer::UNKNOWN;
pub use writer::Writer;

pub use crate::syntax::json::Scan;

use crate::source::{FileId, Provenance, Span};
use crate::syntax::json::{SyntaxError, member, scan};
use crate::text::Text;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::sync::Arc;

/// The format of the file that a resource was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Graph,
    /// A file of an `EntraExporter` folder.
    EntraExporter,
    /// An export of the providers of `ScubaGear`.
    ScubaGear,
    /// A snapshot of tenant configuration management (UTCM).
    UtcmSnapshot,
    /// A baseline of tenant configuration management (UTCM), which a monitor compares the tenant with.
    UtcmBaseline,
    /// The JSON report that `Microsoft365DSC` creates from an exported tenant.
    DscReport,
    /// A configuration of `Microsoft365DSC`: `.ps1`.
    Dsc,
    /// Azure CLI, ARM REST or Resource Graph JSON.
    Azure,
    /// Terraform source: `.tf`, `.tf.json`.
    Terraform,
    /// `terraform show -json` of a plan.
    TerraformPlan,
    /// `terraform show -json` of a state.
    TerraformState,
    /// An ARM template with its parameter files.
    Arm,
    /// Bicep templates with their parameter files.
    Bicep,
    /// The sign-in configuration of an application.
    AppConfiguration,
}

impl Format {
    /// The name that `inputs` and `inspect` print.
    pub fn name(self) -> &'static str {
        match self {
            Self::Graph => "graph",
            Self::EntraExporter => "entra-exporter",
            Self::ScubaGear => "scubagear",
            Self::UtcmSnapshot => "utcm-snapshot",
            Self::UtcmBaseline => "utcm-baseline",
            Self::DscReport => "dsc-report",
            Self::Dsc => "dsc",
            Self::Azure => "azure",
            Self::Terraform => "terraform",
            Self::TerraformPlan => "terraform-plan",
            Self::TerraformState => "terraform-state",
            Self::Arm => "arm",
            Self::Bicep => "bicep",
            Self::AppConfiguration => "app-configuration",
        }
    }

    /// Whether the file declares the desired state (infrastructure as code), instead of the state of a tenant.
    pub fn is_declared(self) -> bool {
        self.is_desired_state() || matches!(self, Self::AppConfiguration | Self::Arm | Self::Bicep | Self::Terraform | Self::TerraformPlan)
    }

    /// Whether the file lists single desired properties: a property that it omits is not monitored and does not change.
    pub fn is_desired_state(self) -> bool {
        matches!(self, Self::UtcmBaseline | Self::Dsc)
    }

    /// Whether the file contains the state of a tenant in the format of the service.
    pub fn is_exported(self) -> bool {
        matches!(self, Self::Graph | Self::EntraExporter | Self::ScubaGear | Self::UtcmSnapshot | Self::DscReport | Self::Azure)
    }

    /// Whether objects are as the service returns them, so that a property which an object lacks was not requested. Other exports omit
    /// empty values.
    pub fn is_response(self) -> bool {
        matches!(self, Self::Graph | Self::EntraExporter | Self::ScubaGear | Self::Azure)
    }

    /// Whether people wrote the values in code. A Terraform state contains the state of the tenant in the format of that code.
    pub fn is_from_code(self) -> bool {
        self.is_declared() || self == Self::TerraformState
    }

    /// Whether the code creates whole objects, so that the default of the service applies to omitted properties.
    pub fn makes_whole_objects(self) -> bool {
        self.is_from_code() && !self.is_desired_state()
    }
}

/// How a value was produced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Written in the source.
    Literal,
    /// A default that the format documents.
    Default,
    /// Computed from the source.
    Computed,
}

impl Origin {
    /// The name that `inspect` prints.
    pub fn name(self) -> &'static str {
        match self {
            Self::Literal => "literal",
            Self::Default => "default",
            Self::Computed => "computed",
        }
    }
}

/// The place of a value and how it was produced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub span: Span,
    pub origin: Origin,
    /// The references through which the value was used.
    pub provenance: Provenance,
}

impl Place {
    /// The place of a value that was not used through a reference.
    pub fn new(span: Span, origin: Origin) -> Self {
        Self { span, origin, provenance: Provenance::default() }
    }

    /// The same place with another origin.
    #[must_use]
    pub fn with_origin(&self, origin: Origin) -> Self {
        Self { origin, ..self.clone() }
    }
}

/// Maps offsets in a resource's JSON to places in sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceMap {
    /// The JSON is a part of this file.
    Identity {
        file: FileId,
        /// The start of the JSON in the file.
        offset: usize,
    },
    /// A reader wrote the JSON: the offset of each value in it, ascending, with its place.
    Written(Vec<(u32, Place)>),
}

#[derive(Debug, Clone)]
pub struct Resource<'s> {
    pub kind: Kind,
    /// The name in its format (`azuread_application.portal`).
    ///
    /// Exports have no such name, except for an object that belongs to another object which its JSON does not name: its address is the
    /// Graph path of the relation (`groups/<id>/members/<id>`, `applications/<id>/owners/<id>`). Relations that a response contains inline
    /// (`$expand=owners`) stay in the JSON of the parent.
    pub address: Option<Cow<'s, str>>,
    /// What the address is unique in: the folder of the root module, with `/` at the end, or the file of the template, plan or state.
    /// Empty if the format has no such root.
    pub root: Arc<str>,
    /// The parameter file of the deployment that declares it, if the template is deployed with several, or the root for the deployment with
    /// the defaults beside them. References stay in a deployment.
    pub deployment: Arc<str>,
    pub format: Format,
    /// The whole object in an export, its header in other formats.
    pub span: Span,
    pub json: Cow<'s, str>,
    /// Maps the JSON to the source.
    pub map: SourceMap,
    /// The module calls that lead to it, innermost first.
    pub calls: Vec<Span>,
    /// The parameters or variables without which it does not exist, because their defaults rule it out.
    pub only_if: Vec<Arc<str>>,
    /// Whether it changes an existing object, so that omitted properties keep their values.
    pub is_update: bool,
    /// Top-level keys with an ambiguous value, because the key or a key inside it is written twice, or another version of the object has
    /// another value.
    pub ambiguous: Vec<String>,
}

impl Resource<'static> {
    /// A resource whose JSON and places a reader wrote. It has no address and is in no module.
    pub fn written(kind: Kind, format: Format, span: Span, writer: Writer) -> Self {
        let (root, deployment) = (Arc::clone(&writer.root), Arc::clone(&writer.deployment));
        let (json, places) = writer.finish();
        let map = SourceMap::Written(places);
        let (calls, only_if, ambiguous) = (Vec::new(), Vec::new(), Vec::new());
        Self { kind, address: None, root, deployment, format, span, json: json.into(), map, calls, only_if, is_update: false, ambiguous }
    }

    /// Passes the resource to a sink. Keys that are written twice remain where a reader copies its input.
    pub fn give(mut self, sink: &mut dyn Sink) {
        let Ok(members) = self.members() else {
            return sink.problem(Problem::error(self.span, "its values are nested too deeply to be checked"));
        };
        let mut ambiguous = Vec::new();
        for twice in &members.duplicates {
            let value = twice.bytes.end + 1; // after the colon, where the writer puts it
            sink.problem(Problem::duplicate_key(self.place(self.json.part(value..value + 1)).span, &twice.key));
            ambiguous.push(members.around(twice).to_owned());
        }
        drop(members);
        self.ambiguous = ambiguous;
        let members = self.members().expect("it was read before");
        sink.resource(&self, &members);
    }
}

impl Resource<'_> {
    /// The place of a value, given as a slice of [`Resource::json`]. Any other slice has the place of the resource.
    pub fn place(&self, value: &str) -> Place {
        let whole = Place::new(self.span, Origin::Computed);
        let Some(offset) = (value.as_ptr() as usize).checked_sub(self.json.as_ptr() as usize) else { return whole };
        if offset + value.len() > self.json.len() {
            return whole;
        }
        match &self.map {
            SourceMap::Identity { file, offset: base } => {
                Place::new(Span::new(*file, base + offset, base + offset + value.len()), Origin::Literal)
            }
            SourceMap::Written(places) => {
                let next = places.partition_point(|(at, _)| *at as usize <= offset);
                places.before(next).last().map_or(whole, |(_, place)| place.clone())
            }
        }
    }

    /// The text of the value at a JSON pointer, as a slice of [`Resource::json`].
    pub fn at(&self, pointer: &str) -> Option<&str> {
        pointer.split('/').skip(1).try_fold(&*self.json, |json, name| {
            if let Ok(index) = name.parse::<usize>() {
                return serde_json::from_str::<Vec<&RawValue>>(json).ok()?.get(index).map(|value| value.get());
            }
            member(json, &name.replace("~1", "/").replace("~0", "~"))
        })
    }

    /// Whether a value, given as a slice of [`Resource::json`], is inside the value at a JSON pointer.
    pub fn holds(&self, pointer: &str, value: &str) -> bool {
        let bytes = |text: &str| text.as_ptr() as usize..text.as_ptr() as usize + text.len();
        self.at(pointer).is_some_and(|whole| bytes(whole).contains(&(value.as_ptr() as usize)))
    }

    /// The text at a JSON pointer, if it is known.
    pub fn text_at(&self, pointer: &str) -> Option<String> {
        serde_json::from_str(self.at(pointer)?).ok()
    }

    /// The address together with its root and deployment, which identifies the resource among all of a run.
    pub fn full_address(&self) -> Option<String> {
        self.address.as_deref().map(|address| full_address(&scope(&self.root, &self.deployment), address))
    }

    /// The same resource, in which these top-level keys are ambiguous, too.
    pub(crate) fn with_ambiguous(&self, keys: impl Iterator<Item = String>) -> Resource<'_> {
        Resource {
            kind: self.kind.clone(),
            address: self.address.as_deref().map(Cow::Borrowed),
            root: Arc::clone(&self.root),
            deployment: self.deployment.clone(),
            json: Cow::Borrowed(&self.json),
            map: self.map.clone(),
            calls: self.calls.clone(),
            only_if: self.only_if.clone(),
            ambiguous: self.ambiguous.iter().cloned().chain(keys).collect(),
            ..*self
        }
    }

    /// The resource with owned text.
    pub fn keep(&self) -> Resource<'static> {
        Resource {
            kind: self.kind.clone(),
            address: self.address.as_ref().map(|address| Cow::Owned(address.to_string())),
            root: Arc::clone(&self.root),
            deployment: Arc::clone(&self.deployment),
            format: self.format,
            span: self.span,
            json: Cow::Owned(self.json.to_string()),
            map: self.map.clone(),
            calls: self.calls.clone(),
            only_if: self.only_if.clone(),
            is_update: self.is_update,
            ambiguous: self.ambiguous.clone(),
        }
    }

    /// # Errors
    ///
    /// [`SyntaxError`] when [`Resource::json`] is not JSON.
    pub fn members(&self) -> Result<Scan<'_>, SyntaxError> {
        let mut members = Scan::default();
        scan(&self.json, 0, &mut members)?;
        Ok(members)
    }
}

/// The type of the resource or data source at a Terraform address: `azurerm_key_vault` of `module.a["x"].data.azurerm_key_vault.b[0]`.
pub(crate) fn terraform_type(address: &str) -> Option<&str> {
    let mut rest = address;
    while let Some(inner) = rest.strip_prefix("module.") {
        let name = inner.find(['.', '['])?;
        rest = match inner.get(name..)?.strip_prefix("[\"") {
            Some(key) => key.split_once("\"].")?.1,
            None => inner.get(name..)?.split_once('.')?.1,
        };
    }
    rest.strip_prefix("data.").unwrap_or(rest).split_once('.').map(|(name, _)| name)
}

/// What to call a root: nothing for the folder to which paths are relative.
pub(crate) fn root_name(root: &str) -> Option<&str> {
    Some(root.trim_end_matches('/')).filter(|name| !name.is_empty() && *name != ".")
}

/// What addresses are unique in: a root, or one of its deployments.
fn scope<'r>(root: &'r str, deployment: &str) -> Cow<'r, str> {
    if deployment.is_empty() { root.into() } else { format!("{root} with {deployment}").into() }
}

/// An address together with what it is unique in.
pub(crate) fn full_address(root: &str, address: &str) -> String {
    if root.is_empty() { address.to_owned() } else { format!("{root}:{address}") }
}

/// A part of an input that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub span: Span,
    /// The problem, and what was expected.
    pub message: Text,
    /// The input is valid but incomplete (it was split into pages, or access was denied), or another version of it counts. This does not
    /// fail a run.
    pub is_warning: bool,
}

impl Problem {
    /// An invalid input.
    pub fn error(span: Span, message: impl Into<Text>) -> Self {
        Self { span, message: message.into(), is_warning: false }
    }

    /// An object in which a key is written twice.
    pub fn duplicate_key(span: Span, key: &str) -> Self {
        Self::error(span, Text::new("the key `{key}` is written twice: the effective value is uncertain").with("key", key))
    }

    /// The name of the level in every output format.
    pub fn level(&self) -> &'static str {
        if self.is_warning { "warning" } else { "error" }
    }

    /// An incomplete input.
    pub fn warning(span: Span, message: impl Into<Text>) -> Self {
        Self { span, message: message.into(), is_warning: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_terraform_contains_the_type() {
        for (address, name) in [
            ("azurerm_key_vault.a", Some("azurerm_key_vault")),
            ("data.azurerm_key_vault.a[0]", Some("azurerm_key_vault")),
            ("module.a.module.b[0].azapi_resource.c", Some("azapi_resource")),
            ("module.a[\"module.x.y\"].data.azapi_resource.c[\"k\"]", Some("azapi_resource")),
            ("module.a[\"x", None),
            ("module.a[é", None),
            ("groups/0b0c/members/1", None),
            ("", None),
        ] {
            assert_eq!(terraform_type(address), name, "{address}");
        }
    }
}
