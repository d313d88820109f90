//! ARM templates that a Terraform resource deploys: `azurerm_*_template_deployment` and deployments of `azapi`.

use crate::eval::arm::expression::Evaluator;
use crate::eval::arm::template::{Call, Computed, Engine, Links, Planned, Template};
use crate::eval::arm::{deployment_id, read_json};
use crate::eval::defaults::Parameters;
use crate::eval::{Data, Diagnostics, Fuel, Scope, Value, join_text};
use crate::reader::arm::Trees;
use crate::reader::literals::offsets;
use crate::source::{FileId, Sources, Span};
use crate::syntax::json::parse_lenient;
use crate::syntax::tree::{self, Bytes, Node};
use crate::text::Text;
use std::rc::Rc;

/// A resource that may deploy a template.
pub(super) struct Deploying<'d> {
    pub terraform_type: &'d str,
    pub attributes: &'d Value,
    pub header: Span,
    pub address: &'d str,
    /// The module calls that lead to it, innermost first.
    pub calls: &'d [Span],
}

/// The templates of the input, and the texts in which templates are written.
#[derive(Clone, Copy)]
pub(super) struct Templates<'t, 's> {
    pub trees: &'t Trees<'s>,
    pub sources: &'t Sources,
}

/// What a resource deploys.
struct Deployed {
    template: Value,
    /// An object of `{"value": …}` for each parameter.
    parameters: Option<Value>,
    /// The id of the scope.
    scope: Value,
}

impl Deploying<'_> {
    /// The resources of the template that it deploys, and the problems found; `None` if it deploys none.
    pub(super) fn deploy(&self, templates: Templates<'_, '_>, fuel: &Fuel) -> Option<(Vec<Planned>, Diagnostics)> {
        let Deployed { template, parameters, scope } = self.deployed(fuel)?;
        if let Some(unknown) = template.as_unknown() {
            let message = Text::new("the resources of `{address}` are not checked: its template is not known: {reason}")
                .with("address", self.address)
                .with("reason", unknown.reason.clone());
            return Some((Vec::new(), Diagnostics { missing: vec![(self.header, message)], ..Diagnostics::default() }));
        }
        let evaluator = Rc::new(Evaluator::new(Fuel::new(fuel.left())));
        let before = evaluator.fuel().left();
        let call = Call {
            parameters,
            deployment: Some(scope),
            calls: std::iter::once(self.header).chain(self.calls.iter().copied()).collect(),
            address: format!("{}.", self.address),
            ..Call::default()
        };
        let deploy =
            |template: Template<'_>, links: &dyn Links| Engine::new(links, evaluator.clone()).deploy(template, call, Parameters::default());
        let at = template.at.unwrap_or(self.header);
        let result = match template.as_text() {
            None => {
                let computed = Computed::new(&template, at.file, templates.trees, evaluator.fuel()).ok()?;
                Some(deploy(computed.template(), &computed))
            }
            Some(text) => {
                if let Some(template) = templates.trees.with_text(text) {
                    Some(deploy(template, templates.trees))
                } else if let Some(written) = Written::read(text, at, templates) {
                    Some(deploy(Template { file: at.file, node: &written.node }, &written))
                } else {
                    let value = Value { at: Some(at), ..read_json(text, evaluator.fuel()).ok()? };
                    let computed = Computed::new(&value, at.file, templates.trees, evaluator.fuel()).ok()?;
                    Some(deploy(computed.template(), &computed))
                }
            }
        };
        let _ = fuel.take(usize::try_from(before - evaluator.fuel().left()).unwrap_or(usize::MAX));
        result.map(|(planned, diagnostics)| (planned, Diagnostics { evaluated: evaluator.defaults().evaluated(), ..diagnostics }))
    }

    fn get(&self, name: &str) -> Option<Value> {
        self.attributes.member(name).filter(|value| !value.is_null())
    }

    fn deployed(&self, fuel: &Fuel) -> Option<Deployed> {
        let unknown = || Value::unknown("the subscription is known only when the template is deployed");
        let scope = match self.terraform_type {
            "azurerm_resource_group_template_deployment" | "azurerm_template_deployment" => {
                let group = self.get("resource_group_name").unwrap_or_else(unknown);
                let parts = [Value::text("/subscriptions/"), unknown(), Value::text("/resourceGroups/"), group];
                join_text(&parts, fuel).unwrap_or_else(|fault| Value::unknown(fault.message))
            }
            "azurerm_subscription_template_deployment" => deployment_id(Scope::Subscription),
            "azurerm_management_group_template_deployment" => self.get("management_group_id")?,
            "azurerm_tenant_template_deployment" => deployment_id(Scope::Tenant),
            "azapi_resource" => return self.of_azapi(fuel),
            _ => return None,
        };
        let json = |name: &str| Some(parsed(&self.get(name)?, fuel));
        let texts = || {
            let texts = self.get("parameters")?;
            Some(Value::object(texts.members()?.map(|(name, text)| (name.clone(), Value::object([("value".into(), text)])))))
        };
        let parameters = json("parameters_content").or_else(|| json("parameters_body")).or_else(texts).map(parameters_of);
        Some(Deployed { template: self.get("template_content").or_else(|| self.get("template_body"))?, parameters, scope })
    }

    /// A deployment whose body is written as Resource Manager has it.
    fn of_azapi(&self, fuel: &Fuel) -> Option<Deployed> {
        const DEPLOYMENTS: &str = "Microsoft.Resources/deployments@";
        let of = self.get("type")?;
        of.as_text()?.get(..DEPLOYMENTS.len()).filter(|start| start.eq_ignore_ascii_case(DEPLOYMENTS))?;
        let properties = parsed(&self.get("body")?, fuel).member("properties")?;
        let own = |name: &str| properties.member(name).filter(|value| !value.is_null());
        let scope = self.get("parent_id").unwrap_or_else(|| Value::unknown("the scope of the deployment is not known"));
        let scope = if scope.as_text() == Some("/") { Value::text("") } else { scope };
        Some(Deployed { template: own("template")?, parameters: own("parameters"), scope })
    }
}

