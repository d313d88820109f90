use super::super::{parse_json, parse_json_values};
use super::show::{body, tree};

fn read(text: &str) -> String {
    let parsed = parse_json(text);
    assert_eq!(parsed.errors, [], "{text}");
    body(&parsed.body)
}

#[test]
fn kinds_at_the_top_are_blocks_with_their_labels() {
    for (text, expected) in [
        ("{}", ""),
        (r#"{"resource": {"t": {"n": {"a": 1}, "m": {}}}}"#, r#"resource "t" "n" {a = 1}; resource "t" "m" {}"#),
        (r#"{"resource": [{"t": {"n": [{"a": 1}, {"a": 2}]}}]}"#, r#"resource "t" "n" {a = 1}; resource "t" "n" {a = 2}"#),
        (r#"{"data": {"t": [{"n": {}}, {"m": {}}]}}"#, r#"data "t" "n" {}; data "t" "m" {}"#),
        (r#"{"provider": {"azuread": [{"alias": "x"}, {}]}}"#, r#"provider "azuread" {alias = "x"}; provider "azuread" {}"#),
        (r#"{"locals": {"a": true, "b": null}, "terraform": {}}"#, "locals {a = true; b = null}; terraform {}"),
        (r#"[{"locals": {"a": 1}}, {"locals": [{"b": 2}, {"c": 3}]}]"#, "locals {a = 1}; locals {b = 2}; locals {c = 3}"),
        (
            r#"{"module": {"m": {"source": "./m"}}, "moved": [{"from": "a.b", "to": "c.d"}]}"#,
            r#"module "m" {source = "./m"}; moved {from = "a.b"; to = "c.d"}"#,
        ),
        (r#"{"//": "c", "output": {"//": "c", "o": {"//": {"a": 1}, "value": {"//": 1, "b": 2}}}}"#, r#"output "o" {value = {"b" = 2}}"#),
        (r#"{"locals": {"a": {"k": 1, "k": 2}, "a": 3}}"#, r#"locals {a = {"k" = 1, "k" = 2}; a = 3}"#),
        (r#"{"resource": {"t": {"n": null}}}"#, ""),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn strings_are_templates_except_where_terraform_takes_them_as_they_are() {
    let text = r#"{"locals": {"a": "${var.x}", "b": "x-${f(\"y\")}", "c": "$${z} \"q\"", "d": ["%{if e}1%{endif}"], "${g}": {"${h}": 1.50}},
        "variable": {"v": {"type": "list(string)", "default": "${lit}", "description": "d"}}}"#;
    let expected = r#"locals {a = (template $(.x var)); b = (template "x-" $f("y")); c = "${z} \"q\""; d = [(template (if e "1" else))]; ${g} = {(template $h) = 1.50}}; variable "v" {type = list(string); default = "${lit}"; description = "d"}"#;
    assert_eq!(read(text), expected);
}

#[test]
fn dynamic_blocks_are_blocks_at_any_depth() {
    let text = r#"{"resource": {"t": {"n": {
        "a": 1,
        "dynamic": {"web": {"for_each": "${var.x}", "iterator": "it", "content": {"uri": "${it.value}", "dynamic": {"in": [{"for_each": [], "content": {}}]}}}},
        "network": [{"b": 2, "dynamic": [{"sub": [{"for_each": [1], "content": [{"c": 3}]}]}]}],
        "tags": {"dynamic": "no block"}
    }}}}"#;
    let expected = r#"resource "t" "n" {a = 1; tags = {"dynamic" = "no block"}; dynamic "web" {for_each = (template $(.x var)); iterator = "it"; content {uri = (template $(.value it)); dynamic "in" {for_each = []; content {}}}}; network {b = 2; dynamic "sub" {for_each = [1]; content {c = 3}}}}"#;
    assert_eq!(read(text), expected);
}

#[test]
fn nodes_in_a_string_have_the_bytes_of_the_string() {
    let text = r#"{"locals": {"a": "\u0024{b.c} d"}, "resource": {"t": {"n": {"e": 1}}}}"#;
    let parsed = parse_json(text);
    let value = &parsed.body.blocks[0].body.attributes[0].value;
    assert_eq!(&text[value.bytes.clone()], r#""\u0024{b.c} d""#);
    assert_eq!(tree(value), r#"(template $(.c b) " d")"#);
    let crate::syntax::hcl::ExprKind::Template(parts) = &value.kind else { panic!("a template") };
    let crate::syntax::hcl::Part::Interpolation(inner) = &parts[0] else { panic!("an interpolation") };
    assert_eq!(inner.bytes, value.bytes);
    let block = &parsed.body.blocks[1];
    assert_eq!(&text[block.bytes.clone()], r#""n": {"e": 1}"#);
    assert_eq!(&text[block.labels[0].bytes.clone()], "\"t\"");
}

#[test]
fn values_of_variables_are_literal() {
    let text = r#"{"//": "c", "a": "${b}", "c": {"//": [1, null]}}"#;
    let parsed = parse_json_values(text);
    assert_eq!((body(&parsed.body), parsed.errors), (r#"a = "${b}"; c = {"//" = [1 null]}"#.into(), vec![]));
}

#[test]
fn mistakes_are_reported_and_the_rest_is_parsed() {
    for (text, message, under, expected) in [
        ("{\"a\": ", "expected a value, found the end of the file", "", ""),
        ("[1]", "expected an object, found a number", "1", ""),
        (r#"{"resource": {"t": {"n": "x", "m": {}}}}"#, "expected an object, found a string", "\"x\"", r#"resource "t" "m" {}"#),
        (
            r#"{"locals": {"a": "${b c}", "d": "${", "e": 1}}"#,
            "expected `}`, found `c`",
            "\"${b c}\"",
            "locals {a = (template $ERROR); d = (template $ERROR); e = 1}",
        ),
        (
            r#"{"variable": {"v": {"type": "list("}}}"#,
            "expected a value, found the end of the string",
            "\"list(\"",
            r#"variable "v" {type = ERROR}"#,
        ),
    ] {
        let parsed = parse_json(text);
        assert_eq!((&*parsed.errors[0].message.to_string(), &text[parsed.errors[0].bytes.clone()]), (message, under));
        assert_eq!(body(&parsed.body), expected, "{text}");
    }
}
