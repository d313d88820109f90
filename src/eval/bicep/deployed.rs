//! ARM templates that a Bicep file deploys: modules in JSON, and resources that deploy a nested template.

use super::evaluator::{Asked, Evaluator, INSTANCE, Instance};
use super::names::Here;
use super::planned::MAX_RESOURCES;
use super::reference::Which;
use super::repeated::Repeated;
use super::template::template_path;
use crate::eval::arm::expression::Site;
use crate::eval::arm::template::{Call, Computed, Engine, Links, Planned, Template};
use crate::eval::defaults::{Parameters, place};
use crate::eval::{Data, EvalError, Value, join_text};
use crate::syntax::bicep::ast::{ObjectItem, Step, StepKind};
use crate::text::Text;
use std::rc::Rc;

/// Why a member of a module is unknown.
const DEPLOYED: &str = "known only when the module is deployed";

impl<'c> Evaluator<'c> {
    /// Visits the resources of an ARM template that a call deploys.
    pub(super) fn deploy_call(
        &self,
        instance: &Rc<Instance<'c>>,
        index: usize,
        template: Template<'c>,
        only_if: Parameters,
        give: &mut dyn FnMut(Planned),
    ) {
        let call = instance.template.call_at(index);
        let defaults = self.defaults();
        let own = place(call.header, &instance.calls);
        let here = Here { evaluator: self, instance, inside: None };
        let (each, read) = defaults.recording(|| {
            let repetitions = self.repetitions(instance, true, index);
            let is_deployed = |repeated: &&Repeated| repeated.site(call.body, &here, &mut |site| self.condition(call.body, site));
            repetitions.each.iter().filter(is_deployed).cloned().collect::<Vec<_>>()
        });
        if each.is_empty() {
            return defaults.vanishes(read, own);
        }
        let only_if = if defaults.declare(own) { only_if | read & defaults.open() } else { only_if };
        for repeated in &each {
            if self.fuel().take(INSTANCE).is_err() {
                return;
            }
            let call = self.call_of(instance, index, repeated, template);
            self.deploy_arm(template, self.environment.links(), call, only_if, give);
        }
    }

