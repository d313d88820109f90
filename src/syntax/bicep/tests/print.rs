//! Prints a tree in a normalized form; parsing the result must yield the same tree.

use crate::syntax::bicep::ast::{
    ArrayItem, BinaryOperator, Body, Call, Declaration, Decorator, Expression, ExpressionKind, Extension, File, ImportItem, Imported, Key,
    Lambda, Loop, Name, Object, ObjectItem, Operand, Statement, StepKind, StringLiteral, StringPart, StringValue, TypeExpression, TypeKey,
    TypeKind, TypeStepKind, UnaryOperator, UsingSource,
};

pub(super) fn print(file: &File<'_>) -> String {
    file.statements.iter().map(|each| statement(each) + "\n").collect()
}

fn list<T>(items: &[T], print: impl Fn(&T) -> String, separator: &str) -> String {
    items.iter().map(print).collect::<Vec<_>>().join(separator)
}

fn decorators(decorators: &[Decorator<'_>]) -> String {
    list(decorators, |decorator| format!("@{}\n", expression(&decorator.value)), "")
}

fn statement(statement: &Statement<'_>) -> String {
    let keyword = statement.keyword.text;
    let declared = match &statement.declaration {
        Declaration::TargetScope(scope) => format!("= {}", expression(&scope.value)),
        Declaration::Metadata(metadata) => format!("{} = {}", metadata.name.text, expression(&metadata.value)),
        Declaration::Parameter(parameter) => {
            let default = parameter.default.as_ref().map(|default| format!(" = {}", expression(default))).unwrap_or_default();
            format!("{} {}{default}", parameter.name.text, type_expression(&parameter.type_expression))
        }
        Declaration::ParameterValue(parameter) => format!("{} = {}", parameter.name.text, expression(&parameter.value)),
        Declaration::Variable(variable) => {
            let declared = variable.type_expression.as_ref().map(type_expression).unwrap_or_default();
            format!("{} {declared} = {}", variable.name.text, expression(&variable.value))
        }
        Declaration::Resource(resource) => {
            let existing = if resource.existing.is_some() { " existing" } else { "" };
            format!("{} {}{existing} = {}", resource.name.text, string(&resource.resource_type.value), body(&resource.body))
        }
        Declaration::Module(module) => format!("{} {} = {}", module.name.text, literal(&module.path), body(&module.body)),
        Declaration::Output(output) => {
            format!("{} {} = {}", output.name.text, type_expression(&output.type_expression), expression(&output.value))
        }
        Declaration::Type(declaration) => format!("{} = {}", declaration.name.text, type_expression(&declaration.value)),
        Declaration::Function(function) => {
            let parameters =
                list(&function.parameters, |each| each.name.text.to_owned() + " " + &type_expression(&each.type_expression), ", ");
            let result = type_expression(&function.result);
            format!("{}({parameters}) {result} => {}", function.name.text, expression(&function.value))
        }
        Declaration::Import(import) => {
            let imported = match &import.imported {
                Imported::All { alias } => format!("* as {}", alias.text),
                Imported::List(items) => format!("{{ {} }}", list(items, import_item, ", ")),
                Imported::Error => panic!("an error"),
            };
            format!("{imported} from {}", literal(&import.path))
        }
        Declaration::Extension(declared) => extension(declared),
        Declaration::ExtensionConfig(config) => format!("{} with {}", config.name.text, object(config.config.as_ref().unwrap(), ", ")),
        Declaration::Using(using) => {
            let source = match &using.source {
                UsingSource::Path(path) => literal(path),
                UsingSource::None(_) => "none".to_owned(),
            };
            source + &with(using.config.as_ref())
        }
        Declaration::Extends(extends) => literal(&extends.path),
        Declaration::Assert(assert) => format!("{} = {}", assert.name.text, expression(&assert.condition)),
        Declaration::Test(test) => {
            format!("{} {} = {}", test.name.text, literal(&test.path), object(test.object.as_ref().unwrap(), ", "))
        }
        Declaration::Error => panic!("an error"),
    };
    format!("{}{keyword} {declared}", decorators(&statement.decorators))
}

fn import_item(item: &ImportItem<'_>) -> String {
    key(&item.name) + &alias(item.alias.as_ref())
}

fn alias(name: Option<&Name<'_>>) -> String {
    name.map(|name| format!(" as {}", name.text)).unwrap_or_default()
}

fn with(config: Option<&Object<'_>>) -> String {
    config.map(|config| format!(" with {}", object(config, ", "))).unwrap_or_default()
}

fn extension(extension: &Extension<'_>) -> String {
    key(&extension.specification) + &with(extension.config.as_ref()) + &alias(extension.alias.as_ref())
}

fn body(body: &Body<'_>) -> String {
    let condition = body.condition.as_ref().map(|condition| format!("if ({}) ", expression(condition))).unwrap_or_default();
    let inner = condition + &object(body.object.as_ref().unwrap(), "\n");
    match &body.header {
        Some(header) => format!("[{}: {inner}]", loop_header(header)),
        None => inner,
    }
}

fn loop_header(header: &Loop<'_>) -> String {
    let variables = match header.index {
        Some(index) => format!("({}, {})", header.item.text, index.text),
        None => header.item.text.to_owned(),
    };
    format!("for {variables} in {}", expression(&header.items))
}

fn object(object: &Object<'_>, separator: &str) -> String {
    let item = |item: &ObjectItem<'_>| match item {
        ObjectItem::Property(property) => format!("{}: {}", key(&property.key), expression(&property.value)),
        ObjectItem::Spread(spread) => format!("...{}", expression(&spread.value)),
        ObjectItem::Resource(nested) => statement(nested),
        ObjectItem::Error(_) => panic!("an error"),
    };
    format!("{{ {} }}", list(&object.items, item, separator))
}

