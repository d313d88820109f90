//! The expressions of ARM templates: strings such as `[concat(parameters('prefix'), 'web')]` in a JSON file.
//!
//! They are parsed into the tree of Bicep, so that both use one evaluator: `if(…)` becomes a condition, `lambda('a', …)` a lambda, and
//! `lambdaVariables('a')` a name. Every node has the span of the whole string, because a JSON string has its own escapes.
//!
//! Source: Microsoft Learn, "Syntax and expressions in ARM templates" (2026-07).

use super::bicep::ast::{
    Access, Branch, Call, Conditional, Expression, ExpressionKind, Lambda, Name, Span, Step, StepKind, StringValue, UnaryOperator,
};
use crate::parts::Parts;
use crate::text::Text;
use std::borrow::Cow;

/// Maximum nesting of calls and brackets: real templates stay below 20, and a recursive walk over the tree must not overflow the stack.
pub const MAX_DEPTH: usize = 100;

/// A string of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum TemplateString<'a> {
    /// Literal text, without the bracket that escapes an expression.
    Literal(&'a str),
    Expression(Expression<'a>),
}

/// A string in brackets that is not an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// What was expected, and what was found.
    pub message: Text,
}

/// Whether a string is evaluated: it is enclosed in brackets, and the first one is not doubled.
pub fn is_expression(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(']') && !text.starts_with("[[")
}

/// The text of a string that is not evaluated. `[[x]` is the escaped form of `[x]`.
pub fn unescape(text: &str) -> &str {
    if text.starts_with("[[") && text.ends_with(']') { text.after(1) } else { text }
}

/// Parses a string of a template. `span` is the place of the string, and the span of all nodes.
///
/// Time is linear in the length of `text`, and the depth of the tree is bounded by [`MAX_DEPTH`].
///
/// # Errors
/// [`SyntaxError`] when it is enclosed in brackets and is not an expression.
///
/// # Example
/// ```
/// use tenantlint::syntax::arm_expression::{TemplateString, parse};
/// use tenantlint::syntax::bicep::ast::Span;
/// assert_eq!(parse("[[plain]", Span::default()), Ok(TemplateString::Literal("[plain]")));
/// assert!(matches!(parse("[toLower('A')]", Span::default()), Ok(TemplateString::Expression(_))));
/// assert_eq!(parse("[toLower('A']", Span::default()).unwrap_err().to_string(), "expected `,` or `)`, found `]`");
/// ```
pub fn parse(text: &str, span: Span) -> Result<TemplateString<'_>, SyntaxError> {
    if !is_expression(text) {
        return Ok(TemplateString::Literal(unescape(text)));
    }
    let mut parser = Parser { text: text.before(text.len() - 1), at: 1, span };
    let expression = parser.expression(1)?;
    parser.white();
    if parser.at < parser.text.len() {
        return Err(parser.unexpected("the end of the expression"));
    }
    Ok(TemplateString::Expression(expression))
}

struct Parser<'a> {
    /// The string without its closing bracket.
    text: &'a str,
    at: usize,
    span: Span,
}

