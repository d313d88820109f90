//! Input designed to make the parser overflow, hang or panic.

use crate::syntax::bicep::{MAX_DEPTH, parse, parse_parameters};

/// Runs on a stack as small as that of the threads that parse files.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(run).unwrap().join().unwrap();
}

/// Text that opens nesting again and again, after these words.
const OPENINGS: &[(&str, &str)] = &[
    ("var a = ", "("),
    ("var a = ", "["),
    ("var a = ", "[\n"),
    ("var a = ", "{a:"),
    ("var a = ", "{\na:"),
    ("var a = ", "f("),
    ("var a = ", "a["),
    ("var a = ", "a.f("),
    ("var a = ", "'${"),
    ("var a = ", "$'''${"),
    ("var a = ", "[for a in b:"),
    ("var a = ", "[for a in "),
    ("var a = ", "a=>"),
    ("var a = ", "()=>"),
    ("var a = ", "(a)=>\n"),
    ("var a = ", "a?"),
    ("var a = ", "a?b:"),
    ("var a = ", "-("),
    ("var a = ", "!"),
    ("var a = ", "-"),
    ("var a = ", "a+"),
    ("var a = ", "a??"),
    ("var a = ", "a??b||c&&d==e<f+g*("),
    ("var a = a", ".b"),
    ("var a = a", "[0]"),
    ("var a = a", "!"),
    ("var a = a", "::b"),
    ("var a = ", "...["),
    ("var a ", "["),
    ("type a = ", "("),
    ("type a = ", "["),
    ("type a = ", "{a:"),
    ("type a = ", "{*:"),
    ("type a = ", "a<"),
    ("type a = ", "a|"),
    ("type a = a", "[]"),
    ("type a = a", "?"),
    ("type a = a", ".b"),
    ("type a = a", "[(a)["),
    ("type a = ", "{\n@a()\nb:"),
    ("func f(a ", "{b:"),
    ("func f", "("),
    ("", "@a("),
    ("", "@a\n"),
    ("", "@"),
    ("resource a 'b' = ", "{resource a 'b' = "),
    ("resource a 'b' = ", "{\nresource a 'b' = "),
    ("resource a 'b' = ", "{\n@a()\nresource a 'b' = if (c) "),
    ("resource a 'b' = ", "[for a in b:"),
    ("resource a 'b' = ", "if ("),
    ("import ", "{"),
    ("extension a with ", "{a:"),
    ("", "}"),
    ("", ")"),
    ("", "'"),
    ("", "'''"),
    ("", "'''\nvar a = "),
    ("", "/*"),
    ("", "/**/"),
    ("", "#disable-next-line "),
    ("", "#disable-next-line\n"),
    ("", "\n"),
    ("", "var a = ("),
    ("", "var a = (\n"),
    ("", "var a = '${(\n"),
    ("", "a:"),
    ("", "$"),
    ("", "\u{a0}"),
    ("", "var a = {\n"),
    ("", "resource a 'b' = {\n"),
    ("var a = [\n", "a\n"),
    ("var a = [\n", "a b\n"),
    ("var a = ] ", "("),
    ("var a = @ ", "("),
    ("var a = f(", "a\n"),
    ("var a = @", "'${("),
    ("var a = @", "'${(\n"),
];

#[test]
fn deep_nesting_and_long_chains_do_not_overflow() {
    on_a_small_stack(|| {
        for (before, opening) in OPENINGS {
            for closing in ["", "a", "}", ")", "]", "'"] {
                let text = format!("{before}{}{}\nvar b = 1\n", opening.repeat(5_000), closing.repeat(5_000));
                // This also drops the tree, after it was walked for printing.
                let file = parse(&text);
                drop(format!("{:?}", file.statements));
                drop(file.clone());
                drop((file, parse_parameters(&text)));
            }
        }
    });
}

/// A parser with quadratic time would not finish here within a day.
#[test]
fn a_long_text_of_one_opening_ends() {
    for (before, opening) in OPENINGS {
        parse(&format!("{before}{}", opening.repeat(40_000)));
    }
}

#[test]
fn allowed_nesting_is_parsed_completely() {
    on_a_small_stack(|| {
        let nested = |open: &str, close: &str, depth: usize| format!("var a = {}1{}", open.repeat(depth), close.repeat(depth));
        let pairs = [
            ("(", ")"),
            ("[", "]"),
            ("{ a: ", "}"),
            ("f(", ")"),
            ("'${(", ")}'"),
            ("[for a in b: ", "]"),
            ("a ?? b || c && d == e < f + g * (", ")"),
        ];
        for (open, close) in pairs {
            let depth = if open == "'${(" { (MAX_DEPTH - 1) / 2 } else { MAX_DEPTH - 1 };
            assert_eq!(parse(&nested(open, close, depth)).diagnostics, [], "{open}");
            let text = nested(open, close, MAX_DEPTH + 1) + "\nvar b = 1";
            let file = parse(&text);
            assert_eq!(file.diagnostics[0].message, "expected no more than 128 levels of nesting", "{open}");
            assert!(file.diagnostics.len() < 4, "{open}: {:?}", file.diagnostics);
            assert_eq!(file.statements.len(), 2, "{open}");
        }
        // Long but not deep: a rule must handle a condition with a thousand terms.
        for (before, link) in [("a", " || a"), ("a", ".b"), ("a", "[0]"), ("a ? b : ", "a ? b : "), ("a", " ?? a")] {
            let end = if link.ends_with(": ") { "c" } else { "" };
            assert_eq!(parse(&format!("var a = {before}{}{end}", link.repeat(10_000))).diagnostics, [], "{link}");
        }
        assert_eq!(parse(&format!("type a = a{}", "[]".repeat(10_000))).diagnostics, []);
        assert_eq!(parse(&format!("type a = {}'b'", "'a' | ".repeat(10_000))).diagnostics, []);
    });
}

#[test]
fn any_bytes_that_are_text_are_read() {
    let pieces = [
        "'",
        "${",
        "}",
        "{",
        "(",
        ")",
        "[",
        "]",
        "\n",
        "\r",
        " ",
        "var a = ",
        "resource a 'b@1' = ",
        "@x",
        "if (",
        "for a in b:",
        "=>",
        "?",
        ":",
        ",",
        ".",
        "...",
        "'''",
        "$$'''",
        "//",
        "/*",
        "*/",
        "#disable-next-line",
        "é",
        "😀",
        "\0",
        "\u{feff}",
        "1",
        "|",
        "<",
        "!",
        "\\",
        "type t = ",
        "import {",
        "with",
    ];
    // A small deterministic generator, so that a failure can be reproduced.
    let mut state = 1u64;
    for _ in 0..4_000 {
        let mut text = String::new();
        for _ in 0..24 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[usize::try_from(state >> 33).unwrap() % pieces.len()]);
        }
        super::laws::check_spans(&text, &parse(&text));
        super::laws::check_spans(&text, &parse_parameters(&text));
    }
}