fn key(key: &Key<'_>) -> String {
    match key {
        Key::Name(name) => name.text.to_owned(),
        Key::String(string) => literal(string),
    }
}

fn literal(literal: &StringLiteral<'_>) -> String {
    string(&literal.value)
}

fn string(value: &StringValue<'_>) -> String {
    let part = |part: &StringPart<'_>| match part {
        StringPart::Text { value, .. } => escaped(value),
        StringPart::Hole { value, .. } => format!("${{{}}}", expression(value)),
    };
    match value {
        StringValue::Plain(text) => format!("'{}'", escaped(text)),
        StringValue::Interpolated(parts) => format!("'{}'", list(parts, part, "")),
    }
}

fn escaped(text: &str) -> String {
    let escape = |character| match character {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\\' | '\'' | '$' => format!("\\{character}"),
        'é' => "\\u{E9}".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(escape).collect()
}

fn call(call: &Call<'_>) -> String {
    format!("{}({})", call.name.text, list(&call.arguments, expression, ", "))
}

fn operator(operator: UnaryOperator) -> &'static str {
    match operator {
        UnaryOperator::Not => "!",
        UnaryOperator::Minus => "-",
    }
}

fn binary_operator(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Coalesce => "??",
        BinaryOperator::Or => "||",
        BinaryOperator::And => "&&",
        BinaryOperator::Equal => "==",
        BinaryOperator::NotEqual => "!=",
        BinaryOperator::EqualIgnoringCase => "=~",
        BinaryOperator::NotEqualIgnoringCase => "!~",
        BinaryOperator::Less => "<",
        BinaryOperator::LessOrEqual => "<=",
        BinaryOperator::Greater => ">",
        BinaryOperator::GreaterOrEqual => ">=",
        BinaryOperator::Add => "+",
        BinaryOperator::Subtract => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Modulo => "%",
    }
}

