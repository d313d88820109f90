//! Statements.

use super::{Expression, Key, Loop, Name, Object, Span, StringLiteral, TypeExpression};

/// A statement with its decorators.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement<'a> {
    /// From the first decorator to the end of what is declared.
    pub span: Span,
    pub decorators: Vec<Decorator<'a>>,
    /// The word that says what is declared.
    pub keyword: Name<'a>,
    pub declaration: Declaration<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Decorator<'a> {
    pub span: Span,
    pub value: Expression<'a>,
}

/// What a [`Statement`] declares.
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
    /// Something that could not be read.
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
    /// The value where none is given.
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
    /// Its type, where the author gave one.
    pub type_expression: Option<TypeExpression<'a>>,
    pub value: Expression<'a>,
}

/// `resource name 'type@version' = { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Resource<'a> {
    pub name: Name<'a>,
    /// Its type and version; within a parent the last part of the type suffices.
    pub resource_type: StringLiteral<'a>,
    /// The word `existing`, where the resource is only referred to.
    pub existing: Option<Span>,
    /// What it consists of.
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
    /// The condition, without its parentheses; within a loop it is asked for each item.
    pub condition: Option<Expression<'a>>,
    /// What stands in braces; nothing where that could not be read.
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
    /// What it stands for.
    pub value: TypeExpression<'a>,
}

/// `func name(parameter type) type => value`
#[derive(Debug, Clone, PartialEq)]
pub struct Function<'a> {
    pub name: Name<'a>,
    pub parameters: Vec<TypedName<'a>>,
    /// The type of what it gives.
    pub result: TypeExpression<'a>,
    pub value: Expression<'a>,
}

/// A parameter of a [`Function`].
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
    /// A path or reference, as a module's.
    pub path: StringLiteral<'a>,
}

/// What an [`Import`] brings.
#[derive(Debug, Clone, PartialEq)]
pub enum Imported<'a> {
    /// `* as name`: everything, as members of `name`.
    All { alias: Name<'a> },
    /// `{ name, other as alias }`
    List(Vec<ImportItem<'a>>),
    /// Something that could not be read.
    Error,
}

/// `name`, `name as alias`, `'name' as alias`
#[derive(Debug, Clone, PartialEq)]
pub struct ImportItem<'a> {
    pub span: Span,
    /// The name in the file that is imported from.
    pub name: Key<'a>,
    /// The name in this file, where it is another.
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
    /// The extension's name in the template.
    pub name: Name<'a>,
    /// Its configuration; nothing where that could not be read.
    pub config: Option<Object<'a>>,
}

/// `using 'path'`, `using none`, `using 'path' with { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Using<'a> {
    pub source: UsingSource<'a>,
    /// How it is deployed.
    pub config: Option<Object<'a>>,
}

/// The template of a parameters file.
#[derive(Debug, Clone, PartialEq)]
pub enum UsingSource<'a> {
    /// A path or reference, as a module's.
    Path(StringLiteral<'a>),
    /// `none`: no certain template.
    None(Span),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Extends<'a> {
    /// The parameters file whose values hold where this one gives none.
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
    /// The template that is tested.
    pub path: StringLiteral<'a>,
    /// Its parameters; nothing where they could not be read.
    pub object: Option<Object<'a>>,
}
