//! The JSON form of HCL: `.tf.json` and `.tfvars.json`.
//!
//! JSON does not distinguish blocks from attributes, for which Terraform uses the provider's schema. Here the block types at the top of a
//! file are blocks, and in a resource every value that contains a `dynamic` block; all other values in a body are attributes, so a nested
//! block is an object or a list of objects.

use super::ast::{Attribute, Block, Body, Expr, ExprKind, HclError, Item, Name, Parsed};
use super::cursor::{MAX_DEPTH, MAX_ERRORS, MAX_HEIGHT, Parser};
use super::names::Names;
use crate::syntax::json;
use crate::syntax::tree::{Bytes, Member, Node, Value};
use crate::text::Text;

/// The key of a comment.
const COMMENT: &str = "//";

/// The number of labels of a block type (Terraform 1.14).
fn labels_of(kind: &str) -> usize {
    match kind {
        "resource" | "data" | "ephemeral" | "list" | "action" => 2,
        "variable" | "output" | "module" | "provider" | "check" => 1,
        _ => 0,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Strings {
    Templates,
    Literal,
}

/// What the block around a body determines about it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Its type is an expression, its default a plain value.
    Variable,
    /// It may have `dynamic` blocks.
    Dynamic,
    Plain,
}

struct Reader {
    names: Names,
    errors: Vec<HclError>,
    /// Whether the text contains `dynamic`: most do not, and need not be searched for it.
    dynamic: bool,
}

pub(super) fn file(text: &str) -> Parsed {
    read(text, |reader, members, body| {
        for member in members.iter().filter(|member| member.key != COMMENT) {
            let kind = reader.name(member);
            let content = match &*member.key {
                "variable" => Content::Variable,
                "resource" | "data" | "ephemeral" | "provider" => Content::Dynamic,
                _ => Content::Plain,
            };
            let labels = labels_of(&member.key);
            reader.blocks(&kind, &mut Vec::new(), labels, &member.value, content, &mut body.blocks);
        }
    })
}

pub(super) fn values(text: &str) -> Parsed {
    read(text, |reader, members, body| {
        for member in members.iter().filter(|member| member.key != COMMENT) {
            let name = reader.name(member);
            let value = reader.value(&member.value, Strings::Literal, 1);
            body.attributes.push(Attribute { name, value });
        }
    })
}

/// Parses each object at the top of a text.
fn read(text: &str, mut each: impl FnMut(&mut Reader, &[Member<'_>], &mut Body)) -> Parsed {
    let node = match json::parse(text) {
        Ok(node) => node,
        Err(error) => {
            let character = text.get(error.offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            let error = HclError { bytes: error.offset..error.offset + character, message: error.message };
            return Parsed { body: Body::default(), errors: vec![error] };
        }
    };
    let dynamic = memchr::memmem::find(text.as_bytes(), b"\"dynamic\"").is_some();
    let mut reader = Reader { names: Names::for_length(text.len()), errors: Vec::new(), dynamic };
    let mut body = Body::default();
    for (members, _) in reader.objects(&node) {
        each(&mut reader, members, &mut body);
    }
    Parsed { body, errors: reader.errors }
}

impl Reader {
    fn report(&mut self, bytes: Bytes, message: Text) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(HclError { bytes, message });
        }
    }

    fn name(&mut self, member: &Member<'_>) -> Name {
        Name { text: self.names.share(&member.key), bytes: member.key_bytes.clone() }
    }

    /// The members of an object, or of each object of a list. `null` is not an object.
    fn objects<'n, 'a>(&mut self, node: &'n Node<'a>) -> Vec<(&'n [Member<'a>], &'n Node<'a>)> {
        let nodes = one_or_all(node);
        let mut objects = Vec::with_capacity(nodes.len());
        for node in nodes {
            match &node.value {
                Value::Object(members) => objects.push((&members[..], node)),
                Value::Null => {}
                other => self.report(node.bytes.clone(), Text::new("expected an object, found {value}").with("value", kind_of(other))),
            }
        }
        objects
    }

    /// Parses the blocks of a type, of which `missing` labels remain.
    fn blocks(&mut self, kind: &Name, labels: &mut Vec<Name>, missing: usize, node: &Node<'_>, content: Content, blocks: &mut Vec<Block>) {
        let in_list = matches!(node.value, Value::Array(_));
        for (members, object) in self.objects(node) {
            if missing == 0 {
                let key = labels.last().unwrap_or(kind);
                let start = if in_list { object.bytes.start } else { key.bytes.start };
                let body = self.body(members, content, labels.len() + 1);
                blocks.push(Block { kind: kind.clone(), labels: labels.clone(), body, bytes: start..object.bytes.end });
                continue;
            }
            for member in members.iter().filter(|member| member.key != COMMENT) {
                let label = self.name(member);
                labels.push(label);
                self.blocks(kind, labels, missing - 1, &member.value, content, blocks);
                labels.pop();
            }
        }
    }

    fn body(&mut self, members: &[Member<'_>], content: Content, depth: usize) -> Body {
        let mut body = Body::default();
        for member in members.iter().filter(|member| member.key != COMMENT) {
            let name = self.name(member);
            let dynamic = content == Content::Dynamic && self.dynamic && depth < MAX_DEPTH;
            if dynamic && is_dynamic(member) {
                self.dynamic_blocks(&name, &member.value, depth, &mut body.blocks);
            } else if dynamic && has_dynamic(&member.value) {
                self.nested_blocks(&name, &member.value, depth, &mut body.blocks);
            } else {
                let value = match (content, &*member.key) {
                    (Content::Variable, "type") => self.expression(&member.value),
                    (Content::Variable, "default") => self.value(&member.value, Strings::Literal, depth),
                    _ => self.value(&member.value, Strings::Templates, depth),
                };
                body.attributes.push(Attribute { name, value });
            }
        }
        body
    }

    /// Parses a block without labels in the body of a resource, or each of a list.
    fn nested_blocks(&mut self, kind: &Name, node: &Node<'_>, depth: usize, blocks: &mut Vec<Block>) {
        for (members, object) in self.objects(node) {
            let body = self.body(members, Content::Dynamic, depth + 1);
            blocks.push(Block { kind: kind.clone(), labels: Vec::new(), body, bytes: object.bytes.clone() });
        }
    }

    /// Parses `{ "type": { "for_each": …, "content": { … } } }`.
    fn dynamic_blocks(&mut self, kind: &Name, node: &Node<'_>, depth: usize, blocks: &mut Vec<Block>) {
        for (types, _) in self.objects(node) {
            for member in types.iter().filter(|member| member.key != COMMENT) {
                let label = self.name(member);
                for (members, object) in self.objects(&member.value) {
                    let mut body = Body::default();
                    for member in members.iter().filter(|member| member.key != COMMENT) {
                        let name = self.name(member);
                        if member.key == "content" {
                            self.nested_blocks(&name, &member.value, depth + 1, &mut body.blocks);
                        } else {
                            let value = self.value(&member.value, Strings::Templates, depth + 1);
                            body.attributes.push(Attribute { name, value });
                        }
                    }
                    blocks.push(Block { kind: kind.clone(), labels: vec![label.clone()], body, bytes: object.bytes.clone() });
                }
            }
        }
    }

    fn value(&mut self, node: &Node<'_>, strings: Strings, depth: usize) -> Expr {
        if depth > MAX_DEPTH {
            self.report(node.bytes.clone(), Text::new("nested deeper than {limit} levels").with("limit", MAX_DEPTH.to_string()));
            return Expr { bytes: node.bytes.clone(), kind: ExprKind::Error };
        }
        let kind = match &node.value {
            Value::Null => ExprKind::Null,
            Value::Unknown(_) => ExprKind::Error,
            Value::Bool(value) => ExprKind::Bool(*value),
            Value::Number(text) => ExprKind::Number(self.names.share(text)),
            Value::String(text) => return self.string(text, &node.bytes, strings, depth),
            Value::Array(elements) => ExprKind::Tuple(elements.iter().map(|element| self.value(element, strings, depth + 1)).collect()),
            Value::Object(members) => {
                let members = members.iter().filter(|member| strings == Strings::Literal || member.key != COMMENT);
                let items = members.map(|member| Item {
                    key: self.string(&member.key, &member.key_bytes, strings, depth + 1),
                    value: self.value(&member.value, strings, depth + 1),
                });
                ExprKind::Object(items.collect())
            }
        };
        Expr { bytes: node.bytes.clone(), kind }
    }

    fn string(&mut self, text: &str, bytes: &Bytes, strings: Strings, depth: usize) -> Expr {
        if strings == Strings::Literal || !(text.contains("${") || text.contains("%{")) {
            return Expr { bytes: bytes.clone(), kind: ExprKind::String(self.names.share(text)) };
        }
        self.inside(text, bytes, depth, Parser::whole_template)
    }

    /// Parses an expression in a string.
    fn expression(&mut self, node: &Node<'_>) -> Expr {
        match &node.value {
            Value::String(text) => self.inside(text, &node.bytes, 1, Parser::whole_expression),
            _ => self.value(node, Strings::Literal, 1),
        }
    }

    /// Parses native syntax in a string. All nodes in it have the bytes of the string.
    fn inside<'t>(&mut self, text: &'t str, bytes: &Bytes, depth: usize, read: fn(&mut Parser<'t>) -> Option<Expr>) -> Expr {
        let mut parser = Parser::new(text);
        parser.place = Some(bytes.clone());
        parser.depth = depth.min(MAX_DEPTH);
        parser.tallest = MAX_HEIGHT - parser.depth;
        std::mem::swap(&mut parser.names, &mut self.names);
        std::mem::swap(&mut parser.errors, &mut self.errors);
        let expr = read(&mut parser);
        self.names = parser.names;
        self.errors = parser.errors;
        expr.unwrap_or(Expr { bytes: bytes.clone(), kind: ExprKind::Error })
    }
}

/// Whether this is the key `dynamic` with blocks, each of which has content.
fn is_dynamic(member: &Member<'_>) -> bool {
    let has_content = |node: &Node<'_>| one_or_all(node).iter().all(|object| object.get("content").is_some());
    member.key == "dynamic"
        && one_or_all(&member.value).iter().all(|types| {
            !types.members().is_empty() && types.members().iter().all(|member| member.key == COMMENT || has_content(&member.value))
        })
}

/// Whether this contains a `dynamic` block at any depth.
fn has_dynamic(node: &Node<'_>) -> bool {
    node.members().iter().any(|member| is_dynamic(member) || has_dynamic(&member.value)) || node.elements().iter().any(has_dynamic)
}

/// The elements of a list, or any other value alone.
fn one_or_all<'n, 'a>(node: &'n Node<'a>) -> &'n [Node<'a>] {
    if let Value::Array(elements) = &node.value { elements } else { std::slice::from_ref(node) }
}

fn kind_of(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
        Value::Unknown(_) => "an expression",
    }
}