fn expression(value: &Expression<'_>) -> String {
    match &value.kind {
        ExpressionKind::Null => "null".to_owned(),
        ExpressionKind::Bool(value) => value.to_string(),
        ExpressionKind::Integer(value) => value.to_string(),
        ExpressionKind::String(value) => string(value),
        ExpressionKind::Name(name) => (*name).to_owned(),
        ExpressionKind::Object(value) => object(value, ", "),
        ExpressionKind::Array(items) => {
            let item = |item: &ArrayItem<'_>| match item {
                ArrayItem::Value(value) => expression(value),
                ArrayItem::Spread(spread) => format!("...{}", expression(&spread.value)),
            };
            format!("[{}]", list(items, item, ", "))
        }
        ExpressionKind::For(value) => format!("[{}: {}]", loop_header(&value.header), expression(&value.value)),
        ExpressionKind::Parenthesized(value) => format!("({})", expression(value)),
        ExpressionKind::Call(value) => call(value),
        ExpressionKind::Access(access) => {
            let mark = |on: bool, mark: &'static str| if on { mark } else { "" };
            let step = |step: &StepKind<'_>| match step {
                StepKind::Member { name, safe } => format!(".{}{}", mark(*safe, "?"), name.text),
                StepKind::Index { index, safe, from_end } => {
                    format!("[{}{}{}]", mark(*safe, "?"), mark(*from_end, "^"), expression(index))
                }
                StepKind::Call(value) => format!(".{}", call(value)),
                StepKind::Nested(name) => format!("::{}", name.text),
                StepKind::NotNull => "!".to_owned(),
                StepKind::Error => panic!("an error"),
            };
            expression(&access.base) + &list(&access.steps, |each| step(&each.kind), "")
        }
        ExpressionKind::Unary(sign, value) => operator(*sign).to_owned() + &expression(value),
        ExpressionKind::Binary(binary) => {
            let operand = |each: &Operand<'_>| format!(" {} {}", binary_operator(each.operator), expression(&each.value));
            expression(&binary.first) + &list(&binary.rest, operand, "")
        }
        ExpressionKind::Conditional(value) => {
            let branches = list(&value.branches, |each| format!("{} ? {} : ", expression(&each.condition), expression(&each.value)), "");
            branches + &expression(&value.otherwise)
        }
        ExpressionKind::Lambda(value) => lambda(value),
        ExpressionKind::Error => panic!("an error"),
    }
}

fn lambda(lambda: &Lambda<'_>) -> String {
    format!("({}) => {}", list(&lambda.parameters, |name| name.text.to_owned(), ", "), expression(&lambda.value))
}

fn type_expression(value: &TypeExpression<'_>) -> String {
    let arguments = |arguments: &[TypeExpression<'_>]| list(arguments, type_expression, ", ");
    match &value.kind {
        TypeKind::Name(name) => (*name).to_owned(),
        TypeKind::Generic { name, arguments: given } => format!("{}<{}>", name.text, arguments(given)),
        TypeKind::Null => "null".to_owned(),
        TypeKind::Bool(value) => value.to_string(),
        TypeKind::Integer(value) => value.to_string(),
        TypeKind::String(value) => string(value),
        TypeKind::Unary(sign, value) => operator(*sign).to_owned() + &type_expression(value),
        TypeKind::Object(properties) => {
            let key = |key: &TypeKey<'_>| match key {
                TypeKey::Name(name) => name.text.to_owned(),
                TypeKey::String(string) => literal(string),
                TypeKey::Any(_) => "*".to_owned(),
            };
            let property = |each: &crate::syntax::bicep::ast::TypeProperty<'_>| {
                format!("{}{}: {}", decorators(&each.decorators), key(&each.key), type_expression(&each.value))
            };
            format!("{{\n{}\n}}", list(properties, property, "\n"))
        }
        TypeKind::Tuple(items) => {
            let item = |each: &crate::syntax::bicep::ast::TypeItem<'_>| decorators(&each.decorators) + &type_expression(&each.value);
            format!("[\n{}\n]", list(items, item, "\n"))
        }
        TypeKind::Union(members) => format!("| {}", list(members, type_expression, " | ")),
        TypeKind::Parenthesized(inner) => format!("({})", type_expression(inner)),
        TypeKind::Access(access) => {
            let step = |step: &TypeStepKind<'_>| match step {
                TypeStepKind::Array => "[]".to_owned(),
                TypeStepKind::Elements => "[*]".to_owned(),
                TypeStepKind::Index(index) => format!("[{}]", expression(index)),
                TypeStepKind::Member(name) => format!(".{}", name.text),
                TypeStepKind::Generic { name, arguments: given } => format!(".{}<{}>", name.text, arguments(given)),
                TypeStepKind::AnyMember => ".*".to_owned(),
                TypeStepKind::Nullable => "?".to_owned(),
                TypeStepKind::NotNull => "!".to_owned(),
                TypeStepKind::Error => panic!("an error"),
            };
            type_expression(&access.base) + &list(&access.steps, |each| step(&each.kind), "")
        }
        TypeKind::Resource(None) => "resource".to_owned(),
        TypeKind::Resource(Some(resource_type)) => format!("resource {}", literal(resource_type)),
        TypeKind::Error => panic!("an error"),
    }
}
