//! HCL, the language of Terraform's `.tf` and `.tfvars` files, and its JSON form: text to a tree with spans.
//!
//! Specification: HCL native syntax and HCL JSON syntax specifications of hashicorp/hcl. This module is independent of Terraform: the
//! evaluator interprets blocks and variables.

mod ast;
mod body;
mod collection;
mod cursor;
mod expression;
mod json;
mod names;
mod pieces;
mod recovery;
mod template;
mod traversal;

#[cfg(test)]
mod tests;

pub use ast::*;
use cursor::Parser;

/// Parses a text in native syntax (`.tf`, `.tfvars`).
///
/// Text with syntax errors is skipped, with one error for each mistake (at most 20): a broken value is an [`ExprKind::Error`].
/// Time is linear in the length of the text. Blocks and expressions are nested at most 64 levels deep, and an expression with
/// its chains of operators at most 256, so that recursion over the tree is bounded.
pub fn parse(text: &str) -> Parsed {
    let mut parser = Parser::new(text);
    let body = parser.file();
    Parsed { body, errors: parser.errors }
}

/// Parses a text in JSON syntax (`.tf.json`).
///
/// Block types at the top of the file are blocks, as in native syntax; other values in a body are attributes, and a nested block is an
/// object or a list of objects. If such a block contains a `dynamic` block, or is one, it is also a block. Strings are templates, except
/// for the `default` of a variable, and its `type` is an expression. Nodes in a string have the bytes of the string, including quotes; a
/// block starts at its last label. Text that is not JSON yields one error and no tree.
pub fn parse_json(text: &str) -> Parsed {
    json::file(text)
}

/// Parses values of variables in JSON syntax (`.tfvars.json`): one attribute for each, with literal strings.
pub fn parse_json_values(text: &str) -> Parsed {
    json::values(text)
}

/// Parses a text that is one expression.
///
/// # Errors
/// The first error, when the text is not one expression.
pub fn parse_expression(text: &str) -> Result<Expr, HclError> {
    let mut parser = Parser::new(text);
    let read = parser.whole_expression();
    match (read, parser.errors.into_iter().next()) {
        (Some(expr), None) => Ok(expr),
        (_, Some(error)) => Err(error),
        (None, None) => unreachable!("what fails is reported"),
    }
}

/// Parses a text that is a template as a whole, as `templatefile` does.
///
/// A template of one [`Part::Interpolation`] has its value, which is not converted to a string. Unbalanced directives make the text
/// ambiguous, and no parts are returned.
pub fn parse_template(text: &str) -> (Vec<Part>, Vec<HclError>) {
    let mut parser = Parser::new(text);
    let parts = parser.template().unwrap_or_default();
    (parts, parser.errors)
}
