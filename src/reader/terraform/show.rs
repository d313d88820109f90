//! `terraform show -json`: from the document to resources.
//!
//! `resource_changes` say what shall be and what is not known yet; `planned_values` have what no change names; a state has
//! `values`. Data sources declare nothing, and what is deleted is no longer.

use super::body::{Given, members, merge, span};
use super::table::{ResourceType, translate};
use super::{azuread, azurerm};
use crate::reader::graph::arm_kind;
use crate::reader::list::Frame;
use crate::reader::{Reading, give_written};
use crate::source::FileId;
use crate::syntax::json::{Scan, SyntaxError, parse, scan};
use crate::syntax::tree::Node;
use crate::wire::{Format, Kind, Origin, Place, Resource, Sink, SourceMap, Writer, entity_set};
use std::collections::HashSet;
use std::ops::Range;

/// Keys on the way to the resources.
const LISTS: &[&str] = &["resource_changes", "planned_values", "values", "root_module", "resources", "child_modules"];

/// Reads the plan or state that stands at `bytes`; nothing where it is neither.
///
/// # Errors
/// [`SyntaxError`] where it is no JSON, which the caller has seen before.
pub(in crate::reader) fn read_show<S: Sink>(
    frame: Frame,
    text: &str,
    bytes: Range<usize>,
    sink: &mut S,
) -> Result<Option<Reading>, SyntaxError> {
    let root = parse(&text[bytes.clone()])?;
    let is_state = root.get("values").is_some() && root.get("planned_values").is_none() && root.get("resource_changes").is_none();
    let is_plan = root.get("planned_values").is_some() || root.get("resource_changes").is_some();
    let is_show = is_plan || is_state || root.get("format_version").is_some() && root.get("terraform_version").is_some();
    if !is_show {
        return Ok(None);
    }
    let mut whole = Scan::default();
    scan(&text[bytes.clone()], 0, &mut whole)?;
    for twice in &whole.duplicates {
        sink.problem(frame.written_twice(bytes.start, twice));
    }
    let (format, reason) = if is_state {
        (Format::TerraformState, "a Terraform state of `terraform show -json`")
    } else {
        (Format::TerraformPlan, "a Terraform plan of `terraform show -json`")
    };
    let base = (frame.file, frame.offset(bytes.start));
    // One of two lists of resources is not read: no value of the other can be the last word.
    let ambiguous = whole.duplicates.iter().any(|twice| LISTS.contains(&&*twice.key));
    let mut show = Show { base, format, ambiguous, seen: HashSet::new(), sink };
    for change in root.get("resource_changes").map_or(&[][..], Node::elements) {
        show.change(change);
    }
    for values in ["planned_values", "values"] {
        if let Some(module) = root.pointer(&format!("/{values}/root_module")) {
            show.module(module);
        }
    }
    Ok(Some(Reading::of(format, reason)))
}

struct Show<'k, S> {
    base: (FileId, usize),
    format: Format,
    /// A key on the way to the resources is written twice.
    ambiguous: bool,
    /// Addresses that a change named.
    seen: HashSet<String>,
    sink: &'k mut S,
}

impl<S: Sink> Show<'_, S> {
    fn change(&mut self, resource: &Node<'_>) {
        let Some(address) = resource.member("address") else { return };
        self.seen.insert(address.value.as_str().unwrap_or_default().to_owned());
        let Some(change) = resource.get("change") else { return };
        let actions = change.get("actions").map_or(&[][..], Node::elements);
        let is_kept = actions.is_empty() || actions.iter().any(|action| !matches!(action.as_str(), Some("delete" | "forget" | "read")));
        if is_kept {
            let change = self.whole(resource).get("change");
            let [after, unknown, sensitive] = ["after", "after_unknown", "after_sensitive"].map(|key| change.get(key));
            let ambiguous = [after, unknown, sensitive, change.get("actions")].iter().any(|part| part.ambiguous);
            let given = Given { value: after.value, unknown: unknown.value, sensitive: sensitive.value, base: Some(self.base), ambiguous };
            self.resource(resource, given);
        }
    }

    /// Modules nest as deep as [`parse`] allows.
    fn module(&mut self, module: &Node<'_>) {
        for resource in module.get("resources").map_or(&[][..], Node::elements) {
            let address = resource.get("address").and_then(Node::as_str).unwrap_or_default();
            if !self.seen.contains(address) {
                let [values, sensitive] = ["values", "sensitive_values"].map(|key| self.whole(resource).get(key));
                let ambiguous = values.ambiguous || sensitive.ambiguous;
                self.resource(resource, Given { sensitive: sensitive.value, ambiguous, ..values });
            }
        }
        for child in module.get("child_modules").map_or(&[][..], Node::elements) {
            self.module(child);
        }
    }

    /// A resource with all that the document says around its values.
    fn whole<'n, 't>(&self, resource: &'n Node<'t>) -> Given<'n, 't> {
        let whole = Given { value: Some(resource), base: Some(self.base), ambiguous: self.ambiguous, ..Given::default() };
        let ambiguous = ["address", "mode", "type"].iter().any(|key| whole.get(key).ambiguous);
        Given { ambiguous, ..whole }
    }

    fn resource(&mut self, resource: &Node<'_>, given: Given<'_, '_>) {
        let text = |key: &str| resource.get(key).and_then(Node::as_str);
        let Some(terraform_type) = text("type").filter(|_| text("mode") != Some("data")) else { return };
        let header_node = resource.get("address").unwrap_or(resource);
        let header = Place { span: span(self.base, header_node), origin: Origin::Literal };
        let mut writer = Writer::default();
        let kind = write(terraform_type, given, header, &mut writer);
        let (json, places) = writer.finish();
        let address = text("address").or(text("name")).unwrap_or(terraform_type);
        let resource = Resource {
            kind,
            address: Some(address.to_owned().into()),
            format: self.format,
            span: header.span,
            json: json.into(),
            map: SourceMap::Written(places),
            ambiguous: Vec::new(),
        };
        give_written(resource, self.sink);
    }
}

