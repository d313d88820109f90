//! Functions whose result is known only at deployment, and the parts of it that are known before.

use super::objects::object;
use super::resources::{MANAGEMENT_GROUPS, starting_with};
use super::roles::built_in_role;
use super::signature::on_the_way_of;
use crate::eval::call::{because, required};
use crate::eval::{Data, EvalError, Fuel, Unknown, Value, join_text};
use crate::text::Text;
use std::sync::Arc;

const DEPLOYED: &str = "it is known only when the template is deployed";
const CHANCE: &str = "it is different in each deployment";
const CLOCK: &str = "it is the time of the deployment";
const OUTSIDE: &str = "it comes from outside of the configuration";
const SECRET: &str = "it is a secret that is read at the deployment";

/// Functions with an unknown result, and why it is unknown.
const UNKNOWN: &[(&str, &str)] = &[
    ("deployment", DEPLOYED),
    ("externalInput", OUTSIDE),
    ("getSecret", SECRET),
    ("newGuid", CHANCE),
    ("pickZones", DEPLOYED),
    ("providers", DEPLOYED),
    ("readCliArg", OUTSIDE),
    ("readEnvVar", OUTSIDE),
    ("readEnvironmentVariable", OUTSIDE),
    ("reference", DEPLOYED),
    ("references", DEPLOYED),
    ("stackOutputs", OUTSIDE),
    ("toLogicalZone", DEPLOYED),
    ("toLogicalZones", DEPLOYED),
    ("toPhysicalZone", DEPLOYED),
    ("toPhysicalZones", DEPLOYED),
    ("utcNow", CLOCK),
];

/// Calls a function that reads the state of the deployment; `None` if it is not one of them.
pub(super) fn call(name: &str, arguments: &[Value], fuel: &Fuel) -> Option<Result<Value, EvalError>> {
    if let Err(fault) = fuel.take(4 * Fuel::ELEMENT) {
        return Some(Err(fault));
    }
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    if let Some((_, reason)) = UNKNOWN.iter().find(|(other, _)| is(other)) {
        return Some(Ok(Value::unknown(*reason)));
    }
    let result = match () {
        () if is("environment") => Ok(environment()),
        () if is("roleDefinitions") => role_definition(arguments, fuel),
        () if is("subscription") => subscription(arguments, fuel),
        () if is("resourceGroup") => resource_group(arguments, fuel),
        () if is("managementGroup") => management_group(arguments, fuel),
        () if is("deployer") => Ok(open([("tenantId", tenant_id("deployer()"))])),
        () if is("tenant") => Ok(tenant()),
        // `listKeys`, `listAccountSas`: each provider has its own functions.
        () if name.get(..4).is_some_and(is_list) => Ok(Value::unknown(SECRET)),
        () => return None,
    };
    Some(result.map(|result| on_the_way_of(result, arguments)))
}

fn is_list(start: &str) -> bool {
    start.eq_ignore_ascii_case("list")
}

