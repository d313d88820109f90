use super::{MAX_PROBLEMS, Parsed, parse};
use crate::syntax::tree::{Member, Node, Value};
use std::fmt::Write as _;

fn parsed(text: &str) -> Parsed<'_> {
    parse(text, &|name| name.starts_with("AAD"))
}

/// A value on one line; `?` if it is unknown.
fn show(node: &Node<'_>) -> String {
    match &node.value {
        Value::Null => "null".into(),
        Value::Bool(is) => is.to_string(),
        Value::Number(text) => text.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::Array(elements) => format!("[{}]", elements.iter().map(show).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => format!("{{{}}}", show_members(members)),
        Value::Unknown(expression) => {
            let unknown = &expression.unknown;
            let reason = unknown.reason.to_string();
            let variable = reason.strip_prefix('`').and_then(|rest| rest.split_once("` has")).map_or("", |(variable, _)| variable);
            format!("{}?{variable}{}", unknown.starts_with, unknown.ends_with)
        }
    }
}

fn show_members(members: &[Member<'_>]) -> String {
    members.iter().map(|member| format!("{}: {}", member.key, show(&member.value))).collect::<Vec<_>>().join(", ")
}

/// The blocks of a text, and its number of problems.
fn blocks(text: &str) -> (Vec<String>, usize) {
    let parsed = parsed(text);
    let shown = parsed.blocks.iter().map(|block| format!("{} {}: {}", block.name, block.instance, show_members(&block.members)));
    (shown.collect(), parsed.problems.len())
}

/// The only property of a block, and the text at its span.
fn property(value: &str) -> String {
    let text = format!("AADX 'x'\n{{\n  P = {value}\n  Q = 1\n}}\n");
    let parsed = parsed(&text);
    assert_eq!(parsed.problems, [], "{value}");
    let [block] = parsed.blocks.as_slice() else { panic!("{value}: {parsed:?}") };
    assert_eq!((block.members.len(), show(&block.members[1].value).as_str()), (2, "1"), "{value}: {block:?}");
    let under = &text[block.members[0].value.bytes.clone()];
    assert_eq!(under, value.split(" #").next().unwrap().trim_end_matches([';', ' ']), "{value}");
    show(&block.members[0].value)
}

#[test]
fn values() {
    for (value, shown) in [
        ("$true", "true"),
        ("$False;", "false"),
        ("$NULL", "null"),
        ("42", "42"),
        ("-1.5", "-1.5"),
        ("'it''s'", "\"it's\""),
        ("'$x `n \"'", "\"$x `n \\\"\""),
        ("\"a`tb`\"c\"\"d $ 5\" # a comment", "\"a\\tb\\\"c\\\"d $ 5\""),
        ("\u{201c}a\u{201d}", "\"a\""),
        ("\"admin@$TenantId\"", "admin@?$TenantId"),
        ("\"${a b}-$($x.Name + \")\")/y\"", "?${a b}/y"),
        ("\"$env:USER: x\"", "?$env:USER: x"),
        ("\"`$x\"", "\"$x\""),
        ("@'\n$x 'y'\n'@", "\"$x 'y'\""),
        ("@\"\r\na\r\nb\r\n\"@", "\"a\\r\\nb\""),
        ("@\"\n\"@", "\"\""),
        ("@()", "[]"),
        ("@('a', \"b\"\n 'c'; 'd')", "[\"a\", \"b\", \"c\", \"d\"]"),
        ("'a','b',\n   'c'", "[\"a\", \"b\", \"c\"]"),
        ("@{ A = 1; 'b c' = @{} }", "{A: 1, b c: {}}"),
        ("MSFT_X { A = $true }", "{A: true}"),
        ("MSFT_X\n    {\n A = 1\n B = 2\n}", "{A: 1, B: 2}"),
        ("MSFT_X @{ A = 1 }", "{A: 1}"),
        ("@( MSFT_X{ A = 1 }\n MSFT_X {\n A = 2 } MSFT_X{})", "[{A: 1}, {A: 2}, {}]"),
        ("$ConfigurationData.NonNodeData.Id", "?$ConfigurationData.NonNodeData.Id"),
        ("$x[0]", "?$x"),
        ("$x -join ','", "?$x"),
        ("'a' + 'b'", "?"),
        ("'a' +\n 'b'", "?"),
        ("('a', 'b')", "?"),
        ("(Get-X -Name 'y' | Where-Object { $_.Id -eq '}' })", "?"),
        ("[int]5", "?"),
        ("Get-Thing 5", "?"),
        ("@($a, 'b' + 'c', 'd')", "[?$a, ?, \"d\"]"),
        ("<# a } #> 5", "5"),
    ] {
        if value.starts_with("<#") {
            assert_eq!(blocks(&format!("AADX x {{ P = {value} }}")), (vec!["AADX x: P: 5".to_owned()], 0));
        } else {
            assert_eq!(property(value), shown, "{value}");
        }
    }
}

#[test]
fn blocks_are_found_at_any_place() {
    let script = "\u{feff}# AADX 'comment' { A = 1 }\n<# AADX 'c' {} #>\nparam([string] $AADX = 'AADX ''s'' { }')\n\
        Configuration C {\n Import-DscResource -ModuleName 'Microsoft365DSC'\n Node localhost {\n  if ($x -eq \"AADX 'y' { }\") {\n\
        AADX \"a\" { A = 1 }\n  }\n  EXOMailbox 'm' { A = @{ B = 2 } }\n  AADY 'b''c'\n  {\n   A = 2\n  } aadz d {}\n AADX $name { DependsOn = '[AADX]a' }\n AADX \"$n-1\" {} }\n}\n\
        function AADX { param($y) }\nAADX -Name 'q' { }\nAADX = { }\n$AADX 'r' { A = 1 }\n@'\nAADX 's' { A = 1 }\n'@\n";
    assert_eq!(
        blocks(script),
        (vec!["AADX a: A: 1".into(), "AADY b'c: A: 2".into(), "AADX $name: DependsOn: \"[AADX]a\"".into(), "AADX \"$n-1\": ".into()], 0)
    );
    let header = parsed("x\nAADX  'a' <# c #>\n {}").blocks.remove(0).header;
    assert_eq!(header, 2..11);
}

#[test]
fn syntax_errors_lose_only_themselves() {
    for (text, blocks_told, problems) in [
        ("AADX a { A = 1\n B 2\n C = 3 }", vec!["AADX a: A: 1, C: 3"], 1),
        ("AADX a { A = 1\n = 2\n C = 3 }", vec!["AADX a: A: 1, C: 3"], 1),
        ("AADX a { A =\n B = 2 }", vec!["AADX a: B: 2"], 1),
        ("AADX a { A = }", vec!["AADX a: "], 1),
        ("AADX a { A = 'x\n B = 2\n}\nAADX b { A = 1 }", vec!["AADX a: A: ?, B: 2", "AADX b: A: 1"], 1),
        ("AADX a { A = 1\nAADX b { A = 2 }", vec!["AADX a: A: 1", "AADX b: A: 2"], 1),
        ("AADX a { A = @('x'\nAADX b { A = 2 }", vec!["AADX a: A: [\"x\"]", "AADX b: A: 2"], 2),
        ("AADX a { A = @{ B = 1\nAADX b { A = 2 }", vec!["AADX a: A: {B: 1}", "AADX b: A: 2"], 2),
        ("AADX a { A = (1 + \nAADX b { A = 2 }", vec!["AADX a: A: ?", "AADX b: A: 2"], 1),
        ("AADX a { A = @(1, 2 }\nAADX b { A = 2 }", vec!["AADX a: A: [1, 2]", "AADX b: A: 2"], 1),
        ("AADX a { A = MSFT_X { B = @( C = 1 ) } D = 1 }", vec!["AADX a: A: ?"], 0),
        ("AADX a { A = 1, }", vec!["AADX a: A: 1"], 1),
        ("AADX a { ) ] A = 1 }", vec!["AADX a: "], 2),
        ("AADX a {", vec!["AADX a: "], 1),
        ("AADX 'a {\nAADX b { A = 1 }", vec!["AADX b: A: 1"], 0),
    ] {
        let (shown, found) = blocks(text);
        assert_eq!((shown.iter().map(String::as_str).collect::<Vec<_>>(), found), (blocks_told, problems), "{text}");
    }
}

const SAMPLE: &str = "# c\r\nNode x {\n AADX 'é' {\n  A = @('b', \"c$d$(e 'f')\"); B = MSFT_X{\n C = -1.5 # g\n D = @{ 'h' = $true } }\n  E = @\"\n i ' \" $j\n\"@\n F = \
    (k { } [l])\n }\n <# m #> AADY \"n\"\n { O = 'p', `\n 'q' }\n}\n";

#[test]
fn a_truncated_or_changed_text_is_parsed() {
    assert_eq!((parsed(SAMPLE).blocks.len(), parsed(SAMPLE).problems), (2, vec![]));
    for at in (0..=SAMPLE.len()).filter(|&at| SAMPLE.is_char_boundary(at)) {
        let (before, after) = SAMPLE.split_at(at);
        drop((parsed(before), parsed(after)));
        for put_in in [
            "'", "\"", "{", "}", "(", ")", "@(", "@{", "@'\n", "$", "$(", "${", "`", "\n", "\0", "é", "<#", "#", ",", "=", "AADX a {",
            "\u{201d}",
        ] {
            let text = format!("{before}{put_in}{after}");
            let parsed = parsed(&text);
            assert!(parsed.problems.len() <= MAX_PROBLEMS);
            let inside = |bytes: &std::ops::Range<usize>| text.get(bytes.clone()).is_some_and(|under| !under.is_empty());
            assert!(parsed.problems.iter().all(|problem| inside(&problem.bytes)), "{text}: {:?}", parsed.problems);
            for block in &parsed.blocks {
                assert!(
                    inside(&block.header) && block.members.iter().all(|member| inside(&member.key_bytes) && inside(&member.value.bytes)),
                    "{text}"
                );
            }
        }
        drop(parsed(&format!("{before}{}", after.chars().skip(1).collect::<String>())));
    }
}

/// In a test thread, whose stack is as large as that of the threads that parse files.
#[test]
fn nesting_and_repetition_without_end_are_read_in_time_and_stack() {
    for (open, close) in
        [("@(", ")"), ("@{ a = ", "}"), ("M { a = ", "}"), ("(", ")"), ("\"$(", ")\""), ("@(@{ a = 1 + @(", ")})"), ("-", ""), ("'a',", "")]
    {
        for text in [
            format!("AADX x {{ A = {}1{}\n B = 2 }}", open.repeat(20_000), close.repeat(20_000)),
            format!("AADX x {{ A = {}", open.repeat(20_000)),
        ] {
            let parsed = parsed(&text);
            assert_eq!(parsed.blocks.len(), 1, "{open}");
            assert!(parsed.problems.len() <= MAX_PROBLEMS, "{open}");
        }
    }
    for line in [
        "'",
        "\"$(\n",
        "AADX \"$(\n",
        "@'\n",
        "AADX 'a' {\n",
        "AADX a AADX a\n",
        "<#",
        "`",
        "$",
        "AADX 'a'\n",
        "x = @(\n",
        "AADX a { A = 1 + (\n",
    ] {
        let parsed = parsed(&line.repeat(50_000)).problems.len();
        assert!(parsed <= MAX_PROBLEMS, "{line}");
    }
    // A backtick before a carriage return alone.
    assert_eq!(parsed("AADX a {\n A = `\ré\n}\n").blocks.len(), 1);
    let mut long = String::from("AADX a { A = @(");
    (0..100_000).for_each(|n| writeln!(long, "'{n}', MSFT_X {{ B = $b }}").unwrap());
    long.push_str(") }");
    let parsed = parsed(&long);
    let Value::Array(elements) = &parsed.blocks[0].members[0].value.value else { panic!("a list") };
    assert_eq!((elements.len(), parsed.problems.len()), (200_000, 0));
}