/// Writes what a resource makes, and tells its kind.
fn write(terraform_type: &str, given: Given<'_, '_>, header: Place, writer: &mut Writer) -> Kind {
    let mut types = azuread::TYPES.iter().chain(azurerm::TYPES);
    if let Some(ResourceType { kind, rows, .. }) = types.find(|known| known.terraform == terraform_type) {
        translate(rows, given, header).write(writer);
        return Kind::named(kind);
    }
    match terraform_type {
        "azapi_resource" | "azapi_update_resource" | "azapi_resource_action" | "azapi_data_plane_resource" => {
            writer.object(header, |writer| {
                for key in ["type", "name", "id"] {
                    keep(given, key, writer);
                }
                arm_id(given, header, writer);
                body(given, header, writer);
            });
            given.get("type").text().and_then(|name| arm_kind(name.split('@').next().unwrap_or(name)))
        }
        "msgraph_resource" | "msgraph_update_resource" | "msgraph_resource_action" => {
            writer.object(header, |writer| {
                keep(given, "id", writer);
                body(given, header, writer);
            });
            given.get("url").text().and_then(url_kind)
        }
        _ => {
            writer.object(header, |writer| members(given, writer));
            None
        }
    }
    .unwrap_or_else(|| Kind::Other(terraform_type.into()))
}

/// Writes the id that ARM will give the resource, where its parent is known and the id is not.
fn arm_id(given: Given<'_, '_>, header: Place, writer: &mut Writer) {
    let attributes = ["type", "name", "parent_id"].map(|key| given.get(key).text());
    let [Some(arm_type), Some(name), Some(parent)] = attributes else { return };
    if given.get("id").is_set() {
        return;
    }
    let arm_type = arm_type.split('@').next().unwrap_or(arm_type);
    let Some((of_parent, own)) = arm_type.rsplit_once('/') else { return };
    let parent = parent.trim_end_matches('/');
    let is_child = of_parent.contains('/') && parent.to_ascii_lowercase().contains(&format!("/{}/", of_parent.to_ascii_lowercase()));
    let id = if is_child { format!("{parent}/{own}/{name}") } else { format!("{parent}/providers/{arm_type}/{name}") };
    let place = given.get("parent_id").place(header);
    writer.key("id").string(Place { origin: Origin::Computed, ..place }, &id);
}

/// Keeps an attribute under its name, where the body does not say it.
fn keep(given: Given<'_, '_>, key: &str, writer: &mut Writer) {
    let value = given.get(key);
    if value.is_set() && given.get("body").value.and_then(|body| body.get(key)).is_none() {
        merge(value, writer.key(key));
    }
}

/// Writes the members of `body`: an object, or JSON in a string as older configurations have it.
fn body(given: Given<'_, '_>, header: Place, writer: &mut Writer) {
    let body = given.get("body");
    if let Some(reason) = body.unknown_because() {
        // Not one of its members is absent: each is unknown.
        return writer.key("$unknown").unknown(body.place(header), reason);
    }
    match body.text().map(parse) {
        None => members(body, writer),
        Some(Ok(inner)) => {
            let place = body.place(header);
            for member in inner.members() {
                writer.key(&member.key).node(&member.value, &|_| place.span);
            }
        }
        Some(Err(_)) => writer.key("$unknown").unknown(body.place(header), "the body is a string that is not JSON"),
    }
}

/// The kind that a path of Graph holds, ids in it left out.
fn url_kind(url: &str) -> Option<Kind> {
    let path = url.trim_start_matches('/').split('?').next()?;
    let is_id = |part: &&str| {
        part.len() == 36 && part.chars().all(|character| character.is_ascii_hexdigit() || character == '-') || part.contains(['{', '$'])
    };
    let parts: Vec<&str> = path.split('/').filter(|part| !is_id(part) && !part.is_empty()).collect();
    entity_set(&parts.join("/"))
}
