//! Statements.

use super::{Expression, Key, Loop, Name, Object, Span, StringLiteral, TypeExpression};

/// A statement with its decorators.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement<'a> {
    /// From the first decorator to the end of the declaration.
    pub span: Span,
    pub decorators: Vec<Decorator<'a>>,
    /// The keyword of the declaration.
    pub keyword: Name<'a>,
    pub declaration: Declaration<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Decorator<'a> {
    pub span: Span,
    pub value: Expression<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Declaration<'a> {
    TargetScope(TargetScope<'a>),
    /// `metadata name = value`
    Metadata(Metadata<'a>),
    /// `param name type = default`, in a template.
    Parameter(Parameter<'a>),
    /// `param name = value`, in a parameters file.
    ParameterValue(ParameterValue<'a>),
    /// `var name = value`
    Variable(Variable<'a>),
    /// `resource name 'type@version' = { … }`
    Resource(Box<Resource<'a>>),
    /// `module name 'path' = { … }`
    Module(Box<Module<'a>>),
    /// `output name type = value`
    Output(Output<'a>),
    /// `type name = type`
    Type(TypeDeclaration<'a>),
    /// `func name(parameter type) type => value`
    Function(Function<'a>),
    /// `import { name } from 'path'`, `import * as name from 'path'`
    Import(Import<'a>),
    Extension(Extension<'a>),
    /// `extensionConfig name with { … }`, in a parameters file.
    ExtensionConfig(ExtensionConfig<'a>),
    /// `using 'path'`, in a parameters file.
    Using(Using<'a>),
    /// `extends 'path'`, in a parameters file.
    Extends(Extends<'a>),
    /// `assert name = condition`
    Assert(Assert<'a>),
    /// `test name 'path' = { … }`
    Test(Test<'a>),
    /// A syntax error.
    Error,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TargetScope<'a> {
    pub value: Expression<'a>,
}

/// `metadata name = value`
#[derive(Debug, Clone, PartialEq)]
pub struct Metadata<'a> {
    pub name: Name<'a>,
    pub value: Expression<'a>,
}

/// `param name type = default`
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter<'a> {
    pub name: Name<'a>,
    pub type_expression: TypeExpression<'a>,
    /// The value if none is passed.
    pub default: Option<Expression<'a>>,
}

/// `param name = value`
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterValue<'a> {
    pub name: Name<'a>,
    pub value: Expression<'a>,
}

/// `var name = value`, `var name type = value`
#[derive(Debug, Clone, PartialEq)]
pub struct Variable<'a> {
    pub name: Name<'a>,
    /// Its declared type.
    pub type_expression: Option<TypeExpression<'a>>,
    pub value: Expression<'a>,
}

/// `resource name 'type@version' = { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Resource<'a> {
    pub name: Name<'a>,
    /// Its type and version; inside a parent the last part of the type is sufficient.
    pub resource_type: StringLiteral<'a>,
    /// The keyword `existing`, if the resource is not deployed.
    pub existing: Option<Span>,
    pub body: Body<'a>,
}

/// `module name 'path' = { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Module<'a> {
    pub name: Name<'a>,
    /// A path, or a reference with `br:`, `br/alias:`, `ts:` or `ts/alias:`.
    pub path: StringLiteral<'a>,
    /// Its parameters, name and scope.
    pub body: Body<'a>,
}

/// The body of a resource or module: `{ … }`, `if (condition) { … }`, `[for item in items: if (condition) { … }]`
#[derive(Debug, Clone, PartialEq)]
pub struct Body<'a> {
    pub span: Span,
    /// The loop around it.
    pub header: Option<Loop<'a>>,
    /// The condition without its parentheses; in a loop it is evaluated for each item.
    pub condition: Option<Expression<'a>>,
    /// The object in braces; `None` for a syntax error.
    pub object: Option<Object<'a>>,
}

/// `output name type = value`
#[derive(Debug, Clone, PartialEq)]
pub struct Output<'a> {
    pub name: Name<'a>,
    pub type_expression: TypeExpression<'a>,
    pub value: Expression<'a>,
}

/// `type name = type`
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDeclaration<'a> {
    pub name: Name<'a>,
    pub value: TypeExpression<'a>,
}

/// `func name(parameter type) type => value`
#[derive(Debug, Clone, PartialEq)]
pub struct Function<'a> {
    pub name: Name<'a>,
    pub parameters: Vec<TypedName<'a>>,
    pub result: TypeExpression<'a>,
    pub value: Expression<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TypedName<'a> {
    pub span: Span,
    pub name: Name<'a>,
    pub type_expression: TypeExpression<'a>,
}

/// `import … from 'path'`
#[derive(Debug, Clone, PartialEq)]
pub struct Import<'a> {
    pub imported: Imported<'a>,
    /// A path or reference, like that of a module.
    pub path: StringLiteral<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Imported<'a> {
    /// `* as name`: everything, as members of `name`.
    All { alias: Name<'a> },
    /// `{ name, other as alias }`
    List(Vec<ImportItem<'a>>),
    /// A syntax error.
    Error,
}

/// `name`, `name as alias`, `'name' as alias`
#[derive(Debug, Clone, PartialEq)]
pub struct ImportItem<'a> {
    pub span: Span,
    /// The name in the imported file.
    pub name: Key<'a>,
    /// The name in this file, if it differs.
    pub alias: Option<Name<'a>>,
}

/// `extension name`, `extension 'br:…' with { … } as alias`; in older files `provider` or `import` instead of `extension`.
#[derive(Debug, Clone, PartialEq)]
pub struct Extension<'a> {
    /// Its name in `bicepconfig.json`, or a reference.
    pub specification: Key<'a>,
    pub config: Option<Object<'a>>,
    /// Its name in this file.
    pub alias: Option<Name<'a>>,
}

/// `extensionConfig name with { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct ExtensionConfig<'a> {
    /// The name of the extension in the template.
    pub name: Name<'a>,
    /// Its configuration; `None` for a syntax error.
    pub config: Option<Object<'a>>,
}

/// `using 'path'`, `using none`, `using 'path' with { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Using<'a> {
    pub source: UsingSource<'a>,
    /// The deployment options.
    pub config: Option<Object<'a>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum UsingSource<'a> {
    /// A path or reference, like that of a module.
    Path(StringLiteral<'a>),
    /// `none`: no specific template.
    None(Span),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Extends<'a> {
    /// The parameters file whose values apply where this one sets none.
    pub path: StringLiteral<'a>,
}

/// `assert name = condition`
#[derive(Debug, Clone, PartialEq)]
pub struct Assert<'a> {
    pub name: Name<'a>,
    pub condition: Expression<'a>,
}

/// `test name 'path' = { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Test<'a> {
    pub name: Name<'a>,
    /// The tested template.
    pub path: StringLiteral<'a>,
    /// Its parameters; `None` for a syntax error.
    pub object: Option<Object<'a>>,
}
