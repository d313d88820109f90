//! Statements.

use super::{object, problems, property, resource, resources, shape, under, valid};
use crate::syntax::bicep::ast::{Declaration, Key, ObjectItem, UsingSource};
use crate::syntax::bicep::{parse, parse_parameters};

#[test]
fn a_loop_and_a_condition_are_separate_from_the_properties_of_a_resource() {
    let text = "@batchSize(1)\nresource a 'b@1' existing = [for (x, i) in y: if (x.on) {\n  name: x.name\n}]\n";
    let file = valid(text);
    let statement = &file.statements[0];
    let app = resource(statement);
    let header = app.body.header.as_ref().unwrap();
    assert_eq!((header.item.text, header.index.unwrap().text, under(text, header.items.span)), ("x", "i", "y"));
    assert_eq!(under(text, header.span), "for (x, i) in y");
    assert_eq!(under(text, app.body.condition.as_ref().unwrap().span), "x.on");
    assert_eq!(property(text, statement, "name"), "x.name");
    assert_eq!(under(text, app.existing.unwrap()), "existing");
    assert_eq!(under(text, app.resource_type.span), "'b@1'");
    assert_eq!(app.resource_type.plain(), Some("b@1"));
    assert_eq!(under(text, statement.decorators[0].span), "@batchSize(1)");
    assert_eq!(under(text, statement.span), text.trim_end());
    assert_eq!(under(text, statement.keyword.span), "resource");
}

#[test]
fn a_nested_resource_is_distinguished_from_a_property_of_that_name() {
    let text = "resource a 'b@1' = {\n  resource: 1\n  resource c 'd' = {\n    resource e 'f' existing = { name: 'g' }\n  }\n  @x()\n  resource h 'i' = if (j) {}\n}";
    let file = valid(text);
    let nested: Vec<&str> = object(&file.statements[0])
        .items
        .iter()
        .map(|item| match item {
            ObjectItem::Property(property) => property.key.plain().unwrap(),
            ObjectItem::Resource(nested) => resource(nested).name.text,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(nested, ["resource", "c", "h"]);
    let ObjectItem::Resource(inner) = &object(&file.statements[0]).items[1] else { panic!() };
    assert!(matches!(&object(inner).items[0], ObjectItem::Resource(deep) if resource(deep).name.text == "e"));
    // A nested resource may start in the first column: it is not a top-level statement while brackets are open.
    let flush = text.replace("\n  ", "\n").replace("\n  ", "\n");
    assert_eq!(shape(&valid(&flush).statements), shape(&file.statements));
    // In a module's body it is a property without a colon.
    assert!(!parse("module a 'b' = {\n  resource c 'd' = {}\n}").diagnostics.is_empty());
}

#[test]
fn extensions_are_read_in_all_three_spellings() {
    for (text, specification, config, alias) in [
        ("extension microsoftGraphV1", "microsoftGraphV1", false, None),
        ("extension kubernetes with { namespace: 'x' } as k8s", "kubernetes", true, Some("k8s")),
        ("extension 'br:mcr.microsoft.com/x:1.0' as graph", "br:mcr.microsoft.com/x:1.0", false, Some("graph")),
        ("provider microsoftGraph", "microsoftGraph", false, None),
        ("import 'az@1.0' as az", "az@1.0", false, Some("az")),
        ("extension as as as", "as", false, Some("as")),
    ] {
        let file = valid(text);
        let Declaration::Extension(extension) = &file.statements[0].declaration else { panic!("{file:?}") };
        assert_eq!(extension.specification.plain(), Some(specification), "{text}");
        assert_eq!((extension.config.is_some(), extension.alias.map(|name| name.text)), (config, alias), "{text}");
    }
    let file = valid("import { a, b as c, 'd' as e } from 'f'");
    let text = shape(&file.statements);
    assert!(text.contains("List([") && text.matches("ImportItem").count() == 3, "{text}");
}

#[test]
fn a_parameters_file_names_its_template() {
    let file = parse_parameters("using 'main.bicep' with { mode: 'stack' }\nextends 'base.bicepparam'\nparam a = 1");
    assert_eq!(file.diagnostics, []);
    let Declaration::Using(using) = &file.statements[0].declaration else { panic!("{file:?}") };
    assert!(matches!(&using.source, UsingSource::Path(path) if path.plain() == Some("main.bicep")) && using.config.is_some());
    let file = parse_parameters("using none");
    assert!(matches!(&file.statements[0].declaration, Declaration::Using(using) if matches!(using.source, UsingSource::None(_))));
}

/// A file with the wrong extension must report errors, or its values would be treated as defaults.
#[test]
fn each_dialect_refuses_the_statements_of_the_other() {
    for text in ["param a string", "resource a 'b@1' = {}", "output a string = 'b'", "func f() int => 1"] {
        assert!(!parse_parameters(text).diagnostics.is_empty(), "{text}");
        valid(text);
    }
    for text in ["param a = 1", "using 'a'", "using none", "extends 'a'", "extensionConfig a with {}"] {
        assert!(!parse(text).diagnostics.is_empty(), "{text}");
        assert_eq!(parse_parameters(text).diagnostics, [], "{text}");
    }
    assert_eq!(problems("param a = 1", &parse("param a = 1")), [("expected a type, found `=`".to_owned(), "=")]);
}

#[test]
fn comments_and_pragmas_are_allowed_between_all_lines() {
    let text = "// one\n#disable-next-line a-b BCP1 // two\nresource a 'b@1' = { // three\n  #disable-diagnostics c\n  d: 'e' /* four\n*/\n  // five\n  f: [ /*six*/ 1\n  ]\n}\n#restore-diagnostics c";
    valid(text);
    // A text that resembles a pragma is an error, not silently ignored.
    for text in ["var a = 1 #disable-next-line b", "#disable-everything b", "/* c */ #disable-next-line b", "#disable-next-line"] {
        assert!(!parse(text).diagnostics.is_empty(), "{text}");
    }
}

#[test]
fn decorators_may_be_any_call() {
    let text = "@description('a')\n\n@sys.metadata({\n  b: [ 'c' ]\n})\n@secure\n// d\nparam e string";
    let file = valid(text);
    let shown: Vec<&str> = file.statements[0].decorators.iter().map(|decorator| under(text, decorator.span)).collect();
    assert_eq!(shown, ["@description('a')", "@sys.metadata({\n  b: [ 'c' ]\n})", "@secure"]);
}

#[test]
fn keys_of_all_kinds_have_their_places() {
    let text = "resource a 'b@1' = {\n  c: 1\n  'd e': 2\n  'f-${g}': 3\n  null2: 4\n}";
    let file = valid(text);
    let span = |key: &Key<'_>| match key {
        Key::Name(name) => name.span,
        Key::String(string) => string.span,
    };
    let keys: Vec<(&str, Option<&str>)> =
        object(&file.statements[0]).properties().map(|property| (under(text, span(&property.key)), property.key.plain())).collect();
    assert_eq!(keys, [("c", Some("c")), ("'d e'", Some("d e")), ("'f-${g}'", None), ("null2", Some("null2"))]);
    assert!(matches!(object(&file.statements[0]).property("c").unwrap().key, Key::Name(_)));
    assert_eq!(resources(&file), ["a"]);
}
