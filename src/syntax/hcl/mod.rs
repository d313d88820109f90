//! HCL, the language of Terraform's `.tf` and `.tfvars` files, and its JSON form: text to a tree with spans.
//!
//! Specification: HCL native syntax and HCL JSON syntax specifications of hashicorp/hcl. No Terraform knowledge is here: what
//! a block means, and which names are variables, is for the evaluator.

mod ast;
mod body;
mod collection;
mod cursor;
mod expression;
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

/// Parses a text that is one expression.
///
/// # Errors
/// The first error, when the text is something else.
pub fn parse_expression(text: &str) -> Result<Expr, HclError> {
    let mut parser = Parser::new(text);
    parser.newlines = false;
    parser.space();
    let read = parser.expression();
    parser.space();
    if read.is_ok() && parser.at < text.len() {
        parser.unexpected("the end of the expression");
    }
    match (read, parser.errors.into_iter().next()) {
        (Ok(expr), None) => Ok(expr),
        (_, Some(error)) => Err(error),
        (Err(_), None) => unreachable!("what fails is reported"),
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
