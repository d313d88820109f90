//! The resources that a deployment declares.

use super::evaluator::{Evaluator, Instance};
use super::names::Here;
use super::repeated::Repeated;
use super::template::{Resource, Template};
use crate::eval::arm::resource_id;
use crate::eval::arm::template::{DEPLOYMENTS, Planned, is_deployment};
use crate::eval::defaults::{Parameters, place};
use crate::eval::{Data, EvalError, Object, Unknown, Value};
use crate::text::Text;
use std::rc::Rc;
use std::sync::Arc;

/// The maximum number of resources per deployment.
pub(super) const MAX_RESOURCES: usize = 50_000;

impl<'c> Evaluator<'c> {
    /// Visits every resource that a deployment of this template declares, with this parameter file.
    pub fn deploy(&self, template: &'c Template<'c>, values: Option<&'c Template<'c>>, give: &mut dyn FnMut(Planned)) {
        while self.resources(&self.root(template, values), Parameters::default(), give) && self.defaults().start_next() {}
    }

    /// Visits every resource that an instance of a template and its modules declare in this run and in no earlier one; `false` if there
    /// are too many. The instance itself exists only if `only_if` are set.
    fn resources(&self, instance: &Rc<Instance<'c>>, only_if: Parameters, give: &mut dyn FnMut(Planned)) -> bool {
        let defaults = self.defaults();
        let template = instance.template;
        for (index, resource) in template.resources.iter().enumerate() {
            if resource.is_existing {
                continue;
            }
            let own = place(resource.header, &instance.calls);
            // What a nested template declares may exist in other runs than the resource that deploys it.
            let is_deployment = is_deployment(&resource.resource_type);
            let is_due = defaults.is_due(&own) || is_deployment && defaults.enters(&own);
            if !is_due {
                continue;
            }
            let (each, read) = defaults.recording(|| {
                let repetitions = self.repetitions(instance, false, index);
                let deployed = repetitions.each.iter().filter(|repeated| self.is_deployed(instance, index, repeated));
                deployed.cloned().collect::<Vec<_>>()
            });
            if each.is_empty() {
                defaults.vanishes(read, own);
                continue;
            }
            let is_new = defaults.declare(own);
            if !is_new && !is_deployment {
                continue;
            }
            let only_if = if is_new { only_if | read & defaults.open() } else { only_if };
            // Which of the repetitions exist depends on parameters without a value.
            let number = if (read & defaults.open()).is_empty() { each.len() } else { 1 };
            for repeated in each.iter().take(number) {
                if self.resources.get() == MAX_RESOURCES {
                    let message = Text::new("the template declares more than {limit} resources: only the first are checked")
                        .with("limit", MAX_RESOURCES.to_string());
                    self.problem(resource.header, message);
                    return false;
                }
                self.resources.set(self.resources.get() + 1);
                let planned = Planned { only_if: defaults.names(only_if), ..self.planned(instance, index, repeated) };
                if is_deployment && self.deploy_nested(instance, index, &planned, only_if, give) {
                    continue;
                }
                if is_new {
                    give(planned);
                }
            }
        }
        for (call, declared) in template.calls.iter().enumerate() {
            let own = place(declared.header, &instance.calls);
            if !defaults.enters(&own) {
                continue;
            }
            if let Some(called) = self.environment.arm_template(template.file, declared.path) {
                self.deploy_call(instance, call, called, only_if, give);
                continue;
            }
            let (children, read) = defaults.recording(|| self.children(instance, call));
            let Ok(children) = children else {
                let (planned, read) = defaults.recording(|| self.not_seen(instance, call));
                let Some(planned) = planned.filter(|_| self.resources.get() < MAX_RESOURCES) else {
                    defaults.vanishes(read, own);
                    continue;
                };
                if defaults.declare(own) {
                    self.resources.set(self.resources.get() + 1);
                    give(Planned { only_if: defaults.names(only_if | read), ..planned });
                }
                continue;
            };
            let deployed: Vec<_> = children.each.iter().filter(|(_, is_deployed, _)| *is_deployed).collect();
            if deployed.is_empty() {
                if read.is_empty() {
                    self.turns_off(template, call);
                }
                defaults.vanishes(read, own);
                continue;
            }
            let only_if = if defaults.declare(own) { only_if | read & defaults.open() } else { only_if };
            for (_, _, child) in deployed {
                if !self.resources(child, only_if, give) {
                    return false;
                }
            }
        }
        let first = template.resources.first().map(|first| first.header).or(template.calls.first().map(|first| first.header));
        if let Some(first) = first
            && self.fuel().is_spent()
        {
            if defaults.open().is_empty() {
                self.problem(first, "the template exceeds the evaluation limit: its last resources are not evaluated".into());
            } else {
                let message =
                    "the template exceeds the evaluation limit: not all resources that exist only if parameters are set are checked";
                self.limit(first, message.into());
            }
            return false;
        }
        true
    }

    /// Whether a resource is deployed: unless its condition, or one around it, is known to be false.
    pub(super) fn is_deployed(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated) -> bool {
        let resource = instance.template.resource_at(index);
        let here = Here { evaluator: self, instance, inside: resource.parent };
        let own = repeated.site(resource.body, &here, &mut |site| self.condition(resource.body, site));
        own && resource.parent.is_none_or(|parent| self.is_deployed(instance, parent, &Repeated::default()))
    }

    fn planned(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated) -> Planned {
        let resource: &'c Resource<'c> = instance.template.resource_at(index);
        let known = |value: Result<Value, EvalError>| value.unwrap_or_else(|fault| Value::unknown(fault.message));
        Planned {
            of: resource.resource_type.as_str().into(),
            version: resource.api_version.map(|version| Value::literal(Data::Text(version.into()), resource.type_span)),
            header: resource.header,
            address: format!("{}{}{repeated}", instance.address, resource.address),
            name: Some(known(self.full_name(instance, index, repeated))),
            id: known(self.id(instance, index, repeated)),
            scope: known(self.scope_id(instance, index, repeated)),
            body: known(self.whole_body(instance, index, repeated)),
            calls: instance.calls.clone(),
            only_if: Vec::new(),
        }
    }

    /// The deployment of a call whose template is not in the input, so that only the deployment itself is known. `None` if it is not
    /// deployed.
    fn not_seen(&self, instance: &Rc<Instance<'c>>, index: usize) -> Option<Planned> {
        let call = instance.template.call_at(index);
        let reason = self.environment.template(instance.template.file, call.path).err()?;
        let here = Here { evaluator: self, instance, inside: None };
        // It is reported once, whatever its number of repetitions.
        let once = Repeated::default();
        if call.body.header.is_none() && !once.site(call.body, &here, &mut |site| self.condition(call.body, site)) {
            return None;
        }
        let name = call.body.object.as_ref().and_then(|object| object.property("name"));
        let name = name.map(|name| once.site(call.body, &here, &mut |site| self.expressions.evaluate_or_unknown(&name.value, site)));
        let name = name.unwrap_or_else(|| Value::unknown("it has no name"));
        let scope = instance.deployment.clone();
        let unknown = Unknown::new(reason);
        Some(Planned {
            of: DEPLOYMENTS.into(),
            version: None,
            header: call.header,
            address: format!("{}{}", instance.address, call.name),
            id: resource_id(&scope, DEPLOYMENTS, &name, self.fuel()).unwrap_or_else(|fault| Value::unknown(fault.message)),
            name: Some(name),
            scope,
            body: Value::made(Data::Object(Arc::new(Object::default().open(Arc::new(unknown))))),
            calls: instance.calls.clone(),
            only_if: Vec::new(),
        })
    }
}
