//! References to resources and modules: their parts that are known before deployment.

use super::evaluator::{Asked, Evaluator, Instance};
use super::names::Here;
use super::repeated::{Repeated, RepeatedBy, Repetitions};
use super::template::{Resource, Symbol};
use crate::eval::arm::expression::Site;
use crate::eval::arm::{member, resource_id};
use crate::eval::defaults::place;
use crate::eval::{Data, EvalError, Number, Object, Reference, Unknown, Value, join_text};
use crate::parts::Parts;
use crate::syntax::bicep::ast::{self, Expression, ExpressionKind, Step, StepKind};
use crate::text::Text;
use std::rc::Rc;
use std::sync::Arc;

/// Why an attribute of a resource is unknown.
const DEPLOYED: &str = "known only when the resource is deployed";

impl<'c> Evaluator<'c> {
    /// A resource, a repetition of it, or an attribute; and the number of steps consumed.
    pub(super) fn resource(
        &self,
        here: &Here<'_, 'c>,
        index: usize,
        steps: &[Step<'_>],
        site: &Site<'_>,
    ) -> Result<(Value, usize), EvalError> {
        let instance = here.instance;
        let repetitions = self.repetitions(instance, false, index);
        let (repeated, taken) = match self.which(&repetitions, steps, site)? {
            Which::One(repeated, taken) => (repeated, taken),
            Which::All => {
                let all = repetitions.each.iter().map(|repeated| self.whole_resource(instance, index, repeated));
                return Ok((Value::list(all.collect::<Vec<_>>()), 0));
            }
            Which::Unknown(reason) => return Ok((Value::unknown(reason.reason.clone()), steps.len())),
        };
        match steps.get(taken).map(|step| &step.kind) {
            Some(StepKind::Nested(name)) => {
                let nested = instance.template.nested(index, name.text);
                let nested = nested.ok_or_else(|| EvalError::new(Text::new("it contains no resource `{name}`").with("name", name.text)))?;
                let inner = Here { inside: Some(index), ..*here };
                self.resource(&inner, nested, steps.after(taken + 1), site).map(|(value, more)| (value, taken + 1 + more))
            }
            Some(StepKind::Member { name, .. }) => {
                let mut value = self.attribute(instance, index, &repeated, name.text)?;
                let mut taken = taken + 1;
                // Written members are known; the others only at deployment.
                while let Some(Step { kind: StepKind::Member { name, .. }, .. }) = steps.get(taken) {
                    if !matches!(value.data, Data::Object(_)) {
                        break;
                    }
                    taken += 1;
                    match member(&value, name.text, self.fuel())? {
                        Some(found) => value = found,
                        None => return Ok((self.unknown_attribute(instance, index, &repeated, name.text), steps.len())),
                    }
                }
                let is_deployed = matches!(value.data, Data::Null) && taken > 1 && !matches!(name.text, "name" | "id" | "type");
                Ok(if is_deployed { (self.unknown_attribute(instance, index, &repeated, name.text), steps.len()) } else { (value, taken) })
            }
            Some(StepKind::Call(call)) => {
                let reason = Text::new("`{name}` of a resource is known only after deployment").with("name", call.name.text);
                Ok((Value::unknown(reason), steps.len()))
            }
            _ => Ok((self.whole_resource(instance, index, &repeated), taken)),
        }
    }

    /// A module, a repetition of it, or an output; and the number of steps consumed.
    pub(super) fn module(
        &self,
        here: &Here<'_, 'c>,
        index: usize,
        steps: &[Step<'_>],
        site: &Site<'_>,
    ) -> Result<(Value, usize), EvalError> {
        let instance = here.instance;
        let call = instance.template.call_at(index);
        if let Some(template) = self.environment.arm_template(instance.template.file, call.path) {
            return self.called(here, index, template, steps, site);
        }
        let (children, read) = self.defaults().recording(|| self.children(instance, index));
        let children = match children {
            Ok(children) => children,
            Err(fault) => {
                return Ok((
                    Value::unknown(Text::new("module `{name}`: {reason}").with("name", call.name).with("reason", fault.message)),
                    steps.len(),
                ));
            }
        };
        if !self.defaults().is_as_found(&place(call.header, &instance.calls), read) {
            return Ok((
                Value::unknown(Text::new("module `{name}` may not be deployed where this is").with("name", call.name)),
                steps.len(),
            ));
        }
        let (repeated, taken) = match self.which(&children.repetitions, steps, site)? {
            Which::One(repeated, taken) => (repeated, taken),
            Which::All => {
                let all = children.each.iter().map(|(_, _, child)| Value::object([("outputs".into(), self.outputs(child))]));
                return Ok((Value::list(all.collect::<Vec<_>>()), 0));
            }
            Which::Unknown(reason) => return Ok((Value::unknown(reason.reason.clone()), steps.len())),
        };
        let child = children.each.iter().find(|(own, ..)| own.index == repeated.index).map(|(.., child)| child);
        let Some(child) = child else {
            return Err(EvalError::new(Text::new("module `{name}` has no such repetition").with("name", call.name)));
        };
        let member = |at: usize| match steps.get(at).map(|step| &step.kind) {
            Some(StepKind::Member { name, .. }) => Some(name.text),
            _ => None,
        };
        match (member(taken), member(taken + 1)) {
            (Some("outputs"), Some(output)) => Ok((self.output(child, output)?, taken + 2)),
            (Some("outputs"), None) => Ok((self.outputs(child), taken + 1)),
            (Some("name"), _) => {
                let name = call.body.object.as_ref().and_then(|object| object.property("name"));
                let evaluate =
                    |expression: &Expression<'_>| repeated.site(call.body, here, &mut |site| self.expressions.evaluate(expression, site));
                let name = name.map_or_else(|| Ok(Value::unknown("the module has no name")), |name| evaluate(&name.value));
                Ok((name?, taken + 1))
            }
            (Some(_), _) => Ok((Value::unknown(DEPLOYED), steps.len())),
            (None, _) => Ok((Value::object([("outputs".into(), self.outputs(child))]), taken)),
        }
    }

    /// The repetition that a chain refers to.
    pub(super) fn which(&self, repetitions: &Repetitions, steps: &[Step<'_>], site: &Site<'_>) -> Result<Which, EvalError> {
        let index = match (&repetitions.by, steps.first().map(|step| &step.kind)) {
            (RepeatedBy::Nothing, _) => return Ok(Which::One(repetitions.each.first().cloned().unwrap_or_default(), 0)),
            (RepeatedBy::Unknown(unknown), _) => return Ok(Which::Unknown(unknown.clone())),
            (RepeatedBy::Index, Some(StepKind::Index { index, from_end: false, .. })) => self.expressions.evaluate(index, site)?,
            (RepeatedBy::Index, _) => return Ok(Which::All),
        };
        match &index.data {
            Data::Unknown(unknown) => Ok(Which::Unknown(unknown.clone())),
            Data::Number(Number::Whole(number)) => {
                let found = usize::try_from(*number).ok().and_then(|number| repetitions.each.get(number));
                let missing = || {
                    EvalError::new(
                        Text::new("the index {number} is out of range: the loop has {given} iterations")
                            .with("number", number.to_string())
                            .with("given", repetitions.each.len().to_string()),
                    )
                };
                found.cloned().map(|found| Which::One(found, 1)).ok_or_else(missing)
            }
            _ => Err(EvalError::new(Text::new("an index is a number, not {found}").with("found", index.kind_name()))),
        }
    }

    /// A resource as a value: its members that are certainly known.
    fn whole_resource(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated) -> Value {
        let names = ["apiVersion", "id", "name", "type"];
        let attribute = |name: &'static str| {
            let value = self.attribute(instance, index, repeated, name).unwrap_or_else(|fault| Value::unknown(fault.message));
            (Arc::from(name), value)
        };
        let rest = self.unknown_attribute(instance, index, repeated, "");
        let rest = rest.as_unknown().cloned().unwrap_or_default();
        Value::made(Data::Object(Arc::new(Object::new(names.map(attribute)).open(rest))))
    }

    /// An attribute of a resource: written, or derived from written values.
    fn attribute(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated, name: &str) -> Result<Value, EvalError> {
        let resource = instance.template.resource_at(index);
        match name {
            // Other services define their own ids.
            "id" if resource.is_of_resource_manager() => self.id(instance, index, repeated),
            "type" => Ok(Value { at: Some(resource.type_span), ..Value::text(resource.resource_type.as_str()) }),
            "apiVersion" => Ok(resource.api_version.map_or_else(
                || Value::unknown("the type has no version"),
                |version| Value { at: Some(resource.type_span), ..Value::text(version) },
            )),
            _ if resource.is_existing && name != "name" => Ok(self.unknown_attribute(instance, index, repeated, name)),
            _ => {
                Ok(self.member(instance, index, repeated, name)?.unwrap_or_else(|| self.unknown_attribute(instance, index, repeated, name)))
            }
        }
    }

    /// A member of a resource's body, as written.
    pub(super) fn member(
        &self,
        instance: &Rc<Instance<'c>>,
        index: usize,
        repeated: &Repeated,
        name: &str,
    ) -> Result<Option<Value>, EvalError> {
        let resource = instance.template.resource_at(index);
        let Some(object) = &resource.body.object else { return Ok(Some(Value::unknown("the body has a syntax error"))) };
        let mut written = object.properties().filter(|property| property.key.plain() == Some(name));
        if let Some(property) = written.next() {
            let asked = Asked::Member(index, repeated.index, Some(name.into()));
            let compute = || self.evaluate_inside(instance, index, repeated, &property.value);
            return self.remember(instance, asked, compute).map(Some);
        }
        if is_plain(object) {
            return Ok(None);
        }
        member(&self.whole_body(instance, index, repeated)?, name, self.fuel())
    }

    /// All members of a resource's body, as written.
    pub(super) fn whole_body(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated) -> Result<Value, EvalError> {
        let resource = instance.template.resource_at(index);
        let Some(object) = &resource.body.object else { return Ok(Value::unknown("the body has a syntax error")) };
        let at = instance.template.span(object.span);
        self.remember(instance, Asked::Member(index, repeated.index, None), || {
            if !is_plain(object) {
                let here = Here { evaluator: self, instance, inside: Some(index) };
                let object = repeated.site(resource.body, &here, &mut |site| self.expressions.object(object, site));
                return object.map(|object| Value::literal(Data::Object(Arc::new(object)), at));
            }
            let mut members = Vec::new();
            for property in object.properties() {
                let Some(name) = property.key.plain().filter(|name| *name != "dependsOn") else { continue };
                let value = self.member(instance, index, repeated, name).unwrap_or_else(|fault| {
                    Some(Value { at: Some(instance.template.span(property.value.span)), ..Value::unknown(fault.message) })
                });
                members.extend(value.map(|value| (Arc::from(name), value)));
            }
            Ok(Value::literal(Data::Object(Arc::new(Object::new(members))), at))
        })
    }

    fn evaluate_inside(
        &self,
        instance: &Rc<Instance<'c>>,
        index: usize,
        repeated: &Repeated,
        expression: &Expression<'_>,
    ) -> Result<Value, EvalError> {
        let here = Here { evaluator: self, instance, inside: Some(index) };
        let body = instance.template.resource_at(index).body;
        repeated.site(body, &here, &mut |site| self.expressions.evaluate(expression, site))
    }

    /// The parent of a resource: the one around it, or the one in its `parent` property.
    fn parent(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated) -> Parent {
        let resource: &Resource<'c> = instance.template.resource_at(index);
        if let Some(parent) = resource.parent {
            let repetitions = self.repetitions(instance, false, parent);
            return match &repetitions.by {
                RepeatedBy::Nothing => Parent::Known(parent, repetitions.each.first().cloned().unwrap_or_default()),
                _ => Parent::Unknown("the resource around it is repeated".into()),
            };
        }
        let Some(written) = resource.body.object.as_ref().and_then(|object| object.property("parent")) else { return Parent::None };
        let here = Here { evaluator: self, instance, inside: Some(index) };
        let found = repeated.site(resource.body, &here, &mut |site| self.named_resource(&here, &written.value, site));
        match found {
            Ok(Some((parent, repeated))) => Parent::Known(parent, repeated),
            Ok(None) => Parent::Unknown("its parent is not a resource of this file".into()),
            Err(fault) => Parent::Unknown(fault.message),
        }
    }

    /// The resource to which an expression refers, if it is nothing else: `name`, `name[index]`, `name::nested`.
    fn named_resource(
        &self,
        here: &Here<'_, 'c>,
        expression: &Expression<'_>,
        site: &Site<'_>,
    ) -> Result<Option<(usize, Repeated)>, EvalError> {
        let (name, mut steps) = match &expression.kind {
            ExpressionKind::Parenthesized(inner) => return self.named_resource(here, inner, site),
            ExpressionKind::Name(name) => (*name, &[][..]),
            ExpressionKind::Access(access) => match &access.base.kind {
                ExpressionKind::Name(name) => (*name, access.steps.as_slice()),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        let Some(Symbol::Resource(mut index)) = here.symbol(name).filter(|_| site.bound(name).is_none()) else { return Ok(None) };
        loop {
            let repetitions = self.repetitions(here.instance, false, index);
            let Which::One(repeated, taken) = self.which(&repetitions, steps, site)? else { return Ok(None) };
            match steps.after(taken) {
                [] => return Ok(Some((index, repeated))),
                [Step { kind: StepKind::Nested(name), .. }, rest @ ..] => {
                    let Some(nested) = here.instance.template.nested(index, name.text) else { return Ok(None) };
                    (index, steps) = (nested, rest);
                }
                _ => return Ok(None),
            }
        }
    }

    /// The full name of a resource, as in templates: `parent/child`.
    pub(super) fn full_name(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated) -> Result<Value, EvalError> {
        self.remember(instance, Asked::Name(index, repeated.index), || {
            let own = self.member(instance, index, repeated, "name")?.unwrap_or_else(|| Value::unknown("it has no name"));
            let parent = match self.parent(instance, index, repeated) {
                Parent::None => return Ok(own),
                Parent::Known(parent, repeated) => self.full_name(instance, parent, &repeated)?,
                Parent::Unknown(reason) => Value::unknown(reason),
            };
            let name = join_text(&[parent, Value::text("/"), own.clone()], self.fuel())?;
            Ok(Value { at: own.at, provenance: own.provenance, ..name })
        })
    }

    /// The id of the scope to which a resource is deployed, or of the resource that it extends.
    pub(super) fn scope_id(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated) -> Result<Value, EvalError> {
        self.remember(instance, Asked::Scope(index, repeated.index), || match self.parent(instance, index, repeated) {
            Parent::Known(parent, repeated) => self.scope_id(instance, parent, &repeated),
            Parent::Unknown(reason) => Ok(Value::unknown(reason)),
            Parent::None => {
                let Some(scope) = self.member(instance, index, repeated, "scope")? else {
                    self.defaults().note(instance.scope_reads);
                    return Ok(instance.deployment.clone());
                };
                let id = self.id_of(&scope);
                Ok(Value { at: scope.at, provenance: scope.provenance, ..id })
            }
        })
    }

    /// An attribute that is known only when the resource is deployed.
    fn unknown_attribute(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated, name: &str) -> Value {
        let resource = instance.template.resource_at(index);
        let address = format!("{}{}{repeated}", instance.address, resource.address);
        let reference = Reference::new(address, name);
        // A resource that was found in a run where it has another id, or that may not exist in this run, is not the one that is meant here.
        let (exists, read) = self.defaults().recording(|| {
            let _ = self.id(instance, index, repeated);
            resource.is_existing || self.is_deployed(instance, index, repeated)
        });
        let is_same = exists && self.defaults().is_as_found(&place(resource.header, &instance.calls), read);
        Value::made(Data::Unknown(Arc::new(Unknown { reference: Some(reference).filter(|_| is_same), ..Unknown::new(DEPLOYED) })))
    }

    pub(super) fn id(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated) -> Result<Value, EvalError> {
        self.remember(instance, Asked::Id(index, repeated.index), || {
            let name = self.full_name(instance, index, repeated)?;
            let scope = self.scope_id(instance, index, repeated)?;
            let resource = instance.template.resource_at(index);
            Ok(Value { at: name.at, ..resource_id(&scope, &resource.resource_type, &name, self.fuel())? })
        })
    }
}

/// The repetition that is referred to.
pub(super) enum Which {
    /// This one, and the number of steps consumed.
    One(Repeated, usize),
    All,
    Unknown(Arc<Unknown>),
}

/// The parent of a resource.
enum Parent {
    None,
    Known(usize, Repeated),
    /// It is unknown for this reason.
    Unknown(Text),
}

/// Whether the text of a body shows all of its members.
fn is_plain(object: &ast::Object<'_>) -> bool {
    object.items.iter().all(|item| match item {
        ast::ObjectItem::Property(property) => property.key.plain().is_some(),
        ast::ObjectItem::Resource(_) => true,
        ast::ObjectItem::Spread(_) | ast::ObjectItem::Error(_) => false,
    })
}
