//! `terraform show -json`: from the document to resources.
//!
//! `resource_changes` contains the planned values and what is still unknown; `planned_values` contains resources without a change; a state
//! has `values`. A state file is first converted to this shape. Data sources and deleted resources are skipped.

use super::overlay::Plan;
use super::references::References;
use super::resource::Declared;
use super::satellites::{Belonging, Found, gather};
use super::state;
use crate::eval::Fuel;
use crate::parts::Parts;
use crate::reader::Reading;
use crate::reader::frame::Frame;
use crate::reader::marked::{Marked, span};
use crate::resource::{Format, Origin, Place, Problem, Resource, Sink};
use crate::source::FileId;
use crate::syntax::json::{Scan, SyntaxError, parse, scan};
use crate::syntax::tree::Node;
use crate::text::Text;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Keys on the path to the resources.
const LISTS: &[&str] = &["resource_changes", "planned_values", "values", "root_module", "resources", "child_modules", "instances"];

/// Reads the plan or state at `bytes`; `None` if it is neither.
///
/// # Errors
///
/// [`SyntaxError`] if it is not JSON, which the caller has already checked.
pub(in crate::reader) fn read_show(
    frame: Frame,
    text: &str,
    bytes: Range<usize>,
    plan: Plan<'_>,
    sink: &mut dyn Sink,
) -> Result<Option<Reading>, SyntaxError> {
    let mut root = parse(text.part(&bytes))?;
    let stored = state::version(&root).map(str::to_owned);
    match stored.as_deref() {
        Some("4") => root = state::as_shown(&root),
        Some(version) => {
            let message = Text::new("a state file of version {version} is not read: run `terraform show -json`").with("version", version);
            sink.problem(Problem::warning(frame.span(text, bytes.start, bytes.start + 1), message));
            return Ok(Some(Reading::of(Format::TerraformState, "a Terraform state file of another version")));
        }
        None => {}
    }
    let is_state = root.get("values").is_some() && root.get("planned_values").is_none() && root.get("resource_changes").is_none();
    let is_plan = root.get("planned_values").is_some() || root.get("resource_changes").is_some();
    let is_show = is_plan || is_state || root.get("format_version").is_some() && root.get("terraform_version").is_some();
    if !is_show {
        return Ok(None);
    }
    let mut whole = Scan::default();
    scan(text.part(&bytes), 0, &mut whole)?;
    for twice in &whole.duplicates {
        sink.problem(frame.written_twice(bytes.start, twice));
    }
    let (format, reason) = if stored.is_some() {
        (Format::TerraformState, "a Terraform state file")
    } else if is_state {
        (Format::TerraformState, "a Terraform state of `terraform show -json`")
    } else {
        (Format::TerraformPlan, "a Terraform plan of `terraform show -json`")
    };
    let base = (frame.file, frame.offset(bytes.start));
    // One of two lists of resources is not read, so no value in the other one is certain to be effective.
    let ambiguous = whole.duplicates.iter().any(|twice| LISTS.contains(&&*twice.key));
    let mut show = Show { base, format, ambiguous, plan, seen: HashSet::new(), found: Vec::new(), sink };
    for change in root.get("resource_changes").map_or(&[][..], Node::elements) {
        show.change(change);
    }
    for values in ["planned_values", "values"] {
        if let Some(module) = root.pointer(&format!("/{values}/root_module")) {
            show.module(module);
        }
    }
    // References may then belong to either value.
    let references = if ambiguous { References::default() } else { References::of_plan(&root) };
    let belonging = if ambiguous { HashMap::new() } else { gather(&references, &show.found) };
    show.write(&belonging, &references);
    Ok(Some(Reading::of(format, reason)))
}

struct Show<'k, 'n, 't> {
    base: (FileId, usize),
    format: Format,
    /// Whether a key on the path to the resources is written twice.
    ambiguous: bool,
    plan: Plan<'k>,
    /// Addresses that have a change.
    seen: HashSet<String>,
    /// The resources in the order of the document.
    found: Vec<Found<'n, 't>>,
    sink: &'k mut dyn Sink,
}

