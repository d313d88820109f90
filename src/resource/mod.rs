//! What readers give to rules: tenant objects as Graph or ARM returns them, with a map back to the source.
//!
//! A [`Resource`] is JSON text. An export *is* that text already and its map is an offset; a translating reader writes the
//! text with [`Writer`], which notes for every value where a person wrote it and how it came about.

mod hosts;
mod kind;
mod sink;
mod writer;

pub(crate) use hosts::{TENANT_HOSTS, is_entra_host, names_entra, names_other};
pub use kind::{Each, Entry, Kind, Request, Service};
pub use sink::{Collector, Forks, Sink, forked};
pub(crate) use writer::UNKNOWN;
pub use writer::Writer;

pub use crate::syntax::json::Scan;

use crate::source::{FileId, Provenance, Span};
use crate::syntax::json::{SyntaxError, scan};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// What kind of file a resource came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Graph,
    /// A file of an `EntraExporter` folder.
    EntraExporter,
    /// What `ScubaGear`'s providers exported.
    ScubaGear,
    /// A snapshot of tenant configuration management (UTCM).
    UtcmSnapshot,
    /// A baseline of tenant configuration management (UTCM): what a monitor compares the tenant with.
    UtcmBaseline,
    /// The JSON report that `Microsoft365DSC` makes of a tenant it has exported.
    DscReport,
    /// A configuration of `Microsoft365DSC`: `.ps1`.
    Dsc,
    /// Azure CLI, ARM REST or Resource Graph JSON.
    Azure,
    /// Terraform as it is written: `.tf`, `.tf.json`.
    Terraform,
    /// `terraform show -json` of a plan.
    TerraformPlan,
    /// `terraform show -json` of a state.
    TerraformState,
    /// An ARM template, and files of parameters for it.
    Arm,
    /// Bicep: templates, and files of parameters for them.
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

    /// Whether such a file says what *shall be* (infrastructure as code), instead of what a tenant has.
    pub fn is_declared(self) -> bool {
        self.is_desired_state() || matches!(self, Self::AppConfiguration | Self::Arm | Self::Bicep | Self::Terraform | Self::TerraformPlan)
    }

    /// Whether such a file names what a tenant is held to, one property at a time: what it leaves out is watched by nobody, and stays as it is.
    pub fn is_desired_state(self) -> bool {
        matches!(self, Self::UtcmBaseline | Self::Dsc)
    }

    /// Whether such a file holds what a tenant has, in the words of the service.
    pub fn is_exported(self) -> bool {
        matches!(self, Self::Graph | Self::EntraExporter | Self::ScubaGear | Self::UtcmSnapshot | Self::DscReport | Self::Azure)
    }

    /// Whether the values were written by people into code. A state tells what the tenant has, in the words of the code that made it.
    pub fn is_from_code(self) -> bool {
        self.is_declared() || self == Self::TerraformState
    }

    /// Whether the code makes whole objects, so that the service's default holds for what it leaves out.
    pub fn makes_whole_objects(self) -> bool {
        self.is_from_code() && !self.is_desired_state()
    }
}

/// How a value came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It stands there as it is.
    Literal,
    /// It is a default that the format documents.
    Default,
    /// It was computed from what stands there.
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

/// Where a value stands and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The bytes in the source.
    pub span: Span,
    /// How the value came about.
    pub origin: Origin,
    /// Where it came from, where it is used by a reference.
    pub provenance: Provenance,
}

impl Place {
    /// The place of a value that came from nowhere else.
    pub fn new(span: Span, origin: Origin) -> Self {
        Self { span, origin, provenance: Provenance::default() }
    }

    /// The same place, for a value that came about in another way.
    #[must_use]
    pub fn with_origin(&self, origin: Origin) -> Self {
        Self { origin, ..self.clone() }
    }
}

/// From offsets in a resource's JSON to places in sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceMap {
    /// The JSON is a piece of this file, beginning at this offset.
    Identity {
        file: FileId,
        /// Where the JSON begins in it.
        offset: usize,
    },
    /// The JSON was written by a reader: the offset of each value in it, ascending, with its place.
    Written(Vec<(u32, Place)>),
}

/// One tenant object, in the shape in which Graph or ARM returns it.
#[derive(Debug, Clone)]
pub struct Resource<'s> {
    pub kind: Kind,
    /// What its format calls it (`azuread_application.portal`).
    ///
    /// An export has no such name, but for what belongs to an object that its own JSON does not name: there the address is the Graph
    /// path of the relation (`groups/<id>/members/<id>`, `applications/<id>/owners/<id>`). Relations that an answer holds in place
    /// (`$expand=owners`) stay there, in the JSON of the parent.
    pub address: Option<Cow<'s, str>>,
    /// What it was read from.
    pub format: Format,
    /// Where it stands: all of it in an export, its header elsewhere.
    pub span: Span,
    /// The object as JSON.
    pub json: Cow<'s, str>,
    /// From the JSON to the source.
    pub map: SourceMap,
    /// The calls of the modules in which it stands, innermost first.
    pub calls: Vec<Span>,
    /// Top-level keys whose value is ambiguous, because a key in it (or the key itself) is written twice.
    pub ambiguous: Vec<String>,
}

