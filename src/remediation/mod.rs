//! How to change an object: a request or command for an object in a tenant, an edit for code and configuration.
//!
//! A rule describes the change with the names of Graph or ARM, independent of the format. Each format has its own file here.

mod azure;
mod desired_state;
mod graph;
mod literal;
mod shell;
mod sites;
mod template;
mod terraform;

pub use graph::{add_sponsor, delete_device, delete_user};
pub use terraform::is_of_provider;

use crate::finding::{Action, Edit, Step};
use crate::message::Text;
use crate::model::{Grant, ObjectId, Tenant};
use crate::resource::{Format, Kind, Origin, Place, Resource};
use serde_json::Value;
use std::borrow::Cow;

/// A change of an object.
#[derive(Debug)]
pub struct Change<'r> {
    resource: &'r Resource<'r>,
    what: What<'r>,
    /// Why, or the effect, if the change alone does not explain it.
    purpose: Option<Text>,
    /// See [`Edit::is_safe`].
    is_safe: bool,
}

#[derive(Debug)]
enum What<'r> {
    Set(Vec<Property>),
    /// An element of a list is removed, or replaced by another value (text).
    Element {
        list: Cow<'static, str>,
        /// What names the element in Graph or ARM.
        item: Cow<'r, str>,
        new: Option<Cow<'r, str>>,
        place: Option<Place>,
    },
    /// An element (JSON) is added to a list, or the object with this id to a relation.
    Add {
        list: &'static str,
        element: &'static str,
    },
    Delete,
}

/// A property and its wanted value.
#[derive(Debug)]
struct Property {
    /// JSON pointer in the object as Graph or ARM has it.
    path: Cow<'static, str>,
    /// JSON.
    value: Cow<'static, str>,
    /// Where it is written, if the pointer does not lead there.
    place: Option<Place>,
}

impl Property {
    fn new(path: impl Into<Cow<'static, str>>, value: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.into(), value: value.into(), place: None }
    }
}

impl<'r> Change<'r> {
    /// Sets the property at a JSON pointer to a value (JSON).
    pub fn set(resource: &'r Resource<'r>, path: impl Into<Cow<'static, str>>, value: impl Into<Cow<'static, str>>) -> Self {
        Self { resource, what: What::Set(vec![Property::new(path, value)]), purpose: None, is_safe: false }
    }

    /// Sets another property in the same step.
    #[must_use]
    pub fn and(mut self, path: impl Into<Cow<'static, str>>, value: impl Into<Cow<'static, str>>) -> Self {
        if let What::Set(properties) = &mut self.what {
            properties.push(Property::new(path, value));
        }
        self
    }

    /// Sets where the property or element is written.
    #[must_use]
    pub fn at(mut self, written: Place) -> Self {
        match &mut self.what {
            What::Set(properties) => properties.iter_mut().for_each(|property| property.place = Some(written.clone())),
            What::Element { place, .. } => *place = Some(written),
            What::Add { .. } | What::Delete => {}
        }
        self
    }

    /// Removes an element from the list at a JSON pointer.
    pub fn remove(resource: &'r Resource<'r>, list: impl Into<Cow<'static, str>>, item: impl Into<Cow<'r, str>>) -> Self {
        Self {
            resource,
            what: What::Element { list: list.into(), item: item.into(), new: None, place: None },
            purpose: None,
            is_safe: false,
        }
    }

    /// Removes an object from a relation.
    pub fn remove_object(resource: &'r Resource<'r>, list: &'static str, id: ObjectId) -> Self {
        Self::remove(resource, list, if id.is_guid() { id.to_string() } else { String::new() })
    }

    /// Replaces an element of the list at a JSON pointer by another text.
    pub fn replace(
        resource: &'r Resource<'r>,
        list: impl Into<Cow<'static, str>>,
        item: impl Into<Cow<'r, str>>,
        new: impl Into<Cow<'r, str>>,
    ) -> Self {
        let what = What::Element { list: list.into(), item: item.into(), new: Some(new.into()), place: None };
        Self { resource, what, purpose: None, is_safe: false }
    }

    /// Adds an element (JSON) to the list at a JSON pointer; to a relation, the object of an id.
    pub fn add(resource: &'r Resource<'r>, list: &'static str, element: &'static str) -> Self {
        Self { resource, what: What::Add { list, element }, purpose: None, is_safe: false }
    }

