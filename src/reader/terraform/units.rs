//! Files that deploy a module with values for its variables: deployments of Terraform Stacks, and Terragrunt configurations.
//!
//! Each such file is a module of its own, whose folder is its path. It calls the module in its real folder, or the one that it names.
//!
//! Sources: Terraform, "Deployment configuration" of Stacks; Terragrunt, "HCL blocks and attributes".

use crate::reader::folders::split;
use crate::syntax::hcl::{Attribute, Block, Body, Expr, ExprKind, Name, Parsed};

/// Whether a file of this name deploys a module.
pub(super) fn is_unit(name: &str) -> bool {
    name == "terragrunt.hcl" || name.ends_with(".tfdeploy.hcl")
}

/// The folder of the module that a file belongs to.
pub(super) fn module_of(path: &str) -> &str {
    let (folder, name) = split(path);
    if is_unit(name) { path } else { folder }
}

/// The module that a file of this name stands for: calls with `source` and `inputs`, and local values.
pub(super) fn as_module(name: &str, parsed: Parsed) -> Parsed {
    let Parsed { body, errors } = parsed;
    let body = if name == "terragrunt.hcl" { terragrunt(body) } else { deployments(body) };
    Parsed { body, errors }
}

fn deployments(body: Body) -> Body {
    let mut blocks = body.blocks;
    blocks.retain(|block| matches!(&*block.kind.text, "deployment" | "locals"));
    for block in blocks.iter_mut().filter(|block| &*block.kind.text == "deployment") {
        block.body.attributes.retain(|attribute| &*attribute.name.text == "inputs");
        block.body.attributes.push(source_at(&block.kind, "../"));
    }
    Body { attributes: Vec::new(), blocks }
}

fn terragrunt(body: Body) -> Body {
    let inputs = body.attributes.into_iter().find(|attribute| &*attribute.name.text == "inputs");
    let (mut source, mut includes, mut locals, mut header) = (None, Vec::new(), Vec::new(), None);
    for mut block in body.blocks {
        match &*block.kind.text {
            "locals" => locals.push(block),
            "include" => includes.push(block),
            "terraform" => {
                let at = block.body.attributes.iter().position(|attribute| &*attribute.name.text == "source");
                source = at.map(|at| block.body.attributes.swap_remove(at));
                header = Some(block.kind);
            }
            _ => {}
        }
    }
    let header = header.or_else(|| inputs.as_ref().map(|inputs| inputs.name.clone()));
    let Some(header) = header else { return Body::default() };
    let source = source.map_or_else(|| source_at(&header, "../"), from_unit);
    let kind = Name { text: "terragrunt".into(), bytes: header.bytes.clone() };
    let body = Body { attributes: inputs.into_iter().chain([source]).collect(), blocks: includes };
    locals.push(Block { labels: vec![kind.clone()], bytes: header.bytes, kind, body });
    Body { attributes: Vec::new(), blocks: locals }
}

fn source_at(header: &Name, source: &str) -> Attribute {
    let name = Name { text: "source".into(), bytes: header.bytes.clone() };
    Attribute { value: Expr { bytes: header.bytes.clone(), kind: ExprKind::String(source.into()) }, name }
}

/// The source relative to the path of the file instead of its folder. A double slash separates what Terragrunt copies from the module in it.
fn from_unit(mut source: Attribute) -> Attribute {
    if let ExprKind::String(path) = &source.value.kind
        && path.starts_with('.')
    {
        source.value.kind = ExprKind::String(format!("../{}", path.replace("//", "/")).into());
    }
    source
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::hcl::parse;

    fn sources(name: &str, text: &str) -> Vec<(String, Option<String>)> {
        let module = as_module(name, parse(text));
        let source = |block: &Block| match &block.body.attribute("source")?.value.kind {
            ExprKind::String(source) => Some(source.to_string()),
            _ => None,
        };
        module.body.blocks.iter().map(|block| (block.kind.text.to_string(), source(block))).collect()
    }

    #[test]
    fn a_unit_calls_its_module() {
        let call = |kind: &str, source: &str| vec![(kind.to_owned(), Some(source.to_owned()))];
        assert_eq!(sources("a.tfdeploy.hcl", "deployment \"a\" {\n}\nidentity_token \"b\" {\n}\n"), call("deployment", "../"));
        assert_eq!(sources("terragrunt.hcl", "inputs = {}\n"), call("terragrunt", "../"));
        assert_eq!(sources("terragrunt.hcl", "terraform {\n  source = \"../m//app\"\n}\n"), call("terragrunt", "../../m/app"));
        assert_eq!(
            sources("terragrunt.hcl", "terraform {\n  source = \"git::https://x//y\"\n}\n"),
            call("terragrunt", "git::https://x//y")
        );
        assert_eq!(sources("terragrunt.hcl", "terraform {\n  source = \"${f()}/m\"\n}\n"), vec![("terragrunt".to_owned(), None)]);
        assert_eq!(sources("terragrunt.hcl", "remote_state {\n}\n"), vec![]);
        assert_eq!(module_of("a/terragrunt.hcl"), "a/terragrunt.hcl");
        assert_eq!(module_of("a/main.tf"), "a");
    }
}
