//! Expressions to values.
//!
//! Specification: HCL native syntax specification of hashicorp/hcl; `terraform console` is the oracle of the tests.

use super::decimal::{add, multiply};
use super::equals::equals;
use super::evaluator::{Children, Evaluator, Instance, MAX_DEPTH, RepeatedBy, Repetitions, faulty};
use super::functions;
use super::scope::{Bound, Key, Scope};
use super::types::Type;
use super::unify::{type_of, unify};
use crate::eval::{Data, Fault, Fuel, Number, Object, Unknown, Value};
use crate::source::Way;
use crate::syntax::hcl::{BinaryOperator, Expr, ExprKind, For, Item, Name, Part, UnaryOperator};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// What an operation gives.
type Result<T = Value> = std::result::Result<T, Fault>;

/// A step of a traversal.
#[derive(Clone, Copy)]
enum Step<'e> {
    Attribute(&'e Name),
    Index(&'e Expr),
}

impl<'c> Evaluator<'c> {
    /// The value of an expression.
    ///
    /// # Errors
    /// [`Fault`] where Terraform would refuse it.
    pub(super) fn evaluate(&self, expression: &Expr, scope: &Scope<'_, 'c>) -> Result {
        self.fuel.take(1)?;
        if self.depth.get() >= MAX_DEPTH {
            return Err(Fault::new("it depends on too many others"));
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.evaluate_kind(expression, scope);
        self.depth.set(self.depth.get() - 1);
        value
    }

    fn evaluate_kind(&self, expression: &Expr, scope: &Scope<'_, 'c>) -> Result {
        let at = scope.span(&expression.bytes);
        let literal = |data| Ok(Value::literal(data, at));
        match &expression.kind {
            ExprKind::Null => literal(Data::Null),
            ExprKind::Bool(value) => literal(Data::Bool(*value)),
            ExprKind::Number(text) => match Number::parse(text) {
                Some(number) => literal(Data::Number(number)),
                None => Err(Fault::new("the number is too large")),
            },
            ExprKind::String(text) => literal(Data::Text(text.clone())),
            ExprKind::Template(parts) => Ok(self.template(parts, scope)?.placed(at)),
            ExprKind::Tuple(elements) => {
                self.fuel.take(elements.len() * Fuel::ELEMENT)?;
                let elements = elements.iter().map(|element| self.evaluate_or_unknown(element, scope)).collect();
                literal(Data::List(elements))
            }
            ExprKind::Object(items) => self.object(items, scope).map(|object| match object {
                Ok(object) => Value::literal(Data::Object(Arc::new(object)), at),
                Err(unknown) => Value { at: Some(at), ..because(&unknown) },
            }),
            ExprKind::Variable(_) | ExprKind::Attribute(..) | ExprKind::Index(..) | ExprKind::Element => {
                let value = self.traversal(expression, scope)?;
                // The place of what a traversal gives is the whole of it, unless it leads into something that is written here.
                Ok(if value.referenced || value.at.is_none() { Value { at: Some(at), ..value } } else { value })
            }
            ExprKind::Splat { list, each } => Ok(self.splat(list, each, scope)?.placed(at)),
            ExprKind::Call { name, arguments, expands } => Ok(self.call(name, arguments, *expands, scope)?.placed(at)),
            ExprKind::Conditional(parts) => Ok(self.conditional(parts, scope)?.placed(at)),
            ExprKind::Unary(operator, operand) => Ok(self.unary(*operator, operand, scope)?.placed(at)),
            ExprKind::Binary(operator, operands) => Ok(self.binary(*operator, operands, scope)?.placed(at)),
            ExprKind::For(of) => Ok(self.for_expression(of, scope)?.placed(at)),
            ExprKind::Error => Err(Fault::new("it could not be read")),
        }
    }

    /// The value of an expression in a list or object: a fault makes it unknown, and loses none of the others.
    fn evaluate_or_unknown(&self, expression: &Expr, scope: &Scope<'_, 'c>) -> Value {
        self.evaluate(expression, scope).unwrap_or_else(|fault| faulty(&fault, scope.span(&expression.bytes)))
    }

    /// An object; where a key cannot be known, why.
    fn object(&self, items: &[Item], scope: &Scope<'_, 'c>) -> Result<std::result::Result<Object, Arc<Unknown>>> {
        self.fuel.take(items.len() * Fuel::ELEMENT)?;
        let mut members = Vec::with_capacity(items.len());
        for item in items {
            let key = match &item.key.kind {
                ExprKind::String(name) => name.clone(),
                _ => match self.evaluate(&item.key, scope)? {
                    Value { data: Data::Unknown(unknown), .. } => return Ok(Err(unknown)),
                    key => text(&key)?,
                },
            };
            members.push((key, self.evaluate_or_unknown(&item.value, scope)));
        }
        Ok(Ok(Object::new(members)))
    }

    // ---- names and what follows them

    fn traversal(&self, expression: &Expr, scope: &Scope<'_, 'c>) -> Result {
        let mut steps = Vec::new();
        let mut root = expression;
        loop {
            match &root.kind {
                ExprKind::Attribute(of, name) => {
                    steps.push(Step::Attribute(name));
                    root = of;
                }
                ExprKind::Index(of, index) => {
                    steps.push(Step::Index(index));
                    root = of;
                }
                _ => break,
            }
        }
        steps.reverse();
        let (value, taken) = match &root.kind {
            ExprKind::Variable(name) => self.named(name, root, &steps, scope)?,
            ExprKind::Element => (scope.element.cloned().ok_or_else(|| Fault::new("no splat is here"))?, 0),
            _ => (self.evaluate(root, scope)?, 0),
        };
        steps[taken..].iter().try_fold(value, |value, step| self.step(&value, *step, scope))
    }

    fn step(&self, value: &Value, step: Step<'_>, scope: &Scope<'_, 'c>) -> Result {
        match step {
            Step::Attribute(name) => attribute(value, &name.text),
            Step::Index(index) => {
                let index = self.evaluate(index, scope)?;
                self.index(value, &index)
            }
        }
    }

    fn index(&self, value: &Value, index: &Value) -> Result {
        if let Some(unknown) = value.as_unknown().or(index.as_unknown()) {
            return Ok(because(unknown));
        }
        match &value.data {
            Data::List(elements) => {
                let Data::Number(number) = Type::Number.convert(index, &self.fuel)?.data else {
                    return Err(Fault::new("the index of a list is a number"));
                };
                let element = number.as_whole().and_then(|index| usize::try_from(index).ok()).and_then(|index| value.element(index));
                element.ok_or_else(|| Fault::new(format!("the list has {} elements, and none at {number}", elements.len())))
            }
            Data::Object(_) => attribute(value, &text(index)?),
            Data::Null => Err(Fault::new("it is null, which has no elements")),
            _ => Err(Fault::new(format!("it is {}, which has no elements", value.kind_name()))),
        }
    }

    /// The value of a name, and how many of the steps behind it belong to the name.
    fn named(&self, name: &Arc<str>, root: &Expr, steps: &[Step<'_>], scope: &Scope<'_, 'c>) -> Result<(Value, usize)> {
        let at = scope.span(&root.bytes);
        if let Some(value) = scope.bound(name) {
            return Ok((visited(value, at), 0));
        }
        let second = match steps.first() {
            Some(Step::Attribute(second)) => Some(*second),
            _ => None,
        };
        let instance = scope.instance;
        let used = |value: Value| Ok((value.used_at(at), 1));
        match (&**name, second) {
            ("var", Some(second)) => used(self.variable(instance, &second.text)?),
            ("local", Some(second)) => used(self.local(instance, &second.text, scope.file)?),
            ("module", Some(second)) => self.module(&second.text, &steps[1..], scope).map(|(value, taken)| (value.used_at(at), 1 + taken)),
            ("each", Some(second)) => {
                let repeated = scope.repeated;
                let value = match &*second.text {
                    "key" => repeated.and_then(|repeated| repeated.each_key.as_ref()),
                    "value" => repeated.and_then(|repeated| repeated.each_value.as_ref()),
                    _ => None,
                };
                let value = value.ok_or_else(|| Fault::new(format!("no `each.{}` is here", second.text)))?;
                Ok((visited(value, at), 1))
            }
            ("count", Some(second)) => {
                let index = scope.repeated.and_then(|repeated| repeated.count_index.as_ref()).filter(|_| &*second.text == "index");
                let index = index.ok_or_else(|| Fault::new(format!("no `count.{}` is here", second.text)))?;
                Ok((visited(index, at), 1))
            }
            ("path", Some(second)) => match &*second.text {
                "root" => Ok((Value::text("."), 1)),
                "module" => Ok((Value::text(instance.folder_from_root()), 1)),
                other => Ok((Value::unknown(format!("`path.{other}` depends on the machine")), 1)),
            },
            ("terraform", Some(second)) => {
                Ok((Value::unknown(format!("`terraform.{}` is known only when Terraform runs", second.text)), 1))
            }
            ("self", _) => Ok((Value::unknown("`self` is known only when Terraform runs"), steps.len())),
            ("data" | "ephemeral", Some(second)) => {
                let third = match steps.get(1) {
                    Some(Step::Attribute(third)) => &third.text,
                    _ => return Err(Fault::new(format!("`{name}.{}` needs a name", second.text))),
                };
                let reason = format!("data source `{name}.{}.{third}` is read only when Terraform runs", second.text);
                Ok((Value::unknown(reason), steps.len()))
            }
            (_, Some(second)) => self.resource(name, &second.text, &steps[1..], scope).map(|(value, taken)| (value.used_at(at), 1 + taken)),
            (_, None) => Err(Fault::new(format!("`{name}` is not known here"))),
        }
    }

    /// A resource, an instance of it, or an attribute; and how many steps that took.
    fn resource(&self, of: &str, name: &str, steps: &[Step<'_>], scope: &Scope<'_, 'c>) -> Result<(Value, usize)> {
        let instance = scope.instance;
        let Some(index) = instance.module.resource(of, name, scope.file) else {
            let reason = if instance.module.resource_names.get(of).is_some_and(|names| names.contains_key(name)) {
                format!("several resources are called `{of}.{name}`")
            } else {
                format!("no resource `{of}.{name}` is in the module")
            };
            return Ok((Value::unknown(reason), steps.len()));
        };
        let repetitions = self.resource_repetitions(instance, index);
        let taken = match (&repetitions.by, steps.first()) {
            (RepeatedBy::Nothing, _) => 0,
            (RepeatedBy::Unknown(unknown), _) => return Ok((because(unknown), steps.len())),
            (_, Some(Step::Index(_))) => 1,
            _ => {
                let each = &repetitions.each;
                let values = each.iter().map(|repeated| self.whole_resource(instance, index, repeated)).collect();
                return Ok((gather(&repetitions.by, each.iter().map(|repeated| repeated.key.as_ref()), values), 0));
            }
        };
        let repeated = if let Some(Step::Index(key)) = steps.first().filter(|_| taken == 1) {
            let key = self.evaluate(key, scope)?;
            if let Some(unknown) = key.as_unknown() {
                return Ok((because(unknown), steps.len()));
            }
            let position = position(&repetitions, &key)?;
            &repetitions.each[position.ok_or_else(|| Fault::new(format!("`{of}.{name}` has no instance of this key")))?]
        } else {
            &repetitions.each[0]
        };
        match steps.get(taken) {
            Some(Step::Attribute(attribute)) => Ok((self.attribute(instance, index, repeated, &attribute.text)?, taken + 1)),
            _ => Ok((self.whole_resource(instance, index, repeated), taken)),
        }
    }

    /// A module, an instance of it, or an output; and how many steps that took.
    fn module(&self, name: &Arc<str>, steps: &[Step<'_>], scope: &Scope<'_, 'c>) -> Result<(Value, usize)> {
        let instance = scope.instance;
        let Some(&index) = instance.module.call_names.get(name) else {
            return Err(Fault::new(format!("no module `{name}` is called here")));
        };
        let children: Rc<Children<'c>> = match self.children(instance, index) {
            Ok(children) => children,
            Err(fault) => return Ok((Value::unknown(format!("module `{name}`: {}", fault.message)), steps.len())),
        };
        let (child, taken): (&Rc<Instance<'c>>, usize) = match (&children.by, steps.first()) {
            (RepeatedBy::Nothing, _) => (&children.each[0].1, 0),
            (RepeatedBy::Unknown(unknown), _) => return Ok((because(unknown), steps.len())),
            (_, Some(Step::Index(key))) => {
                let key = self.evaluate(key, scope)?;
                if let Some(unknown) = key.as_unknown() {
                    return Ok((because(unknown), steps.len()));
                }
                let wanted = |own: &Option<Key>| matches_key(own.as_ref(), &key);
                let child = children.each.iter().find(|(own, _)| wanted(own));
                (&child.ok_or_else(|| Fault::new(format!("`module.{name}` has no instance of this key")))?.1, 1)
            }
            (by, _) => {
                let outputs: Vec<Value> = children.each.iter().map(|(_, child)| self.outputs(child)).collect();
                return Ok((gather(by, children.each.iter().map(|(key, _)| key.as_ref()), outputs), 0));
            }
        };
        match steps.get(taken) {
            Some(Step::Attribute(output)) => Ok((self.output(child, &output.text)?, taken + 1)),
            _ => Ok((self.outputs(child), taken)),
        }
    }

    fn splat(&self, list: &Expr, each: &Expr, scope: &Scope<'_, 'c>) -> Result {
        let value = self.evaluate(list, scope)?;
        let apply = |element: &Value| -> Result { self.evaluate(each, &Scope { element: Some(element), ..scope.clone() }) };
        match &value.data {
            Data::Unknown(unknown) => Ok(because(unknown)),
            Data::Null => Ok(Value::list([])),
            Data::List(_) | Data::Set(_) => {
                self.fuel.take(value.elements().map_or(0, |elements| elements.len()) * Fuel::ELEMENT)?;
                let elements: Result<Vec<Value>> = value.elements().into_iter().flatten().map(|element| apply(&element)).collect();
                Ok(Value::list(elements?))
            }
            _ => Ok(Value::list([apply(&value)?])),
        }
    }

    // ---- functions

    fn call(&self, name: &Name, arguments: &[Expr], expands: bool, scope: &Scope<'_, 'c>) -> Result {
        let function = name.text.strip_prefix("core::").unwrap_or(&name.text);
        match function {
            "try" => return self.try_each(arguments, scope),
            "can" => return self.can(arguments, scope),
            _ => {}
        }
        if function.contains("::") {
            return Ok(Value::unknown(format!("`{function}` is a function of a provider")));
        }
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.evaluate(argument, scope)?);
        }
        if expands {
            let last = values.pop().unwrap_or_else(Value::null);
            if let Some(unknown) = last.as_unknown() {
                return Ok(because(unknown));
            }
            values.extend(last.elements().ok_or_else(|| Fault::new("`...` takes a list"))?);
        }
        if let "templatefile" | "templatestring" = function {
            return self.template_of(function, &values, scope);
        }
        functions::call(function, &values, &self.surroundings())
            .unwrap_or_else(|| Ok(Value::unknown(format!("the function `{function}` is not computed here"))))
    }

    /// The first argument that can be computed.
    fn try_each(&self, arguments: &[Expr], scope: &Scope<'_, 'c>) -> Result {
        let mut last = Fault::new("`try` needs an argument");
        for argument in arguments {
            match self.evaluate(argument, scope) {
                Ok(value) => return Ok(value),
                Err(fault) => last = fault,
            }
            if self.fuel.is_spent() {
                break;
            }
        }
        Err(last)
    }

    fn can(&self, arguments: &[Expr], scope: &Scope<'_, 'c>) -> Result {
        let [argument] = arguments else { return Err(Fault::new("`can` takes one argument")) };
        Ok(match self.evaluate(argument, scope) {
            Ok(value) => match value.first_unknown(&self.fuel)? {
                Some(unknown) => because(&unknown),
                None => Value::bool(true),
            },
            Err(fault) if self.fuel.is_spent() => return Err(fault),
            Err(_) => Value::bool(false),
        })
    }

    /// `templatefile` and `templatestring`: a text that is a template of its own.
    fn template_of(&self, function: &str, arguments: &[Value], scope: &Scope<'_, 'c>) -> Result {
        let [source, names] = arguments else { return Err(Fault::new(format!("`{function}` takes two arguments"))) };
        if let Some(unknown) = source.as_unknown().or(names.as_unknown()) {
            return Ok(because(unknown));
        }
        let source_text = text(source)?;
        let template = if function == "templatefile" {
            let bytes = self.environment.files().read(&source_text)?;
            self.fuel.take_text(bytes.len())?;
            String::from_utf8(bytes).map_err(|_| Fault::new(format!("`{source_text}` is no text")))?
        } else {
            source_text.to_string()
        };
        let (parts, errors) = crate::syntax::hcl::parse_template(&template);
        if !errors.is_empty() {
            return Err(Fault::new(format!("the template of `{function}` cannot be read")));
        }
        let members: Vec<(&Arc<str>, Value)> = names.members().ok_or_else(|| Fault::new("names of a template are an object"))?.collect();
        self.template_with(&parts, &members, scope)
    }

    /// A template in which these names alone are bound.
    fn template_with(&self, parts: &[Part], names: &[(&Arc<str>, Value)], scope: &Scope<'_, 'c>) -> Result {
        // The scope is a chain that lives on the stack, as that of loops does.
        fn bind<'c>(evaluator: &Evaluator<'c>, parts: &[Part], names: &[(&Arc<str>, Value)], scope: &Scope<'_, 'c>) -> Result {
            match names.split_first() {
                None => evaluator.template(parts, scope),
                Some(((name, value), rest)) => {
                    let bound = Bound { name, value, around: scope.bound };
                    bind(evaluator, parts, rest, &Scope { bound: Some(&bound), ..scope.clone() })
                }
            }
        }
        /// How many names a template may be given.
        const MAX_NAMES: usize = 256;
        if names.len() > MAX_NAMES {
            return Ok(Value::unknown("the template is given too many names"));
        }
        let value = bind(self, parts, names, &Scope { bound: None, repeated: None, ..scope.clone() })?;
        // Its places are in a text of its own.
        let way = names.iter().map(|(_, value)| &value.way).find(|way| !way.is_empty()).cloned().unwrap_or_default();
        Ok(Value { way, computed: true, referenced: false, at: None, data: value.data })
    }

    // ---- templates

    fn template(&self, parts: &[Part], scope: &Scope<'_, 'c>) -> Result {
        if let [Part::Interpolation(only)] = parts {
            return self.evaluate(only, scope);
        }
        let mut out = Written::default();
        self.template_parts(parts, scope, &mut out)?;
        let value = match out.unknown {
            None => Value::text(out.text),
            Some((unknown, start)) => {
                let unknown = Unknown { starts_with: start.into(), ends_with: out.text.into(), ..Unknown::new(unknown.reason.clone()) };
                Value::made(Data::Unknown(Arc::new(unknown)))
            }
        };
        Ok(Value { way: out.way, ..value })
    }

    fn template_parts(&self, parts: &[Part], scope: &Scope<'_, 'c>, out: &mut Written) -> Result<()> {
        for part in parts {
            match part {
                Part::Literal(literal) => {
                    self.fuel.take_text(literal.len())?;
                    out.text.push_str(literal);
                }
                Part::Interpolation(expression) => {
                    let value = self.evaluate(expression, scope)?;
                    if out.way.is_empty() {
                        out.way = value.way.clone();
                    }
                    if let Some(unknown) = value.as_unknown() {
                        out.breaks(unknown);
                        continue;
                    }
                    let text = text(&value)?;
                    self.fuel.take_text(text.len())?;
                    out.text.push_str(&text);
                }
                Part::If { condition, then, otherwise } => {
                    let condition = self.evaluate(condition, scope)?;
                    match condition.as_unknown() {
                        Some(unknown) => out.breaks(unknown),
                        None => self.template_parts(if truth(&condition)? { then } else { otherwise }, scope, out)?,
                    }
                }
                Part::For { key, value: name, list, parts } => match visit(&self.evaluate(list, scope)?)? {
                    Err(unknown) => out.breaks(&unknown),
                    Ok(elements) => {
                        for (own_key, element) in elements {
                            self.fuel.take(1)?;
                            let outer = key.as_ref().map(|key| Bound { name: key, value: &own_key, around: scope.bound });
                            let bound = Bound { name, value: &element, around: outer.as_ref().or(scope.bound) };
                            self.template_parts(parts, &Scope { bound: Some(&bound), ..scope.clone() }, out)?;
                        }
                    }
                },
            }
        }
        Ok(())
    }

    // ---- operators

    fn conditional(&self, [condition, then, otherwise]: &[Expr; 3], scope: &Scope<'_, 'c>) -> Result {
        let condition = self.evaluate(condition, scope)?;
        if let Some(unknown) = condition.as_unknown() {
            // Where both ways lead to the same value, the condition does not matter.
            if let (Ok(then), Ok(otherwise)) = (self.evaluate(then, scope), self.evaluate(otherwise, scope))
                && equals(&then, &otherwise, &self.fuel)? == Some(true)
            {
                return Ok(then);
            }
            return Ok(because(unknown));
        }
        let (taken, other) = if truth(&condition)? { (then, otherwise) } else { (otherwise, then) };
        let value = self.evaluate(taken, scope)?;
        // Both ways give one type: a number beside a string is a string. Where there is none Terraform refuses, and what is meant is
        // taken here.
        if is_plainly(&value, other) {
            return Ok(value);
        }
        let Ok(other) = self.evaluate(other, scope) else { return Ok(value) };
        match unify([type_of(&value, &self.fuel)?, type_of(&other, &self.fuel)?], &self.fuel)? {
            Some(common) => common.convert(&value, &self.fuel),
            None => Ok(value),
        }
    }

    fn unary(&self, operator: UnaryOperator, operand: &Expr, scope: &Scope<'_, 'c>) -> Result {
        let value = self.evaluate(operand, scope)?;
        if let Some(unknown) = value.as_unknown() {
            return Ok(because(unknown));
        }
        let data = match operator {
            UnaryOperator::Not => Data::Bool(!truth(&value)?),
            UnaryOperator::Negate => Data::Number(negate(number(&value)?).ok_or_else(too_large)?),
        };
        Ok(Value { way: value.way, ..Value::made(data) })
    }

    fn binary(&self, operator: BinaryOperator, [left, right]: &[Expr; 2], scope: &Scope<'_, 'c>) -> Result {
        let left = self.evaluate(left, scope)?;
        if let BinaryOperator::And | BinaryOperator::Or = operator {
            return self.logical(operator, &left, right, scope);
        }
        let right = self.evaluate(right, scope)?;
        let way = if left.way.is_empty() { right.way.clone() } else { left.way.clone() };
        if let BinaryOperator::Equal | BinaryOperator::NotEqual = operator {
            if let Some(equal) = equals(&left, &right, &self.fuel)? {
                return Ok(Value { way, ..Value::bool(equal == (operator == BinaryOperator::Equal)) });
            }
            let unknown = left.first_unknown(&self.fuel)?.or(right.first_unknown(&self.fuel)?);
            return Ok(unknown.map_or_else(|| Value::unknown("the two cannot be compared"), |unknown| because(&unknown)));
        }
        if let Some(unknown) = left.as_unknown().or(right.as_unknown()) {
            return Ok(because(unknown));
        }
        let (left, right) = (number(&left)?, number(&right)?);
        let compared = |is: fn(std::cmp::Ordering) -> bool| Ok(Data::Bool(left.partial_cmp(&right).is_some_and(is)));
        let data = match operator {
            BinaryOperator::Less => compared(std::cmp::Ordering::is_lt),
            BinaryOperator::LessOrEqual => compared(std::cmp::Ordering::is_le),
            BinaryOperator::Greater => compared(std::cmp::Ordering::is_gt),
            BinaryOperator::GreaterOrEqual => compared(std::cmp::Ordering::is_ge),
            _ => arithmetic(operator, left, right).map(Data::Number),
        };
        Ok(Value { way, ..Value::made(data?) })
    }

    /// `&&` and `||`: one side may decide, whatever the other is.
    fn logical(&self, operator: BinaryOperator, left: &Value, right: &Expr, scope: &Scope<'_, 'c>) -> Result {
        let deciding = operator == BinaryOperator::Or;
        if left.as_unknown().is_none() && truth(left)? == deciding {
            return Ok(Value::bool(deciding));
        }
        let right = self.evaluate(right, scope)?;
        if right.as_unknown().is_none() && truth(&right)? == deciding {
            return Ok(Value::bool(deciding));
        }
        match left.as_unknown().or(right.as_unknown()) {
            Some(unknown) => Ok(because(unknown)),
            None => Ok(Value::bool(!deciding)),
        }
    }

    // ---- loops

    fn for_expression(&self, of: &For, scope: &Scope<'_, 'c>) -> Result {
        let list = self.evaluate(&of.list, scope)?;
        let elements = match visit(&list)? {
            Ok(elements) => elements,
            Err(unknown) => return Ok(because(&unknown)),
        };
        let mut results: Vec<Value> = Vec::new();
        let mut members: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
        for (key, element) in elements {
            self.fuel.take(Fuel::ELEMENT)?;
            let outer = of.key.as_ref().map(|name| Bound { name: &name.text, value: &key, around: scope.bound });
            let bound = Bound { name: &of.value.text, value: &element, around: outer.as_ref().or(scope.bound) };
            let inner = Scope { bound: Some(&bound), ..scope.clone() };
            if let Some(condition) = &of.condition {
                let condition = self.evaluate(condition, &inner)?;
                match condition.as_unknown() {
                    Some(unknown) => return Ok(because(unknown)),
                    None if !truth(&condition)? => continue,
                    None => {}
                }
            }
            let Some(result_key) = &of.result_key else {
                results.push(self.evaluate_or_unknown(&of.result, &inner));
                continue;
            };
            let result_key = self.evaluate(result_key, &inner)?;
            if let Some(unknown) = result_key.as_unknown() {
                return Ok(because(unknown));
            }
            let result_key = text(&result_key)?;
            let values = members.entry(result_key).or_default();
            if !of.groups && !values.is_empty() {
                return Err(Fault::new("two elements give the same key"));
            }
            values.push(self.evaluate_or_unknown(&of.result, &inner));
        }
        if of.result_key.is_none() {
            return Ok(Value::list(results));
        }
        let members = members.into_iter().map(|(key, mut values)| {
            let value = if of.groups { Value::list(values) } else { values.pop().expect("each key has a value") };
            (key, value)
        });
        Ok(Value::object(members))
    }

    /// What a dynamic block makes.
    pub(super) fn dynamic(&self, block: &crate::syntax::hcl::Block, scope: &Scope<'_, 'c>, elements: &mut Vec<Value>) {
        let content = block.body.blocks("content").next();
        let Some((content, name)) = content.zip(block.labels.first()) else { return };
        let at = scope.span(&content.header());
        let list = match block.body.attribute("for_each") {
            Some(list) => self.evaluate(&list.value, scope),
            None => Err(Fault::new("the dynamic block has no `for_each`")),
        };
        let visited = list.and_then(|list| visit(&list));
        let visited = match visited {
            Ok(Ok(visited)) => visited,
            Ok(Err(unknown)) => return elements.push(Value { at: Some(at), ..because(&unknown) }),
            Err(fault) => return elements.push(faulty(&fault, at)),
        };
        let iterator = match block.body.attribute("iterator").map(|iterator| &iterator.value.kind) {
            Some(ExprKind::Variable(iterator) | ExprKind::String(iterator)) => iterator,
            _ => &name.text,
        };
        for (key, value) in visited {
            if self.fuel.take(1).is_err() {
                return;
            }
            let object = Value::object([("key".into(), key), ("value".into(), value)]);
            let bound = Bound { name: iterator, value: &object, around: scope.bound };
            elements.push(self.block(&content.body, at, &Scope { bound: Some(&bound), ..scope.clone() }));
        }
    }
}

/// A template in the making.
#[derive(Default)]
struct Written {
    /// The text; behind a part that cannot be known, what follows the last such part.
    text: String,
    /// Why the first such part cannot be known, and the text before it.
    unknown: Option<(Arc<Unknown>, String)>,
    /// Where the first part came from.
    way: Way,
}

impl Written {
    /// A part that cannot be known comes.
    fn breaks(&mut self, unknown: &Arc<Unknown>) {
        let before = std::mem::take(&mut self.text) + &unknown.starts_with;
        self.unknown.get_or_insert_with(|| (unknown.clone(), before));
        self.text.push_str(&unknown.ends_with);
    }
}

/// What cannot be known because something else cannot.
fn because(unknown: &Arc<Unknown>) -> Value {
    Value::made(Data::Unknown(unknown.clone()))
}

/// A value that a loop or `each` visits, where its name is used. The expression that is looped over is no step on the way.
fn visited(value: &Value, at: crate::source::Span) -> Value {
    match value.at {
        Some(before) if !value.referenced => {
            Value { at: Some(at), way: Way::through(before, &value.way), referenced: true, ..value.clone() }
        }
        Some(_) => Value { at: Some(at), ..value.clone() },
        // A pair that the loop itself made of what it visits.
        None => Value { referenced: false, at: None, ..value.clone() },
    }
}

fn attribute(value: &Value, name: &str) -> Result {
    match &value.data {
        Data::Unknown(unknown) => Ok(because(unknown)),
        Data::Object(_) => value.member(name).ok_or_else(|| Fault::new(format!("the object has no attribute `{name}`"))),
        // `list.attribute` of a list of one block is a common mistake that Terraform refuses.
        _ => Err(Fault::new(format!("it is {}, which has no attribute `{name}`", value.kind_name()))),
    }
}

/// Keys and values of what is visited; where it cannot be known, why.
#[expect(clippy::type_complexity, reason = "a fault, or why it is not known, or what is visited")]
fn visit(list: &Value) -> Result<std::result::Result<Vec<(Value, Value)>, Arc<Unknown>>> {
    let numbered = |(index, value): (usize, Value)| (Value::whole(index as i128), value);
    let named = |(key, value): (&Arc<str>, Value)| {
        (Value { at: value.at, way: value.way.clone(), referenced: value.referenced, ..Value::text(key.clone()) }, value)
    };
    match &list.data {
        Data::Unknown(unknown) => Ok(Err(unknown.clone())),
        Data::Object(object) => Ok(match &object.rest {
            Some(unknown) => Err(unknown.clone()),
            None => Ok(list.members().into_iter().flatten().map(named).collect()),
        }),
        Data::List(_) => Ok(Ok(list.elements().into_iter().flatten().enumerate().map(numbered).collect())),
        // The key of a set's element is the element.
        Data::Set(_) => Ok(Ok(list.elements().into_iter().flatten().map(|value| (value.clone(), value)).collect())),
        _ => Err(Fault::new(format!("it is {}, and no collection", list.kind_name()))),
    }
}

/// The position of the repetition that has this key.
fn position(repetitions: &Repetitions, key: &Value) -> Result<Option<usize>> {
    if let (RepeatedBy::Count, Data::Number(number)) = (&repetitions.by, &key.data) {
        return Ok(number.as_whole().and_then(|index| usize::try_from(index).ok()).filter(|index| *index < repetitions.each.len()));
    }
    if matches!(key.data, Data::List(_) | Data::Object(_) | Data::Set(_) | Data::Null) {
        return Err(Fault::new("the key of an instance is a string or a number"));
    }
    Ok(repetitions.each.iter().position(|repeated| matches_key(repeated.key.as_ref(), key)))
}

fn matches_key(own: Option<&Key>, key: &Value) -> bool {
    match (own, &key.data) {
        (Some(Key::Index(own)), Data::Number(number)) => number.as_whole() == i128::try_from(*own).ok(),
        (Some(Key::Name(own)), Data::Text(name)) => own == name,
        (Some(Key::Index(own)), Data::Text(name)) => own.to_string() == **name,
        (Some(Key::Name(own)), Data::Number(number)) => **own == number.to_string(),
        _ => false,
    }
}

/// All repetitions of a block as one value.
fn gather<'k>(by: &RepeatedBy, keys: impl Iterator<Item = Option<&'k Key>>, values: Vec<Value>) -> Value {
    match by {
        RepeatedBy::ForEach => Value::object(keys.zip(values).filter_map(|(key, value)| match key {
            Some(Key::Name(name)) => Some((name.clone(), value)),
            _ => None,
        })),
        _ => Value::list(values),
    }
}

