use super::super::{parse, parse_expression, parse_template};
use super::show::{body, parts, tree};

fn read(text: &str) -> String {
    match parse_expression(text) {
        Ok(expr) => tree(&expr),
        Err(error) => format!("{:?}: {}", &text[error.bytes], error.message),
    }
}

#[test]
fn a_heredoc_has_the_same_text_as_in_terraform() {
    // The output of `terraform output` of Terraform 1.11.4 for each.
    for (text, expected) in [
        ("<<-EOT\n  a\n    b\n  EOT\n", "\"a\\n  b\\n\""),
        ("<<EOT\n  a\n    b\n  EOT\n", "\"  a\\n    b\\n\""),
        ("<<EOT\nEOT\n", "\"\""),
        // Blank lines do not count for the indentation, and keep theirs.
        ("<<-EOT\n  a\n\n   \n      \n    b\n  EOT\n", "\"a\\n\\n   \\n      \\n  b\\n\""),
        ("<<-EOT\n\n  a\n  EOT\n", "\"\\na\\n\""),
        // A tab counts as one character, and so does any other white space.
        ("<<-EOT\n\ta\n\t\tb\n\tEOT\n", "\"a\\n\\tb\\n\""),
        ("<<-EOT\n    a\n\t\tb\n  EOT\n", "\"  a\\nb\\n\""),
        ("<<-EOT\n    \u{a0}a\n    b\n  EOT\n", "\"\\u{a0}a\\nb\\n\""),
        // An interpolation at the start of a line is not indentation, and its value is not unindented.
        ("<<-EOT\n    a\n  ${1}b\n  EOT\n", "(template \"  a\\n\" $1 \"b\\n\")"),
        ("<<-EOT\n    a\n${1}b\n  EOT\n", "(template \"    a\\n\" $1 \"b\\n\")"),
        ("<<-EOT\n    a${1}\n      c\n  EOT\n", "(template \"a\" $1 \"\\n  c\\n\")"),
        ("<<-EOT\n    $a\n  %b\n  EOT\n", "\"  $a\\n%b\\n\""),
        // Backslash escapes are text; doubled signs are escapes.
        ("<<EOT\na\\n$${x}%%{y} $5 100% $\nEOT\n", "\"a\\\\n${x}%{y} $5 100% $\\n\""),
        // The last line contains the marker and white space, nothing else.
        ("<<EOT\nEOT$\n  EOTX\nEOT x\nEOT \t\n", "\"EOT$\\n  EOTX\\nEOT x\\n\""),
        ("<<EOT\r\na\r\nb\r\nEOT\r\n", "\"a\\r\\nb\\r\\n\""),
        ("[<<A\nx\nA\n, <<B\ny\nB\n]\n", "[\"x\\n\" \"y\\n\"]"),
        ("f(<<-A\n  x\n  A\n)", "f(\"x\\n\")"),
        ("<<EOT\n${a}\nEOT\n", "(template $a \"\\n\")"),
        ("<<-E\n  a ${upper(<<-X\n      c\n        d\n      X\n    )}\n  E\n", "(template \"a \" $upper(\"c\\n  d\\n\") \"\\n\")"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn a_tilde_strips_white_space_of_its_line_in_a_heredoc_and_all_in_a_string() {
    for (text, expected) in [
        ("<<-EOT\n    %{ if true ~}\n    x\n    %{ endif ~}\n    y\n  EOT\n", "(template (if true \"    x\\n\" else) \"    y\\n\")"),
        ("<<-EOT\n    a ${~ 1 ~}\n    x\n  EOT\n", "(template \"a\" $1 \"    x\\n\")"),
        ("<<EOT\na\n  ${~ 1 ~}  \n  x\nEOT\n", "(template \"a\\n\" $1 \"  x\\n\")"),
        ("<<-EOT\n    a\n    ~b${~ 1}\n      ${~ 2}\n  EOT\n", "(template \"    a\\n    ~b\" $1 \"\\n\" $2 \"\\n\")"),
        ("<<-EOT\n    a\n${~ 2}\n      x\n  EOT\n", "(template \"a\" $2 \"\\n  x\\n\")"),
        ("\"a \\n ${~ b ~} \\n c\"", "(template \"a\" $b \"c\")"),
        ("\"$  ${~ 1}\"", "(template \"$\" $1)"),
        // The value is still converted to a string.
        ("\" ${~ a ~} \"", "(template $a \"\")"),
        ("<<E\n${a ~}\nE\n", "(template $a \"\")"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn a_string_has_its_escapes_resolved() {
    for (text, expected) in [
        (r#""""#, r#""""#),
        (r#""a\n\r\t\"\\""#, r#""a\n\r\t\"\\""#),
        (r#""\u00e9\U0001F600x""#, r#""é😀x""#),
        (r#""$${a} %%{b} $ % $$ $5""#, r#""${a} %{b} $ % $$ $5""#),
        (r#""$$${1}""#, r#""$${1}""#),
        (r#""%%${1}""#, r#"(template "%%" $1)"#),
        (r#""a$""#, r#""a$""#),
        (r#""\q""#, r#""\\q": unknown escape `\q` in a string"#),
        (r#""\u12""#, r#""\"": expected four hexadecimal digits, found `"`"#),
        (r#""\ud800""#, r#""\\ud800": `\ud800` is not a character"#),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn a_string_of_one_interpolation_is_the_value_itself() {
    assert_eq!(read("\"${var.x}\""), "(template $(.x var))");
    assert_eq!(read("\"${\"${x}\"}\""), "(template $(template $x))");
    assert_eq!(read("\"${f({ a = \"}\" })}-${ x\n }\""), "(template $f({\"a\" = \"}\"}) \"-\" $x)");
}

#[test]
fn directives_contain_the_parts_between_them() {
    for (text, expected) in [
        ("\"%{ if a }b%{ else }c${d}%{ endif }e\"", "(template (if a \"b\" else \"c\" $d) \"e\")"),
        ("\"%{if a}%{endif}\"", "(template (if a else))"),
        ("\"%{ for k, v in m ~} ${k}=${v} %{~ endfor }\"", "(template (for k v in m $k \"=\" $v))"),
        ("\"%{for x in xs}%{if x}1%{endif}%{endfor}\"", "(template (for x in xs (if x \"1\" else)))"),
        ("\"%{ if a }b\"", "\"%{ if a \": expected `%{endif}`, found the end of the template"),
        ("\"%{ for a in b }c%{ endif }\"", "\"%{ endif\": `%{endif}` without `%{if}`"),
        ("\"%{ if a }%{ else }%{ else }%{ endif }\"", "\"%{ else\": `%{else}` without `%{if}`"),
        ("\"%{ endfor }\"", "\"%{ endfor\": `%{endfor}` without `%{for}`"),
        ("\"%{ unless a }\"", "\"u\": expected `if`, `else`, `endif`, `for` or `endfor`, found `u`"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn a_template_file_is_read_whole() {
    let text = "#!/bin/sh\n%{ for p in ports ~}\nopen \"${p}\" $${HOME}\n%{ endfor ~}\n";
    let (found, errors) = parse_template(text);
    assert_eq!(errors, []);
    assert_eq!(parts(&found), " \"#!/bin/sh\\n\" (for p in ports \"open \\\"\" $p \"\\\" ${HOME}\\n\")");
    assert_eq!(parse_template(""), (vec![], vec![]));
    assert_eq!(parts(&parse_template("${a}").0), " $a");
    assert_eq!(parts(&parse_template("a$").0), " \"a$\"");
    let (found, errors) = parse_template("a ${b c} d\n${e");
    assert_eq!(parts(&found), " \"a \" $ERROR \" d\\n\" $ERROR");
    let messages: Vec<String> = errors.iter().map(|error| error.message.to_string()).collect();
    assert_eq!(messages, ["expected `}`, found `c`", "expected `}`, found the end of the file"]);
}

#[test]
fn text_after_a_heredoc_is_parsed() {
    let parsed = parse("a = <<-X\n  ${b}\n  X\nc = [\n  <<Y\nd\nY\n  , 1]\ne {\n  f = <<Z\nZ\n}\n");
    assert_eq!(parsed.errors, []);
    assert_eq!(body(&parsed.body), "a = (template $b \"\\n\"); c = [\"d\\n\" 1]; e {f = \"\"}");
}
