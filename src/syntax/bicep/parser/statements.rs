//! Statements.

use super::lists::Entry;
use super::{Dialect, Parser, begins_name};
use crate::syntax::bicep::ast::{
    Assert, Body, Declaration, Expression, Extends, Extension, ExtensionConfig, Function, Import, ImportItem, Imported, Key, Metadata,
    Module, Name, Output, Parameter, ParameterValue, Resource, Span, Statement, TargetScope, Test, TypeDeclaration, TypedName, Using,
    UsingSource, Variable,
};
use crate::syntax::bicep::token::Kind;

impl<'a> Parser<'a> {
    pub(super) fn statements(&mut self) -> Vec<Statement<'a>> {
        let mut statements = Vec::new();
        loop {
            self.newlines();
            if self.at(Kind::End) {
                return statements;
            }
            let start = self.current.span.start;
            let mut statement = self.statement();
            let goes_on = !matches!(self.current.kind, Kind::Newline | Kind::End);
            // The next statement may have ended this one, which was not closed.
            if goes_on && !(self.at_statement() && self.current.span.start > start) {
                self.report("the end of the line");
                let first = self.current.span.start;
                if first == start {
                    self.advance();
                }
                self.skip(false);
                statement.lose(self.since(first));
            }
            statements.push(statement);
        }
    }

    fn statement(&mut self) -> Statement<'a> {
        let start = self.current.span.start;
        let decorators = self.decorators();
        let keyword = if self.at(Kind::Name) { self.text(self.current.span) } else { "" };
        let read: fn(&mut Self) -> Declaration<'a> = match (keyword, self.dialect) {
            ("var", _) => Self::variable,
            ("import", _) => Self::import,
            ("type", _) => Self::type_declaration,
            ("extension" | "provider", _) => |parser| Declaration::Extension(parser.extension()),
            ("param", Dialect::Parameters) => Self::parameter_value,
            ("using", Dialect::Parameters) => Self::using,
            ("extends", Dialect::Parameters) => Self::extends,
            ("extensionConfig", Dialect::Parameters) => Self::extension_config,
            ("param", Dialect::Template) => Self::parameter_declaration,
            ("resource", Dialect::Template) => Self::resource,
            ("module", Dialect::Template) => Self::module,
            ("output", Dialect::Template) => Self::output,
            ("func", Dialect::Template) => Self::function,
            ("metadata", Dialect::Template) => Self::metadata,
            ("targetScope", Dialect::Template) => Self::target_scope,
            ("assert", Dialect::Template) => Self::assert,
            ("test", Dialect::Template) => Self::test,
            _ => {
                self.report(match self.dialect {
                    Dialect::Template => "a declaration",
                    Dialect::Parameters => "`using`, `extends`, `param`, `var`, `import`, `type`, `extension` or `extensionConfig`",
                });
                let keyword = Name { span: self.nothing_since(start), text: "" };
                return Statement { span: self.since(start), decorators, keyword, declaration: Declaration::Error };
            }
        };
        let keyword = self.name("a declaration");
        let declaration = read(self);
        Statement { span: self.since(start), decorators, keyword, declaration }
    }

    /// An empty span at the end of the construct that started at `start`.
    fn nothing_since(&self, start: u32) -> Span {
        let end = self.since(start).end;
        Span { start: end, end }
    }

    fn assigned(&mut self) -> Expression<'a> {
        if self.expect(Kind::Assign, "`=`") { self.expression() } else { self.no_expression() }
    }

    fn target_scope(&mut self) -> Declaration<'a> {
        Declaration::TargetScope(TargetScope { value: self.assigned() })
    }

    fn metadata(&mut self) -> Declaration<'a> {
        let name = self.name("the name of the metadata");
        Declaration::Metadata(Metadata { name, value: self.assigned() })
    }

    fn parameter_declaration(&mut self) -> Declaration<'a> {
        let name = self.name("the name of the parameter");
        let type_expression = self.declared_type();
        let default = self.at(Kind::Assign).then(|| self.assigned());
        Declaration::Parameter(Parameter { name, type_expression, default })
    }

    fn parameter_value(&mut self) -> Declaration<'a> {
        let name = self.name("the name of the parameter");
        Declaration::ParameterValue(ParameterValue { name, value: self.assigned() })
    }

    fn variable(&mut self) -> Declaration<'a> {
        let name = self.name("the name of the variable");
        let typed = !matches!(self.current.kind, Kind::Assign | Kind::Newline | Kind::End);
        let type_expression = typed.then(|| self.declared_type());
        Declaration::Variable(Variable { name, type_expression, value: self.assigned() })
    }

    fn output(&mut self) -> Declaration<'a> {
        let name = self.name("the name of the output");
        let type_expression = self.declared_type();
        Declaration::Output(Output { name, type_expression, value: self.assigned() })
    }

    fn type_declaration(&mut self) -> Declaration<'a> {
        let name = self.name("the name of the type");
        let value = if self.expect(Kind::Assign, "`=`") { self.type_expression() } else { self.no_type() };
        Declaration::Type(TypeDeclaration { name, value })
    }

    fn assert(&mut self) -> Declaration<'a> {
        let name = self.name("the name of the assertion");
        Declaration::Assert(Assert { name, condition: self.assigned() })
    }

    fn function(&mut self) -> Declaration<'a> {
        let name = self.name("the name of the function");
        let mut parameters = Vec::new();
        if self.at(Kind::LeftParenthesis) {
            self.open();
            self.newlines();
            // A parameter may be called `type` or `test`: its line looks like a statement but is not one, unless a bracket was not closed.
            let ends = |parser: &Self| parser.ends(Kind::RightParenthesis) && (parser.recover || !parser.at(Kind::Name));
            while !ends(self) {
                parameters.push(self.typed_name());
                self.newlines();
                if !self.take(Kind::Comma) {
                    break;
                }
                self.newlines();
            }
            self.close_around(Kind::RightParenthesis, &mut parameters);
        } else {
            self.report("`(`");
        }
        let result = self.declared_type();
        self.arrow();
        Declaration::Function(Function { name, parameters, result, value: self.expression() })
    }

    fn typed_name(&mut self) -> TypedName<'a> {
        let name = self.name("the name of a parameter");
        let type_expression = self.declared_type();
        TypedName { span: self.since(name.span.start), name, type_expression }
    }

    fn resource(&mut self) -> Declaration<'a> {
        let name = self.name("the name of the resource");
        let resource_type = self.string_literal("the type of the resource in `'`");
        let existing = self.take_word("existing");
        let body = self.assigned_body(true);
        Declaration::Resource(Box::new(Resource { name, resource_type, existing, body }))
    }

    /// Whether a nested resource is declared here: `resource` and a name, because `resource` alone may be a property.
    pub(super) fn at_nested_resource(&self) -> bool {
        self.at_word("resource") && {
            let after = self.after().trim_start_matches([' ', '\t']);
            after.len() < self.after().len() && after.bytes().next().is_some_and(begins_name)
        }
    }

    /// Parses a resource declared inside its parent.
    pub(super) fn nested_resource(&mut self) -> Statement<'a> {
        let start = self.current.span.start;
        let decorators = self.decorators();
        if self.at_word("resource") {
            let keyword = self.name("`resource`");
            let declaration = self.resource();
            return Statement { span: self.since(start), decorators, keyword, declaration };
        }
        self.report("`resource`");
        let keyword = Name { span: self.nothing_since(start), text: "" };
        Statement { span: self.since(start), decorators, keyword, declaration: Declaration::Error }
    }

    fn module(&mut self) -> Declaration<'a> {
        let name = self.name("the name of the module");
        let path = self.string_literal("the path of the module in `'`");
        let body = self.assigned_body(false);
        Declaration::Module(Box::new(Module { name, path, body }))
    }

    fn test(&mut self) -> Declaration<'a> {
        let name = self.name("the name of the test");
        let path = self.string_literal("the path of the template in `'`");
        self.expect(Kind::Assign, "`=`");
        Declaration::Test(Test { name, path, object: self.expect_object() })
    }

    /// Parses `= body`. The body is parsed even if the `=` is missing, because it is most of a resource.
    fn assigned_body(&mut self, resources: bool) -> Body<'a> {
        self.expect(Kind::Assign, "`=`");
        self.newlines_before(|text| text.strip_prefix("if").is_some_and(|rest| rest.starts_with([' ', '\t', '('])));
        self.deeper(|parser| parser.body(resources)).unwrap_or_else(|| self.no_body())
    }

    fn no_body(&self) -> Body<'a> {
        Body { span: self.nothing(), header: None, condition: None, object: None }
    }

    fn body(&mut self, resources: bool) -> Body<'a> {
        let start = self.current.span.start;
        if !self.at(Kind::LeftSquare) {
            return self.conditional_body(resources, "`{`, `[` or `if`");
        }
        self.open();
        self.newlines();
        if !self.at_word("for") {
            self.report("`for`");
            self.entries(Kind::RightSquare, "an item", |parser| Some(parser.entry_value())); // an array, which creates no resource
            return Body { span: self.since(start), ..self.no_body() };
        }
        let header = self.loop_header();
        let mut body = self.conditional_body(resources, "`{` or `if`");
        self.newlines_before(|text| text.starts_with(']'));
        self.close_around(Kind::RightSquare, &mut body);
        Body { span: self.since(start), header: Some(header), ..body }
    }

    fn conditional_body(&mut self, resources: bool, expected: &str) -> Body<'a> {
        let start = self.current.span.start;
        let mut condition = None;
        if self.take_word("if").is_some() {
            let mut value = self.no_expression();
            if self.at(Kind::LeftParenthesis) {
                self.open();
                self.newlines();
                value = self.expression();
                self.newlines();
                self.close_around(Kind::RightParenthesis, &mut value);
            } else {
                self.report("`(`");
            }
            condition = Some(value);
        }
        if self.at(Kind::LeftBrace) {
            let object = self.object(resources);
            return Body { span: self.since(start), header: None, condition, object: Some(object) };
        }
        self.report(if condition.is_some() { "`{`" } else { expected });
        let span = if condition.is_some() { self.since(start) } else { self.nothing() };
        Body { span, header: None, condition, object: None }
    }

    fn import(&mut self) -> Declaration<'a> {
        let imported = match self.current.kind {
            // Before 0.23 extensions were imported.
            kind if kind.begins_string() => return Declaration::Extension(self.extension()),
            Kind::Star => {
                self.advance();
                self.expect_word("as");
                Imported::All { alias: self.name("a name for the import") }
            }
            Kind::LeftBrace => {
                self.open();
                Imported::List(self.entries(Kind::RightBrace, "a name", Self::import_item))
            }
            _ => {
                self.report("`{` or `*`");
                Imported::Error
            }
        };
        self.expect_word("from");
        Declaration::Import(Import { imported, path: self.string_literal("the path of a file in `'`") })
    }

    fn import_item(&mut self) -> Option<ImportItem<'a>> {
        let start = self.current.span.start;
        let Some(name) = self.key() else {
            self.report("a name");
            self.skip(true);
            return None;
        };
        let alias = self.take_word("as").map(|_| self.name("a name for the import"));
        if matches!(name, Key::String(_)) && alias.is_none() {
            self.report("`as`"); // a string may not be a valid name here
        }
        Some(ImportItem { span: self.since(start), name, alias })
    }

    fn extension(&mut self) -> Extension<'a> {
        let specification = self.key().unwrap_or_else(|| Key::Name(self.name("the name of an extension")));
        let config = self.with_config();
        let alias = self.take_word("as").map(|_| self.name("a name for the extension"));
        Extension { specification, config, alias }
    }

    /// Parses `with { … }`, if it is next.
    fn with_config(&mut self) -> Option<crate::syntax::bicep::ast::Object<'a>> {
        self.take_word("with")?;
        self.expect_object()
    }

    fn extension_config(&mut self) -> Declaration<'a> {
        let name = self.name("the name of an extension");
        let config = if self.expect_word("with") { self.expect_object() } else { None };
        Declaration::ExtensionConfig(ExtensionConfig { name, config })
    }

    fn using(&mut self) -> Declaration<'a> {
        let source = match self.take_word("none") {
            Some(none) => UsingSource::None(none),
            None => UsingSource::Path(self.string_literal("the path of a template in `'`, or `none`")),
        };
        Declaration::Using(Using { source, config: self.with_config() })
    }

    fn extends(&mut self) -> Declaration<'a> {
        Declaration::Extends(Extends { path: self.string_literal("the path of a parameters file in `'`") })
    }
}

/// Names, types and bodies are kept.
impl Entry for Statement<'_> {
    fn lose(&mut self, skipped: Span) {
        self.span.end = self.span.end.max(skipped.end);
        let value = match &mut self.declaration {
            Declaration::TargetScope(scope) => &mut scope.value,
            Declaration::Metadata(metadata) => &mut metadata.value,
            Declaration::Parameter(Parameter { default: Some(default), .. }) => default,
            Declaration::ParameterValue(parameter) => &mut parameter.value,
            Declaration::Variable(variable) => &mut variable.value,
            Declaration::Output(output) => &mut output.value,
            Declaration::Function(function) => &mut function.value,
            Declaration::Assert(assert) => &mut assert.condition,
            Declaration::Type(declaration) => return declaration.value.lose(skipped),
            _ => return,
        };
        value.lose(skipped);
    }
}