impl<'a> Parser<'a> {
    fn expression(&mut self, depth: usize) -> Result<Expression<'a>, SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(SyntaxError {
                message: Text::new("the expression is nested deeper than {limit} levels").with("limit", MAX_DEPTH.to_string()),
            });
        }
        self.white();
        let base = match self.peek() {
            Some('\'') => ExpressionKind::String(StringValue::Plain(self.string()?)),
            Some('-' | '0'..='9') => self.number()?,
            Some(character) if is_name(character) => self.call(depth)?,
            _ => return Err(self.unexpected("a function, a string or a number")),
        };
        let base = self.node(base);
        let steps = self.steps(depth)?;
        Ok(if steps.is_empty() { base } else { self.node(ExpressionKind::Access(Box::new(Access { base, steps }))) })
    }

    /// Zero or more `.member` and `[index]`.
    fn steps(&mut self, depth: usize) -> Result<Vec<Step<'a>>, SyntaxError> {
        let mut steps = Vec::new();
        loop {
            self.white();
            let kind = match self.peek() {
                Some('.') => {
                    self.at += 1;
                    self.white();
                    let name = self.name();
                    if name.is_empty() {
                        return Err(self.unexpected("the name of a property"));
                    }
                    StepKind::Member { name: Name { span: self.span, text: name }, safe: false }
                }
                Some('[') => {
                    self.at += 1;
                    let index = Box::new(self.expression(depth + 1)?);
                    self.expect(']', "`]`")?;
                    StepKind::Index { index, safe: false, from_end: false }
                }
                _ => return Ok(steps),
            };
            steps.push(Step { span: self.span, kind });
        }
    }

    fn call(&mut self, depth: usize) -> Result<ExpressionKind<'a>, SyntaxError> {
        let start = self.at;
        self.name();
        while self.peek() == Some('.') {
            self.at += 1;
            if self.name().is_empty() {
                return Err(self.unexpected("the name of a function"));
            }
        }
        let name = self.text.part(start..self.at);
        self.expect('(', "`(`")?;
        let mut arguments = Vec::new();
        self.white();
        if self.peek() == Some(')') {
            self.at += 1;
        } else {
            loop {
                arguments.push(self.expression(depth + 1)?);
                self.white();
                match self.peek() {
                    Some(',') => self.at += 1,
                    Some(')') => {
                        self.at += 1;
                        break;
                    }
                    _ => return Err(self.unexpected("`,` or `)`")),
                }
            }
        }
        Ok(self.called(name, arguments))
    }

    /// A call, or its equivalent in Bicep.
    fn called(&self, name: &'a str, mut arguments: Vec<Expression<'a>>) -> ExpressionKind<'a> {
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("lambdaVariables")
            && let [only] = &*arguments
            && let Some(variable) = borrowed(only)
        {
            return ExpressionKind::Name(variable);
        }
        if is("lambda")
            && let Some((_, names)) = arguments.split_last()
            && let Some(parameters) = names.iter().map(|name| Some(Name { span: self.span, text: borrowed(name)? })).collect()
            && let Some(value) = arguments.pop()
        {
            return ExpressionKind::Lambda(Box::new(Lambda { parameters, value }));
        }
        if is("if")
            && arguments.len() == 3
            && let (Some(otherwise), Some(value), Some(condition)) = (arguments.pop(), arguments.pop(), arguments.pop())
        {
            let mut branches = vec![Branch { condition, value }];
            let otherwise = match otherwise.kind {
                ExpressionKind::Conditional(inner) => {
                    branches.extend(inner.branches);
                    inner.otherwise
                }
                kind => Expression { kind, ..otherwise },
            };
            return ExpressionKind::Conditional(Box::new(Conditional { branches, otherwise }));
        }
        ExpressionKind::Call(Call { name: Name { span: self.span, text: name }, arguments })
    }

    /// `'text'`, in which two quotes are an escaped quote.
    fn string(&mut self) -> Result<Cow<'a, str>, SyntaxError> {
        let start = self.at + 1;
        let mut text = Cow::Borrowed("");
        self.at = start;
        loop {
            let from = self.at;
            match self.text.after(from).find('\'') {
                None => {
                    self.at = self.text.len();
                    return Err(self.unexpected("a quote that ends the string"));
                }
                Some(length) => {
                    let piece = self.text.part(from..from + length);
                    if text.is_empty() {
                        text = Cow::Borrowed(piece);
                    } else {
                        text.to_mut().push_str(piece);
                    }
                    self.at = from + length + 1;
                    if self.peek() != Some('\'') {
                        return Ok(text);
                    }
                    text.to_mut().push('\'');
                    self.at += 1;
                }
            }
        }
    }

    /// An integer. Bicep has no other numbers, but a function that parses them.
    fn number(&mut self) -> Result<ExpressionKind<'a>, SyntaxError> {
        let start = self.at;
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let is_negative = self.peek() == Some('-');
        self.at += usize::from(is_negative);
        let whole = digits(self.text.after(self.at));
        if whole == 0 {
            return Err(self.unexpected("a digit"));
        }
        let written = self.text.part(self.at..self.at + whole);
        self.at += whole;
        let fraction = self.text.after(self.at).strip_prefix('.').map_or(0, digits);
        if fraction == 0
            && let Ok(number) = written.parse()
        {
            let number = ExpressionKind::Integer(number);
            let minus = |number| ExpressionKind::Unary(UnaryOperator::Minus, Box::new(self.node(number)));
            return Ok(if is_negative { minus(number) } else { number });
        }
        self.at += if fraction == 0 { 0 } else { 1 + fraction };
        let text = self.node(ExpressionKind::String(StringValue::Plain(Cow::Borrowed(self.text.part(start..self.at)))));
        Ok(ExpressionKind::Call(Call { name: Name { span: self.span, text: "json" }, arguments: vec![text] }))
    }

    /// The name at the current position, possibly empty.
    fn name(&mut self) -> &'a str {
        let rest = self.text.after(self.at);
        let name = rest.before(rest.find(|character| !is_name(character)).unwrap_or(rest.len()));
        self.at += name.len();
        name
    }

    fn expect(&mut self, character: char, shown: &str) -> Result<(), SyntaxError> {
        self.white();
        if self.peek() != Some(character) {
            return Err(self.unexpected(shown));
        }
        self.at += 1;
        Ok(())
    }

    fn white(&mut self) {
        let rest = self.text.after(self.at);
        self.at += rest.len() - rest.trim_start().len();
    }

    fn peek(&self) -> Option<char> {
        self.text.after(self.at).chars().next()
    }

    fn node(&self, kind: ExpressionKind<'a>) -> Expression<'a> {
        Expression { span: self.span, kind }
    }

    fn unexpected(&self, expected: &str) -> SyntaxError {
        let message = match self.peek() {
            // The text ends before the bracket that closes the string.
            None => Text::new("expected {expected}, found `]`").with("expected", expected),
            Some(found) => Text::new("expected {expected}, found `{character}`")
                .with("expected", expected)
                .with("character", found.escape_debug().to_string()),
        };
        SyntaxError { message }
    }
}