/// A value as text, as templates and keys take it.
pub(super) fn text(value: &Value) -> Result<Arc<str>> {
    match &value.data {
        Data::Text(text) => Ok(text.clone()),
        Data::Number(number) => Ok(number.to_string().into()),
        Data::Bool(value) => Ok(if *value { "true" } else { "false" }.into()),
        _ => Err(Fault::new(format!("a string is expected, not {}", value.kind_name()))),
    }
}

fn truth(value: &Value) -> Result<bool> {
    match &value.data {
        Data::Bool(value) => Ok(*value),
        Data::Text(text) if &**text == "true" => Ok(true),
        Data::Text(text) if &**text == "false" => Ok(false),
        _ => Err(Fault::new(format!("true or false is expected, not {}", value.kind_name()))),
    }
}

fn number(value: &Value) -> Result<Number> {
    match &value.data {
        Data::Number(number) => Ok(*number),
        Data::Text(text) => Number::parse(text).ok_or_else(|| Fault::new("a number is expected")),
        _ => Err(Fault::new(format!("a number is expected, not {}", value.kind_name()))),
    }
}

/// Whether a value and an expression are of one simple type, as can be seen without evaluating it.
fn is_plainly(value: &Value, other: &Expr) -> bool {
    matches!(
        (&value.data, &other.kind),
        (Data::Text(_), ExprKind::String(_) | ExprKind::Number(_) | ExprKind::Bool(_))
            | (Data::Number(_), ExprKind::Number(_))
            | (Data::Bool(_), ExprKind::Bool(_))
            | (_, ExprKind::Null)
    )
}