    /// Deletes the object.
    pub fn delete(resource: &'r Resource<'r>) -> Self {
        Self { resource, what: What::Delete, purpose: None, is_safe: false }
    }

    /// Removes a role or permission.
    pub fn revoke(tenant: &'r Tenant, grant: &Grant) -> Self {
        let resource = tenant.resource_of(grant);
        // A directory role that lists its members is not deleted.
        if resource.kind == Kind::DirectoryRole {
            return Self::remove_object(resource, "/members", grant.principal);
        }
        Self::delete(resource)
    }

    /// Marks the edit of the change as safe, see [`Edit::is_safe`]. No other edit is.
    #[must_use]
    pub fn safe(self) -> Self {
        Self { is_safe: true, ..self }
    }

    /// Adds the purpose of the change before it.
    #[must_use]
    pub fn to(self, purpose: impl Into<Text>) -> Self {
        Self { purpose: Some(purpose.into()), ..self }
    }
}

impl From<Change<'_>> for Step {
    fn from(change: Change<'_>) -> Self {
        let Change { resource, what, purpose, is_safe } = change;
        let step = match &what {
            _ if resource.format.is_exported() => {
                let step = in_service(resource, &what);
                return if let Some(purpose) = purpose { step.saying(purpose) } else { step };
            }
            What::Set(properties) => set_in_code(resource, properties, is_safe),
            What::Element { list, item, new, place } => change_element_in_code(resource, list, item, new.as_deref(), place.as_ref()),
            What::Add { list, .. } => add_in_code(resource, list),
            What::Delete => Text::new(if resource.format.is_desired_state() {
                // This resource is a user or a group with its roles.
                "remove the role from `{address}`"
            } else {
                "remove `{address}`"
            })
            .with("address", address(resource))
            .into(),
        };
        match purpose {
            Some(purpose) => Self { sentence: purpose.and(step.sentence), actions: step.actions },
            None => step,
        }
    }
}

/// A new Conditional Access policy (`body`, JSON of Graph) in the format of this resource.
pub fn new_policy(resource: &Resource<'_>, purpose: &'static str, body: &'static str) -> Step {
    let kind = &Kind::ConditionalAccessPolicy;
    let object: Value = serde_json::from_str(body).unwrap_or_default();
    let action = match resource.format {
        Format::Dsc | Format::UtcmBaseline => Action::Code(desired_state::new_object(kind, &object, resource.format)),
        _ if resource.format.is_from_code() => Action::Code(terraform::new_object(resource, kind, &object)),
        _ => graph::create(kind, body),
    };
    Step::from(purpose).with(action)
}

/// Lists that an export may contain at another place than the one to which they are written.
const FORMER: &[(&str, &str)] = &[
    // Graph beta.
    ("/defaultUserRolePermissions/permissionGrantPoliciesAssigned", "/permissionGrantPolicyIdsAssignedToDefaultUserRole"),
    ("/exemptedPrincipals", "/properties/exemptedPrincipals"),
];

/// The longest list that a request repeats to change an element: each element can have a finding of its own.
const MAX_LIST_BYTES: usize = 2_000;