/// Characters of names of functions and of properties after a dot.
fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$' | '#' | '@')
}

/// The text of a string without escapes.
fn borrowed<'a>(expression: &Expression<'a>) -> Option<&'a str> {
    match &expression.kind {
        ExpressionKind::String(StringValue::Plain(Cow::Borrowed(text))) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in one line, in Bicep syntax.
    fn shown(expression: &Expression<'_>) -> String {
        let list = |all: &[Expression<'_>]| all.iter().map(shown).collect::<Vec<_>>().join(", ");
        match &expression.kind {
            ExpressionKind::String(StringValue::Plain(text)) => format!("'{text}'"),
            ExpressionKind::Integer(number) => number.to_string(),
            ExpressionKind::Unary(UnaryOperator::Minus, inner) => format!("-{}", shown(inner)),
            ExpressionKind::Name(name) => (*name).to_owned(),
            ExpressionKind::Call(call) => format!("{}({})", call.name.text, list(&call.arguments)),
            ExpressionKind::Conditional(conditional) => {
                let branches: Vec<_> =
                    conditional.branches.iter().map(|branch| format!("{} ? {}", shown(&branch.condition), shown(&branch.value))).collect();
                format!("{} : {}", branches.join(" : "), shown(&conditional.otherwise))
            }
            ExpressionKind::Lambda(lambda) => {
                let names: Vec<_> = lambda.parameters.iter().map(|name| name.text).collect();
                format!("({}) => {}", names.join(", "), shown(&lambda.value))
            }
            ExpressionKind::Access(access) => access.steps.iter().fold(shown(&access.base), |before, step| match &step.kind {
                StepKind::Member { name, .. } => format!("{before}.{}", name.text),
                StepKind::Index { index, .. } => format!("{before}[{}]", shown(index)),
                other => panic!("{other:?} is not written in templates"),
            }),
            other => panic!("{other:?} is not written in templates"),
        }
    }

    fn read(text: &str) -> String {
        match parse(text, Span::default()) {
            Ok(TemplateString::Literal(text)) => format!("literal {text}"),
            Ok(TemplateString::Expression(expression)) => shown(&expression),
            Err(error) => format!("error {error}"),
        }
    }

    #[test]
    fn expressions_are_read() {
        for (written, tree) in [
            ("[parameters('a')]", "parameters('a')"),
            ("[ concat( 'a' , 'it''s' , '''' ) ]", "concat('a', 'it's', ''')"),
            ("[parameters('a').b[0]['c'].d]", "parameters('a').b[0]['c'].d"),
            ("[contoso.name('x')]", "contoso.name('x')"),
            ("[add(-1, 20)]", "add(-1, 20)"),
            ("[1.5]", "json('1.5')"),
            ("[if(true(), 1, if(false(), 2, 3))]", "true() ? 1 : false() ? 2 : 3"),
            ("[map(range(0, 2), lambda('i', add(lambdaVariables('i'), 1)))]", "map(range(0, 2), (i) => add(i, 1))"),
            ("['[x]']", "'[x]'"),
            ("[resourceId('a/b',\n  'c')]", "resourceId('a/b', 'c')"),
        ] {
            assert_eq!(read(written), tree, "{written}");
        }
    }

    #[test]
    fn a_string_without_brackets_is_text() {
        for (written, text) in [
            ("", ""),
            ("a", "a"),
            ("[", "["),
            ("[a] b", "[a] b"),
            ("[[a]", "[a]"),
            ("[[a", "[[a"),
            ("[[parameters('x')]", "[parameters('x')]"),
        ] {
            assert_eq!(read(written), format!("literal {text}"));
        }
    }

    #[test]
    fn syntax_errors_are_reported() {
        for (written, message) in [
            ("[]", "expected a function, a string or a number, found `]`"),
            ("[parameters('a'", "literal [parameters('a'"),
            ("[parameters('a']", "expected `,` or `)`, found `]`"),
            ("[parameters('a)]", "expected a quote that ends the string, found `]`"),
            ("[parameters]", "expected `(`, found `]`"),
            ("[a() b()]", "expected the end of the expression, found `b`"),
            ("[a().]", "expected the name of a property, found `]`"),
            ("[a()[1]", "expected `]`, found `]`"),
            ("[-]", "expected a digit, found `]`"),
        ] {
            let shown = if message.starts_with("literal") { message.to_owned() } else { format!("error {message}") };
            assert_eq!(read(written), shown, "{written}");
        }
    }

    #[test]
    fn deep_nesting_is_an_error_and_every_cut_is_survived() {
        for open in ["a(", "a()[", "if(1,2,"] {
            let text = format!("[{}]", open.repeat(50_000));
            assert!(read(&text).contains("nested deeper"), "{open}");
        }
        let text = "[concat(parameters('é').b[0], 'it''s', -12.5, ns.f())]";
        for end in (1..text.len()).filter(|end| text.is_char_boundary(*end)) {
            drop(read(&format!("{}]", &text[..end])));
        }
    }
}