fn too_large() -> Fault {
    Fault::new("the number is too large")
}

fn negate(number: Number) -> Option<Number> {
    match number {
        Number::Whole(whole) => whole.checked_neg().map(Number::Whole),
        Number::Real(real) => Number::real(-real),
    }
}

fn arithmetic(operator: BinaryOperator, left: Number, right: Number) -> Result<Number> {
    let is_zero = right.as_real() == 0.0;
    if let (Number::Whole(left), Number::Whole(right)) = (left, right) {
        let whole = match operator {
            BinaryOperator::Add => left.checked_add(right),
            BinaryOperator::Subtract => left.checked_sub(right),
            BinaryOperator::Multiply => left.checked_mul(right),
            BinaryOperator::Divide if !is_zero && left % right == 0 => left.checked_div(right),
            BinaryOperator::Modulo if !is_zero => left.checked_rem(right),
            _ => None,
        };
        if let Some(whole) = whole {
            return Ok(Number::Whole(whole));
        }
    }
    match operator {
        BinaryOperator::Add => return add(left, right).ok_or_else(too_large),
        BinaryOperator::Multiply => return multiply(left, right).ok_or_else(too_large),
        BinaryOperator::Subtract => return negate(right).and_then(|right| add(left, right)).ok_or_else(too_large),
        _ => {}
    }
    let (left, right) = (left.as_real(), right.as_real());
    let real = match operator {
        _ if is_zero => return Err(Fault::new("division by zero")),
        BinaryOperator::Divide => left / right,
        _ => left % right,
    };
    Number::real(real).ok_or_else(too_large)
}
