//! HCL, the language of Terraform's `.tf` and `.tfvars` files, and its JSON form: text to a tree with spans.
//!
//! Specification: HCL native syntax and HCL JSON syntax specifications of hashicorp/hcl. No Terraform knowledge is here: what
//! a block means, and which names are variables, is for the evaluator.

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
/// What cannot be read is skipped, with an error for each mistake (at most 20): a broken value is an [`ExprKind::Error`].
/// Time is linear in the length of the text. Blocks and expressions are nested no deeper than 64 levels, and an expression with
/// its chains of operators no deeper than 256, so that recursion over the tree is bounded.
pub fn parse(text: &str) -> Parsed {
    let mut parser = Parser::new(text);
    let body = parser.file();
    Parsed { body, errors: parser.errors }
}

/// Parses a text in JSON syntax (`.tf.json`).
///
/// Kinds at the top of the file are blocks, as in native syntax; what stands in a body is an attribute, and a nested block an
/// object or a list of objects. Where such a block has a `dynamic` block in it, or is one, it is a block too. Strings are
/// templates, but for the `default` of a variable, and its `type` is an expression. What stands in a string has the bytes of
/// the string, quotes included; a block begins at its last label. Text that is not JSON gives one error and no tree.
pub fn parse_json(text: &str) -> Parsed {
    json::file(text)
}

/// Parses values of variables in JSON syntax (`.tfvars.json`): an attribute for each, strings as they are written.
pub fn parse_json_values(text: &str) -> Parsed {
    json::values(text)
}

/// Parses a text that is one expression.
///
/// # Errors
/// The first error, when the text is something else.
pub fn parse_expression(text: &str) -> Result<Expr, HclError> {
    let mut parser = Parser::new(text);
    let read = parser.whole_expression();
    match (read, parser.errors.into_iter().next()) {
        (Some(expr), None) => Ok(expr),
        (_, Some(error)) => Err(error),
        (None, None) => unreachable!("what fails is reported"),
    }
}

/// Parses a text that is a template as a whole, as `templatefile` reads it.
///
/// A template that is one [`Part::Interpolation`] gives its value and not a string. Where directives are not balanced nothing can
/// be said of the text, and no parts are given.
pub fn parse_template(text: &str) -> (Vec<Part>, Vec<HclError>) {
    let mut parser = Parser::new(text);
    let parts = parser.template().unwrap_or_default();
    (parts, parser.errors)
}