/// The change of an object in a tenant.
fn in_service(resource: &Resource<'_>, what: &What<'_>) -> Step {
    let set = |properties: &[Property]| azure::set(resource, properties).or_else(|| graph::set(resource, properties));
    let (sentence, action) = match what {
        What::Set(properties) => {
            let sentences = properties.iter().map(|property| set_sentence(&shown(&property.path), &plain(&property.value)));
            (joined(sentences), set(properties))
        }
        What::Element { list, item, new, .. } => {
            let relation = || graph::remove(resource, list, item);
            let rewritten = || {
                let (_, former) = FORMER.iter().find(|(now, _)| now == list).unwrap_or(&("", ""));
                let written = resource.at(list).or_else(|| resource.at(former)).filter(|written| written.len() <= MAX_LIST_BYTES)?;
                let mut elements: Vec<Value> = serde_json::from_str(written).ok()?;
                let at = elements.iter().position(|element| element.as_str().is_some_and(|known| known.eq_ignore_ascii_case(item)))?;
                match new {
                    Some(new) => *elements.get_mut(at)? = Value::from(&**new),
                    None => drop(elements.remove(at)),
                }
                set(&[Property::new(list.to_string(), Value::from(elements).to_string())])
            };
            let text = match new {
                Some(new) => Text::new("set {item} in `{list}` to `{new}`").with("new", &**new),
                None => Text::new("remove {item} from `{list}`"),
            };
            (text.with("item", quoted(item)).with("list", shown(list)), relation().or_else(rewritten))
        }
        What::Add { list, element } => {
            let extended = || {
                let written = resource.at(list).unwrap_or("[]");
                if written.len() > MAX_LIST_BYTES {
                    return None;
                }
                let mut elements: Vec<Value> = serde_json::from_str(written).unwrap_or_default();
                elements.push(serde_json::from_str(element).ok()?);
                set(&[Property::new(*list, Value::from(elements).to_string())])
            };
            (Text::new("add to `{list}`").with("list", shown(list)), graph::add(resource, list, element).or_else(extended))
        }
        What::Delete => (deletion(&resource.kind).into(), azure::delete(resource).or_else(|| graph::delete(resource))),
    };
    Step { sentence, actions: action.into_iter().collect() }
}

/// The sentence for deleting an object of this kind.
fn deletion(kind: &Kind) -> &'static str {
    match kind {
        Kind::User => "delete the user",
        Kind::Device => "delete the device",
        Kind::AppRoleAssignment => "remove the permission",
        Kind::AlertsSuppressionRule => "delete the suppression rule",
        Kind::PolicyExemption => "delete the exemption",
        _ => "remove the role assignment",
    }
}

fn set_in_code(resource: &Resource<'_>, properties: &[Property], is_safe: bool) -> Step {
    let address = address(resource);
    let (mut names, mut sentences, mut actions, mut edits) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for Property { path, value, place } in properties {
        let words = words(resource, path, value);
        match &words {
            _ if resource.format == Format::AppConfiguration => {
                sentences.push(Text::new("set it to `{value}`").with("value", plain(value)));
            }
            Some(words) if value == "null" => {
                sentences.push(Text::new("remove `{property}` from `{address}`").with("property", &*words.name));
            }
            Some(words) => {
                names.push(words.name.clone());
                actions.extend(words.line.iter().map(|line| Action::Code(Text::new("{line}").with("line", &**line))));
            }
            None => sentences.push(Text::new(not_in_provider(resource)).with("property", shown(path)).with("value", plain(value))),
        }
        let place = place.clone().or_else(|| resource.at(path).map(|raw| resource.place(raw)));
        if let (Some(words), Some(place)) = (words, place.filter(|place| is_editable(resource, place))) {
            edits.push(Action::Edit(Edit { span: place.span, value: Some(words.json.into()), is_safe }));
        }
    }
    // An edit must contain every property of the change.
    if edits.len() == properties.len() {
        actions.extend(edits);
    }
    if let Some((last, before)) = names.split_last() {
        let text = if before.is_empty() { "set `{property}` in `{address}`" } else { "set `{before}` and `{property}` in `{address}`" };
        sentences.insert(0, Text::new(text).with("property", &**last).with("before", before.join("`, `")));
    }
    let sentences = sentences.into_iter().map(|sentence| sentence.with("address", &*address));
    Step { sentence: joined(sentences), actions }
}

/// Changes an element of a list where it is written, or names that place.
fn change_element_in_code(resource: &Resource<'_>, list: &str, item: &str, new: Option<&str>, place: Option<&Place>) -> Step {
    let words = words(resource, list, "[]");
    let text = Text::new(match (new, &words) {
        (Some(_), Some(_)) => "set {item} to `{new}` in `{list}` of `{address}`",
        (None, Some(_)) => "remove {item} from `{list}` of `{address}`",
        // A separate resource sets it.
        (Some(_), None) => "set {item} to `{new}` in the resource that sets `{list}` of `{address}`",
        (None, None) => "remove {item} from the resource that sets `{list}` of `{address}`",
    });
    let text = text.with("item", quoted(item)).with("new", new.unwrap_or_default());
    let text = text.with("list", words.map_or_else(|| shown(list), |words| words.name)).with("address", address(resource));
    let value = new.map(|new| Value::from(new).to_string().into());
    let edit = |place: &Place| Action::Edit(Edit { span: place.span, value: value.clone(), is_safe: false });
    let actions = place.filter(|place| is_editable(resource, place)).map(edit).into_iter().collect();
    Step { sentence: text, actions }
}