impl Resource<'static> {
    /// A resource whose JSON and places a reader wrote. It has no address, and stands in no module.
    pub fn written(kind: Kind, format: Format, span: Span, writer: Writer) -> Self {
        let (json, places) = writer.finish();
        let map = SourceMap::Written(places);
        Self { kind, address: None, format, span, json: json.into(), map, calls: Vec::new(), ambiguous: Vec::new() }
    }

    /// Gives the resource to a sink. Keys written twice come through where a reader writes what it found.
    pub fn give(mut self, sink: &mut dyn Sink) {
        let Ok(members) = self.members() else {
            return sink.problem(Problem::error(self.span, "its values are nested too deeply to be judged"));
        };
        let mut ambiguous = Vec::new();
        for twice in &members.duplicates {
            let value = twice.bytes.end + 1; // behind the colon, as the writer puts it
            sink.problem(Problem::duplicate_key(self.place(&self.json[value..=value]).span, &twice.key));
            ambiguous.push(members.around(twice).to_owned());
        }
        drop(members);
        self.ambiguous = ambiguous;
        let members = self.members().expect("it was read before");
        sink.resource(&self, &members);
    }
}

impl Resource<'_> {
    /// The place of a value, given as a slice of [`Resource::json`]. A slice of another text has the place of the resource.
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
                next.checked_sub(1).map_or(whole, |index| places[index].1.clone())
            }
        }
    }

    /// The text of the value at a JSON pointer, as a slice of [`Resource::json`].
    pub fn at(&self, pointer: &str) -> Option<&str> {
        pointer.split('/').skip(1).try_fold(&*self.json, |json, name| {
            if let Ok(index) = name.parse::<usize>() {
                return serde_json::from_str::<Vec<&RawValue>>(json).ok()?.get(index).map(|value| value.get());
            }
            let mut members = Scan::default();
            scan(json, 0, &mut members).ok()?;
            members.get(json, &name.replace("~1", "/").replace("~0", "~"))
        })
    }

    /// Whether a value, given as a slice of [`Resource::json`], is in the value at a JSON pointer.
    pub fn holds(&self, pointer: &str, value: &str) -> bool {
        let bytes = |text: &str| text.as_ptr() as usize..text.as_ptr() as usize + text.len();
        self.at(pointer).is_some_and(|whole| bytes(whole).contains(&(value.as_ptr() as usize)))
    }

    /// The text at a JSON pointer, where it is a known one.
    pub fn text_at(&self, pointer: &str) -> Option<String> {
        serde_json::from_str(self.at(pointer)?).ok()
    }

    /// Whether it changes an object that is there already: what it does not name stays as it is.
    pub fn is_update(&self) -> bool {
        const TYPES: [&str; 4] =
            ["azapi_resource_action.", "azapi_update_resource.", "msgraph_resource_action.", "msgraph_update_resource."];
        let address = self.address.as_deref().unwrap_or_default();
        TYPES.iter().any(|name| address.starts_with(name) || address.contains(&format!(".{name}")))
    }

    /// The resource with a text of its own.
    pub fn keep(&self) -> Resource<'static> {
        Resource {
            kind: self.kind.clone(),
            address: self.address.as_ref().map(|address| Cow::Owned(address.to_string())),
            format: self.format,
            span: self.span,
            json: Cow::Owned(self.json.to_string()),
            map: self.map.clone(),
            calls: self.calls.clone(),
            ambiguous: self.ambiguous.clone(),
        }
    }

    /// The members of the object.
    ///
    /// # Errors
    /// [`SyntaxError`] when [`Resource::json`] is not JSON.
    pub fn members(&self) -> Result<Scan<'_>, SyntaxError> {
        let mut members = Scan::default();
        scan(&self.json, 0, &mut members)?;
        Ok(members)
    }
}

/// Something in an input that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub span: Span,
    /// What, and what was expected.
    pub message: String,
    /// The input is fine, but it does not hold all: it was cut into pages, or access was denied. That fails no run.
    pub is_warning: bool,
}

impl Problem {
    /// An input that is broken here.
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), is_warning: false }
    }

    /// An object in which a key is written twice.
    pub fn duplicate_key(span: Span, key: &str) -> Self {
        Self::error(span, format!("the key `{key}` is written twice: which of the two holds is not certain"))
    }

    /// The word for it, as every format spells it.
    pub fn level(&self) -> &'static str {
        if self.is_warning { "warning" } else { "error" }
    }

    /// An input that is less than it should be.
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), is_warning: true }
    }
}
