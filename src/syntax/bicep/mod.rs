//! Bicep templates (`.bicep`) and parameters files (`.bicepparam`): text to a tree in which every node has a span.
//!
//! The grammar is that of the compiler (`src/Bicep.Core/Parsing` of <https://github.com/Azure/bicep>, 2026); its
//! `docs/grammar.md` and `docs/params-file-grammar.md` are older outlines. Errors that the compiler finds after parsing, in names, types
//! or scopes, are not checked here.
//!
//! Nothing is evaluated, and no error stops the parser. A syntax error is a diagnostic, and [`ast::ExpressionKind::Error`] or its
//! equivalent in the tree: it loses the expression, never the resource; the resource, never the file.

pub mod ast;
mod lexer;
mod parser;
mod token;

#[cfg(test)]
mod tests;

use crate::text::Text;
use ast::{File, Span};
use parser::{Dialect, Parser};

/// Maximum nesting, counted in brackets, lambdas, conditions and string holes: real files stay below 30, and the recursive parser,
/// walks over the tree, and its drop must not overflow the stack.
///
/// Constructs that can be long without being deep are flat in the tree: operators of one precedence, `a ? b : c ? d : e`, `a.b[c].d`,
/// `int[][]`.
pub const MAX_DEPTH: usize = 128;

/// A syntax error with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Diagnostic {
    pub span: Span,
    /// What was expected, and what was found.
    pub message: Text,
}

/// Parses a template.
///
/// A byte order mark is allowed, and lines may end in LF, CRLF or CR. Spans count bytes of `text`.
/// Time is linear in the length of `text`, the text is borrowed, and the depth of the tree is bounded by [`MAX_DEPTH`].
///
/// # Example
/// ```
/// use tenantlint::syntax::bicep::{ast::Declaration, parse};
/// let text = "resource app 'Microsoft.Graph/applications@v1.0' = {\n  displayName: 'Portal' +\n  signInAudience: 'AzureADMyOrg'\n}";
/// let file = parse(text);
/// assert_eq!(file.diagnostics[0].message, "expected a value, found the end of the line");
/// let Declaration::Resource(app) = &file.statements[0].declaration else { panic!("a resource") };
/// let audience = &app.body.object.as_ref().unwrap().property("signInAudience").unwrap().value;
/// assert_eq!(&text[audience.span.range()], "'AzureADMyOrg'");
/// ```
pub fn parse(text: &str) -> File<'_> {
    read(text, Dialect::Template)
}

/// Parses a parameters file: like [`parse`], but for the dialect in which `param` sets the value of a parameter.
pub fn parse_parameters(text: &str) -> File<'_> {
    read(text, Dialect::Parameters)
}

fn read(text: &str, dialect: Dialect) -> File<'_> {
    if u32::try_from(text.len()).is_err() {
        let message = "expected a file of less than 4 GiB".into();
        return File { diagnostics: vec![Diagnostic { span: Span::default(), message }], ..File::default() };
    }
    match Parser::new(text, dialect, false).file() {
        Ok(file) => file,
        // An unclosed bracket or string consumed all following text. A nested resource may start in the first column, so statements
        // there end open brackets only in this second attempt.
        Err(_unclosed) => Parser::new(text, dialect, true).file().unwrap_or_else(|file| *file),
    }
}