/// An element in a sentence. An object that code refers to has no id yet.
fn quoted(item: &str) -> String {
    if item.is_empty() { "it".to_owned() } else { format!("`{item}`") }
}

fn add_in_code(resource: &Resource<'_>, list: &str) -> Step {
    let address = address(resource);
    // The provider has a separate resource type for these owners.
    let text = if list == "/owners" && address.contains("azuread_application_registration.") {
        Text::new("add an `azuread_application_owner` for `{address}`")
    } else {
        let name = words(resource, list, "[]").map_or_else(|| shown(list), |words| words.name);
        Text::new("add an entry to `{list}` of `{address}`").with("list", name)
    };
    text.with("address", address).into()
}

/// A property and its value in a dialect.
struct Words {
    /// The whole name: `grant_controls.operator`.
    name: String,
    /// The property with its value, as it is written at its place; nothing if there is no short form.
    line: Option<String>,
    /// The value as JSON, with the names of the dialect.
    json: String,
}

/// The property in the dialect of the resource; nothing if it cannot be set there.
fn words(resource: &Resource<'_>, path: &str, value: &str) -> Option<Words> {
    match resource.format {
        Format::Terraform | Format::TerraformPlan | Format::TerraformState => terraform::words(resource, path, value),
        Format::Bicep | Format::Arm => Some(template::words(resource, path, value)),
        Format::Dsc | Format::UtcmBaseline => desired_state::words(resource, path, value),
        _ => Some(Words { name: shown(path), line: None, json: value.to_owned() }),
    }
}

/// How to set a property that the format of the resource does not support.
fn not_in_provider(resource: &Resource<'_>) -> &'static str {
    if resource.format.is_desired_state() {
        "set `{property}` to `{value}` in the tenant, because `{address}` does not support it"
    } else {
        "set `{property}` to `{value}` in an `msgraph_update_resource` for `{address}`, because the provider cannot set it"
    }
}

/// Maximum length of a value in a sentence. The body of a request contains the whole value.
const SHORT: usize = 100;

fn set_sentence(property: &str, value: &str) -> Text {
    let is_long = value.len() > SHORT || value.starts_with(['{', '[']);
    let text = Text::new(if is_long { "set `{property}`" } else { "set `{property}` to `{value}`" });
    text.with("property", property).with("value", value)
}

fn joined(sentences: impl Iterator<Item = Text>) -> Text {
    sentences.reduce(Text::and).unwrap_or_default()
}

/// A JSON pointer as people write the property: `inboundTrust.isMfaAccepted`.
fn shown(path: &str) -> String {
    let path = path.trim_start_matches('/');
    path.strip_prefix("properties/").unwrap_or(path).replace('/', ".")
}

/// A text without its quotes, any other value unchanged.
fn plain(json: &str) -> String {
    serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_owned())
}

fn address(resource: &Resource<'_>) -> String {
    resource.address.as_deref().unwrap_or_default().to_owned()
}

/// Whether the value at a place can be replaced: it is written there for this resource alone, in a file that people edit.
fn is_editable(resource: &Resource<'_>, place: &Place) -> bool {
    let is_edited = matches!(
        resource.format,
        Format::Terraform | Format::Bicep | Format::Arm | Format::Dsc | Format::UtcmBaseline | Format::AppConfiguration
    );
    // The resource is one of several instances or part of a module, so the same text may set other resources.
    let is_repeated = !resource.calls.is_empty() || !resource.format.is_desired_state() && address(resource).contains('[');
    // Configuration writes some values differently from Graph, such as an inverted switch or a role by its name.
    let is_written = match place.origin {
        Origin::Literal => true,
        Origin::Computed => resource.format.is_desired_state() || resource.format == Format::AppConfiguration,
        Origin::Default => false,
    };
    is_edited && !is_repeated && is_written && place.provenance.is_empty()
}