    /// Visits the resources of the nested template of a resource that deploys one; `false` if the template is unknown.
    pub(super) fn deploy_nested(
        &self,
        instance: &Rc<Instance<'c>>,
        index: usize,
        planned: &Planned,
        only_if: Parameters,
        give: &mut dyn FnMut(Planned),
    ) -> bool {
        let resource = instance.template.resource_at(index);
        let Some(properties) = planned.body.member("properties") else { return false };
        let parameters = properties.member("parameters").filter(|parameters| !parameters.is_null());
        let call = |template: Template<'_>| Call {
            parameters,
            reads: Parameters::default(),
            deployment: self.deployed_to(instance, planned, template),
            calls: place(resource.header, &instance.calls),
            address: format!("{}.", planned.address),
        };
        let path = resource.body.object.as_ref().and_then(|object| template_path(object, &|name| instance.template.variable(name)));
        if let Some(template) = path.and_then(|path| self.environment.arm_template(instance.template.file, path)) {
            self.deploy_arm(template, self.environment.links(), call(template), only_if, give);
            return true;
        }
        let Some(template) = properties.member("template").filter(|template| matches!(template.data, Data::Object(_))) else {
            return false;
        };
        let Ok(computed) = Computed::new(&template, instance.template.file, self.environment.links(), self.fuel()) else { return false };
        self.deploy_arm(computed.template(), &computed, call(computed.template()), only_if, give);
        true
    }

    fn deploy_arm<'t>(&self, template: Template<'t>, links: &'t dyn Links, call: Call, only_if: Parameters, give: &mut dyn FnMut(Planned)) {
        let at = call.calls.first().copied();
        let (planned, diagnostics) = Engine::new(links, self.expressions.clone()).deploy(template, call, only_if);
        self.note(diagnostics);
        let room = MAX_RESOURCES.saturating_sub(self.resources.get());
        if planned.len() > room
            && let Some(at) = at
        {
            self.problem(
                at,
                Text::new("the template declares more than {limit} resources: only the first are checked")
                    .with("limit", MAX_RESOURCES.to_string()),
            );
        }
        self.resources.set(self.resources.get() + planned.len().min(room));
        planned.into_iter().take(room).for_each(give);
    }

    /// The call of an ARM template in one of its repetitions.
    fn call_of(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated, template: Template<'c>) -> Call {
        let call = instance.template.call_at(index);
        let here = Here { evaluator: self, instance, inside: None };
        let ((parameters, deployment), reads) = self.defaults().recording(|| {
            repeated.site(call.body, &here, &mut |site| {
                let deployment = self.scope_of_call(instance, call, template.scope(), site);
                (self.parameters_of(instance, index, site), deployment)
            })
        });
        Call {
            parameters,
            reads,
            deployment: Some(deployment),
            calls: place(call.header, &instance.calls),
            address: format!("{}{}{repeated}.", instance.address, call.name),
        }
    }

    /// The values of the parameters in a call, as an ARM template passes them.
    fn parameters_of(&self, instance: &Rc<Instance<'c>>, index: usize, site: &Site<'_>) -> Option<Value> {
        let object = instance.template.call_at(index).body.object.as_ref()?;
        let Some(params) = object.property("params") else {
            let is_whole = object.items.iter().all(|item| matches!(item, ObjectItem::Property(_)));
            return (!is_whole).then(|| Value::unknown("the call has a syntax error"));
        };
        let given = self.expressions.evaluate_or_unknown(&params.value, site);
        let Data::Object(object) = &given.data else { return Some(given) };
        let parameters = Value::object(given.members().into_iter().flatten().map(|(name, value)| {
            let place = value.at;
            (name.clone(), Value { at: place, ..Value::object([("value".into(), value)]) })
        }));
        match (&parameters.data, &object.rest) {
            (Data::Object(own), Some(rest)) => {
                let open = crate::eval::Object::clone(own).open(rest.clone());
                Some(Value { data: Data::Object(open.into()), ..parameters })
            }
            _ => Some(parameters),
        }
    }

    /// The id of the scope to which a resource deploys a nested template; `None` if it is not specified and differs from the outer one.
    fn deployed_to(&self, instance: &Instance<'c>, planned: &Planned, template: Template<'_>) -> Option<Value> {
        let own = |key: &str| planned.body.member(key).filter(|value| !value.is_null());
        if own("scope").is_some() {
            return Some(planned.scope.clone());
        }
        let unknown = || Value::unknown(DEPLOYED);
        let parts = match (own("subscriptionId"), own("resourceGroup")) {
            (None, None) => {
                let is_same = template.scope() == instance.template.scope || instance.deployment.as_text() != Some("");
                return is_same.then(|| instance.deployment.clone());
            }
            (Some(subscription), None) => vec![Value::text("/subscriptions/"), subscription],
            (subscription, Some(group)) => {
                vec![Value::text("/subscriptions/"), subscription.unwrap_or_else(unknown), Value::text("/resourceGroups/"), group]
            }
        };
        Some(join_text(&parts, self.fuel()).unwrap_or_else(|fault| Value::unknown(fault.message)))
    }

    /// An ARM template as a value, or one of its outputs; and the number of steps consumed.
    pub(super) fn called(
        &self,
        here: &Here<'_, 'c>,
        index: usize,
        template: Template<'c>,
        steps: &[Step<'_>],
        site: &Site<'_>,
    ) -> Result<(Value, usize), EvalError> {
        let instance = here.instance;
        let call = instance.template.call_at(index);
        let (repetitions, read) = self.defaults().recording(|| self.repetitions(instance, true, index));
        if !self.defaults().is_as_found(&place(call.header, &instance.calls), read) {
            return Ok((
                Value::unknown(Text::new("module `{name}` may not be deployed where this is").with("name", call.name)),
                steps.len(),
            ));
        }
        let outputs = |repeated: &Repeated| {
            self.remember(instance, Asked::Outputs(index, repeated.index), || {
                let call = self.call_of(instance, index, repeated, template);
                Ok(Engine::new(self.environment.links(), self.expressions.clone()).outputs_of(template, call))
            })
        };
        let whole = |repeated: &Repeated| Ok(Value::object([("outputs".into(), outputs(repeated)?)]));
        let (repeated, taken) = match self.which(&repetitions, steps, site)? {
            Which::One(repeated, taken) => (repeated, taken),
            Which::All => {
                let all = repetitions.each.iter().map(whole).collect::<Result<Vec<_>, EvalError>>()?;
                return Ok((Value::list(all), 0));
            }
            Which::Unknown(reason) => return Ok((Value::unknown(reason.reason.clone()), steps.len())),
        };
        match steps.get(taken).map(|step| &step.kind) {
            Some(StepKind::Member { name, .. }) if name.text == "outputs" => Ok((outputs(&repeated)?, taken + 1)),
            Some(StepKind::Member { name, .. }) => {
                let object = call.body.object.as_ref();
                let own = object.and_then(|object| object.property("name")).filter(|_| name.text == "name");
                match own {
                    Some(own) => {
                        let value = repeated.site(call.body, here, &mut |site| self.expressions.evaluate(&own.value, site));
                        value.map(|value| (value, taken + 1))
                    }
                    None => Ok((Value::unknown(DEPLOYED), steps.len())),
                }
            }
            _ => whole(&repeated).map(|value| (value, taken)),
        }
    }

    /// A variable that is imported from an ARM template.
    pub(super) fn variable_of(&self, template: Template<'c>, name: &str) -> Result<Value, EvalError> {
        Engine::new(self.environment.links(), self.expressions.clone()).variable_of(template, name)
    }
}
