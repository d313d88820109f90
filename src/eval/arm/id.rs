//! Resource ids, as far as they are known before deployment.

use super::canonical;
use crate::eval::Scope;
use crate::eval::{Data, EvalError, Fuel, Unknown, Value, join_text};
use crate::text::Text;
use std::sync::Arc;

/// The start of the id of the scope to which a template is deployed. It is empty for the tenant.
pub fn deployment_id(scope: Scope) -> Value {
    let (starts_with, middle, reason) = match scope {
        Scope::ResourceGroup => ("/subscriptions/", "/resourceGroups/", "the resource group is known only when the template is deployed"),
        Scope::Subscription => ("/subscriptions/", "", "the subscription is known only when the template is deployed"),
        Scope::ManagementGroup => {
            ("/providers/Microsoft.Management/managementGroups/", "", "the management group is known only when the template is deployed")
        }
        Scope::Tenant => return Value::text(""),
    };
    Value::made(Data::Unknown(Arc::new(Unknown { starts_with: starts_with.into(), middle: middle.into(), ..Unknown::new(reason) })))
}

/// The id of a resource of this type (without version) and name (`parent/child`), below the id of its scope.
///
/// # Errors
/// [`EvalError`] when the type and the name differ in their number of parts, or when the fuel runs out.
pub fn resource_id(scope: &Value, resource_type: &str, name: &Value, fuel: &Fuel) -> Result<Value, EvalError> {
    let below = match scope.as_text() {
        Some("/") => &Value::text(""),
        _ => scope,
    };
    let mut parts = vec![below.clone()];
    if resource_type.eq_ignore_ascii_case("Microsoft.Resources/resourceGroups") {
        parts.extend([Value::text("/resourceGroups/"), name.clone()]);
        return join_text(&parts, fuel);
    }
    let resource_type = &canonical(resource_type);
    let mut kinds = resource_type.split('/');
    let provider = kinds.next().unwrap_or_default();
    let kinds: Vec<&str> = kinds.collect();
    let (Some(first), Some(last)) = (kinds.first(), kinds.last()) else {
        return Err(EvalError::new(Text::new("`{resource_type}` is not a resource type").with("resource_type", resource_type)));
    };
    match &name.data {
        Data::Text(text) => {
            let names: Vec<&str> = text.split('/').collect();
            if names.len() != kinds.len() {
                return Err(EvalError::new(
                    Text::new("the name of a `{resource_type}` has {number} parts, not {given}")
                        .with("resource_type", resource_type)
                        .with("number", kinds.len().to_string())
                        .with("given", names.len().to_string()),
                ));
            }
            let path: String = kinds.iter().zip(names).flat_map(|(kind, name)| ["/", kind, "/", name]).collect();
            parts.push(Value::text(format!("/providers/{provider}{path}")));
        }
        Data::Unknown(unknown) => {
            parts.push(Value::text(format!("/providers/{provider}/{first}/")));
            let (starts_with, ends_with) = (unknown.starts_with.as_ref(), unknown.ends_with.as_ref());
            let known = match (kinds.len(), ends_with.rsplit_once('/')) {
                (1, _) => Unknown::clone(unknown),
                // The positions of the parts of the name are unknown, apart from the first and the last.
                (_, Some((_, name))) => Unknown {
                    starts_with: starts_with.split('/').next().unwrap_or_default().to_owned().into(),
                    ends_with: format!("/{last}/{name}").into(),
                    ..Unknown::new(unknown.reason.clone())
                },
                (_, None) => Unknown {
                    starts_with: starts_with.split('/').next().unwrap_or_default().to_owned().into(),
                    ends_with: ends_with.to_owned().into(),
                    ..Unknown::new(unknown.reason.clone())
                },
            };
            parts.push(Value::made(Data::Unknown(Arc::new(known))));
        }
        _ => return Err(EvalError::new(Text::new("a name is required, not {found}").with("found", name.kind_name()))),
    }
    join_text(&parts, fuel)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partly(starts_with: &'static str, ends_with: &'static str) -> Value {
        let known = Unknown { starts_with: starts_with.into(), ends_with: ends_with.into(), ..Unknown::new("it depends") };
        Value::made(Data::Unknown(known.into()))
    }

    fn id(scope: Scope, resource_type: &str, name: &Value) -> String {
        match resource_id(&deployment_id(scope), resource_type, name, &Fuel::new(1000)) {
            Ok(Value { data: Data::Text(text), .. }) => text.to_string(),
            Ok(Value { data: Data::Unknown(unknown), .. }) => format!("{}…{}", unknown.starts_with, unknown.ends_with),
            Ok(other) => other.kind_name().to_owned(),
            Err(fault) => fault.message.to_string(),
        }
    }

    #[test]
    fn parts_of_an_id_independent_of_the_deployment_are_known() {
        let text = |name: &str| Value::text(name);
        assert_eq!(
            id(Scope::Tenant, "Microsoft.Subscription/policies", &text("default")),
            "/providers/Microsoft.Subscription/policies/default"
        );
        assert_eq!(id(Scope::ResourceGroup, "A.B/c/d", &text("x/y")), "/subscriptions/…/providers/A.B/c/x/d/y");
        assert_eq!(id(Scope::Subscription, "Microsoft.Resources/resourceGroups", &text("g")), "/subscriptions/…/resourceGroups/g");
        assert_eq!(id(Scope::Tenant, "A.B/c/d", &partly("p", "/y")), "/providers/A.B/c/p…/d/y");
        assert_eq!(id(Scope::Tenant, "A.B/c", &partly("p", "/y")), "/providers/A.B/c/p…/y");
        assert_eq!(id(Scope::Tenant, "A.B/c/d", &text("x")), "the name of a `A.B/c/d` has 2 parts, not 1");
        assert_eq!(id(Scope::Tenant, "A.B", &text("x")), "`A.B` is not a resource type");
    }
}