impl<'n, 't> Show<'_, 'n, 't> {
    fn change(&mut self, resource: &'n Node<'t>) {
        let Some(address) = resource.member("address") else { return };
        self.seen.insert(address.value.as_str().unwrap_or_default().to_owned());
        let Some(change) = resource.get("change") else { return };
        let actions = change.get("actions").map_or(&[][..], Node::elements);
        let is_kept = actions.is_empty() || actions.iter().any(|action| !matches!(action.as_str(), Some("delete" | "forget" | "read")));
        if is_kept {
            let change = self.whole(resource).get("change");
            let [after, unknown, sensitive] = ["after", "after_unknown", "after_sensitive"].map(|key| change.get(key));
            let ambiguous = [after, unknown, sensitive, change.get("actions")].iter().any(|part| part.ambiguous);
            let given = Marked { value: after.value, unknown: unknown.value, sensitive: sensitive.value, base: self.base, ambiguous };
            self.resource(resource, given);
        }
    }

    /// Nesting of modules is limited by [`parse`].
    fn module(&mut self, module: &'n Node<'t>) {
        for resource in module.get("resources").map_or(&[][..], Node::elements) {
            let address = resource.get("address").and_then(Node::as_str).unwrap_or_default();
            if !self.seen.contains(address) {
                let [values, sensitive] = ["values", "sensitive_values"].map(|key| self.whole(resource).get(key));
                let ambiguous = values.ambiguous || sensitive.ambiguous;
                self.resource(resource, Marked { sensitive: sensitive.value, ambiguous, ..values });
            }
        }
        for child in module.get("child_modules").map_or(&[][..], Node::elements) {
            self.module(child);
        }
    }

    /// A resource with the marks that the document contains for its values.
    fn whole(&self, resource: &'n Node<'t>) -> Marked<'n, 't> {
        let whole = Marked { value: Some(resource), unknown: None, sensitive: None, base: self.base, ambiguous: self.ambiguous };
        let ambiguous = ["address", "mode", "type"].iter().any(|key| whole.get(key).ambiguous);
        Marked { ambiguous, ..whole }
    }

    fn resource(&mut self, resource: &'n Node<'t>, given: Marked<'n, 't>) {
        let found = Found { resource, given };
        if found.text("type").is_some() && found.text("mode") != Some("data") {
            self.found.push(found);
        }
    }

    /// Writes every resource, including the satellites that belong to it.
    fn write(self, belonging: &HashMap<usize, Vec<Belonging>>, references: &References<'_>) {
        let header =
            |found: &Found<'_, '_>| Place::new(span(self.base, found.resource.get("address").unwrap_or(found.resource)), Origin::Literal);
        let merged: HashSet<usize> = belonging.values().flatten().map(|satellite| satellite.at).collect();
        let root = if self.format == Format::TerraformPlan { self.plan.root() } else { self.plan.path.into() };
        for (at, found) in self.found.iter().enumerate().filter(|(at, _)| !merged.contains(at)) {
            let Some(terraform_type) = found.text("type") else { continue };
            let satellites = belonging.get(&at).map_or(&[][..], Vec::as_slice);
            let satellites: Vec<_> = satellites
                .iter()
                .filter_map(|satellite| Some((satellite.rows, satellite.attributes.clone(), header(self.found.get(satellite.at)?))))
                .collect();
            let address = found.text("address").or(found.text("name")).unwrap_or(terraform_type);
            let header = header(found);
            let declared = Declared {
                terraform_type,
                attributes: &references.lay(address, terraform_type, found.given.evaluate()),
                satellites: &satellites,
                header: &header,
                root: &root,
                fuel: &Fuel::new(u64::MAX),
            };
            declared.write(|kind, writer| {
                let written = Resource::written(kind, self.format, header.span, writer);
                let mut resource = Resource { address: Some(address.to_owned().into()), is_update: declared.is_update(), ..written };
                if self.format == Format::TerraformPlan
                    && let Some(literal) = self.plan.overlay.lay(&mut resource, self.plan.path)
                {
                    let message =
                        Text::new("the plan `{path}` has another value: it was not created from this file").with("path", self.plan.path);
                    self.sink.problem(Problem::warning(literal, message));
                }
                resource.give(self.sink);
            });
        }
    }
}
