//! Bicep templates (`.bicep`) and parameters files (`.bicepparam`): text to a tree in which every node knows its bytes.
//!
//! The grammar is what the compiler reads (`src/Bicep.Core/Parsing` of <https://github.com/Azure/bicep>, 2026); its
//! `docs/grammar.md` and `docs/params-file-grammar.md` are older outlines. What the compiler reads but refuses later, because of
//! names, types or scopes, is no concern of this module.
//!
//! Nothing is evaluated, and nothing stops the reading. What could not be read is a diagnostic, and stands in the tree as
//! [`ast::ExpressionKind::Error`] or its like: lose the expression, never its resource; the resource, never the file.

pub mod ast;
mod lexer;
mod parser;
mod token;

#[cfg(test)]
mod tests;

use ast::{File, Span};
use parser::{Dialect, Parser};

/// Deepest nesting that is read, counted in brackets, lambdas, conditions and string holes: real files stay under 30, and a
/// recursive reader, whoever walks the tree, and its drop must not run out of stack.
///
/// What can be long and not deep is flat in the tree: operators of one precedence, `a ? b : c ? d : e`, `a.b[c].d`, `int[][]`.
pub const MAX_DEPTH: usize = 128;

/// Something that is not Bicep, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Diagnostic {
    pub span: Span,
    /// What was found, and what was expected.
    pub message: String,
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

/// Parses a parameters file: [`parse`] for the other dialect, in which `param` gives a value to a parameter of the template.
pub fn parse_parameters(text: &str) -> File<'_> {
    read(text, Dialect::Parameters)
}

fn read(text: &str, dialect: Dialect) -> File<'_> {
    if u32::try_from(text.len()).is_err() {
        let message = "expected a file of less than 4 GiB".to_owned();
        return File { diagnostics: vec![Diagnostic { span: Span::default(), message }], ..File::default() };
    }
    match Parser::new(text, dialect, false).file() {
        Ok(file) => file,
        // A bracket or a string that never ends took in all that follows. A nested resource may stand at the first column, so
        // only now does a statement there end what was open.
        Err(_unclosed) => Parser::new(text, dialect, true).file().unwrap_or_else(|file| *file),
    }
}