/// An object with these members and further ones that are known at deployment.
fn open<const N: usize>(members: [(&'static str, Value); N]) -> Value {
    object(members.map(|(key, value)| (key.into(), value)), Some(Arc::new(Unknown::new(DEPLOYED))))
}

/// The members of `environment()` in the public cloud, where authorities and hosts have the same form as in the others.
///
/// Source: `https://management.azure.com/metadata/endpoints?api-version=2022-09-01`, and Microsoft Learn, "Deployment functions" (2026-07).
fn environment() -> Value {
    let texts = |members: &[(&'static str, &'static str)]| -> Vec<(Arc<str>, Value)> {
        members.iter().map(|(key, value)| (Arc::from(*key), Value::text(*value))).collect()
    };
    let audiences = ["https://management.core.windows.net/", "https://management.azure.com/"].map(Value::text);
    let mut authentication =
        texts(&[("loginEndpoint", "https://login.microsoftonline.com/"), ("tenant", "common"), ("identityProvider", "AAD")]);
    authentication.push(("audiences".into(), Value::list(audiences)));
    let suffixes = texts(&[
        ("acrLoginServer", ".azurecr.io"),
        ("azureDatalakeAnalyticsCatalogAndJob", "azuredatalakeanalytics.net"),
        ("azureDatalakeStoreFileSystem", "azuredatalakestore.net"),
        ("azureFrontDoorEndpointSuffix", "azurefd.net"),
        ("keyvaultDns", ".vault.azure.net"),
        ("sqlServerHostname", ".database.windows.net"),
        ("storage", "core.windows.net"),
    ]);
    let mut members = texts(&[
        ("name", "AzureCloud"),
        ("gallery", "https://gallery.azure.com/"),
        ("graph", "https://graph.windows.net/"),
        ("portal", "https://portal.azure.com"),
        ("graphAudience", "https://graph.windows.net/"),
        ("activeDirectoryDataLake", "https://datalake.azure.net/"),
        ("batch", "https://batch.core.windows.net/"),
        ("media", "https://rest.media.azure.net"),
        ("sqlManagement", "https://management.core.windows.net:8443/"),
        ("resourceManager", "https://management.azure.com/"),
    ]);
    let rest = || Some(Arc::new(Unknown::new(DEPLOYED)));
    members.push(("authentication".into(), object(authentication, rest())));
    members.push(("suffixes".into(), object(suffixes, rest())));
    object(members, rest())
}

/// `roleDefinitions('Owner')`: a built-in role by its name (Bicep 0.42).
fn role_definition(arguments: &[Value], fuel: &Fuel) -> Result<Value, EvalError> {
    let [name] = arguments else { return Err(EvalError::new("`roleDefinitions` requires the name of a built-in role")) };
    let guid = match (name.as_text(), name.as_unknown()) {
        (Some(name), _) => match built_in_role(name) {
            Some(id) => Value::text(id),
            None => Value::unknown(Text::new("the id of the built-in role `{name}` is not known here").with("name", name)),
        },
        (None, Some(unknown)) => because(unknown),
        (None, None) => return Err(required("the name of a role", name)),
    };
    let id = join_text(&[Value::text("/providers/Microsoft.Authorization/roleDefinitions/"), guid.clone()], fuel)?;
    Ok(open([("id", id), ("roleDefinitionId", guid)]))
}

fn unknown() -> Value {
    Value::unknown(DEPLOYED)
}

fn tenant() -> Value {
    open([("id", Value::text("/")), ("tenantId", tenant_id("tenant()")), ("type", Value::text("Microsoft.Resources/tenants"))])
}

/// The id of the tenant that a template is deployed to.
fn tenant_id(of: &'static str) -> Value {
    Value::made(Data::Unknown(Arc::new(Unknown::new(DEPLOYED).read_from(of, "tenantId"))))
}

fn subscription(arguments: &[Value], fuel: &Fuel) -> Result<Value, EvalError> {
    const START: &str = "/subscriptions/";
    Ok(match arguments {
        [] => open([("id", starting_with(START, DEPLOYED)), ("subscriptionId", unknown()), ("tenantId", tenant_id("subscription()"))]),
        [subscription, ..] => {
            let id = join_text(&[Value::text(START), subscription.clone()], fuel)?;
            open([("id", id), ("subscriptionId", subscription.clone()), ("tenantId", tenant_id("subscription()"))])
        }
    })
}

fn resource_group(arguments: &[Value], fuel: &Fuel) -> Result<Value, EvalError> {
    let (subscription, name) = match arguments {
        [] => (unknown(), unknown()),
        [name] => (unknown(), name.clone()),
        [subscription, name, ..] => (subscription.clone(), name.clone()),
    };
    let id = join_text(&[Value::text("/subscriptions/"), subscription, Value::text("/resourceGroups/"), name.clone()], fuel)?;
    Ok(open([("id", id), ("name", name), ("type", Value::text("Microsoft.Resources/resourceGroups"))]))
}

fn management_group(arguments: &[Value], fuel: &Fuel) -> Result<Value, EvalError> {
    let name = arguments.first().cloned().unwrap_or_else(unknown);
    Ok(open([("id", join_text(&[Value::text(MANAGEMENT_GROUPS), name.clone()], fuel)?), ("name", name)]))
}