/// The value of a text that is JSON.
fn parsed(value: &Value, fuel: &Fuel) -> Value {
    let Some(text) = value.as_text() else { return value.clone() };
    let read = read_json(text, fuel).unwrap_or_else(|fault| Value::unknown(fault.message));
    Value { at: value.at, provenance: value.provenance.clone(), ..read }
}

/// The parameters in the content of a parameter file, or those themselves.
fn parameters_of(content: Value) -> Value {
    match content.member("$schema").and_then(|_| content.member("parameters")) {
        Some(parameters) if matches!(content.data, Data::Object(_)) => parameters,
        _ => content,
    }
}

/// A template that is written in a text of another language, such as a heredoc.
struct Written<'t> {
    node: Node<'t>,
    file: FileId,
    links: &'t dyn Links,
}

impl<'t> Written<'t> {
    /// The template in the literal at this place, if the text is that of the literal.
    fn read(text: &'t str, at: Span, templates: Templates<'t, '_>) -> Option<Self> {
        let (start, end) = (at.start as usize, at.end as usize);
        let literal = templates.sources.get(at.file).piece(start, end).ok()?;
        let offsets = offsets(text, literal.text.get(..end - start)?)?;
        let mut node = parse_lenient(text, 0).ok()?;
        let moved = |offset: usize| offsets.get(offset).map_or(end, |offset| start + offset);
        shift(&mut node, &|bytes| moved(bytes.start)..moved(bytes.end));
        Some(Self { node, file: at.file, links: templates.trees })
    }
}

/// Moves a tree to its place in another text.
fn shift(node: &mut Node<'_>, place: &dyn Fn(&Bytes) -> Bytes) {
    node.bytes = place(&node.bytes);
    match &mut node.value {
        tree::Value::Array(elements) => elements.iter_mut().for_each(|element| shift(element, place)),
        tree::Value::Object(members) => {
            for member in members {
                member.key_bytes = place(&member.key_bytes);
                shift(&mut member.value, place);
            }
        }
        _ => {}
    }
}

impl Links for Written<'_> {
    fn linked(&self, from: FileId, path: &str) -> Option<Template<'_>> {
        self.links.linked(from, path)
    }

    fn deploys(&self, file: FileId) {
        if file != self.file {
            self.links.deploys(file);
        }
    }

    fn is_twice(&self, file: FileId, key: usize) -> bool {
        file != self.file && self.links.is_twice(file, key)
    }
}
