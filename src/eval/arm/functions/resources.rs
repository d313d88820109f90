//! Resource ids.

use super::signature::{Call, Function, MANY, because, text};
use crate::eval::Scope;
use crate::eval::{Data, EvalError, Unknown, Value, join_text};
use crate::parts::Parts;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("extensionResourceId", 3, MANY, |call| {
        let Some(named) = Named::read(call, 1, 1) else { return malformed(call) };
        finish(call, &[call.value(0).clone()], &named)
    })
    .unknown(),
    Function::new("managementGroupResourceId", 2, MANY, management_group).unknown(),
    Function::new("resourceId", 2, MANY, resource).unknown(),
    Function::new("subscriptionResourceId", 2, MANY, subscription).unknown(),
    Function::new("tenantResourceId", 2, MANY, |call| {
        let Some(named) = Named::read(call, 0, 0) else { return malformed(call) };
        finish(call, &[], &named)
    })
    .unknown(),
];

/// A resource type, and as many names as it has parts.
struct Named<'n> {
    before: &'n [Value],
    provider: &'n str,
    kinds: Vec<&'n str>,
    names: &'n [Value],
}

impl<'n> Named<'n> {
    /// The type, after at least `least` and at most `most` arguments, and its names: the first type with as many parts as names follow.
    fn read(call: &Call<'n>, least: usize, most: usize) -> Option<Self> {
        (least..=most).find_map(|index| {
            let mut parts = call.get(index)?.as_text()?.split('/');
            let (before, names) = (call.arguments.before(index), call.arguments.after(index + 1));
            let provider = parts.next().filter(|provider| !provider.is_empty())?;
            let kinds: Vec<&str> = parts.take(names.len() + 1).collect(); // one more shows that there are too many parts
            let fits = !names.is_empty() && kinds.len() == names.len() && kinds.iter().all(|kind| !kind.is_empty());
            fits.then_some(Self { before, provider, kinds, names })
        })
    }
}

/// Whether the type is unknown, or no type matches the number of names.
fn malformed(call: &Call<'_>) -> Result<Value, EvalError> {
    match call.arguments.iter().find_map(Value::as_unknown) {
        Some(unknown) => Ok(because(unknown)),
        None => Err(EvalError::new("a resource type and a name for each of its parts are required")),
    }
}

fn finish(call: &Call<'_>, scope: &[Value], named: &Named<'_>) -> Result<Value, EvalError> {
    let mut parts = scope.to_vec();
    parts.push(Value::text(format!("/providers/{}", named.provider)));
    for (kind, name) in named.kinds.iter().zip(named.names) {
        if name.as_unknown().is_none() {
            text(name)?;
        }
        call.fuel().take_text(kind.len())?;
        parts.extend([Value::text(format!("/{kind}/")), name.clone()]);
    }
    join_text(&parts, call.fuel())
}

fn of_the_deployment(what: &'static str) -> Value {
    Value::unknown(what)
}

const SUBSCRIPTION: &str = "the subscription is known only when the template is deployed";
const GROUP: &str = "the resource group is known only when the template is deployed";
const MANAGEMENT_GROUP: &str = "the management group is known only when the template is deployed";

/// Whether a text has the form of a GUID, which `resourceId` treats as a subscription.
fn is_guid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

fn resource(call: &Call<'_>) -> Result<Value, EvalError> {
    let Some(named) = Named::read(call, 0, 2) else { return malformed(call) };
    let start = || Value::text("/subscriptions/");
    let in_group = |subscription: Value, group: Value| [start(), subscription, Value::text("/resourceGroups/"), group];
    match named.before {
        [] => match call.context.scope {
            Some(Scope::ManagementGroup | Scope::Tenant) => finish(call, &[], &named),
            Some(Scope::Subscription) => finish(call, &[start(), of_the_deployment(SUBSCRIPTION)], &named),
            Some(Scope::ResourceGroup) => finish(call, &in_group(of_the_deployment(SUBSCRIPTION), of_the_deployment(GROUP)), &named),
            None => finish(call, &[of_the_deployment(SUBSCRIPTION)], &named),
        },
        [only] => match &only.data {
            Data::Text(text) if !is_guid(text) && call.context.scope == Some(Scope::ResourceGroup) => {
                finish(call, &in_group(of_the_deployment(SUBSCRIPTION), only.clone()), &named)
            }
            Data::Text(text) if is_guid(text) && call.context.scope == Some(Scope::Subscription) => {
                finish(call, &[start(), only.clone()], &named)
            }
            // The argument may name the group or the subscription.
            _ => {
                let reason = only.as_unknown().map_or(SUBSCRIPTION.into(), |unknown| unknown.reason.clone());
                finish(call, &[start(), Value::unknown(reason)], &named)
            }
        },
        [subscription, group, ..] => finish(call, &in_group(subscription.clone(), group.clone()), &named),
    }
}

fn subscription(call: &Call<'_>) -> Result<Value, EvalError> {
    let Some(named) = Named::read(call, 0, 1) else { return malformed(call) };
    let id = named.before.first().cloned().unwrap_or_else(|| of_the_deployment(SUBSCRIPTION));
    finish(call, &[Value::text("/subscriptions/"), id], &named)
}

fn management_group(call: &Call<'_>) -> Result<Value, EvalError> {
    let Some(named) = Named::read(call, 0, 1) else { return malformed(call) };
    let name = named.before.first().cloned().unwrap_or_else(|| of_the_deployment(MANAGEMENT_GROUP));
    finish(call, &[Value::text(MANAGEMENT_GROUPS), name], &named)
}

/// The start of the id of a management group.
pub(super) const MANAGEMENT_GROUPS: &str = "/providers/Microsoft.Management/managementGroups/";

/// Text with this start, whose rest is known only when the template is deployed.
pub(super) fn starting_with(start: &'static str, reason: &'static str) -> Value {
    let known = Unknown { starts_with: start.into(), ..Unknown::new(reason) };
    Value::made(Data::Unknown(known.into()))
}
