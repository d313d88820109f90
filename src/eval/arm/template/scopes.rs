//! The scope to which a resource is deployed, or the resource that it extends.

use super::engine::Engine;
use crate::eval::arm::resource_id;
use crate::eval::{Value, join_text};
use crate::parts::Parts;

/// A resource that extends another one, in the older syntax: type `Microsoft.Storage/storageAccounts/providers/roleAssignments`, name
/// `account/Microsoft.Authorization/name`.
pub(super) struct Extension {
    pub of: String,
    /// Its own name, and the type and name of the extended resource, if they are known.
    pub names: Option<(String, String, String)>,
}

impl Extension {
    /// Splits the type and the name; `written` is the source text of the name.
    pub(super) fn read(of: &str, name: Option<&str>, written: Option<&str>) -> Option<Self> {
        let (extended, own) = of.split_once("/providers/").filter(|(_, own)| !own.is_empty() && !own.contains('.'))?;
        if let Some(name) = name {
            let parts: Vec<&str> = name.split('/').collect();
            // The provider follows after as many names as the extended type has parts.
            let at = extended.split('/').count() - 1;
            let provider = parts.get(at).filter(|provider| provider.contains('.'))?;
            let names = (parts.after(at + 1).join("/"), extended.to_owned(), parts.before(at).join("/"));
            return Some(Self { of: format!("{provider}/{own}"), names: Some(names) });
        }
        let written = written?;
        let provider = written.split(['/', '\'']).find(|part| part.starts_with("Microsoft.") && !extended.starts_with(part))?;
        Some(Self { of: format!("{provider}/{own}"), names: None })
    }
}

impl Engine<'_> {
    /// The id that a `scope` denotes: an id, or `type/name` of a resource in the same deployment. It is empty for the tenant.
    pub(super) fn scope_id(&self, scope: &Value, deployment: &Value) -> Value {
        let place = |id: Value| Value { at: scope.at, provenance: scope.provenance.clone(), ..id };
        let start = scope.as_unknown().map_or_else(|| scope.as_text().unwrap_or_default(), |unknown| unknown.starts_with.as_ref());
        match start {
            "/" if scope.as_text().is_some() => place(Value::text("")),
            _ if start.starts_with('/') || start.is_empty() => scope.clone(),
            _ => {
                let parts = [deployment.clone(), Value::text("/providers/"), scope.clone()];
                place(join_text(&parts, self.fuel()).unwrap_or_else(|fault| Value::unknown(fault.message)))
            }
        }
    }

    pub(super) fn id(&self, scope: &Value, of: &str, name: Option<&Value>) -> Value {
        let Some(name) = name else { return Value::unknown("it has no name") };
        resource_id(scope, of, name, self.fuel()).map_or_else(|fault| Value::unknown(fault.message), |id| Value { at: name.at, ..id })
    }
}

#[cfg(test)]
mod tests {
    use super::Extension;

    #[test]
    fn the_older_way_to_extend_a_resource_is_read() {
        let of = "Microsoft.Storage/storageAccounts/providers/roleAssignments";
        let read = Extension::read(of, Some("acc/Microsoft.Authorization/x"), None).unwrap();
        assert_eq!(read.of, "Microsoft.Authorization/roleAssignments");
        assert_eq!(read.names.unwrap(), ("x".to_owned(), "Microsoft.Storage/storageAccounts".to_owned(), "acc".to_owned()));
        let written = "[concat(parameters('acc'), '/Microsoft.Authorization/', guid(parameters('acc')))]";
        assert_eq!(Extension::read(of, None, Some(written)).unwrap().of, "Microsoft.Authorization/roleAssignments");
        assert!(Extension::read("Microsoft.Web/sites", Some("x"), None).is_none());
        assert!(Extension::read(of, Some("acc"), None).is_none());
    }
}
