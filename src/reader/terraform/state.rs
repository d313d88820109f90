//! State files as Terraform and OpenTofu store them (`terraform.tfstate`, version 4), in the shape in which `terraform show -json` prints them.
//!
//! Source: Terraform, `internal/states/statefile/version4.go`.

use crate::syntax::tree::{Bytes, Member, Node, Value};

/// The version of the format of a state file that contains resources; `None` if the document is not one.
pub(super) fn version<'n>(root: &'n Node<'_>) -> Option<&'n str> {
    // Up to version 3 each module has its own resources. A file that only records the backend has none.
    let in_modules =
        || root.get("modules")?.elements().iter().find(|module| module.get("resources").is_some_and(|of| !of.members().is_empty()));
    let has_resources = root.get("resources").is_some() || in_modules().is_some();
    let is_state = has_resources && root.get("lineage").is_some() && root.get("serial").is_some();
    root.get("version").filter(|_| is_state)?.text()
}

/// The document that `terraform show -json` prints for a state file.
pub(super) fn as_shown<'t>(root: &Node<'t>) -> Node<'t> {
    let resources = root.get("resources").map_or(&[][..], Node::elements).iter();
    let instances = resources.flat_map(|resource| {
        let instances = resource.get("instances").map_or(&[][..], Node::elements);
        instances.iter().map(move |instance| shown(resource, instance))
    });
    let list = Node { bytes: root.bytes.clone(), value: Value::Array(instances.collect()) };
    ["resources", "root_module", "values"].into_iter().fold(list, |inner, key| object(&root.bytes, [(key, inner)]))
}

fn object<'t>(bytes: &Bytes, members: impl IntoIterator<Item = (&'t str, Node<'t>)>) -> Node<'t> {
    let member = |(key, value): (&'t str, Node<'t>)| Member { key: key.into(), key_bytes: bytes.clone(), value };
    Node { bytes: bytes.clone(), value: Value::Object(members.into_iter().map(member).collect()) }
}

/// One instance of a resource.
fn shown<'t>(resource: &Node<'t>, instance: &Node<'t>) -> Node<'t> {
    let name = resource.get("name");
    let text = |key: &str| resource.get(key).and_then(Node::as_str).unwrap_or_default();
    let module = text("module");
    let dot = if module.is_empty() { "" } else { "." };
    let key = match instance.get("index_key").map(|key| &key.value) {
        Some(Value::Number(index)) => format!("[{index}]"),
        Some(Value::String(key)) => format!("[{}]", serde_json::Value::from(&**key)),
        _ => String::new(),
    };
    let address = format!("{module}{dot}{}.{}{key}", text("type"), text("name"));
    let at = name.map_or(&instance.bytes, |name| &name.bytes);
    let mut members = vec![("address", Node::string(at.clone(), address)), ("sensitive_values", sensitive_values(instance))];
    // A key that is written twice stays so, and its value is then uncertain.
    let copied = |of: &Node<'t>, from: &str, to: &'t str| -> Vec<(&'t str, Node<'t>)> {
        of.members().iter().filter(|member| member.key == from).map(|member| (to, member.value.clone())).collect()
    };
    for key in ["mode", "type", "name"] {
        members.extend(copied(resource, key, key));
    }
    members.extend(copied(instance, "attributes", "values"));
    object(&instance.bytes, members)
}

/// The attributes of an instance that contain sensitive values. In the file these are paths into the attributes.
fn sensitive_values<'t>(instance: &Node<'t>) -> Node<'t> {
    let paths = instance.get("sensitive_attributes").map_or(&[][..], Node::elements).iter();
    let is_true = || Node { bytes: instance.bytes.clone(), value: Value::Bool(true) };
    let members = paths.filter_map(|path| match &path.elements().first()?.get("value")?.value {
        Value::String(name) => Some(Member { key: name.clone(), key_bytes: instance.bytes.clone(), value: is_true() }),
        _ => None,
    });
    let mut members: Vec<Member<'t>> = members.collect();
    members.sort_by(|a, b| a.key.cmp(&b.key));
    members.dedup_by(|a, b| a.key == b.key);
    Node { bytes: instance.bytes.clone(), value: Value::Object(members) }
}
