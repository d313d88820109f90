use super::super::{Body, parse, parse_expression, parse_json, parse_template};
use std::fmt::Write;

const SAMPLE: &str = "\u{feff}# c\r\nresource \"a\" b {\n  x = [1, \"é${y ? z : \"q\"}\\u00e9\", <<-E\n    %{ for a, b in c ~}\n    t ${a}\n    %{ \
                      endfor }\n  E\n  ]\n  y = { a = 1.5e3, (b) : f(x...)[*].c.0, \"k\" = !d.*.e }\n  w { v = -1 }\n}\n/* é */ z = {for k, v \
                      in m : k => v... if v != null && 1 <= 2}\n";

#[test]
fn a_truncated_text_is_parsed_up_to_its_end() {
    for end in (0..SAMPLE.len()).filter(|&end| SAMPLE.is_char_boundary(end)) {
        let _ = parse(&SAMPLE[..end]);
        let _ = parse(&SAMPLE[end..]);
        let _ = parse_template(&SAMPLE[..end]);
        let _ = parse_expression(&SAMPLE[end..]);
    }
    assert_eq!(parse(SAMPLE).errors, []);
}

#[test]
fn a_text_with_any_character_put_in_or_left_out_is_read() {
    for at in (0..SAMPLE.len()).filter(|&at| SAMPLE.is_char_boundary(at)) {
        let (before, after) = SAMPLE.split_at(at);
        for put_in in ["\"", "{", "}", "${", "%{", "\n", "\r", "\0", "é", "<<E\n", "\\", "'", "/*", "."] {
            let parsed = parse(&format!("{before}{put_in}{after}"));
            assert!(parsed.errors.len() <= 20);
        }
        let _ = parse(&format!("{before}{}", after.chars().skip(1).collect::<String>()));
    }
}

/// In a test thread, whose stack is as large as that of the threads that parse files.
#[test]
fn nesting_without_end_is_one_error() {
    for (open, close) in [
        ("[", "]"),
        ("(", ")"),
        ("{ a = ", "}"),
        ("f(", ")"),
        ("!", ""),
        ("-", ""),
        ("x ? y : ", ""),
        ("x ? ", ": y"),
        ("\"${", "}\""),
        ("x[", "]"),
        ("[for x in ", " : x]"),
        ("<<E\n${", "}\nE\n"),
    ] {
        for text in [format!("a = {}1{}\nb = 1\n", open.repeat(10_000), close.repeat(10_000)), format!("a = {}", open.repeat(10_000))] {
            let parsed = parse(&text);
            assert!(parsed.errors[0].message.to_string().contains("nested deeper than 64 levels"), "{open}: {:?}", parsed.errors);
        }
    }
    let text = format!("a = \"{}{}\"\n", "%{if x}".repeat(10_000), "%{endif}".repeat(10_000));
    assert!(parse(&text).errors[0].message.to_string().contains("nested deeper than 64 levels"));
    let text = format!("{}{}", "a {\n".repeat(10_000), "}\n".repeat(10_000));
    assert!(parse(&text).errors[0].message.to_string().contains("nested deeper than 64 levels"));
}

#[test]
fn a_chain_without_end_is_one_error() {
    for link in [" + 1", ".a", ".0", "[0]", "[*]", ".*", " && x", " == 1 * 2"] {
        let parsed = parse(&format!("a = x{}\nb = 1\n", link.repeat(100_000)));
        assert_eq!(parsed.errors.len(), 1, "{link}");
        assert_eq!(parsed.body.attributes.len(), 2, "{link}");
    }
    assert!(parse(&format!("a = x{}\n", ".b".repeat(200))).errors.is_empty());
    assert!(parse(&format!("a = x{}\n", " || y".repeat(200))).errors.is_empty());
}

#[test]
fn chains_in_brackets_are_as_tall_as_one_chain() {
    let mut text = "x".to_owned();
    for _ in 0..40 {
        text = format!("({text}{})", ".a".repeat(100));
    }
    assert!(parse_expression(&text).unwrap_err().message.to_string().contains("more than 256 operators"));
}

#[test]
fn a_large_text_is_parsed_at_once() {
    let mut object = "a = {\n".to_owned();
    for index in 0..200_000 {
        writeln!(object, "key{index} = {index}").unwrap();
    }
    object += "}\n";
    assert_eq!(parse(&object).errors, []);
    let broken = format!("a = {}", "(".repeat(200_000) + &"]".repeat(200_000));
    assert_eq!(parse(&broken).errors.len(), 1);
    for line in ["a = [\n", "a = \"x\n", "a {\n", "a = { b = ]\n", "a = <<X\n", "a = \"${\n", "a b c\n"] {
        assert!(!parse(&line.repeat(20_000)).errors.is_empty(), "{line}");
    }
}

#[test]
fn deep_json_is_an_error_and_no_more() {
    let text = format!("{{\"locals\": {{\"a\": {}1{}}}}}", "[".repeat(100), "]".repeat(100));
    let parsed = parse_json(&text);
    assert!(parsed.errors[0].message.to_string().contains("nested deeper than 64 levels"));
    let text = format!("{{\"locals\": {}", "[".repeat(10_000));
    let parsed = parse_json(&text);
    assert_eq!((parsed.errors.len(), parsed.body), (1, Body::default()));
}
